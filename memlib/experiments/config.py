"""Experiments as TOML files: what is claimed, by which criterion, and which runs will tell.

A file has a head (``id``, ``title``, ``claim``, ``criteria``, ``protocol``), one table ``base``
and the axes of ``grid``; ``[[variant]]`` tables change some of it under a name, and
``[preset.NAME]`` tables change it for a smaller or larger budget. Changes merge into tables key by
key; a list takes the place of a list. The product of all axes gives the *cells*: models on data,
without seeds. The protocol adds those.
"""

from __future__ import annotations

import hashlib
import json
import sysconfig
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path
from typing import Any, Final

from memlib.errors import MemlibError
from memlib.files import UTF_8
from memlib.training.run import Pairs, Run, Settings, Task, pairs

PRESETS: Final = ("quick", "cpu", "gpu")
#: The tables and values that a configuration may have.
_HEAD: Final = ("id", "title", "claim", "criteria", "verdict", "note", "protocol", "chunk")
_TABLES: Final = ("base", "grid", "tune", "score", "trials", "variant", "preset", "engine")
_KNOWN: Final = frozenset(_HEAD + _TABLES)
_AXES: Final = ("family", "shape", "task", "settings")


@dataclass(frozen=True)
class Cell:
    """A model on data, before seeds: the unit whose success is counted.

    Attributes:
        variant: its name in the file.
        family, shape: of the model.
        recipe, arguments: of the task, without its seed.
        settings: of the training.
    """

    variant: str
    family: str
    shape: Pairs
    recipe: str
    arguments: Pairs
    settings: Settings

    def run(self, draw: int, seed: int, **settings: Any) -> Run:
        """A run of this cell: on this data draw, from this seed, with these settings changed."""
        task = Task(self.recipe, pairs(**{**dict(self.arguments), "seed": draw}))
        return Run(self.family, self.shape, task, replace(self.settings, **_floats(settings)), seed)


@dataclass(frozen=True)
class Config:
    """An experiment at one preset.

    Attributes:
        name: the name of its file, without ending.
        preset: which of :data:`PRESETS`.
        value: everything in the file, presets merged.
        digest: a hash of the file.
    """

    name: str
    preset: str
    value: Mapping[str, Any]
    digest: str

    @property
    def sweep(self) -> str:
        """How the store calls it.

        >>> Config("t1", "quick", {}, "").sweep
        't1/quick'
        """
        return f"{self.name}/{self.preset}"

    def table(self, name: str) -> dict[str, Any]:
        """One of the file's tables; empty when it has none of that name."""
        return dict(self.value.get(name, {}))

    def cells(self) -> list[Cell]:
        """All cells, variant by variant, in the order of the file.

        Raises:
            MemlibError: a value is missing or unknown.
        """
        return [cell for variant in self._variants() for cell in _product(*variant)]

    def _variants(self) -> Iterator[tuple[str, dict[str, Any], dict[str, Any]]]:
        base, grid = self.table("base"), self.table("grid")
        for variant in self.value.get("variant", [{"name": "all"}]):
            own = {key: variant[key] for key in variant if key not in ("name", "grid")}
            yield variant["name"], _merged(base, own), {**grid, **variant.get("grid", {})}


def load(path: str | Path, preset: str = "cpu") -> Config:
    """The experiment in a TOML file, at a preset.

    Raises:
        MemlibError: the file cannot be read, is no TOML, or lacks or has what it should not.
    """
    if preset not in PRESETS:
        raise MemlibError(
            f"there is no preset {preset!r}", operation="experiment", mend=" or ".join(PRESETS)
        )
    place = str(path)
    try:
        raw = Path(path).read_bytes()
        value = tomllib.loads(raw.decode(UTF_8))
    except OSError as error:
        raise MemlibError(error.strerror or str(error), operation="read", place=place) from error
    except ValueError as error:
        raise MemlibError(f"no TOML: {error}", operation="read", place=place) from error
    unknown = sorted(set(value) - _KNOWN)
    if unknown:
        raise MemlibError(
            f"unknown: {', '.join(unknown)}",
            operation="experiment",
            place=place,
            mend="use " + ", ".join(sorted(_KNOWN)),
        )
    change = value.pop("preset", {}).get(preset, {})
    keep = change.pop("variants", None)
    value = _merged(value, change)
    if keep is not None:
        value["variant"] = [v for v in value["variant"] if v["name"] in keep]
    for needed in ("id", "claim", "criteria", "protocol", "base"):
        if needed not in value:
            raise MemlibError(f"{needed} is missing", operation="experiment", place=place)
    digest = hashlib.sha256(raw).hexdigest()[:32]
    config = Config(Path(path).stem, preset, value, digest)
    config.cells()  # judged now, not after hours
    return config


def _product(name: str, base: dict[str, Any], grid: dict[str, Any]) -> Iterator[Cell]:
    for values in product(*grid.values()):
        tables = json.loads(json.dumps(base))
        for axis, value in zip(grid, values, strict=True):
            for one, part in _assignments(axis, value):
                table, _, key = one.partition(".")
                if table not in _AXES or bool(key) == (table == "family"):
                    raise MemlibError(f"{one!r} is no axis", operation="experiment", place=name)
                if key:
                    tables.setdefault(table, {})[key] = part
                else:
                    tables[table] = part
        yield _cell(name, tables)


def _assignments(axis: str, value: Any) -> list[tuple[str, Any]]:
    """An axis "a.b" takes one value; an axis "a.b, c.d" takes a list of two at a time."""
    names = [part.strip() for part in axis.split(",")]
    if len(names) == 1:
        return [(axis, value)]
    if not isinstance(value, list) or len(value) != len(names):
        raise MemlibError(f"{axis!r} wants lists of {len(names)}", operation="experiment")
    return list(zip(names, value, strict=True))


def _cell(name: str, tables: dict[str, Any]) -> Cell:
    try:
        task = dict(tables["task"])
        recipe = task.pop("recipe")
        settings = Settings(**_floats(tables["settings"]))
        return Cell(
            name, tables["family"], pairs(**tables.get("shape", {})), recipe, pairs(**task),
            settings,
        )  # fmt: skip
    except (KeyError, TypeError) as error:
        raise MemlibError(f"no cell: {error}", operation="experiment", place=name) from error


def _floats(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Whole numbers where settings want decimal ones become decimal: equal runs, equal keys."""
    real = {"learning_rate", "warmup", "gain", "weight_decay", "clip", "below"}
    return {k: float(v) if k in real and type(v) is int else v for k, v in settings.items()}


def _merged(base: Mapping[str, Any], change: Mapping[str, Any]) -> dict[str, Any]:
    result = dict(base)
    for key, value in change.items():
        old = result.get(key)
        both = isinstance(old, dict) and isinstance(value, Mapping)
        result[key] = _merged(old, value) if both and old is not None else value
    return result


def experiment(name: str) -> Path:
    """The file of an experiment of this project: in a checkout, else in the installed copy.

    >>> experiment("f1").name
    'f1.toml'
    """
    checkout = Path(__file__).parents[2] / "experiments"
    shared = Path(sysconfig.get_path("data"), "share", "memlib", "experiments")
    return (checkout if checkout.is_dir() else shared) / f"{name}.toml"
