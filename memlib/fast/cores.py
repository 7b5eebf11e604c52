"""Compiled columns on the cores of this machine: blocks of columns, one block a thread, in numba.

The other engine is :mod:`memlib.fast.tensors`. Both run the same tables and leave the same
integers.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

import numpy as np

from memlib.budget import UNLIMITED, Budget
from memlib.fast import limbs
from memlib.fast.compile import Program
from memlib.fast.packed import Packed, join
from memlib.fast.segments import Loaded

#: Columns of a block: enough for vector instructions, few enough for the cache.
BLOCK: Final = 512
#: Products of a digit and a limb, at least.
LIMBS_A_SECOND: Final = 3e8


def run(
    loaded: Loaded,
    source: Packed,
    own: Any,
    groups: Any,
    pool: ThreadPoolExecutor,
    budget: Budget = UNLIMITED,
) -> Packed:
    """The program on all columns; ``own`` and ``groups`` say what each one is loaded from.

    Raises:
        BudgetError: it would take more time or memory than there is.
    """
    held = 0
    count = len(groups if own is None else own)
    program = loaded.program

    def block(at: int) -> Packed:
        nonlocal held
        made = run_block(
            budget,
            loaded,
            source,
            None if own is None else own[at : at + BLOCK],
            None if groups is None else groups[at : at + BLOCK],
        )
        held += made.limbs.nbytes
        budget.hold(2 * held, "columns")
        return made

    made = join(list(pool.map(block, range(0, count, BLOCK))))
    made.scales = tuple(program.scales)
    return made


def run_block(budget: Budget, loaded: Loaded, source: Packed, own: Any, groups: Any) -> Packed:
    """The program on one block of columns, with as many limbs as it turns out to need."""
    program: Program = loaded.program
    columns = len(groups if own is None else own)
    capacity = program.capacity
    while True:
        budget.hold(4 * program.slots * capacity * columns, "a block of columns")
        store = np.empty((program.slots, capacity, columns), np.uint32)
        signed = store.view(np.int32)
        start, length, low = (np.zeros(program.slots, np.int64) for _ in range(3))
        slots = program.inputs
        needed = 0
        for rows, indices, targets in (
            (loaded.own, own, slots[: len(loaded.own)]),
            (loaded.summed, groups, slots[len(loaded.own) :]),
        ):
            if len(rows):
                needed = needed or limbs.load(
                    source.limbs, source.length, source.low, rows, indices,
                    store, signed, targets, start, length, low,
                )  # fmt: skip
        needed = needed or limbs.run(
            program.code, program.slot, program.limbs, program.size, program.negative,
            program.bias, store, signed, start, length, low,
                max(0.0, budget.left) * LIMBS_A_SECOND,
        )  # fmt: skip
        if needed < 0:
            budget.spend(budget.left + 1)
        if not needed:
            break
        capacity = program.capacity = max(program.capacity, needed + needed // 4)
    out = program.outputs
    used = int(length[out].max(initial=0))
    limbs_out = np.zeros((len(out), max(1, used), columns), np.uint32)
    for i, slot in enumerate(out):
        first = start[slot]
        limbs_out[i, : length[slot]] = store[slot, first : first + length[slot]]
    return Packed(limbs_out, length[out], low[out], tuple(program.scales))
