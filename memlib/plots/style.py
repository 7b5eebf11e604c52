"""THE way figures are made: drawn once for each theme, never without alt text.

A figure is a function that draws on given axes in a given theme::

    from memlib.plots import show

    def draw(axes, theme):
        axes.plot(sizes, parameters, color=theme.color("blue"), marker="o", label="built")
        axes.axhline(bound, color=theme.muted, linestyle="--")
        axes.set(xlabel="sequences N", ylabel="parameters", xscale="log", yscale="log")
        axes.legend()

    show(draw, alt="Parameters against N on log scales: a straight line of slope one half.")

``show`` draws it light and dark and displays both as one output: a notebook shows the picture that
fits the reader's system, the book the one that fits the theme chosen there. seaborn works as well:
``seaborn.scatterplot(data=table, x="n", y="bits", ax=axes)``.

Figure functions that the book uses live in ``memlib/plots/<family>.py``: they take tables (lists,
dictionaries, data frames), build the alt text from the numbers that they draw, and call ``show``.
"""

from __future__ import annotations

import base64
import html
import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from memlib import files
from memlib.errors import MemlibError
from memlib.plots.overlaps import legends_clear_of_curves
from memlib.plots.themes import DARK, LIGHT, THEMES, Theme

__all__ = ["DARK", "LIGHT", "Draw", "Picture", "Theme", "bare", "picture", "show", "something"]

#: Draws on the axes (an array of them when there are several) in a theme.
Draw = Callable[[Any, Theme], object]

#: The usual size in inches: at this width letters stay readable on a phone.
SIZE = (6.2, 3.8)

#: A drawing with more points than fit in this many bytes of SVG becomes a PNG instead.
MAX_SVG_BYTES = 90_000
PNG_DPI = 200  # twice a screen's, for sharp letters


@dataclass(frozen=True)
class Picture:
    """A finished figure: the same drawing in both themes, with its words.

    Attributes:
        alt: what the figure says, for whoever cannot see it.
        caption: a line below it, or nothing.
        kind: ``"svg+xml"`` or ``"png"``.
        light, dark: the two files.
        width, height: at normal size, in CSS pixels.
    """

    alt: str
    caption: str
    kind: str
    light: bytes
    dark: bytes
    width: int
    height: int

    def html(self) -> str:
        """Both versions as one ``<figure>``; any browser shows exactly one of them."""
        caption = f"<figcaption>{html.escape(self.caption)}</figcaption>" if self.caption else ""
        return (
            '<figure class="memlib-figure"><picture class="memlib-picture">'
            f'<source media="(prefers-color-scheme: dark)" srcset="{self._data(self.dark)}">'
            f'<img src="{self._data(self.light)}" alt="{html.escape(self.alt)}" '
            f'width="{self.width}" height="{self.height}" style="max-width:100%;height:auto">'
            f"</picture>{caption}</figure>"
        )

    def save(self, path: str | Path) -> None:
        """Write ``NAME-light.EXT`` and ``NAME-dark.EXT`` for ``path`` = ``NAME.EXT``.

        Raises:
            MemlibError: the ending does not fit the picture's kind, or the folder is missing.
        """
        target = Path(path)
        if target.suffix != f".{self.kind.removesuffix('+xml')}":
            raise MemlibError(f"this picture is {self.kind}", operation="save", place=str(path))
        for theme, data in ((LIGHT, self.light), (DARK, self.dark)):
            files.write_bytes(target.with_name(f"{target.stem}-{theme.name}{target.suffix}"), data)

    def _data(self, raw: bytes) -> str:
        return f"data:image/{self.kind};base64,{base64.b64encode(raw).decode()}"

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        return {"text/html": self.html(), "text/plain": f"Figure: {self.alt}"}


def something(found: object, place: str, words: str = "nothing to draw") -> None:
    """Refuse a figure of nothing.

    Raises:
        MemlibError: what was found is empty.

    >>> something([1], "forest")
    """
    if not found:
        raise MemlibError(words, operation="figure", place=place)


def bare(axes: Any) -> None:
    """No grid and no frame: what is drawn stands free."""
    axes.grid(False)
    axes.spines[:].set_visible(False)


def show(
    draw: Draw,
    *,
    alt: str,
    caption: str = "",
    size: tuple[float, float] = SIZE,
    layout: tuple[int, int] = (1, 1),
    **subplots: Any,
) -> None:
    """Draw a figure for each theme and display it.

    Args:
        draw: called as ``draw(axes, theme)``, once a theme. Takes its colors from ``theme``.
            With a ``layout`` of several rows or columns ``axes`` is the array of them.
        alt: what the figure says, in one to three sentences: the axes, the course, the point.
        caption: plain text below the figure.
        size: width and height in inches. Wider than 6.2 means smaller letters on a phone.
        layout: rows and columns of axes.
        subplots: passed to ``Figure.subplots`` (``sharex=True``, ``width_ratios=…``).

    Raises:
        MemlibError: the alt text is missing, too short to say anything, or repeats the caption.
    """
    from IPython.display import display

    display(picture(draw, alt=alt, caption=caption, size=size, layout=layout, **subplots))


def picture(
    draw: Draw,
    *,
    alt: str,
    caption: str = "",
    size: tuple[float, float] = SIZE,
    layout: tuple[int, int] = (1, 1),
    **subplots: Any,
) -> Picture:
    """The figure that :func:`show` displays, to keep or save.

    Example:
        >>> def draw(axes, theme):
        ...     axes.plot([1, 2], color=theme.color("blue"))
        >>> line = picture(draw, alt="A line that rises from 1 to 2.")
        >>> line.kind, line.light == line.dark
        ('svg+xml', False)
        >>> picture(draw, alt="A line.")  # doctest: +ELLIPSIS
        Traceback (most recent call last):
        memlib.errors.MemlibError: figure: alt: 'A line.' says too little (tell in a sentence ...)
    """
    _check_words(alt, caption)
    drawn = [_draw(draw, theme, size, layout, subplots) for theme in THEMES]
    kind, light, dark = "svg+xml", drawn[0].svg, drawn[1].svg
    if max(len(light), len(dark)) > MAX_SVG_BYTES:
        kind, light, dark = "png", drawn[0].png(), drawn[1].png()
    width, height = round(size[0] * 100), round(size[1] * 100)
    return Picture(" ".join(alt.split()), caption, kind, light, dark, width, height)


def _check_words(alt: str, caption: str) -> None:
    problem = ""
    if len(alt.split()) < 4:
        problem = f"{alt!r} says too little"
    elif alt.strip() == caption.strip():
        problem = "it repeats the caption"
    if problem:
        raise MemlibError(
            problem, operation="figure", place="alt", mend="tell in a sentence what it shows"
        )


@dataclass(frozen=True)
class _Drawn:
    figure: Any
    rc: dict[str, Any]
    svg: bytes

    def png(self) -> bytes:
        import matplotlib as mpl

        with mpl.rc_context(self.rc):
            return _save(self.figure, "png", {"Software": None}, dpi=PNG_DPI)


def _draw(
    draw: Draw,
    theme: Theme,
    size: tuple[float, float],
    layout: tuple[int, int],
    subplots: dict[str, Any],
) -> _Drawn:
    import matplotlib as mpl
    import seaborn
    from matplotlib.figure import Figure

    rc = {**seaborn.axes_style("ticks"), **theme.rc}
    with mpl.rc_context(rc):
        figure = Figure(figsize=size, layout="constrained")  # not pyplot: nothing is left open
        axes = figure.subplots(*layout, **subplots)
        draw(axes, theme)
        legends_clear_of_curves(figure)
        svg = _save(figure, "svg", {"Date": None, "Creator": None, "Format": None, "Type": None})
        return _Drawn(figure, rc, svg)


def _save(figure: Any, kind: str, metadata: dict[str, None], **options: Any) -> bytes:
    buffer = io.BytesIO()
    figure.savefig(buffer, format=kind, metadata=metadata, **options)
    return buffer.getvalue()
