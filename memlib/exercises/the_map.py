"""The exercise of *Who memorizes more?*"""

from __future__ import annotations

from typing import Final

from memlib.exercises.answers import check, whole

#: How far above its class a model may lie.
_SLACK: Final = 0.05
#: Coordinates of a token.
_DIM: Final = 2


@check(whole)
def first_unbuilt(answer: int, size: int) -> str:
    """The least n at which a flattened net of one hidden unit is larger than its class.

    >>> first_unbuilt(262, 500)
    'Right: at n = 262 one unit makes 527 parameters.'
    >>> first_unbuilt(261, 500)
    'Not 261: there one unit makes 525 parameters, and 525 are allowed.'
    """
    allowed = int((1 + _SLACK) * size)
    if answer < 1:
        return "A sequence has at least one token."
    if _one_unit(answer) <= allowed:
        return (
            f"Not {answer:,}: there one unit makes {_one_unit(answer):,} parameters, and "
            f"{allowed:,} are allowed."
        )
    if answer > 1 and _one_unit(answer - 1) > allowed:
        return f"Not {answer:,}: a shorter length is too long already."
    return f"Right: at n = {answer:,} one unit makes {_one_unit(answer):,} parameters."


def _one_unit(n: int) -> int:
    """n·d weights and a bias, one output weight and its bias."""
    return n * _DIM + 1 + 1 + 1
