"""The statements of other works that can be built, beside the theorems of the paper.

>>> RIVALS["baum"].title
'Baum 1988'
"""

from __future__ import annotations

from typing import Final

from memlib.constructions.statement import Statement, by_name
from memlib.rivals import (
    baum,
    bubeck,
    hernandez,
    kajitsuka_2023,
    kim,
    madden,
    mahdavi,
    nilsson,
    park,
    yun,
    zhang,
)
from memlib.rivals.rival import Rival

#: In the order of their years. A new one is a line.
RIVALS: Final[dict[str, Statement[Rival]]] = by_name(
    module.STATEMENT
    for module in (
        nilsson,
        baum,
        zhang,
        bubeck,
        yun,
        park,
        kim,
        kajitsuka_2023,
        mahdavi,
        hernandez,
        madden,
    )
)
