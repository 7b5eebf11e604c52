"""*Memorizing with √N parameters*: the six words, the pencil network, and how large it all is."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

from memlib.constructions.constants import Separation
from memlib.constructions.lemmas.point_memorizer import PointMemorizer
from memlib.constructions.studies.sizes_without_weights import Growing
from memlib.constructions.theorems import next_token
from memlib.data.dataset import Dataset
from memlib.data.synthetic import random_dataset
from memlib.exact import Network, evaluate
from memlib.plots.growth import growth, slope
from memlib.plots.tables import table
from memlib.stored import Table

Rows = Sequence[Mapping[str, Any]]


def context_ids(proof: Any, words: Sequence[str], labels: Sequence[int]) -> None:
    """The three numbers that stand at the last token of each word."""
    table(
        [
            {
                "word": word,
                "φ̃ (last)": str(score),
                "F (last)": str(name),
                "mean of φ̃": str(mean),
                "label": label,
            }
            for word, (score, name, mean), label in zip(
                words, proof.context_ids, labels, strict=True
            )
        ],
        caption="Context ids: the sequences are points now.",
    )


def bucket_words(lookup: PointMemorizer) -> None:
    """Both words of each bucket, in binary and as numbers."""
    shape = lookup.shape
    rows = []
    for bucket in lookup.buckets:
        keys, labels = bucket.words["out.keys"], bucket.words["out.labels"]
        rows.append(
            {
                "key word": _slots(keys, shape.key_bits, shape.slots),
                "is the number": keys,
                "label word": _slots(labels, shape.label_bits, shape.slots),
                "is": labels,
            }
        )
    table(rows, caption="The words of the two buckets, in binary.")


def _slots(word: int, bits: int, slots: int) -> str:
    return " ".join(textwrap.wrap(f"{word:0{bits * slots}b}", bits))


def answers(data: Dataset, words: Sequence[str], networks: Mapping[str, Network]) -> None:
    """What networks say at the last token of each word, beside the label."""
    rows = []
    for word, sequence, label in zip(words, data.sequences, data.labels, strict=True):
        columns = [data.tokens[x] for x in sequence]
        said = {name: str(evaluate(n, columns)[-1][0]) for name, n in networks.items()}
        rows.append({"word": word, "label": label, **said})
    table(rows, caption="What both networks say at the last token.")


def built_here(stored: Table, most: int) -> None:
    """Networks for N = 16, 32, …, 2^most, built now, beside the stored ones; and the slope."""
    n, dim, classes = (stored.manifest[x] for x in ("length", "dim", "classes"))
    sizes = {
        2**k: next_token.construct(random_dataset(2**k, n, dim, classes)).built.parameters
        for k in range(4, most + 1)
    }
    known = _known(stored.rows)
    different = sum(known[n] != p for n, p in sizes.items())
    growth(
        {
            "built here": list(sizes.items()),
            "stored": [(n, p) for n, p in known.items() if n >= max(sizes)],
        },
        lines={"2N + d": [(n, 2 * n + dim) for n in known]},
        size="nonzero parameters",
        caption="The literal network, and one neuron per item.",
    )
    late = slope([(n, p) for n, p in known.items() if n >= 256])
    print(f"built here for N up to {max(sizes):,}; different from the stored ones: {different}")
    print(f"slope from N = 256 on: {late:.2f}")


def longer_sequences(stored: Table, lengths: Sequence[int], sequences: int) -> None:
    """Nonzero parameters by the length of the sequences, by the prices of buckets and slots."""
    n, dim, classes = (stored.manifest[x] for x in ("length", "dim", "classes"))
    sample = random_dataset(sequences, n, dim, classes)
    near, tokens = Separation.of(sample), len(sample.tokens)
    sizes = {
        long: Growing(long, dim, classes, near, tokens).parameters(sequences, scored=tokens - 1)
        for long in lengths
    }
    table(
        [{"length n": n, "nonzero parameters": size} for n, size in sizes.items()],
        caption=f"{sequences} sequences of growing length.",
    )
    (short, few), *_, (long, many) = sizes.items()
    print(f"{long} tokens in place of {short}: {many / few - 1:.0%} more")


def _known(rows: Rows) -> dict[int, int]:
    return {row["sequences"]: row["built"]["parameters"] for row in rows}


def bits_of_all(rows: Rows) -> None:
    """Parameters and bits at every power of four."""
    table(
        [
            {
                "N": row["sequences"],
                "nonzero parameters": row["built"]["parameters"],
                "longest, bits": row["built"]["max_bits"],
                "bits per item": round(row["total_bits"] / row["sequences"]),
            }
            for row in rows
            if math.log2(row["sequences"]) % 2 == 0
        ],
        caption="Bits of all parameters, divided by N.",
    )
