"""*The sandwich*: bounds, everything built and what training reaches, in one picture."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from memlib.bounds.certificates import check_certificate
from memlib.bounds.verdict import Verdict
from memlib.constructions.construction import Construction
from memlib.errors import MemlibError
from memlib.exact.certificate import to_json
from memlib.experiments.trained import smallest
from memlib.plots.growth import slope
from memlib.plots.sandwich import sandwich as draw
from memlib.plots.style import Picture
from memlib.plots.tables import table
from memlib.tables import sandwich as stored

Rows = Sequence[Mapping[str, Any]]


def rows(task: str) -> list[dict[str, Any]]:
    """Every stored row of a task, with how many labels its data has."""
    return [{**row, "labels": stored.labels(row)} for row in stored.collect(task)]


def slopes(found: Rows) -> None:
    """The slope of every built or computed family; for trained ones, what the brackets allow."""
    curves: dict[str, list[tuple[int, int]]] = {}
    for row in found:
        if row["kind"] != "trained":
            curves.setdefault(row["family"], []).append((row["labels"], row["parameters"]))
    kinds = {row["family"]: row["kind"] for row in found}
    lines = [
        {"family": name, "slope": f"{slope(curve):.2f}", "kind": kinds[name]}
        for name, curve in sorted(curves.items())
    ]
    lines += [
        {"family": f"trained: {variant}", "slope": f"{bracket} at N = {count:,}",
         "kind": "trained"}
        for (variant, count), bracket in smallest().items()
    ]  # fmt: skip
    table(
        lines,
        caption="Slopes of log parameters over log labels. Trained: no slope, the sizes between "
        "which half of the runs begin to hit.",
    )


def all_at(found: Rows, labels: int) -> None:
    """Every family at one number of labels, smallest first, beside the bound for any shape."""
    here = sorted((row for row in found if row["labels"] == labels), key=_size)
    least = next(row["parameters"] for row in here if row["family"] == "Theorem 4.2, any shape")
    table(
        [
            {
                "family": row["family"],
                "parameters": row["parameters"],
                "times": f"{row['parameters'] / least:,.1f}",
                "kind": row["kind"],
                "n": "mixed" if row["length"] is None else row["length"],
                "C": row["classes"] or "any",
            }
            for row in here
        ],
        caption=f"N = {labels:,} labels. Built: nonzero parameters. Times: how many times the "
        "bound for any shape.",
    )


def _size(row: Mapping[str, Any]) -> int:
    return int(row["parameters"])


def against_every_bound(
    made: Mapping[str, Construction], *, classes: int
) -> list[tuple[str, Verdict]]:
    """Every bound of this book against the certificate of each network.

    Raises:
        MemlibError: a bound that applies does not hold.
    """
    verdicts = []
    for name, net in made.items():
        certificate = to_json(net.dataset, net.network, {})
        verdicts += [(name, v) for v in check_certificate(certificate, classes=classes)]
    for name, v in verdicts:
        if not v.holds:
            raise MemlibError(f"{name} lies below {v.bound}", operation="sandwich", place=v.why)
    return verdicts


def bounds_that_apply(verdicts: Sequence[tuple[str, Verdict]]) -> None:
    """What each bound asks of each network, and what the network has."""
    table(
        [
            {
                "network": name,
                "bound": v.bound,
                "needed": f"{v.needed:,.0f}",
                "has": f"{v.have:,.0f}",
                "unit": v.unit,
                "times": f"{v.ratio:,.0f}",
            }
            for name, v in verdicts
            if v.applies
        ],
        caption="64 labels of two classes: the bounds that apply.",
    )
    print("applied:", sum(v.applies for _, v in verdicts))
    print("did not:", sum(not v.applies for _, v in verdicts))


def every_token() -> Picture:
    """A label at every token: all families."""
    return draw(
        rows("seq-to-seq"),
        caption="Sequence to sequence: labels are nN. Built: nonzero parameters. The two bounds "
        "for any shape are for hardmax.",
    )
