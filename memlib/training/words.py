"""Real text as tasks: the first n words of MultiNLI pairs and of IMDb reviews.

The tokens are word numbers; with ``dim`` each word also has a fixed random vector (standard
normal, drawn once from ``vectors``). Reading at token 0, as the paper does, means the first word
of the text; with ``mark`` it means a mark [CLS] that stands before every text, so that the label
depends on the multiset of the words alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from random import Random
from typing import Any, Final

import numpy as np

from memlib.data.consistency import Ledger
from memlib.data.imdb import review_words, reviews
from memlib.data.multinli import pair_words, pairs
from memlib.data.text import in_order
from memlib.errors import MemlibError
from memlib.training.tasks import Arrays

MARK: Final = "[CLS]"
PAD: Final = "[PAD]"


def multinli(
    sequences: int,
    length: int,
    seed: int,
    labels: str = "true",
    conflicts: str = "drop",
    dim: int = 0,
    vectors: int = 0,
    mark: bool = False,
    split: str = "train",
) -> Arrays:
    """N pairs of sentences, cut to n words (premise, [SEP], hypothesis); three classes.

    Args:
        sequences, length: N and n; a mark comes on top of n.
        seed: which pairs, and random labels.
        labels: "true", or "random": uniform over the classes.
        conflicts: "drop" examples that contradict an earlier one, or "keep" them.
        dim: d of the fixed word vectors; 0: none.
        vectors: the seed of the word vectors.
        mark: [CLS] before every text.
        split: "train" or "dev".

    Raises:
        MemlibError: the text cannot be had or is too short.
    """
    rows = in_order(pairs(split), seed=seed)
    examples = ((pair_words(first, second, length), label) for first, second, label in rows)
    return _task(examples, 3, sequences, length, seed, labels, conflicts, dim, vectors, mark)


def imdb(
    sequences: int,
    length: int,
    seed: int,
    labels: str = "true",
    conflicts: str = "drop",
    dim: int = 0,
    vectors: int = 0,
    mark: bool = False,
) -> Arrays:
    """N film reviews, cut to n words; two classes. Arguments and errors as :func:`multinli`."""
    rows = in_order(reviews(length), seed=seed)
    examples = ((review_words(text, length), label) for text, label in rows)
    return _task(examples, 2, sequences, length, seed, labels, conflicts, dim, vectors, mark)


def _task(
    examples: Iterable[tuple[list[str], int]],
    classes: int,
    sequences: int,
    length: int,
    seed: int,
    labels: str,
    conflicts: str,
    dim: int,
    vectors: int,
    mark: bool,
) -> Arrays:
    for name, value, known in (
        ("labels", labels, ("true", "random")),
        ("conflicts", conflicts, ("drop", "keep")),
    ):
        if value not in known:
            raise MemlibError(f"{value!r} is no choice", place=name, mend=" or ".join(known))
    coin = Random(seed)
    number: dict[str, int] = {PAD: 0}
    ledger = Ledger("next-token")
    rows: list[list[int]] = []
    y: list[int] = []
    contradictions = 0
    for words, true_label in examples:
        if len(rows) == sequences:
            break
        if not words:
            continue
        label = coin.randrange(classes) if labels == "random" else true_label
        text = [MARK, *words] if mark else words
        ids = [number.setdefault(word, len(number)) for word in text]
        pad = [0] * (length + mark - len(ids))
        row = [*ids[1:], *pad, ids[0]]  # token 0 is read, so it stands last
        drop = conflicts == "drop"
        found = ledger.enter(len(rows), row, label, only_if_consistent=drop)
        contradictions += bool(found)
        if not (found and drop):
            rows.append(row)
            y.append(label)
    if len(rows) < sequences:
        raise MemlibError(f"there are only {len(rows)} sequences, not {sequences}")
    return _arrays(rows, y, classes, len(number), dim, vectors, contradictions)


def _arrays(
    rows: list[list[int]],
    y: list[int],
    classes: int,
    vocabulary: int,
    dim: int,
    vectors: int,
    contradictions: int,
) -> Arrays:
    ids = np.array(rows, dtype=np.int64)
    used, ids = np.unique(ids, return_inverse=True)  # dropped texts leave no ids behind
    ids = ids.reshape(len(rows), -1)
    x = None
    if dim:
        rng = np.random.default_rng([3, vectors, dim])
        x = rng.standard_normal((vocabulary, dim), dtype=np.float32)[used][ids]
    counts = np.bincount(ids.ravel())
    facts: dict[str, Any] = {
        "conflicts": contradictions,
        "distinct tokens": len(used),
        "with a word of its own": int((counts[ids] == 1).any(axis=1).sum()),
    }
    return Arrays(np.array(y), classes, x=x, ids=ids, vocabulary=len(used), facts=facts)
