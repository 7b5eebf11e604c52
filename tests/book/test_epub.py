"""The EPUB: formulas as MathML, pages as XML, links that lead on."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest

from memlib.book import formulas, package
from memlib.book.epub import style
from memlib.book.project import Project
from memlib.book.xhtml import well_formed
from memlib.errors import MemlibError

PAGE = """\
<!DOCTYPE html><html><head><title>T</title><link rel="stylesheet" href="_static/epub.css"/>
<link rel="stylesheet" href="_static/other.css"/><script src="x.js"></script></head>
<body><a href="../results/x.json">x</a><a href="b.xhtml#c">b</a>
<div id="a" data-x="1" onclick="f()">One<br>two &amp; three&nbsp;<button>No</button></div>
<div id="a"><img class="only-light" src="../_images/l.svg" loading="lazy" alt="L">
<img class="only-dark" src="../_images/d.svg" alt="D"></div>
<svg viewBox="0 0 1 1"><path d="M0 0"></path></svg><details><summary>Proof</summary></details>
</body></html>
"""


def test_a_page_is_xml_without_what_paper_has_not(tmp_path: Path) -> None:
    text, pictures = well_formed(PAGE, tmp_path / "notebooks" / "one.xhtml", tmp_path)
    ElementTree.fromstring(text.partition("<!DOCTYPE html>")[2])
    for lost in (
        "script",
        "button",
        "only-dark",
        "data-x",
        "onclick",
        "loading",
        "other.css",
        "results",
    ):
        assert lost not in text
    assert text.count('id="a"') == 1
    assert 'href="b.xhtml#c"' in text
    assert 'viewBox="0 0 1 1"' in text
    assert 'open="open"' in text
    assert pictures == {(tmp_path / "_images" / "l.svg").resolve()}


def test_formulas_know_our_macros_and_keep_their_words(real: Project) -> None:
    one, two = formulas.mathml(
        [(r"\norm{x} < \R", False), (r"\begin{align} a &= b \\ c &= d \end{align}", True)],
        real,
    )  # fmt: skip
    assert "ℝ" in one
    assert 'alttext="\\norm{x} &lt; \\R"' in one
    assert 'display="block"' in two
    for text in (one, two):
        ElementTree.fromstring(text)
        assert "mathvariant" not in text
        assert "data-" not in text


def test_a_wrong_formula_is_named(real: Project) -> None:
    with pytest.raises(MemlibError, match=r"Undefined control sequence.*\\nosuch"):
        formulas.mathml([(r"\nosuch", False)], real)


@pytest.mark.parametrize(
    ("link", "now"),
    [("b.xhtml#x", "b.xhtml#x"), ("b.xhtml#z", "b.xhtml"), ("#z", "a.xhtml"), ("#y", "#y"),
     ("http://c.org/b.xhtml#z", "http://c.org/b.xhtml#z")],
)  # fmt: skip
def test_links_lead_on(link: str, now: str) -> None:
    ids = {"n/a.xhtml": {"y"}, "n/b.xhtml": {"x"}}
    assert package.lead_on(f'<a href="{link}">', "n/a.xhtml", ids) == f'<a href="{now}">'


def test_the_list_tells_what_pages_hold_and_orders_only_what_it_lists() -> None:
    text = (
        '<item id="one" href="a.xhtml" media-type="t" />\n'
        '<item id="nav" href="nav.xhtml" properties="nav" />\n'
        '<spine><itemref idref="one" /><itemref idref="gone" /></spine>'
    )
    told = package.declare(text, {"a.xhtml": "<math ><svg >", "nav.xhtml": "<math >"})
    assert '<item id="one" href="a.xhtml" media-type="t" properties="mathml svg" />' in told
    assert 'properties="nav" />' in told
    assert '<spine><itemref idref="one" /></spine>' in told


def test_a_picture_names_no_other_file() -> None:
    text = '<?xml version="1.0"?>\n<!DOCTYPE svg PUBLIC "a" "b">\n<svg><path id="e"/></svg>'
    assert package.picture(text) == '<?xml version="1.0"?>\n<svg><path d="M 0 0" id="e"/></svg>'


def test_the_style_sheet_has_no_variables(real: Project) -> None:
    text = style(real.root / "book")
    assert "var(" not in text
    assert ":is(" not in text, "the checker of EPUBs knows no such selector"
    assert ".memlib-moving .f-blue { fill: #" in text
