"""The sandwich draws every family that it is given, names each, and says each in its alt text."""

from __future__ import annotations

import pytest

from memlib.errors import MemlibError
from memlib.plots.sandwich import KINDS, sandwich


def rows(kind: str, family: str) -> list[dict[str, object]]:
    return [
        {"kind": kind, "family": family, "labels": n, "parameters": p}
        for n, p in ((100, 30), (1, 3))
    ]


def test_all_kinds_and_families() -> None:
    made = sandwich([row for kind in KINDS for i in range(3) for row in rows(kind, f"{kind} {i}")])
    assert made.light != made.dark
    for kind in ("bound", "built", "yardstick"):
        assert f"{kind} 2 ({kind}): 3 at 1, 30 at 100, slope 0.50" in made.alt


def test_a_trained_size_is_a_bracket_and_has_no_slope() -> None:
    trained = [
        {"kind": "trained", "family": "net", "labels": 64, "parameters": 209, "above": 105},
        {"kind": "trained", "family": "net", "labels": 256, "parameters": 1209, "above": None},
    ]
    made = sandwich(trained, names={"net": "feed-forward"})
    assert "feed-forward (trained): more than 105 and at most 209 at 64, at most 1,209 at 256." in (
        made.alt
    )
    assert "slope" not in made.alt


def test_nothing_and_nonsense() -> None:
    with pytest.raises(MemlibError, match="nothing to draw"):
        sandwich([])
    with pytest.raises(MemlibError, match="unknown kind 'wish'"):
        sandwich(rows("wish", "x"))
