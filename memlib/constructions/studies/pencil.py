"""The proof of Theorem B.1 with constants small enough for a pencil.

Every step is that of :mod:`memlib.constructions.lemmas.contextual`; only the numbers are chosen
after looking at the data. A theorem must name its constants beforehand, so it takes large ones: it
draws a direction from a huge cube and reserves bits for every key that could come. Here the
direction is the smallest that works, and a key has as many bits as the largest one needs. For
tiny data only: the search for the smallest direction tries all of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import count, pairwise, product
from random import Random

from memlib.constructions.construction import Construction, NetworkForm, finish
from memlib.constructions.lemmas.contexts import distinct_contexts
from memlib.constructions.lemmas.contextual import (
    IDENTITY,
    MEAN,
    PHI,
    UNIFORM,
    Proof,
    assemble,
    check_data,
    named_constants,
)
from memlib.constructions.lemmas.point_memorizer import (
    PointMemorizer,
    Shape,
    labeled_line,
    on_the_line,
)
from memlib.constructions.lemmas.projection import Point, Projection
from memlib.constructions.lemmas.sequence_ids import SequenceIds, choose_scores
from memlib.constructions.theorems.next_token import promise
from memlib.data.dataset import NEXT_TOKEN, Dataset
from memlib.errors import MemlibError

NAME = "next-token"

#: More points or coordinates than this make the search for the smallest direction long.
MOST_POINTS, MOST_ROWS = 24, 3


def construct(dataset: Dataset, *, form: NetworkForm = "plain", seed: int = 0) -> Construction:
    """The network of Theorem B.1 for tiny next-token data, with the smallest constants that work.

    Args:
        dataset: at most 24 tokens and 24 sequences, in at most three coordinates.
        form: plain layers, or blocks of eq. (3).
        seed: of the scores.

    Raises:
        MemlibError: the data is no input of the theorem, or larger than that.

    Example:
        >>> data = Dataset.next_token([[0], [1], [2]], [[0, 1], [1, 1], [2, 1]], [7, 5, 6])
        >>> net = construct(data)
        >>> net.built.width, net.built.max_bits, net.built.within(net.promised)
        (13, 16, True)
    """
    check_data(dataset, NEXT_TOKEN)
    contexts = distinct_contexts(dataset)
    inputs = tuple(f"x{j + 1}" for j in range(dataset.token_dim))

    tokens, scores = choose_scores(contexts.multisets, Random(seed))
    of_token = tuple(scores.of.get(x, 0) for x in range(len(dataset.tokens)))
    phi = memorize(dataset.tokens, of_token, slots=2, inputs=inputs, prefix="phi.")
    ids = SequenceIds(tokens, scores, phi, of_token, scores.sums)
    identity = smallest_projection(dataset.tokens, lowest=0)

    context_ids = tuple(
        (of_token[x], identity.values[x], Fraction(ids.sums[m], dataset.length))
        for m, x in contexts.items
    )
    shift = dataset.smallest_label - 1
    labels = [label - shift for label in contexts.labels]
    lookup = memorize(context_ids, labels, slots=3, inputs=(PHI, IDENTITY, MEAN), prefix="out.")
    program = assemble(inputs, phi, identity, UNIFORM, lookup, shift)
    proof = Proof(contexts, ids, identity, context_ids, lookup, program)
    return finish(
        NAME, dataset, program, promise(dataset, form), form, seed,
        constants=named_constants(proof), proof=proof, method="pencil",
    )  # fmt: skip


def memorize(
    points: Sequence[Point],
    labels: Sequence[int],
    *,
    slots: int,
    inputs: Sequence[str],
    prefix: str,
) -> PointMemorizer:
    """Lemma C.1 with ``slots`` points per bucket, and keys as short as these points allow.

    The other arguments are those of
    :func:`memlib.constructions.lemmas.point_memorizer.memorize_points`.

    >>> net = memorize([(1,), (2,), (5,)], [2, 0, 3], slots=2, inputs=("x",), prefix="")
    >>> [int(net.program(("x",)).run({"x": x})) for x in (1, 2, 5)], net.shape.key_bits
    ([2, 0, 3], 4)
    """
    projection = smallest_projection(points, lowest=2)
    line = labeled_line(projection, labels)
    top = max((x.__floor__() for x, _ in line), default=1)
    shape = Shape(
        capacity=max(1, len(line)),
        most_buckets=max(1, -(-len(line) // slots)),
        slots=slots,
        key_bits=top.bit_length(),
        label_bits=max(1, *labels).bit_length(),
        key_bound=top,
    )
    return on_the_line(projection, labels, shape, inputs, prefix)


def smallest_projection(points: Sequence[Point], lowest: int) -> Projection:
    """Lemma C.2 with the smallest integers: v·x + b ≥ lowest, pairwise at least 2 apart.

    Smallest: least maximal entry of v, then the shortest row of points.

    Raises:
        MemlibError: more than 24 points or three coordinates, or two points are equal.

    >>> smallest_projection([(0, 0), (0, 1), (1, 0), (1, 1)], lowest=2).direction
    (4, 2)
    """
    if len(points) > MOST_POINTS or len(points[0]) > MOST_ROWS or len(set(points)) < len(points):
        raise MemlibError(
            f"{len(points)} points in {len(points[0])} coordinates",
            operation="find the smallest projection",
            mend=f"give at most {MOST_POINTS} distinct points in at most {MOST_ROWS} coordinates",
        )
    tried = 0
    for side in count(1):
        found = []
        for direction in product(range(side, -side - 1, -1), repeat=len(points[0])):
            if max(map(abs, direction)) < side:
                continue  # it belongs to a smaller cube
            tried += 1
            raw = [sum(a * b for a, b in zip(direction, p, strict=True)) for p in points]
            order = sorted(raw)
            if all(b - a >= 2 for a, b in pairwise(order)):
                found.append((order[-1] - order[0], direction, raw))
        if found:
            _, direction, raw = min(found, key=lambda one: (one[0], [-v for v in one[1]]))
            shift = lowest - min(raw).__floor__()
            return Projection(direction, shift, tuple(v + shift for v in raw), tried)
    raise AssertionError("count never ends")
