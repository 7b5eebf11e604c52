"""*Replication report*: verdicts with what they mean, claim by claim; other chapters tell some.

Its first page: :mod:`memlib.chapters.report_at_a_glance`; what the paper leaves open:
:mod:`memlib.chapters.report_choices`; searches, samples, machines:
:mod:`memlib.chapters.report_details`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from statistics import fmean
from typing import Final

from memlib.chapters import links
from memlib.chapters.figures_of_the_paper import figure_3
from memlib.chapters.prose import Prose
from memlib.chapters.report_at_a_glance import exploratory, plain
from memlib.chapters.report_details import errors_of_map
from memlib.chapters.verdicts import UNDER_WAY, decided, said
from memlib.experiments import draws, sensitivity, statistics
from memlib.experiments.config import experiment, written
from memlib.experiments.exponents import exponent
from memlib.experiments.runs import runs
from memlib.experiments.verdicts.compared import compared
from memlib.experiments.verdicts.f1_f2 import accuracies
from memlib.experiments.verdicts.f3 import core_parameters
from memlib.experiments.verdicts.report import Verdict, missing, stored, whole
from memlib.experiments.verdicts.the_map import ERRORS
from memlib.plots.report import Panel, Tree, forest, originals
from memlib.plots.tables import table

#: Experiments with several draws of the data, and what makes a cell of theirs.
CELLS: Final[Mapping[str, tuple[str, ...]]] = {
    "s1": ("variant", "task.length", "task.sequences", "parameters"),
    "s1_wide": ("variant", "task.length", "task.sequences", "parameters"),
    "m1": ("variant", "task.sequences"),
    "b1": ("variant", "task.sequences", "parameters"),
    "f3_ours": ("variant", "task.sequences", "shape.blocks"),
    "f3_vectors": ("variant", "task.sequences", "task.dim", "shape.blocks"),
    "g1": ("variant", "task.sequences", "parameters"),
}


def told(name: str) -> Prose:
    """The verdict on one experiment, what it means, and the numbers that decided.

    Where none of its runs is stored yet, that is what is told.
    """
    if name in missing():
        plan = written(experiment(name))
        title = plain(str(plan.value.get("title", name)))
        return Prose(f"**{plan.value['id']} (`{name}`): not run yet.** {title}.")
    found = decided(name)
    return Prose(f"**{found.id} (`{name}`), {found.status}: {said(found)}**\n\n{_numbers(found)}")


def _numbers(found: Verdict) -> str:
    """What decided, a line each; errors that were told of every cell as a table."""
    lines = [line for line in found.numbers.split("; ") if not line.startswith(ERRORS)]
    cells = errors_of_map(found) if ERRORS in found.numbers else ""
    return "\n".join(f"* {plain(line)}" for line in lines) + (cells and f"\n\n{cells}")


def summary() -> Prose:
    """The whole report in a paragraph."""
    found = [decided(name) for name in stored()]
    words = Counter((v.reading or v.verdict) if v.fresh else UNDER_WAY for v in found)
    each = "\n".join(f"* {plain(word)}: {count}" for word, count in words.most_common())
    return Prose(
        f"{len(found)} experiments, {sum(v.status == 'exploratory' for v in found)} of them "
        f"exploratory; {sum(v.runs for v in found):,} runs, of which "
        f"{sum(v.fresh for v in found):,} count; {sum(v.minutes for v in found) / 60:.1f} core "
        f"hours. What came out, and how often:\n\n{each}"
    )


def kinds(status: str) -> None:
    """Every experiment of a kind, what it came to, and where its rows and its plan are."""
    table(
        [
            {
                "id": v.id,
                "rows": links.rows(name),
                "plan": links.plan(name),
                "by the letter": v.verdict if v.fresh else UNDER_WAY,
                "what that means": v.reading or ("as it says" if v.fresh else "–"),
            }
            for name in stored()
            for v in [decided(name)]
            if v.status == status
        ],
        caption=f"Every {status} experiment, as its stored runs decide it.",
    )


def costs() -> None:
    """Runs, time and the file that holds the rows of every experiment."""
    table(
        [
            {
                "rows": links.rows(name),
                "runs": v.runs,
                "that count": v.fresh,
                "core minutes": f"{v.minutes:.1f}",
            }
            for name in stored()
            for v in [decided(name)]
        ],
        caption="What it took.",
    )


def side_by_side() -> None:
    """Theirs, ours and the interval, for every claim with a number."""
    table(
        [
            {
                "id": one.id,
                "what": one.what,
                "status": "exploratory" if exploratory(one) else "planned",
                "theirs": one.theirs,
                "ours": f"{one.ours:.3g}",
                "interval": f"[{one.low:.3g}, {one.high:.3g}]",
                "of": one.kind,
                "meets it": "yes" if one.agrees else "no",
                "rows": links.rows(one.experiment),
            }
            for one in compared()
        ],
        caption="Theirs and ours. Where a work gives words and no number, the bar of our criterion "
        "stands in its place.",
    )


def trees() -> list[Tree]:
    """The same as multiples of what is claimed."""
    found = []
    for one in compared():
        if one.base <= 0:  # a difference that is compared with a bar has no multiple
            continue
        ours, low, high = (value / one.base for value in (one.ours, one.low, one.high))
        told = f"claimed {one.theirs}, ours {one.ours:.3g} [{one.low:.3g}, {one.high:.3g}]"
        name = f"{one.id} {one.what}".replace("share of ", "").replace("exponent of ", "exp. of ")
        found.append(Tree(name, ours, low, high, told, one.agrees))
    return found


def forest_of_claims() -> None:
    """All compared numbers in one picture."""
    late = "; ".join(f"{one.id} {one.what}" for one in compared() if exploratory(one))
    forest(
        trees(),
        caption="Our number by the claimed one, with its interval. A share or an exponent of 0 "
        f"lies at the left end. Exploratory: {late}. M1 compares a difference with a bar and is "
        "left out.",
    )


def figures() -> None:
    """Figures 1 to 3 and the text on uniform tokens: what was read off, and ours."""
    originals(
        [_accuracy_panel("f1"), _accuracy_panel("f2"), _blocks_panel(), _uniform_panel()],
        caption="Crosses: read off the paper's figures by eye, with the range that was read.",
    )


def _accuracy_panel(name: str) -> Panel:
    figure = int(name[1])
    theirs = [(float(b), *ends) for b, ends in sensitivity.paper(figure).items()]
    nearest = next(one for one in sensitivity.accuracies() if one.figure == figure)
    table_ = list(accuracies(runs(name)[1], "conflicts dropped").items())
    ours = {"trained table": table_}
    if (curve := list(nearest.at_end.items())) != table_:
        ours["nearest variant"] = curve
    return Panel(f"Figure {figure}", "blocks", "final accuracy", theirs, ours)


def _blocks_panel() -> Panel:
    theirs = [(float(n), float(blocks), float(blocks)) for n, blocks in figure_3()]
    ours = next(one for one in sensitivity.sizes() if one.rule.startswith("best"))
    points = [(n, blocks) for n, blocks in ours.blocks.items() if blocks is not None]
    return Panel(
        "Figure 3", "sequences N", "blocks that suffice", theirs, {"trained table": points}
    )


def _uniform_panel() -> Panel:
    points, theirs = [], []
    for name in (n for n in stored() if n.startswith("t1_n")):
        rows = statistics.scored(runs(name)[1], **{"shape.blocks": 4})
        n = float(rows[0]["task.length"])
        points.append((n, fmean(row["best_loss"] for row in rows)))
        theirs.append((n, rows[0]["set.below"], rows[0]["set.below"]))
    return Panel(
        "Text: uniform tokens, 4 blocks", "length n", "smallest MSE",
        theirs, {"mean of our runs": points}, log="xy",
    )  # fmt: skip


def claim(found: Verdict) -> str:
    """One claim with its criteria, its verdict and its numbers, as Markdown."""
    lines = [f"**{found.id}, `{found.table}`** ({found.status})", f"*Claim.* {plain(found.claim)}"]
    for title, criteria in (
        ("Criteria", found.criteria),
        ("Added after the runs", found.late_criteria),
    ):
        if criteria:
            lines.append(f"*{title}.*\n" + "\n".join(f"* {plain(one)}" for one in criteria))
    lines += [
        f"*Verdict.* **{plain(said(found))}**\n{_numbers(found)}",
        f"{found.runs:,} runs, of which {found.fresh:,} count; {found.minutes:.1f} core minutes: "
        f"`{found.command}`",
    ]
    return "\n\n".join(lines)


def claims() -> Prose:
    """All claims, one after the other."""
    return Prose("\n\n---\n\n".join(claim(decided(name)) for name in stored()))


def between_draws() -> None:
    """How much more hits vary from draw to draw than independent runs would."""
    table(
        [
            {
                "experiment": name,
                "variance between draws": f"{draws.spread(runs(name)[1], *cell):.1f}",
            }
            for name, cell in CELLS.items()
        ],
        caption="Variance of hits between draws of the data, as a multiple of what independent "
        "runs give.",
    )


def runs_by_draw() -> Prose:
    """How many runs that count are made on one draw of the data, in each experiment."""
    found: dict[tuple[int, int], list[str]] = {}
    for name in filter(whole, stored()):
        found.setdefault(draws.shared(runs(name)[1]), []).append(f"`{name}`")
    lines = [
        f"* {each} on each of {count} draw{'s' * (count != 1)}: {', '.join(names)}"
        for (count, each), names in sorted(found.items(), key=lambda one: (-one[0][1], one[0][0]))
    ]
    return Prose("Runs that count, in a cell:\n\n" + "\n".join(lines))


def figure_3_of_the_paper() -> Prose:
    """The exponent of the points that were read off the paper's own Figure 3."""
    points = [(n, blocks) for n, blocks in figure_3() if n <= 1400]
    found = (exponent(points), exponent([(n, core_parameters(blocks, 3)) for n, blocks in points]))
    blocks, core = (plain(str(one)) for one in found)
    claimed = written(experiment("f3_paper")).bars["exponent"]
    below = sum(one.low > claimed for one in found)
    half = ("neither interval", "one of the two intervals", "both intervals")[below]
    return Prose(
        f"Up to N = 1,400 they rise as N to the power **{blocks}** in blocks, and **{core}** in "
        f"trained parameters besides the way in; one half lies below {half}."
    )
