"""*Why √N is optimal for the next token*: one narrow block, least sizes, built and bound."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

from memlib.bounds import NARROW, next_token
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
