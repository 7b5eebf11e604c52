"""*The constants matter*: where the network of Theorem 4.1 stands, term by term."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from math import exp, log
from typing import Any, Final

from memlib.constructions.constants import Separation, ceil_log2
from memlib.constructions.studies import sizes_without_weights as studies
from memlib.constructions.studies.sizes_without_weights import Prices
from memlib.data.synthetic import random_dataset
from memlib.plots.tables import table
from memlib.stored import Table

Rows = Sequence[Mapping[str, Any]]
Curve = list[tuple[int, int]]

BUILT: Final = "built_parameters"
PROMISED: Final = "promised_parameters"
LINE: Final = "one_neuron_an_item"


def curve(rows: Rows, key: str) -> Curve:
    """(N, size) of every row of results/constant_terms.json."""
    return [(row["sequences"], row[key]) for row in rows]


def sizes(rows: Rows, data: str) -> None:
    """All sizes as a table."""
    table(
        [
            {
                "N": row["sequences"],
                "2N + d": row[LINE],
                "built": row[BUILT],
                "promised": row[PROMISED],
            }
            for row in rows
        ],
        caption="Built: nonzero parameters; promised: every layer counted as if it were full. "
        f"Data: {data}.",
    )


def crossing(sizes: Sequence[tuple[int, int]], straight: Sequence[tuple[int, int]]) -> int:
    """The N at which the first curve goes below the second, both straight on log scales.

    Between two stored N the point is interpolated; beyond the last one it is the meeting point of
    the lines through the last two points, and so a forecast.

    Args:
        sizes: (N, parameters) of at least two N, in order.
        straight: the same N with 2N + d.

    >>> crossing([(1, 8), (100, 80)], [(1, 2), (100, 200)])
    16
    """
    gaps = [
        (log(n), log(size) - log(other))
        for (n, size), (_, other) in zip(sizes, straight, strict=True)
    ]
    for (x, a), (y, b) in pairwise(gaps):
        if (a > 0 >= b) or (y, b) == gaps[-1]:
            return round(exp(x + (y - x) * a / (a - b)))
    return 0


def forecast(rows: Rows) -> int:
    """The N from which on the built network is smaller than 2N + d."""
    return crossing(curve(rows, BUILT), curve(rows, LINE))


def terms(row: Mapping[str, Any]) -> None:
    """The parts of the network at one N: layers, parameters, and both per √N."""
    root = row["sequences"] ** 0.5
    lines = [
        _term(name, term["layers"], term["parameters"], root) for name, term in row["built"].items()
    ]
    layers = sum(term["layers"] for term in row["built"].values())
    table(
        [*lines, _term("together", layers, row[BUILT], root)],
        caption=f"Nonzero parameters at N = {row['sequences']:,}, where a key has "
        f"{row['key_bits']} bits.",
    )


def _term(name: str, layers: int, size: int, root: float) -> dict[str, Any]:
    return {
        "part": name,
        "layers": layers,
        "per layer": f"{size / layers:.1f}",
        "all": size,
        "all / √N": f"{size / root:.1f}",
    }


def prices(stored: Table, items: int) -> Prices:
    """What one more bucket and one more slot cost, for data like that of the stored networks."""
    n, dim, classes = (stored.manifest[x] for x in ("length", "dim", "classes"))
    sample = random_dataset(items, n, dim, classes)
    near, tokens = Separation.of(sample), len(sample.tokens)
    return studies.prices(*studies.shapes(items, n, dim, classes, near, tokens), dim)


def by_the_prices(stored: Table, price: Prices) -> None:
    """The prices, what they say of the largest stored network, and where 2N + d is met."""
    table(
        [
            {"one more": "bucket", "in F₁": price.bucket_1, "in F₂": price.bucket_2},
            {"one more": "slot", "in F₁": price.slot_1, "in F₂": price.slot_2},
        ],
        caption="Nonzero parameters, for N = 1,024.",
    )
    n, dim, classes = (stored.manifest[x] for x in ("length", "dim", "classes"))
    sample, row = random_dataset(1_024, n, dim, classes), stored.rows[-1]
    near, tokens = Separation.of(sample), len(sample.tokens)
    growing = studies.Growing(n, dim, classes, near, tokens)
    guess = growing.parameters(row["sequences"], scored=row["scored_tokens"])
    print(f"N = {row['sequences']:,}: {guess:,} by the prices,", end=" ")
    print(f"{row['built']['parameters']:,} in the network")
    cross = studies.crossover(n, dim, classes, near, tokens=tokens)
    worst = studies.crossover(n, dim, classes, Separation.clamped(256**2, 1), tokens=None)
    print(f"fewer than 2N + d from about N = {round(cross, -3):,} on;", end=" ")
    print(f"with all tokens different {round(worst, -3):,}")


def key_lengths(rows: Rows) -> None:
    """Bits of a key beside multiples of log N."""
    table(
        [
            {
                "N": row["sequences"],
                "ρ, bits per key": row["key_bits"],
                "5 log N": 5 * ceil_log2(row["sequences"]),
                "2 log N": 2 * ceil_log2(row["sequences"]),
            }
            for row in rows
        ],
        caption="Logarithms to base 2, rounded up.",
    )
