"""What the command line, tables and tests know of a statement that a function builds.

Each file that builds one says here, once, how it is called and what data it takes. The theorems of
the paper and the statements of other works are listed in a registry each:
:mod:`memlib.constructions.registry` and ``memlib.rivals.registry``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Generic, Literal, Protocol, TypeVar

from memlib.errors import MemlibError

#: One label per sequence; one per token; either; multisets of any size; sequences of ids 1, 2,
#: 3, …; vectors, or sequences of one length flattened to vectors.
Takes = Literal["next-token", "seq-to-seq", "either", "multisets", "ids", "vectors"]

#: The same in one line.
DATA: Final[Mapping[Takes, str]] = {
    "next-token": "next-token, one length",
    "seq-to-seq": "seq-to-seq, one length",
    "either": "next-token or seq-to-seq, one length",
    "multisets": "next-token, any lengths, labels that depend on the multiset alone",
    "ids": "next-token, one length, token_dim 1, ids 1, 2, 3, ...",
    "vectors": "next-token, one length; equal sequences have equal labels",
}

#: The method that every statement has: its proof, step by step.
LITERAL: Final = "literal"


class Made(Protocol):
    """What every construction returns, the paper's and the others'."""

    @property
    def network(self) -> Any:
        """The layers."""

    @property
    def constants(self) -> Mapping[str, int] | None:
        """The numbers that the construction names."""

    def built_sizes(self) -> Mapping[str, int]:
        """What was built, by name."""

    def promised_sizes(self) -> Mapping[str, int | None]:
        """What is promised, by name; ``None`` where no constant is known."""

    def write(self, path: str | Path) -> None:
        """Write the certificate."""


M = TypeVar("M", covariant=True)


@dataclass(frozen=True)
class Statement(Generic[M]):
    """A theorem that a function builds.

    Attributes:
        name: for the command line.
        construct: ``construct(dataset, *, form, seed, progress)``, the literal method.
        title: what tables and figures call it: the theorem's number, or a work and its year.
        claim: what is promised, in one line, with its source.
        takes: the kind of data that it takes.
        data: the data in one line, where it is not just what :data:`DATA` says of its kind.
        topic: what sets it apart, after the title: "deep sets".
        options: further options that ``construct`` takes.
        others: further methods by name, each with a function like ``construct``.
        intervals: its certificate is checked with intervals, not exactly.
    """

    name: str
    construct: Callable[..., M]
    title: str
    claim: str
    takes: Takes = "next-token"
    data: str = ""
    topic: str = ""
    options: tuple[str, ...] = ()
    others: Mapping[str, Callable[..., M]] = field(default_factory=dict)
    intervals: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "data", self.data or DATA[self.takes])

    @property
    def full_title(self) -> str:
        """The title and the topic."""
        return f"{self.title}, {self.topic}" if self.topic else self.title

    @property
    def methods(self) -> tuple[str, ...]:
        """The names of the methods that build it, the literal one first."""
        return (LITERAL, *self.others)

    def by(self, method: str) -> Callable[..., M]:
        """The function that builds it by a method.

        Raises:
            MemlibError: it has no such method.
        """
        if method not in self.methods:
            raise MemlibError(
                f"{self.name} has no {method} method", mend=f"it has {', '.join(self.methods)}"
            )
        return self.construct if method == LITERAL else self.others[method]


def by_name(statements: Iterable[Statement[M]]) -> dict[str, Statement[M]]:
    """The statements by their names, in their order."""
    return {statement.name: statement for statement in statements}


def find(name: str, known: Mapping[str, Statement[M]]) -> Statement[M]:
    """The statement of that name.

    Raises:
        MemlibError: there is none; the message lists them.
    """
    if name not in known:
        raise MemlibError(f"no theorem is called {name!r}", mend=f"use {', '.join(known)}")
    return known[name]
