"""Remark 4.5: the same with O(n) attention connections: one extra token, two attention layers.

In uniform attention every token looks at every token: n² connections. Here one extra token gathers
the mean of φ̃ over all others (n connections), and all others take it over (n more). The extra
token enters with the coordinates (φ̃, F, mean) = (0, 0, 0) and leaves before the labels are read.
"""

from __future__ import annotations

from random import Random
from typing import Final

from memlib.constructions.construction import (
    Construction,
    NetworkForm,
    Progress,
    finish,
    no_progress,
)
from memlib.constructions.lemmas.contextual import (
    MEAN,
    PHI,
    check_data,
    memorize_contexts,
    named_constants,
    promised_sizes,
)
from memlib.constructions.lemmas.point_memorizer import memorize_points
from memlib.constructions.sizes import Sizes, affordable
from memlib.data.dataset import NEXT_TOKEN, SEQ_TO_SEQ, Dataset
from memlib.errors import context
from memlib.exact.program import Attend, DropFirstColumn, PrependColumn

NAME: Final = "sparse"

#: One token gathers the mean, all others take it over.
GATHER_AND_SCATTER: Final = (
    PrependColumn({}),
    Attend("gather", {(MEAN, PHI): 1}),
    Attend("scatter", {(MEAN, MEAN): 1}),
    DropFirstColumn(),
)


def construct(
    dataset: Dataset,
    *,
    form: NetworkForm = "plain",
    seed: int = 0,
    progress: Progress | None = None,
) -> Construction:
    """Build the network of Remark 4.5; its ``constants`` hold the numbers of connections.

    Args:
        dataset: next-token or seq-to-seq data of one length n, consistently labeled.
        form: ``"plain"`` layers, or ``"residual"`` blocks of eq. (3).
        seed: of the random directions and scores.
        progress: called with (parts done, parts in all).

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
    with context(operation=f"construct {NAME}"):
        check_data(dataset, NEXT_TOKEN, SEQ_TO_SEQ)
        promised = affordable(promise(dataset, form))
        report = progress or no_progress
        proof = memorize_contexts(
            dataset, GATHER_AND_SCATTER, memorize_points, Random(seed), report
        )
        n = dataset.length
        connections = {"connections": 2 * n, "connections_of_uniform_attention": n**2}
        made = finish(
            NAME, dataset, proof.program, promised, form, seed,
            constants=named_constants(proof) | connections, proof=proof,
        )  # fmt: skip
        report(3, 3)
        return made


def promise(dataset: Dataset, form: NetworkForm = "plain") -> Sizes:
    """Theorem B.1 or Corollary 4.1, with two attention layers in the place of one."""
    return promised_sizes(dataset, form, attention_layers=2)
