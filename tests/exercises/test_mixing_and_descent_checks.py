"""The checks of the chapters on mixers and on double descent."""

from __future__ import annotations

from fractions import Fraction

import pytest

from memlib.exercises import NOT_YET, double_descent, mixers
from memlib.models.parts import Dims
from memlib.models.registry import parameters


@pytest.mark.parametrize(
    ("answer", "says"),
    [(None, NOT_YET), (4000, "Right"), (400, "one output"), (10, "How many equations")],
)
def test_trained_weights(answer: int | None, says: str) -> None:
    assert says in double_descent.trained_weights(answer, 400, 10)


@pytest.mark.parametrize(
    ("answer", "says"),
    [(None, NOT_YET), (500, "Right"), (499, "only 399 are alive"), (501, "fewer are enough")],
)
def test_features_needed(answer: int | None, says: str) -> None:
    assert says in double_descent.features_needed(answer, 400, Fraction(1, 5))


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (None, NOT_YET),
        ([3], "Give 2 numbers"),
        ([1, 1], "No solution: 3·1 + 4·1 = 7"),
        ([Fraction(25, 3), 0], "not the shortest"),
        ([3, 4], "Right"),
    ],
)
def test_shortest(answer: list[Fraction | int] | None, says: str) -> None:
    assert says in double_descent.shortest(answer, [3, 4], 25)


@pytest.mark.parametrize(
    ("answer", "says"), [(None, NOT_YET), (27, "Right: 531"), (26, "Not 26"), (28, "Not 28")]
)
def test_hidden_units(answer: int | None, says: str) -> None:
    assert says in mixers.hidden_units(answer, 8, 16)


def test_hidden_units_counts_as_the_models_do() -> None:
    """The difference of two layers and one layer is one layer."""
    dims = Dims(length=3, dim=2)
    sizes = [parameters("averaging", {"m": 8, "q": 27, "layers": k}, dims) for k in (1, 2)]
    assert f"Right: {sizes[1] - sizes[0]} " in mixers.hidden_units(27, 8, 16)


@pytest.mark.parametrize(
    ("answer", "says"), [(None, NOT_YET), (3, "Right"), (2, "last 3 tokens"), (4, "fewer")]
)
def test_layers_of_pooling(answer: int | None, says: str) -> None:
    assert says in mixers.layers_of_pooling(answer, 4)


@pytest.mark.parametrize(("layers", "hears"), [(2, False), (3, True)])
def test_pooling_hears_as_far_as_the_exercise_says(layers: int, hears: bool) -> None:
    import torch

    from memlib.models.registry import build

    model = build("pooling", {"m": 2, "layers": layers}, Dims(length=4, dim=2), seed=1)
    x = torch.rand(5, 4, 2, generator=torch.Generator().manual_seed(0))
    other = torch.cat([x[:, :1] + 1, x[:, 1:]], dim=1)
    assert torch.allclose(model(x), model(other)) is not hears
