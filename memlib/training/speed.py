"""How fast training is here: the kernel beside the plain torch loop, in CPU time on one thread.

The paper's data and model: N = 500 sequences of d = 6 uniform tokens, m = 2, q = 8, 4 blocks, at
n = 10 and n = 100. Both train from the same weights, in turns, so that a slow minute of the machine
meets both; the best turn of each counts. Floating-point operations count multiplications and
additions by weights, forward once and backward twice.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Final

import numpy as np
import torch

from memlib.training import torch_loop
from memlib.training.kernel import compiled
from memlib.training.outcomes import Trained, fresh_model, rates
from memlib.training.run import Run, Settings, Task, pairs
from memlib.training.tasks import arrays
from memlib.training.train import one_thread

SEQUENCES: Final = 500
DIM: Final = 6
M: Final = 2
Q: Final = 8
BLOCKS: Final = 4
#: n, and the steps of the kernel and of the loop in one turn.
TURNS: Final = ((10, 300, 60), (100, 60, 12))
#: Steps, learning rate and seeds over which losses are compared. At a rate of 0.01 rounding alone
#: takes some runs apart: there the loop in float32 leaves the loop in float64 by 0.02 in loss.
COMPARED: Final = 300
RATE: Final = 0.001
SEEDS: Final = (0, 1, 2)
#: Side of the square matrices whose product is the peak.
_SIDE: Final = 768


def measure(rounds: int = 3) -> list[tuple[str, object]]:
    """Names and values, as ``memlib benchmark train`` prints them."""
    rows: list[tuple[str, object]] = []
    speedups: list[tuple[str, object]] = []
    peaks: dict[str, float] = {}
    with one_thread():
        peak = peak_rate(rounds)
        for length, fast_steps, slow_steps in TURNS:
            fast, slow = step_seconds(length, fast_steps, slow_steps, rounds)
            speedups.append((f"speedup_n{length}", slow / fast))
            peaks[f"n{length}"] = operations(length) / fast / peak
            rows.append((f"kernel_steps_per_second_n{length}", 1 / fast))
            rows.append((f"loop_steps_per_second_n{length}", 1 / slow))
        kernel_apart, double_apart = loss_differences()
    return [
        *speedups,
        ("peak_fraction", peaks),
        ("loss_difference", kernel_apart),
        ("loss_difference_of_float64", double_apart),
        ("compared_steps", COMPARED),
        *rows,
        ("matrix_product_peak_flops", peak),
    ]


def paper_run(length: int, steps: int) -> Run:
    """The benchmark's run at length n."""
    task = Task("uniform", pairs(sequences=SEQUENCES, length=length, dim=DIM, seed=0))
    shape = pairs(m=M, q=Q, blocks=BLOCKS, input="linear")
    return Run("uniform", shape, task, Settings(steps, 0.01), seed=0)


def step_seconds(length: int, fast_steps: int, slow_steps: int, rounds: int) -> tuple[float, float]:
    """CPU seconds a step, kernel and loop, each the best of its turns."""
    train_kernel(paper_run(length, 1))  # compilation is not training
    fast, slow = [], []
    for _ in range(rounds):
        fast.append(cpu_seconds(train_kernel, paper_run(length, fast_steps)) / (fast_steps + 1))
        slow.append(cpu_seconds(train_loop, paper_run(length, slow_steps)) / (slow_steps + 1))
    return min(fast), min(slow)


def cpu_seconds(train: Callable[[Run], Trained], run: Run) -> float:
    """CPU seconds of all threads of this process, with the arrangement of the data."""
    began = time.process_time()
    train(run)
    return time.process_time() - began


def train_kernel(run: Run) -> Trained:
    """The kernel, from fresh weights."""
    data = arrays(run.task)
    return compiled.train(run, fresh_model(run, data), data, rates(run.settings))


def train_loop(run: Run) -> Trained:
    """The torch loop, from the same weights."""
    data = arrays(run.task)
    return torch_loop.train(run, fresh_model(run, data), data)


def loss_differences(steps: int = COMPARED) -> tuple[float, float]:
    """The largest difference over all steps and seeds from the loop's losses, at n = 10.

    Of the kernel, and, to compare, of the loop itself in float64.
    """
    kernel_apart = double_apart = 0.0
    for seed in SEEDS:
        run = paper_run(TURNS[0][0], steps)
        run = replace(run, seed=seed, settings=replace(run.settings, learning_rate=RATE))
        double = replace(run, settings=replace(run.settings, dtype="float64"))
        loop = train_loop(run).losses
        kernel_apart = max(kernel_apart, float(np.abs(train_kernel(run).losses - loop).max()))
        double_apart = max(double_apart, float(np.abs(train_loop(double).losses - loop).max()))
    return kernel_apart, double_apart


def operations(length: int) -> int:
    """Floating-point operations of a step.

    >>> operations(10)
    4482000
    """
    block = 4 * M * Q  # one multiplication and one addition a weight
    tokens = SEQUENCES * length * (3 * BLOCKS * block + 2 * 2 * DIM * M)  # no gradient by x
    columns = SEQUENCES * 3 * (BLOCKS * block + 2 * M * M + 2 * M)
    return tokens + columns


def peak_rate(rounds: int) -> float:
    """Floating-point operations a second of torch's matrix product on one thread."""
    a, b = torch.rand(_SIDE, _SIDE), torch.rand(_SIDE, _SIDE)
    seconds = []
    for _ in range(4 * rounds):
        began = time.process_time()
        a @ b
        seconds.append(time.process_time() - began)
    return 2 * _SIDE**3 / min(seconds)
