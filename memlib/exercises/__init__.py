"""Checks of the readers' own answers, a file per chapter: each says what is wrong, and where.

Every check takes an answer (``None``: not answered yet) and returns one line to print. The right
answer is computed, not stored.
"""

from typing import Final

#: What a check says before there is an answer.
NOT_YET: Final = "No answer yet: put yours in place of None."
