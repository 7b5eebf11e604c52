"""Experiments as TOML files: what is claimed, by which criterion, and which runs will tell.

A file has a head (``id``, ``title``, ``claim``, ``criteria``, ``status``, ``protocol``), the
numbers that its verdict reads (``verdict``), one table ``base`` and the axes of ``grid``.
``[[variant]]`` tables change some of it under a name, ``[[data]]`` tables change the task of every
variant, and ``[preset.NAME]`` tables change it for a smaller or larger budget. Changes merge into
tables key by key; a list takes the place of a list. The product of all axes gives the *cells*:
models on data, without seeds. The protocol adds those.

Whatever is misspelled or impossible is refused when the file is read, see
:mod:`memlib.experiments.checks`.
"""

from __future__ import annotations

import hashlib
import json
import sysconfig
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path
from typing import Any, Final

from memlib.errors import context
from memlib.experiments import checks, protocol_checks, toml
from memlib.experiments.criteria import Bars, told
from memlib.experiments.values import refuse
from memlib.training.run import Pairs, Run, Settings, Task, pairs

PRESETS: Final = checks.PRESETS
#: What tells about an experiment, or how its runs are computed, and changes none of them.
_WORDS: Final = frozenset(
    {"id", "title", "claim", "criteria", "late_criteria", "status", "note", "verdict"}
    | {"chunk", "engine"}
)


@dataclass(frozen=True)
class Cell:
    """A model on data, before seeds: the unit whose success is counted.

    Attributes:
        variant: its name in the file.
        family, shape: of the model.
        recipe, arguments: of the task, without its seed.
        settings: of the training.
        most: the largest N that this data has; None: no limit is known; 0: it is left out.
        data: the kind of data; empty where the file names none.
        ladder: what this kind of data changes of the file's table ``ladder``.
    """

    variant: str
    family: str
    shape: Pairs
    recipe: str
    arguments: Pairs
    settings: Settings
    most: int | None = None
    data: str = ""
    ladder: Pairs = ()

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

    @property
    def plan(self) -> str:
        """A hash of what decides the runs, not of words, criteria, thresholds and engines."""
        asked = {key: one for key, one in self.value.items() if key not in _WORDS}
        text = json.dumps(asked, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()[:32]

    @property
    def bars(self) -> Bars:
        """What the verdict reads: the table ``verdict``."""
        return Bars(self.table("verdict"), self.name)

    @property
    def criteria(self) -> list[str]:
        """The criteria that were fixed before the runs, with their numbers."""
        return self._told("criteria")

    @property
    def late_criteria(self) -> list[str]:
        """The criteria that were added after the runs."""
        return self._told("late_criteria")

    def _told(self, key: str) -> list[str]:
        settings = self.table("base").get("settings", {})
        return [told(line, self.bars, settings) for line in self.value.get(key, ())]

    def table(self, name: str) -> dict[str, Any]:
        """One of the file's tables; empty when it has none of that name."""
        return dict(self.value.get(name, {}))

    def cells(self) -> list[Cell]:
        """All cells, variant by variant, in the order of the file.

        Raises:
            MemlibError: a value is missing or unknown.
        """
        made = (cell for variant in self._variants() for cell in _product(*variant))
        return [cell for cell in made if cell.most != 0]

    def _variants(self) -> Iterator[tuple[str, dict[str, Any], dict[str, Any]]]:
        base, grid = self.table("base"), self.table("grid")
        for variant in self.value.get("variant", [{"name": "all"}]):
            own = _merged(base, {k: variant[k] for k in variant if k not in ("name", "grid")})
            axes = {**grid, **variant.get("grid", {})}
            for data in self.value.get("data", [{}]):
                name = f"{data['name']}: {variant['name']}" if data else variant["name"]
                own_of_data = {key: data.get(key, {}) for key in ("task", "most", "ladder")}
                changed = _merged(own, own_of_data)
                changed["data"] = data.get("name", "")
                yield name, changed, {**axes, **data.get("grid", {})}


def load(path: str | Path, preset: str = "cpu") -> Config:
    """The experiment in a TOML file, at a preset, with every value checked.

    Raises:
        MemlibError: the file cannot be read, is no TOML, or has what no run can be made of: a
            misspelled key or word, an impossible value.
    """
    checks.preset(preset)
    read = _read(path)
    configs = {name: _chosen(read, path, name) for name in PRESETS}
    seen: set[str] = set()
    for config in configs.values():  # judged now, not after hours; those not asked for, too
        with context(operation="experiment", place=str(path)):
            _check_models(config, seen)
    return configs[preset]


def written(path: str | Path, preset: str = "cpu") -> Config:
    """The experiment as its file says, its keys and tables checked, its models not yet.

    This is enough for a verdict, and needs neither torch nor the data.

    Raises:
        MemlibError: as :func:`load`, as far as it looks.
    """
    checks.preset(preset)
    return _chosen(_read(path), path, preset)


def _read(path: str | Path) -> tuple[dict[str, Any], str]:
    """What the file says, its presets beside it, and its digest."""
    raw = toml.read(path)
    with context(place=str(path)):
        name = Path(path).stem
        if name != name.encode(errors="replace").decode():
            raise refuse("the name of the file is no UTF-8 text", "", "rename it")
        value = toml.parsed(raw)
        checks.file(value)
    return value, hashlib.sha256(raw).hexdigest()[:32]


def _chosen(read: tuple[dict[str, Any], str], path: str | Path, preset: str) -> Config:
    """The experiment at a preset."""
    value, digest = dict(read[0]), read[1]
    with context(operation="experiment", place=str(path)):
        change = dict(value.pop("preset", {}).get(preset, {}))
        keep, kinds = change.pop("variants", None), change.pop("kinds", None)
        value = _merged(value, change)
        if keep is not None:
            value["variant"] = [v for v in value["variant"] if v["name"] in keep]
        if kinds is not None:
            value["data"] = [d for d in value["data"] if d["name"] in kinds]
        protocol_checks.protocol(value)
        config = Config(Path(path).stem, preset, value, digest)
        checks.verdict(config.table("verdict"), value["criteria"], value.get("late_criteria", []))
        _ = config.criteria, config.late_criteria  # their numbers are there
    return config


def _check_models(config: Config, seen: set[str]) -> None:
    """Whether each cell can be trained, but those that were seen before."""
    from memlib.training.checks import check_engines, check_model

    check_engines(config.table("engine"))
    climbs = config.value["protocol"] == "ladder"
    cells = config.cells()
    if not cells:
        mend = "leave a variant in, and a length"
        raise refuse("there is nothing to run", f"preset {config.preset}", mend)
    own: set[str] = set()
    for cell in cells:
        if (whole := repr(cell)) in own:  # its runs would count twice
            raise refuse("two axes make one cell twice", cell.variant, "let each change something")
        own.add(whole)
        rules = {**config.table("ladder"), **dict(cell.ladder)}
        largest = {"sequences": rules["most"]} if climbs else {}  # a climb chooses N
        task = (cell.recipe, pairs(**{**largest, **dict(cell.arguments)}))
        with context(place=cell.variant):
            if climbs:
                replace(cell.settings, steps=cell.settings.steps * 2 ** rules["doublings"])
            model = repr((cell.family, cell.shape, *task, cell.settings.loss))  # true is not 1
            if model not in seen:
                check_model(cell.family, cell.shape, Task(*task), cell.settings.loss)
        seen.add(model)


def _product(name: str, base: dict[str, Any], grid: dict[str, Any]) -> Iterator[Cell]:
    with context(operation="experiment", place=name):
        checks.product(grid)
    for values in product(*grid.values()):
        tables = json.loads(json.dumps(base))
        for axis, value in zip(grid, values, strict=True):
            for one, part in checks.assignments(axis, value):
                table, _, key = one.partition(".")
                if key:
                    tables.setdefault(table, {})[key] = part
                else:
                    tables[table] = part
        with context(operation="experiment", place=name):
            yield _cell(name, tables)


def _cell(name: str, tables: dict[str, Any]) -> Cell:
    checks.cell(tables)
    task = dict(tables["task"])
    recipe = task.pop("recipe")
    with context(place="settings"):
        settings = Settings(**_floats(tables["settings"]))
    shape = pairs(**tables.get("shape", {}))
    most = tables.get("most", {}).get(str(task.get("length")))
    data, ladder = tables.get("data", ""), pairs(**tables.get("ladder", {}))
    return Cell(name, tables["family"], shape, recipe, pairs(**task), settings, most, data, ladder)


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


def folder() -> Path:
    """Where the experiments of this project lie: in a checkout, else in the installed copy."""
    checkout = Path(__file__).parents[2] / "experiments"
    shared = Path(sysconfig.get_path("data"), "share", "memlib", "experiments")
    return checkout if checkout.is_dir() else shared


def experiment(name: str) -> Path:
    """The file of an experiment of this project.

    >>> experiment("f1").name
    'f1.toml'
    """
    return folder() / f"{name}.toml"
