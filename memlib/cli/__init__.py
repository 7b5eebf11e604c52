"""The command line: ``memlib COMMAND ...``. Thin: it parses, calls memlib, and prints.

Exit codes: 0 done (verify: holds), 1 refuted (verify only), 2 a problem with what was given, as one
line on standard error, 70 a defect of memlib itself, 130 interrupted, 141 nobody reads the output.
``MEMLIB_TRACEBACK=1`` shows where a defect lies.
"""

from __future__ import annotations

import os
import sys
from argparse import Namespace, RawDescriptionHelpFormatter
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Final, NamedTuple, Protocol, cast

from memlib.cli.parser import Parser
from memlib.errors import MemlibError

FINE: Final = 0
BAD_INPUT: Final = 2
DEFECT: Final = 70
INTERRUPTED: Final = 130
BROKEN_PIPE: Final = 141


class Command(NamedTuple):
    """A command: the module that holds it, imported only when it is called, and one line of help.

    The module has ``add_arguments(parser)`` and ``run(options) -> exit code``; its docstring is
    the description that ``--help`` shows.
    """

    module: str
    help: str


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
    "export": Command("memlib.cli.export", "as a PyTorch or safetensors file, and what survives"),
    "capacity": Command("memlib.cli.capacity", "train many small models; keep every run"),
    "benchmark": Command("memlib.cli.benchmark", "how fast memlib works here, in CPU time"),
    "bounds": Command("memlib.cli.bounds", "the least number of parameters, by every bound"),
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; problems become one line on standard error."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")  # no output fails for a sign it lacks
    try:
        code = _run(arguments)
        sys.stdout.flush()
        return code
    except SystemExit as request:  # argparse after --help
        return request.code if isinstance(request.code, int) else FINE
    except MemlibError as error:
        return _say(str(error), BAD_INPUT)
    except MemoryError:
        return _say("the memory is full", BAD_INPUT)
    except KeyboardInterrupt:
        return _say("interrupted", INTERRUPTED)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return BROKEN_PIPE
    except Exception as error:
        if os.environ.get("MEMLIB_TRACEBACK"):
            raise
        return _say(f"defect: {type(error).__name__}: {error} (please report it)", DEFECT)


def _run(arguments: list[str]) -> int:
    command = COMMANDS.get(arguments[0]) if arguments else None
    if command is None:
        _top_level(arguments)
        return FINE
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


def _say(line: str, code: int) -> int:
    print("memlib: " + " ".join(line.split()), file=sys.stderr)
    return code
