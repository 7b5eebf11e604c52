"""*A network with fewer parameters than data*, and sizes that later chapters show again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from memlib.plots.tables import table
from memlib.stored import load

Rows = Sequence[Mapping[str, Any]]

#: The two counts, as pages name them and as stored rows do.
COUNTS: Final = {"nonzero": "parameters", "dense": "dense_parameters"}


def part(name: str, **wanted: object) -> list[dict[str, Any]]:
    """Rows of one part of results/compact_sizes.json, with these values."""
    return load("compact_sizes").where(part=name, **wanted)


def curve(rows: Rows, key: str = "parameters") -> list[tuple[int, int]]:
    """(N, size) of built networks."""
    return [(row["sequences"], row["built"][key]) for row in rows]


def line(rows: Rows) -> list[tuple[int, int]]:
    """(N, 2N + d)."""
    return [(row["sequences"], row["one_neuron_an_item"]) for row in rows]


def literal() -> list[tuple[int, int]]:
    """(N, nonzero parameters) of Theorem 4.1 as its proof says."""
    return [(row["sequences"], row["built_parameters"]) for row in load("constant_terms").rows]


def sizes(plain: Rows) -> None:
    """Sizes of the networks in plain layers, in both counts, and with skip connections."""
    skips = dict(curve(part("sizes", form="residual")))
    table(
        [
            {
                "labels N": row["sequences"],
                "nonzero": row["built"]["parameters"],
                "dense": row["built"]["dense_parameters"],
                "nonzero, with skips": skips.get(row["sequences"], "-"),
                "2N + d": row["one_neuron_an_item"],
                "labels verified": row["verified"],
            }
            for row in plain
        ],
        caption="Parameters for two classes, random labels on look-alikes. Nonzero: weights and "
        "biases that are not 0. Dense: all places of all matrices and biases.",
    )


def first_below(plain: Rows) -> None:
    """Print from which stored N on each count is below 2N + d, and below N."""
    for name, key in COUNTS.items():
        pairs = zip(curve(plain, key), line(plain), strict=True)
        straight = next(n for (n, size), (_, most) in pairs if size < most)
        labels = next(n for n, size in curve(plain, key) if size < n)
        print(f"{name}: fewer than 2N + d from N = {straight:,},")
        print(f"{'':{len(name)}}  fewer than labels from N = {labels:,}")


def keys_held(plain: Rows) -> None:
    """How many keys a bucket takes, at every third size."""
    table(
        [
            {
                "N": row["sequences"],
                "k": row["constants"]["word_bits"],
                "keys per bucket": f"{row['sequences'] / row['constants']['buckets']:.1f}",
            }
            for row in plain[::3]
        ],
        caption="Bits of a word, and how many keys a bucket took.",
    )


def many_classes() -> None:
    """What more classes cost."""
    rows = part("classes", form="plain")
    table(
        [
            {
                "classes": row["classes"],
                "nonzero": row["built"]["parameters"],
                "dense": row["built"]["dense_parameters"],
                "width": row["built"]["width"],
            }
            for row in rows
        ],
        caption=f"Parameters for {rows[0]['sequences']:,} labels.",
    )
