"""The store keeps what is there, and writers wait for each other."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path

import pytest
from fake import outcome

from memlib.experiments.store import Store, row_key
from memlib.experiments.wanted import rank
from memlib.training.run import Run, Settings, Task, pairs

TASK = Task("uniform", pairs(sequences=4, length=2, dim=1, seed=0))
RUN = Run("uniform", pairs(), TASK, Settings(1, 0.1), 0)


def test_a_run_that_is_there_stays_as_it_is(tmp_path: Path) -> None:
    with Store(tmp_path / "s.sqlite") as store:
        store.put([(RUN, "data", outcome(0.5))])
        store.put([(RUN, "data", outcome(0.1)), (replace(RUN, seed=1), "data", outcome(0.2))])
        first, second = (store.get(replace(RUN, seed=seed), "data") for seed in (0, 1))
    assert first is not None
    assert second is not None
    assert (first.loss, second.loss) == (0.5, 0.2)


def test_other_data_is_another_run(tmp_path: Path) -> None:
    with Store(tmp_path / "s.sqlite") as store:
        store.put([(RUN, "data", outcome(0.5))])
        assert store.get(RUN, "other data") is None
    assert row_key(RUN, "data") != row_key(RUN, "other data")


def test_all_or_none(tmp_path: Path) -> None:
    class BrokenError(Exception):
        pass

    def finished() -> object:
        yield RUN, "data", outcome(0.5)
        raise BrokenError

    with Store(tmp_path / "s.sqlite") as store:
        with pytest.raises(BrokenError):
            store.put(finished())  # type: ignore[arg-type]
        assert store.get(RUN, "data") is None
        store.put([(RUN, "data", outcome(0.5))])  # and it can be written again


def test_a_writer_waits_for_another_from_its_first_look_on(tmp_path: Path) -> None:
    """Were a write begun without its lock, two sweeps would count the same places."""
    path = tmp_path / "s.sqlite"
    done = threading.Event()

    def other() -> None:
        with Store(path) as store:
            store.enlist("x", [(RUN, "data", "all:score")])
        done.set()

    with Store(path) as store:
        with store._writing():
            thread = threading.Thread(target=other)
            thread.start()
            assert not done.wait(0.5), "it did not wait"
        thread.join(30)
        assert done.is_set()
        store.enlist("x", [(replace(RUN, seed=1), "data", "all:score")])
        store.put([(replace(RUN, seed=k), "data", outcome(0.5)) for k in (0, 1)])
        assert [row.run.seed for row, _ in store.rows("x")] == [0, 1]


def test_runs_that_a_table_cannot_tell_apart_rank_alike() -> None:
    """A table keeps six digits: a protocol that is played again with it must choose alike."""
    assert rank([outcome(0.12345612)]) == rank([outcome(0.12345634)])
    assert rank([outcome(0.123456)]) < rank([outcome(0.123457)])
    assert rank([outcome(float("nan"))]) == rank([outcome(float("inf"))])
