"""Arithmetic modulo a prime in ReLU steps: what the proven hashes are made of.

One step takes a multiple of p away where it fits: y ← y − m·[y ≥ m], and for integers
[y ≥ m] = ReLU(y − m + 1) − ReLU(y − m). Binary long division is a row of such steps.

Example:
    >>> steps = mod_steps("y", 7, 40)
    >>> y = Program(("x",), {"y": coordinate("x")}, (CARRY, *steps), coordinate("y"))
    >>> [int(y.run({"x": x})) for x in (0, 6, 7, 20, 40)]
    [0, 6, 0, 6, 5]
"""

from __future__ import annotations

from memlib.exact.form import Form, coordinate
from memlib.exact.program import CARRY, Program, Step


def subtract_step(name: str, amount: int) -> Step:
    """y ← y − amount where y ≥ amount; y an integer ≥ 0."""
    y, reach, over = coordinate(name), f"{name}.reach", f"{name}.over"
    return Step(
        units={reach: y - amount + 1, over: y - amount},
        updates={name: y - amount * coordinate(reach) + amount * coordinate(over)},
    )


def mod_steps(name: str, modulus: int, most: int) -> tuple[Step, ...]:
    """y ← y mod p for integers 0 ≤ y ≤ most, in about log₂(most/p) steps."""
    halvings = (most // modulus).bit_length()
    return tuple(subtract_step(name, modulus << j) for j in reversed(range(halvings)))


def power_steps(
    exponent: str, result: str, base: int, modulus: int, bits: int, unit: int = 1
) -> tuple[Step, ...]:
    """result ← base^u mod p, for an exponent unit·u + rest with integers 0 ≤ u < 2^bits.

    The rest, which stays in the exponent's place, need not be an integer: 0 ≤ rest ≤ unit − 1. So
    nothing lies between unit·2^j − 1 and unit·2^j, where a unit rises from 0 to 1: bit j of u is 1
    where the exponent still reaches unit·2^j. Then the result is multiplied by base^(2^j), a
    number. One bit takes three steps and a reduction: O(bits · log p) in all.

    >>> x = coordinate("x")
    >>> start = {"e": x, "r": Form({}, 1)}
    >>> steps = power_steps("e", "r", base=3, modulus=101, bits=4)
    >>> net = Program(("x",), start, (CARRY, *steps), coordinate("r"))
    >>> all(net.run({"x": k}) == pow(3, k, 101) for k in range(16))
    True
    """
    e, r = coordinate(exponent), coordinate(result)
    reach, over, bit, gated = (f"{exponent}.{name}" for name in ("reach", "over", "bit", "gated"))
    steps: list[Step] = []
    for j in reversed(range(bits)):
        factor, weight = pow(base, 1 << j, modulus), unit << j
        one = coordinate(reach) - coordinate(over)
        steps.append(
            Step(
                units={reach: e - weight + 1, over: e - weight},
                updates={exponent: e - weight * one, bit: one},
            )
        )
        # r < p, so r − p·(1 − bit) is r or negative.
        steps.append(
            Step(
                units={gated: r + modulus * coordinate(bit) - modulus},
                updates={result: r + (factor - 1) * coordinate(gated)},
            )
        )
        steps += mod_steps(result, modulus, max(1, factor) * (modulus - 1))
    return tuple(steps)


__all__ = ["CARRY", "Form", "Program", "mod_steps", "power_steps", "subtract_step"]
