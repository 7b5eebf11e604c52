"""Words become tokens: the rules that turn running text into a data set.

* Words: the text in lower case, cut into runs of letters, digits and underscores (an apostrophe
  inside a word belongs to it); with ``punctuation`` every other visible sign is a word too.
* Numbers: words are numbered 1, 2, 3, ... as they first appear in what is read.
* Tokens: word number k is the integer k, or in d > 1 dimensions its d digits in the smallest base
  that has room (:func:`memlib.data.lattice.word_tokens`). PAD is the zero vector. So any two tokens
  are at least 1 apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from random import Random
from typing import Final, TypeAlias, TypeVar, cast

from memlib.data.checks import checked_count
from memlib.data.consistency import Conflict, Dropped, Ledger
from memlib.data.dataset import NEXT_TOKEN, Dataset, Labels, Task
from memlib.data.lattice import word_tokens
from memlib.data.padding import pad_left
from memlib.errors import MemlibError

PAD: Final = "[PAD]"

#: A label is a class, or a word, or (seq-to-seq) one word for every word of the example.
Label: TypeAlias = int | str | Sequence[str]
Example: TypeAlias = tuple[Sequence[str], Label]

_WORD = re.compile(r"\w+(?:['’]\w+)*")
_WORD_OR_SIGN = re.compile(r"\w+(?:['’]\w+)*|[^\w\s]")
_Row = TypeVar("_Row")


@dataclass(frozen=True)
class TextData:
    """A data set made from text, and how to read it.

    Attributes:
        dataset: the data.
        words: ``words[k]`` is the word that ``dataset.tokens[k]`` stands for.
        label_names: what a label means, where that is known.
        dropped: the inconsistent examples that were left out; their numbers count the examples
            read, from 0.
    """

    dataset: Dataset
    words: tuple[str, ...]
    dropped: Dropped
    label_names: Mapping[int, str] = field(default_factory=dict)


def words(text: str, *, punctuation: bool = False) -> list[str]:
    """The words of a text, by the rule at the top of this module.

    >>> words("Don't panic, __init__ is short.")
    ["don't", 'panic', '__init__', 'is', 'short']
    >>> words("Don't panic!", punctuation=True)
    ["don't", 'panic', '!']
    """
    return (_WORD_OR_SIGN if punctuation else _WORD).findall(text.lower())


def next_word_windows(
    text: Sequence[str], length: int, *, task: Task = NEXT_TOKEN
) -> Iterator[Example]:
    """Every window of ``length`` words with the word after it (or after each word) as its label.

    >>> list(next_word_windows(["a", "rose", "is", "a"], 2))
    [(['a', 'rose'], 'is'), (['rose', 'is'], 'a')]
    >>> list(next_word_windows(["a", "rose", "is"], 2, task="seq-to-seq"))
    [(['a', 'rose'], ['rose', 'is'])]
    """
    checked_count(length, "length")
    for i in range(len(text) - length):
        end = i + length
        after: Label = text[end] if task == NEXT_TOKEN else text[i + 1 : end + 1]
        yield text[i:end], after


def from_examples(
    examples: Iterable[Example],
    *,
    sequences: int | None = None,
    length: int | None = None,
    dim: int = 1,
    classes: int | None = None,
    task: Task = NEXT_TOKEN,
    drop_conflicts: bool = False,
    label_names: Mapping[int, str] | None = None,
) -> TextData:
    """The first N examples as a data set; shorter ones are padded on the left.

    Args:
        examples: words and a label. A label that is a word becomes the number of that word.
        sequences: N; all examples when not given.
        length: n, to which shorter examples are padded; the longest one's when not given.
        dim: d, the number of coordinates of a token.
        classes: C; word labels become their number mod C (0..C−1) instead of the number itself.
        task: next-token or seq-to-seq.
        drop_conflicts: leave out each example that contradicts an earlier one, and read on until
            there are N.
        label_names: the meaning of labels that are classes.

    Raises:
        MemlibError: the examples contradict each other and are not to be dropped (it says how
            many), or there are fewer than N.

    >>> data = from_examples([(["a", "rose"], "is"), (["is"], "a")])
    >>> data.dataset.sequences, data.dataset.labels, data.words
    (((0, 1), (3, 2)), (3, 1), ('a', 'rose', 'is', '[PAD]'))
    """
    if sequences is not None:
        checked_count(sequences, "sequences")
    if classes is not None:
        checked_count(classes, "classes")
    number: dict[str, int] = {}
    ledger = Ledger(task)
    kept: list[tuple[tuple[int, ...], int | tuple[int, ...]]] = []
    dropped: list[int] = []
    conflicts: list[Conflict] = []
    for i, (example, label) in enumerate(examples):
        if len(kept) == sequences:
            break
        if not example:
            raise MemlibError("has no words", place=f"example {i}", mend="leave it out")
        sequence = tuple(number.setdefault(word, len(number)) for word in example)
        value = _label(label, number, classes)
        found = ledger.enter(i, sequence, value, only_if_consistent=drop_conflicts)
        conflicts.extend(found)
        if found and drop_conflicts:
            dropped.append(i)
        else:
            kept.append((sequence, value))
    if conflicts and not drop_conflicts:
        count = len({conflict.second for conflict in conflicts})
        raise MemlibError(
            f"{count} of {len(kept)} sequences contradict an earlier one; the first: "
            f"{conflicts[0]}",
            mend="drop them with --drop-conflicts, or read longer sequences",
        )
    if not kept or (sequences is not None and len(kept) < sequences):
        gone = f" after {len(dropped)} inconsistent ones were dropped" if dropped else ""
        raise MemlibError(
            f"there are only {len(kept)} sequences{gone}, not {sequences or 'one'}",
            mend="ask for fewer with --sequences, or lower --offset",
        )
    table = word_tokens(len(number), dim)
    labels = cast(Labels, tuple(label for _, label in kept))
    ds = Dataset(task, tuple(table), tuple(sequence for sequence, _ in kept), labels)
    ds = pad_left(ds, length, token=(Fraction(0),) * dim).used_tokens()
    name_of = dict(zip(table, number, strict=True))
    names = dict(label_names or {})
    if not names and classes is None:
        by_number = list(number)
        names = {value: by_number[value - 1] for value in ds.label_values}
    return TextData(
        ds,
        tuple(name_of.get(token, PAD) for token in ds.tokens),
        Dropped(tuple(dropped), tuple(conflicts)),
        names,
    )


def in_order(rows: Sequence[_Row], *, offset: int = 0, seed: int | None = None) -> list[_Row]:
    """The rows from number ``offset`` on: as they come, or (with a seed) shuffled before that.

    >>> in_order("abcd", offset=1)
    ['b', 'c', 'd']
    """
    checked_count(offset, "offset", least=0)
    result = list(rows)
    if seed is not None:
        Random(seed).shuffle(result)
    return result[offset:]


def _label(label: Label, number: dict[str, int], classes: int | None) -> int | tuple[int, ...]:
    if isinstance(label, int):
        return label
    if not isinstance(label, str):
        return tuple(cast(int, _label(word, number, classes)) for word in label)
    value = number.setdefault(label, len(number)) + 1
    return value if classes is None else value % classes
