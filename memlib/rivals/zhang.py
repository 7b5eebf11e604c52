"""Zhang, Bengio, Hardt, Recht and Vinyals 2017: one hidden neuron a point, 2N + d free numbers.

The first memorizer to think of (*Understanding deep learning requires rethinking generalization*,
ICLR 2017, Theorem 1): a ReLU network with one hidden layer and 2N + d weights takes any N values on
any N distinct points of ℝ^d. Look at the points from a direction in which no two hide behind each
other; between neighbors on that line put a hinge, and turn the slope there.

The free numbers are the direction, the biases and the output weights. A network as data shares no
weights, so it also lists a one for each neuron that the direction is copied to: N more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from random import Random
from typing import Final, Unpack

from memlib.constructions.construction import How
from memlib.constructions.statement import Statement
from memlib.data.dataset import Dataset
from memlib.errors import MemlibError, context
from memlib.exact.layers import Affine, Network, Number, Relu
from memlib.rivals.line import direction_of, keys_of
from memlib.rivals.rival import Measure, Rival, plain, vectors

NAME: Final = "zhang"


def construct(dataset: Dataset, **how: Unpack[How]) -> Rival:
    """Project, shift to N hinges, ReLU, sum.

    Args:
        dataset, how: see :func:`memlib.rivals.rival.vectors`, ``plain``; the direction is drawn.

    Raises:
        MemlibError: other data, equal sequences with two labels, or no direction found.

    Source: Zhang et al. 2017, Theorem 1 and its proof (their appendix C).

    Example:
        >>> data = Dataset.next_token([[0], [1], [2]], [[0], [1], [2]], [5, 7, 4])
        >>> [(m.name, m.built, m.promised) for m in construct(data).measures]
        [('free_numbers', 7, 7), ('tied_copies', 3, 3)]
    """
    with context(operation=f"construct {NAME}"):
        seed, report = plain(**how)
        data = vectors(dataset)
        hinges = interpolate(data.points, data.labels, seed=seed)
        network = Network((*data.before, *hinges.network().layers))
        report(1, 1)
        measures = (
            Measure("free_numbers", hinges.free_numbers, 2 * len(dataset) + data.dim),
            Measure("tied_copies", len(hinges.hinges), len(dataset)),
        )
        return Rival(NAME, dataset, network, measures, "2N + d free numbers", seed)


@dataclass(frozen=True)
class Hinges:
    """Σ_j slope_j · ReLU(direction · x − hinge_j), with N hinges: d + N + N numbers.

    Attributes:
        direction: d integers.
        hinges: N integers, one before each point on the line, in rising order.
        slopes: N numbers: how much the slope turns at each hinge.
    """

    direction: tuple[int, ...]
    hinges: tuple[Number, ...]
    slopes: tuple[Number, ...]

    @property
    def free_numbers(self) -> int:
        """2N + d, zeros included."""
        return len(self.direction) + len(self.hinges) + len(self.slopes)

    def key(self, point: Sequence[Number]) -> Number:
        """Where the point lies on the line."""
        return sum((v * x for v, x in zip(self.direction, point, strict=True)), Fraction(0))

    def network(self) -> Network:
        """The layers: project, shift to each hinge, ReLU, sum.

        The direction stands once. The N ones that copy the projected point to the N hinges stand
        there too: a network as data shares no weights, so it lists 3N + d numbers.
        """
        direction = {(0, j): v for j, v in enumerate(self.direction) if v}
        copies = {(j, 0): 1 for j in range(len(self.hinges))}
        shifts = {j: -hinge for j, hinge in enumerate(self.hinges) if hinge}
        slopes = {(0, j): slope for j, slope in enumerate(self.slopes) if slope}
        return Network(
            (
                Affine(1, len(self.direction), direction, {}),
                Affine(len(self.hinges), 1, copies, shifts),
                Relu(),
                Affine(1, len(self.hinges), slopes, {}),
            )
        )


def interpolate(
    points: Sequence[Sequence[Number]], values: Sequence[Number], *, seed: int = 0
) -> Hinges:
    """Numbers for which Σ_j slope_j ReLU(direction · x_i − hinge_j) = value_i for all i.

    On the line the points have keys t_1 < … < t_N. The hinges interleave, b_1 < t_1 ≤ b_2 < t_2 ≤ …
    (ours lie at t_{j−1}), so the matrix ReLU(t_i − b_j) is lower triangular with a positive
    diagonal, and the slopes follow one by one.

    The direction is that of :func:`memlib.rivals.line.direction_of`.

    Args:
        points: N ≥ 1 distinct points of ℝ^d, exact numbers.
        values: N exact numbers.
        seed: of the random direction.

    Raises:
        MemlibError: there are no points, two are equal, or there are more or fewer values.

    Source: Zhang et al. 2017, Theorem 1 and its proof (their appendix C).

    Example:
        >>> hinges = interpolate([[0], [1], [2]], [5, 7, 4])
        >>> hinges.free_numbers
        7
        >>> from memlib.exact import evaluate
        >>> [int(y[0]) for y in evaluate(hinges.network(), [[0], [1], [2]])]
        [5, 7, 4]
    """
    _check(points, values)
    direction = direction_of(points, Random(seed))
    line = sorted(zip(keys_of(points, direction), values, strict=True))
    keys = [key for key, _ in line]
    hinges = (keys[0] - 1, *keys[:-1])
    slopes: list[Number] = []
    total = Fraction(0)  # the slope between the last hinge and the next
    reached = Fraction(0)  # the value at the last hinge
    for (key, value), hinge in zip(line, hinges, strict=True):
        wanted = (value - reached) / Fraction(key - hinge)
        slopes.append(wanted - total)
        total, reached = wanted, Fraction(value)
    return Hinges(direction, hinges, tuple(slopes))


def _check(points: Sequence[Sequence[Number]], values: Sequence[Number]) -> None:
    problem = ""
    if not points:
        problem = "there are no points"
    elif len(points) != len(values):
        problem = f"{len(points)} points, but {len(values)} values"
    elif len({tuple(map(Fraction, p)) for p in points}) < len(points):
        problem = "two points are equal"
    if problem:
        raise MemlibError(
            problem, operation="interpolate", mend="give distinct points, a value each"
        )


STATEMENT: Final = Statement(
    NAME, construct, title="Zhang et al. 2017", takes="vectors",
    claim="Zhang et al. 2017: one ReLU layer with 2N + d free numbers",
)  # fmt: skip
