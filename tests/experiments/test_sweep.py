"""Sweeps: killed and resumed, side by side, in time, over Dask."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from dataclasses import asdict, replace
from pathlib import Path

import pytest
from tiny import TINY, tiny

from memlib.cli import main
from memlib.errors import MemlibError
from memlib.experiments import export, runs
from memlib.experiments.config import load
from memlib.experiments.store import Store
from memlib.experiments.sweep import Sweep, _dask, chunked
from memlib.training.run import Run, Settings, Task, pairs

ANYWHERE = "import sys; from memlib.cli import main; sys.exit(main(sys.argv[1:]))"


#: Long enough to be killed in the middle: no run ends before its last step.
LONG = TINY.replace("steps = 400", "steps = 1500, below = 0.0")


def rows(store: Path) -> list[tuple[str, str, dict[str, object]]]:
    """The rows of the tiny sweep, without what a clock measured."""
    with Store(store) as opened:
        found = opened.rows("tiny/cpu")
    return [
        (row.key, role, {k: v for k, v in asdict(row.outcome).items() if k != "seconds"})
        for row, role in found
    ]


def undisturbed(folder: Path, config: Path) -> list[tuple[str, str, dict[str, object]]]:
    with Store(folder / "calm.sqlite") as store:
        assert Sweep(load(config), store, quiet=True).go()
    return rows(folder / "calm.sqlite")


def start(config: Path, store: Path) -> subprocess.Popen[bytes]:
    command = [
        sys.executable,
        "-c",
        ANYWHERE,
        "capacity",
        "run",
        str(config),
        "--store",
        str(store),
    ]
    return subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True
    )


def wait_for_rows(process: subprocess.Popen[bytes], store: Path, more_than: int) -> None:
    """Until the sweep has stored something new, or ended."""
    while process.poll() is None:
        if store.exists() and len(rows(store)) > more_than:
            return
        time.sleep(0.02)


@pytest.mark.large
def test_killed_ten_times_and_still_the_same_rows(tmp_path: Path) -> None:
    config, store = tiny(tmp_path, LONG), tmp_path / "killed.sqlite"
    chance = random.Random(0)
    for _ in range(10):
        before = len(rows(store)) if store.exists() else 0
        process = start(config, store)
        wait_for_rows(process, store, before)
        time.sleep(chance.random() * 0.05)
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        assert process.wait() in (-signal.SIGKILL, 0)
        assert len(rows(store)) >= before
    process = start(config, store)
    assert process.wait() == 0, process.stderr and process.stderr.read()
    assert rows(store) == undisturbed(tmp_path, config)


def test_killed_once_and_still_the_same_rows(tmp_path: Path) -> None:
    config, store = tiny(tmp_path, LONG), tmp_path / "killed.sqlite"
    process = start(config, store)
    wait_for_rows(process, store, 0)
    os.killpg(process.pid, signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL
    kept = rows(store)
    assert kept
    with Store(store) as opened:
        assert Sweep(load(config), opened, quiet=True).go()
    again = rows(store)
    assert [row for row in again if row in kept] == kept
    assert again == undisturbed(tmp_path, config)


def test_two_sweeps_may_write_at_once(tmp_path: Path) -> None:
    config, store = tiny(tmp_path), tmp_path / "both.sqlite"
    with Store(store) as one, Store(store) as two:
        assert Sweep(load(config), one, quiet=True).go()
        assert Sweep(load(config), two, workers=2, quiet=True).go()
    assert rows(store) == undisturbed(tmp_path, config)


def test_a_chunk_has_one_model_and_one_data_set(tmp_path: Path) -> None:
    def run(draw: int, **settings: int) -> Run:
        task = Task("uniform", pairs(sequences=4, length=2, dim=1, seed=draw))
        return Run("uniform", pairs(blocks=settings.get("blocks", 1)), task,
                   Settings(settings.get("steps", 1), 0.1), 0)  # fmt: skip

    mixed = [run(0), run(1), run(0), run(1), run(0, steps=2), run(0, blocks=2)]
    sweep = Sweep(load(tiny(tmp_path)), Store(tmp_path / "s.sqlite"))
    assert chunked(mixed, lambda run: 8, sweep._together) == [
        [run(0), run(0)], [run(1), run(1)], [run(0, steps=2)], [run(0, blocks=2)]
    ]  # fmt: skip
    sweep.engine = "batched"  # draws of one form train together
    apart = [[run(0, steps=2)], [run(0, blocks=2)]]
    assert chunked(mixed, lambda run: 8, sweep._together) == [mixed[:4], *apart]


def test_no_worker_is_left_alone_with_many_long_runs(tmp_path: Path) -> None:
    """What trains one by one is shared out; batches keep their size, on which rows may depend."""
    task = Task("uniform", pairs(sequences=4, length=2, dim=1, seed=0))
    run = Run("uniform", pairs(blocks=1), task, Settings(1, 0.1), 0)
    sweep = Sweep(load(tiny(tmp_path)), Store(tmp_path / "s.sqlite"), workers=2, engine="fastest")
    sweep.config.value["chunk"] = 24
    assert [sweep._share(run, among) for among in (8, 21, 1000)] == [1, 3, 24]
    slow = replace(run, settings=replace(run.settings, dtype="bfloat16"))
    assert sweep._share(slow, 21) == 24


def test_a_gpu_gets_hundreds_of_models_as_far_as_their_tokens_fit(tmp_path: Path) -> None:
    def run(length: int, sequences: int = 500) -> Run:
        task = Task("uniform", pairs(sequences=sequences, length=length, dim=1, seed=0))
        return Run("uniform", pairs(blocks=1), task, Settings(1, 0.1), 0)

    with Store(tmp_path / "s.sqlite") as store:
        sweep = Sweep(load(tiny(tmp_path)), store)
        assert (sweep._size(run(10)), sweep._engine(run(10))) == (1, "auto")
        sweep.device = "cuda"
        assert sweep._engine(run(10)) == "batched"
        assert sweep._size(run(10)) == 512
        assert sweep._size(run(1000)) == 100
        assert sweep._size(run(10_000, sequences=10_000)) == 1


def test_a_sweep_out_of_time_is_resumed(tmp_path: Path) -> None:
    config = load(tiny(tmp_path))
    with Store(tmp_path / "s.sqlite") as store:
        assert not Sweep(config, store, minutes=0, quiet=True).go()
        assert Sweep(config, store, quiet=True).go()


def test_a_dask_cluster_gives_the_same_rows(tmp_path: Path) -> None:
    from distributed import KilledWorker, LocalCluster

    config = tiny(tmp_path)
    with (
        LocalCluster(
            n_workers=1, threads_per_worker=1, processes=False, dashboard_address=None,
            protocol="tcp", host="127.0.0.1",
        ) as cluster,
        Store(tmp_path / "dask.sqlite") as store,
    ):  # fmt: skip
        address = cluster.scheduler_address
        assert Sweep(load(config), store, workers=2, scheduler=address, quiet=True).go()
        with pytest.raises(MemlibError, match="a worker was killed"), _dask(address):
            raise KilledWorker("a task", cluster.workers[0], 3)
    assert rows(tmp_path / "dask.sqlite") == undisturbed(tmp_path, config)


def test_export_and_read_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config, store = str(tiny(tmp_path)), str(tmp_path / "s.sqlite")
    end = ["--preset", "quick", "--store", store]
    assert main(["capacity", "run", config, *end]) == 0
    assert main(["capacity", "resume", config, *end]) == 0
    assert main(["capacity", "show", "--store", store]) == 0
    assert "tiny/quick: 3 of 3 runs" in capsys.readouterr().out
    target = tmp_path / "tiny.json"
    assert main(["capacity", "export", config, *end, "-o", str(target)]) == 0
    manifest, found = runs.read(target)
    assert manifest["runs"] == manifest["planned"] == 3
    assert [row["kind"] for row in found] == ["tune", "tune", "score"]
    assert found[2]["seed"] == 0
    assert found[2]["exact_loss"] == pytest.approx(found[2]["loss"], rel=1e-3)


def test_what_an_earlier_edition_asked_for_is_not_exported(tmp_path: Path) -> None:
    earlier = load(tiny(tmp_path))
    with Store(tmp_path / "s.sqlite") as store:
        assert Sweep(earlier, store, quiet=True).go()
        now = load(tiny(tmp_path, TINY.replace('blocks" = [1, 2]', 'blocks" = [2]')))
        assert now.sweep == earlier.sweep
        assert Sweep(now, store, quiet=True).go()
    manifest, found = runs.read(export.write(now, tmp_path / "s.sqlite", tmp_path / "now.json"))
    assert {row["shape.blocks"] for row in found} == {2}
    assert manifest["runs"] == manifest["planned"] == len(found) == 14


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["run", "nowhere.toml"], "No such file"),
        (["show"], "no such store"),
        (["export", "{config}"], "no such store"),
        (["run", "{config}", "--scheduler", "tcp://127.0.0.1:1"], "no scheduler answers"),
        (["run", "{config}", "--engine", "steam"], "invalid choice: 'steam'"),
    ],
)
def test_problems_are_one_line(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    words: str,
) -> None:
    monkeypatch.setattr("memlib.experiments.sweep.PATIENCE", "1s")
    config = str(tiny(tmp_path, TINY))
    given = [part.format(config=config) for part in arguments]
    code = main(["capacity", given[0], "--store", str(tmp_path / "no.sqlite"), *given[1:]])
    said = capsys.readouterr().err.strip().splitlines()[-1]
    assert code == 2
    assert words in said


def test_a_file_that_is_no_store(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    path.write_text("not a data base, and long enough to be sure of it\n" * 20)
    with pytest.raises(MemlibError, match="store"):
        Store(path)
