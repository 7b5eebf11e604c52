"""How pages are set: where lines end, how wide captions and columns are, what stands in the window.

Every page of both languages is opened on a phone and on a desktop, with all proofs unfolded.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from site_browser import Browser
from test_axe import pages

pytestmark = pytest.mark.site

#: What is set badly on the page that is open, in words.
BAD = r"""
document.querySelectorAll('details').forEach(fold => { fold.open = true; });
const root = document.querySelector('article'), found = [];
const edges = (node, at) => {
  const range = document.createRange();
  range.setStart(node, at); range.setEnd(node, at + 1);
  return range.getClientRects()[0];
};
const leaf = (node, side) => {  // the first or last text in a node
  while (node && node.nodeType !== Node.TEXT_NODE) node = node[side];
  return node;
};
const beside = (node, step, side) => {  // the text that stands beside an element
  while (node !== root && !node[step]) node = node.parentNode;
  return node === root ? null : leaf(node[step], side);
};
for (const formula of root.querySelectorAll('mjx-container:not([display="true"])')) {
  const box = formula.getBoundingClientRect();
  if (!box.width) continue;
  const next = beside(formula, 'nextSibling', 'firstChild');
  if (next && /^[.,;:!?)\]”’…%、。，；：！？）」》-]/.test(next.data)) {
    const sign = edges(next, 0);
    if (sign && sign.left < box.left) found.push(`a line begins with ${next.data.slice(0, 20)}`);
  }
  const last = beside(formula, 'previousSibling', 'lastChild');
  if (last && /[(\[“‘（「《]$/.test(last.data)) {
    const sign = edges(last, last.length - 1);
    if (sign && sign.left > box.left) found.push(`a line ends with ${last.data.slice(-20)}`);
  }
}
for (const code of root.querySelectorAll('code')) {
  if (code.closest('pre')) continue;
  const texts = document.createTreeWalker(code, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const text = texts.currentNode;
    for (let at = 1; at < text.length; at++) {
      if (!/[A-Za-z0-9]/.test(text.data[at - 1]) || !/\w/.test(text.data[at])) continue;
      const [a, b] = [edges(text, at - 1), edges(text, at)];
      if (a && b && b.top > a.top + 4) found.push(`${text.data} is broken at ${at}`);
    }
  }
}
const wide = document.documentElement.clientWidth;
for (const caption of root.querySelectorAll('caption')) {
  const box = caption.getBoundingClientRect();
  if (box.right > wide) found.push(`a caption ends at ${box.right}: ${caption.textContent}`);
}
for (const cell of root.querySelectorAll('td')) {
  const words = cell.textContent.trim(), width = cell.getBoundingClientRect().width;
  if (words.length > 60 && width && width < 95) found.push(`${width} for ${words}`);
}
for (const [name, part] of [['text', root], ['contents', document.querySelector('.page-toc')]]) {
  const box = part?.getBoundingClientRect();
  if (box && box.width && box.left < wide && box.right > wide) found.push(`${name} is cut`);
}
return found;
"""


@pytest.mark.parametrize("screen", ["desktop", "phone"])
def test_lines_captions_and_columns(window: Browser, address: str, site: Path, screen: str) -> None:
    if screen == "phone":
        window.resize(390, 844, phone=True)
    else:
        window.resize(1440, 900)
    window.prefer("light")
    found = []
    for name in pages(site):
        window.open(f"{address}/{name}")
        found += [f"{name}: {each}" for each in window.run(BAD)]
    assert found == []


def test_what_is_set_badly_is_found(phone: Browser, address: str) -> None:
    """Without the ties, and with columns as narrow as they can be, the page of the test is bad."""
    phone.open(f"{address}/notebooks/short_history.html")
    phone.run(
        "document.head.insertAdjacentHTML('beforeend', '<style>.memlib-tied { white-space: normal }"
        ".bd-content table.table th { min-width: 0 } code { word-break: break-all }"
        ".bd-content table.table > caption { max-width: none; width: 40rem }</style>')"
    )
    found = " ".join(phone.run(BAD))
    assert "a line begins with" in found
