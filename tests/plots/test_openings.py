"""The pictures that chapters open with: what their alt text says."""

from __future__ import annotations

from typing import Any

import pytest

from memlib.chapters import few_bits, longer_sequences, mixers, short_history, training_setup
from memlib.chapters import softmax_rivals as rivals
from memlib.errors import MemlibError
from memlib.experiments.runs import runs
from memlib.experiments.verdicts.s1 import duels
from memlib.plots.mixers import who_hears_whom


def test_mixers_give_each_token_the_weights_of_their_kind(shown: Any) -> None:
    mixers.five_mixers()
    alt = shown[0].alt
    assert "averaging: the last token receives 0.25, 0.25, 0.25, 0.25" in alt
    assert "pooling: the last token receives 0, 0, 0.5, -0.5" in alt
    assert "hardmax: the last token receives 0, 1, 0, 0" in alt
    with pytest.raises(MemlibError, match="no mixer"):
        who_hears_whom({})


def test_a_staircase_has_as_many_steps_as_the_format_has_numbers(shown: Any) -> None:
    few_bits.staircase()
    for bits in (3, 4, 8):
        assert f"int{bits}: {2**bits - 1} steps" in shown[0].alt


def test_enclosures_shrink_until_one_integer_is_left(shown: Any) -> None:
    rivals.narrowing()
    said = [part.split(": ")[1] for part in shown[0].alt.split("as 1. ")[1].rstrip(".").split("; ")]
    widths = [float(high) - float(low) for low, high in (each.split(" to ") for each in said)]
    assert widths == sorted(widths, reverse=True)
    assert widths[0] > 1 > widths[-1]


def test_hits_by_length_are_those_of_the_duels(shown: Any) -> None:
    longer_sequences.hits_by_length("s1_wide", 200)
    some = [duel for duel in duels(runs("s1_wide")[1], "uniform") if duel["N"] == 200]
    ours = ", ".join(f"{duel['rates'][0].share:.2f} at {duel['n']}" for duel in some)
    assert f"eq. (165), uniform: {ours}" in shown[0].alt


def test_a_question_asked_of_runs(shown: Any) -> None:
    training_setup.share_of_hits()
    assert shown[0].alt.startswith("Share of runs that hit against trained parameters. N = 64:")


def test_history_is_drawn_oldest_first(shown: Any) -> None:
    short_history.then_and_now()
    alt = shown[0].alt
    names = ["Nilsson 1965", "Baum 1988", "Yun et al. 2019", "Vardi et al. 2022", "Theorem 4.1"]
    assert [alt.index(name) for name in names] == sorted(alt.index(name) for name in names)
