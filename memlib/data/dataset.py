"""The data that a network memorizes: distinct tokens, sequences of them, and labels.

A data set is N pairs of a sequence of n tokens (vectors of d exact numbers) and its label: one
integer for the last token (next-token), or one for every token (seq-to-seq). Tokens stand once, in
a table; sequences hold places in that table. Nothing here is ever rounded.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Any, Final, Literal, TypeAlias, cast

from memlib.data.checks import checked_labels, checked_sequences, checked_tokens, shown
from memlib.errors import MemlibError

Token: TypeAlias = tuple[Fraction, ...]
Task: TypeAlias = Literal["next-token", "seq-to-seq"]
Labels: TypeAlias = tuple[int, ...] | tuple[tuple[int, ...], ...]

NEXT_TOKEN: Final = "next-token"
SEQ_TO_SEQ: Final = "seq-to-seq"
TASKS: Final[tuple[Task, ...]] = (NEXT_TOKEN, SEQ_TO_SEQ)


@dataclass(frozen=True)
class Dataset:
    """N sequences of tokens with their labels; checked when made, and never changed afterwards.

    Everything is counted from 0. Sequences may differ in length, tokens may stay unused, and one
    sequence may occur twice. Whether the labels are consistent is another question, answered by
    :mod:`memlib.data.consistency`; how far the tokens lie apart, by :mod:`memlib.data.separation`.

    Attributes:
        task: ``"next-token"`` or ``"seq-to-seq"``.
        tokens: the table of distinct tokens, each a tuple of d fractions (d >= 1).
        sequences: each a tuple of at least one index into ``tokens``.
        labels: next-token: one integer a sequence; seq-to-seq: one integer a token of it.
        about: what the numbers stand for (a text's vocabulary, the names of classes), for readers;
            no part of the data: equal data may differ in it.

    Raises:
        MemlibError: naming the place and the mend, for anything that is not such data: no tokens
            or no sequences, an empty sequence, an index out of range, tokens of unequal dimension
            or equal value, floats, labels that are no integers or do not fit the sequences.

    Source: Section 3.1 of Kajitsuka and Sato (ICLR 2025); the file format is certificate.md's.

    Example:
        >>> ds = Dataset.next_token([[0], [1], ["1/2"]], [[0, 1], [1, 0]], [5, 7])
        Traceback (most recent call last):
        memlib.errors.MemlibError: tokens[2][0]: '1/2' is no exact number (give int or Fraction, \
or read text with memlib.numbers.parse)
        >>> ds = Dataset.next_token([[0], [1], [Fraction(1, 2)]], [[0, 1], [1, 0]], [5, 7])
        >>> len(ds), ds.items, ds.token_dim, ds.length, ds.classes
        (2, 2, 1, 2, 3)
    """

    task: Task
    tokens: tuple[Token, ...]
    sequences: tuple[tuple[int, ...], ...]
    labels: Labels
    about: Mapping[str, Any] = field(default_factory=dict, compare=False, repr=False)

    def __post_init__(self) -> None:
        if self.task not in TASKS:
            raise MemlibError(
                f"{shown(self.task)} is no task",
                place="task",
                mend=f"use one of {', '.join(TASKS)}",
            )
        tokens = checked_tokens(self.tokens)
        sequences = checked_sequences(self.sequences, len(tokens))
        lengths = None if self.task == NEXT_TOKEN else [len(s) for s in sequences]
        labels = checked_labels(self.labels, len(sequences), lengths)
        object.__setattr__(self, "tokens", tokens)
        object.__setattr__(self, "sequences", sequences)
        object.__setattr__(self, "labels", labels)

    @classmethod
    def next_token(
        cls,
        tokens: Sequence[Sequence[Fraction | int]],
        sequences: Sequence[Sequence[int]],
        labels: Sequence[int],
    ) -> Dataset:
        """Data with one label a sequence, for its last token.

        >>> Dataset.next_token([[1], [2]], [[0, 1], [1]], [3, -4]).labels
        (3, -4)
        """
        return cls(NEXT_TOKEN, tokens, sequences, labels)  # type: ignore[arg-type]

    @classmethod
    def seq_to_seq(
        cls,
        tokens: Sequence[Sequence[Fraction | int]],
        sequences: Sequence[Sequence[int]],
        labels: Sequence[Sequence[int]],
    ) -> Dataset:
        """Data with one label for every token of every sequence.

        >>> Dataset.seq_to_seq([[1], [2]], [[0, 1], [1]], [[3, 4], [5]]).items
        3
        """
        return cls(SEQ_TO_SEQ, tokens, sequences, labels)  # type: ignore[arg-type]

    def __len__(self) -> int:
        """N, the number of sequences."""
        return len(self.sequences)

    def __hash__(self) -> int:
        return hash(self._digest)

    def __repr__(self) -> str:
        return (
            f"<Dataset {self.task}: {len(self)} sequences, {len(self.tokens)} tokens of dimension "
            f"{self.token_dim}, {self.classes} classes, {self.digest()[:12]}>"
        )

    @property
    def token_dim(self) -> int:
        """d, the number of coordinates of a token."""
        return len(self.tokens[0])

    @cached_property
    def items(self) -> int:
        """The number of labels: N for next-token, the number of all tokens for seq-to-seq."""
        return len(self) if self.task == NEXT_TOKEN else sum(map(len, self.sequences))

    @property
    def equal_lengths(self) -> bool:
        """Whether all sequences have one length."""
        return len(self._lengths) == 1

    @property
    def length(self) -> int:
        """n, the one length of all sequences.

        Raises:
            MemlibError: the sequences differ in length.

        >>> Dataset.next_token([[1], [2]], [[0, 1], [1]], [3, 4]).length
        Traceback (most recent call last):
        memlib.errors.MemlibError: sequences[1]: has length 1, but sequences[0] has length 2 (pad \
to one length: memlib.data.pad_left)
        """
        if self.equal_lengths:
            return len(self.sequences[0])
        first = len(self.sequences[0])
        other = next(i for i, s in enumerate(self.sequences) if len(s) != first)
        raise MemlibError(
            f"has length {len(self.sequences[other])}, but sequences[0] has length {first}",
            place=f"sequences[{other}]",
            mend="pad to one length: memlib.data.pad_left",
        )

    @property
    def longest(self) -> int:
        """The length of the longest sequence."""
        return max(self._lengths)

    @property
    def smallest_label(self) -> int:
        """The smallest label."""
        return self.label_values[0]

    @property
    def classes(self) -> int:
        """C = largest label − smallest label + 1; the paper's [C] is {1..C}, ours is shifted."""
        return self.label_values[-1] - self.label_values[0] + 1

    @cached_property
    def label_values(self) -> tuple[int, ...]:
        """The labels that occur, each once, in rising order."""
        return tuple(sorted({label for _, _, label in self.each_item()}))

    def pairs(self) -> Iterator[tuple[tuple[int, ...], int | tuple[int, ...]]]:
        """(sequence, its label or labels), in the order of the data."""
        return zip(self.sequences, self.labels, strict=True)

    def each_item(self) -> Iterator[tuple[int, int, int]]:
        """(sequence number, position in it, label) for every label, in the order of the data.

        >>> list(Dataset.next_token([[1], [2]], [[0, 1], [1]], [3, 4]).each_item())
        [(0, 1, 3), (1, 0, 4)]
        """
        if self.task == NEXT_TOKEN:
            for i, (sequence, label) in enumerate(
                zip(self.sequences, cast(tuple[int, ...], self.labels), strict=True)
            ):
                yield i, len(sequence) - 1, label
        else:
            for i, row in enumerate(cast(tuple[tuple[int, ...], ...], self.labels)):
                for k, label in enumerate(row):
                    yield i, k, label

    def choose(self, numbers: Sequence[int]) -> Dataset:
        """The sequences of these numbers, in this order, with the same table of tokens.

        >>> Dataset.next_token([[1], [2]], [[0, 1], [1]], [3, 4]).choose([1]).sequences
        ((1,),)
        """
        labels = tuple(self.labels[i] for i in numbers)
        return Dataset(
            self.task, self.tokens, tuple(self.sequences[i] for i in numbers), cast(Labels, labels)
        )

    def used_tokens(self) -> Dataset:
        """The same data without the tokens that no sequence uses.

        >>> Dataset.next_token([[1], [2], [3]], [[2, 0]], [4]).used_tokens().sequences
        ((1, 0),)
        """
        used = sorted(set().union(*self.sequences))
        if len(used) == len(self.tokens):
            return self
        place = {old: new for new, old in enumerate(used)}
        return Dataset(
            self.task,
            tuple(self.tokens[i] for i in used),
            tuple(tuple(place[i] for i in s) for s in self.sequences),
            self.labels,
        )

    def digest(self) -> str:
        """The name of exactly this data: SHA-256 over a canonical form, in hexadecimal.

        The form is the compact JSON text ``[task, tokens, sequences, labels]``, each coordinate a
        string ``"p/q"`` in lowest terms with p and q in hexadecimal without a prefix.

        >>> Dataset.next_token([[-10]], [[0]], [7]).digest() == hashlib.sha256(
        ...     b'["next-token",[["-a/1"]],[[0]],[7]]').hexdigest()
        True
        """
        return self._digest

    @cached_property
    def _digest(self) -> str:
        tokens = [[f"{x.numerator:x}/{x.denominator:x}" for x in token] for token in self.tokens]
        form = json.dumps([self.task, tokens, self.sequences, self.labels], separators=(",", ":"))
        return hashlib.sha256(form.encode("ascii")).hexdigest()

    @cached_property
    def _lengths(self) -> frozenset[int]:
        return frozenset(map(len, self.sequences))
