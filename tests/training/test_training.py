"""Training: three engines that agree, gradients, hits, formats, and the same row twice."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch

from memlib.errors import MemlibError
from memlib.training import torch_loop
from memlib.training.kernel import losses, pack_one_look
from memlib.training.outcomes import fresh_model, rates, threshold
from memlib.training.run import Outcome, Pairs, Run, Settings, Task, pairs
from memlib.training.tasks import arrays
from memlib.training.train import choose, one_thread, train

UNIFORM = Task("uniform", pairs(sequences=150, length=4, dim=6, seed=0))
CONTEXT = Task("context", pairs(sequences=150, length=4, dim=2, tokens=9, seed=0))
LONG = Task("context", pairs(sequences=150, length=40, dim=2, tokens=9, seed=0))
SHAPE = pairs(m=2, q=8, blocks=2)
SETTINGS = Settings(steps=30, learning_rate=0.003)
CROSS = replace(SETTINGS, loss="cross-entropy")


def of(shape: Pairs, **more: Any) -> Pairs:
    return pairs(**dict(shape), **more)


#: What the kernel meets: 150 sequences fill one tile of lanes and a part of the next.
KERNEL = {
    "vectors": Run("uniform", SHAPE, UNIFORM, SETTINGS, 0),
    "vectors, classes": Run("uniform", SHAPE, UNIFORM, replace(CROSS, clip=0.05), 1),
    "no blocks": Run("uniform", pairs(m=2, q=8, blocks=0), UNIFORM, SETTINGS, 0),
    "table": Run("uniform", of(SHAPE, input="table"), CONTEXT, SETTINGS, 2),
    "table, classes": Run(
        "uniform", of(SHAPE, input="table"), CONTEXT, replace(CROSS, weight_decay=0.1), 2
    ),
    "recurring vectors": Run(
        "uniform", of(SHAPE, input="linear"), CONTEXT, replace(SETTINGS, clip=0.1), 3
    ),
    "fixed": Run(
        "uniform", pairs(m=2, q=8, blocks=1, input="fixed"), CONTEXT, replace(SETTINGS, gain=2.0), 4
    ),
    "feed-forward": Run("feed-forward", pairs(width=7, depth=3), UNIFORM, SETTINGS, 5),
    "feed-forward, classes": Run(
        "feed-forward", pairs(width=9, depth=1), CONTEXT, replace(CROSS, clip=0.05), 6
    ),
    "last tokens": Run("feed-forward", pairs(width=7, window=2), UNIFORM, SETTINGS, 5),
    "leaky": Run("feed-forward", pairs(width=7, depth=2, leak=10), UNIFORM, SETTINGS, 5),
    "times root n": Run("uniform", of(SHAPE, mean="root"), CONTEXT, SETTINGS, 6),
    "standardized": Run("uniform", of(SHAPE, mean="standard"), LONG, SETTINGS, 6),
    "centered": Run("uniform", of(SHAPE, mean="centered"), LONG, SETTINGS, 6),
    "scaled": Run("uniform", of(SHAPE, mean="scaled"), LONG, SETTINGS, 6),
    "spread": Run("uniform", of(SHAPE, mean="spread"), LONG, SETTINGS, 6),
    "centered, times root n": Run("uniform", of(SHAPE, mean="centered root"), LONG, SETTINGS, 6),
    "wide after": Run("uniform", of(SHAPE, after=3, q_after=4), LONG, SETTINGS, 7),
    "deep sets": Run("deep-sets", SHAPE, LONG, SETTINGS, 8),
    "last token": Run("last-only", SHAPE, UNIFORM, CROSS, 9),
    "softmax": Run("softmax", pairs(m=2, q=4, small=10), LONG, SETTINGS, 10),
    "softmax, layer norm": Run("softmax", pairs(m=3, q=2, norm=1), UNIFORM, SETTINGS, 11),
    "linear model": Run("feed-forward", pairs(depth=0), UNIFORM, SETTINGS, 5),
    "fixed, no blocks": Run(
        "uniform", pairs(m=2, q=8, blocks=0, input="fixed"), CONTEXT, SETTINGS, 4
    ),
}


def same_losses(one: Outcome, other: Outcome, within: float = 2e-5) -> None:
    assert one.steps == other.steps
    assert one.curve[-1][0] == other.curve[-1][0]
    for (_, loss, _), (_, again, _) in zip(one.curve, other.curve, strict=True):
        assert loss == pytest.approx(again, abs=within)
    assert one.exact_loss == pytest.approx(other.exact_loss, abs=within)
    assert one.parameters == other.parameters


@pytest.mark.parametrize("name", KERNEL)
def test_kernel_agrees_with_the_loop(name: str) -> None:
    run = KERNEL[name]
    (fast,) = train([run], engine="kernel")
    (slow,) = train([run], engine="loop")
    assert fast.engine == "kernel"
    same_losses(fast, slow)
    assert fast.curve[0][1] != fast.curve[-1][1]
    assert fast.exact_loss == pytest.approx(fast.loss, abs=1e-5)  # no hit: the weights of the end


@pytest.mark.parametrize("mean", ["plain", "standard"])
def test_tokens_that_are_made_again_give_the_same(mean: str, monkeypatch: Any) -> None:
    run = replace(KERNEL["vectors"], shape=of(SHAPE, mean=mean))
    (kept,) = train([run], engine="kernel")
    monkeypatch.setattr(pack_one_look, "_KEPT", 0)
    (made_again,) = train([run], engine="kernel")
    same_losses(made_again, kept, within=1e-6)


BATCHED = {
    "eq. 165": KERNEL["vectors"],
    "softmax": Run(
        "softmax", pairs(m=4, q=8, layers=2, heads=2, norm=1, positions=1), UNIFORM, SETTINGS, 0
    ),
    "hardmax": Run("hardmax", pairs(m=4), UNIFORM, SETTINGS, 0),
    "pooling": Run("pooling", pairs(m=4, read="mean"), UNIFORM, replace(SETTINGS, clip=0.1), 0),
    "feed-forward": Run("feed-forward", pairs(width=8, depth=2), UNIFORM, SETTINGS, 0),
    "table": Run("mean-only", pairs(input="table"), CONTEXT, replace(CROSS, weight_decay=0.1), 0),
    "causal": Run(
        "causal",
        pairs(m=4, heads=2),
        Task("strings", pairs(sequences=5, length=6, vocabulary=7, seed=0)),
        CROSS,
        0,
    ),
    "int8": Run("deep-sets", SHAPE, UNIFORM, replace(SETTINGS, dtype="int8"), 0),
    "int4": Run("deep-sets", SHAPE, UNIFORM, replace(SETTINGS, dtype="int4"), 0),
    "bfloat16": Run("deep-sets", SHAPE, UNIFORM, replace(SETTINGS, dtype="bfloat16"), 0),
    "float64": Run("deep-sets", SHAPE, UNIFORM, replace(SETTINGS, dtype="float64"), 0),
}


@pytest.mark.parametrize("name", BATCHED)
def test_batched_agrees_with_the_loop(name: str) -> None:
    first = BATCHED[name]
    faster = replace(first.settings, learning_rate=0.002, warmup=0.3)
    runs = [first, replace(first, seed=7), replace(first, seed=8, settings=faster)]
    # A last-digit difference may round a weight to another value of a coarse format.
    within = 2e-5 if first.settings.dtype in ("float32", "float64") else 2e-3
    for one, other in zip(train(runs, engine="batched"), train(runs, engine="loop"), strict=True):
        same_losses(one, other, within)


@pytest.mark.parametrize("engine", ["kernel", "batched", "loop"])
def test_hits(engine: str) -> None:
    """Few sequences are soon learned; the hit is the first step below, with its weights."""
    task = Task("uniform", pairs(sequences=6, length=4, dim=6, seed=0))
    settings = Settings(steps=150, learning_rate=0.03, below=0.3)
    run = Run("uniform", SHAPE, task, settings, 3)
    (on,) = train([run], engine=engine)
    (off,) = train([replace(run, settings=replace(settings, stop=True))], engine=engine)
    assert on.hit is not None
    assert on.hit == off.hit == off.steps < on.steps == 150
    assert off.loss < 0.3
    assert off.exact_loss == pytest.approx(off.loss, abs=1e-6)
    assert on.exact_loss == pytest.approx(off.exact_loss, abs=1e-6)
    assert on.best_loss < off.loss
    by_error = replace(settings, goal="error", below=0.01, stop=True)
    (first,) = train([replace(run, settings=by_error)], engine=engine)
    assert first.error == 0 == first.exact_error
    assert first.hit is not None
    assert first.hit <= off.hit


@pytest.mark.parametrize("engine", ["kernel", "batched", "loop"])
def test_as_many_wrong_as_the_goal_forbids_is_no_hit(engine: str) -> None:
    """Below k wrong of N means at most k − 1, however k / N is rounded on the way."""
    for n in range(40, 60):
        task = Task("uniform", pairs(sequences=n, length=2, dim=2, seed=0))
        still = Settings(1, 1e-12, goal="error", below=0.0)
        run = Run("uniform", pairs(blocks=1, m=2, q=8, input="linear"), task, still, 0)
        (seen,) = train([run], engine=engine)
        wrong = round(seen.error * n)
        assert 0 < wrong < n
        for more, hit in ((0, None), (1, 0)):
            goal = replace(still, below=(wrong + more) / n)
            assert train([replace(run, settings=goal)], engine=engine)[0].hit == hit


def test_a_tie_with_the_true_answer_is_wrong() -> None:
    """The kernel's own counts: none, one, two others as high as the true one."""
    wide = losses.L
    scores = np.zeros((3, wide), np.float32)
    scores[:, :4] = [[2, 2, 2, 3], [1, 2, 2, 2], [0, 1, 2, 0]]
    first = np.zeros(wide, np.int64)
    for used, wrong in ((1, 0), (2, 1), (3, 2), (4, 2)):
        assert losses.surprise(scores.ravel().copy(), first, used, 3, np.float32(1))[1] == wrong
    signs = np.where(np.arange(wide) % 2, np.float32(-1), np.float32(1))
    outputs = np.array([1, -1, 0, 0, -1, 1] + [0] * (wide - 6), np.float32)
    for used, wrong in ((2, 0), (4, 2), (6, 4)):
        assert losses.squares(outputs.copy(), signs, used, np.float32(1))[1] == wrong


def test_the_threshold_parts_counts() -> None:
    for answers in range(1, 2000, 7):
        for below in (0.0, 0.01, 0.005, 0.3, 1.0):
            least = threshold(Settings(1, 0.1, goal="error", below=below), answers)
            for wrong in {0, answers // 100, answers // 100 + 1, 3 * answers // 10, answers}:
                meets = wrong / answers < below
                assert (wrong * (1 / answers) < least) == meets
                assert bool(np.float32(wrong) / np.float32(answers) < least) == meets


@pytest.mark.parametrize("name", ["learning_rate", "gain", "weight_decay", "clip", "below"])
@pytest.mark.parametrize(
    "value", [1e39, 10**400, float("inf"), float("nan")], ids=["float", "whole", "inf", "nan"]
)
def test_numbers_that_no_float32_holds_are_refused(name: str, value: float) -> None:
    with pytest.raises(MemlibError, match=rf"settings: {name}: .* to 1e\+30\)"):
        Settings(**{"steps": 1, "learning_rate": 0.1, name: value})


@pytest.mark.parametrize("engine", ["batched", "loop"])
def test_the_largest_numbers_train(engine: str) -> None:
    largest = {"learning_rate": 1e30, "gain": 1e30, "weight_decay": 1e30, "clip": 1e30}
    settings = replace(SETTINGS, **largest, warmup=0.0)
    (made,) = train([replace(KERNEL["vectors"], settings=settings)], engine=engine)
    assert not made.finite


@pytest.mark.parametrize("engine", ["kernel", "batched", "loop"])
def test_a_run_that_diverges_ends(engine: str) -> None:
    settings = replace(SETTINGS, learning_rate=1e30, warmup=0.0)
    (made,) = train([replace(KERNEL["vectors"], settings=settings)], engine=engine)
    assert not made.finite
    assert made.hit is None
    assert made.steps < SETTINGS.steps


def bits(made: Outcome) -> Outcome:
    return replace(made, seconds=0.0)


@pytest.mark.parametrize("name", ["vectors", "table, classes"])
def test_the_same_row_twice(name: str) -> None:
    other = replace(KERNEL[name], seed=9)
    alone = train([KERNEL[name]])
    beside = train([other, KERNEL[name]])
    assert bits(alone[0]) == bits(beside[1])
    assert bits(beside[0]) != bits(beside[1])


def test_the_same_row_in_the_loop_and_least_squares() -> None:
    runs = [BATCHED["softmax"], Run("least-squares", (), UNIFORM, SETTINGS, 0)]
    once, twice = train(runs), train(runs)
    assert [bits(made) for made in once] == [bits(made) for made in twice]
    assert once[0].engine == "loop"
    assert once[1].engine == "solved"


@one_thread()
def test_the_loop_is_torch_alone() -> None:
    """The reference against ten lines that share nothing with it but the model."""
    run = KERNEL["vectors"]
    data = arrays(run.task)
    model = fresh_model(run, data)
    found = torch_loop.train(run, fresh_model(run, data), data)
    x, y = torch.from_numpy(data.x), torch.from_numpy(2.0 * data.y - 1).float()  # type: ignore[arg-type]
    optimizer = torch.optim.AdamW(model.parameters(), weight_decay=0.0)
    for step, rate in enumerate(rates(run.settings)):
        loss = ((model(x)[:, 0] - y) ** 2).mean()
        assert found.losses[step] == pytest.approx(loss.item(), abs=1e-6)
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.param_groups[0]["lr"] = rate
        optimizer.step()


def test_the_fastest_engine_is_the_kernel_where_it_can_else_batches() -> None:
    assert choose(KERNEL["vectors"], "cpu", "fastest") == "kernel"
    assert choose(BATCHED["softmax"], "cpu", "fastest") == "batched"
    assert choose(BATCHED["softmax"], "cpu", "auto") == "loop"
    assert choose(KERNEL["leaky"], "cpu", "auto") == "kernel"
    table = replace(KERNEL["feed-forward"], shape=pairs(width=7, input="table"), task=CONTEXT)
    assert choose(table, "cpu", "fastest") == "batched"
    wide = replace(KERNEL["vectors"], settings=replace(SETTINGS, dtype="float64"))
    assert choose(wide, "cpu", "fastest") == "batched"


def test_errors() -> None:
    with pytest.raises(MemlibError, match="no engine"):
        train([], engine="fast")
    with pytest.raises(MemlibError, match="kernel does not train softmax"):
        train([BATCHED["softmax"]], engine="kernel")
    with pytest.raises(MemlibError, match="no device"):
        train([], device="abacus")


@pytest.mark.large
def test_long_sequences_fit_in_two_gigabytes() -> None:
    """N = 500, n = 10,000, in a process of its own; the peak of its resident memory."""
    script = (
        "import resource\n"
        "from memlib.training.speed import paper_run\n"
        "from memlib.training.train import train\n"
        "made = train([paper_run(10_000, 2)])[0]\n"
        "assert made.finite and made.engine == 'kernel'\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, env=os.environ
    )
    assert int(done.stdout) < 2 * 2**20  # kilobytes
