"""Next-token labels in fewer parameters than data."""

from __future__ import annotations

from typing import Final

from memlib.constructions.compact.construct import build
from memlib.constructions.compact.items import context_items, with_zeros
from memlib.constructions.construction import Construction, NetworkForm, Progress
from memlib.constructions.lemmas.contextual import check_data
from memlib.data.dataset import NEXT_TOKEN, Dataset
from memlib.errors import context

NAME: Final = "next-token"


def construct(
    dataset: Dataset,
    *,
    form: NetworkForm = "plain",
    seed: int = 0,
    progress: Progress | None = None,
    zero_on: Dataset | None = None,
    word_bits: int | None = None,
) -> Construction:
    """Build a compact network for next-token data.

    Args:
        dataset: next-token data of one length n, consistently labeled; any integer labels.
        form: ``"plain"`` layers, or ``"residual"`` blocks of eq. (3).
        seed: of the random choices.
        progress: called with (parts done, parts in all).
        zero_on: further data of the same kind on which the network must give 0; its labels are not
            read. Elsewhere outside the data the network may give anything.
        word_bits: the bits of a word for one bit of the label: shorter words need more buckets, so
            fewer bits a parameter and more parameters. The cheapest number if not given.

    Raises:
        MemlibError: seq-to-seq data, unequal lengths, inconsistent labels (with both sequences and
            both labels), or random choices that failed many times.

    Example:
        >>> data = Dataset.next_token([[0], [1], [2]], [[0, 1], [1, 1], [2, 1]], [7, 5, 6])
        >>> made = construct(data)
        >>> made.built.width <= 14, made.built.within(made.promised)
        (True, True)
    """
    with context(operation=f"construct {NAME}"):
        wanted = dataset if zero_on is None else with_zeros(dataset, zero_on)
        check_data(wanted, NEXT_TOKEN)
        return build(
            NAME, dataset, wanted, context_items, form, seed, progress, word_bits=word_bits
        )
