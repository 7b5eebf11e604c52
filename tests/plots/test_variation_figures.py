"""The figures of the last chapters on upper bounds: both themes, alt text with the numbers."""

from __future__ import annotations

import pytest

from memlib.errors import MemlibError
from memlib.plots import floating, variations
from memlib.plots.style import Picture


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[Picture]:
    pictures: list[Picture] = []
    monkeypatch.setattr("IPython.display.display", pictures.append)
    return pictures


def alt(pictures: list[Picture]) -> str:
    (picture,) = pictures
    assert picture.light != picture.dark
    return picture.alt


def test_rearranged_tells_every_copy_with_its_label(shown: list[Picture]) -> None:
    variations.rearranged("abc", [7, 8, 9])
    told = alt(shown)
    assert "b c a with label 7; a c b with label 8; a b c with label 9" in told
    assert "3 rearrangements" in told


def test_context_points_tells_every_point(shown: list[Picture]) -> None:
    variations.context_points([(0.5, 3, "a in ab", 1), (0.5, 9, "b in ab", 2)])
    assert "a in ab at (0.5, 3), label 1; b in ab at (0.5, 9), label 2" in alt(shown)


def test_fitted_fits_the_range_alone(shown: list[Picture]) -> None:
    curve = [(1, 1000), (100, 10), (400, 20), (10_000, 100)]
    variations.fitted({"root": curve}, over=(100, 10_000), across="labels", lines={"2N": [(1, 2)]})
    told = alt(shown)
    assert "fitted exponent 0.50" in told
    assert "root: 1,000 at 1, 100 at 10,000" in told
    assert "Dashed for comparison: 2N" in told


@pytest.mark.parametrize("curves", [{}, {"one": [(200.0, 3.0), (9.0, 1.0)]}])
def test_fitted_needs_two_sizes(curves: dict[str, list[tuple[float, float]]]) -> None:
    with pytest.raises(MemlibError, match="two sizes"):
        variations.fitted(curves, over=(100, 1000), across="N")


def test_the_line_of_a_power_law_is_the_power_law() -> None:
    points = [(n, 7 * n**0.75) for n in (16, 81, 256)]
    assert variations._line(points, [16, 256]) == pytest.approx([56, 448])


def test_sums_count_the_different_ones(shown: list[Picture]) -> None:
    variations.sums_by_size([(1, 5), (2, 10), (2, 10)])
    told = alt(shown)
    assert "3 multisets of 1 to 2 tokens" in told
    assert "from 5 to 10. 2 different sums" in told


def test_connections_counts_both_patterns(shown: list[Picture]) -> None:
    variations.connections(5)
    told = alt(shown)
    assert "25 pairs" in told
    assert "10 in all" in told


def test_trade_tells_every_point(shown: list[Picture]) -> None:
    variations.trade({"N = 16": [(2, 57, 9000), (4, 90, 3000)]})
    assert "N = 16: B = 2, 57 bits, 9,000 parameters, B = 4, 90 bits" in alt(shown)


def test_verdicts_tell_who_builds(shown: list[Picture]) -> None:
    variations.verdicts(["one\nlast", "two"], {"x": [True, False], "y": [False, False]})
    assert "x builds for one last; y builds for none. All others refuse" in alt(shown)


def test_bits_by_layer_tells_the_peak_and_where_each_format_is_passed(
    shown: list[Picture],
) -> None:
    floating.bits_by_layer([1, 9, 30, 4], {"wide": 53, "narrow": 8})
    told = alt(shown)
    assert "at most 30, reached at layer 2" in told
    assert "wide holds 53, never passed; narrow holds 8, passed at layer 1" in told


def test_bits_by_size_tells_curves_and_formats(shown: list[Picture]) -> None:
    floating.bits_by_size({"a": [(4, 20), (16, 60)]}, {"wide": 53})
    told = alt(shown)
    assert "a: 20 at N = 4, 60 at N = 16" in told
    assert "bits held: wide 53" in told


def test_survivors_tell_every_share(shown: list[Picture]) -> None:
    floating.survivors(["p", "q"], {"wide": [(4, 4, True), (1, 4, False)]})
    assert "wide: p 4 of 4, q 1 of 4" in alt(shown)
