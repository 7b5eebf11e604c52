"""The pencil network memorizes, is smaller than the theorem's, and keeps its lemmas' statements."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from memlib.constructions.studies import pencil
from memlib.constructions.theorems import next_token
from memlib.data.dataset import Dataset
from memlib.data.synthetic import hard_dataset
from memlib.errors import MemlibError
from memlib.exact.batch import outputs


@pytest.mark.parametrize("form", ["plain", "residual"])
@pytest.mark.parametrize("seed", range(4))
def test_every_label_is_right(form: str, seed: int) -> None:
    data = hard_dataset(12, 3, 1, 4, vocabulary=5, seed=seed)
    made = pencil.construct(data, form=form, seed=seed)  # type: ignore[arg-type]
    assert [y for (y,) in outputs(made.network, data)] == list(data.labels)
    theirs = next_token.construct(data, form=form)  # type: ignore[arg-type]
    assert made.built.parameters < theirs.built.parameters
    assert made.built.max_bits < theirs.built.max_bits
    assert (made.about()["method"], theirs.about()["method"]) == ("pencil", "literal")


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(-4, 4), st.fractions(-3, 3, max_denominator=3)),
        min_size=1,
        max_size=6,
        unique=True,
    )
)
def test_the_smallest_projection_separates_and_none_in_a_smaller_cube_does(
    points: list[tuple[int, Fraction]],
) -> None:
    found = pencil.smallest_projection(points, lowest=2)
    values = sorted(found.values)
    assert values[0] >= 2
    assert all(b - a >= 2 for a, b in pairwise(values))
    v = found.direction
    assert [v[0] * x + v[1] * y + found.shift for x, y in points] == list(found.values)
    below = max(map(abs, v)) - 1
    for a in range(-below, below + 1):
        for b in range(-below, below + 1):
            raw = [a * x + b * y for x, y in points]
            assert below < 1 or any(abs(p - q) < 2 for p, q in combinations(raw, 2))


@pytest.mark.parametrize("points", [[(1,), (1,)], [(0, 0, 0, 1)], [(i,) for i in range(25)]])
def test_what_is_no_pencil_work_is_refused(points: list[tuple[int, ...]]) -> None:
    with pytest.raises(MemlibError, match="distinct points"):
        pencil.smallest_projection(points, lowest=2)


def test_inconsistent_data_is_refused() -> None:
    data = Dataset.next_token([[0], [1]], [[0, 1], [0, 1]], [1, 2])
    with pytest.raises(MemlibError):
        pencil.construct(data)
