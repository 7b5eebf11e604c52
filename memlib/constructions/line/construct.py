"""The line method for four kinds of data: items, memory, compile, check every output, report."""

from __future__ import annotations

from random import Random
from typing import Final, Unpack

from memlib.constructions.compact.construct import builders, remembered
from memlib.constructions.construction import (
    Construction,
    How,
    chosen,
)
from memlib.constructions.line.driver import EFFORTS, FEWEST, Memory, memorize
from memlib.constructions.line.sizes import promise
from memlib.constructions.line.words import Search
from memlib.constructions.line.words import search as slow_search
from memlib.data.dataset import Dataset
from memlib.errors import MemlibError, context


def construct(
    theorem: str,
    dataset: Dataset,
    *,
    zero_on: Dataset | None = None,
    effort: str = "medium",
    width: int | None = None,
    fewest: str = "nonzero",
    search: Search = slow_search,
    **how: Unpack[How],
) -> Construction:
    """Build a network of line words: the fewest parameters that we know of.

    Args:
        theorem: a name of :data:`~memlib.constructions.compact.construct.KINDS`.
        dataset: what that theorem takes; any integer labels.
        zero_on: further data of the same kind on which the network must give 0; its labels are not
            read. Elsewhere outside the data the network may give anything.
        effort: ``"low"``, ``"medium"`` or ``"high"``: longer searches find smaller networks.
        width: the most rows of a layer, at least 5; if not given, one layer holds all buckets.
        fewest: what is to be few: ``"nonzero"`` parameters, ``"dense"`` ones (what a tensor holds),
            or ``"bits"``.
        search: finds the words; :func:`memlib.fast.words.search` finds the same ones much faster.
        how: form, seed and progress; :class:`memlib.constructions.construction.How`.

    Raises:
        MemlibError: data that the theorem does not take, an unknown effort or count, a width
            that is too small, or random choices that failed many times.

    Example:
        >>> data = Dataset.next_token([[0], [1], [2]], [[0, 1], [1, 1], [2, 1]], [7, 5, 6])
        >>> made = construct("next-token", data, effort="low")
        >>> made.built.within(made.promised)
        True
    """
    with context(operation=f"construct {theorem}"):
        if effort not in EFFORTS:
            raise MemlibError(f"no effort is called {effort!r}", mend=f"use {', '.join(EFFORTS)}")
        if fewest not in FEWEST:
            raise MemlibError(f"no count is called {fewest!r}", mend=f"use {', '.join(FEWEST)}")
        form, seed, _ = chosen(**how)
        spent = EFFORTS[effort]
        return remembered(
            theorem, dataset, how, zero_on, method="line",
            remember=lambda items: memorize(
                items, form, Random(seed), search, spent, width, fewest
            ),
            promise=lambda memory, dim: promise(memory, dim, form, width),
            constants=named_constants,
        )  # fmt: skip


BUILDERS: Final = builders(construct)


def named_constants(memory: Memory) -> dict[str, int]:
    """The choices, for the certificate."""
    return {
        "token_folds": len(memory.token_hash.creases) if memory.token_hash else 0,
        "buckets": len(memory.hinges),
        "folds": memory.layout.folds,
        "levels": len(memory.layout.steps),
        "streams": memory.layout.streams,
        "token_hashes_tried": memory.draws,
        "layouts_failed": memory.failed,
    }
