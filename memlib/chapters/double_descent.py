"""*The peak at the threshold*: thirteen points on a circle, curves of errors, the norm."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any, Final

from memlib.chapters.prose import Prose
from memlib.experiments.verdicts.d1 import Curve
from memlib.models.parts import Shape
from memlib.models.random_features import random_features
from memlib.plots import descent
from memlib.plots.tables import table
from memlib.training.run import Task, pairs
from memlib.training.tasks import arrays

#: Points on the circle, and those with a wrong label.
ITEMS: Final = 13
WRONG: Final = (2, 8)
DATA: Final = ("digits", "mnist")


def on_a_circle() -> None:
    """Labels on a circle, fitted with fewer, as many, and many more features."""
    import numpy as np

    angles = 2 * np.pi * (np.arange(ITEMS) + 0.5) / ITEMS
    labels = (angles < np.pi).astype(int)
    labels[list(WRONG)] ^= 1
    fine = np.linspace(0, 2 * np.pi, 400)
    circle, around = (np.stack([np.cos(t), np.sin(t)], 1)[:, None] for t in (angles, fine))
    lines = {}
    for p in (4, ITEMS, 50 * ITEMS):
        fit = random_features(Shape({"features": p}), circle, labels, 2, seed=1)
        height = fit.scores(around)[:, 1]
        lines[f"p = {p}"] = list(zip(fine.tolist(), height.tolist(), strict=True))
    descent.fits(
        list(zip(angles.tolist(), labels.tolist(), strict=True)),
        lines,
        across="angle",
        caption="Labels on a circle, fitted with fewer, as many, and many more features.",
    )


def _points(curve: Curve, scale: float = 1) -> list[tuple[float, float, float, float]]:
    return [(p / scale, e.value, e.low, e.high) for p, e in curve.errors.items()]


def errors(curves: Sequence[Curve], data: str) -> None:
    """Test errors of both kinds of features, with and without noise, at n = 400."""
    some = [c for c in curves if c.data == data and c.items == 400]
    descent.errors(
        {f"{c.features}, noise {c.noise:g}": _points(c) for c in some},
        across="features p",
        up="test error",
        at={"p = n": 400},
        caption=f"{data}, n = 400: share of wrong answers on 1,000 other pictures; mean and "
        "interval over runs.",
    )


def two_sizes(curves: Sequence[Curve]) -> None:
    """The same curve for two numbers of training pictures."""
    some = [c for c in curves if c.data == "mnist" and c.features == "ReLU" and not c.noise]
    descent.errors(
        {f"n = {c.items}": _points(c) for c in some},
        across="features p",
        up="test error",
        at={f"p = {c.items}": c.items for c in some},
        caption="MNIST, ReLU features, true labels, for two numbers of training pictures.",
    )


def peaks(curves: Sequence[Curve]) -> None:
    """Where every curve has its peak, and what it falls to on both sides."""
    table(
        [
            {
                "features": c.features,
                "data": c.data,
                "noise": f"{c.noise:g}",
                "n": c.items,
                "peak at": c.peak,
                "best p < n": "–" if c.valley is None else str(c.errors[c.valley]),
                "peak": str(c.errors[c.peak]),
                "p = 8n": str(c.errors[c.largest]),
                "all labels right from": _right(c),
                "all memorize from": "–" if c.threshold is None else str(c.threshold),
            }
            for c in curves
        ],
        caption="Test errors with intervals. Last two: the smallest p at which every run gives "
        "every training label as its largest output (and the test error there), and at which every "
        "run has training loss below 1e-8.",
    )


def _right(curve: Curve) -> str:
    first = curve.all_right
    return "–" if first is None else f"{first} ({curve.errors[first].value:.3f})"


def where(curves: Sequence[Curve]) -> None:
    """Print where the peak and both thresholds sit, and in how many curves which valley is deeper.

    One p is better than another if its interval lies wholly below.
    """
    of = f"of {len(curves)} curves"
    sharp = sum(c.summit == [c.items] for c in curves)
    print(f"the peak is at p = n, and nowhere else, in {sharp} {of}")
    exact = sum(c.sharp for c in curves)
    print(f"every run memorizes from p = n on, and none before, in {exact} {of}")
    right = sum(c.all_right is not None and c.all_right < c.items for c in curves)
    print(f"at some p < n every run has every label right in {right} {of}")
    falling = sum(_falls([e.value for p, e in c.errors.items() if p >= c.items]) for c in curves)
    print(f"from p = n on the mean test error falls at every step in {falling} {of}")
    print(f"p = 8n is better than every p < n in {sum(c.deeper for c in curves)} {of}")
    for c in curves:
        if not c.deeper:
            print("  some p < n is better:" if c.shallower else "  neither is better:", c)


def _falls(values: Sequence[float]) -> bool:
    return all(second < first for first, second in pairwise(values))


def right_before_exact(curves: Sequence[Curve]) -> Prose:
    """What the models say that give every label as the largest output, and not yet exactly."""
    some = [c for c in curves if c.data == "digits" and c.items == 400 and not c.noise]
    told = []
    for c in some:
        assert c.all_right is not None
        assert c.valley is not None
        told.append(
            f"{c.features} features all {c.right[c.all_right].runs} runs do so from "
            f"p = {c.all_right} on, with a test error of {c.errors[c.all_right].value:.3f} there; "
            f"the least error below n is {c.errors[c.valley].value:.3f}, the peak is "
            f"{c.errors[c.peak].value:.3f}"
        )
    return Prose(
        "To give every label as the *largest* output is easier. On digits with true labels, "
        "n = 400: with " + ". With ".join(told) + "."
    )


def norms(sizes: Sequence[int]) -> list[Mapping[str, Any]]:
    """The norm of the fit and its test error on 100 digits, by number of features."""
    import numpy as np

    data = arrays(Task("digits", pairs(sequences=100, seed=0, held=500)))
    assert data.x is not None
    assert data.held is not None
    assert data.held.x is not None
    rows: list[Mapping[str, Any]] = []
    for p in sizes:
        fit = random_features(Shape({"features": p}), data.x, data.y, data.classes, seed=0)
        wrong = (fit.scores(data.held.x).argmax(1) != data.held.y).mean()
        norm = np.linalg.norm(fit.weights)
        rows.append({"p": p, "norm": f"{norm:.1f}", "test error": f"{wrong:.2f}"})
    return rows


def just_now(curves: Sequence[Curve]) -> None:
    """The first curves of a small sweep, in units of n."""
    descent.errors(
        {str(c): _points(c, c.items) for c in curves[:4]},
        across="features p / items n",
        up="test error",
        at={"p = n": 1},
        caption="Computed just now, with few runs.",
    )
