"""Lemmas G.4 to G.6: every short word, every range, every place of the point."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from memlib.constructions.lemmas.bit_extraction import (
    Stream,
    extract_steps,
    match_steps,
    pack,
    read_entry,
)
from memlib.exact.program import Step

from ..reading import after


def psi(z: Fraction) -> Fraction:
    """Telgarsky's triangle function: the distance to the nearest even multiple of ½, doubled."""
    return 2 * z if z <= Fraction(1, 2) else 2 - 2 * z


def folded(z: Fraction, times: int) -> Fraction:
    for _ in range(times):
        z = psi(z)
    return z


def binary(word: int, length: int, i: int, j: int) -> int:
    """BIN_{i:j} of the zero-padded string of ``length`` bits, counted from 1."""
    return int(format(word, f"0{length}b")[i - 1 : j], 2)


@pytest.mark.parametrize("length", range(1, 9))
def test_g4_every_word_and_every_range(length: int) -> None:
    """From the (i−1)-fold of both points to their j-fold, and the bits i … j: leading zeros too.

    Reading fewer bits is a beginning of reading more, so each (word, i) is read once, j by j.
    """
    stream = Stream("w", length)
    for i in range(1, length + 1):
        steps = read_entry(stream, i - 1, length - i + 1)
        for j in range(i, length + 1):
            assert read_entry(stream, i - 1, j - i + 1) == steps[: 2 * (j - i + 1)]
        for word in range(2**length):
            near = Fraction(word, 2**length) + Fraction(1, 2 ** (length + 2))
            far = Fraction(word, 2**length) + Fraction(1, 2 ** (length + 1))
            placed = after([Step(updates=stream.start())], {"w": word})
            assert (placed[stream.near], placed[stream.far]) == (near, far)
            values = {stream.near: folded(near, i - 1), stream.far: folded(far, i - 1)}
            for j in range(i, length + 1):
                values = after(steps[2 * (j - i) : 2 * (j - i + 1)], values)
                assert values[stream.near] == folded(near, j)
                assert values[stream.far] == folded(far, j)
                assert values[stream.entry] == binary(word, length, i, j)


@settings(max_examples=10)
@given(st.integers(1, 300).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, 2**n - 1))))
def test_g4_long_words_read_entry_by_entry(drawn: tuple[int, int]) -> None:
    """An old entry is forgotten when the next one begins."""
    length, word = drawn
    stream = Stream("w", length)
    values = after([Step(updates=stream.start())], {"w": word}) | {stream.entry: Fraction(12345)}
    begin = 0
    while begin < length:
        bits = min(7, length - begin)
        values = after(read_entry(stream, begin, bits), values)
        assert values[stream.entry] == binary(word, length, begin + 1, begin + bits)
        begin += bits


def test_g4_depth_is_at_most_the_printed_one() -> None:
    for bits in range(1, 9):
        assert len(read_entry(Stream("w", 9), 1, bits)) == 2 * bits <= 3 * bits


@pytest.mark.parametrize("label", [0, 1, 5, 7])
@pytest.mark.parametrize("key", [0, 1, 2, 9])
def test_g5_on_a_fine_grid(key: int, label: int) -> None:
    """match is 1 on [y, y + 1], 0 from ½ outside on; the label is added at 1, nothing at 0."""
    steps = match_steps("x", "y", "label", 3, "sum", "p.")
    for k in range(24 * (key + 4)):
        x = Fraction(k, 24)
        start = {"x": x, "y": key, "label": label, "sum": 100}
        match = after(steps[:2], start)["p.match"]
        total = after(steps, start)["sum"]
        outside = max(key - x, x - key - 1, Fraction(0))
        assert match == max(1 - 2 * outside, Fraction(0))
        if key <= x <= key + 1:
            assert (match, total) == (1, 100 + label)
        elif x > key + Fraction(3, 2) or x < key - Fraction(1, 2):
            assert (match, total) == (0, 100)


def extract(x: Fraction, keys: list[int], labels: list[int], rho: int, c: int, slots: int) -> int:
    key_stream, label_stream = Stream("u", rho * slots), Stream("w", c * slots)
    start = {"x": x, "u": pack(keys, rho, slots), "w": pack(labels, c, slots), "y": 0}
    values = after(extract_steps("x", key_stream, label_stream, slots, "y", "p."), start)
    assert values["x"] == x
    assert values["y"].denominator == 1
    return int(values["y"])


@settings(max_examples=10)
@given(st.data())
def test_g6_both_claims(data: st.DataObject) -> None:
    slots = data.draw(st.integers(1, 5))
    filled = data.draw(st.integers(1, slots))
    gaps = data.draw(st.lists(st.integers(2, 5), min_size=filled, max_size=filled))
    keys = [sum(gaps[: i + 1]) for i in range(filled)]
    order = data.draw(st.permutations(keys))
    c = data.draw(st.integers(1, 4))
    labels = [data.draw(st.integers(0, 2**c - 1)) for _ in range(filled)]
    rho = max(keys).bit_length() + data.draw(st.integers(0, 2))
    for key, label in zip(order, labels, strict=True):  # first claim
        for part in (0, Fraction(1, 2), Fraction(99, 100)):
            assert extract(key + Fraction(part), order, labels, rho, c, slots) == label
    for k in range(2 * (max(keys) + 4)):  # second claim, empty slots are keys 0
        x = Fraction(k, 2)
        if all(abs(x - Fraction(1, 2) - key) > 1 for key in keys):
            assert extract(x, order, labels, rho, c, slots) == 0


def test_g6_an_empty_slot_beside_key_two() -> None:
    """⌊x⌋ = 2 beside padding 0 is as near as Stage I allows."""
    for x in (Fraction(2), Fraction(5, 2), Fraction(299, 100)):
        assert extract(x, [2], [3], 2, 2, 4) == 3
        assert extract(x + 2, [2], [3], 3, 2, 4) == 0
    assert extract(Fraction(5), [], [], 3, 2, 3) == 0  # u = 0


def test_g6_labels_longer_than_keys_and_keys_longer_than_labels() -> None:
    assert extract(Fraction(3), [1, 3], [1000, 2047], 2, 11, 2) == 2047
    assert extract(Fraction(1023), [1, 1023], [1, 0], 10, 1, 2) == 0
    assert extract(Fraction(1), [1, 1023], [1, 0], 10, 1, 2) == 1


def test_g6_depth_is_at_most_the_printed_one() -> None:
    for slots, rho, c in product((1, 2, 5), (1, 4), (1, 6)):
        steps = extract_steps("x", Stream("u", rho * slots), Stream("w", c * slots), slots, "y")
        assert len(steps) <= 3 * slots * max(rho, c) + 2 * slots + 2


def test_pack_fills_from_the_front_and_pads_at_the_end() -> None:
    for entries in product(range(4), repeat=3):
        word = pack(entries, 3, 4)
        assert [binary(word, 12, 3 * k + 1, 3 * k + 3) for k in range(4)] == [*entries, 0]
    assert pack([], 3, 4) == 0
    assert pack([7] * 4, 3, 4) == 2**12 - 1
