"""Theorem 4.1 / B.1: a transformer of about √N parameters memorizes N next-token labels.

The proof is the driver :func:`memlib.constructions.lemmas.contextual.memorize_contexts`: project,
distinguish, score, average, look up. Here stand what the theorem assumes and what it promises.
"""

from __future__ import annotations

from typing import Final, Unpack

from memlib.constructions.construction import Construction, How, NetworkForm
from memlib.constructions.lemmas.contextual import UNIFORM, construct_by_contexts, promised_sizes
from memlib.constructions.sizes import Sizes
from memlib.constructions.statement import Statement
from memlib.data.dataset import NEXT_TOKEN, Dataset

NAME: Final = "next-token"


def construct(dataset: Dataset, **how: Unpack[How]) -> Construction:
    """Build the network of Theorem B.1 for next-token data.

    Args:
        dataset: next-token data of one length n, consistently labeled. Any integer labels: they
            are shifted to 1 … C by the last bias.
        how: form, seed and progress; :class:`memlib.constructions.construction.How`.

    Raises:
        MemlibError: seq-to-seq data, unequal lengths, inconsistent labels (with both sequences and
            both labels), or a random choice that failed many times.

    Source: Theorem 4.1, page 5; Theorem B.1 and its proof, pages 20 to 23.

    Example:
        >>> data = Dataset.next_token([[0], [1], [2]], [[0, 1], [1, 1], [2, 1]], [7, 5, 6])
        >>> net = construct(data)
        >>> net.built.width <= 14, net.built.within(net.promised)
        (True, True)
    """
    return construct_by_contexts(
        NAME, dataset, how,
        tasks=(NEXT_TOKEN,), promise=promise, attention=UNIFORM,
    )  # fmt: skip


def promise(dataset: Dataset, form: NetworkForm = "plain") -> Sizes:
    """What Theorem B.1 promises for data of this size, as explicit sums (eqs. 61 and 62).

    F₁ is Lemma C.1 with V = nN and C = K, one row wider for F and one for the mean; F₂ is Lemma
    C.1 with V = N; attention adds one to the depth.
    """
    return promised_sizes(dataset, form, attention_layers=1)


STATEMENT: Final = Statement(
    NAME, construct, title="Theorem 4.1",
    claim="Theorem 4.1 / B.1: about √N parameters for N next-token labels",
)  # fmt: skip
