"""Whatever is misspelled or impossible in an experiment's file is refused when it is read."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tiny import TINY, tiny

from memlib.errors import MemlibError
from memlib.experiments import protocol_checks, protocols
from memlib.experiments.config import PRESETS, experiment, folder, load

#: Files that together have all protocols, kinds of data, families and tables.
FILES = ("t1_n10", "f1_vectors", "b2", "s1", "m1", "d1", "b1_figure_3", "g1")
#: The head of a table of the tiny file, and a number that no float holds.
QUICK, HUGE = "[preset.quick]\n", "1" + 400 * "0"
#: Texts that may say anything.
FREE = {"id", "title", "claim", "note", "criteria", "late_criteria", "name", "variants", "read"}
#: Keys that name things by a text of their own: misspelled, they are another thing.
OWN = {"read"}


def toml(value: Any) -> str:
    """A value as TOML."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(k)} = {toml(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(toml, value)) + "]"
    return repr(value) if isinstance(value, float) else json.dumps(value, ensure_ascii=False)


def text(value: dict[str, Any]) -> str:
    return "\n".join(f"{json.dumps(key)} = {toml(one)}" for key, one in value.items()) + "\n"


@cache
def original(name: str) -> str:
    return experiment(name).read_text(encoding="utf-8")


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The places of all values that are no tables."""
    if isinstance(value, dict | list) and value:
        parts = value.items() if isinstance(value, dict) else enumerate(value)
        for key, one in parts:
            yield from leaves(one, (*path, key))
    else:
        yield path


def refused(folder: Path, value: dict[str, Any]) -> str:
    """What is said about a file; the place is told."""
    path = folder / "changed.toml"
    path.write_text(text(value), encoding="utf-8")
    with pytest.raises(MemlibError) as caught:
        load(path, "cpu")
    said = str(caught.value)
    assert said.startswith("experiment: ")
    assert str(path) in said
    assert "\n" not in said
    return said


def at(value: Any, path: tuple[Any, ...]) -> Any:
    for key in path:
        value = value[key]
    return value


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("files")


@pytest.mark.parametrize("name", FILES)
def test_the_files_as_they_are_written_again(place: Path, name: str) -> None:
    path = place / f"{name}.toml"
    path.write_text(text(tomllib.loads(original(name))), encoding="utf-8")
    for preset in PRESETS:
        assert load(path, preset).cells() == load(experiment(name), preset).cells()


@given(data=st.data())
@settings(max_examples=60)
def test_a_misspelled_key_is_refused(place: Path, data: st.DataObject) -> None:
    value = tomllib.loads(original(data.draw(st.sampled_from(FILES))))
    path = data.draw(st.sampled_from([p for p in leaves(value) if not OWN & set(p)]))
    depths = [k for k, key in enumerate(path) if isinstance(key, str)]
    depth = data.draw(st.sampled_from(depths))
    table, key = at(value, path[:depth]), path[depth]
    cut = data.draw(st.integers(0, len(key) - 1))
    wrong = data.draw(st.sampled_from([key[:cut] + "z" + key[cut:], key[:cut] + key[cut + 1 :]]))
    if wrong.replace(" ", "") != key.replace(" ", "") and wrong not in table:
        table[wrong] = table.pop(key)
        refused(place, value)


@given(data=st.data())
@settings(max_examples=60)
def test_a_misspelled_word_is_refused(place: Path, data: st.DataObject) -> None:
    value = tomllib.loads(original(data.draw(st.sampled_from(FILES))))
    words = [
        p for p in leaves(value)
        if isinstance(at(value, p), str) and not FREE & set(p) and p[0] != "verdict"
    ]  # fmt: skip
    path = data.draw(st.sampled_from(words))
    word = at(value, path)
    cut = data.draw(st.integers(0, len(word) - 1))
    wrong = data.draw(
        st.sampled_from([word[:cut] + word[cut] + word[cut:], word[:cut] + word[cut + 1 :], "", 3])
    )
    at(value, path[:-1])[path[-1]] = wrong
    refused(place, value)


@given(data=st.data())
@settings(max_examples=90)
def test_an_impossible_number_is_refused(place: Path, data: st.DataObject) -> None:
    value = tomllib.loads(original(data.draw(st.sampled_from(FILES))))
    numbers = [p for p in leaves(value) if type(at(value, p)) in (int, float)]
    path = data.draw(st.sampled_from(numbers))
    old = at(value, path)
    impossible = [float("nan"), float("inf"), True, []]
    if "verdict" not in path:
        impossible += [-1, "a", 10**15] if type(old) is int else [-1.0, "a"]
        impossible += [old + 0.5] if type(old) is int else []
    chosen = data.draw(st.sampled_from(impossible))
    if not (chosen is True and path[-1] in ("norm", "positions")):
        at(value, path[:-1])[path[-1]] = chosen
        refused(place, value)


@pytest.mark.parametrize(
    ("name", "old", "new", "words"),
    [
        ("t1_n10", 'goal = "loss"', 'goal = "losss"', "goal: 'losss' is unknown (use loss, error)"),
        ("b1", 'dtype = "float64"', 'dtype = "float46"', "'float46' is unknown (use float64"),
        ("f1", 'loss = "cross-entropy"', 'loss = "cross-entrpy"', "use mse, cross-entropy"),
        ("t1_n10", "steps = 10000", "steps = -5", "a whole number from 0 to 10,000,000"),
        ("t1_n10", "warmup = 0.1", "warmup = 1.5", "1.5 is not allowed (a number from 0 to 1)"),
        ("t1_n10", "steps = 10000", "steps = nan", "steps: nan is not allowed"),
        ("t1_n10", "sequences = 500", "sequences = -500", "sequences: -500 is not allowed"),
        ("t1_n10", "length = 10", "length = 10000000", "numbers are too many"),
        ("g1", "chunk = 11", 'chunk = "a"', "chunk: 'a' is no count"),
        ("g1", "feed-forward =", "feed-forwards =", "no family 'feed-forwards' (use uniform"),
        ("g1", 'recipe = "lattice"', 'recipe = "latice"', "use uniform, context, lattice"),
        ("f1", 'labels = "true"', 'labels = "ture"', "labels: 'ture' is not allowed (use true, r"),
        ("f1", 'input = "table"', 'input = "tabel"', "use linear, table, fixed"),
        ("f1", 'loss = "cross-entropy"', 'loss = "mse"', "3 classes are no ±1 labels"),
        ("f1", '"best-of"', '"bestof"', "use success, best-of, grid"),
        ("f1", 'status = "confirmatory"', 'status = "sure"', "use confirmatory, exploratory"),
        ("f1", "[0.003, 0.05]", "[0.05, 0.003]", "low ≤ high"),
        ("f1", "least = 0.95", "leest = 0.95", "no criterion names 'leest'"),
        ("f1", "many = 10\n", "", "asks for what the file does not have: 'many'"),
        ("m1", 'variants = ["context: identity"', 'variants = ["context: nothing"', "use context:"),
        ("m1", 'name = "context: pooling"', 'name = "context: identity"', "no name of its own"),
        ("t1_n10", "[preset.gpu]", "[preset.gqu]", "use colab, cpu, gpu, quick"),
        ("t1_n10", '"shape.blocks" = [2, 4, 6', '"shape.block" = [2, 4, 6', "no size 'block'"),
        ("map_500", "share = 0.5\nfinest", "share = 0.6\nfinest", "one share"),
        ("map_500", "finest = 1.5", "finest = 1.0", "a number from 1.01"),
        ("map_500", "least = 4", "least = 200", "least ≤ first ≤ most"),
        ("map_500", "most = { 4 = 0 }", "most = { four = 0 }", "'four' is no length"),
        ("map_500", 'kinds = ["context"]', 'kinds = ["contexts"]', "no 'contexts' (use context, n"),
        ("map_500", "first = 512, least", "first = 8, least", "data '64 orders'.ladder: no order"),
        ("map_500", "ladder = { least = 16", "ladder = { lest = 16", "unknown: lest"),
        ("map_500", "learning_rate = [0.001", "gain = [0.001", "tune: unknown: gain"),
        ("map_500", "learning_rate = [0.001, ", "# [", "tune: a climb has no rates to choose from"),
        ("t1_n10", "m = 2, q = 8", "m = 2, q = 8, heads = 1", "no size 'heads'"),
        ("t1_n10", "m = 2, q = 8", "m = 20000, q = 80000", "parameters are too many"),
        ("d1", '"random-features"', '"least-squares"', "no size 'features'"),
    ],
)
def test_the_place_and_what_is_allowed(
    tmp_path: Path, name: str, old: str, new: str, words: str
) -> None:
    path = tmp_path / f"{name}.toml"
    written = original(name)
    assert old in written
    path.write_text(written.replace(old, new), encoding="utf-8")
    with pytest.raises(MemlibError) as caught:
        load(path)
    assert words in str(caught.value)
    assert str(path) in str(caught.value)


#: What is said → the words of the tiny file, and those in their place.
SLIPS = {
    "criteria: 'at least {share': expected '}'": ('["none"]', '["at least {share"]'),
    "criteria: '}': Single '}'": ('["none"]', '["}"]'),
    "asks for what the file does not have": ('["none"]', '["{steps.much}"]'),
    "preset.quick.variants: 1 is no list of values": (QUICK, QUICK + "variants = 1\n"),
    "preset.quick.variants: 'al' is no list": (QUICK, f'{QUICK}variants = "al"\n'),
    "preset.quick.variants: [] is no list": (QUICK, QUICK + "variants = []\n"),
    "preset.quick.kinds: [] is no list": (QUICK, QUICK + "kinds = []\n"),
    "preset.quick.variants: there is no 'a' (leave": (QUICK, f'{QUICK}variants = ["a"]\n'),
    "preset.quick.variants: there is no 'a' (use b)": (
        QUICK, f'{QUICK}variants = ["a"]\nvariant = [{{ name = "b" }}]\n'
    ),
    "preset.quick.variant: no list of tables": (QUICK, QUICK + "variant = 5\n"),
    "preset.quick.data: no list of tables": (QUICK, QUICK + "data = 'abc'\n"),
    "preset.quick.variant[0].name: None is no name": (
        QUICK, QUICK + "[[preset.quick.variant]]\nshape = { m = 4 }\n"
    ),
    "preset.quick.variant 'a': unknown: grit": (
        QUICK, QUICK + '[[preset.quick.variant]]\nname = "a"\ngrit = {}\n'
    ),
    "data 'a'.ladder: 5 is no table": (QUICK, '[[data]]\nname = "a"\nladder = 5\n' + QUICK),
    "preset quick: there is nothing to run": (QUICK, QUICK + "variant = []\n"),
    "tiny.toml: preset quick: there is nothing": (
        QUICK, '[[data]]\nname = "a"\nmost = { 3 = 0 }\n' + QUICK
    ),
    'grid."shape.blocks": 2 stands twice': ("[1, 2]", "[2, 2]"),
    '"shape.blocks, shape.m": (2, 4) stands twice': (
        'blocks" = [1, 2]', 'blocks, shape.m" = [[2, 4], [1, 4], [2, 4]]'
    ),
    'grid."shape.blocks": [] is no list': ("[1, 2]", "[]"),
    'grid."shape.blocks": [2] is no value': ("[1, 2]", "[[2]]"),
    "all: two axes make one cell twice": (
        "[1, 2]", '[1, 2]\n"shape.blocks, task.length" = [[3, 4]]'
    ),
    "all: grid: too many cells": (
        "[1, 2]", f'{[*range(1, 401)]}\n"task.length" = {[*range(1, 401)]}'
    ),
    "base: task.seed: the protocol chooses it": ("dim = 2", "dim = 2, seed = 3"),
    "grid: task.seed: the protocol chooses it": ('"shape.blocks" = [1, 2]', '"task.seed" = [1]'),
    "there is no family ['uniform']": ('family = "uniform"', 'family = ["uniform"]'),
    "base.settings.below: a number of 1,329 bits": ("stop = true", f"stop = true, below = {HUGE}"),
    "base.settings.steps: 2020-01-01 is no value": ("steps = 400", "steps = 2020-01-01"),
}  # fmt: skip


@pytest.mark.parametrize("words", SLIPS)
def test_a_slip_in_a_tiny_file_is_told(tmp_path: Path, words: str) -> None:
    assert SLIPS[words][0] in TINY
    path = tiny(tmp_path, TINY.replace(*SLIPS[words]))
    with pytest.raises(MemlibError, match=re.escape(words)):
        load(path)


def test_a_family_that_is_a_list_is_told_where_its_task_has_three_classes(tmp_path: Path) -> None:
    task = 'recipe = "lattice", classes = 3, sequences = 12, length = 3, dim = 2'
    text = TINY.replace('family = "uniform"', 'family = ["uniform"]')
    text = text.replace('recipe = "uniform", sequences = 12, length = 3, dim = 2', task)
    with pytest.raises(MemlibError, match="there is no family"):
        load(tiny(tmp_path, text))


def test_protocols_are_those_that_are_played() -> None:
    assert tuple(protocols.PROTOCOLS) == protocol_checks.PROTOCOLS


@pytest.mark.parametrize("path", sorted(folder().glob("*.toml")), ids=lambda p: p.stem)
def test_every_file_passes(path: Path) -> None:
    load(path)
