"""*The constants matter*: curves cross where they do, and the terms add up."""

from __future__ import annotations

from typing import Any

from memlib.chapters import constants_matter as chapter
from memlib.stored import load


def test_crossing_lies_between_or_beyond() -> None:
    roots = [(n, 8 * round(n**0.5)) for n in (1, 4, 16, 64)]
    lines = [(n, 2 * n) for n, _ in roots]
    assert chapter.crossing(roots, lines) == 16
    assert chapter.crossing(roots[:2], lines[:2]) == 16  # 8 √n = 2 n: a forecast


def test_the_terms_add_up(shown: Any) -> None:
    row = load("constant_terms").rows[0]
    chapter.terms(row)
    (page,) = shown
    lines = page.text.split("\n")
    assert lines[-1].split()[0] == "together"
    assert f"{row['built_parameters']:,}" in lines[-1]
    assert row["built_parameters"] == sum(t["parameters"] for t in row["built"].values())


def test_prices_give_the_size_of_what_was_built(shown: Any, capsys: Any) -> None:
    stored = load("next_token_sizes")
    price = chapter.prices(stored, 1_024)
    chapter.by_the_prices(stored, price)
    size = stored.rows[-1]["built"]["parameters"]
    assert f"{size:,} by the prices, {size:,} in the network" in capsys.readouterr().out
    (table,) = shown
    assert f"{price.slot_2:,}" in table.text
