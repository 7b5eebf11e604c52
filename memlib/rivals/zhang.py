"""Zhang, Bengio, Hardt, Recht and Vinyals 2017: one hidden neuron a point, 2N + d free numbers.

The construction is :mod:`memlib.rivals.one_hinge_a_point`; here it takes data sets.
The free numbers are the direction, the biases and the output weights. A network as data shares no
weights, so it also lists a one for each neuron that the direction is copied to: N more.
"""

from __future__ import annotations

from typing import Final

from memlib.constructions.construction import Progress, no_progress
from memlib.data.dataset import Dataset
from memlib.errors import context
from memlib.exact.layers import Network
from memlib.rivals.one_hinge_a_point import interpolate
from memlib.rivals.rival import Measure, Rival, vectors

NAME: Final = "zhang"


def construct(
    dataset: Dataset, *, form: str = "plain", seed: int = 0, progress: Progress | None = None
) -> Rival:
    """Project, shift to N hinges, ReLU, sum.

    Args:
        dataset: next-token data of one length; any labels.
        form: ``"plain"``.
        seed: of the direction.
        progress: called with (parts done, parts in all).

    Raises:
        MemlibError: other data, equal sequences with two labels, or no direction found.

    Source: Zhang et al. 2017, Theorem 1 and its proof (their appendix C).

    Example:
        >>> data = Dataset.next_token([[0], [1], [2]], [[0], [1], [2]], [5, 7, 4])
        >>> [(m.name, m.built, m.promised) for m in construct(data).measures]
        [('free_numbers', 7, 7), ('tied_copies', 3, 3)]
    """
    with context(operation=f"construct {NAME}"):
        data = vectors(dataset, form)
        hinges = interpolate(data.points, data.labels, seed=seed)
        network = Network((*data.before, *hinges.network().layers))
        (progress or no_progress)(1, 1)
        measures = (
            Measure("free_numbers", hinges.free_numbers, 2 * len(dataset) + data.dim),
            Measure("tied_copies", len(hinges.hinges), len(dataset)),
        )
        return Rival(NAME, dataset, network, measures, "2N + d free numbers", seed)
