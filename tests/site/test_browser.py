"""The finished site in a real browser: what it asks for, and what a reader sees."""

from __future__ import annotations

from pathlib import Path

import pytest
from site_browser import Browser
from test_axe import pages

from memlib.book.project import Project

pytestmark = pytest.mark.site

#: The pictures of our figures that are visible, of those that are on the page.
VISIBLE = """
const shown = theme => [...document.querySelectorAll(`figure.memlib-figure img.only-${theme}`)]
  .filter(image => image.getClientRects().length > 0).length;
const pictures = [...document.querySelectorAll('figure.memlib-figure')]
  .filter(figure => figure.querySelector('img') !== null);  // a table needs no second picture
return [shown('light'), shown('dark'), pictures.length];
"""
OVERFLOW = """
const wide = document.documentElement.clientWidth;
return document.documentElement.scrollWidth - wide;
"""
#: How many editors there are, and how many have a line below their edge.
EDITORS = """
const editors = [...document.querySelectorAll('.memlib-exercise textarea')];
return [editors.length, editors.filter(x => x.scrollHeight > x.clientHeight + 1).length];
"""


def test_no_page_asks_another_host_or_logs_an_error(
    desktop: Browser, address: str, project: Project
) -> None:
    for name in (*project.pages, "search", "genindex"):
        desktop.open(f"{address}/{name}.html")
        requests = desktop.requests()
        assert requests, "the browser reports what it asks for"
        ours = (f"{address}/", "data:", "blob:", "chrome:")
        foreign = [url for url in requests if not url.startswith(ours)]
        assert foreign == [], name
        assert desktop.problems() == [], name


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_each_figure_shows_the_picture_of_its_theme(
    desktop: Browser, address: str, project: Project, scheme: str
) -> None:
    figures = 0
    desktop.prefer(scheme)
    for name in project.notebooks:
        desktop.open(f"{address}/notebooks/{name}.html")
        light, dark, total = desktop.run(VISIBLE)
        assert (light, dark) == ((total, 0) if scheme == "light" else (0, total)), name
        figures += total
    assert figures > 0


def test_the_readers_choice_wins_over_the_system(
    desktop: Browser, address: str, project: Project
) -> None:
    desktop.prefer("light")
    desktop.open(f"{address}/notebooks/tour.html")
    desktop.run("document.documentElement.dataset.theme = 'dark'")
    light, dark, total = desktop.run(VISIBLE)
    assert (light, dark) == (0, total)


def test_the_picture_that_is_shown_can_be_drawn(desktop: Browser, address: str) -> None:
    desktop.open(f"{address}/notebooks/tour.html")
    script = """
      const image = document.querySelector('figure.memlib-figure img.only-light');
      image.scrollIntoView();
      image.loading = 'eager';
      return true;
    """
    assert desktop.run(script)
    image = "document.querySelector('figure.memlib-figure img.only-light')"
    desktop.wait(f"{image}.complete && {image}.naturalWidth > 100")


def test_formulas_are_set_with_our_macros(desktop: Browser, address: str) -> None:
    desktop.open(f"{address}/notation.html")
    assert desktop.run("return document.querySelectorAll('mjx-container').length") > 20
    assert desktop.run("return document.querySelectorAll('mjx-merror').length") == 0


def on_every_page(desktop: Browser, address: str, project: Project, faults: str) -> None:
    """No page has faults, a list told by JavaScript."""
    for name in project.pages:
        desktop.open(f"{address}/{name}.html")
        assert desktop.run(f"return {faults}") == [], name


def test_no_formula_on_any_page_is_wrong(desktop: Browser, address: str, project: Project) -> None:
    wrong = (
        "[...document.querySelectorAll('mjx-merror, [data-mjx-error]')]"
        ".map(x => x.getAttribute('data-mjx-error') || x.textContent)"
    )
    on_every_page(desktop, address, project, wrong)


def test_nothing_is_cut_on_a_phone(
    phone: Browser, address: str, site: Path, project: Project
) -> None:
    """No page is wider than it, and an editor is as high as its lines, wrapped ones too."""
    editors = 0
    names = pages(site)
    assert {f"{name}.html" for name in project.pages} <= set(names)
    for name in names:
        phone.open(f"{address}/{name}")
        assert phone.run(OVERFLOW) <= 0, name
        found, low = phone.run(EDITORS)
        assert low == 0, name
        editors += found
    assert editors >= 70


def test_what_scrolls_shows_it(phone: Browser, address: str) -> None:
    """A long formula fades at its edge until its end is reached."""
    phone.open(f"{address}/notebooks/no_logarithms.html")
    phone.wait("document.querySelector('.memlib-more')")
    wide = "document.querySelectorAll('mjx-container[display=true]')"
    unmarked = phone.run(
        f"return [...{wide}].filter(box => box.scrollWidth > box.clientWidth + 2)"
        ".filter(box => !box.classList.contains('memlib-more')).length"
    )
    assert unmarked == 0
    phone.run("const box = document.querySelector('.memlib-more'); box.id = 'probe';"
              "box.scrollLeft = box.scrollWidth")  # fmt: skip
    phone.wait("!document.querySelector('#probe').classList.contains('memlib-more')")


def test_every_button_has_a_name(desktop: Browser, address: str, project: Project) -> None:
    nameless = (
        "[...document.querySelectorAll('button')].filter(x => "
        "!x.ariaLabel && !x.title && !x.textContent.trim()).map(x => x.outerHTML)"
    )
    on_every_page(desktop, address, project, nameless)


def test_search_finds(desktop: Browser, address: str) -> None:
    desktop.open(f"{address}/search.html?q=certificate")
    desktop.wait("document.querySelectorAll('#search-results li a').length > 0")


def test_the_site_works_from_a_folder_without_a_server(desktop: Browser, site: object) -> None:
    desktop.open(f"file://{site}/notation.html")
    assert desktop.run("return document.querySelectorAll('mjx-container').length") > 20
    assert [url for url in desktop.requests() if not url.startswith(("file:", "data:"))] == []


def test_a_picture_keeps_its_place_before_it_arrives(
    phone: Browser, address: str, project: Project
) -> None:
    for name in project.notebooks:
        phone.open(f"{address}/notebooks/{name}.html")
        sizes = phone.run(
            "return [...document.querySelectorAll('figure.memlib-figure img.only-light')]"
            ".filter(x => x.closest('details:not([open])') === null)"
            ".map(x => [x.getBoundingClientRect().width, x.getBoundingClientRect().height])"
        )
        assert all(200 < width <= 390 and height > 50 for width, height in sizes), (name, sizes)
