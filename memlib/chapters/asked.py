"""*What its reviewers asked*: the numbers that answers lean on."""

from __future__ import annotations

from memlib.chapters import constants_matter
from memlib.chapters.fewer_parameters import part
from memlib.chapters.frontier import part as line_part
from memlib.plots.tables import table
from memlib.stored import load


def where_the_parameters_are() -> None:
    """The parts of the literal network at the largest stored N."""
    constants_matter.terms(load("constant_terms").rows[-1])


def every_count(sequences: int = 1024) -> None:
    """Three networks for one N by every count: nonzero, all places, longest number, bits in all."""
    named = {
        "line words, with skips": line_part("sizes", form="residual", sequences=sequences),
        "line words, plain": line_part("sizes", form="plain", sequences=sequences),
        "line words, fewest places": line_part("dense", sequences=sequences),
        "compact, plain": part("sizes", form="plain", sequences=sequences),
    }
    table(
        [
            {
                "network": name,
                "nonzero": row["built"]["parameters"],
                "places": row["built"]["dense_parameters"],
                "longest number": f"{row['built']['max_bits']} bits",
                "bits per label": f"{row['built']['total_bits'] / sequences:.1f}",
            }
            for name, rows in named.items()
            for row in rows
        ],
        caption=f"N = {sequences:,} labels of two classes. One neuron per label: "
        f"{2 * sequences + load('compact_sizes').manifest['dim']:,} parameters.",
    )
