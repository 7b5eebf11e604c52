"""Verdicts as chapters say them: decided once, and in a line where the numbers were just shown."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Final

from memlib.chapters.prose import Prose
from memlib.experiments.verdicts.report import Verdict, verdict

#: What is said of an experiment whose runs that count are still missing.
UNDER_WAY: Final = "under way: no run that counts is stored yet"


@cache
def decided(name: str) -> Verdict:
    """The verdict on one experiment; one page asks for all of them several times."""
    return verdict(name)


def said(found: Verdict) -> str:
    """What a verdict means, and its letter; the word alone where that says enough."""
    if not found.fresh:
        return UNDER_WAY
    return f"{found.reading} (by the letter: {found.verdict})" if found.reading else found.verdict


def in_a_line(name: str) -> Prose:
    """The experiment, whether it was planned, and its verdict; the report has all numbers.

    >>> in_a_line("b1").data.startswith("**Verdict on B1 (confirmatory):")
    True
    """
    found = decided(name)
    return Prose(f"**Verdict on {found.id} ({found.status}): {said(found)}.**")


def each_once(names: Iterable[str]) -> Prose:
    """Verdicts on several experiments; where they are the same, the sentence stands once.

    >>> each_once(["t1_n10", "t1_n100", "t1_n1000", "t1_n10000"]).data.count("Verdict on T1")
    1
    """
    return Prose("\n\n".join(dict.fromkeys(in_a_line(name).data for name in names)))
