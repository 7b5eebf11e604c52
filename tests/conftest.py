"""For all tests: hypothesis draws the same cases every time, and a busy machine fails none."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import settings

settings.register_profile("memlib", deadline=None, derandomize=True, database=None)
settings.load_profile("memlib")


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
