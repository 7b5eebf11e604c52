"""Layers as JSON, in the form that certificate.md fixes, and back.

All of it follows from the ``form`` of a kind (:mod:`memlib.exact.layer`).

>>> from memlib.exact.layers import Affine
>>> layer = Affine(2, 1, {(0, 0): 2, (1, 0): -1}, {1: 7})
>>> to_json(layer)["weight"], from_json(to_json(layer)) == layer
([[0, 0, '2'], [1, 0, '-1']], True)
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from memlib import numbers
from memlib.data.checks import shown
from memlib.errors import MemlibError, context
from memlib.exact import analytic, layers  # noqa: F401  (their classes enter KINDS)
from memlib.exact.layer import KINDS, Formed, Heads, Layer, Number, Part, Plain, Sizes

_Any = TypeVar("_Any", bound=Formed)
Reader = Callable[[list[Any], int], Any] | None


def to_json(layer: Layer) -> dict[str, Any]:
    """The layer as a JSON object."""
    return {"kind": layer.kind, **_fields(layer, _entries)}


def outline(layer: Layer) -> dict[str, Any]:
    """Kind and sizes alone, without numbers; heads by their sizes.

    >>> outline(layers.HardAttention((layers.Head(1, 2, {}, {}, {}, {}),)))
    {'kind': 'hard_attention', 'heads': [[1, 2]]}
    """
    sizes = {k: v for k, v in _fields(layer, lambda _: None).items() if v is not None}
    if "heads" in sizes:
        sizes["heads"] = [head["shape"] for head in sizes["heads"]]
    return {"kind": layer.kind, **sizes}


def _fields(value: Formed, entries: Callable[[Any], Any]) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for name, field in value.form.items():
        match field:
            case Sizes(names, listed):
                sizes = [getattr(value, each) for each in names]
                result[name] = sizes if listed else sizes[0]
            case Part():
                result[name] = entries(getattr(value, name))
            case Heads():
                result[name] = [_fields(head, entries) for head in getattr(value, name)]
            case Plain():
                result[name] = getattr(value, name)
    return result


def _entries(part: dict[Any, Number]) -> list[list[Any]]:
    """The sparse form: places in order, then the number."""
    return [
        [*(at if isinstance(at, tuple) else (at,)), numbers.format(part[at])] for at in sorted(part)
    ]


def from_json(value: Any, format: str = "exact") -> Layer:
    """The layer in a JSON object; strict about fields, numbers, places and shapes.

    Args:
        value: the object.
        format: "exact" or "enclosed": the certificates in which the kind must be at home.

    Raises:
        MemlibError: an unknown kind, a missing, unknown or wrong field, a repeated place.
    """
    return _layer(value, format, _read_part)


def from_outline(value: Any) -> Layer:
    """The layer of an :func:`outline`, without a single number.

    Raises:
        MemlibError: as :func:`from_json`.
    """
    try:
        form = KINDS[value["kind"]].form
        parts: dict[str, Any] = {k: [] for k, field in form.items() if isinstance(field, Part)}
        if "heads" in form:
            heads: dict[str, Any] = {name: [] for name in layers.Head.form}
            parts["heads"] = [{**heads, "shape": sizes} for sizes in value["heads"]]
        return from_json({**value, **parts})
    except (KeyError, TypeError) as error:
        raise MemlibError(f"malformed layer: {type(error).__name__} {shown(str(error))}") from error


def listed(value: Any) -> Layer:
    """A layer whose numbers are not read: each part holds as many entries as are listed, no more.

    Raises:
        MemlibError: as :func:`from_json`, but for what the entries are.
    """
    return _layer(value, "exact", None)


def _layer(value: Any, format: str, part: Reader) -> Layer:
    try:
        kind = value["kind"]
        cls = KINDS.get(kind)
        if cls is None or not getattr(cls, format):
            of = "" if format == "exact" else "of interval certificates "
            raise MemlibError(f"no layer {of}is called {shown(kind)}")
        return _made(cls, {k: v for k, v in value.items() if k != "kind"}, part)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise MemlibError(f"malformed layer: {type(error).__name__} {shown(str(error))}") from error


def _made(cls: type[_Any], value: Any, part: Reader) -> _Any:
    """A layer or a head from its fields."""
    if type(value) is not dict or value.keys() != cls.form.keys():
        found = ", ".join(map(shown, sorted(value)[:9]))
        raise MemlibError(f"fields {found} where {sorted(cls.form)} are due")
    made: dict[str, Any] = {}
    for name, field in cls.form.items():
        match field:
            case Sizes(names, listed):
                sizes = _list(value[name]) if listed else [value[name]]
                for each, size in zip(names, map(_size, sizes), strict=True):
                    if made.setdefault(each, size) != size:
                        raise MemlibError(f"the shape {sizes[0]} × {sizes[1]} is not square")
            case Part(places):
                entries = _list(value[name])
                made[name] = part(entries, len(places)) if part else range(len(entries))
            case Heads(of):
                heads = []
                for h, head in enumerate(_list(value[name])):
                    with context(place=f"{name}[{h}]"):
                        heads.append(_made(of, head, part))
                made[name] = tuple(heads)
            case Plain(type=wanted):
                if type(value[name]) is not wanted:
                    kind = "neither true nor false" if wanted is bool else "no word"
                    raise MemlibError(f"{name} is {shown(value[name])}, {kind}")
                made[name] = value[name]
    if part:
        return cls(**made)
    bare = object.__new__(cls)  # nothing to check
    bare.__dict__.update(made)
    return bare


def _read_part(entries: list[Any], places: int) -> dict[Any, Number]:
    result: dict[Any, Number] = {}
    for entry in entries:
        *at, text = _list(entry)
        if len(at) != places:
            raise MemlibError(f"an entry of {len(at) + 1} values, not {places + 1}")
        place = tuple(map(_index, at)) if places > 1 else _index(at[0])
        if place in result:
            raise MemlibError(f"the place {place} is listed twice")
        result[place] = _number(text)
    return result


def _list(value: Any) -> list[Any]:
    if type(value) is not list:  # an empty object, or a string, has items too
        raise MemlibError(f"{shown(value)} is no list")
    return value


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
