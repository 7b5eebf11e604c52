"""Build the network of a theorem for a data set, with exact weights, and write its certificate."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Mapping
from typing import TYPE_CHECKING

from memlib.cli.parser import Parser, output_path, progress_bar, show
from memlib.cli.summary import size_rows
from memlib.errors import MemlibError, context

if TYPE_CHECKING:
    from memlib.constructions.registry import Other, Theorem


def add_arguments(parser: Parser) -> None:
    """Add the arguments of ``memlib construct``."""
    add = parser.add_argument
    add("data", metavar="DATA.json", nargs="?", help="the data set (see memlib data)")
    add("--theorem", metavar="NAME", help="which theorem (see --list)")
    add("--form", choices=("plain", "residual"), default="plain",
        help="plain layers, or blocks with skip connections (default plain)")  # fmt: skip
    add("--seed", type=int, default=0, help="of the random choices in the proof (default 0)")
    add("--bits", type=int, metavar="B",
        help="limited-bits: B from 2 to the root of N (default the root of N)")  # fmt: skip
    add("-o", "--output", metavar="CERT.json", help="the certificate to write")
    add("--list", action="store_true", help="print the theorems and stop")


def run(options: Namespace) -> int:
    """Read the data, build, write the certificate, print promised and built sizes."""
    from memlib.constructions.registry import RIVALS, THEOREMS, statement

    if options.list:
        known: list[Theorem | Other] = [*THEOREMS.values(), *RIVALS.values()]
        for each in known:
            print(f"{each.name}: {each.statement} [data: {each.data}]")
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
        chosen = statement(options.theorem)
        extra = theorem_options(options, chosen)
    path = output_path(options.output)

    from memlib.data.json_form import read

    dataset = read(options.data)
    with progress_bar("construct") as progress:
        made = chosen.construct(
            dataset, form=options.form, seed=options.seed, progress=progress, **extra
        )
    made.write(path)
    show(
        [
            ("wrote", path),
            ("theorem", f"{chosen.name}, {options.form} form"),
            *size_rows(made.built_sizes(), made.promised_sizes()),
            *connection_rows(made.constants or {}),
        ]
    )
    return 0


def theorem_options(options: Namespace, chosen: Theorem | Other) -> dict[str, int]:
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
