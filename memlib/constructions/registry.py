"""The theorems that can be built, by the names that ``memlib construct --theorem`` takes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Final, Protocol

from memlib.constructions.construction import Construction
from memlib.errors import MemlibError
from memlib.exact.layers import Network


@dataclass(frozen=True)
class Theorem:
    """A statement of the paper that a function builds.

    Attributes:
        name: for the command line.
        statement: what is promised, in one line, with its source.
        data: the data that it takes, in one line.
        module: where its ``construct`` function lives.
        options: further options that this function takes.
        compact_module: where the ``construct`` function of the compact method lives, if it has one.
    """

    name: str
    statement: str
    data: str
    module: str
    options: tuple[str, ...] = ()
    compact_module: str | None = None

    @property
    def construct(self) -> Callable[..., Construction]:
        """``construct(dataset, *, form, seed)``; further options are the theorem's own."""
        function: Callable[..., Construction] = import_module(self.module).construct
        return function

    @property
    def construct_compact(self) -> Callable[..., Construction]:
        """``construct(dataset, *, form, seed, zero_on)``: fewer parameters than data.

        Raises:
            MemlibError: the theorem has no compact method.
        """
        if self.compact_module is None:
            known = [name for name, each in THEOREMS.items() if each.compact_module]
            raise MemlibError(
                f"{self.name} has no compact method", mend=f"use one of {', '.join(known)}"
            )
        function: Callable[..., Construction] = import_module(self.compact_module).construct
        return function


class Made(Protocol):
    """What every construction returns, the paper's and the others'."""

    @property
    def network(self) -> Network:
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


@dataclass(frozen=True)
class Other:
    """A statement of another work that a function builds.

    Attributes:
        name: for the command line.
        statement: what is promised, in one line, with its source.
        data: the data that it takes, in one line.
        module: where its ``construct`` function lives.
        intervals: its certificate is checked with intervals, not exactly.
    """

    name: str
    statement: str
    data: str
    module: str
    options: tuple[str, ...] = ()
    intervals: bool = False

    @property
    def construct(self) -> Callable[..., Made]:
        """``construct(dataset, *, form, seed)``."""
        function: Callable[..., Made] = import_module(self.module).construct
        return function


THEOREMS: Final[dict[str, Theorem]] = {
    theorem.name: theorem
    for theorem in (
        Theorem(
            "next-token",
            "Theorem 4.1 / B.1: about √N parameters for N next-token labels",
            "next-token, one length",
            "memlib.constructions.theorems.next_token",
            compact_module="memlib.constructions.compact.next_token",
        ),
        Theorem(
            "seq-to-seq",
            "Corollary 4.1: about √(nN) parameters for a label at every token",
            "seq-to-seq, one length",
            "memlib.constructions.theorems.seq_to_seq",
            compact_module="memlib.constructions.compact.seq_to_seq",
        ),
        Theorem(
            "sparse",
            "Remark 4.5: one extra token, two attention layers, 2n connections in place of n²",
            "next-token or seq-to-seq, one length",
            "memlib.constructions.theorems.sparse",
        ),
        Theorem(
            "deep-sets",
            "Theorem D.1: about √N parameters for N multisets, by sum pooling",
            "next-token, any lengths, labels that depend on the multiset alone",
            "memlib.constructions.theorems.deep_sets",
            compact_module="memlib.constructions.compact.deep_sets",
        ),
        Theorem(
            "embedding",
            "Theorem E.1: token ids 1..ω and an embedding table, about ω + √N parameters",
            "next-token, one length, token_dim 1, ids 1, 2, 3, ...",
            "memlib.constructions.theorems.embedding",
        ),
        Theorem(
            "limited-bits",
            "Theorem F.1: about N/B parameters of about B words' bits each (--bits B)",
            "next-token, one length",
            "memlib.constructions.theorems.limited_bits",
            options=("bits",),
        ),
        Theorem(
            "feed-forward",
            "Lemma C.1 / Vardi et al. 2022: about √N parameters for N vectors",
            "next-token, one length; equal sequences have equal labels",
            "memlib.constructions.theorems.feed_forward",
            compact_module="memlib.constructions.compact.feed_forward",
        ),
    )
}


_VECTORS: Final = "next-token, one length; equal sequences have equal labels"

#: Works beside the paper, in the order of their years.
RIVALS: Final[dict[str, Other]] = {
    other.name: other
    for other in (
        Other(
            "nilsson",
            "Nilsson 1965: N - 1 threshold units for two classes",
            f"{_VECTORS}; two labels",
            "memlib.rivals.nilsson",
        ),
        Other(
            "baum",
            "Baum 1988: ceil(N/d) threshold units for two classes",
            f"{_VECTORS}; two labels, general position",
            "memlib.rivals.baum",
        ),
        Other(
            "zhang",
            "Zhang et al. 2017: one ReLU layer with 2N + d free numbers",
            _VECTORS,
            "memlib.rivals.zhang",
        ),
        Other(
            "bubeck",
            "Bubeck et al. 2020: 4 ceil(N/d) ReLU units for any labels",
            f"{_VECTORS}; general position",
            "memlib.rivals.bubeck",
        ),
        Other(
            "yun",
            "Yun et al. 2019: two hidden ReLU layers, about 2 sqrt(N) wide",
            _VECTORS,
            "memlib.rivals.yun",
        ),
        Other(
            "park",
            "Park et al. 2021: about N^(2/3) parameters",
            _VECTORS,
            "memlib.rivals.park",
        ),
        Other(
            "kim",
            "Kim et al. 2023: at most 2n hard attention layers, about d + n + √(nN) parameters",
            "seq-to-seq, one length, no token twice in a sequence",
            "memlib.rivals.kim",
        ),
        Other(
            "kajitsuka-2023",
            "Kajitsuka and Sato 2023: one softmax layer, one head of rank 1 (intervals)",
            "next-token, one length, no token twice in a sequence, no last token zero",
            "memlib.rivals.kajitsuka_2023",
            intervals=True,
        ),
        Other(
            "mahdavi",
            "Mahdavi et al. 2023: one softmax layer of H heads, H(n - 1) + 1 examples (intervals)",
            "next-token, one length; independent tokens, any n last tokens independent",
            "memlib.rivals.mahdavi",
            intervals=True,
        ),
        Other(
            "hernandez",
            "Hernández and Zuazua 2024: width 2, depth at most 2N + 4M - 1",
            _VECTORS,
            "memlib.rivals.hernandez",
        ),
        Other(
            "madden",
            "Madden et al. 2024: one softmax layer with positions, N analytic neurons (intervals)",
            "next-token, any lengths; equal sequences have equal labels",
            "memlib.rivals.madden",
            intervals=True,
        ),
    )
}


def statement(name: str) -> Theorem | Other:
    """The theorem or the statement of another work of that name.

    Raises:
        MemlibError: there is none; the message lists them.
    """
    known: dict[str, Theorem | Other] = {**THEOREMS, **RIVALS}
    if name not in known:
        raise MemlibError(f"no theorem is called {name!r}", mend=f"use {', '.join(known)}")
    return known[name]


def theorem(name: str) -> Theorem:
    """The theorem of that name.

    Raises:
        MemlibError: there is none; the message lists them.
    """
    if name not in THEOREMS:
        raise MemlibError(f"no theorem is called {name!r}", mend=f"use {', '.join(THEOREMS)}")
    return THEOREMS[name]
