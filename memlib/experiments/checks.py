"""What an experiment's file may say: its tables, their keys and words, judged before any run.

Every refusal names the place and what is allowed there. What a model or a task may be is known to
:mod:`memlib.training.checks`, what a protocol may ask to :mod:`memlib.experiments.protocol_checks`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import prod
from string import Formatter
from typing import Any, Final

from memlib.experiments.values import (
    RUNS,
    count,
    different,
    filled,
    keys,
    number,
    refuse,
    scalar,
    table,
    word,
)  # fmt: skip
from memlib.training.run import ENGINES, SETTINGS

PRESETS: Final = ("quick", "cpu", "gpu", "colab")
STATUS: Final = ("confirmatory", "exploratory")
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
#: Tables with names → what their entries may have, and how a preset chooses some of them.
_NAMED: Final[Mapping[str, tuple[tuple[str, ...], str]]] = {
    "variant": (_AXES, "variants"), "data": (("task", "ladder"), "kinds")
}  # fmt: skip
#: The most cells of a variant: more is a slip of the pen.
_CELLS: Final = 100_000


def preset(name: str) -> None:
    """A preset that files know."""
    if name not in PRESETS:
        raise refuse(f"there is no preset {name!r}", "", " or ".join(PRESETS))


def file(value: Mapping[str, Any]) -> None:
    """The file as it was read, before a preset is chosen.

    Raises:
        MemlibError: a key or a word is unknown, something is missing, a value has the wrong type.
    """
    keys(value, (*_HEAD, *_TABLES), "")
    for needed in _NEEDED:
        if needed not in value:
            raise refuse(f"{needed} is missing", "", "write it")
    _head(value)
    named = _tables(value, "")
    presets = table(value.get("preset", {}), "preset")
    keys(presets, PRESETS, "preset")
    chosen = {key: name for name, (_, key) in _NAMED.items()}
    for name, change in presets.items():
        place = f"preset.{name}"
        allowed = ("protocol", "chunk", *chosen, *(t for t in _TABLES if t != "preset"))
        keys(table(change, place), allowed, place)
        names = {**named, **_tables(change, place)}
        for key, of in chosen.items():
            if key in change:
                _among(change[key], names.get(of, []), f"{place}.{key}")


def _head(value: Mapping[str, Any]) -> None:
    for key in ("id", "title", "claim", "note", "protocol"):
        if not isinstance(value.get(key, ""), str):
            raise refuse(f"{value[key]!r} is no text", key)
    for key in ("criteria", "late_criteria"):
        lines = value.get(key, [])
        if not isinstance(lines, list) or not all(isinstance(line, str) for line in lines):
            raise refuse("no list of sentences", key)
    word(value.get("status", STATUS[0]), STATUS, "status")


def _tables(value: Mapping[str, Any], place: str) -> dict[str, list[str]]:
    """The tables of a file or of a preset: their keys, and values that are no cells yet.

    Returns:
        Of tables with names, their names.
    """
    at = f"{place}." if place else ""
    for name in ("base", "grid", "tune", "score", "trials", "ladder", "engine", "verdict"):
        table(value.get(name, {}), at + name)
    _axes(value.get("base", {}), at + "base")
    _grid(value.get("grid", {}), at + "grid")
    for family, engine in value.get("engine", {}).items():
        word(engine, ENGINES, f"{at}engine.{family}")
    if "chunk" in value:
        count(value["chunk"], at + "chunk")
    return {
        name: _named(value[name], at + name, _NAMED[name][0]) for name in _NAMED if name in value
    }


def _named(variants: Any, place: str, axes: tuple[str, ...]) -> list[str]:
    if not isinstance(variants, list):
        raise refuse("no list of tables", place, f"write [[{place}]]")
    names: list[str] = []
    for k, one in enumerate(variants):
        name = table(one, f"{place}[{k}]").get("name")
        if not isinstance(name, str) or name in names:
            raise refuse(f"{name!r} is no name of its own", f"{place}[{k}].name", "a new text")
        names.append(name)
        at = f"{place} {name!r}"
        keys(one, ("name", "grid", "most", *axes), at)
        for length, most in table(one.get("most", {}), f"{at}.most").items():
            if not length.isdecimal():
                raise refuse(f"{length!r} is no length", f"{at}.most", "n as a text")
            if type(most) is not int or not 0 <= most <= RUNS:
                raise refuse(f"{most!r} is no N", f"{at}.most", "0: left out there")
        table(one.get("ladder", {}), f"{at}.ladder")
        _axes({key: one[key] for key in one if key in _AXES}, at)
        _grid(table(one.get("grid", {}), f"{at}.grid"), f"{at}.grid")
    return names


def _among(chosen: Any, names: list[str], place: str) -> None:
    """Names, some of those that tables have."""
    for one in filled(chosen, place):
        if one not in names:
            raise refuse(f"there is no {one!r}", place, names or "leave it out")


def _axes(base: Mapping[str, Any], place: str) -> None:
    keys(base, _AXES, place)
    for name in ("shape", "task", "settings"):
        table(base.get(name, {}), f"{place}.{name}")
    keys(base.get("settings", {}), SETTINGS, f"{place}.settings")
    _not_drawn((f"task.{key}" for key in base.get("task", {})), place)


def _grid(grid: Mapping[str, Any], place: str) -> None:
    """Axes "a.b" with lists of values, and axes "a.b, c.d" with lists of as many at a time."""
    for axis, values in grid.items():
        at = f'{place}."{axis}"'
        for value in filled(values, at):
            for one, part in assignments(axis, value):
                name, _, key = one.partition(".")
                if name not in _AXES or bool(key) == (name == "family"):
                    raise refuse(
                        f"{one!r} is no axis", place, "family, shape.*, task.*, settings.*"
                    )
                if name == "settings":
                    keys({key: 0}, SETTINGS, f"{place}.settings")
                _not_drawn([one], place)
                scalar(part, at)
        different((tuple(v) if isinstance(v, list) else v for v in values), at)


def _not_drawn(names: Iterable[str], place: str) -> None:
    """Every run has a draw of the data by the protocol, whatever a file would say."""
    if "task.seed" in names:
        raise refuse("the protocol chooses it", f"{place}: task.seed", "leave it out")


def assignments(axis: str, value: Any) -> list[tuple[str, Any]]:
    """An axis "a.b" takes one value; an axis "a.b, c.d" takes a list of two at a time."""
    names = [part.strip() for part in axis.split(",")]
    if len(names) == 1:
        return [(axis, value)]
    if not isinstance(value, list) or len(value) != len(names):
        raise refuse(f"{axis!r} wants lists of {len(names)}", "grid")
    return list(zip(names, value, strict=True))


def product(grid: Mapping[str, Any]) -> None:
    """The axes of a variant, its own and those of all.

    Raises:
        MemlibError: there are too many cells.
    """
    if prod(len(values) for values in grid.values()) > _CELLS:
        raise refuse("too many cells", "grid", f"at most {_CELLS:,}")


def verdict(bars: Mapping[str, Any], criteria: list[str], late: list[str]) -> None:
    """The table ``verdict``: each of its numbers is named in a criterion, so none is misspelled.

    Raises:
        MemlibError: something in it is named nowhere, is missing, or is no number; a brace in a
            criterion stands alone.
    """
    if bars and not isinstance(bars.get("by"), str):
        raise refuse(f"{bars.get('by')!r} is no verdict", "verdict.by", "the name of a verdict")
    lines = [*criteria, *late]
    named = {name for line in lines for name in _numbers(line)}
    for key, value in bars.items():
        if key in ("by", "read"):
            continue
        if key not in named:
            raise refuse(f"no criterion names {key!r}", "verdict", sorted(named))
        values = value if isinstance(value, list) else [value]
        if not values or not all(isinstance(v, str) or number(v) for v in values):
            raise refuse(f"{value!r} is no number", f"verdict.{key}", "a number, a text, or a list")
    for said, meaning in table(bars.get("read", {}), "verdict.read").items():
        if said not in " ".join(lines) or not isinstance(meaning, str):
            raise refuse(f"no criterion says {said!r}", "verdict.read", "a word of the criteria")


def _numbers(sentence: str) -> list[str]:
    """The numbers that a sentence names in braces."""
    try:
        fields = [field for _, field, _, _ in Formatter().parse(sentence) if field]
    except ValueError as error:
        mend = "{NAME} for a number, {{ or }} for a brace"
        raise refuse(f"{sentence!r}: {error}", "criteria", mend) from error
    return [field.split("[")[0] for field in fields]


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
            scalar(one, f"{name}.{key}")
