"""How a pass meets the tokens of a data set: all of them, the distinct ones, or a row of counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from memlib.training.arrays import Arrays
from memlib.training.kernel import attend
from memlib.training.kernel.packing import LANES, Floats, Ints, padded, tiled

#: A token that stands this often on average is worth looking up once.
_RECURS: Final = 1.25
#: With at most so many times as many tokens as a sequence has, each sequence meets every one.
_CROWD: Final = 8


@dataclass(frozen=True)
class Tokens:
    """The tokens of a data set for the kernel.

    Attributes:
        way: "grid", "vocabulary" or "counts".
        x: tiles of vectors; zeros where a table is trained.
        where, weight, starts: the rest of the data, as the way says.
        dim: rows of a tile of x.
        used: the numbers of the distinct tokens (rows of a table); None for a grid.
        slots: how many tokens a sequence meets.
        tiles: of tokens that need room at the same time.
    """

    way: str
    x: Floats
    where: Ints
    weight: Floats
    starts: Ints
    dim: int
    used: Ints | None
    slots: int
    tiles: int

    def rows(self, blocks: int, raw: bool = False, keep: bool = True) -> int:
        """Rows of m to work in, in tiles: what F₁ needs, outputs and gradients.

        Without ``keep``, all tokens of a grid share one slot.
        """
        if self.way == "grid":
            return (self.tiles if keep else 1) * (blocks + 1) + 1
        return self.tiles * (blocks + 3 + 2 * raw)


_NO_PLACES: Final = np.zeros(0, np.int64)


def tokens_for_means(data: Arrays, entry: str, m: int, factor: float) -> Tokens:
    """The tokens of sequences whose mean, times a factor, is looked at."""
    recurring = _recurring(data, entry)
    if recurring is None:
        share = np.array([factor / data.length], np.float32)
        return _each(data, share)
    used, ids, vectors = recurring
    x, dim = _vectors(used, vectors, m)
    found = [_counted(row) for row in ids]
    tiles = padded(len(used), LANES) // LANES
    if len(used) <= _CROWD * np.mean([len(tokens) for tokens, _ in found]):
        shares = np.zeros((len(ids), len(used)))
        for row, (tokens, counts) in zip(shares, found, strict=True):
            row[tokens] = factor * counts / data.length
        where = tiled(addresses(ids[:, -1:], m))
        weight = tiled(shares.astype(np.float32))
        return Tokens("counts", x, where, weight, _NO_PLACES, dim, used, len(used), tiles)
    where = addresses(np.concatenate([tokens for tokens, _ in found]), m)
    weights = np.concatenate([factor * counts / data.length for _, counts in found])
    starts = np.cumsum([0, *(len(tokens) for tokens, _ in found)])
    return Tokens("vocabulary", x, where, weights.astype(np.float32), starts, dim, used, 0, tiles)


def tokens_for_scores(data: Arrays, entry: str, m: int) -> Tokens:
    """The tokens of sequences that are looked at by scores, to which logs of counts are added."""
    recurring = _recurring(data, entry)
    if recurring is None:
        scores = padded(data.sequences, LANES) * data.length
        return _each(data, np.zeros(scores, np.float32))
    used, ids, vectors = recurring
    x, dim = _vectors(used, vectors, m)
    found = [_counted(row) for row in ids]
    tiles = padded(len(used), LANES) // LANES
    most = max(len(tokens) for tokens, _ in found)
    crowd = len(used) <= _CROWD * most
    logs = np.full((len(ids), len(used) if crowd else most), attend.NEVER)
    slots = np.zeros((len(ids), most), np.int64)
    for k, (tokens, counts) in enumerate(found):
        logs[k, tokens if crowd else slice(len(tokens))] = np.log(counts / data.length)
        slots[k, : len(tokens)] = tokens
    where = addresses(ids[:, -1:] if crowd else slots, m)
    return Tokens(
        "counts" if crowd else "vocabulary",
        x, tiled(where), tiled(logs.astype(np.float32), attend.NEVER), _NO_PLACES,
        dim, used, logs.shape[1], tiles,
    )  # fmt: skip


def addresses(tokens: Ints, m: int) -> Ints:
    """Where a token's first number stands among tiles of m rows."""
    return tokens // LANES * (m * LANES) + tokens % LANES


def _each(data: Arrays, weight: Floats) -> Tokens:
    assert data.x is not None
    x = tiled(data.x.reshape(data.sequences, -1))
    return Tokens(
        "grid", x, _NO_PLACES, weight, _NO_PLACES, data.dim, None, data.length,
        data.length,
    )  # fmt: skip


def _vectors(used: Ints, vectors: Floats | None, m: int) -> tuple[Floats, int]:
    """Distinct tokens as tiles, and their rows; zeros in the place of a table of m numbers each."""
    found = np.zeros((len(used), m), np.float32) if vectors is None else vectors
    return tiled(found), found.shape[1]


def _counted(row: Ints) -> tuple[Ints, Ints]:
    """The distinct tokens of a sequence and how often each stands there; the last one comes first.

    >>> [part.tolist() for part in _counted(np.array([2, 0, 0, 2, 1]))]
    [[1, 0, 2], [1, 2, 2]]
    """
    tokens, counts = np.unique(row, return_counts=True)
    order = np.argsort(tokens != row[-1], kind="stable")
    return tokens[order], counts[order]


def last_tokens(data: Arrays) -> Arrays:
    """The sequences cut to the token that is read."""
    x = None if data.x is None else data.x[:, -1:]
    ids = None if data.ids is None else data.ids[:, -1:]
    return Arrays(data.y, data.classes, x, ids, data.vocabulary)


def _recurring(data: Arrays, entry: str) -> tuple[Ints, Ints, Floats | None] | None:
    """Distinct tokens, each token's number among them, and vectors; None when few recur."""
    if entry == "table":
        assert data.ids is not None
        tokens, inverse = np.unique(data.ids, return_inverse=True)
        return tokens, inverse.reshape(data.ids.shape), None
    assert data.x is not None
    if data.ids is not None:
        tokens, first, inverse = np.unique(data.ids, return_index=True, return_inverse=True)
        if data.ids.size < _RECURS * len(tokens):
            return None
        return tokens, inverse.reshape(data.ids.shape), data.x.reshape(-1, data.dim)[first]
    return None
