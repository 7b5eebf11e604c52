"""The argument parser of every command, and what the commands share."""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from math import inf
from pathlib import Path
from typing import Any, Final, NoReturn

from memlib.errors import MemlibError


class Parser(argparse.ArgumentParser):
    """A parser without abbreviations, whose errors are :class:`MemlibError`, so one line each."""

    def __init__(self, **options: Any) -> None:
        super().__init__(allow_abbrev=False, **options)

    def error(self, message: str) -> NoReturn:
        command = self.prog.removeprefix("memlib").strip()
        raise MemlibError(message, operation=command, mend=f"see {self.prog} --help")


def output_path(text: str) -> Path:
    """A path that can be written, judged before the work begins and not after it.

    Raises:
        MemlibError: its folder does not exist, or it is a folder itself, or may not be written.
    """
    path = Path(text)
    try:
        if path.is_dir():
            raise MemlibError("is a folder", operation="write", place=text, mend="name a file")
        folder = Path(os.path.realpath(path)).parent  # a link is followed
        if not path.exists() and not folder.is_dir():
            raise MemlibError(
                "there is no such folder", operation="write", place=str(path.parent), mend="make it"
            )
        if not os.access(path if path.exists() else folder, os.W_OK):
            raise MemlibError("may not be written", operation="write", place=text)
    except (OSError, ValueError) as error:  # a name too long, or with a null character
        raise MemlibError(f"no name of a file: {error}", operation="write") from error
    return path


@contextmanager
def read_twice(name: str) -> Iterator[str]:
    """A file that may be read more than once: of a pipe, a copy of what came through.

    Raises:
        MemlibError, Refuted, Malformed: what the body raises, told of ``name``.
    """
    if os.path.isfile(name) or not os.path.exists(name) or os.path.isdir(name):
        yield name
        return
    from memlib.exact.verify import Malformed, Refuted
    from memlib.files import MAX_BYTES

    with tempfile.TemporaryDirectory(prefix="memlib-") as folder:
        copy = Path(folder, "pipe")
        try:
            with open(name, "rb") as pipe:
                copy.write_bytes(pipe.read(MAX_BYTES + 1))
            yield str(copy)
        except OSError as error:
            reason = error.strerror or str(error)
            raise MemlibError(reason, operation="read", place=name) from error
        except MemlibError as error:
            error.place = error.place.replace(str(copy), name)
            raise
        except (Malformed, Refuted) as error:
            raise type(error)(str(error).replace(str(copy), name)) from error


def at_least(least: int, most: float = inf) -> Callable[[str], int]:
    """The type of an option that is a whole number of at least ``least``, at most ``most``.

    >>> at_least(1)("3")
    3
    """

    def number(text: str) -> int:
        value = int(text)
        if value < least:
            raise argparse.ArgumentTypeError(f"{value} is less than {least}")
        if value > most:
            raise argparse.ArgumentTypeError(f"{value} is more than {most}")
        return value

    number.__name__ = "int"  # argparse names it where the text is no number
    return number


#: The type of an option that says how many processes work at a time: no machine holds more.
workers: Final = at_least(1, 4096)


def _real(allowed: Callable[[float], bool], refused: str) -> Callable[[str], float]:
    """The type of an option that is a number, perhaps infinite; what is said of others."""

    def number(text: str) -> float:
        if not allowed(value := float(text)):
            raise argparse.ArgumentTypeError(f"{text} is {refused}")
        return value

    number.__name__ = "float"  # argparse names it where the text is no number
    return number


#: The types of options that are numbers above 0, and from 0 on.
positive: Final = _real(lambda value: value > 0, "not more than 0")
not_negative: Final = _real(lambda value: value >= 0, "not 0 or more")


def device(text: str) -> str:
    """The type of an option that names a device of torch on which numbers are kept.

    >>> device("cuda:1")
    'cuda:1'
    """
    if not re.fullmatch(r"auto|cpu|(cuda|mps|xpu)(:\d{1,3})?", text):
        raise argparse.ArgumentTypeError(f"{text!r} is no device (use cpu, cuda, cuda:1, mps)")
    return text


def show(rows: list[tuple[str, object]]) -> None:
    """Print names and values in two columns."""
    width = max(len(name) for name, _ in rows)
    for name, value in rows:
        print(f"{name:<{width}}  {value}")


def tell(rows: list[tuple[str, object]], as_json: bool) -> None:
    """Print names and values: one JSON object, or a row each."""
    if as_json:
        print(json.dumps(dict(rows), indent=2))
    else:
        show(rows)


@contextmanager
def progress_bar(label: str) -> Iterator[Callable[[int, int], None] | None]:
    """A function (done, total) that moves a bar on standard error; None when it is no terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    from tqdm import tqdm

    with tqdm(desc=label, leave=False, file=sys.stderr) as bar:

        def move(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        yield move
