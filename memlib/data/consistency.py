"""Whether labels can be memorized at all: equal inputs must ask for equal labels.

A transformer without positions cannot tell two tokens apart that have the same value and stand in
sequences with the same multiset of tokens. So data is consistently labeled when

* next-token (eq. 5): same last token and same multiset of tokens ⇒ same label;
* seq-to-seq (eq. 10): same token and same multiset ⇒ same label, at every position.

An *item* is a label with what it depends on: (token, multiset). The first sequence that contains
an item decides its label; every later label for it that differs is a *conflict*. To drop conflicts
is to drop the later sequences, whole: the first stays, and so do those that agree with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from memlib.data.dataset import NEXT_TOKEN, Dataset, Task
from memlib.errors import MemlibError


@dataclass(frozen=True)
class Conflict:
    """Two labels for one item; sequences and positions are counted from 0.

    Attributes:
        first, first_position, first_label: the sequence that decided the label, and where.
        second, second_position, second_label: the later one that contradicts it.
        task: next-token or seq-to-seq.
    """

    first: int
    first_position: int
    first_label: int
    second: int
    second_position: int
    second_label: int
    task: Task = NEXT_TOKEN

    def __str__(self) -> str:
        if self.task == NEXT_TOKEN:
            return (
                f"sequences {self.first} and {self.second} have the same last token and the same "
                f"multiset of tokens, but labels {self.first_label} and {self.second_label}"
            )
        return (
            f"position {self.first_position} of sequence {self.first} and position "
            f"{self.second_position} of sequence {self.second} have the same token in the same "
            f"multiset, but labels {self.first_label} and {self.second_label}"
        )


@dataclass(frozen=True)
class Dropped:
    """What :func:`without_conflicts` left out: sequence numbers, and every conflict they had."""

    sequences: tuple[int, ...]
    conflicts: tuple[Conflict, ...]

    def __len__(self) -> int:
        return len(self.sequences)

    def __str__(self) -> str:
        if not self.sequences:
            return "no conflicts, nothing dropped"
        return (
            f"{len(self.sequences)} inconsistent sequences dropped, each against an earlier one "
            f"that stays; the first: {self.conflicts[0]}"
        )


def multiset(sequence: Sequence[int]) -> tuple[int, ...]:
    """The multiset of a sequence, as its sorted tuple of token indices.

    >>> multiset((2, 0, 2))
    (0, 2, 2)
    """
    return tuple(sorted(sequence))


def find_conflicts(ds: Dataset) -> Iterator[Conflict]:
    """Every label that contradicts an earlier label of the same item, in the order of the data.

    >>> ds = Dataset.next_token([[1], [2]], [[0, 1, 1], [1, 0, 1], [1, 1, 0]], [5, 6, 7])
    >>> [str(c) for c in find_conflicts(ds)]
    ['sequences 0 and 1 have the same last token and the same multiset of tokens, but labels 5 \
and 6']
    """
    ledger = Ledger(ds.task)
    for i, (sequence, label) in enumerate(ds.pairs()):
        yield from ledger.enter(i, sequence, label)


def is_consistent(ds: Dataset) -> bool:
    """Whether the data is consistently labeled (eq. 5 or eq. 10, by its task)."""
    return next(find_conflicts(ds), None) is None


def check_consistent(ds: Dataset) -> None:
    """Raise unless the data is consistently labeled.

    Raises:
        MemlibError: names the first conflict (both sequences and both labels) and their number.
    """
    conflicts = find_conflicts(ds)
    first = next(conflicts, None)
    if first is not None:
        more = sum(1 for _ in conflicts)
        also = f"; {more} more such labels" if more else ""
        raise MemlibError(
            f"inconsistent labels: {first}{also}",
            mend="correct them or drop them: memlib.data.without_conflicts, or --drop-conflicts",
        )


def without_conflicts(ds: Dataset) -> tuple[Dataset, Dropped]:
    """The data without the sequences that contradict an earlier kept one, and what was dropped.

    The result is consistent, keeps the order, and keeps repeated sequences that agree. Its table
    of tokens is the same; :meth:`Dataset.used_tokens` shortens it.

    Raises:
        MemlibError: nothing would remain (seq-to-seq: every sequence contradicts itself).

    >>> ds = Dataset.next_token([[1], [2]], [[0, 1, 1], [1, 0, 1], [1, 1, 0]], [5, 6, 7])
    >>> kept, dropped = without_conflicts(ds)
    >>> kept.labels, dropped.sequences
    ((5, 7), (1,))
    """
    ledger = Ledger(ds.task)
    kept: list[int] = []
    conflicts: list[Conflict] = []
    dropped: list[int] = []
    for i, (sequence, label) in enumerate(ds.pairs()):
        found = ledger.enter(i, sequence, label, only_if_consistent=True)
        (dropped if found else kept).append(i)
        conflicts.extend(found)
    if not kept:
        raise MemlibError(
            f"every sequence contradicts itself; the first: {conflicts[0]}",
            mend="give equal tokens of one sequence equal labels",
        )
    return ds.choose(kept) if dropped else ds, Dropped(tuple(dropped), tuple(conflicts))


def distinct_items(ds: Dataset) -> int:
    """The number of distinct (token, multiset) items among the labels; repeats count once.

    >>> distinct_items(Dataset.next_token([[1], [2]], [[0, 1, 1], [1, 0, 1]], [5, 5]))
    1
    """
    ledger = Ledger(ds.task)
    for i, (sequence, label) in enumerate(ds.pairs()):
        ledger.enter(i, sequence, label)
    return len(ledger)


@dataclass
class Ledger:
    """The label of every item so far, and which sequence decided it."""

    task: Task
    _bags: dict[tuple[int, ...], int] = field(default_factory=dict)
    _said: dict[tuple[int, int], tuple[int, int, int]] = field(default_factory=dict)

    def __len__(self) -> int:
        """The number of distinct items."""
        return len(self._said)

    def enter(
        self,
        number: int,
        sequence: Sequence[int],
        label: int | Sequence[int],
        *,
        only_if_consistent: bool = False,
    ) -> list[Conflict]:
        """Enter the items of a sequence and return the conflicts with what was entered before.

        With ``only_if_consistent`` a sequence that has a conflict leaves no trace.
        """
        bag = self._bags.setdefault(multiset(sequence), len(self._bags))
        conflicts = []
        added = []
        for position, value in self._labels(len(sequence), label):
            item = (bag, sequence[position])
            known = self._said.get(item)
            if known is None:
                self._said[item] = (number, position, value)
                added.append(item)
            elif known[2] != value:
                conflicts.append(Conflict(*known, number, position, value, self.task))
        if only_if_consistent and conflicts:
            for item in added:
                del self._said[item]
        return conflicts

    def _labels(self, length: int, label: int | Sequence[int]) -> Iterable[tuple[int, int]]:
        if isinstance(label, int):
            return ((length - 1, label),)
        return enumerate(islice(label, length))
