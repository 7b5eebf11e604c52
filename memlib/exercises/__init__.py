"""Checks of the readers' own answers, a file per chapter: each says what is wrong, and where.

Every check takes an answer (``None``: not answered yet) and returns one line to print. The right
answer is computed, not stored. :mod:`memlib.exercises.answers` reads the answers.
"""

from memlib.exercises.answers import NOT_YET

__all__ = ["NOT_YET"]
