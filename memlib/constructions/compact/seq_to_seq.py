"""A label for every token, in fewer parameters than data."""

from __future__ import annotations

from typing import Final

from memlib.constructions.compact.construct import build
from memlib.constructions.compact.items import context_items, with_zeros
from memlib.constructions.construction import Construction, NetworkForm, Progress
from memlib.constructions.lemmas.contextual import check_data
from memlib.data.dataset import SEQ_TO_SEQ, Dataset
from memlib.errors import context

NAME: Final = "seq-to-seq"


def construct(
    dataset: Dataset,
    *,
    form: NetworkForm = "plain",
    seed: int = 0,
    progress: Progress | None = None,
    zero_on: Dataset | None = None,
) -> Construction:
    """Build a compact network for seq-to-seq data.

    Args:
        dataset: seq-to-seq data of one length n, consistently labeled; any integer labels.
        form: ``"plain"`` layers, or ``"residual"`` blocks of eq. (3).
        seed: of the random choices.
        progress: called with (parts done, parts in all).
        zero_on: further data of the same kind on which the network must give 0; its labels are not
            read. Elsewhere outside the data the network may give anything.

    Raises:
        MemlibError: next-token data, unequal lengths, inconsistent labels, or random choices that
            failed many times.

    Example:
        >>> data = Dataset.seq_to_seq([[0], [1]], [[0, 1], [1, 1]], [[7, 5], [6, 6]])
        >>> made = construct(data)
        >>> made.built.width <= 14, made.built.within(made.promised)
        (True, True)
    """
    with context(operation=f"construct {NAME}"):
        wanted = dataset if zero_on is None else with_zeros(dataset, zero_on)
        check_data(wanted, SEQ_TO_SEQ)
        return build(NAME, dataset, wanted, context_items, form, seed, progress)
