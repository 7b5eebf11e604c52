"""What ends a command early: interruptions, defects, outputs that nobody reads."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from memlib import MemlibError, cli

from .commands import Run


@pytest.mark.parametrize(
    ("error", "code", "says"),
    [
        (KeyboardInterrupt(), 130, "memlib: interrupted\n"),
        (MemoryError(), 2, "memlib: the memory is full\n"),
        (PermissionError(13, "Permission denied", "x"), 2, "memlib: x: Permission denied\n"),
        (MemlibError("bad\nthing", mend="mend it"), 2, "memlib: bad thing (mend it)\n"),
        (
            ValueError("two\nlines"),
            70,
            "memlib: defect: ValueError: two lines (please report it)\n",
        ),
    ],
)
def test_what_ends_a_command_early(
    run: Run, monkeypatch: pytest.MonkeyPatch, error: BaseException, code: int, says: str
) -> None:
    def write(*_: object) -> None:
        raise error

    monkeypatch.setattr("memlib.data.json_form.write_json", write)
    result = run("data", "random", "--sequences", 3, "-o", "d.json")
    assert (result[0], result[2]) == (code, says)
    assert os.listdir() == []


def test_a_defect_shows_its_traceback_on_request(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MEMLIB_TRACEBACK", "1")
    monkeypatch.setattr(cli, "_run", lambda _: 1 // 0)
    with pytest.raises(ZeroDivisionError):
        run("info", "x")


def test_an_interrupted_write_leaves_the_old_file(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("data", "random", "--sequences", 3, "-o", "d.json")
    before = Path("d.json").read_bytes()

    def replace(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "replace", replace)
    assert run("data", "random", "--sequences", 4, "-o", "d.json")[0] == 130
    assert Path("d.json").read_bytes() == before
    assert os.listdir() == ["d.json"]


def test_a_pipe_is_written_to_and_not_replaced(run: Run) -> None:
    os.mkfifo("pipe")
    reader = os.open("pipe", os.O_RDONLY | os.O_NONBLOCK)
    assert run("data", "random", "--sequences", 3, "-o", "pipe")[0] == 0
    assert json.loads(os.read(reader, 1 << 16))["task"] == "next-token"
    os.close(reader)
    assert Path("pipe").is_fifo()
    assert os.listdir() == ["pipe"]


def test_nobody_reads_the_output(tmp_path: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    process = subprocess.run(
        [sys.executable, "-c", "import sys, memlib.cli; sys.exit(memlib.cli.main(sys.argv[1:]))",
         "construct", "--list"],
        stdout=writer, stderr=subprocess.PIPE, cwd=tmp_path, check=False,
    )  # fmt: skip
    os.close(writer)
    assert (process.returncode, process.stderr) == (141, b"")


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys, memlib.cli\n"
        "assert memlib.cli.main(['--version']) == 0\n"
        "heavy = {'numpy', 'torch', 'tqdm', 'memlib.data', 'memlib.exact'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, stdout=subprocess.DEVNULL)


def test_a_bar_is_shown_on_a_terminal_only(monkeypatch: pytest.MonkeyPatch) -> None:
    from memlib.cli.parser import progress_bar

    with progress_bar("work") as move:
        assert move is None
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    with progress_bar("work") as move:
        assert move is not None
        move(1, 4)
        move(4, 4)
