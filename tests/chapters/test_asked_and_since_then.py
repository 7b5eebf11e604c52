"""Answers to reviewers, and one axis of bits per parameter: what stored rows say."""

from __future__ import annotations

from typing import Any

import pytest

from memlib.chapters import asked, since_then
from memlib.errors import MemlibError
from memlib.plots.held import per_parameter
from memlib.stored import load


def test_every_count_of_one_n(shown: Any) -> None:
    asked.every_count(1024)
    text = shown[0].text
    for table, part, form in (
        ("line_sizes", "sizes", "residual"), ("line_sizes", "sizes", "plain"),
        ("line_sizes", "dense", "plain"), ("compact_sizes", "sizes", "plain"),
    ):  # fmt: skip
        row = next(
            row for row in load(table).rows
            if (row["part"], row["form"], row["sequences"]) == (part, form, 1024)
        )  # fmt: skip
        assert f" {row['built']['parameters']:,} " in text
        assert f" {row['built']['dense_parameters']:,} " in text


def test_what_tells_contexts_apart_is_little(shown: Any) -> None:
    asked.shares_of_the_label_part()
    lines = shown[0].text.split("\n")[1:]
    assert len(lines) == 4
    assert all("at most" in line for line in lines if line.lstrip().startswith("compact"))


def test_bits_per_parameter_are_told_smallest_first(shown: Any) -> None:
    built = since_then.built(*since_then.SIZES)
    since_then.per_parameter(built, load("trained_sizes").rows)
    alt = shown[0].alt
    said = alt.split("smallest first. ")[1].rstrip(".").split("; ")
    values = [float(part.rsplit(": ", 1)[1]) for part in said]
    assert values == sorted(values)
    assert len(values) == len(built) + 3 + 3
    with pytest.raises(MemlibError, match="nothing to draw"):
        per_parameter({}, others={})
