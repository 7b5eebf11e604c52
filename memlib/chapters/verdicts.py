"""The verdict on an experiment in one line, where a chapter has just shown its numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from memlib.experiments.verdicts.report import verdict

if TYPE_CHECKING:
    from IPython.display import Markdown


def in_a_line(name: str) -> Markdown:
    """The experiment, whether it was planned, and its verdict; the report has all numbers.

    >>> in_a_line("b1").data.startswith("**Verdict on B1 (confirmatory):")
    True
    """
    from IPython.display import Markdown

    found = verdict(name)
    what = f"{found.reading} (by the letter: {found.verdict})" if found.reading else found.verdict
    return Markdown(f"**Verdict on {found.id} ({found.status}): {what}.**")
