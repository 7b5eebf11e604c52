"""Workers that end with the sweep, and workers that end before it."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from fake import outcome
from tiny import TINY, tiny

from memlib.errors import MemlibError
from memlib.experiments.config import load
from memlib.experiments.runs import runs
from memlib.experiments.store import Store
from memlib.experiments.sweep import Sweep
from memlib.experiments.workers import local_workers
from memlib.tables import codecheck
from memlib.training.run import Outcome, Run


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="needs /proc to see processes")
def test_workers_end_when_the_sweep_is_asked_to(tmp_path: Path) -> None:
    config = tiny(tmp_path, TINY.replace("steps = 400", "steps = 3000, below = 0.0"))
    code = "import sys; from memlib.cli import main; sys.exit(main(sys.argv[1:]))"
    sweep = subprocess.Popen(
        [sys.executable, "-c", code, "capacity", "run", str(config), "--workers", "2",
         "--store", str(tmp_path / "s.sqlite")],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    try:
        end = time.monotonic() + 60
        while len(members(sweep.pid)) < 3 and time.monotonic() < end:
            time.sleep(0.2)
        assert len(members(sweep.pid)) >= 3, "the workers have begun"
        sweep.terminate()
        assert sweep.wait(30) == 128 + signal.SIGTERM
        end = time.monotonic() + 20
        while members(sweep.pid) and time.monotonic() < end:
            time.sleep(0.2)
        assert members(sweep.pid) == []
    finally:
        for pid in members(sweep.pid):
            os.kill(pid, signal.SIGKILL)


def members(session: int) -> list[int]:
    """The living processes of a session."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            state, _, _, its_session = (folder / "stat").read_text().rpartition(") ")[2].split()[:4]
        except OSError:
            continue
        if int(its_session) == session and state != "Z":
            found.append(int(folder.name))
    return found


def test_a_killed_worker_is_told_and_what_is_finished_is_kept(tmp_path: Path) -> None:
    config, path = load(tiny(tmp_path)), tmp_path / "s.sqlite"

    def train(runs: list[Run], device: str, engine: str) -> list[Outcome]:
        return [outcome(0.5) for _ in runs]

    def killed(runs: list[Run], device: str, engine: str) -> list[Outcome]:
        if runs[0].settings.learning_rate > 0.02:
            while not finished():
                time.sleep(0.05)
            os.kill(os.getpid(), signal.SIGKILL)
        return train(runs, device, engine)

    def finished() -> int:
        with Store(path, read_only=True) as opened:
            return sum(done for _, _, done, _ in opened.sweeps())

    with Store(path) as store:
        with pytest.raises(MemlibError, match="a worker was killed") as error:
            Sweep(config, store, workers=2, quiet=True, train=killed).go()  # type: ignore[arg-type]
        assert "run the same command again" in error.value.mend
        assert finished()
        assert Sweep(config, store, quiet=True, train=train).go()  # type: ignore[arg-type]


def test_more_workers_than_the_system_has_room_for() -> None:
    with pytest.raises(MemlibError, match="Too many open files") as error, local_workers():
        raise OSError(errno.EMFILE, os.strerror(errno.EMFILE))
    assert "fewer --workers" in error.value.mend
    with pytest.raises(FileNotFoundError), local_workers():
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))


def gone(row: object, digest: str | None) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def test_a_killed_worker_of_the_check_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(codecheck, "_one_made", gone)
    rows = [{**row, "data": "0" * 12} for row in runs("d1")[1][:2]]
    with pytest.raises(MemlibError, match="a worker was killed") as told:
        codecheck._made(rows, workers=2)
    assert told.value.mend == "run it again with fewer --workers"
