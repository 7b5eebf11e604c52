"""Bubeck, Eldan, Lee and Mikulincer 2020: 4⌈N/d⌉ ReLU units take any labels of N points.

Baum's idea (:mod:`memlib.rivals.baum`) with ReLU units: a hyperplane h = 0 through d
points, and an affine function v with their d labels. For a small ε the quotient

    [ReLU(h + t + εv) − ReLU(h + t)] / ε

is v where h + t > 0 and 0 where h + t < 0. The difference of two of them, for t on either side of
0, is v on the d points and 0 on all others. Four units for every d points, any labels at once.

Built from the statement (*Network size and size of the weights in memorization with two-layers
neural networks*, 2020); the original proof was not at hand.
"""

from __future__ import annotations

from fractions import Fraction
from random import Random
from typing import Final, Unpack

from memlib.constructions.construction import How
from memlib.constructions.statement import DATA, Statement
from memlib.data.dataset import Dataset
from memlib.errors import context
from memlib.exact.layers import Number, Relu
from memlib.rivals.hyperplanes import Plane, interpolate, plane_through
from memlib.rivals.line import whole
from memlib.rivals.rival import Measure, Rival, plain, vectors

NAME: Final = "bubeck"


def construct(dataset: Dataset, **how: Unpack[How]) -> Rival:
    """Four ReLU units for every d points.

    Args:
        dataset: next-token data of one length, in general position; any labels.
        how: seed (of the grouping and of hyperplanes through fewer than d points) and progress;
            the form is plain.

    Raises:
        MemlibError: other data, or points not in general position: those that share a hyperplane
            are named.

    Source: Bubeck et al. 2020, from the abstract.

    Example:
        >>> points = [[k, k * k] for k in range(6)]
        >>> data = Dataset.next_token(points, [[k] for k in range(6)], [4, 1, -1, 0, 9, 0])
        >>> [(m.built, m.promised) for m in construct(data).measures]
        [(12, 12)]
    """
    with context(operation=f"construct {NAME}"):
        seed, report = plain(**how)
        data = vectors(dataset)
        common, points = whole(data.points)
        rng = Random(seed)
        order = list(range(len(points)))
        rng.shuffle(order)
        groups = [order[k : k + data.dim] for k in range(0, len(order), data.dim)]
        planes: list[Plane] = []
        out: list[Number] = []
        for done, group in enumerate(groups):
            plane = plane_through(points, group, rng)
            values, scale = interpolate(points, group, [data.labels[i] for i in group])
            # Times 2·steep: h is then at least 2·steep off the hyperplane, and |v| below steep.
            steep = max(abs(values.at(p)) for p in points) + 1
            for t, sign in ((steep, 1), (-steep, -1)):
                for tilt, turn in ((1, sign), (0, -sign)):
                    out.append(Fraction(turn, scale))
                    planes.append(_sum(plane, 2 * steep, values, tilt, t))
            report(done + 1, len(groups))
        units = [([common * a for a in p.normal], p.offset) for p in planes]
        network = data.one_hidden_layer(units, Relu(), out)
        measure = Measure("relu_units", len(units), 4 * -(-len(dataset) // data.dim))
        return Rival(NAME, dataset, network, (measure,), "4 ceil(N/d) ReLU units", seed)


def _sum(plane: Plane, times: int, values: Plane, tilt: int, shift: int) -> Plane:
    """times · plane + tilt · values + shift."""
    normal = tuple(times * a + tilt * b for a, b in zip(plane.normal, values.normal, strict=True))
    return Plane(normal, times * plane.offset + tilt * values.offset + shift)


STATEMENT: Final = Statement(
    NAME, construct, title="Bubeck et al. 2020", takes="vectors",
    claim="Bubeck et al. 2020: 4 ceil(N/d) ReLU units for any labels",
    data=f"{DATA['vectors']}; general position",
)  # fmt: skip
