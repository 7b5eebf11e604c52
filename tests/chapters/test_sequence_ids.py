"""*Sequence ids*: counts that are watched, and how often sums meet."""

from __future__ import annotations

from typing import Any

from memlib.chapters import sequence_ids
from memlib.constructions.studies.score_trials import Trials
from memlib.data import Dataset, pad_left


def test_watched_counts_names_the_watched(shown: Any) -> None:
    sequence_ids.watched_counts("ab", {"aa": [2, 0], "ab": [1, 1]}, [1])
    assert "aa: 2, 0; ab: 1, 1" in shown.only.alt
    assert "columns b: on them" in shown.only.alt


def test_watched_growth_tells_both_ends(shown: Any) -> None:
    sequence_ids.watched_growth([(2, 1), (100, 30)])
    assert "from 1 at N = 2 to 30 at N = 100" in shown.only.alt


def test_collision_rates_tells_the_shares(shown: Any) -> None:
    trials = [Trials(n, 200, 0, hits, 90) for n, hits in ((2, 1), (3, 0))]
    sequence_ids.collision_rates(trials)
    assert "0.5 % at N = 2, 0.0 % at N = 3" in shown.only.alt


def test_how_often_adds_the_draws_up() -> None:
    said = sequence_ids.how_often([Trials(n, 200, 0, 3, 90) for n in (2, 3)]).data
    assert "**6 of 400** draws, 1.50 %" in said


def test_padding_on_the_right_loses_the_last_token() -> None:
    words = Dataset.next_token([[1], [2]], [[0, 1], [1, 0], [0, 0, 1]], [1, 2, 3])
    moved = sequence_ids.pad_right(pad_left(words))
    assert [list(s) for s in moved.sequences] == [[0, 1, 2], [1, 0, 2], [0, 0, 1]]
