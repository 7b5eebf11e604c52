"""What the chapter *Since then* tabulates: label bits, and what the reviewers asked."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from memlib.experiments.runs import runs
from memlib.experiments.verdicts import m1
from memlib.plots.rivals import NAMES
from memlib.plots.tables import table
from memlib.rivals.registry import RIVALS
from memlib.stored import load
from memlib.tables import table_1_data as shape

if TYPE_CHECKING:
    from IPython.display import Markdown

Rows = Sequence[Mapping[str, Any]]

#: Labels of the built networks that the table shows.
SIZES: Final = (64, 1024, 16_384, 1_000_000)
#: The binary perceptron: label bits per bit of weight, as Krauth and Mézard computed it.
PERCEPTRON: Final = 0.833


def built(*sizes: int) -> list[Mapping[str, Any]]:
    """Compact networks in plain layers, from results/compact_sizes.json."""
    rows = load("compact_sizes").rows
    return [
        row
        for row in rows
        if row["part"] == "sizes" and row["form"] == "plain" and row["sequences"] in sizes
    ]


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


def _entry(name: str, row: Mapping[str, Any], parameters: int, bits: int | None) -> dict[str, Any]:
    held = row["sequences"] * math.log2(row["classes"])
    return {
        "network": name,
        "N": row["sequences"],
        "parameters": parameters,
        "label bits per parameter": f"{held / parameters:.2f}",
        "label bits per bit": f"{held / bits:.2f}" if bits else "–",
    }


def most_held(rows: Rows, trained: Rows) -> Markdown:
    """The largest built network beside the best trained one, in a sentence."""
    from IPython.display import Markdown

    most = max(rows, key=lambda row: int(row["sequences"]))
    size = most["built"]
    held = {
        name: max(
            row["sequences"] * math.log2(row["classes"]) / row["parameters"]
            for row in trained
            if (row["family"].startswith("trained: eq. (165)")) == (name == "eq. (165)")
        )
        for name in ("eq. (165)", "feed-forward")
    }
    return Markdown(
        "The largest of the built networks holds "
        f"**{most['sequences'] / size['parameters']:.0f} label bits per nonzero parameter**, but "
        f"only **{most['sequences'] / size['total_bits']:.2f} per bit**: its longest weight has "
        f"{size['max_bits']} bits. Of the trained ones the best "
        f"feed-forward net holds {held['feed-forward']:.2f} per parameter, and the best "
        f"transformer of eq. (165) {held['eq. (165)']:.2f}."
    )


def shares_of_the_label_part() -> None:
    """How much of a network stores labels, and how much only tells contexts apart."""
    lines = []
    for row in built(1024, 1_000_000):
        dim = load("compact_sizes").manifest["dim"]
        hashing = dim + 1 + 5 * row["constants"]["token_folds"] + 6
        lines.append(_share("compact", row, row["built"]["parameters"], hashing, "at most "))
    for row in load("constant_terms").rows:
        if row["sequences"] in (1024, 524_288):
            terms = {name: term["parameters"] for name, term in row["built"].items()}
            apart = sum(size for name, size in terms.items() if not name.startswith("labels"))
            lines.append(_share("Theorem 4.1, literal", row, row["built_parameters"], apart))
    table(lines, caption="Nonzero parameters: all, and those that only tell contexts apart.")


def _share(
    name: str, row: Mapping[str, Any], size: int, apart: int, most: str = ""
) -> dict[str, Any]:
    return {
        "network": name,
        "N": row["sequences"],
        "parameters": size,
        "tell contexts apart": f"{most}{apart:,}",
        "share": f"{most}{apart / size:.1%}",
    }


def data_sets_taken() -> Markdown:
    """On how many data sets of Table 1 each construction of others and of the paper exists."""
    from IPython.display import Markdown

    rows = load("table_1").rows
    sets = len(list(shape.cells()))
    taken = dict.fromkeys(NAMES, 0)
    for row in rows:
        taken[row["construction"]] += row["sizes"] is not None
    ours = taken["next-token"]
    fewer = [name for name in RIVALS if taken[name] < sets]
    each = ", ".join(f"{NAMES[name]} {taken[name]}" for name in fewer)
    return Markdown(
        f"Theorem 4.1 was built and checked on **{ours} of {sets}** data sets. Of the other works "
        f"(in our versions) these refuse some of them, or were left out: {each}."
    )


def averaging() -> None:
    """Averaging beside the two kinds of attention with scores, at equal parameters."""
    _, rows = runs("m1")
    found = {data: m1.rates(rows, data) for data in m1.MEMORIZED}
    lines = [
        {"data": data, "N": n}
        | {mixer: str(found[data][mixer][n]) for mixer in ("averaging", "softmax", "hardmax")}
        for data in m1.MEMORIZED
        for n in sorted(found[data]["averaging"])
    ]
    table(lines, caption="Fresh runs that memorize all labels, with intervals.")


def labels_checked() -> Markdown:
    """What has been built and checked, in all."""
    from IPython.display import Markdown

    rows = [row for row in load("table_1").rows if row["sizes"]]
    most = max(row["verified"] or 0 for row in built(*SIZES))
    return Markdown(
        f"The {len(rows)} networks of *Table 1, measured* have "
        f"{sum(row['right'] for row in rows):,} labels, every one of them checked; the largest "
        f"compact network has {most:,}."
    )
