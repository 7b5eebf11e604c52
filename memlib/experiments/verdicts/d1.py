"""D1: where the test error peaks. Random features by their number, from the stored runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from memlib.experiments import statistics
from memlib.experiments.criteria import Bars
from memlib.experiments.statistics import Mean, Rate, Rows


@dataclass(frozen=True)
class Curve:
    """One kind of features on one kind of data with n training items.

    Attributes:
        features, data, noise, items: the cell; ``items`` is n.
        errors: the mean test error at every number p of features, in increasing order.
        memorized: how many runs have training loss 0 (below the stored goal) at every p.
        right: how many runs have every training label as the largest output, which is easier.
    """

    features: str
    data: str
    noise: float
    items: int
    errors: Mapping[int, Mean]
    memorized: Mapping[int, Rate]
    right: Mapping[int, Rate]

    def __str__(self) -> str:
        return f"{self.features}, {self.data}, noise {self.noise:g}, n = {self.items}"

    @property
    def peak(self) -> int:
        """The p of the largest mean test error."""
        return max(self.errors, key=lambda p: self.errors[p].value)

    @property
    def summit(self) -> list[int]:
        """Every p whose interval reaches the peak's: what the runs cannot tell from the peak."""
        floor = self.errors[self.peak].low
        return [p for p, error in self.errors.items() if error.high >= floor]

    def at_n(self, factor: Sequence[int]) -> bool:
        """Whether the whole summit lies within a factor (numerator, denominator) of n."""
        above, below = factor
        return all(below * self.items <= above * p and below * p <= above * self.items
                   for p in self.summit)  # fmt: skip

    @property
    def valley(self) -> int | None:
        """The p below n with the smallest mean test error; None when no p is below n."""
        return min(
            (p for p in self.errors if p < self.items),
            key=lambda p: self.errors[p].value,
            default=None,
        )

    @property
    def first_descent(self) -> bool:
        """Whether some p below n is clearly better than the peak."""
        floor = self.errors[self.peak].low
        return any(e.high < floor for p, e in self.errors.items() if p < self.items)

    @property
    def second_descent(self) -> bool:
        """Whether the largest p, well beyond n, is clearly better than the peak."""
        return self.errors[self.largest].high < self.errors[self.peak].low

    @property
    def largest(self) -> int:
        """The largest p."""
        return max(self.errors)

    @property
    def deeper(self) -> bool:
        """Whether the largest p is clearly better than every p below n."""
        end = self.errors[self.largest]
        return all(end.high < e.low for p, e in self.errors.items() if p < self.items)

    @property
    def shallower(self) -> bool:
        """Whether some p below n is clearly better than the largest p."""
        end = self.errors[self.largest]
        return any(e.high < end.low for p, e in self.errors.items() if p < self.items)

    @property
    def sharp(self) -> bool:
        """Whether every run memorizes from p = n on, and none before."""
        return all(
            rate.hits == (rate.runs if p >= self.items else 0) for p, rate in self.memorized.items()
        )

    @property
    def threshold(self) -> int | None:
        """The smallest p at which every run memorizes; None when there is none."""
        return _all(self.memorized)

    @property
    def all_right(self) -> int | None:
        """The smallest p at which every run has every label right; None when there is none."""
        return _all(self.right)


def _all(found: Mapping[int, Rate]) -> int | None:
    return min((p for p, rate in found.items() if rate.hits == rate.runs), default=None)


def curves(rows: Rows) -> list[Curve]:
    """Every cell, by features, data, noise and n."""
    cells = statistics.by(
        statistics.scored(rows), "variant", "recipe", "task.noise", "task.sequences"
    )
    return [
        Curve(
            features=features,
            data=data,
            noise=noise,
            items=items,
            errors={
                p: statistics.mean(row["test_error"] for row in group)
                for p, group in statistics.by(part, "shape.features").items()
            },
            memorized=statistics.rates(part, "shape.features"),
            right={
                p: statistics.rate(sum(row["exact_error"] == 0 for row in group), len(group))
                for p, group in statistics.by(part, "shape.features").items()
            },
        )
        for (features, data, noise, items), part in cells.items()
    ]


def double_descent(rows: Rows, bars: Bars) -> tuple[str, str]:
    """D1: the verdict, and the numbers that decided."""
    found = curves(rows)
    factor = bars["factor"]
    failed = [c for c in found if not (c.at_n(factor) and c.first_descent and c.second_descent)]
    if not failed:
        verdict = "reproduced"
    elif any(c.at_n(factor) for c in found):
        verdict = "partly"
    else:
        verdict = "not reproduced"
    names = "; ".join(map(str, failed)) or "none"
    counts = (
        f"of {len(found)} cells the peak is p = n and cannot be confused with another p in "
        f"{sum(c.summit == [c.items] for c in found)}; every run memorizes from p = n on, and not "
        f"before, in {sum(c.sharp for c in found)}; p = 8n beats every p below n in "
        f"{sum(c.deeper for c in found)}"
    )
    told = "; ".join(_told(curve) for curve in found)
    return verdict, f"cells that fail: {names}; {counts}; test errors: {told}"


def _told(curve: Curve) -> str:
    """One cell in a line."""
    errors, p = curve.errors, curve.peak
    before = "" if curve.valley is None else f"{errors[curve.valley]} at {curve.valley}, "
    last = curve.largest
    return f"{curve}: {before}peak {errors[p]} at {p}, {errors[last]} at {last}"
