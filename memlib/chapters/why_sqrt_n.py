"""*Why √N is optimal for the next token*: one narrow block, least sizes, built and bound."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import ceil, log2
from random import Random

from memlib.bounds import NARROW, next_token, shattering
from memlib.bounds.reduction import evaluate, on_one_token, random_transformer
from memlib.bounds.shapes import Shape
from memlib.plots.curves import counts_and_bounds
from memlib.plots.growth import growth, slope
from memlib.plots.tables import table
from memlib.stored import Table

Curve = Sequence[tuple[int, float]]


def narrow_block(counted: Curve, allowed: Curve) -> None:
    """What one narrow block reaches, beside the product over layers and all labelings."""
    counts_and_bounds(
        {"reached, counted": counted},
        {"product over layers": allowed},
        across="sequences N",
        every="all labelings, 2^N",
        caption="One narrow block. Right of the crossing the product rules out that all labelings "
        "are reached.",
    )


def least_parameters(sizes: Sequence[int]) -> None:
    """The least W by each form of the bound, for the narrow family."""
    forms = {
        "4w(t+2)": next_token.tight_form,
        "unrounded": next_token.operation_form,
        "product": next_token.product_form,
    }
    table(
        [
            {
                "N": n,
                "any shape": ceil(next_token.closed_form(n)),
                **{name: form(n, NARROW).parameters for name, form in forms.items()},
            }
            for n in sizes
        ],
        caption="Least W, dense parameters: closed form for any shape; then the smallest narrow "
        "network that is not ruled out.",
    )


def built_and_bound(stored: Table) -> None:
    """The literal network beside 2N + d and the bound, with the slopes from N = 256 on."""
    built = [(row["sequences"], row["built"]["parameters"]) for row in stored.rows]
    bound = [(n, next_token.closed_form(n)) for n, _ in built]
    growth(
        {"literal √N network": built},
        lines={
            "2N + d": [(n, 2 * n + stored.manifest["dim"]) for n, _ in built],
            "bound for any shape": bound,
        },
        caption="Built: nonzero parameters. Bound: dense parameters of any fixed shape, which "
        "cannot be beaten.",
    )
    for name, curve in (("slope of the literal network:", built), ("slope of the bound:", bound)):
        print(f"{name:29} {slope([(n, w) for n, w in curve if n >= 256]):.2f}")


def repeated_tokens(token: list[Fraction], others: list[list[Fraction]]) -> None:
    """A random transformer on repeated tokens, and on different ones, beside the reduced network.

    Args:
        token: the one that is repeated.
        others: tokens that make a sequence of different ones with it.
    """
    shape = Shape(depth=2, embedding=3, head_size=2, heads=2, hidden=3, token_dim=2)
    net = random_transformer(shape, Random(0))
    small = on_one_token(net, token)
    print("one token, reduced network:", small)
    for attention in ("softmax", "hardmax", "uniform"):
        same = [evaluate(net, [token] * n, attention) == [small] * n for n in (1, 2, 5)]
        print(f"{attention}, lengths 1, 2, 5: equal", *same)
    mixed = [token, *others]
    equal = evaluate(net, mixed, "hardmax") == [on_one_token(net, x) for x in mixed]
    print("different tokens, hardmax: equal", equal)
    print("parameters:", shape.parameters, " working:", next_token.working_parameters(shape))


def closed_forms(sizes: Sequence[int]) -> None:
    """The bound for every shape."""
    table(
        [{"N": n, "W at least": f"{next_token.closed_form(n):,.1f}"} for n in sizes],
        caption="Parameters (dense) that every fixed shape must have.",
    )


def one_bend(shape: Shape) -> None:
    """One narrow block on a line: its counts of labelings beside the product over its layers."""
    for step in next_token.steps(shape, 100):
        print(f"{step.what}: M = {step.polynomials}, D = {step.degree}, W = {step.variables}")
    counted = [(n, log2(len(shattering.alternations(range(n), 2)))) for n in range(2, 60, 6)]
    allowed = [(n, next_token.product_bits(shape, n)) for n in range(2, 161, 6)]
    assert all(a <= b for (_, a), (_, b) in zip(counted, allowed, strict=False))
    narrow_block(counted, allowed)
