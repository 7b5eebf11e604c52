"""Python in the pages: the lab and the exercises, in a real browser, from http and from a disk."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from exercise_block import BLOCK, answered
from site_browser import Browser

from memlib.book.live import FOLDER

pytestmark = pytest.mark.site

EXERCISES = "notebooks/counting_bits.html"
TEXT = " ".join(f"word{k * 7 % 61} of{k % 13}" for k in range(100))
TABLE = "red,green,blue,name\n255,0,0,red\n0,128,0,green\n0,0,255,blue\n0,0,0,black\n"
LONG = " ".join(f"word{k * k * 7 % 997} of{k % 113}" for k in range(500))


@pytest.fixture(params=["http", "file"])
def base(request: pytest.FixtureRequest, address: str, site: Path) -> str:
    return address if request.param == "http" else site.resolve().as_uri()


def test_the_lab_builds_checks_and_recites(desktop: Browser, base: str) -> None:
    desktop.open(f"{base}/lab.html")
    assert desktop.run("return document.getElementById('lab-status').dataset.state") == "idle"
    desktop.run("document.getElementById('lab-text').value = arguments[0]", TEXT)
    desktop.run("document.getElementById('lab-build').click()")
    state = "document.getElementById('lab-status').dataset.state"
    desktop.wait(f"['done', 'error'].includes({state})", seconds=60)
    assert desktop.run(f"return {state}") == "done", desktop.run(
        "return document.getElementById('lab-status').textContent"
    )
    assert desktop.run("return document.getElementById('lab-recited').textContent") == TEXT
    facts = desktop.run("return document.getElementById('lab-facts').textContent")
    assert "verify.py (Python): holds" in facts
    assert "check.js (JavaScript): every label" in facts
    for button in ("label", "bit"):
        desktop.run(f"document.getElementById('lab-refute-{button}').click()")
        desktop.wait(f"{state} === 'done'", seconds=60)
        bad = desktop.run(
            "return [...document.querySelectorAll('#lab-refuted li')].map(x => x.className)"
        )
        assert bad == ["memlib-bad", "memlib-bad"], button
    assert foreign(desktop, base) == []
    assert desktop.problems() == []


def test_a_table_is_memorized(desktop: Browser, base: str) -> None:
    desktop.open(f"{base}/lab.html")
    text, kind = (f"document.getElementById('lab-{each}')" for each in ("text", "kind"))
    example = desktop.run(f"return {text}.value")
    choose = f"{kind}.value = arguments[0]; {kind}.dispatchEvent(new Event('change'))"
    desktop.run(choose, "table")
    table = desktop.run(f"return {text}.value")
    assert table.startswith("red,green,blue,name\n")
    desktop.run(choose, "text")
    assert desktop.run(f"return {text}.value") == example
    desktop.run(choose, "table")
    state = "document.getElementById('lab-status').dataset.state"
    for pasted in (table, TABLE):
        desktop.run(f"{text}.value = arguments[0]", pasted)
        desktop.run("document.getElementById('lab-build').click()")
        desktop.wait(f"['done', 'error'].includes({state})", seconds=60)
        assert desktop.run("return document.getElementById('lab-recited').textContent") == pasted
        facts = desktop.run("return document.getElementById('lab-facts').textContent")
        rows = pasted.count("\n") - 1
        assert facts.startswith(f"{rows} rows, {rows} different labels; {rows} tokens, up to 1")
        assert "check.js (JavaScript): every label" in facts
    desktop.run(choose, "text")
    assert desktop.run(f"return {text}.value") == TABLE, "what a reader pasted stays"
    desktop.run(choose, "table")
    desktop.run(f"{text}.value = '1,2,x\\n1,y'")
    desktop.run("document.getElementById('lab-build').click()")
    desktop.wait(f"{state} === 'error'", seconds=60)
    said = desktop.run("return document.getElementById('lab-status').textContent")
    assert said.startswith("line 2: 1 numbers before the label, and 2 in the first row")


@pytest.mark.parametrize(("text", "most"), [(TEXT, 10), (LONG, 30)], ids=["200", "1,000"])
def test_words_in_time(desktop: Browser, address: str, text: str, most: int) -> None:
    """From paste to verified and recited, Python's start counted; bars for two quiet cores."""
    desktop.open(f"{address}/lab.html")
    desktop.run("document.getElementById('lab-text').value = arguments[0]", text)
    start = time.monotonic()
    desktop.run("document.getElementById('lab-build').click()")
    state = "document.getElementById('lab-status').dataset.state"
    desktop.wait(f"['done', 'error'].includes({state})", seconds=120)
    seconds = time.monotonic() - start
    assert desktop.run("return document.getElementById('lab-recited').textContent") == text
    print(f"{len(text.split()):,} words: {seconds:.1f} s")
    assert seconds < most


def foreign(browser: Browser, base: str) -> list[str]:
    """Requests to another host."""
    fine = (base.split("/lab")[0], "data:", "blob:", "about:", "file:")
    return [url for url in browser.requests() if not url.startswith(fine)]


def test_the_lab_says_what_is_wrong_and_stops(desktop: Browser, address: str) -> None:
    desktop.open(f"{address}/lab.html")
    state = "document.getElementById('lab-status').dataset.state"
    desktop.run("document.getElementById('lab-text').value = ''")
    desktop.run("document.getElementById('lab-build').click()")
    desktop.wait(f"{state} === 'error'", seconds=60)
    assert "the text is empty" in desktop.run(
        "return document.getElementById('lab-status').textContent"
    )
    desktop.run("document.getElementById('lab-text').value = 'a '.repeat(2900)")
    desktop.run("document.getElementById('lab-build').click()")
    desktop.run("document.getElementById('lab-stop').click()")
    desktop.wait(f"{state} !== 'working'", seconds=20)
    desktop.run("document.getElementById('lab-text').value = 'a b'")
    desktop.run("document.getElementById('lab-build').click()")
    desktop.wait(f"{state} === 'done'", seconds=60)


def test_an_exercise_answers(desktop: Browser, base: str) -> None:
    desktop.open(f"{base}/{EXERCISES}")
    assert desktop.run("return document.querySelectorAll('.memlib-exercise').length") >= 2
    assert not [url for url in desktop.requests() if FOLDER in url], "nothing before Run"
    desktop.open(f"{base}/{EXERCISES}")
    first = answered(desktop, 0, None)
    assert first.strip() == "No answer yet: put yours in place of None."
    code = desktop.run(f"return {BLOCK % 0}.querySelector('textarea').value")
    for answer in ("'text'", "[1, 2]", "-1"):
        said = answered(desktop, 0, code.replace("None", answer, 1))
        assert len(said.strip().splitlines()) == 1, said
        assert "Error" not in said
    start = time.monotonic()
    assert answered(desktop, 0, "1 / 0") == "line 1: 1 / 0\nZeroDivisionError: division by zero"
    print(f"a later run: {time.monotonic() - start:.1f} s")
    desktop.run(f"{BLOCK % 0}.querySelector('[data-do=reset]').click()")
    assert desktop.run(f"return {BLOCK % 0}.querySelector('textarea').value") == code
    assert foreign(desktop, base) == []


def test_on_a_phone_nothing_is_cut(phone: Browser, address: str, tmp_path: Path) -> None:
    for name in ("lab.html", EXERCISES):
        phone.open(f"{address}/{name}")
        wide = phone.run(
            "return [...document.querySelectorAll('.memlib-lab *, .memlib-exercise *')]"
            ".filter(x => x.getBoundingClientRect().right > innerWidth + 1).length"
        )
        assert wide == 0, name
