"""``python -m memlib.chapters``: draw the picture of the cover and of the README.

Writes ``NAME-light.svg`` and ``NAME-dark.svg``, and prints the alt text and the findings that both
pages carry.
"""

from __future__ import annotations

import argparse
import sys
from typing import Final

from memlib.chapters import one_picture
from memlib.entry import guarded

TARGET: Final = "book/_static/one-picture.svg"


def main(arguments: list[str] | None = None) -> int:
    """Draw and save; 0 when both files were written."""
    return guarded(lambda: _run(arguments), extra="plots")


def _run(arguments: list[str] | None) -> int:
    parser = argparse.ArgumentParser(prog="python -m memlib.chapters", description=__doc__)
    parser.add_argument("-o", "--output", default=TARGET, help=f"default: {TARGET}")
    options = parser.parse_args(arguments)
    made = one_picture.picture()
    made.save(options.output)
    print(made.alt)
    for place, finding in enumerate(one_picture.findings(), 1):
        print(f"{place}. **{finding.title}** {finding.text} ({finding.chapter})")
    return 0


if __name__ == "__main__":
    sys.exit(main())
