"""The data of a run as arrays: from a recipe and its arguments, always the same ones.

Recipes are functions of this module and of :mod:`memlib.training.words` and
:mod:`memlib.training.pictures`; every argument is part of the run's key. Whatever the source, the
model is read at the *last* token, and its label is a class number from 0. Where a source reads
token 0, that token is moved to the end: the models here that see order see a fixed permutation,
the others see no difference.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache, lru_cache
from math import log
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from memlib.data.synthetic import random_dataset
from memlib.errors import MemlibError
from memlib.training.run import Task

Floats = NDArray[np.float32]
Ids = NDArray[np.int64]

#: How many data sets a process keeps in memory.
_KEPT: Final = 6


@dataclass(frozen=True)
class Arrays:
    """The arrays of one task.

    Attributes:
        y: classes [N], 0 … classes − 1; [N, n] where every token has one.
        classes: C.
        x: token vectors [N, n, d], when the tokens have vectors.
        ids: token numbers [N, n], when the tokens come from a vocabulary.
        vocabulary: the number of ids.
        facts: what else is worth knowing, by name (conflicts, distinct tokens, …).
        held: items that no training sees, of the same kind, where a task holds some out.
    """

    y: Ids
    classes: int
    x: Floats | None = None
    ids: Ids | None = None
    vocabulary: int = 0
    facts: dict[str, Any] = field(default_factory=dict)
    held: Arrays | None = None

    @property
    def sequences(self) -> int:
        """N."""
        return len(self.y)

    @property
    def length(self) -> int:
        """n."""
        tokens = self.ids if self.x is None else self.x
        assert tokens is not None
        return int(tokens.shape[1])

    @property
    def dim(self) -> int:
        """d; 0 when the tokens have no vectors."""
        return 0 if self.x is None else int(self.x.shape[2])

    @property
    def signs(self) -> Floats:
        """The labels of two classes as −1 and +1.

        Raises:
            MemlibError: there are more than two classes.
        """
        if self.classes != 2:
            raise MemlibError(
                f"{self.classes} classes are no ±1 labels",
                operation="task",
                mend='train with loss = "cross-entropy"',
            )
        return (2 * self.y - 1).astype(np.float32)

    @property
    def digest(self) -> str:
        """A hash of all arrays, those held out too: 32 hexadecimal digits."""
        total = hashlib.sha256(f"{self.classes} {self.vocabulary}".encode())
        for array in (self.x, self.ids, self.y):
            if array is not None:
                total.update(f"{array.dtype.str}{array.shape}".encode())
                total.update(np.ascontiguousarray(array).tobytes())
        if self.held is not None:
            total.update(self.held.digest.encode())
        return total.hexdigest()[:32]

    def floor(self) -> tuple[float, float]:
        """The smallest reachable (cross-entropy, error) of any function of the inputs.

        Items with the same last token and the same multiset get one answer, whatever their labels;
        both are 0 when the data is consistently labeled. One label a sequence.

        >>> ids = np.array([[0, 1], [0, 1], [1, 0]])
        >>> Arrays(np.array([0, 1, 1]), 2, ids=ids, vocabulary=2).floor()[1]
        0.3333333333333333
        """
        groups: dict[bytes, list[int]] = {}
        tokens = self.ids if self.ids is not None else self.x
        assert tokens is not None
        for row, label in zip(tokens, self.y, strict=True):
            bag = b"".join(sorted(t.tobytes() for t in row))
            groups.setdefault(row[-1].tobytes() + bag, []).append(int(label))
        nats, wrong = 0.0, 0
        for labels in groups.values():
            counts = [labels.count(c) for c in set(labels)]
            nats -= sum(k * log(k / len(labels)) for k in counts)
            wrong += len(labels) - max(counts)
        return abs(nats) / self.sequences, wrong / self.sequences


def arrays(task: Task) -> Arrays:
    """The arrays of a task.

    Raises:
        MemlibError: there is no such recipe, or its arguments make no data.

    >>> from memlib.training.run import pairs
    >>> made = arrays(Task("uniform", pairs(sequences=5, length=3, dim=2, seed=0)))
    >>> made.sequences, made.length, made.dim, made.classes
    (5, 3, 2, 2)
    """
    if task.recipe not in recipes():
        raise MemlibError(
            f"there is no recipe {task.recipe!r}",
            operation="task",
            mend="use " + ", ".join(recipes()),
        )
    return _made(task)


@cache
def recipes() -> dict[str, Callable[..., Arrays]]:
    """Every recipe by its name: drawn data are made here, others in modules of their own.

    >>> "lattice" in recipes()
    True
    """
    from memlib.training import pictures, strings, words  # they take :class:`Arrays` from here

    made = (
        uniform, context, lattice, strings.strings, words.multinli, words.imdb, pictures.digits,
        pictures.mnist,
    )  # fmt: skip
    return {recipe.__name__: recipe for recipe in made}


@lru_cache(maxsize=_KEPT)
def _made(task: Task) -> Arrays:
    try:
        return recipes()[task.recipe](**dict(task.arguments))
    except TypeError as error:
        raise MemlibError(str(error), operation="task", place=task.recipe) from error
    except MemlibError as error:
        raise error.within(operation="task", place=task.recipe) from error


def uniform(sequences: int, length: int, dim: int, seed: int) -> Arrays:
    """Tokens uniform in [0, 1)^d, labels 0 or 1 with equal chance: the paper's drawn data.

    >>> uniform(4, 3, 2, seed=1).digest == uniform(4, 3, 2, seed=1).digest
    True
    """
    rng = np.random.default_rng([1, seed])
    x = rng.random((sequences, length, dim), dtype=np.float32)
    return Arrays(rng.integers(0, 2, sequences), 2, x=x)


def context(
    sequences: int, length: int, dim: int, tokens: int, seed: int, alike: bool = False
) -> Arrays:
    """Few distinct tokens, so that the label depends on the company that a token keeps.

    All N sequences are distinct as multisets and have labels 0 or 1 with equal chance. Tokens are
    uniform in [0, 1)^d; there are ``tokens`` of them.

    Args:
        sequences, length, dim: N, n, d.
        tokens: how many distinct tokens there are.
        seed: of tokens, sequences and labels.
        alike: all sequences end in the same token, so that the last token alone tells nothing.

    Raises:
        MemlibError: there are too few multisets.

    >>> made = context(50, 4, 2, tokens=6, seed=0)
    >>> len({tuple(sorted(row)) for row in made.ids.tolist()}), made.facts["distinct tokens"]
    (50, 6)
    """
    rng = np.random.default_rng([2, seed])
    vectors = rng.random((tokens, dim), dtype=np.float32)
    seen: set[tuple[int, ...]] = set()
    rows: list[Any] = []
    for _ in range(100 * sequences):
        if len(rows) == sequences:
            break
        row = rng.integers(0, tokens, length)
        if alike:
            row[-1] = 0
        bag = tuple(sorted(row.tolist()))
        if bag not in seen:
            seen.add(bag)
            rows.append(row)
    if len(rows) < sequences:
        raise MemlibError(
            f"{tokens} tokens at length {length} gave only {len(rows)} distinct multisets",
            mend="more tokens, a greater length or fewer sequences",
        )
    ids = np.array(rows, dtype=np.int64)
    return Arrays(
        rng.integers(0, 2, sequences),
        2,
        x=vectors[ids],
        ids=ids,
        vocabulary=tokens,
        facts={"distinct tokens": len(np.unique(ids))},
    )


def lattice(sequences: int, length: int, dim: int, classes: int, seed: int) -> Arrays:
    """The drawn data that the constructions are built for, scaled to mean 0 and deviation 1.

    >>> made = lattice(20, 8, 3, 2, seed=0)
    >>> made.sequences, made.length, made.dim, made.floor()
    (20, 8, 3, (0.0, 0.0))
    """
    drawn = random_dataset(sequences, length, dim, classes, seed=seed)
    vectors = np.array([[float(value) for value in token] for token in drawn.tokens])
    vectors = (vectors - vectors.mean(0)) / vectors.std(0)
    ids = np.array(drawn.sequences, dtype=np.int64)
    labels = np.array(drawn.labels, dtype=np.int64) - 1
    return Arrays(
        labels, classes, x=vectors.astype(np.float32)[ids], ids=ids, vocabulary=len(drawn.tokens)
    )
