"""T1 length by length: hits of each change as a grid, and the smallest that is enough."""

from __future__ import annotations

from typing import Any

import pytest

from memlib.chapters import smallest_change as chapter


def row(name: str, parameters: int, length: int, hit: bool, steps: int = 2000) -> dict[str, Any]:
    return {
        "kind": "score", "variant": name, "parameters": parameters, "task.length": length,
        "set.steps": steps, "hit": 7 if hit else None, "set.goal": "loss", "set.below": 0.01,
        "exact_loss": 0.0 if hit else 1.0,
    }  # fmt: skip


ROWS = [
    row(name, size, n, k < hits)
    for name, size, n, hits in (
        ("m = 4", 1100, 10, 3),
        ("m = 3", 700, 10, 0),
        ("m = 6", 2300, 10, 11),
        ("m = 4", 1100, 100, 6),
        ("m = 6", 2300, 100, 10),
    )
    for k in range(11)
]


@pytest.fixture
def planned(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    manifest = {"runs": 55, "planned": 55, "preset": "cpu"}
    monkeypatch.setattr(chapter, "runs", lambda name: (manifest, ROWS))
    monkeypatch.setattr(
        chapter, "whole",
        lambda name: name == "t1_change" and manifest["runs"] == manifest["planned"],
    )  # fmt: skip
    return manifest


@pytest.mark.usefixtures("planned")
def test_the_smallest_change_at_every_length() -> None:
    lines = chapter.smallest(chapter.ONE_BUDGET).data.split("\n")
    assert lines == [
        "* n = 10, within 2,000 steps: the smallest change: m = 6.",
        "* n = 100, within 2,000 steps: the smallest change: m = 4.",
        "* n = 10,000: not measured yet.",
    ]


@pytest.mark.usefixtures("planned")
def test_a_field_per_change_and_length(shown: Any) -> None:
    chapter.hits_by_change(chapter.ONE_BUDGET)
    assert "m = 4 (1,100): 3 of 11 at 10, enough 6 of 11 at 100." in shown[0].alt
    assert "m = 3 (700): 0 of 11 at 10, not run at 100." in shown[0].alt
    assert "Within 2,000 steps" in shown[0].alt


def test_as_small_as_another(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both are named; the steps are theirs, not those of a change that failed."""
    rows = [
        row(name, size, 10, hit, steps)
        for name, size, hit, steps in (
            ("m = 4, standardized mean", 1233, True, 1000), ("m = 4", 1233, True, 2000),
            ("m = 2", 357, False, 40000), ("m = 6", 2300, True, 8000),
        )
    ]  # fmt: skip
    monkeypatch.setattr(chapter, "runs", lambda name: ({"preset": "cpu"}, rows))
    monkeypatch.setattr(chapter, "whole", lambda name: True)
    assert chapter.smallest(["t1_change"]).data == (
        '* n = 10, within 2,000 steps: the smallest change: "m = 4" or "m = 4, standardized mean".'
    )


def test_an_experiment_that_is_not_finished_is_not_told(planned: dict[str, Any]) -> None:
    planned["planned"] = 56
    lengths = ("10", "100", "1,000", "10,000")
    waits = [f"* n = {n}: not measured yet." for n in lengths]
    assert chapter.smallest(chapter.ONE_BUDGET).data.split("\n") == waits


@pytest.mark.usefixtures("planned")
def test_every_rate_has_its_interval(shown: Any) -> None:
    chapter.every_rate()
    lines = shown[0].text.split("\n")[1:]
    assert len(lines) == 5
    assert "3/11 [" in lines[1]


def test_what_the_page_says_of_the_changes() -> None:
    """Two dimensions are never enough; four are, with a standardized mean, at every length."""
    found = {
        n: {one.name: one.rate for one in some}
        for n, some in chapter.tried(chapter.ONE_BUDGET).items()
    }
    assert set(found) == {10, 100, 1000, 10_000}
    for rates in found.values():
        assert not sum(rate.hits for name, rate in rates.items() if name.startswith("m = 2"))
        assert rates["m = 4, standardized mean"].hits == 11
    plain = [found[n]["m = 4"].hits for n in (10, 100, 1000, 10_000)]
    assert plain[0] >= 10
    assert max(plain[2:]) < 6 <= plain[1]
    assert found[1000]["m = 6"].hits >= 6
    assert len(found[10_000]) == 3
    said = chapter.smallest(chapter.ONE_BUDGET).data.split("\n")
    assert said[3] == (
        "* n = 10,000, within 2,000 steps: the smallest change: m = 4, standardized mean."
    )
    longer = chapter.tried(chapter.LONG_BUDGET)[10]
    assert next(one for one in longer if one.suffices).name == "m = 3"
