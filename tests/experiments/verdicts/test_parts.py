"""Which part of a change is enough: brackets against brackets, cell by cell."""

from __future__ import annotations

from math import inf
from typing import Any

import pytest
from answers import bars, cell

from memlib.experiments.verdicts.parts import enough, parts_of_a_change
from memlib.experiments.verdicts.the_map import Capacity, Place

BARS = bars("map_means")
PLAIN, WHOLE, PARTS = BARS["plain"], BARS["whole"], BARS["parts"]
CENTERED, ROOT = "centered mean", "mean times root n"


def brackets(whole: Capacity, **held: Capacity) -> dict[Place, Capacity]:
    """One cell; parts that are not named hold what the plain mean holds."""
    plain = Capacity(16, 22)
    here = {PLAIN: plain, WHOLE: whole} | dict.fromkeys(PARTS, plain)
    here |= {CENTERED: held["centered"]} if held else {}
    return {("context", family, 64): one for family, one in here.items()}


@pytest.mark.parametrize(
    ("whole", "centered", "names"),
    [
        (Capacity(64, 91), Capacity(64, 91), [CENTERED]),
        (Capacity(64, 91), Capacity(181, 256), [CENTERED]),
        (Capacity(91, 128), Capacity(64, 90), [CENTERED]),  # the brackets touch, but for rounding
        (Capacity(91, 128), Capacity(45, 64), []),  # worth something, and below the whole
        (Capacity(32, 45), Capacity(22, 32), []),  # touches the whole, and is worth nothing
        (Capacity(64, 91), Capacity(0, 4), []),
    ],
)
def test_a_part_is_worth_something_and_not_below_the_whole(
    whole: Capacity, centered: Capacity, names: list[str]
) -> None:
    assert enough(brackets(whole, centered=centered), BARS) == {"context": {64: names}}


def test_cells_that_say_nothing_are_left_out() -> None:
    """The whole is worth nothing; its bracket has no upper end; a part was not measured."""
    assert enough(brackets(Capacity(22, 32)), BARS) == {}
    assert enough(brackets(Capacity(64, inf)), BARS) == {}
    found = brackets(Capacity(64, 91))
    del found["context", ROOT, 64]
    assert enough(found, BARS) == {}


def climb(family: str, n: int, held: int) -> list[dict[str, Any]]:
    """All runs hit up to ``held`` sequences, and none at the next N."""
    where = {"task.length": n, "set.steps": 2000, "variant": f"context: {family}"}
    return [
        row for count, hits in ((held, 11), (2 * held, 0))
        for row in cell(hits, runs=11, parameters=487, **{"task.sequences": count}, **where)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("centered", "said"),
    [
        ((64, 64), "context: centered mean"),
        ((64, 16), "context: no part is enough"),
        ((64,), "context: not settled"),
    ],
)
def test_a_part_must_be_enough_in_every_cell_of_a_kind(
    centered: tuple[int, ...], said: str
) -> None:
    held = {PLAIN: 16, WHOLE: 64} | dict.fromkeys(PARTS, 16)
    rows = [
        row for n, middle in zip((64, 256), centered, strict=False)
        for family, count in (held | {CENTERED: middle}).items()
        for row in climb(family, n, count)
    ]  # fmt: skip
    found, told = parts_of_a_change(rows, BARS)
    assert found == said
    assert f"standardized mean: worth something in {len(centered)} of {len(centered)} cells" in told
    assert "context, n = 64: enough: centered mean" in told
