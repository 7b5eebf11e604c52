"""*The library in one page* and *A tour*: both forms of a program are told, and the million."""

from __future__ import annotations

from typing import Any

from memlib.chapters import library, tour
from memlib.exact import compile_plain, compile_residual
from memlib.exact.form import coordinate
from memlib.exact.program import CARRY, Program, Step


def test_two_forms_tells_both_chains(shown: Any) -> None:
    z, fall = coordinate("z"), coordinate("fall")
    fold = Step(units={"fall": 4 * z - 2}, updates={"z": 2 * z - fall})
    program = Program(("t",), {"z": coordinate("t")}, (CARRY, fold), z)
    library.two_forms(compile_plain(program), compile_residual(program))
    alt = shown.only.alt
    assert "Plain form: affine (1), relu (1), affine (2), relu (2), affine (1)." in alt
    assert "Residual form: E_in (1), block (1, q=1), block (1, q=2)" in alt
    assert "E_out (1)" in alt


def test_the_tour_shows_a_million_labels(shown: Any, capsys: Any) -> None:
    tour.a_million()
    told = capsys.readouterr().out
    assert "1,000,000 labels in 18,078 nonzero parameters" in told
    assert "built: 122 at N = 32, 18,078 at N = 1,000,000" in shown.only.alt
