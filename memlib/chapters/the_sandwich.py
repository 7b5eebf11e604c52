"""*The sandwich*: bounds, everything built and what training reaches, in one picture."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from memlib.bounds.certificates import check_certificate
from memlib.bounds.verdict import Verdict
from memlib.chapters import constants_matter
from memlib.chapters.fewer_parameters import COUNTS, curve, part
from memlib.constructions.construction import Construction
from memlib.errors import MemlibError
from memlib.exact.certificate import to_json
from memlib.experiments.runs import runs
from memlib.experiments.verdicts.g1 import brackets, smallest_built
from memlib.experiments.verdicts.s1 import duels
from memlib.plots.growth import slope
from memlib.plots.sandwich import sandwich as draw
from memlib.plots.style import Picture
from memlib.plots.tables import table
from memlib.stored import load
from memlib.tables import sandwich as stored

Rows = Sequence[Mapping[str, Any]]

#: The families of the picture, and what it calls them.
SIX: Final = {
    "2N + d": "2N + d",
    "Theorem 4.1": "Theorem 4.1, built",
    "compact": "compact, built",
    "trained: eq. (165)": "eq. (165), trained",
    "trained: feed-forward": "feed-forward, trained",
    "nonzero, places fixed": "impossible, places fixed",
}


def rows(task: str) -> list[dict[str, Any]]:
    """Every stored row of a task, with how many labels its data has."""
    return [
        {
            **row,
            "labels": stored.labels(row),
            "family": row["family"].replace(" a parameter", " per parameter"),
        }
        for row in stored.collect(task)
    ]


def trained() -> list[dict[str, Any]]:
    """One bracket for each of the two trained families and N: the best of its variants."""
    best: dict[tuple[str, int], dict[str, Any]] = {}
    for (variant, labels), bracket in brackets(runs("g1")[1]).items():
        family = f"trained: {variant.split(',')[0]}"
        row = {"kind": "trained", "family": family, "labels": labels,
               "parameters": bracket.enough, "above": bracket.short}  # fmt: skip
        key = (family, labels)
        if bracket.enough and (key not in best or bracket.enough < best[key]["parameters"]):
            best[key] = row
    return list(best.values())


def picture(caption: str = "") -> Picture:
    """Six families: the cover, the README and the chapter show it."""
    given = [row for row in [*rows("next-token"), *trained()] if row["family"] in SIX]
    return draw(given, names=SIX, caption=caption)


def findings() -> list[str]:
    """Five findings to read beside the picture, with their numbers."""
    plain = part("sizes", form="plain")
    large = max(plain, key=_labels)
    size = large["built"]
    below = {key: next(n for n, w in curve(plain, key) if w < n) for key in COUNTS.values()}
    literal = constants_matter.forecast(load("constant_terms").rows)
    reached = {n: one for (name, n), one in brackets(runs("g1")[1]).items() if "feed" in name}
    smallest = smallest_built(256, 8, 2)
    ahead = [duel["ahead"] for name in ("s1", "s1_wide") for data in ("uniform", "context")
             for duel in duels(runs(name)[1], data)]  # fmt: skip
    return [
        f"{size['parameters']:,} nonzero parameters ({size['dense_parameters']:,} in all places of "
        f"its matrices) hold {large['sequences']:,} labels, every one of them checked.",
        "There are more labels than nonzero parameters from "
        f"N = {below['parameters']:,} on, and more than places from "
        f"N = {below['dense_parameters']:,} on (stored sizes).",
        "The paper's theorem, built as its proof says, is smaller than one bend per label only "
        f"from about N = {round(literal, -3):,} on.",
        f"Half of the runs of a trained feed-forward net fit N = 256 with {reached[256]} "
        f"parameters, where the smallest network that we built has {smallest:,} nonzero ones.",
        f"At equal parameters a feed-forward net is ahead of the trained transformer in "
        f"{ahead.count(-1)} of {len(ahead)} cells, and the transformer in "
        f"{ahead.count(1) or 'none'}.",
    ]


def slopes(found: Rows) -> None:
    """The slope of every built or computed family; for trained ones, what the brackets allow."""
    curves: dict[str, list[tuple[int, int]]] = {}
    for row in found:
        if row["kind"] != "trained":
            curves.setdefault(row["family"], []).append((row["labels"], row["parameters"]))
    kinds = {row["family"]: row["kind"] for row in found}
    lines = [
        {"family": name, "kind": kinds[name], "slope": f"{slope(curve):.2f}"}
        for name, curve in sorted(curves.items())
    ]
    lines += [
        {"family": f"trained: {variant}", "kind": "trained",
         "slope": f"{bracket} at N = {count:,}"}
        for (variant, count), bracket in brackets(runs("g1")[1]).items()
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
                "kind": row["kind"],
                "n": "mixed" if row["length"] is None else row["length"],
                "C": row["classes"] or "any",
                "parameters": row["parameters"],
                "times": f"{row['parameters'] / least:,.1f}",
            }
            for row in here
        ],
        caption=f"N = {labels:,} labels. Built: nonzero parameters. Times: how many times the "
        "bound for any shape.",
    )


def _size(row: Mapping[str, Any]) -> int:
    return int(row["parameters"])


def _labels(row: Mapping[str, Any]) -> int:
    return int(row["sequences"])


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
