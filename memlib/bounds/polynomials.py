"""Sign vectors of polynomials, counted exactly, to stand beside Lemma B.4.

* one variable, any degree: real roots are isolated by Sturm's theorem, in exact fractions;
* any number of variables, degree D, when each polynomial is a product of D affine forms: the sign
  vector is read off the faces of a hyperplane arrangement;
* in general: a dense search, which finds a *lower estimate* of the count.

A polynomial in one variable is a tuple of coefficients, constant term first.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

from memlib.bounds.arrangement import faces, whole
from memlib.errors import MemlibError

Polynomial = tuple[Fraction, ...]


def one_variable_signs(polynomials: Sequence[Sequence[int]]) -> set[tuple[int, ...]]:
    """All sign vectors in {−1, 0, 1}^M that M polynomials in one real variable take. Exact.

    >>> sorted(one_variable_signs([(0, 1), (-2, 0, 1)]))        # x and x² − 2
    [(-1, -1), (-1, 0), (-1, 1), (0, -1), (1, -1), (1, 0), (1, 1)]
    """
    exact = [_trim([Fraction(c) for c in p]) for p in polynomials]
    if any(not p for p in exact):
        raise MemlibError("the zero polynomial has no sign to count", operation="bounds")
    product: Polynomial = (Fraction(1),)
    for p in exact:
        product = _times(product, p)
    product = _short(product)
    base = _short(_divide(product, _gcd(product, _derivative(product)))[0])  # each root once
    chain = _sturm(base)
    roots = _isolate(base, chain)
    edge = _root_bound(base)
    found = set()
    stops = [-edge, *(x for interval in roots for x in interval), edge]
    for left, right in list(pairwise(stops))[::2]:  # the gaps between isolating intervals
        found.add(tuple(_sign(_at(p, (left + right) / 2)) for p in exact))
    for left, right in roots:
        found.add(tuple(_sign_at_root(p, base, left, right) for p in exact))
    return found


def product_signs(
    factors: Sequence[Sequence[Sequence[int]]],
) -> set[tuple[int, ...]]:
    """All sign vectors of M polynomials, each given by its affine factors. Exact.

    Args:
        factors: for each polynomial its factors (a_1, …, a_W, b), meaning a·x + b.

    >>> len(product_signs([[(1, 0, 0), (0, 1, 0)]]))            # the sign of x·y
    3
    """
    flat = [tuple(factor) for polynomial in factors for factor in polynomial]
    last = (0,) * (len(flat[0]) - 1) + (1,)
    found = set()
    for signs in faces(flat, inside=[last]):
        vector, start = [], 0
        for polynomial in factors:
            sign = 1
            for s in signs[start : start + len(polynomial)]:
                sign *= s
            vector.append(sign)
            start += len(polynomial)
        found.add(tuple(vector))
    return found


def searched_signs(
    polynomials: Sequence[dict[tuple[int, ...], int]], draws: int, seed: int
) -> set[tuple[int, ...]]:
    """Sign vectors met by a dense search: a lower estimate of their number.

    Args:
        polynomials: exponents → coefficient, for instance {(2, 0): 1, (0, 1): -3} for x² − 3y.
        draws: points tried, with exact coordinates k/64 of spread growing from 1/8 to 64. seed.

    >>> len(searched_signs([{(1, 0): 1, (0, 1): 1}], draws=200, seed=0)) <= 3
    True
    """
    rng = random.Random(seed)
    variables = len(next(iter(polynomials[0])))
    degree = max(sum(exponents) for polynomial in polynomials for exponents in polynomial)
    found = set()
    for draw in range(draws):
        spread = 8 << (draw % 10)
        point = [rng.randint(-spread, spread) for _ in range(variables)]  # 64 times the point
        vector = []
        for polynomial in polynomials:
            total = 0
            for exponents, coefficient in polynomial.items():
                term = coefficient * 64 ** (degree - sum(exponents))
                for x, e in zip(point, exponents, strict=True):
                    term *= x**e
                total += term
            vector.append(_sign(total))
        found.add(tuple(vector))
    return found


def _sign(x: Fraction | int) -> int:
    return (x > 0) - (x < 0)


def _trim(p: Sequence[Fraction]) -> Polynomial:
    end = len(p)
    while end and p[end - 1] == 0:
        end -= 1
    return tuple(p[:end])


def _at(p: Polynomial, x: Fraction) -> Fraction:
    total = Fraction(0)
    for c in reversed(p):
        total = total * x + c
    return total


def _times(p: Polynomial, q: Polynomial) -> Polynomial:
    out = [Fraction(0)] * (len(p) + len(q) - 1)
    for i, a in enumerate(p):
        for j, b in enumerate(q):
            out[i + j] += a * b
    return tuple(out)


def _derivative(p: Polynomial) -> Polynomial:
    return _trim([i * c for i, c in enumerate(p)][1:])


def _divide(p: Polynomial, q: Polynomial) -> tuple[Polynomial, Polynomial]:
    rest, out = list(p), [Fraction(0)] * max(len(p) - len(q) + 1, 1)
    while len(rest) >= len(q) and rest:
        factor, shift = rest[-1] / q[-1], len(rest) - len(q)
        out[shift] = factor
        for i, c in enumerate(q):
            rest[i + shift] -= factor * c
        rest = list(_trim(rest[:-1]))
    return _trim(out), tuple(rest)


def _gcd(p: Polynomial, q: Polynomial) -> Polynomial:
    while q:
        p, q = q, _short(_divide(p, q)[1])
    return tuple(c / p[-1] for c in p)


def _short(p: Polynomial) -> Polynomial:
    """The same signs everywhere, with coprime integer coefficients."""
    return tuple(Fraction(c) for c in whole(p))


def _sturm(p: Polynomial) -> list[Polynomial]:
    chain = [p, _derivative(p)]
    while chain[-1]:
        rest = _divide(chain[-2], chain[-1])[1]
        chain.append(_short(tuple(-c for c in rest)))
    return [q for q in chain if q]


def _changes(chain: list[Polynomial], x: Fraction) -> int:
    signs = [s for s in (_sign(_at(p, x)) for p in chain) if s]
    return sum(a != b for a, b in pairwise(signs))


def _root_bound(p: Polynomial) -> Fraction:
    """Cauchy: all roots are smaller than this in absolute value."""
    return 1 + max((abs(c / p[-1]) for c in p[:-1]), default=Fraction(0))


def _isolate(p: Polynomial, chain: list[Polynomial]) -> list[tuple[Fraction, Fraction]]:
    """Disjoint intervals (a, b), ends no roots, with exactly one root each, from left to right."""
    edge = _root_bound(p)
    waiting, done = [(-edge, edge)], []
    while waiting:
        left, right = waiting.pop()
        count = _changes(chain, left) - _changes(chain, right)
        if count == 1:
            done.append((left, right))
        elif count > 1:
            middle = _not_a_root(p, left, right)
            waiting += [(left, middle), (middle, right)]
    done.sort()
    return _apart(p, chain, done)


def _apart(
    p: Polynomial, chain: list[Polynomial], roots: list[tuple[Fraction, Fraction]]
) -> list[tuple[Fraction, Fraction]]:
    """Shrink each interval to its middle part, so that neighbours do not share an end."""
    out = []
    for left, right in roots:
        low, high = left, right
        while low == left or high == right:
            middle = _not_a_root(p, low, high)
            if _changes(chain, low) - _changes(chain, middle) == 1:
                high = middle
            else:
                low = middle
        out.append((low, high))
    return out


def _not_a_root(p: Polynomial, left: Fraction, right: Fraction) -> Fraction:
    part = Fraction(1, 2)
    while _at(p, left + part * (right - left)) == 0:
        part = part / 2 + Fraction(1, 7)
    return left + part * (right - left)


def _sign_at_root(p: Polynomial, base: Polynomial, left: Fraction, right: Fraction) -> int:
    """The sign of p at the one root of ``base`` in (left, right)."""
    common = _gcd(base, p)
    if len(common) > 1 and _sign(_at(common, left)) != _sign(_at(common, right)):
        return 0  # common divides base, whose root here is simple
    # All roots of p are roots of base, so p has no other root in the interval.
    return _sign(_at(p, left))
