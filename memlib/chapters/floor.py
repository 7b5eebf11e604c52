"""*How close to the floor?* Compact networks beside both floors, in parameters and in bits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

from memlib.bounds.bits import fixed_pattern
from memlib.chapters.fewer_parameters import curve, part
from memlib.constructions.compact.items import context_items
from memlib.constructions.compact.token_hash import draw_token_hash
from memlib.data.synthetic import hard_dataset
from memlib.plots.growth import growth
from memlib.plots.tables import table

Rows = Sequence[Mapping[str, Any]]


def all_bits(plain: Rows, skips: Rows) -> None:
    """The bits of all parameters together, above N."""
    growth(
        {
            "compact": curve(plain, "total_bits"),
            "compact, with skips": curve(skips, "total_bits"),
        },
        lines={"floor: N bits": [(n, n) for n, _ in curve(plain)]},
        size="bits in all parameters",
        caption="All bits of all parameters together.",
    )


def bits_per_label(plain: Rows) -> None:
    """Bits in all, per label, and of the longest number."""
    table(
        [
            {
                "labels N": row["sequences"],
                "bits": row["built"]["total_bits"],
                "per label": f"{row['built']['total_bits'] / row['sequences']:.2f}",
                "longest number": row["built"]["max_bits"],
            }
            for row in plain
            if row["sequences"] >= 256
        ],
        caption="Bits of the compact networks in plain form.",
    )


def shorter_words() -> None:
    """Sizes with words of fewer bits, beside N / b."""
    rows = part("bits")
    lines = []
    for row in rows:
        longest, size = row["built"]["max_bits"], row["built"]["parameters"]
        least = fixed_pattern(row["sequences"], 2, longest)
        lines.append(
            {
                "k": row["word_bits"],
                "longest b": longest,
                "nonzero parameters": size,
                "floor N / b": least,
                "times": f"{size / least:.1f}",
            }
        )
    table(lines, caption=f"N = {rows[0]['sequences']:,}, two classes.")


def longest_key(labels: int) -> int:
    """Bits of the longest key of a compact network on hard data of so many labels."""
    items = context_items(hard_dataset(labels, 8, 3, 2, distinct_items=True))
    scored = draw_token_hash(items.points, 4, 2 * labels**2, Random(0))
    return max(items.keys_of(scored.scores, labels)).bit_length()
