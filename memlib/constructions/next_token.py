"""Theorem 4.1 / B.1: a transformer of about √N parameters memorizes N next-token labels.

The network is E_out ∘ F₂ ∘ (uniform attention) ∘ F₁ ∘ E_in, and the driver names its parts in the
order of the proof:

1. F₁ turns a token x into (φ̃(x), F(x), 0): a score whose sums name multisets (Lemma B.3), and a
   number that names the token (Lemma C.2).
2. Uniform attention writes the mean of φ̃ over the sequence into the third coordinate.
3. At the last column the three numbers are a context id: two sequences share it only if they have
   the same last token and the same multiset. F₂ memorizes its label (Lemma C.1).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from random import Random
from typing import Final

from memlib.constructions.constants import PI_ABOVE, Separation, key_bound
from memlib.constructions.construction import (
    Construction,
    NetworkForm,
    Progress,
    built_sizes,
    compile_form,
    no_progress,
)
from memlib.constructions.contexts import Contexts, distinct_contexts
from memlib.constructions.feed_forward import PointMemorizer, Shape, memorize_points
from memlib.constructions.projection import Projection, project
from memlib.constructions.scores import score_bound
from memlib.constructions.sequence_ids import SequenceIds, sequence_ids
from memlib.constructions.sizes import Sizes
from memlib.data.consistency import check_consistent
from memlib.data.dataset import NEXT_TOKEN, Dataset
from memlib.errors import MemlibError, context
from memlib.exact.form import constant, coordinate
from memlib.exact.layers import Number
from memlib.exact.program import CARRY, Attend, Program, Step

NAME: Final = "next-token"

#: The coordinates that F₁ hands to attention and attention to F₂ (eqs. 50 and 53).
PHI: Final = "phi.result"
IDENTITY: Final = "identity"
MEAN: Final = "mean"


@dataclass(frozen=True)
class Proof:
    """The objects of the proof of Theorem B.1, for pictures and tests.

    Attributes:
        contexts: the distinct multisets and (multiset, last token) pairs of the data.
        ids: φ̃ (Lemma B.3).
        identity: F (Lemma C.2).
        context_ids: s_n of eq. (53), one point (φ̃, F, mean of φ̃) a context.
        lookup: F₂ (Lemma C.1).
        program: the whole network over named coordinates.
    """

    contexts: Contexts
    ids: SequenceIds
    identity: Projection
    context_ids: tuple[tuple[Number, Number, Number], ...]
    lookup: PointMemorizer
    program: Program


def construct(
    dataset: Dataset,
    *,
    form: NetworkForm = "plain",
    seed: int = 0,
    progress: Progress | None = None,
) -> Construction:
    """Build the network of Theorem B.1 for next-token data.

    Args:
        dataset: next-token data of one length n, consistently labelled. Any integer labels: they
            are shifted to 1 … C by the last bias.
        form: ``"plain"`` layers as in the proof, or ``"residual"`` blocks of eq. (3).
        seed: of the random directions and scores.
        progress: called with (parts done, parts in all).

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
    report = progress or no_progress
    with context(operation=f"construct {NAME}"):
        check_assumptions(dataset)
        rng = Random(seed)
        contexts = distinct_contexts(dataset)
        separation = Separation.of(dataset)
        tokens = dataset.tokens
        inputs = tuple(f"x{j + 1}" for j in range(dataset.token_dim))

        # F₁: token ↦ (φ̃, F, 0), eq. (50)
        ids = sequence_ids(
            tokens,
            contexts.multisets,
            capacity=len(dataset),
            separation=separation,
            inputs=inputs,
            rng=rng,
        )
        identity = project(tokens, separation, lowest=0, rng=rng)
        report(1, 3)

        # Attention: the mean of φ̃ into the third coordinate, eq. (52)
        average = Attend("uniform", {(MEAN, PHI): 1})

        # F₂: context id ↦ label, eqs. (53) to (60)
        context_ids = tuple(
            (ids.score_of_token[x], identity.values[x], Fraction(ids.sums[m], dataset.length))
            for m, x in contexts.items
        )
        shift = min(dataset.label_values) - 1
        lookup = memorize_points(
            context_ids,
            [label - shift for label in contexts.labels],
            classes=dataset.classes,
            separation=context_separation(separation, dataset),
            capacity=len(dataset),
            inputs=(PHI, IDENTITY, MEAN),
            rng=rng,
            prefix="out.",
        )
        report(2, 3)

        program = Program(
            inputs=inputs,
            initial={
                **ids.phi.initial,
                IDENTITY: identity.form(inputs),
                MEAN: constant(0),
            },
            operations=(CARRY, *ids.phi.steps, average, Step(updates=lookup.initial), *lookup.steps),
            output=coordinate(lookup.result) + shift,
        )
        network = compile_form(program, form)
        report(3, 3)
        return Construction(
            theorem=NAME,
            dataset=dataset,
            network=network,
            promised=promise(dataset, form),
            built=built_sizes(network, dataset.token_dim),
            form=form,
            seed=seed,
            constants=named_constants(ids, lookup),
            proof=Proof(contexts, ids, identity, context_ids, lookup, program),
        )


def check_assumptions(dataset: Dataset) -> None:
    """Theorem B.1 takes next-token data of one length, consistently labelled (eq. 40)."""
    if dataset.task != NEXT_TOKEN:
        raise MemlibError(f"the theorem takes next-token data, not {dataset.task}", place="task")
    dataset.length  # noqa: B018  raises when the sequences have several lengths
    check_consistent(dataset)


def context_separation(separation: Separation, dataset: Dataset) -> Separation:
    """Context ids are (20 r n² N³ δ⁻¹ √(πd), 1/n)-separated (eqs. 55 and 56), as squares."""
    n, sequences = dataset.length, len(dataset)
    squared_radius = (
        400
        * separation.squared_radius
        * n**4
        * sequences**6
        * PI_ABOVE
        * dataset.token_dim
        / separation.squared_distance
    )
    return Separation.clamped(squared_radius, Fraction(1, n**2))


def promise(dataset: Dataset, form: NetworkForm) -> Sizes:
    """What Theorem B.1 promises for data of this size, as explicit sums (eqs. 61 and 62).

    F₁ is Lemma C.1 with V = nN and C = K, one row wider for F and one for the mean; F₂ is Lemma C.1
    with V = N. The paper's networks are plain. In residual form the same steps need at most
    :data:`RESIDUAL_WIDTH` rows and hidden units; that bound is ours.
    """
    n, sequences, d = dataset.length, len(dataset), dataset.token_dim
    separation = Separation.of(dataset)
    first = Shape.of(sequences, score_bound(sequences), key_bound(n * sequences, d, separation))
    second = Shape.of(
        sequences,
        dataset.classes,
        key_bound(sequences, 3, context_separation(separation, dataset)),
    )
    one, two = first.promise(d), second.promise(3)
    label_bits = max(abs(y) for y in dataset.label_values).bit_length() + 2
    width = RESIDUAL_WIDTH if form == "residual" else 14
    depth = one.depth + two.depth + 1
    return Sizes(
        width=width,
        depth=depth,
        # E_in or the first layer, then every layer dense; a block of eq. (3) has two matrices
        parameters=width * (d + 1) + depth * (2 if form == "residual" else 1) * width * (width + 1),
        max_bits=max(one.max_bits, two.max_bits, label_bits),
    )


#: In residual form: at most 10 coordinates at once, and at most 10 hidden units in a block.
RESIDUAL_WIDTH: Final = 10


def named_constants(ids: SequenceIds, lookup: PointMemorizer) -> Mapping[str, int]:
    """The numbers that the proof names, for the certificate."""
    return {
        "distinguishing_tokens": len(ids.tokens),
        "score_bound": ids.scores.bound,
        "R1": ids.phi.shape.key_bound,
        "R2": lookup.shape.key_bound,
        "slots": lookup.shape.slots,
        "key_bits_1": ids.phi.shape.key_bits,
        "key_bits_2": lookup.shape.key_bits,
    }
