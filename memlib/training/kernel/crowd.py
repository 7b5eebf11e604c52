"""Softmax attention where there are few distinct tokens in all, and every sequence meets every one.

As :mod:`memlib.training.kernel.softmax` and :mod:`memlib.training.kernel.attend` say, but a slot's
token is the same for all sequences, so its M numbers are read where they stand and nothing is
copied; and with u the average, Σ p ⟨g, k⟩ is ⟨g, u⟩, so that tokens are met once on the way back.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from memlib.training.kernel.attend import (
    E_3,
    E_4,
    E_5,
    E_6,
    E_7,
    FAINT,
    LN_2,
    LOG2_E,
    NEVER,
)
from memlib.training.kernel.counts import add_sums
from memlib.training.kernel.softmax import own_room, question_backward, question_forward
from memlib.training.kernel.tiles import BLOCK, ZERO, L, M
from memlib.training.kernel.unroll import registers, unroll
from memlib.training.kernel.vectors import (
    V,
    broadcast,
    fma,
    highest,
    inverse,
    load,
    minus,
    number,
    plus,
    shifted,
    store,
    times,
    where_positive,
    whole,
)
from memlib.training.kernel.vocabulary import read_tokens, read_tokens_backward


def powers(x: Any) -> Any:
    """exp(x) of a register, x ≤ 0, as :func:`memlib.training.kernel.attend.power`.

    >>> float(powers(number(-1))[0]).__round__(6), float(powers(number(-100))[0])
    (0.367879, 0.0)
    """
    small = highest(x, number(FAINT))
    n = whole(times(small, number(LOG2_E)))
    r = fma(n, number(-LN_2), small)
    p = fma(number(E_7), r, number(E_6))
    p = fma(p, r, number(E_5))
    p = fma(p, r, number(E_4))
    p = fma(p, r, number(E_3))
    p = fma(p, r, number(np.float32(0.5)))
    p = fma(p, r, number(np.float32(1)))
    p = fma(p, r, number(np.float32(1)))
    return where_positive(minus(x, number(FAINT)), shifted(p, n))


def crowd_gather(tile: int, read: Any, mean: Any, w: Any, data: Any, sizes: Any, work: Any) -> None:
    """The read token of each sequence of a tile, and the average of all tokens by their scores."""
    rows = M * L
    slots = sizes.slots
    own = own_room(sizes, work)
    asked, average, shares = own[2 * rows : 3 * rows], own[3 * rows : 4 * rows], own[4 * rows :]
    read_tokens(tile * L, read, own[:rows], data[2], len(data[0]) // sizes.dim * M, work)
    question_forward(own, w[sizes.blocks * BLOCK :])
    ask = registers(M)
    mixed = registers(M)
    for lane in range(0, L, V):
        for i in unroll(M):
            ask[i] = load(asked, i * L + lane)
            mixed[i] = number(ZERO)
        top = number(NEVER)
        for token in range(slots):
            value = token // L * M * L + token % L
            score = load(data[3], (tile * slots + token) * L + lane)
            for i in unroll(M):
                score = fma(broadcast(work, value + i * L), ask[i], score)
            store(shares, token * L + lane, score)
            top = highest(score, top)
        all_of_it = number(ZERO)
        for token in range(slots):
            value = token // L * M * L + token % L
            share = powers(minus(load(shares, token * L + lane), top))
            store(shares, token * L + lane, share)
            all_of_it = plus(all_of_it, share)
            for i in unroll(M):
                mixed[i] = fma(broadcast(work, value + i * L), share, mixed[i])
        scale = inverse(all_of_it)
        store(shares, slots * L + lane, scale)
        for i in unroll(M):
            store(mean, i * L + lane, times(scale, mixed[i]))
    for i in range(rows):
        average[i] = mean[i]


def crowd_scatter(
    tile: int, read: Any, mean: Any, w: Any, grad: Any, sums: Any, data: Any, sizes: Any, work: Any
) -> None:
    """The gradient of :func:`crowd_gather`, by ``read`` and ``mean``."""
    rows = M * L
    slots = sizes.slots
    start = sizes.blocks * BLOCK
    ends = len(data[0]) // sizes.dim * M
    own = own_room(sizes, work)
    asked, average, shares = own[2 * rows : 3 * rows], own[3 * rows : 4 * rows], own[4 * rows :]
    ask = registers(M)
    above = registers(M)
    by_ask = registers(M)
    sums = np.zeros(slots * M * V, np.float32)
    for lane in range(0, L, V):
        level = number(ZERO)
        for i in unroll(M):
            ask[i] = load(asked, i * L + lane)
            above[i] = load(mean, i * L + lane)
            by_ask[i] = number(ZERO)
            level = fma(above[i], load(average, i * L + lane), level)
        scale = load(shares, slots * L + lane)
        for token in range(slots):
            value = token // L * M * L + token % L
            share = times(load(shares, token * L + lane), scale)
            along = minus(number(ZERO), level)
            for i in unroll(M):
                along = fma(broadcast(work, value + i * L), above[i], along)
            along = times(along, share)  # by the score
            for i in unroll(M):
                place = (token * M + i) * V
                by_ask[i] = fma(broadcast(work, value + i * L), along, by_ask[i])
                by_value = fma(share, above[i], load(sums, place))
                store(sums, place, fma(along, ask[i], by_value))
        for i in unroll(M):
            store(average, i * L + lane, by_ask[i])
    add_sums(sums, slots, work[ends:])
    question_backward(own, w[start:], grad[start:])
    read_tokens_backward(tile * L, read, own[:rows], data[2], ends, work)
