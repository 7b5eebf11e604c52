"""The theorems that can be built, by the names that ``memlib construct --theorem`` takes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Final

from memlib.constructions.construction import Construction
from memlib.errors import MemlibError


@dataclass(frozen=True)
class Theorem:
    """A statement of the paper that a function builds.

    Attributes:
        name: for the command line.
        statement: what is promised, in one line, with its source.
        data: the data that it takes, in one line.
        module: where its ``construct`` function lives.
    """

    name: str
    statement: str
    data: str
    module: str

    @property
    def construct(self) -> Callable[..., Construction]:
        """``construct(dataset, *, form, seed)``; further options are the theorem's own."""
        function: Callable[..., Construction] = import_module(self.module).construct
        return function


THEOREMS: Final[dict[str, Theorem]] = {
    theorem.name: theorem
    for theorem in (
        Theorem(
            "next-token",
            "Theorem 4.1 / B.1: about √N parameters for N next-token labels",
            "next-token, one length",
            "memlib.constructions.next_token",
        ),
    )
}


def theorem(name: str) -> Theorem:
    """The theorem of that name.

    Raises:
        MemlibError: there is none; the message lists them.
    """
    if name not in THEOREMS:
        raise MemlibError(f"no theorem is called {name!r}", mend=f"use {', '.join(THEOREMS)}")
    return THEOREMS[name]
