"""The data of training runs: from its recipe alone, and what it promises."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from memlib.errors import MemlibError
from memlib.training import words
from memlib.training.run import Task, pairs
from memlib.training.tasks import arrays

TEXTS = [
    ("the cat sat", "a", "entailment"), ("the cat sat", "b", "neutral"),
    ("a dog ran home", "b", "neutral"), ("a bird", "c", "contradiction"),
    ("it rains", "d", "entailment"),
]  # fmt: skip


@pytest.fixture
def multinli(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [json.dumps({"premise": p, "hypothesis": h, "label": y}) for p, h, y in TEXTS]
    (tmp_path / "multinli_train_8999.jsonl").write_text("\n".join(lines) + "\n")
    monkeypatch.setenv("MEMLIB_DATA", str(tmp_path))


@pytest.mark.usefixtures("multinli")
def test_conflicts_are_dropped_or_kept() -> None:
    dropped = words.multinli(4, 3, seed=0)
    assert dropped.facts["conflicts"] == 1
    assert dropped.floor() == (0.0, 0.0)
    kept = words.multinli(5, 3, seed=0, conflicts="keep")
    assert kept.facts["conflicts"] == 1
    assert kept.floor() == (pytest.approx(2 * np.log(2) / 5), pytest.approx(0.2))


@pytest.mark.usefixtures("multinli")
def test_token_0_is_read_and_stands_last() -> None:
    plain = words.multinli(4, 3, seed=0)
    marked = words.multinli(4, 3, seed=0, mark=True)
    assert plain.ids is not None
    assert marked.ids is not None
    assert len(set(plain.ids[:, -1].tolist())) > 1
    assert len(set(marked.ids[:, -1].tolist())) == 1, "every text begins with [CLS]"
    assert marked.length == plain.length + 1


@pytest.mark.usefixtures("multinli")
def test_equal_words_have_equal_vectors() -> None:
    made = words.multinli(4, 3, seed=0, dim=2)
    assert made.x is not None
    assert made.ids is not None
    for number in range(made.vocabulary):
        assert len(np.unique(made.x[made.ids == number], axis=0)) == 1
    again = words.multinli(4, 3, seed=0, dim=2)
    other = words.multinli(4, 3, seed=0, dim=2, vectors=1)
    assert made.digest == again.digest != other.digest


@pytest.mark.usefixtures("multinli")
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"sequences": 9}, "only 4 sequences"),
        ({"sequences": 4, "labels": "wrong"}, "labels: 'wrong' is not allowed"),
        ({"sequences": 4, "conflicts": "fix"}, "use drop, keep"),
        ({"sequences": 4, "depth": 1}, "takes no 'depth'"),
    ],
)
def test_what_is_wrong_with_texts(arguments: dict[str, int], message: str) -> None:
    with pytest.raises(MemlibError, match=message):
        arrays(Task("multinli", pairs(length=3, seed=0, **arguments)))


def test_context_needing_data_has_few_tokens_and_no_conflict() -> None:
    made = arrays(Task("context", pairs(sequences=200, length=10, dim=2, tokens=6, seed=0)))
    assert made.vocabulary == 6
    assert made.floor() == (0.0, 0.0)
    alike = arrays(
        Task("context", pairs(sequences=200, length=10, dim=2, tokens=6, seed=0, alike=True))
    )
    assert alike.ids is not None
    assert set(alike.ids[:, -1].tolist()) == {0}
    with pytest.raises(MemlibError, match="distinct multisets"):
        arrays(Task("context", pairs(sequences=200, length=2, dim=2, tokens=3, seed=0)))


def test_orders_of_a_multiset_share_one_label() -> None:
    made = arrays(Task("orders", pairs(sequences=64, length=16, dim=2, tokens=8, each=16, seed=1)))
    assert made.ids is not None
    labels: dict[tuple[int, ...], set[int]] = {}
    for row, label in zip(made.ids.tolist(), made.y.tolist(), strict=True):
        labels.setdefault(tuple(sorted(row)), set()).add(label)
    assert len(labels) == 4
    assert all(len(found) == 1 for found in labels.values())
    assert sorted(map(min, labels.values())) == [0, 0, 1, 1], "no constant is right"
    assert len(set(map(tuple, made.ids.tolist()))) == 64
    with pytest.raises(MemlibError, match="multisets in 16 orders"):
        arrays(Task("orders", pairs(sequences=64, length=2, dim=2, tokens=8, each=16, seed=1)))


def test_one_token_of_a_haystack_is_another() -> None:
    made = arrays(Task("needle", pairs(sequences=60, length=30, dim=2, seed=1)))
    assert made.ids is not None
    assert ((made.ids > 0).sum(1) == 1).all()
    assert (made.ids[:, -1] == 0).all(), "the last token tells nothing"
    assert len(np.unique((made.ids > 0).argmax(1))) > 10, "it lies anywhere"
    short = arrays(Task("needle", pairs(sequences=60, length=3, dim=2, seed=1)))
    assert short.ids is not None
    assert (short.ids[:, -1] == 0).all(), "and never at the end"
    assert made.floor() == (0.0, 0.0)
    with pytest.raises(MemlibError, match="no haystack"):
        arrays(Task("needle", pairs(sequences=6, length=1, dim=2, seed=1)))


@pytest.mark.usefixtures("multinli")
def test_a_running_text_is_cut_into_stretches() -> None:
    made = words.running(3, 5, 2, seed=0)
    assert made.ids is not None
    assert made.x is not None
    assert made.ids.shape == (3, 5)
    assert made.ids.ravel()[0] == 0
    firsts = [int(one) for k, one in enumerate(made.ids.ravel()) if one not in made.ids.ravel()[:k]]
    assert firsts == list(range(made.vocabulary)), "words are numbered as they come"
    with pytest.raises(MemlibError, match="sequences of 5 words, not 100"):
        words.running(100, 5, 2, seed=0)


@pytest.mark.usefixtures("multinli")
def test_a_running_text_is_cut_into_letters_and_no_stretch_comes_twice() -> None:
    made = words.running(20, 2, 2, seed=0, unit="letter")
    assert made.ids is not None
    told = [(*sorted(row), row[-1]) for row in made.ids.tolist()]
    assert len(set(told)) == 20
    assert made.vocabulary < 40
    with pytest.raises(MemlibError, match="sequences of 1 letters, not 100"):
        words.running(100, 1, 2, seed=0, unit="letter")


def test_uniform_tokens_fill_the_cube() -> None:
    made = arrays(Task("uniform", pairs(sequences=300, length=10, dim=6, seed=0)))
    assert made.x is not None
    assert made.x.min() >= 0
    assert made.x.max() < 1
    assert made.x.mean() == pytest.approx(0.5, abs=0.01)
    assert set(made.signs.tolist()) == {-1.0, 1.0}


def test_patches_are_cut_from_the_picture() -> None:
    from sklearn.datasets import load_digits

    made = arrays(Task("digits", pairs(sequences=5, seed=0)))
    first = load_digits().images[np.random.default_rng([4, 0]).permutation(1797)[0]] / 16
    assert made.x is not None
    assert made.x[0, 0].tolist() == pytest.approx(first[:2, :2].ravel().tolist())
    assert made.x[0, 5].tolist() == pytest.approx(first[2:4, 2:4].ravel().tolist())
    noisy = arrays(Task("digits", pairs(sequences=1000, seed=0, noise=0.5)))
    clean = arrays(Task("digits", pairs(sequences=1000, seed=0)))
    assert 0.4 < (noisy.y != clean.y).mean() < 0.5


def test_there_is_no_such_recipe() -> None:
    with pytest.raises(MemlibError, match="no recipe"):
        arrays(Task("soup", pairs()))
