"""Numbers for tokens that lie anywhere: their integer parts, read exactly by a network."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations, combinations_with_replacement
from math import lcm
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from memlib.constructions.compact import modular, proven
from memlib.constructions.compact.fingerprint import clear_below, number_tokens
from memlib.constructions.constants import Separation, key_bound
from memlib.data import Dataset, multiset
from memlib.exact.batch import outputs
from memlib.exact.form import constant, coordinate
from memlib.exact.program import CARRY, Program

PRIMES = [p for p in range(2, 200) if all(p % q for q in range(2, p))]
NUMBERS = st.fractions(min_value=-40, max_value=40, max_denominator=10**9)


def labeled(tokens: Sequence[Sequence[Fraction | int]], length: int, seed: int) -> Dataset:
    """As many sequences as tokens, with a label from −1 to 2 for each context."""
    rng, known = Random(seed), {}  # type: ignore[var-annotated]
    rows = [[rng.randrange(len(tokens)) for _ in range(length)] for _ in tokens]
    labels = [known.setdefault((multiset(row), row[-1]), rng.randint(-1, 2)) for row in rows]
    return Dataset.next_token(tokens, rows, labels)


@given(st.lists(NUMBERS, min_size=1, max_size=12))
def test_every_value_lies_clear_below_the_next_integer(values: list[Fraction]) -> None:
    unit, shift = clear_below(values)
    for value in values:
        assert unit * ((value + Fraction(shift, unit)) % 1) <= unit - 1
    assert unit <= len(values) + 1


def test_integers_stay_where_they_are() -> None:
    assert clear_below([Fraction(5), Fraction(-2)]) == (1, 0)


def test_every_shift_but_one_may_be_forbidden() -> None:
    """Three values forbid three of the four shifts; the one that is left is found."""
    values = [Fraction(k, 4) + Fraction(1, 8) for k in (1, 2, 3)]
    assert clear_below(values) == (4, 3)


@given(
    st.lists(st.tuples(NUMBERS, NUMBERS), min_size=1, max_size=10, unique=True), st.integers(0, 5)
)
def test_ids_are_different_and_what_a_division_gives(
    tokens: list[tuple[Fraction, Fraction]], seed: int
) -> None:
    data = Dataset.next_token(tokens, [[i] for i in range(len(tokens))], [0] * len(tokens))
    ids = number_tokens(data, Random(seed))
    assert len(set(ids.numbers)) == len(tokens)
    for token, number in zip(tokens, ids.numbers, strict=True):
        place = sum(v * x for v, x in zip(ids.direction, token, strict=True)) + ids.shift
        assert 0 <= place - ids.unit * number <= ids.unit - 1
        assert 1 <= number < ids.bound
    assert ids.bound <= key_bound(len(tokens), 2, Separation.of(data)) + 2


@pytest.mark.parametrize("unit", [1, 2, 7])
def test_powers_of_the_integer_part(unit: int) -> None:
    """The rest may be anything up to unit − 1, and is left at the end."""
    steps = modular.power_steps("e", "r", 5, 23, bits=4, unit=unit)
    start = {"e": coordinate("x"), "r": constant(1)}
    power = Program(("x",), start, (CARRY, *steps), coordinate("r"))
    left = Program(("x",), start, (CARRY, *steps), coordinate("e"))
    for k in range(16):
        for rest in {Fraction(0), Fraction(unit - 1), Fraction(unit - 1, 3)}:
            assert power.run({"x": unit * k + rest}) == pow(5, k, 23)
            assert left.run({"x": unit * k + rest}) == rest


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_the_theorem_for_rational_tokens(data: st.DataObject) -> None:
    """Any distinct rational vectors, in both forms: every label, at the promised sizes."""
    dim = data.draw(st.integers(1, 3))
    drawn = st.lists(st.tuples(*[NUMBERS] * dim), min_size=1, max_size=7, unique=True)
    dataset = labeled(data.draw(drawn), data.draw(st.integers(1, 4)), data.draw(st.integers(0, 9)))
    form = data.draw(st.sampled_from(("plain", "residual")))
    made = proven.construct(dataset, form=form, seed=data.draw(st.integers(0, 9)))
    assert [y for (y,) in outputs(made.network, dataset)] == list(dataset.labels)
    assert made.built.within(made.promised)
    assert made.built.width <= 15


@pytest.mark.parametrize("far", [1, 10**40])
def test_digits_of_the_tokens_cost_nothing(far: int) -> None:
    """Tokens i + 1/p_i: a common denominator has hundreds of bits, r/δ has seven."""
    tokens = [(i + Fraction(1, far * p),) for i, p in enumerate(PRIMES)]
    dataset = labeled(tokens, 3, seed=2)
    made = proven.construct(dataset)
    assert [y for (y,) in outputs(made.network, dataset)] == list(dataset.labels)
    assert made.built.within(made.promised)
    used = dataset.used_tokens()
    ids = made.proof.fingerprint.ids
    assert ids.unit == len(used.tokens) + 1
    assert ids.bound <= key_bound(len(used.tokens), 1, Separation.of(used)) + 2
    assert made.built.max_bits < lcm(*(x.denominator for (x,) in tokens)).bit_length()


def test_fingerprints_collide_at_most_u_times() -> None:
    """For every pair of multisets, at most U of the P numbers r give equal sums."""
    ids, modulus = (1, 2, 4, 7), 101
    bags = [Counter(bag) for bag in combinations_with_replacement(ids, 3)]
    for one, other in combinations(bags, 2):
        sums = [
            [sum(times * pow(r, u, modulus) for u, times in bag.items()) for r in range(modulus)]
            for bag in (one, other)
        ]
        equal = sum((a - b) % modulus == 0 for a, b in zip(*sums, strict=True))
        assert equal <= max(ids)
    assert any(  # and some pair does collide for some r
        sum(times * pow(r, u, modulus) for u, times in bags[0].items())
        == sum(times * pow(r, u, modulus) for u, times in bags[1].items())
        for r in range(modulus)
    )
