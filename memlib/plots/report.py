"""Figures of the replication report: originals beside ours, and a forest of claims."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from memlib.plots.curves import MARKS
from memlib.plots.style import Theme, show, something

#: Colors of the palette, and marks, by what became of a claim.
LOOKS: Final[Mapping[bool, tuple[str, str, str]]] = {
    True: ("blue", "o", "the interval meets the claim"),
    False: ("red", "s", "it does not"),
}


@dataclass(frozen=True)
class Tree:
    """A line of the forest: a number as a multiple of what is claimed.

    Attributes:
        name: whose number it is, and of what.
        value, low, high: ours by the claimed value.
        told: theirs and ours, in words, at the right.
        meets: whether the interval meets the claim.
    """

    name: str
    value: float
    low: float
    high: float
    told: str
    meets: bool


def forest(trees: Sequence[Tree], *, most: float = 2.5, caption: str = "") -> None:
    """Every compared number with its interval, as a multiple of the claimed one.

    Args:
        trees: from top to bottom.
        most: the right end of the axis.
        caption: a line below the figure.

    Raises:
        MemlibError: there is nothing to draw.
    """
    something(trees, "forest")

    def draw(axes: Any, theme: Theme) -> None:
        axes.axvline(1, color=theme.muted, linewidth=1)
        for place, tree in enumerate(trees):
            color, mark, _ = LOOKS[tree.meets]
            axes.errorbar(
                [tree.value], [place],
                xerr=[[max(0, tree.value - tree.low)], [max(0, tree.high - tree.value)]],
                color=theme.color(color), marker=mark, markersize=5, capsize=3,
            )  # fmt: skip
        for meets in sorted({tree.meets for tree in trees}, reverse=True):
            color, mark, words = LOOKS[meets]
            axes.plot([], [], mark, color=theme.color(color), label=words)
        axes.set_yticks(range(len(trees)), [tree.name for tree in trees], fontsize=9.5)
        axes.set(xlim=(-0.08, most), ylim=(len(trees) - 0.4, -0.6),
                 xlabel="ours as a multiple of what is claimed")  # fmt: skip
        axes.annotate("as claimed", (1, -0.5), (3, 0), textcoords="offset points", fontsize=9.5,
                      va="center")  # fmt: skip
        axes.grid(axis="y", visible=False)
        axes.legend(loc="upper center", bbox_to_anchor=(0.3, -0.09), ncols=2, fontsize=9.5)

    told = "; ".join(f"{tree.name}: {tree.told}" for tree in trees)
    show(
        draw,
        alt=f"Forest plot, ours as a multiple of what is claimed, {len(trees)} numbers. {told}.",
        caption=caption,
        size=(6.2, 0.9 + 0.3 * len(trees)),
    )


@dataclass(frozen=True)
class Panel:
    """A figure of the paper, and ours.

    Attributes:
        title: above it.
        across, up: what the axes count.
        theirs: the paper's points: (x, low, high), a range where it was read as one.
        ours: curves by name.
        log: the logarithmic axes: "x", "y" or "xy".
    """

    title: str
    across: str
    up: str
    theirs: Sequence[tuple[float, float, float]]
    ours: Mapping[str, Sequence[tuple[float, float]]]
    log: str = ""


def originals(panels: Sequence[Panel], *, caption: str = "") -> None:
    """The paper's figures as points that were read off, and ours on the same axes.

    Args:
        panels: drawn one below the other: side by side their letters would be too small on a
            phone.
        caption: a line below the figure.

    Raises:
        MemlibError: there is nothing to draw.
    """
    something(panels, "originals")

    def draw(axes: Any, theme: Theme) -> None:
        for place, one in zip(axes.flat, panels, strict=True):
            for index, (name, points) in enumerate(one.ours.items()):
                place.plot(*zip(*points, strict=True), color=theme.palette[index],
                           marker=MARKS[index], markersize=4, linewidth=1, label=name)  # fmt: skip
            place.errorbar(
                [x for x, _, _ in one.theirs], [(low + high) / 2 for _, low, high in one.theirs],
                yerr=[(high - low) / 2 for _, low, high in one.theirs], color=theme.text,
                marker="x", markersize=6, linestyle="none", capsize=3, label="the paper",
            )  # fmt: skip
            place.set(xlabel=one.across, ylabel=one.up)
            place.set(**{f"{axis}scale": "log" for axis in one.log})
            place.set_title(one.title, fontsize=11)
            place.legend(fontsize=10)

    def ends(points: Sequence[Sequence[float]]) -> str:
        return f"{points[0][1]:.3g} at {points[0][0]:g} to {points[-1][1]:.3g} at {points[-1][0]:g}"

    told = " ".join(
        f"{one.title}, {one.up} against {one.across}: the paper from {ends(one.theirs)}; "
        + "; ".join(f"{name} from {ends(points)}" for name, points in one.ours.items()) + "."
        for one in panels
    )  # fmt: skip
    alt = f"The paper's figures beside ours. {told}"
    show(draw, alt=alt, caption=caption, size=(6.2, 2.8 * len(panels)),
         layout=(len(panels), 1), squeeze=False)  # fmt: skip
