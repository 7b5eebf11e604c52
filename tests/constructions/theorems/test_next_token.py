"""Theorem B.1: all labels, by two routes that share nothing with the builder."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any, Literal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from memlib.constructions.construction import Construction
from memlib.constructions.theorems.next_token import construct, promise
from memlib.data import Dataset, pad_left
from memlib.data.synthetic import hard_dataset, random_dataset
from memlib.errors import MemlibError
from memlib.exact import certificate, evaluate, verify
from memlib.exact.layers import Affine, FeedForward, Relu, UniformAttention

Form = Literal["plain", "residual"]
FORMS: tuple[Form, ...] = ("plain", "residual")


def holds(made: Construction, folder: Path) -> None:
    """The one-file checker takes the certificate, and its data, and counts what was built."""
    path = folder / "c.json"
    certificate.write(path, made.dataset, made.network, made.about())
    counts = verify.verify(str(path)).counts
    for name, size in vars(made.built).items():
        assert counts[name] == size


def gives_its_labels(made: Construction) -> bool:
    """The definition of each layer, in fractions, on each sequence."""
    data = made.dataset
    return all(
        evaluate(made.network, [data.tokens[t] for t in sequence])[-1] == [label]
        for sequence, label in zip(data.sequences, data.labels, strict=True)
    )


def check(data: Dataset, folder: Path, seed: int = 0) -> list[Construction]:
    made = [construct(data, form=form, seed=seed) for form in FORMS]
    for one in made:
        assert one.dataset == data
        holds(one, folder)
        assert gives_its_labels(one)
        assert one.built.within(one.promised)
    assert made[0].built.width <= 14
    assert made[1].built.width <= 16
    return made


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("certificates")


coordinates = st.integers(-3, 3).map(Fraction) | st.fractions(-9, 9, max_denominator=12)


@st.composite
def consistent_data(draw: st.DrawFn) -> Dataset:
    """Few tokens and short sequences: repeats, permutations, shared multisets; any labels."""
    dim = draw(st.integers(1, 3))
    tokens = draw(st.lists(st.tuples(*[coordinates] * dim), min_size=1, max_size=4, unique=True))
    length = draw(st.integers(1, 4))
    index = st.integers(0, len(tokens) - 1)
    one = st.lists(index, min_size=length, max_size=length).map(tuple)
    sequences = draw(st.lists(one, min_size=1, max_size=6))
    label = draw(st.sampled_from([
        st.integers(1, 3), st.integers(-5, 0), st.just(7), st.integers(-(10**30), 10**30),
    ]))  # fmt: skip
    said: dict[Any, int] = {}
    for s in sequences:
        said.setdefault((tuple(sorted(s)), s[-1]), draw(label))
    return Dataset.next_token(tokens, sequences, [said[tuple(sorted(s)), s[-1]] for s in sequences])


@settings(max_examples=7, suppress_health_check=list(HealthCheck))
@given(consistent_data(), st.integers(0, 5))
def test_drawn_data(folder: Path, data: Dataset, seed: int) -> None:
    check(data, folder, seed)


LINE = [[k] for k in range(4)]


@pytest.mark.parametrize(
    "data",
    [
        Dataset.next_token([[0]], [[0]], [0]),
        Dataset.next_token([[0]], [[0, 0, 0]] * 3, [-4] * 3),
        Dataset.next_token(LINE, [[0, 1, 2], [1, 0, 2], [2, 0, 1], [2, 1, 0]], [5, 5, 6, 7]),
        Dataset.next_token(LINE, [[0, 1], [1, 1], [0, 1]], [3, 4, 3]),
        Dataset.next_token(LINE, [[1, 2], [0, 0], [2, 2]], [1, 2, 3]),  # B.2's counterexample
        Dataset.next_token(LINE, [[0], [1], [2], [3]], [10**40, -(10**40), 0, 1]),
        Dataset.next_token([[Fraction(1, 10**9)], [0]], [[0, 1], [1, 1]], [1, 2]),
        Dataset.next_token([[10**25], [-(10**25)]], [[0, 1], [1, 1]], [1, 2]),
        Dataset.next_token([[Fraction(-7, 3), Fraction(1, 11)], [0, 0]], [[0, 1], [1, 0]], [0, -1]),
    ],
    ids=[
        "one of everything", "one class, repeated", "permuted", "repeated", "printed step fails",
        "huge labels", "close", "far", "fractions",
    ],
)  # fmt: skip
def test_particular_data(tmp_path: Path, data: Dataset) -> None:
    check(data, tmp_path)


@pytest.mark.parametrize(
    "extra", [[[k] for k in range(10, 900)], [[10**20]], [[Fraction(1, 2**50)]]]
)
def test_tokens_that_no_sequence_uses(tmp_path: Path, extra: list[list[Any]]) -> None:
    """They change no label and no promise: V ≤ nN, and r and δ are those of the data's tokens."""
    few = Dataset.next_token(LINE, [[0], [1], [3]], [5, 9, 0])
    many = Dataset.next_token([LINE[0], *extra, *LINE[1:]], [[0], [-3 % (len(extra) + 4)],
                              [len(extra) + 3]], [5, 9, 0])  # fmt: skip
    for form in FORMS:
        assert promise(many, form) == promise(few, form)
    check(many, tmp_path)


def test_residual_form_is_the_architecture_of_eq_4() -> None:
    """E_in linear, F₁, one uniform attention, F₂, E_out; plain form has affine and ReLU layers."""
    data = hard_dataset(24, 4, 2, 3, seed=1)
    residual = list(construct(data, form="residual").network)
    entry, *middle, out = residual
    assert isinstance(entry, Affine)
    assert not entry.bias
    assert isinstance(out, Affine)
    assert {type(layer) for layer in middle} == {FeedForward, UniformAttention}
    plain = list(construct(data, form="plain").network)
    assert {type(layer) for layer in plain} == {Affine, Relu, UniformAttention}
    for layers in (plain, residual):
        attention = [layer for layer in layers if isinstance(layer, UniformAttention)]
        assert len(attention) == 1
        assert sorted(attention[0].weight.values()) == [1]


def test_seeds_change_the_network_and_not_the_labels(tmp_path: Path) -> None:
    data = hard_dataset(12, 3, 2, 3, seed=3)
    made = [construct(data, seed=seed) for seed in (1, 1, 2)]
    assert made[0].network == made[1].network
    assert made[0].network != made[2].network
    holds(made[0], tmp_path)
    holds(made[2], tmp_path)
    again = [construct(data, seed=4, form=form).network for form in FORMS for _ in range(2)]
    assert again[0] == again[1]
    assert again[2] == again[3]


def test_inconsistent_labels_are_named() -> None:
    data = Dataset.next_token(LINE, [[3, 3, 3], [0, 1, 2], [1, 0, 2]], [0, 41, -42])
    with pytest.raises(MemlibError) as caught:
        construct(data)
    message = str(caught.value)
    assert message.startswith("construct next-token: ")
    for word in ("sequences 1 and 2", "41", "-42", "drop"):
        assert word in message


def test_unequal_lengths_are_refused_with_the_mend(tmp_path: Path) -> None:
    data = Dataset.next_token(LINE, [[0, 1], [1], [1, 0, 1]], [1, 2, 3])
    with pytest.raises(MemlibError, match=r"sequences\[1\]: has length 1, .*pad_left"):
        construct(data)
    check(pad_left(data), tmp_path)


def test_other_tasks_and_forms_are_refused() -> None:
    with pytest.raises(MemlibError, match="next-token data, not seq-to-seq"):
        construct(Dataset.seq_to_seq(LINE, [[0, 1]], [[1, 2]]))
    data = Dataset.next_token(LINE, [[0]], [1])
    with pytest.raises(MemlibError, match="no form is called 'recurrent'"):
        construct(data, form="recurrent")  # type: ignore[arg-type]


def test_progress_ends_where_it_should() -> None:
    seen: list[tuple[int, int]] = []
    construct(Dataset.next_token(LINE, [[0]], [1]), progress=lambda *x: seen.append(x))
    assert seen == [(1, 3), (2, 3), (3, 3)]


def test_the_names_of_the_proof_mean_what_they_say() -> None:
    """s of eq. (53): one point a context, each (φ̃ of the last token, F, mean of φ̃)."""
    data = hard_dataset(16, 4, 2, 3, seed=5)
    proof = construct(data).proof
    assert len(set(proof.context_ids)) == len(proof.context_ids)
    for sequence, label in zip(data.sequences, data.labels, strict=True):
        mean = Fraction(sum(proof.ids.score_of_token[t] for t in sequence), len(sequence))
        last = sequence[-1]
        s = (proof.ids.score_of_token[last], proof.identity.values[last], mean)
        assert proof.contexts.labels[proof.context_ids.index(s)] == label


@pytest.mark.large
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("kind", ["random", "hard"])
@pytest.mark.parametrize("seed", range(20))
def test_many_data_sets(tmp_path: Path, kind: str, seed: int, form: Form) -> None:
    random = Random(seed)
    draw = random_dataset if kind == "random" else hard_dataset
    data = draw(
        random.randint(1, 400),
        random.randint(2, 40),
        random.randint(1, 8),
        random.choice([1, 2, 10, 1000]),
        denominator=random.choice([1, 1, 2, 7]),
        seed=seed,
    )
    made = construct(data, form=form, seed=seed)
    assert made.built.within(made.promised)
    holds(made, tmp_path)
