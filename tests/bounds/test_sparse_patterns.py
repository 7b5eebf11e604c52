"""The floor on nonzero parameters: the least W that the inequality allows."""

from __future__ import annotations

import json
import math
from itertools import pairwise, product
from pathlib import Path

import pytest

from memlib.bounds.sign_patterns import goldberg_jerrum_vc
from memlib.bounds.sparse_patterns import (
    least_chosen_pattern,
    least_fixed_pattern,
    least_nonzero,
    reachable_labels,
)
from memlib.errors import MemlibError


@pytest.mark.parametrize("sequences", [1, 32, 33, 95, 96, 97, 1000, 123_456, 10**9])
def test_it_is_the_least(sequences: int) -> None:
    least = least_nonzero(sequences)
    assert goldberg_jerrum_vc(least, 4 * least + 2) >= sequences
    if least > 1:
        assert goldberg_jerrum_vc(least - 1, 4 * least - 2) < sequences


def test_it_grows_like_a_quarter_of_the_root() -> None:
    assert abs(least_nonzero(16 * 10**10) - 10**5) <= 1


def test_no_sequences_is_an_error() -> None:
    with pytest.raises(MemlibError):
        least_nonzero(0)


@pytest.mark.parametrize("sequences", [1, 10, 1_000, 123_456])
def test_the_best_number_of_units_is_found(sequences: int) -> None:
    extra = math.log2(16 * math.e * sequences)
    for w in (1, 2, 7, 30, 101):
        best = max(u + (w - u) * (u + extra) for u in range(w + 1))
        assert reachable_labels(w, sequences) == pytest.approx(best)


@pytest.mark.parametrize("sequences", [1, 64, 1_024, 65_536, 10**6])
def test_the_branching_floor_is_the_least(sequences: int) -> None:
    least = least_fixed_pattern(sequences)
    assert reachable_labels(least, sequences) >= sequences
    assert least == 1 or reachable_labels(least - 1, sequences) < sequences


def test_it_grows_like_two_roots_and_is_above_the_other_floor() -> None:
    for sequences in (1_024, 65_536, 10**6, 10**12):
        least = least_fixed_pattern(sequences)
        assert least > 3 * least_nonzero(sequences)
        assert 0 <= 2 * math.sqrt(sequences) - least <= math.log2(32 * math.e * sequences)


def test_choosing_places_afterwards_helps_a_little() -> None:
    fixed = least_fixed_pattern(4_096)
    chosen = [least_chosen_pattern(4_096, places) for places in (fixed, 1_000, 100_000)]
    assert fixed >= chosen[0] > chosen[1] > chosen[2] > 0


@pytest.mark.parametrize(("sequences", "places"), [(64, 30), (1_024, 49), (1_024, 860)])
def test_labelings_with_fewer_places_are_counted_too(sequences: int, places: int) -> None:
    """Below the floor, all numbers of places up to W together reach fewer than 2^N labelings."""
    least = least_chosen_pattern(sequences, places)
    reached = [
        reachable_labels(w, sequences) + math.log2(math.comb(places, w)) for w in range(places + 1)
    ]
    assert all(after - before > 1 for before, after in pairwise(reached))
    assert math.log2(math.fsum(2 ** (r - sequences) for r in reached[:least])) < 0


def test_a_line_of_thresholds_by_force() -> None:
    """ReLU(a x + b) > ½: all that two numbers reach on a line is below 2^(the bound)."""
    points, grid = range(1, 7), range(-40, 41)
    for signs in product((-1, 1), repeat=2):
        reached = {
            tuple(signs[0] * a * x / 8 + signs[1] * b / 2 > 0.5 for x in points)
            for a in grid
            for b in grid
        }
        assert math.log2(len(reached)) <= reachable_labels(2, len(points))


def test_no_network_that_stands_is_below_it() -> None:
    """All stored tables of networks on distinct random labels of two classes."""
    results, seen = Path(__file__).parents[2] / "results", 0
    for name in ("compact_sizes", "next_token_sizes", "line_sizes"):
        path = results / f"{name}.json"
        for row in json.loads(path.read_text(encoding="utf-8"))["rows"] if path.exists() else []:
            if "built" in row and row.get("classes", 2) == 2:
                seen += 1
                assert row["built"]["parameters"] >= least_fixed_pattern(row["sequences"]), row
    assert seen > 20
