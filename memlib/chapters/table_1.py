"""*Table 1, measured*: what the page picks from results/table_1.json, draws and tabulates."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from memlib.chapters.prose import Prose
from memlib.plots.growth import slope
from memlib.plots.rivals import NAMES, along, trade
from memlib.plots.tables import table
from memlib.tables import table_1_data as shape

Rows = Sequence[Mapping[str, Any]]

NEXT: Final = "next-token"
#: Those that take each sequence as one vector.
VECTORS: Final = (
    "nilsson", "baum", "zhang", "yun", "bubeck", "park",
    "feed-forward", "hernandez", "feed-forward, compact",
)  # fmt: skip
#: Six that show how differently length is paid for.
SIX: Final = ("baum", "zhang", "feed-forward", "mahdavi", NEXT, f"{NEXT}, compact")
#: The largest N, and the data on which every assumption holds.
LARGE: Final = shape.Cell(sequences=max(shape.AXES["sequences"]))
OWN: Final = shape.Cell(tokens="own last")


def pick(rows: Rows, names: Collection[str] | None = None, task: str = NEXT) -> list[Any]:
    """The rows of one task, of all constructions or of these."""
    return [
        row
        for row in rows
        if row["task"] == task and (names is None or row["construction"] in names)
    ]


def curve(rows: Rows, name: str, axis: str = "sequences") -> list[tuple[int, int]]:
    """(value on the axis, nonzero parameters) of one construction."""
    return [(row[axis], row["sizes"]["parameters"]) for row in pick(rows, {name}) if row["sizes"]]


def largest(rows: Rows) -> list[Any]:
    """Next-token networks at the largest N, smallest first."""
    here = [row for row in pick(shape.at(rows, LARGE)) if row["sizes"]]
    return sorted(here, key=lambda row: int(row["sizes"]["parameters"]))


def vectors(rows: Rows) -> None:
    """Parameters against N of what takes vectors."""
    along(
        pick(shape.along(rows, "sequences"), VECTORS),
        "sequences",
        caption="Networks that take each sequence as one vector.",
    )


def sequences(rows: Rows) -> None:
    """Parameters against N of what takes sequences."""
    here = shape.along(rows, "sequences")
    names = {row["construction"] for row in pick(here)} - set(VECTORS)
    along(
        pick(here, {*names, "zhang"}),
        "sequences",
        caption="Networks that take sequences, and for comparison one neuron per point (Zhang et "
        "al.).",
    )


def slopes(rows: Rows) -> None:
    """The slope of every construction along N."""
    here = shape.along(rows, "sequences")
    lines = []
    for name in NAMES:
        found = curve(here, name)
        if len(found) > 1:
            ends = f"{found[0][0]} to {found[-1][0]:,}"
            lines.append({"construction": NAMES[name], "slope": f"{slope(found):.2f}", "N": ends})
    table(lines, caption="Slopes of log parameters over log N.")


def all_sizes(here: Rows) -> None:
    """Every size of every network at one shape."""
    table(
        [
            {
                "construction": NAMES[row["construction"]],
                "nonzero": row["sizes"]["parameters"],
                "dense": row["sizes"]["dense_parameters"],
                "depth": row["sizes"]["depth"],
                "width": row["sizes"]["width"],
                "max bits": row["sizes"]["max_bits"],
                "bits per label": round(row["sizes"]["total_bits"] / row["labels"]),
            }
            for row in here
        ],
        caption=f"{shape.described(vars(LARGE))}. Nonzero parameters; dense: all places of all "
        "matrices, zeros too.",
    )


def depth_and_width(here: Rows) -> None:
    """One mark per network: depth and width."""
    trade(here, "depth", "width", caption=f"Depth and width at N = {LARGE.sequences:,}.")


def parameters_and_bits(here: Rows) -> None:
    """One mark per network: parameters and the longest of them."""
    trade(
        here, "parameters", "max_bits",
        caption="The same networks: how many nonzero parameters, and how long the longest is.",
    )  # fmt: skip


def lengths(rows: Rows) -> None:
    """Parameters against n, of some that behave differently."""
    along(
        pick(shape.along(rows, "length"), SIX),
        "length",
        caption=f"Nonzero parameters against n, at N = {shape.BASE.sequences}; "
        "the table below has all constructions.",
    )


def ends_of_axes(rows: Rows) -> None:
    """Parameters at both ends of the other axes."""
    axes = {axis: values for axis, values in shape.AXES.items() if axis != "sequences"}
    table(
        [
            {"construction": NAMES[name]}
            | {f"{axis} {v[0]} to {v[-1]}": _ends(rows, name, axis) for axis, v in axes.items()}
            for name in NAMES
            if curve(shape.along(rows, "length"), name, "length")
        ],
        caption=f"Nonzero parameters at N = {shape.BASE.sequences}. –: an assumption fails.",
    )


def _ends(rows: Rows, name: str, axis: str) -> str:
    found = curve(shape.along(rows, axis), name, axis)
    if [x for x, _ in found] != list(shape.AXES[axis]):
        return "–"
    return f"{found[0][1]:,} to {found[-1][1]:,}"


def promises(rows: Rows, cell: shape.Cell, names: Collection[str], what: str) -> None:
    """What each statement counts: built and promised."""
    table(
        [
            {
                "construction": NAMES[row["construction"]],
                "counted": name.replace("_", " "),
                "built": measure["built"],
                "promised": "no constant"
                if measure["promised"] is None
                else f"{measure['promised']:,}",
            }
            for row in shape.at(rows, cell)
            if row["construction"] in names
            for name, measure in row["measures"].items()
        ],
        caption=f"{what}: {shape.described(vars(cell))}. No constant: the work gives an order of "
        "growth alone.",
    )


def others() -> Collection[str]:
    """The names of the other works; some of them need mpmath, which a browser has not."""
    from memlib.rivals.registry import RIVALS

    return RIVALS


def promised_by_others(rows: Rows) -> None:
    """The other works on data that all of them take."""
    promises(rows, OWN, others(), "Other works")


def promised_here(rows: Rows) -> None:
    """The paper's theorems and the compact networks on the base."""
    names = set(NAMES) - set(others())
    promises(rows, shape.BASE, names, "This paper, and our compact networks")


def promises_kept(rows: Rows) -> None:
    """How many promises there are on all data sets, and how many hold."""
    kept = [
        m["built"] <= m["promised"]
        for row in rows
        if row["sizes"]
        for m in row["measures"].values()
        if m["promised"] is not None
    ]
    print("promises", len(kept), " kept", sum(kept))


def refusals(rows: Rows) -> None:
    """Where there is no network, and why."""
    table(
        [
            {
                "construction": NAMES[entry["construction"]],
                "data sets": entry["data sets"],
                "for instance": entry["for instance"],
                "why": entry["why"],
            }
            for entry in shape.failures(rows)
        ],
        caption=f"Of {len(list(shape.cells()))} data sets: on how many there is no network, and "
        "why.",
    )


def on_own_last_tokens(rows: Rows) -> None:
    """All works on data that all of them take."""
    own = [row for row in rows if row["tokens"] == "own last"]
    along(
        pick(own, {*others(), "feed-forward", "next-token", "next-token, compact"}),
        "sequences",
        caption="Own last tokens: every assumption of every work in the figure holds.",
    )


def every_token(rows: Rows) -> None:
    """Networks with a label at every token: every second stored N."""
    every = shape.along(rows, "sequences")
    shown = sorted({row["sequences"] for row in every})[::2]
    table(
        [
            {
                "N": row["sequences"],
                "labels": row["labels"],
                "construction": NAMES[row["construction"]],
                "nonzero parameters": row["sizes"]["parameters"],
                "depth": row["sizes"]["depth"],
                "max bits": row["sizes"]["max_bits"],
            }
            for row in pick(every, task="seq-to-seq")
            if row["sizes"] and row["sequences"] in shown
        ],
        caption="The same sequences, a label at every token.",
    )


def lesson(here: Rows) -> Prose:
    """Who is smallest at the largest N, and where Theorem 4.1 stands."""
    size = {row["construction"]: row["sizes"]["parameters"] for row in here}
    beaten = sum(other < size["next-token"] for other in size.values())
    return Prose(
        f"At N = {LARGE.sequences:,} the smallest network is *{NAMES[here[0]['construction']]}*, "
        f"with {here[0]['sizes']['parameters']:,} nonzero parameters. Theorem 4.1, built as its "
        f"proof says, has {size['next-token']:,}: {beaten} of the other {len(here) - 1} have "
        f"fewer, and Zhang et al.'s one neuron per point has {size['zhang']:,}."
    )
