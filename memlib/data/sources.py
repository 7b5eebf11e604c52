"""Where public data sets come from: a local folder, or the hub of the ``datasets`` library.

When the environment variable MEMLIB_DATA names a folder, files are read from there, as they are,
and the network is not asked. Otherwise the originals are fetched by their public names.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from memlib.errors import MemlibError
from memlib.files import read_text

VARIABLE: Final = "MEMLIB_DATA"


def local_files(*names: str) -> list[Path] | None:
    """The files of these names in the folder of MEMLIB_DATA that exist; None without a folder.

    Raises:
        MemlibError: the folder does not exist, or holds none of the files.
    """
    value = os.environ.get(VARIABLE)
    if not value:
        return None
    folder = Path(value)
    if not folder.is_dir():
        raise MemlibError(
            f"{value} is no folder", place=VARIABLE, mend="name a folder, or unset the variable"
        )
    found = [folder / name for name in names if (folder / name).is_file()]
    if not found:
        raise MemlibError(
            f"the folder has no file {' or '.join(names)}",
            place=f"{VARIABLE}={value}",
            mend="add it, or unset the variable to fetch the original",
        )
    return found


def read_lines(path: Path) -> list[str]:
    """The lines of a UTF-8 file, cut at line ends only; blank ones at its end are none.

    Raises:
        MemlibError: the file cannot be read.
    """
    return read_text(path).rstrip("\n").split("\n")


def from_hub(name: str, split: str) -> Iterable[Mapping[str, Any]]:
    """The rows of a public data set, through the ``datasets`` library.

    Raises:
        MemlibError: the library is missing, or cannot fetch the data.
    """
    try:
        import datasets
    except ImportError as error:
        raise MemlibError(
            "the datasets library is not installed",
            operation=f"fetch {name}",
            mend=f"pip install datasets, or let {VARIABLE} name a folder with a local copy",
        ) from error
    try:
        rows: Iterable[Mapping[str, Any]] = datasets.load_dataset(name, split=split)
    except Exception as error:  # the library raises errors of many kinds
        raise MemlibError(
            f"the datasets library cannot fetch it: {type(error).__name__}: {str(error)[:200]}",
            operation=f"fetch {name}",
            mend=f"check the network, or let {VARIABLE} name a folder with a local copy",
        ) from error
    return rows
