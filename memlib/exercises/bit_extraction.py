"""Exercises of *Bit extraction*."""

from __future__ import annotations

from fractions import Fraction

from memlib.constructions.lemmas.bit_extraction import Stream, extract_steps
from memlib.constructions.studies.folding import tent
from memlib.exercises.answers import check, number, whole


@check(number)
def folded(answer: Fraction, start: Fraction, times: int) -> str:
    """Where the point lies after so many folds.

    >>> folded(Fraction(1, 2), Fraction(1, 8), 3)
    'Not 1/2: that is where the point lies after 2 folds.'
    """
    places = [start]
    for _ in range(times):
        places.append(Fraction(tent(places[-1])))
    if answer == places[-1]:
        return f"Right: {' → '.join(map(str, places))}."
    if answer in places:
        i = places.index(Fraction(answer))
        return f"Not {answer}: that is where the point lies after {i} fold{'s' * (i != 1)}."
    if not 0 <= answer <= 1:
        return f"Not {answer}: folds stay in [0, 1]. Right of the middle take 2 − 2z."
    return f"Not {answer}. Write down the point after each fold."


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
    return f"Not {answer}. How many layers a bit, how many a slot, how many once?"


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
