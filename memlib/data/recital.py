"""A whole text as next-token data, from its first token to the mark that ends it.

A network that memorizes this data says the text by heart, beginning with nothing: the window of
the last n tokens is at first n start marks, and the label after the last token is the end mark.

    start start start → The          start start The → cat          ...          sat down. → end

The paper's networks see which tokens stand in the window and which one is last, not their order.
So a window length fits when no two windows with equal tokens and equal last token go on
differently. The start marks help: the first n windows have different numbers of them.

Where a text repeats itself at length (a refrain, runs of spaces), only very long windows fit or
none. Then tokens carry their place in the text as a second coordinate, as position encodings do:
all tokens differ, and a window of one token is enough for every text.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from random import Random
from typing import Any, Final

from memlib.data.dataset import NEXT_TOKEN, Dataset, Token
from memlib.data.lossless import Unit, Vocabulary, joined, split
from memlib.errors import MemlibError

#: Token number of the start mark, label of the end mark.
START: Final = 0
END: Final = 0
#: Most indices in all windows together that the search for a length goes up to.
MOST_CELLS: Final = 8_000_000
#: Longest window that the search tries.
MOST_LENGTH: Final = 256


@dataclass(frozen=True)
class Repeat:
    """Two places of a text after which equal windows go on differently.

    Attributes:
        length: of the windows.
        first, second: how many tokens stand before the two places.
    """

    length: int
    first: int
    second: int


def recital(
    data: bytes,
    unit: Unit = "words",
    length: int | None = None,
    *,
    positions: bool | None = None,
) -> Dataset:
    """The text as a data set that a network can recite from, vocabulary in its ``about``.

    Args:
        data: the text.
        unit: what a token is, see :mod:`memlib.data.lossless`.
        length: n; the smallest that fits when not given.
        positions: tokens carry their place, and the length is 1. When not given: where no length
            is given and none up to :func:`longest_tried` fits; ``about`` then says why.

    Returns:
        next-token data with one sequence for every token of the text and one for its end.

    Raises:
        MemlibError: the text is empty or no UTF-8; the length does not fit (it says where the
            text repeats itself); no length up to the limit fits.

    >>> ds = recital(b"a rose is a rose.")
    >>> ds.sequences, ds.labels
    (((0, 0), (0, 1), (1, 2), (2, 3), (3, 1), (1, 4)), (1, 2, 3, 1, 4, 0))
    >>> ds.about["recital"]["vocabulary"]
    ['a ', 'rose ', 'is ', 'rose.']
    """
    tokens = split(data, unit)
    if not tokens:
        raise MemlibError("the text is empty", mend="give at least one byte")
    vocabulary = Vocabulary.of(unit, tokens)
    ids = vocabulary.numbers(tokens)
    labels = (*ids, END)
    about: dict[str, Any] = {"recital": vocabulary.to_json()}
    if positions and length not in (None, 1):
        raise MemlibError("a token with its place needs no window", mend="leave out the length")
    if length is None and not positions:
        length = smallest_length(ids)
        if length is None:
            most = longest_tried(len(ids))
            why = f"no window up to {most} tokens fits: {_told(repeat_at(ids, most), tokens)}"
            if positions is False:
                raise MemlibError(why, mend="with positions every text can be recited")
            positions = True
            about["recital"]["why_positions"] = why
    if positions:
        about["recital"]["positions"] = True
        places: list[Token] = [(Fraction(k), Fraction(i)) for i, k in enumerate([START, *ids])]
        alone = tuple((i,) for i in range(len(places)))
        return Dataset(NEXT_TOKEN, tuple(places), alone, labels, about)
    assert length is not None
    found = repeat_at(ids, length)
    if found is not None:
        raise MemlibError(
            f"length {length} does not fit: {_told(found, tokens)}",
            mend="--length auto finds what fits; --positions fits always",
        )
    table = tuple((Fraction(k),) for k in range(len(vocabulary.entries) + 1))
    return Dataset(NEXT_TOKEN, table, tuple(windows(ids, length)), labels, about)


def windows(ids: Sequence[int], length: int) -> Iterator[tuple[int, ...]]:
    """The last ``length`` tokens before every token of the text, and before its end.

    >>> list(windows([5, 6], 2))
    [(0, 0), (0, 5), (5, 6)]
    """
    padded = (START,) * length + tuple(ids)
    return (padded[i : i + length] for i in range(len(ids) + 1))


def longest_tried(tokens: int) -> int:
    """The largest window length that the search tries on a text of so many tokens."""
    return max(1, min(tokens, MOST_LENGTH, MOST_CELLS // (tokens + 1)))


def smallest_length(ids: Sequence[int]) -> int | None:
    """The smallest window length without contradictions, None where none up to the limit fits.

    A longer window need not fit where a shorter one does, so lengths are tried one after another.

    >>> smallest_length([1, 1, 1, 1]), smallest_length([1, 2, 3, 1, 4])
    (4, 2)
    """
    return next((n for n, found in _tried(ids) if found is None), None)


def repeat_at(ids: Sequence[int], length: int) -> Repeat | None:
    """Two windows of that length that contradict each other, None where there are none.

    >>> repeat_at([1, 2, 1, 3], 1)
    Repeat(length=1, first=1, second=3)
    """
    signs = _signs(ids)
    padded = [START] * length + list(ids)
    bag = sum(signs[k] for k in padded[:length])
    bags = []
    for i in range(len(ids) + 1):
        bags.append(bag)
        if i < len(ids):
            bag += signs[padded[i + length]] - signs[padded[i]]
    return _first_repeat(ids, bags, length)


def _tried(ids: Sequence[int]) -> Iterator[tuple[int, Repeat | None]]:
    """(n, a contradiction at n or None) for n = 1, 2, ..., each from the bags of the one before."""
    signs = _signs(ids)
    padded = [signs[START], *(signs[k] for k in ids)]
    bags = [0] * (len(ids) + 1)
    for n in range(1, longest_tried(len(ids)) + 1):
        start = padded[0]
        bags = [bag + (padded[i + 1 - n] if i + 1 >= n else start) for i, bag in enumerate(bags)]
        yield n, _first_repeat(ids, bags, n)


def _signs(ids: Sequence[int]) -> list[int]:
    """A random number for every token: sums that differ tell multisets apart.

    Equal multisets have equal sums. So a length that passes is right whatever the numbers are; an
    unlucky draw could only make the search pass over a length that fits.
    """
    draw = Random(0)
    return [draw.getrandbits(96) for _ in range(max(ids) + 1)]


def _first_repeat(ids: Sequence[int], bags: Sequence[int], length: int) -> Repeat | None:
    said: dict[tuple[int, int], int] = {}
    last = START
    for i, bag in enumerate(bags):
        first = said.setdefault((bag, last), i)
        following = ids[i] if i < len(ids) else END
        if first != i and (ids[first] if first < len(ids) else END) != following:
            return Repeat(length, first, i)
        last = following
    return None


def _told(found: Repeat | None, tokens: Sequence[str] | Sequence[int]) -> str:
    if found is None:
        return "the text is too long for longer ones"
    lines = [joined(tokens[:place]).count(b"\n") + 1 for place in (found.first, found.second)]
    return (
        f"after {found.first} and after {found.second} tokens (lines {lines[0]} and {lines[1]}) "
        f"the last {found.length} are the same ones, and another follows"
    )
