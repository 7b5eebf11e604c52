"""The checks of Table 1, measured, accept right answers and explain wrong ones."""

from __future__ import annotations

import pytest

from memlib.exercises import NOT_YET, measured

CURVES = {"a": {16: 9, 32: 20, 64: 30, 128: 40}, "b": {16: 10, 32: 20, 64: 40, 128: 80, 256: 1}}
ROWS = [
    {"construction": "x", "labels": 8, "sizes": {"total_bits": 40}},
    {"construction": "y", "labels": 8, "sizes": {"total_bits": 24}},
    {"construction": "z", "labels": 8, "sizes": None},
]


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (None, NOT_YET),
        (64, "Right: at N = 64 a has 30"),
        (128, "begins earlier"),
        (32, "At N = 32 a has 20 parameters and b has 20."),
        (16, "At N = 16 a has 9 parameters and b has 10."),
        (256, "take one of 16, 32, 64, 128"),
    ],
)
def test_first_below(answer: int | None, says: str) -> None:
    assert says in measured.first_below(answer, CURVES, "a", "b")


@pytest.mark.parametrize(
    ("answer", "says"),
    [(None, NOT_YET), (16_384, "Right"), (16_000, "Right"), (1024, "Not 1024: there N/d is 32.0")],
)
def test_neurons_cross(answer: float | None, says: str) -> None:
    assert says in measured.neurons_cross(answer, 32)


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (None, NOT_YET),
        ("y", "Right: y has 24 bits for 8 labels, 3.0 a label."),
        ("x", "1 of the others"),
        ("z", "No network is called 'z' here. Take one of x, y."),
    ],
)
def test_fewest_bits(answer: str | None, says: str) -> None:
    assert says in measured.fewest_bits(answer, ROWS)
