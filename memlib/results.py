"""``python -m memlib.results NAME``: make the table ``results/NAME.json`` anew.

The makers live in :mod:`memlib.tables`; chapters read the tables with :mod:`memlib.stored`.
"""

import sys

from memlib.tables.__main__ import main

if __name__ == "__main__":
    sys.exit(main())
