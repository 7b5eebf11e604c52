"""How every program of memlib ends, whatever happens: one line, and an exit code that says it.

0 done (verify: holds), 1 refuted (verify only), 2 a problem with what was given, 70 a defect of
memlib itself, 74 the output could not be written, 130 interrupted, 141 nobody reads the output.
``MEMLIB_TRACEBACK=1`` shows where a defect lies.
"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout, suppress
from enum import IntEnum
from typing import Any, Final, TextIO, cast

from memlib.errors import MemlibError


class Exit(IntEnum):
    """How a program ended."""

    FINE = 0
    BAD_INPUT = 2
    DEFECT = 70
    OUTPUT_LOST = 74
    INTERRUPTED = 130
    BROKEN_PIPE = 141


#: Libraries that one extra alone brings; for others the program says which one it needs.
_EXTRAS: Final = {
    "datasets": "data", "distributed": "cluster", "matplotlib": "plots", "mpmath": "interval",
    "optuna": "train", "safetensors": "export", "seaborn": "plots", "yaml": "book",
}  # fmt: skip


def guarded(work: Callable[[], int], *, extra: str = "", name: str = "memlib") -> int:
    """Do the work of one program; its exit code.

    Args:
        work: prints, and returns an exit code.
        extra: the extra that has the libraries it needs.
        name: of the program; it begins each line on standard error.

    >>> guarded(lambda: 0)
    0
    """
    for standard in range(3):  # a closed one's number must not go to a file that is opened next
        try:
            os.fstat(standard)
        except OSError:
            os.open(os.devnull, os.O_RDWR)
    output, errors = _Stream(sys.stdout), _Stream(sys.stderr)
    with redirect_stdout(cast(TextIO, output)), redirect_stderr(cast(TextIO, errors)):
        code = _code(work, extra, name)
        output.flush()
        if output.lost is None or code != Exit.FINE:
            return code
        if isinstance(output.lost, BrokenPipeError):
            return Exit.BROKEN_PIPE
        if output.lost.errno != errno.EBADF:  # closed on purpose: nothing to tell
            print(f"{name}: write: standard output: {output.lost.strerror}", file=sys.stderr)
        return Exit.OUTPUT_LOST


def _code(work: Callable[[], int], extra: str, name: str) -> int:
    def say(line: str, code: int) -> int:
        print(f"{name}: " + " ".join(line.split()), file=sys.stderr)
        return code

    try:
        return work()
    except SystemExit as request:  # argparse after --help
        return request.code if isinstance(request.code, int) else Exit.FINE
    except MemlibError as error:
        return say(str(error), Exit.BAD_INPUT)
    except MemoryError:
        return say("the memory is full", Exit.BAD_INPUT)
    except PermissionError as error:  # of a file that the system keeps from us
        return say(f"{error.filename or 'a file'}: Permission denied", Exit.BAD_INPUT)
    except KeyboardInterrupt:
        return say("interrupted", Exit.INTERRUPTED)
    except Exception as error:
        if isinstance(error, ImportError) and (needed := _needed(error, extra)):
            return say(needed, Exit.BAD_INPUT)
        if os.environ.get("MEMLIB_TRACEBACK"):
            raise
        return say(f"defect: {type(error).__name__}: {error} (please report it)", Exit.DEFECT)


def _needed(error: ImportError, extra: str) -> str:
    """Which library cannot be imported, and which extra has it; nothing if it is our own."""
    library = (error.name or "").partition(".")[0]
    if library in ("", "memlib"):
        return ""
    has = _EXTRAS.get(library, extra)
    what = "is missing" if isinstance(error, ModuleNotFoundError) else f"does not work: {error}"
    return f"{library} {what} (pip install " + (f"'memlib[{has}]')" if has else f"{library})")


class _Stream:
    """A standard stream that may be closed, full, or left by its reader.

    No work is lost because a line is: what fails is kept in ``lost``, and the work goes on.
    """

    def __init__(self, stream: TextIO | None) -> None:
        self.lost: OSError | None = None
        self._closed = stream is None
        self._stream = open(os.devnull, "w") if stream is None else stream  # noqa: SIM115
        if hasattr(self._stream, "reconfigure"):
            self._stream.reconfigure(errors="backslashreplace")  # no output fails for a sign

    def write(self, text: str) -> int:
        """All of the text, or ``lost`` says why not."""
        self._try(lambda: self._stream.write(text))
        return len(text)

    def flush(self) -> None:
        """What is held back, too."""
        if not self._closed:
            self._try(self._stream.flush)

    @property
    def buffer(self) -> _Buffer:
        """The same stream for bytes."""
        return _Buffer(self)

    def _try(self, act: Callable[[], object]) -> None:
        try:
            if self._closed:
                raise OSError(errno.EBADF, os.strerror(errno.EBADF))
            act()
        except OSError as error:
            self.lost = error
            with suppress(OSError, ValueError):  # what is held back goes nowhere, also at the end
                os.dup2(os.open(os.devnull, os.O_WRONLY), self._stream.fileno())

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


class _Buffer:
    """The bytes of a stream. Who writes them may have no end, and stops where they are lost."""

    def __init__(self, text: _Stream) -> None:
        self._text = text

    def write(self, data: bytes) -> None:
        self._text._try(lambda: self._text._stream.buffer.write(data))
        self._stop()

    def flush(self) -> None:
        self._text._try(self._text._stream.buffer.flush)
        self._stop()

    def _stop(self) -> None:
        if self._text.lost is not None:
            raise SystemExit
