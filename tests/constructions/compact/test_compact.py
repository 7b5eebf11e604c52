"""Every compact network: all labels, by the one-file checker, on drawn data and at the edges."""

from __future__ import annotations

import json
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from memlib.cli import main
from memlib.constructions.registry import THEOREMS
from memlib.data import NEXT_TOKEN, SEQ_TO_SEQ, Dataset, json_form
from memlib.data.synthetic import hard_dataset, random_dataset
from memlib.errors import MemlibError
from memlib.exact import certificate, verify
from memlib.exact.batch import outputs

from ..theorems.theorem_cases import drawn, edges

COMPACT = [name for name, theorem in THEOREMS.items() if "compact" in theorem.methods]
FORMS = ("plain", "residual")


def check(theorem: str, data: Dataset, form: str, folder: Path, **options: Any) -> Any:
    """Build, write, and let the one-file checker compare every label with the data."""
    made = THEOREMS[theorem].by("compact")(data, form=form, **options)
    assert made.built.within(made.promised), (made.built, made.promised)
    assert made.built.width <= 14
    if form == "plain":
        first = 14 * (data.token_dim * data.longest + 1)
        assert made.dense_parameters <= first + 14 * 15 * (made.built.depth + 1)
    cert, source = folder / "cert.json.gz", folder / "data.json"
    certificate.write(cert, data, made.network, made.about())
    json_form.write(source, data)
    assert verify.verify(str(cert), str(source)).counts["items"] == data.items
    return made


def test_four_theorems_have_the_method() -> None:
    assert COMPACT == ["next-token", "seq-to-seq", "deep-sets", "feed-forward"]
    with pytest.raises(MemlibError, match="no compact method"):
        _ = THEOREMS["sparse"].by("compact")


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("theorem", COMPACT)
def test_drawn_data(theorem: str, form: str, tmp_path: Path) -> None:
    for data in drawn(theorem, 3):
        check(theorem, data, form, tmp_path)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("theorem", COMPACT)
def test_edges(theorem: str, form: str, tmp_path: Path) -> None:
    for _, data in edges(theorem):
        check(theorem, data, form, tmp_path)


#: n = 1, d = 1, repeated tokens, negative and fractional coordinates, labels ≤ 0 and far apart.
SPECIAL = {
    "one": Dataset.next_token([[5]], [[0]], [7]),
    "one class": Dataset.next_token([[0], [1]], [[0, 1], [1, 1]], [-3, -3]),
    "n = 1": Dataset.next_token([[Fraction(-7, 3)], [0], [2]], [[0], [1], [2]], [0, -5, 9]),
    "repeated": Dataset.next_token([[0, 0], [0, 1]], [[0] * 4, [1] * 4, [0, 0, 0, 1]], [1, 2, 3]),
    # 2{a, b, b} + a and 2{a, a, b} + b would be equal if the last token counted as one more.
    "shares": Dataset.next_token([[3], [4]], [[1, 1, 0], [0, 0, 1], [0, 1, 0]], [1, 2, 3]),
    "far apart": Dataset.next_token(
        [[Fraction(1, 7), -2], [Fraction(1, 7), -3]], [[0, 1], [1, 0]], [-(10**30), 10**30]
    ),
    "thousand": Dataset.next_token([[k] for k in range(40)], [[k] for k in range(40)],
                                   [(k * 677) % 1000 for k in range(40)]),
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", SPECIAL)
def test_special(name: str, form: str, tmp_path: Path) -> None:
    data = SPECIAL[name]
    for theorem in ("next-token", "feed-forward"):
        check(theorem, data, form, tmp_path)


@pytest.mark.parametrize("form", FORMS)
def test_a_coarse_lattice_in_many_dimensions(form: str, tmp_path: Path) -> None:
    """Long numbers that differ little: a short direction gives many of the vectors one value."""
    rng = Random(3)
    vectors = [tuple(10**9 * rng.randrange(5) for _ in range(26)) for _ in range(40)]
    labels = [rng.randrange(2) for _ in vectors]
    data = Dataset.next_token(vectors, [[i] for i in range(40)], labels)
    check("feed-forward", data, form, tmp_path)


@settings(max_examples=40)
@given(st.data())
def test_no_wrong_network(data: st.DataObject) -> None:
    """Drawn shapes: the outputs of the real layers are the labels."""
    draw = data.draw
    form = draw(st.sampled_from(FORMS))
    task = draw(st.sampled_from((NEXT_TOKEN, SEQ_TO_SEQ)))
    make: Callable[..., Dataset] = draw(st.sampled_from((random_dataset, hard_dataset)))
    dataset = make(
        draw(st.integers(1, 40)), draw(st.integers(2, 7)), draw(st.integers(1, 4)),
        draw(st.sampled_from((1, 2, 3, 10))), denominator=draw(st.integers(1, 3)),
        seed=draw(st.integers(0, 10**6)), task=task,
    )  # fmt: skip
    made = THEOREMS[task].by("compact")(dataset, form=form, seed=draw(st.integers(0, 99)))
    found = outputs(made.network, dataset)
    rows = [[y] if isinstance(y, int) else list(y) for y in dataset.labels]
    assert found == rows
    assert made.built.within(made.promised)


def test_fewer_parameters_than_data() -> None:
    """Two classes, distinct items: below 2N + d from N = 128, below N at 512 and 1,024."""
    for n, most in ((128, 259), (512, 512), (1024, 640)):
        data = hard_dataset(n, 8, 3, 2, distinct_items=True)
        for form in FORMS:
            made = THEOREMS["next-token"].by("compact")(data, form=form)
            assert made.built.parameters <= most
            assert made.built.within(made.promised), form  # now most of it is buckets


def test_ten_classes_at_width_14() -> None:
    data = hard_dataset(1024, 8, 3, 10, distinct_items=True)
    made = THEOREMS["next-token"].by("compact")(data)
    assert made.built.width <= 14
    assert made.built.parameters < 2 * len(data) + 3


@pytest.mark.large
def test_the_bars_at_4096() -> None:
    for classes, most in ((2, 1_900), (10, 4_000)):
        data = hard_dataset(4096, 8, 3, classes, distinct_items=True)
        for form in FORMS:
            made = THEOREMS["next-token"].by("compact")(data, form=form)
            assert made.built.parameters <= most
            assert made.built.width <= 14
            assert made.constants["sequences_checked"] == 4096


@pytest.mark.large
def test_long_sequences_cost_nothing() -> None:
    sizes = [
        THEOREMS["next-token"].by("compact")(hard_dataset(1024, n, 3, 2)).built.parameters
        for n in (4, 64, 1024)
    ]
    assert max(sizes) <= 1.1 * min(sizes)


def test_zero_on_other_data() -> None:
    data = hard_dataset(40, 5, 2, 3, distinct_items=True, seed=1)
    more = random_dataset(30, 5, 2, 3, seed=2)
    made = THEOREMS["next-token"].by("compact")(data, zero_on=more)
    assert [row[0] for row in outputs(made.network, data)] == list(data.labels)
    assert {row[0] for row in outputs(made.network, more)} == {0}
    free = THEOREMS["next-token"].by("compact")(data)
    assert {row[0] for row in outputs(free.network, more)} != {0}  # else the test says nothing
    with pytest.raises(MemlibError, match=r"labels . and 0"):
        THEOREMS["next-token"].by("compact")(data, zero_on=data)


@pytest.mark.parametrize("theorem", COMPACT)
def test_what_is_refused(theorem: str) -> None:
    wrong = random_dataset(4, 3, 1, 2, task=NEXT_TOKEN if theorem == "seq-to-seq" else SEQ_TO_SEQ)
    with pytest.raises(MemlibError, match="data, not"):
        THEOREMS[theorem].by("compact")(wrong)


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data, made, more = tmp_path / "d.json", tmp_path / "c.json", tmp_path / "more.json"
    json_form.write(data, hard_dataset(60, 4, 2, 2))
    json_form.write(more, random_dataset(10, 4, 2, 2, seed=9))
    line = ["construct", str(data), "--theorem", "next-token", "-o", str(made)]
    assert main([*line, "--method", "compact", "--zero-on", str(more)]) == 0
    assert "compact method" in capsys.readouterr().out
    assert json.loads(made.read_text(encoding="utf-8"))["about"]["method"] == "compact"
    assert main(["verify", str(made), "--data", str(data)]) == 0
    for wrong in (["--zero-on", str(more)], ["--method", "compact", "--theorem", "zhang"]):
        assert main([*line, *wrong]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 2


def test_words_of_a_chosen_length() -> None:
    data = hard_dataset(300, 4, 2, 2, seed=8)
    made = THEOREMS["next-token"].by("compact")(data, word_bits=6)
    free = THEOREMS["next-token"].by("compact")(data)
    assert made.constants["word_bits"] == 6 < free.constants["word_bits"]
    assert made.built.parameters > free.built.parameters
    assert [row[0] for row in outputs(made.network, data)] == list(data.labels)
