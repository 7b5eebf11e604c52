"""Vector instructions do what the same functions do in numpy."""

from __future__ import annotations

import inspect
from typing import Any

import numpy as np
import pytest

import memlib.training.kernel.vectors_llvm  # noqa: F401
from memlib.compiled import njit
from memlib.training.kernel import crowd, vectors
from memlib.training.kernel.attend import NUMBERS
from memlib.training.kernel.unroll import compile_together
from memlib.training.kernel.vectors import V

#: Of registers alone, by how many they take.
OPERATIONS = {
    name: len(inspect.signature(getattr(vectors, name)).parameters)
    for name in vectors.NAMES
    if name not in ("load", "store", "broadcast", "number", "sum_of", "shifted")
}
HARD = (0.0, -0.0, 1.5, -1.5, 2.5, -60.0, 1e30, np.inf, -np.inf, np.nan)


def numbers(seed: int) -> Any:
    rng = np.random.default_rng(seed)
    return rng.normal(0, 3, 4 * V).astype(np.float32)


def registers_of(function: Any, count: int) -> Any:
    """A compiled function that fills ``out`` register by register."""
    arguments = ", ".join(f"vectors.load(a[{k}], place)" for k in range(count))
    text = f"""def each(a, out):
    for place in range(0, len(out), {V}):
        vectors.store(out, place, function({arguments}))"""
    space = {"vectors": vectors, "function": function}
    exec(text, space)
    import numba

    return numba.njit(error_model="numpy")(space["each"])


@pytest.mark.parametrize("name", OPERATIONS)
def test_an_operation(name: str) -> None:
    function, count = getattr(vectors, name), OPERATIONS[name]
    rows = [numbers(k) for k in range(count)]
    rows[0][: len(HARD)] = HARD
    out = np.empty(4 * V, np.float32)
    registers_of(function, count)(tuple(rows), out)
    with np.errstate(all="ignore"):
        expected = function(*rows)
    np.testing.assert_allclose(out, expected, rtol=1e-6, atol=1e-6)
    assert np.isnan(expected).any() == np.isnan(out).any()


def test_memory() -> None:
    def moved(a: Any, out: Any) -> Any:
        vectors.store(out, 1, vectors.load(a, 3))
        vectors.store(out, V + 1, vectors.broadcast(a, 2))
        vectors.store(out, 2 * V + 1, vectors.number(np.float32(0.25)))
        return vectors.sum_of(a, 5)

    a = numbers(0)
    plain, made = np.zeros(4 * V, np.float32), np.zeros(4 * V, np.float32)
    expected = moved(a, plain)
    found = njit()(moved)(a, made)
    assert np.array_equal(plain, made)
    assert plain[1 : V + 1].tolist() == a[3 : V + 3].tolist()
    assert set(plain[V + 1 : 2 * V + 1].tolist()) == {a[2].item()}
    assert found == pytest.approx(expected, rel=1e-5)
    assert expected == pytest.approx(float(a[5 : V + 5].sum()), rel=1e-5)


def test_powers() -> None:
    """exp to seven digits down to where it is cut off."""
    values = {name: getattr(vectors, name) for name in vectors.NAMES} | {"np": np}
    values |= {name: getattr(crowd, name) for name in NUMBERS if hasattr(crowd, name)}
    powers = compile_together([crowd.powers], {"V": V}, values)
    x = np.concatenate([-np.geomspace(1e-6, 59, 4 * V - 3), [0, -61, -1e30]]).astype(np.float32)
    out = np.empty_like(x)
    registers_of(powers, 1)((x,), out)
    expected = np.where(x > -60, np.exp(x.astype(np.float64)), 0)
    np.testing.assert_allclose(out, expected, rtol=5e-6)
    assert out[-3:].tolist() == [1, 0, 0]
