"""Looking inside a memorizer: values of the network, names of the program, bits of the words."""

from __future__ import annotations

import pytest

from memlib.constructions.studies import pencil
from memlib.constructions.studies.layer_by_layer import layer_by_layer
from memlib.exact import compile_plain, count
from memlib.exact.program import run_step

POINTS = [(0,), (1,), (2,), (3,), (4,)]
LABELS = [3, 1, 2, 0, 3]
NET = pencil.memorize(POINTS, LABELS, slots=2, inputs=("x",), prefix="")


@pytest.mark.parametrize(("point", "label"), [*zip(POINTS, LABELS, strict=True)])
def test_the_walk_ends_with_the_label(point: tuple[int], label: int) -> None:
    states = layer_by_layer(NET, point, ("x",))
    assert states[-1].rows == {"label": label}
    assert len(states) == count(compile_plain(NET.program(("x",))), 1).depth + 1


@pytest.mark.parametrize("point", POINTS)
def test_rows_have_the_values_of_the_program(point: tuple[int]) -> None:
    program = NET.program(("x",))
    values = {name: form.at({"x": point[0]}) for name, form in program.initial.items()}  # type: ignore[union-attr]
    states = layer_by_layer(NET, point, ("x",))
    for i, step in enumerate(program.operations):
        before = values
        values = run_step(step, values)  # type: ignore[arg-type]
        now = values if not step.units else before  # type: ignore[union-attr]
        for name, value in states[i].rows.items():
            form = step.units.get(name)  # type: ignore[union-attr]
            assert value == (max(form.at(before), 0) if form else now[name]), (i, name)


def test_the_bits_are_those_of_the_words() -> None:
    for point, bucket in (((0,), 0), ((1,), 0), ((2,), 1), ((3,), 1), ((4,), 1)):
        last = layer_by_layer(NET, point, ("x",))[-1]
        words = NET.buckets[bucket].words
        assert int(last.key_bits, 2) == words["keys"]
        assert int(last.label_bits, 2) == words["labels"]
        assert len(last.key_bits) == 2 * NET.shape.key_bits


def test_the_table_is_text() -> None:
    table = layer_by_layer(NET, (2,), ("x",))[6].table()
    assert table["title"] == "place the near and the far points"
    assert all(isinstance(value, str) for value in table["rows"].values())
