"""Compiled columns on a device of torch: the same tables as in numba, the same integers, on a GPU.

All columns of a block at once, as int64 tensors (limbs, columns), lowest limb first. All limbs but
the last count from 0 to 2^32 - 1, the last has the sign. A sum of digit · limb products stays below
2^61 (compile.MOST_TERMS), and carries run from limb to limb when a sum is complete: nothing is
rounded, and the device does not matter. Written for a GPU and tested on the CPU, where numba is
faster.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import torch
from torch import Tensor

from memlib.budget import UNLIMITED, Budget
from memlib.errors import MemlibError
from memlib.fast.compile import RELU, THRESHOLD, Program
from memlib.fast.packed import Packed, join
from memlib.fast.segments import Loaded

LIMB: Final = 32
MASK: Final = (1 << LIMB) - 1
HALF: Final = LIMB // 2
#: So many columns a block, and at most so many that are added up in one step.
BLOCK: Final = 1 << 14
GATHERED: Final = 1 << 20
#: For the carries of one limb, at least.
SECONDS_A_LIMB: Final = 1e-5


@dataclass(frozen=True)
class Number:
    """One coordinate of all columns of a block.

    Attributes:
        limbs: int64 (limbs, columns); none where all columns are 0.
        low: the place of the first limb; the limbs below it are zero.
    """

    limbs: Tensor
    low: int


def engine(device: str, budget: Budget = UNLIMITED) -> Callable[[Loaded, Packed, Any, Any], Packed]:
    """The engine for a device of torch: ``"cpu"``, ``"cuda"``, ``"cuda:1"``, ``"mps"``.

    Raises:
        MemlibError: torch has no such device here.
    """
    try:
        where = torch.zeros(1, dtype=torch.int64, device=device).device
    except (RuntimeError, AssertionError, NotImplementedError) as error:
        reason = (str(error).splitlines() or ["no reason given"])[0]
        raise MemlibError(
            f"torch has no device {device!r} here: {reason}",
            operation="evaluate", mend="leave out the device to use the cores",
        ) from None  # fmt: skip
    return lambda loaded, source, own, groups: run(loaded, source, own, groups, where, budget)


def run(
    loaded: Loaded,
    source: Packed,
    own: Any,
    groups: Any,
    device: torch.device,
    budget: Budget = UNLIMITED,
) -> Packed:
    """The program on all columns; ``own`` and ``groups`` say what each one is loaded from."""
    rows = {int(row): _unpack(source, int(row), device) for row in (*loaded.own, *loaded.summed)}
    count = len(groups if own is None else own)
    block = min(BLOCK, max(1, GATHERED // (1 if groups is None else groups.shape[1])))
    parts = []
    for at in range(0, count, block):
        inputs: list[Number] = []
        for names, indices in ((loaded.own, own), (loaded.summed, groups)):
            if len(names):
                members = torch.from_numpy(np.ascontiguousarray(indices[at : at + block]))
                members = members.to(device)
                inputs += [_sum(rows[int(row)], members) for row in names]
        outputs = interpret(loaded.program, inputs, min(block, count - at), device, budget)
        parts.append(_pack(outputs, loaded.program))
        budget.hold(2 * sum(part.limbs.nbytes for part in parts), "columns")
    made = join(parts)
    made.scales = tuple(loaded.program.scales)
    return made


def interpret(
    program: Program,
    inputs: list[Number],
    columns: int,
    device: torch.device,
    budget: Budget = UNLIMITED,
) -> list[Number]:
    """All instructions on one block of columns."""
    store: dict[int, Number] = dict(zip(program.inputs.tolist(), inputs, strict=True))
    slots, limbs = program.slot.tolist(), program.limbs.tolist()
    sizes, negative = program.size.tolist(), program.negative.tolist()
    bias = program.bias.tolist()
    for target, first, middle, end, begin, stop, at, activation in program.code.tolist():
        terms = [
            (store[slots[t]], limbs[t], -sizes[t] if negative[t] else sizes[t], t >= middle)
            for t in range(first, end)
        ]
        budget.spend()
        number = _linear(terms, bias[begin:stop], at, columns, device, budget)
        if activation == RELU:
            number = _relu(number)
        elif activation == THRESHOLD:
            number = _threshold(number, columns, device)
        store[target] = number
    return [store[slot] for slot in program.outputs.tolist()]


def _linear(
    terms: list[tuple[Number, int, int, bool]],
    bias: list[int],
    at: int,
    columns: int,
    device: torch.device,
    budget: Budget = UNLIMITED,
) -> Number:
    """Σ digit · number + bias; each term is moved up by whole limbs, and perhaps half a limb."""
    terms = [term for term in terms if len(term[0].limbs)]
    if not terms and not bias:
        return Number(torch.zeros((0, columns), dtype=torch.int64, device=device), 0)
    bottom = min([*(x.low + up for x, up, _, _ in terms), *([at] if bias else [])])
    top = max(
        [*(x.low + up + len(x.limbs) for x, up, _, _ in terms), *([at + len(bias)] if bias else [])]
    )
    budget.spend((top - bottom) * SECONDS_A_LIMB)
    budget.hold(6 * 8 * (top - bottom + 1) * columns, "a row of columns")
    whole = torch.zeros((top - bottom + 1, columns), dtype=torch.int64, device=device)
    half: Tensor | None = None
    for place, digit in enumerate(bias, at - bottom):
        whole[place] += digit
    for x, up, digit, is_half in terms:
        if is_half and half is None:
            half = torch.zeros_like(whole)
        first = x.low + up - bottom
        total = half if is_half and half is not None else whole
        total[first : first + len(x.limbs)].add_(x.limbs, alpha=digit)
    if half is not None:
        whole += (half & ((1 << HALF) - 1)) << HALF
        whole[1:] += half[:-1] >> HALF  # the last row is empty
    return _carried(whole, bottom)


def _carried(sums: Tensor, low: int) -> Number:
    """The number whose limbs the sums are, once their carries have run; no limb too many."""
    rows = []
    carry = torch.zeros_like(sums[0])
    for row in sums:
        total = row + carry
        rows.append(total & MASK)
        carry = total >> LIMB
    rows.append(carry & MASK)  # less than 2^31 in size, here and in sums of columns
    return _trimmed(torch.stack(rows), low)


def _trimmed(limbs: Tensor, low: int) -> Number:
    """Without limbs above that only repeat the sign, and without zero limbs below.

    Args:
        limbs: all from 0 to 2^32 - 1, in two's complement, at least one.
    """
    repeats = (limbs[1:] == (limbs[:-1] >> (LIMB - 1)) * MASK).all(dim=1)
    zero = (limbs == 0).all(dim=1)
    flags = torch.cat([repeats, zero]).tolist()  # the one time that the device is waited for
    repeated, empty = [False, *flags[: len(limbs) - 1]], flags[len(limbs) - 1 :]
    end = len(limbs)
    while end > 1 and repeated[end - 1]:
        end -= 1
    start = 0
    while start < end and empty[start]:
        start += 1
    kept = limbs[start:end].clone()
    if len(kept):
        kept[-1] -= (kept[-1] >> (LIMB - 1)) << LIMB
    return Number(kept, low + start)


def _unsigned(limbs: Tensor) -> Tensor:
    return limbs & MASK


def _relu(x: Number) -> Number:
    """Zero in each column whose number is negative."""
    if not len(x.limbs):
        return x
    return _trimmed(_unsigned(x.limbs).masked_fill(x.limbs[-1] < 0, 0), x.low)


def _threshold(x: Number, columns: int, device: torch.device) -> Number:
    """One in each column whose number is at least zero, else zero."""
    if not len(x.limbs):
        return Number(torch.ones((1, columns), dtype=torch.int64, device=device), 0)
    return _trimmed((x.limbs[-1:] >= 0).to(torch.int64), 0)


def _sum(x: Number, members: Tensor) -> Number:
    """For each row of ``members``, the sum of these columns."""
    if not len(x.limbs):
        return Number(x.limbs.new_zeros((0, len(members))), 0)
    return _carried(x.limbs[:, members].sum(dim=2), x.low)


def _unpack(packed: Packed, row: int, device: torch.device) -> Number:
    used = int(packed.length[row])
    limbs = packed.limbs[row, :used].astype(np.int64)
    if used:
        limbs[-1] -= (limbs[-1] >> (LIMB - 1)) << LIMB
    return Number(torch.from_numpy(limbs).to(device), int(packed.low[row]))


def _pack(numbers: list[Number], program: Program) -> Packed:
    used = [len(x.limbs) for x in numbers]
    columns = numbers[0].limbs.shape[1]
    limbs = np.zeros((len(numbers), max(1, *used), columns), np.uint32)
    for i, x in enumerate(numbers):
        limbs[i, : used[i]] = _unsigned(x.limbs).cpu().numpy().astype(np.uint32)
    low = np.array([x.low for x in numbers], np.int64)
    return Packed(limbs, np.array(used, np.int64), low, tuple(program.scales))
