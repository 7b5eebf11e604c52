"""S1: cells are compared one by one, and who is ahead decides."""

from __future__ import annotations

from typing import Any

import pytest
from answers import bars, cell

from memlib.errors import MemlibError
from memlib.experiments.verdicts.s1 import duels, longer

#: Hits of 33, on both sides, in cells that eq. (165) wins, loses, or that are not separated.
OURS, THEIRS, NEITHER = (33, 0), (0, 33), (17, 16)


def match(data: str, *results: tuple[int, int]) -> list[dict[str, Any]]:
    """One cell for each result, at growing length."""
    return [
        one
        for place, result in enumerate(results)
        for side, size, hits in zip(("eq. (165)", "feed-forward"), (517, 511), result, strict=True)
        for one in cell(hits, variant=f"{data}: {side}", parameters=size,
                        **{"task.length": 4**place, "task.sequences": 50})
    ]  # fmt: skip


def test_duels_are_fought_cell_by_cell() -> None:
    found = duels(match("uniform", THEIRS, OURS, NEITHER), "uniform")
    assert [(d["n"], d["ahead"], d["errs less"]) for d in found] == [
        (1, -1, -1), (4, 1, 1), (16, 0, 1)
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["s1", "s1_wide"])
@pytest.mark.parametrize(
    ("results", "said"),
    [
        ((OURS, NEITHER), "reproduced"),
        ((OURS, OURS, THEIRS), "mixed"),
        ((OURS, THEIRS), "mixed"),
        ((NEITHER, NEITHER), "mixed"),
        ((OURS, THEIRS, THEIRS), "not reproduced"),
        ((NEITHER, THEIRS), "not reproduced"),
    ],
)
def test_longer(name: str, results: tuple[tuple[int, int], ...], said: str) -> None:
    """Each kind of data has its own verdict."""
    rows = match("uniform", *results) + match("context", OURS)
    assert longer(rows, bars(name))[0] == f"uniform: {said}; context: reproduced"
    rows = match("uniform", THEIRS) + match("context", *results)
    assert longer(rows, bars(name))[0] == f"uniform: not reproduced; context: {said}"


def test_a_kind_of_data_without_runs() -> None:
    with pytest.raises(MemlibError, match="both sides on context"):
        longer(match("uniform", OURS), bars("s1"))
