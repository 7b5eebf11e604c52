"""Every theorem that can be built: its statement, checked by the one-file checker."""

from __future__ import annotations

import math
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from memlib.constructions.registry import THEOREMS
from memlib.constructions.theorems import limited_bits
from memlib.data import SEQ_TO_SEQ, Dataset, json_form
from memlib.data.synthetic import hard_dataset, random_dataset
from memlib.errors import MemlibError
from memlib.exact import certificate, verify

from .theorem_cases import DRAWN, edges, next_token, of_ids, of_multisets

FORMS = ("plain", "residual")
#: The widths of the paper.
PLAIN_WIDTH = {
    "next-token": 14, "seq-to-seq": 14, "sparse": 14, "deep-sets": 12, "embedding": 12,
    "limited-bits": 15, "feed-forward": 12,
}  # fmt: skip


def check(theorem: str, data: Dataset, form: str, folder: Path, **options: Any) -> None:
    """Build, write, and let the one-file checker compare every label with the data."""
    made = THEOREMS[theorem].construct(data, form=form, **options)
    assert made.built.within(made.promised), (made.built, made.promised)
    if form == "plain":
        assert made.built.width <= PLAIN_WIDTH.get(theorem, made.promised.width)
    cert, source = folder / "cert.json.gz", folder / "data.json"
    certificate.write(cert, data, made.network, made.about())
    json_form.write(source, data)
    report = verify.verify(str(cert), str(source))
    assert report.counts["items"] == data.items


@pytest.mark.parametrize("theorem", PLAIN_WIDTH)
def test_the_promised_width_is_that_of_the_paper(theorem: str) -> None:
    made = THEOREMS[theorem].construct(DRAWN[theorem](5, 1))
    assert made.promised.width == PLAIN_WIDTH[theorem]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("theorem", THEOREMS)
def test_drawn_data(theorem: str, form: str, tmp_path: Path) -> None:
    check(theorem, DRAWN[theorem](20, 1), form, tmp_path)
    check(theorem, DRAWN[theorem](20, 2, hard=True), form, tmp_path)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("theorem", THEOREMS)
def test_edges(theorem: str, form: str, tmp_path: Path) -> None:
    for _, data in edges(theorem):
        check(theorem, data, form, tmp_path)


@pytest.mark.large
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("hard", [False, True], ids=["random", "hard"])
@pytest.mark.parametrize("theorem", THEOREMS)
def test_twenty_data_sets(theorem: str, hard: bool, form: str, tmp_path: Path) -> None:
    for seed in range(20):
        check(theorem, DRAWN[theorem](50 + seed, seed, hard=hard), form, tmp_path)


def test_a_wrong_label_is_refuted(tmp_path: Path) -> None:
    """The check above can fail: a network for other labels does not pass."""
    data = next_token(12, 3)
    changed = Dataset.next_token(data.tokens, data.sequences, [y + 1 for y in data.labels])  # type: ignore[operator]
    made = THEOREMS["next-token"].construct(data)
    certificate.write(tmp_path / "c.json", changed, made.network, made.about())
    with pytest.raises(verify.Refuted):
        verify.verify(str(tmp_path / "c.json"))


REFUSED = [
    ("next-token", random_dataset(4, 3, 1, 2, task=SEQ_TO_SEQ), "next-token"),
    ("seq-to-seq", random_dataset(4, 3, 1, 2), "seq-to-seq"),
    ("deep-sets", random_dataset(4, 3, 1, 2, task=SEQ_TO_SEQ), "next-token"),
    ("feed-forward", random_dataset(4, 3, 1, 2, task=SEQ_TO_SEQ), "next-token"),
    ("embedding", random_dataset(4, 3, 2, 2), "dimension 2"),
    ("embedding", Dataset.next_token([[0], [1]], [[0, 1]], [1]), "token 0"),
    ("sparse", Dataset.next_token([[0], [1]], [[0, 1], [1]], [1, 2]), "pad"),
    ("limited-bits", Dataset.next_token([[0], [1]], [[0, 1], [1]], [1, 2]), "pad"),
    ("feed-forward", Dataset.next_token([[0], [1]], [[0, 1], [1]], [1, 2]), "pad"),
    ("deep-sets", Dataset.next_token([[0], [1]], [[0, 1], [1, 0]], [1, 2]),
     "sequences 0 and 1 have the same multiset of tokens, but labels 1 and 2"),
    ("feed-forward", Dataset.next_token([[0], [1]], [[0, 1], [0, 1]], [1, 2]),
     "sequences 0 and 1 are equal, but have labels 1 and 2"),
    ("limited-bits", Dataset.next_token([[0], [1]], [[0, 0, 1], [0, 0, 1]], [1, 2]),
     "sequences 0 and 1"),
    ("seq-to-seq", Dataset.seq_to_seq([[0], [1]], [[0, 0, 1]], [[1, 2, 3]]), "labels 1 and 2"),
]  # fmt: skip


@pytest.mark.parametrize(("theorem", "data", "words"), REFUSED)
def test_assumptions_are_checked(theorem: str, data: Dataset, words: str) -> None:
    with pytest.raises(MemlibError) as caught:
        THEOREMS[theorem].construct(data)
    assert words in str(caught.value)
    assert str(caught.value).startswith(f"construct {theorem}: ")
    assert "\n" not in str(caught.value)


def test_permutations_may_differ_once_flattened(tmp_path: Path) -> None:
    data = Dataset.next_token([[0], [1]], [[0, 1, 1], [1, 0, 1]], [1, 2])
    check("feed-forward", data, "plain", tmp_path)
    with pytest.raises(MemlibError):
        THEOREMS["next-token"].construct(data)


def test_multisets_of_all_sizes_together(tmp_path: Path) -> None:
    data = of_multisets(60, 4)
    assert {len(s) for s in data.sequences} >= set(range(1, 21)) - {3, 7, 11}
    check("deep-sets", data, "plain", tmp_path)


def test_multiples_of_one_multiset_are_told_apart(tmp_path: Path) -> None:
    """{{a}} and {{a, a}} have the same mean, but not the same sum."""
    data = Dataset.next_token([[3], [5]], [[0], [0, 0], [0, 1], [0, 1, 0, 1]], [1, 2, 3, 4])
    check("deep-sets", data, "plain", tmp_path)


def test_sparse_attention_counts_its_connections() -> None:
    made = THEOREMS["sparse"].construct(next_token(8, 5))
    n = made.dataset.length
    assert made.constants["connections"] == 2 * n
    assert made.constants["connections_of_uniform_attention"] == n * n
    kinds = [layer.kind for layer in made.network]
    wanted = ["prepend", "gather", "scatter", "drop_first"]
    assert [kind for kind in kinds if kind in wanted] == wanted
    assert "uniform_attention" not in kinds


def test_the_embedding_table_is_that_of_the_paper() -> None:
    """Its column x is (f(x), x, 0) or (0, x, 0), for every id of the vocabulary (eq. 135)."""
    made = THEOREMS["embedding"].construct(of_ids(12, 6))
    table = made.network.layers[0]
    assert (table.m, table.vocabulary) == (3, made.constants["vocabulary"])
    columns = [{table.weight.get((i, x), 0) for i in range(3)} for x in range(table.vocabulary)]
    assert all(x + 1 in column and 0 in column for x, column in enumerate(columns))


@pytest.mark.parametrize("bits", [1, 8, -3])
def test_bits_out_of_range(bits: int) -> None:
    with pytest.raises(MemlibError, match="outside 2 to 7"):
        THEOREMS["limited-bits"].construct(next_token(50, 1), bits=bits)


def test_fewer_bits_take_more_parameters(tmp_path: Path) -> None:
    data = random_dataset(64, 3, 1, 2, seed=2)
    sizes = []
    for bits in (2, 4, 8):
        if bits == 2:
            check("limited-bits", data, "plain", tmp_path, bits=bits)
        made = THEOREMS["limited-bits"].construct(data, bits=bits)
        assert made.built.within(limited_bits.promise(data, "plain", bits))
        sizes.append(made.built)
    assert [s.max_bits for s in sizes] == sorted(s.max_bits for s in sizes)
    assert sizes[0].parameters > sizes[1].parameters > sizes[2].parameters


@pytest.mark.large
def test_the_whole_trade_at_4096() -> None:
    """B = 2, 4, …, 64: bits within the promise; parameters fall about as 1/B (eq. 144)."""
    data = hard_dataset(4096, 8, 3, 2, distinct_items=True)
    parameters = []
    for bits in (2, 4, 8, 16, 32, 64):
        made = THEOREMS["limited-bits"].construct(data, bits=bits)
        assert made.built.within(made.promised), bits
        parameters.append(made.built.parameters)
    assert all(a > b for a, b in pairwise(parameters)), parameters
    assert parameters[0] > 8 * parameters[-1]


def data_for_slope(theorem: str, items: int) -> Dataset:
    """Random data with so many labels, over 256 tokens."""
    takes = THEOREMS[theorem].takes
    if takes == "seq-to-seq":
        return random_dataset(items // 8, 8, 3, 2, vocabulary=256, task=SEQ_TO_SEQ)
    data = random_dataset(items, 8, 3, 2, vocabulary=256)
    if takes == "multisets":
        known: dict[tuple[int, ...], Any] = {}
        labels = [known.setdefault(tuple(sorted(s)), y) for s, y in data.pairs()]
        return Dataset.next_token(data.tokens, data.sequences, labels)
    if takes == "ids":
        ids = [(x + 1,) for x in range(len(data.tokens))]
        return Dataset.next_token(ids, data.sequences, data.labels)
    return data


@pytest.mark.large
@pytest.mark.parametrize("theorem", THEOREMS)
def test_parameters_grow_as_the_root(theorem: str) -> None:
    """The exponent of the theorem is ½ (limited-bits: with B = √N); the fit is within 0.1.

    Sizes are squares: elsewhere ⌈N/B²⌉ is 2 for B = ⌊√N⌋, and the second sub-net is nearly empty.
    """
    sizes = (1024, 3136, 10000)
    points = []
    for items in sizes:
        data = data_for_slope(theorem, items)
        made = THEOREMS[theorem].construct(data)
        points.append((math.log(data.items), math.log(made.built.parameters)))
    mean_x, mean_y = (sum(c) / len(points) for c in zip(*points, strict=True))
    slope = sum((x - mean_x) * (y - mean_y) for x, y in points) / sum(
        (x - mean_x) ** 2 for x, _ in points
    )
    print(f"{theorem}: exponent {slope:.3f} from {[round(math.exp(y)) for _, y in points]}")
    assert abs(slope - 0.5) <= 0.1
