"""Madden et al., Mahdavi et al., Kajitsuka and Sato 2023: the statements, by the check."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from memlib.data import Dataset
from memlib.data.synthetic import random_dataset
from memlib.errors import MemlibError
from memlib.interval.check import verify
from memlib.numbers import parse
from memlib.rivals import mahdavi
from memlib.rivals.registry import RIVALS

from . import reading
from .interval_cases import NAMES, check, drawn, edges


@pytest.mark.parametrize("name", NAMES)
def test_drawn_data(name: str, tmp_path: Path) -> None:
    for seed in range(5):
        check(name, drawn(name, 7 + seed, seed), tmp_path)


@pytest.mark.parametrize("name", NAMES)
def test_edges(name: str, tmp_path: Path) -> None:
    for what, data in edges(name):
        made = check(name, data, tmp_path)
        assert made.dataset == data, what


@pytest.mark.large
@pytest.mark.parametrize("name", NAMES)
def test_twenty_data_sets(name: str, tmp_path: Path) -> None:
    for seed in range(20):
        check(name, drawn(name, 24 + seed, 100 + seed), tmp_path, seed)


@pytest.mark.parametrize("name", NAMES)
def test_ordinary_numbers_agree(name: str, tmp_path: Path) -> None:
    """A reader that shares no code finds every output inside the stated enclosure."""
    made = check(name, drawn(name, 8, 3), tmp_path)
    value = reading.load(tmp_path / "cert.json.gz")
    assert all(reading.inside(value, 3 * made.precision))
    _, high = value["outputs"][0]
    value["outputs"][0] = [high, high]
    assert not all(reading.inside(value, 3 * made.precision))


@pytest.mark.parametrize("name", NAMES)
def test_other_tasks_and_forms_are_refused(name: str) -> None:
    with pytest.raises(MemlibError, match=f"^construct {name}: .*seq-to-seq"):
        RIVALS[name].construct(random_dataset(3, 2, 2, 2, task="seq-to-seq"))
    with pytest.raises(MemlibError, match="plain layers alone"):
        RIVALS[name].construct(drawn(name, 3, 1), form="residual")


@pytest.mark.parametrize("name", ["madden", "mahdavi"])
def test_one_sequence_has_one_label(name: str) -> None:
    data = Dataset.next_token([[0, 1], [1, 0]], [[0, 1], [0, 1]], [1, 2])
    with pytest.raises(MemlibError, match="sequences 0 and 1 are equal, but have labels 1 and 2"):
        RIVALS[name].construct(data)


@pytest.mark.parametrize(
    ("name", "data", "what"),
    [
        ("mahdavi", ([[1], [2]], [[0], [1]], [1, 2]), "one token a sequence memorizes one example"),
        ("mahdavi", ([[1, 0], [2, 0]], [[0, 1]], [1]), "token 1 depends linearly"),
        ("mahdavi", ([[1], [2]], [[0, 1]], [1]), "n is at most d"),
        ("mahdavi", ([[1, 0], [0, 1], [0, 2]], [[0, 1], [0, 2]], [1, 2]), "of sequence 1"),
        ("mahdavi", ([[1, 0], [0, 1]], [[0, 1], [1]], [1, 2]), "length"),
        ("kajitsuka-2023", ([[1], [2]], [[0, 0, 1]], [1]), r"sequences\[0\]: holds a token twice"),
        ("kajitsuka-2023", ([[0], [2]], [[1, 0]], [1]), "token 0 is zero and a last token"),
        ("kajitsuka-2023", ([[1], [2]], [[0, 1], [1]], [1, 2]), "length"),
        ("kajitsuka-2023", ([[1], [2], [3]], [[0, 1, 2], [1, 0, 2]], [1, 2]), "inconsistent"),
    ],
)  # fmt: skip
def test_assumptions_are_checked(
    name: str, data: tuple[list[list[int]], list[list[int]], list[int]], what: str
) -> None:
    with pytest.raises(MemlibError, match=what):
        RIVALS[name].construct(Dataset.next_token(*data))


def test_three_dependent_last_tokens_are_found_among_many() -> None:
    """Queries 0, 1 and 4 lie in a plane, far from each other in the order of the data."""
    tokens = [[1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 1], [2, 3, 0], [1, 5, 25]]
    rows = [[2, 3, 0], [2, 3, 1], [0, 1, 2], [0, 1, 3], [2, 3, 4]]
    data = Dataset.next_token(tokens, rows, [1, 2, 3, 4, 5])
    mahdavi.check_contexts(data)
    mahdavi.check_queries(data)  # of heads {0, 1, 2}, {3, 4}: 4 is in no span that the proof uses
    moved = Dataset.next_token(tokens, [rows[k] for k in (2, 3, 4, 0, 1)], [1, 2, 3, 4, 5])
    with pytest.raises(MemlibError, match="group from sequence 3: the last token of sequence 2"):
        mahdavi.check_queries(moved)


def test_heads_of_size_one_do_as_well(tmp_path: Path) -> None:
    """The statement speaks of H·min(n, d_h) examples; d_h = 1 gives H(n − 1) + 1 all the same."""
    rng = Random(5)
    dim, n, heads = 4, 4, 3
    size = heads * (n - 1) + 1
    curve = [[t**j for j in range(dim)] for t in range(1, size + 1)]
    axes = [[int(i == j) for i in range(dim)] for j in range(dim)]
    rows = [[*(size + j for j in rng.sample(range(dim), n - 1)), t] for t in range(size)]
    data = Dataset.next_token(curve + axes, rows, [rng.randint(0, 9) for _ in rows])
    made = mahdavi.construct(data, head_size=1)
    assert [len(made.network.layers[0].heads), made.constants] == [heads, {"rank": size}]  # type: ignore[union-attr]
    made.write(tmp_path / "c.json")
    assert verify(tmp_path / "c.json").margin > Fraction(9, 10)
    assert made.counts.parameters < mahdavi.construct(data).counts.parameters


@settings(max_examples=15, deadline=None)
@given(labels=st.lists(st.integers(-3, 3), min_size=6, max_size=6), seed=st.integers(0, 5))
def test_any_labels_on_all_orders(
    labels: list[int], seed: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Positions tell all six orders of three tokens apart."""
    orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]]
    data = Dataset.next_token([[1], [2], [4]], orders, labels)
    check("madden", data, tmp_path_factory.getbasetemp(), seed)


def test_rank_and_residual_are_stated(tmp_path: Path) -> None:
    for name in ("madden", "mahdavi"):
        made = check(name, drawn(name, 9, 2), tmp_path)
        about = reading.load(tmp_path / "cert.json.gz")["about"]
        assert about["constants"]["rank"] == str(len(made.dataset))
        assert 0 < parse(about["notes"]["residual"]) < 1
