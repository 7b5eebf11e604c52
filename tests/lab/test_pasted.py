"""A pasted table: what it is read as, what a network says of it, and what is no table."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, reject
from hypothesis import strategies as st

from memlib.errors import MemlibError
from memlib.lab.pasted import read

#: What a table is → it, its tokens, its sequences and the names of its labels.
TABLES = {
    "numbers, an empty line, two kinds of line ends": (
        "0.5\t2\tcold\n\n1\t3\twarm\r\n0.5\t2\tcold\n",
        ((Fraction(1, 2), Fraction(2)), (Fraction(1), Fraction(3))),
        ((0,), (1,), (0,)),
        {1: "cold", 2: "warm"},
    ),
    "names of columns, labels that are whole numbers": (
        "x,y,kind\n1,2,-3\n3,4,5",
        ((Fraction(1), Fraction(2)), (Fraction(3), Fraction(4))),
        ((0,), (1,)),
        {-3: "-3", 5: "5"},
    ),
    "texts": (
        "good film,pos\nbad,neg",
        ((Fraction(0),), (Fraction(1),), (Fraction(2),), (Fraction(3),)),
        ((1, 2), (0, 3)),
        {1: "pos", 2: "neg"},
    ),
    "cells, one with a comma in it": (
        'a,b,x\nb,"a, c",x\n',
        ((Fraction(1),), (Fraction(2),), (Fraction(3),)),
        ((0, 1), (1, 2)),
        {1: "x"},
    ),
    "whole numbers that Python writes otherwise": (
        "a,07\nb,7\n", ((Fraction(1),), (Fraction(2),)), ((0,), (1,)), {1: "07", 2: "7"}
    ),
}  # fmt: skip


@pytest.mark.parametrize(("text", "tokens", "sequences", "names"), TABLES.values(), ids=TABLES)
def test_what_a_table_is(text: str, tokens: object, sequences: object, names: object) -> None:
    found = read(text)
    assert set(found.data.tokens) == set(tokens)  # type: ignore[call-overload]
    order = [found.data.tokens.index(token) for token in tokens]  # type: ignore[attr-defined]
    expected = tuple(tuple(order[k] for k in row) for row in sequences)  # type: ignore[attr-defined]
    assert found.data.sequences == expected
    assert found.names == names
    assert "".join(found.said([Fraction(k) for k in found.data.labels])) == text


def test_a_wrong_value_is_shown() -> None:
    found = read("1,2,x\n3,4,y\n")
    assert found.said([Fraction(2), Fraction(7, 2)]) == ["1,2,y\n", "3,4,7/2\n"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "the table has no rows"),
        ("\n \n", "the table has no rows"),
        ("a,b\nc", "line 2: no row with a label"),
        ("a,", "line 1: no row with a label"),
        (",b", "line 1: no row with a label"),
        ("a,,b", "line 1: no row with a label"),
        ("1,2,x\n\n1,y\n", "line 3: 1 numbers before the label, and 2 in the first row"),
        ("a b,x\nb,y\na b,y", "line 1 and line 3 hold the same tokens.*correct the table"),
        ("a,b,c,x\nb,a,c,y", "line 1 and line 2 hold the same tokens.*correct the table"),
    ],
)
def test_what_is_no_table(text: str, says: str) -> None:
    with pytest.raises(MemlibError, match=says):
        read(text)


CELL = st.text(st.sampled_from("ab01.- "), min_size=1, max_size=3).filter(str.strip)


@given(st.lists(st.tuples(CELL, CELL, CELL), min_size=1, max_size=6), st.sampled_from([",", "\t"]))
def test_right_labels_give_the_table_back(rows: list[tuple[str, ...]], between: str) -> None:
    text = "".join(between.join(row) + "\n" for row in rows)
    try:
        found = read(text)
    except MemlibError:  # rows that contradict each other
        reject()
    assert "".join(found.said([Fraction(k) for k in found.data.labels])) == text
