"""Each committed notebook alone, in a new environment, as Colab would run it.

The environment has the Python that ``COLAB_PYTHON`` names (Colab's own is 3.13), `PACKAGES`, which
Colab ships, and a kernel. What else a notebook needs,
its own set-up cell must install: here from a wheel of this project instead of the published one.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import papermill
import pytest

from memlib.book import colab
from memlib.book.project import Project

pytestmark = pytest.mark.colab

#: What Colab ships of what memlib can use. Optuna and Dask it does not ship: no chapter needs them.
PACKAGES = [
    "torch",
    "numpy",
    "matplotlib",
    "seaborn",
    "ipykernel",
    "numba",
    "scipy",
    "scikit-learn",
]
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory, tracked: list[str]) -> Path:
    """A wheel built from what is committed."""
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(source)], check=True)
    command = [sys.executable, "-m", "build", "--wheel", "--outdir", str(folder), str(source)]
    subprocess.run(command, check=True, capture_output=True)
    (built,) = folder.glob("memlib-*.whl")
    return built


@pytest.fixture(scope="session")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of a new environment with what Colab ships, and not memlib."""
    folder = tmp_path_factory.mktemp("colab") / "env"
    given = os.environ.get("COLAB_PYTHON") or sys.executable
    subprocess.run([given, "-m", "venv", str(folder)], check=True)
    python = folder / "bin" / "python"
    install = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    constraints = ["-c", str(ROOT / "constraints.txt")]
    subprocess.run([*install, *constraints, *PACKAGES], check=True)
    return python


@pytest.fixture
def kernel(python: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A kernel that runs in that environment."""
    folder = tmp_path / "jupyter" / "kernels" / "as-on-colab"
    folder.mkdir(parents=True)
    command = [str(python), "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    spec = {"argv": command, "display_name": "As on Colab", "language": "python"}
    (folder / "kernel.json").write_text(json.dumps(spec))
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "jupyter"))
    monkeypatch.delenv("PYTHONPATH", raising=False)
    monkeypatch.setenv("PATH", f"{python.parent}{os.pathsep}{os.environ['PATH']}")
    return "as-on-colab"


@pytest.mark.parametrize("name", Project.find(ROOT).notebooks)
def test_runs_alone(name: str, kernel: str, python: Path, wheel: Path, tmp_path: Path) -> None:
    uninstall = [str(python), "-m", "pip", "uninstall", "--quiet", "--yes", "memlib"]
    subprocess.run(uninstall, check=True, capture_output=True)
    # Machine code that the last notebook's kernels cached there is not pip's, and pip leaves it:
    # an empty-looking memlib, which the set-up cell would take for an installed one.
    for left in python.parents[1].glob("lib/python3*/site-packages/memlib"):
        shutil.rmtree(left)
    project = Project.find(ROOT).committed
    folder = tmp_path / "empty"
    folder.mkdir()
    shutil.copy(project.colab_edition(name), folder)
    given = folder / f"{name}.ipynb"
    text = given.read_text(encoding="utf-8")
    assert text.count(project.archive) == 1  # of the committed edition
    given.write_text(text.replace(project.archive, wheel.as_uri()), encoding="utf-8")
    done = papermill.execute_notebook(
        str(given),
        str(tmp_path / "out.ipynb"),
        parameters={"preset": "quick"},
        kernel_name=kernel,
        cwd=str(folder),
        progress_bar=False,
    )
    outputs = json.dumps([cell.get("outputs", []) for cell in done.cells])
    assert "preset: quick" in outputs
    installed = [str(python), "-c", "import memlib; print(memlib.__file__)"]
    where = subprocess.run(installed, check=True, capture_output=True, text=True, cwd=folder)
    assert str(python.parents[1]) in where.stdout, "memlib comes from the wheel"


def test_the_set_up_cell_leaves_what_is_there_alone(python: Path, wheel: Path) -> None:
    """Where memlib is installed already the cell neither installs nor asks any network."""
    install = [str(python), "-m", "pip", "install", "--quiet", "--no-deps", str(wheel)]
    subprocess.run(install, check=True, capture_output=True)
    cell = colab.set_up_cell(Project.find(ROOT))
    assert re.search(r"find_spec\('memlib'\), 'origin', None\) or ", cell)
    script = f"def get_ipython(): raise SystemExit('asked')\n{cell}"
    subprocess.run([str(python), "-c", script], check=True)
