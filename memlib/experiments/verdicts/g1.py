"""G1: sizes that training needs against sizes that can be built, on the same data."""

from __future__ import annotations

from memlib.errors import MemlibError
from memlib.experiments import statistics
from memlib.experiments.criteria import Bars
from memlib.experiments.statistics import HALF, Bracket, Rate, Rows
from memlib.stored import load


def brackets(rows: Rows, share: float = HALF) -> dict[tuple[str, int], Bracket]:
    """Between which two tried sizes the needed one lies, by (variant, N).

    A family's bracket is made from that family's sizes alone.
    """
    return {place: statistics.bracket(found, share) for place, found in tried(rows).items()}


def tried(rows: Rows) -> dict[tuple[str, int], dict[int, Rate]]:
    """By family and N, the success rate at every size."""
    groups = statistics.by(statistics.scored(rows), "variant", "task.sequences")
    return {place: rates(group) for place, group in groups.items()}


def rates(rows: Rows) -> dict[int, Rate]:
    """Of one family at one N: the success rate at every size, with the largest budget there."""
    return statistics.longest_rates(rows, "parameters")


def smallest_built(sequences: int, length: int, classes: int) -> int | None:
    """The smallest exact construction of the sandwich table for next-token data of this size."""
    sizes = [
        row["parameters"]
        for row in load("sandwich").rows
        if row["kind"] == "built" and row["task"] == "next-token"
        and row["sequences"] == sequences and row["length"] == length
        and row["classes"] == classes
    ]  # fmt: skip
    return min(sizes, default=None)


def best(rows: Rows, share: float = HALF) -> dict[int, Bracket]:
    """By N, the bracket of the family that needs the smallest size; None of them: left out."""
    found: dict[int, Bracket] = {}
    for (_, n), one in brackets(rows, share).items():
        if one.enough is not None and (n not in found or one.enough < (found[n].enough or 0)):
            found[n] = one
    return found


def smallest_built_for(rows: Rows, sequences: int) -> int | None:
    """The same for data like those of some runs: as long, and with as many classes."""
    like = statistics.scored(rows)[0]
    return smallest_built(sequences, like["task.length"], like["task.classes"])


def against_built(rows: Rows, bars: Bars) -> tuple[str, str]:
    """G1: trained against constructed, decided at the largest N that any family reaches.

    Where half of the runs hit at the smallest size that their family was tried at, the ratio is
    only known from above: it can show that training finds more, never that it finds less.
    """
    smallest = best(rows, bars["share"])
    if not smallest:
        return "not settled: no size was enough", ""
    told, verdict = [], ""
    for n, found in sorted(smallest.items()):
        assert found.enough is not None
        built = smallest_built_for(rows, n)
        if built is None:
            raise MemlibError(f"no network was built for N = {n}", operation="verdict")
        ratio, open_ = found.enough / built, found.short is None
        told.append(
            f"N = {n:,}: trained {found}, built {built:,}, ratio {'at most ' * open_}{ratio:.2f}"
        )
        if ratio <= bars["ratio"]:
            verdict = "training finds more"
        elif open_:
            verdict = "not settled: the smallest size that was tried is enough"
        else:
            verdict = "training finds less"
    return verdict, "; ".join(told)


def between_sizes(rows: Rows, bars: Bars) -> tuple[str, str]:
    """G1 with the sizes between: as :func:`against_built`, and every bracket must be narrow."""
    said, told = against_built(rows, bars)
    wide = {
        n: one
        for n, one in best(rows, bars["share"]).items()
        if one.factor is None or one.factor > bars["finest"]
    }
    largest = max(best(rows, bars["share"]), default=None)
    named = ", ".join(f"{n:,}" for n in sorted(wide))
    told += f"; brackets wider than {bars['finest']:g}, or open, at N = {named}" if wide else ""
    return ("not settled: the bracket is too wide" if largest in wide else said), told
