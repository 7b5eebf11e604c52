"""MyST text becomes plain Markdown: nothing of Sphinx is left, and every link works."""

from __future__ import annotations

import pytest

from memlib.book import bibliography, labels
from memlib.book.macros import expand
from memlib.book.plain import Plain
from memlib.book.project import Project
from memlib.errors import MemlibError


@pytest.fixture
def plain(small: Project) -> Plain:
    works = bibliography.read(small.root / "book" / "references.bib")
    return Plain(small, "notebooks/one", labels.collect(small), works)


def test_macros_are_written_out_in_formulas_only(plain: Plain) -> None:
    text = plain.convert("$\\norm{x} \\in \\R$ and `$\\R$`\n\n$$\n\\R\n$$")
    assert "$\\lVert x \\rVert \\in \\mathbb{R}$" in text
    assert "`$\\R$`" in text
    assert "$$\n\\mathbb{R}\n$$" in text


@pytest.mark.parametrize(
    ("math", "wanted"),
    [
        (r"\norm{a_{1} + \R}", r"\lVert a_{1} + \mathbb{R} \rVert"),
        (r"\norm x", r"\lVert x \rVert"),
        (r"\norm\R", r"\lVert \mathbb{R} \rVert"),
        (r"\op x\ops", r"\log x\ops"),
        (r"\op{}x", r"\log{}x"),
        (r"\frac{\R}{2}", r"\frac{\mathbb{R}}{2}"),
    ],
)
def test_expand(math: str, wanted: str) -> None:
    macros = {"R": r"\mathbb{R}", "norm": [r"\lVert #1 \rVert", 1], "op": r"\log"}
    assert expand(math, macros) == wanted


def test_a_macro_without_its_argument_is_an_error() -> None:
    with pytest.raises(MemlibError, match="lacks an argument"):
        expand(r"\norm", {"norm": ["|#1|", 1]})
    with pytest.raises(MemlibError, match="not closed"):
        expand(r"\norm{x", {"norm": ["|#1|", 1]})


def test_theorem_boxes(plain: Plain) -> None:
    text = plain.convert(":::{prf:theorem} Big\n:label: thm-big\n\nFor $x$:\n\n$$\nx\n= 1\n$$\n:::")
    assert '> <a id="thm-big"></a>**Theorem (Big).**' in text
    assert "> $$ x = 1 $$" in text, "a formula in a box stands on one line"
    assert ":::" not in text


def test_nested_boxes_and_a_note_that_begins_on_its_first_line(plain: Plain) -> None:
    text = plain.convert("::::{prf:remark}\nOuter.\n\n:::{note} Inner\nmore\n:::\n::::")
    assert "> **Remark.**" in text
    assert "> > **Note.**" in text
    assert "> > Inner" in text


def test_proof_and_solution(plain: Plain) -> None:
    assert "> **Proof.**" in plain.convert("```{prf:proof}\n:class: dropdown\n\nBy sight.\n```")
    text = plain.convert("```{solution} lem-small\n:class: dropdown\n\nText.\n```")
    assert "<details><summary>Solution of Lemma (Small)</summary>\n\nText." in text
    assert text.rstrip().endswith("</details>")


def test_references_link_within_the_page_or_to_the_book(plain: Plain) -> None:
    text = plain.convert("{prf:ref}`lem-small`, {ref}`sec-start`, {ref}`there <sec-far>`")
    site = plain.project.site
    assert f"[Lemma (Small)]({site}/notebooks/two.html#lem-small)" in text
    assert "[Start](#sec-start)" in text
    assert f"[there]({site}/preface.html#sec-far)" in text
    assert plain.convert("[words](preface.md)") == f"[words]({site}/preface.html)"
    assert plain.convert("{doc}`../preface`") == f"[preface]({site}/preface.html)"
    assert plain.convert("[w](https://example.org/x)") == "[w](https://example.org/x)"


def test_equations_are_numbered(small: Project) -> None:
    source = small.root / "notebooks" / "one.md"
    source.write_text("# One\n\n$$\nx\n$$ (eq-x)\n\n```{math}\n:label: eq-y\n\ny\n```\n")
    found = labels.collect(small)
    assert (found["eq-x"].number, found["eq-y"].number) == (1, 2)
    plain = Plain(small, "notebooks/one", found, {})
    text = plain.convert(source.read_text() + "\n{eq}`eq-y`")
    assert "x \\tag{1}" in text
    assert "y \\tag{2}" in text
    assert "[(2)](#eq-y)" in text


def test_citations(plain: Plain) -> None:
    text = plain.convert("{cite:t}`sontag1997` and {cite:p}`three,sontag1997`.")
    assert (
        "[Sontag (1997)](https://doi.org/10.1162/x) and (Aa et al., 2000; [Sontag, 1997](" in text
    )
    assert plain.bibliography().count("\n* ") == 2
    assert "*ReLU nets*. P." in plain.bibliography()


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("```{mermaid}\nx\n```", "directive {mermaid}"),
        ("{glue}`x`", "role {glue}"),
        ("{prf:ref}`thm-none`", "no label 'thm-none'"),
        ("{cite:t}`nobody`", "no work has the key 'nobody'"),
        ("[x](nowhere.md)", "no page 'nowhere.md'"),
        ("```{figure} a.svg\n\nNo alt.\n```", "no alt text"),
    ],
)
def test_what_has_no_plain_form_is_an_error_that_names_the_page(
    plain: Plain, text: str, problem: str
) -> None:
    with pytest.raises(MemlibError, match=problem.replace("{", r"\{")) as error:
        plain.convert(text)
    assert "notebooks/one.md" in str(error.value)


def test_code_fences_and_tables_stay(plain: Plain) -> None:
    code = "```python\nx = {'a': '{ref}`b`'}  # $\\R$\n```"
    assert plain.convert(code) == code
    table = plain.convert(
        "```{list-table} Sizes\n:header-rows: 1\n\n* - a\n  - b\n* - $\\R$\n  - two\n    lines\n```"
    )
    assert "| a | b |\n|---|---|\n| $\\mathbb{R}$ | two lines |" in table


def test_comments_and_lists_of_works_are_left_out(plain: Plain) -> None:
    assert plain.convert("a\n% hidden\nb\n\n```{bibliography}\n```") == "a\nb"


@pytest.mark.parametrize("label", ["Thm-Big", "thm_big", "thm--big"])
def test_labels_are_plain_words(small: Project, label: str) -> None:
    (small.root / "notebooks" / "one.md").write_text(f"# One\n\n({label})=\n## Here\n")
    with pytest.raises(MemlibError, match="no plain word"):
        labels.collect(small)


def test_a_label_stands_once(small: Project) -> None:
    (small.root / "notebooks" / "one.md").write_text("# One\n\n(lem-small)=\n## Here\n")
    with pytest.raises(MemlibError, match="stands twice"):
        labels.collect(small)
