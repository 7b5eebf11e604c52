"""*Deep sets, embeddings, few bits, sparse attention*: the small networks of the page, built."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from memlib.chapters import variations
from memlib.constructions.lemmas.point_memorizer import PointMemorizer
from memlib.constructions.studies.bucket_sizes import memorize_with_groups, memorize_with_slots
from memlib.constructions.theorems import deep_sets, embedding, limited_bits, next_token, sparse
from memlib.data.dataset import Dataset
from memlib.data.synthetic import random_dataset
from memlib.exact import compile_plain, count
from memlib.exact.batch import outputs
from memlib.plots.tables import table


def labeled(
    *pairs: tuple[str, int], places: Sequence[tuple[int, ...]] = ((1,), (2,), (3,))
) -> Dataset:
    """Words over a, b, c with their labels; the letters lie at ``places``."""
    words = [["abc".index(x) for x in word] for word, _ in pairs]
    return Dataset.next_token(places, words, [label for _, label in pairs])


def five_sets() -> dict[str, Dataset]:
    """A data set that every theorem takes, and four that some theorem must refuse."""
    plane = ((1, 0), (0, 1), (1, 1))
    return {
        "harmless": labeled(("abc", 1), ("aab", 2)),
        "other\nlast": labeled(("abc", 1), ("bca", 2)),
        "other\norder": labeled(("abc", 1), ("bac", 2)),
        "other\nsizes": labeled(("ab", 1), ("abb", 2)),
        "vectors": labeled(("abc", 1), ("aab", 2), places=plane),
    }


def deep_set_of(bags: Dataset) -> None:
    """A deep set for multisets of all sizes: how many labels are right, and its sums."""
    made = deep_sets.construct(bags)
    found = outputs(made.network, bags)
    right = sum(y == [label] for y, label in zip(found, bags.labels, strict=True))
    print(f"right: {right} of {len(bags)}")
    variations.sums_by_size(made)


def embedded(words: Sequence[str], labels: Sequence[int]) -> None:
    """A network on ids of letters: its table, and its answers."""
    letters = "".join(sorted(set("".join(words))))
    rows = [[letters.index(x) for x in word] for word in words]
    ids = Dataset.next_token([[i + 1] for i in range(len(letters))], rows, labels)
    made = embedding.construct(ids)
    variations.looked_up(made, letters)
    print("answers:", *(int(y) for (y,) in outputs(made.network, ids)))
    print("labels: ", *labels)


def from_vectors_and_ids(
    vectors: Mapping[int, int], ids: Mapping[int, int], omega: int, sizes: Sequence[int]
) -> None:
    """Nonzero parameters of the theorem's network and of the one with an embedding."""
    table(
        [{"N": n, "from vectors": vectors[n], "from ids": ids[n]} for n in sizes],
        caption=f"Nonzero parameters; ω = {omega}.",
    )


def small_trade(sequences: int) -> dict[str, tuple[int, int]]:
    """Longest bits and nonzero parameters of Theorem F.1's network, built now, for B = 2, 4, 8."""
    sample = random_dataset(sequences, 8, 3, 10)
    built = {b: limited_bits.construct(sample, bits=b).built for b in (2, 4, 8)}
    return {f"B = {b}": (one.max_bits, one.parameters) for b, one in built.items()}


def two_ways(points: int, slots: Sequence[int], groups: Sequence[int]) -> None:
    """The same vectors with short weights: one row of small buckets, and groups of buckets."""
    task = random_dataset(points, 1, 3, 10, vocabulary=points)
    places = [task.tokens[s[0]] for s in task.sequences]
    labels = [y for y in task.labels if isinstance(y, int)]
    one_row = {f"k = {k}": size(memorize_with_slots(places, labels, k)) for k in slots}
    grouped = {f"B = {b}": size(memorize_with_groups(places, labels, b)) for b in groups}
    variations.trade(
        {"one row of buckets": one_row, "groups (Lemma F.1)": grouped},
        caption=f"The same {points:,} vectors and labels, shorter weights both ways.",
    )


def size(net: PointMemorizer) -> tuple[int, int]:
    """Bits of the longest weight and nonzero parameters of a memorizer in the plain form."""
    names = tuple(f"x{j + 1}" for j in range(len(net.projection.direction)))
    counts = count(compile_plain(net.program(names)), len(names))
    return counts.max_bits, counts.parameters


def sparse_connections(lengths: Sequence[int]) -> None:
    """Connections of sparse attention beside uniform attention, and what it costs in parameters."""
    rows = []
    for n in lengths:
        data = random_dataset(16, n, 1, 3)
        thin, dense = sparse.construct(data), next_token.construct(data)
        rows.append(
            {
                "n": n,
                "connections": thin.constants["connections"],
                "of uniform attention": thin.constants["connections_of_uniform_attention"],
                "nonzero parameters more": thin.built.parameters - dense.built.parameters,
            }
        )
    table(rows, caption="One extra token gathers and tells.")
