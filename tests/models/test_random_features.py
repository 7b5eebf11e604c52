"""Random features: the least-squares fit of smallest norm, checked by independent means."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from memlib.errors import MemlibError
from memlib.models.parts import Shape
from memlib.models.random_features import RandomFeatures, random_features

RNG = np.random.default_rng(0)
X = RNG.random((30, 4, 3))
Y = RNG.integers(0, 3, 30)
TARGETS = np.eye(3)[Y]


def fit(count: int, kind: str = "relu", seed: int = 0) -> RandomFeatures:
    return random_features(Shape({"features": count, "kind": kind}), X, Y, 3, seed)


def values(model: RandomFeatures) -> Any:
    return model.layer(X.reshape(30, 12))


@pytest.mark.parametrize("kind", ["relu", "fourier"])
def test_below_n_the_gradient_of_the_squares_is_zero(kind: str) -> None:
    model = fit(10, kind)
    gradient = values(model).T @ (model.scores(X) - TARGETS)
    assert np.allclose(gradient, 0, atol=1e-9)
    assert not np.allclose(model.scores(X), TARGETS, atol=0.1)


@pytest.mark.parametrize("kind", ["relu", "fourier"])
def test_beyond_n_the_fit_is_exact_and_shortest(kind: str) -> None:
    """The smallest norm: by the normal equations of the second kind, Φᵀ(ΦΦᵀ)⁻¹Y."""
    model = fit(90, kind)
    assert np.allclose(model.scores(X), TARGETS, atol=1e-8)
    phi = values(model)
    shortest = phi.T @ np.linalg.solve(phi @ phi.T, TARGETS)
    assert np.allclose(model.weights, shortest, atol=1e-7)


@pytest.mark.parametrize("kind", ["relu", "fourier"])
def test_features_are_nested_so_the_error_falls_to_n_and_the_norm_beyond(kind: str) -> None:
    few, many = fit(12, kind), fit(50, kind)
    assert np.allclose(values(few), values(many)[:, :12])
    errors = [np.sum((fit(p, kind).scores(X) - TARGETS) ** 2) for p in (5, 10, 20, 29)]
    assert errors == sorted(errors, reverse=True)
    norms = [np.linalg.norm(fit(p, kind).weights) for p in (30, 35, 50, 100, 300)]
    assert norms == sorted(norms, reverse=True)


def test_relu_features_by_hand() -> None:
    model = fit(7, seed=4)
    directions = np.random.default_rng([6, 4]).standard_normal((7, 12))
    flat = X.reshape(30, 12)
    for j, w in enumerate(directions):
        length = np.sqrt((w**2).sum())
        for i in range(30):
            inner = sum((flat[i, k] - flat[:, k].mean()) * w[k] / length for k in range(12))
            assert values(model)[i, j] == pytest.approx(max(inner, 0.0), abs=1e-12)


def test_fourier_phases_differ_by_about_one() -> None:
    """Many features approximate the Gaussian kernel exp(−|x−x′|²/2s²), s² the mean distance²."""
    phi = values(fit(10_000, "fourier"))
    flat = X.reshape(30, 12)
    apart = ((flat[:, None] - flat[None, :]) ** 2).sum(-1)
    square = apart.sum() / 30**2  # the mean over all ordered pairs, an item with itself too
    assert np.allclose(phi @ phi.T / 10_000, np.exp(-apart / (2 * square)), atol=0.05)


@pytest.mark.parametrize(
    ("shape", "words"),
    [({"features": 0}, "features = 0"), ({"features": 3, "kind": "cubic"}, "kind"),
     ({"features": 3, "width": 2}, "no size 'width'"), ({}, "'features' is missing")],
)  # fmt: skip
def test_what_is_wrong(shape: dict[str, Any], words: str) -> None:
    with pytest.raises(MemlibError, match=words):
        random_features(Shape(shape), X, Y, 3, 0)


def test_equal_items_have_no_scale() -> None:
    with pytest.raises(MemlibError, match="all items are equal"):
        random_features(Shape({"features": 3, "kind": "fourier"}), np.ones((4, 2, 2)), Y[:4], 3, 0)
