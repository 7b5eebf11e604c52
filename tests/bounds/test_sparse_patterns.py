"""The floor on nonzero parameters: the least W that the inequality allows."""

from __future__ import annotations

import pytest

from memlib.bounds.sign_patterns import goldberg_jerrum_vc
from memlib.bounds.sparse_patterns import least_nonzero
from memlib.errors import MemlibError


@pytest.mark.parametrize("sequences", [1, 32, 33, 95, 96, 97, 1000, 123_456, 10**9])
def test_it_is_the_least(sequences: int) -> None:
    least = least_nonzero(sequences)
    assert goldberg_jerrum_vc(least, 4 * least + 2) >= sequences
    if least > 1:
        assert goldberg_jerrum_vc(least - 1, 4 * least - 2) < sequences


def test_it_grows_like_a_quarter_of_the_root() -> None:
    assert abs(least_nonzero(16 * 10**10) - 10**5) <= 1


def test_no_sequences_is_an_error() -> None:
    with pytest.raises(MemlibError):
        least_nonzero(0)
