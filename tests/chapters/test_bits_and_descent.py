"""Few bits and double descent: what the pages print is what the runs say."""

from __future__ import annotations

from typing import Any

import pytest

from memlib.chapters import double_descent, few_bits
from memlib.experiments.runs import runs
from memlib.experiments.verdicts import d1


def test_peaks_are_sharp(capsys: pytest.CaptureFixture[str]) -> None:
    double_descent.where(d1.curves(runs("d1")[1]))
    said = capsys.readouterr().out
    assert "in 12 of 12 curves" in said
    assert said.count("not in:") == 3


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
