"""Previews of links: complete, for pointer and keyboard, in both themes, without a server."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from site_browser import Browser
from test_pages import page

from memlib.book import catalog
from memlib.book.project import Project

pytestmark = pytest.mark.site

#: A chapter with links to statements of its own page and of others.
CHAPTER = "notebooks/sequence_ids"
LINK = ".bd-article a.reference.internal[href*='#lem-']"
SHOWN = "document.querySelector('#memlib-preview:not([hidden])')"


def previews_of(site: Path, name: str) -> dict[str, str]:
    text = (site / "_previews" / f"{name}.js").read_text(encoding="utf-8")
    call = text.removeprefix("memlibPreviews(").removesuffix(");\n")
    return dict(json.loads(f"[{call}]")[1])


def test_every_link_to_a_statement_an_equation_or_a_work_has_one(
    site: Path, project: Project
) -> None:
    met = 0
    for name in project.pages:
        path = site / f"{name}.html"
        for link in page(path).links:
            parts = urlsplit(link)
            place = unquote(parts.fragment)
            if parts.netloc or not place:
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path.resolve()
            other = target.relative_to(site.resolve()).with_suffix("").as_posix()
            kinds = ("lem-", "thm-", "prop-", "def-", "cor-", "equation-", "exr-")
            work = other == "references" and place.removeprefix("id").isdigit() and name != other
            if place.startswith(kinds) or work:
                assert previews_of(site, other).get(place), f"{name} → {link}"
                met += 1
    assert met > 300


def hover(window: Browser, link: str = LINK) -> None:
    link = json.dumps(link)
    window.run(f"document.querySelector({link}).scrollIntoView({{block: 'center'}})")
    x, y = window.run(
        f"const r = document.querySelector({link}).getClientRects()[0];"
        "return [r.left + r.width / 2, r.top + r.height / 2]"
    )
    window.point(x, y)
    window.wait(SHOWN)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("how", ["served", "from a folder"])
def test_the_pointer_shows_one(
    desktop: Browser, address: str, site: Path, scheme: str, how: str
) -> None:
    desktop.prefer(scheme)
    base = address if how == "served" else f"file://{site}"
    desktop.open(f"{base}/{CHAPTER}.html")
    hover(desktop)
    desktop.wait(f"{SHOWN}.querySelector('mjx-container')")
    assert desktop.run(f"return {SHOWN}.textContent").startswith("\nLemma")
    assert desktop.run(f"return {SHOWN}.querySelectorAll('a, button, [id]').length") == 0
    left, right = desktop.run(
        f"const r = {SHOWN}.getBoundingClientRect(); return [r.left, innerWidth - r.right]"
    )
    assert left >= 0 <= right
    color, ground = desktop.run(
        f"const s = getComputedStyle({SHOWN}); return [s.color, s.backgroundColor]"
    )
    dark_ground = sum(map(int, ground[4:-1].split(", ")[:3])) < 384
    assert dark_ground == (scheme == "dark"), (color, ground)
    assert desktop.problems() == []
    assert not [x for x in desktop.requests() if not x.startswith((base, "data:", "chrome:"))]


def test_a_chinese_page_shows_what_an_english_one_says(
    desktop: Browser, address: str, project: Project
) -> None:
    """Its link leads out of the folder of its language; the preview says in which one it speaks."""
    desktop.open(f"{address}/zh/intro.html")
    chinese = catalog.translated(project, "zh")
    pages = [x for x in project.notebooks if f"notebooks/{x}" in chinese]
    outward = 'a.reference.internal[href^="../../"][href*="#"]'
    for name in pages:
        desktop.open(f"{address}/zh/notebooks/{name}.html")
        if desktop.run(f"return Boolean(document.querySelector('.bd-article {outward}'))"):
            break
    hover(desktop, f".bd-article {outward}")
    assert desktop.run(f"return {SHOWN}.lang") == "en"
    assert desktop.run(f"return {SHOWN}.textContent.trim().length") > 20
    assert desktop.problems() == []


def test_it_stays_under_the_pointer_and_goes_when_that_leaves(
    desktop: Browser, address: str
) -> None:
    desktop.open(f"{address}/{CHAPTER}.html")
    hover(desktop)
    x, y = desktop.run(
        f"const r = {SHOWN}.getBoundingClientRect(); return [r.left + 20, r.top + 10]"
    )
    desktop.point(x, y)
    desktop.run("window.later = false; setTimeout(() => { window.later = true; }, 700)")
    desktop.wait("window.later")
    assert desktop.run(f"return Boolean({SHOWN})")
    desktop.point(1, 1)
    desktop.wait(f"!{SHOWN}")


def test_the_keyboard_shows_one_and_escape_closes_it(desktop: Browser, address: str) -> None:
    desktop.open(f"{address}/{CHAPTER}.html")
    focused = "document.activeElement.matches(\"a[href*='#lem-']\")"
    desktop.run(f'document.querySelector("{LINK}").previousSibling; document.body.tabIndex = -1')
    for _ in range(400):  # the links before it: the menu's, the buttons'
        desktop.press("Tab")
        if desktop.run(f"return {focused}"):
            break
    desktop.wait(SHOWN)
    described = desktop.run("return document.activeElement.getAttribute('aria-describedby')")
    assert described == desktop.run(f"return {SHOWN}.id")
    assert desktop.run(f"return {SHOWN}.getAttribute('role')") == "tooltip"
    desktop.press("Escape")
    desktop.wait(f"!{SHOWN}")
    assert desktop.run(f"return {focused}"), "the focus stays where it was"
    assert desktop.run("return document.activeElement.getAttribute('aria-describedby')") is None
