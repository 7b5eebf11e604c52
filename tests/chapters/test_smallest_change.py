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
    monkeypatch.setattr(chapter, "stored", lambda: ["t1_change"])
    return manifest


@pytest.mark.usefixtures("planned")
def test_the_smallest_change_at_every_length() -> None:
    lines = chapter.smallest(chapter.ONE_BUDGET).data.split("\n")
    assert lines == [
        "* n = 10, within 2,000 steps: the smallest change: m = 6.",
        "* n = 100, within 2,000 steps: the smallest change: m = 4.",
    ]


@pytest.mark.usefixtures("planned")
def test_a_field_per_change_and_length(shown: Any) -> None:
    chapter.hits_by_change(chapter.ONE_BUDGET)
    assert "m = 4 (1,100): 3 of 11 at 10, enough 6 of 11 at 100." in shown[0].alt
    assert "m = 3 (700): 0 of 11 at 10, not run at 100." in shown[0].alt
    assert "Within 2,000 steps" in shown[0].alt


def test_an_experiment_that_is_not_finished_is_not_told(planned: dict[str, Any]) -> None:
    planned["planned"] = 56
    assert chapter.smallest(chapter.ONE_BUDGET).data == "Not measured yet."


@pytest.mark.usefixtures("planned")
def test_every_rate_has_its_interval(shown: Any) -> None:
    chapter.every_rate()
    lines = shown[0].text.split("\n")[1:]
    assert len(lines) == 5
    assert "3/11 [" in lines[1]
