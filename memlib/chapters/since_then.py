"""*Since then*: label bits per parameter, of networks here and of other works."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, Final

from memlib.chapters.prose import Prose
from memlib.experiments.runs import runs
from memlib.experiments.verdicts import b2
from memlib.plots.held import per_parameter as draw_held
from memlib.plots.tables import table
from memlib.stored import load

Rows = Sequence[Mapping[str, Any]]

#: Labels of the built networks that the table shows.
SIZES: Final = (64, 1024, 16_384, 1_000_000)
#: The binary perceptron: label bits per bit of weight, as Krauth and Mézard computed it.
PERCEPTRON: Final = 0.833


def built(*sizes: int) -> list[Mapping[str, Any]]:
    """Compact networks in plain layers, from results/compact_sizes.json."""
    rows = load("compact_sizes").where(part="sizes", form="plain")
    return [row for row in rows if row["sequences"] in sizes]


#: Bits per parameter that others measured: Allen-Zhu and Li; Morris et al., in their abstract.
OTHERS: Final = {"knowledge (Allen-Zhu & Li)": 2.0, "random strings (Morris et al.)": 3.6}


def per_parameter(rows: Rows, trained: Rows) -> None:
    """Bits per parameter on one axis: built, trained, and what others measured."""
    held = {
        f"built, N = {row['sequences']:,}": row["sequences"] / row["built"]["parameters"]
        for row in rows
    }
    for family in dict.fromkeys(row["family"].split(",")[0] for row in trained):
        held[family] = max(_held(row) for row in trained if row["family"].split(",")[0] == family)
    draw_held(
        held,
        others={**OTHERS, "one neuron, weights ±1": PERCEPTRON},
        caption="Bits held per parameter. Built: labels per nonzero parameter, with numbers as "
        "long as they need to be. Trained: the best of G1 and of its sizes between. Hollow: other "
        "works.",
    )


def label_bits(rows: Rows, trained: Rows) -> None:
    """Label bits per parameter and per bit, of built and of trained networks."""
    lines = [
        _entry("built, compact", row, row["built"]["parameters"], row["built"]["total_bits"])
        for row in rows
    ]
    lines += [_entry(row["family"], row, row["parameters"], None) for row in trained]
    lines.append(
        {
            "network": "one neuron, weights ±1", "N": "large", "parameters": "W",
            "label bits per parameter": f"{PERCEPTRON:.2f}",
            "label bits per bit": f"{PERCEPTRON:.2f}",
        }
    )  # fmt: skip
    table(
        lines,
        caption="Labels in weights. Built: nonzero parameters, and the bits of each nonzero "
        "weight or bias. Trained: all trained parameters. Last: computed by Krauth and Mézard for "
        "random points, W large.",
    )


def _bits(row: Mapping[str, Any]) -> float:
    """The bits of all labels of a row."""
    return float(row["sequences"] * math.log2(row["classes"]))


def _held(row: Mapping[str, Any]) -> float:
    """Label bits per parameter of a trained row."""
    return _bits(row) / float(row["parameters"])


def _entry(name: str, row: Mapping[str, Any], parameters: int, bits: int | None) -> dict[str, Any]:
    held = _bits(row)
    return {
        "network": name,
        "N": row["sequences"],
        "parameters": parameters,
        "label bits per parameter": f"{held / parameters:.2f}",
        "label bits per bit": f"{held / bits:.2f}" if bits else "–",
    }


def most_held(rows: Rows, trained: Rows) -> Prose:
    """The largest compact network beside the best trained ones; the largest on strings."""
    strings = b2.largest(runs("b2")[1])
    most = max(rows, key=lambda row: int(row["sequences"]))
    size = most["built"]
    held = {
        name: max(
            _held(row)
            for row in trained
            if (row["family"].startswith("trained: eq. (165)")) == (name == "eq. (165)")
        )
        for name in ("eq. (165)", "feed-forward")
    }
    return Prose(
        "The largest of these compact networks holds "
        f"**{most['sequences'] / size['parameters']:.0f} label bits per nonzero parameter**, but "
        f"only **{most['sequences'] / size['total_bits']:.2f} per bit**: its longest weight has "
        f"{size['max_bits']} bits. Of the trained ones the best "
        f"feed-forward net holds {held['feed-forward']:.2f} per parameter, and the best "
        f"transformer of eq. (165) {held['eq. (165)']:.2f}. On random strings, as Morris et al. "
        f"measure, a model of ours with {strings.parameters:,} parameters holds "
        f"{strings.held.value:.2f}."
    )
