"""Rates, sizes and exponents against numbers worked out elsewhere."""

from __future__ import annotations

import pytest

from memlib.experiments import exponents, statistics
from memlib.experiments.verdicts.f3 import core_parameters


@pytest.mark.parametrize(
    ("hits", "runs", "low", "high"),
    [(0, 33, 0.0, 0.1058), (1, 10, 0.0025, 0.4450), (5, 10, 0.1871, 0.8129), (10, 10, 0.6915, 1)],
)
def test_clopper_pearson(hits: int, runs: int, low: float, high: float) -> None:
    """Against printed tables of exact binomial limits."""
    found = statistics.rate(hits, runs)
    assert (found.low, found.high) == pytest.approx((low, high), abs=2e-4)


def test_success_need_not_grow_with_size() -> None:
    found = statistics.sizes(
        {n: statistics.rate(h, 10) for n, h in [(1, 0), (2, 6), (4, 2), (8, 9)]}
    )
    assert (found.half, found.first) == (2, 2)


def test_an_interval_that_knows_of_draws() -> None:
    """The plain one where draws agree or each run has its own; wider where they differ."""

    def rows(*hits: int, of: int = 11) -> list[dict[str, object]]:
        return [
            {"task.seed": draw, "hit": 1 if k < count else None, "set.goal": "error",
             "exact_error": 0.0, "set.below": 0.1}
            for draw, count in enumerate(hits) for k in range(of)
        ]  # fmt: skip

    assert statistics.rate_by_draw(rows(3, 3, 3)) == statistics.rate(9, 33)
    assert statistics.rate_by_draw(rows(*[1, 0] * 10, of=1)) == statistics.rate(10, 20)
    assert statistics.rate_by_draw(rows(0, 0, 0)) == statistics.rate(0, 33)
    wide, plain = statistics.rate_by_draw(rows(9, 3, 0)), statistics.rate(12, 33)
    assert (wide.hits, wide.runs) == (12, 33)
    assert wide.low < plain.low < plain.high < wide.high


def test_an_interval_by_draw_of_another_success() -> None:
    rows = [{"task.seed": draw, "best_error": 0.0 if draw else 0.1} for draw in (0, 0, 1, 1, 2, 2)]
    found = statistics.rate_by_draw(rows, good=lambda row: row["best_error"] == 0)
    plain = statistics.rate(4, 6)
    assert (found.hits, found.runs) == (4, 6)
    assert found.low < plain.low < plain.high <= found.high


def test_exactly_one_half_is_enough() -> None:
    found = statistics.sizes({n: statistics.rate(h, 10) for n, h in [(1, 4), (2, 5), (4, 5)]})
    assert found.half == 2
    assert statistics.sizes({0: statistics.rate(5, 10), 1: statistics.rate(6, 10)}).half == 0
    share = statistics.sizes({n: statistics.rate(h, 10) for n, h in [(1, 5), (2, 6)]}, share=0.6)
    assert share.half == 2


def test_brackets_are_what_was_tried() -> None:
    def bracket(*hits: int) -> statistics.Bracket:
        return statistics.bracket({2**k: statistics.rate(h, 10) for k, h in enumerate(hits)})

    assert bracket(0, 4, 5) == statistics.Bracket(2, 4)
    assert bracket(5, 0, 9) == statistics.Bracket(None, 1)
    assert bracket(0, 4) == statistics.Bracket(2, None)
    assert statistics.Bracket(80, 100).factor == 1.25


def test_a_slope_through_upper_ends_is_no_slope() -> None:
    """The sizes 209, 209, 833 of a family, of which two were the smallest that it tried."""
    ends = {64: (None, 209), 256: (None, 209), 1024: (417, 833)}
    brackets = {n: statistics.Bracket(*end) for n, end in ends.items()}
    low, high = exponents.steepness(brackets)
    assert low == pytest.approx(0.249, abs=0.001)
    assert high == float("inf")


def test_a_hit_must_hold_in_float64() -> None:
    row = {"hit": 5, "exact_loss": 0.02, "exact_error": 0.0, "set.goal": "loss", "set.below": 0.01}
    assert not statistics.hit(row)
    assert statistics.hit({**row, "exact_loss": 0.009})
    assert statistics.hit({**row, "set.goal": "error"})
    assert not statistics.hit({**row, "exact_loss": 0.001, "hit": None})


def test_the_exponent_of_figure_3() -> None:
    """The paper's blocks up to N = 1,400: 2.1 in blocks, 1.9 in parameters (both computed anew)."""
    blocks = {600: 1, 700: 1, 800: 3, 900: 3, 1000: 4, 1100: 4, 1200: 5, 1300: 5, 1400: 5}
    assert exponents.exponent(blocks.items()).value == pytest.approx(2.1, abs=0.05)
    sizes = [(n, core_parameters(b, 3)) for n, b in blocks.items()]
    assert exponents.exponent(sizes).value == pytest.approx(1.9, abs=0.05)


def test_the_bootstrap_finds_a_known_slope() -> None:
    rows = [
        {"n": n, "size": size, "ok": size >= n / 10 or (size == n // 20 and k < 2)}
        for n in (100, 200, 400)
        for size in (5, 10, 20, 40)
        for k in range(20)
    ]

    def points(some: statistics.Rows) -> list[tuple[float, float]]:
        found = []
        for n, group in statistics.by(some, "n").items():
            passed = [
                s
                for s, g in statistics.by(group, "size").items()
                if 2 * sum(r["ok"] for r in g) >= len(g)
            ]
            found.append((n, passed[0]))
        return found

    made = exponents.bootstrap(rows, points, cell=("n", "size"), times=50)
    assert made.value == pytest.approx(1.0)
    assert made.low - 1e-9 <= 1.0 <= made.high + 1e-9
