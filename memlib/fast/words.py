"""The search of :mod:`memlib.constructions.line.words` in machine words, by numba.

The same boxes in the same order and the same draws, so the same answers: a network does not depend
on which of the two has searched.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

from memlib.fast.word_starts import Numbers, Words, compiled, slopes_and_places

AHEAD, LAST, AGAIN, WORD_BITS = 3, 2, 5, 62
PLACES = 1 << AHEAD + 1


def search(question: Any) -> list[tuple[int, int]]:
    """Lines that give every key its bit: pairs (p, s), as the pure search gives them."""
    digits = np.array(question.digits, dtype=np.int64)
    # Boxes of all digits stand in one row, those of digit j from rooms[j] on.
    rooms = np.cumsum([0, *question.beams]).astype(np.int64)
    pieces = np.empty(rooms[-1], dtype=np.int32)
    parents = np.empty(rooms[-1], dtype=np.int32)
    answers = np.zeros((question.wanted, 3), dtype=np.int64)
    first_p = np.empty(question.beams[0], dtype=np.int64)
    first_s = np.empty(question.beams[0], dtype=np.int64)
    found = _search(
        digits, np.array(question.begins, dtype=np.int64),
        np.array(question.deltas, dtype=np.uint64), np.array(question.bits, dtype=np.int64),
        question.scale, slopes_and_places(question.starts), question.seed, _masks(), first_p,
        first_s, rooms, pieces, parents, answers,
    )  # fmt: skip
    return [
        _whole(digits, first_p, first_s, rooms, pieces, parents, *map(int, answer))
        for answer in answers[:found]
    ]


def _whole(
    digits: Numbers, first_p: Numbers, first_s: Numbers, rooms: Numbers, pieces: Any,
    parents: Any, box: int, a: int, q: int,
) -> tuple[int, int]:  # fmt: skip
    """All digits of p and s, from the pieces that were taken."""
    path = [(a, q, LAST)]
    for number in range(len(digits) - 1, 0, -1):
        at = int(rooms[number]) + box
        piece = int(pieces[at])
        path.append((piece >> 15, piece & 0x7FFF, int(digits[number] - digits[number - 1])))
        box = int(parents[at])
    p, s = int(first_p[box]), int(first_s[box])
    for a, q, cut in reversed(path):
        p, s = (p << cut) + a, (s << cut) + q
    return p, s


@cache
def _masks() -> Words:
    """As :func:`memlib.constructions.line.words.masks`."""
    table = np.zeros((2, PLACES, 2), dtype=np.uint64)
    for bit in (0, 1):
        for place in range(PLACES):
            for wide in (0, 1):
                for r in range(PLACES):
                    covered = range(r + place, r + place + 2 + wide)
                    inside = [(x - PLACES // 4) % PLACES < PLACES // 2 for x in covered]
                    if bool(bit) in inside:
                        table[bit, place, wide] |= np.uint64(1 << r)
    return table


@compiled
def _draw(state: Words, below: int) -> int:
    x = state[0]
    x ^= x << np.uint64(13)
    x ^= x >> np.uint64(7)
    x ^= x << np.uint64(17)
    state[0] = x
    drawn: int = np.int64(x % np.uint64(below))  # type: ignore[assignment]
    return drawn


@compiled
def _slot(state: Words, kept: int, offered: int, most: int) -> int:
    """Where the next box of a reservoir goes; −1: nowhere."""
    if kept < most:
        return kept
    place = _draw(state, offered + 1)
    return place if place < most else -1


@compiled
def _places(
    begin: int, end: int, s: Any, deltas: Words, bits: Numbers, scale: int, table: Words
) -> int:
    """The mask of places of p that may give all bits of one digit."""
    one = np.uint64(1) << np.uint64(scale)
    allowed: Any = np.uint64((1 << PLACES) - 1)
    for i in range(begin, end):
        x = np.uint64(s) * deltas[i]
        wide = 1 if (x & (one - np.uint64(1))) + deltas[i] > one else 0
        place = np.int64((x >> np.uint64(scale)) & np.uint64(PLACES - 1))
        allowed &= table[bits[i], place, wide]
        if allowed == np.uint64(0):
            break
    return allowed  # type: ignore[no-any-return]


@compiled
def _doubts(
    number: int, p: Any, s: Any, cut: int, digits: Numbers, begins: Numbers, deltas: Words,
    bits: Numbers, scale: int, doubts: Numbers,
) -> int:  # fmt: skip
    """Which bits of a few digits before some piece of a box may have lost.

    Where both ends of all that its pieces reach lie on the right half of a circle, and are less
    than half of it apart, no piece has to be asked.

    Args:
        p, s: the box, in units of its pieces.
        doubts: takes the keys, each with its circle.
    """
    one, found = np.uint64(1) << np.uint64(scale), 0
    for before in range(number - 1, max(-1, number - 1 - AGAIN), -1):
        circle = AHEAD + 1 + digits[number] - digits[before] + scale
        if circle > WORD_BITS:
            break
        top, quarter = np.uint64(circle - 1), np.uint64(1) << np.uint64(circle - 2)
        for i in range(begins[before], begins[before + 1]):
            least = (p << np.uint64(scale)) + s * deltas[i] + quarter
            most = least + ((one + deltas[i]) << np.uint64(cut))
            wrong = np.uint64(1 - bits[i])
            if (least >> top) & np.uint64(1) == wrong or (most >> top) & np.uint64(1) == wrong:
                doubts[found, 0], doubts[found, 1] = i, circle
                found += 1
    return found


@compiled
def _still(
    p: Any, s: Any, deltas: Words, bits: Numbers, scale: int, doubts: Numbers, doubted: int
) -> bool:
    """Whether the bits that are in doubt are still possible."""
    one = np.uint64(1) << np.uint64(scale)
    for j in range(doubted):
        i, circle = doubts[j, 0], doubts[j, 1]
        top, quarter = np.uint64(circle - 1), np.uint64(1) << np.uint64(circle - 2)
        value = (p << np.uint64(scale)) + s * deltas[i] + quarter
        bit = np.uint64(bits[i])
        if (value >> top) & np.uint64(1) != bit:
            value += one + deltas[i]
            if (value >> top) & np.uint64(1) != bit:
                return False
    return True


@compiled
def _right(
    p: int, s: int, digits: Numbers, begins: Numbers, deltas: Words, bits: Numbers, scale: int
) -> bool:
    """Whether a point gives all bits."""
    for number in range(len(digits) - 1, -1, -1):
        circle = AHEAD + 1 + LAST + digits[-1] - digits[number] + scale
        if circle > WORD_BITS:
            break
        for i in range(begins[number], begins[number + 1]):
            value = (
                (p << np.uint64(scale)) + s * deltas[i] + (np.uint64(1) << np.uint64(circle - 2))
            )
            if (value >> np.uint64(circle - 1)) & np.uint64(1) != np.uint64(bits[i]):
                return False
    return True


@compiled
def _search(
    digits: Numbers, begins: Numbers, deltas: Words, bits: Numbers, scale: int, starts: Numbers,
    seed: int, table: Words, first_p: Numbers, first_s: Numbers, rooms: Numbers, pieces: Any,
    parents: Any, answers: Numbers,
) -> int:  # fmt: skip
    beams = rooms[1:] - rooms[:-1]
    most = beams.max()
    state = np.empty(1, dtype=np.uint64)
    state[0] = np.uint64(seed)
    old_p, old_s = np.zeros(most, dtype=np.uint64), np.zeros(most, dtype=np.uint64)
    new_p, new_s = np.zeros(most, dtype=np.uint64), np.zeros(most, dtype=np.uint64)
    units, places = np.uint64(scale), np.uint64(PLACES - 1)
    one = np.uint64(1) << units
    low = one - np.uint64(1)
    doubts = np.empty((max(1, len(deltas)), 2), dtype=np.int64)
    kept, offered = 0, 0
    for j in range(len(starts)):
        s, least, largest = starts[j, 0], starts[j, 1], starts[j, 2]
        if largest < least:
            continue
        allowed = _places(begins[0], begins[1], np.uint64(s), deltas, bits, scale, table)
        if allowed == np.uint64(0):
            continue
        for place in range(PLACES):
            over = (place - least) % PLACES
            if (allowed >> np.uint64(place)) & np.uint64(1) and over <= largest - least:
                turns = _draw(state, (largest - least - over) // PLACES + 1)
                slot = _slot(state, kept, offered, beams[0])
                offered += 1
                kept = min(beams[0], kept + 1)
                if slot >= 0:
                    first_p[slot], first_s[slot] = least + over + PLACES * turns, s
    for k in range(kept):
        old_p[k], old_s[k] = np.uint64(first_p[k]), np.uint64(first_s[k])

    for number in range(1, len(digits)):
        cut = digits[number] - digits[number - 1]
        old_kept, kept, offered = kept, 0, 0
        begin, end = begins[number], begins[number + 1]
        for k in range(old_kept):
            box_p, box_s = old_p[k] << np.uint64(cut), old_s[k] << np.uint64(cut)
            doubted = -1
            for q in range(1 << cut):
                s_new = box_s + np.uint64(q)
                # As _places does; a call for each of these would take half of the time.
                fits: Any = np.uint64((1 << PLACES) - 1)
                for i in range(begin, end):
                    x = s_new * deltas[i]
                    wide = 1 if (x & low) + deltas[i] > one else 0
                    fits &= table[bits[i], np.int64((x >> units) & places), wide]
                    if fits == np.uint64(0):
                        break
                if fits == np.uint64(0):
                    continue
                if doubted < 0:
                    doubted = _doubts(
                        number, box_p, box_s, cut, digits, begins, deltas, bits, scale, doubts
                    )
                for a in range(1 << cut):
                    p_new = box_p + np.uint64(a)
                    if not (fits >> (p_new & np.uint64(PLACES - 1))) & np.uint64(1):
                        continue
                    if not _still(p_new, s_new, deltas, bits, scale, doubts, doubted):
                        continue
                    slot = _slot(state, kept, offered, beams[number])
                    offered += 1
                    kept = min(beams[number], kept + 1)
                    if slot >= 0:
                        new_p[slot], new_s[slot] = p_new, s_new
                        at = rooms[number] + slot
                        pieces[at], parents[at] = a << 15 | q, k
        if not kept:
            return 0
        old_p, new_p = new_p, old_p
        old_s, new_s = new_s, old_s

    found = 0
    for k in range(kept):
        if found == len(answers):
            break
        for point in range(1 << 2 * LAST):
            a, q = point >> LAST, point & (1 << LAST) - 1
            p_new = (old_p[k] << np.uint64(LAST)) + np.uint64(a)
            s_new = (old_s[k] << np.uint64(LAST)) + np.uint64(q)
            if _right(p_new, s_new, digits, begins, deltas, bits, scale):
                answers[found, 0], answers[found, 1], answers[found, 2] = k, a, q
                found += 1
                break
    return found
