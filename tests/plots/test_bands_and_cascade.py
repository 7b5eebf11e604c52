"""The one picture says every curve in words; the cascade says who marks and who is caught."""

from __future__ import annotations

from typing import Any

import pytest

from memlib.chapters import no_logarithms
from memlib.errors import MemlibError
from memlib.plots.bands import at, bands
from memlib.plots.cascade import Level, cascade

LINE = [(100, 200), (10_000, 20_000)]
ROOT = [(100, 1000), (10_000, 10_000)]


def test_what_is_given_is_told() -> None:
    made = bands(
        theorem=ROOT, straight=LINE, compact=[(100, 100), (10_000, 1000)],
        line_words=[(100, 30), (1000, 90)], floor=[(100, 20), (10_000, 200)],
        trained={"net": [(100, 209, 105), (1000, 1209, None)]},
    )  # fmt: skip
    assert made.light != made.dark
    assert "2N + d: 200 at 100, 20,000 at 10,000, slope 1.00" in made.alt
    assert "line words, built: 30 at 100, 90 at 1,000" in made.alt
    assert "net, trained: more than 105 and at most 209 at 100, at most 1,209 at 1,000." in made.alt
    assert "trained" not in bands(theorem=ROOT, straight=LINE).alt


def test_between_two_points_and_beyond() -> None:
    assert round(at(ROOT, 1000)) == 3162
    assert round(at(ROOT, 1_000_000)) == 100_000
    assert round(at(ROOT, 1)) == 100


@pytest.mark.parametrize(
    "given", [{"straight": []}, {"theorem": []}, {"trained": {n: [(1, 2, None)] for n in "abc"}}]
)
def test_too_little_or_too_much(given: dict[str, Any]) -> None:
    with pytest.raises(MemlibError, match="at most two trained"):
        bands(**{"theorem": ROOT, "straight": LINE, **given})


def test_the_cascade_of_the_page(shown: Any) -> None:
    no_logarithms.a_bucket()
    for number, level in enumerate(no_logarithms.levels(), 1):
        said = f"Level {number}, {level.slots} slots: {', '.join(level.marking)} mark"
        assert said in shown[0].alt
    with pytest.raises(MemlibError, match="no level"):
        cascade([])


def test_every_key_gets_its_label_by_parity() -> None:
    passed = no_logarithms.passed()
    assert {name for name, levels in passed.items() if levels % 2} == set("abcdef")
    assert max(passed.values()) == 3


def test_caught_are_the_tested_in_marked_slots() -> None:
    level = Level(4, {"a": 1, "b": 1}, {"c": 1, "d": 2, "e": 3})
    assert level.caught == ["c"]
