"""The figures that move, in a real browser: at rest, by keyboard, by pointer, with Python."""

from __future__ import annotations

from pathlib import Path

import pytest
from site_browser import Browser

from memlib.book.live import FOLDER
from memlib.figures.registry import FIGURES

pytestmark = pytest.mark.site

PAGES = {
    "fold": "bit_extraction",
    "buckets": "vectors",
    "sums": "sequence_ids",
    "attention": "transformers",
    "cells": "sign_patterns",
}
FIGURE = "document.querySelector('.memlib-moving')"
SAID = f"{FIGURE}.querySelector('.moving-said').textContent"
#: Everything that can be moved from rest is moved to its other values, one after the other.
MOVE_ALL = f"""
const figure = {FIGURE}, wrong = [];
const fire = (node, kind) => node.dispatchEvent(new Event(kind, {{bubbles: true}}));
const picture = () => [...figure.querySelectorAll('svg *')].map(x =>
  [...x.attributes].map(a => a.name + a.value).sort().join()
  + (x.children.length ? '' : x.textContent)
).join('|');
for (const input of figure.querySelectorAll('input[type=range]')) {{
  const before = picture(), start = input.value;
  for (let v = Number(input.min); v <= Number(input.max); v++) {{
    input.value = v; fire(input, 'input');
  }}
  input.value = input.min; fire(input, 'input');
  if (picture() === before) wrong.push(input.id);
  input.value = start; fire(input, 'input');
  if (picture() !== before) wrong.push(input.id + ' back');
}}
for (const button of figure.querySelectorAll('button')) {{
  const before = picture(), pressed = button.getAttribute('aria-pressed');
  const shown = button.textContent;
  button.click();
  if (pressed !== 'true' && picture() === before) wrong.push(shown);
  if (!button.matches('.moving-flip')) continue;
  for (let i = 0; i < 9 && button.textContent !== shown; i++) button.click();
  if (picture() !== before) wrong.push(shown + ' back');
}}
return wrong;
"""


@pytest.fixture(params=["http", "file"])
def base(request: pytest.FixtureRequest, address: str, site: Path) -> str:
    return address if request.param == "http" else site.resolve().as_uri()


def page(base: str, name: str) -> str:
    return f"{base}/notebooks/{PAGES[name]}.html"


def test_every_figure_has_its_page(site: Path) -> None:
    assert PAGES.keys() == FIGURES.keys()
    for name, chapter in PAGES.items():
        text = (site / "notebooks" / f"{chapter}.html").read_text(encoding="utf-8")
        assert text.count(f'id="moving-{name}"') == 1


@pytest.mark.parametrize("name", PAGES)
def test_everything_moves_by_the_tables(desktop: Browser, base: str, name: str) -> None:
    desktop.open(page(base, name))
    assert desktop.run(f"return {FIGURE}.querySelector('svg').getAttribute('aria-label')")
    assert desktop.run(MOVE_ALL) == []
    assert desktop.problems() == []
    assert [url for url in desktop.requests() if FOLDER in url] == [], "no Python is loaded"


@pytest.mark.parametrize("name", PAGES)
def test_on_a_phone_nothing_is_cut_and_all_is_large_enough(
    phone: Browser, address: str, name: str
) -> None:
    phone.open(page(address, name))
    cut = phone.run(
        f"return [...{FIGURE}.querySelectorAll('*')].filter(x => x.getClientRects().length && "
        "(x.getBoundingClientRect().right > innerWidth || x.getBoundingClientRect().left < 0))"
        ".map(x => x.outerHTML)"
    )
    assert cut == []
    small = phone.run(
        f"return [...{FIGURE}.querySelectorAll('button, input, .grip')].filter(x => "
        "x.getBoundingClientRect().height < (x.matches('.grip') ? 36 : 43.9)).map(x => x.outerHTML)"
    )
    assert small == [], "targets that a thumb misses"


def test_a_handle_moves_by_arrow_keys_and_says_where_it_is(desktop: Browser, address: str) -> None:
    desktop.open(page(address, "buckets"))
    handle = f"{FIGURE}.querySelector('[data-handle=place_a]')"
    press = (
        f"const h = {handle}; h.focus();"
        "h.dispatchEvent(new KeyboardEvent('keydown', {key: arguments[0], bubbles: true}));"
        "return [h.getAttribute('aria-valuenow'), document.activeElement === h, h.isConnected]"
    )
    start = FIGURES["buckets"].start["place_a"]
    assert desktop.run(press, "ArrowRight") == [str(start + 1), True, True]
    assert desktop.run(press, "ArrowLeft") == [str(start), True, True]
    assert desktop.run(press, "Home") == ["0", True, True]
    assert desktop.run(f"return {handle}.getAttribute('role')") == "slider"


def drag(browser: Browser, handle: str, pixels: int) -> None:
    """Press on a handle, move, let go, as a finger or a mouse does."""
    browser.run(
        """
        const handle = document.querySelector(`[data-handle=${arguments[0]}]`);
        const box = handle.querySelector('.grip').getBoundingClientRect();
        const svg = handle.ownerSVGElement;
        svg.setPointerCapture = () => {};  // there is no real pointer to catch
        const at = (kind, x) => (kind === 'pointerdown' ? handle : svg).dispatchEvent(
          new PointerEvent(kind, {bubbles: true, cancelable: true, pointerId: 1,
            clientX: box.left + box.width / 2 + x, clientY: box.top + box.height / 2}));
        at('pointerdown', 0); at('pointermove', arguments[1] / 2); at('pointermove', arguments[1]);
        at('pointerup', arguments[1]);
        """,
        handle,
        pixels,
    )


def test_what_no_table_holds_is_drawn_by_python_in_the_page(desktop: Browser, base: str) -> None:
    desktop.open(page(base, "cells"))
    drag(desktop, "x_d", -90)
    moved = desktop.run(f"return {SAID}")
    assert moved.startswith("Inputs −2, −1, 1, ")
    assert not moved.startswith("Inputs −2, −1, 1, 2:")
    assert [url for url in desktop.requests() if FOLDER in url] == []
    drag(desktop, "x_a", -50)
    desktop.wait(f"{SAID}.startsWith('Inputs −') && !{SAID}.startsWith('Inputs −2,')", seconds=60)
    assert desktop.run(f"return {FIGURE}.classList.contains('moving-behind')") is False
    assert desktop.problems() == []
    ours = (base.split("/notebooks")[0], "data:", "blob:", "about:", "file:")
    assert [url for url in desktop.requests() if not url.startswith(ours)] == []


def test_a_cell_lights_the_inputs_that_it_labels_1(desktop: Browser, address: str) -> None:
    desktop.open(page(address, "cells"))
    lit = desktop.run(
        f"const cell = {FIGURE}.querySelector('[data-lights=\"0110\"]'); cell.focus();"
        f"return [...{FIGURE}.querySelectorAll('[data-light]')]"
        ".map(x => +x.matches('.lit')).join('')"
    )
    assert lit == "0110"
    assert desktop.run(f"return {SAID}") == "In this cell the labels of abcd are 0, 1, 1, 0."


def test_without_javascript_the_figure_stands_and_has_no_dead_button(site: Path) -> None:
    for name, chapter in PAGES.items():
        text = (site / "notebooks" / f"{chapter}.html").read_text(encoding="utf-8")
        block = text[text.index(f'id="moving-{name}"') :]
        block = block[: block.index("</figure>")]
        assert 'role="img"' in block
        bar = block[block.index("moving-bar") :]
        assert "hidden>" in bar[: bar.index(">") + 1]
