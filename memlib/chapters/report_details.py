"""*Replication report*, its details: choices, searches, samples, machines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from memlib.chapters import links
from memlib.chapters.prose import Prose
from memlib.chapters.verdicts import decided
from memlib.experiments import sensitivity
from memlib.experiments.config import experiment, written
from memlib.experiments.runs import runs
from memlib.experiments.searched import Searched, searched
from memlib.experiments.verdicts.report import Verdict, stored
from memlib.experiments.verdicts.the_map import error_lines
from memlib.plots.tables import html, table
from memlib.stored import load

#: Whether an experiment's file asks for the stored runs, in a word.
SAME: Final = {True: "yes", False: "no", None: "not tried: needs optuna"}
#: What manifests may say of the machine.
MACHINE: Final = ("system", "processor")
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
    open_ = dict.fromkeys(("a word is", "token 0", "conflicts", "clipping"), "not said")
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


def identified() -> Prose:
    """The verdict on the set-up of Figures 1 and 2, by the errors of one block."""
    found = sensitivity.accuracies()
    told = []
    for figure in (1, 2):
        near = [one for one in found if one.figure == figure and one.near]
        theirs = 1 - sensitivity.paper(figure)[FEW][0]
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
                "grows": one.grows,
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
    (half,) = {written(experiment(name)).bars["exponent"] for name in sensitivity.SIZE}
    held = sum(one.low <= half <= one.high for one in found)
    return Prose(
        f"Counted so, {len(found)} variants have an exponent, and {held or 'none'} of their "
        f"intervals holds {half:g}."
    )


def _size(value: float | None) -> str:
    return "none" if value is None else f"{value:,.0f}"


def errors_of_map(found: Verdict) -> str:
    """The median errors of every cell of a map, as HTML: a line per family and kind of data."""
    name = Path(found.table).stem
    at, (_, rows) = written(experiment(name)).bars["at"], runs(name)
    lines = error_lines(rows, at)
    lengths = sorted({n for each in lines.values() for n in each})
    return html(
        [
            {"data": data, "family": family}
            | {f"n = {n:,}": f"{each[n]:.3f}" if n in each else "–" for n in lengths}
            for (data, family), each in lines.items()
        ],
        caption=f"The median of the smallest 0-1 errors at N = {at}; –: no run that counts.",
    )


def searches() -> None:
    """What was searched, what won, and how often the best learning rate lies at an end."""
    lines = []
    for name in stored():
        manifest, rows = runs(name)
        config = written(experiment(name), manifest["preset"])
        found = searched(config, rows)
        lines.append(
            {
                "rows": links.rows(name),
                "searched": _bounds(found) if found else _unsearched(config.value["protocol"]),
                "tries": f"{found.seeds}" if found else "–",
                "cells": f"{found.cells}" if found else "–",
                "winning rates": _winners(found) if found else "–",
                "at the lower end": f"{found.low}" if found else "–",
                "at the upper end": f"{found.high}" if found else "–",
                "at an end": f"{found.at_an_end:.0%}" if found else "–",
            }
        )
    table(
        lines,
        caption="Searches. Tries: seeds for each setting, or trials of a program. At an end: cells "
        "whose best learning rate is the smallest or largest that was tried (of a range: in its "
        "outer tenth).",
    )


def _unsearched(protocol: str) -> str:
    return "under way" if protocol == "ladder" else "nothing: the file gives one rate"


def _bounds(found: Searched) -> str:
    return "; ".join(
        f"{name.replace('_', ' ')} {', '.join(f'{v:g}' for v in values)}"
        for name, values in found.bounds.items()
    )


def _winners(found: Searched) -> str:
    return ", ".join(f"{rate:g} ({count})" for rate, count in found.winners[:3])


def sources() -> None:
    """The files of real text, by their hash."""
    table(
        [
            {"file": row["file"], "lines": row["lines"], "SHA-256": row["sha256"]}
            for row in load("samples").rows
            if "file" in row
        ],
        caption="Files that real text was read from.",
    )


def samples() -> None:
    """How many samples each experiment uses, and one of them by its rows and its hash."""
    lines = []
    found = [row for row in load("samples").rows if "task" in row]
    for name in stored():
        own = [row for row in found if name in str(row["tables"]).split()]
        text = next((row for row in own if "first source rows" in row), None)
        first = own[0] if own else None
        lines.append(
            {
                "experiment": links.rows(name),
                "samples": len(own) if own else runs(name)[0]["data"],
                "hash of the first": first["data"] if first else "in its rows",
                "its rows of the source": _rows(text),
                "conflicts": str(text["conflicts"]) if text else "–",
            }
        )
    table(lines, caption="Samples. Rows of the source: the first three, and a hash of all.")


def _rows(row: Mapping[str, Any] | None) -> str:
    if row is None:
        return "drawn"
    return f"{', '.join(map(str, row['first source rows']))}, … ({row['source rows sha256'][:12]})"


def environments() -> None:
    """With what every experiment was run; what a manifest does not say is not recorded."""
    lines = []
    for name in stored():
        manifest, rows = runs(name)
        told = {key: _listed(value) for key, value in manifest["versions"].items()}
        machine = ", ".join(told[key] for key in MACHINE if key in told)
        versions = ", ".join(
            f"{key} {value}" for key, value in told.items() if key not in ("memlib", *MACHINE)
        )
        lines.append(
            {
                "rows": links.rows(name),
                "versions": versions,
                "machine": machine or "not recorded",
                "engine": ", ".join(sorted({f"{r['engine']} ({r['device']})" for r in rows})),
                "dtype": ", ".join(sorted({row["set.dtype"] for row in rows})),
                "commit": links.commit(manifest["commit"]),
                "same runs": SAME[decided(name).same_runs],
            }
        )
    table(lines, caption="The environment of every experiment, and whether its file as it is now "
          "asks for the stored runs, no more and no fewer.")  # fmt: skip


def _listed(value: Any) -> str:
    return "/".join(map(str, value)) if isinstance(value, Sequence) and not isinstance(
        value, str
    ) else str(value)  # fmt: skip
