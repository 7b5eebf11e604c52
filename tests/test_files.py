"""Files: read as they come from anywhere, written whole through whatever stands in the way."""

from __future__ import annotations

import errno
import gzip
import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from memlib import files
from memlib.errors import MemlibError

BOM = b"\xef\xbb\xbf"


@pytest.mark.parametrize("start", [b"", BOM])
@pytest.mark.parametrize("end", [b"", b"\n", b"\r\n", b"\r\n\r\n"])
def test_json_and_text_as_windows_writes_them(tmp_path: Path, start: bytes, end: bytes) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(start + b'{"a":\r\n[1]}' + end)
    assert files.read_json(path) == {"a": [1]}
    assert files.read_text(path).rstrip("\n") == '{"a":\n[1]}'


@pytest.mark.parametrize("read", [files.read_json, files.read_text])
@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.gz", gzip.compress(b"[1]", mtime=0)[:-4], "ends too early"),
        ("a.gz", gzip.compress(b"[1, 2, 3, 4]" * 99, mtime=0)[:30] + b"\xff" * 30, "no gzip"),
        ("a.gz", b"[1]", "Not a gzipped file"),
        ("a.json", b"\xff", "no UTF-8 text|no JSON"),
        ("no/a.json", None, "No such file"),
    ],
)
def test_what_cannot_be_read_is_told(
    tmp_path: Path, read: object, name: str, content: bytes | None, says: str
) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(MemlibError, match=says) as error:
        read(path)  # type: ignore[operator]
    assert (error.value.operation, error.value.place) == ("read", str(path))
    assert not files.names_format(path, "x")


def test_no_key_stands_twice(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"a": {"b": 1, "c": 2, "b": 3}}')
    with pytest.raises(MemlibError, match="the key 'b' stands twice"):
        files.read_json(tmp_path / "a.json")


def test_equal_text_makes_equal_bytes_whenever_it_is_packed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = set()
    for now in (1e9, 2e9):
        monkeypatch.setattr(time, "time", lambda now=now: now)
        files.write_text(tmp_path / "a.gz", "same")
        found.add((tmp_path / "a.gz").read_bytes())
    assert len(found) == 1


def test_a_link_is_followed(tmp_path: Path) -> None:
    (tmp_path / "far").mkdir()
    (tmp_path / "far" / "a").write_text("old")
    for link, leads in (("near", "far/a"), ("second", "near"), ("empty", "far/new")):
        (tmp_path / link).symlink_to(leads)
    files.write_text(tmp_path / "second", "new")
    assert (tmp_path / "far" / "a").read_text() == "new"
    files.write_text(tmp_path / "empty", "made")
    assert (tmp_path / "far" / "new").read_text() == "made"
    assert all((tmp_path / link).is_symlink() for link in ("near", "second", "empty"))
    (tmp_path / "round").symlink_to("round")
    with pytest.raises(MemlibError, match="symbolic links"):
        files.write_text(tmp_path / "round", "x")
    assert (tmp_path / "round").is_symlink()


def test_a_second_name_is_a_name_of_the_new_content(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("something old")
    os.link(tmp_path / "a", tmp_path / "b")
    files.write_text(tmp_path / "a", "new")
    assert (tmp_path / "b").read_text() == "new"


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o755])
def test_the_mode_is_kept(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "a"
    path.touch()
    path.chmod(mode)
    files.write_text(path, "new")
    assert stat.S_IMODE(path.stat().st_mode) == mode


def test_a_new_file_has_the_mode_that_the_user_wants(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        files.write_text(tmp_path / "a", "new")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o640


REFUSED = [errno.EPERM, errno.EACCES, errno.EBUSY, errno.EROFS, errno.EXDEV]
FAILED = [errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EFBIG]


@pytest.mark.parametrize("number", REFUSED + FAILED)
def test_what_cannot_be_replaced_is_written_into(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    """A file that is mounted, or alone may be written in its folder; else the old one stays."""
    path = tmp_path / "a"
    path.write_text("something old")

    def replace(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "replace", replace)
    for new in ("new", "new, and longer than before"):
        if number in REFUSED:
            files.write_text(path, new)
            assert path.read_text() == new
        else:
            with pytest.raises(MemlibError, match=os.strerror(number)):
                files.write_text(path, new)
            assert path.read_text() == "something old"
    assert os.listdir(tmp_path) == ["a"]


@pytest.mark.parametrize("way", ["beside it", "a second name", "a new file is refused"])
@pytest.mark.parametrize("size", [1500, 2500])
def test_a_write_that_fails_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, way: str, size: int
) -> None:
    """Of at most 1,024 bytes, as a full disk or a quota does it, over a file of 2,000."""
    resource = pytest.importorskip("resource", reason="limits are those of POSIX")
    path, old = tmp_path / "a", bytes(range(250)) * 8
    path.write_bytes(old)
    if way == "a second name":
        os.link(path, tmp_path / "b")
    if way == "a new file is refused":

        def refuse(*_: object) -> None:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

        monkeypatch.setattr(files, "_new_file", refuse)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1024, limits[1]))
    try:
        with pytest.raises(MemlibError, match="File too large") as error:
            files.write_bytes(path, b"x" * size)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert (error.value.operation, error.value.place) == ("write", str(path))
    assert path.read_bytes() == old
    assert set(os.listdir(tmp_path)) <= {"a", "b"}


@pytest.mark.skipif(not hasattr(os, "O_TMPFILE"), reason="this system has no files without a name")
def test_a_killed_writer_leaves_nothing(tmp_path: Path) -> None:
    code = (
        "import os, signal, sys; from memlib import files; "
        "os.link = lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL); "
        "files.write_text(sys.argv[1], 'x' * 10**6)"
    )
    (tmp_path / "a").write_text("old")
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path / "a")], check=False)
    assert done.returncode == -signal.SIGKILL
    assert os.listdir(tmp_path) == ["a"]
    assert (tmp_path / "a").read_text() == "old"


@pytest.mark.parametrize("lacks", ["such files", "/proc"])
def test_without_such_files_one_with_a_name_is_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lacks: str
) -> None:
    if lacks == "such files":
        monkeypatch.delattr(os, "O_TMPFILE", raising=False)
    else:
        monkeypatch.delattr(os, "link")
    files.write_text(tmp_path / "a", "new")
    files.write_text(tmp_path / "a", "newer")
    assert (tmp_path / "a").read_text() == "newer"
    assert os.listdir(tmp_path) == ["a"]
