"""Every exercise in its page: right, wrong, no answer at all, a loop that never ends."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from exercise_block import BLOCK, answered, stopped, written
from exercises.on_pages import ANSWERS, filled
from site_browser import Browser

from memlib.book import runnable
from memlib.book.live import exercises, needs_torch
from memlib.book.project import Project

pytestmark = pytest.mark.site

#: What is no answer: each gets one friendly line.
NONE_AT_ALL = ("'text'", "[1, 2]")
#: What is no other host.
OURS = ("data:", "blob:", "about:", "chrome:")
#: How long a first Run on a page may take, and a later one, on two quiet cores.
FIRST, LATER = 6.0, 2.0


@pytest.fixture(scope="module")
def asked() -> list[tuple[str, list[runnable.Exercise]]]:
    """(chapter, its exercises that run on the page), where there are any."""
    project = Project.find(Path(__file__))
    found = [
        (name, [each for each in exercises(project, name) if not needs_torch(each.code)])
        for name in project.notebooks
    ]
    return [(name, each) for name, each in found if each]


def page(address: str, name: str) -> str:
    return f"{address}/notebooks/{name}.html"


def timed(browser: Browser, number: int, code: str, seconds: list[float]) -> list[str]:
    """The lines that an exercise prints for this code; how long it took is noted."""
    start = time.monotonic()
    told = answered(browser, number, code)
    seconds.append(time.monotonic() - start)
    return told.strip().splitlines()


def test_each_answers_and_a_loop_without_end_is_stopped(
    desktop: Browser, address: str, asked: list[tuple[str, list[runnable.Exercise]]]
) -> None:
    """Page by page, with one engine until the loops."""
    first: list[float] = []
    later: list[float] = []
    ends = 0
    for name, ours in asked:
        desktop.open(page(address, name))
        blocks = desktop.run("return document.querySelectorAll('.memlib-exercise').length")
        assert blocks == len(ours), name
        for number, each in enumerate(ours):
            answers(desktop, number, each, later if number else first, later)
        foreign = [url for url in desktop.requests() if not url.startswith((*OURS, address))]
        assert foreign == [], name
        for number in range(len(ours)):
            assert answered(desktop, number, "1 + 1") == "2\n", (name, number)
            assert stopped(desktop, number) == "Stopped.", (name, number)
            ends += 1
        desktop.run(f"{BLOCK % 0}.querySelector('[data-do=reset]').click()")
        assert "No answer yet" in answered(desktop, 0, None), f"{name} lives"
    assert len(later) >= 240
    assert ends >= 60
    for what, seconds in (("first Run", sorted(first)), ("later", sorted(later))):
        middle = seconds[len(seconds) // 2]
        print(f"{what}: median {middle:.2f} s, longest {seconds[-1]:.2f} s")


def answers(
    browser: Browser, number: int, each: runnable.Exercise, first: list[float], later: list[float]
) -> None:
    """It says what it should to no answer, a right one, a wrong one, and what is none."""
    assert written(browser, number).strip() == each.code.strip(), each.label
    told = timed(browser, number, each.code, first)
    assert "No answer yet" in told[0], each.label
    right, wrong = (filled(each.code, answer) for answer in ANSWERS[each.label])
    told = timed(browser, number, right, later)
    assert told, each.label
    assert all(line.startswith("Right") for line in told), (each.label, told)
    for code in (wrong, *(each.code.replace("= None", f"= {x}", 1) for x in NONE_AT_ALL)):
        told = timed(browser, number, code, later)
        assert 1 <= len(told) <= code.count("print("), (each.label, code, told)
        assert not any(line.startswith("Right") for line in told), (each.label, told)
        assert "Error" not in " ".join(told), (each.label, told)


def test_the_keyboard_alone_is_enough(desktop: Browser, address: str) -> None:
    desktop.open(page(address, "counting_bits"))
    block = BLOCK % 0
    part = "document.activeElement.dataset.do"
    status = f"{block}.querySelector('[role=status]').textContent"
    desktop.run(f"{block}.querySelector('textarea').focus()")
    desktop.press("Enter", shift=True)
    desktop.wait(f"{status} === 'Done.'", seconds=60)
    desktop.press("Tab")
    assert desktop.run(f"return {part}") == "run", "Tab leaves the editor"
    desktop.press("Tab")
    assert desktop.run(f"return {part}") == "reset"
    desktop.press("Enter")
    desktop.wait(f"{status} === 'As it was.'")
    assert desktop.run("return document.activeElement.tagName") == "TEXTAREA"


def test_an_editor_is_as_high_as_its_lines(phone: Browser, address: str) -> None:
    """As they are typed, when the exercise stands again as it was, and when the phone turns."""
    phone.open(page(address, "counting_bits"))
    editor = f"{BLOCK % 0}.querySelector('textarea')"
    height = f"return {editor}.offsetHeight"
    first = phone.run(height)
    typed = "word " * 200
    phone.run(f"{editor}.value = '{typed}'; {editor}.dispatchEvent(new Event('input'))")
    assert phone.run(height) > 2 * first
    phone.run(f"{BLOCK % 0}.querySelector('[data-do=reset]').click()")
    assert phone.run(height) == first
    phone.run(f"{editor}.value = '{typed}'; {editor}.dispatchEvent(new Event('input'))")
    upright = phone.run(height)
    phone.resize(844, 390, phone=True)
    phone.wait(f"{editor}.offsetHeight < 0.7 * {upright}")


def test_a_first_run_and_a_later_one_are_quick(desktop: Browser, address: str) -> None:
    """On a page of its own, with its engine cold; the bars are for two quiet cores."""
    desktop.open(page(address, "counting_bits"))
    start = time.monotonic()
    answered(desktop, 0, None)
    first = time.monotonic() - start
    start = time.monotonic()
    answered(desktop, 0, None)
    later = time.monotonic() - start
    print(f"first Run {first:.1f} s, a later one {later:.2f} s")
    assert first < FIRST
    assert later < LATER
