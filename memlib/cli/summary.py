"""A data set in a few lines."""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction
from typing import Final

from memlib.data.checks import shown
from memlib.data.consistency import distinct_items
from memlib.data.dataset import Dataset
from memlib.data.separation import squared_radius, squared_separation
from memlib.errors import MemlibError

#: Both counts of parameters, by what they count.
SHOWN_AS: Final = {"parameters": "nonzero parameters", "dense_parameters": "dense parameters"}
_LONGEST: Final = 4096  # bits of a number whose root is worth the time


def dataset_rows(ds: Dataset) -> list[tuple[str, object]]:
    """What a reader asks first: N, n, d, classes, r, delta, and the digest.

    >>> ds = Dataset.next_token([[1], [3]], [[0, 1], [1, 0]], [5, 7])
    >>> dict(dataset_rows(ds))["smallest distance (delta)"]
    '2'
    """
    shortest = min(map(len, ds.sequences))
    length = str(ds.longest) if ds.equal_lengths else f"{shortest} to {ds.longest}"
    radius, distance = lengths(ds)
    labels = ds.label_values
    return [
        ("task", ds.task),
        ("sequences (N)", len(ds)),
        ("length (n)", length),
        ("items", f"{ds.items}, {distinct_items(ds)} of them distinct"),
        ("tokens", len(ds.tokens)),
        ("dimension (d)", ds.token_dim),
        ("classes (C)", f"{shown(ds.classes)}, labels {shown(labels[0])} to {shown(labels[-1])}"),
        ("largest norm (r)", radius),
        ("smallest distance (delta)", distance),
        ("sha256", ds.digest()),
        *class_rows(ds.about),
    ]


def class_rows(about: Mapping[str, object]) -> list[tuple[str, object]]:
    """What the labels stand for, where the data says it.

    >>> class_rows({"classes": {"cat": 1}})
    [('labels', '1 = cat')]
    """
    classes = about.get("classes")
    if not isinstance(classes, Mapping) or not classes:
        return []
    named = [f"{shown(number)} = {name}" for name, number in classes.items()]
    more = f", ... ({len(named)} in all)" if len(named) > 8 else ""
    return [("labels", ", ".join(named[:8]) + more)]


def lengths(ds: Dataset) -> tuple[str, str]:
    """r and delta as text, or why they are not known.

    >>> lengths(Dataset.next_token([[3]], [[0]], [5]))
    ('3', 'none: one token')
    """
    try:
        apart = squared_separation(ds)
        distance = "none: one token" if apart is None else root(apart)
        return root(squared_radius(ds)), distance
    except MemlibError as error:  # coordinates of very many bits are legal data
        reason = f"not computed: {error.place} {error.what}"
        return reason, reason


def size_rows(built: Mapping[str, object], promised: object) -> list[tuple[str, object]]:
    """Each built size, beside the promised one of the same name where there is one.

    >>> size_rows({"width": 12, "parameters": 90, "dense_parameters": 400}, {"width": 14})[:2]
    [('width', '12 (promised: at most 14)'), ('nonzero parameters', '90')]
    """
    bounds = promised if isinstance(promised, Mapping) else {}
    return [
        (SHOWN_AS.get(name, name), f"{size}{_beside(bounds, name)}") for name, size in built.items()
    ]


def _beside(bounds: Mapping[str, object], name: str) -> str:
    if name not in bounds:
        return ""
    if bounds[name] is None:
        return " (promised: no constant known)"
    return f" (promised: at most {shown(bounds[name])})"


def root(square: Fraction) -> str:
    """The root of a square, exactly.

    >>> root(Fraction(9, 4)), root(Fraction(2))
    ('3/2', 'sqrt(2)')
    """
    if max(square.numerator.bit_length(), square.denominator.bit_length()) > _LONGEST:
        return f"sqrt({shown(square)})"
    exact = Fraction(math.isqrt(square.numerator), math.isqrt(square.denominator))
    return shown(exact) if exact * exact == square else f"sqrt({shown(square)})"
