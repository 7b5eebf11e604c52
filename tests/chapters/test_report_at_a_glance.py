"""The report's first page, and its choices: each sentence that is no output is held here."""

from __future__ import annotations

from collections import Counter
from statistics import fmean
from typing import Any

import pytest

from memlib.chapters import replication_report, report_choices
from memlib.chapters import report_at_a_glance as glance
from memlib.chapters.map_at_a_glance import measured
from memlib.experiments import sensitivity, statistics
from memlib.experiments.config import experiment, written
from memlib.experiments.criteria import Bars
from memlib.experiments.draws import DRAW
from memlib.experiments.runs import runs
from memlib.experiments.verdicts.compared import compared
from memlib.experiments.verdicts.f1_f2 import best_trials
from memlib.experiments.verdicts.registry import JUDGES
from memlib.experiments.verdicts.report import stored, verdict, whole
from memlib.experiments.verdicts.s1 import duels


def test_planned_and_exploratory_numbers_are_counted_apart(shown: Any) -> None:
    """Counted here from the table that stands below."""
    replication_report.side_by_side()
    lines = [line.split() for line in shown[0].text.split("\n")[1:]]
    planned = Counter(line[0] for line in lines if "planned" in line)
    said = glance.overall().data.split("\n\n")[1].split("\n")
    counts = [
        (sum(planned[name] for name in ids), line)
        for ids, line in zip(
            (glance.PAPER, glance.EXPECTED, glance.OTHERS, glance.OWN), said, strict=False
        )
    ]
    assert sum(count for count, _ in counts) == planned.total()
    assert all(f" of {count} number" in line for count, line in counts)
    late = [line for line in lines if "exploratory" in line]
    assert {line[0] for line in late} == {"F3", "S1"}
    assert f"none of {len(late)} numbers meets" in said[4]
    assert said[0].endswith("For 6 of these 10 the set-up is not identified.")
    assert "**none of 10 numbers meets**" in said[0]
    assert "**none of 3 numbers meets**" in said[1]
    assert "D1, share of cells with the peak" in said[2]
    assert "M1, test accuracy" in said[3]


def test_every_number_has_one_kind() -> None:
    found = [one for some in glance.groups().values() for one in some]
    assert sorted(found, key=repr) == sorted(compared(), key=repr)


def test_criteria_that_came_late() -> None:
    late = [name for name in stored() if written(experiment(name)).value.get("late_criteria")]
    said = glance.late_criteria().data
    assert f"in {len(late)} of {len(stored())} files" in said
    assert all(f"(`{name}`)" in said for name in late)
    assert said.endswith(" such a criterion in G1 (`g1`).")
    (rule,) = [line for line in verdict("g1").late_criteria if line.startswith("not settled:")]
    assert "known from above only" in rule
    assert verdict("g1").verdict.startswith("not settled:")


@pytest.mark.parametrize("name", ["f1", "f2", "f3_ours"])
def test_another_variant_has_the_same_verdict(name: str) -> None:
    """Which one counts was said late, and it decides nothing."""
    rows, bars = runs(name)[1], written(experiment(name)).bars
    assert "the variant that counts" in verdict(name).late_criteria[0]
    for variant in {row["variant"] for row in rows}:
        said, _ = JUDGES[bars["by"]](rows, Bars({**bars, "variant": variant}, name))
        assert said == verdict(name).verdict


def test_the_map_in_short() -> None:
    """Counted here cell by cell, by the ends of the brackets."""
    built: list[tuple[str, int, float, float, bool]] = []
    rest = []
    for one in measured("labels"):
        factor = one.config.bars["factor"]
        for d in one.duels:
            sure = d.won(factor) or d.lost(factor)
            (built if one.built(d) else rest).append((d.data, d.length, d.low, d.high, sure))
    nets = [cell for cell in built if cell[3] < 1]
    ours = [cell for cell in built if cell[2] > 1]
    said = glance.on_the_map().data
    assert f"nets hold more in **{len(nets)} of {len(built)}** cells" in said
    assert f"(surely in {sum(cell[4] for cell in nets)})" in said
    places = "*64 orders* at n = 16 and 64, in both classes at n = 16"
    assert f"softmax in {len(ours)}: {places}; surely in none." in said
    assert "(*needle* at n = 1,024, in both classes)" in said
    assert {cell[0] for cell in ours} == {"64 orders"}
    assert not any(cell[4] for cell in ours)
    fewer = [cell for cell in built if cell[0] == "8 orders"]
    more = {cell[1] for cell in fewer if cell[3] < 1}
    assert more == {cell[1] for cell in fewer} - {4} == {16, 64, 256}
    assert sum(cell[3] < 1 for cell in fewer) == sum(cell[1] > 4 for cell in fewer)
    out = [cell for cell in rest if cell[2] > 1]
    assert {cell[0] for cell in out} == {"needle"}
    assert f"hold more in {len(out)} of {len(rest)} comparisons" in said
    goals = [
        {
            (d.data, d.length, one.config.bars["size"]): (d.low > 1, d.high < 1)
            for one in measured(goal)
            for d in one.duels
            if one.built(d)
        }
        for goal in ("labels", "mse")
    ]
    both = goals[0].keys() & goals[1].keys()
    same = sum(goals[0][cell] == goals[1][cell] for cell in both)
    assert said.endswith(f"the answer is the same in {same} of {len(both)} cells.")


def test_the_change_under_which_four_blocks_suffice_is_exploratory() -> None:
    found = verdict("t1_change")
    assert found.status == "exploratory"
    assert {verdict(name).status for name in stored() if name.startswith("t1_n")} == {
        "confirmatory"
    }
    some = statistics.scored(runs("t1_change")[1], variant="m = 4, standardized mean")
    rates = statistics.rates(some, "task.length")
    assert all(rates[n].share >= 0.5 for n in (10, 100, 1000))
    assert {row["set.steps"] for row in some} == {2000}


def test_the_wider_model_has_a_meaning_of_its_own() -> None:
    ahead = [d["ahead"] for data in ("uniform", "context")
             for d in duels(runs("s1_wide")[1], data)]  # fmt: skip
    behind, neither = ahead.count(-1), ahead.count(0)
    assert verdict("s1_wide").reading.endswith(
        f"made wider (m = 8): ahead in no cell, behind in {behind} of 12, not separated in "
        f"{neither}"
    )
    assert "the one model that the paper trains" in verdict("s1").reading
    for name, m in (("s1", 2), ("s1_wide", 8)):
        rows = [row for row in runs(name)[1] if row["variant"].endswith("eq. (165)")]
        assert {row["shape.m"] for row in rows} == {m}
    assert 1 not in [d["ahead"] for name in ("s1", "s1_wide") for data in ("uniform", "context")
                     for d in duels(runs(name)[1], data)]  # fmt: skip


def test_runs_that_share_a_draw() -> None:
    said = replication_report.runs_by_draw().data
    told = []
    for line in said.split("\n")[2:]:
        share, names = line.split(": ")
        told += [name.strip("`") for name in names.split(", ")]
        for name in names.split(", "):
            rows = statistics.scored(runs(name.strip("`"))[1])
            each = {(row[DRAW], row["seed"]) for row in rows}
            per_draw = Counter(draw for draw, _ in each)
            count = len(per_draw)
            assert set(per_draw.values()) == {len(each) // count}
            plural = "s" * (count != 1)
            assert share == f"* {len(each) // count} on each of {count} draw{plural}"
    assert "* 1 on each of 33 draws: `d1`" in said
    assert sorted(told) == sorted(filter(whole, stored()))


def one(figure: int, **choice: Any) -> sensitivity.Accuracy:
    """The variant of a figure with these choices."""
    plain = {"token": "first word", "conflicts": "dropped", "clipped": False} | choice
    (found,) = [
        each
        for each in sensitivity.accuracies()
        if each.figure == figure and all(vars(each.choice)[k] == v for k, v in plain.items())
    ]
    return found


def errors(found: sensitivity.Accuracy, blocks: int) -> str:
    return f"{1 - found.at_end[blocks]:.3f}"


VECTORS = "trained map on fixed vectors, d = 768"


def test_what_choices_change_in_figure_1() -> None:
    """The sentences under the table of pairs."""
    table, kept = (one(1, word="trained table", conflicts=some) for some in ("dropped", "kept"))
    fixed, clipped = (one(1, word=VECTORS, clipped=some) for some in (False, True))
    few = one(1, word="trained map on fixed vectors, d = 384")
    assert sorted(errors(each, 1) for each in (table, fixed, few)) == ["0.000", "0.022", "0.268"]
    for blocks in (1, 10, 50):
        changes: dict[str, float] = {}
        for pair in sensitivity.changed_alone(1):
            moved = abs(pair.one.at_end[blocks] - pair.other.at_end[blocks])
            changes[pair.what] = max(moved, changes.get(pair.what, 0.0))
        assert max(changes, key=lambda what: changes[what]) == "word"
    assert [(errors(table, b), errors(kept, b)) for b in (1, 10, 30, 40)] == [
        ("0.000", "0.005"), ("0.004", "0.006"), ("0.340", "0.039"), ("0.032", "0.347"),
    ]  # fmt: skip
    assert (errors(fixed, 50), errors(clipped, 50)) == ("0.128", "0.030")
    for each in (table, kept):
        assert each.at_best[50] > each.at_end[50] + 0.1
    for each in (fixed, clipped, few):
        assert f"{each.at_best[50]:.3f}" == f"{each.at_end[50]:.3f}"
    rows = runs("f1")[1]
    worst = fmean(row["error"] for row in best_trials(rows, "conflicts dropped")[50])
    assert errors(table, 50) == f"{worst:.3f}"


def test_what_was_never_changed_alone(shown: Any) -> None:
    report_choices.changed_alone()
    lines = shown[0].text.split("\n")[1:]
    assert [line.split()[0] for line in lines] == ["1"] * 5 + ["2"]
    assert "0.128 to 0.030" in shown[0].text
    assert report_choices.not_changed_alone().data.split("\n") == [
        "* Figure 1, changed only together with another choice: token 0.",
        "* Figure 2, changed only together with another choice: token 0, clipping; "
        "never changed: a word is (trained table).",
    ]
    for name in ("f1", "f2"):
        marked = [row for row in runs(name)[1] if row.get("task.mark")]
        assert marked
        assert {row["set.clip"] for row in marked} == {1.0}


def test_what_grows_in_figure_3(shown: Any) -> None:
    """Where the exponent is that of the table, no block was needed."""
    report_choices.choices_of_size()
    assert shown[0].text.count("table of words, no block") == 4
    for size in sensitivity.sizes():
        if size.grows == sensitivity.TABLE_GROWS:
            assert set(size.blocks.values()) == {0}
            assert size.choice.word == "trained table"
    assert "In 4 of the 5 the size" in report_choices.roots().data
