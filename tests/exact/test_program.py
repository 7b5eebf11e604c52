"""A program, run or compiled in either form, is what its steps say."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import assume, given, settings

from memlib.errors import MemlibError
from memlib.exact import Network, compile_plain, compile_residual, evaluate, layer_json
from memlib.exact.form import constant, coordinate
from memlib.exact.layers import FeedForward
from memlib.exact.plain import embedding
from memlib.exact.program import (
    CARRY,
    Attend,
    DropFirstColumn,
    PoolSum,
    PrependColumn,
    Program,
    Step,
    Table,
    side_by_side,
)

from .programs import INPUTS, Values, meaning, programs, sequences

COMPILERS = (compile_plain, compile_residual)


def outputs(network: Network, tokens: list[Values]) -> list[Fraction]:
    columns = evaluate(network, [[x[name] for name in INPUTS] for x in tokens])
    assert all(len(column) == 1 for column in columns)
    return [column[0] for column in columns]


@settings(max_examples=40)
@given(programs(), sequences())
def test_steps_mean_the_same_three_times(program: Program, tokens: list[Values]) -> None:
    said = meaning(program, tokens)
    assert said is not None
    assert [program.run(x) for x in tokens] == said
    for compiler in COMPILERS:
        assert outputs(compiler(program), tokens) == said


@settings(max_examples=40)
@given(programs(mixing=True), sequences())
def test_mixing_columns_means_the_same_in_both_forms(
    program: Program, tokens: list[Values]
) -> None:
    said = meaning(program, tokens)
    assume(said)  # gather and drop may leave no column
    for compiler in COMPILERS:
        assert outputs(compiler(program), tokens) == said


def x(name: str) -> Values:
    return {"x1": Fraction(name), "x2": Fraction(0)}


def both(program: Program, *tokens: str) -> list[Fraction]:
    """The outputs, which are the same in both forms and by definition."""
    columns = [x(t) for t in tokens]
    said = meaning(program, columns)
    for compiler in COMPILERS:
        assert outputs(compiler(program), columns) == said
    assert said is not None
    return said


A, B = coordinate("a"), coordinate("b")
FIRST = {"a": coordinate("x1"), "b": coordinate("x1") + 1}


def test_two_coordinates_change_places() -> None:
    """Every update reads the values from before the step."""
    swap = Step(updates={"a": B, "b": A})
    assert both(Program(INPUTS, FIRST, (CARRY, swap), 3 * A + B), "2") == [11]
    three = Step(updates={"a": B, "b": coordinate("c"), "c": A})
    start = FIRST | {"c": constant(5)}
    program = Program(INPUTS, start, (CARRY, three, three), 100 * A + 10 * B + coordinate("c"))
    assert both(program, "2") == [523]


def test_a_row_is_taken_over_and_cleared() -> None:
    """Coordinate b dies, later c needs a row: nothing of b may be left in it."""
    add_b, add_c = (Step(updates={"a": A + x}) for x in (B, coordinate("c")))
    program = Program(INPUTS, FIRST, (CARRY, add_b, Step(updates={"c": constant(7)}), add_c), A)
    assert both(program, "2", "1/2") == [12, 9]
    assert {layer.m for layer in compile_residual(program) if isinstance(layer, FeedForward)} == {2}


def test_a_stale_row_is_cleared_after_the_columns_were_mixed() -> None:
    program = Program(
        INPUTS,
        FIRST,
        (
            CARRY,
            Step(updates={"a": A + B}),
            Attend("uniform", {("a", "a"): 1}),
            PoolSum(),
            Step(updates={"c": A * 2}),
            Step(updates={"a": A + coordinate("c")}),
        ),
        A,
    )
    assert both(program, "2", "0") == [3 * ((5 + 3) + (1 + 3))]


def test_a_new_number_in_place_of_a_fraction_of_the_old_one() -> None:
    shrink = Step(units={"u": A - 1}, updates={"a": Fraction(1, 8) * A + coordinate("u")})
    assert both(Program(INPUTS, FIRST, (CARRY, shrink, shrink), A), "4") == [
        Fraction(7, 16) + Fraction(5, 2)
    ]


def test_a_pending_form_becomes_a_row_before_columns_are_mixed() -> None:
    """The step's only unit is dead, so its rows have the names of the coordinates already."""
    double = Step(units={"unread": A}, updates={"a": 2 * A})
    attend = Attend("uniform", {("a", "a"): 1})
    assert both(Program(INPUTS, FIRST, (CARRY, double, attend), A), "1", "3") == [6, 10]


def test_a_unit_reads_coordinates_and_no_other_unit() -> None:
    chain = Step(units={"u": A, "v": coordinate("u")}, updates={"a": coordinate("v")})
    program = Program(INPUTS, FIRST, (CARRY, chain), A)
    for use in (lambda: program.run(x("1")), *(lambda c=c: c(program) for c in COMPILERS)):
        with pytest.raises(KeyError, match="u"):
            use()


def test_what_nobody_reads_may_be_attended_to_or_prepended() -> None:
    """b gets what a step's end drops: dead weights cost nothing and break nothing."""
    attend = Attend("uniform", {("b", "a"): 1, ("a", "a"): 1})
    assert both(Program(INPUTS, FIRST, (CARRY, attend), A), "1", "3") == [3, 5]
    extra = PrependColumn({"a": 2, "b": 9})
    program = Program(INPUTS, FIRST, (CARRY, extra, attend, DropFirstColumn()), A)
    assert both(program, "1", "3") == [3, 5]


@pytest.mark.parametrize("kind", ["gather", "scatter"])
def test_one_column_and_the_others(kind: str) -> None:
    attend = Attend(kind, {("a", "a"): 3})  # type: ignore[arg-type]
    program = Program(INPUTS, {"a": coordinate("x1")}, (CARRY, attend), A)
    assert both(program, "1", "2", "6") == {"gather": [13, 2, 6], "scatter": [1, 5, 9]}[kind]


def test_a_constant_program() -> None:
    program = Program(INPUTS, FIRST, (CARRY,), constant(-3))
    assert both(program, "1", "3") == [-3, -3]
    program = Program(
        INPUTS, FIRST, (CARRY, PoolSum(), Step(updates={"c": constant(7)})), A * 0 - 3
    )
    assert both(program, "1", "3") == [-3]


def test_each_layer_has_a_row_even_when_nothing_is_needed() -> None:
    """The format knows no matrix without rows, and a constant needs none."""
    late = (CARRY, Attend("uniform", {("a", "b"): 1}), PoolSum(), Step(updates={"c": constant(7)}))
    assert both(Program(INPUTS, FIRST, late, coordinate("c")), "1", "3") == [7]
    for operations in ((CARRY,), late, (CARRY, PoolSum(), PoolSum())):
        for compiler in COMPILERS:
            program = Program(INPUTS, FIRST | {"c": constant(7)}, operations, coordinate("c") * 0)
            sizes = [layer_json.to_json(layer).get("shape", [1]) for layer in compiler(program)]
            assert min(map(min, sizes)) >= 1


def test_negative_first_values_are_carried_as_zero_by_run_and_plain() -> None:
    program = Program(INPUTS, {"a": coordinate("x1")}, (CARRY,), A)
    assert program.run(x("-2")) == 0
    assert outputs(compile_plain(program), [x("-2")]) == [0]


def test_a_program_begins_by_carrying() -> None:
    program = Program(INPUTS, FIRST, (Step(updates={"a": B}),), A)
    with pytest.raises(MemlibError, match="carry"):
        compile_residual(program)


def test_no_meaning_on_one_token_with_attention() -> None:
    with pytest.raises(MemlibError, match="single-token"):
        Program(INPUTS, FIRST, (CARRY, PoolSum()), A).run(x("1"))


def test_live_sets_say_who_is_read_later() -> None:
    program = Program(
        INPUTS,
        FIRST | {"c": constant(1)},
        (
            CARRY,
            Step(units={"u": B - 1, "unread": coordinate("c")}, updates={"a": coordinate("u")}),
            Attend("uniform", {("a", "b"): 1, ("c", "a"): 1}),
        ),
        A,
    )
    assert program.live_sets() == [{"b"}, {"b"}, {"a", "b"}, {"a"}]


def test_side_by_side_is_each_part_alone() -> None:
    one = (Step(updates={"a": A + 1}), Step(updates={"a": 2 * A}))
    two = (Step(units={"u": B - 2}, updates={"b": coordinate("u")}),)
    merged = side_by_side(one, two, ())
    assert len(merged) == 2
    assert both(Program(INPUTS, FIRST, (CARRY, *merged), 100 * A + B), "4") == [1003]
    assert side_by_side((CARRY,), (CARRY, CARRY)) == (CARRY, CARRY)


def test_side_by_side_refuses_parts_that_meet() -> None:
    one = Step(updates={"a": A + 1})
    with pytest.raises(MemlibError, match="share a"):
        side_by_side((one,), (Step(updates={"a": B}),))
    unit = Step(units={"u": A})
    with pytest.raises(MemlibError, match="share u"):
        side_by_side((unit,), (unit,))
    assert len(side_by_side((one, CARRY), (CARRY, one))) == 2


def test_a_unit_is_no_coordinate() -> None:
    with pytest.raises(MemlibError, match="z names a unit and a coordinate"):
        Step({"z": coordinate("z")}, {"z": coordinate("z")})


def test_a_table_has_a_row_for_each_coordinate_and_no_more() -> None:
    table = Table(3, {"a": {1: 5, 2: 0}, "b": {3: 7}})
    layer = embedding(table, {"b": 0, "a": 1})
    assert (layer.m, layer.vocabulary) == (2, 3)
    assert layer.weight == {(1, 0): 5, (0, 2): 7}
