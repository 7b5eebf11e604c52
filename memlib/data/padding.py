"""One length for all sequences: a new token PAD, put before the shorter ones.

Uniform attention sees the mean of a sequence, not its sum, so {{a}} and {{a, a}} look alike; with
one length they cannot both occur. PAD goes on the left because next-token labels belong to the
last token: on the right, "ab" and "ba" would both end in PAD and share their multiset.
"""

from __future__ import annotations

from fractions import Fraction
from typing import cast

from memlib.data.checks import checked_count
from memlib.data.dataset import NEXT_TOKEN, Dataset, Token
from memlib.data.separation import squared_separation
from memlib.errors import MemlibError


def pad_left(ds: Dataset, length: int | None = None, *, token: Token | None = None) -> Dataset:
    """The data with every sequence filled up to ``length`` by a new token on its left.

    PAD is the zero vector where that lies at least δ from every token (then neither r nor δ
    changes), else it lies beyond the largest first coordinate; see :func:`pad_token`. It comes last
    in the table. In seq-to-seq data its labels are the smallest label. Consistent data stays
    consistent, inconsistent data inconsistent. Data that has the length already is returned as is.

    Args:
        length: the new length; the longest sequence's when not given.
        token: PAD itself, where a rule of the data fixes it.

    Raises:
        MemlibError: a sequence is longer than ``length``, or ``token`` is in the table already.

    >>> ds = pad_left(Dataset.next_token([[1], [2]], [[0, 1], [1]], [5, 6]))
    >>> ds.sequences, ds.tokens[2]
    (((0, 1), (2, 1)), (Fraction(0, 1),))
    """
    if length is None:
        length = ds.longest
    checked_count(length, "length")
    if length < ds.longest:
        i = next(i for i, s in enumerate(ds.sequences) if len(s) > length)
        raise MemlibError(
            f"has {len(ds.sequences[i])} tokens",
            operation="pad",
            place=f"sequences[{i}]",
            mend=f"pad to at least {ds.longest}, or cut the sequences first",
        )
    if ds.equal_lengths and length == ds.longest:
        return ds
    pad = len(ds.tokens)
    missing = [length - len(s) for s in ds.sequences]
    sequences = tuple((pad,) * m + s for m, s in zip(missing, ds.sequences, strict=True))
    tokens = (*ds.tokens, pad_token(ds) if token is None else token)
    if ds.task == NEXT_TOKEN:
        return Dataset(ds.task, tokens, sequences, ds.labels)
    rows = cast(tuple[tuple[int, ...], ...], ds.labels)
    smallest = ds.smallest_label
    labels = tuple((smallest,) * m + row for m, row in zip(missing, rows, strict=True))
    return Dataset(ds.task, tokens, sequences, labels)


def pad_token(ds: Dataset) -> Token:
    """A new token at least δ from every token of the data (δ = 1 where there is only one token).

    It is the zero vector where that is far enough; otherwise zero but for the first coordinate,
    which is the data's largest first coordinate plus a number from δ to 2δ.

    >>> pad_token(Dataset.next_token([[0, 3], [5, 3]], [[0]], [0]))
    (Fraction(13, 1), Fraction(0, 1))
    """
    apart = squared_separation(ds) or Fraction(1)
    if min(sum(x * x for x in token) for token in ds.tokens) >= apart:
        return (Fraction(0),) * ds.token_dim
    beyond = max(token[0] for token in ds.tokens) + _root_above(apart)
    return (beyond,) + (Fraction(0),) * (ds.token_dim - 1)


def _root_above(square: Fraction) -> Fraction:
    """A dyadic number from √square to 2√square: 2^k with 4^k >= square > 4^(k-1)."""
    k = (square.numerator.bit_length() - square.denominator.bit_length()) // 2 - 1
    while Fraction(4) ** k < square:
        k += 1
    return Fraction(2) ** k
