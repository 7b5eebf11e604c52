"""The argument parser of every command, and what the commands share."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

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
        MemlibError: its folder does not exist, or it is a folder itself.
    """
    path = Path(text)
    try:
        if path.is_dir():
            raise MemlibError("is a folder", operation="write", place=text, mend="name a file")
        if not path.parent.is_dir():
            raise MemlibError(
                "there is no such folder", operation="write", place=str(path.parent), mend="make it"
            )
    except (OSError, ValueError) as error:  # a name too long, or with a null character
        raise MemlibError(f"no name of a file: {error}", operation="write") from error
    return path


def show(rows: list[tuple[str, object]]) -> None:
    """Print names and values in two columns."""
    width = max(len(name) for name, _ in rows)
    for name, value in rows:
        print(f"{name:<{width}}  {value}")


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
