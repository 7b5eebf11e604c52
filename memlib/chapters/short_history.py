"""*A short history of memorizing*: twelve points, and what each network makes of them."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations
from math import gcd
from random import Random
from typing import Any, Final

from memlib.bounds.dichotomies import share
from memlib.chapters import table_1
from memlib.chapters import what_is_memorization as memorization
from memlib.constructions.construction import Construction
from memlib.constructions.statement import Made
from memlib.constructions.studies import pencil
from memlib.data import Dataset
from memlib.data.synthetic import random_dataset
from memlib.exact import evaluate
from memlib.exact.evaluate import trace
from memlib.exact.layers import Affine, Network
from memlib.plots import history, history_line
from memlib.plots.rivals import NAMES
from memlib.rivals import baum, bubeck, hernandez, kim, nilsson, park, yun, zhang
from memlib.rivals.line import direction_of
from memlib.rivals.rival import Rival
from memlib.stored import load
from memlib.tables import table_1_data as shape

#: A seed whose points lie well apart.
SEED: Final = 7643

Points = Sequence[Sequence[Any]]
#: (place, label) on a line.
Row = Sequence[tuple[Any, int]]


def twelve(classes: int) -> Dataset:
    """The twelve points of the chapter, with so many labels."""
    return random_dataset(12, 1, 2, classes, spread=20, vocabulary=12, seed=SEED)


def then_and_now() -> None:
    """Every construction of vectors at the largest N of Table 1, measured, oldest first."""
    rows = {
        row["construction"]: row["sizes"]
        for row in table_1.pick(shape.at(load("table_1").rows, table_1.LARGE))
        if row["sizes"]
    }
    order = [name for name in (*table_1.VECTORS, table_1.NEXT) if name in rows]
    order.sort(key=lambda name: _year(NAMES[name]))
    history.ladder(
        [(NAMES[name], rows[name]["parameters"], rows[name]["max_bits"]) for name in order],
        points=table_1.LARGE.sequences,
    )


def _year(name: str) -> str:
    """What sorts a work: its year, those of this book last.

    >>> _year("Baum 1988"), _year("compact, vectors")
    ('1988', '9999')
    """
    return next((word for word in name.split() if word.isdigit()), "9999")


def wrong_labels(data: Dataset, network: Network) -> int:
    """How many labels a network gets wrong, of all that the data have."""
    wrong = 0
    for sequence, labels in data.pairs():
        outputs = evaluate(network, [data.tokens[i] for i in sequence])
        wanted = labels if isinstance(labels, tuple) else (labels,)
        wrong += sum(got != [y] for got, y in zip(outputs[-len(wanted) :], wanted, strict=True))
    return wrong


def look(made: Rival) -> None:
    """Print how many labels are wrong, every measure beside its promise, and the size."""
    print("wrong labels:", wrong_labels(made.dataset, made.network), "of", made.dataset.items)
    for m in made.measures:
        print(f"{m.name}: {m.built:,} (promised: {m.promised or 'no constant known'})")
    print(f"all parameters: {made.counts.parameters:,}   longest: {made.counts.max_bits:,} bits")


def compare(made: Construction, *names: str) -> None:
    """The same for a theorem of this book, with these sizes."""
    print("wrong labels:", wrong_labels(made.dataset, made.network), "of", made.dataset.items)
    for name in names:
        built, promised = made.built_sizes()[name], made.promised_sizes()[name]
        print(f"{name}: {built:,} (promised: {promised:,})")


def reached_shares(listed: Sequence[tuple[int, float]]) -> None:
    """Cover's shares in three dimensions, and those that were listed in the plane."""
    curves = {d: [(n, float(share(n, d))) for n in range(1, 4 * (d + 1) + 1)] for d in (2, 10, 100)}
    history.reached_shares(curves, listed)


def parallel_cuts(made: Rival, points: Points, labels: Sequence[int]) -> None:
    """Nilsson's cuts, and the network along the direction in which all of them look."""
    lines = _rows(made)
    a, b, _ = lines[0]
    keys = [a * x + b * y for x, y in points]
    square, width = a * a + b * b, max(keys) - min(keys)
    middle = Fraction(min(keys) + max(keys), 2)
    walk, path = _walked(
        made,
        (Fraction(a * middle, square), Fraction(b * middle, square)),
        (Fraction(a, square), Fraction(b, square)),
        [Fraction(k, 400) * width for k in range(-220, 221)],
    )
    _plane(points, labels, lines, walk, path, "place along the arrow",
           "All cuts are parallel. Along the arrow the network steps from label to label.",
           )  # fmt: skip


def strips(made: Rival, points: Points, labels: Sequence[int]) -> None:
    """Baum's pairs of units, and the network across one of them."""
    lines = _rows(made)
    walk, path = _across(made, points, lines[0], 3, 40)
    _plane(points, labels, lines, walk, path, "h, across the ringed strip",
           "Each line is two units: a strip so thin that the picture shows one. Right: across the "
           "ringed one.")  # fmt: skip


def groups_of_four(made: Rival, points: Points, labels: Sequence[int]) -> None:
    """The lines h = 0 of Bubeck's groups of four units, and the network across one of them."""
    rows, lines = _rows(made), []
    for k in range(0, len(rows), 4):
        total = [u + v for u, v in zip(rows[k + 1], rows[k + 3], strict=True)]
        common = gcd(*map(int, total))
        lines.append(tuple(n // common for n in total))
    walk, path = _across(made, points, lines[0], 2, 60)
    _plane(points, labels, lines, walk, path, "h, across the ringed strip",
           f"{len(lines)} lines for {len(points)} points, any labels. Right: the four units of one "
           "group, close to one of its points.")  # fmt: skip


def _plane(
    points: Points, labels: Sequence[int], lines: Sequence[Sequence[Any]], walk: Any, path: Any,
    along: str, caption: str,
) -> None:  # fmt: skip
    history.plane_and_walk(
        [(float(x), float(y)) for x, y in points], labels,
        [(float(a), float(b), float(c)) for a, b, c in lines], walk,
        path=path, along=along, caption=caption,
    )  # fmt: skip


def _rows(made: Rival) -> list[tuple[Any, ...]]:
    """(a, b, c) of each unit a·x + b·y + c of the first layer."""
    layer = made.network.layers[0]
    assert isinstance(layer, Affine)
    return [
        (*(layer.weight.get((i, j), 0) for j in range(2)), layer.bias.get(i, 0))
        for i in range(layer.rows_out)
    ]


def _walked(
    made: Rival, start: Sequence[Any], step: Sequence[Any], places: Sequence[Fraction]
) -> tuple[list[tuple[float, float]], tuple[Any, ...]]:
    """The output of a network along a walk, and the walk's two ends."""
    spots = [[a + s * b for a, b in zip(start, step, strict=True)] for s in places]
    walk = [
        (float(s), float(evaluate(made.network, [spot])[0][0]))
        for s, spot in zip(places, spots, strict=True)
    ]
    return walk, tuple(tuple(map(float, spot)) for spot in (spots[0], spots[-1]))


def _across(
    made: Rival, points: Points, line: Sequence[Any], reach: int, grain: int
) -> tuple[list[tuple[float, float]], tuple[Any, ...]]:
    """A walk across a line at one of its points."""
    a, b, c = line
    start = next(p for p in points if a * p[0] + b * p[1] + c == 0)
    square = a * a + b * b
    places = [Fraction(k, grain) for k in range(-reach * grain, reach * grain + 1)]
    return _walked(made, start, (Fraction(a, square), Fraction(b, square)), places)


def hinges(points: Points, labels: Sequence[int]) -> list[tuple[Any, int]]:
    """One hinge per point, drawn; returns (key, label) of the points from left to right."""
    fit = zhang.interpolate(points, labels)
    row = sorted((fit.key(p), y) for p, y in zip(points, labels, strict=True))
    memorization.hinges(
        [float(t) for t, _ in row], [y for _, y in row], [float(b) for b in fit.hinges],
        [""] * len(row),
    )  # fmt: skip
    return row


def ramps(places: Row) -> None:
    """Yun's zig-zags, clipped, and their sum."""
    low, span = _heights(places)
    group = yun.widths(len(places))[1] // 2
    groups = [list(places[k : k + group]) for k in range(0, len(places), group)]
    zigzags = [yun.zigzag(groups, k, low, span) for k in range(group)]
    history_line.ramps(zigzags, list(places), group, span=span, low=low)


def _heights(places: Row) -> tuple[int, int]:
    labels = [y for _, y in places]
    return min(labels), max(labels) - min(labels)


def folding(points: Points) -> None:
    """The points projected, folded, and overlaid as Park's network does."""
    direction = direction_of(points, Random(0))
    far = [int(sum(v * x for v, x in zip(direction, p, strict=True))) for p in points]
    far = [t - min(far) for t in far]
    _, folded = park.fold(far)
    _, short = park.overlay(folded)
    history_line.folding([("projected", far), ("folded", folded), ("overlaid", short)])


def words(places: Row, slots: int) -> None:
    """Two words per bucket, bit by bit."""
    small = pencil.memorize(
        [(k,) for k, _ in places], [y for _, y in places], slots=slots, inputs=("x",), prefix=""
    )
    widths = {"keys": small.shape.key_bits, "labels": small.shape.label_bits}
    spots = sorted(zip(small.projection.values, [y for _, y in places], strict=True))
    pictured = []
    for bucket in small.buckets:
        inside = [(int(x), y) for x, y in spots if bucket.first <= x <= bucket.last]
        keys, labels = (f"{bucket.words[w]:0{bits * slots}b}" for w, bits in widths.items())
        pictured.append(([x for x, _ in inside], [y for _, y in inside], keys, labels))
    history_line.words_as_bits(pictured, slots=slots)


def teeth(places: Row) -> None:
    """The max-min string after some of its layers."""
    low, span = _heights(places)
    curves = []
    for k, name in ((3, "after 3 points"), (7, "after 7 points"), (12, "after all 12")):
        # two points far away: all strings get the same slopes
        line = [*places[:k], (99, low), (100, low + span)]
        net = Network(tuple(hernandez.max_min_string(line)))
        spots = [Fraction(s, 60) for s in range(60 * 11 + 1) if k == 12 or s <= 60 * k - 6]
        curves.append((name, [(float(x), float(evaluate(net, [[x]])[0][0])) for x in spots]))
    history_line.teeth(curves, list(places))


def triples(points: Points, labels: Sequence[int]) -> tuple[Dataset, Dataset]:
    """All threes of four tokens, with a label at every token; and with the last label alone."""
    threes = [list(t) for t in combinations(range(4), 3)]
    every = [list(labels[k : k + 3]) for k in (0, 3, 6, 9)]
    return (
        Dataset.seq_to_seq(points[:4], threes, every),
        Dataset.next_token(points[:4], threes, [ys[-1] for ys in every]),
    )


def rounds(made: Rival) -> None:
    """Hard attention round by round on the second sequence."""
    data = made.dataset
    sequence = data.sequences[1]
    states = list(trace(made.network, [data.tokens[i] for i in sequence]))
    kinds = [layer.kind for layer in made.network.layers]
    after = [2, *(k + 5 for k, kind in enumerate(kinds) if kind == "hard_attention")]
    steps = []
    for k in after:  # numbered, then after each round
        active = [int(z[kim.ROW["active"]]) for z in states[k]]
        (total,) = {int(z[kim.ROW["sum"]]) for z in states[k]}  # every token has the same
        steps.append((active, total))
    history_line.rounds(["abcd"[i] for i in sequence], steps)


def ladder(two: Dataset, five: Dataset, vardi: Made) -> None:
    """The sizes of all networks of the chapter for the twelve points."""
    made: dict[str, Made] = {
        "Nilsson 1965, 2 labels": nilsson.construct(two),
        "Baum 1988, 2 labels": baum.construct(two),
        "Zhang 2017": zhang.construct(five),
        "Yun 2019": yun.construct(five),
        "Bubeck 2020": bubeck.construct(five),
        "Park 2021": park.construct(five),
        "Vardi 2022": vardi,
        "Hernández 2024": hernandez.construct(five),
    }
    sizes = {name: one.built_sizes() for name, one in made.items()}
    history.ladder(
        [(name, size["parameters"], size["max_bits"]) for name, size in sizes.items()],
        points=len(five),
    )
