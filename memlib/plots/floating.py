"""Figures of *How many bits does a weight need?*: bits needed, bits held, labels that survive."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from memlib.plots.style import Theme, show

MARKS = ("o", "s", "D", "^", "v", "P")


def bits_by_layer(bits: Sequence[int], held: Mapping[str, int], *, caption: str = "") -> None:
    """Bits that the values need, layer after layer, and what each format holds.

    Args:
        bits: layer after layer.
        held: format → bits of its significand.
        caption: a line below the figure.
    """

    def draw(axes: Any, theme: Theme) -> None:
        axes.step(range(len(bits)), bits, where="mid", color=theme.color("blue"))
        _held(axes, theme, held, len(bits) - 1)
        axes.set(xlabel="layer with weights", ylabel="bits")

    first = {
        name: next((place for place, b in enumerate(bits) if b > most), None)
        for name, most in held.items()
    }
    told = "; ".join(
        f"{name} holds {most}, " + (f"passed at layer {at}" if at is not None else "never passed")
        for (name, most), at in zip(held.items(), first.values(), strict=True)
    )
    show(
        draw,
        alt=f"Bits that the values need after each of {len(bits)} layers: at most {max(bits)}, "
        f"reached at layer {list(bits).index(max(bits))}. {told}.",
        caption=caption,
    )


def bits_by_size(curves: Mapping[str, Sequence[tuple[int, int]]], held: Mapping[str, int]) -> None:
    """Bits needed against N for several theorems, and what each format holds.

    Args:
        curves: theorem → (N, bits).
        held: format → bits of its significand.
    """
    largest = max(n for curve in curves.values() for n, _ in curve)

    def draw(axes: Any, theme: Theme) -> None:
        for index, (name, curve) in enumerate(curves.items()):
            axes.plot(
                *zip(*curve, strict=True), marker=MARKS[index % 6], color=theme.palette[index % 6],
                label=name,
            )  # fmt: skip
        _held(axes, theme, held, largest)
        axes.set(xlabel="sequences N", ylabel="bits needed", xscale="log", yscale="log")
        axes.legend(loc="upper left")

    told = "; ".join(
        f"{name}: " + ", ".join(f"{bits} at N = {n:,}" for n, bits in curve)
        for name, curve in curves.items()
    )
    lines = ", ".join(f"{name} {bits}" for name, bits in held.items())
    show(
        draw,
        alt=f"Bits needed against N on log scales. {told}. Dashed lines, bits held: {lines}.",
        caption="Above a dashed line, that format has to round.",
    )


def survivors(
    networks: Sequence[str], shares: Mapping[str, Sequence[tuple[int, int, bool]]]
) -> None:
    """How many labels survive: a bar for each network in each format.

    Args:
        networks: what each row is.
        shares: format → for each network, survivors, labels, whether the bits suffice.
    """
    formats = list(shares)

    def draw(axes: Any, theme: Theme) -> None:
        for x, name in enumerate(formats):
            for y, (alive, of, enough) in enumerate(shares[name]):
                axes.barh(y, 0.86, 0.62, left=x, color=theme.grid)
                color = theme.color("blue") if enough else theme.color("gold")
                axes.barh(y, 0.86 * alive / of, 0.62, left=x, color=color)
        axes.set(xlim=(0, len(formats)), ylim=(len(networks) - 0.5, -0.5))
        axes.set_yticks(range(len(networks)), networks)
        axes.set_xticks([x + 0.43 for x in range(len(formats))], formats)
        axes.tick_params(top=True, bottom=False, labeltop=True, labelbottom=False, length=0)
        axes.grid(False)
        axes.spines[:].set_visible(False)

    told = "; ".join(
        f"{name}: "
        + ", ".join(
            f"{network} {alive} of {of}"
            for network, (alive, of, _) in zip(networks, shares[name], strict=True)
        )
        for name in formats
    )
    show(
        draw,
        alt=f"Bars: the share of labels that survive in each format. {told}.",
        caption="Full bar: all labels survive. Blue: the bits suffice, so all must. "
        "Gold: they do not. Empty: none survives.",
        size=(6.2, 1.0 + 0.3 * len(networks)),
    )


def _held(axes: Any, theme: Theme, held: Mapping[str, int], right: float) -> None:
    for name, bits in held.items():
        axes.axhline(bits, color=theme.muted, linestyle="--", linewidth=1.4)
        axes.annotate(
            f"{name}: {bits}", (right, bits), (0, 3), textcoords="offset points", ha="right",
            fontsize=9.5, color=theme.muted,
        )  # fmt: skip
