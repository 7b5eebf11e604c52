"""Exercises of *Table 1, measured*: where curves cross, and bits per label."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from memlib.exercises.answers import check, decimal, text, whole

#: (N, parameters) by construction.
Curves = Mapping[str, Mapping[int, int]]


@check(whole)
def first_below(answer: int, curves: Curves, one: str, other: str) -> str:
    """The first N from which on one construction has fewer parameters than the other.

    >>> first_below(16, {"a": {16: 9, 32: 10}, "b": {16: 8, 32: 16}}, "a", "b")
    'At N = 16 a has 9 parameters and b has 8.'
    """
    sizes = sorted(curves[one].keys() & curves[other].keys())
    if answer not in sizes:
        return f"Not {answer}: take one of {', '.join(map(str, sizes))}."
    not_yet = [n for n in sizes if curves[one][n] >= curves[other][n]]
    right = next((n for n in sizes if n > max(not_yet, default=0)), None)
    here = f"{one} has {curves[one][answer]} parameters and {other} has {curves[other][answer]}"
    if answer == right:
        return f"Right: at N = {answer} {here}."
    if right is not None and answer > right:
        return f"At N = {answer} {here}. But it begins earlier."
    return f"At N = {answer} {here}."


@check(decimal)
def neurons_cross(answer: float, dim: int) -> str:
    """Where ⌈N/d⌉ threshold units become more than 2 · 2√N ReLU units, to a tenth.

    >>> neurons_cross(4, 2)
    'Not 4: there N/d is 2.0, and 4 times the root of N is 8.0.'
    """
    right = 16 * dim * dim
    if abs(answer - right) <= right / 10:
        return f"Right: N = 16 d² = {right:,}. Below it Baum has fewer neurons, above it Yun."
    return (
        f"Not {answer:g}: there N/d is {answer / dim:.1f}, "
        f"and 4 times the root of N is {4 * answer**0.5:.1f}."
    )


@check(text)
def fewest_bits(answer: str, rows: Iterable[Mapping[str, Any]]) -> str:
    """The construction with the fewest bits in all, among rows on one data set.

    >>> rows = [{"construction": c, "labels": 8, "sizes": {"total_bits": b}}
    ...         for c, b in (("x", 40), ("y", 24))]
    >>> fewest_bits("y", rows)
    'Right: y has 24 bits for 8 labels, 3.0 per label.'
    """
    built = {row["construction"]: row for row in rows if row["sizes"]}
    if answer not in built:
        return f"No network is called {answer!r} here. Take one of {', '.join(built)}."
    bits = {name: row["sizes"]["total_bits"] for name, row in built.items()}
    if bits[answer] == min(bits.values()):
        labels = built[answer]["labels"]
        return (
            f"Right: {answer} has {bits[answer]:,} bits for {labels:,} labels, "
            f"{bits[answer] / labels:.1f} per label."
        )
    fewer = sum(b < bits[answer] for b in bits.values())
    return f"{answer} has {bits[answer]:,} bits; {fewer} of the others have fewer."
