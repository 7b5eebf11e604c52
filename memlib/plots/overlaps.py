"""Legends that would cover curves go below the axes; and what a box of letters lies on."""

from __future__ import annotations

from typing import Any, Final

#: A legend of two columns below the axes, for many curves.
BELOW: Final = {"loc": "upper center", "bbox_to_anchor": (0.45, -0.16), "ncols": 2, "fontsize": 10}


def crossed(axes: Any, box: Any) -> bool:
    """Whether a curve, a rule, an error bar or a mark of the axes passes through a box.

    Args:
        axes: of a figure whose layout is done (``figure.draw_without_rendering()``).
        box: in pixels, as ``get_window_extent()`` gives it.
    """
    from matplotlib.collections import LineCollection

    paths = [(line.get_path(), line.get_transform(), _drawn(line)) for line in axes.lines]
    for bars in axes.collections:
        if isinstance(bars, LineCollection):
            paths += [(path, bars.get_transform(), True) for path in bars.get_paths()]
    return any(_meets(path.transformed(place), box, joined) for path, place, joined in paths)


def _drawn(line: Any) -> bool:
    return line.get_linestyle() not in ("None", "none", "", " ")


def _meets(path: Any, box: Any, joined: bool) -> bool:
    if any(box.contains(*point) for point in path.vertices):
        return True
    return bool(joined and len(path.vertices) > 1 and path.intersects_bbox(box, filled=False))


def legends_clear_of_curves(figure: Any) -> None:
    """Move every legend that lies over a curve below its axes.

    matplotlib's "best" place is the least bad one: where curves fill the axes it covers some.
    """
    legends = [(axes, axes.get_legend()) for axes in figure.axes if axes.get_legend()]
    if not legends:
        return
    figure.draw_without_rendering()
    for axes, legend in legends:
        if crossed(axes, legend.get_window_extent()):
            handles, labels = axes.get_legend_handles_labels()
            texts = [text.get_text() for text in legend.get_texts()]
            if sorted(labels) != sorted(texts):  # the caller chose what the legend tells
                handles, labels = legend.legend_handles, texts
            title = legend.get_title().get_text() or None
            axes.legend(handles, labels, title=title, **BELOW)
