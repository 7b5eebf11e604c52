"""Certificates beside the bounds: the count for their layers, and verdicts that can be negative."""

import math
import random
from itertools import product
from typing import Any

import pytest

from memlib.bounds import check_certificate, shattering
from memlib.bounds.architecture import reach
from memlib.bounds.certificates import enclosing_shape
from memlib.bounds.seq_to_seq import product_bits, sharpened_bits
from memlib.bounds.shapes import Shape
from memlib.bounds.verdict import EVERY_LABELING, RANDOM_LABELS, Verdict
from memlib.errors import MemlibError
from memlib.exact.layer_json import listed


def piecewise_linear(labels: list[int]) -> dict[str, Any]:
    """A certificate by hand: inputs 1..N, one ReLU a point, exact labels (2N numbers or so)."""
    N = len(labels)
    slopes, before, value = [], 0, 0
    for label in labels:  # f(i) = Σ_{j ≤ i} slope_j (i − j + 1)
        slopes.append(label - value - before)
        before, value = label - value, label
    w1 = [[j, 0, "1"] for j in range(N)]
    b1 = [[j, str(-j)] for j in range(1, N)]
    out = [[0, j, str(s)] for j, s in enumerate(slopes) if s]
    numbers = [1] * N + [-j for j in range(1, N)] + [s for s in slopes if s]
    sizes = [abs(x).bit_length() + 1 for x in numbers]
    return {
        "format": "exact-memorization-certificate/1",
        "task": "next-token",
        "dataset": {
            "token_dim": 1,
            "tokens": [[str(i + 1)] for i in range(N)],
            "sequences": [[i] for i in range(N)],
            "labels": labels,
        },
        "network": {
            "layers": [
                {"kind": "affine", "shape": [N, 1], "weight": w1, "bias": b1},
                {"kind": "relu"},
                {"kind": "affine", "shape": [1, N], "weight": out, "bias": []},
            ]
        },
        "claims": {
            "width": N,
            "depth": 1,
            "parameters": len(numbers),
            "dense_parameters": 3 * N + 1,
            "max_bits": max(sizes),
            "total_bits": sum(sizes),
            "sequences": N,
            "items": N,
        },
        "about": {},
    }


def run(layers: list[dict[str, Any]], x: int) -> int:
    z = [x]
    for layer in layers:
        if layer["kind"] == "relu":
            z = [max(0, v) for v in z]
            continue
        out = [0] * layer["shape"][0]
        for row, column, number in layer["weight"]:
            out[row] += int(number) * z[column]
        for row, number in layer["bias"]:
            out[row] += int(number)
        z = out
    return z[0]


def test_the_certificate_by_hand_is_right() -> None:
    labels = random.Random(0).choices(range(10), k=50)
    certificate = piecewise_linear(labels)
    layers = certificate["network"]["layers"]
    assert [run(layers, i + 1) for i in range(50)] == labels


@pytest.mark.parametrize("classes", [2, 10])
def test_a_true_certificate_of_random_labels_passes(classes: int) -> None:
    rng = random.Random(1)
    labels = [0, classes - 1, *(rng.randrange(classes) for _ in range(398))]
    verdicts = check_certificate(piecewise_linear(labels), classes=classes)
    assert all(verdict.holds for verdict in verdicts)
    applied = {verdict.bound for verdict in verdicts if verdict.applies}
    patterns = {"sign patterns, free places", "sign patterns, all places"}
    assert patterns | {"description length"} <= applied
    assert all(v.why for v in verdicts)
    assert {v.statement for v in verdicts} == {RANDOM_LABELS, EVERY_LABELING}


def test_an_impossible_certificate_is_caught() -> None:
    """A file that claims random labels of 4,000 items from a 2-unit net: every count refutes it."""
    labels = random.Random(2).choices((0, 1), k=4000)
    certificate = piecewise_linear(labels)
    certificate["network"]["layers"] = piecewise_linear([0, 1])["network"]["layers"]
    certificate["claims"] = piecewise_linear([0, 1])["claims"]
    broken = {verdict.bound for verdict in check_certificate(certificate) if not verdict.holds}
    assert broken == {
        "description length",
        "sign patterns, free places",
        "sign patterns, all places",
    }


def test_description_alone_can_catch_a_cheat() -> None:
    labels = random.Random(3).choices((0, 1), k=4000)
    certificate = piecewise_linear(labels)
    certificate["claims"] |= {"parameters": 10, "total_bits": 40, "max_bits": 5}
    assert "description length" in {v.bound for v in check_certificate(certificate) if not v.holds}


def test_one_class_needs_nothing() -> None:
    verdicts = check_certificate(piecewise_linear([3] * 10))
    assert all(verdict.holds for verdict in verdicts)
    assert not any(v.applies for v in verdicts if v.statement == EVERY_LABELING)


def test_reach_covers_what_small_networks_do() -> None:
    """All weights from a small range tried: no more labelings than the layers' count allows."""
    layers: list[dict[str, Any]] = [
        {"kind": "affine", "shape": [1, 1], "weight": [[0, 0, "1"]], "bias": [[0, "1"]]},
        {"kind": "relu"},
        {"kind": "affine", "shape": [1, 1], "weight": [[0, 0, "1"]], "bias": [[0, "1"]]},
    ]
    points = range(12)
    met = {
        tuple(int(v * max(0, w * x + b) + c > 0) for x in points)
        for w, b, v, c in product((-2, -1, 1, 2), range(-24, 25), (-1, 1), (-3, -1, 1, 3))
    }
    assert met <= shattering.alternations(points, 1)
    found = reach(list(map(listed, layers)), task="next-token", lengths=[1] * 12, token_dim=1)
    assert [step[1:] for step in found.steps] == [(12, 1, 2), (12, 2, 4)]
    assert math.log2(len(met)) <= found.bits


def test_reach_agrees_with_theorem_4_3_on_its_own_form() -> None:
    """For dense eq. (4) blocks with hardmax, the walk through the layers finds the same steps."""
    shape = Shape(2, embedding=3, head_size=2, heads=2, hidden=4, token_dim=2)

    def full(rows: int, columns: int) -> list[list[Any]]:
        return [[i, j, "1"] for i in range(rows) for j in range(columns)]

    head = {
        "shape": [2, 3],
        "query": full(2, 3),
        "key": full(2, 3),
        "value": full(2, 3),
        "output": full(3, 2),
    }
    block = [
        {"kind": "hard_attention", "heads": [head, head]},
        {
            "kind": "ffn",
            "shape": [3, 4],
            "w1": full(4, 3),
            "b1": [[i, "1"] for i in range(4)],
            "w2": full(3, 4),
            "b2": [[i, "1"] for i in range(3)],
        },
    ]
    layers = [
        {"kind": "affine", "shape": [3, 2], "weight": full(3, 2), "bias": []},
        *block,
        *block,
        {"kind": "affine", "shape": [1, 3], "weight": full(1, 3), "bias": []},
    ]
    found = reach(list(map(listed, layers)), task="seq-to-seq", lengths=[5] * 40, token_dim=2)
    assert found.parameters == shape.parameters
    assert found.bits == pytest.approx(sharpened_bits(shape, 40, 5))
    assert found.bits < product_bits(shape, 40, 5)
    assert enclosing_shape(list(map(listed, layers)), 2) == shape


def test_reach_with_every_layer_kind() -> None:
    one = [[0, 0, "1"]]
    layers: list[dict[str, Any]] = [
        {"kind": "embedding", "shape": [2, 9], "weight": [[0, 3, "1"], [1, 4, "1"]]},
        {"kind": "prepend", "rows": 2, "value": [[0, "5"]]},
        {"kind": "gather", "shape": [2, 2], "weight": one},
        {"kind": "scatter", "shape": [2, 2], "weight": one},
        {"kind": "drop_first"},
        {"kind": "uniform_attention", "shape": [2, 2], "weight": one},
        {"kind": "threshold"},
        {"kind": "flatten", "shape": [2, 4]},
        {"kind": "affine", "shape": [1, 8], "weight": one, "bias": []},
    ]
    found = reach(list(map(listed, layers)), task="next-token", lengths=[4] * 100, token_dim=1)
    assert [step[1:] for step in found.steps] == [(800, 4, 6), (100, 1, 1)]
    assert found.parameters == 7
    assert found.places == 18 + 2 + 4 + 4 + 4 + 9
    assert found.free_pattern_bits > found.bits
    pooled = reach(
        [listed({"kind": "sum_pool"}), listed(layers[-1])],
        task="next-token",
        lengths=[1, 20],
        token_dim=8,
    )
    assert pooled.steps[-1].polynomials == 2
    with pytest.raises(MemlibError, match="no layer is called 'softmax'"):
        listed({"kind": "softmax"})


def test_theorem_4_2_applies_to_repeated_tokens_only() -> None:
    certificate = piecewise_linear([0, 1, 1, 0])
    certificate["network"]["layers"] = [
        {"kind": "affine", "shape": [1, 1], "weight": [[0, 0, "1"]], "bias": []},
        {"kind": "ffn", "shape": [1, 1], "w1": [], "b1": [], "w2": [], "b2": []},
        {"kind": "affine", "shape": [1, 1], "weight": [[0, 0, "1"]], "bias": []},
    ]
    by_name = {v.bound: v for v in check_certificate(certificate)}
    assert by_name["Theorem 4.2, closed form"].applies
    certificate["dataset"]["sequences"] = [[0, 1], [1, 0], [2, 2], [3, 3]]
    by_name = {v.bound: v for v in check_certificate(certificate)}
    assert not by_name["Theorem 4.2, closed form"].applies
    assert by_name["Theorem 4.3, closed form"].applies
    assert not by_name["Sontag 1997"].applies


def test_a_bound_that_is_just_met_holds() -> None:
    met, short = (Verdict("b", RANDOM_LABELS, True, "w", 5.0, have) for have in (5.0, 4.5))
    assert met.holds
    assert met.ratio == 1
    assert not short.holds
    assert Verdict("b", RANDOM_LABELS, False, "w", 5.0, 4.5).holds, "it says nothing"
