"""What the figure functions show, kept instead of displayed."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest

from memlib.plots.style import picture


@pytest.fixture
def watch(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[dict[str, Any]]]:
    """Modules of figures → what they show: the words that they give, and the light SVG."""

    def kept(*modules: ModuleType) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []

        def show(draw: Any, **words: Any) -> None:
            found.append({"svg": picture(draw, **words).light.decode(), **words})

        for module in modules:
            monkeypatch.setattr(module, "show", show)
        return found

    return kept
