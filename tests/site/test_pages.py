"""The HTML of the finished site, page by page, without a browser."""

from __future__ import annotations

import json
import re
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from memlib.book import catalog, colab
from memlib.book.project import COLAB_BRANCH, Project

pytestmark = pytest.mark.site

#: Attributes that make a browser fetch something when the page opens.
FETCHED = {"img": ("src", "srcset"), "script": ("src",), "link": ("href",), "source": ("srcset",)}
FETCHED |= {"iframe": ("src",), "video": ("src", "poster"), "audio": ("src",), "object": ("data",)}
#: Links of these relations are read by machines, not fetched.
NOT_FETCHED = {"alternate", "canonical", "next", "prev", "index", "search", "author"}

PRIVATE = re.compile(r"(?<![\w.:/-])/(?:root|home|Users|tmp|work|private|var/folders)/[\w.-]+")
RAW_MYST = re.compile(r"\{(?:prf:)?(?:ref|numref|eq|cite(?::[tp])?|doc|math|term)\}|(?:```|:::)\{")


class Page(HTMLParser):
    """What the tests ask of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.fetched: list[str] = []
        self.images: list[dict[str, str]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if "id" in values:
            self.ids.append(values["id"])
        if tag == "a" and "href" in values:
            self.links.append(values["href"])
        if tag == "img":
            self.images.append(values)
        relations = set(values.get("rel", "").split())
        if tag in FETCHED and not relations & NOT_FETCHED:
            self.fetched += [values[name] for name in FETCHED[tag] if name in values]


@cache
def page(path: Path) -> Page:
    return Page(path.read_text(encoding="utf-8"))


@cache
def html(site: Path) -> tuple[Path, ...]:
    """Every page, also the search page and the index."""
    return tuple(sorted(path for path in site.rglob("*.html") if "_static" not in path.parts))


def text_of(path: Path) -> str:
    """What a reader reads: the article without its tags, scripts and code."""
    whole = path.read_text(encoding="utf-8")
    start = whole.find("<article")
    article = whole[start : whole.find("</article>", start)]
    article = re.sub(r"<(script|style|pre|code)\b.*?</\1>", " ", article, flags=re.DOTALL)
    return re.sub(r"<[^>]+>", " ", article)


def test_every_page_of_the_toc_is_there(site: Path, project: Project) -> None:
    assert len(project.pages) >= 5
    for name in project.pages:
        built = site / f"{name}.html"
        assert built.is_file(), name
        assert "<h1" in built.read_text(encoding="utf-8"), name


def test_every_computed_page_has_its_outputs(site: Path, project: Project) -> None:
    for name in project.notebooks:
        built = (site / f"notebooks/{name}.html").read_text(encoding="utf-8")
        notebook = json.loads(project.executed(name).read_text(encoding="utf-8"))
        outputs = sum(len(cell.get("outputs", [])) for cell in notebook["cells"])
        assert outputs > 0, name
        assert "cell_output" in built, name


def test_no_traceback_and_nothing_on_standard_error(site: Path, project: Project) -> None:
    for path in html(site):
        assert "Traceback (most recent call last)" not in path.read_text(encoding="utf-8"), path
    for name in project.notebooks:
        notebook = json.loads(project.executed(name).read_text(encoding="utf-8"))
        for cell in notebook["cells"]:
            for output in cell.get("outputs", []):
                assert output["output_type"] != "error", name
                assert output.get("name") != "stderr", f"{name}: {output.get('text')}"


def test_no_path_of_the_machine_in_pages_and_sources(site: Path) -> None:
    seen = [*html(site), *sorted((site / "_sources").rglob("*.*"))]
    assert len(seen) > len(html(site)), "the sources are part of the site"
    for path in seen:
        text = path.read_text(encoding="utf-8")
        found = PRIVATE.search(text)
        assert found is None, f"{path.relative_to(site)}: {found and found[0]}"
        assert str(Path.home()) not in text
        assert '"papermill":' not in text, f"{path}: papermill's own notes"


def test_nothing_is_fetched_from_another_host(site: Path) -> None:
    for path in html(site):
        for address in page(path).fetched:
            parts = urlsplit(address.split(" ")[0])
            assert not parts.netloc, f"{path.relative_to(site)} fetches {address}"


def test_no_text_is_left_unrendered(site: Path, project: Project) -> None:
    for name in project.pages:
        found = RAW_MYST.search(text_of(site / f"{name}.html"))
        assert found is None, f"{name}: {found and found[0]}"


def test_every_picture_has_alt_text_and_both_themes(site: Path, project: Project) -> None:
    figures = 0
    for name in project.pages:
        images = page(site / f"{name}.html").images
        for image in images:
            assert image.get("alt", "").strip(), f"{name}: {image.get('src')}"
            assert not image["src"].startswith("data:"), f"{name}: a picture inside the page"
            figures += "only-light" in image.get("class", "")
        light = sum("only-light" in image.get("class", "") for image in images)
        dark = sum("only-dark" in image.get("class", "") for image in images)
        assert light == dark, name
    assert figures > 0


def test_every_link_inside_the_site_leads_somewhere(site: Path) -> None:
    for path in html(site):
        for link in page(path).links:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc or link == "#":
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            assert target.is_file(), f"{path.relative_to(site)} → {link}"
            if parts.fragment and target.suffix == ".html":
                ids = page(target).ids
                assert unquote(parts.fragment) in ids, f"{path.relative_to(site)} → {link}"


def test_ids_are_there_once(site: Path, project: Project) -> None:
    for name in project.pages:
        ids = page(site / f"{name}.html").ids
        assert {x for x in ids if ids.count(x) > 1} == set(), name


def test_the_colab_button_opens_the_branch_of_the_edition(site: Path, project: Project) -> None:
    for name in project.notebooks:
        links = [x for x in page(site / f"notebooks/{name}.html").links if "colab.research" in x]
        assert links, name
        assert set(links) == {project.colab(name)}, name
        committed = links[0].partition(f"/blob/{COLAB_BRANCH}/")[2]
        assert (project.root / committed).is_file(), committed
    for name in set(project.pages) - {f"notebooks/{x}" for x in project.notebooks}:
        assert not [x for x in page(site / f"{name}.html").links if "colab.research" in x], name


def test_the_download_button_gives_the_colab_edition(site: Path, project: Project) -> None:
    for name in project.notebooks:
        links = page(site / f"notebooks/{name}.html").links
        (button,) = {x for x in links if x.endswith(f"_sources/notebooks/{name}.ipynb")}
        given = site / "notebooks" / button
        assert given.resolve().read_text("utf-8") == colab.text(project, name), name


def test_the_sitemap_names_every_page(site: Path, project: Project) -> None:
    found = re.findall(r"<loc>(.*?)</loc>", (site / "sitemap.xml").read_text(encoding="utf-8"))
    chinese = catalog.translated(project, "zh")
    shown = [x for x in project.pages if x in chinese and chinese[x].shown]
    assert shown
    assert set(found) == {project.page(x) for x in (*project.pages, *(f"zh/{x}" for x in shown))}
    assert len(found) == len(set(found)) == len(project.pages) + len(shown)


def test_pages_are_small(site: Path, project: Project) -> None:
    """A page and its pictures in one theme, without what all pages share."""
    for name in project.pages:
        path = site / f"{name}.html"
        light = [x["src"] for x in page(path).images if "only-dark" not in x.get("class", "")]
        pictures = {(path.parent / src).resolve() for src in light}
        total = path.stat().st_size + sum(picture.stat().st_size for picture in pictures)
        assert total < 3_000_000, f"{name}: {total:,} bytes"


def test_sitemap_llms_and_card_are_there_and_told(site: Path, project: Project) -> None:
    for name in ("sitemap.xml", "llms.txt"):
        text = (site / name).read_text(encoding="utf-8")
        for page_name in set(project.pages) - {"intro"}:
            assert text.count(f"{project.page(page_name)}{'<' if 'xml' in name else ')'}") == 1
    for page_name in project.pages:
        text = (site / f"{page_name}.html").read_text(encoding="utf-8")
        card = re.findall(r'<meta property="og:image" content="([^"]+)"', text)
        assert len(card) == 1, page_name
        assert (site / card[0].removeprefix(f"{project.site}/")).is_file()
        assert f'<meta property="og:url" content="{project.page(page_name)}"' in text
