"""A sweep: the runs of an experiment, over many workers, into the store.

What is in the store is not trained again. Workers get a few runs at a time, on the same data and
of the same shape; what they finish is stored at once, by the sweep itself, so workers need no
access to the file. A sweep that is killed loses the runs in flight and no others.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, Final, TypeAlias

from memlib.errors import MemlibError
from memlib.experiments import protocols
from memlib.experiments.config import Config
from memlib.experiments.runs import Held
from memlib.experiments.store import Store
from memlib.experiments.wanted import Wanted
from memlib.experiments.workers import killed, local_workers
from memlib.training.run import Outcome, Run, Task
from memlib.training.tasks import alike, arrays

#: How many runs a worker gets at a time, unless the experiment says otherwise.
CHUNK: Final = 4
#: In so many turns, at least, workers share the runs of a stage that train one after the other.
SHARES: Final = 4
#: On a GPU: hundreds of models a time, as far as their tokens (models · N · n) fit its memory.
WIDE: Final = 512
TOKENS: Final = 50_000_000
#: How long a scheduler may take to answer.
PATIENCE = "10s"

Train: TypeAlias = Callable[[Sequence[Run], str, str], list[Outcome]]


@dataclass
class Sweep:
    """One experiment on its way.

    Attributes:
        config: the experiment.
        store: where outcomes go.
        workers: local processes, or how many chunks are on a cluster at a time.
        scheduler: the address of a Dask scheduler; "" for local processes.
        engine, device: of :func:`memlib.training.train.train`.
        minutes: hand out no more work after so long; the rest waits for a ``resume``.
        quiet: no progress bar.
        held: finished runs of a stored table, which are not trained again.
    """

    config: Config
    store: Store
    workers: int = 1
    scheduler: str = ""
    engine: str = "auto"
    device: str = "cpu"
    minutes: float = float("inf")
    quiet: bool = False
    train: Train | None = None
    held: Held | None = None
    _digests: dict[Task, str] = field(default_factory=dict)
    _chosen: dict[Run, str] = field(default_factory=dict)
    _end: float = 0.0

    def go(self) -> bool:
        """Run what is missing; whether everything is there now.

        Raises:
            MemlibError: a run cannot be made, a worker is killed, or the cluster cannot be reached.
        """
        self._end = time.monotonic() + 60 * self.minutes
        plan = protocols.stages(self.config)
        with self._bar() as bar, self._backend():
            try:
                wanted = next(plan)
                while True:
                    outcomes = self._ensure(wanted, bar)
                    if outcomes is None:
                        return False
                    wanted = plan.send(outcomes)
            except StopIteration:
                return True

    def _ensure(self, wanted: list[Wanted], bar: Any) -> dict[str, Outcome] | None:
        """The outcomes of all wanted runs by key; None when time ran out."""
        self.store.enlist(
            self.config.sweep, [(w.run, self._digest(w.run.task), w.role) for w in wanted]
        )
        self._adopt(wanted)
        found: dict[str, Outcome] = {}
        missing: dict[str, Run] = {}
        for run in (w.run for w in wanted):
            outcome = self.store.get(run, self._digest(run.task))
            if outcome is None:
                missing[run.key] = run
            else:
                found[run.key] = outcome
        bar.update(len(found))
        shared = partial(self._share, among=len(missing))
        chunks = chunked(missing.values(), shared, self._together)
        for runs, outcomes in self._trained(chunks):
            self.store.put(
                (run, self._digest(run.task), outcome)
                for run, outcome in zip(runs, outcomes, strict=True)
            )
            found.update((run.key, o) for run, o in zip(runs, outcomes, strict=True))
            bar.update(len(runs))
        return found if len(found) == len({w.run.key for w in wanted}) else None

    def _adopt(self, wanted: list[Wanted]) -> None:
        """Take what a stored table holds into the store."""
        if not self.held:
            return
        kept = []
        for one in wanted:
            data = self._digest(one.run.task)
            outcome = self.held.get(one, data)
            if outcome is not None and self.store.get(one.run, data) is None:
                kept.append((one.run, data, outcome))
        manifest = self.held.manifest
        self.store.put(kept, manifest["versions"], manifest["last"])

    def _share(self, run: Run, among: int) -> int:
        """How many runs like this one a worker gets at a time, of all that are missing.

        What trains one by one is shared out, so that no worker is left alone with many long runs.
        What trains in batches keeps its size: rows may depend on it.
        """
        kind = self._together(run)
        if kind not in self._chosen:
            from memlib.training.train import choose

            self._chosen[kind] = choose(run, self.device, self._engine(run))
        if self._chosen[kind] == "batched":
            return self._size(run)
        return min(self._size(run), -(-among // (SHARES * self.workers)))

    def _size(self, run: Run) -> int:
        """How many runs like this one a worker gets at a time at most."""
        size = int(self.config.value.get("chunk", CHUNK))
        if self.device == "cpu":
            return size
        tokens = int(run.task.argument("sequences")) * int(run.task.argument("length", 64))
        return max(1, min(WIDE, TOKENS // tokens))

    def _engine(self, run: Run) -> str:
        engine = str(self.config.table("engine").get(run.family, self.engine))
        return "batched" if self.device != "cpu" and engine in ("auto", "fastest") else engine

    def _together(self, run: Run) -> Run:
        """Runs that go to a worker at once: of one model, on one draw where the engine asks."""
        return (
            alike(run)
            if self._engine(run) in ("batched", "fastest")
            else replace(alike(run), task=run.task)
        )

    def _trained(self, chunks: list[list[Run]]) -> Iterator[tuple[list[Run], list[Outcome]]]:
        in_time = (chunk for chunk in chunks if time.monotonic() < self._end)
        if self.workers == 1 and not self.scheduler:
            for chunk in in_time:
                yield chunk, _work(chunk, self._engine(chunk[0]), self.device, self.train)[1]
            return
        from joblib import Parallel, delayed

        work = delayed(_work)
        pool = Parallel(
            n_jobs=self.workers,
            return_as="generator_unordered",
            pre_dispatch="n_jobs",
            batch_size=1,
        )
        with local_workers():
            yield from pool(work(c, self._engine(c[0]), self.device, self.train) for c in in_time)

    def _digest(self, task: Task) -> str:
        if task not in self._digests:
            self._digests[task] = arrays(task).digest
        return self._digests[task]

    def _bar(self) -> AbstractContextManager[Any]:
        from tqdm import tqdm

        bar: AbstractContextManager[Any] = tqdm(
            total=protocols.total(self.config),
            desc=self.config.sweep,
            unit="run",
            file=sys.stderr,
            disable=self.quiet,
            mininterval=1.0,
            smoothing=0.05,
        )
        return bar

    def _backend(self) -> AbstractContextManager[Any]:
        return _dask(self.scheduler) if self.scheduler else nullcontext()


def chunked(
    runs: Iterable[Run], size: Callable[[Run], int], together: Callable[[Run], object]
) -> list[list[Run]]:
    """Runs in groups of at most a size for which ``together`` is equal, in order of first sight.

    >>> from memlib.training.run import Settings, pairs
    >>> task = Task("uniform", pairs(sequences=4, length=2, dim=1, seed=0))
    >>> runs = [Run("uniform", pairs(), task, Settings(1, 0.1), seed) for seed in range(5)]
    >>> [len(chunk) for chunk in chunked(runs, lambda run: 2, lambda run: run.task)]
    [2, 2, 1]
    """
    open_chunks: dict[object, list[Run]] = {}
    result: list[list[Run]] = []
    for run in runs:
        kind = together(run)
        chunk = open_chunks.get(kind)
        if chunk is None or len(chunk) == size(run):
            chunk = open_chunks[kind] = []
            result.append(chunk)
        chunk.append(run)
    return result


def _work(
    runs: list[Run], engine: str, device: str, train: Train | None
) -> tuple[list[Run], list[Outcome]]:
    """What a worker does."""
    if train is None:
        from memlib.training.train import train as trained

        return runs, trained(runs, device=device, engine=engine)
    return runs, train(runs, device, engine)


@contextmanager
def _dask(address: str) -> Iterator[None]:
    """joblib's work goes to the Dask cluster at this address."""
    try:
        from distributed import Client, KilledWorker
        from joblib import parallel_config
    except ImportError as error:
        raise MemlibError(
            "the distributed library is not installed",
            operation="sweep",
            mend="pip install memlib[cluster]",
        ) from error
    try:
        client = Client(address, timeout=PATIENCE)
    except (OSError, ValueError) as error:
        raise MemlibError(
            f"no scheduler answers: {error}", operation="sweep", place=address
        ) from error
    with client, parallel_config(backend="dask"):
        try:
            yield
        except KilledWorker as error:
            raise killed() from error
