"""*Transformers as the paper writes them*: weights of attention, stages, two forms."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from random import Random
from typing import Any

from memlib.exact import Network
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


def softmax_to_hardmax(
    scores: Sequence[float], soft: Callable[[list[float]], list[float]], hard: Sequence[Fraction]
) -> None:
    """The softmax weights of a column whose scores are multiplied by a growing number.

    Args:
        scores: the column.
        soft: the softmax of a column.
        hard: for each score its hardmax weight.
    """
    scales = [k / 10 for k in range(61)]
    weights = [soft([t * x for x in scores]) for t in scales]

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
    ax.grid(False)
    ax.spines[:].set_visible(False)
    ax.set_title(name, fontsize=11)
    for j in range(width):
        for edge in (j, j + 1):
            ax.plot([edge, edge], [0, height], color=theme.grid, linewidth=1.2)
        for i in range(height):
            ax.text(j + 0.5, i + 0.5, cells[i][j], ha="center", va="center", color=theme.text)
    for i in range(height + 1):
        ax.plot([0, width], [i, i], color=theme.grid, linewidth=1.2)


def two_forms(plain: Network, residual: Network) -> None:
    """One program as plain layers and as eq. (3) blocks, drawn as chains of boxes."""
    names = {0: "E_in", len(residual) - 1: "E_out"}
    _two_forms(_boxes(plain, {}), _boxes(residual, names))


def _boxes(network: Network, names: Mapping[int, str]) -> list[tuple[str, str]]:
    """Each layer's name, and how many rows it gives and has inside."""
    rows, boxes = 1, []
    for place, layer in enumerate(network):
        rows = layer.rows_after(rows)
        size = f"{rows}, q={layer.inside}" if layer.inside else str(rows)
        kind = "block" if layer.kind == "ffn" else layer.kind
        boxes.append((names.get(place, kind), size))
    return boxes


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


def _two_forms(plain: Sequence[tuple[str, str]], residual: Sequence[tuple[str, str]]) -> None:
    """One program as plain layers and as eq. (3) blocks: chains of boxes, with skip connections.

    Args:
        plain, residual: (name of the layer, its size), first layer first. Layers that are called
            ``block`` have a skip connection.
    """

    def draw(axes: Any, theme: Theme) -> None:
        for ax, title, chain in zip(axes, ("plain", "residual"), (plain, residual), strict=True):
            _chain(ax, theme, title, chain, max(len(plain), len(residual)))

    def told(chain: Sequence[tuple[str, str]]) -> str:
        return ", ".join(f"{name} ({size})" for name, size in chain)

    style.show(
        draw,
        alt=f"Two chains of boxes. Plain form: {told(plain)}. Residual form: {told(residual)}; "
        "every block has an arc around it, its skip connection. In brackets stand the rows, and q.",
        caption="Numbers: rows that a layer gives; q: hidden units. Arcs: skip connections.",
        size=(6.2, 2.9),
        layout=(2, 1),
        height_ratios=(1.0, 1.5),
    )


def _chain(
    ax: Any, theme: Theme, title: str, chain: Sequence[tuple[str, str]], places: int
) -> None:
    from matplotlib.patches import FancyArrowPatch

    top = 0.85 if any(name == "block" for name, _ in chain) else 0.4
    ax.set(xlim=(-0.75, places - 0.25), ylim=(-0.4, top), xticks=[], yticks=[])
    ax.grid(False)
    ax.spines[:].set_visible(False)
    ax.set_title(title, fontsize=11)
    box = {"boxstyle": "round,pad=0.35", "facecolor": theme.background}
    for place, (name, size) in enumerate(chain):
        color = theme.color("red" if name == "block" else "blue")
        ax.text(
            place, 0, f"{name}\n{size}", ha="center", va="center", fontsize=10.5,
            bbox={**box, "edgecolor": color}, zorder=3,
        )  # fmt: skip
        if place:
            ax.annotate(
                "", (place - 0.33, 0), (place - 0.67, 0),
                arrowprops={"arrowstyle": "->", "color": theme.muted},
            )  # fmt: skip
        if name == "block":
            ax.add_patch(
                FancyArrowPatch(
                    (place - 0.5, 0.06), (place + 0.5, 0.06), connectionstyle="arc3,rad=-0.9",
                    arrowstyle="->", mutation_scale=10, color=theme.color("red"),
                )
            )  # fmt: skip
