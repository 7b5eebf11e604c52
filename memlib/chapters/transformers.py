"""*Transformers as the paper writes them*: a block, weights of attention, stages."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from itertools import permutations
from random import Random
from typing import Any

from memlib.exact import Network, count, evaluate
from memlib.exact.layers import Affine, FeedForward, HardAttention, Head, UniformAttention
from memlib.plots import style
from memlib.plots.curves import MARKS
from memlib.plots.themes import Theme

#: The entries of a matrix as texts, row by row.
Cells = Sequence[Sequence[str]]


def show(matrix: Sequence[Sequence[object]]) -> None:
    """Print a matrix given by its columns, one token per column."""
    for row in zip(*matrix, strict=True):
        print(*(f"{x!s:>6}" for x in row))


def softmax(scores: Sequence[float]) -> list[float]:
    """The softmax of a column.

    >>> softmax([1, 1])
    [0.5, 0.5]
    """
    powers = [math.exp(x - max(scores)) for x in scores]
    return [power / sum(powers) for power in powers]


def hardmax(scores: Sequence[float]) -> list[Fraction]:
    """The hardmax of a column.

    >>> [str(x) for x in hardmax([2, 2, 1])]
    ['1/2', '1/2', '0']
    """
    share = Fraction(1, list(scores).count(max(scores)))
    return [share if x == max(scores) else Fraction(0) for x in scores]


def softmax_to_hardmax(scores: Sequence[float]) -> None:
    """The softmax weights of a column whose scores are multiplied by a growing number."""
    hard = hardmax(scores)
    scales = [k / 10 for k in range(61)]
    weights = [softmax([t * x for x in scores]) for t in scales]

    def draw(axes: Any, theme: Theme) -> None:
        looks = zip(
            scores, zip(*weights, strict=True), hard, ("-", "--", ":", "-."), MARKS, strict=False
        )
        for k, (score, line, limit, dashes, marker) in enumerate(looks):
            color = theme.palette[k]
            axes.plot(scales, line, dashes, color=color, label=f"score {score:g}")
            axes.plot(scales[-1], float(limit), marker, color=color, mfc=theme.background)
        axes.set(xlabel="scores are multiplied by", ylabel="weight", ylim=(-0.04, 1))
        axes.legend(title="lines: softmax, marks: hardmax", loc="upper right")

    ends = ", ".join(
        f"{float(limit):.3g} for score {s:g}" for s, limit in zip(scores, hard, strict=True)
    )
    style.show(
        draw,
        alt=f"Softmax weights of the scores {', '.join(f'{s:g}' for s in scores)} against a "
        f"factor from {scales[0]:g} to {scales[-1]:g}. At factor 0 all are equal; as it grows "
        f"they tend to the hardmax weights: {ends}.",
        caption="Sharper and sharper: softmax tends to hardmax, and ties stay shared.",
    )


def stages(values: Sequence[Sequence[Sequence[object]]], names: Sequence[str]) -> None:
    """The matrix of one sequence before the first layer and after each, with its entries.

    Args:
        values: after each layer the tokens, each a column.
        names: of the stages.
    """
    _stages(
        [
            (name, [[str(x) for x in row] for row in zip(*columns, strict=True)])
            for name, columns in zip(names, values, strict=True)
        ]
    )


def _stages(matrices: Sequence[tuple[str, Cells]]) -> None:
    """The matrix of one sequence before the first layer and after each, with its entries.

    Args:
        matrices: (name of the stage, entries). A column is a token.
    """
    columns = min(3, len(matrices))
    rows = -(-len(matrices) // columns)
    tallest = max(len(cells) for _, cells in matrices)

    def draw(axes: Any, theme: Theme) -> None:
        for ax in axes.flat[len(matrices) :]:
            ax.set_axis_off()
        for ax, (name, cells) in zip(axes.flat, matrices, strict=False):
            _matrix(ax, theme, name, cells, tallest)

    told = "; ".join(
        f"{name}: {' / '.join(', '.join(row) for row in cells)}" for name, cells in matrices
    )
    style.show(
        draw,
        alt=f"{len(matrices)} matrices, one after each stage; columns are tokens, rows (parted "
        f"here by a stroke) are coordinates. {told}.",
        caption="Columns are tokens. Only attention lets one column look at another.",
        size=(6.2, rows * (0.75 + 0.45 * tallest)),
        layout=(rows, columns),
        squeeze=False,
    )


def _matrix(ax: Any, theme: Theme, name: str, cells: Cells, tallest: int) -> None:
    height, width = len(cells), len(cells[0])
    ax.set(xlim=(0, width), ylim=(tallest, 0), xticks=[], yticks=[])
    style.bare(ax)
    ax.set_title(name, fontsize=11)
    for j in range(width):
        for edge in (j, j + 1):
            ax.plot([edge, edge], [0, height], color=theme.grid, linewidth=1.2)
        for i in range(height):
            ax.text(j + 0.5, i + 0.5, cells[i][j], ha="center", va="center", color=theme.text)
    for i in range(height + 1):
        ax.plot([0, width], [i, i], color=theme.grid, linewidth=1.2)


def random_network(rng: Random, *, m: int = 3, s: int = 2, q: int = 4) -> Network:
    """A transformer on tokens of two numbers, with small random weights in every kind of layer."""

    def matrix(rows: int, columns: int) -> dict[tuple[int, int], int]:
        drawn = {(i, j): rng.randint(-3, 3) for i in range(rows) for j in range(columns)}
        return {place: weight for place, weight in drawn.items() if weight}

    def vector(rows: int) -> dict[int, int]:
        return {i: rng.choice((-2, -1, 1, 2)) for i in range(rows)}

    heads = (Head(s, m, matrix(s, m), matrix(s, m), matrix(s, m), matrix(m, s)) for _ in range(2))
    return Network(
        (
            Affine(m, 2, matrix(m, 2), {}),
            HardAttention(tuple(heads)),
            FeedForward(m, q, matrix(q, m), vector(q), matrix(m, q), vector(m)),
            UniformAttention(m, matrix(m, m)),
            Affine(1, m, matrix(1, m), {}),
        )
    )


def size_of(network: Network, token_dim: int) -> None:
    """How large a network is, by every count."""
    found = count(network, token_dim)
    print(f"width {found.width}, layers of depth {found.depth}")
    print(f"parameters: {found.parameters} nonzero, {found.dense_parameters} dense")
    print(f"bits: {found.max_bits} of the longest, {found.total_bits} in all")


def all_orders(tokens: Sequence[Sequence[int]]) -> None:
    """A random network on all orders of a sequence: how often the outputs are those, reordered."""
    network = random_network(Random(0))
    out = evaluate(network, tokens)
    agree = 0
    for order in permutations(range(len(tokens))):
        agree += evaluate(network, [tokens[k] for k in order]) == [out[k] for k in order]
    print(agree, "of", math.factorial(len(tokens)), "agree")
    show(out)


def block() -> None:
    """One block on three tokens: attention looks across, the feed-forward layer does not."""
    style.show(
        _block,
        alt="One block, read upwards. From each of three tokens an arrow goes to each of three "
        "sums: that is attention. From each sum an arrow goes to a feed-forward layer of its own, "
        "and an arc goes around it, the skip connection; above stand the three changed tokens.",
        caption="One block. Only attention has arrows that go across.",
        size=(6.2, 3.8),
    )


def _block(axes: Any, theme: Theme) -> None:
    start, middle, own, end = 0.0, 2.3, 3.3, 4.4  # the heights of tokens, sums, layers, results
    blue, gold = theme.color("blue"), theme.color("gold")

    def box(place: int, height: float, text: str, color: str) -> None:
        frame = {"boxstyle": "round,pad=0.4", "facecolor": theme.background, "edgecolor": color}
        axes.text(place, height, text, ha="center", va="center", fontsize=10.5, bbox=frame)

    def arrow(begin: tuple[float, float], to: tuple[float, float], **look: Any) -> None:
        axes.annotate("", to, begin, arrowprops={"arrowstyle": "->", "linewidth": 1.4, **look})

    for k in range(3):
        box(k, start, f"token {k + 1}", theme.muted)
        box(k, own, "feed-forward", gold)
        box(k, end, f"token {k + 1}, new", theme.muted)
        axes.text(k, middle, "+", ha="center", va="center", fontsize=15)
        for to in range(3):
            arrow((k, start + 0.25), (to, middle - 0.15), color=blue, alpha=0.55)
        arrow((k, middle + 0.2), (k, own - 0.27), color=gold)
        arrow((k, own + 0.27), (k, end - 0.27), color=gold)
        around = {"color": theme.muted, "connectionstyle": "arc3,rad=0.8"}
        arrow((k + 0.09, middle + 0.1), (k + 0.14, end - 0.27), **around)
    axes.text(2.6, 1.2, "attention:\nfrom each\nto each", va="center", fontsize=10)
    axes.text(2.6, own, "each token\nfor itself", va="center", fontsize=10)
    axes.set(xlim=(-0.5, 3.3), ylim=(-0.4, 4.8), xticks=[], yticks=[])
    style.bare(axes)
