"""*Bit extraction*: waves, near and far points, and a network that one walks through."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import partial

from memlib.constructions.lemmas.point_memorizer import PointMemorizer
from memlib.constructions.studies.folding import near_and_far, reader, tent
from memlib.constructions.studies.layer_by_layer import layer_by_layer
from memlib.exact import compile_plain, count
from memlib.plots import bits
from memlib.plots.stepper import stepper
from memlib.plots.tables import table


def waves(most: int) -> None:
    """ψ folded once, twice, … on [0, 1], one below the other."""
    bits.triangle_waves([partial(_height, folds=k) for k in range(1, most + 1)])


def points_on_a_wave(words: Sequence[str], folds: int) -> None:
    """The near and the far point of some words on ψ folded so often."""
    places = [(w, float(near), float(far)) for w in words for near, far in [near_and_far(w)]]
    bits.near_and_far(lambda t: _height(t, folds), 2**folds, places)


def size(net: PointMemorizer) -> None:
    """The size of a memorizer of points on a line."""
    found = count(compile_plain(net.program(("x",))), 1)
    print(f"layers: {found.depth}, width: {found.width}")
    print(f"nonzero parameters: {found.parameters}, the longest has {found.max_bits} bits")


def costs(lengths: Sequence[int]) -> None:
    """The size of a reader of all bits of a word, for words of several lengths."""
    sizes = {n: count(compile_plain(reader(n, 0, n)), 1) for n in lengths}
    table(
        [
            {
                "bits n": n,
                "depth": found.depth,
                "width": found.width,
                "nonzero parameters": found.parameters,
                "bits of the longest": found.max_bits,
            }
            for n, found in sizes.items()
        ],
        caption="Networks that read a word of n bits.",
    )


def step_through(net: PointMemorizer, points: Sequence[tuple[int]], labels: Sequence[int]) -> None:
    """The interactive figure: every layer of the network on every point."""
    walks = {
        f"x = {x[0]}, " + (f"label {y}" if y else "no label"): [
            layer.table() for layer in layer_by_layer(net, x, ("x",))
        ]
        for x, y in zip(points, labels, strict=True)
    }
    stepper(
        walks,
        places=[(int(p), y) for p, y in zip(net.projection.values, labels, strict=True)],
        buckets=[(b.first, b.last) for b in net.buckets],
        slots=net.shape.slots,
    )


def _height(t: float, folds: int) -> float:
    return float(tent(Fraction(t), folds))
