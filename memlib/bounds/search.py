"""The smallest depth that a product over blocks does not rule out, be it in the millions."""

from __future__ import annotations

import math
from collections.abc import Callable

from memlib.bounds.sign_patterns import LOG2_3, Step

EXACT_BLOCKS = 500
"""Up to here every block is evaluated; beyond, runs of 1/250 of the depth are merged."""


def least_depth(
    block_steps: Callable[[int], tuple[Step, ...]],
    output_step: Callable[[int], Step],
    needed: float,
    *,
    two_valued: bool = False,
) -> int:
    """The least L with (bits of blocks 1..L) + (bits of the output step at L) ≥ ``needed``.

    Args:
        block_steps: the refinements of block l = 1, 2, …; polynomials fixed, degree and variables
            affine in l (so they are for every bound here).
        output_step: the last refinement at depth L. needed: bits that must be reached.

    Beyond :data:`EXACT_BLOCKS` a run of blocks is merged by the log-sum inequality
    Σ Vₗ log(Aₗ/Vₗ) ≤ (ΣVₗ) log(ΣAₗ/ΣVₗ). This allows at most a little more labelings, so the
    answer stays a valid lower bound, and it hardly moves (a test measures by how much).
    """
    bits = 0.0
    depth = 0
    while True:
        if bits + _bits(output_step(depth), two_valued) >= needed:
            return depth
        if depth < EXACT_BLOCKS:
            depth += 1
            bits += math.fsum(_bits(step, two_valued) for step in block_steps(depth))
            continue
        run = depth // 250
        more = _run_bits(block_steps, depth + 1, depth + run, two_valued)
        after = bits + more
        if after + _bits(output_step(depth + run), two_valued) >= needed:
            return _last_run(block_steps, output_step, needed, two_valued, bits, depth, run)
        depth, bits = depth + run, after


def _last_run(
    block_steps: Callable[[int], tuple[Step, ...]],
    output_step: Callable[[int], Step],
    needed: float,
    two_valued: bool,
    bits: float,
    depth: int,
    run: int,
) -> int:
    """Where inside the last run the target is first reached (the merged sum grows with the run)."""
    low, high = 0, run
    while high - low > 1:
        middle = (low + high) // 2
        inside = _run_bits(block_steps, depth + 1, depth + middle, two_valued)
        if bits + inside + _bits(output_step(depth + middle), two_valued) >= needed:
            high = middle
        else:
            low = middle
    return depth + high


def _bits(step: Step, two_valued: bool) -> float:
    return step.two_valued_bits() if two_valued else step.three_valued_bits()


def _run_bits(
    block_steps: Callable[[int], tuple[Step, ...]], first: int, last: int, two_valued: bool
) -> float:
    count = last - first + 1
    constant = 2 * math.e if two_valued else 8 * math.e
    bits = 0.0
    for start, end in zip(block_steps(first), block_steps(last), strict=True):
        variables = count * (start.variables + end.variables) / 2
        trivial = count * end.polynomials * (1.0 if two_valued else LOG2_3)
        if end.variables > end.polynomials:
            bits += trivial
            continue
        ratio = constant * end.polynomials * (start.degree + end.degree) / 2 * count / variables
        bits += min(trivial, variables * math.log2(ratio) + (count if two_valued else 0))
    return bits
