"""Tokens join to the text again, whatever the text is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memlib.data.lossless import UNITS, Unit, Vocabulary, joined, split
from memlib.errors import MemlibError


@given(st.text(), st.sampled_from(UNITS))
def test_nothing_is_lost(text: str, unit: Unit) -> None:
    data = text.encode("utf-8", "surrogatepass")
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        unit = "bytes"
    assert joined(split(data, unit)) == data


@given(st.binary())
def test_bytes_need_no_encoding(data: bytes) -> None:
    assert split(data, "bytes") == list(data)
    assert joined(list(data)) == data


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("\ufeffOne two\r\n\r\nthree", ["\ufeff", "One ", "two\r\n\r\n", "three"]),
        ("don't stop’s", ["don't ", "stop’s"]),
        ("' quoted' ", ["' ", "quoted' "]),
        ("春眠不覺曉，", ["春", "眠", "不", "覺", "曉，"]),
        ("سلام عليكم", ["سلام ", "عليكم"]),
        ("ok猫cat", ["ok", "猫", "cat"]),
        ("👩‍🚀 hi 👩‍🚀", ["👩‍🚀 ", "hi 👩‍🚀"]),
        ("x_1=2", ["x_1=", "2"]),
    ],
)
def test_what_a_word_is(text: str, words: list[str]) -> None:
    assert split(text.encode(), "words") == words


@pytest.mark.parametrize("unit", ["words", "characters"])
def test_what_is_no_text(unit: Unit) -> None:
    with pytest.raises(MemlibError, match="byte 1 is no UTF-8 text"):
        split(b"a\xff", unit)


@pytest.mark.parametrize(
    "value",
    [
        None,
        {"unit": "lines", "vocabulary": []},
        {"unit": "words"},
        {"unit": "words", "vocabulary": [1]},
        {"unit": "bytes", "vocabulary": ["a"]},
        {"unit": "bytes", "vocabulary": [256]},
        {"unit": "bytes", "vocabulary": [-1]},
    ],
)
def test_what_is_no_vocabulary(value: object) -> None:
    with pytest.raises(MemlibError):
        Vocabulary.from_json(value)


def test_numbers_and_spellings() -> None:
    vocabulary = Vocabulary.of("words", split(b"a rose is a rose", "words"))
    assert Vocabulary.from_json(vocabulary.to_json()) == vocabulary
    assert [vocabulary.text(k) for k in range(6)] == [
        None, b"a ", b"rose ", b"is ", b"rose", None,
    ]  # fmt: skip
    with pytest.raises(MemlibError, match="'tulip' does not occur"):
        vocabulary.numbers(["a ", "tulip"])
