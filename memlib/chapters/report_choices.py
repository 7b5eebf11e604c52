"""*Replication report*: what the paper leaves open, each choice of ours against its outcome."""

from __future__ import annotations

from typing import Final

from memlib.chapters.prose import Prose
from memlib.experiments import sensitivity
from memlib.experiments.config import experiment, written
from memlib.plots.tables import table

#: The choices of Figures 1 and 2, as the tables call them.
CHOICES: Final = {
    "word": "a word is", "token": "token 0", "conflicts": "conflicts", "clipped": "clipping"
}  # fmt: skip
#: Blocks at which Figures 1 and 2 are compared in the table.
FEW, MANY = 1, 10


def choices_of_accuracy() -> None:
    """Figures 1 and 2: every choice of ours against the outcome, nearest to the paper first."""
    lines = []
    for figure in (1, 2):
        lines.append(_theirs(figure))
        lines += [_ours(one) for one in sensitivity.accuracies() if one.figure == figure]
    table(
        lines,
        caption="Share of wrong labels in training. Distance: of accuracy from what was read off, "
        "mean over blocks. Deepest: at the end of training, and at the best step (stopped early).",
    )


def _theirs(figure: int) -> dict[str, object]:
    read = sensitivity.paper(figure)
    open_ = dict.fromkeys(CHOICES.values(), "not said")
    few, many, last = (_errors(read[blocks]) for blocks in (FEW, MANY, max(read)))
    return {
        "figure": f"{figure}, the paper", **open_, "1 block": few, "10 blocks": many,
        "deepest": f"{last} / not said", "distance": "–",
    }  # fmt: skip


def _errors(ends: tuple[float, float]) -> str:
    """A range of accuracy as a range of errors."""
    return " to ".join(f"{error:.3f}" for error in sorted({1 - ends[1], 1 - ends[0]}))


def _ours(one: sensitivity.Accuracy) -> dict[str, object]:
    last = max(one.at_end)
    return {
        "figure": f"{one.figure}, ours",
        "a word is": one.choice.word,
        "token 0": one.choice.token,
        "conflicts": one.choice.conflicts,
        "clipping": "norm 1" if one.choice.clipped else "none",
        "1 block": f"{1 - one.at_end[FEW]:.3f}",
        "10 blocks": f"{1 - one.at_end[MANY]:.3f}",
        "deepest": f"{1 - one.at_end[last]:.3f} / {1 - one.at_best[last]:.3f}",
        "distance": f"{one.distance:.3f}",
    }


def changed_alone() -> None:
    """Figures 1 and 2: what one choice does that was changed alone."""
    table(
        [
            {
                "figure": figure,
                "changed": CHOICES[pair.what],
                "from": _told(pair.one.choice, pair.what),
                "to": _told(pair.other.choice, pair.what),
                "1 block": _change(pair, FEW),
                "10 blocks": _change(pair, MANY),
                "deepest": _change(pair, max(pair.one.at_end)),
            }
            for figure in (1, 2)
            for pair in sensitivity.changed_alone(figure)
        ],
        caption="Pairs of variants that differ in one choice alone: share of wrong labels at the "
        "end of training, before and after the change.",
    )


def _told(choice: sensitivity.Choice, what: str) -> str:
    value = getattr(choice, what)
    return {True: "norm 1", False: "none"}[value] if what == "clipped" else str(value)


def _change(pair: sensitivity.Alone, blocks: int) -> str:
    return " to ".join(f"{1 - one.at_end[blocks]:.3f}" for one in (pair.one, pair.other))


def not_changed_alone() -> Prose:
    """Which choices were never changed alone, so that their own effect is not known."""
    told = []
    for figure in (1, 2):
        alone = {pair.what for pair in sensitivity.changed_alone(figure)}
        tried = [one.choice for one in sensitivity.accuracies() if one.figure == figure]
        kept = [what for what in CHOICES if what not in alone]
        several = {what for what in kept if len({getattr(one, what) for one in tried}) > 1}
        mixed = ", ".join(CHOICES[what] for what in kept if what in several)
        fixed = ", ".join(
            f"{CHOICES[what]} ({_told(tried[0], what)})" for what in kept if what not in several
        )
        parts = [f"changed only together with another choice: {mixed}"] if mixed else []
        parts += [f"never changed: {fixed}"] if fixed else []
        told.append(f"* Figure {figure}, {'; '.join(parts) or 'every choice was changed alone'}.")
    return Prose("\n".join(told))


def identified() -> Prose:
    """The verdict on the set-up of Figures 1 and 2, by the errors of one block."""
    found = sensitivity.accuracies()
    told = []
    for figure in (1, 2):
        near = [one for one in found if one.figure == figure and one.near]
        theirs = sensitivity.paper_error(figure)
        closest = min(
            (one for one in found if one.figure == figure),
            key=lambda one: abs(1 - one.at_end[FEW] - theirs),
        )
        word = near[0].choice.word if near else "set-up not identified"
        tried = sum(one.figure == figure for one in found)
        told.append(
            f"Figure {figure}: **{word}** (the paper's one block errs on {theirs:.1%}, "
            f"the closest of {tried} variants on {1 - closest.at_end[FEW]:.1%})"
        )
    return Prose("\n".join(f"* {line}" for line in told))


def choices_of_size() -> None:
    """Figure 3: every choice of ours against the size that is enough, counted in one way."""
    lines = []
    for one in sensitivity.sizes():
        first, last = min(one.sizes), max(one.sizes)
        lines.append(
            {
                "a word is": one.choice.word,
                "labels": one.choice.labels,
                "clipping": "norm 1" if one.choice.clipped else "none",
                "rule": f"{one.rule}, {one.steps:,} steps",
                "what grows": one.grows,
                f"at N = {first:,}": _size(one.sizes[first]),
                f"at N = {last:,}": _size(one.sizes[last]),
                "exponent": str(one.exponent) if one.exponent else "none",
            }
        )
    table(
        lines,
        caption="Smallest size that is enough: all trained parameters, the table or the input map "
        "counted too (mean over draws). None: no tried size was enough. Student's intervals.",
    )


def roots() -> Prose:
    """In how many variants of Figure 3 the size may grow like the root of N, all counted."""
    found = [one.exponent for one in sensitivity.sizes() if one.exponent is not None]
    words = sum(one.grows == sensitivity.TABLE_GROWS for one in sensitivity.sizes() if one.exponent)
    (half,) = {written(experiment(name)).bars["exponent"] for name in sensitivity.SIZE}
    held = sum(one.low <= half <= one.high for one in found)
    return Prose(
        f"Counted so, {len(found)} variants have an exponent, and {held or 'none'} of their "
        f"intervals holds {half:g}. In {words} of the {len(found)} the size that is enough has no "
        "block at any N: this exponent is the growth of the vocabulary, and no block grows."
    )


def _size(value: float | None) -> str:
    return "none" if value is None else f"{value:,.0f}"
