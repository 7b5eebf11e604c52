"""The figures that move, by name."""

from __future__ import annotations

import json
from typing import Final

from memlib.errors import MemlibError
from memlib.figures import attention, buckets, cells, fold, sums
from memlib.figures.moving import Moving

FIGURES: Final = {
    figure.name: figure
    for figure in (fold.FIGURE, buckets.FIGURE, sums.FIGURE, attention.FIGURE, cells.FIGURE)
}


def figure(name: str) -> Moving:
    """The figure of that name.

    Raises:
        MemlibError: there is none.
    """
    if name not in FIGURES:
        raise MemlibError(f"no figure is called {name!r}", mend=f"use {', '.join(FIGURES)}")
    return FIGURES[name]


def drawn(name: str, part: str, state: str) -> str:
    """One part of a figure, as the page asks for it.

    >>> drawn("fold", "veil", '{"folds": 2}')[:5]
    '<rect'
    """
    return figure(name).drawn(part, json.loads(state))
