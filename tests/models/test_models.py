"""Models: parameter counts by formula and by numel, and forward passes written out by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch

from memlib.errors import MemlibError
from memlib.models.feed_forward import least_squares
from memlib.models.parts import LARGEST_SIZE, Dims, Shape
from memlib.models.registry import FAMILIES, build, parameters

VECTORS = Dims(length=5, dim=3)
IDS = Dims(length=5, vocabulary=11, outputs=3)
STRINGS = Dims(length=5, vocabulary=11, outputs=11)
BOTH = Dims(length=5, dim=4, vocabulary=11, outputs=2)

CASES: list[tuple[str, dict[str, Any], Dims]] = [
    ("uniform", {"m": 2, "q": 8, "blocks": 4}, VECTORS),
    ("uniform", {"m": 2, "q": 8, "blocks": 0}, VECTORS),
    ("uniform", {"m": 3, "q": 5, "blocks": 2}, IDS),
    ("uniform", {"m": 4, "q": 8, "blocks": 1, "input": "fixed"}, BOTH),
    ("uniform", {"m": 2, "q": 8, "blocks": 1, "input": "table"}, BOTH),
    ("uniform", {"m": 2, "q": 8, "blocks": 2, "after": 5, "q_after": 3}, VECTORS),
    ("uniform", {"m": 3, "q": 8, "blocks": 2, "mean": "standard"}, VECTORS),
    ("uniform", {"m": 3, "q": 8, "blocks": 2, "mean": "root"}, VECTORS),
    ("softmax", {"m": 4, "q": 8, "small": 10}, VECTORS),
    ("feed-forward", {"width": 7, "depth": 2, "leak": 10}, VECTORS),
    ("feed-forward", {"width": 7, "depth": 1, "window": 3}, VECTORS),
    ("deep-sets", {"m": 2, "q": 8, "blocks": 3}, IDS),
    ("last-only", {"m": 2, "q": 8, "blocks": 3}, VECTORS),
    ("mean-only", {"m": 2, "q": 8, "blocks": 3}, VECTORS),
    ("feed-forward", {"width": 7, "depth": 3}, VECTORS),
    ("feed-forward", {"width": 7, "depth": 0}, VECTORS),
    ("feed-forward", {"width": 7, "depth": 1, "m": 2}, IDS),
    ("softmax", {"m": 4, "q": 8, "layers": 2, "heads": 2, "norm": 1, "positions": 1}, IDS),
    ("softmax", {"m": 4, "q": 8, "layers": 1, "read": "mean"}, VECTORS),
    ("hardmax", {"m": 4, "q": 8, "layers": 2}, VECTORS),
    ("averaging", {"m": 4, "q": 8, "layers": 2, "norm": 1}, VECTORS),
    ("pooling", {"m": 4, "q": 8, "layers": 2}, VECTORS),
    ("identity", {"m": 4, "q": 8, "layers": 2, "norm": 1}, VECTORS),
    ("causal", {"m": 4, "q": 6, "layers": 2, "heads": 2}, STRINGS),
]


def tokens(dims: Dims, shape: dict[str, Any], count: int = 6) -> torch.Tensor:
    generator = torch.Generator().manual_seed(1)
    if dims.dim and shape.get("input") != "table":
        return torch.rand(count, dims.length, dims.dim, generator=generator)
    return torch.randint(0, dims.vocabulary, (count, dims.length), generator=generator)


def names() -> list[str]:
    return [f"{k}-{family}" for k, (family, _, _) in enumerate(CASES)]


@pytest.mark.parametrize(("family", "shape", "dims"), CASES, ids=names())
def test_counts_and_shapes(family: str, shape: dict[str, Any], dims: Dims) -> None:
    model = build(family, shape, dims)
    assert parameters(family, shape, dims) == sum(p.numel() for p in model.parameters())
    scores = model(tokens(dims, shape))
    assert (len(scores), scores.shape[-1]) == (6, dims.outputs)
    (scores**2).sum().backward()
    idle = [name for name, p in model.named_parameters() if p.grad is None]
    assert idle == []


def test_every_family_is_counted_here() -> None:
    assert {family for family, _, _ in CASES} == set(FAMILIES)


def weights(model: torch.nn.Module) -> dict[str, Any]:
    return {name: p.detach().double().numpy() for name, p in model.named_parameters()}


def test_eq_165_by_hand() -> None:
    """One sequence, one token at a time, with plain numpy."""
    model = build("uniform", {"m": 2, "q": 8, "blocks": 3}, VECTORS, seed=4, gain=1.7)
    w = weights(model)
    x = tokens(VECTORS, {})

    def block(v: Any, stack: str, k: int) -> Any:
        name = f"{stack}.{k}"
        hidden = np.maximum(w[f"{name}.inner.weight"] @ v + w[f"{name}.inner.bias"], 0)
        return v + w[f"{name}.outer.weight"] @ hidden + w[f"{name}.outer.bias"]

    for sequence, found in zip(x.double().numpy(), model(x)[:, 0].tolist(), strict=True):
        columns = []
        for token in sequence:
            v = w["entry.weight"] @ token + w["entry.bias"]
            for k in range(3):
                v = block(v, "first", k)
            columns.append(v)
        v = columns[-1] + w["mix.weight"] @ (sum(columns) / len(columns))
        for k in range(3):
            v = block(v, "second", k)
        expected = (w["out.weight"] @ v + w["out.bias"]).item()
        assert found == pytest.approx(expected, abs=1e-5)


def test_softmax_layer_by_hand() -> None:
    """Two heads, eq. (2): keys against queries, column by column."""
    model = build("softmax", {"m": 4, "q": 3, "heads": 2}, VECTORS, seed=2)
    w = weights(model)
    x = tokens(VECTORS, {}, count=1)
    z = w["entry.weight"] @ x[0].double().numpy().T + w["entry.bias"][:, None]
    mixed = np.zeros(4)
    for head in range(2):
        rows = slice(2 * head, 2 * head + 2)
        query = w["layers.0.mixer.query.weight"][rows] @ z[:, -1]
        keys = w["layers.0.mixer.key.weight"][rows] @ z
        scores = np.exp(keys.T @ query / np.sqrt(2))
        value = w["layers.0.mixer.value.weight"][rows] @ z @ (scores / scores.sum())
        mixed += w["layers.0.mixer.outer.weight"][:, rows] @ value
    v = z[:, -1] + mixed
    inner = w["layers.0.block.inner.weight"] @ v + w["layers.0.block.inner.bias"]
    v = v + w["layers.0.block.outer.weight"] @ np.maximum(inner, 0) + w["layers.0.block.outer.bias"]
    expected = (w["out.weight"] @ v + w["out.bias"]).item()
    assert model(x).item() == pytest.approx(expected, abs=1e-5)


def test_hardmax_shares_ties_and_passes_a_gradient() -> None:
    model = build("hardmax", {"m": 2, "q": 2}, VECTORS, seed=1)
    x = tokens(VECTORS, {}, count=1)
    same = x[:, -1:].expand(1, 5, 3)  # all scores tie: hardmax is the mean, so the last token
    assert model(same).item() == pytest.approx(model(same[:, -1:]).item(), abs=1e-6)
    model(x).sum().backward()
    grads = dict(model.named_parameters())
    assert grads["layers.0.mixer.query.weight"].grad.abs().sum() > 0  # type: ignore[union-attr]


@pytest.mark.parametrize("family", ["uniform", "deep-sets", "mean-only", "softmax", "averaging"])
def test_order_of_the_others_does_not_matter(family: str) -> None:
    model = build(family, {}, VECTORS, seed=3)
    x = tokens(VECTORS, {})
    assert torch.allclose(model(x), model(x[:, [2, 0, 3, 1, 4]]), atol=1e-6)


@pytest.mark.parametrize("family", ["last-only", "identity"])
def test_these_see_the_last_token_only(family: str) -> None:
    model = build(family, {}, VECTORS, seed=3)
    x = tokens(VECTORS, {})
    assert torch.equal(model(x), model(torch.cat([x[:, :-1] + 1, x[:, -1:]], dim=1)))


def test_pooling_sees_three_neighbors() -> None:
    model = build("pooling", {"layers": 1}, VECTORS, seed=3)
    x = tokens(VECTORS, {})
    far, near = x.clone(), x.clone()
    far[:, 2] += 1
    near[:, 3] += 1
    assert torch.equal(model(x), model(far))
    assert not torch.allclose(model(x), model(near))


@pytest.mark.parametrize("part", ["standard", "centered", "centered root", "scaled", "spread"])
def test_the_mean_is_standardized_over_the_sequences_or_in_parts(part: str) -> None:
    """By hand: what F₂ gets is z_n + W (mean − its mean) / its deviation; or one of both, or √n."""
    model = build("uniform", {"m": 3, "q": 4, "blocks": 0, "mean": part}, VECTORS, seed=2)
    w = weights(model)
    x = tokens(VECTORS, {})
    z = x.double().numpy() @ w["entry.weight"].T + w["entry.bias"]
    mean = z.mean(1)
    scaled = {
        "standard": (mean - mean.mean(0)) / mean.std(0),
        "centered": mean - mean.mean(0),
        "centered root": np.sqrt(x.shape[1]) * (mean - mean.mean(0)),
        "scaled": mean.mean(0) + (mean - mean.mean(0)) / mean.std(0),
        "spread": mean.mean(0) + np.sqrt(x.shape[1]) * (mean - mean.mean(0)),
    }[part]
    expected = (z[:, -1] + scaled @ w["mix.weight"].T) @ w["out.weight"].T + w["out.bias"]
    assert np.allclose(model(x).detach().numpy(), expected, atol=1e-4)


def test_the_mean_times_root_n_and_uneven_widths_by_hand() -> None:
    shape = {"m": 2, "q": 4, "blocks": 0, "mean": "root", "after": 3}
    model = build("uniform", shape, VECTORS, seed=2)
    w = weights(model)
    x = tokens(VECTORS, {})
    z = x.double().numpy() @ w["entry.weight"].T + w["entry.bias"]
    column = z[:, -1] @ w["carry.weight"].T + np.sqrt(5) * z.mean(1) @ w["mix.weight"].T
    expected = column @ w["out.weight"].T + w["out.bias"]
    assert np.allclose(model(x).detach().numpy(), expected, atol=1e-5)


def test_a_window_sees_the_last_tokens_only() -> None:
    model = build("feed-forward", {"width": 4, "window": 2}, VECTORS, seed=3)
    x = tokens(VECTORS, {})
    assert torch.equal(model(x), model(torch.cat([x[:, :-2] + 1, x[:, -2:]], dim=1)))
    assert not torch.equal(model(x), model(torch.cat([x[:, :-2], x[:, -2:] + 1], dim=1)))


def test_a_leak_by_hand() -> None:
    model = build("feed-forward", {"width": 4, "leak": 10}, VECTORS, seed=3)
    w = weights(model)
    x = tokens(VECTORS, {})
    hidden = x.flatten(1).double().numpy() @ w["hidden.0.weight"].T + w["hidden.0.bias"]
    assert (hidden < 0).any()
    hidden = np.where(hidden > 0, hidden, hidden / 10)
    expected = hidden @ w["out.weight"].T + w["out.bias"]
    assert np.allclose(model(x).detach().numpy(), expected, atol=1e-5)


def test_small_queries_and_keys() -> None:
    plain, small = (
        dict(build("softmax", {"m": 4, **more}, VECTORS, seed=3).named_parameters())
        for more in ({}, {"small": 10})
    )
    for name, weight in plain.items():
        scale = 0.1 if "query" in name or "key" in name else 1.0
        assert torch.allclose(weight * scale, small[name]), name


def test_seed_and_gain() -> None:
    shape = {"blocks": 1}
    first, again = build("uniform", shape, VECTORS, 5), build("uniform", shape, VECTORS, 5, gain=2)
    one, two = dict(first.named_parameters()), dict(again.named_parameters())
    for name in one:
        scaled = name.startswith(("first", "mix", "second")) and name.endswith("weight")
        assert torch.equal(one[name] * (2 if scaled else 1), two[name]), name
    assert not torch.equal(one["mix.weight"], build("uniform", shape, VECTORS, 6).mix.weight)  # type: ignore[union-attr, arg-type]


@pytest.mark.parametrize(
    ("family", "shape", "dims", "words"),
    [
        ("uniformly", {}, VECTORS, "no family"),
        ("uniform", {"width": 3}, VECTORS, "no size 'width'"),
        ("uniform", {"m": 0}, VECTORS, "m = 0"),
        ("uniform", {"input": "table"}, VECTORS, "needs token ids"),
        ("uniform", {"input": "linear"}, IDS, "needs token vectors"),
        ("uniform", {"input": "fixed", "m": 2}, VECTORS, "dimension 3"),
        ("softmax", {"m": 4, "heads": 3}, VECTORS, "no multiple of 3"),
    ],
    ids=["family", "size", "value", "ids", "vectors", "fixed", "heads"],
)
def test_errors(family: str, shape: dict[str, Any], dims: Dims, words: str) -> None:
    with pytest.raises(MemlibError, match=words):
        build(family, shape, dims)


def test_least_squares_is_exact_once_there_are_enough_coordinates() -> None:
    rng = np.random.default_rng(0)
    y = rng.choice([-1, 1], 40)
    assert least_squares(rng.random((40, 10, 4)), y).loss < 1e-20
    few = least_squares(rng.random((40, 2, 4)), y)
    assert 0.2 < few.loss < 1
    assert few.parameters == 9 == few.rank


def test_a_size_beyond_all_models_is_refused_before_any_part_is_counted() -> None:
    """A net of so many layers would fill a memory by its list of widths alone."""
    dims = Dims(length=3, dim=2)
    with pytest.raises(MemlibError, match=r"depth = 10000000000 is too large"):
        parameters("feed-forward", {"width": 3, "depth": 10**10}, dims)
    assert Shape({"width": LARGEST_SIZE}).size("width") == LARGEST_SIZE
