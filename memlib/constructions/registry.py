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
        options: further options that this function takes.
    """

    name: str
    statement: str
    data: str
    module: str
    options: tuple[str, ...] = ()

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
        Theorem(
            "seq-to-seq",
            "Corollary 4.1: about √(nN) parameters for a label at every token",
            "seq-to-seq, one length",
            "memlib.constructions.seq_to_seq",
        ),
        Theorem(
            "sparse",
            "Remark 4.5: one extra token, two attention layers, 2n connections in place of n²",
            "next-token or seq-to-seq, one length",
            "memlib.constructions.sparse",
        ),
        Theorem(
            "deep-sets",
            "Theorem D.1: about √N parameters for N multisets, by sum pooling",
            "next-token, any lengths, labels that depend on the multiset alone",
            "memlib.constructions.deep_sets",
        ),
        Theorem(
            "embedding",
            "Theorem E.1: token ids 1..ω and an embedding table, about ω + √N parameters",
            "next-token, one length, token_dim 1, ids 1, 2, 3, ...",
            "memlib.constructions.embedding",
        ),
        Theorem(
            "limited-bits",
            "Theorem F.1: about N/B parameters of about B words' bits each (--bits B)",
            "next-token, one length",
            "memlib.constructions.limited_bits",
            options=("bits",),
        ),
        Theorem(
            "feed-forward",
            "Lemma C.1 / Vardi et al. 2022: about √N parameters for N vectors",
            "next-token, one length; equal sequences have equal labels",
            "memlib.constructions.vectors",
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
