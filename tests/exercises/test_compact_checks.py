"""The checks of the exercises on compact networks."""

from __future__ import annotations

from memlib.exercises import NOT_YET
from memlib.exercises import compact as exercise


def test_nothing_answered() -> None:
    assert exercise.word_fits(None, ["1"], [0]) == NOT_YET
    assert exercise.best_length(None, 1, 1, 1) == NOT_YET
    assert exercise.floor_share(None, 1, 1) == NOT_YET


def test_words() -> None:
    rows, labels = ["1101", "0110", "1000"], [1, 0, 0]
    fits = [
        w for w in (f"{k:04b}" for k in range(16)) if "Right" in exercise.word_fits(w, rows, labels)
    ]
    assert len(fits) == 2  # three independent equations, four unknown bits
    assert "4 signs" in exercise.word_fits("01", rows, labels)
    assert "4 signs" in exercise.word_fits("01a1", rows, labels)


def test_lengths() -> None:
    assert "Right" in exercise.best_length(591, 10**6, 16, 45)
    assert "there is a k" in exercise.best_length(100, 10**6, 16, 45)
    assert "at least one" in exercise.best_length(0, 10, 1, 1)


def test_shares() -> None:
    assert "Right" in exercise.floor_share(49, 133_285, 65_536)
    assert exercise.floor_share(50, 133_285, 65_536).startswith("No")
