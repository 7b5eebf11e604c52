"""A reader's cell: what it prints, and errors cut to the reader's own lines."""

from __future__ import annotations

import pytest

from memlib.lab.cell import run

BEFORE = "from math import pi\ndef fails():\n    raise ValueError('deep')"


#: What a cell is → its code, what it prints, and its error.
CELLS = {
    "an expression": ("1 + 1", "2\n", ""),
    "a statement": ("x = 3", "", ""),
    "nothing": ("", "", ""),
    "printed and shown": ("print('a')\n'b'", "a\n'b'\n", ""),
    "an error": ("1 / 0", "", "line 1: 1 / 0\nZeroDivisionError: division by zero"),
    "an error further in": ("print(1)\nfails()", "1\n", "line 2: fails()\nValueError: deep"),
    "an error in its own function": (
        "def f():\n    g()\nf()",
        "",
        "line 3: f()\nline 2: g()\nNameError: name 'g' is not defined",
    ),
    "half a line": ("x = (", "", "line 1: x = (\nSyntaxError: '(' was never closed"),
    "an exit": ("import sys\nsys.exit(3)", "", "line 2: sys.exit(3)\nSystemExit: 3"),
    "an interrupt": (
        "raise KeyboardInterrupt", "", "line 1: raise KeyboardInterrupt\nKeyboardInterrupt"
    ),
}  # fmt: skip


@pytest.mark.parametrize(("code", "out", "error"), CELLS.values(), ids=CELLS)
def test_a_cell(code: str, out: str, error: str) -> None:
    assert run(code, BEFORE) == (out, error)


def test_a_cell_does_not_know_the_last_one() -> None:
    assert run("y = 1") == ("", "")
    assert "NameError" in run("y")[1]


def test_what_ran_before_prints_nothing() -> None:
    assert run("x", "x = 5\nprint('earlier')") == ("5\n", "")
