"""F3 on fixed vectors: the verdict follows its criteria."""

from __future__ import annotations

from typing import Any

import pytest
from answers import bars

from memlib.experiments.verdicts import f3_vectors
from memlib.experiments.verdicts.f3_vectors import BLOCKS_GROW, VECTORS_GROW

SIZES = (600, 850, 1200, 1700)


def runs_of(variant: str, n: int, size: int, hits: int) -> list[dict[str, Any]]:
    """Four runs at one size, some of which hit."""
    return [
        {
            "kind": "score", "variant": variant, "task.sequences": n, "parameters": size,
            "shape.blocks": size, "task.dim": size, "set.goal": "error", "set.below": 0.01,
            "hit": 3 if k < hits else None, "exact_error": 0.0 if k < hits else 0.5,
        }
        for k in range(4)
    ]  # fmt: skip


def table(power: float, wide: float, deep: float) -> list[dict[str, Any]]:
    """Needed sizes grow like N to some power, from ``wide`` by vectors and ``deep`` by blocks.

    Half of the runs hit at a tenth less, so that drawing runs again moves the size.
    """
    rows = []
    for n in SIZES:
        for variant, first in ((BLOCKS_GROW, deep), (VECTORS_GROW, wide)):
            needed = first * (n / 600) ** power
            for factor, hits in ((0.5, 0), (0.9, 2), (1.0, 4)):
                rows += runs_of(variant, n, round(factor * needed), hits)
    return rows


@pytest.mark.parametrize(
    ("power", "said"), [(0.5, "reproduced"), (1.0, "not reproduced"), (2.0, "not reproduced")]
)
def test_the_exponent_decides(power: float, said: str) -> None:
    rows = table(power, 400, 600)
    assert f3_vectors.by_blocks(rows, bars("f3_vectors")) == said
    assert f3_vectors.growth(rows, VECTORS_GROW).value == pytest.approx(power, abs=0.01)


def test_a_size_that_is_missing_at_one_n() -> None:
    rows = [
        row for row in table(0.5, 400, 600)
        if (row["variant"], row["task.sequences"]) != (BLOCKS_GROW, 1700)
    ] + runs_of(BLOCKS_GROW, 1700, 5000, 1)  # fmt: skip
    assert f3_vectors.by_blocks(rows, bars("f3_vectors")) == "not reproduced"


@pytest.mark.parametrize(
    ("wide", "deep", "said"),
    [(400, 900, "the vectors"), (900, 400, "the blocks"), (600, 600, "neither alone")],
)
def test_the_smaller_way_sets_the_size(wide: float, deep: float, said: str) -> None:
    assert f3_vectors.what_sets_the_size(table(0.5, wide, deep), bars("f3_vectors")).startswith(
        said
    )


def test_the_verdict_names_sizes_and_exponents() -> None:
    said, numbers = f3_vectors.figure_3_vectors(table(0.5, 400, 600), bars("f3_vectors"))
    assert said == "reproduced; the vectors set the size"
    assert "d at 50 % success 360 at 600" in numbers
    assert numbers.count("exponent of the parameters 0.5") == 2
