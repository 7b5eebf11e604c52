"""Stored rows, made again: the first 50 steps of every family and number format.

The stored loss of a step at most 50 must come again to a relative 2e-3: float32 sums are made in
another order by another processor or another release, and early steps do not blow that up, not
even where weights are rounded to a few bits. Solved rows must come again whole, to a relative 1e-6,
and as many test items must be wrong, up to two ties.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from memlib.errors import MemlibError
from memlib.stored import load
from memlib.training import batched, outcomes, torch_loop
from memlib.training.run import Run, Settings, run_from_json
from memlib.training.tasks import arrays
from memlib.training.train import train

STEPS = 50
TOLERANCE = 2e-3

SOLVED_TOLERANCE = 1e-6

ROWS = load("starts").rows
STARTS = [row for row in ROWS if row["engine"] != "solved"]
SOLVED = [row for row in ROWS if row["engine"] == "solved"]


def words(row: dict[str, Any]) -> str:
    return f"{row['family']}-{run_from_json(row['run']).settings.dtype}"


@pytest.mark.parametrize("row", STARTS, ids=[words(row) for row in STARTS])
def test_the_first_steps_come_again(row: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    run = run_from_json(row["run"])
    data = arrays(run.task)
    assert data.digest == row["data"], "the same data, bit for bit"
    model = outcomes.fresh_model(run, data)
    cut = replace(run, settings=replace(run.settings, steps=STEPS))
    whole = outcomes.rates(run.settings)  # the schedule of all steps, of which the first are taken

    def first(settings: Settings) -> Any:
        return whole[: settings.steps]

    if row["engine"] == "kernel":
        from memlib.training.kernel import compiled

        losses = compiled.train(cut, model, data, first(cut.settings)).losses
    elif row["engine"] == "batched":
        monkeypatch.setattr(outcomes, "rates", first)
        losses = batched.train([cut], [model], [data], "cpu")[0].losses
    else:
        monkeypatch.setattr(outcomes, "rates", first)
        losses = torch_loop.train(cut, model, data, "cpu").losses
    assert len(losses) == STEPS + 1
    compared = [(step, loss) for step, loss in row["curve"] if int(step) <= STEPS]
    assert len(compared) > 1
    for step, loss in compared:
        assert losses[int(step)] == pytest.approx(float(loss), rel=TOLERANCE)


@pytest.mark.parametrize("row", SOLVED, ids=[f"{r['family']}-{r['exact']}" for r in SOLVED])
def test_a_solved_row_comes_again(row: dict[str, Any]) -> None:
    run = run_from_json(row["run"])
    assert arrays(run.task).digest == row["data"], "the same data, bit for bit"
    (made,) = train([run])
    stored = row["outcome"]
    assert made.holds == row["exact"]
    for name in ("loss", "error", "test_loss"):
        value = float(stored[name])
        assert getattr(made, name) == pytest.approx(value, rel=SOLVED_TOLERANCE, abs=1e-12), name
    assert made.test_error == pytest.approx(float(stored["test_error"]), abs=0.002)


def test_another_solved_row_is_another() -> None:
    row = SOLVED[0]
    run = run_from_json(row["run"])
    (made,) = train([replace(run, seed=run.seed + 1)])
    value = float(row["outcome"]["test_loss"])
    assert made.test_loss != pytest.approx(value, rel=SOLVED_TOLERANCE)


def test_every_kind_of_row_is_here() -> None:
    """The families that stored tables hold, trained or solved; both sides of the threshold."""
    mixers = {"identity", "pooling", "averaging", "softmax", "hardmax"}
    assert {row["family"] for row in STARTS} >= {"uniform", "feed-forward"} | mixers
    assert {(r["family"], r["exact"]) for r in SOLVED} >= {
        ("random-features", False), ("random-features", True)
    }  # fmt: skip


def test_another_seed_does_not_come_to_the_same_losses() -> None:
    """What the comparison above would say of a wrong row."""
    row = STARTS[0]
    run = run_from_json(row["run"])
    cut = replace(run.settings, steps=1)
    other = Run(run.family, run.shape, run.task, cut, run.seed + 1)
    data = arrays(run.task)
    losses = torch_loop.train(other, outcomes.fresh_model(other, data), data, "cpu").losses
    assert losses[0] != pytest.approx(float(row["curve"][0][1]), rel=TOLERANCE)


def test_a_run_of_another_form_is_refused() -> None:
    with pytest.raises(MemlibError, match="no run"):
        run_from_json('{"family": "uniform"}')
