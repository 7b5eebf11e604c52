"""Theorem 4.2: the reduction to one token, run exactly, and the counts of its operations."""

from __future__ import annotations

import math
import random
from fractions import Fraction

import pytest

from memlib.bounds import GALLERY, next_token
from memlib.bounds.reduction import (
    Transformer,
    attention_matrix,
    evaluate,
    on_one_token,
    random_transformer,
)
from memlib.bounds.shapes import NARROW, Shape
from memlib.bounds.sign_patterns import goldberg_jerrum_vc, operation_count_vc
from memlib.errors import MemlibError


@pytest.mark.parametrize("attention", ["softmax", "hardmax", "uniform"])
def test_attention_is_linear_on_repeated_tokens(attention: str) -> None:
    rng = random.Random(0)
    for _ in range(40):
        shape = Shape(*(rng.randint(1, 3) for _ in range(6)))
        net = random_transformer(shape, rng)
        token = [Fraction(rng.randint(-9, 9), rng.randint(1, 5)) for _ in range(shape.token_dim)]
        for length in (1, 2, 5):
            outputs = evaluate(net, [token] * length, attention)
            assert outputs == [on_one_token(net, token)] * length


def test_attention_is_not_linear_on_other_tokens() -> None:
    """So the check above can fail: with distinct tokens, one token does not tell the outputs."""
    rng = random.Random(1)
    net = random_transformer(Shape(1, hidden=2), rng)
    tokens = [[Fraction(1)], [Fraction(-2)], [Fraction(3)]]
    assert evaluate(net, tokens, "hardmax") != [on_one_token(net, token) for token in tokens]
    with pytest.raises(MemlibError, match="irrational"):
        evaluate(net, tokens, "softmax")
    with pytest.raises(MemlibError, match="no attention"):
        evaluate(net, tokens, "linear")


def test_matrix_of_eq_65() -> None:
    """One block with W⁽²⁾ = 0 and b⁽²⁾ = 0 is the matrix I + Σ W^O W^V between E_in and E_out."""
    rng = random.Random(2)
    net = random_transformer(Shape(1, embedding=3, head_size=2, heads=2, hidden=1), rng)
    block = net.blocks[0]
    still = type(block)(block.heads, block.w1, block.b1, [[0], [0], [0]], [0, 0, 0])
    linear = Transformer(net.e_in, (still,), net.e_out)
    matrix = attention_matrix(block)
    entered = [row[0] * 5 for row in net.e_in]
    moved = [sum(a * x for a, x in zip(row, entered, strict=True)) for row in matrix]
    out = sum(a * x for a, x in zip(net.e_out[0], moved, strict=True))
    assert on_one_token(linear, [5]) == out


def test_the_plain_network_may_need_more_numbers() -> None:
    """The slip in B.2: I + W^O W^V as one m×m matrix is more than 2msH numbers when 2sH < m."""
    shape = Shape(1, embedding=5, head_size=1, heads=2)
    assert 2 * shape.head_size * shape.heads < shape.embedding
    stored = sum(
        len(row) for row in attention_matrix(random_transformer(shape, random.Random(0)).blocks[0])
    )
    assert stored > shape.key_query


class Counting:
    """A number that counts: every +, −, ×, and every comparison made with it."""

    steps = 0

    def __init__(self, value: Fraction) -> None:
        self.value = value

    def _new(self, value: Fraction) -> Counting:
        Counting.steps += 1
        return Counting(value)

    def __add__(self, other: Counting) -> Counting:
        return self._new(self.value + other.value)

    def __sub__(self, other: Counting) -> Counting:
        return self._new(self.value - other.value)

    def __mul__(self, other: Counting) -> Counting:
        return self._new(self.value * other.value)

    def __gt__(self, other: int) -> bool:
        Counting.steps += 1
        return self.value > other


def _counting(item: object) -> object:
    if isinstance(item, (list, tuple)):
        return [_counting(x) for x in item]
    return Counting(item)  # type: ignore[arg-type]


def test_operations_are_those_of_a_run() -> None:
    """The formula is met when no ReLU fires (then each also clears), and is never passed."""
    rng = random.Random(3)
    met = 0
    for _ in range(60):
        shape = Shape(*(rng.randint(1, 3) for _ in range(6)))
        net = random_transformer(shape, rng)
        counted = Transformer(
            _counting(net.e_in),  # type: ignore[arg-type]
            tuple(
                type(block)(
                    tuple(
                        type(h)(h.query, h.key, _counting(h.value), _counting(h.output))
                        for h in block.heads
                    ),
                    *(_counting(part) for part in (block.w1, block.b1, block.w2, block.b2)),
                )  # type: ignore[arg-type]
                for block in net.blocks
            ),
            _counting(net.e_out),  # type: ignore[arg-type]
        )
        token = [Fraction(rng.randint(-9, 9)) for _ in range(shape.token_dim)]
        Counting.steps = 0
        result = on_one_token(counted, _counting(token))  # type: ignore[arg-type]
        steps = Counting.steps + 2  # compare with 1/2, answer
        assert result.value == on_one_token(net, token)
        silent = shape.depth * shape.hidden
        assert next_token.operations(shape) - silent <= steps <= next_token.operations(shape)
        met += steps == next_token.operations(shape)
    assert met > 0


def test_at_most_two_operations_a_parameter() -> None:
    rng = random.Random(4)
    for _ in range(300):
        shape = Shape(*(rng.choice([1, 2, 3, 7, 30]) for _ in range(6)))
        w, t = next_token.working_parameters(shape), next_token.operations(shape)
        s, H, m, L = shape.head_size, shape.heads, shape.embedding, shape.depth
        assert t == 2 * w + 1 - m - L * (s * H + m)
        assert next_token.goldberg_jerrum(shape) <= 8 * w * w + 8 * w


def test_goldberg_jerrum_rounding() -> None:
    """4W(t + 2) follows from N ≤ W(2t + log₂(8eN/W)), for every W and t, and is about twice it."""
    for w in (1, 2, 10, 1000, 10**6):
        for t in (1, 2, 5, 100, 10**5):
            exact = operation_count_vc(w, t)
            assert exact <= goldberg_jerrum_vc(w, t)
            assert exact <= w * (2 * t + math.log2(8 * math.e * exact / w))
            assert exact + 1 > w * (2 * t + math.log2(8 * math.e * (exact + 1) / w))
    assert goldberg_jerrum_vc(10**6, 10**5) < 2.1 * operation_count_vc(10**6, 10**5)


@pytest.mark.parametrize("sequences", [1, 3, 100, 10**4, 10**6, 10**9, 10**12])
def test_order_of_the_forms(sequences: int) -> None:
    closed = next_token.closed_form(sequences)
    assert 8 * closed**2 + 8 * closed == pytest.approx(sequences)
    for family in GALLERY:
        tight = next_token.tight_form(sequences, family).parameters
        before_rounding = next_token.operation_form(sequences, family).parameters
        product = next_token.product_form(sequences, family).parameters
        assert closed <= tight <= before_rounding
        assert closed <= product


def test_product_is_smallest_and_counts_every_parameter() -> None:
    for family in (NARROW, *GALLERY[3:6]):
        found = next_token.product_form(5000, family)
        assert next_token.product_bits(found, 5000) >= 5000
        assert next_token.product_bits(family.with_depth(found.depth - 1), 5000) < 5000
        assert found.parameters == next_token.working_parameters(found) + (
            found.depth * found.key_query
        )


def test_product_by_hand() -> None:
    # m = s = H = q = d = 1, L = 2, N = 100. Working block 6 (8 less W^K, W^Q), W_0 = 1:
    # block 1: 1 + 2 + 2 = 5 variables, block 2: 7 + 2 + 2 = 11, all 1 + 12 + 1 = 14.
    steps = list(next_token.steps(Shape(2, hidden=1), 100))
    assert [step[1:] for step in steps] == [(100, 4, 5), (100, 8, 11), (100, 10, 14)]


@pytest.mark.parametrize("depth", [1, 3, 20])
def test_a_size_is_ruled_out_from_the_first_sequence_too_many(depth: int) -> None:
    shape = NARROW.with_depth(depth)
    most = next_token.goldberg_jerrum(shape)
    assert next_token.tight_form(most) == shape
    assert next_token.tight_form(most + 1) == NARROW.with_depth(depth + 1)
