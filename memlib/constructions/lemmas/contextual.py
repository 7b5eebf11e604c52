"""The networks of Theorem B.1 and its relatives: E_out ∘ F₂ ∘ attention ∘ F₁ ∘ E_in.

The parts in the order of the proof:

1. F₁ turns a token x into (φ̃(x), F(x), 0): a score whose sums name multisets (Lemma B.3), and a
   number that names the token (Lemma C.2).
2. Attention writes the mean of φ̃ over the sequence into the third coordinate.
3. The three numbers are a context id: two tokens share it only if they are equal and stand in equal
   multisets. F₂ memorizes its label (Lemma C.1, or Lemma F.1 where bits are few).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from random import Random
from typing import Final

from memlib.constructions.constants import PI_ABOVE, Separation, key_bound
from memlib.constructions.construction import (
    Construction,
    How,
    NetworkForm,
    Progress,
    chosen,
    finish,
)
from memlib.constructions.lemmas.contexts import Contexts, check_task, distinct_contexts
from memlib.constructions.lemmas.point_memorizer import (
    Memorize,
    PointMemorizer,
    Shape,
    memorize_points,
)
from memlib.constructions.lemmas.projection import Projection, project
from memlib.constructions.lemmas.scores import score_bound
from memlib.constructions.lemmas.sequence_ids import SequenceIds, sequence_ids
from memlib.constructions.sizes import Sizes, affordable, promise_transformer
from memlib.data.consistency import check_consistent
from memlib.data.dataset import Dataset, Task
from memlib.errors import context
from memlib.exact.form import constant, coordinate
from memlib.exact.layers import Number
from memlib.exact.program import CARRY, Attend, Operation, Program, Step

#: The coordinates that F₁ hands to attention and attention to F₂ (eqs. 50 and 53).
PHI: Final = "phi.result"
IDENTITY: Final = "identity"
MEAN: Final = "mean"

#: Uniform attention: the mean of φ̃ into the third coordinate (eq. 52).
UNIFORM: Final = (Attend("uniform", {(MEAN, PHI): 1}),)


@dataclass(frozen=True)
class Proof:
    """The objects of the proof of Theorem B.1, for pictures and tests.

    Attributes:
        contexts: the distinct multisets and (multiset, token) pairs of the data; tokens are
            numbered as in ``dataset.used_tokens()``.
        ids: φ̃ (Lemma B.3).
        identity: F (Lemma C.2).
        context_ids: s of eq. (53), one point (φ̃, F, mean of φ̃) a context.
        lookup: F₂ (Lemma C.1).
        program: the whole network over named coordinates.
    """

    contexts: Contexts
    ids: SequenceIds
    identity: Projection
    context_ids: tuple[tuple[Number, Number, Number], ...]
    lookup: PointMemorizer
    program: Program


def construct_by_contexts(
    theorem: str,
    dataset: Dataset,
    how: How,
    *,
    tasks: Sequence[Task],
    promise: Callable[[Dataset, NetworkForm], Sizes],
    attention: Sequence[Operation],
    memorize: Memorize = memorize_points,
    further: Mapping[str, int] | None = None,
) -> Construction:
    """Check the data, say what is promised, memorize the contexts, compile.

    Args:
        theorem, dataset, how: of the theorem's own ``construct``.
        tasks: what the theorem takes.
        promise: the theorem's explicit sums.
        attention: operations that write the mean of φ̃ into the third coordinate.
        memorize: Lemma C.1, or another lemma with its statement.
        further: constants of the theorem's own.
    """
    with context(operation=f"construct {theorem}"):
        form, seed, report = chosen(**how)
        check_data(dataset, *tasks)
        promised = affordable(promise(dataset, form))
        proof = memorize_contexts(dataset, attention, memorize, Random(seed), report)
        constants = named_constants(proof) | dict(further or {})
        made = finish(
            theorem, dataset, proof.program, promised, form, seed, constants=constants, proof=proof
        )
        report(3, 3)
        return made


def memorize_contexts(
    dataset: Dataset,
    attention: Sequence[Operation],
    memorize: Memorize,
    rng: Random,
    report: Progress,
) -> Proof:
    """The network that gives every labeled token of the data its label.

    Args:
        dataset: consistent data of one length; next-token or seq-to-seq.
        attention: operations that write the mean of φ̃ into the third coordinate.
        memorize: Lemma C.1, or another lemma with its statement.
        rng: for the scores and the projections.
        report: called with (parts done, parts in all).
    """
    dataset = dataset.used_tokens()  # V ≤ nN, and the bounds of the proof are on V points
    contexts = distinct_contexts(dataset)
    separation = Separation.of(dataset)
    inputs = tuple(f"x{j + 1}" for j in range(dataset.token_dim))

    # F₁: token ↦ (φ̃, F, 0), eq. (50)
    ids = sequence_ids(
        dataset.tokens,
        contexts.multisets,
        capacity=len(dataset),
        separation=separation,
        inputs=inputs,
        memorize=memorize,
        rng=rng,
    )
    identity = project(dataset.tokens, separation, lowest=0, rng=rng)
    report(1, 3)

    # F₂: context id ↦ label, eqs. (53) to (60)
    context_ids = tuple(
        (ids.score_of_token[x], identity.values[x], Fraction(ids.sums[m], dataset.length))
        for m, x in contexts.items
    )
    shift = dataset.smallest_label - 1
    lookup = memorize(
        context_ids,
        [label - shift for label in contexts.labels],
        classes=dataset.classes,
        separation=context_separation(separation, dataset),
        capacity=dataset.items,
        inputs=(PHI, IDENTITY, MEAN),
        rng=rng,
        prefix="out.",
    )
    report(2, 3)

    program = assemble(inputs, ids.phi, identity, attention, lookup, shift)
    return Proof(contexts, ids, identity, context_ids, lookup, program)


def assemble(
    inputs: tuple[str, ...],
    phi: PointMemorizer,
    identity: Projection,
    attention: Sequence[Operation],
    lookup: PointMemorizer,
    shift: int,
) -> Program:
    """E_out ∘ F₂ ∘ attention ∘ F₁ ∘ E_in over named coordinates (eq. 43).

    Args:
        inputs: names of the d coordinates of a token.
        phi: φ̃, which leaves the score in :data:`PHI`.
        identity: F.
        attention: operations that write the mean of φ̃ into :data:`MEAN`.
        lookup: F₂, which reads :data:`PHI`, :data:`IDENTITY` and :data:`MEAN`.
        shift: what is added to the result: the smallest label minus one.
    """
    return Program(
        inputs=inputs,
        initial={**phi.initial, IDENTITY: identity.form(inputs), MEAN: constant(0)},
        operations=(
            CARRY,
            *phi.steps,
            *attention,
            Step(updates=lookup.initial),
            *lookup.steps,
        ),
        output=coordinate(lookup.result) + shift,
    )


def context_separation(separation: Separation, dataset: Dataset) -> Separation:
    """r and δ of the context ids of a data set, as squares."""
    return context_separation_of(separation, len(dataset), dataset.length, dataset.token_dim)


def context_separation_of(separation: Separation, sequences: int, n: int, dim: int) -> Separation:
    """Context ids are (20 r n² N³ δ⁻¹ √(πd), 1/n)-separated (eqs. 55 and 56), as squares."""
    squared_radius = (
        400
        * separation.squared_radius
        * n**4
        * sequences**6
        * PI_ABOVE
        * dim
        / separation.squared_distance
    )
    return Separation.clamped(squared_radius, Fraction(1, n**2))


def promised_shapes(dataset: Dataset) -> tuple[Shape, Shape]:
    """The shapes of F₁ (V = nN points, N scores up to K) and F₂ (a point and a label an item)."""
    n, sequences, items = dataset.length, len(dataset), dataset.items
    separation = Separation.of(dataset)
    first = key_bound(n * sequences, dataset.token_dim, separation)
    second = key_bound(items, 3, context_separation(separation, dataset))
    return (
        Shape.of(sequences, score_bound(sequences), first),
        Shape.of(items, dataset.classes, second),
    )


def promised_sizes(dataset: Dataset, form: NetworkForm, attention_layers: int) -> Sizes:
    """The promise of Theorem B.1 and its relatives: F₁, so many attention layers, F₂; width 14."""
    first, second = promised_shapes(dataset)
    return promise_transformer(
        (first.promise(dataset.token_dim), second.promise(3)),
        width=14,
        attention_layers=attention_layers,
        dataset=dataset,
        form=form,
    )


def check_data(dataset: Dataset, *tasks: Task) -> None:
    """The data has one of the tasks and one length, and is consistently labeled (eqs. 10, 40).

    Raises:
        MemlibError: it does not; inconsistent labels are named with both sequences and labels.
    """
    check_task(dataset, *tasks)
    if not dataset.equal_lengths:
        dataset.length  # noqa: B018  raises, and says how to mend it
    check_consistent(dataset)


def named_constants(proof: Proof) -> dict[str, int]:
    """The numbers that the proof names, for the certificate."""
    ids, lookup = proof.ids, proof.lookup
    return {
        "distinguishing_tokens": len(ids.tokens),
        "score_bound": ids.scores.bound,
        "R1": ids.phi.shape.key_bound,
        "R2": lookup.shape.key_bound,
        "slots": lookup.shape.slots,
        "key_bits_1": ids.phi.shape.key_bits,
        "key_bits_2": lookup.shape.key_bits,
    }
