"""Softmax attention of one asking token over the slots of its sequence, for one tile of sequences.

A slot holds M rows: one token of each sequence. The value of attention is linear in the tokens and
so is a score, so matrices work once on a sequence and not on every token: with z the asking token,
the score of a token k is ⟨r, k⟩ for r = (W^K)ᵀ W^Q z / √m, and what is looked at is u = Σ p k, the
average of tokens by the softmax p of their scores.

Slots of different numbers of tokens are filled up: ``logs``, a row for each slot, is added to the
scores, the log of how often a token stands in the sequence, or :data:`NEVER`.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from memlib.training.kernel.tiles import ZERO, L, M

#: Instead of the log of 0: no infinities, whose differences are no numbers.
NEVER: Final = np.float32(-1e30)
#: exp of less is 0: what is 10⁻²⁶ of the largest term adds nothing to it.
FAINT: Final = np.float32(-60)
LOG2_E: Final = np.float32(1.442695040888963)
LN_2: Final = np.float32(0.6931471805599453)
#: exp(x) − 1 − x − x²/2 for |x| ≤ ln(2)/2, from x³ on: 1/3!, 1/4!, 1/5!, 1/6!, 1/7!.
E_3, E_4, E_5, E_6, E_7 = (np.float32(1 / k) for k in (6, 24, 120, 720, 5040))

#: The names of numbers in the texts below.
NUMBERS: Final = ("NEVER", "FAINT", "LOG2_E", "LN_2", "E_3", "E_4", "E_5", "E_6", "E_7")


def power(x: Any) -> Any:
    """exp(x) for x ≤ 0 to single precision, in steps that vector instructions know.

    >>> [round(float(power(np.float32(x))), 6) for x in (0, -1, -20, -1e30)]
    [1.0, 0.367879, 0.0, 0.0]
    """
    small = x if x > FAINT else FAINT
    whole = np.int32(small * LOG2_E - np.float32(0.5))  # toward 0: the nearest whole number
    r = small - np.float32(whole) * LN_2
    tail = E_3 + r * (E_4 + r * (E_5 + r * (E_6 + r * E_7)))
    rest = np.float32(1) + r + r * r * (np.float32(0.5) + r * tail)
    scale = np.int32((whole + np.int32(127)) << np.int32(23)).view(np.float32)
    return rest * scale if x > FAINT else ZERO


def attend_forward(
    keys: Any, stride: int, slots: int, logs: Any, asked: Any, shares: Any, out: Any
) -> None:
    """The softmax of the slots' scores, and the average by it.

    Args:
        keys: M rows for each slot, ``stride`` rows from one slot to the next.
        slots: how many.
        logs: a row for each slot.
        asked: r, M rows.
        shares: a row for each slot and one more; filled with p.
        out: M rows, filled with u.
    """
    top = shares[slots * L : (slots + 1) * L]
    for k in range(slots):
        row = shares[k * L : (k + 1) * L]
        log = logs[k * L : (k + 1) * L]
        for lane in range(L):
            row[lane] = log[lane]
        for i in range(M):
            key = keys[(k * stride + i) * L : (k * stride + i + 1) * L]
            ask = asked[i * L : (i + 1) * L]
            for lane in range(L):
                row[lane] += ask[lane] * key[lane]
        if k == 0:
            for lane in range(L):
                top[lane] = row[lane]
        else:
            for lane in range(L):
                top[lane] = row[lane] if row[lane] > top[lane] else top[lane]
    for k in range(slots):
        row = shares[k * L : (k + 1) * L]
        for lane in range(L):
            row[lane] = power(row[lane] - top[lane])
    for lane in range(L):
        top[lane] = ZERO
    for k in range(slots):
        row = shares[k * L : (k + 1) * L]
        for lane in range(L):
            top[lane] += row[lane]
    for lane in range(L):
        top[lane] = np.float32(1) / top[lane]
    for place in range(M * L):
        out[place] = ZERO
    for k in range(slots):
        row = shares[k * L : (k + 1) * L]
        for lane in range(L):
            row[lane] *= top[lane]
        for i in range(M):
            key = keys[(k * stride + i) * L : (k * stride + i + 1) * L]
            mixed = out[i * L : (i + 1) * L]
            for lane in range(L):
                mixed[lane] += row[lane] * key[lane]


def attend_backward(
    keys: Any, stride: int, slots: int, asked: Any, shares: Any, g: Any, by_asked: Any
) -> None:
    """The gradient of :func:`attend_forward`; that by a slot's token takes the token's place.

    Args:
        keys, stride, slots, asked, shares: as left by the forward pass.
        g: the loss by u, M rows.
        by_asked: filled with the loss by r, M rows.
    """
    total = shares[slots * L : (slots + 1) * L]
    along = np.empty(L, np.float32)
    for lane in range(L):
        total[lane] = ZERO
    for place in range(M * L):
        by_asked[place] = ZERO
    for k in range(slots):
        row = shares[k * L : (k + 1) * L]
        for i in range(M):
            key = keys[(k * stride + i) * L : (k * stride + i + 1) * L]
            above = g[i * L : (i + 1) * L]
            for lane in range(L):
                total[lane] += row[lane] * above[lane] * key[lane]
    for k in range(slots):
        row = shares[k * L : (k + 1) * L]
        for lane in range(L):
            along[lane] = -total[lane]
        for i in range(M):
            key = keys[(k * stride + i) * L : (k * stride + i + 1) * L]
            above = g[i * L : (i + 1) * L]
            for lane in range(L):
                along[lane] += above[lane] * key[lane]
        for lane in range(L):
            along[lane] *= row[lane]  # by the score
        for i in range(M):
            key = keys[(k * stride + i) * L : (k * stride + i + 1) * L]
            above = g[i * L : (i + 1) * L]
            ask = asked[i * L : (i + 1) * L]
            by_ask = by_asked[i * L : (i + 1) * L]
            for lane in range(L):
                by_ask[lane] += along[lane] * key[lane]
            for lane in range(L):
                key[lane] = row[lane] * above[lane] + along[lane] * ask[lane]
