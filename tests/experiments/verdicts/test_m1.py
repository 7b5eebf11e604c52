"""M1: each part of the verdict follows its criterion, on rows written here."""

from __future__ import annotations

from typing import Any

import pytest
from answers import bars

from memlib.experiments.config import experiment, load
from memlib.experiments.verdicts import m1
from memlib.models.registry import parameters
from memlib.training.outcomes import dims
from memlib.training.tasks import arrays

RUNS = 33
#: How many of 33 runs each mixer memorizes where averaging is good enough.
EVEN = {"identity": 0, "pooling": 5, "averaging": 30, "softmax": 31, "hardmax": 3}


def memorized(data: str, hits: dict[str, int], n: int = 50) -> list[Any]:
    return [
        {
            "kind": "score", "variant": f"{data}: {mixer}", "task.sequences": n,
            "set.goal": "error", "set.below": 0.005, "hit": 9 if k < count else None,
            "exact_error": 0.0 if k < count else 0.1,
        }
        for mixer, count in hits.items()
        for k in range(RUNS)
    ]  # fmt: skip


def digits(better: dict[str, float], spread: float = 0.01) -> list[Any]:
    """Test accuracies around 0.8, so much better than averaging; pairs differ by a spread."""
    return [
        {
            "kind": "score", "variant": f"digits: {mixer}", "task.seed": k % 3, "seed": k,
            "test_error": 0.2 - better.get(mixer, 0.0)
            + (k % 2 - 0.5) * spread * (mixer != "averaging") + k / 1000,
            "exact_error": 0.0,
        }
        for mixer in m1.MIXERS
        for k in range(RUNS)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("data", "change", "answer"),
    [
        ("context", {}, "suffices"),
        ("context", {"averaging": 10}, "does not suffice"),
        ("context", {"identity": 30}, "open"),
        ("uniform", {"identity": 30}, "suffices"),
        ("uniform", {"averaging": 12, "softmax": 12}, "open"),
        ("uniform", {"averaging": 16, "softmax": 16, "hardmax": 16}, "open"),
        ("uniform", {"averaging": 17, "softmax": 16, "hardmax": 16}, "suffices"),
        ("uniform", {"pooling": 33, "averaging": 20, "softmax": 20}, "suffices"),
        ("uniform", {"averaging": 20, "softmax": 0, "hardmax": 33}, "does not suffice"),
    ],
)
def test_memorization(data: str, change: dict[str, int], answer: str) -> None:
    assert m1.memorizes(memorized(data, {**EVEN, **change}), data, bars("m1")) == answer


def test_one_size_at_which_softmax_is_ahead_is_enough() -> None:
    rows = memorized("uniform", EVEN) + memorized("uniform", {**EVEN, "averaging": 1}, n=75)
    assert m1.ahead(m1.rates(rows, "uniform"), "softmax", "averaging") == [75]
    assert m1.memorizes(rows, "uniform", bars("m1")) == "does not suffice"


@pytest.mark.parametrize(
    ("better", "spread", "answer"),
    [
        ({"softmax": 0.0, "hardmax": -0.1}, 0.01, "suffices"),
        ({"softmax": 0.01, "hardmax": -0.1}, 0.01, "suffices"),
        ({"softmax": 0.06}, 0.01, "does not suffice"),
        ({"softmax": 0.028}, 0.001, "suffices"),
        ({"softmax": 0.032}, 0.001, "does not suffice"),
        ({"hardmax": 0.06}, 0.01, "does not suffice"),
        ({"softmax": 0.01}, 0.5, "open"),
    ],
)
def test_accuracy(better: dict[str, float], spread: float, answer: str) -> None:
    assert m1.generalizes(digits(better, spread), bars("m1")) == answer


def test_gains_are_paired() -> None:
    """Runs differ by 0.032 from the first to the last, and by nothing within a pair."""
    gain = m1.gains(digits({"softmax": 0.02}, spread=0.0))["softmax"]
    assert gain.low == pytest.approx(0.02)
    assert gain.high == pytest.approx(0.02)


@pytest.mark.parametrize(
    ("context", "better", "word"),
    [({}, {}, "reproduced"), ({"averaging": 1}, {}, "partly"),
     ({"averaging": 1}, {"softmax": 0.1}, "not reproduced")],
)  # fmt: skip
def test_the_verdict(context: dict[str, int], better: dict[str, float], word: str) -> None:
    rows = memorized("context", {**EVEN, **context}) + digits(better)
    rows += memorized("uniform", {**EVEN, **context})
    verdict, numbers = m1.averaging_suffices(rows, bars("m1"))
    assert verdict == word
    assert "minus that of averaging: identity" in numbers


def test_stored_runs_without_mixing_do_not_pass_what_the_last_token_allows() -> None:
    """In double precision; in single precision rounding decides where the best output is 0."""
    from memlib.experiments import statistics
    from memlib.experiments.runs import runs
    from memlib.training.arrays import Arrays
    from memlib.training.run import Task, pairs

    part = statistics.scored(runs("m1")[1], variant="context: identity")
    for (n, seed), group in statistics.by(part, "task.sequences", "task.seed").items():
        shape = pairs(sequences=n, length=4, dim=2, tokens=8, seed=seed)
        made = arrays(Task("context", shape))
        assert made.ids is not None
        floor = Arrays(made.y, 2, ids=made.ids[:, -1:], vocabulary=8).floor()[1]
        assert floor > 0.2
        assert min(row["exact_error"] for row in group) >= floor - 1e-5


def test_mixers_are_compared_at_equal_parameters() -> None:
    """Within 3 % of each other, on every kind of data."""
    counts: dict[str, set[int]] = {}
    for cell in load(experiment("m1")).cells():
        run = cell.run(1000, 1000)
        size = parameters(run.family, dict(run.shape), dims(run, arrays(run.task)))
        counts.setdefault(cell.variant.split(":")[0], set()).add(size)
    assert set(counts) == {"context", "uniform", "digits"}
    for found in counts.values():
        assert max(found) < 1.03 * min(found)
