"""Lemma C.1 as a theorem of its own: about √N parameters memorize N vectors (Vardi et al. 2022).

Sequences of length 1 are the vectors. Longer sequences are flattened: n tokens of d coordinates
become one vector of d·n coordinates, and order matters, unlike for a transformer.
"""

from __future__ import annotations

from random import Random
from typing import Final, Unpack

from memlib.constructions.constants import Separation, key_bound
from memlib.constructions.construction import Construction, How, NetworkForm, chosen, finish
from memlib.constructions.lemmas.contexts import check_task, distinct_sequences
from memlib.constructions.lemmas.point_memorizer import Shape, memorize_points
from memlib.constructions.sizes import Sizes, affordable, promise_transformer
from memlib.constructions.statement import Statement
from memlib.data.dataset import NEXT_TOKEN, Dataset
from memlib.errors import context
from memlib.exact.form import coordinate
from memlib.exact.layers import Flatten
from memlib.exact.program import CARRY, Program

NAME: Final = "feed-forward"


def construct(dataset: Dataset, **how: Unpack[How]) -> Construction:
    """Build the feed-forward network of Lemma C.1 for vectors, or for flattened sequences.

    Args:
        dataset: next-token data of one length n; equal sequences must have equal labels, while
            permutations of a sequence may differ.
        how: form, seed and progress; :class:`memlib.constructions.construction.How`.

    Raises:
        MemlibError: seq-to-seq data, unequal lengths, equal sequences with two labels (both are
            named), or a random choice that failed many times.

    Source: Lemma C.1, pages 28 to 31; Theorem 3.1 of Vardi, Yehudai and Shamir 2022.

    Example:
        >>> data = Dataset.next_token([[0], [1]], [[0, 1], [1, 0]], [7, 5])
        >>> construct(data).built.width <= 12
        True
    """
    with context(operation=f"construct {NAME}"):
        check_task(dataset, NEXT_TOKEN)
        form, seed, report = chosen(**how)
        promised = affordable(promise(dataset, form))
        n, d = dataset.length, dataset.token_dim
        labels = distinct_sequences(dataset)
        inputs = tuple(f"x{k + 1}.{j + 1}" for k in range(n) for j in range(d))
        shift = dataset.smallest_label - 1
        memorizer = memorize_points(
            [tuple(x for token in s for x in dataset.tokens[token]) for s in labels],
            [label - shift for label in labels.values()],
            classes=dataset.classes,
            separation=vector_separation(dataset),
            capacity=len(dataset),
            inputs=inputs,
            rng=Random(seed),
        )
        program = Program(
            inputs=inputs,
            initial=memorizer.initial,
            operations=(CARRY, *memorizer.steps),
            output=coordinate(memorizer.result) + shift,
        )
        made = finish(
            NAME, dataset, program, promised, form, seed,
            constants={"R": memorizer.shape.key_bound, "slots": memorizer.shape.slots},
            proof=memorizer,
            before=(Flatten(d, n),) if n > 1 else (),
        )  # fmt: skip
        report(1, 1)
        return made


def vector_separation(dataset: Dataset) -> Separation:
    """Flattened sequences have norm at most r√n, and differ by at least δ in some token."""
    tokens = Separation.of(dataset)
    return Separation(dataset.length * tokens.squared_radius, tokens.squared_distance)


def promise(dataset: Dataset, form: NetworkForm = "plain") -> Sizes:
    """What Lemma C.1 promises for N = V vectors of d·n coordinates (eqs. 110 and 111)."""
    sequences, dim = len(dataset), dataset.token_dim * dataset.length
    bound = key_bound(sequences, dim, vector_separation(dataset))
    shape = Shape.of(sequences, dataset.classes, bound)
    return promise_transformer(
        (shape.promise(dim),),
        width=12,
        attention_layers=0,
        dataset=dataset,
        form=form,
        rows_in=dim,
    )


STATEMENT: Final = Statement(
    NAME, construct, title="Lemma C.1", topic="one vector per item", takes="vectors",
    claim="Lemma C.1 / Vardi et al. 2022: about √N parameters for N vectors",
)  # fmt: skip
