"""The interpreter of limbs agrees with Python's integers, at the boundaries of limbs above all."""

from __future__ import annotations

from fractions import Fraction
from random import Random

import numpy as np
import pytest

pytest.importorskip("numba")
pytest.importorskip("torch")

from memlib.data import Dataset
from memlib.exact import batch
from memlib.exact.layers import Affine, FeedForward, Layer, Network, Relu, Threshold
from memlib.fast import compile as compiler
from memlib.fast import cores, evaluate, limbs
from memlib.fast.packed import join, pack
from memlib.fast.scaling import Scale, digits

#: Around ±2^(16k) and ±2^(32k): where digits and limbs begin and carries run.
EDGES = sorted(
    {
        sign * (value << k) + near
        for sign in (1, -1)
        for value in (0, 1)
        for k in (0, 15, 16, 17, 31, 32, 33, 63, 64, 65, 96, 128, 1600)
        for near in (-1, 0, 1)
    }
)


def outputs(layers: list[Layer], values: list[list[Fraction | int]]) -> list[Fraction]:
    data = Dataset.next_token(values, [[i] for i in range(len(values))], [0] * len(values))
    network = Network(tuple(layers))
    found = evaluate(network, data)
    assert evaluate(network, data, device="cpu") == found  # torch
    return [row[0] for row in found]


def test_digits_sum_to_the_integer() -> None:
    for x in EDGES:
        made = digits(x)
        assert sum(digit << 16 * place for place, digit in made) == x
        assert all(0 < abs(digit) <= 1 << 15 for _, digit in made)


def test_packing_and_joining_keep_every_integer() -> None:
    packed = pack([EDGES, EDGES[::-1]], [Scale(0, 1)] * 2)
    assert [packed.integers(0), packed.integers(1)] == [EDGES, EDGES[::-1]]
    parts = [
        pack([part], [Scale(0, 1)]) for part in ([0, 0], [7, -1], [2**70, -(2**70)], [-(2**31)])
    ]
    assert join(parts).integers(0) == [0, 0, 7, -1, 2**70, -(2**70), -(2**31)]


@pytest.mark.parametrize("number", [1, -1, 3, 2**16, 2**31, -(2**32) + 1, 2**48, 3**90, -(2**700)])
def test_products_and_sums_at_the_edges(number: int) -> None:
    """number · x + y, its ReLU and its threshold, for all pairs of edges with one bias."""
    rng = Random(number)
    pairs = [[x, y] for x in EDGES for y in rng.sample(EDGES, 3)]
    for bias in (0, *rng.sample([e for e in EDGES if e], 3)):
        exact = [number * x + y + bias for x, y in pairs]
        affine = Affine(1, 2, {(0, 0): number, (0, 1): 1}, {0: bias} if bias else {})
        assert outputs([affine], pairs) == exact
        assert outputs([affine, Relu()], pairs) == [max(v, 0) for v in exact]
        assert outputs([affine, Threshold()], pairs) == [int(v >= 0) for v in exact]


def test_a_carry_through_many_limbs() -> None:
    ones = 2**3200 - 1
    assert outputs([Affine(1, 1, {(0, 0): 1}, {0: 1})], [[ones], [-ones], [-1]]) == [
        2**3200, 2 - 2**3200, 0,
    ]  # fmt: skip


def test_sums_of_many_terms_are_split(monkeypatch: pytest.MonkeyPatch) -> None:
    """More products than a 64-bit sum can hold are added in parts."""
    rng = Random(1)
    weight = {(0, j): rng.choice(EDGES[:20] + EDGES[-20:]) for j in range(12)}
    values = [[rng.choice(EDGES) for _ in range(12)] for _ in range(40)]
    exact = [sum(w * x[j] for (_, j), w in weight.items()) for x in values]
    whole = outputs([Affine(1, 12, weight, {})], values)
    monkeypatch.setattr(compiler, "MOST_TERMS", 5)
    assert whole == exact == outputs([Affine(1, 12, weight, {})], values)


def test_the_longest_sum_stays_within_64_bits() -> None:
    """As many of the greatest products as one instruction may add, of either sign."""
    terms = compiler.MOST_TERMS
    for top in (1 << 15, -1 << 15, 1 << 31, -1 << 31):  # at a whole limb, and half a limb up
        for x in (2**96 - 1, 2**31 - 1, -(2**31)):  # the last ones need two more limbs
            weight = {(0, j): top for j in range(terms)}
            data = Dataset.next_token([[x] * terms], [[0]], [0])
            network = Network((Affine(1, terms, weight, {0: x}),))
            for device in (None, "cpu") if x > 2**31 else (None,):
                assert evaluate(network, data, device=device) == [[x * (terms * top + 1)]]


def test_a_slot_too_short_is_said_before_anything_is_written() -> None:
    """One limb in and three out: two limbs are said to be too few, three are enough."""
    made = compiler.Compiler(scales=(Scale(0, 1),))
    (row,) = made.read([])
    terms = [(made.value(row), 1 << 31)] * compiler.MOST_TERMS
    program = made.finish([made.linear(terms, 1)])
    (out,) = program.outputs
    for capacity, said in ((2, 3), (3, 0)):
        store = np.zeros((program.slots + 1, capacity, 1), np.uint32)
        signed = store.view(np.int32)
        start, length, low = (np.zeros(program.slots, np.int64) for _ in range(3))
        signed[program.inputs[0], 0], length[program.inputs[0]] = -(1 << 31), 1
        assert said == limbs.run(
            program.code, program.slot, program.limbs, program.size, program.negative,
            program.bias, store, signed, start, length, low, 1e9,
        )  # fmt: skip
        assert not store[-1].any()  # the slot behind
    assert (start[out], length[out], low[out]) == (0, 3, 0)
    below = sum(int(store[out, k, 0]) << 32 * k for k in range(2))
    assert below + (int(signed[out, 2, 0]) << 64) == 1 - (compiler.MOST_TERMS << 62)


def drawn_number(rng: Random) -> Fraction:
    number = Fraction(rng.choice(EDGES) or 5, rng.choice((1, 1, 1, 2, 2**40, 3, 7, 15, 2**33 * 9)))
    return number * rng.choice((1, -3, 5))


@pytest.mark.parametrize("seed", range(6))
def test_drawn_chains_with_all_denominators(seed: int) -> None:
    """Layers of single columns, weights of all sizes, two blocks of columns."""
    rng = Random(seed)

    def matrix(rows: int, columns: int) -> dict[tuple[int, int], Fraction]:
        places = [(i, j) for i in range(rows) for j in range(columns)]
        return {place: drawn_number(rng) for place in places if rng.random() < 0.5}

    def column(rows: int) -> dict[int, Fraction]:
        return {i: drawn_number(rng) for i in range(rows) if rng.random() < 0.5}

    layers: list[Layer] = []
    for _ in range(4):
        layers += rng.choice(
            (
                [Affine(4, 4, matrix(4, 4), column(4)), Relu()],
                [Affine(4, 4, matrix(4, 4), column(4)), Threshold()],
                [FeedForward(4, 3, matrix(3, 4), column(3), matrix(4, 3), column(4))],
                [Relu(), Relu(), Affine(4, 4, {(0, 1): 2, (1, 0): -1, (3, 3): Fraction(1, 8)}, {})],
            )
        )
    layers.append(Affine(1, 4, {(0, 0): 1} | matrix(1, 4), column(1)))
    tokens = {tuple(drawn_number(rng) for _ in range(4)) for _ in range(cores.BLOCK + 9)}
    data = Dataset.next_token(sorted(tokens), [[i] for i in range(len(tokens))], [0] * len(tokens))
    network = Network(tuple(layers))
    for device in (None, "cpu"):
        assert evaluate(network, data, device=device) == batch.outputs(network, data)
