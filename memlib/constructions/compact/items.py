"""Items of sequences: a token and the multiset it stands in, or the multiset alone, or a vector."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, cast

from memlib.constructions.compact.driver import Items
from memlib.constructions.compact.token_hash import KEY
from memlib.constructions.lemmas.contexts import distinct_multisets, distinct_sequences
from memlib.data.consistency import multiset
from memlib.data.dataset import NEXT_TOKEN, Dataset, Labels
from memlib.errors import MemlibError
from memlib.exact.program import Attend, PoolSum

#: key = score + 2 · (sum of scores): with twice the sum, the last token's share is told apart.
SHARE: Final = 2


def names(dim: int) -> tuple[str, ...]:
    """x1, x2, …: the coordinates of a token."""
    return tuple(f"x{j + 1}" for j in range(dim))


def context_items(dataset: Dataset) -> Items:
    """The distinct contexts of consistent data of one length; all its tokens are used.

    >>> items = context_items(Dataset.next_token([[0], [1]], [[0, 1], [1, 0], [0, 1]], [4, 5, 4]))
    >>> items.labels, items.keys_of((10, 11), 2)
    ([4, 5], [53, 52])
    """
    found: dict[tuple[tuple[int, ...], int], int] = {}
    for i, position, label in dataset.each_item():
        sequence = dataset.sequences[i]
        found.setdefault((multiset(sequence), sequence[position]), label)
    contexts = list(found)

    def keys_of(scores: Sequence[int], wanted: int) -> list[int]:
        of = scores.__getitem__
        return [SHARE * sum(map(of, bag)) + of(token) for bag, token in contexts[:wanted]]

    attend = Attend("uniform", {(KEY, KEY): SHARE * dataset.length})
    return Items(dataset.tokens, names(dataset.token_dim), keys_of, list(found.values()), (attend,))


def multiset_items(dataset: Dataset) -> Items:
    """The distinct multisets of next-token data of any lengths; all its tokens are used."""
    multisets, labels = distinct_multisets(dataset)
    listed = [tuple(bag.items()) for bag in multisets]

    def keys_of(scores: Sequence[int], wanted: int) -> list[int]:
        return [sum(count * scores[token] for token, count in bag) for bag in listed[:wanted]]

    return Items(dataset.tokens, names(dataset.token_dim), keys_of, labels, (PoolSum(),))


def vector_items(dataset: Dataset) -> Items:
    """The distinct sequences of next-token data of one length, flattened."""
    labels = distinct_sequences(dataset)
    points = [tuple(x for token in s for x in dataset.tokens[token]) for s in labels]
    inputs = tuple(
        f"x{k + 1}.{j + 1}" for k in range(dataset.length) for j in range(dataset.token_dim)
    )

    def keys_of(scores: Sequence[int], wanted: int) -> list[int]:
        return list(scores[:wanted])

    return Items(points, inputs, keys_of, list(labels.values()), ())


def with_zeros(dataset: Dataset, zeros: Dataset) -> Dataset:
    """The data, followed by the sequences of other data, all of whose labels are 0.

    Raises:
        MemlibError: tokens of another dimension, or another task.

    >>> data, more = (Dataset.next_token([[x], [7]], [[0, 1]], [5]) for x in (1, 2))
    >>> both = with_zeros(data, more)
    >>> both.sequences, both.labels
    (((0, 1), (2, 1)), (5, 0))
    """
    if zeros.task != dataset.task or zeros.token_dim != dataset.token_dim:
        raise MemlibError(
            f"the data is {dataset.task} of dimension {dataset.token_dim}, "
            f"what must give 0 is {zeros.task} of dimension {zeros.token_dim}",
            mend="give data of the same kind",
        )
    place = {token: i for i, token in enumerate(dataset.tokens)}
    for token in zeros.tokens:
        place.setdefault(token, len(place))
    number = [place[token] for token in zeros.tokens]
    more = tuple(tuple(number[i] for i in sequence) for sequence in zeros.sequences)
    nothing = tuple(0 if zeros.task == NEXT_TOKEN else (0,) * len(s) for s in more)
    labels = cast(Labels, (*dataset.labels, *nothing))
    return Dataset(dataset.task, tuple(place), (*dataset.sequences, *more), labels)
