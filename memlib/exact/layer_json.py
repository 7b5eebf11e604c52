"""Layers as JSON, in the form that certificate.md fixes, and back.

>>> from memlib.exact.layers import Affine
>>> layer = Affine(2, 1, {(0, 0): 2, (1, 0): -1}, {1: 7})
>>> to_json(layer)["weight"], from_json(to_json(layer)) == layer
([[0, 0, '2'], [1, 0, '-1']], True)
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

from memlib import numbers
from memlib.data.checks import shown
from memlib.errors import MemlibError
from memlib.exact.layers import (
    Affine,
    Bias,
    DropFirst,
    Embedding,
    FeedForward,
    Flatten,
    Gather,
    HardAttention,
    Head,
    Layer,
    Number,
    Prepend,
    Relu,
    Scatter,
    SumPool,
    Threshold,
    UniformAttention,
    Weight,
)

_BARE: dict[str, Layer] = {
    layer.kind: layer for layer in (Relu(), Threshold(), SumPool(), DropFirst())
}
_SQUARE: dict[str, type[UniformAttention] | type[Gather] | type[Scatter]] = {
    cls.kind: cls for cls in (UniformAttention, Gather, Scatter)
}
_Place = TypeVar("_Place", int, tuple[int, int])
_HEAD_PARTS = ("query", "key", "value", "output")
#: The fields of each kind, beside ``kind``.
_FIELDS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(_BARE, ()),
    **dict.fromkeys(_SQUARE, ("shape", "weight")),
    Affine.kind: ("shape", "weight", "bias"),
    FeedForward.kind: ("shape", "w1", "b1", "w2", "b2"),
    HardAttention.kind: ("heads",),
    Prepend.kind: ("value", "rows"),
    Embedding.kind: ("shape", "weight"),
    Flatten.kind: ("shape",),
}


def to_json(layer: Layer) -> dict[str, Any]:
    """The layer as a JSON object."""
    result: dict[str, Any] = {"kind": layer.kind}
    match layer:
        case Affine():
            result["shape"] = [layer.rows_out, layer.rows_in]
            result |= {"weight": _matrix(layer.weight), "bias": _column(layer.bias)}
        case FeedForward():
            result["shape"] = [layer.m, layer.q]
            result |= {"w1": _matrix(layer.w1), "b1": _column(layer.b1)}
            result |= {"w2": _matrix(layer.w2), "b2": _column(layer.b2)}
        case UniformAttention() | Gather() | Scatter():
            result |= {"shape": [layer.m, layer.m], "weight": _matrix(layer.weight)}
        case HardAttention():
            result["heads"] = [
                {"shape": [head.s, head.m]}
                | {part: _matrix(getattr(head, part)) for part in _HEAD_PARTS}
                for head in layer.heads
            ]
        case Prepend():
            result |= {"value": _column(layer.value), "rows": layer.rows}
        case Embedding():
            result |= {"shape": [layer.m, layer.vocabulary], "weight": _matrix(layer.weight)}
        case Flatten():
            result["shape"] = [layer.m, layer.n]
    return result


def from_json(value: dict[str, Any]) -> Layer:
    """The layer in a JSON object; strict about fields, numbers, places and shapes.

    Raises:
        MemlibError: an unknown kind, a missing, unknown or wrong field, a repeated place.
    """
    try:
        return _read(value)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise MemlibError(f"malformed layer: {type(error).__name__} {shown(str(error))}") from error


def _read(value: dict[str, Any]) -> Layer:
    kind = value["kind"]
    if kind not in _FIELDS:
        raise MemlibError(f"no layer is called {shown(kind)}")
    _check_keys(value, ("kind", *_FIELDS[kind]))
    if kind in _BARE:
        return _BARE[kind]
    if kind == HardAttention.kind:
        return HardAttention(tuple(_read_head(head) for head in value["heads"]))
    if kind == Prepend.kind:
        return Prepend(_size(value["rows"]), _read_column(value["value"]))
    rows, columns = map(_size, value["shape"])
    if kind == Affine.kind:
        return Affine(rows, columns, _read_matrix(value["weight"]), _read_column(value["bias"]))
    if kind == FeedForward.kind:
        return FeedForward(
            rows,
            columns,
            _read_matrix(value["w1"]),
            _read_column(value["b1"]),
            _read_matrix(value["w2"]),
            _read_column(value["b2"]),
        )
    if kind in _SQUARE:
        if rows != columns:
            raise MemlibError(f"the shape {rows} × {columns} is not square")
        return _SQUARE[kind](rows, _read_matrix(value["weight"]))
    if kind == Embedding.kind:
        return Embedding(rows, columns, _read_matrix(value["weight"]))
    return Flatten(rows, columns)


def _read_head(value: dict[str, Any]) -> Head:
    _check_keys(value, ("shape", *_HEAD_PARTS))
    s, m = map(_size, value["shape"])
    return Head(s, m, *(_read_matrix(value[part]) for part in _HEAD_PARTS))


def _matrix(weight: Weight) -> list[list[Any]]:
    return [[i, j, numbers.format(weight[i, j])] for i, j in sorted(weight)]


def _column(bias: Bias) -> list[list[Any]]:
    return [[i, numbers.format(bias[i])] for i in sorted(bias)]


def _read_matrix(entries: list[list[Any]]) -> dict[tuple[int, int], Number]:
    return _once(((_index(i), _index(j)), _number(text)) for i, j, text in entries)


def _read_column(entries: list[list[Any]]) -> dict[int, Number]:
    return _once((_index(i), _number(text)) for i, text in entries)


def _once(pairs: Iterable[tuple[_Place, Number]]) -> dict[_Place, Number]:
    result: dict[_Place, Number] = {}
    for place, number in pairs:
        if place in result:
            raise MemlibError(f"the place {place} is listed twice")
        result[place] = number
    return result


def _check_keys(value: dict[str, Any], wanted: tuple[str, ...]) -> None:
    if value.keys() != set(wanted):
        found = ", ".join(map(shown, sorted(value)[:9]))
        raise MemlibError(f"fields {found} where {sorted(wanted)} are due")


def _index(value: object) -> int:
    if type(value) is not int:  # True is an int to isinstance
        raise MemlibError(f"{shown(value)} is no index")
    return value


def _size(value: object) -> int:
    if _index(value) < 1:
        raise MemlibError(f"{shown(value)} is no size")
    return _index(value)


def _number(text: object) -> Number:
    value = numbers.parse(text)
    return value.numerator if value.denominator == 1 else value
