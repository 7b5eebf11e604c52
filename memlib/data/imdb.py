"""IMDb film reviews (Maas et al. 2011): the first n words of a review, labeled by its sentiment."""

from __future__ import annotations

import re
from itertools import chain, zip_longest
from typing import Final

from memlib.data.checks import checked_count
from memlib.data.sources import VARIABLE, from_hub, local_files, read_lines
from memlib.data.text import TextData, from_examples, in_order, words
from memlib.errors import MemlibError

#: What the labels mean.
SENTIMENTS: Final = {0: "negative", 1: "positive"}
_NAME: Final = "stanfordnlp/imdb"
#: Local file names.
FILES: Final = tuple(f"imdb_train24998_first32words_part{k}.tsv" for k in (0, 1))
_COLUMNS: Final = ["id", "label", "rating", "first32words"]
_PIECES: Final = 32  # the local copy holds so many blank-separated pieces of each review
_BREAK = re.compile(r"<br\s*(?:/\s*)?(?:>|$)", re.IGNORECASE)


def review_words(review: str, length: int) -> list[str]:
    """The first n words of a review, by the rule of :func:`memlib.data.text.words`.

    HTML line breaks are no words. Only the first 32 blank-separated pieces of a review are looked
    at (n of them when n > 32), so that the local copy and the original give the same words.

    >>> review_words("Great!<br /><br />I've seen it twice.", 4)
    ['great', "i've", 'seen', 'it']
    """
    pieces = review.split()[: max(_PIECES, length)]
    return words(_BREAK.sub(" ", " ".join(pieces)))[:length]


def reviews(length: int = _PIECES) -> list[tuple[str, int]]:
    """The training reviews with their labels; from the hub, negative and positive take turns.

    Raises:
        MemlibError: they cannot be had, are malformed, or are cut too short for n = ``length``.
    """
    files = local_files(*FILES)
    if files is None:
        sides: dict[int, list[tuple[str, int]]] = {0: [], 1: []}
        for row in from_hub(_NAME, "train"):
            sides[row["label"]].append((row["text"], row["label"]))
        turns = chain.from_iterable(zip_longest(sides[0], sides[1]))
        return [row for row in turns if row is not None]
    if length > _PIECES:
        raise MemlibError(
            f"the local copy holds {_PIECES} words of a review, not {length}",
            place=VARIABLE,
            mend=f"lower --length to {_PIECES}, or unset {VARIABLE} to fetch the original",
        )
    result = []
    for path in files:
        header, *lines = read_lines(path)
        if header.split("\t") != _COLUMNS:
            raise MemlibError(
                "line 1 does not name the columns " + ", ".join(_COLUMNS), place=str(path)
            )
        for number, line in enumerate(lines, start=2):
            fields = line.split("\t")
            if len(fields) != len(_COLUMNS) or fields[1] not in ("0", "1"):
                raise MemlibError(
                    "no review",
                    place=f"{path} line {number}",
                    mend="each line holds id, label (0 or 1), rating and words, with tabs between",
                )
            result.append((fields[3], int(fields[1])))
    return result


def imdb(
    sequences: int | None = None,
    length: int = 8,
    dim: int = 1,
    *,
    drop_conflicts: bool = False,
    offset: int = 0,
    seed: int | None = None,
) -> TextData:
    """Sentiment of film reviews: the first n words, labels 0 (negative) and 1 (positive).

    Reviews with fewer words are padded on the left; those without any word are left out.
    Arguments and errors as :func:`memlib.data.multinli.multinli`, with reviews for pairs.
    """
    checked_count(length, "length")
    rows = in_order(reviews(length), offset=offset, seed=seed)
    examples = ((review_words(text, length), label) for text, label in rows)
    return from_examples(
        (example for example in examples if example[0]),
        sequences=sequences,
        length=length,
        dim=dim,
        drop_conflicts=drop_conflicts,
        label_names=SENTIMENTS,
    )
