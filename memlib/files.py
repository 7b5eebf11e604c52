"""Reading and writing files so that nothing half-written is left behind.

JSON is read strictly: repeated keys and NaN are refused, and decimal numbers stay exact text.
Names that end in ``.gz`` are compressed. A small file cannot fill the memory: neither when it is
unpacked, nor by values of two characters each, nor by short numbers with huge exponents, however
they are written (:mod:`memlib.budget`).
"""

from __future__ import annotations

import errno
import gzip
import io
import json
import os
import re
import stat
import zlib
from contextlib import suppress
from pathlib import Path
from secrets import token_hex
from typing import Any, Final

from memlib.budget import BITS_REDUCED_A_SECOND, NUMBER_COPIES, PATIENCE, Budget, patience
from memlib.errors import MemlibError

#: Of JSON text, after decompression; as memlib/exact/verify.py has it.
MAX_BYTES: Final = 1 << 29
#: JSON values in one file; as memlib/exact/verify.py has it.
MAX_VALUES: Final = 40_000_000
#: That a packed file may hold, and four for each of its bytes; as memlib/exact/verify.py has it.
FEW_VALUES: Final = 6_000_000

_EXPONENT = re.compile(r'0x([0-9a-f]*)p(-?)([0-9]{1,7})"')


class JsonFloat(str):
    """The text of a JSON decimal number: kept as text, so that who meets it can refuse it."""


def read_json(path: str | Path) -> Any:
    """The value in a JSON file (UTF-8, gzip when the name ends in .gz).

    Raises:
        MemlibError: the file is missing, unreadable, no JSON, repeats a key, or is too large.
    """
    try:
        raw, size = _raw(path, MAX_BYTES + 1)
        _check_size(raw, size)
        text = raw.decode(UTF_8)
        value = json.loads(
            text,
            object_pairs_hook=_object,
            parse_float=JsonFloat,
            parse_constant=_refuse_constant,
        )
        _check_numbers(text if "\\" not in text else json.dumps(value, ensure_ascii=False), size)
        return value
    except MemlibError as error:
        raise error.within(operation="read", place=str(path)) from error
    except _UNREADABLE as error:
        raise MemlibError(_reason(error), operation="read", place=str(path)) from error
    except (ValueError, RecursionError, MemoryError) as error:
        reason = str(error) or "the memory is full"
        raise MemlibError(f"no JSON: {reason}", operation="read", place=str(path)) from error


def read_text(path: str | Path) -> str:
    """The text of a UTF-8 file: lines end in a line feed, without a byte order mark before.

    Raises:
        MemlibError: the file cannot be read, or is no UTF-8.
    """
    try:
        return _raw(path, -1)[0].decode(UTF_8).replace("\r\n", "\n")
    except _UNREADABLE as error:
        raise MemlibError(_reason(error), operation="read", place=str(path)) from error
    except ValueError as error:
        raise MemlibError("no UTF-8 text", operation="read", place=str(path)) from error


#: How text is read: as UTF-8; the byte order mark that Windows may put before it is no part of it.
UTF_8: Final = "utf-8-sig"
#: What reading raises where a file, or what is packed in it, cannot be had.
_UNREADABLE: Final = (OSError, EOFError, zlib.error)


def _raw(path: str | Path, most: int) -> tuple[bytes, int]:
    """So many bytes at most, unpacked, and how many there were before."""
    with open(path, "rb") as file:
        held = file.read(most)
    if not str(path).endswith(".gz"):
        return held, len(held)
    with gzip.open(io.BytesIO(held)) as packed:
        return packed.read(most), len(held)


def _reason(error: BaseException) -> str:
    if isinstance(error, EOFError):
        return "the gzip file ends too early"
    if isinstance(error, zlib.error):
        return f"no gzip: {error}"
    return getattr(error, "strerror", None) or str(error)


def _check_size(raw: bytes, size: int) -> None:
    """Refuse a text that would need much more memory than its file has bytes."""
    if len(raw) > MAX_BYTES:
        raise MemlibError(f"more than {MAX_BYTES} bytes", mend="use fewer sequences")
    most = min(MAX_VALUES, (FEW_VALUES + 4 * size) * max(patience(), 1) // PATIENCE)
    if sum(map(raw.count, (b"[", b"{", b",", b'"'))) > most:
        raise MemlibError(
            f"more than {most} values",
            mend=f"use fewer sequences; unpacked, or with MEMLIB_PATIENCE=SECONDS, {patience()} "
            f"now, it may have {MAX_VALUES}",
        )


def _check_numbers(text: str, size: int) -> None:
    """Refuse numbers that stand for many more bits than they have digits.

    Args:
        text: JSON without escapes in numbers, which would hide an exponent.
        size: bytes of the file.
    """
    bits = reduced = 0
    for match in _EXPONENT.finditer(text):
        bits += int(match[3])
        if match[2]:  # a fraction, which is reduced when it is made
            reduced += 4 * len(match[1]) * int(match[3])
    budget = Budget(size=size)
    budget.hold(NUMBER_COPIES * bits // 8, "what its numbers stand for")
    budget.spend(reduced / BITS_REDUCED_A_SECOND)


def names_format(path: str | Path, name: str, most: int = 1 << 27) -> bool:
    """Whether a file is a JSON object whose ``format`` is this name.

    False, not an error, where the file cannot be read: who reads it next says what is wrong. Files
    of more than ``most`` bytes, after decompression, count as unreadable.
    """
    try:
        raw, _ = _raw(path, most + 1)
        if len(raw) > most or name.encode() not in raw:
            return False
        value = read_json(path)
    except (MemlibError, ValueError, *_UNREADABLE):
        return False
    return isinstance(value, dict) and value.get("format") == name


def mentions(path: str | Path, text: str) -> bool:
    """Whether a text occurs in a file, decompressed: cheap to ask before a large file is parsed."""
    raw, _ = _raw(path, MAX_BYTES)
    return text.encode() in raw


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
    """Write beside ``path``, then rename over it: there is the old content or the new one, whole.

    A link is followed, the mode of a file that is there is kept. What has no file to replace, a
    device or a pipe, is written to as it is; so is a file that cannot be replaced without losing
    what else it is: one that is mounted, has a second name, or lies in a folder of others.

    Raises:
        MemlibError: the folder is missing or cannot be written.
    """
    try:
        irregular = os.path.exists(path) and not os.path.isfile(path)
        target = Path(path) if irregular else Path(os.path.realpath(path))
        if target.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        if target.is_symlink():  # still one, after all were followed
            raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
        if irregular:
            target.write_bytes(data)
        elif target.exists() and target.stat().st_nlink > 1:
            _overwrite(target, data)
        else:
            _replace(target, data)
    except MemlibError as error:
        raise error.within(operation="write", place=str(path)) from error
    except OSError as error:
        raise MemlibError(_reason(error), operation="write", place=str(path)) from error


#: Errors that say that a file beside another one may not be made, or not take its place.
_REFUSED: Final = {
    errno.EPERM, errno.EACCES, errno.EBUSY, errno.EROFS, errno.EXDEV, errno.EINVAL,
    errno.ENAMETOOLONG, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP,
}  # fmt: skip


def _replace(target: Path, data: bytes) -> None:
    """A whole new file takes the place of ``target``, if there may be one."""
    temporary = target.parent / f".{target.name[:50]}.{token_hex(4)}"
    try:
        _new_file(temporary, data)
        if target.exists():
            before = target.stat()
            with suppress(OSError):  # of another owner, and we are not allowed to give it back
                os.chown(temporary, before.st_uid, before.st_gid)
            os.chmod(temporary, stat.S_IMODE(before.st_mode))
        os.replace(temporary, target)
    except OSError as error:
        if error.errno not in _REFUSED or not target.exists():
            raise
        _overwrite(target, data)
    finally:
        with suppress(OSError):  # nothing was made, where nothing may be
            temporary.unlink(missing_ok=True)


def _new_file(path: Path, data: bytes) -> None:
    """A new file that has no name before it is whole: a killed writer leaves nothing behind.

    Raises:
        OSError: such a file is refused.
        MemlibError: the data cannot be written, so that it would not fit into another file either.
    """
    try:
        handle = os.open(path.parent, os.O_TMPFILE | os.O_WRONLY, 0o666)
        with io.FileIO(handle, "wb") as file:
            _fill(file, data)
            # With a folder's handle, of which an absolute path makes no use, the link is followed.
            os.link(f"/proc/self/fd/{handle}", path, src_dir_fd=handle)
    except (OSError, AttributeError):  # not Linux, or a file system without such files
        with io.FileIO(path, "xb") as file:
            _fill(file, data)


def _fill(file: io.FileIO, data: bytes) -> None:
    try:
        _put(file, 0, data)
    except OSError as error:
        raise MemlibError(_reason(error)) from error


def _put(file: io.FileIO, place: int, data: bytes) -> None:
    """All of the data, from a place of the file on."""
    file.seek(place)
    rest = memoryview(data)
    while rest:
        rest = rest[file.write(rest) :]


def _overwrite(target: Path, data: bytes) -> None:
    """Write into a file that is there; what it held stays, or comes back, where that fails.

    What is longer than the old content comes first: where there is no room, nothing is lost yet.
    """
    with io.FileIO(target, "r+b") as file:
        before = file.readall()
        try:
            _put(file, len(before), data[len(before) :])
            _put(file, 0, data[: len(before)])
            file.truncate(len(data))
        except BaseException:
            with suppress(OSError):  # past what was written, no byte of it has changed
                _put(file, 0, before)
            file.truncate(len(before))
            raise


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for key, value in pairs:
        if key in result:
            raise MemlibError(f"the key {key[:40]!r} stands twice in one object")
        result[key] = value
    return result


def _refuse_constant(text: str) -> Any:
    raise MemlibError(f"{text} is no exact number")
