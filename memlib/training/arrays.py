"""The arrays of one data set: tokens as vectors or numbers, labels as classes."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from math import log
from typing import Any

import numpy as np
from numpy.typing import NDArray

from memlib.errors import MemlibError

Floats = NDArray[np.float32]
Ids = NDArray[np.int64]


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
