"""The last step of Lemma B.2 as printed (page 18), with exact arithmetic, to be tried out.

Directions v are rational unit vectors, so ‖v‖ = 1 exactly; π stands in 40-digit bounds that are
checked to give the same integers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import combinations
from math import isqrt

PI_BELOW = Fraction(31415926535897932384626433832795028841971, 10**40)
PI_ABOVE = PI_BELOW + Fraction(1, 10**40)

Multiset = Mapping[str, int]
Direction = Sequence[Fraction]


def floor_times_root_pi(q: Fraction) -> int:
    """⌊q√π⌋ for q ≥ 0."""
    low, high = (isqrt((q * q * pi).__floor__()) for pi in (PI_BELOW, PI_ABOVE))
    assert low == high
    return low


def ceil_times_root_pi(q: Fraction) -> int:
    """⌈q√π⌉; q√π is no integer unless q = 0."""
    if q > 0:
        return floor_times_root_pi(q) + 1
    return -floor_times_root_pi(-q)


def satisfies_20(family: Sequence[Multiset], tokens: Sequence[str], v: Direction) -> bool:
    """eq. (20) for all pairs: ‖v‖ = 1 and (v·Δ)² ≥ 8‖Δ‖²/(π|S|N⁴); the upper bound is Cauchy's."""
    assert sum(x * x for x in v) == 1
    for one, other in combinations(family, 2):
        delta = [one.get(t, 0) - other.get(t, 0) for t in tokens]
        product = sum(x * d for x, d in zip(v, delta, strict=True))
        norm = sum(d * d for d in delta)
        assert product**2 <= norm
        if product**2 * PI_BELOW * len(tokens) * len(family) ** 4 < 8 * norm:
            return False
    return True


def printed_scores(
    family: Sequence[Multiset], tokens: Sequence[str], v: Direction
) -> tuple[list[int], int]:
    """h(x) = ⌈N²|S|√π v_x⌉ and the constant ⌊2N²|S|√π⌋; the printed f is their sum."""
    scale = Fraction(len(family) ** 2 * len(tokens))
    return [ceil_times_root_pi(scale * x) for x in v], floor_times_root_pi(2 * scale)


def sums(family: Sequence[Multiset], tokens: Sequence[str], f: Sequence[int]) -> list[int]:
    return [sum(m.get(t, 0) * y for t, y in zip(tokens, f, strict=True)) for m in family]


def distinct(numbers: Sequence[int]) -> bool:
    return len(set(numbers)) == len(numbers)


def unit_vectors(dim: int, most: int) -> Iterator[tuple[Fraction, ...]]:
    """Rational unit vectors: stereographic images of points with coordinates p/q, q ≤ most."""
    values = sorted({Fraction(p, q) for q in range(1, most + 1) for p in range(-2 * q, 2 * q + 1)})
    for number in range(len(values) ** (dim - 1)):
        t = [values[number // len(values) ** k % len(values)] for k in range(dim - 1)]
        square = sum(x * x for x in t)
        yield (*(2 * x / (square + 1) for x in t), (square - 1) / (square + 1))
