"""*Is averaging enough?* Five mixers at equal parameters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from memlib.chapters.prose import Prose
from memlib.experiments import draws, statistics
from memlib.experiments.verdicts import m1
from memlib.plots import mixers, training
from memlib.plots.tables import table
from memlib.training.arrays import Arrays
from memlib.training.run import Task, pairs
from memlib.training.tasks import arrays

Rows = Sequence[Mapping[str, Any]]


def five_mixers() -> None:
    """Who hears whom, four tokens: scores of softmax and hardmax are an example."""
    tokens = range(4)
    near = [[j for j in tokens if abs(i - j) <= 1] for i in tokens]
    mixers.who_hears_whom(
        {
            "identity": [[0.0] * 4 for _ in tokens],
            "pooling": [
                [(j in near[i]) / len(near[i]) - (i == j) for j in tokens] for i in tokens
            ],
            "averaging": [[1 / 4] * 4 for _ in tokens],
            "softmax": [[0.1, 0.2, 0.6, 0.1], [0.7, 0.1, 0.1, 0.1], [0.3, 0.3, 0.2, 0.2],
                        [0.1, 0.5, 0.1, 0.3]],
            "hardmax": [[0, 0, 1, 0], [1, 0, 0, 0], [1 / 2, 1 / 2, 0, 0], [0, 1, 0, 0]],
        },
        caption="What a token (row) receives of each token (column), before a matrix is applied. "
        "The scores of softmax and hardmax are an example.",
    )  # fmt: skip


def shapes(rows: Rows) -> None:
    """Hidden units and parameters of every mixer on every kind of data."""
    lines = []
    for data in (*m1.MEMORIZED, "digits"):
        for mixer in m1.MIXERS:
            row = next(r for r in rows if r["variant"] == f"{data}: {mixer}")
            lines.append(
                {"data": data, "mixer": mixer, "q": row["shape.q"], "parameters": row["parameters"]}
            )
    table(lines, caption="Trained parameters are equal to within a few of a hundred.")


def alone_floor(sequences: int, seed: int) -> float:
    """The least error on context-needing data of whoever sees the last token alone."""
    made = arrays(Task("context", pairs(sequences=sequences, length=4, dim=2, tokens=8, seed=seed)))
    assert made.ids is not None
    return Arrays(made.y, 2, ids=made.ids[:, -1:], vocabulary=8).floor()[1]


def below_the_floor(rows: Rows) -> None:
    """The best identity runs beside the floor, and how many seem to pass it."""
    part = statistics.scored(rows, variant="context: identity")
    lines, passed = [], 0
    for (count, seed), group in statistics.by(part, "task.sequences", "task.seed").items():
        floor = alone_floor(count, seed)
        best = min(row["exact_error"] for row in group)
        passed += sum(row["best_error"] < floor - 1e-6 for row in group)
        lines.append(
            {"N": count, "data": seed, "least error": f"{floor:.3f}", "best run": f"{best:.3f}"}
        )
    table(lines, caption="What no weights can pass, and the best run in double precision.")
    print(f"in single precision, {passed} of {len(part)} runs seem to pass it")


def memorization(rows: Rows, data: str) -> None:
    """How often each mixer memorizes, by N."""
    training.success(
        {
            mixer: [(n, rate.share, rate.low, rate.high) for n, rate in rates.items()]
            for mixer, rates in m1.rates(rows, data).items()
        },
        across=f"sequences N, {data}",
        caption="Share of fresh runs that memorize all labels, with intervals.",
    )


def hits_by_draw(rows: Rows) -> None:
    """Hits of every mixer, draw by draw."""
    lines = []
    for data in m1.MEMORIZED:
        for mixer in m1.MIXERS:
            part = statistics.scored(rows, variant=f"{data}: {mixer}")
            lines.append(
                {"data": data, "mixer": mixer}
                | {
                    f"N = {n}": " + ".join(map(str, draws.hits(group)))
                    for n, group in statistics.by(part, "task.sequences").items()
                }
            )
    table(lines, caption="Hits of 11 runs on each of three draws of the data.")


def accuracies(rows: Rows) -> None:
    """Test accuracy on digits, one line per mixer."""
    mixers.side_by_side(
        {name: (one.value, one.low, one.high) for name, one in m1.accuracies(rows).items()},
        across="test accuracy on digits",
        base="averaging",
        caption="Mean over runs and its interval; the dotted line is averaging.",
    )


def digits(rows: Rows) -> None:
    """Accuracies, differences and training errors as a table."""
    found, gains, errors = m1.accuracies(rows), m1.gains(rows), m1.train_errors(rows)
    table(
        [
            {
                "mixer": mixer,
                "test accuracy": str(found[mixer]),
                "minus averaging": str(gains.get(mixer, "")),
                "training error": _error(errors[mixer]),
            }
            for mixer in m1.MIXERS
        ],
        caption="Digits, at the end of training. Differences are paired by split and seed. "
        "Intervals of errors end at 0.",
    )


def digits_told(rows: Rows, points: float) -> Prose:
    """Who is how far from whom on digits, and who had learned the pictures by then.

    Args:
        rows: of M1.
        points: so many points of accuracy count as a difference.
    """
    found, gains, errors = m1.accuracies(rows), m1.gains(rows), m1.train_errors(rows)
    part = statistics.scored(rows, variant="digits: hardmax")
    learned = sum(row["exact_error"] == 0 for row in part)
    apart = [
        100 * (found[free].value - found[other].value)
        for free in ("pooling", "identity")
        for other in ("averaging", "softmax")
    ]
    wrong = {mixer: 100 * error.value for mixer, error in errors.items()}
    better = "are better than" if min(apart) > 0 else "are not always better than"
    near = max(abs(gains["softmax"].low), abs(gains["softmax"].high)) < points / 100
    return Prose(
        f"After {part[0]['set.steps']} steps averaging and softmax differ by "
        f"{'less' if near else 'perhaps more'} than {points:g} points (softmax minus averaging: "
        f"{gains['softmax']}). Hardmax is {-100 * gains['hardmax'].value:.0f} points below "
        f"averaging, and had not learned its pictures: {learned} of {len(part)} runs were right on "
        f"all of them, and {wrong['hardmax']:.0f} % of the answers were wrong. Pooling and no "
        f"mixing at all {better} both averaging and softmax, by {min(apart):.1f} to "
        f"{max(apart):.1f} points. Why was not measured. Of its own training pictures softmax had "
        f"{wrong['softmax']:.1f} % wrong, averaging {wrong['averaging']:.1f} %."
    )


def _error(mean: statistics.Mean) -> str:
    """An error with its interval, of which what lies below 0 is no error.

    >>> _error(statistics.Mean(0.01, -0.02, 0.04, 5))
    '0.010 [0.000, 0.040]'
    """
    return f"{mean.value:.3f} [{max(0.0, mean.low):.3f}, {mean.high:.3f}]"


def who_is_ahead(rows: Rows) -> None:
    """Where one interval lies wholly above another, averaging being one of the two."""
    for data in m1.MEMORIZED:
        found = m1.rates(rows, data)
        for one in m1.MIXERS:
            for other in m1.MIXERS:
                at = m1.ahead(found, one, other)
                if at and "averaging" in (one, other):
                    places = ", ".join(map(str, at))
                    print(f"{data}: {one} ahead of {other} at N = {places}")


def just_now(rows: Rows) -> None:
    """What a few short runs give."""
    for mixer in m1.MIXERS:
        group = [row for row in rows if row["variant"] == f"context: {mixer}"]
        hits = sum(map(statistics.hit, group))
        best = min(row["best_error"] for row in group)
        print(f"{mixer:9} {hits} of {len(group)} memorize, least error {best:.2f}")
