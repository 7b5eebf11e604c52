"""Runs in, outcomes out: the kernel where it can, else torch.

Engines:
    "kernel": compiled, one thread, CPU (:mod:`memlib.training.kernel.compiled`); float32, the
        families that it names.
    "batched": runs that differ in seed and rates train together, any device, every family.
    "loop": the plain torch loop, one run after the other, any device, every family.
    "auto": on a CPU the kernel where it can, else the loop; on other devices batched.
    "fastest": on a CPU the kernel where it can, else batched.

On a CPU, torch is held to one thread while it trains: sweeps run one process for each core, and the
same run gives the same row, bit for bit, whatever else is trained beside it ("batched" apart).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import torch

from memlib.errors import MemlibError, context
from memlib.training import batched, torch_loop
from memlib.training.outcomes import fresh_model, outcome, rates
from memlib.training.run import ENGINES, Outcome, Run
from memlib.training.solved import SOLVED, solve
from memlib.training.tasks import alike, arrays


def train(runs: Sequence[Run], *, device: str = "cpu", engine: str = "auto") -> list[Outcome]:
    """Train each run and judge its weights in float64; what can be solved is solved.

    Args:
        runs: any; the outcomes come in their order.
        device: of torch, "cpu" or "cuda"; the kernel knows the CPU only.
        engine: one of :data:`memlib.training.run.ENGINES`.

    Raises:
        MemlibError: there is no such engine or device, the kernel cannot train a run, or a run's
            data and model do not fit.
    """
    with context(operation="train"):
        if engine not in ENGINES:
            raise MemlibError(f"there is no engine {engine!r}", mend="use " + ", ".join(ENGINES))
        check_device(device)
        found: dict[int, Outcome] = {}
        groups: dict[Run, list[int]] = {}
        with one_thread():
            for place, run in enumerate(runs):
                chosen = choose(run, device, engine)
                if chosen == "batched":
                    groups.setdefault(alike(run), []).append(place)
                else:
                    found[place] = _one(run, device, chosen)
            for places in groups.values():
                made = _together([runs[place] for place in places], device)
                found.update(zip(places, made, strict=True))
        return [found[place] for place in range(len(runs))]


def choose(run: Run, device: str, engine: str) -> str:
    """Which engine trains a run.

    Raises:
        MemlibError: the kernel was asked for and cannot.
    """
    if run.family in SOLVED:
        return "solved"
    if engine not in ("auto", "kernel", "fastest"):
        return engine
    from memlib.training.kernel import compiled

    if device == "cpu" and compiled.supports(run):
        return "kernel"
    if engine == "kernel":
        raise MemlibError(
            f"the kernel does not train {run.family} in {run.settings.dtype} on {device}",
            mend='use engine "auto"',
        )
    return "loop" if device == "cpu" and engine == "auto" else "batched"


def check_device(device: str) -> None:
    """
    Raises:
        MemlibError: torch cannot use the device here.
    """
    try:
        torch.zeros(1, device=device).item()  # some devices hold no numbers
    except (RuntimeError, AssertionError, NotImplementedError) as error:
        line = str(error).splitlines()[0]
        raise MemlibError(f"no device {device!r}: {line}", mend="use cpu") from error


def _one(run: Run, device: str, engine: str) -> Outcome:
    if engine == "solved":
        return solve(run)
    data = arrays(run.task)
    model = fresh_model(run, data)
    if engine == "kernel":
        from memlib.training.kernel import compiled

        trained = compiled.train(run, model, data, rates(run.settings))
    else:
        trained = torch_loop.train(run, model, data, device)
    return outcome(run, data, model, trained, engine, device)


def _together(runs: Sequence[Run], device: str) -> list[Outcome]:
    data = [arrays(run.task) for run in runs]
    models = [fresh_model(run, one) for run, one in zip(runs, data, strict=True)]
    results = batched.train(runs, models, data, device)
    return [
        outcome(run, one, model, trained, "batched", device)
        for run, one, model, trained in zip(runs, data, models, results, strict=True)
    ]


@contextmanager
def one_thread() -> Iterator[None]:
    """Torch on one thread, and afterwards as it was."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(threads)
