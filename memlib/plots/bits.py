"""Folding: triangle waves, the near and the far point."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from memlib.plots.style import show
from memlib.plots.themes import Theme

Wave = Callable[[float], float]


def triangle_waves(waves: Sequence[Wave]) -> None:
    """ψ, ψ(ψ), ψ(ψ(ψ)), … on [0, 1], one below the other.

    Args:
        waves: the functions, the i-th with 2^(i−1) teeth.
    """
    teeth = [2**i for i in range(len(waves))]

    def draw(axes: Any, theme: Theme) -> None:
        for i, (ax, wave) in enumerate(zip(axes.flat, waves, strict=True)):
            pieces = 2 ** (i + 1)
            xs = [k / pieces for k in range(pieces + 1)]
            ax.plot(xs, [wave(x) for x in xs], color=theme.color("blue"))
            for k in range(pieces):
                ax.text(
                    (k + 0.5) / pieces, 1.04, str(k % 2), ha="center", va="bottom", fontsize=10,
                    color=theme.color("red" if k % 2 else "green"),
                )  # fmt: skip
            ax.set(ylim=(0, 1.05), yticks=[0, 1], xticks=[0, 0.25, 0.5, 0.75, 1])
            ax.set_ylabel(f"{i + 1} fold{'s' if i else ''}", labelpad=8)
        axes.flat[-1].set_xlabel("z = word / 2ⁿ")

    show(
        draw,
        alt=f"{len(waves)} zigzag graphs over the interval from 0 to 1, one below the other, with "
        f"{', '.join(map(str, teeth))} teeth. Above each rising piece stands a 0, above each "
        "falling piece a 1: read downwards at one place, they are the bits of that number.",
        caption="A piece that rises means bit 0, a piece that falls means bit 1.",
        size=(6.2, 1.75 * len(waves)),
        layout=(len(waves), 1),
        squeeze=False,
        sharex=True,
    )


def near_and_far(wave: Wave, pieces: int, points: Sequence[tuple[str, float, float]]) -> None:
    """A wave, and for some words the near and the far point on it.

    Args:
        wave: the function, linear on each k/pieces … (k+1)/pieces.
        pieces: how many linear pieces.
        points: (name, near, far) of each word, places in [0, 1].
    """
    told = []
    for name, near, far in points:
        above = "near" if wave(near) > wave(far) else "far"
        told.append(f"at {name} the {above} point is higher")

    def draw(axes: Any, theme: Theme) -> None:
        xs = [k / pieces for k in range(pieces + 1)]
        axes.plot(xs, [wave(x) for x in xs], color=theme.muted, linewidth=1.6)
        for k, (name, near, far) in enumerate(points):
            red = theme.color("red")
            labels = ("near", "far") if k == 0 else (None, None)
            axes.plot(near, wave(near), "o", color=red, label=labels[0], zorder=3)
            axes.plot(
                far, wave(far), "s", color=red, markerfacecolor=theme.background,
                label=labels[1], zorder=3,
            )  # fmt: skip
            bit = int(wave(near) > wave(far))
            side = max if bit else min  # the words stand where the wave leaves room
            axes.annotate(
                f"{name}\nbit {bit}", (far, side(wave(near), wave(far))), (7, 2 if bit else 4),
                textcoords="offset points", fontsize=10.5, va="bottom" if bit else "top",
            )  # fmt: skip
        axes.set(xlabel="place of the word", ylabel="after the folds", ylim=(-0.03, 1.5))
        axes.set(yticks=[0, 0.5, 1], xlim=(0, 1.04))
        axes.legend(loc="upper right", ncols=2)

    show(
        draw,
        alt=f"A zigzag of {pieces} straight pieces. For each of {len(points)} words two points lie "
        f"on one piece, the near one left of the far one: {'; '.join(told)}.",
        caption="Rising: the far point is higher, bit 0. Falling: the near point is, bit 1.",
    )
