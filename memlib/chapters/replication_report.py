"""*Replication report*: verdicts with what they mean, claim by claim; other chapters tell some."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from memlib.experiments import draws
from memlib.experiments.exponents import exponent
from memlib.experiments.runs import runs
from memlib.experiments.verdicts.f3 import core_parameters
from memlib.experiments.verdicts.report import Verdict, stored, verdict
from memlib.plots.tables import table
from memlib.stored import load as load_table

if TYPE_CHECKING:
    from IPython.display import Markdown

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


#: Whether an experiment's file asks for the stored runs, in a word.
SAME: Final = {True: "yes", False: "no", None: "not tried: needs optuna"}


def told(name: str) -> Markdown:
    """The verdict on one experiment, what it means, and the numbers that decided."""
    from IPython.display import Markdown

    found = verdict(name)
    numbers = "\n".join(f"* {_plain(line)}" for line in found.numbers.split("; "))
    return Markdown(f"**{found.id} (`{name}`), {found.status}: {said(found)}**\n\n{numbers}")


def said(found: Verdict) -> str:
    """What a verdict means, and its letter; the word alone where that says enough."""
    return f"{found.reading} (by the letter: {found.verdict})" if found.reading else found.verdict


def _plain(text: str) -> str:
    """Text that Markdown leaves as it is."""
    return re.sub(r"([\\`*_\[\]<>|])", r"\\\1", text)


def summary() -> Markdown:
    """The whole report in a paragraph."""
    from IPython.display import Markdown

    found = [verdict(name) for name in stored()]
    words = Counter(v.reading or v.verdict for v in found)
    each = "\n".join(f"* {_plain(word)}: {count}" for word, count in words.most_common())
    return Markdown(
        f"{len(found)} experiments, {sum(v.status == 'exploratory' for v in found)} of them "
        f"exploratory; {sum(v.runs for v in found):,} runs, of which "
        f"{sum(v.fresh for v in found):,} count; {sum(v.minutes for v in found) / 60:.1f} core "
        f"hours. What came out, and how often:\n\n{each}"
    )


def overview() -> None:
    """One line an experiment: what it is, and how it came out."""
    table(
        [
            {
                "id": v.id,
                "experiment": name,
                "kind": v.status,
                "by the letter": v.verdict,
                "what that means": v.reading or "as it says",
            }
            for name in stored()
            for v in [verdict(name)]
        ],
        caption="Every experiment, as its stored runs decide it.",
    )


def costs() -> None:
    """Runs, time and the file that holds the rows of every experiment."""
    table(
        [
            {
                "experiment": name,
                "runs": v.runs,
                "that count": v.fresh,
                "core minutes": f"{v.minutes:.1f}",
                "rows": v.table,
            }
            for name in stored()
            for v in [verdict(name)]
        ],
        caption="What it took.",
    )


def claim(found: Verdict) -> str:
    """One claim with its criteria, its verdict and its numbers, as Markdown."""
    lines = [f"**{found.id}, `{found.table}`** ({found.status})", f"*Claim.* {_plain(found.claim)}"]
    for title, criteria in (
        ("Criteria", found.criteria),
        ("Added after the runs", found.late_criteria),
    ):
        if criteria:
            lines.append(f"*{title}.*\n" + "\n".join(f"* {_plain(one)}" for one in criteria))
    numbers = "\n".join(f"* {_plain(line)}" for line in found.numbers.split("; "))
    lines += [
        f"*Verdict.* **{_plain(said(found))}**\n{numbers}",
        f"{found.runs:,} runs, of which {found.fresh:,} count; {found.minutes:.1f} core minutes: "
        f"`{found.command}`",
    ]
    return "\n\n".join(lines)


def claims() -> Markdown:
    """All claims, one after the other."""
    from IPython.display import Markdown

    return Markdown("\n\n---\n\n".join(claim(verdict(name)) for name in stored()))


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


def figure_3_of_the_paper() -> Markdown:
    """The exponent of the points that were read off the paper's own Figure 3."""
    from IPython.display import Markdown

    rows = [row for row in load_table("paper_points").rows if row["figure"] == 3]
    points = [(row["sequences"], row["blocks"]) for row in rows if row["sequences"] <= 1400]
    return Markdown(
        f"Up to N = 1,400 they rise as N to the power **{_plain(str(exponent(points)))}** in "
        "blocks, and **"
        + _plain(str(exponent([(n, core_parameters(blocks, 3)) for n, blocks in points])))
        + "** in trained parameters besides the way in; one half lies below both intervals."
    )


def environments() -> None:
    """With what every experiment was run."""
    lines = []
    for name in stored():
        manifest, rows = runs(name)
        versions = {key: value for key, value in manifest["versions"].items() if key != "memlib"}
        lines.append(
            {
                "experiment": name,
                "versions": ", ".join(f"{k} {_listed(v)}" for k, v in versions.items()),
                "engine": ", ".join(sorted({f"{r['engine']} ({r['device']})" for r in rows})),
                "dtype": ", ".join(sorted({row["set.dtype"] for row in rows})),
                "commit": manifest["commit"][:12],
                "same runs": SAME[verdict(name).same_runs],
            }
        )
    table(lines, caption="The environment of every experiment, and whether its file as it is now "
          "asks for the stored runs, no more and no fewer.")  # fmt: skip


def _listed(value: Any) -> str:
    return "/".join(map(str, value)) if isinstance(value, Sequence) and not isinstance(
        value, str
    ) else str(value)  # fmt: skip
