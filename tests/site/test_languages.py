"""The Chinese pages of the finished site: there, linked both ways, told apart by machines."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from site_browser import Browser
from test_pages import RAW_MYST, page, text_of

from memlib.book import catalog
from memlib.book.project import Project

pytestmark = pytest.mark.site

HERE = Project.find(Path(__file__))
SHOWN = [name for name, each in catalog.translated(HERE, "zh").items() if each.shown]
PAGES = [name for name in SHOWN if name != "menu"]


def test_the_site_has_the_translated_pages_and_no_others(site: Path, project: Project) -> None:
    assert {"intro", "notation", "lab"} <= set(PAGES)
    for name in project.pages:
        assert (site / "zh" / f"{name}.html").is_file() == (name in PAGES), name


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_chinese_and_rendered(site: Path, name: str) -> None:
    path = site / "zh" / f"{name}.html"
    assert '<html lang="zh-CN"' in path.read_text(encoding="utf-8")
    text = text_of(path)
    assert RAW_MYST.search(text) is None
    assert len(re.findall(r"[\u3400-\u9fff]", text)) > 300
    ids = page(path).ids
    assert {x for x in ids if ids.count(x) > 1} == set()


@pytest.mark.parametrize("name", PAGES)
def test_both_versions_lead_to_each_other(site: Path, project: Project, name: str) -> None:
    english, chinese = site / f"{name}.html", site / "zh" / f"{name}.html"
    for path, other in ((english, chinese), (chinese, english)):
        found = {(path.parent / x).resolve() for x in page(path).links if "://" not in x}
        assert other.resolve() in found, path
        head = path.read_text(encoding="utf-8")
        for tag, address in (("en", name), ("zh-CN", f"zh/{name}")):
            line = f'hreflang="{tag}" href="{project.site}/{address}.html"'
            assert line in head, (path, line)


def test_what_is_not_translated_says_so_and_leads_back(
    desktop: Browser, address: str, project: Project
) -> None:
    name = next(x for x in reversed(project.notebooks) if f"notebooks/{x}" not in PAGES)
    shown = "document.querySelector('.memlib-untranslated')?.getClientRects().length > 0"
    desktop.open(f"{address}/zh/intro.html")
    desktop.run("localStorage.setItem('memlib-language', 'en')")
    desktop.open(f"{address}/notebooks/{name}.html")
    assert not desktop.run(f"return {shown}"), "readers of English are told nothing"
    desktop.open(f"{address}/zh/intro.html")
    desktop.open(f"{address}/notebooks/{name}.html")
    assert desktop.run(f"return {shown}")
    assert desktop.run("return document.querySelector('.memlib-untranslated').lang") == "zh-CN"
    back = desktop.run("return document.querySelector('.memlib-untranslated a').href")
    assert back == f"{address}/zh/intro.html"
    desktop.run("localStorage.clear()")


def test_search_finds_a_word_of_two_characters_and_of_four(desktop: Browser, address: str) -> None:
    for query in ("词元", "检验程序"):
        desktop.open(f"{address}/zh/search.html?q={query}")
        desktop.wait("document.querySelectorAll('#search-results li a').length > 0")
    desktop.open(f"{address}/zh/search.html?q=鲸鱼")
    desktop.wait("document.querySelector('.search-summary')?.textContent.length > 5")
    assert desktop.run("return document.querySelectorAll('#search-results li a').length") == 0


def test_no_page_asks_another_host_or_logs_an_error(desktop: Browser, address: str) -> None:
    for name in PAGES:
        desktop.open(f"{address}/zh/{name}.html")
        ours = (f"{address}/", "data:", "blob:", "chrome:")
        assert [url for url in desktop.requests() if not url.startswith(ours)] == [], name
        assert desktop.problems() == [], name
        assert desktop.run("return document.querySelectorAll('mjx-merror').length") == 0, name


def test_buttons_and_moving_figures_speak_the_language_of_the_page(
    desktop: Browser, address: str
) -> None:
    """In Chinese and in English, also what scripts write."""
    found = (
        "const said = (where) => [...document.querySelectorAll(where)].map((x) => x.textContent);"
        "return [said('.memlib-exercise button'), said('.memlib-moving p, .memlib-moving label'),"
        " said('.memlib-stepper button, .memlib-stepper .now')]"
    )
    letters = re.compile(r"[\u3400-\u9fff]")
    for folder, chinese in (("", False), ("/zh", True)):
        desktop.open(f"{address}{folder}/notebooks/bit_extraction.html")
        for told in desktop.run(found):
            assert told
            assert all(bool(letters.search(text)) == chinese for text in told if text.strip()), told
        desktop.run("document.querySelector('.memlib-exercise [data-do=reset]').click()")
        status = desktop.run("return document.querySelector('[role=status]').textContent")
        assert status == ("已恢复原样。" if chinese else "As it was.")
