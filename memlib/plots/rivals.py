"""Table 1, measured: sizes of all constructions along one axis, and one size against another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from memlib.errors import MemlibError
from memlib.plots.growth import slope
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

_MARKS = ("o", "s", "D", "^", "v", "P", "X", "<", ">", "*")
_AXES = {
    "sequences": "sequences N",
    "length": "tokens a sequence n",
    "dim": "numbers a token d",
    "classes": "classes C",
    "parameters": "parameters",
    "dense_parameters": "dense parameters",
    "depth": "depth",
    "width": "width",
    "max_bits": "bits of the longest parameter",
    "total_bits": "bits in all",
}

Rows = Iterable[Mapping[str, Any]]


def along(rows: Rows, axis: str, *, size: str = "parameters", caption: str = "") -> None:
    """One curve a construction: a size against N, n, d or C, both axes logarithmic.

    A construction without a network for some data has a gap there; one without any is left out.

    Args:
        rows: of results/table_1.json, on data that differ in that axis alone.
        axis: ``"sequences"``, ``"length"``, ``"dim"`` or ``"classes"``.
        size: what is counted.
        caption: a line below the figure.

    Raises:
        MemlibError: there is no network to draw.
    """
    curves: dict[str, list[tuple[int, int]]] = {}
    for row in _built(rows):
        curves.setdefault(row["construction"], []).append((row[axis], row["sizes"][size]))
    ordered = _ordered(curves)
    for curve in curves.values():
        curve.sort()

    def draw(axes: Any, theme: Theme) -> None:
        for name in ordered:
            line = "--" if name.endswith("compact") else "-"
            axes.plot(
                *zip(*curves[name], strict=True), label=NAMES[name], linestyle=line, markersize=6,
                **_style(name, theme),
            )  # fmt: skip
        axes.set(xlabel=_AXES[axis], ylabel=_AXES[size], xscale="log", yscale="log")
        ticks = sorted({x for curve in curves.values() for x, _ in curve})
        axes.set_xticks(ticks, [f"{x:,}" for x in ticks])
        axes.minorticks_off()
        axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.16), ncols=2, fontsize=9.5)

    words = "; ".join(
        f"{NAMES[name]}: {curve[0][1]:,} at {curve[0][0]:,}, {curve[-1][1]:,} at {curve[-1][0]:,}, "
        f"slope {slope(curve):.2f}"
        for name in ordered
        for curve in [curves[name]]
    )
    show(
        draw,
        alt=f"{_AXES[size].capitalize()} against {_AXES[axis]} on log scales. {words}.",
        caption=caption,
        size=(6.4, 4.4 + 0.13 * len(curves)),
    )


def trade(rows: Rows, x: str, y: str, *, caption: str = "") -> None:
    """One mark a construction: one size against another, both axes logarithmic.

    Args:
        rows: of results/table_1.json, on one data set.
        x, y: what is counted.
        caption: a line below the figure.

    Raises:
        MemlibError: there is no network to draw.
    """
    built = {row["construction"]: row["sizes"] for row in _built(rows)}
    ordered = _ordered(built)

    def draw(axes: Any, theme: Theme) -> None:
        for name in ordered:
            axes.plot(
                built[name][x], built[name][y], label=NAMES[name], linestyle="", markersize=9,
                **_style(name, theme),
            )  # fmt: skip
        axes.set(xlabel=_AXES[x], ylabel=_AXES[y], xscale="log", yscale="log")
        axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.16), ncols=2, fontsize=9.5)

    words = "; ".join(
        f"{NAMES[name]}: {built[name][x]:,} and {built[name][y]:,}" for name in ordered
    )
    show(
        draw,
        alt=f"{_AXES[x].capitalize()} and {_AXES[y]} on log scales. {words}.",
        caption=caption,
        size=(6.4, 4.4 + 0.13 * len(built)),
    )


def _ordered(drawn: Iterable[str]) -> list[str]:
    """The listed ones in their order, then all others."""
    return sorted(drawn, key=lambda name: (_place(name), name))


def _place(name: str) -> int:
    return list(NAMES).index(name) if name in NAMES else len(NAMES)


def _built(rows: Rows) -> list[Mapping[str, Any]]:
    built = [row for row in rows if row["sizes"]]
    if not built:
        raise MemlibError("nothing to draw", operation="figure", place="rivals")
    return built


def _style(name: str, theme: Theme) -> dict[str, Any]:
    """A color and a mark of its own for every construction, the same in all figures."""
    place = _place(name)
    compact = name.endswith("compact")
    return {
        "color": theme.palette[place % len(theme.palette)],
        "marker": _MARKS[place % len(_MARKS)],
        "markerfacecolor": theme.background if compact else None,
    }


__all__ = ["NAMES", "along", "trade"]
