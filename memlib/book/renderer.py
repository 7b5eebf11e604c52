"""The program that renders the book: jupyter-book 1, which is Sphinx with a theme.

Version 2 is another program of the same name. On this book it would print an error, build nothing
and end as if all were well; so nothing of ours begins with it, and ``myst.yml``, which only version
2 reads, makes it fail where it is called by hand.
"""

from __future__ import annotations

import shutil
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from memlib.errors import MemlibError

_MEND = 'pip install -e ".[book]"'


def check_version() -> None:
    """Raise where the installed jupyter-book cannot build this book.

    Raises:
        MemlibError: it is missing, or not of version 1.
    """
    try:
        found = version("jupyter-book")
    except PackageNotFoundError:
        raise MemlibError("jupyter-book is missing", operation="book", mend=_MEND) from None
    if not found.startswith("1."):
        what = f"jupyter-book {found} is another program and cannot build this book"
        raise MemlibError(what, operation="book", mend=_MEND)


def jupyter_book() -> str:
    """Where the program is, of the environment that runs this.

    Raises:
        MemlibError: it is missing, or not of version 1.
    """
    check_version()
    program = shutil.which("jupyter-book", path=str(Path(sys.executable).parent))
    if program is None:
        raise MemlibError("jupyter-book is missing", operation="book", mend=_MEND)
    return program
