"""*Three times nearer to the floor*: line words beside all other methods, between the floors."""

from __future__ import annotations

from typing import Any, Final

from memlib.chapters.fewer_parameters import curve
from memlib.chapters.fewer_parameters import part as compact_part
from memlib.constructions.compact.items import context_items
from memlib.constructions.construction import Construction
from memlib.constructions.line.layout import place_items
from memlib.plots.tables import table
from memlib.plots.words import Key, words
from memlib.stored import load

#: What readers call the two forms.
FORMS: Final = {"plain": "plain", "residual": "with skips"}


def part(name: str, **wanted: object) -> list[dict[str, Any]]:
    """Rows of one part of results/line_sizes.json, with these values."""
    return load("line_sizes").where(part=name, **wanted)


def three_steps(made: Construction) -> None:
    """The words of a network after its hinges, after some folds, and after all."""
    memory = made.proof
    layout, numbers = memory.layout, memory.numbers
    data = context_items(made.dataset)
    codes = [(label - memory.least) // memory.unit for label in data.labels]
    keys = dict(zip(data.keys_of(memory.token_hash.scores, len(codes)), codes, strict=True))
    items = place_items(layout, list(keys), list(keys.values()))

    def stage(folds: int, gates: bool) -> list[Key]:
        found: list[Key] = []
        for number, item in enumerate(items):
            place = item.place << numbers.fraction
            word = sum(h.change * max(0, place - h.place) for h in memory.hinges)
            whole = 1 << numbers.range
            if gates:
                word, whole = word << item.deeper, whole << sum(layout.steps)
            for _ in range(folds):
                whole //= 2
                word = min(word, 2 * whole - word)
            found.append((number, word / whole, item.code))
        return found

    some = layout.folds // 2
    corners, begin = [], 0
    for hinge in memory.hinges:
        corners.append(begin - 0.5)
        begin += hinge.size
    words(
        [
            ("1. The hinges: one broken line over all keys.", stage(0, False)),
            (f"2. The gates, and {some} of {layout.folds} folds.", stage(some, True)),
            (f"3. All {layout.folds} folds: above one half the label is 1.",
             stage(layout.folds, True)),
        ],
        corners,
    )  # fmt: skip


def sizes() -> None:
    """Sizes of all networks of line words, and how far above the two floors they are."""
    compact = dict(curve(compact_part("sizes", form="residual")))
    plain = dict(curve(part("sizes", form="plain")))
    table(
        [
            {
                "labels N": row["sequences"],
                "with skips": row["built"]["parameters"],
                "plain": plain.get(row["sequences"], "-"),
                "compact": compact.get(row["sequences"], "-"),
                "floor": row["floor_fixed"],
                "ratio": f"{row['built']['parameters'] / row['floor_fixed']:.1f}",
                "floor, chosen": row["floor_chosen"],
                "ratio, chosen": f"{row['built']['parameters'] / row['floor_chosen']:.1f}",
            }
            for row in part("sizes", form="residual")
        ],
        caption="Nonzero parameters, two classes. Floor: places fixed before the labels; chosen: "
        "places chosen after the labels, in layers of these shapes. Ratio: with skips, to a floor.",
    )


def dense() -> None:
    """All places of all matrices of the plain networks."""
    table(
        [
            {
                "labels N": row["sequences"],
                "dense": row["built"]["dense_parameters"],
                "nonzero": row["built"]["parameters"],
                "2N + d": 2 * row["sequences"] + 3,
            }
            for row in part("dense")
        ],
        caption="Plain layers, built for few dense parameters (--fewest dense).",
    )


def bits() -> None:
    """Bits of all parameters per label, of networks built for few bits."""
    table(
        [
            {
                "labels N": row["sequences"],
                "bits": row["built"]["total_bits"],
                "bits per label": f"{row['built']['total_bits'] / row['sequences']:.2f}",
                "nonzero": row["built"]["parameters"],
                "longest number": row["built"]["max_bits"],
            }
            for row in part("bits")
        ],
        caption="Plain layers, built for few bits (--fewest bits). One bit per label is the least.",
    )


def classes() -> None:
    """Labels of ten classes, beside the compact method."""
    compact = {row["form"]: row for row in compact_part("classes", classes=10)}
    table(
        [
            {
                "labels N": row["sequences"],
                "form": FORMS[row["form"]],
                "line words": row["built"]["parameters"],
                "compact": compact[row["form"]]["built"]["parameters"],
                "folds K": row["constants"]["folds"],
                "buckets": row["constants"]["buckets"],
            }
            for row in part("classes", sequences=4096)
        ],
        caption="Nonzero parameters, ten classes: labels of four bits.",
    )


def seconds() -> None:
    """How long the networks of the curve took to build."""
    table(
        [
            {
                "labels N": row["sequences"],
                "form": FORMS[row["form"]],
                "effort": row["effort"],
                "nonzero": row["built"]["parameters"],
                "CPU seconds": f"{float(row['cpu_seconds_to_build']):.1f}",
            }
            for row in part("sizes") + part("best")
            if row["sequences"] >= 1024
        ],
        caption="CPU seconds to build, one process. The machine did other work at the same time.",
    )


def random_sets() -> dict[str, int]:
    """Totals over all random data sets.

    >>> random_sets()["wrong"]
    0
    """
    rows = part("random sets")
    counted = ("sets", "items", "wrong", "refused", "retried", "rehashed")
    return {name: sum(row[name] for row in rows) for name in counted}


def fill() -> None:
    """How full buckets are: labels per digit of slope and place."""
    lines = []
    for row in part("sizes", form="residual"):
        folds, buckets = row["constants"]["folds"], row["constants"]["buckets"]
        lines.append(
            {
                "labels N": row["sequences"],
                "folds K": folds,
                "buckets": buckets,
                "labels per bucket": f"{row['sequences'] / buckets:.1f}",
                "fill": f"{row['sequences'] / (2 * folds * buckets):.2f}",
            }
        )
    table(lines, caption="Fill: labels per bucket over 2K.")
