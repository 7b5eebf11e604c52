"""Every stored table is as its maker writes it: manifest, order, bytes."""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Any

import pytest

from memlib.stored import folder, load
from memlib.tables.__main__ import TABLES, maker
from memlib.tables.maker import ANEW, Option, TableMaker, stored_rows

#: Tables that are stored, and made by the shared maker.
SHARED = {
    name: found
    for name in TABLES
    if isinstance(found := maker(name), TableMaker) and (folder() / f"{name}.json").is_file()
}
#: What differs between machines and years.
VERSIONS = {"memlib", "python", "machine", "torch"}


def defaults(table: TableMaker) -> Namespace:
    parser = ArgumentParser()
    table.add_arguments(parser)
    return parser.parse_args([])


@pytest.mark.parametrize("name", SHARED)
def test_the_stored_manifest_is_what_the_maker_writes(name: str) -> None:
    stored, fresh = load(name).manifest, SHARED[name].manifest(defaults(SHARED[name]))
    assert list(stored) == list(fresh)
    for key in stored.keys() - VERSIONS:
        assert stored[key] == json.loads(json.dumps(fresh[key])), key


@pytest.mark.parametrize("name", SHARED)
def test_the_stored_bytes_are_what_the_maker_writes(name: str, tmp_path: Path) -> None:
    """From the stored rows and the stored versions: the same file, byte for byte."""
    text = (folder() / f"{name}.json").read_text(encoding="utf-8")
    value = json.loads(text)
    table = SHARED[name]

    class Frozen(TableMaker):
        def manifest(self, options: Namespace) -> dict[str, Any]:
            return super().manifest(options) | {
                key: value["manifest"][key] for key in VERSIONS & value["manifest"].keys()
            }

    fields = {key: getattr(table, key) for key in TableMaker.__dataclass_fields__}
    again = Frozen(**fields | {"rows": lambda options: value["rows"], "each": False})
    options = defaults(table)
    options.output = str(tmp_path / "again.json")
    assert again.make(options).read_text(encoding="utf-8") == text


def test_most_tables_share_the_maker() -> None:
    assert len(SHARED) >= 12


def test_options_and_what_the_command_tells(tmp_path: Path) -> None:
    table = TableMaker(
        "mine", {"what": "squares"}, lambda options: ({"x": x * x} for x in range(options.top)),
        {"seed": 7}, (Option("top", 2, "how many"), ANEW), each=True,
    )  # fmt: skip
    parser = ArgumentParser()
    table.add_arguments(parser)
    options = parser.parse_args(["--top", "3", "-o", str(tmp_path / "t.json")])
    assert options.anew is False
    value = json.loads(table.make(options).read_text(encoding="utf-8"))
    assert value["rows"] == [{"x": 0}, {"x": 1}, {"x": 4}] == stored_rows("mine", options)
    assert list(value["manifest"]) == ["what", "command", "memlib", "python", "seed"]
    assert value["manifest"]["command"] == "python -m memlib.results mine --top 3"


def test_nothing_is_lost_when_the_work_stops(tmp_path: Path) -> None:
    def rows(options: Namespace) -> Any:
        yield {"x": 1}
        raise KeyboardInterrupt

    table = TableMaker("mine", {}, rows, each=True)
    options = Namespace(output=str(tmp_path / "t.json"))
    with pytest.raises(KeyboardInterrupt):
        table.make(options)
    assert stored_rows("mine", options) == [{"x": 1}]
