"""The Colab edition: in step with its source, clean, the same opening everywhere."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from memlib.book import bibliography, colab
from memlib.book.project import Project

SHELL = """
import sys
class Shell:
    def run_line_magic(self, name, line): print("asks", name)
def get_ipython(): return Shell()
"""


@pytest.mark.parametrize("beside", ["nothing", "an empty folder", "a clone", "memlib"])
def test_a_folder_called_memlib_is_no_memlib(real: Project, tmp_path: Path, beside: str) -> None:
    """In a Python without any library, as Colab's has no memlib."""
    if beside == "an empty folder":
        (tmp_path / "memlib").mkdir()
    if beside == "a clone":
        (tmp_path / "memlib" / "memlib").mkdir(parents=True)
        (tmp_path / "memlib" / "memlib" / "__init__.py").touch()
    if beside == "memlib":
        (tmp_path / "memlib").mkdir()
        (tmp_path / "memlib" / "__init__.py").touch()
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
    done = subprocess.run(
        [sys.executable, "-S", "-c", SHELL + colab.set_up_cell(real)],
        cwd=tmp_path, env=environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout == ("" if beside == "memlib" else "asks pip\n")


def test_every_pair_is_in_step(real: Project) -> None:
    assert colab.write_all(real, check=True) == [], "run `make notebooks` and commit the result"


def test_check_writes_nothing_and_names_what_differs(small: Project) -> None:
    assert colab.write_all(small, check=True) == ["one", "two"]
    assert not small.colab_edition("one").exists()
    assert colab.write_all(small) == ["one", "two"]
    assert colab.write_all(small) == []
    source = small.source("one")
    source.write_text(source.read_text() + "\nOne sentence more.\n")
    assert colab.write_all(small, check=True) == ["one"]


def test_an_edition_without_a_chapter_goes(small: Project) -> None:
    left = small.root / "notebooks" / "gone.ipynb"
    left.write_text("{}")
    assert "gone" in colab.write_all(small)
    assert not left.exists()


def test_editions_are_clean(real: Project) -> None:
    for name in real.notebooks:
        path = real.colab_edition(name)
        notebook = nbformat.read(path, as_version=4)
        nbformat.validate(notebook)
        for cell in notebook.cells:
            if cell.cell_type == "code":
                assert cell.outputs == []
                assert cell.execution_count is None
            else:
                assert not re.search(r"^\s*(```|:::)\{|\{[\w:]+\}`", cell.source, re.MULTILINE)
        assert "papermill" not in json.dumps(notebook.metadata)


def test_the_opening_is_the_same_in_all(real: Project) -> None:
    openings = set()
    for name in real.notebooks:
        cells = nbformat.read(real.colab_edition(name), as_version=4).cells
        codes = [cell.source for cell in cells if cell.cell_type == "code"]
        openings.add(tuple(codes[:3]))
    (opening,) = openings
    assert opening[0] == colab.set_up_cell(real.committed)
    assert "\n" not in opening[0]
    assert real.committed.archive in opening[0]
    assert opening[1].startswith("preset = ")
    assert "start(preset)" in opening[2]


def test_papermill_finds_the_parameters(small: Project) -> None:
    colab.write_all(small)
    cells = nbformat.read(small.colab_edition("one"), as_version=4).cells
    tagged = [cell for cell in cells if "parameters" in cell.metadata.get("tags", [])]
    assert [cell.source.split(" =")[0] for cell in tagged] == ["preset"]


def test_code_fits_the_page(real: Project) -> None:
    """Desktop pages show 80 columns before they cut."""
    for name in real.notebooks:
        cells = nbformat.read(real.colab_edition(name), as_version=4).cells
        for cell in [cell for cell in cells if cell.cell_type == "code"][3:]:
            for line in cell.source.splitlines():
                assert len(line) <= 80, f"notebooks/{name}.md: {line}"


def test_each_work_of_the_real_list_can_be_read(real: Project) -> None:
    works = bibliography.read(real.root / "book" / "references.bib")
    assert works["kajitsuka2025"].link(in_sentence=True).startswith("[Kajitsuka and Sato (2025)](")
    assert works["vaswani2017"].names == "Vaswani et al."
    for key, work in works.items():
        assert re.fullmatch(r"(19|20)\d\d", work.year), key
        assert key.startswith(re.sub(r"\W.*", "", work.names).lower()), key
        assert work.year in key, key


@pytest.mark.parametrize("missing", ["author", "title", "year"])
def test_an_incomplete_work_is_an_error(small: Project, missing: str) -> None:
    path = small.root / "book" / "references.bib"
    path.write_text(re.sub(rf"{missing} = ", f"x{missing} = ", path.read_text()))
    with pytest.raises(Exception, match=f"no {missing}"):
        bibliography.read(path)
