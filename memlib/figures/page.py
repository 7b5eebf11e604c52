"""A figure that moves as HTML: it stands at rest without JavaScript, and moves with it."""

from __future__ import annotations

import json
from html import escape
from itertools import groupby

from memlib.figures.moving import Control, Moving
from memlib.figures.tables import packed
from memlib.plots.themes import DARK, LIGHT, Theme

#: Stands where the page's own address of the engine comes.
ENGINE = "memlib-live-engine"


def html(figure: Moving, engine: str = ENGINE) -> str:
    """The block of a figure.

    Args:
        figure: what to show.
        engine: the address of the script that starts Python in the page, or nothing.
    """
    width, height = figure.size
    rest = {part.name: figure.drawn(part.name, figure.start) for part in figure.parts}
    said = f'<p class="moving-said" data-part="said" aria-live="polite">{escape(rest["said"])}</p>'
    drawn = "".join(
        f'<g data-part="{name}">{shapes}</g>' for name, shapes in rest.items() if name != "said"
    )
    bar = "".join(
        f'<div class="moving-flips"><span>{escape(figure.flips)}:</span>{"".join(made)}</div>'
        if flips
        else "".join(made)
        for flips, made in (
            (flips, [_control(figure, control) for control in controls])
            for flips, controls in groupby(figure.controls, lambda each: each.kind == "flip")
        )
    )
    if figure.hint:
        bar += f'<p class="moving-hint">{escape(figure.hint)}</p>'
    note = f'<p class="moving-note" data-note hidden>{escape(figure.needs_python)}</p>'
    return f"""<figure class="memlib-moving" id="moving-{figure.name}" data-moving="{figure.name}"
data-engine="{engine}">
<p class="moving-title">{escape(figure.title)}</p>
<svg viewBox="0 0 {width} {height}" role="img" aria-label="{escape(figure.alt)}"
xmlns="http://www.w3.org/2000/svg">{drawn}</svg>
{said}
<div class="moving-bar" role="group" aria-label="{escape(figure.title)}" hidden>{bar}</div>
{note if figure.needs_python else ""}
<figcaption>{escape(figure.point)}</figcaption>
<script type="application/json">{_data(figure)}</script>
</figure>"""


def _control(figure: Moving, control: Control) -> str:
    name = f"moving-{figure.name}-{control.name}"
    label, words = escape(control.label), control.words[control.start - control.low]
    if control.kind == "slider":
        span = f'min="{control.low}" max="{control.high}" value="{control.start}" step="1"'
        return (
            f'<div class="moving-slider"><label for="{name}">{label}: '
            f'<output for="{name}">{escape(words)}</output></label>'
            f'<input id="{name}" type="range" {span} data-control="{control.name}"></div>'
        )
    if control.kind == "choice":
        buttons = "".join(
            f'<button type="button" data-control="{control.name}" data-value="{value}" '
            f'aria-pressed="{str(value == control.start).lower()}">{escape(word)}</button>'
            for value, word in zip(control.values, control.words, strict=True)
        )
        return (
            f'<div class="moving-choice" role="group" aria-label="{label}"><span>{label}:</span>'
            f"{buttons}</div>"
        )
    if control.kind in ("flip", "turn"):
        shown = escape(words) if control.kind == "flip" else label
        spoken = f' aria-label="{label}: {escape(words)}"' if control.kind == "flip" else ""
        return (
            f'<button type="button" class="moving-{control.kind}" data-control="{control.name}"'
            f"{spoken}>{shown}</button>"
        )
    return ""


def _data(figure: Moving) -> str:
    value = {
        "controls": {
            control.name: {
                "kind": control.kind, "label": control.label, "words": list(control.words),
                "low": control.low, "start": control.start, "across": control.across,
            }
            for control in figure.controls
        },
        "parts": {
            part.name: {"on": part.on, **packed(figure.tables[part.name])} for part in figure.parts
        },
    }  # fmt: skip
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("</", "<\\/")  # no tag may end the script


def colors(theme: Theme) -> str:
    """The theme's colors as CSS variables.

    >>> colors(LIGHT).split(";")[0]
    '--m-bg:#ffffff'
    """
    names = {
        "bg": theme.background, "text": theme.text, "mute": theme.muted, "grid": theme.grid,
        **{name: theme.color(name) for name in ("blue", "red", "green", "gold", "pink")},
    }  # fmt: skip
    return "".join(f"--m-{name}:{value};" for name, value in names.items())


def css() -> str:
    """The colors of both themes, for the style sheet of the site."""
    system = "@media (prefers-color-scheme:dark)"
    return (
        f".memlib-moving{{{colors(LIGHT)}}}\n"
        f"{system}{{html:not([data-theme=light]) .memlib-moving{{{colors(DARK)}}}}}\n"
        f"html[data-theme=dark] .memlib-moving{{{colors(DARK)}}}\n"
    )
