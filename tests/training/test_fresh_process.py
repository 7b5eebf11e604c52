"""The same run gives the same row in a process that compiles and in one that finds the cache."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

RUN = """
from memlib.training.run import Run, Settings, Task, pairs
from memlib.training.train import train

task = Task("uniform", pairs(sequences=12, length=3, dim=2, seed=0))
shape = pairs(blocks=1, m=2, q=8, input="linear")
run = Run("uniform", shape, task, Settings(300, 0.02, below=0.0), 0)
(outcome,) = train([run], engine="kernel")
print(outcome.loss.hex(), outcome.exact_loss.hex())
"""


def told(cache: Path) -> str:
    """What the run comes to in a process of its own."""
    environment = os.environ | {"NUMBA_CACHE_DIR": str(cache)}
    found = subprocess.run(
        [sys.executable, "-c", RUN], env=environment, capture_output=True, text=True, check=True
    )
    return found.stdout


def test_compiled_now_or_read_from_the_cache(tmp_path: Path) -> None:
    first = told(tmp_path)
    assert any(tmp_path.rglob("*.nbc")), "nothing was cached: the second process compiled as well"
    assert told(tmp_path) == first
