"""The block under an exercise, used as a reader does: type, run, stop."""

from __future__ import annotations

import time
from typing import Final

from site_browser import Browser

#: The block with this number on the page.
BLOCK: Final = "document.querySelectorAll('.memlib-exercise')[%d]"


def answered(browser: Browser, number: int, code: str | None, seconds: float = 60) -> str:
    """What an exercise prints for this code (None: as it stands)."""
    block = BLOCK % number
    if code is not None:
        browser.run(f"{block}.querySelector('textarea').value = arguments[0]", code)
    browser.run(f"{block}.querySelector('[data-out]').hidden = true")
    browser.run(f"{block}.querySelector('[data-do=run]').click()")
    browser.wait(f"!{block}.querySelector('[data-do=run]').disabled", seconds=seconds)
    said: str = browser.run(f"return {block}.querySelector('[data-out]').textContent")
    return said


def written(browser: Browser, number: int) -> str:
    """What stands in an exercise's editor."""
    code: str = browser.run(f"return {BLOCK % number}.querySelector('textarea').value")
    return code


def stopped(browser: Browser, number: int) -> str:
    """What an exercise's status says when a loop that never ends was stopped."""
    block = BLOCK % number
    browser.run(f"{block}.querySelector('textarea').value = 'while True: pass'")
    browser.run(f"{block}.querySelector('[data-do=run]').click()")
    browser.wait(f"{block}.querySelector('[role=status]').textContent === 'Running …'")
    time.sleep(0.3)
    assert browser.run(f"return {block}.querySelector('[data-do=run]').disabled"), "it runs on"
    browser.run(f"{block}.querySelector('[data-do=stop]').click()")
    browser.wait(f"!{block}.querySelector('[data-do=run]').disabled")
    status: str = browser.run(f"return {block}.querySelector('[role=status]').textContent")
    return status
