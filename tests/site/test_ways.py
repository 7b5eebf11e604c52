"""Links between statements, their uses, the map and the glossary, in the finished pages."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from site_browser import Browser

from memlib.book import glossary, labels, uses
from memlib.book.project import Project
from memlib.book.uses import Uses

pytestmark = pytest.mark.site

WAYS = re.compile(r'<div class="memlib-ways.*?</div>', re.DOTALL)
USE = re.compile(r'<span id="(use-[\w-]+-\d+)"><a class="reference internal" href="([^"]+)"')
LINK = re.compile(r'<a class="reference internal" href="([^"]+)"')


@pytest.fixture(scope="module")
def found(project: Project) -> Uses:
    return uses.collect(project)


@pytest.fixture(scope="module")
def articles(site: Path, project: Project) -> dict[str, str]:
    """The article of each page."""
    result = {}
    for name in project.pages:
        text = (site / f"{name}.html").read_text(encoding="utf-8")
        start = text.find("<article")
        result[name] = text[start : text.find("</article>", start)]
    return result


def leads_to(link: str, name: str) -> tuple[str, str]:
    """The page and the place that a link on a page leads to."""
    parts = urlsplit(link)
    folder = Path("/site") / Path(name).parent
    path = (folder / parts.path).resolve() if parts.path else Path("/site") / name
    return path.relative_to("/site").with_suffix("").as_posix(), parts.fragment


def test_every_link_to_a_statement_is_one_of_its_uses(
    articles: dict[str, str], found: Uses
) -> None:
    seen = set()
    for name, article in articles.items():
        if name == "map":
            continue
        text = WAYS.sub("", article)
        links = [leads_to(link, name)[1] for link in LINK.findall(text)]
        marked = [(leads_to(link, name)[1], place) for place, link in USE.findall(text)]
        assert sorted(x for x in links if x in found.statements) == sorted(x for x, _ in marked)
        seen |= {(name, place) for _, place in marked}
        assert all(re.fullmatch(rf"use-{label}-\d+", place) for label, place in marked), name
    assert seen == {(use.page, use.anchor) for use in found.all}


def test_every_statement_links_to_every_use_and_to_all_that_it_uses(
    articles: dict[str, str], found: Uses
) -> None:
    for label, statement in found.statements.items():
        article = articles[statement.page]
        box = article.find(f'id="{label}"')
        end = article.find('class="proof', box + 1)
        block = WAYS.search(article, box, end if end > 0 else len(article))
        there = [leads_to(x, statement.page) for x in LINK.findall(block[0])] if block else []
        uses_of = {(use.page, use.anchor) for use in found.of(label)}
        used = {(found.statements[x].page, x) for x in found.direct[label]}
        assert set(there) == uses_of | used, label
        assert len(there) == len(set(there)), label


def test_the_map_leads_to_every_statement(articles: dict[str, str], found: Uses) -> None:
    drawn = re.findall(r'<a xlink:href="([^"]+)" data-label="([\w-]+)"', articles["map"])
    assert {label: leads_to(link, "map") for link, label in drawn} == {
        label: (statement.page, label) for label, statement in found.statements.items()
    }
    arcs = set(re.findall(r'data-from="([\w-]+)" data-to="([\w-]+)"', articles["map"]))
    assert arcs == {(x, y) for x, used in found.direct.items() for y in used}


def test_each_word_of_the_glossary_and_its_first_use_link_to_each_other(
    articles: dict[str, str], project: Project
) -> None:
    for word, page in glossary.first_pages(project).items():
        place, entry = glossary.anchor(word), labels.term_id(word)
        there = articles[page]
        assert f'<span id="{place}"><a class="memlib-term' in there, word
        assert f'href="../glossary.html#{entry}"' in there, word
        assert f'id="{entry}"' in articles["glossary"], word
        assert f'href="{page}.html#{place}"' in articles["glossary"], word


def arcs_shown(window: Browser) -> tuple[int, int]:
    shown, all_arcs = window.run(
        "const all = [...document.querySelectorAll('.memlib-map path')];"
        "return [all.filter(x => getComputedStyle(x).opacity > 0.3).length, all.length]"
    )
    return int(shown), int(all_arcs)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_line_of_the_map_shows_its_arcs(
    desktop: Browser, address: str, found: Uses, scheme: str
) -> None:
    desktop.prefer(scheme)
    desktop.open(f"{address}/map.html")
    shown, total = arcs_shown(desktop)
    assert shown == total == sum(map(len, found.direct.values()))
    label = max(found.direct, key=lambda x: len(found.direct[x]))
    line = f"document.querySelector('.memlib-map a[data-label={label}]')"
    desktop.run(f"{line}.scrollIntoView({{block: 'center'}}); {line}.focus()")
    touched = [(x, y) for x, used in found.direct.items() for y in used if label in (x, y)]
    assert arcs_shown(desktop) == (len(touched), total)
    colors = desktop.run(
        "const look = x => getComputedStyle(document.querySelector(x));"
        "return [look('.memlib-map text').fill, look('body').backgroundColor]"
    )
    light = [sum(map(int, re.findall(r"\d+", color)[:3])) for color in colors]
    assert abs(light[0] - light[1]) > 380, "the words stand out from the page"


def test_the_map_is_readable_on_a_phone(phone: Browser, address: str) -> None:
    phone.open(f"{address}/map.html")
    size = phone.run(
        "return [...document.querySelectorAll('.memlib-map text')]"
        ".map(x => x.getBoundingClientRect().height)"
    )
    assert min(size) > 11, "it scrolls, it does not shrink"
