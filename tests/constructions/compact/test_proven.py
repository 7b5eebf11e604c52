"""The theorem of the compact network, step by step: what its proof uses is checked by counting."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations
from pathlib import Path
from random import Random

import pytest

from memlib.constructions.compact import cascade, modular, proven
from memlib.constructions.compact.cascade import Plan, cascade_steps, draw_cascade, plan, word_of
from memlib.constructions.construction import compile_form
from memlib.data import Dataset
from memlib.data.synthetic import hard_dataset, random_dataset
from memlib.errors import MemlibError
from memlib.exact import certificate, verify
from memlib.exact.count import count as count_parameters
from memlib.exact.form import constant, coordinate
from memlib.exact.program import CARRY, Program


@pytest.mark.parametrize("modulus", [1, 2, 7, 13])
def test_remainders(modulus: int) -> None:
    most = 5 * modulus + 3
    net = Program(
        ("x",), {"y": coordinate("x")}, (CARRY, *modular.mod_steps("y", modulus, most)),
        coordinate("y"),
    )  # fmt: skip
    assert [net.run({"x": x}) for x in range(most + 1)] == [x % modulus for x in range(most + 1)]


@pytest.mark.parametrize("base", [0, 1, 5, 22])
def test_powers(base: int) -> None:
    steps = modular.power_steps("e", "r", base, 23, bits=5)
    net = Program(
        ("x",), {"e": coordinate("x"), "r": constant(1)}, (CARRY, *steps), coordinate("r")
    )
    assert [net.run({"x": k}) for k in range(32)] == [pow(base, k, 23) for k in range(32)]


@pytest.mark.parametrize(("prime", "slots"), [(11, 3), (13, 5), (17, 16), (7, 20)])
def test_two_keys_share_a_slot_with_probability_at_most_one_over_k(prime: int, slots: int) -> None:
    """Over all a ≠ 0 and b, for every pair of keys: Carter and Wegman's bound, by counting."""
    layout = Plan(prime, (slots,))
    for x, y in combinations(range(prime), 2):
        equal = sum(
            layout.slot(0, (a, b), x) == layout.slot(0, (a, b), y)
            for a in range(1, prime)
            for b in range(prime)
        )
        assert equal * slots <= prime * (prime - 1)


@pytest.mark.parametrize("most", [1, 2, 3, 4, 15, 16, 17, 100, 1000])
def test_the_layout_is_what_markov_asks_for(most: int) -> None:
    """Σ P(|S_{l+1}| > m/4^l) ≤ ½, in fractions; nobody is left; at most 68m slots and rounding."""
    slots = plan(most, 10**9 + 7).slots
    bound = [Fraction(most), *(Fraction(most, 4**level) for level in range(len(slots) + 1))]
    lost = Fraction(0)
    for level, count in enumerate(slots, start=1):
        pairs = Fraction(most**2, 4) if level == 1 else bound[level - 1] * bound[level]
        lost += pairs / count / bound[level + 1]
    assert lost <= Fraction(1, 2)
    assert bound[len(slots) + 1] < 1
    assert sum(slots) <= 68 * most + len(slots)


def test_one_draw_succeeds_at_least_every_second_time() -> None:
    rng = Random(5)
    for most in (1, 6, 40):
        layout = plan(most, 10**6 + 3)
        labels = {key: rng.randrange(2) for key in rng.sample(range(10**6), most)}
        won = sum(cascade.try_once(labels, layout, rng) is not None for _ in range(60))
        assert won >= 30


@pytest.mark.parametrize("seed", range(4))
def test_the_steps_give_what_the_cascade_means(seed: int) -> None:
    """Few slots, so that every level is used: labels of the keys, and equality on all others."""
    rng = Random(seed)
    layout = Plan(101, (6, 8, 6, 5))
    labels = {key: rng.randrange(2) for key in rng.sample(range(101), 6)}
    made = draw_cascade(labels, layout, rng)
    assert all(made.label(layout, key) == label for key, label in labels.items())
    net = Program(
        ("x", "w"), {"x": coordinate("x"), "w": coordinate("w")},
        (CARRY, *cascade_steps(layout, "x", "w", "label")), coordinate("label"),
    )  # fmt: skip
    word = word_of(made.bits(layout)) + Fraction(1, 2)
    for key in range(0, 101, 3):
        assert net.run({"x": key, "w": word}) == made.label(layout, key)
    for key, label in labels.items():
        assert net.run({"x": key, "w": word}) == label


def test_a_slot_costs_19_parameters_whatever_the_bit() -> None:
    """Ten slots more, for the first bit of a label and for a later one that is added to it."""
    x, w, y = coordinate("x"), coordinate("w"), coordinate("label")
    for stream in (0, 3):
        sizes = []
        for slots in (6, 16):
            steps = cascade_steps(Plan(101, (5, slots, 5)), "x", "w", "label", stream=stream)
            start = {"x": x, "w": w} | ({"label": constant(1)} if stream else {})
            program = Program(("x", "w"), start, (CARRY, *steps), y)
            sizes.append(count_parameters(compile_form(program, "plain"), 2).parameters)
        assert sizes[1] - sizes[0] == 10 * 19


@pytest.mark.parametrize("classes", [1, 2, 3, 64])
def test_the_sum_of_the_theorem(classes: int) -> None:
    """16/3 · N/m + 1292 L m ≤ 167 √(NL) + 1292 L, for m = ⌈√(N/L)/16⌉, exactly."""
    bits = max(1, (classes - 1).bit_length())
    for items in (1, 2, 255, 256, 257, 10**4, 10**6 + 1, 10**12):
        m = cascade.largest_bucket(items, bits)
        assert (m - 1) ** 2 * 256 * bits < items <= m**2 * 256 * bits
        rest = Fraction(16 * items, 3 * m) + proven.REST * bits * (m - 1)
        assert rest**2 <= proven.LEADING**2 * items * bits


def test_too_few_slots_end_in_an_error() -> None:
    with pytest.raises(MemlibError, match="all failed"):
        draw_cascade({1: 0, 2: 1}, Plan(11, (1,)), Random(0))


@pytest.mark.parametrize("form", ["plain", "residual"])
def test_the_whole_network(form: str, tmp_path: Path) -> None:
    cases = [
        hard_dataset(24, 4, 2, 2, seed=1),
        random_dataset(12, 3, 1, 5, denominator=3, seed=2),
        Dataset.next_token([[5]], [[0]], [7]),
        Dataset.next_token([[3], [4]], [[1, 1, 0], [0, 0, 1], [0, 1, 0]], [-1, 0, 1]),
    ]
    for data in cases:
        made = proven.construct(data, form=form)  # type: ignore[arg-type]
        assert made.built.within(made.promised)
        assert made.built.width <= 15
        path = tmp_path / "c.json"
        certificate.write(path, data, made.network, made.about())
        assert verify.verify(str(path)).counts["items"] == data.items


@pytest.mark.large
def test_larger_buckets() -> None:
    data = hard_dataset(1500, 4, 3, 2, seed=3)
    made = proven.construct(data)
    assert made.constants["largest_bucket"] >= 2
    assert made.built.within(made.promised)
