"""Help, and arguments that are wrong: one line, exit code 2, no file."""

from __future__ import annotations

import os
import sys

import pytest

from memlib.cli import COMMANDS

from .commands import Run, assert_refused


@pytest.mark.parametrize("command", ["", *COMMANDS, "data hard", "data imdb"])
def test_help(run: Run, command: str) -> None:
    code, out, err = run(*command.split(), "--help")
    assert (code, err) == (0, "")
    assert out.startswith("usage: memlib")
    if not command:
        assert all(f"  {name} " in out for name in COMMANDS)


def test_version(run: Run) -> None:
    assert run("--version")[:2] == (0, "memlib 0.1.0\n")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([], "required: COMMAND"),
        (["bogus"], "'bogus'"),
        (["data"], "required: NAME"),
        (["data", "bogus"], "'bogus'"),
        (["data", "random"], "-o/--output"),
        (["data", "random", "-o"], "expected one argument"),
        (["data", "random", "-o", "d.json", "--sequences", "x"], "'x'"),
        (["data", "random", "-o", "d.json", "--sequences", "1.5"], "'1.5'"),
        (["data", "random", "-o", "d.json", "--sequences", "0"], "sequences: 0 is no size"),
        (["data", "random", "-o", "d.json", "--seq", "3"], "--seq"),
        (["data", "random", "-o", "d.json", "--sequences", "1" + "0" * 18], "--sequences and"),
        (["data", "hard", "-o", "d.json", "--length", "1" + "0" * 10], "at most 40000000"),
        (["data", "random", "-o", "d.json", "--dim", "1" + "0" * 10], "--vocabulary and --dim"),
        (["data", "pydoc", "-o", "d.json", "--dim", "1" + "0" * 10], "--dim: 8000"),
        (["data", "random", "-o", "d.json", "--vocabulary", "1"], "make 1 distinct items"),
        (["data", "random", "-o", "no/d.json"], "no such folder"),
        (["data", "random", "-o", "."], "is a folder"),
        (["data", "pydoc", "-o", "d.json", "--offset", "-1"], "offset: -1"),
        (["data", "pydoc", "-o", "d.json", "--sequences", "999999999", "--drop-conflicts"], "only"),
        (["data", "imdb", "-o", "d.json"], "MEMLIB_DATA"),
        (["construct"], "DATA.json is missing"),
        (["construct", "d.json", "-o", "c.json"], "--theorem is missing"),
        (["construct", "d.json", "--theorem", "next-token"], "-o CERT.json is missing"),
        (["construct", "d.json", "--theorem", "bogus", "-o", "c.json"], "use next-token"),
        (["construct", "d.json", "--theorem", "next-token", "-o", "c.json"], "d.json: No such"),
        (["construct", "d.json", "--form", "bogus"], "'bogus'"),
        (["verify"], "required: CERT.json"),
        (["verify", "c.json"], "c.json"),
        (["info"], "required: CERT.json"),
        (["info", "c.json"], "c.json: No such file"),
    ],
)  # fmt: skip
def test_wrong_arguments_are_one_line_and_exit_2(
    run: Run, arguments: list[str], says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "datasets", None)  # no network in tests
    assert_refused(run(*arguments), says)
    assert os.listdir() == []
