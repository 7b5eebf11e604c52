"""The shapes of the figures that move, as SVG text. Colors are classes: a page knows both themes.

Classes: ``f-blue`` fills and ``s-blue`` strokes with the theme's blue (also red, green, gold, pink,
text, mute, grid, bg); ``small`` and ``mute`` are for letters, ``mono`` for bits.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape


def number(x: float) -> str:
    """A coordinate with at most one decimal.

    >>> number(2.0), number(2.345)
    ('2', '2.3')
    """
    return f"{round(x, 1) + 0:.1f}".removesuffix(".0")


def text(x: float, y: float, words: object, look: str = "", anchor: str = "middle") -> str:
    """Letters; ``anchor`` is start, middle or end.

    >>> text(1, 2, "a < b", "small")
    '<text x="1" y="2" text-anchor="middle" class="small">a &lt; b</text>'
    """
    place = f'x="{number(x)}" y="{number(y)}" text-anchor="{anchor}"'
    return f"<text {place}{_look(look)}>{escape(str(words))}</text>"


def minus(value: object) -> str:
    """A number with a minus sign of full width, for eyes and screen readers.

    >>> minus(-3)
    '−3'
    """
    return str(value).replace("-", "\u2212")


def line(x1: float, y1: float, x2: float, y2: float, look: str = "s-mute") -> str:
    """A straight line."""
    return path([(x1, y1), (x2, y2)], look)


def path(points: Iterable[tuple[float, float]], look: str = "s-mute", closed: bool = False) -> str:
    """A polyline, or a polygon.

    >>> path([(0, 0), (1, 2)])
    '<path d="M0 0L1 2" class="s-mute"/>'
    """
    places = "L".join(f"{number(x)} {number(y)}" for x, y in points)
    return f'<path d="M{places}{"Z" if closed else ""}"{_look(look)}/>'


def circle(x: float, y: float, r: float, look: str) -> str:
    """A disk or a ring."""
    return f'<circle cx="{number(x)}" cy="{number(y)}" r="{number(r)}"{_look(look)}/>'


def rect(x: float, y: float, width: float, height: float, look: str, round_: float = 0) -> str:
    """A box."""
    size = f'width="{number(width)}" height="{number(height)}"'
    corner = f' rx="{number(round_)}"' if round_ else ""
    return f'<rect x="{number(x)}" y="{number(y)}" {size}{corner}{_look(look)}/>'


def group(*inside: str, at: tuple[float, float] | None = None, handle: str = "") -> str:
    """Shapes that move together; with ``handle`` the reader can drag them.

    >>> group("<a/>", at=(1, 2), handle="x")
    '<g style="transform:translate(1px,2px)" data-handle="x"><a/></g>'
    """
    where = f' style="transform:translate({number(at[0])}px,{number(at[1])}px)"' if at else ""
    drag = f' data-handle="{handle}"' if handle else ""
    return f"<g{where}{drag}>{''.join(inside)}</g>"


def _look(names: str) -> str:
    return f' class="{names}"' if names else ""
