"""A browser that cannot run Python: the page is what it is on paper, and says where it runs."""

from __future__ import annotations

import pytest
from site_browser import Browser

pytestmark = pytest.mark.site

CHAPTER = "notebooks/counting_bits.html"
#: How many cells, blocks and sentences with the link a reader sees.
SEEN = """
const seen = name => [...document.querySelectorAll(name)]
  .filter(each => each.getClientRects().length > 0).length;
return [seen('div.cell.memlib-asks'), seen('.memlib-exercise'), seen('.memlib-without a')];
"""


def test_with_webassembly_there_is_a_block(desktop: Browser, address: str) -> None:
    desktop.open(f"{address}/{CHAPTER}")
    cells, blocks, sentences = desktop.run(SEEN)
    assert (cells, sentences) == (0, 0)
    assert blocks >= 2


def on_paper(browser: Browser) -> None:
    """The page shows its cells, no editor, and after each cell one sentence with the link."""
    cells, blocks, sentences = browser.run(SEEN)
    assert blocks == 0
    assert cells == sentences >= 2
    told = browser.run("return document.querySelector('.memlib-without').textContent")
    assert told == "To try it, open the chapter in Colab."


def test_without_webassembly(desktop: Browser, address: str) -> None:
    with desktop.beginning("delete window.WebAssembly"):
        desktop.open(f"{address}/{CHAPTER}")
        on_paper(desktop)
        desktop.open(f"{address}/lab.html")
        status = "document.getElementById('lab-status')"
        told = desktop.run(f"return [{status}.dataset.state, {status}.textContent]")
        assert told == ["error", "This browser cannot run Python. Colab can, from any chapter."]
        assert desktop.run("return document.getElementById('lab-build').disabled")


def test_without_scripts(desktop: Browser, address: str) -> None:
    with desktop.without_scripts():
        desktop.open(f"{address}/{CHAPTER}")
        on_paper(desktop)
        desktop.open(f"{address}/lab.html")
        told = desktop.run("return document.getElementById('lab-status').textContent")
        assert told == "This page needs JavaScript."
