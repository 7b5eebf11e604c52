"""Exercises of *Is averaging enough?*"""

from __future__ import annotations

from memlib.exercises.answers import check, whole


@check(whole)
def hidden_units(answer: int, m: int, q: int) -> str:
    """The q of an averaging layer that comes closest to a softmax layer with m and q.

    >>> hidden_units(16, 8, 16)
    'Not 16: the layer then has 344 parameters, and softmax has 536.'
    """
    target = 4 * m * m + _block(m, q)

    def size(units: int) -> int:
        return m * m + _block(m, units)

    apart = abs(size(answer) - target)
    if answer < 1 or apart > min(abs(size(answer + k) - target) for k in (-1, 1)):
        return (
            f"Not {answer}: the layer then has {size(answer)} parameters, and softmax has {target}."
        )
    return f"Right: {size(answer)} parameters against {target}."


@check(whole)
def layers_of_pooling(answer: int, length: int) -> str:
    """How many layers of pooling it takes until the last token depends on the first.

    >>> layers_of_pooling(2, 4)
    'Not 2: after 2 layers the last token has not heard from all 4 tokens.'
    """
    reached = min(answer + 1, length)
    if reached < length:
        heard = f"the last token has not heard from all {length} tokens"
        return f"Not {answer}: after {answer} layers {heard}."
    if answer > length - 1:
        return f"Not {answer}: fewer are enough."
    return f"Right: {answer} layers."


def _block(m: int, q: int) -> int:
    """The parameters of one block of eq. (3)."""
    return 2 * m * q + q + m
