"""Exercises of *Memorizing with √N parameters*."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import count, product

from memlib.constructions.studies.folding import folds_of, near_and_far
from memlib.exercises.answers import check, mapping, number, several, text, whole


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


@check(several(number, "a list of numbers"))
def fold_heights(answer: list[Fraction], word: str) -> str:
    """The heights of the near point after each fold.

    >>> fold_heights([Fraction(3, 4), Fraction(1, 2)], "1")
    'There are 1 bits, so 1 folds.'
    """
    n, before = len(word), near_and_far(word)[0]
    right = [fold.near for fold in folds_of(word)]
    for place, height in enumerate(right, start=1):
        if len(answer) < place or answer[place - 1] != height:
            given = f"not at {answer[place - 1]}" if len(answer) >= place else "missing"
            return (
                f"After fold {place} it is {given}. Fold where it was before, {before}: "
                "left of ½ z goes to 2z, else to 2 − 2z."
            )
        before = Fraction(height)
    if len(answer) > n:
        return f"There are {n} bits, so {n} folds."
    return "Right: " + ", ".join(map(str, right)) + "."


@check(whole)
def best_slots(answer: int, items: int, bucket: int, slot: int) -> str:
    """The number of slots a bucket for which buckets and slots together cost least.

    >>> best_slots(1, 100, 10, 40)
    'Not 1: that costs 1,040; some other number costs less.'
    """
    if not 1 <= answer <= items:
        return f"A bucket has 1 to {items} slots."

    def price(slots: int) -> int:
        return bucket * -(-items // slots) + slot * slots

    cheapest = min(map(price, range(1, items + 1)))
    if price(answer) == cheapest:
        return f"Right: {-(-items // answer)} buckets and {answer} slots cost {cheapest:,}."
    return f"Not {answer}: that costs {price(answer):,}; some other number costs less."
