"""What an experiment's file may say: keys, words and numbers, judged before any run.

Every refusal names the place and what is allowed there. What a model or a task may be is known to
:mod:`memlib.training.checks`; here are the tables of the file and the protocols.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields
from math import isfinite, prod
from string import Formatter
from typing import Any, Final

from memlib.errors import MemlibError, context
from memlib.training.run import ENGINES, Settings

PRESETS: Final = ("quick", "cpu", "gpu", "colab")
STATUS: Final = ("confirmatory", "exploratory")
PROTOCOLS: Final = ("success", "best-of", "grid", "ladder")
#: The values and tables that a file may have; which of them it must have; what a variant may have.
_HEAD: Final = (
    "id", "title", "claim", "criteria", "late_criteria", "status", "note", "protocol", "chunk"
)  # fmt: skip
_TABLES: Final = (
    "verdict", "base", "grid", "tune", "score", "trials", "ladder", "variant", "data", "preset",
    "engine",
)  # fmt: skip
_NEEDED: Final = ("id", "claim", "criteria", "protocol", "base")
_AXES: Final = ("family", "shape", "task", "settings")
_SETTINGS: Final = tuple(field.name for field in fields(Settings))
#: What a sweep may come to: more is a slip of the pen.
_CELLS: Final = 100_000
_RUNS: Final = 10_000_000


def refuse(what: str, place: str, allowed: Iterable[str] | str = "") -> MemlibError:
    """What is wrong, where, and what may stand there."""
    mend = allowed if isinstance(allowed, str) else "use " + ", ".join(allowed)
    return MemlibError(what, operation="experiment", place=place, mend=mend)


def preset(name: str) -> None:
    """A preset that files know."""
    if name not in PRESETS:
        raise refuse(f"there is no preset {name!r}", "", " or ".join(PRESETS))


def file(value: Mapping[str, Any]) -> None:
    """The file as it was read, before a preset is chosen.

    Raises:
        MemlibError: a key or a word is unknown, something is missing, a value has the wrong type.
    """
    _keys(value, (*_HEAD, *_TABLES), "")
    for needed in _NEEDED:
        if needed not in value:
            raise refuse(f"{needed} is missing", "", "write it")
    _tables(value, "")
    _head(value)
    named = {
        "variants": _named(value.get("variant", []), "variant", _AXES),
        "kinds": _named(value.get("data", []), "data", ("task", "ladder")),
    }
    presets = _table(value.get("preset", {}), "preset")
    _keys(presets, PRESETS, "preset")
    for name, change in presets.items():
        place = f"preset.{name}"
        allowed = ("protocol", "chunk", *named, *(t for t in _TABLES if t != "preset"))
        _keys(_table(change, place), allowed, place)
        _tables(change, place)
        for key, names in named.items():
            for one in change.get(key, []):
                if one not in names:
                    raise refuse(f"there is no {one!r}", f"{place}.{key}", names)


def _head(value: Mapping[str, Any]) -> None:
    for key in ("id", "title", "claim", "note", "protocol"):
        if not isinstance(value.get(key, ""), str):
            raise refuse(f"{value[key]!r} is no text", key)
    for key in ("criteria", "late_criteria"):
        lines = value.get(key, [])
        if not isinstance(lines, list) or not all(isinstance(line, str) for line in lines):
            raise refuse("no list of sentences", key)
    _word(value.get("status", STATUS[0]), STATUS, "status")


def _tables(value: Mapping[str, Any], place: str) -> None:
    """The tables of a file or of a preset: their keys, and values that are no cells yet."""
    at = f"{place}." if place else ""
    for name in ("base", "grid", "tune", "score", "trials", "ladder", "engine", "verdict"):
        _table(value.get(name, {}), at + name)
    _axes(value.get("base", {}), at + "base")
    _grid(value.get("grid", {}), at + "grid")
    for family, engine in value.get("engine", {}).items():
        _word(engine, ENGINES, f"{at}engine.{family}")
    if "chunk" in value:
        _count(value["chunk"], at + "chunk")


def _named(variants: Any, place: str, axes: tuple[str, ...]) -> list[str]:
    if not isinstance(variants, list):
        raise refuse("no list of tables", place, f"write [[{place}]]")
    names: list[str] = []
    for k, one in enumerate(variants):
        name = _table(one, f"{place}[{k}]").get("name")
        if not isinstance(name, str) or name in names:
            raise refuse(f"{name!r} is no name of its own", f"{place}[{k}].name", "a new text")
        names.append(name)
        _keys(one, ("name", "grid", "most", *axes), f"{place} {name!r}")
        for length, most in _table(one.get("most", {}), f"{place} {name!r}.most").items():
            if not length.isdecimal():
                raise refuse(f"{length!r} is no length", f"{place} {name!r}.most", "n as a text")
            if type(most) is not int or not 0 <= most <= _RUNS:
                raise refuse(f"{most!r} is no N", f"{place} {name!r}.most", "0: left out there")
        _axes({key: one[key] for key in one if key in _AXES}, f"{place} {name!r}")
        _grid(_table(one.get("grid", {}), f"{place} {name!r}.grid"), f"{place} {name!r}.grid")
    return names


def _axes(base: Mapping[str, Any], place: str) -> None:
    _keys(base, _AXES, place)
    for name in ("shape", "task", "settings"):
        _table(base.get(name, {}), f"{place}.{name}")
    _keys(base.get("settings", {}), _SETTINGS, f"{place}.settings")


def _grid(grid: Mapping[str, Any], place: str) -> None:
    """Axes "a.b" with lists of values, and axes "a.b, c.d" with lists of as many at a time."""
    for axis, values in grid.items():
        if not isinstance(values, list) or not values:
            raise refuse(f"{values!r} is no list of values", f'{place}."{axis}"')
        for value in values:
            for one, _ in assignments(axis, value):
                table, _, key = one.partition(".")
                if table not in _AXES or bool(key) == (table == "family"):
                    raise refuse(
                        f"{one!r} is no axis", place, "family, shape.*, task.*, settings.*"
                    )
                if table == "settings":
                    _keys({key: 0}, _SETTINGS, f"{place}.settings")
    if prod(len(values) for values in grid.values()) > _CELLS:
        raise refuse("too many cells", place, f"at most {_CELLS:,}")


def assignments(axis: str, value: Any) -> list[tuple[str, Any]]:
    """An axis "a.b" takes one value; an axis "a.b, c.d" takes a list of two at a time."""
    names = [part.strip() for part in axis.split(",")]
    if len(names) == 1:
        return [(axis, value)]
    if not isinstance(value, list) or len(value) != len(names):
        raise refuse(f"{axis!r} wants lists of {len(names)}", "grid")
    return list(zip(names, value, strict=True))


def verdict(table: Mapping[str, Any], criteria: list[str], late: list[str]) -> None:
    """The table ``verdict``: each of its numbers is named in a criterion, so none is misspelled.

    Raises:
        MemlibError: something in it is named nowhere, is missing, or is no number.
    """
    if table and not isinstance(table.get("by"), str):
        raise refuse(f"{table.get('by')!r} is no verdict", "verdict.by", "the name of a verdict")
    lines = " ".join([*criteria, *late])
    named = {field.split("[")[0] for _, field, _, _ in Formatter().parse(lines) if field}
    for key, value in table.items():
        if key in ("by", "read"):
            continue
        if key not in named:
            raise refuse(f"no criterion names {key!r}", "verdict", sorted(named))
        values = value if isinstance(value, list) else [value]
        if not values or not all(isinstance(v, str) or _number(v) for v in values):
            raise refuse(f"{value!r} is no number", f"verdict.{key}", "a number, a text, or a list")
    for word, meaning in _table(table.get("read", {}), "verdict.read").items():
        if word not in lines or not isinstance(meaning, str):
            raise refuse(f"no criterion says {word!r}", "verdict.read", "a word of the criteria")


def protocol(value: Mapping[str, Any]) -> None:
    """The protocol, and the tables that it reads, with a preset chosen.

    A climb and its verdict must mean the same share.

    Raises:
        MemlibError: there is no such protocol, or a table of it lacks or has what it should not.
    """
    name = value["protocol"]
    if name not in PROTOCOLS:
        raise refuse(f"there is no protocol {name!r}", "protocol", PROTOCOLS)
    if name == "best-of":
        _trials(value.get("trials", {}))
        return
    score = value.get("score", {})
    _keys(score, ("seeds", "draws"), "score")
    runs = _count(score.get("seeds"), "score.seeds") * _count(score.get("draws", 1), "score.draws")
    if runs > _RUNS:
        raise refuse(f"{runs:,} runs per cell", "score", f"at most {_RUNS:,}")
    if name == "ladder":
        _ladder(value.get("ladder", {}), "ladder")
        for one in value.get("data", []):
            place = f"data {one['name']!r}.ladder"
            _ladder({**value["ladder"], **_table(one.get("ladder", {}), place)}, place)
        share = value.get("verdict", {}).get("share", value["ladder"]["share"])
        if share != value["ladder"]["share"]:
            raise refuse(f"{share!r} and {value['ladder']['share']!r}", "ladder.share", "one share")
        _tune(value.get("tune", {}), ("learning_rate",))
        if "learning_rate" not in value["tune"]:
            raise refuse("a climb has no rates to choose from", "tune", "give learning_rate")
    if name == "success":
        _tune(value.get("tune", {}), _SETTINGS)


def _tune(tune: Mapping[str, Any], known: Iterable[str]) -> None:
    _keys(tune, ("seeds", *known), "tune")
    _count(tune.get("seeds"), "tune.seeds")
    axes = {key: values for key, values in tune.items() if key != "seeds"}
    for key, values in axes.items():
        if not isinstance(values, list) or not values:
            raise refuse(f"{values!r} is no list of values", f"tune.{key}")
        with context(place=f"tune.{key}"):
            for value in values:
                Settings(**{"steps": 1, "learning_rate": 0.1, key: value})


def _ladder(ladder: Mapping[str, Any], place: str) -> None:
    """Sizes of the data, and when to stop; see :mod:`memlib.experiments.ladder`."""
    names = ("first", "least", "most", "doublings", "extensions")
    _keys(ladder, (*names, "share", "finest", "again"), place)
    for key in names[:3]:
        _count(ladder.get(key), f"{place}.{key}")
    if not ladder["least"] <= ladder["first"] <= ladder["most"]:
        raise refuse("no order", place, "least ≤ first ≤ most")
    for key in names[3:]:
        if type(ladder.get(key)) is not int or not 0 <= ladder[key] <= 20:
            raise refuse(f"{ladder.get(key)!r}", f"{place}.{key}", "a whole number from 0 to 20")
    for key, low, high in (("share", 1e-6, 1.0), ("finest", 1.01, 4.0), ("again", 1.0, 1e6)):
        if not _number(ladder.get(key)) or not low <= ladder[key] <= high:
            raise refuse(
                f"{ladder.get(key)!r}", f"{place}.{key}", f"a number from {low:g} to {high}"
            )


def _trials(trials: Mapping[str, Any]) -> None:
    _keys(trials, ("count", "draws", "learning_rate", "warmup"), "trials")
    _count(trials.get("count"), "trials.count")
    _count(trials.get("draws", 1), "trials.draws")
    for key, least, most in (("learning_rate", 1e-12, 1e6), ("warmup", 0.0, 1.0)):
        ends = trials.get(key)
        if not isinstance(ends, list) or len(ends) != 2 or not all(map(_number, ends)):
            raise refuse(f"{ends!r} is no pair of ends", f"trials.{key}", "[low, high]")
        if not least <= ends[0] <= ends[1] <= most:
            raise refuse(f"{ends!r}", f"trials.{key}", f"{least:g} ≤ low ≤ high ≤ {most:g}")


def cell(tables: Mapping[str, Any]) -> None:
    """A family, a task with a recipe, and settings that say the least."""
    for name in ("family", "task", "settings"):
        if name not in tables:
            raise refuse(f"{name} is missing", "base", "write it, or an axis of it")
    if "recipe" not in tables["task"]:
        raise refuse("recipe is missing", "base.task", "write it, or an axis of it")
    for name in ("steps", "learning_rate"):
        if name not in tables["settings"]:
            raise refuse(f"{name} is missing", "base.settings", "write it, or an axis of it")
    for name in ("shape", "task"):
        for key, one in tables.get(name, {}).items():
            if not isinstance(one, int | float | str) or not _finite(one):
                raise refuse(f"{one!r} is no value", f"{name}.{key}", "a number, text, true, false")


def _keys(table: Mapping[str, Any], known: Iterable[str], place: str) -> None:
    unknown = sorted(set(table) - set(known))
    if unknown:
        raise refuse(f"unknown: {', '.join(unknown)}", place, sorted(known))


def _table(value: Any, place: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise refuse(f"{value!r} is no table", place)
    return value


def _word(value: Any, known: Iterable[str], place: str) -> None:
    if value not in tuple(known):
        raise refuse(f"{value!r} is unknown", place, known)


def _count(value: Any, place: str) -> int:
    if type(value) is not int or not 1 <= value <= _RUNS:
        raise refuse(f"{value!r} is no count", place, f"a whole number from 1 to {_RUNS:,}")
    return value


def _number(value: Any) -> bool:
    return type(value) in (int, float) and _finite(value)


def _finite(value: Any) -> bool:
    return not isinstance(value, float) or isfinite(value)
