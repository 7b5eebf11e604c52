"""*A tour in five minutes*: a million labels in few numbers."""

from __future__ import annotations

from memlib.chapters import fewer_parameters
from memlib.plots.growth import growth, slope


def a_million() -> None:
    """The stored compact networks beside one neuron per sequence, up to the largest."""
    rows = fewer_parameters.part("sizes", form="plain")
    built = fewer_parameters.curve(rows)
    n, parameters = built[-1]
    print(f"{n:,} labels in {parameters:,} nonzero parameters; every label was checked")
    growth(
        {"built": built},
        lines={"one neuron per sequence, 2N + d": fewer_parameters.line(rows)},
        size="nonzero parameters",
        caption=f"Slope of what was built: {slope(built):.2f}. Random labels, by a coin.",
    )
