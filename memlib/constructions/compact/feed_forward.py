"""Labels of vectors, or of flattened sequences, in fewer parameters than data."""

from __future__ import annotations

from typing import Final

from memlib.constructions.compact.construct import build
from memlib.constructions.compact.items import vector_items, with_zeros
from memlib.constructions.construction import Construction, NetworkForm, Progress
from memlib.data.dataset import NEXT_TOKEN, Dataset
from memlib.errors import MemlibError, context
from memlib.exact.layers import Flatten

NAME: Final = "feed-forward"


def construct(
    dataset: Dataset,
    *,
    form: NetworkForm = "plain",
    seed: int = 0,
    progress: Progress | None = None,
    zero_on: Dataset | None = None,
) -> Construction:
    """Build a compact feed-forward network for vectors, or for flattened sequences.

    Args:
        dataset: next-token data of one length n; equal sequences must have equal labels, while
            permutations of a sequence may differ.
        form: ``"plain"`` layers, or ``"residual"`` blocks of eq. (3).
        seed: of the random choices.
        progress: called with (parts done, parts in all).
        zero_on: further data of the same kind on which the network must give 0; its labels are not
            read. Elsewhere outside the data the network may give anything.

    Raises:
        MemlibError: seq-to-seq data, unequal lengths, equal sequences with two labels, or random
            choices that failed many times.

    Example:
        >>> data = Dataset.next_token([[0], [1]], [[0, 1], [1, 0]], [7, 5])
        >>> made = construct(data)
        >>> made.built.width <= 14, made.built.within(made.promised)
        (True, True)
    """
    with context(operation=f"construct {NAME}"):
        wanted = dataset if zero_on is None else with_zeros(dataset, zero_on)
        if dataset.task != NEXT_TOKEN:
            raise MemlibError(f"vectors take next-token data, not {dataset.task}")
        before = (Flatten(dataset.token_dim, wanted.length),) if wanted.length > 1 else ()
        return build(NAME, dataset, wanted, vector_items, form, seed, progress, before)
