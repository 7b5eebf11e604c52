"""axe finds no violation on the lab, an exercise page and the pages of figures that move.

axe-core comes from npm by the lock file beside this one; it is used here alone, not published.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from site_browser import Browser

from memlib.book import pyodide
from memlib.figures.registry import FIGURES

pytestmark = pytest.mark.site

PAGES = [
    "lab",
    "notebooks/counting_bits",
    *(
        f"notebooks/{name}"
        for name in ("bit_extraction", "vectors", "sequence_ids", "transformers", "sign_patterns")
    ),
]


@pytest.fixture(scope="module")
def axe(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The script of axe-core."""
    folder = Path(__file__).parent / "axe"
    packages = pyodide.install(folder, tmp_path_factory.mktemp("axe")).parent
    return (packages / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


def violations(browser: Browser, axe: str) -> list[str]:
    """What axe finds on the page that is open, in a line each."""
    browser.run(axe + "\nwindow.axe = axe;")
    browser.run("axe.run(document).then(found => { window.memlibFound = found; })")
    browser.wait("window.memlibFound", seconds=60)
    found = browser.run("return JSON.stringify(memlibFound.violations)")
    return [
        f"{rule['id']}: {node['html'][:160]} ({node.get('failureSummary', '')[:200]})"
        for rule in json.loads(found)
        for node in rule["nodes"]
    ]


def test_axe_finds_what_is_wrong(desktop: Browser, address: str, axe: str) -> None:
    desktop.open(f"{address}/lab.html")
    desktop.run("document.querySelector('main').innerHTML += '<img src=x><button></button>'")
    found = " ".join(violations(desktop, axe))
    assert "image-alt" in found
    assert "button-name" in found


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("page", PAGES)
def test_no_violation(desktop: Browser, address: str, axe: str, page: str, scheme: str) -> None:
    desktop.prefer(scheme)
    desktop.open(f"{address}/{page}.html")
    assert violations(desktop, axe) == []


def test_every_figure_is_among_the_pages(desktop: Browser, address: str) -> None:
    names = []
    for page in PAGES:
        desktop.open(f"{address}/{page}.html")
        names += desktop.run(
            "return [...document.querySelectorAll('.memlib-moving')].map(x => x.dataset.moving)"
        )
    assert sorted(names) == sorted(FIGURES)
