"""Drawn data sets for the property-based tests: few tokens and labels, so that much collides."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from memlib.data import TASKS, Dataset

small_fractions = st.fractions(min_value=-4, max_value=4, max_denominator=6)
huge_fractions = st.builds(
    lambda p, k: Fraction(p, 2**k), st.integers(-(10**40), 10**40), st.integers(0, 300)
)
numbers = st.one_of(st.integers(-3, 3).map(Fraction), small_fractions, huge_fractions)


@st.composite
def token_tables(
    draw: Any, entries: st.SearchStrategy[Fraction] = numbers, max_tokens: int = 8
) -> list[tuple[Fraction, ...]]:
    """At least one token, all distinct, of one dimension from 1 to 4."""
    dim = draw(st.integers(1, 4))
    token = st.tuples(*[entries] * dim)
    return draw(st.lists(token, min_size=1, max_size=max_tokens, unique=True))


@st.composite
def datasets(draw: Any, tasks: tuple[str, ...] = TASKS, labels: int = 2) -> Dataset:
    """Data of unequal lengths, often inconsistent."""
    tokens = draw(token_tables(max_tokens=4))
    index = st.integers(0, len(tokens) - 1)
    sequences = draw(st.lists(st.lists(index, min_size=1, max_size=5), min_size=1, max_size=8))
    label = st.integers(-labels, labels)
    if draw(st.sampled_from(tasks)) == "next-token":
        return Dataset.next_token(tokens, sequences, [draw(label) for _ in sequences])
    return Dataset.seq_to_seq(tokens, sequences, [[draw(label) for _ in s] for s in sequences])
