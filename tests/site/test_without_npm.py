"""Where npm cannot be reached: the book is built without the lab and says so, or stops."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from test_build import COMMAND, environment

from memlib.book.live import FOLDER
from memlib.book.project import Project
from memlib.book.pyodide import REQUIRED

pytestmark = pytest.mark.site

CHAPTER = """# Short

An exercise, and a figure:

```{moving} attention
```

```{code-cell} ipython3
from memlib.exercises import counting as exercise

answer = None  # a whole number

print(exercise.most_cells(answer, 7))
```
"""


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory, project: Project) -> Path:
    """A fresh clone with one short chapter."""
    folder = tmp_path_factory.mktemp("no-npm") / "memlib"
    subprocess.run(
        ["git", "clone", "--quiet", str(project.root), str(folder)], check=True, timeout=120
    )
    for page in Project(folder).notebooks:
        (folder / "notebooks" / f"{page}.md").write_text(f"# {page}\n", encoding="utf-8")
    (folder / "notebooks" / "tour.md").write_text(CHAPTER, encoding="utf-8")
    return folder


def build(clone: Path, **more: str) -> subprocess.CompletedProcess[str]:
    """Build with a registry that nobody answers at, and nothing that npm kept before."""
    dead = {
        "npm_config_registry": "http://127.0.0.1:9/",
        "npm_config_fetch_retries": "0",
        "npm_config_cache": str(clone.parent / "npm"),
    }
    mine = {key: value for key, value in environment(clone).items() if key != REQUIRED}
    full = {**mine, **dead, **more}
    return subprocess.run(COMMAND, cwd=clone, env=full, capture_output=True, text=True, check=False)


def test_the_book_is_built_and_says_what_it_lacks(clone: Path) -> None:
    result = build(clone)
    assert result.returncode == 0, result.stderr[-3000:]
    assert "the site is built without Python in its pages: lab: npm:" in result.stdout
    site = clone / "_build" / "html"
    page = (site / "notebooks" / "tour.html").read_text(encoding="utf-8")
    assert "memlib-exercise" not in page
    assert '<p class="memlib-elsewhere">To try it, ' in page
    assert not (site / FOLDER).exists()
    assert 'id="moving-attention"' in page, "figures move by their tables"
    assert 'data-engine=""' in page
    lab = (site / "lab.html").read_text(encoding="utf-8")
    assert "engine.js" not in lab
    assert "built without Python" in lab
    assert '<div class="memlib-lab" hidden>' in lab


def test_where_the_lab_is_required_the_build_stops_with_one_line(clone: Path) -> None:
    result = build(clone, **{REQUIRED: "1"})
    assert result.returncode == 2
    last = result.stderr.strip().splitlines()[-1]
    assert last.startswith("error: lab: npm: ")
    assert "Traceback" not in result.stderr
