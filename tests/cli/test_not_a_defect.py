"""What is missing or mistyped is told as that, in one line; defects alone are called so."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from memlib.errors import MemlibError

from .commands import Run, assert_refused

TINY = """\
id = "X"
claim = "c"
criteria = ["k"]
protocol = "success"
[base]
family = "uniform"
shape = { m = 2, q = 4, blocks = 1, input = "linear" }
task = { recipe = "uniform", sequences = 4, length = 2, dim = 1 }
settings = { steps = 20, learning_rate = 0.01, stop = true }
[tune]
learning_rate = [0.02]
seeds = 1
[score]
seeds = 1
draws = 1
"""


@pytest.mark.parametrize(
    ("hidden", "command", "says"),
    [
        ("numpy torch", "capacity run tiny.toml", "(pip install 'memlib[train]')"),
        ("numpy torch", "capacity resume tiny.toml", "(pip install 'memlib[train]')"),
        ("torch", "benchmark train", "(pip install 'memlib[train]')"),
        ("numba", "benchmark evaluate", "numba is missing (pip install 'memlib[fast]')"),
        ("numba", "benchmark construct", "numba is missing (pip install 'memlib[fast]')"),
        ("torch", "export c.json --to torch -o y", "(pip install 'memlib[export]')"),
        ("numba", "verify --fast c.json", "numba is missing (pip install 'memlib[fast]')"),
        ("datasets", "data imdb -o d.json", "pip install datasets"),
        ("tqdm", "capacity run tiny.toml", "tqdm is missing|numpy is missing"),
    ],
)  # fmt: skip
def test_a_missing_library_is_one_line_that_names_the_extra(
    tmp_path: Path, hidden: str, command: str, says: str
) -> None:
    """In a process of its own, in which the libraries cannot be found."""
    for present in ("numpy", "torch", "numba"):  # else another one is missed first
        pytest.importorskip(present)
    code = (
        "import sys\n"
        "class Gone:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        f"        if name.partition('.')[0] in {hidden.split()!r}:\n"
        "            raise ModuleNotFoundError(f'No module named {name!r}', name=name)\n"
        "sys.meta_path.insert(0, Gone())\n"
        "import memlib.cli\n"
        "sys.exit(memlib.cli.main(sys.argv[1:]))\n"
    )
    (tmp_path / "tiny.toml").write_text(TINY)
    done = subprocess.run(
        [sys.executable, "-c", code, *command.split()],
        cwd=tmp_path, capture_output=True, text=True, check=False, env=_environment(),
    )  # fmt: skip
    assert done.returncode == 2, done.stderr
    last = done.stderr.splitlines()[-1]
    assert any(word in last for word in says.split("|")), done.stderr
    assert "defect" not in done.stderr
    assert "Traceback" not in done.stderr


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name != "MEMLIB_DATA"}


@pytest.mark.parametrize(
    ("command", "says"),
    [
        ("capacity run tiny.toml --workers 0", "--workers: 0 is less than 1"),
        ("capacity run tiny.toml --workers 4097", "--workers: 4097 is more than 4096"),
        ("codecheck --workers 2000000000", "--workers: 2000000000 is more than 4096"),
        ("capacity run tiny.toml --minutes nan", "--minutes: nan is not more than 0"),
        ("capacity resume tiny.toml --minutes -5", "--minutes: -5 is not more than 0"),
        ("capacity run tiny.toml --minutes 0", "--minutes: 0 is not more than 0"),
        ("capacity run tiny.toml --minutes x", "--minutes: invalid float value: 'x'"),
        ("codecheck --seconds nan", "--seconds: nan is not 0 or more"),
        ("codecheck --seconds -1", "--seconds: -1 is not 0 or more"),
        ("capacity run tiny.toml --workers x", "--workers: invalid int value: 'x'"),
        ("capacity run tiny.toml --engine batch", "'auto', 'kernel', 'batched', 'loop'"),
        ("capacity run tiny.toml --device meta", "'meta' is no device"),
        ("capacity run tiny.toml --device cuda:x", "'cuda:x' is no device"),
        ("verify c.json --fast --threads 0", "--threads: 0 is less than 1"),
        ("verify c.json --patience -1", "--patience: -1 is less than 0"),
        ("verify c.json --fast --device meta", "'meta' is no device"),
        ("benchmark evaluate --sample 0", "--sample: 0 is less than 1"),
        ("benchmark construct --sequences 0", "--sequences: 0 is less than 1"),
        ("benchmark train --rounds 0", "--rounds: 0 is less than 1"),
        ("capacity export tiny.toml -o no/y.json", "there is no such folder"),
    ],
)
def test_bad_values_of_options_are_refused(run: Run, command: str, says: str) -> None:
    pytest.importorskip("torch", reason="training needs torch")
    Path("tiny.toml").write_text(TINY)
    assert_refused(run(*command.split()), says)
    assert os.listdir() == ["tiny.toml"]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('["k"]', '["at least {share"]', "criteria: 'at least {share': expected '}'"),
        ("steps = 20", "steps = 2020-01-01", "base.settings.steps: 2020-01-01 is no value"),
        ("[tune]", "[preset.quick]\nvariants = 1\n[tune]", "preset.quick.variants: 1 is no list"),
        (
            "0.01, stop",
            f"1{400 * '0'}, stop",
            "base.settings.learning_rate: a number of 1,329 bits",
        ),
        ('id = "X"', f"id = {5000 * '['}", "no TOML"),
    ],
    ids=["brace", "date", "variants", "huge", "brackets"],
)
def test_slips_in_the_file_of_an_experiment(run: Run, old: str, new: str, says: str) -> None:
    pytest.importorskip("torch", reason="training needs torch")
    assert old in TINY
    Path("tiny.toml").write_text(TINY.replace(old, new))
    assert_refused(run("capacity", "run", "tiny.toml"), "tiny.toml: ", says)
    assert os.listdir() == ["tiny.toml"]


def test_a_device_that_holds_no_numbers_is_refused() -> None:
    pytest.importorskip("torch", reason="training needs torch")
    from memlib.training.train import check_device

    check_device("cpu")
    for name in ("meta", "cuda:99", "nothing"):
        with pytest.raises(MemlibError, match="no device"):
            check_device(name)


@pytest.mark.parametrize("program", ["memlib.results", "memlib.chapters", "memlib.book"])
def test_programs_work_without_docstrings(program: str) -> None:
    pytest.importorskip("matplotlib", reason="the pure part is tested without it")
    done = subprocess.run(
        [sys.executable, "-OO", "-m", program, "--help"],
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("usage: ")
