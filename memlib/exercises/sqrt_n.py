"""Exercises of *Memorizing with √N parameters*."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import count, product

from memlib.exercises.answers import check, mapping, text, whole


@check(mapping(text, whole, "a dictionary with a whole number for each letter"))
def small_scores(answer: dict[str, int], words: Sequence[str]) -> str:
    """Positive whole scores of letters whose sums tell the multisets of all words apart.

    >>> small_scores({"a": 1, "b": 1}, ["aab", "abb"])
    'aab and abb both have the sum 3.'
    """
    letters = sorted(set("".join(words)))
    if missing := [x for x in letters if x not in answer]:
        return f"The letter {missing[0]} has no score."
    for x, score in answer.items():
        if type(score) is not int or score < 1:
            return f"The score of {x} is {score!r}; scores are 1, 2, 3, …"
    if met := _meeting(answer, words):
        first, second = met
        total = sum(answer[x] for x in first)
        return f"{first} and {second} both have the sum {total}."
    highest = max(answer[x] for x in letters)
    if highest == least_bound(words):
        return f"Right: all sums differ, and scores below {highest} cannot do it."
    return f"The sums differ. But the highest score is {highest}, and lower ones are enough."


def least_bound(words: Sequence[str]) -> int:
    """The least K for which some scores 1 … K tell the multisets of all words apart.

    >>> least_bound(["aab", "abb"])
    2
    """
    letters = sorted(set("".join(words)))
    for bound in count(1):
        for values in product(range(1, bound + 1), repeat=len(letters)):
            if not _meeting(dict(zip(letters, values, strict=True)), words):
                return bound
    raise AssertionError("count never ends")


def _meeting(score: Mapping[str, int], words: Sequence[str]) -> tuple[str, str] | None:
    """Two words with different multisets and one sum."""
    seen: dict[int, str] = {}
    for word in words:
        other = seen.setdefault(sum(score[x] for x in word), word)
        if sorted(other) != sorted(word):
            return other, word
    return None
