"""Figures of *Softmax, certified by intervals*: enclosures by precision, and two close sets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from memlib.plots.style import show
from memlib.plots.themes import Theme

#: (bits, width) or (scale, gap) pairs.
Curve = Sequence[tuple[float, float]]

_MARKS = "osD^vP"
_DASHES = ("-", "--", "-.", ":")


def widths(curves: Mapping[str, Curve]) -> None:
    """The widest enclosure of an output against the working precision, one curve per network.

    Args:
        curves: by name: bits, and the width of the widest enclosure (positive).
    """

    def draw(axes: Any, theme: Theme) -> None:
        for k, (name, curve) in enumerate(curves.items()):
            axes.plot(
                *zip(*curve, strict=True), _MARKS[k % 6] + _DASHES[k % 4],
                color=theme.palette[k % 6], markersize=5, label=name,
            )  # fmt: skip
        axes.axhline(0.5, color=theme.text, linewidth=1.4)
        axes.annotate(
            "½: below this line every label can be read", (1, 0.5), (-4, 5),
            xycoords=("axes fraction", "data"), textcoords="offset points", ha="right", fontsize=9,
        )  # fmt: skip
        axes.set(xlabel="working precision in bits", ylabel="widest enclosure", yscale="log")
        axes.legend()

    told = []
    for name, curve in curves.items():
        first = next((bits for bits, width in curve if width < 0.5), None)
        last = f"{curve[-1][1]:.0e} at {curve[-1][0]:g} bits"
        when = f"below ½ from {first:g} bits on" if first is not None else "never below ½"
        told.append(f"{name}: {when}, {last}")
    show(
        draw,
        alt="Width of the widest enclosure, on a log scale, against the working precision. "
        f"{'; '.join(told)}.",
        caption="The same weights throughout; only the precision of the check changes.",
    )


def boltzmann_gap(gaps: Curve, floor: Curve, *, enough: float, names: tuple[str, str]) -> None:
    """|boltz(a) − boltz(b)| against the scale of the numbers, its sign, and the lemma's floor.

    Args:
        gaps: scale, and boltz(a) − boltz(b).
        floor: scale, and what the lemma promises.
        enough: the scale from which the lemma holds.
        names: of a and b.
    """
    above = [(x, y) for x, y in gaps if y > 0]
    below = [(x, -y) for x, y in gaps if y < 0]
    one, other = names

    def draw(axes: Any, theme: Theme) -> None:
        axes.plot(*zip(*above, strict=True), "o", color=theme.color("blue"), markersize=4,
                  label=f"{one} is larger")  # fmt: skip
        axes.plot(*zip(*below, strict=True), "s", color=theme.color("gold"), markersize=4,
                  label=f"{other} is larger")  # fmt: skip
        axes.plot(*zip(*floor, strict=True), "--", color=theme.color("red"), label="lemma's floor")
        axes.axvline(enough, color=theme.muted, linewidth=1)
        axes.annotate(
            "far enough apart from here on", (enough, 1), (-4, -12), ha="right", fontsize=9,
            xycoords=("data", "axes fraction"), textcoords="offset points",
        )  # fmt: skip
        axes.set(xlabel="scale", ylabel="distance of the two values", yscale="log")
        axes.legend()

    turn = max((x for x, _ in above), default=0.0)
    show(
        draw,
        alt=f"Distance of the Boltzmann values of {one} and {other}, log scale, against the scale "
        f"of the numbers. {one} is larger up to {turn:.3g}, {other} from there on. From "
        f"{enough:.3g} on the lemma holds; at {gaps[-1][0]:.3g} the distance is "
        f"{abs(gaps[-1][1]):.1e}, and the lemma promises {floor[-1][1]:.1e}.",
        caption="Every mark is computed with more bits than it takes to see the difference.",
    )


def enclosures(found: Sequence[tuple[int, float, float]], *, label: int, caption: str = "") -> None:
    """Enclosures of one number by precision, and the half-way points around its label.

    Args:
        found: bits, lower end, upper end.
        label: the integer that the number is read as.
        caption: a line below the figure.
    """

    def draw(axes: Any, theme: Theme) -> None:
        for row, (_, low, high) in enumerate(found):
            sure = label - 0.5 < low and high < label + 0.5
            color = theme.color("blue" if sure else "gold")
            axes.plot([low, high], [row, row], color=color, linewidth=5, solid_capstyle="butt")
            axes.plot([(low + high) / 2], [row], "|", color=color, markersize=14)
        for end in (label - 0.5, label + 0.5):
            axes.axvline(end, color=theme.text, linewidth=1.2, linestyle="--")
        axes.set_yticks(range(len(found)), [f"{bits} bits" for bits, *_ in found])
        axes.set(xlabel="value", ylim=(len(found) - 0.5, -0.5))

    told = "; ".join(f"{bits} bits: {low:.4g} to {high:.4g}" for bits, low, high in found)
    show(
        draw,
        alt=f"Enclosures of one number, narrower with more bits; between the dashed lines at "
        f"{label - 0.5:g} and {label + 0.5:g} it can only be read as {label}. {told}.",
        caption=caption,
        size=(6.2, 0.9 + 0.38 * len(found)),
    )
