"""What a GPU does here: equal answers, training steps, verification, one cell of the map.

Without a GPU there is nothing to measure, and the command says so (exit code 2). ``--device cpu``
measures a small part by the same code, which tests do.
"""

from __future__ import annotations

import json
import platform
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import memlib
from memlib import files
from memlib.errors import MemlibError
from memlib.experiments.config import Config, experiment, load
from memlib.experiments.runs import flat
from memlib.experiments.statistics import hit
from memlib.experiments.store import Store, versions
from memlib.experiments.sweep import Sweep
from memlib.tables.maker import Row, output
from memlib.training import batched, torch_loop
from memlib.training.outcomes import fresh_model
from memlib.training.run import Run, Settings, Task, pairs
from memlib.training.tasks import arrays
from memlib.training.train import check_device, one_thread

NAME: Final = "gpu"

#: Training: lengths, and how many models at once; N sequences of d coordinates, one block a stack.
LENGTHS: Final = (10, 100, 1000)
MODELS: Final = (256, 1024, 4096)
SEQUENCES, DIM, M, Q = 32, 6, 2, 8
#: On the CPU so many models are enough to know how many steps it makes.
FEW: Final = 16
#: About so many seconds for one measurement, after a first look at one step.
SECONDS: Final = 4.0
#: Steps over which losses on the device are compared with the CPU's, and how close they must be.
COMPARED, CLOSE = 20, 1e-3
#: The network that is verified, and the cell of the map.
VERIFIED: Final = 1024
CELL: Final = ("map_500", "eq. (165), m = 8", "context", 64)
#: The cell is stopped after so many minutes.
MINUTES: Final = 1.5


def add_arguments(parser: ArgumentParser) -> None:
    """Add the options of the command."""
    parser.add_argument("--device", default="cuda", help="of torch (default cuda)")
    parser.add_argument("-o", "--output", help=f"default: results/{NAME}.json")


def make(options: Namespace) -> Path:
    """Measure, and write the table.

    Raises:
        MemlibError: there is no such device.
    """
    device = options.device
    try:
        check_device(device)
    except MemlibError as error:
        raise MemlibError(
            f"there is no GPU to measure: {error.what}", operation="gpu", mend="use a machine "
            "with one",
        ) from error  # fmt: skip
    began = time.perf_counter()
    rows = list(measured(device))
    manifest = {
        "what": "a GPU beside the CPU: equal answers, training, verification, a cell of the map",
        "command": f"python -m memlib.results {NAME} --device {device}",
        "card": card(device),
        "versions": dict(versions()),
        "platform": platform.platform(terse=True),
        "memlib": memlib.__version__,
        "seconds": round(time.perf_counter() - began, 1),
    }
    path = output(NAME, options)
    files.write_text(path, json.dumps({"manifest": manifest, "rows": rows}, indent=1) + "\n")
    return path


def card(device: str) -> str:
    """What the device calls itself."""
    import torch

    kind = torch.device(device).type
    return torch.cuda.get_device_name(device) if kind == "cuda" else f"no card: {kind}"


def measured(device: str) -> Iterator[Row]:
    """All rows: on a GPU the whole, on the CPU a small part of it."""
    small = device == "cpu"
    yield agreement(device)
    for length in LENGTHS[:1] if small else LENGTHS:
        yield training(length, FEW, "cpu")
        for models in (FEW,) if small else MODELS:
            yield training(length, models, device)
    for place in dict.fromkeys(("cpu", device)):
        yield verification(64 if small else VERIFIED, place)
    yield cell(device, small)


def the_run(length: int, steps: int, seed: int = 0, rate: float = 0.01) -> Run:
    """A model of the paper's form on uniform tokens."""
    task = Task("uniform", pairs(sequences=SEQUENCES, length=length, dim=DIM, seed=0))
    shape = pairs(m=M, q=Q, blocks=1, input="linear")
    return Run("uniform", shape, task, Settings(steps, rate), seed)


def agreement(device: str) -> Row:
    """The first losses on the device beside those of the plain loop on the CPU.

    Raises:
        MemlibError: they are apart.
    """
    run = the_run(LENGTHS[0], COMPARED, rate=0.001)
    data = arrays(run.task)
    with one_thread():
        plain = torch_loop.train(run, fresh_model(run, data), data, "cpu").losses
    (made,) = batched.train([run], [fresh_model(run, data)], [data], device)
    apart = float(abs(made.losses - plain).max())
    if not apart <= CLOSE:
        raise MemlibError(f"losses are {apart:g} apart from the CPU's", operation="gpu")
    return {"part": "agreement", "device": device, "steps": COMPARED, "losses apart": apart}


def training(length: int, models: int, device: str) -> Row:
    """Steps of so many models a second, each step with all its sequences."""
    runs = [the_run(length, 1, seed) for seed in range(models)]
    data = [arrays(runs[0].task)] * models
    row: Row = {"part": "training", "n": length, "models": models, "device": device}
    try:
        seconds = 0.0
        for steps in (1, 2):  # the first call warms up
            made = [replace(run, settings=replace(run.settings, steps=steps)) for run in runs]
            seconds = _seconds(made, data, device)
        steps = max(2, min(2000, int(SECONDS / seconds * 2)))
        made = [replace(run, settings=replace(run.settings, steps=steps)) for run in runs]
        seconds = _seconds(made, data, device)
    except RuntimeError as error:  # of torch, when the memory is full
        return {**row, "left out": str(error).splitlines()[0][:80]}
    rate = models * (steps + 1) / seconds
    return {**row, "steps": steps, "model steps per second": float(f"{rate:.4g}")}


def _seconds(runs: list[Run], data: list[Any], device: str) -> float:
    """Of all of them together."""
    models = [fresh_model(run, one) for run, one in zip(runs, data, strict=True)]
    return sum(one.seconds for one in batched.train(runs, models, data, device))


def verification(sequences: int, device: str) -> Row:
    """Every label of a compact network, exactly: on the cores by numba, on a GPU by torch."""
    from memlib.constructions.compact.construct import construct
    from memlib.data.synthetic import hard_dataset
    from memlib.fast import verify

    dataset = hard_dataset(sequences, 8, 3, 2)
    network = construct("next-token", dataset).network
    where = None if device == "cpu" else device
    verify(network, dataset, device=where)  # compiled, and warm
    began = time.perf_counter()
    report = verify(network, dataset, device=where)
    seconds = float(f"{time.perf_counter() - began:.3g}")
    return {
        "part": "verify --fast", "device": device, "labels": report.counts["items"],
        "seconds": seconds,
    }  # fmt: skip


def cell(device: str, small: bool = False) -> Row:
    """One cell of the map from end to end: tuning, the climb, fresh runs."""
    name, variant, kind, length = CELL
    config = one_cell(load(experiment(name), "quick" if small else "cpu"), variant, kind, length)
    began = time.perf_counter()
    with TemporaryDirectory() as folder, Store(Path(folder, "cell.sqlite")) as store:
        whole = Sweep(config, store, device=device, minutes=MINUTES, quiet=True).go()
        rows = [flat(row, role) for row, role in store.rows(config.sweep)]
    fresh = [row for row in rows if row["kind"] == "score"]
    return {
        "part": "a cell of the map", "device": device, "preset": config.preset,
        "cell": f"{variant}, {kind}, n = {length}", "runs": len(rows),
        "hits": sum(map(hit, fresh)), "of": len(fresh), "whole": whole,
        "seconds": round(time.perf_counter() - began, 1),
    }  # fmt: skip


def one_cell(config: Config, variant: str, kind: str, length: int) -> Config:
    """The experiment with one variant, one kind of data and one length left."""
    value = dict(config.value)
    value["variant"] = [
        {**one, "grid": {"task.length": [length]}}
        for one in value["variant"]
        if one["name"] == variant
    ]
    value["data"] = [one for one in value["data"] if one["name"] == kind]
    return replace(config, value=value)
