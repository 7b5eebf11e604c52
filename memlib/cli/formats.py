"""Which of the two certificate formats a file has."""

from __future__ import annotations

from typing import Final

from memlib.files import names_format

#: The second format. Its package needs mpmath, so only those who meet such a file import it.
INTERVAL: Final = "interval-memorization-certificate/1"


def is_interval(path: str) -> bool:
    """Whether the file names the format of interval certificates."""
    return names_format(path, INTERVAL)
