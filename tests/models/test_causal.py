"""The language model: counts as others print them, a pass by hand, nothing seen from later on."""

from __future__ import annotations

from math import erf, sqrt
from typing import Any

import numpy as np
import pytest
import torch

from memlib.errors import MemlibError
from memlib.models.parts import Dims
from memlib.models.registry import build, parameters

DIMS = Dims(length=5, vocabulary=11, outputs=11)
SHAPE = {"m": 4, "layers": 2, "heads": 2, "q": 6}

#: Morris et al. (2025), Table 1: layers, d, parameters to three digits.
PRINTED = [
    (1, 32, "8.04e+04"), (1, 64, "1.85e+05"), (1, 128, "4.69e+05"), (1, 256, "1.33e+06"),
    (2, 32, "9.31e+04"), (2, 64, "2.35e+05"), (2, 128, "6.67e+05"), (2, 256, "2.12e+06"),
    (4, 32, "1.18e+05"), (4, 64, "3.35e+05"), (4, 128, "1.06e+06"), (4, 256, "3.70e+06"),
    (8, 32, "1.69e+05"), (8, 64, "5.35e+05"), (8, 128, "1.86e+06"), (8, 256, "6.86e+06"),
]  # fmt: skip


@pytest.mark.parametrize(("layers", "d", "printed"), PRINTED)
def test_counts_are_those_of_the_table(layers: int, d: int, printed: str) -> None:
    dims = Dims(length=64, vocabulary=2048, outputs=2048)
    assert f"{parameters('causal', {'m': d, 'layers': layers}, dims):.2e}" == printed


def strings(count: int = 3) -> torch.Tensor:
    return torch.randint(0, 11, (count, 5), generator=torch.Generator().manual_seed(2))


def test_nothing_is_seen_of_later_tokens() -> None:
    model = build("causal", SHAPE, DIMS, seed=1, gain=3.0)
    x = strings()
    for place in range(5):
        other = x.clone()
        other[:, place] = (other[:, place] + 1) % 11
        before, after = model(x), model(other)
        assert torch.equal(before[:, :place], after[:, :place])
        for later in range(place, 5):  # it is seen there and from there on
            assert not torch.allclose(before[:, later], after[:, later], atol=1e-6)


def test_forward_by_hand() -> None:
    """One layer, two heads, one token after the other, with plain numpy."""
    model = build("causal", {**SHAPE, "layers": 1}, DIMS, seed=3)
    with torch.no_grad():
        for name, weight in model.named_parameters():
            if "norm" in name or name in ("table", "positions"):  # not 1, 0 and nearly 0
                weight.add_(torch.rand(weight.shape, generator=torch.Generator().manual_seed(4)))
    w = {name: p.detach().double().numpy() for name, p in model.named_parameters()}

    def norm(v: Any, name: str) -> Any:
        spread = np.sqrt(v.var() + 1e-5)
        return (v - v.mean()) / spread * w[f"{name}.weight"] + w[f"{name}.bias"]

    def linear(v: Any, name: str) -> Any:
        return w[f"layers.0.{name}.weight"] @ v + w[f"layers.0.{name}.bias"]

    string = strings(1)
    found = model(string)[0].detach().numpy()
    z = [w["table"][token] + w["positions"][k] for k, token in enumerate(string[0].tolist())]
    for k in range(5):
        seen = [norm(v, "layers.0.mixer_norm") for v in z[: k + 1]]
        query = linear(seen[k], "mixer.query")
        keys = [linear(v, "mixer.key") for v in seen]
        values = [linear(v, "mixer.value") for v in seen]
        mixed = np.zeros(4)
        for part in (slice(0, 2), slice(2, 4)):
            scores = np.exp([key[part] @ query[part] / sqrt(2) for key in keys])
            shares = scores / scores.sum()
            mixed[part] = sum(s * v[part] for s, v in zip(shares, values, strict=True))
        v = z[k] + linear(mixed, "mixer.outer")
        hidden = linear(norm(v, "layers.0.block_norm"), "inner")
        hidden = np.array([h * (1 + erf(h / sqrt(2))) / 2 for h in hidden])
        v = norm(v + linear(hidden, "outer"), "last_norm")
        assert found[k] == pytest.approx(w["table"] @ v, abs=1e-4)


def test_table_and_positions_begin_small() -> None:
    model = build("causal", {"m": 32}, Dims(length=64, vocabulary=512, outputs=512), seed=0)
    for name in ("table", "positions"):
        weight = dict(model.named_parameters())[name]
        assert weight.std().item() == pytest.approx(0.02, rel=0.1)


@pytest.mark.parametrize(
    ("shape", "dims", "words"),
    [
        ({}, Dims(length=5, vocabulary=11, outputs=1), "1 outputs for 11 token ids"),
        ({}, Dims(length=5, dim=3, outputs=3), "0 token ids"),
        ({"m": 4, "heads": 3}, DIMS, "no multiple of 3"),
    ],
)
def test_errors(shape: dict[str, Any], dims: Dims, words: str) -> None:
    with pytest.raises(MemlibError, match=words):
        build("causal", shape, dims)
