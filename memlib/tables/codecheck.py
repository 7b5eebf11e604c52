"""The check that an outsider runs: is what is stored what comes out?

Tables of runs: sealed rows, and some of them trained again (:mod:`memlib.experiments.again`).
Exact tables: the quick ones are made again, and their rows must be among the stored ones.
Whatever is wrong with a table is told of that table, and the check goes on with the next one.
"""

from __future__ import annotations

import tempfile
from argparse import ArgumentParser
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, NamedTuple

from memlib import files
from memlib.errors import MemlibError
from memlib.experiments import again
from memlib.experiments.again import Found, Pair
from memlib.experiments.seal import holds
from memlib.experiments.stored_runs import of_runs, unpacked
from memlib.experiments.validate import wrong
from memlib.experiments.workers import local_workers
from memlib.tables import samples

#: Exact tables that are made again, with what makes them quick.
EXACT: Final[Mapping[str, tuple[str, ...]]] = {
    "next_token_sizes": ("--top", "10", "--checked", "1024"),
    "constant_terms": ("--top", "12"),
    "proved_sizes": (),
    "compact_sizes": ("--top", "256", "--sets", "0"),
}
#: What is said of a seal that holds, is broken, is not there.
_SEALS: Final[Mapping[bool | None, str]] = {
    True: "sealed", False: "the seal is broken", None: "not sealed yet"
}  # fmt: skip
#: What differs from making to making: how the names of such entries begin.
_PASSING: Final = ("seconds", "cpu_seconds", "peak")


@dataclass(frozen=True)
class Line:
    """What became of one table.

    Attributes:
        name: of the file, without its ending.
        told: what was done, in words.
        faults: what does not agree.
        left_out: what could not be done, and why; nothing if all was.
        done: whether anything was compared.
    """

    name: str
    told: str
    faults: tuple[str, ...] = ()
    left_out: str = ""
    done: bool = True

    @property
    def agrees(self) -> bool:
        """Whether something was compared, and nothing differs."""
        return self.done and not self.faults

    def __str__(self) -> str:
        end = "agrees" if self.agrees else "not checked"
        if self.faults:
            end = "DIFFERS: " + "; ".join(self.faults)
        left = f" [left out: {self.left_out}]" if self.left_out else ""
        return " ".join(f"{self.name}: {self.told}: {end}{left}".split())  # one line


def check(
    folder: Path, names: Sequence[str] = (), seconds: float = 40.0, workers: int = 1
) -> Iterator[Line]:
    """Check the tables of a folder, one after the other.

    Args:
        folder: of the tables.
        names: which; without any, all that can be checked.
        seconds: how much stored training time of each experiment is trained again.
        workers: processes.

    Raises:
        MemlibError: there is no table of a name that was given, or it is none that is made again;
            said before anything is checked. What is wrong with a table is no error, but a fault.
    """
    found = {path.stem: path for path in sorted(folder.glob("*.json"))}
    tables = {name: _named(name, found) for name in names}  # all, before any work
    for name in names or found:
        table = tables[name] if names else _read(found[name])
        if isinstance(table, Unreadable):
            yield Line(name, "not read", (table.why,))
        elif name in EXACT:
            yield exact(name, table)
        elif _of_runs(table):
            yield trained(name, table, seconds, workers)
        # Others are there to be read: nothing makes them again in minutes.


class Unreadable(NamedTuple):
    """A file that is no table, and why."""

    why: str


def _read(path: Path) -> Mapping[str, Any] | Unreadable:
    try:
        table = files.read_json(path)
    except MemlibError as error:
        return Unreadable(str(MemlibError(error.what, mend=error.mend)))
    if not isinstance(table, dict):
        return Unreadable("no table of results")
    if path.stem in EXACT or not _of_runs(table):
        for key, kind in (("manifest", dict), ("rows", list)):
            if not isinstance(table.get(key), kind):
                return Unreadable(f"no table of results: no {key}")
        if not all(isinstance(row, dict) for row in table["rows"]):
            return Unreadable("no table of results: a row is none")
    return table


def _of_runs(table: Mapping[str, Any]) -> bool:
    """Whether it is a table of runs, be it damaged: a seal is left, if nothing else."""
    return of_runs(table) or holds(table) is not None


def _named(name: str, found: Mapping[str, Path]) -> Mapping[str, Any] | Unreadable:
    """A table that the user asks for by name.

    Raises:
        MemlibError: there is no such table, or it is not made again.
    """
    if name not in found:
        raise MemlibError("no such table", operation="codecheck", place=f"{name}.json")
    table = _read(found[name])
    if not (isinstance(table, Unreadable) or name in EXACT or _of_runs(table)):
        raise MemlibError(
            "this table is not among those that are made again", operation="codecheck",
            place=f"{name}.json", mend="python -m memlib.results --help says how it is made",
        )  # fmt: skip
    return table


def exact(name: str, table: Mapping[str, Any]) -> Line:
    """Make a table again, and look for its rows among the stored ones."""
    from memlib.tables.__main__ import maker

    parser = ArgumentParser()
    maker(name).add_arguments(parser)
    with tempfile.TemporaryDirectory(prefix="memlib-") as place:
        output = str(Path(place, "again.json"))
        try:
            maker(name).make(parser.parse_args([*EXACT[name], "-o", output]))
        except MemlibError as error:
            return Line(name, "exact table", left_out=str(error), done=False)
        made = [row for row in files.read_json(output)["rows"] if row.get("sets") != 0]
    rows = table["rows"]
    known = {_lasting(row) for row in rows}
    missing = [row for row in made if _lasting(row) not in known]
    told = f"exact table, {len(made)} of {len(rows)} rows made again"
    return Line(name, told, (f"{len(missing)} of them differ",) if missing else ())


def _lasting(row: Mapping[str, Any]) -> str:
    """What must be equal, as one text: in it, 1 is not true and 0.5 not the text "0.5"."""
    lasting = {key: value for key, value in row.items() if not key.startswith(_PASSING)}
    try:
        return repr(_ordered(lasting))
    except RecursionError:  # lists in lists: no row that is made
        return ""


def _ordered(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _ordered(value[key]) for key in sorted(value)}
    if isinstance(value, list):
        return [_ordered(one) for one in value]
    return (str(value),) if isinstance(value, files.JsonFloat) else value


def trained(name: str, table: Mapping[str, Any], seconds: float, workers: int) -> Line:
    """Are the rows as they were sealed, and such as an export writes? Train some of them again."""
    sealed = holds(table)
    faults = ["rows are not those that were sealed"] if sealed is False else []
    try:
        manifest, rows = unpacked(table, "")
        told = wrong(manifest, rows)
    except MemlibError as error:
        told = (str(MemlibError(error.what, place=error.place, mend=error.mend)),)
    if told:
        return Line(name, f"{_SEALS[sealed]}; none trained again", (*faults, *told))
    found = again.compare(_made(again.subset(rows, seconds), workers))
    missing = [pair.missing for pair in found.pairs if pair.missing]
    left = f"{len(missing)} rows: {missing[0]}" if missing else ""
    done = sealed is not None or len(missing) < len(found.pairs)
    return Line(name, _told(rows, found, sealed), (*faults, *found.faults), left, done)


def _made(rows: Sequence[Mapping[str, Any]], workers: int) -> list[Pair]:
    """Train rows again, in processes of their own."""
    known = samples.digests()
    found = [row.get("data") or known.get(samples.text_of(again.run_of(row).task)) for row in rows]
    if workers == 1:
        return list(map(_one_made, rows, found))
    from joblib import Parallel, delayed

    work = delayed(_one_made)
    with local_workers("run it again with fewer --workers"):
        made: list[Pair] = Parallel(n_jobs=workers, batch_size=1)(map(work, rows, found))
    return made


def _one_made(row: Mapping[str, Any], digest: str | None) -> Pair:
    if digest is None:  # who takes it away must not be believed about the data
        return Pair(row, None, fault="the hash of its data is not stored")
    return again.make(row, digest)


def _told(rows: Sequence[Any], found: Found, sealed: bool | None) -> str:
    then, now = found.hits
    ratio = "" if found.ratio is None else f", smallest losses times {found.ratio:.3g} (median)"
    return (
        f"{len(rows):,} rows, {_SEALS[sealed]}; "
        f"{sum(pair.outcome is not None for pair in found.pairs)} trained again, "
        f"{found.equal} equal to six digits, {then} hit as stored and {now} now{ratio}"
    )
