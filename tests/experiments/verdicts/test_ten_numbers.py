"""Ten numbers of the report, computed from the stored files with code of their own.

Nothing of memlib's statistics is used on the way: files are read by ``json``, tables are spread out
here, intervals are found by bisection on the binomial sum, slopes by the textbook formula. Only
the last line of each test asks the report what it says.
"""

from __future__ import annotations

import json
import math
import statistics
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import Any

from memlib.chapters import longer_sequences, replication_report
from memlib.experiments.verdicts.report import verdict

RESULTS = Path(__file__).parents[3] / "results"


@cache
def table(name: str) -> list[dict[str, Any]]:
    value = json.loads((RESULTS / f"{name}.json").read_text(encoding="utf-8"))
    if "columns" not in value:
        return list(value["rows"])
    return [
        value["same"] | dict(zip(value["columns"], line, strict=True)) for line in value["rows"]
    ]


def hits(row: dict[str, Any]) -> bool:
    measure = "exact_error" if row["set.goal"] == "error" else "exact_loss"
    return row["hit"] is not None and float(row[measure]) < row["set.below"]


def at_most(k: int, n: int, p: float) -> float:
    return sum(math.comb(n, i) * p**i * (1 - p) ** (n - i) for i in range(k + 1))


def end(k: int, n: int, upper: bool) -> float:
    """Clopper and Pearson at 95 %: where so few (or so many) hits have probability 0.025."""
    if k == (n if upper else 0):
        return 1.0 if upper else 0.0
    low, high = 0.0, 1.0
    for _ in range(60):
        p = (low + high) / 2
        rare = at_most(k, n, p) < 0.025 if upper else 1 - at_most(k - 1, n, p) > 0.025
        low, high = (low, p) if rare else (p, high)
    return low


@cache
def student(freedom: int) -> float:
    """The 97.5 % quantile, by bisection on a sum of the density."""
    scale = math.gamma((freedom + 1) / 2) / math.gamma(freedom / 2) / math.sqrt(math.pi * freedom)

    def below(t: float, steps: int = 4000) -> float:
        width = t / steps
        middles = ((i + 0.5) * width for i in range(steps))
        return 0.5 + scale * width * sum(
            (1 + x * x / freedom) ** (-(freedom + 1) / 2) for x in middles
        )

    low, high = 0.0, 20.0
    for _ in range(40):
        t = (low + high) / 2
        low, high = (t, high) if below(t) < 0.975 else (low, t)
    return low


def slope(points: list[tuple[float, float]]) -> tuple[float, float]:
    """The slope on log scales, and half the width of its interval."""
    x, y = ([math.log(p[k]) for p in points] for k in (0, 1))
    mean_x, mean_y = sum(x) / len(x), sum(y) / len(y)
    across = sum((a - mean_x) ** 2 for a in x)
    found = sum((a - mean_x) * (b - mean_y) for a, b in zip(x, y, strict=True)) / across
    left = sum((b - mean_y - found * (a - mean_x)) ** 2 for a, b in zip(x, y, strict=True))
    return found, student(len(x) - 2) * math.sqrt(left / (len(x) - 2) / across)


def best_of_two(name: str, variant: str, blocks: int) -> float:
    """The mean over draws of the accuracy of the trial with the smaller final loss."""
    trials = defaultdict(list)
    for row in table(name):
        if (row["variant"], row["shape.blocks"]) == (variant, blocks):
            trials[row["task.seed"]].append((float(row["loss"]), 1 - row["error"]))
    return statistics.fmean(min(pair)[1] for pair in trials.values())


def test_1_accuracy_of_one_block_on_multinli() -> None:
    found = best_of_two("f1", "conflicts dropped", 1)
    assert f" {found:.3f} at 1," in verdict("f1").numbers.split("; ")[0]


def test_2_accuracy_of_ten_blocks_on_fixed_vectors() -> None:
    found = best_of_two("f1_vectors", "d = 768, clipped", 10)
    assert f" {found:.3f} at 10," in verdict("f1_vectors").numbers.split("; ")[2]


def test_3_the_size_of_f3_with_the_table_counted_grows_like_this() -> None:
    cells = defaultdict(list)
    for row in table("f3_ours"):
        if row["variant"] == "table" and row["kind"] == "score":
            cells[row["task.sequences"], row["shape.blocks"]].append(row)
    points = []
    for n in sorted({n for n, _ in cells}):
        blocks = min(b for m, b in cells if m == n and 2 * sum(map(hits, cells[n, b])) >= 33)
        points.append((n, statistics.fmean(row["parameters"] for row in cells[n, blocks])))
    value, half = slope(points)
    said = f"{value:.2f} [{value - half:.2f}, {value + half:.2f}] from {len(points)} points"
    assert f"all trained parameters counted {said}" in verdict("f3_ours").numbers


def test_4_the_papers_own_figure_3_rises_like_this() -> None:
    points = [
        (row["sequences"], row["blocks"])
        for row in table("paper_points")
        if row["figure"] == 3 and row["sequences"] <= 1400
    ]
    value, half = slope(points)
    said = f"{value:.2f} \\[{value - half:.2f}, {value + half:.2f}\\] from {len(points)} points"
    assert said in replication_report.figure_3_of_the_paper().data


def test_5_how_often_four_blocks_suffice_at_n_10() -> None:
    fresh = [r for r in table("t1_n10") if r["kind"] == "score" and r["shape.blocks"] == 4]
    count = sum(map(hits, fresh))
    upper = end(count, len(fresh), upper=True)
    said = f"{count}/{len(fresh)} [{end(count, len(fresh), upper=False):.2f}, {upper:.2f}]"
    least = min(float(row["best_loss"]) for row in fresh)
    assert f"MSE < 0.01 in {said}, smallest loss {least:.3g}" in verdict("t1_n10").numbers


def test_6_cells_in_which_feed_forward_nets_are_ahead() -> None:
    ahead = {1: 0, -1: 0, 0: 0}
    for name in ("s1", "s1_wide"):
        sides: dict[str, dict[tuple[Any, ...], list[bool]]] = {}
        for row in table(name):
            kind, _, side = row["variant"].partition(": ")
            if row["kind"] == "score" and side in ("eq. (165)", "feed-forward"):
                cell = (kind, row["task.length"], row["task.sequences"], row["parameters"])
                sides.setdefault(side, defaultdict(list))[cell].append(hits(row))
        ours, theirs = (sorted(sides[side].items()) for side in ("eq. (165)", "feed-forward"))
        for (cell, one), (other, two) in zip(ours, theirs, strict=True):
            assert cell[:3] == other[:3]
            ends = [[end(sum(x), len(x), upper=up) for up in (False, True)] for x in (one, two)]
            ahead[(ends[0][0] > ends[1][1]) - (ends[1][0] > ends[0][1])] += 1
    said = f"ahead in {ahead[-1]} of {sum(ahead.values())} cells"
    assert ahead[1] == 0
    assert said in longer_sequences.result().data


def test_7_trained_against_built_at_1024() -> None:
    cells = defaultdict(list)
    for row in table("g1"):
        if row["kind"] == "score" and row["task.sequences"] == 1024:
            cells[row["variant"], row["parameters"]].append(hits(row))
    trained = min(size for (_, size), found in cells.items() if 2 * sum(found) >= len(found))
    built = min(
        row["parameters"]
        for row in table("sandwich")
        if (row["kind"], row["task"]) == ("built", "next-token")
        and (row["sequences"], row["length"], row["classes"]) == (1024, 8, 2)
    )
    said = f"built {built:,}, ratio at most {trained / built:.2f}"
    assert f"N = 1,024: trained at most {trained:,}, {said}" in verdict("g1").numbers


def test_8_bits_that_the_largest_language_model_holds() -> None:
    found = defaultdict(list)
    for row in table("b2"):
        if row["variant"] == "float32" and row["shape.m"] == 12:
            n, s, v = (row[f"task.{name}"] for name in ("sequences", "length", "vocabulary"))
            saved = n * (s - 1) * (math.log2(v) - float(row["exact_loss"]) / math.log(2))
            found[n].append(saved / row["parameters"])
    best = max(found.values(), key=statistics.fmean)
    mean = statistics.fmean(best)
    half = student(len(best) - 1) * statistics.stdev(best) / math.sqrt(len(best))
    said = f"{mean:.3f} [{mean - half:.3f}, {mean + half:.3f}] bits per parameter at d = 12"
    assert said in verdict("b2").numbers


def test_9_test_accuracy_of_averaging_on_digits() -> None:
    found = [
        1 - float(row["test_error"])
        for row in table("m1")
        if row["variant"] == "digits: averaging" and row["kind"] == "score"
    ]
    mean = statistics.fmean(found)
    half = student(len(found) - 1) * statistics.stdev(found) / math.sqrt(len(found))
    said = f"averaging {mean:.3f} [{mean - half:.3f}, {mean + half:.3f}]"
    assert said in verdict("m1").numbers.split("test accuracy: ")[1]


def test_10_cells_in_which_the_test_error_peaks_at_n() -> None:
    errors = defaultdict(lambda: defaultdict(list))  # type: ignore[var-annotated]
    for row in table("d1"):
        cell = (row["variant"], row["recipe"], row["task.noise"], row["task.sequences"])
        errors[cell][row["shape.features"]].append(float(row["test_error"]))
    peaks = 0
    for (*_, n), curve in errors.items():
        ends = {}
        for p, found in curve.items():
            half = student(len(found) - 1) * statistics.stdev(found) / math.sqrt(len(found))
            ends[p] = (statistics.fmean(found) - half, statistics.fmean(found) + half)
        peak = max(curve, key=lambda p: statistics.fmean(curve[p]))
        peaks += [p for p, (_, high) in ends.items() if high >= ends[peak][0]] == [n]
    said = f"of {len(errors)} cells the peak is p = n and cannot be confused"
    assert f"{said} with another p in {peaks};" in verdict("d1").numbers
