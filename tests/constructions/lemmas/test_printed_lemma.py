"""The printed Lemma B.2, exactly: right for equal sizes and before its constant, wrong after."""

from __future__ import annotations

import math
from collections import Counter
from random import Random

import pytest

from memlib.constructions.lemmas.distinguish import distinguishing_tokens, restrict
from memlib.constructions.studies.printed_scores import printed_scores
from memlib.constructions.studies.score_trials import collisions, random_family
from memlib.errors import MemlibError


def test_the_counterexample_inside_the_theorem() -> None:
    multisets = [Counter("bc"), Counter("aa"), Counter("cc")]
    numbered = [{"abc".index(x): k for x, k in m.items()} for m in multisets]
    tokens = distinguishing_tokens(numbered)
    assert tokens == [0, 1]
    told = printed_scores([restrict(m, set(tokens)) for m in numbered], tokens, (-7, 10))
    assert told.allowed
    assert told.rounded == (-18, 27)
    assert told.shift == 63
    assert told.scores == (45, 90)
    assert told.sums_after == (90, 90, 0)
    assert told.collides
    assert len(set(told.sums_before)) == 3


def test_rounding_agrees_with_floating_point() -> None:
    rng = Random(3)
    for _ in range(50):
        family = random_family(4, 3, 5, rng)
        g = [rng.randint(-99, 99) or 1 for _ in range(3)]
        told = printed_scores(family, range(3), g)
        scale = 16 * 3 * math.sqrt(math.pi)
        assert told.rounded == tuple(math.ceil(scale * x / math.hypot(*g)) for x in g)
        assert told.shift == math.floor(2 * scale)
        assert told.sums_before == tuple(
            sum(told.rounded[x] * k for x, k in m.items()) for m in family
        )


def test_a_direction_that_hides_a_difference_is_not_allowed() -> None:
    assert not printed_scores([{0: 1}, {1: 1}], (0, 1), (1, 1)).allowed


def test_trials_collide_after_the_constant_only() -> None:
    mixed = collisions(3, 2, 4, 1500)
    assert mixed.before_shift == 0
    assert mixed.printed > 0
    assert 0 < mixed.random < mixed.draws // 2
    assert collisions(4, 2, 4, 300, one_size=True).printed == 0


@pytest.mark.parametrize("direction", [(0, 0), (1,)])
def test_directions_must_fit(direction: tuple[int, ...]) -> None:
    with pytest.raises(MemlibError, match="direction"):
        printed_scores([{0: 1}, {1: 1}], (0, 1), direction)
