"""*A text by heart*: networks that recite, what they cost, and what a wrong weight does."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import islice
from math import log2
from textwrap import wrap

import memlib
from memlib.constructions.construction import Construction
from memlib.data.dataset import Dataset
from memlib.data.lossless import joined, split
from memlib.data.python_docs import topics
from memlib.data.recital import recital
from memlib.errors import MemlibError
from memlib.exact.count import count
from memlib.exact.layers import Affine, Network
from memlib.exact.recite import Reciter
from memlib.plots.curves import curves
from memlib.plots.tables import table

#: A nursery rhyme that builds on itself, as it has been printed since the 18th century.
RHYME = """\
This is the house that Jack built.

This is the malt
That lay in the house that Jack built.

This is the rat,
That ate the malt
That lay in the house that Jack built.

This is the cat,
That killed the rat,
That ate the malt
That lay in the house that Jack built.
"""


@dataclass(frozen=True)
class Learned:
    """A text, its data, and the network that holds it.

    Attributes:
        words: how many the text has.
        data: a sequence for every word, and one for the end.
        made: the compact network.
    """

    words: int
    data: Dataset
    made: Construction


def documentation(words: int) -> bytes:
    """The first words of Python's own documentation."""
    return joined(split(topics().encode(), "words")[:words])


def learn(text: bytes) -> Learned:
    """The text's data and its network."""
    data = recital(text)
    return Learned(len(data) - 1, data, memlib.build(data, "next-token", method="compact"))


def said(tokens: Iterable[bytes], most: int = 12) -> str:
    """The first tokens as one line of text; an error ends it in square brackets."""
    heard = []
    try:
        for token in islice(tokens, most):
            heard.append(token.decode())
    except MemlibError as error:
        heard.append(f"[{error.what}]")
    return " ".join("".join(heard).split())


def windows(data: Dataset, numbers: Sequence[int]) -> None:
    """Some windows and what follows them, in words."""
    entries = ["start", *(word.strip() for word in data.about["recital"]["vocabulary"])]
    rows = []
    for i in numbers:
        label = data.labels[i]
        assert isinstance(label, int)
        seen = [entries[int(data.tokens[k][0])] for k in data.sequences[i]]
        shown = " ".join(seen[-5:])
        rows.append(
            {
                "the last words of the window": f"… {shown}" if len(seen) > 5 else shown,
                "then": entries[label] if label else "end",
            }
        )
    table(rows, caption=f"Some of {len(data)} windows of {data.length} words.")


def with_a_bit_changed(learned: Learned, text: bytes, least: int = 20) -> tuple[Network, str]:
    """The network with the lowest bit of one long bias flipped: of all, the latest to be heard."""
    changes = []
    for layer, old in enumerate(learned.made.network):
        for place, value in old.bias.items() if isinstance(old, Affine) else ():
            bits = abs(Fraction(value).numerator).bit_length()
            if bits < least or not isinstance(old, Affine):
                continue
            flipped = Fraction(Fraction(value).numerator ^ 1, Fraction(value).denominator)
            layers = list(learned.made.network.layers)
            layers[layer] = replace(old, bias={**old.bias, place: flipped})
            network = Network(tuple(layers))
            right = first_difference(network, learned.data, text)
            changes.append((right, network, f"bias {place} of layer {layer}, {bits} bits long"))
    heard = [change for change in changes if change[0] < learned.words]
    _, network, what = max(heard, key=lambda change: change[0])
    return network, what


def first_difference(network: Network, data: Dataset, text: bytes) -> int:
    """How many words are right before the first wrong one."""
    right = split(text, "words")
    place = 0
    try:
        for token in Reciter.of(network, data).recite():
            if place >= len(right) or token.decode() != right[place]:
                return place
            place += 1
    except MemlibError:
        return place
    return place


def costs(texts: Sequence[Learned]) -> None:
    """What each text costs, in numbers and in bits."""
    rows = []
    for each in texts:
        counts = count(each.made.network, each.data.token_dim)
        vocabulary = len(each.data.about["recital"]["vocabulary"])
        rows.append(
            {
                "words": each.words,
                "different": vocabulary,
                "window n": each.data.length,
                "nonzero parameters": counts.parameters,
                "dense parameters": counts.dense_parameters,
                "bits per word": f"{counts.total_bits / each.words:.1f}",
                "log₂ vocabulary": f"{log2(vocabulary):.1f}",
            }
        )
    table(
        rows,
        caption="The first words of Python's documentation, each text recited to its end. "
        "Window 1: tokens carry their place.",
    )


def growing(texts: Sequence[Learned]) -> None:
    """Numbers against words, both on log scales."""
    curves(
        {"nonzero parameters": [(each.words, each.made.built.parameters) for each in texts]},
        lines={"one number per word": [(each.words, each.words) for each in texts]},
        across="words of the text",
        up="numbers",
        log="xy",
        caption="What the networks hold texts with, beside one number per word.",
    )


def speech(text: str, width: int = 70) -> str:
    """A text in short lines, for printing."""
    return "\n".join(wrap(text, width))
