"""Exercises of *√N without logarithms*: who passes which levels, and how many slots there are."""

from __future__ import annotations

from collections.abc import Mapping

from memlib.constructions.compact.cascade import plan
from memlib.exercises.answers import check, group, text, whole


@check(group(text, "a set of letters in quotes"))
def passes_two(answer: set[str], passed: Mapping[str, int]) -> str:
    """The keys that pass exactly two levels.

    Args:
        passed: how many levels each key passes.

    >>> passes_two({"u"}, {"a": 1, "u": 2})
    'Right: two is even, so their label is 0.'
    """
    wrong = sorted(name for name in answer if passed.get(name) != 2)
    if wrong and wrong[0] not in passed:
        return "There is no such key."
    if wrong:
        return f"Not {wrong[0]}: follow it from level 1 on."
    missing = sum(levels == 2 for levels in passed.values()) - len(answer)
    return f"{missing} more." if missing else "Right: two is even, so their label is 0."


@check(whole)
def all_slots(answer: int, keys: int) -> str:
    """How many slots the levels for that many keys have together.

    >>> all_slots(144, 4)
    'Right: 36 per key.'
    """
    slots = plan(keys, 2).slots
    if answer == sum(slots):
        return f"Right: {answer / keys:.4g} per key."
    return f"There are {len(slots)} levels; the first has {4 * keys} slots."
