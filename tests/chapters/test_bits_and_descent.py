"""Few bits and double descent: what the pages print is what the runs say."""

from __future__ import annotations

from typing import Any

import pytest

from memlib.chapters import double_descent, few_bits
from memlib.experiments import statistics
from memlib.experiments.runs import runs
from memlib.experiments.verdicts import d1


def test_peaks_are_sharp(capsys: pytest.CaptureFixture[str]) -> None:
    double_descent.where(d1.curves(runs("d1")[1]))
    said = capsys.readouterr().out
    assert said.count("in 12 of 12 curves") == 3
    assert "every label right in 9 of 12 curves" in said
    assert said.count("  some p < n is better: ") == 2
    assert said.count("  neither is better: ") == 1


def test_labels_are_right_before_they_are_exact(shown: Any) -> None:
    """On digits with true labels the error is low there; elsewhere it is on its way up."""
    curves = d1.curves(runs("d1")[1])
    for c in curves:
        assert c.all_right is not None
        assert c.valley is not None
        assert all(rate.hits == rate.runs for p, rate in c.right.items() if p >= c.all_right)
        worse = c.errors[c.all_right].value / c.errors[c.valley].value
        assert worse < 1.2 if c.data == "digits" and not c.noise else worse > 1.3
        assert c.all_right > c.valley
    double_descent.peaks(curves)
    assert "240 (0.064)" in shown[0].text
    assert "240 (0.063)" in shown[0].text
    told = double_descent.right_before_exact(curves).data
    assert told.count("all 33 runs do so from p = 240 on, with a test error of 0.06") == 2


def test_noise_lets_either_side_win() -> None:
    """What the chapter says of its six noisy curves, and of the small models that stay better."""
    rows = runs("d1")[1]
    noisy = {(c.features, c.data, c.items): c for c in d1.curves(rows) if c.noise}
    assert len(noisy) == 6
    small = {place for place, c in noisy.items() if c.shallower}
    assert small == {("ReLU", "digits", 400), ("Fourier", "digits", 400)}
    large = {place for place, c in noisy.items() if c.deeper}
    assert large == {place for place in noisy if place[1] == "mnist"}
    assert len(large) == 3
    for features, data, items in small:
        c = noisy[features, data, items]
        same = statistics.scored(
            rows, variant=features, recipe=data,
            **{"task.noise": c.noise, "task.sequences": items, "shape.features": c.valley},
        )  # fmt: skip
        assert len(same) == 33
        assert sum(row["exact_error"] for row in same) / 33 < 0.2


def test_a_loss_of_nothing_known_memorizes_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    few_bits.bits_by_loss((7, 0), sequences=34, length=32, vocabulary=128)
    assert capsys.readouterr().out.split("\n")[1:3] == [
        "loss 7 bits per token: 0 bits are memorized",
        "loss 0 bits per token: 7,378 bits are memorized",
    ]


def test_formats_stand_side_by_side(shown: Any) -> None:
    few_bits.figure_3(runs("b1_figure_3")[1])
    head, *lines = shown[0].text.split("\n")
    assert head.split() == ["N", "blocks", "float64", "float32", "int8", "int4"]
    assert all("33/33" in line for line in lines)
