"""The contexts of data: a token and the multiset of tokens it stands in.

A transformer without positions sees no more of a sequence. Labels that share a context must be
equal (eq. 5 and eq. 10), and count once.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from memlib.data.consistency import multiset
from memlib.data.dataset import NEXT_TOKEN, Dataset, Task
from memlib.errors import MemlibError


@dataclass(frozen=True)
class Contexts:
    """The distinct multisets and contexts of a data set.

    Attributes:
        multisets: the distinct multisets m⁽ⁱ⁾ (eq. 44): token → count.
        items: one (index of a multiset, token) a distinct context.
        labels: one label a context.
    """

    multisets: tuple[dict[int, int], ...]
    items: tuple[tuple[int, int], ...]
    labels: tuple[int, ...]


def check_task(dataset: Dataset, *tasks: Task) -> None:
    """The data has one of the tasks.

    Raises:
        MemlibError: it has another.
    """
    if dataset.task not in tasks:
        wanted = " or ".join(tasks)
        raise MemlibError(f"the theorem takes {wanted} data, not {dataset.task}", place="task")


def distinct_contexts(dataset: Dataset) -> Contexts:
    """The contexts of consistent data, in the order in which they first occur.

    next-token: the last token of every sequence; seq-to-seq: every token.

    >>> data = Dataset.next_token([[0], [1]], [[0, 1], [1, 0], [0, 1]], [4, 5, 4])
    >>> distinct_contexts(data)
    Contexts(multisets=({0: 1, 1: 1},), items=((0, 1), (0, 0)), labels=(4, 5))
    """
    place: dict[tuple[int, ...], int] = {}
    index = [place.setdefault(multiset(s), len(place)) for s in dataset.sequences]
    labels: dict[tuple[int, int], int] = {}
    for i, position, label in dataset.each_item():
        labels.setdefault((index[i], dataset.sequences[i][position]), label)
    multisets = tuple(dict(Counter(key)) for key in place)
    return Contexts(multisets, tuple(labels), tuple(labels.values()))


def distinct_multisets(dataset: Dataset) -> tuple[tuple[dict[int, int], ...], tuple[int, ...]]:
    """The distinct multisets of next-token data and their labels, which depend on nothing else.

    Raises:
        MemlibError: two sequences have one multiset and two labels; both are named.

    >>> distinct_multisets(Dataset.next_token([[0], [1]], [[0, 1], [1, 0], [1]], [4, 4, 5]))
    (({0: 1, 1: 1}, {1: 1}), (4, 5))
    """
    first: dict[tuple[int, ...], tuple[int, int]] = {}
    for i, _, label in dataset.each_item():
        j, known = first.setdefault(multiset(dataset.sequences[i]), (i, label))
        if label != known:
            raise MemlibError(
                f"sequences {j} and {i} have the same multiset of tokens, "
                f"but labels {known} and {label}",
                mend="a deep set cannot tell them apart: make the labels depend on the multiset",
            )
    multisets = tuple(dict(Counter(key)) for key in first)
    return multisets, tuple(label for _, label in first.values())


def distinct_sequences(dataset: Dataset) -> dict[tuple[int, ...], int]:
    """The distinct sequences with their labels.

    Raises:
        MemlibError: a sequence occurs twice with two labels; both are named.

    >>> distinct_sequences(Dataset.next_token([[0], [1]], [[0, 1], [1, 0], [0, 1]], [4, 5, 4]))
    {(0, 1): 4, (1, 0): 5}
    """
    first: dict[tuple[int, ...], tuple[int, int]] = {}
    for i, _, label in dataset.each_item():
        j, known = first.setdefault(dataset.sequences[i], (i, label))
        if label != known:
            raise MemlibError(
                f"sequences {j} and {i} are equal, but have labels {known} and {label}",
                mend="give equal sequences equal labels",
            )
    return {sequence: label for sequence, (_, label) in first.items()}


def each_sequence_once(dataset: Dataset) -> tuple[Dataset, list[int]]:
    """The next-token data without its repetitions, and its labels.

    Raises:
        MemlibError: other data, or a sequence occurs twice with two labels; both are named.

    >>> each_sequence_once(Dataset.next_token([[0]], [[0, 0], [0], [0, 0]], [4, 5, 4]))[1]
    [4, 5]
    """
    check_task(dataset, NEXT_TOKEN)
    found = distinct_sequences(dataset)
    labels = list(found.values())
    return Dataset.next_token(dataset.tokens, list(found), labels), labels
