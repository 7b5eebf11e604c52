"""*Bit extraction*: what is drawn is what the folds give."""

from __future__ import annotations

from typing import Any

from memlib.chapters import bit_extraction
from memlib.constructions.studies import pencil


def test_waves_and_points(shown: Any) -> None:
    bit_extraction.waves(2)
    bit_extraction.points_on_a_wave(["0001", "1101"], 2)
    waves, points = shown
    assert "with 1, 2 teeth" in waves.alt
    assert "at 0001 the far point is higher" in points.alt
    assert "at 1101 the near point is higher" in points.alt  # bits 2 are 0 and 1


def test_sizes_and_costs(shown: Any, capsys: Any) -> None:
    net = pencil.memorize([(0,), (1,)], [3, 1], slots=1, inputs=("x",), prefix="")
    bit_extraction.size(net)
    assert "layers: 16, width: 11" in capsys.readouterr().out
    bit_extraction.costs((2, 4))
    (table,) = shown
    short, long = (row.split() for row in table.text.split("\n")[1:])
    assert [int(long[1]) - int(short[1]), int(long[2])] == [4, 5]  # two layers per bit, width 5


def test_stepper_has_a_walk_per_input(shown: Any) -> None:
    net = pencil.memorize([(0,), (1,)], [3, 0], slots=1, inputs=("x",), prefix="")
    bit_extraction.step_through(net, [(0,), (1,)], [3, 0])
    (page,) = shown
    assert "x = 0, label 3" in page.data
    assert "x = 1, no label" in page.data
