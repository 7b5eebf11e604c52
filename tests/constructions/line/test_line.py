"""Every network of line words: all labels, by the one-file checker, on drawn data and at edges."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from memlib.cli import main
from memlib.constructions.line.words import AHEAD, Question
from memlib.constructions.registry import THEOREMS
from memlib.data import NEXT_TOKEN, SEQ_TO_SEQ, Dataset, json_form
from memlib.data.synthetic import hard_dataset, random_dataset
from memlib.errors import MemlibError
from memlib.exact import certificate, verify
from memlib.exact.batch import outputs
from memlib.exact.count import count
from memlib.exact.layers import Network

from ..compact.test_compact import SPECIAL
from ..theorems.theorem_cases import drawn, edges

LINE = [name for name, theorem in THEOREMS.items() if "line" in theorem.methods]
FORMS = ("plain", "residual")


def by_line(theorem: str) -> Callable[..., Any]:
    """The builder, with the quick search if numba is here."""
    if not find_spec("numba"):
        return THEOREMS[theorem].by("line")
    from memlib.fast import words

    return partial(THEOREMS[theorem].by("line"), search=words.search)


def right(network: Network, data: Dataset) -> bool:
    rows = [[y] if isinstance(y, int) else list(y) for y in data.labels]
    return outputs(network, data) == rows


def check(theorem: str, data: Dataset, form: str, folder: Path, **options: Any) -> Any:
    """Build, write, and let the one-file checker compare every label with the data."""
    made = by_line(theorem)(data, form=form, **{"effort": "low", **options})
    assert made.built.within(made.promised), (made.built, made.promised)
    cert, source = folder / "cert.json.gz", folder / "data.json"
    certificate.write(cert, data, made.network, made.about())
    json_form.write(source, data)
    assert verify.verify(str(cert), str(source)).counts["items"] == data.items
    return made


def test_four_theorems_have_the_method() -> None:
    assert LINE == ["next-token", "seq-to-seq", "deep-sets", "feed-forward"]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("theorem", LINE)
def test_drawn_data(theorem: str, form: str, tmp_path: Path) -> None:
    for data in drawn(theorem, 2):
        check(theorem, data, form, tmp_path)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("theorem", LINE)
def test_edges(theorem: str, form: str, tmp_path: Path) -> None:
    for _, data in edges(theorem):
        check(theorem, data, form, tmp_path)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", SPECIAL)
def test_special(name: str, form: str, tmp_path: Path) -> None:
    for theorem in ("next-token", "feed-forward"):
        check(theorem, SPECIAL[name], form, tmp_path)


def test_very_long_numbers() -> None:
    """Keys of hundreds of bits: the search sees their first forty, the check sees all."""
    rng = Random(3)
    vectors = [(rng.randrange(10**80), 10**90 * rng.randrange(3)) for _ in range(60)]
    data = Dataset.next_token(
        vectors, [[i] for i in range(60)], [rng.randrange(2) for _ in vectors]
    )
    for form in FORMS:
        assert right(by_line("feed-forward")(data, form=form, effort="low").network, data)


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_no_wrong_network(data: st.DataObject) -> None:
    """Drawn shapes: the outputs of the real layers are the labels."""
    draw = data.draw
    task = draw(st.sampled_from((NEXT_TOKEN, SEQ_TO_SEQ)))
    make: Callable[..., Dataset] = draw(st.sampled_from((random_dataset, hard_dataset)))
    dataset = make(
        draw(st.integers(1, 60)), draw(st.integers(2, 7)), draw(st.integers(1, 4)),
        draw(st.sampled_from((1, 2, 2, 3, 10))), denominator=draw(st.integers(1, 3)),
        seed=draw(st.integers(0, 10**6)), task=task,
    )  # fmt: skip
    width = draw(st.sampled_from((None, None, 5, 6, 9)))
    made = by_line(task)(
        dataset, form=draw(st.sampled_from(FORMS)), seed=draw(st.integers(0, 99)), effort="low",
        width=width,
    )  # fmt: skip
    assert right(made.network, dataset)
    assert made.built.within(made.promised)
    assert width is None or made.built.width <= width


@pytest.mark.parametrize("form", FORMS)
def test_narrow_networks_cost_little_more(form: str) -> None:
    data = hard_dataset(400, 8, 3, 2, distinct_items=True)
    wide = by_line("next-token")(data, form=form)
    assert wide.built.width > 12
    narrow = by_line("next-token")(data, form=form, width=12)
    assert narrow.built.width <= 12
    assert right(narrow.network, data)
    assert narrow.built.parameters <= 1.25 * wide.built.parameters


@pytest.mark.parametrize(("n", "most"), [(64, 131), (100, 100)])
def test_fewer_parameters_than_one_neuron_a_label_and_than_labels(n: int, most: int) -> None:
    data = hard_dataset(n, 8, 3, 2, distinct_items=True)
    assert by_line("next-token")(data, form="residual").built.parameters < most


@pytest.mark.parametrize(("n", "most"), [(256, 515), (512, 512)])
def test_the_same_for_what_a_tensor_holds(n: int, most: int) -> None:
    data = hard_dataset(n, 8, 3, 2, distinct_items=True)
    made = by_line("next-token")(data, fewest="dense")
    assert count(made.network, 3).dense_parameters < most


@pytest.mark.parametrize("form", FORMS)
def test_fewer_bits(form: str) -> None:
    data = hard_dataset(256, 8, 3, 2, distinct_items=True)
    free, short = (
        by_line("next-token")(data, form=form, fewest=fewest) for fewest in ("nonzero", "bits")
    )
    assert right(short.network, data)
    assert short.built.within(short.promised)
    assert count(short.network, 3).total_bits < 0.95 * count(free.network, 3).total_bits


def test_a_slow_search_gives_the_same_network() -> None:
    pytest.importorskip("numba")
    data = hard_dataset(40, 4, 2, 2, seed=5)
    slow = THEOREMS["next-token"].by("line")(data, effort="low")
    assert slow.network == by_line("next-token")(data, effort="low").network


@pytest.mark.large
def test_the_sizes_at_1024() -> None:
    for form, most in (("residual", 192), ("plain", 292)):
        data = hard_dataset(1024, 8, 3, 2, distinct_items=True)
        made = by_line("next-token")(data, form=form)
        assert made.built.parameters <= most
        assert made.constants["sequences_checked"] == 1024


def test_zero_on_other_data() -> None:
    data = hard_dataset(40, 5, 2, 3, distinct_items=True, seed=1)
    more = random_dataset(30, 5, 2, 3, seed=2)
    made = by_line("next-token")(data, zero_on=more, effort="low")
    assert right(made.network, data)
    assert {row[0] for row in outputs(made.network, more)} == {0}


@pytest.mark.parametrize("theorem", LINE)
def test_what_is_refused(theorem: str) -> None:
    wrong = random_dataset(4, 3, 1, 2, task=NEXT_TOKEN if theorem == "seq-to-seq" else SEQ_TO_SEQ)
    with pytest.raises(MemlibError, match="data, not"):
        by_line(theorem)(wrong)


def test_bad_options_and_a_search_that_finds_nothing() -> None:
    data = hard_dataset(40, 5, 2, 2)
    with pytest.raises(MemlibError, match="no effort is called"):
        by_line("next-token")(data, effort="heroic")
    with pytest.raises(MemlibError, match="no count is called"):
        by_line("next-token")(data, fewest="long")
    with pytest.raises(MemlibError, match="width 4 is too small"):
        by_line("next-token")(data, width=4)
    with pytest.raises(MemlibError, match="left a key without a line"):
        THEOREMS["next-token"].by("line")(data, effort="low", search=lambda question: [])


def test_a_search_that_lies_makes_no_wrong_network() -> None:
    """Answers are only proposals: every bit is computed again before a hinge is taken."""
    data = hard_dataset(40, 5, 2, 2)
    with pytest.raises(MemlibError, match="left a key without a line"):
        THEOREMS["next-token"].by("line")(data, effort="low", search=lambda q: [(0, 1), (1, 1)])


def test_every_slope_is_searched_with_every_place_to_begin() -> None:
    """A first line rises from 0 on and ends two units below the top, at the latest."""
    asked: list[Question] = []

    def nothing(question: Question) -> list[tuple[int, int]]:
        asked.append(question)
        return []

    with pytest.raises(MemlibError, match="left a key without a line"):
        THEOREMS["next-token"].by("line")(hard_dataset(40, 5, 2, 2), effort="low", search=nothing)
    assert asked
    for question in asked:
        top = 1 << question.digits[0] + AHEAD
        width, one = max(1, *question.deltas), top << question.scale
        expected = []
        for s in range(1, one // width + 1):
            room = one - s * width >> question.scale
            if places := [p for p in range(top) if p + 2 <= room]:
                expected.append((s, places[0], places[-1]))
        assert list(question.starts) == expected
        assert expected[-1][1:] == (0, 0)  # the steepest line has one place


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data, made, more = tmp_path / "d.json", tmp_path / "c.json", tmp_path / "more.json"
    json_form.write(data, hard_dataset(60, 4, 2, 2))
    json_form.write(more, random_dataset(10, 4, 2, 2, seed=9))
    line = ["construct", str(data), "--theorem", "next-token", "-o", str(made)]
    options = ["--method", "line", "--effort", "low", "--width", "9"]
    assert main([*line, *options, "--zero-on", str(more)]) == 0
    assert "line method" in capsys.readouterr().out
    assert json.loads(made.read_text(encoding="utf-8"))["about"]["method"] == "line"
    assert main(["verify", str(made), "--data", str(data)]) == 0
    for wrong in (["--effort", "low"], ["--width", "9"], ["--method", "line", "--width", "3"]):
        assert main([*line, *wrong]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 3
