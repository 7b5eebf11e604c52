"""*What its reviewers asked*: the numbers that answers lean on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from memlib.chapters.fewer_parameters import part
from memlib.chapters.frontier import part as line_part
from memlib.chapters.prose import Prose
from memlib.chapters.since_then import SIZES, built
from memlib.experiments.runs import runs
from memlib.experiments.verdicts import m1
from memlib.plots.rivals import NAMES
from memlib.plots.tables import table
from memlib.rivals.registry import RIVALS
from memlib.stored import load
from memlib.tables import table_1_data as shape


def every_count(sequences: int = 1024) -> None:
    """Three networks for one N by every count: nonzero, all places, longest number, bits in all."""
    named = {
        "line words, with skips": line_part("sizes", form="residual", sequences=sequences),
        "line words, plain": line_part("sizes", form="plain", sequences=sequences),
        "line words, fewest places": line_part("dense", sequences=sequences),
        "compact, plain": part("sizes", form="plain", sequences=sequences),
    }
    table(
        [
            {
                "network": name,
                "nonzero": row["built"]["parameters"],
                "places": row["built"]["dense_parameters"],
                "longest number": f"{row['built']['max_bits']} bits",
                "bits per label": f"{row['built']['total_bits'] / sequences:.1f}",
            }
            for name, rows in named.items()
            for row in rows
        ],
        caption=f"N = {sequences:,} labels of two classes. One neuron per label: "
        f"{2 * sequences + load('compact_sizes').manifest['dim']:,} parameters.",
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


def data_sets_taken() -> Prose:
    """On how many data sets of Table 1 each construction of others and of the paper exists."""
    rows = load("table_1").rows
    sets = len(list(shape.cells()))
    taken = dict.fromkeys(NAMES, 0)
    for row in rows:
        taken[row["construction"]] += row["sizes"] is not None
    ours = taken["next-token"]
    fewer = [name for name in RIVALS if taken[name] < sets]
    each = ", ".join(f"{NAMES[name]} ({taken[name]})" for name in fewer)
    return Prose(
        f"Theorem 4.1 was built and checked on **{ours} of {sets}** data sets. Of the other works "
        f"(in our versions) these refuse some of them, or were left out (in brackets: how many "
        f"they took): {each}."
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


def labels_checked() -> Prose:
    """What has been built and checked, in all."""
    rows = [row for row in load("table_1").rows if row["sizes"]]
    most = max(row["verified"] or 0 for row in built(*SIZES))
    return Prose(
        f"The {len(rows)} networks of *Table 1, measured* have "
        f"{sum(row['right'] for row in rows):,} labels, every one of them checked; the largest "
        f"compact network has {most:,}."
    )
