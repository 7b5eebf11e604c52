"""Random features: one fixed random layer, and output weights that are solved, not trained.

A picture x becomes p numbers φ(x); the output is linear in them, without a constant. The output
weights are the least-squares fit to the labels, and of all best fits the one of smallest norm.
So the *parameters* that the labels decide are p numbers for each output; the random layer is none
of them. With N items there are N equations for the p unknowns of an output: from p = N on the fit
can be exact.

ReLU features as in Mei and Montanari (2022), Fourier features as in Rahimi and Recht (2007).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import pi, sqrt
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from memlib.errors import MemlibError
from memlib.models.parts import Shape

Floats = NDArray[np.float64]

KINDS: Final = ("relu", "fourier")


@dataclass(frozen=True)
class RandomFeatures:
    """A fitted model.

    Attributes:
        layer: the fixed features, [N, D] to [N, p].
        weights: of the outputs, [p, C].
    """

    layer: Callable[[Floats], Floats]
    weights: Floats

    @property
    def parameters(self) -> int:
        """p·C, the numbers that the labels decide."""
        return self.weights.size

    def scores(self, x: NDArray[Any]) -> Floats:
        """The outputs [N, C] at token vectors [N, n, d]."""
        found: Floats = self.layer(_flat(x)) @ self.weights
        return found


def relu_features(flat: Floats, count: int, seed: int) -> Callable[[Floats], Floats]:
    """φ_j(x) = max(0, ⟨w_j, x − x̄⟩) with w_j uniform on the unit sphere.

    x̄ is the mean of the training items: about it, hardly any feature is 0 on all of them (one that
    is would count as a parameter and be none). The first features of a seed are the same, however
    many there are.
    """
    middle = flat.mean(axis=0)
    directions = np.random.default_rng([6, seed]).standard_normal((count, flat.shape[1]))
    directions /= np.linalg.norm(directions, axis=1, keepdims=True)
    return lambda x: np.maximum((x - middle) @ directions.T, 0.0)


def fourier_features(flat: Floats, count: int, seed: int) -> Callable[[Floats], Floats]:
    """φ_j(x) = √2 cos(⟨v_j, x⟩ + b_j), v_j normal of deviation 1/s, b_j uniform in [0, 2π).

    s² is the mean squared distance of two training items, so phases differ by about 1.
    """
    spread = sqrt(2 * float(flat.var(axis=0).sum()))
    if not spread:
        raise MemlibError("all items are equal", operation="random features")
    waves = np.random.default_rng([7, seed]).standard_normal((count, flat.shape[1])) / spread
    phases = np.random.default_rng([8, seed]).uniform(0, 2 * pi, count)
    return lambda x: sqrt(2) * np.cos(x @ waves.T + phases)


def random_features(
    shape: Shape, x: NDArray[Any], y: NDArray[np.int64], classes: int, seed: int
) -> RandomFeatures:
    """Draw the features, solve for the output weights, all in double precision.

    Args:
        shape: ``features``, their number p, and ``kind``, "relu" (default) or "fourier".
        x: token vectors [N, n, d]; a sequence enters as one vector of D = n·d numbers.
        y: class numbers [N]; the target of an output is 1 for its own class, else 0.
        classes: C, the number of outputs.
        seed: of the features.

    Raises:
        MemlibError: a size that the family does not have, or items that are all equal.

    >>> x, y = np.eye(3)[:, None], np.array([0, 1, 1])
    >>> fit = random_features(Shape({"features": 4, "kind": "fourier"}), x, y, 2, seed=0)
    >>> fit.parameters, bool(np.allclose(fit.scores(x), [[1, 0], [0, 1], [0, 1]]))
    (8, True)
    """
    kind = shape.choice("kind", KINDS, "relu")
    count = shape.size("features")
    shape.close()
    flat = _flat(x)
    draw = relu_features if kind == "relu" else fourier_features
    layer = draw(flat, count, seed)
    weights, *_ = np.linalg.lstsq(layer(flat), np.eye(classes)[y], rcond=None)
    return RandomFeatures(layer, weights.astype(np.float64))


def _flat(x: NDArray[Any]) -> Floats:
    return x.reshape(len(x), -1).astype(np.float64)
