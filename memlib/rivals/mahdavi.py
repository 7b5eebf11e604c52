"""Mahdavi, Liao and Thrampoulidis 2023: one softmax layer of H heads and no feed-forward part.

Setting (arXiv 2306.02010): example t is a context E of n tokens in ℝ^d, n ≤ d, and a query e; here
the context is the sequence, the query its last token. Head h gives z_h = Eᵀ σ_S(E W_K W_Qᵀ e), and
the output is linear in (z_1, ..., z_H). Assumed: each context has rank n, and any n of the queries
are independent. Then H heads memorize about H·min(n, d_h) examples, d_h the size of a head.

Built from the statement, as the abstract and public summaries give it; the original proof was not
at hand beyond its two steps, "show that some weights give the N × Hd matrix Z of all z rank N, the
heads taking turns by saturation" and "solve a linear system". Ours, for N ≤ H(n − 1) + 1:

* **Heads in turn.** Suppose that the heads before h give rank |S| on the examples S. Take n − 1
  more, the group G. As their queries are independent of each other and of every other query, one
  part of W_Q sets q_t = W_Qᵀ e_t freely for each t in G. Another part, c times a map that kills
  the queries of G and no other, saturates the softmax of all others as c grows: their z_h tends to
  a single token and stays there, whatever the q_t are.
* **Each example of G adds 1 to the rank.** Row t is bad when z_h(q_t) lies in an affine space that
  the rows before it span: of dimension at most j − 1 for the j-th of G. But z_h(q) is Eᵀ times the
  softmax of A q, and exponentials of different linear forms are independent: its values span n − 1
  dimensions, and j − 1 ≤ n − 2. So some q_t is good. The first head, with nothing before it, takes
  n examples.
* **So almost all weights do.** A minor of Z is an analytic function of the weights and not 0
  everywhere. We draw W_K and W_Q, scaled so that no score is large, and certify rank N.
* **Solve** for the values W_V, on N columns of Z.

Nothing in this proof asks for d_h ≥ n: heads of size 1 give H(n − 1) + 1 as well, where the
statement allows min(n, d_h). We build with d_h = n, as stated; ``head_size`` takes others.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from random import Random
from typing import Final, Unpack

from memlib.constructions.construction import How
from memlib.constructions.lemmas.contexts import each_sequence_once
from memlib.constructions.statement import Statement
from memlib.data.dataset import Dataset
from memlib.errors import MemlibError, context
from memlib.exact.analytic import SoftmaxAttention, SoftmaxHead
from memlib.exact.count import count
from memlib.exact.layers import Network, Number, Weight
from memlib.interval.enclosure import Enclosures
from memlib.interval.evaluate import read_columns
from memlib.interval.independence import Span
from memlib.interval.linear import certified_inverse
from memlib.rivals.enclosed_rival import (
    IntervalRival,
    enclose,
    rounded,
    rounded_up,
    with_more_bits,
)
from memlib.rivals.line import whole
from memlib.rivals.rival import Measure, plain

NAME: Final = "mahdavi"
#: Weights of queries and keys are integers up to this, before scaling.
DRAWN_UP_TO: Final = 8
#: Scores are scaled to at most this.
LARGEST_SCORE: Final = 4
#: A rank that so many bits do not show is taken for a lost one.
LAST_BITS: Final = 1 << 12


def construct(
    dataset: Dataset, *, head_size: int | None = None, **how: Unpack[How]
) -> IntervalRival:
    """Check independence, draw queries and keys of ⌈(N − 1)/(n − 1)⌉ heads, solve for the values.

    Args:
        dataset: next-token data of one length n ≤ d; the n tokens of each sequence independent,
            any n last tokens independent.
        head_size: d_h; n when not given.
        how: seed (of everything that is drawn) and progress; the form is plain.

    Raises:
        MemlibError: other data, an assumption fails, or the rank is not certified.

    Source: Mahdavi, Liao and Thrampoulidis 2023, Theorem 1, from the statement.

    Example:
        >>> tokens = [[1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 2, 3]]
        >>> data = Dataset.next_token(tokens, [[0, 1], [1, 2], [2, 0], [0, 3]], [5, 7, 4, 9])
        >>> [(m.name, m.built, m.promised) for m in construct(data).measures]
        [('heads', 3, 3), ('parameters', 40, 48)]
    """
    with context(operation=f"construct {NAME}"):
        seed, tell = plain(**how)
        distinct, labels = each_sequence_once(dataset)
        n, size = distinct.length, len(distinct)
        check_contexts(distinct)
        check_queries(distinct)
        heads = heads_for(size, n)
        rng = Random(seed)
        drawn = draw_heads(distinct, heads, head_size or n, rng)
        tell(1, 3)

        def attempt(bits: int) -> IntervalRival:
            enclosures = Enclosures(bits)
            columns = read_columns(heard_by_all(drawn, distinct.token_dim), distinct, bits)
            features = [[enclosures.bounds(x) for x in column] for column in columns]
            inverse = certified_inverse(features, bits)
            network = one_layer(drawn, distinct, inverse.solve(labels))
            tell(2, 3)
            return IntervalRival(
                NAME, dataset, network,
                measures(network, dataset, heads_for(len(dataset), n), head_size or n),
                "Hn examples with H heads: d²N/n parameters", seed,
                constants={"rank": size},
                notes={"residual": rounded_up(inverse.residual)},
                precision=bits, outputs=enclose(network, dataset, bits),
            )  # fmt: skip

        made = with_more_bits(attempt, last=LAST_BITS)
        tell(3, 3)
        return made


def heads_for(examples: int, n: int) -> int:
    """The least H with H(n − 1) + 1 ≥ N.

    Raises:
        MemlibError: sequences of length 1, more than one.

    >>> heads_for(10, 4), heads_for(1, 1)
    (3, 1)
    """
    if n == 1 and examples > 1:
        raise MemlibError(
            f"one token a sequence memorizes one example, not {examples}",
            mend="H heads take H(n - 1) + 1: use longer sequences",
        )
    return max(1, -((1 - examples) // (n - 1))) if n > 1 else 1


def check_contexts(dataset: Dataset) -> None:
    """The n tokens of every sequence are linearly independent, exactly.

    Raises:
        MemlibError: a sequence whose tokens are not.
    """
    _, tokens = whole(dataset.tokens)
    for number, sequence in enumerate(dataset.sequences):
        span = Span()
        for place, token in enumerate(sequence):
            if not span.grow(tokens[token]):
                raise MemlibError(
                    f"token {place} depends linearly on those before it",
                    place=f"sequence {number} of the distinct ones",
                    mend="the theorem takes linearly independent tokens, so n is at most d",
                )


def check_queries(dataset: Dataset) -> None:
    """The last tokens of every head's group are independent of each other and of every other one.

    The theorem asks it of any n last tokens; its proof, and so this check, of these sets alone.

    Raises:
        MemlibError: last tokens that are not.
    """
    _, tokens = whole(dataset.tokens)
    queries = [tokens[sequence[-1]] for sequence in dataset.sequences]
    n = dataset.length
    for start in [0, *range(n, len(queries), n - 1)] if n > 1 else [0]:
        group = range(start, min(start + (n if start == 0 else n - 1), len(queries)))
        span = Span()
        for t in group:
            if not span.grow(queries[t]):
                raise _dependent(t, start)
        if start:
            for t, query in enumerate(queries):
                if t not in group and query in span:
                    raise _dependent(t, start)


def _dependent(t: int, start: int) -> MemlibError:
    return MemlibError(
        f"the last token of sequence {t} of the distinct ones depends linearly on n - 1 others",
        place=f"group from sequence {start}",
        mend="the theorem takes data in which any n last tokens are linearly independent",
    )


def draw_heads(dataset: Dataset, heads: int, size: int, rng: Random) -> list[tuple[Weight, Weight]]:
    """(query, key) of every head: small integers, the query scaled so that no score is large."""
    dim = dataset.token_dim

    def drawn() -> list[list[int]]:
        return [[rng.randint(-DRAWN_UP_TO, DRAWN_UP_TO) for _ in range(dim)] for _ in range(size)]

    found = []
    for _ in range(heads):
        query, key = drawn(), drawn()
        largest = largest_score(dataset, query, key)
        scale = Fraction(1)
        while largest * scale > LARGEST_SCORE:
            scale /= 2
        found.append((_sparse(query, scale), _sparse(key, 1)))
    return found


def largest_score(dataset: Dataset, query: list[list[int]], key: list[list[int]]) -> Fraction:
    """The largest |(W_K x)·(W_Q e)| over all tokens x of a sequence and its last token e."""
    common, tokens = whole(dataset.tokens)
    asked = {s[-1]: _times(query, tokens[s[-1]]) for s in dataset.sequences}
    keys = [_times(key, token) for token in tokens]
    largest = max(abs(_dot(asked[s[-1]], keys[x])) for s in dataset.sequences for x in s)
    return Fraction(largest, common**2)


def coordinates(heads: int, dim: int) -> list[tuple[int, int]]:
    """The columns of Z, by name: (head, coordinate of what it hears)."""
    return [(h, i) for h in range(heads) for i in range(dim)]


def heard_by_all(drawn: list[tuple[Weight, Weight]], dim: int) -> Network:
    """The layer that gives (z_1, ..., z_H): every head passes on what it hears."""
    identity = {(i, i): 1 for i in range(dim)}
    size = max(dim, *(i + 1 for query, key in drawn for i, _ in (*query, *key)))
    columns = coordinates(len(drawn), dim)
    heads = []
    for h, (query, key) in enumerate(drawn):
        output = {(row, i): 1 for row, (head, i) in enumerate(columns) if head == h}
        heads.append(SoftmaxHead(size, query, key, identity, output))
    return Network((SoftmaxAttention(len(columns), dim, False, tuple(heads)),))


def one_layer(
    drawn: list[tuple[Weight, Weight]], dataset: Dataset, solution: dict[int, Fraction]
) -> Network:
    """The network: every head hears one number, with the values that the linear system gave."""
    dim = dataset.token_dim
    far = max(abs(x) for token in dataset.tokens for x in token)
    bits = 24 + int(far).bit_length()
    columns = coordinates(len(drawn), dim)
    values = {columns[column]: rounded(v, bits) for column, v in solution.items()}
    heads = []
    for h, (query, key) in enumerate(drawn):
        size = 1 + max((i for i, _ in (*query, *key)), default=0)
        value = {(0, i): x for (head, i), x in sorted(values.items()) if head == h and x}
        heads.append(SoftmaxHead(size, query, key, value, {(0, 0): 1}))
    return Network((SoftmaxAttention(1, dim, False, tuple(heads)),))


def measures(network: Network, dataset: Dataset, heads: int, size: int) -> tuple[Measure, ...]:
    """H = ⌈(N − 1)/(n − 1)⌉ heads of 2·d·d_h + d + 1 numbers: queries, keys, value, output."""
    dim = dataset.token_dim
    (layer,) = network.layers
    assert isinstance(layer, SoftmaxAttention)
    return (
        Measure("heads", len(layer.heads), heads),
        Measure("parameters", count(network, dim).parameters, heads * (2 * dim * size + dim + 1)),
    )


def _sparse(matrix: list[list[int]], scale: Number) -> Weight:
    return {(i, j): x * scale for i, row in enumerate(matrix) for j, x in enumerate(row) if x}


def _times(matrix: list[list[int]], column: Sequence[int]) -> list[int]:
    return [_dot(row, column) for row in matrix]


def _dot(a: Sequence[int], b: Sequence[int]) -> int:
    return sum(x * y for x, y in zip(a, b, strict=True))


STATEMENT: Final = Statement(
    NAME, construct, title="Mahdavi et al. 2023", intervals=True,
    claim="Mahdavi et al. 2023: one softmax layer of H heads, H(n - 1) + 1 examples (intervals)",
    data="next-token, one length; independent tokens, any n last tokens independent",
)  # fmt: skip
