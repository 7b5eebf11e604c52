"""Criteria in words, made from the numbers that decide: no threshold is written twice.

The table ``verdict`` of an experiment's file holds every number that its verdict reads, and the
sentences under ``criteria`` name these numbers in braces. The settings of the training and the
level of all intervals may be named too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from string import Formatter
from typing import Any

from memlib.errors import MemlibError
from memlib.experiments.statistics import LEVEL


class Bars(Mapping[str, Any]):
    """The numbers and names of an experiment's table ``verdict``.

    >>> Bars({"share": 0.5}, "t1")["share"]
    0.5
    >>> Bars({}, "t1")["share"]
    Traceback (most recent call last):
    memlib.errors.MemlibError: verdict: t1: the table [verdict] lacks 'share' (write it there)
    """

    def __init__(self, values: Mapping[str, Any], place: str) -> None:
        self.values_, self.place = dict(values), place

    def __getitem__(self, name: str) -> Any:
        if name not in self.values_:
            raise MemlibError(
                f"the table [verdict] lacks {name!r}",
                operation="verdict", place=self.place, mend="write it there",
            )  # fmt: skip
        return self.values_[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.values_)

    def __len__(self) -> int:
        return len(self.values_)


class _Words(Formatter):
    """Format specifications of its own: a share and a percentage in words, a short exponent."""

    def format_field(self, value: Any, format_spec: str) -> Any:
        match format_spec:
            case "share":
                return "half" if value == 0.5 else f"{100 * value:g} %"
            case "percent":
                return f"{100 * value:g} %"
            case "list":
                return "; ".join(map(str, value))
            case "short":
                return f"{value:g}".replace("e-0", "e-")
        return super().format_field(value, format_spec)


def told(sentence: str, bars: Mapping[str, Any], settings: Mapping[str, Any]) -> str:
    """A criterion with its numbers put in.

    Args:
        sentence: names in braces, with an optional format: ``{share:share}``, ``{below:short}``.
        bars: the experiment's table ``verdict``.
        settings: those of the training.

    Raises:
        MemlibError: the sentence names a number that the file does not have.

    >>> told("at least {share:share} reach {below:short} at {level:percent}", {"share": 0.5},
    ...      {"below": 1e-8})
    'at least half reach 1e-8 at 95 %'
    """
    try:
        return _Words().vformat(sentence, (), {"level": LEVEL, **settings, **bars})
    except (LookupError, AttributeError, ArithmeticError, ValueError, TypeError) as error:
        raise MemlibError(
            f"{sentence!r} asks for what the file does not have: {error}",
            operation="experiment", place="criteria",
            mend="name numbers of the table [verdict], or of base.settings",
        ) from error  # fmt: skip
