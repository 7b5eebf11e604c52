"""*Replication report*, its details: searches, samples, machines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from memlib.chapters import links
from memlib.chapters.verdicts import decided
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
        caption="Searches. Tries: seeds for each setting, or trials of a program. Cells: of a "
        "climb, the places where rates were tried. At an end: cells "
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
