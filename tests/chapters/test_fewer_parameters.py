"""Compact networks on their pages: both counts are told, and where each falls below."""

from __future__ import annotations

from typing import Any

import pytest

from memlib.chapters import fewer_parameters, floor

PLAIN = [
    {"sequences": n, "one_neuron_an_item": 2 * n + 3,
     "built": {"parameters": w, "dense_parameters": dense, "total_bits": 4 * n, "max_bits": 30}}
    for n, w, dense in ((64, 183, 442), (128, 234, 200), (512, 458, 600), (1024, 637, 900))
]  # fmt: skip


def test_each_count_says_where_it_falls_below(capsys: pytest.CaptureFixture[str]) -> None:
    fewer_parameters.first_below(PLAIN)
    assert capsys.readouterr().out.split("\n")[:4] == [
        "nonzero: fewer than 2N + d from N = 128,",
        "         fewer than labels from N = 512",
        "dense: fewer than 2N + d from N = 128,",
        "       fewer than labels from N = 1,024",
    ]


def test_the_stored_counts(capsys: pytest.CaptureFixture[str]) -> None:
    """The README says the same."""
    fewer_parameters.first_below(fewer_parameters.part("sizes", form="plain"))
    said = capsys.readouterr().out
    assert "2N + d from N = 128" in said
    assert "labels from N = 512" in said
    assert "2N + d from N = 2,048" in said
    assert "labels from N = 8,192" in said


def test_sizes_have_both_counts(shown: Any) -> None:
    fewer_parameters.sizes(fewer_parameters.part("sizes", form="plain"))
    assert shown[0].text.split("\n")[-1].split() == [
        "1,000,000", "18,078", "84,893", "17,774", "2,000,003", "1,000,000",
    ]  # fmt: skip


def test_the_floor_lies_below_what_is_built(shown: Any) -> None:
    floor.all_bits(PLAIN, PLAIN[:2])
    (page,) = shown
    assert "floor: N bits: 64 at N = 64" in page.alt


def test_bits_per_label_leave_small_sizes_out(shown: Any) -> None:
    floor.bits_per_label(PLAIN)
    rows = shown[0].text.split("\n")[1:]
    assert [row.split()[:3] for row in rows] == [
        ["512", "2,048", "4.00"], ["1,024", "4,096", "4.00"],
    ]  # fmt: skip


def test_a_key_of_a_small_set() -> None:
    assert floor.longest_key(16) == floor.longest_key(16) > 8
