"""The interactive figure of *Bit extraction* in a real browser: every input, every layer."""

from __future__ import annotations

import pytest
from site_browser import Browser

pytestmark = pytest.mark.site

PAGE = "notebooks/bit_extraction.html"
FIGURE = "document.querySelector('.memlib-stepper')"


def test_next_back_and_the_slider_move(desktop: Browser, address: str) -> None:
    desktop.open(f"{address}/{PAGE}")
    text = f"return {FIGURE}.querySelector('.now').textContent"
    assert desktop.run(text).startswith("Layer 1 of ")
    assert desktop.run(f"return {FIGURE}.querySelector('table')") is None, "it is for paper"
    click = f"[...{FIGURE}.querySelectorAll('button')][%d].click();"
    assert desktop.run(click % 1 + text).startswith("Layer 2 of ")
    assert desktop.run(click % 0 + text).startswith("Layer 1 of ")
    assert desktop.run(f"return [...{FIGURE}.querySelectorAll('button')][0].disabled") is True


def test_every_input_ends_with_its_label(desktop: Browser, address: str) -> None:
    desktop.open(f"{address}/{PAGE}")
    ends = desktop.run(
        f"""
        const root = {FIGURE}, select = root.querySelector('select');
        const range = root.querySelector('input'), fire = (node, kind) =>
          node.dispatchEvent(new Event(kind, {{bubbles: true}}));
        return [...select.options].map(option => {{
          select.value = option.value; fire(select, 'change');
          range.value = range.max; fire(range, 'input');
          return [option.value, root.querySelector('dd').textContent];
        }});
        """
    )
    assert len(ends) >= 3
    for name, label in ends:
        assert name.endswith("no label") == (label == "0")
        assert label == "0" or name.endswith(f"label {label}")


def test_on_a_phone_it_ends_with_its_last_row(phone: Browser, address: str) -> None:
    """Room for the longest list was kept there: most of a screen, empty."""
    phone.open(f"{address}/{PAGE}")
    empty = phone.run(
        f"const root = {FIGURE}, rows = root.querySelectorAll('dl div');"
        "const bottom = (node) => node.getBoundingClientRect().bottom;"
        "return bottom(root) - Math.max(...[...rows].map(bottom))"
    )
    assert 0 < empty < 40


def test_it_has_names_for_those_who_do_not_see_it(desktop: Browser, address: str) -> None:
    desktop.open(f"{address}/{PAGE}")
    label = desktop.run(f"return {FIGURE}.querySelector('svg').getAttribute('aria-label')")
    assert "Now: put the point on the line" in label
    spoken = desktop.run(f"return {FIGURE}.querySelector('input').getAttribute('aria-valuetext')")
    assert spoken.startswith("Layer 1 of ")
    small = desktop.run(
        f"return [...{FIGURE}.querySelectorAll('button,select,input')]"
        ".filter(x => x.getBoundingClientRect().height < 44).length"
    )
    assert small == 0, "targets that a thumb misses"
