"""Exercises of *Sequence ids*."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import combinations

from memlib.constructions.studies.printed_scores import printed_scores
from memlib.errors import MemlibError
from memlib.exercises.answers import check, mapping, pair, several, text, whole

Pair = tuple[int, int]


@check(text)
def smallest_watch(answer: str, words: Sequence[str]) -> str:
    """A smallest set of letters whose counts tell the words' multisets apart.

    >>> smallest_watch("a", ["ab", "ac", "bb"])
    'Not yet: ab and ac have the same counts of a.'
    """
    watched = sorted(set(answer))
    if pair := _alike(watched, words):
        return f"Not yet: {pair[0]} and {pair[1]} have the same counts of {', '.join(watched)}."
    letters = sorted(set("".join(words)))
    for size in range(len(watched)):
        for fewer in combinations(letters, size):
            if not _alike(fewer, words):
                return f"They tell all apart, but {size} letters are enough."
    return f"Right: {', '.join(watched)} tell all {len(words)} apart, and no fewer letters do."


def _alike(watched: Sequence[str], words: Sequence[str]) -> tuple[str, str] | None:
    for one, other in combinations(words, 2):
        if all(one.count(x) == other.count(x) for x in watched):
            return one, other
    return None


@check(several(pair(whole, whole, ""), "three pairs of whole numbers"))
def collision(answer: list[Pair]) -> str:
    """Two pairs of counts and a direction for which the printed scores collide.

    >>> collision(((2, 0), (0, 1), (-1, 0)))
    'Those are the numbers of the text: find others.'
    >>> collision(((1, 0), (0, 1), (-1, 0)))
    'Not yet: the sums are 14 and 28, distinct.'
    """
    if len(answer) != 3:
        return "Give three pairs: two of counts, and a direction."
    one, other, direction = answer
    if {one, other} == {(2, 0), (0, 1)} and direction in ((-1, 0), (1, 0)):
        return "Those are the numbers of the text: find others."
    if min(*one, *other) < 0:
        return "Counts are 0 or more."
    try:
        told = printed_scores([dict(enumerate(one)), dict(enumerate(other))], (0, 1), direction)
    except MemlibError as error:
        return f"Not yet: {error}."
    if not told.allowed:
        return "Not yet: seen from this direction the two are too close, eq. (20) forbids it."
    if not told.collides:
        first, second = told.sums_after
        return f"Not yet: the sums are {first} and {second}, distinct."
    return f"Right: f = {told.scores}, and both sums are {told.sums_after[0]}."


@check(mapping(text, whole, "a dictionary with a whole number for each letter"))
def scores(answer: dict[str, int], words: Sequence[str]) -> str:
    """Scores of at most N(N − 1)/2 + 1 that give the words' multisets distinct sums.

    >>> scores({"a": 1, "b": 2, "c": 2}, ["bc", "aa", "cc"])
    'Not yet: bc and cc both have the sum 4.'
    """
    letters = sorted(set("".join(words)))
    if missing := [x for x in letters if x not in answer]:
        return f"There is no score for {', '.join(missing)}."
    bound = len(words) * (len(words) - 1) // 2 + 1
    for x in letters:
        if not 1 <= answer[x] <= bound:
            return f"Not yet: scores go from 1 to {bound}, but {x} has {answer[x]}."
    seen: dict[int, str] = {}
    for word in words:
        total = sum(answer[x] * count for x, count in Counter(word).items())
        if total in seen:
            return f"Not yet: {seen[total]} and {word} both have the sum {total}."
        seen[total] = word
    return f"Right: the sums are {', '.join(f'{word}: {s}' for s, word in seen.items())}."
