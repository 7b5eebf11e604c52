"""Few distinct tokens in all: every sequence meets every one, with its share, which may be 0.

The same numbers for all lanes: no address is looked up but that of the token that is read. Tokens
are made, and finished, as in :mod:`memlib.training.kernel.vocabulary`. Of the data, ``where`` holds
the address of the token that each sequence reads, and ``weight`` a row of shares for each (tile of
sequences, token), or what softmax attention adds to scores.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from memlib.training.kernel.tiles import ZERO, L, M
from memlib.training.kernel.unroll import registers, unroll
from memlib.training.kernel.vectors import V, broadcast, fma, load, number, store, sum_of


def counts_gather(
    tile: int, read: Any, mean: Any, w: Any, data: Any, sizes: Any, work: Any
) -> None:
    """The read token of each sequence of a tile, and the sum over all tokens by their shares."""
    where, weight = data[2], data[3]
    mixed = registers(M)
    for lane in range(0, L, V):
        for i in unroll(M):
            mixed[i] = number(ZERO)
        for token in range(sizes.slots):
            share = load(weight, (tile * sizes.slots + token) * L + lane)
            value = token // L * M * L + token % L
            for i in unroll(M):
                mixed[i] = fma(broadcast(work, value + i * L), share, mixed[i])
        for i in unroll(M):
            store(mean, i * L + lane, mixed[i])
    for i in range(M):
        for lane in range(L):
            read[i * L + lane] = work[where[tile * L + lane] + i * L]


def counts_scatter(
    tile: int, read: Any, mean: Any, w: Any, grad: Any, sums: Any, data: Any, sizes: Any, work: Any
) -> None:
    """The gradients by read token and mean are added up over the tokens."""
    x, where, weight = data[0], data[2], data[3]
    by_token = work[len(x) // sizes.dim * M :]
    above = registers(M)
    sums = np.zeros(sizes.slots * M * V, np.float32)
    for lane in range(0, L, V):
        for i in unroll(M):
            above[i] = load(mean, i * L + lane)
        for token in range(sizes.slots):
            share = load(weight, (tile * sizes.slots + token) * L + lane)
            for i in unroll(M):
                place = (token * M + i) * V
                store(sums, place, fma(share, above[i], load(sums, place)))
    add_sums(sums, sizes.slots, by_token)
    for i in range(M):
        for lane in range(L):
            by_token[where[tile * L + lane] + i * L] += read[i * L + lane]


def add_sums(sums: Any, slots: int, by_token: Any) -> None:
    """V sums for each number of each token to the gradients by tokens."""
    for token in range(slots):
        for i in range(M):
            by_token[(token // L * M + i) * L + token % L] += sum_of(sums, (token * M + i) * V)
