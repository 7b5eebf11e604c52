"""Coq accepts a certificate's theorem exactly when the one-file checker says that it holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from random import Random
from subprocess import CompletedProcess

from memlib.constructions.compact import construct as compact
from memlib.constructions.theorems import next_token
from memlib.data.synthetic import random_dataset
from memlib.export.coq import theorem
from tests.formal.certificates import (
    alterable,
    altered,
    built,
    drawn_ones,
    judged,
    of,
    thirty,
    together,
)

Coqc = Callable[[str], CompletedProcess[str]]
CLOSED = "Closed under the global context"
#: Alterations of each kind; 200 in all.
ALTERED = dict.fromkeys(("weight", "bias", "label", "count", "attention"), 40)


def test_a_compact_network_of_1024_items(coqc: Coqc) -> None:
    data = random_dataset(1024, 8, 3, 2)
    made = compact.construct("next-token", data)
    done = coqc(theorem(of(data, made.network)))
    assert (done.returncode, done.stdout.strip()) == (0, CLOSED), done.stderr


def test_a_literal_network_of_64_items(coqc: Coqc) -> None:
    data = random_dataset(64, 8, 3, 2)
    made = next_token.construct(data)
    done = coqc(theorem(of(data, made.network)))
    assert (done.returncode, done.stdout.strip()) == (0, CLOSED), done.stderr


def test_thirty_certificates_of_all_kinds(coqc: Coqc) -> None:
    certificates = thirty()
    assert len(certificates) >= 30
    done = coqc(together((each, True) for each in certificates))
    assert done.returncode == 0, done.stderr


def test_two_hundred_altered_ones(coqc: Coqc, tmp_path: Path) -> None:
    rng, judgments, tally = Random(17), [], Counter[bool]()
    for kind, times in ALTERED.items():
        bases = [
            each for each in (*built(1), *drawn_ones(1), *drawn_ones(2)) if alterable(each, kind)
        ]
        for k in range(times):
            value = altered(bases[k % len(bases)], kind, rng)
            judgments.append(judged(value, tmp_path / "altered.json"))
            tally[judgments[-1][1]] += 1
    assert min(tally[True], tally[False]) >= 10, tally  # both verdicts are tried
    done = coqc(together(judgments))
    assert done.returncode == 0, done.stderr


def test_a_wrong_verdict_would_be_seen(coqc: Coqc, tmp_path: Path) -> None:
    """The file of many theorems is refused when one verdict in it is false."""
    base = built(1)[0]
    wrong, holds = judged(altered(base, "label", Random(1)), tmp_path / "altered.json")
    assert not holds
    assert coqc(together([(base, True), (wrong, False)])).returncode == 0
    assert coqc(together([(base, True), (wrong, True)])).returncode != 0
    assert coqc(together([(base, False)])).returncode != 0
