"""Theorem E.1: with an embedding layer the tokens are ids 1 … ω, and a table replaces F₁.

The column of id x is (f(x), x, 0) where x is in A, and (0, x, 0) elsewhere (eq. 135): the score of
Lemma B.2 and the name of the token are simply looked up. Attention and F₂ stay as in Theorem B.1.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from random import Random
from typing import Final, Unpack

from memlib.constructions.constants import Separation, key_bound
from memlib.constructions.construction import Construction, How, NetworkForm, chosen, finish
from memlib.constructions.lemmas.contexts import Contexts, distinct_contexts
from memlib.constructions.lemmas.contextual import IDENTITY, MEAN, PHI, UNIFORM, check_data
from memlib.constructions.lemmas.point_memorizer import PointMemorizer, Shape, memorize_points
from memlib.constructions.lemmas.scores import Scores, score_bound
from memlib.constructions.lemmas.sequence_ids import choose_scores
from memlib.constructions.sizes import Sizes, affordable, promise_transformer
from memlib.constructions.statement import Statement
from memlib.data.dataset import NEXT_TOKEN, Dataset
from memlib.errors import MemlibError, context
from memlib.exact.form import coordinate
from memlib.exact.program import Program, Step, Table

NAME: Final = "embedding"

#: The table has 2 rows of ω numbers; ids beyond this are a mistake rather than a vocabulary.
MAX_VOCABULARY: Final = 10_000_000


@dataclass(frozen=True)
class Proof:
    """The objects of the proof of Theorem E.1.

    Attributes:
        contexts: the distinct multisets and (multiset, last token) pairs.
        scores: f: A → [K].
        lookup: F^(FF), on the context ids.
        program: the whole network over named coordinates.
    """

    contexts: Contexts
    scores: Scores
    lookup: PointMemorizer
    program: Program


def construct(dataset: Dataset, **how: Unpack[How]) -> Construction:
    """Build the network of Theorem E.1 for sequences of token ids.

    Args:
        dataset: next-token data of one length, consistently labeled, token_dim 1, every token an
            id 1, 2, 3, …; ω is the largest id.
        how: form, seed and progress; :class:`memlib.constructions.construction.How`.

    Raises:
        MemlibError: tokens that are no ids, seq-to-seq data, unequal lengths, inconsistent labels,
            or a random choice that failed many times.

    Source: Theorem E.1 and its proof, pages 33 and 34.

    Example:
        >>> data = Dataset.next_token([[1], [2], [7]], [[0, 1], [1, 2]], [7, 5])
        >>> construct(data).constants["vocabulary"]
        7
    """
    with context(operation=f"construct {NAME}"):
        check_data(dataset, NEXT_TOKEN)
        ids = token_ids(dataset)
        form, seed, report = chosen(**how)
        promised = affordable(promise(dataset, form))
        rng = Random(seed)
        contexts = distinct_contexts(dataset)

        # The table: id ↦ (f(x) or 0, x, 0), eq. (135)
        _, scores = choose_scores(contexts.multisets, rng)
        table = Table(
            max(ids),
            {
                PHI: {ids[token]: score for token, score in scores.of.items()},
                IDENTITY: {x: x for x in range(1, max(ids) + 1)},
                MEAN: {},
            },
        )
        report(1, 3)

        # F^(FF): context id ↦ label, as in Theorem B.1
        shift = dataset.smallest_label - 1
        lookup = memorize_points(
            [
                (scores.of.get(x, 0), ids[x], Fraction(scores.sums[m], dataset.length))
                for m, x in contexts.items
            ],
            [label - shift for label in contexts.labels],
            classes=dataset.classes,
            separation=context_separation(dataset),
            capacity=len(dataset),
            inputs=(PHI, IDENTITY, MEAN),
            rng=rng,
            prefix="out.",
        )
        report(2, 3)

        program = Program(
            inputs=(),
            initial=table,
            operations=(*UNIFORM, Step(updates=lookup.initial), *lookup.steps),
            output=coordinate(lookup.result) + shift,
        )
        made = finish(
            NAME, dataset, program, promised, form, seed,
            constants={
                "vocabulary": max(ids),
                "score_bound": scores.bound,
                "R": lookup.shape.key_bound,
                "slots": lookup.shape.slots,
            },
            proof=Proof(contexts, scores, lookup, program),
        )  # fmt: skip
        report(3, 3)
        return made


def token_ids(dataset: Dataset) -> list[int]:
    """The ids of the tokens, in the order of the data's table.

    Raises:
        MemlibError: token_dim is not 1, or a token is no integer from 1 to :data:`MAX_VOCABULARY`.
    """
    if dataset.token_dim != 1:
        raise MemlibError(
            f"tokens of dimension {dataset.token_dim} are no ids", mend="use token_dim 1"
        )
    ids = []
    for i, (x,) in enumerate(dataset.tokens):
        if x.denominator != 1 or not 1 <= x <= MAX_VOCABULARY:
            raise MemlibError(
                f"{x} is no token id",
                place=f"token {i}",
                mend=f"number the tokens 1, 2, 3, … (at most {MAX_VOCABULARY})",
            )
        ids.append(int(x))
    return ids


def context_separation(dataset: Dataset) -> Separation:
    """Context ids are (2K + ω, 1/n)-separated: ids are integers, scores at most K.

    The printed R has r and δ, which ids do not have; with r = ω and δ = 1 it is larger than ours.
    """
    most = 2 * score_bound(len(dataset)) + max(token_ids(dataset))
    return Separation.clamped(most**2, Fraction(1, dataset.length**2))


def promise(dataset: Dataset, form: NetworkForm = "plain") -> Sizes:
    """What Theorem E.1 promises, as explicit sums: the table, attention, Lemma C.1 with V = N."""
    sequences, vocabulary = len(dataset), max(token_ids(dataset))
    bound = key_bound(sequences, 3, context_separation(dataset))
    part = Shape.of(sequences, dataset.classes, bound).promise(3)
    rest = promise_transformer(
        (part,), width=12, attention_layers=1, dataset=dataset, form=form, rows_in=3
    )
    table_bits = max(score_bound(sequences), vocabulary).bit_length() + 1
    return Sizes(
        width=rest.width,
        depth=rest.depth,
        parameters=rest.parameters + vocabulary + min(vocabulary, sequences),
        max_bits=max(rest.max_bits, table_bits),
    )


STATEMENT: Final = Statement(
    NAME, construct, title="Theorem E.1", topic="embedding", takes="ids",
    claim="Theorem E.1: token ids 1..ω and an embedding table, about ω + √N parameters",
)  # fmt: skip
