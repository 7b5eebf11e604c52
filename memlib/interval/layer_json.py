"""Layers of interval certificates as JSON, and back.

``affine`` and ``relu`` are those of exact certificates. Beside them stand

| kind | fields | what it does |
|---|---|---|
| ``positions`` | ``shape`` [m, T], ``weight`` | Z[:,k] ← Z[:,k] + U[:,k] |
| ``activation`` | ``function``: exp, logistic or tanh | Z ← ψ(Z), entry by entry |
| ``softmax_attention`` | ``shape`` [o, m], ``skip``, ``heads`` | eq. (2); without ``skip`` no + Z |

and a head is ``{"size": s, "query", "key", "value", "output"}``.

>>> from_json(to_json(Positions(1, 2, {(0, 1): 7})))
Positions(m=1, longest=2, weight={(0, 1): 7})
"""

from __future__ import annotations

from typing import Any

from memlib.data.checks import shown
from memlib.errors import MemlibError, context
from memlib.exact import layer_json as exact
from memlib.exact.layers import Weight
from memlib.interval.layers import (
    Activation,
    Affine,
    Layer,
    Positions,
    Relu,
    SoftmaxAttention,
    SoftmaxHead,
)

_HEAD_PARTS = ("query", "key", "value", "output")
_FIELDS = {
    Positions.kind: ("shape", "weight"),
    Activation.kind: ("function",),
    SoftmaxAttention.kind: ("shape", "skip", "heads"),
}


def to_json(layer: Layer) -> dict[str, Any]:
    """The layer as a JSON object."""
    match layer:
        case Affine() | Relu():
            return exact.to_json(layer)
        case Positions():
            shape = (layer.m, layer.longest)
            return {"kind": layer.kind, "shape": list(shape), "weight": _matrix(layer.weight)}
        case Activation():
            return {"kind": layer.kind, "function": layer.function}
    heads = [
        {"size": head.s} | {part: _matrix(getattr(head, part)) for part in _HEAD_PARTS}
        for head in layer.heads
    ]
    shape = (layer.rows_out, layer.m)
    return {"kind": layer.kind, "shape": list(shape), "skip": layer.skip, "heads": heads}


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
        layer = exact.from_json(value)
        if not isinstance(layer, Affine | Relu):
            raise MemlibError(f"no layer of interval certificates is called {shown(kind)}")
        return layer
    _check_keys(value, ("kind", *_FIELDS[kind]))
    if kind == Activation.kind:
        return Activation(value["function"])
    rows, columns = map(_size, value["shape"])
    if kind == Positions.kind:
        return Positions(rows, columns, _read_matrix(value["weight"], rows, columns))
    if type(value["skip"]) is not bool:
        raise MemlibError(f"skip is {shown(value['skip'])}, neither true nor false")
    heads = []
    for place, head in enumerate(value["heads"]):
        with context(place=f"heads[{place}]"):
            heads.append(_read_head(head, rows, columns))
    return SoftmaxAttention(rows, columns, value["skip"], tuple(heads))


def _read_head(value: dict[str, Any], rows_out: int, m: int) -> SoftmaxHead:
    _check_keys(value, ("size", *_HEAD_PARTS))
    s = _size(value["size"])
    query, key, val = (_read_matrix(value[part], s, m) for part in _HEAD_PARTS[:3])
    return SoftmaxHead(s, query, key, val, _read_matrix(value["output"], rows_out, s))


def _matrix(weight: Weight) -> Any:
    """The sparse form that the exact format fixes."""
    rows = 1 + max((i for i, _ in weight), default=0)
    columns = 1 + max((j for _, j in weight), default=0)
    return exact.to_json(Affine(rows, columns, weight, {}))["weight"]


def _read_matrix(entries: Any, rows: int, columns: int) -> Weight:
    form = {"kind": Affine.kind, "shape": [rows, columns], "weight": entries, "bias": []}
    layer = exact.from_json(form)
    assert isinstance(layer, Affine)
    return layer.weight


def _check_keys(value: dict[str, Any], wanted: tuple[str, ...]) -> None:
    if value.keys() != set(wanted):
        found = ", ".join(map(shown, sorted(value)[:9]))
        raise MemlibError(f"fields {found} where {sorted(wanted)} are due")


def _size(value: object) -> int:
    if type(value) is not int or value < 1:
        raise MemlibError(f"{shown(value)} is no size")
    return value


__all__ = ["from_json", "to_json"]
