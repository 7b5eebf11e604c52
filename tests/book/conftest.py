"""A small project of its own for each test that needs one, and the real one."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from memlib.book.project import Project

ROOT = Path(__file__).parents[2]

CONFIG = """\
title: A small book
author: Ann
repository:
  url: https://github.com/someone/small
  branch: main
"""
TOC = """\
format: jb-book
root: intro
parts:
  - caption: All
    chapters:
      - file: preface
      - file: notebooks/one
        sections:
          - file: notebooks/two
"""
ONE = """\
# One

(sec-start)=
## Start

Some prose with $\\R$.

```{code-cell} ipython3
number = 6 * 7
print(number, preset)
```
"""
BIB = """\
@article{sontag1997, author = {Sontag, Eduardo D.}, title = {Shattering}, journal = {Neural
Computation}, year = {1997}, doi = {10.1162/x}}
@book{three, author = {Aa, B. and Cc, D. and {van Ee}, F.}, title = {{ReLU} nets}, publisher = {P},
year = {2000}}
"""
#: What hosting services say, in tests only where a test says it.
TOLD = re.compile(
    "GITHUB_(REPOSITORY|SERVER_URL|REF)|CI_(PROJECT|REPO|PAGES)_URL|CI_.*BRANCH|READTHEDOCS_.*|NETLIFY"
    "|REPOSITORY_URL|URL|BRANCH|CONTEXT|MEMLIB_SITE|GIT_(DIR|WORK_TREE)"
)


@pytest.fixture(autouse=True)
def built_by_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where a service runs these tests."""
    for name in filter(TOLD.fullmatch, list(os.environ)):
        monkeypatch.delenv(name)


@pytest.fixture
def real() -> Project:
    """This project."""
    return Project.find(ROOT)


@pytest.fixture
def small(tmp_path: Path) -> Project:
    """A project of four pages in a folder of its own."""
    files = {
        "_config.yml": CONFIG,
        "_toc.yml": TOC,
        "book/macros.yml": "R: '\\mathbb{R}'\nnorm: ['\\lVert #1 \\rVert', 1]\n",
        "book/parameters.yml": "all:\n  preset: quick\nnotebooks:\n  two:\n    preset: full\n",
        "book/references.bib": BIB,
        "book/intro.md": "# Intro\n",
        "book/preface.md": "# Preface\n\n(sec-far)=\n## Far away\n",
        "notebooks/one.md": ONE,
        "notebooks/two.md": "# Two\n\n```{prf:lemma} Small\n:label: lem-small\n\nText.\n```\n",
    }
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return Project(tmp_path)
