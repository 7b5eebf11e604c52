"""Yun, Sra and Jadbabaie 2019: three layers, two of them hidden and about 2√N wide.

Their Theorem 3.1: a network with two hidden ReLU layers of widths d₁ and d₂ takes any N values in
[−1, 1] on any N distinct points as soon as 4⌊d₁/4⌋⌊d₂/4⌋ ≥ N. (For values in [−1, 1]^k the second
factor is ⌊d₂/(4k)⌋; integer labels are one number, k = 1, and the last layer stretches them.)

Project the points to a line and cut it into G groups of at most K points. A pair of ReLU units of
the second layer is a clipped ramp, ReLU(z) − ReLU(z − s): 0 below, s above. Here z is a zig-zag
along the line: it rises through the first group, falls through the second, rises again. So

* ramp k meets one point of every group inside its slope, the k-th on the way up, and there it may
  take any value between 0 and s, since the first layer turns the line at both ends of every group;
* at all other points it is at its floor or at its ceiling;
* the first k − 1 ramps are then up and the others are down, whichever way the zig-zag goes. With
  the output weights +1, −1, +1, … those add up to 0 or s, and the k-th ramp fills in the label.

That is 2G − 1 units, where the line turns, and 2K ramp ends, for N ≤ GK.

Built from the statement (arXiv 1810.07770); the original proof was not at hand.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import isqrt
from random import Random
from typing import Final, Unpack

from memlib.constructions.construction import How
from memlib.constructions.statement import Statement
from memlib.data.dataset import Dataset
from memlib.errors import context
from memlib.exact.count import count
from memlib.exact.layers import Affine, Layer, Network, Number, Relu, Weight
from memlib.rivals.line import placed
from memlib.rivals.rival import Measure, Rival, plain, vectors

NAME: Final = "yun"

#: A point of the line and what lies above it.
Placed = tuple[int, int]


def construct(dataset: Dataset, **how: Unpack[How]) -> Rival:
    """Project to the line, cut it into groups, zig-zag through them, clip and add up.

    Args:
        dataset, how: see :func:`memlib.rivals.rival.vectors`, ``plain``; the direction is drawn.

    Raises:
        MemlibError: other data, equal sequences with two labels, or no direction found.

    Source: Yun, Sra and Jadbabaie 2019, Theorem 3.1, from the statement.

    Example:
        >>> eight = [[k] for k in range(8)]
        >>> data = Dataset.next_token(eight, eight, [3, 1, 4, 1, 5, 9, 2, 6])
        >>> [(m.name, m.built, m.promised) for m in construct(data).measures]
        [('width_1', 7, 8), ('width_2', 4, 4), ('parameters', 50, 57)]
    """
    with context(operation=f"construct {NAME}"):
        seed, report = plain(**how)
        data = vectors(dataset)
        direction, raw = placed(data.points, Random(seed))
        line = sorted(zip(raw, data.labels, strict=True))
        promised = widths(len(line))
        low = min(data.labels)
        span = max(data.labels) - low
        hidden: tuple[Layer, ...] = ()
        last = Affine(1, data.dim, {}, {0: low} if low else {})
        if span:
            ramps = promised[1] // 2
            groups = [line[k : k + ramps] for k in range(0, len(line), ramps)]
            bends = turning_points(groups)
            zigzags = [zigzag(groups, k, low, span) for k in range(min(ramps, len(line)))]
            hidden = (
                first_layer(direction, bends), Relu(),
                second_layer(zigzags, bends, span), Relu(),
            )  # fmt: skip
            last = Affine(1, 2 * len(zigzags), _signs(len(zigzags)), last.bias)
        network = Network((*data.before, *hidden, last))
        report(1, 1)
        built = [layer.rows_out for layer in hidden if isinstance(layer, Affine)] or [0, 0]
        counts = count(network, dataset.token_dim)
        measures = (
            Measure("width_1", built[0], promised[0]),
            Measure("width_2", built[1], promised[1]),
            Measure("parameters", counts.parameters, parameters(data.dim, *promised)),
        )
        order = "two hidden layers, about 2 sqrt(N) wide"
        return Rival(NAME, dataset, network, measures, order, seed)


def widths(points: int) -> tuple[int, int]:
    """Multiples of 4 with 4 · (d₁/4) · (d₂/4) ≥ N, as equal as can be.

    >>> [widths(n) for n in (1, 4, 5, 64, 65, 1000)]
    [(4, 4), (4, 4), (8, 4), (16, 16), (20, 16), (64, 64)]
    """
    quarter = -(-(isqrt(points - 1) + 1) // 2)  # ⌈√N / 2⌉
    return 4 * quarter, 4 * -(-points // (4 * quarter))


def parameters(dim: int, width_1: int, width_2: int) -> int:
    """All weights and biases of three full layers.

    >>> parameters(1, 4, 4)
    33
    """
    return width_1 * (dim + 1) + width_2 * (width_1 + 1) + width_2 + 1


def turning_points(groups: Sequence[Sequence[Placed]]) -> list[int]:
    """Where the first layer turns the line: at the first point of a group, and 1 before it.

    >>> turning_points([[(2, 0), (5, 1)], [(9, 0)]])
    [2, 8, 9]
    """
    starts = [group[0][0] for group in groups]
    return [starts[0], *(turn for s in starts[1:] for turn in (s - 1, s))]


def zigzag(groups: Sequence[Sequence[Placed]], ramp: int, low: int, span: int) -> list[Placed]:
    """What one ramp reads: its height at every turning point, and at the end of the line.

    Inside a group it is a line of slope ±span through the ramp's point. Points are whole numbers,
    so one step away it has left 0 … span. In a group without such a point it stays flat: at its
    floor, where the ramp comes after the points of the group.

    >>> zigzag([[(0, 7), (1, 5)], [(4, 5), (6, 6)]], 0, 5, 2)
    [(0, 2), (3, 8), (4, 5), (6, 1)]
    """
    heights: list[Placed] = []
    for number, group in enumerate(groups):
        rising = number % 2 == 0
        order = group if rising else group[::-1]
        start = group[0][0]
        end = groups[number + 1][0][0] - 1 if number + 1 < len(groups) else group[-1][0]
        if ramp < len(order):
            place, label = order[ramp]
            wanted = label - low if ramp % 2 == 0 else span - (label - low)
            slope = span if rising else -span
            heights.append((start, wanted + slope * (start - place)))
            heights.append((end, wanted + slope * (end - place)))
        else:
            heights += [(start, 0), (end, 0)]
    return heights


def first_layer(direction: Sequence[int], bends: Sequence[int]) -> Affine:
    """x ↦ direction · x − bend, for every bend."""
    weight = {(i, j): v for i in range(len(bends)) for j, v in enumerate(direction) if v}
    return Affine(
        len(bends), len(direction), weight, {i: -bend for i, bend in enumerate(bends) if bend}
    )


def second_layer(zigzags: Sequence[Sequence[Placed]], bends: Sequence[int], span: int) -> Affine:
    """The two ends of every ramp: z and z − span, where z adds a change of slope at every bend."""
    weight: dict[tuple[int, int], Number] = {}
    bias: dict[int, Number] = {}
    for k, heights in enumerate(zigzags):
        slopes = [(b - a) // max(t - s, 1) for (s, a), (t, b) in pairwise(heights)]
        changes = [b - a for a, b in pairwise([0, *slopes])]
        for row, shift in ((2 * k, 0), (2 * k + 1, span)):
            weight |= {(row, i): c for i, c in enumerate(changes) if c}
            if start := heights[0][1] - shift:
                bias[row] = start
    return Affine(2 * len(zigzags), len(bends), weight, bias)


def _signs(ramps: int) -> Weight:
    """+1, −1, +1, … for the ramps; each is the difference of its two ends."""
    return {(0, 2 * k + end): (-1) ** (k + end) for k in range(ramps) for end in (0, 1)}


STATEMENT: Final = Statement(
    NAME, construct, title="Yun et al. 2019", takes="vectors",
    claim="Yun et al. 2019: two hidden ReLU layers, about 2 sqrt(N) wide",
)  # fmt: skip
