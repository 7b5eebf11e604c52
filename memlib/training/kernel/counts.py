"""Few distinct tokens in all: every sequence meets every one, with its share, which may be 0.

The same numbers for all lanes: no address is looked up but that of the token that is read. Tokens
are made, and finished, as in :mod:`memlib.training.kernel.vocabulary`. Of the data, ``where`` holds
the address of the token that each sequence reads, and ``weight`` a row of shares for each (tile of
sequences, token), or what softmax attention adds to scores.
"""

from __future__ import annotations

from typing import Any

from memlib.training.kernel.tiles import ZERO, L, M
from memlib.training.kernel.unroll import registers, unroll
from memlib.training.kernel.vocabulary import read_tokens, read_tokens_backward


def counts_gather(
    tile: int, read: Any, mean: Any, w: Any, data: Any, sizes: Any, work: Any
) -> None:
    """The read token of each sequence of a tile, and the sum over all tokens by their shares."""
    where, weight = data[2], data[3]
    value = registers(M)
    total = mean[: M * L]
    for i in range(M * L):
        mean[i] = ZERO
    for token in range(sizes.slots):
        share = weight[(tile * sizes.slots + token) * L : (tile * sizes.slots + token + 1) * L]
        for i in unroll(M):
            value[i] = work[(token // L * M + i) * L + token % L]
        for lane in range(L):
            for i in unroll(M):
                total[i * L + lane] += share[lane] * value[i]
    for i in range(M):
        for lane in range(L):
            read[i * L + lane] = work[where[tile * L + lane] + i * L]


def counts_scatter(
    tile: int, read: Any, mean: Any, w: Any, grad: Any, data: Any, sizes: Any, work: Any
) -> None:
    """The gradients by read token and mean are added up over the tokens."""
    x, where, weight = data[0], data[2], data[3]
    ends = len(x) // sizes.dim * M
    by_token = work[ends : 2 * ends]
    total = registers(M)
    above = mean[: M * L]
    for token in range(sizes.slots):
        share = weight[(tile * sizes.slots + token) * L : (tile * sizes.slots + token + 1) * L]
        for i in unroll(M):
            total[i] = ZERO
        for lane in range(L):
            for i in unroll(M):
                total[i] += share[lane] * above[i * L + lane]
        for i in unroll(M):
            by_token[(token // L * M + i) * L + token % L] += total[i]
    for i in range(M):
        for lane in range(L):
            by_token[where[tile * L + lane] + i * L] += read[i * L + lane]


def counts_fill(
    tile: int, read: Any, asking: Any, w: Any, data: Any, sizes: Any, work: Any
) -> None:
    """For softmax attention: a slot is a token, the same for all sequences."""
    x, where = data[0], data[2]
    keys = work[sizes.keys :]
    for token in range(sizes.slots):
        for i in range(M):
            value = work[(token // L * M + i) * L + token % L]
            key = keys[(token * M + i) * L : (token * M + i + 1) * L]
            for lane in range(L):
                key[lane] = value
    read_tokens(tile * L, read, asking, where, len(x) // sizes.dim * M, work)


def counts_spread(
    tile: int, read: Any, asking: Any, w: Any, grad: Any, data: Any, sizes: Any, work: Any
) -> None:
    """The slots' gradients are added up over the sequences."""
    x, where = data[0], data[2]
    ends = len(x) // sizes.dim * M
    keys = work[sizes.keys :]
    by_token = work[ends : 2 * ends]
    for token in range(sizes.slots):
        for i in range(M):
            key = keys[(token * M + i) * L : (token * M + i + 1) * L]
            total = ZERO
            for lane in range(L):
                total += key[lane]
            by_token[(token // L * M + i) * L + token % L] += total
    read_tokens_backward(tile * L, read, asking, where, ends, work)
