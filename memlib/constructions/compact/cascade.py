"""Retrieval that is proven: a cascade of one-bit tables with random multipliers of their own.

A bucket holds at most m keys, with labels 0 and 1. Level 1 marks the slots of the keys with label
1; keys with label 0 that fall into a marked slot are marked at level 2, keys with label 1 that fall
into *their* slots at level 3, and so on, until nobody is left. A key's label is the parity of the
number of levels that it passes. The slot of x at a level is ⌊K·((a x + b) mod p)/p⌋; a and b of
every level are written in the bucket's own word, so each bucket draws until its cascade ends.

Why a draw succeeds with probability at least ½: with S₁ the keys of label 1, S₀ the others, and
S_{l+1} the keys of S_{l−1} that fall into slots of S_l, two keys share a slot with probability at
most 1/K_l (Carter and Wegman), so E|S_{l+1}| ≤ |S_{l−1}||S_l|/K_l. Ask for |S_{l+1}| ≤ m/4^l: with
the K_l of :func:`plan` Markov's inequality loses at most 2^−(l+1) at level l.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isqrt
from random import Random
from typing import Final

from memlib.constructions.compact.modular import subtract_step
from memlib.constructions.compact.tent import point_of
from memlib.errors import MemlibError
from memlib.exact.form import Form, constant, coordinate
from memlib.exact.program import Step

#: A draw fails with probability at most ½.
MOST_DRAWS: Final = 200


@dataclass(frozen=True)
class Plan:
    """The layout of a word: for each level 2β bits of a multiplier, then its slots.

    Attributes:
        prime: p, larger than every key.
        slots: K_l for each level.
    """

    prime: int
    slots: tuple[int, ...]

    @property
    def digits(self) -> int:
        """β: the bits of a number below p."""
        return self.prime.bit_length()

    @property
    def bits(self) -> int:
        """The bits of a word."""
        return sum(2 * self.digits + count for count in self.slots)

    def slot(self, level: int, numbers: tuple[int, int], key: int) -> int:
        """Where a key falls at a level, under x ↦ a x + b·2^β."""
        a, b = numbers
        hashed = (a * key + (b << self.digits)) % self.prime
        return hashed * self.slots[level] // self.prime

    def crease(self, level: int, slot: int) -> int:
        """The smallest hashed key of a slot."""
        return -(-slot * self.prime // self.slots[level])


def plan(most: int, prime: int) -> Plan:
    """The layout for buckets of at most m keys below p: K₁ = 4m, K_l = 128m/2^l, 68m in all.

    Levels go on until m < 4^l, when |S_{l+1}| ≤ m/4^l says that nobody is left.

    >>> plan(4, 10007).slots
    (16, 128)
    """
    slots, level = [], 1
    while most >= 4 ** (level - 1):
        slots.append(4 * most if level == 1 else max(1, -(-128 * most // 2**level)))
        level += 1
    return Plan(prime, tuple(slots))


@dataclass(frozen=True)
class Cascade:
    """What one bucket stores: (a, b) and the marked slots of every level; and the draws it took."""

    numbers: tuple[tuple[int, int], ...]
    marked: tuple[frozenset[int], ...]
    draws: int

    def label(self, layout: Plan, key: int) -> int:
        """The label that the cascade gives to a key (the meaning of :func:`cascade_steps`)."""
        passed = 0
        for level, numbers in enumerate(self.numbers):
            if layout.slot(level, numbers, key) not in self.marked[level]:
                break
            passed += 1
        return passed % 2

    def bits(self, layout: Plan) -> str:
        """All of it as one row of bits."""
        text = ""
        for (a, b), marked, count in zip(self.numbers, self.marked, layout.slots, strict=True):
            text += f"{b:0{layout.digits}b}{a:0{layout.digits}b}"
            text += "".join("1" if slot in marked else "0" for slot in range(count))
        return text


def word_of(text: str) -> int:
    """The number whose folds give a bit 0 for a 1 in the text, and 1 for a 0; and so has it + ½."""
    return point_of(int(text, 2) ^ ((1 << len(text)) - 1), len(text))


def draw_cascade(labels: Mapping[int, int], layout: Plan, rng: Random) -> Cascade:
    """Draw multipliers until the cascade of a bucket ends.

    Args:
        labels: key → 0 or 1, at most as many keys as the layout is for.

    Raises:
        MemlibError: :data:`MOST_DRAWS` draws all failed (probability at most 2^−200).
    """
    for draw in range(1, MOST_DRAWS + 1):
        found = try_once(labels, layout, rng)
        if found is not None:
            return Cascade(*found, draw)
    raise MemlibError(f"{MOST_DRAWS} draws all failed", mend="the keys may not be distinct")


def try_once(
    labels: Mapping[int, int], layout: Plan, rng: Random
) -> tuple[tuple[tuple[int, int], ...], tuple[frozenset[int], ...]] | None:
    """One draw: the numbers and the marked slots, or None if somebody is left after the last."""
    tested = [key for key, label in labels.items() if not label]
    marking = [key for key, label in labels.items() if label]
    numbers, marked = [], []
    for level in range(len(layout.slots)):
        pair = rng.randrange(1, layout.prime), rng.randrange(layout.prime)
        places = frozenset(layout.slot(level, pair, key) for key in marking)
        numbers.append(pair)
        marked.append(places)
        left = [key for key in tested if layout.slot(level, pair, key) in places]
        tested, marking = marking, left
    return None if marking else (tuple(numbers), tuple(marked))


def cascade_steps(
    layout: Plan, key: str, word: str, result: str, after: int = 0, stream: int = 0
) -> tuple[Step, ...]:
    """Steps after which the result has bit s of the label: O(1) parameters per bit of the word.

    Args:
        key: the coordinate of x, an integer from 0 to p − 1.
        word: the coordinate of the word, a half-integer.
        result: the coordinate that 2^s · bit is added to; a new one where s = 0.
        after: the bits that the word holds behind these.
        stream: s.
    """
    x, w = coordinate(key), coordinate(word)
    hashed, gate, hit, alive = coordinate("hashed"), coordinate("gate"), "hit", "alive"
    steps: list[Step] = []
    left = layout.bits

    def fold() -> tuple[dict[str, Form], dict[str, Form]]:
        nonlocal left
        left -= 1
        bit = coordinate("word.fold")
        return {"word.fold": w - 2 ** (after + left)}, {word: w - 2 * bit, "gate": 2 * bit}

    def nothing() -> tuple[dict[str, Form], dict[str, Form]]:
        return {}, {}

    for level, count in enumerate(layout.slots):
        for i in range(2 * layout.digits):
            steps.append(Step(*fold()))
            # The gate is 0 where the bit says yes, and at least 1 elsewhere.
            of_b = i < layout.digits
            unit = 1 - gate if of_b else x - layout.prime * gate
            digit = coordinate("digit")
            steps.append(Step({"digit": unit}, {"hashed": digit if i == 0 else 2 * hashed + digit}))
            if not of_b:
                steps += [subtract_step("hashed", layout.prime << j) for j in (1, 0)]
        for slot in range(count + 1):
            units, updates = fold() if slot < count else nothing()
            if slot < count:
                units |= {
                    "below": layout.crease(level, slot) - hashed,
                    "above": hashed - layout.crease(level, slot + 1) + 1,
                }
                updates["gate"] = updates["gate"] + coordinate("below") + coordinate("above")
            if slot:
                units["match"] = 1 - gate
                before = coordinate(hit) if slot > 1 else constant(0)
                updates[hit] = before + coordinate("match")
            steps.append(Step(units, updates))
        passes = coordinate(alive) + coordinate(hit) - 1 if level else coordinate(hit)
        passed = coordinate("passed")
        # The alternating sum of the levels passed is 0 or 1 after every level, never negative.
        added = (1 if level % 2 == 0 else -1) * 2**stream * passed
        total = coordinate(result) + added if level or stream else added
        steps.append(Step({"passed": passes}, {alive: passed, result: total}))
    return tuple(steps)


def largest_bucket(items: int, streams: int = 1) -> int:
    """m = ⌈√(N/L)/16⌉: it balances 16/3 parameters per bucket and 19 for each of 68mL bits.

    >>> largest_bucket(10**6), largest_bucket(10**6, 4), largest_bucket(1)
    (63, 32, 1)
    """
    return 1 + isqrt((items - 1) // (256 * max(1, streams)))


def next_prime(least: int, rng: Random) -> int:
    """The least prime from there on, by Miller and Rabin's test (less than twice as much)."""
    candidate = max(2, least)
    while not _is_prime(candidate, rng):
        candidate += 1
    return candidate


def _is_prime(n: int, rng: Random) -> bool:
    small: Sequence[int] = (2, 3, 5, 7, 11, 13)
    if n in small:
        return True
    if n < 2 or any(n % p == 0 for p in small):
        return False
    odd, twos = n - 1, 0
    while odd % 2 == 0:
        odd, twos = odd // 2, twos + 1
    for _ in range(40):
        y = pow(rng.randrange(2, n - 1), odd, n)
        if y in (1, n - 1):
            continue
        for _ in range(twos - 1):
            y = y * y % n
            if y == n - 1:
                break
        else:
            return False
    return True
