"""Links from a chapter to what it tells of: the rows, the plan and the commit of an experiment.

The built site has the folders ``results`` and ``experiments`` beside its pages, as a checkout has
them beside ``notebooks``: the same relative address leads to a file from both.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from memlib.plots.tables import Link

#: The one place that says where the project is published.
_CONFIG = Path(__file__).parents[2] / "_config.yml"
_HASH = re.compile(r"[0-9a-f]{7,40}")


def rows(name: str) -> Link:
    """To the stored rows of an experiment or the table of that name."""
    return Link(f"{name}.json", f"../results/{name}.json")


def plan(name: str) -> Link:
    """To the file of an experiment: its claim, criteria, seeds and budgets."""
    return Link(f"{name}.toml", f"../experiments/{name}.toml")


def commit(text: str) -> Link:
    """To the code that made some rows; no address where the project's own is not known.

    >>> commit("721b29f1124684c7d4a94162b17ad66787619410").text
    '721b29f11246'
    """
    found = _HASH.match(text)
    address = f"{repository()}/commit/{found[0]}" if found and repository() else ""
    return Link(text[:12], address)


@cache
def repository() -> str:
    """The address of the project's page, from its settings; nothing in an installed copy."""
    if not _CONFIG.is_file():
        return ""
    found = re.search(
        r"^repository:\n(?:[ #].*\n)*?\s+url:\s*(\S+)", _CONFIG.read_text(encoding="utf-8"), re.M
    )
    return found[1].strip("\"'").removesuffix(".git").rstrip("/") if found else ""
