"""*√N without logarithms*: a cascade that one can follow by eye, and what the proof promises."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from random import Random
from typing import Any, Final

from memlib.constructions.compact.cascade import Plan, try_once
from memlib.constructions.compact.proven import LEADING, REST
from memlib.data import Dataset
from memlib.errors import MemlibError
from memlib.plots.cascade import Level, cascade
from memlib.plots.tables import table

#: A bucket of twelve keys: a to f have label 1, u to z label 0. Small tables, so that keys meet.
KEYS: Final = dict(zip("abcdefuvwxyz", (3, 8, 14, 21, 27, 33, 5, 11, 17, 24, 30, 36), strict=True))
LAYOUT: Final = Plan(101, (12, 10, 8, 6))


def levels(many: int = 3) -> list[Level]:
    """The levels of the first draw whose cascade ends after so many, with two caught at first.

    >>> [len(level.marking) for level in levels()]
    [6, 2, 2]
    """
    labels = {key: int(name < "g") for name, key in KEYS.items()}
    for seed in range(1000):
        drawn = try_once(labels, LAYOUT, Random(seed))
        if drawn is None:
            continue
        found = _followed(drawn[0])
        if len(found) == many and len(found[1].marking) > 1:
            return found
    raise MemlibError("no such draw", operation="levels")


def _followed(numbers: Sequence[tuple[int, int]]) -> list[Level]:
    marking = [name for name in KEYS if name < "g"]
    tested = [name for name in KEYS if name > "g"]
    found: list[Level] = []
    for number, pair in enumerate(numbers):
        if not marking:
            break

        def slots(names: Sequence[str], number: int = number, pair: Any = pair) -> dict[str, int]:
            return {name: LAYOUT.slot(number, pair, KEYS[name]) for name in names}

        level = Level(LAYOUT.slots[number], slots(marking), slots(tested))
        found.append(level)
        tested, marking = marking, level.caught
    return found


def a_bucket() -> None:
    """The cascade of one bucket of twelve keys."""
    cascade(
        levels(),
        caption="One bucket: the keys a to f have label 1, u to z label 0. Bold keys mark their "
        "slots; the others are tested. Who is caught marks at the next level.",
    )


def passed() -> dict[str, int]:
    """How many levels each key passes: as many as it meets marked slots before an unmarked one."""
    found = dict.fromkeys(KEYS, 0)
    for number, level in enumerate(levels()):
        marked = set(level.marking.values())
        for name, slot in {**level.marking, **level.tested}.items():
            found[name] += found[name] == number and slot in marked
    return found


def followed_key(name: str) -> str:
    """One key in words.

    >>> followed_key("a")
    'a passes 1: label 1'
    """
    levels_passed = passed()[name]
    return f"{name} passes {levels_passed}: label {levels_passed % 2}"


def constants() -> None:
    """The first two terms of the theorem beside 2N."""
    table(
        [
            {
                "labels N": f"{n:,}",
                "terms in √N": f"{round(LEADING * n**0.5 + REST):,}",
                "2N": f"{2 * n:,}",
            }
            for n in (10**3, 10**4, 10**5, 10**6, 10**8)
        ],
        caption="What the theorem's first two terms are at most, for two classes, without 2d and "
        "the logarithms.",
    )


def odd_tokens(below: int = 200) -> Dataset:
    """Sequences of two over the tokens i + 1/p, p the i-th prime: no small common denominator."""
    primes = [p for p in range(2, below) if all(p % q for q in range(2, p))]
    tokens = [[i + Fraction(1, p)] for i, p in enumerate(primes)]
    pairs = [[i, 7 * i % len(primes)] for i in range(len(primes))]
    return Dataset.next_token(tokens, pairs, [i % 2 for i, _ in pairs])
