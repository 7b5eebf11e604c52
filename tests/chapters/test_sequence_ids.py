"""*Sequence ids*: counts that are watched, and how often sums meet."""

from __future__ import annotations

from collections import Counter
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
    trials = [Trials(n, 200, 0, 3, 90) for n in (2, 3)]
    said = sequence_ids.how_often(trials, Trials(4, 50, 0, 7, 9)).data
    assert "**6 of 400** draws printed scores collide, 1.50 %" in said
    assert "of 50 families of one size 7" in said


def test_one_more_letter_changes_no_sum_of_the_others(capsys: Any) -> None:
    sequence_ids.with_one_more_letter({"bc": [1, 2], "aa": [0, 0], "cc": [2, 2]}, (-7, 10))
    assert "bcz, aaz, ccz: 90 90 0" in capsys.readouterr().out


def test_means_are_those_of_the_network_s_scores(shown: Any) -> None:
    family = [Counter({0: 2}), Counter({0: 1, 1: 1}), Counter({1: 2})]
    ids, scores = sequence_ids.network_of_scores(family, 2)
    sums = [sum(m[x] * scores[x] for x in m) for m in family]
    assert sums == list(ids.sums)
    sequence_ids.means(["aa", "ab"], "ab", scores)
    (table,) = shown
    assert table.text.split("\n")[1].split()[-1] == str(scores[0])


def test_padding_is_told_for_both_sides(capsys: Any) -> None:
    sequence_ids.padded_both_ways([[0, 1], [1, 0], [0, 0, 1]], [1, 2, 3])
    said = capsys.readouterr().out
    assert "left:  consistent: ·ab ·ba aab" in said
    assert "right: inconsistent labels" in said


def test_random_families_watch_fewer_than_they_are() -> None:
    for multisets, watched in sequence_ids.random_families((2, 10)):
        assert 0 < watched < multisets


def test_padding_on_the_right_loses_the_last_token() -> None:
    words = Dataset.next_token([[1], [2]], [[0, 1], [1, 0], [0, 0, 1]], [1, 2, 3])
    moved = sequence_ids.pad_right(pad_left(words))
    assert [list(s) for s in moved.sequences] == [[0, 1, 2], [1, 0, 2], [0, 0, 1]]
