"""Print the least number of parameters by every lower bound, and when each bound applies.

No bound speaks of one labeling, which may be easy: each says that one fixed architecture that can
fit every labeling of such data has at least so many parameters.
"""

from __future__ import annotations

import json
import math
from argparse import Namespace
from typing import Any, Final

from memlib.bounds import NARROW, Shape, all_bounds
from memlib.bounds.bits import NEXT_TOKEN, SEQ_TO_SEQ
from memlib.bounds.others import SIEGEL
from memlib.cli.parser import Parser
from memlib.errors import MemlibError

#: Options of the data: their letter, what they say, the default.
DATA: Final[dict[str, tuple[str, str, int | None]]] = {
    "sequences": ("N", "sequences", None),
    "length": ("n", "tokens a sequence", None),
    "classes": ("C", "labels (2)", 2),
    "precision": ("b", "bits per parameter for fixed_precision (32)", 32),
}
#: Options of the family of shapes: their letter and what they say.
FAMILY: Final = {
    "embedding": ("m", "embedding size"),
    "head_size": ("s", "head size"),
    "heads": ("H", "heads"),
    "hidden": ("q", "hidden units of a block"),
    "token_dim": ("d", "token dimension"),
}
#: The largest number that each kind of option may have, as a power of ten: logarithms fail beyond.
LARGEST: Final = dict.fromkeys(DATA, 30) | dict.fromkeys(FAMILY, 9)


def add_arguments(parser: Parser) -> None:
    """Add the arguments of ``memlib bounds``."""
    add = parser.add_argument
    add("task", choices=[NEXT_TOKEN, SEQ_TO_SEQ])
    for name, (letter, what, default) in DATA.items():
        add(f"--{name}", type=int, metavar=letter, help=what, default=default,
            required=default is None)  # fmt: skip
    for name, (letter, what) in FAMILY.items():
        default = getattr(NARROW, name)
        add("--" + name.replace("_", "-"), type=int, metavar=letter, default=default,
            help=f"{what} of the family of shapes ({default})")  # fmt: skip
    add("--json", action="store_true", help="one flat JSON object")


def run(options: Namespace) -> int:
    """Print the bounds for parsed options; 0.

    Raises:
        MemlibError: for sizes that are not positive, or so large that logarithms fail.
    """
    for name, power in LARGEST.items():
        if getattr(options, name) > 10**power:
            raise MemlibError(
                "too large",
                operation="bounds",
                place="--" + name.replace("_", "-"),
                mend=f"at most 10^{power}",
            )
    found = all_bounds(
        options.task,
        options.sequences,
        options.length,
        options.classes,
        family=Shape(1, *(getattr(options, name) for name in FAMILY)),
        precision=options.precision,
    )
    if options.json:
        print(json.dumps(found, ensure_ascii=False, indent=2))
    else:
        print("\n".join(table(found)))
    return 0


def table(found: dict[str, Any]) -> list[str]:
    """The bounds as lines of text: name, least whole number of parameters, when it applies.

    >>> table(all_bounds("seq-to-seq", 10_000, 1))[1].split()[:3]
    ['closed_form', '≥', '8']
    """
    lines = [
        f"{found['task']}, N = {found['sequences']}, n = {found['length']}, "
        f"C = {found['classes']}: {found['items']} free labels, {found['bits']:.10g} bits"
    ]
    for key, when in found["applies_when"].items():
        if key != "bits":
            least = math.ceil(found[key])
            lines.append(f"  {key:<16} ≥ {least:>14,} parameters   {when}")
    lines.append(f"  {'siegel':<16}   statement only          context: {SIEGEL}")
    return lines
