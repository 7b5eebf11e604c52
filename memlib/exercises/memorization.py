"""Exercises of *What is memorization?*"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import product

from memlib.data import Dataset, find_conflicts, is_consistent, multiset
from memlib.exercises.answers import check, pair, text, whole


@check(whole)
def consistent_labelings(answer: int, sequences: Sequence[Sequence[int]]) -> str:
    """How many labelings by 0 and 1 of these next-token sequences are consistent?

    >>> consistent_labelings(4, [[0, 1], [1, 1]])
    'Right: 4 of the 4 labelings are consistent.'
    """
    tokens = [[x] for x in range(1 + max(map(max, sequences)))]
    every = list(product((0, 1), repeat=len(sequences)))
    consistent = [y for y in every if is_consistent(Dataset.next_token(tokens, sequences, y))]
    if answer == len(consistent):
        return f"Right: {answer} of the {len(every)} labelings are consistent."
    if answer == len(every):
        return f"{answer} is all of them, but some sequences share an item and so a label."
    if answer & (answer - 1) or answer < 1:
        return f"{answer} is not a power of two, but each item is labeled freely: 2 to the items."
    return f"Not {answer}. List the pairs (last token, multiset): how many are distinct?"


@check(pair(text, whole, "a word in quotes and a whole number, in brackets"))
def conflict(
    answer: tuple[str, int], words: Sequence[str], labels: Sequence[int], shown: str = ""
) -> str:
    """A word and a label that contradict the labeled words (next-token, a letter a token).

    >>> conflict(("ba", 2), ["ab", "aa"], [1, 2])
    'Not yet: no word of the data ends in a and has the letters a, b.'
    """
    word, label = answer
    if word == shown:
        return f"{word} is the word of the text: find another."
    letters = sorted(set("".join(words)))
    if strange := [x for x in word if x not in letters]:
        return f"{strange[0]!r} is no token of this data; its tokens are {', '.join(letters)}."
    if not word:
        return "A sequence has at least one token."
    sequences = [[letters.index(x) for x in w] for w in (*words, word)]
    data = Dataset.next_token([[x] for x in range(len(letters))], sequences, (*labels, label))
    found = next(find_conflicts(data), None)
    if found is not None:
        return f"Right: {words[found.first]} and {word} are one item with two labels."
    last = sequences[-1]
    same = [i for i, s in enumerate(sequences[:-1]) if multiset(s) == multiset(last)]
    if any(sequences[i][-1] == last[-1] for i in same):
        return f"The item is there already, but with the same label {label}: no contradiction."
    return (
        f"Not yet: no word of the data ends in {word[-1]} and has the letters "
        f"{', '.join(sorted(word))}."
    )


@check(whole)
def fewest_parameters(answer: int, items: int, classes: int, bits: int) -> str:
    """The fewest parameters of so many bits for which counting bits does not forbid all labelings.

    >>> fewest_parameters(40, 100, 2, 8)
    'Not 40: fewer parameters are enough for the count.'
    """
    needed = items * math.log2(classes)
    fewest = math.ceil(needed / bits)
    if answer == fewest:
        return f"Right: {answer} × {bits} = {answer * bits} bits, {needed:.1f} needed."
    if answer >= fewest:
        return f"Not {answer}: fewer parameters are enough for the count."
    if answer == math.ceil(items / bits):
        return (
            f"Not {answer}: that is for two classes; a label of {classes} classes holds more bits."
        )
    held = answer * bits
    return f"Not {answer}: that many hold {held} bits, and {needed:.1f} are needed."
