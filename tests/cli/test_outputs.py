"""Outputs that are closed, full, links or pipes: no defect, and no finished work is lost."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from memlib.cli import main

from .commands import Run, assert_refused

PROGRAM = [sys.executable, "-c", "import sys, memlib.cli; sys.exit(memlib.cli.main(sys.argv[1:]))"]
DATA = ["data", "random", "--sequences", "3", "-o", "d.json"]


def shell(folder: Path, redirection: str, *arguments: str) -> tuple[int, str, str]:
    """A command with its streams as the shell makes them."""
    done = subprocess.run(
        ["sh", "-c", f'exec "$@" {redirection}', "sh", *PROGRAM, *arguments],
        cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return done.returncode, done.stdout, done.stderr


@pytest.fixture
def certificate(run: Run) -> str:
    assert run(*DATA)[0] == 0
    assert run("construct", "d.json", "--theorem", "next-token", "-o", "c.json")[0] == 0
    return "c.json"


@pytest.mark.parametrize("closed", [">&-", ">&- <&-", ">&- <&- 2>&-"])
def test_a_closed_output_is_told_by_the_exit_code_alone(tmp_path: Path, closed: str) -> None:
    assert shell(tmp_path, closed, *DATA) == (74, "", "")
    assert (tmp_path / "d.json").read_text().startswith('{"task"'), "the work is done all the same"


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="this system has no full device")
def test_a_full_output_is_told_in_one_line(tmp_path: Path) -> None:
    line = "memlib: write: standard output: No space left on device\n"
    assert shell(tmp_path, ">/dev/full", *DATA) == (74, "", line)
    assert shell(tmp_path, ">/dev/full", "--help") == (74, "", line)
    assert shell(tmp_path, ">/dev/full", "construct", "--list") == (74, "", line), "much output"
    assert shell(tmp_path, ">/dev/full 2>/dev/full", *DATA) == (74, "", "")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="this system has no full device")
@pytest.mark.parametrize("program", ["results", "chapters", "book"])
def test_so_for_every_program(tmp_path: Path, program: str) -> None:
    pytest.importorskip("matplotlib", reason="the pure part is tested without it")
    command = [sys.executable, "-m", f"memlib.{program}", "--help"]
    with open("/dev/full", "w") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 74
    assert done.stderr == "memlib: write: standard output: No space left on device\n"


@pytest.mark.parametrize("errors", ["2>&-", "2>/dev/full"])
def test_without_standard_error_nothing_else_is_lost(tmp_path: Path, errors: str) -> None:
    code, out, _ = shell(tmp_path, errors, *DATA)
    assert (code, out.startswith("wrote")) == (0, True)
    assert shell(tmp_path, errors, "info", "no.json") == (2, "", "")


def test_what_is_refuted_stays_refuted(run: Run, certificate: str, tmp_path: Path) -> None:
    text = Path(certificate).read_text().replace('"width":', '"width":1', 1)
    Path("false.json").write_text(text)
    for closed in (">&-", ">/dev/full"):
        assert shell(tmp_path, closed, "verify", "false.json")[0] == 1
        assert shell(tmp_path, closed, "verify", certificate)[0] == 74


@pytest.mark.parametrize("command", ["verify", "verify --fast", "info", "info --json"])
def test_a_pipe_is_as_good_as_a_file(run: Run, certificate: str, command: str) -> None:
    if "fast" in command:
        pytest.importorskip("numba", reason="--fast needs numba")
    for name in (certificate, "d.json") if "info" in command else (certificate,):
        wanted = run(*command.split(), name)
        os.mkfifo("pipe")
        child = subprocess.Popen(["sh", "-c", f"cat {name} > pipe"])
        assert run(*command.split(), "pipe") == wanted
        assert child.wait() == 0
        os.remove("pipe")
    assert wanted[0] == 0


@pytest.mark.parametrize(
    ("command", "code", "says"), [("verify", 2, "pipe: no JSON|malformed"), ("info", 2, "pipe")]
)
def test_an_error_in_a_pipe_names_the_pipe(
    run: Run, command: str, code: int, says: str, tmp_path: Path
) -> None:
    os.mkfifo("pipe")
    child = subprocess.Popen(["sh", "-c", "echo '{}' > pipe"])
    found = run(command, "pipe")
    child.wait()
    assert_refused(found, "pipe")
    assert "/memlib-" not in found[2]


def test_a_target_that_may_not_be_written_is_refused_before_the_work(
    run: Run, certificate: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    monkeypatch.setattr(os, "access", lambda path, mode: asked.append((str(path), mode)) or False)
    monkeypatch.setattr("memlib.data.json_form.read", lambda _: pytest.fail("read the data"))
    found = run("construct", "d.json", "--theorem", "next-token", "-o", "new.json")
    assert_refused(found, "write: new.json: may not be written")
    assert_refused(run(*DATA), "write: d.json: may not be written")
    assert asked == [(os.getcwd(), os.W_OK), ("d.json", os.W_OK)]


def test_a_link_into_a_folder_that_is_none_is_refused(run: Run) -> None:
    os.symlink("no/d.json", "d.json")
    assert_refused(run(*DATA), "no such folder")
    assert os.path.islink("d.json")


def test_the_streams_are_those_of_before_afterwards(capsys: pytest.CaptureFixture[str]) -> None:
    before = sys.stdout, sys.stderr
    assert main(["--version"]) == 0
    assert (sys.stdout, sys.stderr) == before
    assert capsys.readouterr().out.startswith("memlib ")


def test_a_text_without_end_stops_where_nobody_takes_it(tmp_path: Path) -> None:
    code = (
        "import sys\n"
        "from memlib.entry import guarded\n"
        "def endless():\n"
        "    while True:\n"
        "        sys.stdout.buffer.write(b'word ')\n"
        "        sys.stdout.buffer.flush()\n"
        "sys.exit(guarded(endless))\n"
    )
    for redirection, wanted in ((">&-", 74), (">/dev/full", 74), ("| head -c 9", 0)):
        done = subprocess.run(
            ["sh", "-c", f'"$@" {redirection}', "sh", sys.executable, "-c", code],
            capture_output=True, timeout=60, check=False,
        )  # fmt: skip
        assert done.returncode == wanted
        assert b"Traceback" not in done.stderr
