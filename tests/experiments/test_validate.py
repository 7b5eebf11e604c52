"""Tables of runs that were altered: what is wrong is told, whatever stands there now."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from memlib import files
from memlib.errors import MemlibError
from memlib.experiments.seal import SEAL, holds, seal
from memlib.experiments.stored_runs import unpacked
from memlib.experiments.validate import wrong
from memlib.stored import folder

Table = dict[str, Any]

#: Values that no column may hold, but losses and errors the negative ones.
NEGATIVE = (-0.5, -(2**63))
NEVER = ([], {"a": 1}, 10**4000, *NEGATIVE)
#: Values that one column or another may hold.
SOMETIMES = (None, True, 0, 1, -1, 0.5, 1e308, 2**62, "", "x", "inf")


def table_of(name: str) -> Table:
    """Two runs of a stored table, all their values in the rows."""
    stored: Table = json.loads((folder() / f"{name}.json").read_text())
    rows = [[*stored["same"].values(), *row] for row in stored["rows"][:2]]
    columns = [*stored["same"], *stored["columns"]]
    manifest = {**stored["manifest"], "runs": 2}
    return {"manifest": manifest, "same": {}, "columns": columns, "rows": rows}


def told(table: Table) -> tuple[str, ...]:
    """What is wrong, as the reader says it or as the check of the runs does."""
    try:
        return wrong(*unpacked(table, ""))
    except MemlibError as error:
        return (str(MemlibError(error.what, place=error.place)),)


@pytest.fixture(scope="module", params=["d1", "b2", "t1_n10", "g1_between"])
def table(request: pytest.FixtureRequest) -> Table:
    return table_of(request.param)


def altered(table: Table, *values: Any) -> Iterator[tuple[str, Any, Table]]:
    """Each value of the last row in turn, with each of these in its place."""
    for place, name in enumerate(table["columns"]):
        for value in values:
            row = [*table["rows"][-1]]
            row[place] = value
            yield name, value, {**table, "rows": [*table["rows"][:-1], row]}


def test_a_table_as_it_was_exported(table: Table) -> None:
    assert told(table) == ()


def test_what_no_column_may_hold(table: Table) -> None:
    for name, value, other in altered(table, *NEVER):
        if name.endswith(("loss", "error")) and value in NEGATIVE and name != "set.loss":
            continue  # a number; rounding makes some losses smaller than 0
        (fault,) = told(other)
        assert fault.startswith("row 2: "), (name, value)


def test_any_value_is_judged(table: Table) -> None:
    """Told or not: no value ends the check."""
    for name, value, other in altered(table, *SOMETIMES):
        for fault in told(other):
            assert fault.startswith("row 2: "), (name, value)


def test_a_number_that_became_a_text(table: Table, tmp_path: Path) -> None:
    """A seal takes numbers as text, so it does not see this."""
    path = tmp_path / "t.json"
    table = {**table, "manifest": {**table["manifest"], SEAL: seal(table)}}
    for place, name in enumerate(table["columns"]):
        value = table["rows"][-1][place]
        if isinstance(value, float):
            row = [*table["rows"][-1]]
            row[place] = repr(value)
            path.write_text(json.dumps({**table, "rows": [table["rows"][0], row]}))
            other = files.read_json(path)
            assert holds(other)
            assert told(other), name


def test_each_column_is_needed(table: Table) -> None:
    free = ("shape.", "task.", "test_", "data")
    for place, name in enumerate(table["columns"]):
        if not name.startswith(free):
            rows = [row[:place] + row[place + 1 :] for row in table["rows"]]
            columns = [one for one in table["columns"] if one != name]
            (fault,) = told({**table, "columns": columns, "rows": rows})
            assert name in fault


def test_equal_faults_are_told_once_and_few_of_many() -> None:
    table = table_of("d1")
    manifest, rows = unpacked({**table, "manifest": {**table["manifest"], "runs": 9}}, "")
    other = [{**row, "kind": "x"} for row in rows]
    (fault,) = wrong({}, other)
    assert fault.startswith("row 1 and 1 more: kind: 'x' is not one of ")
    (count, columns) = wrong(manifest, [{**row, **dict.fromkeys("abcd", 0)} for row in rows])
    assert count == "rows: there are 2, the manifest tells of 9"
    assert columns == "'a' and 3 more: no export has such a column"
    several = wrong({}, [{**row, "kind": f"x{k}"} for k in range(5) for row in rows])
    assert len(several) == 4
    assert several[-1] == "and 2 more faults"
