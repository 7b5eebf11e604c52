"""*Bucket balance*: points cut into buckets of k, the words of each, and what networks cost."""

from __future__ import annotations

from functools import cache
from textwrap import wrap
from typing import Final

from memlib.constructions.lemmas.point_memorizer import KEYS, LABELS, PointMemorizer
from memlib.constructions.studies import pencil
from memlib.constructions.studies.bucket_sizes import memorize_with_slots
from memlib.data.synthetic import random_dataset
from memlib.exact.plain import compile_plain
from memlib.figures import svg
from memlib.figures.moving import Control, Moving, Part

#: Places on the line, where the points begin and their labels, and points per bucket.
PLACES: Final = 21
POINTS: Final = (1, 4, 8, 11, 15, 19)
LABELED: Final = (3, 1, 2, 2, 3, 1)
SIZES: Final = (1, 2, 3, 6)
#: Of the networks that are counted: points, and points per bucket.
COUNTED: Final = (64, 256, 1024)
SLOTS: Final = (1, 2, 4, 8, 16)

NAMES: Final = "abcdef"
LOOKS: Final = ("blue", "red", "green", "gold", "pink", "mute")

_LEFT, _STEP, _LINE = 20, 16, 44
_BARS, _BASE = 208, 316


def _x(place: int) -> float:
    return _LEFT + _STEP * place


@cache
def memorized(places: tuple[int, ...], labels: tuple[int, ...], k: int) -> PointMemorizer:
    """The network of six points on a line, k in each bucket, with keys as short as can be."""
    return pencil.memorize([(p,) for p in places], labels, slots=k, inputs=("x",), prefix="")


def _held(state: tuple[int, ...]) -> tuple[tuple[int, ...], tuple[int, ...], int] | None:
    """Places, labels and k; nothing when two points stand at one place."""
    places, labels = state[:6], tuple(label + 1 for label in state[6:12])
    if len(set(places)) < len(places):
        return None
    return places, labels, SIZES[state[12]]


def line(*state: int) -> str:
    """The points on their line, in buckets, and both words of each bucket."""
    held = _held(state)
    drawn = [svg.line(8, _LINE, 352, _LINE)]
    if held is None:
        points = [_point(i, p, state[6 + i] + 1, "mute") for i, p in enumerate(state[:6])]
        return "".join([*drawn, *points])
    places, labels, k = held
    net = memorized(places, labels, k)
    value = dict(zip(places, net.projection.values, strict=True))
    looks: dict[int, str] = {}
    words = []
    for number, (bucket, look) in enumerate(zip(net.buckets, LOOKS, strict=False)):
        inside = sorted(p for p in places if bucket.first <= value[p] <= bucket.last)
        looks |= dict.fromkeys(inside, look)
        width = _x(inside[-1]) - _x(inside[0]) + 20
        drawn.append(svg.rect(_x(inside[0]) - 10, _LINE - 13, width, 26, f"s-{look} ring", 13))
        words.append(_words(net, number, look))
    points = [_point(i, p, labels[i], looks[p]) for i, p in enumerate(places)]
    return "".join([*drawn, *words, *points])


def _point(number: int, place: int, label: int, look: str) -> str:
    return svg.group(
        svg.circle(0, 0, 22, "grip"),
        svg.circle(0, 0, 6, f"f-{look}"),
        svg.text(0, -24, NAMES[number], "small mute"),
        svg.text(0, 30, label, "bit"),
        at=(_x(place), _LINE),
        handle=f"place_{NAMES[number]}",
    )


def _words(net: PointMemorizer, number: int, look: str) -> str:
    shape, bucket = net.shape, net.buckets[number]
    keys, labels = (
        " ".join(wrap(f"{bucket.words[word]:0{bits * shape.slots}b}", bits))
        for word, bits in ((KEYS, shape.key_bits), (LABELS, shape.label_bits))
    )
    y = 110 + number * 17
    mark = svg.rect(8, y - 9, 9, 9, f"f-{look}")
    if shape.slots <= 3:
        return (
            mark
            + svg.text(24, y, keys, "word", "start")
            + svg.text(230, y, labels, "word", "start")
        )
    return (
        mark
        + svg.text(24, y, keys, "word", "start")
        + svg.text(24, y + 34, labels, "word", "start")
    )


def heads(k: int) -> str:
    """What stands in the two columns of words."""
    if SIZES[k] <= 3:
        words = (24, 93, "key words"), (230, 93, "label words")
    else:
        words = (24, 93, "key word"), (24, 127, "label word")
    return "".join(svg.text(x, y, text, "small mute", "start") for x, y, text in words)


def told(*state: int) -> str:
    """The sentence below."""
    held = _held(state)
    if held is None:
        return "Two points at one place: no network can give them two labels. Move one away."
    places, labels, k = held
    net = memorized(places, labels, k)
    program = net.program(("x",))
    read = [program.run({"x": p}) for p in places]
    assert read == list(labels)
    shape = net.shape
    count = len(net.buckets)
    return (
        f"{count} bucket{'s' if count > 1 else ''} of {k}: {count} pulse{'s' if count > 1 else ''} "
        f"to find, {k} slot{'s' if k > 1 else ''} of {shape.key_bits} + {shape.label_bits} bits to "
        f"read. The network gives all six labels: {', '.join(map(str, read))}."
    )


@cache
def costs(points: int) -> dict[int, tuple[int, int]]:
    """k → nonzero parameters that find the bucket, and that read its words; networks are built.

    >>> costs(64)[2]
    (476, 1154)
    """
    task = random_dataset(points, 1, 3, 10, vocabulary=points)
    places = [task.tokens[s[0]] for s, _ in task.pairs()]
    labels = [label for *_, label in task.each_item()]
    found = {}
    for k in SLOTS:
        net = memorize_with_slots(places, labels, k)
        layers = [len(list(layer.parameters())) for layer in compile_plain(net.program(_INPUTS))]
        finding = 2 * (2 * len(net.buckets) + 1)  # affine and ReLU: the line, two a bucket
        found[k] = sum(layers[:finding]), sum(layers[finding:])
    return found


_INPUTS: Final = ("x1", "x2", "x3")


def bars(size: int) -> str:
    """For each k one bar: parameters that find, and on top those that read; the least is marked."""
    points = COUNTED[size]
    table = costs(points)
    most = max(map(sum, table.values()))
    least = min(table, key=lambda k: sum(table[k]))
    drawn = [
        svg.text(
            8, _BARS, f"nonzero parameters of networks for N = {points:,} points", "small", "start"
        ),
        svg.line(8, _BASE, 352, _BASE),
    ]
    for i, (k, (find, read)) in enumerate(table.items()):
        x, scale = 24 + 66 * i, 72 / most
        low, high = find * scale, read * scale
        drawn += [
            svg.rect(x, _BASE - low, 44, low, "f-blue"),
            svg.rect(x, _BASE - low - high, 44, high, "f-gold"),
            svg.text(
                x + 22, _BASE - low - high - 5, f"{find + read:,}", f"small least{int(k == least)}"
            ),
            svg.text(x + 22, _BASE + 14, f"k = {k}", f"small least{int(k == least)}"),
        ]
    drawn += [
        svg.rect(8, _BASE + 24, 9, 9, "f-blue"),
        svg.text(22, _BASE + 33, "find the bucket", "small", "start"),
        svg.rect(128, _BASE + 24, 9, 9, "f-gold"),
        svg.text(142, _BASE + 33, "read its words", "small", "start"),
        svg.text(352, _BASE + 33, f"least at k = {least}", "small least1", "end"),
    ]
    return "".join(drawn)


_PLACES = tuple(f"place_{x}" for x in NAMES)
_LABELS = tuple(f"label_{x}" for x in NAMES)
_REST = (*POINTS, *(label - 1 for label in LABELED))
_ALL = (*_PLACES, *_LABELS, "k")


def _table() -> list[tuple[int, ...]]:
    """At rest every k; and for every k each one point elsewhere, or with another label."""
    found = []
    for k in range(len(SIZES)):
        found.append((*_REST, k))
        for i, values in enumerate([range(PLACES)] * 6 + [range(3)] * 6):
            found += [(*_REST[:i], value, *_REST[i + 1 :], k) for value in values]
    return found


FIGURE: Final = Moving(
    name="buckets",
    title="Bucket balance",
    point="Many short words are costly to find, few long words are costly to read. The sum is "
    "least in between, and four times the points move the best k to its double: that is √N.",
    alt="Above: six points on a line with their labels, cut into three buckets of two; below them "
    "the key word and the label word of each bucket, in binary. Below: five bars, the nonzero "
    "parameters of networks with 1, 2, 4, 8 and 16 points per bucket; the part that finds a bucket "
    "shrinks from left to right, the part that reads its words grows, and one bar in between is "
    "the shortest.",
    size=(360, 356),
    controls=(
        *(
            Control(
                name,
                f"place of point {x}",
                "handle",
                [str(p) for p in range(PLACES)],
                start,
                across=(_x(0), _x(PLACES - 1)),
            )
            for name, x, start in zip(_PLACES, NAMES, POINTS, strict=True)
        ),
        *(
            Control(name, f"label of point {x}", "flip", ("1", "2", "3"), label - 1)
            for name, x, label in zip(_LABELS, NAMES, LABELED, strict=True)
        ),
        Control("k", "points per bucket", "slider", [str(k) for k in SIZES], 1),
        Control(
            "size", "N, points of the networks below", "slider", [f"{n:,}" for n in COUNTED], 1
        ),
    ),
    parts=(
        Part("heads", ("k",), heads),
        Part("line", _ALL, line, _table()),
        Part("bars", ("size",), bars),
        Part("said", _ALL, told, _table()),
    ),
    flips="labels of a to f",
    hint="Drag a point, or choose it with Tab and move it with the arrow keys.",
    needs_python="Moving several points needs Python in the page, which this copy of the site or "
    "this browser does not have. One point at a time moves without.",
)
