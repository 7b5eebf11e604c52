"""The check that an outsider runs: is what is stored what comes out?

Tables of runs: sealed rows, and some of them trained again (:mod:`memlib.experiments.again`).
Exact tables: the quick ones are made again, and their rows must be among the stored ones.
"""

from __future__ import annotations

import tempfile
from argparse import ArgumentParser
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from memlib import files
from memlib.errors import MemlibError
from memlib.experiments import again
from memlib.experiments.again import Found, Pair
from memlib.experiments.seal import holds
from memlib.experiments.stored_runs import of_runs, unpacked
from memlib.tables import samples

#: Exact tables that are made again, with what makes them quick.
EXACT: Final[Mapping[str, tuple[str, ...]]] = {
    "next_token_sizes": ("--top", "10", "--checked", "1024"),
    "constant_terms": ("--top", "12"),
    "proved_sizes": (),
    "compact_sizes": ("--top", "256", "--sets", "0"),
}
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

    def __str__(self) -> str:
        end = "DIFFERS: " + "; ".join(self.faults) if self.faults else "agrees"
        left = f" [left out: {self.left_out}]" if self.left_out else ""
        return f"{self.name}: {self.told}: {end if self.done else 'not checked'}{left}"


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
        MemlibError: there is no such table, or nothing in it can be checked.
    """
    found = {path.stem: path for path in sorted(folder.glob("*.json"))}
    for name in names or found:
        if name not in found:
            raise MemlibError("no such table", operation="codecheck", place=f"{name}.json")
        if name in EXACT:
            yield exact(name, found[name])
            continue
        table = files.read_json(found[name])
        if of_runs(table):
            yield trained(name, table, seconds, workers)
        elif names:
            raise MemlibError(
                "this table is not among those that are made again", operation="codecheck",
                place=f"{name}.json", mend="python -m memlib.results --help says how it is made",
            )  # fmt: skip


def exact(name: str, path: Path) -> Line:
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
    rows = files.read_json(path)["rows"]
    known = [_lasting(row) for row in rows]
    missing = [row for row in made if _lasting(row) not in known]
    told = f"exact table, {len(made)} of {len(rows)} rows made again"
    return Line(name, told, (f"{len(missing)} of them differ",) if missing else ())


def _lasting(row: Mapping[str, Any]) -> Mapping[str, Any]:
    return {key: value for key, value in row.items() if not key.startswith(_PASSING)}


def trained(name: str, table: Mapping[str, Any], seconds: float, workers: int) -> Line:
    """Are the rows as they were sealed? Train some of them again, and compare."""
    _, rows = unpacked(table, f"{name}.json")
    sealed = holds(table)
    faults = ["rows are not those that were sealed"] if sealed is False else []
    found = again.compare(_made(again.subset(rows, seconds), workers))
    missing = [pair.missing for pair in found.pairs if pair.missing]
    left = f"{len(missing)} rows: {missing[0]}" if missing else ""
    done = sealed is not None or len(missing) < len(found.pairs)
    return Line(name, _told(rows, found, sealed), (*faults, *found.faults), left, done)


def _made(rows: Sequence[Mapping[str, Any]], workers: int) -> list[Pair]:
    """Train rows again, in processes of their own."""
    known = samples.digests()

    def digest(row: Mapping[str, Any]) -> str | None:
        return row.get("data") or known.get(samples.text_of(again.run_of(row).task))

    if workers == 1:
        return [again.make(row, digest(row)) for row in rows]
    from joblib import Parallel, delayed

    work = delayed(again.make)
    made: list[Pair] = Parallel(n_jobs=workers, batch_size=1)(work(r, digest(r)) for r in rows)
    return made


def _told(rows: Sequence[Any], found: Found, sealed: bool | None) -> str:
    then, now = found.hits
    ratio = "" if found.ratio is None else f", smallest losses times {found.ratio:.3g} (median)"
    return (
        f"{len(rows):,} rows{', sealed' if sealed else ', not sealed yet'}; "
        f"{sum(pair.outcome is not None for pair in found.pairs)} trained again, "
        f"{found.equal} equal to six digits, {then} hit as stored and {now} now{ratio}"
    )
