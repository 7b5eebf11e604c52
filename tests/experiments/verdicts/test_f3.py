"""F3: sizes that grow like N to a known power, in both protocols and both counts."""

from __future__ import annotations

from typing import Any

import pytest
from answers import bars, row

from memlib.experiments.exponents import Exponent
from memlib.experiments.verdicts import f3

SIZES = (600, 800, 1000, 1200, 1400)


@pytest.mark.parametrize(
    ("power", "said"), [(0.5, "reproduced"), (2.0, "not reproduced"), (0.0, "not reproduced")]
)
def test_figure_3_by_the_papers_protocol(power: float, said: str) -> None:
    """Blocks so many that rounding does not matter; N = 1,700 is beyond what is asked."""
    rows = []
    for n in (*SIZES, 1700):
        needed = 9000 if n == 1700 else round(1000 * (n / 600) ** power)
        rows += [
            row(k > 0, **{"task.sequences": n, "shape.blocks": needed - 1 + k}) for k in (0, 1)
        ]
    assert f3.figure_3_paper(rows, bars("f3_paper"))[0] == said


def grown(power: float, wide: float = 0.0, variant: str = "table") -> list[dict[str, Any]]:
    """Needed blocks grow like N to some power; at a tenth less, half of four runs hit.

    The table has ``wide`` · N parameters on top.
    """
    rows = []
    for n in SIZES:
        needed = 100 * (n / 600) ** power
        for factor, hits in ((0.5, 0), (0.9, 2), (1.0, 4)):
            blocks = round(factor * needed)
            size = f3.core_parameters(blocks, 3) + wide * n
            rows += [
                row(k < hits, variant=variant, parameters=size + 2 * k,
                    **{"task.sequences": n, "shape.blocks": blocks})
                for k in range(4)
            ]  # fmt: skip
    return rows


@pytest.mark.parametrize(
    ("power", "said"),
    [(0.5, "reproduced"), (1.0, "not reproduced"), (0.0, "not reproduced"),
     (2.0, "not reproduced")],
)  # fmt: skip
def test_figure_3_by_ours(power: float, said: str) -> None:
    """The other variants do not decide."""
    rows = grown(power) + grown(0.5 if power != 0.5 else 2.0, variant="table, clipped")
    found, told = f3.figure_3_ours(rows, bars("f3_ours"))
    assert found == said
    assert "table, clipped: " in told


def test_sizes_beyond_the_range_do_not_decide() -> None:
    rows = [{**r, "task.sequences": 4 * r["task.sequences"]} for r in grown(2.0)]
    assert f3.figure_3_ours(grown(0.5) + rows, bars("f3_ours"))[0] == "reproduced"


def test_a_size_that_is_not_reached_is_not_reproduced() -> None:
    """The criterion's last word: at N = 1,700 no number of blocks is enough."""
    never = [
        row(False, variant="table", parameters=900, **{"task.sequences": 1700, "shape.blocks": 16})
        for _ in range(4)
    ]
    assert f3.figure_3_ours(grown(0.5), bars("f3_ours"))[0] == "reproduced"
    assert f3.figure_3_ours(grown(0.5) + never, bars("f3_ours"))[0] == "not reproduced"


def test_too_few_sizes_are_enough() -> None:
    rows = [r for r in grown(0.5) if r["task.sequences"] < 900]
    assert f3.figure_3_ours(rows, bars("f3_ours"))[0] == "not reproduced"


def test_the_count_decides_the_exponent() -> None:
    """No block is needed anywhere, and the table grows with N."""
    rows = [
        row(True, variant="table", parameters=2 * n + k, **{"task.sequences": n, "shape.blocks": 0})
        for n in SIZES for k in range(4)
    ]  # fmt: skip
    core, full = f3.growths(rows, "table")
    assert core.value == pytest.approx(0.0)
    assert full.value == pytest.approx(1.0, abs=0.01)


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [(0.49, 0.51, "reproduced"), (0.4, 0.49, "not reproduced"), (0.51, 0.6, "not reproduced"),
     (0.3, 0.99, "reproduced"), (0.3, 1.01, "partly")],
)  # fmt: skip
@pytest.mark.parametrize("name", ["f3_paper", "f3_ours", "f3_vectors"])
def test_both_sides_of_each_exponent(name: str, low: float, high: float, said: str) -> None:
    points = [(600.0, 100.0), (1200.0, 150.0)]
    assert f3.by_exponent(Exponent(0.5, low, high, 2), points, bars(name)) == said


def test_a_size_that_does_not_grow() -> None:
    points = [(600.0, 100.0), (1200.0, 100.0)]
    assert f3.by_exponent(Exponent(0.5, 0.4, 0.6, 2), points, bars("f3_ours")) == "not reproduced"


def test_the_core_is_counted_as_the_models_do() -> None:
    from memlib.models.parts import Dims
    from memlib.models.registry import parameters

    dims = Dims(length=8, dim=2, outputs=3)
    for blocks in (0, 1, 16):
        shape = {"m": 2, "q": 8, "blocks": blocks, "input": "fixed"}
        assert f3.core_parameters(blocks, 3) == parameters("uniform", shape, dims)
