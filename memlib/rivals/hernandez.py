"""Hernández and Zuazua 2024: width 2 and at most 2N + 4M − 1 layers, for N points of M classes.

Built from the statement (arXiv 2409.06555); the original proof was not at hand. What follows is a
max-min string in the manner of Hanin and Sellke (*Approximating continuous functions by ReLU nets
of minimum width*, 2017), and it needs only N layers: one row carries the point x on the line, the
other what is above a line. For g = l + s with s ≥ 0, one layer of width 2 turns (x, s) into

    max(g, l') = l' + ReLU(l + s − l')      or      min(g, l') = l' − ReLU(l' − l − s).

Go through the points from left to right. A maximum with a steep rising line through the next point
and its label changes nothing before it and lifts all that follows; a minimum with a steep falling
line lowers all that follows. So the two take turns, and each settles one point.
"""

from __future__ import annotations

from random import Random
from typing import Final, Unpack

from memlib.constructions.construction import How
from memlib.constructions.statement import Statement
from memlib.data.dataset import Dataset
from memlib.errors import context
from memlib.exact.count import count
from memlib.exact.layers import Affine, Bias, Layer, Network, Relu, Weight
from memlib.rivals.line import placed
from memlib.rivals.rival import Measure, Rival, plain, vectors

NAME: Final = "hernandez"


def construct(dataset: Dataset, **how: Unpack[How]) -> Rival:
    """Project to the line, then one maximum or minimum a point.

    Args:
        dataset, how: see :func:`memlib.rivals.rival.vectors`, ``plain``; the direction is drawn.

    Raises:
        MemlibError: other data, equal sequences with two labels, or no direction found.

    Source: Hernández and Zuazua 2024, from the statement of their first theorem.

    Example:
        >>> data = Dataset.next_token([[0], [1], [2]], [[0], [1], [2]], [5, 7, 4])
        >>> [(m.name, m.built, m.promised) for m in construct(data).measures]
        [('width', 2, 2), ('depth', 3, 17)]
    """
    with context(operation=f"construct {NAME}"):
        seed, report = plain(**how)
        data = vectors(dataset)
        direction, raw = placed(data.points, Random(seed))
        start = min(raw)
        line = sorted(zip((t - start for t in raw), data.labels, strict=True))
        row = {(0, j): v for j, v in enumerate(direction)}
        shift = {0: -start} if start else {}
        layers: list[Layer] = [*data.before, Affine(1, data.dim, row, shift), Relu()]
        layers += max_min_string(line)
        network = Network(tuple(layers))
        report(1, 1)
        counts, classes = count(network, dataset.token_dim), len(dataset.label_values)
        measures = (
            Measure("width", counts.width, 2),
            Measure("depth", counts.depth, 2 * len(dataset) + 4 * classes - 1),
        )
        return Rival(NAME, dataset, network, measures, "width 2, depth 2N + 4M - 1", seed)


def max_min_string(line: list[tuple[int, int]]) -> list[Layer]:
    """Layers from the point on the line to its label.

    Args:
        line: (x, y) with rising integers x ≥ 0.

    The value is g(x) = slope·x + offset + sign·s, where s is the second row (none at first).
    """
    steep = max(y for _, y in line) - min(y for _, y in line) + 1
    slope, offset, sign = 0, line[0][1], 0  # at first g is the first label everywhere
    layers: list[Layer] = []
    for k in range(1, len(line)):
        x, y = line[k]
        now = slope * x + offset  # right of the settled points only the last line counts
        if now == y:
            continue
        up = now < y
        new_slope = steep if up else -steep
        new_offset = y - new_slope * x
        # max: s' = ReLU(g − l');  min: s' = ReLU(l' − g)
        turn = 1 if up else -1
        fall, gap = turn * (slope - new_slope), turn * (offset - new_offset)
        layers += [_affine(fall, gap, turn * sign), Relu()]
        slope, offset, sign = new_slope, new_offset, turn
    rows = 2 if sign else 1
    weight = {(0, 0): slope} if slope else {}
    if sign:
        weight[0, 1] = sign
    layers.append(Affine(1, rows, weight, {0: offset} if offset else {}))
    return layers


def _affine(slope: int, offset: int, of_s: int) -> Affine:
    """(x, s) ↦ (x, slope·x + of_s·s + offset); no s yet where of_s is 0."""
    weight: Weight = {(0, 0): 1, (1, 0): slope} | ({(1, 1): of_s} if of_s else {})
    bias: Bias = {1: offset} if offset else {}
    return Affine(2, 2 if of_s else 1, weight, bias)


STATEMENT: Final = Statement(
    NAME, construct, title="Hernández & Zuazua 2024", takes="vectors",
    claim="Hernández and Zuazua 2024: width 2, depth at most 2N + 4M - 1",
)  # fmt: skip
