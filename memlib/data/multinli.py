"""MultiNLI (Williams et al. 2018): pairs of sentences; does the first imply the second?"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, cast

from memlib.data.checks import checked_count, shown
from memlib.data.sources import from_hub, local_files, read_lines
from memlib.data.text import TextData, from_examples, in_order, words
from memlib.errors import MemlibError

#: The word between premise and hypothesis.
SEPARATOR: Final = "[SEP]"
#: What the labels mean.
RELATIONS: Final = {0: "entailment", 1: "neutral", 2: "contradiction"}
#: Local file names and the public split of each choice.
SPLITS: Final = {
    "train": (("multinli_train_8999.jsonl", "multinli_train_extra_1000.jsonl"), "train"),
    "dev": (("multinli_dev_matched_9815.jsonl",), "validation_matched"),
}
_NAME: Final = "nyu-mll/multi_nli"
_UNKNOWN: Final = -1
_LABELS: Final = {name: label for label, name in RELATIONS.items()} | {"-": _UNKNOWN}


def pair_words(premise: str, hypothesis: str, length: int) -> list[str]:
    """The first n words of premise, [SEP], hypothesis.

    >>> pair_words("It rains.", "The sun shines.", 4)
    ['it', 'rains', '[SEP]', 'the']
    """
    return [*words(premise), SEPARATOR, *words(hypothesis)][:length]


def pairs(split: str = "train") -> list[tuple[str, str, int]]:
    """(premise, hypothesis, label) of a split; pairs whose label is unknown (−1) are left out.

    Raises:
        MemlibError: there is no such split, or it cannot be had, or is malformed.
    """
    if split not in SPLITS:
        raise MemlibError(
            f"{shown(split)} is no split", place="split", mend=f"use {' or '.join(SPLITS)}"
        )
    names, public = SPLITS[split]
    files = local_files(*names)
    result = []
    if files is None:
        for number, row in enumerate(from_hub(_NAME, public)):
            result.append(_pair(row, f"{_NAME} row {number}"))
    else:
        for path in files:
            told = path.stat()
            result += _pairs_in(path, told.st_mtime_ns, told.st_size)
    return [pair for pair in result if pair[2] != _UNKNOWN]


@lru_cache(maxsize=4)
def _pairs_in(path: Path, changed: int, size: int) -> tuple[tuple[str, str, int], ...]:
    """The pairs in a file, read once as long as it stays the same: each draw of a sweep asks."""
    result = []
    for number, line in enumerate(read_lines(path), start=1):
        place = f"{path} line {number}"
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise MemlibError(f"no JSON: {error}", place=place) from error
        result.append(_pair(row, place))
    return tuple(result)


def multinli(
    sequences: int | None = None,
    length: int = 8,
    dim: int = 1,
    *,
    split: str = "train",
    drop_conflicts: bool = False,
    offset: int = 0,
    seed: int | None = None,
) -> TextData:
    """Relation of two sentences: n words, labels 0 (entailment), 1 (neutral), 2 (contradiction).

    The words are those of the premise, [SEP], those of the hypothesis, cut to the first n; at a
    small n this is the premise alone, which recurs with different labels, above all in "dev".
    Shorter pairs are padded on the left.

    Args:
        sequences: N; all pairs when not given.
        length: n.
        dim: d, the number of coordinates of a token.
        split: "train" or "dev" (validation_matched).
        drop_conflicts: leave out pairs that contradict an earlier one, and read on.
        offset: begin at this pair.
        seed: shuffle the pairs first.

    Raises:
        MemlibError: the pairs cannot be had, contradict each other, or are too few.
    """
    checked_count(length, "length")
    rows = in_order(pairs(split), offset=offset, seed=seed)
    return from_examples(
        ((pair_words(premise, hypothesis, length), label) for premise, hypothesis, label in rows),
        sequences=sequences,
        length=length,
        dim=dim,
        drop_conflicts=drop_conflicts,
        label_names=RELATIONS,
    )


def _pair(row: Mapping[str, Any], place: str) -> tuple[str, str, int]:
    if isinstance(row, Mapping):
        premise, hypothesis, given = map(row.get, ("premise", "hypothesis", "label"))
        label = _LABELS.get(given) if isinstance(given, str) else given
        known = type(label) is int and (label in RELATIONS or label == _UNKNOWN)
        if isinstance(premise, str) and isinstance(hypothesis, str) and known:
            return premise, hypothesis, cast(int, label)
    raise MemlibError(
        "no pair of sentences",
        place=place,
        mend="it needs a premise, a hypothesis and a label: " + ", ".join(RELATIONS.values()),
    )
