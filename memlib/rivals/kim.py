"""Kim, Kim and Mozafari 2023: seq-to-seq with hard attention, Õ(d + n + √(nN)) parameters.

The route of selective shift: a token becomes a number; hard attention finds the largest number of
the sequence; all tokens take note of it, and the largest one steps aside. After n rounds every
token has added up u₁ · (largest) + u₂ · (second) + … + u_n · (smallest), a number that names the
set of tokens. With its own number it names its context, and a ReLU network looks the label up.

What it assumes of repeated tokens: no sequence holds a token twice. Two equal tokens would be the
largest together and step aside together, and how often they stand there would be lost. (The paper
this project replicates counts multisets, and needs no such assumption.)

Built from the statement (ICLR 2023); the original proof was not at hand. The statement has 2n
attention layers; here one a round is enough, since a ReLU layer lets the largest step aside. The
last step is Lemma C.1 of the paper this project replicates, after Vardi, Yehudai and Shamir 2022.
"""

from __future__ import annotations

from itertools import pairwise
from random import Random
from typing import Final, Unpack

from memlib.constructions.constants import Separation
from memlib.constructions.construction import How
from memlib.constructions.lemmas.contextual import check_data
from memlib.constructions.lemmas.point_memorizer import memorize_points
from memlib.constructions.lemmas.projection import project
from memlib.constructions.statement import Statement
from memlib.data.dataset import SEQ_TO_SEQ, Dataset
from memlib.errors import MemlibError, context
from memlib.exact.count import count
from memlib.exact.form import Form, constant, coordinate
from memlib.exact.layers import HardAttention, Head, Layer, Network, Number, Relu
from memlib.exact.plain import affine, compile_plain
from memlib.exact.program import CARRY, Program
from memlib.rivals.rival import Measure, Rival, check_no_repeats, plain

NAME: Final = "kim"

#: The rows: the token's number; the same until its turn, then 0; the sum so far; the largest; a 1.
ROWS: Final = ("number", "active", "sum", "top", "one")
ROW: Final = {name: i for i, name in enumerate(ROWS)}

#: A draw of the factors u fails with probability at most ½ (see :func:`draw_factors`).
MAX_DRAWS: Final = 100


def construct(dataset: Dataset, **how: Unpack[How]) -> Rival:
    """Number the tokens, n rounds of hard attention, look the label up.

    Args:
        dataset: seq-to-seq data of one length, consistently labeled; no sequence holds a token
            twice.
        how: seed (of the projections and the factors) and progress; the form is plain.

    Raises:
        MemlibError: other data, a repeated token (the sequence is named), inconsistent labels, or
            a random choice that failed many times.

    Source: Kim, Kim and Mozafari 2023, Theorem 3.1, from the statement.

    Example:
        >>> data = Dataset.seq_to_seq([[0], [1], [2]], [[0, 1], [1, 2]], [[7, 5], [6, 6]])
        >>> [(m.name, m.built, m.promised) for m in construct(data).measures][0]
        ('attention_layers', 2, 4)
    """
    with context(operation=f"construct {NAME}"):
        seed, report = plain(**how)
        check_data(dataset, SEQ_TO_SEQ)
        check_no_repeats(
            dataset, "the theorem needs different tokens in a sequence; next of kin: seq-to-seq"
        )
        rng = Random(seed)
        data = dataset.used_tokens()
        separation = Separation.of(data)
        numbers = project(data.tokens, separation, lowest=2, rng=rng)
        sets = list(dict.fromkeys(tuple(sorted(s)) for s in data.sequences))
        ranked = [sorted((numbers.values[x] for x in s), reverse=True) for s in sets]
        factors = draw_factors(ranked, rng)
        sums = {
            s: sum(u * x for u, x in zip(factors, r, strict=True))
            for s, r in zip(sets, ranked, strict=True)
        }
        contexts: dict[tuple[Number, Number], int] = {}
        for i, position, label in data.each_item():
            sequence = data.sequences[i]
            key = (numbers.values[sequence[position]], sums[tuple(sorted(sequence))])
            contexts[key] = label
        report(1, 2)
        shift = data.smallest_label - 1
        squares = [x * x + s * s for x, s in contexts]
        lookup = memorize_points(
            list(contexts),
            [label - shift for label in contexts.values()],
            classes=data.classes,
            separation=Separation.clamped(max(squares), _squared_gap(contexts)),
            capacity=data.items,
            inputs=("number", "sum"),
            rng=rng,
        )
        largest = max(numbers.values)
        layers = number_tokens(numbers.form([f"x{j}" for j in range(data.token_dim)]))
        for factor in factors:
            layers += attend_to_largest(factor)
            layers += step_aside(largest)
        last = compile_plain(
            Program(ROWS, lookup.initial, (CARRY, *lookup.steps), coordinate(lookup.result) + shift)
        )
        network = Network((*layers, *last.layers))
        report(2, 2)
        attention = sum(isinstance(layer, HardAttention) for layer in network)
        counts = count(network, dataset.token_dim)
        measures = (
            Measure("attention_layers", attention, 2 * data.length),
            Measure("parameters", counts.parameters, None),
        )
        return Rival(
            NAME, dataset, network, measures,
            "O(d + n + sqrt(nN)) parameters, up to logarithms", seed,
            {"sets": len(sets), "contexts": len(contexts), "slots": lookup.shape.slots},
        )  # fmt: skip


def draw_factors(ranked: list[list[Number]], rng: Random) -> list[int]:
    """u with different sums Σ u_k x_k for different sequences of numbers.

    Two of M sequences differ somewhere; given the other factors, at most one value of that factor
    lets them collide. So from M² values all M(M − 1)/2 pairs are apart with probability at least ½.

    >>> len(draw_factors([[3, 2], [3, 1]], Random(0)))
    2
    """
    side = len(ranked) ** 2
    for _ in range(MAX_DRAWS):
        factors = [rng.randint(1, side) for _ in ranked[0]]
        sums = {sum(u * x for u, x in zip(factors, r, strict=True)) for r in ranked}
        if len(sums) == len(ranked):
            return factors
    raise MemlibError(f"{MAX_DRAWS} draws of factors gave two sets of tokens one sum")


def number_tokens(number: Form) -> list[Layer]:
    """Token ↦ (number, number, 0, 0, 1)."""
    inputs = [f"x{j}" for j in range(1 + max((int(k[1:]) for k in number.terms), default=0))]
    first = [number, number, constant(0), constant(0), constant(1)]
    return [affine(first, inputs), Relu()]


def attend_to_largest(factor: int) -> list[Layer]:
    """sum += factor · (largest active number) and top += the same, unscaled, for every token.

    The query is 1 everywhere, the key is the active number: all attend to the largest.
    """
    head = Head(
        s=1, m=len(ROWS),
        query={(0, ROW["one"]): 1},
        key={(0, ROW["active"]): 1},
        value={(0, ROW["active"]): 1},
        output={(ROW["sum"], 0): factor, (ROW["top"], 0): 1},
    )  # fmt: skip
    return [HardAttention((head,))]


def step_aside(largest: Number) -> list[Layer]:
    """active ← 0 where it is the largest; top ← 0.

    Numbers are 2 apart: ReLU(1 − top + active) is 1 at the largest and 0 at all others. It is taken
    off ``largest`` times, and ReLU leaves 0.
    """
    rows = {name: coordinate(name) for name in ROWS}
    found = 1 - rows["top"] + rows["active"]
    first = [rows["number"], rows["active"], rows["sum"], found, rows["one"]]
    fallen = rows["active"] - largest * rows["top"]
    second = [rows["number"], fallen, rows["sum"], constant(0), rows["one"]]
    return [affine(first, ROWS), Relu(), affine(second, ROWS), Relu()]


def _squared_gap(points: dict[tuple[Number, Number], int]) -> Number:
    """A lower bound on the squared distance of two contexts, at most 1.

    Numbers that differ are 2 apart; sums of one set of numbers differ by the least gap of the sums.
    """
    sums = sorted({s for _, s in points})
    gaps = [b - a for a, b in pairwise(sums)]
    least = min([1, *gaps])
    return least * least


STATEMENT: Final = Statement(
    NAME, construct, title="Kim et al. 2023", takes="seq-to-seq",
    claim="Kim et al. 2023: at most 2n hard attention layers, about d + n + √(nN) parameters",
    data="seq-to-seq, one length, no token twice in a sequence",
)  # fmt: skip
