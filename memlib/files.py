"""Reading and writing files so that nothing half-written is left behind.

JSON is read strictly: repeated keys and NaN are refused, and decimal numbers stay exact text.
Names that end in ``.gz`` are compressed. A small file cannot fill the memory: neither when it is
decompressed, nor by values of two characters each, nor by short numbers with huge exponents.
"""

from __future__ import annotations

import gzip
import json
import os
import re
import tempfile
from pathlib import Path
from typing import Any, Final

from memlib.errors import MemlibError

#: Of JSON text, after decompression; as memlib/exact/verify.py has it.
MAX_BYTES: Final = 1 << 29
#: JSON values in one file; as memlib/exact/verify.py has it.
MAX_VALUES: Final = 40_000_000
#: Bits that the exponents of all numbers of a file may stand for: 1 GiB.
MAX_EXPONENT_BITS: Final = 1 << 33

_EXPONENT = re.compile(rb'p-?([0-9]{1,7})"')


class JsonFloat(str):
    """The text of a JSON decimal number: kept as text, so that who meets it can refuse it."""


def read_json(path: str | Path) -> Any:
    """The value in a JSON file (UTF-8, gzip when the name ends in .gz).

    Raises:
        MemlibError: the file is missing, unreadable, no JSON, repeats a key, or is too large.
    """
    place = str(path)
    try:
        with gzip.open(path, "rb") if place.endswith(".gz") else open(path, "rb") as file:
            raw = file.read(MAX_BYTES + 1)
        _check_size(raw)
        return json.loads(
            raw.decode("utf-8"),
            object_pairs_hook=_object,
            parse_float=JsonFloat,
            parse_constant=_refuse_constant,
        )
    except MemlibError as error:
        raise error.within(operation="read", place=place) from error
    except OSError as error:
        raise MemlibError(error.strerror or str(error), operation="read", place=place) from error
    except EOFError as error:
        raise MemlibError("the gzip file ends too early", operation="read", place=place) from error
    except (ValueError, RecursionError, MemoryError) as error:
        reason = str(error) or "the memory is full"
        raise MemlibError(f"no JSON: {reason}", operation="read", place=place) from error
    except Exception as error:  # zlib.error has no common base with the others
        if type(error).__module__ != "zlib":
            raise
        raise MemlibError(f"no gzip: {error}", operation="read", place=place) from error


def _check_size(raw: bytes) -> None:
    """Refuse a text that would need much more memory than it has bytes."""
    if len(raw) > MAX_BYTES:
        raise MemlibError(f"more than {MAX_BYTES} bytes", mend="use fewer sequences")
    if sum(map(raw.count, (b"[", b"{", b",", b'"'))) > MAX_VALUES:
        raise MemlibError(f"more than {MAX_VALUES} values", mend="use fewer sequences")
    if sum(int(match[1]) for match in _EXPONENT.finditer(raw)) > MAX_EXPONENT_BITS:
        raise MemlibError(
            f"numbers of more than {MAX_EXPONENT_BITS} bits together", mend="use smaller exponents"
        )


def names_format(path: str | Path, name: str, most: int = 1 << 27) -> bool:
    """Whether a file is a JSON object whose ``format`` is this name.

    False, not an error, where the file cannot be read: who reads it next says what is wrong. Files
    of more than ``most`` bytes, after decompression, count as unreadable.
    """
    try:
        with gzip.open(path, "rb") if str(path).endswith(".gz") else open(path, "rb") as file:
            raw = file.read(most + 1)
        if len(raw) > most or name.encode() not in raw:
            return False
        value = read_json(path)
    except (MemlibError, OSError, EOFError, ValueError):
        return False
    except Exception as error:  # zlib.error has no common base with the others
        if type(error).__module__ != "zlib":
            raise
        return False
    return isinstance(value, dict) and value.get("format") == name


def write_json(path: str | Path, value: Any) -> None:
    """Write ``value`` as JSON, whole or not at all (see :func:`write_bytes`)."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n"
    write_text(path, text)


def write_text(path: str | Path, text: str) -> None:
    """Write ``text`` as UTF-8, compressed when the name ends in .gz; whole or not at all."""
    data = text.encode("utf-8")
    if str(path).endswith(".gz"):
        data = gzip.compress(data, mtime=0)  # no time in the file: same text, same bytes
    write_bytes(path, data)


def write_bytes(path: str | Path, data: bytes) -> None:
    """Write to a temporary file in the same folder, then rename it over ``path``.

    A device or a pipe, such as /dev/null, is written to as it is.

    Raises:
        MemlibError: the folder is missing or cannot be written.
    """
    target = Path(path)
    temporary = ""
    try:
        if target.is_dir():
            raise IsADirectoryError(21, "Is a directory")
        if target.exists() and not target.is_file():  # a device or a pipe: no file to replace
            target.write_bytes(data)
            return
        handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        mask = os.umask(0)
        os.umask(mask)
        os.chmod(temporary, 0o666 & ~mask)
        os.replace(temporary, target)
    except OSError as error:
        raise MemlibError(
            error.strerror or str(error), operation="write", place=str(path)
        ) from error
    finally:
        if temporary and os.path.exists(temporary):
            os.unlink(temporary)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for key, value in pairs:
        if key in result:
            raise MemlibError(f"the key {key[:40]!r} stands twice in one object")
        result[key] = value
    return result


def _refuse_constant(text: str) -> Any:
    raise MemlibError(f"{text} is no exact number")
