"""What a file may take before it is refused: time and memory, weighed before the work.

A short file can ask for much: numbers with long exponents, a shape, a sequence, layers. So whoever
works on a file estimates what comes from the numbers that were read, and asks its budget first. A
refusal says the limit, and how to raise it.

>>> budget = Budget(seconds=60)
>>> budget.hold(10**6, "a matrix")
>>> budget.hold(10**12, "a matrix")
Traceback (most recent call last):
memlib.budget.BudgetError: too large: a matrix takes about 1000.0 GB, more than 1.1 GB \
(MEMLIB_PATIENCE=SECONDS, 60 now, allows more time and memory)
"""

from __future__ import annotations

import os
import time
from typing import Final

from memlib.errors import MemlibError

#: Seconds of computing that a file may take; the memory that it may take is in proportion.
PATIENCE: Final = 60
#: Bytes that a file may take at this patience.
MEMORY: Final = 1 << 30
#: Bytes of memory that a file may take more for each of its own.
MEMORY_A_BYTE: Final = 100
#: Times that a number may be in memory: as it was read, and in what is made of it.
NUMBER_COPIES: Final = 3
#: Bits of a numerator times bits of a denominator, of fractions that are brought to lowest terms.
BITS_REDUCED_A_SECOND: Final = 2e11


def patience() -> int:
    """MEMLIB_PATIENCE where it is a number of seconds, else :data:`PATIENCE`."""
    text = os.environ.get("MEMLIB_PATIENCE", "")
    return int(text) if text.isascii() and text.isdigit() and 0 < len(text) < 9 else PATIENCE


class BudgetError(MemlibError):
    """What was asked for takes more than the budget allows."""


class Budget:
    """Time and memory for one piece of work.

    Args:
        seconds: of CPU time, from now on; by default what :func:`patience` says.
        size: bytes of the file, which may ask for :data:`MEMORY_A_BYTE` times as much.
        option: what raises the limit.

    Attributes:
        memory: bytes.
    """

    def __init__(
        self, seconds: int | None = None, size: int = 0, option: str = "MEMLIB_PATIENCE=SECONDS"
    ) -> None:
        self.seconds = patience() if seconds is None else seconds
        self.memory = MEMORY * max(self.seconds, 1) // PATIENCE + MEMORY_A_BYTE * size
        self.end = time.process_time() + self.seconds
        self.option = option

    @property
    def left(self) -> float:
        """Seconds that are left."""
        return self.end - time.process_time()

    def spend(self, seconds: float = 0) -> None:
        """Refuse work of about so many seconds that would end too late."""
        if seconds > self.left:
            raise BudgetError(f"more than {self.seconds} s of work ({self._more})")

    def hold(self, size: int, what: str) -> None:
        """Refuse what takes so many bytes, if they are too many."""
        if size > self.memory:
            raise BudgetError(
                f"too large: {what} takes about {_gigabytes(size)}, more than "
                f"{_gigabytes(self.memory)} ({self._more} time and memory)"
            )

    @property
    def _more(self) -> str:
        return f"{self.option}, {self.seconds} now, allows more"


def _gigabytes(size: int) -> str:
    return f"{size / 10**9:.1f} GB"


class Unlimited(Budget):
    """No limits: work that no file asked for."""

    def __init__(self) -> None:
        super().__init__()

    @property
    def left(self) -> float:
        return 1e9

    def spend(self, seconds: float = 0) -> None:
        """Any time."""

    def hold(self, size: int, what: str) -> None:
        """Anything."""


#: For callers that weigh nothing.
UNLIMITED: Final = Unlimited()
