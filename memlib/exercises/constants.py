"""Exercises of *The constants matter*."""

from __future__ import annotations

from collections.abc import Mapping

from memlib.exercises.answers import check, text, whole


@check(text)
def largest_term(answer: str, terms: Mapping[str, int]) -> str:
    """Which term has the most parameters.

    >>> largest_term("rest", {"rest": 1, "labels: read": 4})
    'Not rest: it has 20 % of the parameters, another has more.'
    """
    if answer not in terms:
        return f"There is no {answer}. The terms: {', '.join(terms)}."
    right, all_of_them = max(terms, key=lambda t: terms[t]), sum(terms.values())
    share = round(100 * terms[answer] / all_of_them)
    if answer == right:
        return f"Right: {answer} has {share} % of the parameters."
    return f"Not {answer}: it has {share} % of the parameters, another has more."


@check(whole)
def halved_bits(answer: int, built: Mapping[str, int]) -> str:
    """The size if every key had half the bits: both reading terms are halved, the others stay.

    >>> halved_bits(7, {"scores: read": 4, "labels: find": 1, "labels: read": 8})
    'Right: 7 parameters where 13 were.'
    """
    half = sum(size // 2 if "read" in name else size for name, size in built.items())
    if answer == half:
        return f"Right: {half:,} parameters where {sum(built.values()):,} were."
    return f"Not {answer:,}. Layers that read go bit by bit; layers that find do not."


@check(whole)
def best_slots(answer: int, items: int, bucket: int, slot: int) -> str:
    """The number of slots per bucket for which buckets and slots together cost least.

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
