"""Theorem 4.3 as numbers: against the proof, step by step, and values worked out by hand."""

import math
import random
import time

import pytest

from memlib.bounds import GALLERY, search, seq_to_seq
from memlib.bounds.shapes import NARROW, Shape
from memlib.bounds.sign_patterns import Step, total_bits
from memlib.errors import MemlibError

SIZES = [(1, 1), (10, 1), (100, 1), (10_000, 1), (250, 40), (10**6, 1), (1000, 1000), (10**8, 10)]


def random_shape(rng: random.Random) -> Shape:
    return Shape(*(rng.choice([1, 1, 2, 3, 5, 8, 20]) for _ in range(6)))


@pytest.mark.parametrize(
    ("tokens", "real", "whole"), [(10**4, 7.40, 8), (10**6, 64.2, 65), (10**8, 575.0, 576)]
)
def test_closed_form_values(tokens: int, real: float, whole: int) -> None:
    for sequences, length in ((tokens, 1), (tokens // 100, 100)):
        found = seq_to_seq.closed_form(sequences, length)
        assert found == pytest.approx(real, abs=0.05)
        assert math.ceil(found) == whole


def test_closed_form_solves_its_inequality() -> None:
    for sequences, length in SIZES:
        w, tokens = seq_to_seq.closed_form(sequences, length), sequences * length
        assert 9 * w * w * math.log2(48 * math.e * tokens) == pytest.approx(tokens)


# Three products worked out by hand from (72) and (89): M, D and W of every step, then
# W log2(8e M D / W) added up.
BY_HAND = [
    # m = s = H = q = d = 1, L = 1: W_0 = 1, W = 10; N = 100, n = 1.
    (Shape(1, 1, 1, 1, 1, 1), 100, 1, [(100, 4, 3), (100, 4, 5), (100, 6, 10)], 191.824),
    # m = 2, s = 1, H = 2, q = 3, d = 3, L = 1: W_0 = 6, 2msH = 8, (m+1)q = 9, block 33, W = 41;
    # N = 500, n = 4: n^3 H N = 64000, nqN = 6000, nN = 2000.
    (Shape(1, 2, 1, 2, 3, 3), 500, 4, [(64000, 4, 14), (6000, 4, 23), (2000, 6, 41)], 1111.294),
    # m = s = H = d = 1, q = 4, L = 2: block 17, W_1 = 18, W = 36; N = 1000, n = 2.
    (
        Shape(2, 1, 1, 1, 4, 1),
        1000,
        2,
        [(8000, 4, 3), (8000, 4, 11), (8000, 12, 20), (8000, 8, 28), (2000, 10, 36)],
        1487.349,
    ),
]


@pytest.mark.parametrize(("shape", "sequences", "length", "counts", "bits"), BY_HAND)
def test_product_by_hand(
    shape: Shape, sequences: int, length: int, counts: list[tuple[int, int, int]], bits: float
) -> None:
    steps = list(seq_to_seq.steps(shape, sequences, length))
    assert [(s.polynomials, s.degree, s.variables) for s in steps] == counts
    assert seq_to_seq.product_bits(shape, sequences, length) == pytest.approx(bits, abs=1e-3)


@pytest.mark.parametrize("family", GALLERY)
def test_product_is_never_weaker(family: Shape) -> None:
    for sequences, length in SIZES:
        closed = seq_to_seq.closed_form(sequences, length)
        tight = seq_to_seq.tight_form(sequences, length, family)
        product = seq_to_seq.product_form(sequences, length, family)
        sharp = seq_to_seq.product_form(sequences, length, family, sharpened=True)
        assert closed <= tight.parameters <= product.parameters <= sharp.parameters


def test_product_gains_a_factor() -> None:
    """At nN = 10^6 each of the ten families gains at least eight times over the closed form."""
    closed = seq_to_seq.closed_form(10**6, 1)
    assert len(GALLERY) == 10
    assert len({family.with_depth(0) for family in GALLERY}) == 10
    for family in GALLERY:
        assert seq_to_seq.product_form(10**6, 1, family).parameters > 8 * closed


def test_the_answer_is_the_smallest_depth() -> None:
    for sequences, length in ((10**4, 1), (300, 30)):
        for family in GALLERY[:5]:
            found = seq_to_seq.product_form(sequences, length, family)
            needed = sequences * length
            assert seq_to_seq.product_bits(found, sequences, length) >= needed
            for depth in range(found.depth):
                smaller = family.with_depth(depth)
                assert seq_to_seq.product_bits(smaller, sequences, length) < needed


def test_each_step_of_the_proof() -> None:
    """(90)–(96) hold with the true counts, shape by shape; the printed counts are not used."""
    rng = random.Random(0)
    for _ in range(300):
        shape = random_shape(rng)
        sequences, length = rng.choice([(50, 3), (5000, 1), (10**6, 20)])
        m, H, q, L = shape.embedding, shape.heads, shape.hidden, shape.depth
        nN = sequences * length
        steps = list(seq_to_seq.steps(shape, sequences, length))
        w_bar = shape.weighted_parameters
        assert w_bar == sum(step.variables for step in steps)  # (91)
        numerator = 8 * math.e * sum(step.polynomials * step.degree for step in steps)
        by_formula = (
            8
            * math.e
            * (
                nN * (4 * L + 2)
                + sum(
                    length**3 * H * sequences * (8 * b - 4) + nN * q * 4 * b
                    for b in range(1, L + 1)
                )
            )
        )
        assert numerator == pytest.approx(by_formula)
        merged = w_bar * math.log2(numerator / w_bar)  # (90)
        lemma_only = sum(
            s.variables * math.log2(8 * math.e * s.polynomials * s.degree / s.variables)
            for s in steps
        )
        assert lemma_only <= merged * (1 + 1e-12)
        assert merged <= seq_to_seq.tight_bits(shape, sequences, length)  # (93), (94)
        assert all(4 * b * H + 2 * b * q <= shape.up_to(b) for b in range(1, L + 1))  # (92)
        assert shape.parameters >= L
        assert w_bar <= 3 * shape.parameters**2  # (96)
        assert w_bar <= shape.parameters + (shape.parameters - 2) ** 2 / 8
        assert m >= 1


def test_largest_weight_is_reached_by_the_narrowest_shape() -> None:
    """The any-shape bound on W̄ is an equality for m = s = H = q = d = 1: it is the best."""
    for depth in (1, 2, 7, 100):
        shape = Shape(depth, hidden=1)
        assert shape.weighted_parameters == shape.parameters + (shape.parameters - 2) ** 2 / 8


def test_any_shape_lies_between() -> None:
    for sequences, length in SIZES:
        least = seq_to_seq.tight_any_shape(sequences, length)
        assert least >= math.floor(seq_to_seq.closed_form(sequences, length))
        for family in GALLERY:
            assert least <= seq_to_seq.tight_form(sequences, length, family).parameters


def test_printed_count_is_too_low_when_q_is_below_m() -> None:
    """The slip of eq. (92): b⁽²⁾ has m entries, E_out has m."""
    narrow_hidden = Shape(3, embedding=8, hidden=1)
    assert narrow_hidden.printed_parameters < narrow_hidden.parameters
    assert (
        Shape(3, embedding=2, hidden=8).printed_parameters
        > Shape(3, embedding=2, hidden=8).parameters
    )


def test_lemma_b4_needs_more_polynomials_than_variables() -> None:
    """Where a block is wide and data few, (79) as printed claims fewer patterns than there are."""
    wide = Shape(1, embedding=30, head_size=30, hidden=1)
    hardmax, _ = seq_to_seq.block_steps(wide, 1, sequences=1, length=2)
    printed = hardmax.variables * math.log2(
        8 * math.e * hardmax.polynomials * hardmax.degree / hardmax.variables
    )
    assert hardmax.variables > hardmax.polynomials
    assert printed < 0 < 1 <= hardmax.three_valued_bits()
    # With W <= nN every step has enough polynomials, so the theorem stands.
    rng = random.Random(1)
    checked = 0
    while checked < 200:
        shape = random_shape(rng)
        sequences, length = rng.randint(1, 3000), rng.randint(1, 6)
        if shape.parameters <= sequences * length:
            checked += 1
            for step in seq_to_seq.steps(shape, sequences, length):
                assert step.variables <= step.polynomials


def test_merged_runs_change_next_to_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    merged = seq_to_seq.product_form(10**9, 10).parameters
    monkeypatch.setattr(search, "EXACT_BLOCKS", 10**9)
    exact = seq_to_seq.product_form(10**9, 10).parameters
    assert exact > 17 * 3000  # far beyond the blocks that are always evaluated one by one
    assert exact * (1 - 1e-3) <= merged <= exact


@pytest.mark.parametrize("two_valued", [False, True])
def test_a_merged_run_is_barely_more_than_its_blocks(two_valued: bool) -> None:
    def blocks(block: int) -> tuple[Step, ...]:
        return seq_to_seq.block_steps(NARROW, block, 10**9, 10)

    first, last = 10_001, 10_040
    one_by_one = sum(
        total_bits(blocks(block), two_valued=two_valued) for block in range(first, last + 1)
    )
    merged = search._run_bits(blocks, first, last, two_valued)
    assert one_by_one * (1 - 1e-12) <= merged <= one_by_one * (1 + 1e-6)


def test_more_classes_need_more() -> None:
    two = seq_to_seq.product_form(10**6, 1)
    many = seq_to_seq.product_form(10**6, 1, classes=1000)
    assert many.parameters > 2 * two.parameters


def test_items_count_for_repeated_tokens() -> None:
    assert seq_to_seq.closed_form(1000, 100, items=10) < seq_to_seq.closed_form(1000, 100)
    few = seq_to_seq.product_form(1000, 100, items=1000)
    assert few.parameters < seq_to_seq.product_form(1000, 100).parameters


@pytest.mark.parametrize(("sequences", "length"), [(10**12, 1), (10**6, 10**6), (10**15, 10**5)])
def test_large_sizes_are_quick(sequences: int, length: int) -> None:
    start = time.process_time()
    found = seq_to_seq.product_form(sequences, length)
    assert time.process_time() - start < 1
    assert found.parameters > seq_to_seq.closed_form(sequences, length)


def test_nonsense_is_refused() -> None:
    for sequences, length in ((0, 1), (1, 0), (True, 1), (1.5, 1)):
        with pytest.raises(MemlibError):
            seq_to_seq.closed_form(sequences, length)  # type: ignore[arg-type]
    with pytest.raises(MemlibError, match="hidden"):
        Shape(hidden=0)


def test_true_counts_match_a_network_counted_number_by_number() -> None:
    from memlib.bounds.reduction import count_parameters, random_transformer

    rng = random.Random(2)
    for _ in range(20):
        shape = Shape(*(rng.randint(1, 4) for _ in range(6)))
        assert count_parameters(random_transformer(shape, rng)) == shape.parameters
    assert total_bits([]) == 0
    assert NARROW.block == 17
