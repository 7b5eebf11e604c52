"""G1: trained against built, and what a smallest tried size leaves open."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from answers import bars, cell

from memlib.experiments.statistics import Bracket
from memlib.experiments.verdicts import g1


def sized(
    hits: dict[int, int], n: int = 64, variant: str = "all", steps: int = 3000
) -> list[dict[str, Any]]:
    """Parameters → how many of 33 runs hit."""
    where = {"task.sequences": n, "task.length": 8, "task.classes": 2, "set.steps": steps}
    return [
        one for size, count in hits.items()
        for one in cell(count, variant=variant, parameters=size, **where)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("hits", "said", "bound"),
    [
        ({50: 0, 80: 17}, "training finds more", False),
        ({50: 0, 100: 17}, "training finds more", False),
        ({50: 0, 101: 17}, "training finds less", False),
        ({50: 20, 80: 33}, "training finds more", True),
        ({80: 16, 150: 17}, "training finds less", False),
        ({150: 17, 300: 33}, "not settled: the smallest size that was tried is enough", True),
        ({150: 16, 300: 16}, "not settled: no size was enough", False),
    ],
)
def test_built_and_trained(
    monkeypatch: pytest.MonkeyPatch, hits: dict[int, int], said: str, bound: bool
) -> None:
    """Against a network of 100 parameters; a size below all that were tried is not excluded."""
    monkeypatch.setattr(g1, "smallest_built", lambda *_: 100)
    found, told = g1.against_built(sized(hits), bars("g1"))
    assert (found, "at most" in told) == (said, bound)


def test_the_largest_n_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(g1, "smallest_built", lambda *_: 100)
    rows = sized({50: 0, 80: 33}) + sized({100: 0, 200: 33}, n=256) + sized({400: 0}, n=1024)
    assert g1.against_built(rows, bars("g1"))[0] == "training finds less"


def test_a_family_answers_for_its_own_sizes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another family was tried at 50; that says nothing about this one below 150."""
    monkeypatch.setattr(g1, "smallest_built", lambda *_: 100)
    rows = sized({50: 0, 400: 33}, variant="other") + sized({150: 33})
    found, told = g1.against_built(rows, bars("g1"))
    assert found.startswith("not settled")
    assert "trained at most 150" in told
    assert g1.brackets(rows) == {
        ("all", 64): Bracket(None, 150), ("other", 64): Bracket(50, 400)
    }  # fmt: skip


def test_the_longest_budget_of_a_size_counts() -> None:
    """3 and 20 of 33 within two budgets are not 23 of 66: with more steps half of the runs hit."""
    rows = sized({50: 0, 80: 3, 100: 17}) + sized({50: 0, 80: 20}, steps=6000)
    assert g1.brackets(rows) == {("all", 64): Bracket(50, 80)}
    assert {size: one.hits for size, one in g1.rates(rows).items()} == {50: 0, 80: 20, 100: 17}


def test_the_longest_budget_settles_a_stored_bracket() -> None:
    """eq. (165), m = 8, at N = 256: 461 parameters are enough within 6,000 steps."""
    from memlib.experiments.runs import runs

    assert g1.brackets(runs("g1_between")[1])["eq. (165), m = 8", 256] == Bracket(393, 461)


def test_stored_sizes_are_upper_ends() -> None:
    """Where a family's smallest tried size was enough, its bracket is open below."""
    from memlib.experiments.runs import runs

    found = g1.best(runs("g1")[1])
    assert {n: one.short for n, one in found.items()} == {64: None, 256: None, 1024: None}


@pytest.mark.parametrize(
    ("hits", "said"),
    [
        ({81: 0, 101: 17}, "training finds less"),
        ({81: 0, 102: 17}, "not settled: the bracket is too wide"),  # 102 / 81 > 1.25
        ({101: 17}, "not settled: the bracket is too wide"),
        ({64: 0, 80: 17}, "training finds more"),
        ({63: 0, 80: 17}, "not settled: the bracket is too wide"),
    ],
)
def test_the_sizes_between_must_be_close(
    monkeypatch: pytest.MonkeyPatch, hits: dict[int, int], said: str
) -> None:
    monkeypatch.setattr(g1, "smallest_built", lambda *_: 100)
    found, told = g1.between_sizes(sized(hits), bars("g1_between"))
    assert found == said
    assert ("wider than 1.25" in told) == said.startswith("not settled")


def test_every_n_of_the_sizes_between_can_be_judged() -> None:
    """What is built for each N, and sizes of a family that are close enough."""
    from memlib.experiments.config import experiment, load
    from memlib.models.parts import Dims
    from memlib.models.registry import parameters
    from memlib.training.run import Task, pairs
    from memlib.training.tasks import form

    sizes: dict[tuple[str, int], list[int]] = {}
    for one in load(experiment("g1_between")).cells():
        made = form(Task(one.recipe, pairs(**dict(one.arguments))))
        dims = Dims(length=made.length, dim=made.dim)
        n = dict(one.arguments)["sequences"]
        count = parameters(one.family, dict(one.shape), dims)
        sizes.setdefault((one.variant, n), []).append(count)  # type: ignore[arg-type]
    assert {n for _, n in sizes} == {64, 256, 1024, 4096}
    for (variant, n), found in sizes.items():
        assert g1.smallest_built(n, 8, 2) is not None
        ratios = [b / a for a, b in pairwise(found)]
        coarse = (variant, n) == ("feed-forward, one hidden layer", 64)
        assert max(ratios) <= (1.34 if coarse else 1.26), (variant, n)
