"""A statement of the paper has the paper's number: on its box, and wherever a sentence names it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from memlib.book import bibliography, labels
from memlib.book.labels import collect, paper_name
from memlib.book.plain import Plain
from memlib.book.project import Project

sphinx_app = pytest.importorskip("sphinx.application")

PAGE = """\
# One

By {prf:ref}`lem-theirs`, {prf:ref}`that <lem-theirs>` and {prf:ref}`lem-ours`.

```{prf:lemma} Lemma B.2 of the paper, repaired: $x$ and scores
:label: lem-theirs

Text.
```

```{prf:lemma} Few words
:label: lem-ours

Text.
```
"""


def test_html(tmp_path: Path) -> None:
    (tmp_path / "conf.py").write_text(
        "extensions = ['myst_parser', 'sphinx_proof', 'memlib.book.naming']\n"
        "myst_enable_extensions = ['dollarmath']\n"
    )
    (tmp_path / "index.md").write_text(PAGE)
    out = tmp_path / "out"
    sphinx_app.Sphinx(
        tmp_path, tmp_path, out, out / "trees", "html", status=None, warningiserror=True
    ).build()
    page = (out / "index.html").read_text()
    assert re.search(r'id="lem-theirs"', page)
    assert "Lemma B.2 of the paper, repaired</span> (" in page
    assert "and scores)" in page
    links = re.findall(r'href="#lem-(\w+)"[^>]*>(?:<[^>]+>)?([^<]+)<', page)
    assert links == [("theirs", "Lemma B.2"), ("theirs", "that"), ("ours", "Lemma 1")]


def test_all_exercises_have_numbers_of_two_parts(tmp_path: Path) -> None:
    """Those of a numbered chapter, and those of the collection, which no chapter number begins."""
    (tmp_path / "conf.py").write_text(
        "extensions = ['myst_parser', 'sphinx_exercise', 'memlib.book.naming']\nnumfig = True\n"
    )
    exercise = "\n```{{exercise}} Title\n:label: exr-{}\n\nText.\n```\n"
    (tmp_path / "index.md").write_text(
        "# Book\n\n```{toctree}\n:numbered:\n\none\n```\n\n```{toctree}\nmore\n```\n"
    )
    (tmp_path / "one.md").write_text("# One\n\nBy {ref}`exr-c`.\n" + exercise.format("a"))
    (tmp_path / "more.md").write_text("# More\n" + exercise.format("b") + exercise.format("c"))
    out = tmp_path / "out"
    for _ in range(2):  # a second build has nothing to do
        sphinx_app.Sphinx(tmp_path, tmp_path, out, out / "trees", "html", status=None).build()
        one, more = ((out / f"{name}.html").read_text() for name in ("one", "more"))
        assert re.findall(r"Exercise (?:<[^>]+>)*([\w.]+)", one) == ["M.2", "1.1"]
        assert re.findall(r"Exercise (?:<[^>]+>)*([\w.]+)", more) == ["M.1", "M.2"]


def test_chinese_boxes_and_proofs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sphinx.locale.translators", {})  # another language for this test alone
    (tmp_path / "conf.py").write_text(
        "extensions = ['myst_parser', 'sphinx_proof', 'memlib.book.naming']\n"
        "language = 'zh_CN'\n"
        "myst_enable_extensions = ['dollarmath']\n"
    )
    proofs = "\n```{prf:proof}\n显然。\n```\n\n```{prf:proof}\n$x = x$，证毕。\n```\n"
    (tmp_path / "index.md").write_text(PAGE + proofs)
    out = tmp_path / "out"
    sphinx_app.Sphinx(tmp_path, tmp_path, out, out / "trees", "html", status=None).build()
    page = (out / "index.html").read_text()
    assert "论文引理 B.2（已修补）</span> (" in page
    assert "证明。显然。" in page
    assert re.search(r"证明。<span[^>]*math", page)
    assert "Proof." not in page


def test_colab_edition(small: Project) -> None:
    (small.root / "notebooks" / "one.md").write_text(PAGE)
    works = bibliography.read(small.root / "book" / "references.bib")
    text = Plain(small, "notebooks/one", labels.collect(small), works).convert(PAGE)
    assert "**Lemma B.2 of the paper, repaired ($x$ and scores).**" in text
    assert "By [Lemma B.2](#lem-theirs), [that](#lem-theirs) and [Lemma (Few words)]" in text


#: The statements of the paper that the book states.
OF_THE_PAPER = {
    *("Lemma B.1", "Lemma B.2", "Lemma B.3", "Lemma B.4", "Lemma C.1", "Lemma C.2", "Lemma F.1"),
    *(f"Lemma G.{k}" for k in range(2, 7)),
    *("Theorem 4.1", "Theorem 4.2", "Theorem 4.3", "Corollary 4.1", "Remark 4.5"),
    *("Theorem D.1", "Theorem E.1", "Theorem F.1"),
}  # fmt: skip


def test_the_paper_s_statements_carry_its_numbers() -> None:
    named = [paper_name(each.title) for each in collect(Project.find()).values()]
    found = [name for name in named if name]
    assert sorted(found) == sorted(OF_THE_PAPER)


def test_no_number_of_the_book_is_one_of_the_paper_s() -> None:
    """The paper's Theorems 4.1 to 4.3 must not meet a Theorem 4.1 of the fourth chapter."""
    project = Project.find()
    chapter = project.numbered[3]
    kinds = {name.split()[0] for name in OF_THE_PAPER if re.search(r" 4\.", name)}
    own = [
        each
        for each in collect(project).values()
        if each.page == chapter and each.kind in kinds and not paper_name(each.title)
    ]
    assert own == []
