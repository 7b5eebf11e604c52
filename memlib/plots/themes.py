"""The two themes: the same colors by name, each readable on its own background.

Color 0 is blue in both themes, color 1 a brown red, and so on, so that a caption may say "the blue
line". The six can be told apart with the common kinds of color blindness, and each has a contrast
of 3:1 or more to its background (tests hold both).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

#: The names of the palette's colors, in order.
COLOR_NAMES = ("blue", "red", "green", "gold", "pink", "black")


@dataclass(frozen=True)
class Theme:
    """How a figure looks on one kind of page.

    Attributes:
        name: ``"light"`` or ``"dark"``.
        background: of the figure and the axes.
        text: letters, axes and ticks.
        muted: secondary marks: reference lines, annotations that may stay in the background.
        grid: the grid lines, and lines that separate cells.
        palette: six colors for data, in the order of :data:`COLOR_NAMES`.
        sequential: the colormap for amounts; it reads the same in gray.
    """

    name: str
    background: str
    text: str
    muted: str
    grid: str
    palette: tuple[str, ...]
    sequential: str = "viridis"

    def color(self, name: str) -> str:
        """The palette's color of that name.

        >>> LIGHT.color("blue") == LIGHT.palette[0]
        True
        """
        return self.palette[COLOR_NAMES.index(name)]

    def shade(self, amount: float) -> str:
        """The color of an amount from -1 to 1: the background at 0, gold at -1, blue at 1.

        >>> LIGHT.shade(0) == LIGHT.background, DARK.shade(-1) == DARK.color("gold")
        (True, True)
        """
        end, share = self.color("blue" if amount > 0 else "gold"), min(1.0, abs(amount))
        mixed = (
            a + share * (b - a) for a, b in zip(*map(_rgb, (self.background, end)), strict=True)
        )
        return "#" + "".join(f"{round(255 * part):02x}" for part in mixed)

    @property
    def rc(self) -> dict[str, Any]:
        """The matplotlib settings of this theme, for ``seaborn.set_theme`` or ``rc_context``."""
        from cycler import cycler

        return {
            "figure.facecolor": self.background,
            "savefig.facecolor": self.background,
            "axes.facecolor": self.background,
            "axes.edgecolor": self.muted,
            "axes.labelcolor": self.text,
            "axes.titlecolor": self.text,
            "axes.grid": True,
            "axes.axisbelow": True,
            "axes.spines.top": False,
            "axes.spines.right": False,
            "axes.prop_cycle": cycler(color=self.palette),
            "axes.titlesize": 12.5,
            "axes.titleweight": "bold",
            "axes.titlelocation": "left",
            "axes.labelsize": 12,
            "grid.color": self.grid,
            "grid.linewidth": 0.8,
            "xtick.color": self.muted,
            "ytick.color": self.muted,
            "xtick.labelcolor": self.text,
            "ytick.labelcolor": self.text,
            "xtick.labelsize": 11,
            "ytick.labelsize": 11,
            "text.color": self.text,
            "font.size": 11.5,
            "font.family": "DejaVu Sans",
            "legend.fontsize": 11,
            "legend.frameon": False,
            "lines.linewidth": 2.2,
            "lines.markersize": 7,
            "patch.edgecolor": self.background,
            "image.cmap": self.sequential,
            "hatch.color": self.muted,
            "svg.fonttype": "path",  # the same letters on every machine
            "svg.hashsalt": "memlib",  # the same ids each time
        }


def _rgb(color: str) -> tuple[float, ...]:
    return tuple(int(color[i : i + 2], 16) / 255 for i in (1, 3, 5))


def letters_on(color: str) -> str:
    """Black or white, whichever reads better on a color.

    >>> letters_on("#ffffff"), letters_on("#121212")
    ('#000000', '#ffffff')
    """
    parts = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in _rgb(color)]
    bright = sum(weight * v for weight, v in zip((0.2126, 0.7152, 0.0722), parts, strict=True))
    return "#000000" if (bright + 0.05) ** 2 > 1.05 * 0.05 else "#ffffff"


LIGHT = Theme(
    name="light",
    background="#ffffff",
    text="#1f2328",
    muted="#656d76",
    grid="#e3e6ea",
    palette=("#0147a5", "#952d03", "#109d7f", "#b67601", "#d058b9", "#3e4147"),
)

DARK = Theme(
    name="dark",
    background="#121212",
    text="#e6e8eb",
    muted="#9aa3ad",
    grid="#2e3338",
    palette=("#64c2ff", "#e66b3a", "#3b8f73", "#ffd306", "#f570bc", "#d6d7d9"),
)

THEMES = (LIGHT, DARK)
