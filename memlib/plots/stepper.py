"""Move through a network layer by layer: one self-contained piece of HTML, no other host.

The reader chooses an input and a layer; an SVG picture and a table of the layer's rows follow.
On paper and without JavaScript a table follows one input through all layers.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from memlib.errors import MemlibError
from memlib.plots.stepper_parts import BODY, SCRIPT, STYLE
from memlib.plots.tables import html

#: One layer: title, stage, rows (name → exact number as text), key_bits, label_bits.
LayerTable = Mapping[str, Any]


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
    block = f"{STYLE}{BODY}<script>{SCRIPT}</script>".replace("@DATA@", data)
    return block.replace("@NAME@", name).replace("@REST@", at_rest(walks))


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


__all__ = ["stepper", "stepper_html"]
