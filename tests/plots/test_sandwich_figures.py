"""The sandwich draws every family that it is given, and says each in its alt text."""

from __future__ import annotations

import pytest

from memlib.errors import MemlibError
from memlib.plots.sandwich import sandwich
from memlib.plots.style import Picture


def rows(kind: str, family: str) -> list[dict[str, object]]:
    return [
        {"kind": kind, "family": family, "labels": n, "parameters": p}
        for n, p in ((100, 30), (1, 3))
    ]


def test_all_kinds_and_families(monkeypatch: pytest.MonkeyPatch) -> None:
    pictures: list[Picture] = []
    monkeypatch.setattr("IPython.display.display", pictures.append)
    kinds = ("bound", "built", "trained", "yardstick")
    sandwich([row for kind in kinds for i in range(12) for row in rows(kind, f"{kind} {i}")])
    (picture,) = pictures
    assert picture.light != picture.dark
    for kind in kinds:
        assert f"{kind} 11 ({kind}): 3 at 1 labels, 30 at 100, slope 0.50" in picture.alt


def test_nothing_and_nonsense() -> None:
    with pytest.raises(MemlibError, match="nothing to draw"):
        sandwich([])
    with pytest.raises(MemlibError, match="unknown kind 'wish'"):
        sandwich(rows("wish", "x"))
