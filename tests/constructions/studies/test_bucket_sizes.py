"""Lemma C.1 with any number of points per bucket: right for every k, and the sizes move with k."""

from __future__ import annotations

from random import Random

import pytest

from memlib.constructions.studies.bucket_sizes import memorize_with_groups, memorize_with_slots
from memlib.data.synthetic import random_dataset
from memlib.errors import MemlibError
from memlib.exact import compile_plain, count, evaluate

POINTS = sorted({(Random(i).randint(0, 99), Random(i + 50).randint(0, 99)) for i in range(12)})
LABELS = [Random(i).randint(0, 9) for i in range(len(POINTS))]


@pytest.mark.parametrize("slots", [1, 2, 5, 12, 20])
def test_every_point_has_its_label(slots: int) -> None:
    net = memorize_with_slots(POINTS, LABELS, slots)
    network = compile_plain(net.program(("x1", "x2")))
    assert [evaluate(network, [point])[0][0] for point in POINTS] == LABELS
    labeled = sum(label > 0 for label in LABELS)
    assert len(net.buckets) == -(-labeled // slots)


def test_more_slots_mean_longer_parameters() -> None:
    sizes = [
        count(compile_plain(memorize_with_slots(POINTS, LABELS, k).program(("x1", "x2"))), 2)
        for k in (1, 3, 9)
    ]
    assert sizes[0].max_bits < sizes[1].max_bits < sizes[2].max_bits


@pytest.mark.parametrize("B", [2, 3, 4])
def test_groups_have_the_same_labels(B: int) -> None:
    network = compile_plain(memorize_with_groups(POINTS, LABELS, B).program(("x1", "x2")))
    assert [evaluate(network, [point])[0][0] for point in POINTS] == LABELS
    with pytest.raises(MemlibError, match="at least 2"):
        memorize_with_groups(POINTS, LABELS, 1)


def test_one_row_of_short_words_is_smaller_than_groups_of_them() -> None:
    """Words of two keys: one row of buckets beats a row of groups with a reader each."""
    data = random_dataset(256, 1, 3, 10, vocabulary=256)
    places = [data.tokens[s[0]] for s in data.sequences]
    one_row, groups = (
        count(compile_plain(net.program(("x1", "x2", "x3"))), 3)
        for net in (
            memorize_with_slots(places, data.labels, 2),
            memorize_with_groups(places, data.labels, 4),
        )
    )
    assert one_row.max_bits == groups.max_bits
    assert 5 * one_row.parameters < groups.parameters


@pytest.mark.parametrize(
    ("points", "labels", "slots", "says"),
    [
        ([(0,), (1,)], [1, 2], 0, "at least one"),
        ([(0,), (0,)], [1, 2], 1, "equal"),
        ([(0,), (1,)], [1, -2], 1, "label -2"),
    ],
)
def test_wrong_input_is_named(
    points: list[tuple[int, ...]], labels: list[int], slots: int, says: str
) -> None:
    with pytest.raises(MemlibError, match=says):
        memorize_with_slots(points, labels, slots)
