"""*How many bits does training use?* Capacities by number format, and strings held."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import log
from statistics import median
from typing import Any, Final

from memlib.experiments import statistics
from memlib.experiments.verdicts.b1 import FORMATS, ahead, capacities, growth, points
from memlib.experiments.verdicts.b2 import TABLE_1, THEIRS, by_steps, held
from memlib.experiments.verdicts.b2 import capacities as most_held
from memlib.plots import few_bits
from memlib.plots.curves import curves
from memlib.plots.tables import table
from memlib.training.strings import memorized_bits, total_bits

Rows = Sequence[Mapping[str, Any]]

#: The formats of both measurements of strings.
TWO: Final = ("float32", "bfloat16")


def by_format(rows: Rows) -> dict[str, Rows]:
    """The runs that count, by number format."""
    return {dtype: statistics.scored(rows, variant=dtype) for dtype in FORMATS}


def staircase() -> None:
    """What the model sees of a weight between -1 and 1, for few bits; 1 is the largest weight."""
    places = [k / 200 for k in range(-200, 201)]
    curves(
        {
            f"int{bits}": [
                (w, round(w * (2 ** (bits - 1) - 1)) / (2 ** (bits - 1) - 1)) for w in places
            ]
            for bits in (3, 4, 8)
        },
        across="weight, as it is kept",
        up="weight, as the model sees it",
        style=lambda theme, index: {"color": theme.palette[index], "linewidth": 2.4 - 0.7 * index},
        what=lambda curve: f"{len({y for _, y in curve})} steps",
        caption="Rounding is a staircase. With 8 bits it can hardly be seen.",
    )


def labels_by_size(rows: Rows) -> None:
    """Labels that half of the runs memorize, against trained parameters."""
    few_bits.capacities(
        {dtype: points(part) for dtype, part in by_format(rows).items()},
        caption="Labels that half of the runs memorize. 33 runs (11 seeds on each of 3 draws) at "
        "each of four N per size.",
    )


def capacity_table(rows: Rows) -> None:
    """Capacity and its exponent, and where a format is clearly below float64."""
    lines = []
    for dtype, part in by_format(rows).items():
        sizes = {
            f"W = {size:,}": "open" if n is None else f"{n:.0f}"
            for size, n in capacities(part).items()
        }
        below = "" if dtype == "float64" else str(len(ahead(rows, "float64", dtype)))
        lines.append(
            {"format": dtype, **sizes, "exponent": str(growth(rows, dtype)), "below": below}
        )
    table(
        lines,
        caption="Capacity by trained parameters W, its exponent with a bootstrap interval. Below: "
        "in how many cells the success interval lies wholly below that of float64, of those that "
        "both have.",
    )


def labels_per_weight(rows: Rows) -> tuple[float, float]:
    """(labels, weights) of the largest float64 net."""
    size, labels = points(by_format(rows)["float64"])[-1]
    return labels, size


def figure_3(rows: Rows) -> None:
    """Hits and their steps on the data of Figure 3, by format."""
    lines = []
    cells = statistics.by(statistics.scored(rows), "shape.blocks", "task.sequences")
    for (blocks, n), group in cells.items():
        line: dict[str, Any] = {"N": n, "blocks": blocks}
        for dtype in ("float64", "float32", "int8", "int4"):
            some = statistics.scored(group, variant=dtype)
            hits = [row["hit"] for row in some if statistics.hit(row)]
            when = f", step {median(hits):.0f}" if hits else ""
            line[dtype] = f"{len(hits)}/{len(some)}{when}"
        lines.append(line)
    table(lines, caption="Runs that hit, and the median step of their hits, of 1,000.")


def bits_by_loss(losses: Sequence[int], **shape: int) -> None:
    """Print how many bits of some strings are memorized at each loss."""
    print(f"the strings hold {total_bits(**shape):,.0f} bits")
    for left in losses:
        memorized = memorized_bits(left * log(2), **shape)
        print(f"loss {left} bits per token: {memorized:,.0f} bits are memorized")


def strings_held(rows: Rows) -> None:
    """Bits held of random strings against bits offered, and the range that others found."""
    found: dict[str, list[tuple[float, float, float, float]]] = {}
    for dtype in TWO:
        for one in held(rows, variant=dtype):
            point = (one.offered, one.held.value, one.held.low, one.held.high)
            found.setdefault(f"d = {one.m}, {dtype}", []).append(point)
    theirs = [one.float32 for one in TABLE_1]
    few_bits.held(
        found,
        theirs=(min(theirs), max(theirs)),
        caption="Three runs per point. Gray band: their 16 models in float32.",
    )


def most_of_strings(rows: Rows) -> None:
    """The most that was held, in bits per parameter."""
    table(
        [
            {
                "format": dtype,
                "d": m,
                "parameters": one.parameters,
                "strings": one.sequences,
                "offered": f"{one.offered:.2f}",
                "held": str(one.held),
                "theirs, mean": f"{THEIRS[dtype]:.2f}",
            }
            for dtype in TWO
            for m, one in most_held(rows, variant=dtype).items()
        ],
        caption="The most that was held, in bits per trained parameter, with Student's interval "
        "over three runs. Their mean: 16 models, d = 32 to 256.",
    )


def patience(rows: Rows) -> None:
    """What fewer and more steps hold."""
    table(
        [
            {"steps": steps, "d": one.m, "strings": one.sequences, "held": str(one.held)}
            for steps, one in by_steps(rows).items()
        ],
        caption="Bits per parameter after so many steps.",
    )


def what_differs(rows: Rows) -> None:
    """Their measurement and ours, side by side."""
    ours = statistics.scored(rows, variant="float32")
    one = ours[0]
    pairs = (
        ("layers", "1 to 8", "1"),
        ("d", "32 to 256", _between(ours, "shape.m")),
        ("parameters", "80,400 to 6,860,000", _between(ours, "parameters")),
        ("vocabulary V", "2,048", f"{one['task.vocabulary']}"),
        ("length S", "64", f"{one['task.length']}"),
        ("steps", "1,000,000", f"{one['set.steps']:,}"),
        ("strings per step", "2,048", "all"),
        ("optimizer", "Adam", "AdamW, no decay"),
        ("seeds", "5", str(len({row["seed"] for row in ours}))),
        ("bfloat16", "the whole training", "the weights; at the largest d"),
        ("first token", "not said", "log₂ V bits"),
    )
    table(
        [{"what": what, "Morris et al.": them, "here": us} for what, them, us in pairs],
        caption="What differs.",
    )


def _between(rows: Rows, name: str) -> str:
    values = [row[name] for row in rows]
    return f"{min(values):,} to {max(values):,}"


def strings_per_weight(rows: Rows) -> float:
    """Bits held per parameter by the largest float32 model."""
    return max(most_held(rows, variant="float32").values(), key=lambda o: o.parameters).held.value


def just_now(labels: Rows, strings: Rows) -> None:
    """What a few short runs give."""
    for row in labels:
        error = f"error {row['best_error']:.3f}"
        print(f"  {row['variant']:9} N = {row['task.sequences']}: {error}")
    for row in strings:
        bits = memorized_bits(
            row["exact_loss"], row["task.sequences"], row["task.length"], row["task.vocabulary"]
        )
        print(
            f"  {row['variant']:9} d = {row['shape.m']}, {row['task.sequences']} strings, "
            f"{row['set.steps']} steps: {bits / row['parameters']:.2f} bits per parameter"
        )
