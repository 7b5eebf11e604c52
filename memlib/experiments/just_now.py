"""A small edition of an experiment, computed while a chapter runs."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from typing import Any

from memlib.experiments.config import experiment, load
from memlib.experiments.runs import flat
from memlib.experiments.store import Store
from memlib.experiments.sweep import Sweep


def just_now(name: str, preset: str = "quick") -> list[dict[str, Any]]:
    """Run an experiment in a store of its own; print what was done, return the runs that count.

    Args:
        name: of the file in ``experiments``.
        preset: "quick", or "full" for what the stored results were made with (minutes to hours).

    Raises:
        MemlibError: there is no such experiment.
    """
    config = load(experiment(name), "cpu" if preset == "full" else preset)
    begin = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder, Store(Path(folder) / "now.sqlite") as store:
        Sweep(config, store, quiet=True).go()
        rows = [flat(row, role) for row, role in store.rows(config.sweep)]
    took = time.perf_counter() - begin
    print(f"computed just now: {name}, {config.preset} preset, {len(rows)} runs, {took:.0f} s")
    return [row for row in rows if row["kind"] != "tune"]
