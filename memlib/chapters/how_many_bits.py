"""*How many bits does a weight need?*: bits needed, bits held, labels that survive."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from math import log2
from typing import Any

from memlib.constructions.construction import Construction
from memlib.constructions.lemmas.contextual import promised_shapes
from memlib.data.dataset import Dataset
from memlib.data.synthetic import random_dataset
from memlib.exact.certificate import Certificate
from memlib.exact.layers import Number
from memlib.export import FORMATS, survival
from memlib.export.measure import Needs
from memlib.numbers import significand
from memlib.plots.curves import curves, told
from memlib.plots.style import Theme, bare, show
from memlib.plots.tables import table
from memlib.stored import Table
from memlib.tables import floating_point

Row = Mapping[str, Any]
Rows = Sequence[Row]


def bits_by_layer(bits: Sequence[int], held: Mapping[str, int], *, caption: str = "") -> None:
    """Bits that the values need, layer after layer, and what each format holds.

    Args:
        bits: layer after layer.
        held: format → bits of its significand.
        caption: a line below the figure.
    """

    def draw(axes: Any, theme: Theme) -> None:
        axes.step(range(len(bits)), bits, where="mid", color=theme.color("blue"))
        _held(axes, theme, held)
        axes.set(xlabel="layer with weights", ylabel="bits")

    first = {
        name: next((place for place, b in enumerate(bits) if b > most), None)
        for name, most in held.items()
    }
    words = "; ".join(
        f"{name} holds {most}, " + (f"passed at layer {at}" if at is not None else "never passed")
        for (name, most), at in zip(held.items(), first.values(), strict=True)
    )
    show(
        draw,
        alt=f"Bits that the values need after each of {len(bits)} layers: at most {max(bits)}, "
        f"reached at layer {list(bits).index(max(bits))}. {words}.",
        caption=caption,
    )


def bits_by_size(rows: Rows, held: Mapping[str, int]) -> None:
    """Bits needed against N for every theorem with several sizes, and what each format holds.

    Args:
        rows: of results/export.json, in plain form.
        held: format → bits of its significand.
    """
    found: dict[str, list[tuple[int, int]]] = {}
    for row in rows:
        few = f", B = {row['bits']}" if row["bits"] else ""
        found.setdefault(row["theorem"] + few, []).append((row["sequences"], needed(row)))
    sizes = {name: curve for name, curve in found.items() if len(curve) > 1}
    words = told(sizes, lambda c: ", ".join(f"{bits} at N = {n:,}" for n, bits in c))
    lines = ", ".join(f"{name} {bits}" for name, bits in held.items())
    curves(
        sizes,
        across="sequences N",
        up="bits needed",
        log="xy",
        legend={"loc": "upper left"},
        more=lambda axes, theme: _held(axes, theme, held),
        alt=f"Bits needed against N on log scales. {words}. Dashed lines, bits held: {lines}.",
        caption="Above a dashed line, that format has to round.",
    )


def called(row: Row) -> str:
    """What a row of results/export.json is called: theorem, N, B and form."""
    few = f", B = {row['bits']}" if row["bits"] else ""
    blocks = " (blocks)" if row["form"] == "residual" else ""
    return f"{row['theorem']} {row['sequences']:,}{few}{blocks}"


def needed(row: Row) -> int:
    """The most bits that any weight, value or sum of a network needs."""
    return max(int(row[part]["bits"]) for part in ("weights", "values", "sums"))


def _share(row: Row, name: str) -> tuple[int, int, bool]:
    """Labels that survive in a format, of how many, and whether its bits suffice."""
    told_of = row["formats"][name]
    return told_of["survive"], row["labels"], told_of["suffices"]


def _alive(row: Row, name: str) -> str:
    return "{} of {}".format(*_share(row, name))


def _step(row: Row, name: str) -> str:
    """The step of the proof whose layer is the first that does not fit."""
    steps = row["formats"][name]["step"].replace("F₂: ", "")
    return " → ".join(dict.fromkeys(steps.split(" → ")))


def all_networks(rows: Rows, held: Mapping[str, int]) -> None:
    """The labels that survive, of every network in every format."""
    survivors([called(row) for row in rows], {n: [_share(row, n) for row in rows] for n in held})


def tally(rows: Rows, held: Mapping[str, int]) -> None:
    """In how many cases the bits suffice, and in how many all labels survive."""
    cases = [_share(row, name) for row in rows for name in held]
    for words, wanted in (("suffice", True), ("do not suffice", False)):
        these = [alive == of for alive, of, suffices in cases if suffices is wanted]
        print(f"bits {words} in {len(these)} cases:")
        print(f"  all labels survive in {sum(these)}")


def first_faults(rows: Rows, held: Mapping[str, int]) -> None:
    """Where the networks of 16 and 64 sequences first do not fit."""
    table(
        [
            {
                "network": called(row),
                "needs": needed(row),
                "format": name,
                "holds": held[name],
                "survive": _alive(row, name),
                "first at fault": _step(row, name),
            }
            for row, name in _misfits(rows, held)
            if row["sequences"] in (16, 64) and row["bits"] is None
        ],
        caption="Bits needed, bits held, and the first step that does not fit; 16 and 64 "
        "sequences.",
    )


def count_faults(rows: Rows, held: Mapping[str, int]) -> None:
    """How often each step is the first that does not fit."""
    found = Counter(_step(row, name) for row, name in _misfits(rows, held))
    for where, times in found.most_common():
        print(f"{times:3} × {where}")


def _misfits(rows: Rows, held: Mapping[str, int]) -> list[tuple[Row, str]]:
    return [(row, name) for row in rows for name in held if not _share(row, name)[2]]


def few_bits(rows: Rows) -> None:
    """What shorter words change for the networks of Theorems B.1 and F.1."""
    table(
        [
            {
                "network": called(row),
                "nonzero parameters": row["parameters"],
                "weights": row["weights"]["bits"],
                "values": row["values"]["bits"],
                "float64": _alive(row, "float64"),
            }
            for row in rows
            if row["theorem"] in ("limited-bits", "next-token")
        ],
        caption="Bits that the weights and the values need.",
    )


def asked_and_there(sizes: Table, bits: int) -> None:
    """N log₂ C beside the bits of that many parameters, for every fourth stored size."""
    for row in sizes.rows[::4]:
        n = row["sequences"]
        print(f"N = {n:6,}: {n * log2(sizes.manifest['classes']):9,.0f} bits asked,")
        print(f"           {bits * row['built']['parameters']:9,} in that many float64")


def survivors(
    networks: Sequence[str], shares: Mapping[str, Sequence[tuple[int, int, bool]]]
) -> None:
    """How many labels survive: a bar for each network in each format.

    Args:
        networks: what each row is.
        shares: format → for each network, survivors, labels, whether the bits suffice.
    """
    formats = list(shares)

    def draw(axes: Any, theme: Theme) -> None:
        for x, name in enumerate(formats):
            for y, (alive, of, enough) in enumerate(shares[name]):
                axes.barh(y, 0.86, 0.62, left=x, color=theme.grid)
                color = theme.color("blue") if enough else theme.color("gold")
                axes.barh(y, 0.86 * alive / of, 0.62, left=x, color=color)
        axes.set(xlim=(0, len(formats)), ylim=(len(networks) - 0.5, -0.5))
        axes.set_yticks(range(len(networks)), networks)
        axes.set_xticks([x + 0.43 for x in range(len(formats))], formats)
        axes.tick_params(top=True, bottom=False, labeltop=True, labelbottom=False, length=0)
        bare(axes)

    words = "; ".join(
        f"{name}: "
        + ", ".join(
            f"{network} {alive} of {of}"
            for network, (alive, of, _) in zip(networks, shares[name], strict=True)
        )
        for name in formats
    )
    show(
        draw,
        alt=f"Bars: the share of labels that survive in each format. {words}.",
        caption="Full bar: all labels survive. Blue: the bits suffice, so all must. "
        "Gold: they do not. Empty: none survives.",
        size=(6.2, 1.0 + 0.3 * len(networks)),
    )


def _held(axes: Any, theme: Theme, held: Mapping[str, int]) -> None:
    """A rule for each format, with its name beside the axes, where no curve is."""
    for name, bits in held.items():
        axes.axhline(bits, color=theme.muted, linestyle="--", linewidth=1.4)
        axes.annotate(
            f"{name}: {bits}", (1, bits), (5, 0), xycoords=("axes fraction", "data"),
            textcoords="offset points", va="center", fontsize=10, color=theme.muted,
        )  # fmt: skip


def held_by(names: Sequence[str]) -> dict[str, int]:
    """The bits of significand that each format holds.

    >>> held_by(("float32",))
    {'float32': 24}
    """
    return {name: FORMATS[name].precision for name in names}


def needed_and_held(numbers: Sequence[Number], held: Mapping[str, int]) -> None:
    """The bits that some numbers need, and those that formats hold."""
    print(", ".join(f"{name} holds {bits}" for name, bits in held.items()))
    print(", ".join(f"{x} needs {significand(x)}" for x in numbers))


def bits_inside(made: Construction, needs: Needs, held: Mapping[str, int]) -> None:
    """The bits that a network needs, as a curve over its layers."""
    bits = [x.values.bits for x in needs.layers if x.kind != "relu"]  # these copy or drop
    print(f"{made.built.parameters:,} nonzero parameters; weights need", end=" ")
    print(f"{needs.whole('weights').bits} bits, values {max(bits)},", end=" ")
    print(f"sums {needs.whole('sums').bits}")
    bits_by_layer(bits, held, caption="Bits that the values need after each layer with weights.")


def run_in_formats(
    made: Construction, data: Dataset, needs: Needs, held: Mapping[str, int]
) -> None:
    """How many labels survive in each format, and where the first number does not fit."""
    certificate = Certificate(data, made.network, {}, made.about())
    rows = []
    for name in held:
        found, first = survival(certificate, name, needs), "none"
        if found.first_place is not None:
            first = str(floating_point.step_of_layer(made, found.first_place))
        rows.append(
            {
                "format": name,
                "labels that survive": f"{found.survive} of {found.labels}",
                "rounded weights": found.rounded_weights,
                "first misfit": first,
            }
        )
    table(rows, caption="The same network in three formats.")


def bits_of_a_key(sizes: Sequence[int]) -> None:
    """The bits of one key of the second part, before any data is seen."""
    keys = {n: promised_shapes(random_dataset(n, 2, 1, 4))[1].key_bits for n in sizes}
    rows = [{"N": n, "bits of one key": bits} for n, bits in keys.items()]
    table(rows, caption="One key names a context id among all places up to R₂.")
