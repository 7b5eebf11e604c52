"""The one error type of memlib: what went wrong, in which operation, where, and what mends it.

Example:
    >>> str(MemlibError("12 is no token index", operation="read data", place="sequence 3",
    ...                 mend="the data set has tokens 0 to 9"))
    'read data: sequence 3: 12 is no token index (the data set has tokens 0 to 9)'
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


class MemlibError(Exception):
    """A problem that a user can understand and mend; it prints as one line.

    Args:
        what: what is wrong, in plain words.
        operation: what memlib was doing ("read data", "construct next-token").
        place: where it is ("sequence 3", "layers[7].weight[2]").
        mend: what the user can do about it.
    """

    def __init__(self, what: str, *, operation: str = "", place: str = "", mend: str = "") -> None:
        self.what = what
        self.operation = operation
        self.place = place
        self.mend = mend
        super().__init__(what)

    def __str__(self) -> str:
        head = ": ".join(part for part in (self.operation, self.place, self.what) if part)
        line = f"{head} ({self.mend})" if self.mend else head
        return " ".join(line.split())

    def within(self, *, operation: str = "", place: str = "") -> MemlibError:
        """The same error, seen from outside: the outer operation and place come first.

        >>> str(MemlibError("0 in a denominator", place="number").within(place="token 2"))
        'token 2: number: 0 in a denominator'
        """
        outer_place = ": ".join(part for part in (place, self.place) if part)
        return MemlibError(
            self.what, operation=operation or self.operation, place=outer_place, mend=self.mend
        )


@contextmanager
def context(*, operation: str = "", place: str = "") -> Iterator[None]:
    """Raise every :class:`MemlibError` from the body again, with the operation and place added."""
    try:
        yield
    except MemlibError as error:
        raise error.within(operation=operation, place=place) from error
