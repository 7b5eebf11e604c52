"""*What is memorization?*: what its data sets hold, and what contradicts what."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import fill

from memlib.data import check_consistent, is_consistent
from memlib.data.dataset import Dataset
from memlib.data.python_docs import topics
from memlib.data.text import TextData, next_word_windows, words
from memlib.errors import MemlibError


def letters_of(data: Dataset) -> None:
    """The four sizes of a data set, in one line."""
    print(f"N = {len(data)}, n = {data.length}, d = {data.token_dim}, C = {data.classes}")


def windows(docs: TextData, shown: int) -> None:
    """Some windows of a text with their next words, and the sizes of the data."""
    data = docs.dataset
    for s, label in list(data.pairs())[:shown]:
        assert isinstance(label, int)
        print(" ".join(docs.words[i] for i in s), "→", docs.label_names[label])
    print()
    print(f"N = {len(data)}, n = {data.length}, d = {data.token_dim}")
    print(f"distinct tokens: {len(data.tokens)}, distinct labels: {len(data.label_values)}")
    print("name of this data:", data.digest()[:12])


def with_one_more(data: Dataset, sequence: Sequence[int], label: int) -> None:
    """Whether a data set is consistent, and what is said of it with one sequence more."""
    print("consistent:", is_consistent(data))
    more = Dataset.next_token(data.tokens, [*data.sequences, sequence], [*data.labels, label])
    try:
        check_consistent(more)
    except MemlibError as error:
        print(fill(str(error), 60))


def first_conflict(docs: TextData) -> None:
    """The first two windows of a text that contradict each other, in words."""
    print(len(docs.dropped), "windows dropped")
    all_windows = list(next_word_windows(words(topics()), docs.dataset.length))
    first = docs.dropped.conflicts[0]
    for place in (first.first, first.second):
        window, following = all_windows[place]
        print(" ".join(window), "→", following)
