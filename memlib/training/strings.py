"""Random strings, and how many of their bits a trained model holds (Morris et al. 2025, § 3.2).

N strings of S tokens, each drawn uniformly from V, hold N·S·log₂V bits, and nothing about one token
tells another: a model that predicts them better than 1/V has stored it. With an arithmetic coder
the data can be written in −log₂ p bits under the model; what is saved is what the model holds.
"""

from __future__ import annotations

from math import log, log2

import numpy as np

from memlib.training.arguments import Classes, Natural, Seed
from memlib.training.arrays import Arrays


def strings(sequences: Natural, length: Classes, vocabulary: Classes, seed: Seed) -> Arrays:
    """N strings of S uniform tokens; the label of each token but the last is the token after it.

    >>> made = strings(5, 8, vocabulary=16, seed=0)
    >>> made.ids.shape, bool((made.ids[:, 1:] == made.y[:, :-1]).all())
    ((5, 7), True)
    """
    drawn = np.random.default_rng([7, seed]).integers(0, vocabulary, (sequences, length))
    ids, following = drawn[:, :-1].copy(), drawn[:, 1:].copy()
    return Arrays(following, vocabulary, ids=ids, vocabulary=vocabulary)


def total_bits(sequences: int, length: int, vocabulary: int) -> float:
    """N·S·log₂V: what the strings hold.

    >>> total_bits(34, 32, 128)
    7616.0
    """
    return sequences * length * log2(vocabulary)


def code_length(loss: float, sequences: int, length: int, vocabulary: int) -> float:
    """The bits that the strings take when the model is known.

    Args:
        loss: the mean cross-entropy of a predicted token, in nats.
        sequences, length, vocabulary: N, S, V.

    The first token of a string is not predicted: it takes log₂V bits, as without the model.

    >>> round(code_length(log(128), 34, 32, 128), 6)
    7616.0
    >>> code_length(0.0, 34, 32, 128)
    238.0
    """
    return sequences * (log2(vocabulary) + (length - 1) * loss / log(2))


def memorized_bits(loss: float, sequences: int, length: int, vocabulary: int) -> float:
    """Unintended memorization: what the strings hold less what they take when the model is known.

    >>> memorized_bits(0.0, 34, 32, 128)
    7378.0
    """
    total = total_bits(sequences, length, vocabulary)
    return total - code_length(loss, sequences, length, vocabulary)
