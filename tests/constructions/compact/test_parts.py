"""The parts of a compact network, each against its definition."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memlib.constructions.compact import driver
from memlib.constructions.compact.buckets import WORD, nested_steps, paired_steps
from memlib.constructions.compact.retrieval import System, fill_shelves
from memlib.constructions.compact.stream import RESULT, parity_creases, stream_steps
from memlib.constructions.compact.tent import itinerary, point_of
from memlib.constructions.compact.token_hash import KEY, draw_token_hash
from memlib.data.dataset import Dataset
from memlib.errors import MemlibError
from memlib.exact.form import constant, coordinate
from memlib.exact.program import CARRY, Program, Step


def folded(y: Fraction, whole: Fraction, folds: int) -> list[int]:
    """The bits by folding, as the definition says."""
    bits = []
    for i in range(1, folds + 1):
        crease = whole / 2**i
        bits.append(int(y > crease))
        y -= 2 * max(y - crease, Fraction(0))
    return bits


@given(st.integers(1, 500).map(lambda q: 2 * q + 1), st.integers(0, 12), st.randoms())
def test_itinerary_is_folding(whole: int, folds: int, rng: Random) -> None:
    y = rng.randrange(1, whole)
    read = "".join(map(str, folded(Fraction(y), Fraction(whole), folds)))
    assert itinerary(y, whole, folds) == int(read or "0", 2)


@pytest.mark.parametrize("folds", range(1, 8))
def test_every_itinerary_has_its_point(folds: int) -> None:
    for bits in range(2**folds):
        y = point_of(bits, folds) + Fraction(1, 2)
        read = folded(y, Fraction(2**folds), folds)
        assert int("".join(map(str, read)), 2) == bits


def fits(word: int, equations: list[tuple[int, int]]) -> bool:
    return all((row & word).bit_count() % 2 == right for row, right in equations)


@given(st.integers(1, 6), st.randoms())
def test_systems_against_brute_force(bits: int, rng: Random) -> None:
    """An equation is refused exactly when no word fits all the equations together."""
    system = System(bits)
    kept: list[tuple[int, int]] = []
    for _ in range(2 * bits):
        row, right = rng.randrange(2**bits), rng.randrange(2)

        possible = any(fits(word, [*kept, (row, right)]) for word in range(2**bits))
        assert system.add(row, right) == possible
        if possible:
            kept.append((row, right))
        assert fits(system.solution(), kept)


def test_a_row_of_zeros_cannot_have_label_1() -> None:
    assert fill_shelves([1, 2], [0b11, 0b00], [1, 1], length=2, streams=1) is None
    shelves = fill_shelves([1, 2], [0b11, 0b00], [1, 0], length=2, streams=1)
    assert shelves is not None
    assert [shelf.size for shelf in shelves] == [2]


@pytest.mark.parametrize("steps", [nested_steps, paired_steps])
def test_buckets_begin_where_they_should(steps: object) -> None:
    begins, changes = [3, 4, 9, 11, 12, 20, 21, 30], [5, -2, 100, 7, -90, 1, 1, -3]
    program = Program(
        ("x",), {KEY: coordinate("x")},
        (CARRY, Step(updates={KEY: coordinate(KEY), WORD: constant(50)}), *steps(begins, changes)),  # type: ignore[operator]
        coordinate(WORD),
    )  # fmt: skip
    for x in range(40):
        wanted = 50 + sum(c for b, c in zip(begins, changes, strict=True) if x >= b)
        assert program.run({"x": x}) == wanted


@pytest.mark.parametrize(("length", "streams"), [(1, 1), (2, 1), (3, 1), (5, 1), (2, 2), (1, 3)])
def test_the_stream_is_and_and_parity(length: int, streams: int) -> None:
    """For all words and keys: bit s of the result is the parity of places where both are 0."""
    whole, total = 23, length * streams
    program = Program(
        ("key", "word"), {KEY: coordinate("key"), WORD: coordinate("word")},
        (CARRY, *stream_steps(whole, 0, length, streams)), coordinate(RESULT),
    )  # fmt: skip
    mask = 2**length - 1
    for key, word in product(range(1, whole), range(2**total)):
        neither = ~itinerary(key, whole, total) & ~word & (2**total - 1)
        wanted = 0
        for stream in range(streams):
            part = neither >> length * (streams - 1 - stream) & mask
            wanted += part.bit_count() % 2 << stream
        y = point_of(word, total) + Fraction(1, 2)
        assert program.run({"key": key, "word": y}) == wanted


@pytest.mark.parametrize("most", range(1, 40))
def test_folding_to_the_parity(most: int) -> None:
    for number in range(most + 1):
        y = number
        for crease in parity_creases(most):
            y -= 2 * max(y - crease, 0)
        assert y == number % 2


@given(st.integers(0, 6), st.integers(0, 10**6))
def test_token_hash_is_what_the_steps_compute(folds: int, seed: int) -> None:
    rng = Random(seed)
    tokens = list(
        {(Fraction(rng.randint(-9, 9), 3), Fraction(rng.randint(-9, 9))) for _ in range(9)}
    )
    made = draw_token_hash(tokens, folds, 10**4, rng)
    names = ("a", "b")
    program = Program(names, {KEY: made.form(names)}, (CARRY, *made.steps()), coordinate(KEY))
    for token, score in zip(tokens, made.scores, strict=True):
        assert program.run(dict(zip(names, token, strict=True))) == score >= 0


def items(keys: list[int], labels: list[int]) -> driver.Items:
    data = Dataset.next_token([[0], [1]], [[0], [1]], [0, 1])
    return driver.Items(data.tokens, ("x",), lambda scores, wanted: keys[:wanted], labels, ())


def test_equal_keys_end_in_an_error() -> None:
    """A hash that cannot tell two items apart is noticed, drawn again, and given up."""
    with pytest.raises(MemlibError, match="the same key"):
        driver.memorize(items([5, 5], [0, 1]), "plain", Random(0))


def test_keys_without_bits_end_in_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(driver, "fill_shelves", lambda *_: None)
    with pytest.raises(MemlibError, match="without bits"):
        driver.memorize(items([5, 6], [0, 1]), "plain", Random(0))


def test_random_rows_fill_a_bucket() -> None:
    """At least k − 2 keys in expectation, were every row that follows from others refused."""
    rng, bits, sizes = Random(4), 12, []
    for _ in range(400):
        system = System(bits)
        size = 0
        while True:
            row = rng.getrandbits(bits)
            if system.reduced(row, 0) <= 1:
                break
            system.add(row, 0)
            size += 1
        sizes.append(size)
    assert sum(sizes) >= (bits - 2) * len(sizes)
