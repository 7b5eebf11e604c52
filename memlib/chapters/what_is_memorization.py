"""*What is memorization?*: labelings, bits, separation, close pairs, hinges."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import product
from typing import Any

from memlib.chapters.first_data import first_conflict, letters_of, windows, with_one_more
from memlib.data import squared_radius, squared_separation
from memlib.data.dataset import Dataset
from memlib.exact import count
from memlib.plots.curves import curves
from memlib.plots.style import show
from memlib.plots.themes import Theme
from memlib.rivals.zhang import Hinges

Point = tuple[float, float]

#: a, b, c of the line a·x + b·y + c = 0.
Line = tuple[float, float, float]


def prices(dim: int, bits: int) -> None:
    """The four prices of N labels in two classes, in parameters, against N."""
    sizes = [10**k for k in range(2, 8)]
    curves(
        {},
        across="things to remember, N",
        up="parameters",
        lines={
            "one hinge per point: 2N + d": [(n, 2 * n + dim) for n in sizes],
            "arbitrary points: at least (N − 1)/2": [(n, (n - 1) / 2) for n in sizes],
            f"{bits} bits per parameter: at least N/{bits}": [(n, n / bits) for n in sizes],
            "√N": [(n, math.isqrt(n)) for n in sizes],
        },
        log="xy",
        caption="The first can always be had; the next two are walls; the last is our goal.",
    )


def labelings_met(corners: Sequence[Point]) -> None:
    """The labelings of four points that one neuron reaches with small weights."""
    lines: dict[tuple[int, ...], Line | None] = dict.fromkeys(product((0, 1), repeat=4))
    for w1, w2, b in product((0, 2, -2), (0, 2, -2), (1, -1, 3, -3)):
        reached = tuple(int(w1 * x + w2 * y + b > 0) for x, y in corners)
        lines[reached] = lines[reached] or (w1, w2, b)
    print(sum(line is not None for line in lines.values()), "of", len(lines), "labelings met")
    labelings(corners, lines)


def bits_for(items: int, classes: int) -> None:
    """Three networks that hold as many bits as N labels have, and how large they must be."""
    need, root = items * math.log2(classes), math.isqrt(items)
    widths = {"one bit": 1, "16 bits": 16, "√N bits": root}
    bit_budget(
        need,
        [(name, bits, math.ceil(need / bits)) for name, bits in widths.items()],
        items=items,
        classes=classes,
    )


def hinge_sizes(fit: Hinges, points: Sequence[Sequence[int]]) -> None:
    """The numbers of the polyline: those that are free, and those that its layers list."""
    n, dim = len(points), len(points[0])
    print(f"N = {n}, dimension = {dim}, 2N + dimension = {2 * n + dim}")
    listed = count(fit.network(), dim).parameters
    print(f"free numbers: {fit.free_numbers}, nonzero weights of the layers: {listed}")


def separated(tiny: Dataset, names: str, tokens: Sequence[Point], text: Dataset) -> None:
    """The best r and δ of two data sets, and those of the first as a picture."""
    for name, data in (("tiny", tiny), ("text", text)):
        print(f"{name}: r² = {squared_radius(data)}, δ² = {squared_separation(data)}")
    closest = squared_separation(tiny)
    assert closest is not None, "there are two tokens"
    r, delta = math.sqrt(squared_radius(tiny)), math.sqrt(closest)
    separated_tokens(names, tokens, r, delta, (0, 1))


def labelings(points: Sequence[Point], lines: Mapping[tuple[int, ...], Line | None]) -> None:
    """Every labeling of some points in the plane by 0 and 1, a small picture each.

    Args:
        points: their places.
        lines: labeling → a line that has exactly the points of label 1 on its positive side
            (a = b = 0 when one side is empty), or None when there is no such line.
    """
    columns = 4
    rows = math.ceil(len(lines) / columns)
    missing = sum(line is None for line in lines.values())

    def draw(axes: Any, theme: Theme) -> None:
        for ax in axes.flat[len(lines) :]:
            ax.set_axis_off()
        for ax, (labels, line) in zip(axes.flat, lines.items(), strict=False):
            _one_labeling(ax, theme, points, labels, line)

    show(
        draw,
        alt=f"All {len(lines)} ways to label {len(points)} points of the plane by two classes, "
        f"filled circles and hollow squares. In {len(lines) - missing} of the small pictures a "
        f"straight line has all circles on one side; in {missing} there is no such line.",
        caption="Filled circles are labeled 1, hollow squares 0. Blue lines: what a neuron does.",
        size=(6.2, 1.5 * rows),
        layout=(rows, columns),
        squeeze=False,
    )


def _one_labeling(
    ax: Any, theme: Theme, points: Sequence[Point], labels: Sequence[int], line: Line | None
) -> None:
    for (x, y), label in zip(points, labels, strict=True):
        color = theme.color("blue" if label else "gold")
        face = color if label else theme.background
        ax.plot(x, y, "o" if label else "s", color=color, markerfacecolor=face, zorder=3)
    middle = [sum(values) / len(values) for values in zip(*points, strict=True)]
    reach = 0.3 + max(math.dist(point, middle) for point in points)
    ax.set(xlim=(middle[0] - reach, middle[0] + reach), ylim=(middle[1] - reach, middle[1] + reach))
    ax.set(xticks=[], yticks=[], aspect="equal")
    ax.spines[["top", "right"]].set_visible(True)
    if line is None:
        for spine in ax.spines.values():
            spine.set(color=theme.color("red"), linewidth=2)
        ax.text(*middle, "no line", color=theme.color("red"), ha="center", va="center")
        return
    a, b, c = line
    if a or b:  # the point of the line closest to the middle, and its direction
        step = (a * middle[0] + b * middle[1] + c) / (a * a + b * b)
        foot = (middle[0] - a * step, middle[1] - b * step)
        ax.axline(foot, (foot[0] - b, foot[1] + a), color=theme.color("blue"), linewidth=1.4)


def bit_budget(
    needed_bits: float, models: Sequence[tuple[str, float, float]], *, items: int, classes: int
) -> None:
    """Bits per parameter against parameters: only what lies above the line can memorize everything.

    Args:
        needed_bits: N log₂ C.
        models: (name, bits per parameter, parameters) of the points to mark.
        items, classes: N and C.
    """
    widest = 4 * max(bits for _, bits, _ in models)
    xs = [1, widest]

    def draw(axes: Any, theme: Theme) -> None:
        ys = [needed_bits / x for x in xs]
        axes.plot(xs, ys, color=theme.color("red"), label="bits × parameters = N log₂ C")
        axes.fill_between(xs, ys, min(ys) / 4, color=theme.color("red"), alpha=0.15, linewidth=0)
        axes.text(1.4, min(ys) / 2.2, "impossible: too few bits in all", color=theme.text)
        for (name, bits, parameters), marker in zip(models, "osD^v", strict=False):
            axes.plot(bits, parameters, marker, color=theme.color("blue"), zorder=3)
            axes.annotate(
                name, (bits, parameters), (9, 5), textcoords="offset points", color=theme.text
            )
        axes.set(xscale="log", yscale="log", xlim=(0.8, widest), ylim=(min(ys) / 4, 4 * ys[0]))
        axes.set(xlabel="bits per parameter", ylabel="parameters")
        axes.legend(loc="upper right")

    marked = "; ".join(f"{name}: {bits:,.0f} bits, {many:,.0f}" for name, bits, many in models)
    show(
        draw,
        alt="Log scales: parameters against bits per parameter. A falling line of slope minus one, "
        f"where their product is {needed_bits:,.0f}, parts the impossible region below from the "
        f"one above. Marked on it: {marked} parameters.",
        caption=f"What {items:,} items with {classes:,} classes ask for.",
    )


def separated_tokens(
    names: Sequence[str], tokens: Sequence[Point], r: float, delta: float, closest: tuple[int, int]
) -> None:
    """Tokens of the plane inside the circle of radius r, each in a disk of its own, of radius δ/2.

    Args:
        names, tokens: what to draw.
        r: the largest norm.
        delta: the smallest distance.
        closest: the places of a pair that lies δ apart.
    """
    from matplotlib.patches import Circle

    def draw(axes: Any, theme: Theme) -> None:
        axes.add_patch(Circle((0, 0), r, fill=False, color=theme.muted, linestyle="--"))
        for name, token in zip(names, tokens, strict=True):
            axes.add_patch(Circle(token, delta / 2, color=theme.color("blue"), alpha=0.2))
            axes.plot(*token, "o", color=theme.color("blue"))
            side = (-4, -17) if math.hypot(*token) < r else (7, 6)  # clear of the circle
            axes.annotate(name, token, side, textcoords="offset points")
        (x1, y1), (x2, y2) = (tokens[i] for i in closest)
        axes.plot([x1, x2], [y1, y2], color=theme.color("red"))
        axes.annotate("δ", ((x1 + x2) / 2, (y1 + y2) / 2), (4, -15), textcoords="offset points")
        far = max(tokens, key=lambda token: math.hypot(*token))
        axes.plot([0, far[0]], [0, far[1]], color=theme.muted, linewidth=1.2)
        axes.annotate("r", (far[0] / 2, far[1] / 2), (-12, 6), textcoords="offset points")
        axes.plot(0, 0, "+", color=theme.muted)
        edge = 1.05 * (r + delta / 2)
        axes.set(xlim=(-edge, edge), ylim=(-edge, edge), aspect="equal")
        axes.set(xlabel="first coordinate", ylabel="second coordinate")

    first, second = (names[i] for i in closest)
    show(
        draw,
        alt=f"{len(tokens)} tokens in the plane, all inside a dashed circle of radius r = {r:.3g} "
        f"around 0. Each is the center of a disk of radius half of δ = {delta:.3g}; no two "
        f"disks overlap, and those of the closest pair, {first} and {second}, touch.",
        caption="The disks of radius δ/2 do not overlap: two of them just touch.",
        size=(5.0, 4.8),
    )


def close_pairs(pairs: Sequence[tuple[float, float]]) -> None:
    """Pairs of close points with opposite labels; a continuous function has a zero in each.

    Args:
        pairs: the left and the right point of each pair, left to right; the left one is labeled 1.
    """
    xs = [x for pair in pairs for x in pair]
    ys = [y for _ in pairs for y in (1.0, -1.0)]

    def draw(axes: Any, theme: Theme) -> None:
        axes.axhline(0, color=theme.muted, linewidth=1)
        axes.plot(xs, ys, color=theme.muted, linewidth=1.4, label="a function that fits")
        axes.plot(xs[0::2], ys[0::2], "o", color=theme.color("blue"), label="label 1: above 0")
        axes.plot(
            xs[1::2], ys[1::2], "s", color=theme.color("gold"), markerfacecolor=theme.background,
            label="label 0: not above 0",
        )  # fmt: skip
        middles = [(a + b) / 2 for a, b in pairs]
        axes.plot(middles, [0] * len(pairs), "x", color=theme.color("red"), label="forced zero")
        axes.set(xlabel="input x", ylabel="output f(θ, x)", ylim=(-1.5, 2.4), yticks=[0], xticks=[])
        axes.legend(loc="upper center", ncols=2)

    show(
        draw,
        alt=f"{len(pairs)} pairs of very close points on a line. In each pair the left point asks "
        "for an output above 0 and the right one for an output not above 0, so a continuous "
        f"function crosses 0 between them: {len(pairs)} forced zeros.",
        caption="Each pair nails down one zero, anywhere we like: one equation for the parameters.",
    )


def polyline(
    fit: Hinges, points: Sequence[Sequence[int]], values: Sequence[int], names: Sequence[str]
) -> None:
    """The network of Zhang et al. as a polyline through the labels, in the order of its keys."""
    row = sorted((fit.key(x), y, name) for x, y, name in zip(points, values, names, strict=True))
    keys, heights, called = zip(*row, strict=True)
    hinges([float(t) for t in keys], heights, [float(b) for b in fit.hinges], called)


def hinges(
    keys: Sequence[float], values: Sequence[float], bends: Sequence[float], names: Sequence[str]
) -> None:
    """The memorizer with one hidden neuron a point: a polyline through all points of a line.

    Args:
        keys, values: the points' places on the line, in rising order, and their labels.
        bends: where the hinges lie.
        names: how to call the points.
    """

    def draw(axes: Any, theme: Theme) -> None:
        axes.plot([bends[0], *keys], [0, *values], color=theme.color("blue"), label="the network")
        axes.plot(keys, values, "o", color=theme.color("blue"), label="point, label")
        axes.plot(bends, [0] * len(bends), "^", color=theme.color("red"), label="hinge")
        after = [*values[1:], 0]
        for key, value, following, name in zip(keys, values, after, names, strict=True):
            side = (15, -15) if following > value else (0, 8)  # off the lines that meet here
            axes.annotate(name, (key, value), side, textcoords="offset points", ha="center")
        axes.set(xlabel="place on the line", ylabel="output", ylim=(-0.3, 1.45 * max(values)))
        axes.legend(loc="upper left", ncols=3)

    show(
        draw,
        alt=f"A polyline that passes through {len(keys)} points at heights "
        f"{', '.join(f'{v:g}' for v in values)}. {len(bends)} hinges on the horizontal axis mark "
        "where its slope may turn: one before each point.",
        caption="One hinge before each point: the slope is free to turn, so any labels fit.",
    )


__all__ = [
    "bit_budget", "bits_for", "close_pairs", "first_conflict", "hinge_sizes", "labelings",
    "labelings_met", "letters_of", "polyline", "prices", "separated", "separated_tokens", "windows",
    "with_one_more",
]  # fmt: skip
