"""Compiled code is kept where there is a place for it; nothing depends on that."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

CODE = """
import numba.core.caching as caching
from memlib.compiled import njit
{before}
@njit(nogil=True)
def double(x): return 2 * x
@njit()
def half(x): return x / 2
print(double(21), half(4))
"""
NOWHERE = "caching.CacheImpl._locator_classes = []"
FULL = """
def full(*_): raise OSError(28, "No space left on device")
caching.IndexDataCacheFile.save = full
"""


@pytest.mark.parametrize("before", [NOWHERE, FULL], ids=["nowhere", "full"])
def test_without_a_place_it_is_compiled_again_and_one_line_says_so(
    before: str, tmp_path: Path
) -> None:
    pytest.importorskip("numba", reason="the pure part is tested without numba")
    path = tmp_path / "code.py"
    path.write_text(CODE.format(before=before))
    environment = {**os.environ, "NUMBA_CACHE_DIR": str(tmp_path / "cache")}
    done = subprocess.run(
        [sys.executable, str(path)], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout == "42 2.0\n"
    assert done.stderr.count("\n") == 1
    assert "no folder can be written" in done.stderr


def test_with_a_place_it_is_kept(tmp_path: Path) -> None:
    pytest.importorskip("numba", reason="the pure part is tested without numba")
    path = tmp_path / "code.py"
    path.write_text(CODE.format(before=""))
    environment = {**os.environ, "NUMBA_CACHE_DIR": str(tmp_path / "cache")}
    done = subprocess.run(
        [sys.executable, str(path)], env=environment, capture_output=True, text=True, check=True
    )
    assert (done.stdout, done.stderr) == ("42 2.0\n", "")
    assert len(list((tmp_path / "cache").rglob("*.nbc"))) == 2


WIDTH = """
import numpy as np
from memlib.compiled import njit
@njit(fastmath=True)
def total(x):
    found = np.float32(0)
    for i in range(len(x)):
        found += x[i]
    return found
total(np.ones(64, np.float32))
(text,) = total.inspect_asm().values()
print("zmm" in text)
"""


def test_whole_registers_where_the_processor_has_them(tmp_path: Path) -> None:
    pytest.importorskip("numba", reason="the pure part is tested without numba")
    import llvmlite.binding

    wide = llvmlite.binding.get_host_cpu_features().get("avx512f", False)
    path = tmp_path / "width.py"
    path.write_text(WIDTH)
    environment = {**os.environ, "NUMBA_CACHE_DIR": str(tmp_path / "cache")}
    done = subprocess.run(
        [sys.executable, str(path)], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout == f"{wide}\n"
