"""Lemma B.1: at most N − 1 tokens tell N distinct multisets apart."""

from __future__ import annotations

from collections import Counter
from itertools import combinations_with_replacement
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from memlib.constructions.lemmas.distinguish import distinguishing_tokens, restrict
from memlib.errors import MemlibError


def check(family: list[dict[int, int]]) -> list[int]:
    tokens = distinguishing_tokens(family)
    assert len(set(tokens)) == len(tokens) <= len(family) - 1
    assert set(tokens) <= set().union(*family)
    seen = {tuple(multiset.get(token, 0) for token in tokens) for multiset in family}
    assert len(seen) == len(family)
    return tokens


small = st.dictionaries(st.integers(0, 5), st.integers(1, 3), max_size=4)
families = st.lists(small, min_size=1, max_size=12, unique_by=lambda m: frozenset(m.items()))


@settings(max_examples=60)
@given(families)
def test_drawn_families(family: list[dict[int, int]]) -> None:
    check(family)


@pytest.mark.parametrize("size", [1, 2, 3, 4])
def test_all_multisets_of_one_size_in_three_orders(size: int) -> None:
    family = [dict(Counter(m)) for m in combinations_with_replacement(range(4), size)]
    for order in (family, family[::-1], Random(size).sample(family, len(family))):
        check(order)


def test_families_that_need_n_minus_one_tokens() -> None:
    """The empty multiset and singletons: leave out two tokens and two of them look alike."""
    for count in range(1, 20):
        family: list[dict[int, int]] = [{}] + [{token: 1} for token in range(count)]
        assert len(check(family)) == count
        assert len(check(family[::-1])) == count


def test_counts_matter_and_not_only_supports() -> None:
    assert check([{7: k} for k in range(1, 30)]) == [7]


def test_one_token_changed_at_a_time() -> None:
    family = [dict(Counter([0] * (10 - k) + list(range(1, k + 1)))) for k in range(11)]
    check(family)
    random = Random(1)
    long = [Counter(random.choices(range(40), k=30)) for _ in range(100)]
    long += [counts + Counter([random.randrange(40)]) for counts in long]
    unique = {frozenset(m.items()): dict(m) for m in long}
    check(list(unique.values()))


def test_one_multiset_needs_no_token() -> None:
    assert distinguishing_tokens([{3: 2}]) == []
    assert distinguishing_tokens([]) == []


def test_equal_multisets_are_named() -> None:
    with pytest.raises(MemlibError, match="multisets 0 and 2: two equal multisets"):
        distinguishing_tokens([{1: 2, 3: 1}, {1: 1}, {3: 1, 1: 2}])


def test_restriction() -> None:
    assert restrict({1: 2, 3: 1, 4: 5}, {1, 4, 9}) == {1: 2, 4: 5}
