"""Exercises of *Bit extraction*."""

from __future__ import annotations

from fractions import Fraction

from memlib.constructions.lemmas.bit_extraction import Stream, extract_steps
from memlib.constructions.studies.folding import folds_of, near_and_far
from memlib.exercises.answers import check, number, several, whole


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
def reader_depth(answer: int, slots: int, key_bits: int, label_bits: int) -> str:
    """The number of ReLU layers of Lemma G.6.

    >>> reader_depth(17, 2, 4, 2)
    'Not 17: do not forget to compare the key and to add the label, for each slot.'
    """
    keys, labels = Stream("keys", slots * key_bits), Stream("labels", slots * label_bits)
    right = len(extract_steps("x", keys, labels, slots, "result"))
    if answer == right:
        return f"Right: {answer} layers."
    longer = max(key_bits, label_bits)
    if answer in (2 * slots * longer, 2 * slots * longer + 1):
        return (
            f"Not {answer}: do not forget to compare the key and to add the label, for each slot."
        )
    if answer == right - 1:
        return f"Not {answer}: the near and the far points must be placed first."
    if answer == right + 2 * slots * min(key_bits, label_bits):
        return f"Not {answer}: both words are read at the same time."
    return f"Not {answer}. How many layers per bit, how many per slot, how many once?"


@check(whole)
def longest_word(answer: int, precision: int) -> str:
    """The largest n for which every near point u/2ⁿ + 2⁻⁽ⁿ⁺²⁾ has at most so many binary digits.

    >>> longest_word(24, 24)
    'Not 24: the near point of 111111111111111111111111 needs 26 significant bits.'
    """
    if answer < 1:
        return "A word has at least one bit."

    def digits(n: int) -> int:
        return (4 * ((1 << n) - 1) + 1).bit_length()  # odd, so none of them can be dropped

    if answer > 4 * precision:
        return f"Not {answer}: a word that long has more bits than the format holds."
    if digits(answer) > precision:
        return (
            f"Not {answer}: the near point of {'1' * answer} needs {digits(answer)} "
            "significant bits."
        )
    if digits(answer + 1) <= precision:
        return f"Words of {answer} bits fit, but so do those of {answer + 1}."
    return f"Right: {answer} bits and no more."
