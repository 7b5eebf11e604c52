"""axe finds no violation on any page, on a desktop and on a phone, light and dark.

axe-core comes from npm by the lock file beside this one; it is used here alone, not published.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from site_browser import Browser

from memlib.book import pyodide

pytestmark = pytest.mark.site

#: Where pages lie.
FOLDERS = ("", "notebooks", "zh", "zh/notebooks")

#: Pages that a build adds, and that nobody reads.
MADE = {"genindex", "search", "prf-prf"}


def pages(site: Path) -> list[str]:
    """Every page of both languages."""
    found = [path for folder in FOLDERS for path in sorted((site / folder).glob("*.html"))]
    names = [path.relative_to(site).as_posix() for path in found if path.stem not in MADE]
    assert len(names) >= 55
    assert sum(name.startswith("zh/") for name in names) >= 10
    return names


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
@pytest.mark.parametrize("screen", ["desktop", "phone"])
def test_no_violation_on_any_page(
    window: Browser, address: str, site: Path, axe: str, screen: str, scheme: str
) -> None:
    if screen == "phone":
        window.resize(390, 844, phone=True)
    else:
        window.resize(1440, 900)
    window.prefer(scheme)
    found = []
    for name in pages(site):
        window.open(f"{address}/{name}")
        found += [f"{name}: {each}" for each in violations(window, axe)]
    assert found == []
