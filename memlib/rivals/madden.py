"""Madden, Fox and Thrampoulidis 2024: one softmax layer with positions, N analytic neurons.

Their one-layer transformer, in the case to which its proof reduces all others (embedding dimension
1, one head of size 1, all its weights 1; arXiv 2405.13718v3, Section 6):

1. *Distinct sequences become distinct numbers* (Theorem 17). A token γ at place t becomes the
   number x_t = z_γ + u_t; the last one attends to all, f = ⟨x, σ_S(x·x_τ)⟩. For generic (z, u) the
   f of different sequences, of any lengths, differ, and none is 0.
2. *Distinct numbers become independent vectors* (Theorem 20). ψ is analytic at 0 and no polynomial:
   for generic w in a neighborhood of 0 the N × N matrix ψ(w fᵀ) has rank N.
3. *Independent vectors take any labels* (Theorem 21): solve for the output weights.

"Generic" means: outside the zeros of an analytic function. So (z, u) and w are drawn, and what the
theorems promise of them is certified by intervals: the f apart, and the rank, by an approximate
inverse R with ‖I − RA‖ < 1.

**Theorems 19 and 20 need more than they ask.** They take any nonzero distinct f. But ψ = tanh is
odd, and for f = (1, −1) the columns tanh(w) and tanh(−w) depend on each other for every w: rank 1,
not 2. The step that fails is "minors of a Vandermonde matrix": where exponents are left out, such
minors vanish for some f of both signs. For positive f they do not, so we make all f positive by
adding a number to u. (Distinct |f| would do as well, since ψ has infinitely many Taylor
coefficients.) Theorem 21 stands: for generic (z, u) all |f| differ.

Tokens here are vectors, not ids: z_γ = v·x_γ, d numbers in place of a table of ζ. Theorem 17 holds
for them too, as some v makes all z_γ distinct; our proof lets all x_t grow, where theirs takes
integers and the transcendence of e. An integer label is one output, not ζ probabilities.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from random import Random
from typing import Final, Unpack

from memlib.constructions.construction import How
from memlib.constructions.lemmas.contexts import each_sequence_once
from memlib.constructions.statement import Statement
from memlib.data.dataset import Dataset
from memlib.errors import context
from memlib.exact.analytic import Activation, Positions, SoftmaxAttention, SoftmaxHead
from memlib.exact.count import count
from memlib.exact.layers import Affine, Layer, Network
from memlib.interval.enclosure import Enclosures
from memlib.interval.evaluate import Bounds, read_columns
from memlib.interval.linear import PrecisionError, certified_inverse
from memlib.rivals.enclosed_rival import (
    FIRST_BITS,
    IntervalRival,
    enclose,
    rounded,
    rounded_up,
    with_more_bits,
)
from memlib.rivals.line import direction_of, keys_of
from memlib.rivals.rival import Measure, plain

NAME: Final = "madden"
#: ψ, analytic at 0 with radius of convergence π/2, and no polynomial.
FUNCTION: Final = "tanh"
#: Below π/2.
RADIUS: Final = Fraction(3, 2)
#: Positions and neurons are drawn with so many bits.
DRAWN_BITS: Final = 20


def construct(dataset: Dataset, **how: Unpack[How]) -> IntervalRival:
    """Draw positions, attend, draw one neuron a sequence, solve for the output.

    Args:
        dataset: next-token data of any lengths; equal sequences have equal labels.
        how: seed (of everything that is drawn) and progress; the form is plain.

    Raises:
        MemlibError: other data, equal sequences with two labels, or too few bits.

    Source: Madden, Fox and Thrampoulidis 2024, Theorems 17, 20 and 21 and their proofs.

    Example:
        >>> data = Dataset.next_token([[0], [1]], [[0, 1], [1, 0], [1]], [5, 7, 4])
        >>> [(m.name, m.built, m.promised) for m in construct(data).measures]
        [('neurons', 3, 3), ('parameters', 13, 16)]
    """
    with context(operation=f"construct {NAME}"):
        seed, tell = plain(**how)
        distinct, labels = each_sequence_once(dataset)
        rng = Random(seed)
        scalars = to_distinct_numbers(distinct, rng)
        neurons = draw_neurons(len(distinct), rng)
        tell(1, 3)

        def attempt(bits: int) -> IntervalRival:
            numbers = distinct_numbers(scalars, distinct, bits)
            features = [activations(neurons, number, bits) for number in numbers]
            inverse = certified_inverse(features, bits)
            output = inverse.solve(labels)
            network = Network((*scalars, *feed_forward(neurons, output)))
            tell(2, 3)
            return IntervalRival(
                NAME, dataset, network,
                measures(network, dataset), "ωN parameters", seed,
                constants={"rank": len(neurons)},
                notes={"residual": rounded_up(inverse.residual)},
                precision=bits, outputs=enclose(network, dataset, bits),
            )  # fmt: skip

        made = with_more_bits(attempt, start=likely_bits(len(distinct)))
        tell(3, 3)
        return made


def likely_bits(neurons: int) -> int:
    """A precision that is often enough: the matrix of N neurons loses about 10N bits.

    >>> likely_bits(4), likely_bits(64)
    (128, 1024)
    """
    return max(FIRST_BITS, 1 << (10 * neurons).bit_length())


def measures(network: Network, dataset: Dataset) -> tuple[Measure, ...]:
    """ζm + m(d + 1) + 2m₀(d₀ + d₁)d + (ζ + T)d with one output, dimension 1, and d for ζ."""
    size, dim = len(dataset), dataset.token_dim
    built = count(network, dim)
    neurons = network.layers[-1]
    assert isinstance(neurons, Affine)
    return (
        Measure("neurons", neurons.rows_in, size),
        Measure("parameters", built.parameters, 3 * size + 4 + dim + dataset.longest),
    )


def to_distinct_numbers(dataset: Dataset, rng: Random) -> list[Layer]:
    """Theorem 17: z + u in (1, 2), then the last token attends to all."""
    direction = direction_of(dataset.tokens, rng)
    far = max(abs(key) for key in keys_of(dataset.tokens, direction))
    scale = Fraction(1, 4)
    while far * scale > Fraction(1, 4):
        scale /= 2
    embedding = {(0, j): v * scale for j, v in enumerate(direction)}
    unit = 1 << DRAWN_BITS
    places = {
        (0, t): 1 + Fraction(rng.randrange(unit // 4, 3 * unit // 4), unit)
        for t in range(dataset.longest)
    }
    one = {(0, 0): 1}
    head = SoftmaxHead(1, one, one, one, one)
    return [
        Affine(1, dataset.token_dim, embedding, {}),
        Positions(1, dataset.longest, places),
        SoftmaxAttention(1, 1, False, (head,)),
    ]


def draw_neurons(size: int, rng: Random) -> list[Fraction]:
    """Theorem 20: w in (0, ρ/2), one in each of N equal parts; as f < 2, all w·f are below ρ."""
    unit = size << DRAWN_BITS
    return [
        Fraction((k << DRAWN_BITS) + rng.randint(1, 1 << DRAWN_BITS), unit) * RADIUS / 2
        for k in range(size)
    ]


def distinct_numbers(scalars: list[Layer], dataset: Dataset, bits: int) -> list[Bounds]:
    """The f of all sequences, certified to be positive and apart.

    Raises:
        PrecisionError: two enclosures meet.
    """
    enclosures = Enclosures(bits)
    columns = read_columns(Network(tuple(scalars)), dataset, bits)
    numbers = [enclosures.bounds(x) for (x,) in columns]
    line = sorted(numbers)
    if line[0][0] <= 0 or any(high >= low for (_, high), (low, _) in pairwise(line)):
        raise PrecisionError("two sequences are not known to have distinct numbers")
    return numbers


def activations(neurons: list[Fraction], number: Bounds, bits: int) -> list[Bounds]:
    """ψ(w f) for every neuron."""
    enclosures = Enclosures(bits)
    between = enclosures.between(*number)
    return [enclosures.bounds(enclosures.tanh(enclosures.number(w) * between)) for w in neurons]


def feed_forward(neurons: list[Fraction], output: dict[int, Fraction]) -> list[Layer]:
    """Vᵀ ψ(w x): one hidden layer, no biases since ψ is expanded at 0."""
    size = len(neurons)
    solved = {(0, j): value for j, x in output.items() if (value := rounded(x))}
    return [
        Affine(size, 1, {(i, 0): w for i, w in enumerate(neurons)}, {}),
        Activation(FUNCTION),
        Affine(1, size, solved, {}),
    ]


STATEMENT: Final = Statement(
    NAME, construct, title="Madden et al. 2024", intervals=True,
    claim="Madden et al. 2024: one softmax layer with positions, N analytic neurons (intervals)",
    data="next-token, any lengths; equal sequences have equal labels",
)  # fmt: skip
