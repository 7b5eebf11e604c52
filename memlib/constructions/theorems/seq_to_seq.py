"""Corollary 4.1: about √(nN) parameters memorize a label for every token of N sequences.

The network of Theorem B.1 already writes a context id into *every* column. So take each of the nN
tokens as the last token of a rearranged sequence: the multiset is the same, F₁ and attention stay,
and F₂ memorizes up to nN context ids instead of N.
"""

from __future__ import annotations

from typing import Final, Unpack

from memlib.constructions.construction import Construction, How, NetworkForm
from memlib.constructions.lemmas.contextual import UNIFORM, construct_by_contexts, promised_sizes
from memlib.constructions.sizes import Sizes
from memlib.constructions.statement import Statement
from memlib.data.dataset import SEQ_TO_SEQ, Dataset

NAME: Final = "seq-to-seq"


def construct(dataset: Dataset, **how: Unpack[How]) -> Construction:
    """Build the network of Corollary 4.1 for seq-to-seq data.

    Args:
        dataset: seq-to-seq data of one length n, consistently labeled (eq. 10).
        how: form, seed and progress; :class:`memlib.constructions.construction.How`.

    Raises:
        MemlibError: next-token data, unequal lengths, inconsistent labels, or a random choice that
            failed many times.

    Source: Corollary 4.1, page 9.

    Example:
        >>> data = Dataset.seq_to_seq([[0], [1]], [[0, 1], [1, 1]], [[7, 5], [6, 6]])
        >>> construct(data).built.width <= 14
        True
    """
    return construct_by_contexts(
        NAME, dataset, how,
        tasks=(SEQ_TO_SEQ,), promise=promise, attention=UNIFORM,
    )  # fmt: skip


def promise(dataset: Dataset, form: NetworkForm = "plain") -> Sizes:
    """What the corollary promises, as explicit sums: Theorem B.1 with nN labels.

    F₁ stays at N multisets; F₂ is Lemma C.1 with N and V replaced by nN.
    """
    return promised_sizes(dataset, form, attention_layers=1)


STATEMENT: Final = Statement(
    NAME, construct, title="Corollary 4.1", takes="seq-to-seq",
    claim="Corollary 4.1: about √(nN) parameters for a label at every token",
)  # fmt: skip
