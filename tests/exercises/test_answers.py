"""All checks, on right answers, on wrong ones, and on what is no answer at all."""

from __future__ import annotations

import importlib
import pkgutil
import re
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import memlib.exercises
from memlib.exact.layers import FeedForward, Head
from memlib.exercises import NOT_YET

from .case import Case
from .cases_before import CASES as BEFORE
from .cases_enough import CASES as ENOUGH
from .cases_first import CASES as FIRST
from .cases_needed import CASES as NEEDED
from .cases_trained import CASES as TRAINED

CASES: list[Case] = [*FIRST, *ENOUGH, *BEFORE, *NEEDED, *TRAINED]
CHECKS = {
    f"{module.name}.{name}": function
    for module in pkgutil.iter_modules(memlib.exercises.__path__)
    for name, function in vars(importlib.import_module(f"memlib.exercises.{module.name}")).items()
    if hasattr(function, "__wrapped__") and function.__module__ == f"memlib.exercises.{module.name}"
}


class Broken:
    """Not even its name can be written."""

    def __repr__(self) -> str:
        raise RuntimeError("no name")

    def __eq__(self, other: object) -> bool:
        raise RuntimeError("not comparable")

    __hash__ = None  # type: ignore[assignment]


circle: list[Any] = []
circle.append(circle)

#: What a reader may write by mistake, or for the fun of it.
ANYTHING: list[Any] = [
    True, False, 0, -1, 1, 2, 100, 30.0, 7.5, -0.5, 0.1, 1e300, 5e-324, float("nan"), float("inf"),
    10**30, -(10**30), 10**5000, Fraction(1, 3), Fraction(1, 10**50), Decimal("1.5"), 1j,
    np.int64(3), np.float64("nan"), np.array([1, 2]), np.zeros((2, 2)),
    "", "8", "abc", "bab", "two\nlines", "ü" * 5000, "%s {0} \\", b"8", bytearray(b"ab"),
    [], [None], [1, 2, 3], [10**30] * 4, [float("nan")] * 4, [0] * 4, ["a"], [[1], [2]], [1] * 9999,
    (), (1, 2), ("a", 1), ("", ""), ("abc", "abc"), ("bab", 10**30), (("a", 1),), [("a", 1)] * 2,
    ((1, 2), (3, 4), (5, 6)), ((0, 0), (0, 0), (0, 0)), ((10**30, 1), (1, 2), (10**30, 7)),
    {}, {"a": 1}, {"a": None}, {1: 2}, {"a": 1, "b": 1, "c": 1, "d": 1},
    dict.fromkeys("abcd", 10**30),

    set(), {1, 2}, frozenset({0}), range(3), iter([1]), object(), object, len, Broken(), circle,
    FeedForward(1, 10**9, {}, {}, {}, {}), FeedForward(1, 1, {}, {}, {}, {}),
    Head(10**9, 2, {}, {}, {}, {}), Head(1, 2, {}, {}, {}, {}),
]  # fmt: skip


def name(case: Case) -> str:
    return f"{case.check.__module__.rpartition('.')[2]}.{case.check.__name__}"


@pytest.mark.parametrize(
    ("case", "answer", "says"),
    [(case, answer, says) for case in CASES for answer, says in case.said],
    ids=[f"{name(case)}-{says[:25]}" for case in CASES for _, says in case.said],
)
def test_says(case: Case, answer: object, says: str) -> None:
    assert says in case.ask(answer)


def test_every_check_is_tried() -> None:
    assert {name(case) for case in CASES} == set(CHECKS)
    assert {name(case) for case in CASES if case.right} == set(CHECKS)


@pytest.mark.parametrize("case", CASES, ids=name)
def test_no_answer_yet(case: Case) -> None:
    assert case.ask(None) == NOT_YET


@pytest.mark.parametrize("case", CASES, ids=name)
def test_anything_gets_one_friendly_line(case: Case) -> None:
    assert len(ANYTHING) >= 30
    for answer in ANYTHING:
        line = case.ask(answer)
        assert line.isprintable(), line
        assert 0 < len(line) < 400, line
        if line.startswith("Right"):
            assert type(answer) in (int, float, str, list, tuple, np.int64), line


@pytest.mark.parametrize("case", CASES, ids=name)
def test_no_wrong_answer_prints_the_solution(case: Case) -> None:
    """What is right stands in no line that is said to another answer, but where it is asked."""
    right = [x for x in case.right if isinstance(x, int | Fraction | str)]
    numbers = [x for x in right if isinstance(x, int)]
    wrong = [answer for answer, says in case.said if not says.startswith("Right")]
    wrong += [f(x) for x in numbers for f in (lambda x: x + 1, lambda x: 3 * x + 7, lambda x: -7)]
    asked = set(re.findall(r"\w+", repr((case.args, case.kwargs))))
    for answer in wrong:
        line = case.ask(answer)
        if not line.startswith("Right"):
            words = {word.replace(",", "") for word in re.findall(r"[\w,/]*\w", line)}
            told = {str(x) for x in right} & (words - {str(answer)} - asked)
            assert not told, (answer, line)


CELL = re.compile(r"```\{code-cell\}[^\n]*\n(.*?)\n```", re.DOTALL)
PLACEHOLDER = re.compile(r"answer = None  # for instance (.+)")


def test_no_placeholder_is_an_answer() -> None:
    """What stands behind "for instance" in a cell is no right answer to the check of that cell."""
    tried = 0
    for page in sorted(Path(__file__).parents[2].glob("notebooks/*.md")):
        for cell in CELL.findall(page.read_text(encoding="utf-8")):
            if not (found := PLACEHOLDER.search(cell)):
                continue
            asked = [case for case in CASES if f".{case.check.__name__}(" in cell]
            assert asked, (page.name, cell)
            for case in asked:
                assert not case.ask(eval(found[1], {"F": Fraction})).startswith("Right"), (
                    page.name,
                    found[1],
                )
                tried += 1
    assert tried >= 5
