"""The chapters that count: figures and tables have the counts, and nothing is drawn of nothing."""

from __future__ import annotations

from random import Random
from types import SimpleNamespace
from typing import Any

import pytest

from memlib.bounds import GALLERY, seq_to_seq, study
from memlib.bounds.hardmax_plane import plane
from memlib.bounds.shapes import Shape
from memlib.chapters import counting_bits, open_softmax, sign_patterns, why_sqrt_n, why_sqrt_nN
from memlib.data.synthetic import random_dataset
from memlib.errors import MemlibError
from memlib.exact import evaluate
from memlib.plots.curves import counts_and_bounds
from memlib.stored import Table, load


def text(shown: Any) -> str:
    """The table that was shown last, as text."""
    return str(shown[-1].text)


def test_cells_names_every_labeling(shown: Any, capsys: Any) -> None:
    sign_patterns.cells_of_points([-1, 1, 2])
    alt = shown.only.alt
    assert "cut by 3 lines, one for each item, into 7 cells" in alt
    assert "000, 010, 011, 100, 101, 110, 111" in alt
    assert "1 of the 8 labelings have no cell" in alt
    assert capsys.readouterr().out.endswith("7 of 8\n")


@pytest.mark.parametrize("points", [[3], [0, 1], [0, 2, 5], [-3, -2, -1, 1, 2, 3]])
def test_cells_draws_what_a_reader_may_ask(points: list[int], shown: Any) -> None:
    sign_patterns.cells_of_points(points)
    assert f"{len(points)} lines" in shown.only.alt


def test_short_words_counts_the_points_above_the_line(shown: Any) -> None:
    counting_bits.short_words([1.0, 0.25, 0.5, 0.0], items=4)
    alt = shown.only.alt
    assert "16 labelings of 4 items" in alt
    assert "0.25 at c = 1, 0.5 at c = 2" in alt
    assert "1 of the points lie above" in alt


def test_no_code_has_many_short_words(shown: Any) -> None:
    lengths = counting_bits.run_lengths(6)
    assert len(lengths) == 64
    assert sum(lengths) / 64 >= 6
    counting_bits.rare_short_words(lengths, 6)
    assert "0 of the points lie above" in shown.only.alt


def test_counts_and_bounds_tells_both_ends(shown: Any) -> None:
    counts_and_bounds(
        {"counted": [(1, 1), (8, 5.5)]}, {"allowed": [(1, 4), (8, 19)]}, across="points"
    )
    assert "counted: 1 at 1, 5.5 at 8; allowed: 4 at 1, 19 at 8" in shown.only.alt


def test_nothing_to_draw() -> None:
    with pytest.raises(MemlibError, match="nothing to draw"):
        counts_and_bounds({"counted": []}, {}, across="points")
    with pytest.raises(MemlibError, match="nothing to draw"):
        sign_patterns.cells_of_two_parameters([], [], {})
    with pytest.raises(MemlibError, match="nothing to draw"):
        why_sqrt_nN.pattern_cells([], {}, reach=1)


def test_both_networks_memorize_what_they_read() -> None:
    both = counting_bits.literal_and_hinges(random_dataset(6, 2, 2, 3))
    for data, network in both.values():
        for sequence, label in data.pairs():
            assert evaluate(network, [data.tokens[x] for x in sequence])[-1] == [label]


def test_descriptions_and_verdicts(shown: Any, capsys: Any) -> None:
    found = {}
    for n in (4, 8):
        both = counting_bits.literal_and_hinges(random_dataset(n, 2, 2, 3))
        found[n] = {
            name: counting_bits.held_against(data, network, classes=3, surprise=1)
            for name, (data, network) in both.items()
        }
    counting_bits.descriptions(found)
    table, figure = shown
    longest = found[8]["√N, literal"][0]
    assert f"{round(longest.have):,}" in table.text
    assert "needed: " in figure.alt
    counting_bits.in_words(found[8]["√N, literal"])
    assert longest.bound in capsys.readouterr().out
    counting_bits.broken(found)
    assert capsys.readouterr().out.endswith("bounds applied, 0 broken\n")
    bad = {8: {"x": [SimpleNamespace(applies=True, holds=False)]}}
    counting_bits.broken(bad)  # type: ignore[arg-type]
    assert capsys.readouterr().out == "1 bounds applied, 1 broken\n"


def test_random_polynomials_and_cells(shown: Any, capsys: Any) -> None:
    sign_patterns.random_polynomials(Random(3))
    assert len(text(shown).split("\n")) == 9
    sign_patterns.random_cells(Random(3), range(2, 20))
    assert "Warren's bound is below 2^M from M = " in capsys.readouterr().out
    assert "cells of random lines: 2 at 2" in shown[-1].alt


def test_alt_text_of_patterns_has_the_counts(shown: Any) -> None:
    found = plane([(2, -3), (3, -1), (0, 2)])
    why_sqrt_nN.pattern_cells(found.lines, found.cells, reach=4)
    assert "9 lines into 38 cells, colored by 17 hardmax patterns" in shown.only.alt
    assert "1 1 1, 1 1 2" in shown.only.alt


def test_one_coordinate_has_three_patterns(shown: Any) -> None:
    """On a line only the sign of the one parameter matters."""
    why_sqrt_nN.all_patterns(Random(1), [(1, 2, 1), (2, 3, 1)])
    assert [row.split()[4] for row in text(shown).split("\n")[1:]] == ["3", "3"]


def test_three_forms_and_the_narrow_block(shown: Any, capsys: Any) -> None:
    why_sqrt_nN.three_forms(100, 4, GALLERY[:2])
    product = seq_to_seq.product_form(100, 4, GALLERY[0]).parameters
    assert f"{product:,}" in text(shown).split("\n")[1]
    shape = Shape(depth=1, hidden=1)
    why_sqrt_nN.one_narrow_block(shape, Random(3))
    out = capsys.readouterr().out
    at = int(out.split("below all labelings at ")[1].split()[0])
    assert seq_to_seq.product_bits(shape, 1, at) < at
    assert seq_to_seq.product_bits(shape, 1, at // 2) >= at // 2


def test_next_token_bounds(shown: Any, capsys: Any) -> None:
    why_sqrt_n.least_parameters([100])
    assert text(shown).split("\n")[1].split()[0] == "100"
    rows = [{"sequences": n, "built": {"parameters": 7 * n}} for n in (16, 256, 1024)]
    why_sqrt_n.built_and_bound(Table("x", {"dim": 1}, rows))
    assert "slope of the literal network: 1.00" in capsys.readouterr().out
    assert "2N + d: 33 at N = 16" in shown[-1].alt
    why_sqrt_n.narrow_block([(2, 2.0)], [(2, 6.0), (8, 9.0)])
    assert "all labelings, 2^N: 2 at 2, 8 at 8" in shown[-1].alt


def test_softmax_figures(shown: Any, capsys: Any) -> None:
    open_softmax.means_by_scale([1, 2], {0.0: [1.5, 1.5], 1.0: [1.7, 1.9]})
    assert "token 1: 1.5 at 0, 1.7 at 1; token 2: 1.5 at 0, 1.9 at 1" in shown[-1].alt
    open_softmax.three_bounds(load("theorem_sizes"))
    assert "exponentials 0." in capsys.readouterr().out
    row = study.Row(1, 2, seed=0, possible=4, hardmax=3, softmax=4, bound_bits=9.0)
    open_softmax.reached([row])
    out = capsys.readouterr().out
    assert "hardmax reaches all in 0 of 1" in out
    assert "softmax reaches all in 1 of 1" in out
    assert "largest gain: 1.33 times" in out
