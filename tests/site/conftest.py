"""The built site, served from this machine, and a browser to look at it.

Nothing here is skipped: without a site or without Chromium these tests fail and say what to do.
"""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from site_browser import Browser, browser

from memlib.book.project import Project

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def project() -> Project:
    return Project.find(ROOT)


@pytest.fixture(scope="session")
def site() -> Path:
    """The folder of the built site."""
    folder = ROOT / "_build" / "html"
    assert (folder / "index.html").is_file(), "no site is built: run `make check-book`"
    return folder


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture(scope="session")
def address(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The site's address, below a path as on GitHub's pages, without a slash at the end."""
    root = tmp_path_factory.mktemp("served")
    (root / "memlib").symlink_to(site.resolve(), target_is_directory=True)
    handler = partial(_Quiet, directory=str(root))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/memlib"
    server.shutdown()


@pytest.fixture(scope="session")
def window() -> Iterator[Browser]:
    """One browser window for all tests."""
    with browser() as opened:
        yield opened


@pytest.fixture
def desktop(window: Browser) -> Browser:
    window.resize(1280, 900)
    window.prefer("light")
    return window


@pytest.fixture
def phone(window: Browser) -> Browser:
    window.resize(390, 844, phone=True)
    window.prefer("light")
    return window
