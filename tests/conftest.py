"""For all tests: hypothesis draws the same cases every time, and a busy machine fails none."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

settings.register_profile("memlib", deadline=None, derandomize=True, database=None)
settings.load_profile("memlib")


@pytest.fixture(scope="session")
def tracked() -> list[str]:
    """The files of this checkout; who asks for it is skipped where git cannot say which."""
    command = ["git", "ls-files"]
    root = Path(__file__).parents[1]
    try:
        done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True)
    except OSError:
        pytest.skip("git is not installed")
    except subprocess.CalledProcessError as error:
        pytest.skip(f"no checkout that git takes: {error.stderr.splitlines()[0]}")
    return done.stdout.splitlines()


class Shown(list[Any]):
    """What a page would show, in order."""

    @property
    def only(self) -> Any:
        """The one figure that was shown, drawn differently for each theme."""
        (picture,) = self
        assert picture.light != picture.dark
        return picture


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> Shown:
    """Gathers what is displayed, in place of displaying it."""
    pictures = Shown()
    monkeypatch.setattr("IPython.display.display", pictures.append)
    return pictures
