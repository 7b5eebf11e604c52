"""What the figures that move say, each compared with another way to the same number."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise, product
from math import comb, exp

import pytest

from memlib.constructions.studies.bucket_sizes import memorize_with_slots
from memlib.constructions.studies.folding import folds_of
from memlib.data.synthetic import random_dataset
from memlib.exact import compile_plain, count
from memlib.figures import attention, buckets, cells, fold, sums
from memlib.figures.rounded import Rounded

WORDS = ["".join(bits) for bits in product("01", repeat=fold.LENGTH)]


def test_with_enough_bits_a_word_is_folded_as_the_lemma_does() -> None:
    for word in WORDS:
        walk = fold.rows(word, fold.PRECISIONS[-1])[1:]
        exact = folds_of(word)
        assert [(r.near, r.far, r.read) for r in walk] == [(f.near, f.far, f.bit) for f in exact]


@pytest.mark.parametrize("precision", fold.PRECISIONS)
def test_all_bits_that_are_one_go_together(precision: int) -> None:
    """The sentence below the figure: no single bit dies first, and fewer bits than n + 2 fail."""
    failed = 0
    for word in WORDS:
        read = [row.read for row in fold.rows(word, precision)[1:]]
        ones = {r for r, bit in zip(read, word, strict=True) if bit == "1"}
        assert all(r == 0 for r, bit in zip(read, word, strict=True) if bit == "0")
        assert len(ones) <= 1
        failed += ones not in (set(), {1})
    assert (failed > 0) == (precision < fold.LENGTH + 2)


def test_who_is_right_is_the_bit() -> None:
    for folds, bit in enumerate(fold.WORD, start=1):
        said = fold.FIGURE.drawn("said", {**fold.FIGURE.start, "folds": folds})
        order = "near is right of far" if bit else "far is right of near"
        assert said.startswith(f"Fold {folds}: {order}, so bit {folds} is {bit}.")
    short = fold.FIGURE.drawn("said", {**fold.FIGURE.start, "precision": 5})
    assert short.endswith("fall on one number: 101101 is read as 0, 0, 0, 0, 0, 0.")


@pytest.mark.parametrize("bits", [2, 5, 53])
def test_rounding_is_that_of_floating_point(bits: int) -> None:
    values = [Fraction(n, d) for n in range(-40, 41) for d in (1, 3, 7, 64)]
    for value in values:
        got = Rounded.of(value, bits).value
        if bits == 53:
            assert got == Fraction(float(value))
        elif value:
            unit = abs(got - value) / abs(value)
            assert unit <= Fraction(1, 2**bits), (value, got)
    a, b = Rounded.of(1, 53), Rounded.of(Fraction(0.1), 53)
    assert (a - b * 3).value == Fraction(1 - 0.1 * 3)
    assert (3 + b + b).value == Fraction(3 + 0.1 + 0.1)


def test_bars_are_networks_and_the_best_bucket_doubles() -> None:
    best = []
    for points in buckets.COUNTED:
        table = buckets.costs(points)
        best.append(min(table, key=lambda k: sum(table[k])))
    assert [b // a for a, b in pairwise(best)] == [2, 2]
    assert [b // a for a, b in zip(buckets.COUNTED, buckets.COUNTED[1:], strict=False)] == [4, 4]
    task = random_dataset(64, 1, 3, 10, vocabulary=64)
    net = memorize_with_slots([task.tokens[s[0]] for s, _ in task.pairs()], list(task.labels), 4)  # type: ignore[arg-type]
    whole = count(compile_plain(net.program(("x1", "x2", "x3"))), 3).parameters
    assert sum(buckets.costs(64)[4]) == whole


def test_to_find_costs_the_same_for_each_bucket_and_to_read_the_same_for_each_slot() -> None:
    table = buckets.costs(256)
    assert table[1][0] - table[2][0] == 2 * (table[2][0] - table[4][0])
    assert table[8][1] - table[4][1] == 2 * (table[4][1] - table[2][1])


def test_words_of_buckets_are_read_back() -> None:
    for k in buckets.SIZES:
        net = buckets.memorized(buckets.POINTS, buckets.LABELED, k)
        program = net.program(("x",))
        assert [program.run({"x": p}) for p in buckets.POINTS] == list(buckets.LABELED)
        assert len(net.buckets) == 6 // k
    twice = {**buckets.FIGURE.start, "place_a": 4}
    assert buckets.FIGURE.drawn("said", twice).startswith("Two points at one place")


def test_the_constant_makes_two_sums_meet_and_no_smaller_pair_of_them() -> None:
    a, b = sums.PRINTED.rounded
    assert sums.PRINTED.allowed
    assert sums.PRINTED.collides
    assert sums.sums(a, b) == sums.PRINTED.sums_before
    last = sums.CONSTANTS[-1]
    assert last == sums.PRINTED.shift
    assert sums.sums(a + last, b + last) == sums.PRINTED.sums_after
    rest = sums.FIGURE.drawn("said", sums.FIGURE.start)
    assert rest.endswith("aa and bc collide: one id for two words.")


def test_draws_are_counted() -> None:
    pairs = sums.drawn_scores()
    failed = sum(2 * a == b for a, b in pairs)
    assert 0 < failed < len(pairs)
    state = {**sums.FIGURE.start, "draw": len(pairs) - 1}
    assert f"{failed} of {len(pairs)} collided" in sums.FIGURE.drawn("repaired", state)


@pytest.mark.parametrize("factor", [f for f in attention.FACTORS if f is not None])
def test_weights_are_the_softmax_of_the_scores(factor: Fraction | int) -> None:
    found = attention.looked(attention.ORDERS[0], factor)
    for token, one in found.items():
        powers = [exp(factor * key * attention.QUERIES[token]) for key in attention.KEYS]
        weights = [p / sum(powers) for p in powers]
        assert [float(w) for w in one.weights] == pytest.approx(weights, rel=1e-12)
        mean = sum(w * v for w, v in zip(weights, attention.VALUES, strict=True))
        assert float(one.output) == pytest.approx(mean, rel=1e-12)


def test_outputs_move_along_with_the_tokens() -> None:
    for factor in attention.FACTORS:
        first = attention.looked(attention.ORDERS[0], factor)
        for order in attention.ORDERS[1:]:
            other = attention.looked(order, factor)
            for token, one in first.items():
                assert float(other[token].output) == pytest.approx(float(one.output), rel=1e-14)
                if factor in (0, None):
                    assert other[token] == one


def test_cells_are_all_labelings_that_parameters_reach() -> None:
    for inputs in (cells.FIRST[:4], cells.FIRST, (Fraction(0), Fraction(1), Fraction(1))):
        found = cells.cells(inputs)
        for word, (s, t) in found.items():
            assert word == "".join(str(int(1 + s * x + t * x * x > 0)) for x in inputs)
        tried = {
            "".join(str(int(1 + s * x + t * x * x > 0)) for x in inputs)
            for s in (k / 7.3 for k in range(-40, 41))
            for t in (k / 6.7 for k in range(-40, 41))
        }
        assert tried <= set(found)
        different = {x for x in inputs if x}
        assert len(found) == 1 + len(different) + comb(len(different), 2)
