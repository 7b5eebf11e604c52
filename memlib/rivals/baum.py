"""Baum 1988: ⌈N/d⌉ threshold units tell two classes of N points in general position apart.

Through any d points of one class passes a hyperplane that holds no other point. Two threshold
units, one just below it and one just above, differ exactly on those d points. So 2⌈M/d⌉ units catch
a class of M points, and the smaller class has M ≤ N/2.

Built from the statement (E. B. Baum, *On the capabilities of multilayer perceptrons*, 1988); the
original proof was not at hand. Where the division leaves a remainder of at most d/2, 2⌈M/d⌉ is
⌈N/d⌉ + 1. Then one unit begins: through d points on the hull of the data passes a hyperplane with
all others on one side; tilted a little, it catches those of one class alone, for either class, and
one of the two classes is then left with a number that fits.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Final, Unpack

from memlib.constructions.construction import How
from memlib.constructions.statement import DATA, Statement
from memlib.data.dataset import Dataset
from memlib.errors import context
from memlib.exact.layers import Threshold
from memlib.rivals.hyperplanes import Plane, Point, facet, interpolate, plane_through
from memlib.rivals.line import whole
from memlib.rivals.rival import Measure, Rival, plain, two_labels, vectors

NAME: Final = "baum"


@dataclass(frozen=True)
class Unit:
    """1 where the affine function is ≥ 0, times a weight."""

    plane: Plane
    weight: int


def construct(dataset: Dataset, **how: Unpack[How]) -> Rival:
    """Two threshold units for every d points of one class.

    Args:
        dataset: next-token data of one length with at most two labels, in general position.
        how: seed (of the grouping and of hyperplanes through fewer than d points) and progress;
            the form is plain.

    Raises:
        MemlibError: other data, more than two labels, or points not in general position: those
            that share a hyperplane are named.

    Source: Baum 1988, Theorem 1, from the statement.

    Example:
        >>> points = [[k, k * k] for k in range(6)]
        >>> data = Dataset.next_token(points, [[k] for k in range(6)], [0, 1, 1, 0, 1, 0])
        >>> [(m.built, m.promised) for m in construct(data).measures]
        [(3, 3)]
    """
    with context(operation=f"construct {NAME}"):
        seed, report = plain(**how)
        data = vectors(dataset)
        low, high = two_labels(data.labels)
        common, points = whole(data.points)
        units, base = _catch(points, data.labels, low, high, Random(seed))
        report(1, 1)
        rows = [([common * a for a in u.plane.normal], u.plane.offset) for u in units]
        network = data.one_hidden_layer(rows, Threshold(), [u.weight for u in units], base)
        measure = Measure("threshold_units", len(units), -(-len(dataset) // data.dim))
        return Rival(NAME, dataset, network, (measure,), "ceil(N/d) threshold units", seed)


def _catch(
    points: list[Point], labels: Sequence[int], low: int, high: int, rng: Random
) -> tuple[list[Unit], int]:
    """The units, and the label of the class that they do not catch."""
    if low == high:
        return [], low
    dim, budget = len(points[0]), -(-len(points) // len(points[0]))
    classes = [[i for i, y in enumerate(labels) if y == label] for label in (low, high)]
    caught = min((0, 1), key=lambda c: len(classes[c]))
    units: list[Unit] = []
    members = classes[caught]
    if 2 * -(-len(members) // dim) > budget:
        if len(points) <= dim:
            held, plane = list(range(len(points))), Plane((0,) * dim, 0)
        else:
            plane, held = facet(points, rng)
        caught = min((0, 1), key=lambda c: -(-len(set(classes[c]) - set(held)) // dim))
        members = [i for i in classes[caught] if i not in set(held)]
        first = _tilted(points, plane, held, [labels[i] == (low, high)[caught] for i in held])
        units.append(Unit(first, 1))
    rng.shuffle(members)
    for start in range(0, len(members), dim):
        plane = plane_through(points, members[start : start + dim], rng)
        # In whole numbers the next value after 0 is 1, so the two units part there.
        units += [Unit(plane, 1), Unit(Plane(plane.normal, plane.offset - 1), -1)]
    mine, other = (low, high)[caught], (low, high)[1 - caught]
    return [Unit(u.plane, u.weight * (mine - other)) for u in units], other


def _tilted(points: list[Point], plane: Plane, held: list[int], wanted: list[bool]) -> Plane:
    """≥ 0 at the wanted ones of the held points, < 0 at the others and at all other points."""
    tilt, _ = interpolate(points, held, [1 if w else -1 for w in wanted])
    steep = max(abs(tilt.at(p)) for p in points) + 1
    normal = tuple(a - steep * b for a, b in zip(tilt.normal, plane.normal, strict=True))
    return Plane(normal, tilt.offset - steep * plane.offset)


STATEMENT: Final = Statement(
    NAME, construct, title="Baum 1988", takes="vectors",
    claim="Baum 1988: ceil(N/d) threshold units for two classes",
    data=f"{DATA['vectors']}; two labels, general position",
)  # fmt: skip
