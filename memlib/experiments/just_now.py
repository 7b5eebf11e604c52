"""A small edition of an experiment, computed while a chapter runs."""

from __future__ import annotations

import os
import tempfile
import time
from pathlib import Path
from typing import Any, Final

from memlib.experiments.config import experiment, load
from memlib.experiments.runs import asked_for, flat
from memlib.experiments.store import Store
from memlib.experiments.sweep import Sweep

#: The environment variable that names a folder where runs are kept, on Drive for instance.
FOLDER: Final = "MEMLIB_STORE"
#: On a GPU: no more work is handed out after so many minutes; the rest waits for the next time.
MINUTES: Final = 10.0


def just_now(name: str, preset: str = "quick", device: str = "cpu") -> list[dict[str, Any]]:
    """Run an experiment; print what was done, return the runs that count.

    Where MEMLIB_STORE names a folder, finished runs are kept there and are not made again: a
    session that was lost goes on. On a GPU a bar shows what is left, hundreds of models train at
    a time, and after :data:`MINUTES` minutes no more are begun.

    Args:
        name: of the file in ``experiments``.
        preset: "quick"; "full" for what the stored results were made with (on a CPU minutes to
            hours), which on a GPU is the preset "colab" where the file has one.
        device: of torch.

    Raises:
        MemlibError: there is no such experiment.
    """
    full = "cpu" if device == "cpu" else "colab"
    config = load(experiment(name), full if preset == "full" else preset)
    begin = time.perf_counter()
    with tempfile.TemporaryDirectory() as own:
        folder = Path(os.environ.get(FOLDER) or own)
        folder.mkdir(parents=True, exist_ok=True)
        with Store(folder / "now.sqlite") as store:
            done = Sweep(
                config, store, device=device, quiet=device == "cpu",
                minutes=float("inf") if device == "cpu" else MINUTES,
            ).go()  # fmt: skip
            rows = [flat(*one) for one in asked_for(config, store.rows(config.sweep))[0]]
    took = time.perf_counter() - begin
    print(f"computed just now: {name}, {config.preset} preset, {len(rows)} runs, {took:.0f} s")
    if not done:
        print(f"stopped after {MINUTES:g} minutes; {_go_on()}")
    return [row for row in rows if row["kind"] != "tune"]


def _go_on() -> str:
    kept = f"run this cell again to go on ({FOLDER} keeps what is done)"
    lost = f"to go on the next time, let {FOLDER} name a folder that stays, on Drive for instance"
    return kept if os.environ.get(FOLDER) else lost
