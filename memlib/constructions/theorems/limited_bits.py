"""Lemma F.1 and Theorem F.1: fewer bits per parameter, more parameters.

A word of Lemma C.1 holds about √(N/log N) keys. To allow only short words, cut the sorted points
into ⌈N/B²⌉ groups of B² points, build Lemma C.1's network for each, and run them one after the
other on one projected point, adding up their outputs: only the group of the point answers. Words
hold about B/√log B keys then, and there are about N/B² · B = N/B layers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from math import isqrt
from typing import Final, Unpack

from memlib.constructions.construction import Construction, How, NetworkForm
from memlib.constructions.lemmas.contextual import (
    UNIFORM,
    construct_by_contexts,
    promised_shapes,
)
from memlib.constructions.lemmas.point_memorizer import (
    About,
    PointMemorizer,
    Shape,
    memorize_points,
)
from memlib.constructions.lemmas.projection import Point
from memlib.constructions.sizes import Sizes, promise_transformer
from memlib.constructions.statement import Statement
from memlib.data.dataset import NEXT_TOKEN, Dataset
from memlib.errors import MemlibError, context

NAME: Final = "limited-bits"


def memorize_in_groups(
    points: Sequence[Point], labels: Sequence[int], *, group: int, **about: Unpack[About]
) -> PointMemorizer:
    """Lemma F.1: as :func:`memorize_points`, in groups of ``group`` = B² points.

    The printed lemma has N/B² sub-nets, which need not be an integer, and stops one early in
    eqs. (140) and (142); there are ⌈N/B²⌉.

    Raises:
        MemlibError: as :func:`memlib.constructions.lemmas.point_memorizer.memorize_points`.

    Source: Lemma F.1, pages 34 and 35.

    Example:
        >>> from random import Random
        >>> from memlib.constructions.constants import Separation
        >>> square = [(0, 0), (0, 1), (1, 0), (1, 1), (2, 2)]
        >>> net = memorize_in_groups(square, [1, 2, 3, 4, 5], classes=5, capacity=5, group=4,
        ...     separation=Separation.clamped(8, 1), inputs=("x", "y"), rng=Random(0))
        >>> [int(net.program(("x", "y")).run({"x": x, "y": y})) for x, y in square]
        [1, 2, 3, 4, 5]
    """
    return memorize_points(points, labels, group=group, **about)


def construct(dataset: Dataset, *, bits: int | None = None, **how: Unpack[How]) -> Construction:
    """Build the network of Theorem F.1 for next-token data.

    Args:
        dataset: next-token data of one length n, consistently labeled.
        bits: B, from 2 to ⌊√N⌋ (default max(2, ⌊√N⌋)). The printed range begins at 1, where
            log B = 0 divides. For N < 4 there is one sub-net, whatever B.
        how: form, seed and progress; :class:`memlib.constructions.construction.How`.

    Raises:
        MemlibError: B out of range, seq-to-seq data, unequal lengths, inconsistent labels, or a
            random choice that failed many times.

    Source: Theorem F.1 and its proof, pages 35 and 36.

    Example:
        >>> data = Dataset.next_token([[0], [1], [2]], [[0, 1], [1, 1], [2, 1]], [7, 5, 6])
        >>> construct(data, bits=2).built.width <= 15
        True
    """
    with context(operation=f"construct {NAME}"):
        chosen = chosen_bits(len(dataset), bits)
    return construct_by_contexts(
        NAME, dataset, how,
        tasks=(NEXT_TOKEN,), promise=partial(promise, bits=chosen), attention=UNIFORM,
        memorize=partial(memorize_in_groups, group=chosen**2), further={"B": chosen},
    )  # fmt: skip


def chosen_bits(sequences: int, bits: int | None) -> int:
    """B: the default, or the given one if it lies in its range.

    >>> chosen_bits(100, None), chosen_bits(100, 7), chosen_bits(3, None)
    (10, 7, 2)
    """
    most = max(2, isqrt(sequences))
    if bits is None:
        return most
    if not 2 <= bits <= most:
        raise MemlibError(
            f"B = {bits} lies outside 2 to {most}", place="--bits", mend="B is at most √N"
        )
    return bits


def promise(dataset: Dataset, form: NetworkForm = "plain", bits: int | None = None) -> Sizes:
    """What Theorem F.1 promises, as explicit sums (eqs. 138 to 141, 144 and 145)."""
    group = chosen_bits(len(dataset), bits) ** 2
    first, second = promised_shapes(dataset)
    return promise_transformer(
        (
            promise_groups(first, group, dataset.token_dim),
            promise_groups(second, group, 3),
        ),
        width=15,
        attention_layers=1,
        dataset=dataset,
        form=form,
    )


def promise_groups(whole: Shape, group: int, dim: int) -> Sizes:
    """Lemma F.1: the depth of ⌈N/B²⌉ sub-nets of Lemma C.1, and the bits of one of them."""
    sub = replace_capacity(whole, min(group, whole.capacity)).promise(dim)
    count = -(-whole.capacity // group)
    return Sizes(
        width=13,
        depth=count * sub.depth,
        parameters=count * sub.parameters,
        max_bits=sub.max_bits,
    )


def replace_capacity(shape: Shape, capacity: int) -> Shape:
    """The shape for fewer points, with the same keys and labels."""
    smaller = Shape.of(capacity, 1, shape.key_bound)
    return replace(smaller, label_bits=shape.label_bits)


STATEMENT: Final = Statement(
    NAME, construct, title="Theorem F.1", topic="few bits",
    claim="Theorem F.1: about N/B parameters of about B words' bits each (--bits B)",
    options=("bits",),
)  # fmt: skip
