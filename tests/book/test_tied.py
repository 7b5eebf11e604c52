"""Where lines may end: formulas and their signs, names of code; and how wide columns are."""

from __future__ import annotations

import pytest

from memlib.book import columns, tied

SITE = r'<span class="math notranslate nohighlight">\(n\)</span>'
EPUB = '<math alttext="a > b" xmlns="x"><mi>n</mi></math>'


@pytest.mark.parametrize("formula", [SITE, EPUB])
@pytest.mark.parametrize(
    ("before", "signs", "after"),
    [
        ("for ", ("", ","), " and"),
        ("(for all ", ("", ").”"), " And"),
        ("see ", ("(", ")"), " too"),
        ("the ", ("", "-th"), " key"),
        ("an ", ("", "-"), "separated set"),
        ("", ("", "’s"), " layers"),
        ("对", ("（", "）。"), "于是"),
        ("设", ("", "，"), "则"),
    ],
)
def test_signs_around_a_formula_are_tied_to_it(
    formula: str, before: str, signs: tuple[str, str], after: str
) -> None:
    opening, closing = signs
    tie = f'<span class="{tied.CLASS}">{opening}{formula}{closing}</span>'
    page = f"<p>{before}{opening}{formula}{closing}{after}</p>"
    assert tied.tie(page) == f"<p>{before}{tie}{after}</p>"


@pytest.mark.parametrize("formula", [SITE, EPUB])
def test_words_beside_a_formula_are_free(formula: str) -> None:
    page = f"<p>for {formula} and {formula}<br/>or <em>{formula}</em></p>"
    assert tied.tie(page) == page


def test_long_names_may_be_broken_at_their_joints_alone() -> None:
    def written(name: str) -> str:
        return f'<code class="literal"><span class="pre">{name}</span></code>'

    name = "tests/lemmas/test_ids.py::test_drawn_families"
    broken = tied.joint(written(name))
    assert broken.count("<wbr>") == 7
    assert broken.replace("<wbr>", "").replace(f" {tied.JOINTS}", "") == written(name)
    assert "py::<wbr>test_<wbr>drawn" in broken
    for short in ("memlib", "version 3.11", "--preset"):
        assert tied.joint(written(short)) == written(short)


def table(*rows: tuple[str, ...], style: str = "") -> str:
    def line(tag: str, row: tuple[str, ...]) -> str:
        return f"<tr>{''.join(f'<{tag}{style}>{cell}</{tag}>' for cell in row)}</tr>"

    head, *body = rows
    inside = f"<thead>{line('th', head)}</thead><tbody>{''.join(line('td', x) for x in body)}"
    return f'<table class="docutils table">{inside}</tbody></table>'


@pytest.mark.parametrize(
    ("letters", "least"), [(40, 0), (41, 12), (100, 25), (112, 28), (1000, 28)]
)
def test_a_column_of_long_texts_is_as_wide_as_it_can_be_read(letters: int, least: int) -> None:
    text = ("word " * letters)[:letters].replace(" ", "x")
    page = columns.tell(table(("id", "n", "what"), ("F1", "1", "short"), ("F2", "2", text)))
    assert page.count("--memlib-least") == (least > 0)
    if least:
        assert f'<th>n</th><th style="--memlib-least: {least}ch">what</th>' in page
    two = table(("id", "what"), ("F2", text))
    assert columns.tell(two) == two, "it has room for both"


def test_a_heading_has_three_lines_at_most() -> None:
    page = columns.tell(table(("N", "n", "of these with every label right"), ("1", "2", "3")))
    assert '--memlib-least: 10ch">of these' in page


def test_widths_stand_beside_other_styles_and_tables_with_wide_cells_are_left() -> None:
    styled = table(("a", "b", "c"), ("long " * 20, "1", "2"), style=' style="text-align:left"')
    assert 'style="--memlib-least: 24ch; text-align:left"' in columns.tell(styled)
    wide = table(("a", "b", "c"), ("long " * 20, "1"))
    assert columns.tell(wide) == wide


def test_a_formula_is_as_long_as_what_it_shows() -> None:
    page = table(("a", "b", "c"), (r"\(" + r"\mathbf{x}_{\mathrm{long}} " * 9 + r"\)", "1", "2"))
    assert columns.tell(page) == page
