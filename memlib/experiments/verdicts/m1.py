"""M1: is averaging enough? Mixers at equal parameters, from the stored runs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Literal, TypeAlias

from memlib.experiments import statistics
from memlib.experiments.criteria import Bars
from memlib.experiments.statistics import Mean, Rate, Rows

Answer: TypeAlias = Literal["suffices", "does not suffice", "open"]

MIXERS: Final = ("identity", "pooling", "averaging", "softmax", "hardmax")
#: What averaging is measured against.
ATTENTION: Final = ("softmax", "hardmax")
#: Data on which memorization is counted.
MEMORIZED: Final = ("context", "uniform")


def rates(rows: Rows, data: str) -> dict[str, dict[int, Rate]]:
    """How often each mixer memorizes a kind of data: mixer, then N."""
    return {
        mixer: statistics.rates(
            statistics.scored(rows, variant=f"{data}: {mixer}"), "task.sequences"
        )
        for mixer in MIXERS
    }


def ahead(found: Mapping[str, Mapping[int, Rate]], one: str, other: str) -> list[int]:
    """The N at which the interval of one mixer lies wholly above that of another."""
    return [n for n, rate in found[one].items() if rate.low > found[other][n].high]


def memorizes(rows: Rows, data: str, bars: Bars) -> Answer:
    """Whether averaging suffices to memorize a kind of data."""
    found = rates(rows, data)
    if data == "context" and not ahead(found, "averaging", "identity"):
        return "open"  # then no mixing at all may do as well here
    if any(ahead(found, mixer, "averaging") for mixer in ATTENTION):
        return "does not suffice"
    reaches = any(rate.share >= bars["share"] for rate in found["averaging"].values())
    return "suffices" if reaches else "open"


def accuracies(rows: Rows) -> dict[str, Mean]:
    """Test accuracy on digits at the end of training, by mixer."""
    return {
        mixer: statistics.mean(1 - row["test_error"] for row in group)
        for mixer, group in _digits(rows).items()
    }


def train_errors(rows: Rows) -> dict[str, Mean]:
    """The errors on the digits that were trained on, of the same weights."""
    return {
        mixer: statistics.mean(row["exact_error"] for row in group)
        for mixer, group in _digits(rows).items()
    }


def gains(rows: Rows) -> dict[str, Mean]:
    """Test accuracy minus that of averaging, paired by split and seed, of the other mixers."""
    tested = {
        mixer: {(row["task.seed"], row["seed"]): 1 - row["test_error"] for row in group}
        for mixer, group in _digits(rows).items()
    }
    base = tested["averaging"]
    return {
        mixer: statistics.mean(value - base[pair] for pair, value in found.items())
        for mixer, found in tested.items()
        if mixer != "averaging"
    }


def generalizes(rows: Rows, bars: Bars) -> Answer:
    """Whether averaging suffices for test accuracy on digits."""
    found = [gains(rows)[mixer] for mixer in ATTENTION]
    margin = bars["points"] / 100
    if all(gain.high < margin for gain in found):
        return "suffices"
    if any(gain.low > 0 and gain.high >= margin for gain in found):
        return "does not suffice"
    return "open"


def averaging_suffices(rows: Rows, bars: Bars) -> tuple[str, str]:
    """M1: the verdict, and the numbers that decided."""
    answers = {data: memorizes(rows, data, bars) for data in MEMORIZED}
    answers["digits"] = generalizes(rows, bars)
    suffices = sum(answer == "suffices" for answer in answers.values())
    told = [f"{data}: {answer}" for data, answer in answers.items()]
    for data in MEMORIZED:
        each = ", ".join(
            f"{mixer} " + ", ".join(f"{rate} at N = {n}" for n, rate in found.items())
            for mixer, found in rates(rows, data).items()
        )
        told.append(f"{data}: {each}")
    told.append("test accuracy: " + _listed(accuracies(rows)))
    told.append("minus that of averaging: " + _listed(gains(rows)))
    verdict = {0: "not reproduced", len(answers): "reproduced"}.get(suffices, "partly")
    return verdict, "; ".join(told)


def _digits(rows: Rows) -> dict[str, list[Mapping[str, Any]]]:
    return {mixer: statistics.scored(rows, variant=f"digits: {mixer}") for mixer in MIXERS}


def _listed(found: Mapping[str, Mean]) -> str:
    return ", ".join(f"{mixer} {value}" for mixer, value in found.items())
