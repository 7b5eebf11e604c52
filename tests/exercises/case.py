"""A check with the arguments of a page, and what it says to some answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Case:
    """One exercise.

    Attributes:
        check: the function.
        args, kwargs: what follows the answer.
        said: (answer, part of what the check says).
    """

    check: Callable[..., str]
    args: list[Any]
    kwargs: dict[str, Any]
    said: list[tuple[Any, str]]

    def ask(self, answer: object) -> str:
        return self.check(answer, *self.args, **self.kwargs)

    @property
    def right(self) -> list[Any]:
        return [answer for answer, says in self.said if says.startswith("Right")]
