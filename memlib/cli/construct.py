"""Build the network of a theorem for a data set, with exact weights, and write its certificate."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from memlib.cli.parser import Parser, output_path, progress_bar, show
from memlib.cli.summary import size_rows
from memlib.errors import MemlibError, context

if TYPE_CHECKING:
    from memlib.constructions.statement import Made, Statement
    from memlib.data.dataset import Dataset


def add_arguments(parser: Parser) -> None:
    """Add the arguments of ``memlib construct``."""
    from memlib.constructions.line.driver import EFFORTS, FEWEST
    from memlib.constructions.registry import METHODS
    from memlib.constructions.statement import LITERAL

    add = parser.add_argument
    add("data", metavar="DATA.json", nargs="?", help="the data set (see memlib data)")
    add("--theorem", metavar="NAME", help="which theorem (see --list)")
    add("--form", choices=("plain", "residual"), default="plain",
        help="plain layers, or blocks with skip connections (default plain)")  # fmt: skip
    add("--method", choices=(LITERAL, *METHODS), default=LITERAL,
        help="the paper's proof, or fewer parameters than data (default literal)")  # fmt: skip
    add("--zero-on", metavar="MORE.json",
        help="compact, line: data on which the network must give 0")  # fmt: skip
    add("--effort", choices=tuple(EFFORTS),
        help="line: longer searches find smaller networks (default medium)")  # fmt: skip
    add("--width", type=int, metavar="W",
        help="line: the most rows of a layer (default: one layer holds all buckets)")  # fmt: skip
    add("--fewest", choices=FEWEST,
        help="line: nonzero or dense parameters, or bits (default nonzero)")  # fmt: skip
    add("--seed", type=int, default=0, help="of the random choices in the proof (default 0)")
    add("--bits", type=int, metavar="B",
        help="limited-bits: B from 2 to the root of N (default the root of N)")  # fmt: skip
    add("-o", "--output", metavar="CERT.json", help="the certificate to write")
    add("--list", action="store_true", help="print the theorems and stop")


def run(options: Namespace) -> int:
    """Read the data, build, write the certificate, print promised and built sizes."""
    from memlib.constructions.statement import find

    known = statements()
    if options.list:
        for each in known.values():
            print(f"{each.name}: {each.claim} [data: {each.data}]")
        return 0
    for value, what in (
        (options.data, "DATA.json"),
        (options.theorem, "--theorem"),
        (options.output, "-o CERT.json"),
    ):
        if value is None:
            raise MemlibError(
                f"{what} is missing", operation="construct", mend="see memlib construct --help"
            )
    with context(operation="construct"):
        chosen = find(options.theorem, known)
        extra = theorem_options(options, chosen) | line_options(options)
        construct = builder(options, chosen, known)
    path = output_path(options.output)

    from memlib.data.json_form import read
    from memlib.data.separation import check_short

    dataset = read(options.data)
    with context(operation="construct", place=options.data):
        check_short(dataset)
    more = {} if options.zero_on is None else {"zero_on": read(options.zero_on)}
    with progress_bar("construct") as progress:
        made = construct(
            dataset, form=options.form, seed=options.seed, progress=progress, **extra, **more
        )
    checked = check_all(made, dataset, **more)
    made.write(path)  # after the check: a network that is wrong is not written
    by = "" if options.method == "literal" else f" by the {options.method} method"
    show(
        [
            ("wrote", path),
            ("theorem", f"{chosen.name}, {options.form} form{by}"),
            *size_rows(made.built_sizes(), made.promised_sizes()),
            *connection_rows(made.constants or {}),
            *checked,
        ]
    )
    return 0


def statements() -> dict[str, Statement[Any]]:
    """The theorems of the paper and the statements of other works, by name."""
    from memlib.constructions.registry import THEOREMS
    from memlib.rivals.registry import RIVALS

    return {**THEOREMS, **RIVALS}


def builder(
    options: Namespace, chosen: Statement[Any], known: Mapping[str, Statement[Any]]
) -> Callable[..., Made]:
    """The function that builds by the method that was asked for."""
    method = options.method
    if options.zero_on is not None and method not in ("compact", "line"):
        raise MemlibError(
            "--zero-on goes with --method compact or line", mend="add it, or leave out"
        )
    if method not in chosen.methods:
        able = ", ".join(name for name, each in known.items() if method in each.methods)
        raise MemlibError(f"{chosen.name} has no {method} method", mend=f"use one of {able}")
    return chosen.by(method)


def check_all(
    made: Made, dataset: Dataset, zero_on: Dataset | None = None
) -> list[tuple[str, str]]:
    """What of the labels the builder has computed from the layers; the rest, if numba is here.

    Nothing for builders that check nothing: their certificates are for memlib verify.

    Raises:
        MemlibError: a label is wrong.
    """
    from importlib.util import find_spec

    constants = made.constants or {}
    if "sequences_checked" not in constants:
        return []
    checked, of = constants["sequences_checked"], constants["sequences_to_check"]
    if checked < of and find_spec("numba"):
        from memlib.constructions.compact.items import with_zeros
        from memlib.exact.verify import Refuted
        from memlib.fast import verify

        try:
            verify(made.network, dataset if zero_on is None else with_zeros(dataset, zero_on))
        except Refuted as error:
            raise MemlibError(str(error), operation="check", mend="please report it") from error
        except (MemoryError, OSError, RuntimeError, ImportError) as error:
            print(f"memlib: the fast check does not work here: {error}", file=sys.stderr)
        else:
            checked = of
    rest = "" if checked >= of else f" of {of}; check the others: memlib verify"
    return [("sequences checked", f"{checked}{rest}")]


def line_options(options: Namespace) -> dict[str, Any]:
    """What only the line method takes; its search in machine words, if numba is here."""
    from importlib.util import find_spec

    given = {"effort": options.effort, "width": options.width, "fewest": options.fewest}
    found = {name: value for name, value in given.items() if value is not None}
    if options.method != "line":
        for name in found:
            raise MemlibError(f"--{name} goes with --method line", mend="add it, or leave out")
        return {}
    if find_spec("numba"):
        from memlib.fast import words

        found["search"] = words.search
    return found


def theorem_options(options: Namespace, chosen: Statement[Any]) -> dict[str, int]:
    """The further options that were given, all of which the theorem must take."""
    given = {"bits": options.bits} if options.bits is not None else {}
    for name in given:
        if name not in chosen.options:
            raise MemlibError(
                f"{chosen.name} takes no --{name}", mend=f"leave out --{name}, or use limited-bits"
            )
    return given


def connection_rows(constants: Mapping[str, int]) -> list[tuple[str, str]]:
    """What sparse attention saves: its connections beside those of uniform attention."""
    if "connections" not in constants:
        return []
    uniform = constants["connections_of_uniform_attention"]
    return [("connections", f"{constants['connections']}, uniform attention has {uniform}")]
