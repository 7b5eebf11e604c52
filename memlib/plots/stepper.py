"""Move through a network layer by layer: one self-contained piece of HTML, no other host.

The reader chooses an input and a layer; an SVG picture and a table of the layer's rows follow.
On paper and without JavaScript a table follows one input through all layers. What moves is
``stepper.js``, how it looks is ``stepper.css``, both beside this file: ``@NAME@``, ``@DATA@``,
``@REST@`` and the colors of the two themes are put into them here.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from memlib import files
from memlib.errors import MemlibError
from memlib.plots.tables import html
from memlib.plots.themes import DARK, LIGHT, Theme

#: One layer: title, stage, rows (name → exact number as text), key_bits, label_bits.
LayerTable = Mapping[str, Any]

BODY: Final = """<div class="memlib-stepper" id="@NAME@" role="group"
aria-label="A network, layer by layer">@REST@</div>"""


def stepper_html(
    walks: Mapping[str, Sequence[LayerTable]],
    *,
    places: Sequence[tuple[int, int]],
    buckets: Sequence[tuple[int, int]],
    slots: int,
    alt: str,
) -> str:
    """The HTML of the interactive figure.

    Args:
        walks: name of an input → its layers, first to last.
        places: (place on the line, label) of each point, label 0 for none.
        buckets: first and last place of each bucket.
        slots: entries a word.
        alt: what the figure shows.

    Raises:
        MemlibError: nothing to show, walks of different lengths, or no alt text.
    """
    lengths = {len(layers) for layers in walks.values()}
    if len(lengths) != 1 or 0 in lengths or len(alt.split()) < 4:
        raise MemlibError(
            "walks of one length and alt text are due", operation="figure", place="stepper"
        )
    data = json.dumps(
        {
            "walks": {name: [dict(layer) for layer in layers] for name, layers in walks.items()},
            "places": places,
            "buckets": buckets,
            "slots": slots,
            "alt": alt,
        },
        ensure_ascii=False,
        separators=(",", ":"),
    ).replace("</", "<\\/")
    name = f"memlib-stepper-{hashlib.sha256(data.encode()).hexdigest()[:8]}"
    style = _part("css").replace("@LIGHT@", _colors(LIGHT)).replace("@DARK@", _colors(DARK))
    page = f"<style>\n{style}\n</style>{BODY}<script>{_part('js')}</script>"
    page = page.replace("@DATA@", data).replace("@NAME@", name)
    return page.replace("@REST@", at_rest(walks))


def at_rest(walks: Mapping[str, Sequence[LayerTable]]) -> str:
    """The first walk as a table: what each layer does, and what is known after it."""
    name, layers = next(iter(walks.items()))
    return html(
        [
            {
                "layer": number,
                "what it does": layer["title"],
                "of the key word": layer["key_bits"],
                "of the label word": layer["label_bits"],
                "label": layer["rows"].get("label", layer["rows"].get("result", "")),
            }
            for number, layer in enumerate(layers, start=1)
        ],
        caption=f"Input {name}: every layer, the bits that have been read, the label so far.",
    )


def _part(kind: str) -> str:
    return files.read_text(Path(__file__).with_suffix(f".{kind}")).removesuffix("\n")


def _colors(theme: Theme) -> str:
    names = {
        "bg": theme.background, "fg": theme.text, "mute": theme.muted, "grid": theme.grid,
        "blue": theme.color("blue"), "red": theme.color("red"), "green": theme.color("green"),
    }  # fmt: skip
    return "".join(f"--ms-{name}:{value};" for name, value in names.items())


def stepper(
    walks: Mapping[str, Sequence[LayerTable]],
    *,
    places: Sequence[tuple[int, int]],
    buckets: Sequence[tuple[int, int]],
    slots: int,
) -> None:
    """Display the interactive figure; see :func:`stepper_html`."""
    from IPython.display import HTML, display

    layers = len(next(iter(walks.values()), ()))
    alt = (
        f"Interactive: choose one of {len(walks)} inputs and one of {layers} layers. A number line "
        "shows the point and the buckets; two tents show the near and the far point of the key "
        "word and of the label word; a table shows what every row of the layer holds."
    )
    display(HTML(stepper_html(walks, places=places, buckets=buckets, slots=slots, alt=alt)))
