"""Exercises of *Sequence to sequence* and of *Deep sets, embeddings, few bits*."""

from __future__ import annotations

from collections.abc import Sequence

from memlib.constructions.registry import THEOREMS
from memlib.data.dataset import Dataset
from memlib.errors import MemlibError
from memlib.exercises.answers import check, pair, several, text, whole


@check(several(whole, "a list of whole numbers"))
def forced(answer: list[int], known: str, labels: Sequence[int], other: str) -> str:
    """The labels of a rearranged word, which consistency forces.

    >>> forced([3, 2, 1], "abc", [1, 2, 3], "cba")
    'Right: 3, 2, 1.'
    """
    right = [labels[known.index(letter)] for letter in other]
    if len(answer) != len(other):
        return f"{other} has {len(other)} letters, so {len(other)} labels."
    for place, (given, wanted) in enumerate(zip(answer, right, strict=True), start=1):
        if given != wanted:
            return f"Letter {place} of {other}, {other[place - 1]}: not {given}. Look at {known}."
    return f"Right: {', '.join(map(str, right))}."


@check(several(pair(text, whole, ""), "a list of pairs: a word in quotes and a whole number"))
def parts_them(answer: list[tuple[str, int]], accepts: str, refuses: str) -> str:
    """Labeled words that one theorem builds a network for and another refuses.

    >>> parts_them([("ab", 1), ("ba", 1)], "next-token", "deep-sets")
    'deep-sets builds a network for it too.'
    """
    letters = sorted({letter for word, _ in answer for letter in word})
    try:
        data = Dataset.next_token(
            [(i + 1,) for i in range(len(letters))],
            [[letters.index(x) for x in word] for word, _ in answer],
            [label for _, label in answer],
        )
    except MemlibError as error:
        return f"That is no data set: {error}"
    try:
        THEOREMS[accepts].construct(data)
    except MemlibError as error:
        return f"{accepts} refuses it: {error}"
    try:
        THEOREMS[refuses].construct(data)
    except MemlibError as error:
        return f"Right. {refuses} says: {error}"
    return f"{refuses} builds a network for it too."


@check(whole)
def table_outgrows(answer: int, rows: Sequence[tuple[int, int]], vocabulary: int) -> str:
    """The largest stored N at which an embedding table has more entries than all the rest.

    Args:
        answer: the reader's N, 0 for none.
        rows: (N, parameters besides the table).
        vocabulary: ω; the table has ω names and at most min(ω, N − 1) scores.

    >>> table_outgrows(64, [(64, 50), (256, 500)], 100)
    'Right: at N = 64 the rest has 50 parameters, the table 100 or more.'
    """
    smaller = [(n, rest) for n, rest in rows if rest < vocabulary]
    right, rest = max(smaller, default=(0, 0))
    if answer == right:
        if not right:
            return "Right: the rest is larger at every N of the table."
        return (
            f"Right: at N = {right:,} the rest has {rest:,} parameters, "
            f"the table {vocabulary:,} or more."
        )
    return f"Not {answer:,}. Compare the rest with ω = {vocabulary:,}, row by row."
