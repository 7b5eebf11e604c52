"""Labels of multisets, by sum pooling, in fewer parameters than data."""

from __future__ import annotations

from typing import Final

from memlib.constructions.compact.construct import build
from memlib.constructions.compact.items import multiset_items, with_zeros
from memlib.constructions.construction import Construction, NetworkForm, Progress
from memlib.data.dataset import NEXT_TOKEN, Dataset
from memlib.errors import MemlibError, context

NAME: Final = "deep-sets"


def construct(
    dataset: Dataset,
    *,
    form: NetworkForm = "plain",
    seed: int = 0,
    progress: Progress | None = None,
    zero_on: Dataset | None = None,
) -> Construction:
    """Build a compact deep set.

    Args:
        dataset: next-token data whose label depends on the multiset of tokens alone; any lengths.
        form: ``"plain"`` layers, or ``"residual"`` blocks of eq. (3).
        seed: of the random choices.
        progress: called with (parts done, parts in all).
        zero_on: further data of the same kind on which the network must give 0; its labels are not
            read. Elsewhere outside the data the network may give anything.

    Raises:
        MemlibError: seq-to-seq data, two sequences with one multiset and two labels, or random
            choices that failed many times.

    Example:
        >>> data = Dataset.next_token([[0], [1]], [[0], [0, 1], [1, 1, 0]], [7, 5, 6])
        >>> made = construct(data)
        >>> made.built.width <= 14, made.built.within(made.promised)
        (True, True)
    """
    with context(operation=f"construct {NAME}"):
        wanted = dataset if zero_on is None else with_zeros(dataset, zero_on)
        if dataset.task != NEXT_TOKEN:
            raise MemlibError(f"a deep set takes next-token data, not {dataset.task}")
        return build(NAME, dataset, wanted, multiset_items, form, seed, progress)
