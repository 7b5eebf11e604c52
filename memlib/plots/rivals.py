"""Table 1, measured: sizes of all constructions along one axis, and one size against another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from memlib.plots.curves import MARKS, curves, needed
from memlib.plots.growth import course
from memlib.plots.names import names_at_ends
from memlib.plots.style import Theme, show


class Names(dict[str, str]):
    """What constructions are called; one that is not listed, by its own name."""

    def __missing__(self, name: str) -> str:
        return name


#: What figures and tables call the constructions of results/table_1.json, in the order of drawing.
NAMES: Final = Names(
    {
        "nilsson": "Nilsson 1965",
        "baum": "Baum 1988",
        "zhang": "Zhang et al. 2017",
        "yun": "Yun et al. 2019",
        "bubeck": "Bubeck et al. 2020",
        "park": "Park et al. 2021",
        "feed-forward": "Vardi et al. 2022",
        "kim": "Kim et al. 2023",
        "mahdavi": "Mahdavi et al. 2023",
        "kajitsuka-2023": "Kajitsuka & Sato 2023",
        "madden": "Madden et al. 2024",
        "hernandez": "Hernández & Zuazua 2024",
        "next-token": "Theorem 4.1",
        "seq-to-seq": "Corollary 4.1",
        "sparse": "Remark 4.5",
        "deep-sets": "Theorem D.1",
        "embedding": "Theorem E.1",
        "limited-bits": "Theorem F.1, few bits",
        "next-token, compact": "compact, next-token",
        "seq-to-seq, compact": "compact, seq-to-seq",
        "deep-sets, compact": "compact, deep sets",
        "feed-forward, compact": "compact, vectors",
    }
)

_AXES = {
    "sequences": "sequences N",
    "length": "tokens per sequence n",
    "dim": "numbers per token d",
    "classes": "classes C",
    "parameters": "nonzero parameters",
    "dense_parameters": "dense parameters",
    "depth": "depth",
    "width": "width",
    "max_bits": "bits of the longest parameter",
    "total_bits": "bits in all",
}

Rows = Iterable[Mapping[str, Any]]


def along(rows: Rows, axis: str, *, size: str = "parameters", caption: str = "") -> None:
    """One curve per construction, with its name: a size against N, n, d or C, on log axes.

    A construction without a network for some data has a gap there; one without any is left out.

    Args:
        rows: of results/table_1.json, on data that differ in that axis alone.
        axis: ``"sequences"``, ``"length"``, ``"dim"`` or ``"classes"``.
        size: what is counted.
        caption: a line below the figure.

    Raises:
        MemlibError: there is no network to draw.
    """
    found: dict[str, list[tuple[int, int]]] = {}
    for row in _built(rows):
        found.setdefault(row["construction"], []).append((row[axis], row["sizes"][size]))
    ordered = {name: sorted(found[name]) for name in _ordered(found)}
    keys = list(ordered)

    def named(axes: Any, theme: Theme) -> None:
        axes.get_legend().remove()
        names_at_ends(
            axes,
            [(NAMES[k], curve[-1], _style(k, theme)["color"]) for k, curve in ordered.items()],
        )

    curves(
        {NAMES[name]: curve for name, curve in ordered.items()},
        across=_AXES[axis],
        up=_AXES[size],
        log="xy",
        style=lambda theme, index: _style(keys[index], theme),
        ticks=sorted({x for curve in ordered.values() for x, _ in curve}),
        more=named,
        what=course,
        caption=caption,
        size=(6.6, max(3.8, 0.3 * len(ordered) + 0.6)),
    )


def trade(rows: Rows, x: str, y: str, *, caption: str = "") -> None:
    """One mark per construction, with its name: one size against another, both axes logarithmic.

    Args:
        rows: of results/table_1.json, on one data set.
        x, y: what is counted.
        caption: a line below the figure.

    Raises:
        MemlibError: there is no network to draw.
    """
    built = {row["construction"]: row["sizes"] for row in _built(rows)}
    spots = {name: (built[name][x], built[name][y]) for name in _ordered(built)}

    def draw(axes: Any, theme: Theme) -> None:
        for name, spot in spots.items():
            axes.plot(*spot, **_style(name, theme) | {"linestyle": "none", "markersize": 9})
        axes.set(xlabel=_AXES[x], ylabel=_AXES[y], xscale="log", yscale="log")
        names_at_ends(
            axes, [(NAMES[k], spot, _style(k, theme)["color"]) for k, spot in spots.items()]
        )

    words = "; ".join(f"{NAMES[name]}: {a:,} and {b:,}" for name, (a, b) in spots.items())
    show(
        draw,
        alt=f"{_AXES[x].capitalize()} and {_AXES[y]} on log scales. {words}.",
        caption=caption,
        size=(6.6, max(3.8, 0.3 * len(built) + 0.6)),
    )


def _ordered(drawn: Iterable[str]) -> list[str]:
    """The listed ones in their order, then all others."""
    return sorted(drawn, key=lambda name: (_place(name), name))


def _place(name: str) -> int:
    return list(NAMES).index(name) if name in NAMES else len(NAMES)


def _built(rows: Rows) -> list[Mapping[str, Any]]:
    built = [row for row in rows if row["sizes"]]
    needed({"rows": built}, "rivals")
    return built


def _style(name: str, theme: Theme) -> dict[str, Any]:
    """A color and a mark of its own for every construction, the same in all figures."""
    place = _place(name)
    compact = name.endswith("compact")
    return {
        "color": theme.palette[place % len(theme.palette)],
        "marker": MARKS[place % len(MARKS)],
        "markersize": 6,
        "linestyle": "--" if compact else "-",
        "markerfacecolor": theme.background if compact else None,
    }
