"""What links show: cut out of a page's HTML."""

from __future__ import annotations

import json
from pathlib import Path

from memlib.book import previews

BODY = """\
<section><div class="proof lemma admonition" id="lem-a">
<p class="admonition-title" id="x">Lemma 1</p>
<div class="math notranslate" id="equation-eq-one">
<span class="eqno">(1)<a class="headerlink" href="#equation-eq-one" title="Link">#</a></span>
\\[x\\]</div>
<p>By <a class="reference internal" href="b.html#lem-b"><span>Lemma 2</span></a>.<br/></p>
</div>
<p id="free">Not one.</p>
<dl><dt id="term-word">word</dt><dd><p>Many bits.</p></dd><dt id="other">x</dt><dd>y</dd></dl>
<div class="citation" id="id7"><span class="label">[1]</span><p>Who. <a href="http://x">X</a></p>
</div></section>
"""


def test_boxes_equations_terms_and_works_and_nothing_else() -> None:
    found = previews.of_page(BODY)
    assert set(found) == {"lem-a", "equation-eq-one", "term-word", "id7"}
    assert found["term-word"] == "<dt>word</dt><dd><p>Many bits.</p></dd>"
    assert "(1)" in found["equation-eq-one"]
    assert found["equation-eq-one"] in found["lem-a"]
    assert "<span><span>Lemma 2</span></span>" in found["lem-a"]
    assert found["lem-a"].startswith("<div")
    assert found["lem-a"].endswith("</div>")


def test_nothing_in_a_preview_takes_the_focus_or_repeats_an_id() -> None:
    for html in previews.of_page(BODY).values():
        assert "<a" not in html
        assert " id=" not in html
        assert "headerlink" not in html


def test_a_page_is_one_script(tmp_path: Path) -> None:
    previews.write(tmp_path, "notebooks/one", BODY)
    text = (tmp_path / "_previews" / "notebooks" / "one.js").read_text(encoding="utf-8")
    call = text.removeprefix("memlibPreviews(").removesuffix(");\n")
    page, found = json.loads(f"[{call}]")
    assert (page, found) == ("notebooks/one", previews.of_page(BODY))
