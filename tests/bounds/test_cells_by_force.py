"""Exact cell counting, and every tiny model beside its bound."""

import math
import random
from fractions import Fraction
from itertools import combinations, product

import pytest

from memlib.bounds import shattering, study, tiny
from memlib.bounds.arrangement import cells, faces, value
from memlib.bounds.feed_forward import vc_bound, vc_bound_loose
from memlib.bounds.polynomials import one_variable_signs, product_signs, searched_signs
from memlib.bounds.reduction import evaluate, random_transformer
from memlib.bounds.shapes import Shape
from memlib.bounds.sign_patterns import (
    lemma_b4,
    one_variable,
    positive_patterns,
    sauer,
    sign_vectors,
    warren,
)
from memlib.errors import MemlibError
from tests.elimination import rank


def whitney(forms: list[tuple[int, ...]]) -> int:
    """The number of cells of a central arrangement, through the ranks of all subsets."""
    return sum(
        (-1) ** (size - rank(list(subset)))
        for size in range(len(forms) + 1)
        for subset in combinations(forms, size)
    )


def test_cells_against_whitney() -> None:
    rng = random.Random(0)
    for _ in range(40):
        k, M = rng.randint(1, 4), rng.randint(1, 7)
        forms = [tuple(rng.randint(-2, 2) for _ in range(k)) for _ in range(M)]
        forms = [form for form in forms if any(form)]
        found = cells(forms, dimension=k)
        assert len(found) == whitney(forms)  # small entries: many parallel and dependent ones
        for signs, point in found.items():
            values = [value(f, point) for f in forms]
            assert tuple((v > 0) - (v < 0) for v in values) == signs


def test_cells_inside_a_cone() -> None:
    rng = random.Random(1)
    for _ in range(40):
        forms = [tuple(rng.randint(-5, 5) for _ in range(3)) for _ in range(8)]
        if not all(any(form) for form in forms):
            continue
        everywhere = cells(forms)
        inside = cells(forms[3:], inside=forms[:3])
        assert set(inside) == {signs[3:] for signs in everywhere if signs[:3] == (1, 1, 1)}


def test_faces_against_a_dense_search() -> None:
    """Nothing a search meets is missing; lines in general position have the known faces."""
    rng = random.Random(2)
    forms = [tuple(rng.randint(-3, 3) for _ in range(3)) for _ in range(5)]
    found = faces(forms)
    for point in product(range(-4, 5), repeat=3):
        signs = tuple((value(f, point) > 0) - (value(f, point) < 0) for f in forms)
        assert signs in found
    for signs, point in found.items():
        assert tuple((value(f, point) > 0) - (value(f, point) < 0) for f in forms) == signs
    lines = [(1, 0, 0), (0, 1, 0), (1, 1, -7), (1, -2, 3), (3, 1, 5)]
    # m lines: 1 + m + C(m,2) regions, m² edges, C(m,2) points.
    assert len(faces(lines, inside=[(0, 0, 1)])) == 16 + 25 + 10
    assert len(cells(lines, inside=[(0, 0, 1)])) == 16


def test_signs_of_random_polynomials_beside_lemma_b4() -> None:
    rng = random.Random(3)
    for M, D in ((2, 2), (3, 3), (4, 2)):
        for _ in range(4):
            drawn = [[rng.randint(-9, 9) for _ in range(D)] + [1] for _ in range(M)]
            found = one_variable_signs(drawn)
            assert 2 < len(found) <= 2 ** one_variable(M, D) <= 2 ** lemma_b4(M, D, 1)
            nonzero = [signs for signs in found if 0 not in signs]
            assert len(nonzero) <= 2 ** warren(M, D, 1)
            as_dict = [{(i,): c for i, c in enumerate(p)} for p in drawn]
            assert searched_signs(as_dict, 400, seed=1) <= found
    for M, D, W in ((6, 1, 2), (3, 2, 2), (5, 1, 3)):
        factors = [
            [tuple(rng.randint(-9, 9) for _ in range(W + 1)) for _ in range(D)] for _ in range(M)
        ]
        found = product_signs(factors)
        assert 3**W < len(found) <= 2 ** lemma_b4(M, D, W)
        assert math.log2(len(found)) <= sign_vectors(M, D, W)
        positive = {tuple(s > 0 for s in signs) for signs in found}
        assert math.log2(len(positive)) <= positive_patterns(M, D, W)


def test_random_quadrics_searched() -> None:
    """Two variables, degree 2: only a lower estimate of the count, and still below the lemma."""
    rng = random.Random(4)
    powers = [(0, 0), (1, 0), (0, 1), (2, 0), (1, 1), (0, 2)]
    drawn = [{p: rng.randint(-9, 9) for p in powers} for _ in range(5)]
    found = searched_signs(drawn, 4000, seed=2)
    assert 8 < len(found) <= 2 ** lemma_b4(5, 2, 2)


def test_one_variable_extremes() -> None:
    found = one_variable_signs([(-1, 1), (-2, 1), (-3, 1)])
    assert len(found) == 7 == round(2 ** one_variable(3, 1))  # all 2MD + 1
    # Interleaved roots; of even degree, so the two ends agree and one vector is lost.
    drawn = [(a * b, -a - b, 1) for a, b in [(1, 4), (2, 5), (3, 6)]]
    assert len(one_variable_signs(drawn)) == 12
    assert one_variable_signs([(1, 0, 1)]) == {(1,)}  # no real root
    assert one_variable_signs([(0, 0, 1), (0, 1)]) == {(1, -1), (0, 0), (1, 1)}  # a double root
    with pytest.raises(MemlibError, match="zero polynomial"):
        one_variable_signs([(0, 0)])


def test_half_spaces_against_cover() -> None:
    plane = [(0, 0), (1, 3), (4, 1), (5, 6), (7, 2)]
    assert len(shattering.half_spaces(plane)) == 2 * (1 + 4 + 6)
    assert len(shattering.half_spaces(shattering.line(9))) == 18
    assert math.log2(22) == pytest.approx(sauer(5, 3) - math.log2(26 / 22))


@pytest.mark.parametrize(("count", "skip", "changes"), [(5, False, 1), (5, True, 2), (6, True, 2)])
def test_one_unit_is_what_the_argument_on_the_line_says(
    count: int, skip: bool, changes: int
) -> None:
    found = shattering.one_hidden_layer(shattering.line(count), 1, skip=skip)
    assert found == shattering.alternations(range(count), changes)


def test_two_units_on_a_line() -> None:
    found = shattering.one_hidden_layer(shattering.line(4), 2)
    assert found == shattering.alternations(range(4), 2)  # so 3 points are shattered, not 4


def test_random_networks_reach_nothing_else() -> None:
    """Forward passes of real networks, exactly: every labeling met is in the exact count."""
    rng = random.Random(6)
    plane = [(0, 0), (1, 3), (4, 1), (5, 6)]
    known = shattering.one_hidden_layer(plane, 1)
    met = set()
    for _ in range(3000):
        w = [rng.randint(-9, 9) for _ in range(2)]
        b, v, c = rng.randint(-30, 30), rng.choice([-1, 1]), rng.randint(-60, 60)
        values = [v * max(0, w[0] * x + w[1] * y + b) + c for x, y in plane]
        met.add(tuple(int(y > 0) for y in values))
    assert met <= known
    assert len(met) > 0.8 * len(known)


@pytest.mark.parametrize("words", [[[1, -2, 3]], [[1, -2], [3, 5]], [[1, 2, 4, 8]]])
def test_random_blocks_reach_nothing_else(words: list[list[int]]) -> None:
    """Whole hardmax blocks of eq. (4) with random weights, evaluated literally."""
    known = shattering.hardmax_block(words)
    rng = random.Random(7)
    met = set()
    for _ in range(1500):
        net = random_transformer(Shape(1, hidden=1), rng)
        outputs = [y for s in words for y in evaluate(net, [[Fraction(x)] for x in s], "hardmax")]
        met.add(tuple(int(y > 0) for y in outputs))
    assert met <= known
    assert len(met) > len(known) // 3


def test_hardmax_patterns_with_ties() -> None:
    patterns = shattering.hardmax_patterns([[(1,), (-2,)]])
    # A > 0: each token picks the one of its own sign; A < 0: the other; A = 0: both.
    assert patterns == {((0,), (1,)), ((1,), (0,)), ((0, 1), (0, 1))}
    assert shattering.hardmax_patterns([[(5,)]]) == {((0,),)}


def test_every_tiny_model_stays_below_its_bound() -> None:
    rows = tiny.models()
    assert len(rows) >= 12
    assert sum(row.how == tiny.EXACT for row in rows) >= 12
    for row in rows:
        assert math.log2(row.reached) <= row.two_valued_bits, row.name
        assert math.log2(row.reached) <= row.lemma_b4_bits, row.name
        assert row.reached <= 2**row.items
        assert row.ratio >= 1
    # The bounds say something: some are far below 2^N.
    assert sum(row.two_valued_bits < row.items - 1 for row in rows) >= 3


def test_bartlett_number_is_below_its_closed_form() -> None:
    for inputs, widths in (
        (1, [1, 1]),
        (1, [2, 1]),
        (3, [5, 5, 1]),
        (2, [50, 50, 50, 1]),
        (1, [2] * 40 + [1]),
    ):
        assert vc_bound(inputs, widths) <= vc_bound_loose(inputs, widths)
    # What is really shattered on a line: 2 points by one unit, 3 by two units.
    one = [(n, len(shattering.one_hidden_layer(shattering.line(n), 1))) for n in (2, 3)]
    assert shattering.largest_shattered(one) == 2 <= vc_bound(1, [1, 1])
    two = [(n, len(shattering.alternations(range(n), 2))) for n in (3, 4)]
    assert shattering.largest_shattered(two) == 3 <= vc_bound(1, [2, 1])


def test_softmax_study_is_deterministic_and_never_below_hardmax() -> None:
    words = [[1, -2, 3], [7, 5, -9]]
    assert study.softmax_block(words, steps=8) >= shattering.hardmax_block(words)
    rows = study.run(sizes=((1, 4), (2, 3)), seeds=(0, 2), steps=8)
    assert rows == study.run(sizes=((1, 4), (2, 3)), seeds=(0, 2), steps=8)
    for row in rows:
        assert row.hardmax <= row.softmax <= row.possible
        assert math.log2(row.hardmax) <= row.bound_bits
    assert any(row.hardmax < row.softmax for row in rows)


def test_a_search_sees_minus_zero_and_plus() -> None:
    assert searched_signs([{(1,): 1}], draws=400, seed=0) == {(-1,), (0,), (1,)}
