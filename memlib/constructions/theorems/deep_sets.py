"""Theorem D.1: a deep set of about √N parameters memorizes labels of N multisets.

φ̃ gives every element a number (Lemma B.3), the numbers are added up, and ρ̃ memorizes the label of
the sum (Lemma C.1 on the line). No attention, no last token, and the multisets may differ in size:
the repaired scores tell them apart by their sums whatever the sizes.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Final, Unpack

from memlib.constructions.constants import Separation, key_bound
from memlib.constructions.construction import Construction, How, NetworkForm, chosen, finish
from memlib.constructions.lemmas.contexts import check_task, distinct_multisets
from memlib.constructions.lemmas.point_memorizer import PointMemorizer, Shape, memorize_points
from memlib.constructions.lemmas.scores import score_bound
from memlib.constructions.lemmas.sequence_ids import SequenceIds, sequence_ids
from memlib.constructions.sizes import Sizes, affordable, promise_transformer
from memlib.constructions.statement import Statement
from memlib.data.dataset import NEXT_TOKEN, Dataset
from memlib.errors import context
from memlib.exact.form import coordinate
from memlib.exact.program import CARRY, PoolSum, Program, Step

NAME: Final = "deep-sets"


@dataclass(frozen=True)
class Proof:
    """The objects of the proof of Theorem D.1.

    Attributes:
        ids: φ̃, with the sum of each distinct multiset; tokens are numbered as in
            ``dataset.used_tokens()``.
        lookup: ρ̃, on the sums.
        program: the whole network over named coordinates.
    """

    ids: SequenceIds
    lookup: PointMemorizer
    program: Program


def construct(dataset: Dataset, **how: Unpack[How]) -> Construction:
    """Build the deep set of Theorem D.1.

    Args:
        dataset: next-token data whose label depends on the multiset of tokens alone; any lengths.
        how: form, seed and progress; :class:`memlib.constructions.construction.How`.

    Raises:
        MemlibError: seq-to-seq data, two sequences with one multiset and two labels (both are
            named), or a random choice that failed many times.

    Source: Theorem D.1 and its proof, pages 31 to 33.

    Example:
        >>> data = Dataset.next_token([[0], [1]], [[0], [0, 1], [1, 1, 0]], [7, 5, 6])
        >>> construct(data).built.width <= 12
        True
    """
    with context(operation=f"construct {NAME}"):
        check_task(dataset, NEXT_TOKEN)
        form, seed, report = chosen(**how)
        promised = affordable(promise(dataset, form))
        rng = Random(seed)
        used = dataset.used_tokens()  # V ≤ MN, and the bounds of the proof are on V points
        multisets, labels = distinct_multisets(used)
        inputs = tuple(f"x{j + 1}" for j in range(dataset.token_dim))

        # φ̃, eqs. (116) to (118)
        ids = sequence_ids(
            used.tokens,
            multisets,
            capacity=len(dataset),
            separation=Separation.of(dataset),
            inputs=inputs,
            memorize=memorize_points,
            rng=rng,
        )
        report(1, 3)

        # ρ̃: the sum of φ̃ ↦ label, eqs. (119) to (123)
        shift = dataset.smallest_label - 1
        lookup = memorize_points(
            [(total,) for total in ids.sums],
            [label - shift for label in labels],
            classes=dataset.classes,
            separation=sum_separation(dataset),
            capacity=len(dataset),
            inputs=(ids.phi.result,),
            rng=rng,
            prefix="rho.",
        )
        report(2, 3)

        program = Program(
            inputs=inputs,
            initial=ids.phi.initial,
            operations=(
                CARRY,
                *ids.phi.steps,
                PoolSum(),
                Step(updates=lookup.initial),
                *lookup.steps,
            ),
            output=coordinate(lookup.result) + shift,
        )
        made = finish(
            NAME, dataset, program, promised, form, seed,
            constants={
                "distinguishing_tokens": len(ids.tokens),
                "score_bound": ids.scores.bound,
                "R_phi": ids.phi.shape.key_bound,
                "R_rho": lookup.shape.key_bound,
                "slots": lookup.shape.slots,
            },
            proof=Proof(ids, lookup, program),
        )  # fmt: skip
        report(3, 3)
        return made


def sum_separation(dataset: Dataset) -> Separation:
    """The sums are (M·K, 1)-separated integers, M the largest size, K the bound on scores.

    The paper has 4MN³√π in the place of M·K (after eq. 118); K = max(1, N(N − 1)) is smaller.
    """
    most = dataset.longest * score_bound(len(dataset))
    return Separation.clamped(most**2, 1)


def promise(dataset: Dataset, form: NetworkForm = "plain") -> Sizes:
    """What Theorem D.1 promises, as explicit sums (eqs. 125 and 126)."""
    sequences, size, d = len(dataset), dataset.longest, dataset.token_dim
    phi = key_bound(sequences * size, d, Separation.of(dataset))
    rho = key_bound(sequences, 1, sum_separation(dataset))
    first = Shape.of(sequences, score_bound(sequences), phi)
    second = Shape.of(sequences, dataset.classes, rho)
    return promise_transformer(
        (first.promise(d), second.promise(1)),
        width=12,
        attention_layers=1,  # the pooling layer
        dataset=dataset,
        form=form,
    )


STATEMENT: Final = Statement(
    NAME, construct, title="Theorem D.1", topic="deep sets", takes="multisets",
    claim="Theorem D.1: about √N parameters for N multisets, by sum pooling",
)  # fmt: skip
