"""Remark 4.5: the same with O(n) attention connections: one extra token, two attention layers.

In uniform attention every token looks at every token: n² connections. Here one extra token gathers
the mean of φ̃ over all others (n connections), and all others take it over (n more). The extra
token enters with the coordinates (φ̃, F, mean) = (0, 0, 0) and leaves before the labels are read.
"""

from __future__ import annotations

from typing import Final, Unpack

from memlib.constructions.construction import Construction, How, NetworkForm
from memlib.constructions.lemmas.contextual import MEAN, PHI, construct_by_contexts, promised_sizes
from memlib.constructions.sizes import Sizes
from memlib.constructions.statement import Statement
from memlib.data.dataset import NEXT_TOKEN, SEQ_TO_SEQ, Dataset
from memlib.exact.program import Attend, DropFirstColumn, PrependColumn

NAME: Final = "sparse"

#: One token gathers the mean, all others take it over.
GATHER_AND_SCATTER: Final = (
    PrependColumn({}),
    Attend("gather", {(MEAN, PHI): 1}),
    Attend("scatter", {(MEAN, MEAN): 1}),
    DropFirstColumn(),
)


def construct(dataset: Dataset, **how: Unpack[How]) -> Construction:
    """Build the network of Remark 4.5; its ``constants`` hold the numbers of connections.

    Args:
        dataset: next-token or seq-to-seq data of one length n, consistently labeled.
        how: form, seed and progress; :class:`memlib.constructions.construction.How`.

    Raises:
        MemlibError: unequal lengths, inconsistent labels, or a random choice that failed many
            times.

    Source: Remark 4.5, page 9.

    Example:
        >>> data = Dataset.next_token([[0], [1]], [[0, 1], [1, 1]], [7, 5])
        >>> made = construct(data)
        >>> made.constants["connections"], made.constants["connections_of_uniform_attention"]
        (4, 4)
    """
    n = dataset.longest
    return construct_by_contexts(
        NAME, dataset, how,
        tasks=(NEXT_TOKEN, SEQ_TO_SEQ), promise=promise, attention=GATHER_AND_SCATTER,
        further={"connections": 2 * n, "connections_of_uniform_attention": n**2},
    )  # fmt: skip


def promise(dataset: Dataset, form: NetworkForm = "plain") -> Sizes:
    """Theorem B.1 or Corollary 4.1, with two attention layers in the place of one."""
    return promised_sizes(dataset, form, attention_layers=2)


STATEMENT: Final = Statement(
    NAME, construct, title="Remark 4.5", topic="sparse attention", takes="either",
    claim="Remark 4.5: one extra token, two attention layers, 2n connections in place of n²",
)  # fmt: skip
