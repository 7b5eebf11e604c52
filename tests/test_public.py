"""``import memlib``: the few names, what they take, and that they stay light."""

from __future__ import annotations

import os
import subprocess
import sys
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

import memlib
from memlib.data import json_form
from memlib.errors import MemlibError


def test_the_names_are_no_packages() -> None:
    folder = Path(memlib.__file__).parent
    for name in memlib.__all__:
        assert getattr(memlib, name) is not None
        assert not (folder / name).exists()
        assert not (folder / f"{name}.py").exists()
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = memlib.nothing  # type: ignore[attr-defined]


def test_a_first_use_needs_no_numpy() -> None:
    script = (
        "import sys, memlib; d = memlib.dataset(['to be', 'or not'], [1, 2]); n = memlib.build(d);"
        "print(memlib.verify(n), memlib.lower_bounds(d)['bits']);"
        "assert not {'numpy', 'torch', 'pandas'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", script], check=True, capture_output=True)


def test_what_a_data_set_is_made_of(tmp_path: Path) -> None:
    np = pytest.importorskip("numpy")
    pandas = pytest.importorskip("pandas")
    torch = pytest.importorskip("torch")
    ids = [[1, 2], [2, 1], [2, 2]]
    by_list = memlib.dataset(ids, [5, 6, 7])
    assert memlib.dataset(np.array(ids), np.array([5, 6, 7])) == by_list
    assert memlib.dataset(torch.tensor(ids), torch.tensor([5, 6, 7])) == by_list
    assert memlib.dataset([np.array(x) for x in ids], [np.int64(5), 6, 7]) == by_list
    frame = pandas.DataFrame({"ids": ids, "label": [5, 6, 7]})
    assert memlib.dataset(frame, ids="ids") == by_list
    json_form.write(tmp_path / "d.json", by_list)
    assert memlib.dataset(tmp_path / "d.json") == by_list
    vectors = memlib.dataset(np.array([[0.1, 2], [0.3, 1]], dtype=np.float32), ["a", "b"])
    assert vectors.tokens[0] == (Fraction(1, 10), Fraction(2))
    deep = memlib.dataset(torch.tensor([[[0.5], [1.0]]]), [1])
    assert (deep.length, deep.token_dim) == (2, 1)
    (tmp_path / "t.csv").write_text("s,label\na b,x\nb a,y\n")
    assert len(memlib.dataset(tmp_path / "t.csv", text="s")) == 2


@pytest.mark.parametrize(
    ("sequences", "labels", "told"),
    [
        ([[1]], [1, 2], "2 labels for 1 sequences"),
        (7, [1], "7 is no list"),
        ([[1], 2], [1, 2], r"sequences\[1\]: 2 is no sequence"),
        ([[]], [1], "a list of 0 is no sequence"),
        ([["a", []]], [1], "no token"),
        (["a", ""], [1, 2], "'' is no text"),
        ([[1], [1]], ["x", "y"], r"sequences\[0\] and sequences\[1\] hold the same tokens"),
        ([[1]], [None], "the label is missing"),
        ([[True]], [1], "true is no number"),
        ([[float("nan")]], [1], "no number"),
    ],
)
def test_what_is_no_data(sequences: Any, labels: Any, told: str) -> None:
    with pytest.raises(MemlibError, match=told):
        memlib.dataset(sequences, labels)


def test_build_verify_and_use(tmp_path: Path) -> None:
    pytest.importorskip("torch")
    data = memlib.dataset([["a", "b"], ["b", "a"]], ["x", "y"])
    small = memlib.build(data)
    assert small.method == "compact"
    assert memlib.build(data, "limited-bits").method == "literal"
    small.write(tmp_path / "c.json")
    assert str(memlib.verify(tmp_path / "c.json")) == str(memlib.verify(small))
    assert type(memlib.to_torch(small)) is type(memlib.to_torch(tmp_path / "c.json"))
    with pytest.raises(MemlibError, match="next-token has no magic method"):
        memlib.build(data, method="magic")
    with pytest.raises(MemlibError, match="its data is no text"):
        memlib.recite(small)


def test_the_core_needs_no_extra(tmp_path: Path) -> None:
    """The command line builds and checks where nothing but memlib is installed."""
    script = (
        "import sys\n"
        "for name in ('mpmath', 'numba', 'numpy', 'pandas', 'torch'): sys.modules[name] = None\n"
        "from memlib.cli import main\n"
        "assert main(['construct', '--list']) == 0\n"
        "assert main(['data', 'random', '--sequences', '9', '-o', 'd.json']) == 0\n"
        "for theorem in ('next-token', 'feed-forward', 'nilsson'):\n"
        "    assert main(['construct', 'd.json', '--theorem', theorem, '-o', 'c.json']) == 0\n"
        "    assert main(['verify', 'c.json', '--data', 'd.json']) == 0\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONPATH": str(Path(memlib.__file__).parents[1])},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
