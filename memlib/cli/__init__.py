"""The command line: ``memlib COMMAND ...``. Thin: it parses, calls memlib, and prints.

Exit codes and error lines are those of :mod:`memlib.entry`.
"""

from __future__ import annotations

import sys
from argparse import Namespace, RawDescriptionHelpFormatter
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Final, NamedTuple, Protocol, cast

from memlib.cli.parser import Parser
from memlib.entry import Exit, guarded


class Command(NamedTuple):
    """A command: its module, imported only when it is called, one line of help, the extra it needs.

    The module has ``add_arguments(parser)`` and ``run(options) -> exit code``; its docstring is
    the description that ``--help`` shows.
    """

    module: str
    help: str
    extra: str = ""


class _Module(Protocol):
    add_arguments: Callable[[Parser], None]
    run: Callable[[Namespace], int]
    __doc__: str | None


#: Every command. A new one is a new module and a new line here.
COMMANDS: Final = {
    "data": Command("memlib.cli.data", "make a data set: your text or table, or a known one"),
    "construct": Command("memlib.cli.construct", "build a network for a data set, by a theorem"),
    "verify": Command("memlib.cli.verify", "check a certificate exactly, label by label"),
    "recite": Command("memlib.cli.recite", "say a memorized text, as the network computes it"),
    "info": Command("memlib.cli.info", "the sizes of a certificate, promised and built"),
    "export": Command("memlib.cli.export", "as a PyTorch or safetensors file, or a theorem",
                      "export"),
    "capacity": Command("memlib.cli.capacity", "train many small models; keep every run", "train"),
    "codecheck": Command("memlib.cli.codecheck", "make a part of the results again; compare",
                         "train"),
    "benchmark": Command("memlib.cli.benchmark", "how fast memlib works here", "train"),
    "bounds": Command("memlib.cli.bounds", "the least number of parameters, by every bound"),
}  # fmt: skip


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; problems become one line on standard error."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    command = COMMANDS.get(arguments[0]) if arguments else None
    return guarded(lambda: _run(arguments), extra=command.extra if command else "")


def _run(arguments: list[str]) -> int:
    command = COMMANDS.get(arguments[0]) if arguments else None
    if command is None:
        _top_level(arguments)
        return Exit.FINE
    module = cast(_Module, import_module(command.module))
    parser = Parser(prog=f"memlib {arguments[0]}", description=module.__doc__)
    module.add_arguments(parser)
    return module.run(parser.parse_args(arguments[1:]))


def _top_level(arguments: list[str]) -> None:
    """Help, version, or the error that there is no such command."""
    from memlib import __version__

    parser = Parser(
        prog="memlib",
        usage="memlib COMMAND ...",
        description="Exact transformer memorizers: build them, certify them, verify them.",
        epilog="commands (each has --help):\n"
        + "\n".join(f"  {name:<10} {command.help}" for name, command in COMMANDS.items()),
        formatter_class=RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"memlib {__version__}")
    parser.add_argument("command", metavar="COMMAND", choices=tuple(COMMANDS))
    parser.parse_args(arguments)
