"""How a check takes an answer: which kind it expects, and one friendly line for all others.

A check is written for answers of one kind and says so:

>>> @check(whole)
... def sides(answer: int) -> str:
...     return "Right." if answer == 3 else f"Not {answer}: count again."
>>> print(sides(None), sides(4), sides("3"), sides(3.0), sep="\\n")
No answer yet: put yours in place of None.
Not 4: count again.
Give a whole number, not '3'.
Right.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from fractions import Fraction
from functools import wraps
from math import isfinite
from numbers import Rational, Real
from typing import Concatenate, Final, Generic, ParamSpec, TypeVar

T = TypeVar("T")
K = TypeVar("K")
P = ParamSpec("P")

#: What a check says before there is an answer.
NOT_YET: Final = "No answer yet: put yours in place of None."

#: No exercise asks for numbers of more digits, or for more letters or parts.
DIGITS: Final = 40
LETTERS: Final = 200
PARTS: Final = 100


class UnreadableError(Exception):
    """An answer is not of the kind that a check expects."""


@dataclass(frozen=True)
class Kind(Generic[T]):
    """A kind of answer.

    Attributes:
        words: what to give, as in "Give a whole number".
        read: what a reader wrote → its value; raises :class:`UnreadableError`.
    """

    words: str
    read: Callable[[object], T]


def check(
    kind: Kind[T],
) -> Callable[[Callable[Concatenate[T, P], str]], Callable[Concatenate[object, P], str]]:
    """A check for answers of a kind: the body never sees another one.

    The result takes any object. It answers :data:`NOT_YET` to ``None`` and says what to give where
    the answer is not of the kind.
    """

    def wrap(body: Callable[Concatenate[T, P], str]) -> Callable[Concatenate[object, P], str]:
        @wraps(body)
        def checked(answer: object, /, *args: P.args, **kwargs: P.kwargs) -> str:
            if answer is None:
                return NOT_YET
            try:
                value = kind.read(answer)
            except UnreadableError:
                return f"Give {kind.words}, not {written(answer)}."
            return body(value, *args, **kwargs)

        return checked

    return wrap


def written(answer: object) -> str:
    """An answer as it is repeated to the reader: short, on one line, whatever it is."""
    if type(answer) in (bool, float, str, Fraction):
        text = repr(answer)
    elif type(answer) is int:
        text = str(answer) if abs(answer) < 10**DIGITS else "so long a number"
    else:
        text = f"something of type {type(answer).__name__}"
    return text if len(text) <= 60 else f"{text[:50]} …"


def _number(answer: object) -> Fraction:
    if isinstance(answer, bool) or not isinstance(answer, Real):
        raise UnreadableError
    if isinstance(answer, Rational):
        value = Fraction(int(answer.numerator), int(answer.denominator))
    elif isfinite(answer):
        value = Fraction(repr(float(answer)))  # what was written: 0.1 is one tenth
    else:
        raise UnreadableError
    if max(abs(value.numerator), value.denominator) >= 10**DIGITS:
        raise UnreadableError
    return value


def _whole(answer: object) -> int:
    value = _number(answer)
    if value.denominator != 1:
        raise UnreadableError
    return value.numerator


def _text(answer: object) -> str:
    if not isinstance(answer, str) or len(answer) > LETTERS or not answer.isprintable():
        raise UnreadableError
    return str(answer)


#: A whole number; 30.0 is one.
whole: Final = Kind("a whole number", _whole)
#: A number, exactly: 0.1 is read as one tenth.
number: Final = Kind("a number", _number)
#: A number that may be rounded.
decimal: Final = Kind("a number", lambda answer: float(_number(answer)))
#: One line of text.
text: Final = Kind("a text in quotes", _text)


def several(part: Kind[T], words: str) -> Kind[list[T]]:
    """A list or a tuple of parts of one kind."""

    def read(answer: object) -> list[T]:
        if not isinstance(answer, list | tuple) or len(answer) > PARTS:
            raise UnreadableError
        return [part.read(value) for value in answer]

    return Kind(words, read)


def group(part: Kind[T], words: str) -> Kind[set[T]]:
    """A set, a list or a tuple of parts whose order says nothing."""

    def read(answer: object) -> set[T]:
        if isinstance(answer, AbstractSet):
            answer = list(answer)
        return set(several(part, words).read(answer))

    return Kind(words, read)


def pair(first: Kind[K], second: Kind[T], words: str) -> Kind[tuple[K, T]]:
    """Two parts, each of its kind."""

    def read(answer: object) -> tuple[K, T]:
        if not isinstance(answer, list | tuple) or len(answer) != 2:
            raise UnreadableError
        return first.read(answer[0]), second.read(answer[1])

    return Kind(words, read)


def mapping(key: Kind[K], value: Kind[T], words: str) -> Kind[dict[K, T]]:
    """A dictionary with keys and values of one kind each."""

    def read(answer: object) -> dict[K, T]:
        if not isinstance(answer, Mapping) or len(answer) > PARTS:
            raise UnreadableError
        return {key.read(k): value.read(v) for k, v in answer.items()}

    return Kind(words, read)


def made_by(what: type[T], words: str) -> Kind[T]:
    """An object of one class of memlib."""

    def read(answer: object) -> T:
        if not isinstance(answer, what):
            raise UnreadableError
        return answer

    return Kind(words, read)
