"""Counting bits: a real prefix code behind the description length, and items of real data."""

import math
import random
from itertools import product

import pytest

from memlib.bounds import bits
from memlib.bounds.logarithms import least_integer, log2_binomial, log2_sum
from memlib.errors import MemlibError


def test_labelings() -> None:
    assert bits.total(7, 3) == math.log2(len(list(product(range(3), repeat=7))))
    assert bits.total(10**12, 2) == 10**12
    assert bits.items("next-token", 5, 9) == 5
    assert bits.items("seq-to-seq", 5, 9) == 45
    with pytest.raises(MemlibError, match="no task"):
        bits.items("translation", 5, 9)
    with pytest.raises(MemlibError, match="no task"):
        bits.distinct_items("translation", [(0,)])


def test_fixed_pattern_is_the_least() -> None:
    for items, classes, b in ((1000, 2, 7), (1000, 10, 32), (5, 3, 1)):
        w = bits.fixed_pattern(items, classes, b)
        assert 2 ** (w * b) >= classes**items > 2 ** ((w - 1) * b)


def test_distinct_items_by_force() -> None:
    rng = random.Random(0)
    for _ in range(100):
        data = [tuple(rng.randint(0, 2) for _ in range(rng.randint(1, 4))) for _ in range(8)]
        seen = {(token, tuple(sorted(s))) for s in data for token in s}
        assert bits.distinct_items("seq-to-seq", data) == len(seen)
        last = {(s[-1], tuple(sorted(s))) for s in data}
        assert bits.distinct_items("next-token", data) == len(last)


def test_logarithms() -> None:
    assert log2_binomial(5000, 7) == pytest.approx(math.log2(math.comb(5000, 7)))
    for n, k in ((5, 2), (100, 31), (1000, 499), (4096, 77)):
        assert log2_binomial(n, k) == math.log2(math.comb(n, k)), "from the exact integer"
    assert log2_binomial(10**12, 0) == pytest.approx(0, abs=0.1)
    assert log2_sum([0.0, 0.0, 1.0]) == 2
    assert [least_integer(lambda x, k=k: x >= k) for k in (0, 1, 2, 3, 100)] == [0, 1, 2, 3, 100]
    with pytest.raises(MemlibError, match="choose"):
        log2_binomial(3, 4)


# --- the code of bits.description_bits, written out ---


def _gamma(x: int) -> str:
    text = f"{x:b}"
    return "0" * (len(text) - 1) + text


def _read_gamma(stream: str, at: int) -> tuple[int, int]:
    zeros = stream.index("1", at) - at
    return int(stream[at + zeros : at + 2 * zeros + 1], 2), at + 2 * zeros + 1


def _fixed(x: int, width: int) -> str:
    assert x < 2**width
    return f"{x:0{width}b}" if width else ""


Layers = list[tuple[int, list[int]]]
Entries = dict[int, tuple[int, int]]


def encode(layers: Layers, places: int, entries: Entries) -> str:
    """Layers as (kind, six numbers); entries: place → (p, q), q > 0."""
    widest = max(max(fields) for _, fields in layers)
    most = max(abs(p).bit_length() + q.bit_length() for p, q in entries.values())
    stream = "".join(_gamma(x + 1) for x in (len(layers), widest, len(entries), most))
    field = max(1, widest.bit_length())
    for kind, fields in layers:
        stream += _fixed(kind, 4) + "".join(_fixed(x, field) for x in fields)
    chosen = sorted(entries)
    rank = sum(math.comb(place, i + 1) for i, place in enumerate(chosen))
    stream += _fixed(rank, (math.comb(places, len(chosen)) - 1).bit_length())
    size = max(1, most.bit_length())
    for place in chosen:
        p, q = entries[place]
        lengths = abs(p).bit_length(), q.bit_length()
        stream += str(int(p < 0)) + "".join(_fixed(x, size) for x in lengths)
        stream += _fixed(abs(p), lengths[0]) + _fixed(q, lengths[1])
    return stream


def decode(stream: str, places: int) -> tuple[Layers, Entries]:
    at = 0
    header = []
    for _ in range(4):
        x, at = _read_gamma(stream, at)
        header.append(x - 1)
    count, widest, parameters, most = header
    field, size = max(1, widest.bit_length()), max(1, most.bit_length())

    def take(width: int) -> int:
        nonlocal at
        at += width
        return int(stream[at - width : at] or "0", 2)

    layers = [(take(4), [take(field) for _ in range(6)]) for _ in range(count)]
    rank = take((math.comb(places, parameters) - 1).bit_length())
    chosen = []
    for left in range(parameters, 0, -1):
        place = left - 1
        while math.comb(place + 1, left) <= rank:
            place += 1
        rank -= math.comb(place, left)
        chosen.append(place)
    entries = {}
    for place in reversed(chosen):
        sign, len_p, len_q = take(1), take(size), take(size)
        p, q = take(len_p), take(len_q)
        entries[place] = (-p if sign else p, q)
    assert at == len(stream)
    return layers, entries


def test_description_bits_bounds_a_code_that_can_be_read_back() -> None:
    rng = random.Random(5)
    for _ in range(100):
        layers = [
            (rng.randint(0, 12), [rng.randint(0, 40) for _ in range(6)])
            for _ in range(rng.randint(1, 6))
        ]
        places = rng.randint(3, 60)
        chosen = rng.sample(range(places), rng.randint(1, places))
        entries = {
            place: (
                rng.choice([-1, 1]) * rng.randint(1, 10 ** rng.randint(0, 30)),
                rng.choice([1, 1, 2, 3, 1000]),
            )
            for place in chosen
        }
        stream = encode(layers, places, entries)
        assert decode(stream, places) == (layers, dict(sorted(entries.items())))
        sizes = [abs(p).bit_length() + q.bit_length() for p, q in entries.values()]
        promised = bits.description_bits(
            parameters=len(entries),
            total_bits=sum(sizes),
            max_bits=max(sizes),
            places=places,
            width=max(max(fields) for _, fields in layers),
            layers=len(layers),
        )
        assert len(stream) == promised


def test_description_needed_is_a_probability_statement() -> None:
    """Of all labelings of 12 items at most a share 2^-c has a short word, in any prefix code."""
    items, surprise = 12, 3
    needed = bits.description_needed(items, 2, surprise)
    words = 2 ** math.floor(needed)  # a prefix code has at most so many words of that length
    assert words / 2**items <= 2.0**-surprise
    assert bits.description_needed(1000, 10, 20) == pytest.approx(1000 * math.log2(10) - 20)
