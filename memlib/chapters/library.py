"""*The library in one page*: one program in two forms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from memlib.exact import Network
from memlib.plots import style
from memlib.plots.themes import Theme


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
    style.bare(ax)
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
