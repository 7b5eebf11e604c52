"""What the two forms promise about the kinds of layers that they consist of."""

from __future__ import annotations

from hypothesis import given, settings

from memlib.exact import compile_plain, compile_residual
from memlib.exact.form import coordinate
from memlib.exact.layers import Affine, FeedForward, Relu
from memlib.exact.program import CARRY, Program, Step

from .programs import INPUTS, programs


@settings(max_examples=15)
@given(programs())
def test_residual_form_is_linear_maps_around_blocks(program: Program) -> None:
    """eq. (4): E_in and E_out token-wise, E_in without a bias, and eq. (3) blocks of one width."""
    first, *blocks, last = compile_residual(program)
    assert isinstance(first, Affine)
    assert not first.bias
    assert first.rows_in == len(INPUTS)
    assert isinstance(last, Affine)
    assert last.rows_out == 1
    assert blocks
    for block in blocks:
        assert isinstance(block, FeedForward)
        assert block.m == first.rows_out == last.rows_in
        assert block.q >= 1
    steps = sum(isinstance(operation, Step) for operation in program.operations)
    assert len(blocks) <= steps
    most = max(len(live) for live in program.live_sets())
    assert first.rows_out == max(1, most)  # no more rows than coordinates that live together


@settings(max_examples=15)
@given(programs(mixing=True))
def test_rows_fit_from_layer_to_layer(program: Program) -> None:
    for network in (compile_plain(program), compile_residual(program)):
        rows = len(INPUTS)
        for layer in network:
            for wanted in ("rows_in", "m", "rows"):
                assert getattr(layer, wanted, rows) == rows
            rows = layer.rows_after(rows)
        assert rows == 1


@settings(max_examples=15)
@given(programs())
def test_plain_form_is_affine_and_relu_in_turn(program: Program) -> None:
    layers = list(compile_plain(program))
    assert all(isinstance(layer, Affine) for layer in layers[::2])
    assert all(isinstance(layer, Relu) for layer in layers[1::2])
    assert len(layers) == 2 * len(program.operations) + 1


def test_a_residual_block_carries_for_free() -> None:
    """Nine coordinates wait while one is updated: one unit, two numbers."""
    names = [f"c{i}" for i in range(9)]
    start = {name: coordinate("x1") for name in [*names, "z"]}
    grow = Step(updates={"z": 2 * coordinate("z")})
    output = sum((coordinate(name) for name in names), coordinate("z"))
    network = compile_residual(Program(INPUTS, start, (CARRY, grow, CARRY), output))
    blocks = [layer for layer in network if isinstance(layer, FeedForward)]
    assert len(blocks) == 2
    assert (blocks[1].q, len(blocks[1].w1), len(blocks[1].w2)) == (1, 1, 1)
    assert (blocks[1].b1, blocks[1].b2) == ({}, {})


def test_dead_units_and_coordinates_cost_nothing() -> None:
    z = coordinate("z")
    start = {"z": coordinate("x1"), "dead": coordinate("x2")}
    step = Step({"u": z - 1, "unread": z}, {"z": coordinate("u"), "dead": coordinate("unread")})
    program = Program(INPUTS, start, (CARRY, step), z)
    lean = Program(
        INPUTS, {"z": coordinate("x1")}, (CARRY, Step({"u": z - 1}, {"z": coordinate("u")})), z
    )
    assert compile_plain(program) == compile_plain(lean)
    assert compile_residual(program) == compile_residual(lean)
