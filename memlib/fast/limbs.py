"""The interpreter of compiled networks: integers of many limbs, many columns at once, in numba.

An integer lies in a slot as 32-bit limbs, lowest first; all but the last count from 0 to 2^32 - 1,
the last has the sign. All columns of a block share the number of limbs, and zero limbs below are
left out; both are measured after each instruction, so each neuron has just the limbs that its
values need. The inner loops run along the columns, which the compiler turns into vector
instructions.

One limb of a sum at a time: E collects carry + Σ ± digit · limb, H the same for digits that begin
half a limb higher. No sum leaves 64 bits (compile.MOST_TERMS), so nothing is ever rounded.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from memlib.compiled import njit

MASK = np.int64(0xFFFFFFFF)
HALF = np.int64(0xFFFF)


@njit(nogil=True)
def run(
    code: Any, slot: Any, limbs: Any, size: Any, negative: Any, bias: Any,
    store: Any, signed: Any, start: Any, length: Any, low: Any, allowed: float,
) -> int:  # fmt: skip
    """Run all instructions on one block of columns.

    Args:
        code, slot, limbs, size, negative, bias: the tables of a program.
        store: uint32 (slots, capacity, columns); ``signed`` is the same memory as int32.
        start, length, low: of each slot: its first limb in the store, how many limbs, and the
            place of the first one in the number.
        allowed: how many products of a digit and a limb may be made.

    Returns:
        0, or the capacity that an instruction would need, or −1 when it would be more than is
        allowed; then nothing is to be trusted.
    """
    capacity, columns = store.shape[1], store.shape[2]
    whole = np.empty(columns, np.int64)
    half = np.empty(columns, np.int64)
    for at in range(code.shape[0]):
        target, first, middle, end = code[at, 0], code[at, 1], code[at, 2], code[at, 3]
        bias_first, bias_end, bias_limb = code[at, 4], code[at, 5], code[at, 6]
        bottom, top = window(slot, limbs, first, end, length, low, bias_first, bias_end, bias_limb)
        if top - bottom + 2 > capacity:
            return int(top - bottom + 2)
        allowed -= float(top - bottom) * float(end - first + 1) * columns
        if allowed < 0:
            return -1
        whole[:] = 0
        for limb in range(bottom, top):
            at_bias = limb - bias_limb + bias_first
            if bias_first <= at_bias < bias_end:
                whole += bias[at_bias]
            for t in range(first, middle):
                one_limb(store, signed, start, length, low, slot[t], limb - limbs[t],
                         size[t], negative[t], whole)  # fmt: skip
            if middle < end:
                half[:] = 0
                for t in range(middle, end):
                    one_limb(store, signed, start, length, low, slot[t], limb - limbs[t],
                             size[t], negative[t], half)  # fmt: skip
                for b in range(columns):
                    total = whole[b] + ((half[b] & HALF) << 16)
                    store[target, limb - bottom, b] = np.uint32(total & MASK)
                    whole[b] = (total >> 32) + (half[b] >> 16)
            else:
                out = store[target, limb - bottom]
                for b in range(columns):
                    out[b] = np.uint32(whole[b] & MASK)
                    whole[b] >>= 32
        used = finish_top(store, signed, target, top - bottom, whole)
        start[target], length[target], low[target] = 0, used, bottom
        if code[at, 7] == 1:
            relu(store, signed, target, length)
        elif code[at, 7] == 2:
            threshold(store, signed, target, length, low)
        trim(store, signed, target, start, length, low)
    return 0


@njit(nogil=True, inline="always")
def window(
    slot: Any, limbs: Any, first: int, end: int, length: Any, low: Any,
    bias_first: int, bias_end: int, bias_limb: int,
) -> tuple[int, int]:  # fmt: skip
    """From which limb to which one the terms of a sum reach."""
    bottom, top = 1 << 60, -1
    if bias_end > bias_first:
        bottom, top = bias_limb, bias_limb + bias_end - bias_first
    for t in range(first, end):
        s = slot[t]
        if length[s] > 0:
            bottom = min(bottom, low[s] + limbs[t])
            top = max(top, low[s] + limbs[t] + length[s])
    if top < 0:
        return 0, 0
    return bottom, top


@njit(nogil=True)
def one_limb(
    store: Any, signed: Any, start: Any, length: Any, low: Any, s: int, limb: int,
    size: Any, negative: bool, total: Any,
) -> None:  # fmt: skip
    """total ± digit · (one limb of slot s); limbs outside of its window are nothing."""
    k = limb - low[s]
    if k < 0 or k >= length[s]:
        return
    if k == length[s] - 1:
        last = signed[s, start[s] + k]
        digit = -np.int32(size) if negative else np.int32(size)
        for b in range(total.size):
            total[b] += np.int64(last[b]) * np.int64(digit)
        return
    row = store[s, start[s] + k]
    factor = np.uint64(size)
    if size == 1:
        if negative:
            for b in range(total.size):
                total[b] -= np.int64(row[b])
        else:
            for b in range(total.size):
                total[b] += np.int64(row[b])
    elif negative:
        for b in range(total.size):
            total[b] -= np.int64(np.uint64(row[b]) * factor)
    else:
        for b in range(total.size):
            total[b] += np.int64(np.uint64(row[b]) * factor)


@njit(nogil=True)
def finish_top(store: Any, signed: Any, target: int, used: int, carry: Any) -> int:
    """Write what is left of the carry, in at most two more limbs; return how many limbs there are.

    No limb is needed where the carry only repeats the sign of the limb below.
    """
    for _ in range(2):
        needed = False
        if used == 0:
            needed = bool(np.any(carry != 0))
        else:
            last = signed[target, used - 1]
            for b in range(carry.size):
                needed |= carry[b] != (np.int64(last[b]) >> 32)
        if not needed:
            return used
        for b in range(carry.size):
            store[target, used, b] = np.uint32(carry[b] & MASK)
            carry[b] >>= 32
        used += 1
    return used


@njit(nogil=True)
def relu(store: Any, signed: Any, target: int, length: Any) -> None:
    """Zero in each column whose number is negative."""
    used = length[target]
    if used == 0:
        return
    last = signed[target, used - 1]
    lowest = np.int32(0)
    for b in range(last.size):
        lowest = min(lowest, last[b])
    if lowest >= 0:
        return
    kept = ~(last >> np.int32(31))
    for k in range(used):
        row = signed[target, k]
        for b in range(row.size):
            row[b] &= kept[b]


@njit(nogil=True)
def threshold(store: Any, signed: Any, target: int, length: Any, low: Any) -> None:
    """One in each column whose number is at least zero, else zero."""
    used = length[target]
    row = store[target, 0]
    if used == 0:
        row[:] = 1
    else:
        last = signed[target, used - 1]
        for b in range(row.size):
            row[b] = 1 if last[b] >= 0 else 0
    length[target], low[target] = 1, 0


@njit(nogil=True)
def trim(store: Any, signed: Any, target: int, start: Any, length: Any, low: Any) -> None:
    """Leave out limbs above that only repeat the sign, and zero limbs below."""
    while length[target] > 1:
        top = start[target] + length[target] - 1
        last, below = signed[target, top], signed[target, top - 1]
        different = np.int32(0)
        for b in range(last.size):
            different |= last[b] ^ (below[b] >> np.int32(31))
        if different != 0:
            break
        length[target] -= 1
    while length[target] > 0:
        bottom = signed[target, start[target]]
        together = np.int32(0)
        for b in range(bottom.size):
            together |= bottom[b]
        if together != 0:
            break
        start[target] += 1
        low[target] += 1
        length[target] -= 1


@njit(nogil=True)
def load(
    source: Any, source_length: Any, source_low: Any, rows: Any, groups: Any,
    store: Any, signed: Any, targets: Any, start: Any, length: Any, low: Any,
) -> int:  # fmt: skip
    """Fill the input slots: row r of the sum of the source's columns groups[b], for each b.

    Args:
        source: uint32 (rows, limbs, columns), the last limb of each row signed.
        source_length, source_low: of each row, as in :func:`run`.
        rows: which row goes to which of the targets.
        groups: (columns of the block, columns to add).

    Returns:
        0, or the capacity that would be needed.
    """
    columns, members = groups.shape
    total = np.empty(columns, np.int64)
    for i in range(rows.size):
        row, target = rows[i], targets[i]
        used = source_length[row]
        if used + 2 > store.shape[1]:
            return int(used + 2)
        total[:] = 0
        for k in range(used):
            for b in range(columns):
                for j in range(members):
                    value = np.int64(source[row, k, groups[b, j]])
                    if k == used - 1 and value > 0x7FFFFFFF:
                        value -= 1 << 32
                    total[b] += value
            for b in range(columns):
                store[target, k, b] = np.uint32(total[b] & MASK)
                total[b] >>= 32
        used = finish_top(store, signed, target, used, total)
        start[target], length[target], low[target] = 0, used, source_low[row]
        trim(store, signed, target, start, length, low)
    return 0
