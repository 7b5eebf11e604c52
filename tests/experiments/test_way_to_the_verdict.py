"""From an experiment's file to its printed verdict: runs, table, criteria; who calls whom."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from test_layers import FREE, MAY_IMPORT, part

from memlib.cli import main
from memlib.experiments import config as configs
from memlib.experiments import runs
from memlib.experiments.verdicts import report

#: Climbs that are meant: the end of every program calls the program.
MOST = 1
#: A shorter run of the same kind.
SMALL = {"sequences = 40": "sequences = 12", "steps = 1500": "steps = 400", "[2, 4]": "[4]"}


def where(frame: FrameType | None) -> tuple[str, str] | None:
    """The part of memlib and the function that a frame runs in; None outside memlib."""
    try:
        place = "" if frame is None else part(Path(frame.f_code.co_filename))
    except ValueError:
        place = ""
    return (place, frame.f_code.co_qualname) if place and frame is not None else None


@contextmanager
def watched(climbs: set[tuple[str, str]]) -> Iterator[None]:
    """Gathers the calls into a part of memlib that the caller's part may not import."""

    def look(frame: FrameType, event: str, _: Any) -> None:
        callee = where(frame) if event == "call" else None
        if callee is None or callee[1].startswith(("_Stream.", "_Buffer.")):  # print, of Python
            return
        caller, above = None, frame.f_back
        while above is not None and caller is None:
            caller, above = where(above), above.f_back
        if caller is None or caller[0] in FREE or caller[0] == callee[0]:
            return
        if callee[0] not in MAY_IMPORT[caller[0]]:
            climbs.add((".".join(caller), ".".join(callee)))

    before = sys.getprofile()
    sys.setprofile(look)
    try:
        yield
    finally:
        sys.setprofile(before)


def test_the_way_climbs_once_at_most(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "t1_n10.toml"
    text = configs.experiment("t1_n10").read_text(encoding="utf-8")
    for old, new in SMALL.items():
        assert old in text
        text = text.replace(old, new)
    file.write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(configs, "folder", lambda: tmp_path)
    monkeypatch.setattr("memlib.stored.folder", lambda: tmp_path)
    command = [str(file), "--preset", "quick"]
    climbs: set[tuple[str, str]] = set()
    with watched(climbs):
        assert main(["capacity", "run", *command]) == 0
        assert main(["capacity", "export", *command, "-o", "t1_n10.json"]) == 0
        monkeypatch.setattr(runs, "folder", lambda: tmp_path)
        found = report.verdict("t1_n10")
        print(found.verdict)
    assert found.verdict in capsys.readouterr().out
    assert found.numbers.startswith("4 blocks: ")
    assert len(climbs) <= MOST, climbs


def test_a_climb_is_seen() -> None:
    """A function of the command line, called by a part that stands below it."""
    from memlib.cli.parser import at_least
    from memlib.entry import guarded

    climbs: set[tuple[str, str]] = set()
    with watched(climbs):
        guarded(lambda: at_least(1)("0" * 3 + "2") - 2)
    assert any(callee.startswith("cli.") for _, callee in climbs), climbs
