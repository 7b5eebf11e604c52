"""What the chapter draws is what the network computes."""

from __future__ import annotations

from typing import Any

import pytest

from memlib.chapters import frontier as chapter
from memlib.constructions.line.construct import construct
from memlib.data.synthetic import hard_dataset


@pytest.mark.parametrize("form", ["plain", "residual"])
def test_three_steps_end_with_the_labels(form: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[Any] = []
    monkeypatch.setattr(chapter, "words", lambda *given: drawn.append(given))
    made = construct(
        "next-token", hard_dataset(24, 4, 2, 2, distinct_items=True), form=form, effort="low"
    )
    chapter.three_steps(made)
    ((stages, corners),) = drawn
    assert len(corners) == len(made.proof.hinges)
    assert len(stages) == 3
    for _, keys in stages:
        assert all(0 <= word <= 1 for _, word, _ in keys)
    assert all((word > 0.5) == bool(label) for _, word, label in stages[-1][1])


def test_the_page_reads_rows_that_are_there() -> None:
    sizes = [row["sequences"] for row in chapter.part("sizes", form="residual")]
    assert sizes[0] == 32
    assert sizes[-1] >= 2048
    assert all(row["verified"] for row in chapter.part("sizes", form="plain"))


def test_tables_of_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten classes beside the compact network of the same form; bits of networks made for few."""
    shown: list[list[dict[str, Any]]] = []
    monkeypatch.setattr(chapter, "table", lambda lines, caption: shown.append(lines))
    chapter.classes()
    chapter.bits()
    chapter.seconds()
    classes, bits, seconds = shown
    assert all(row["line words"] < row["compact"] / 2 for row in classes)
    assert {row["labels N"] for row in bits} == {
        row["sequences"] for row in chapter.part("bits", fewest="bits")
    }
    assert len(seconds) >= 6
    assert all(row["labels N"] >= 1024 and float(row["CPU seconds"]) > 0 for row in seconds)
