"""*Attention*: four tokens, the weights they give each other, and a factor from mean to hardmax."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Final

from memlib.data.dataset import Dataset
from memlib.exact.analytic import SoftmaxAttention, SoftmaxHead
from memlib.exact.evaluate import evaluate
from memlib.exact.layers import HardAttention, Head, Network, UniformAttention
from memlib.figures import svg
from memlib.figures.moving import Control, Moving, Part
from memlib.figures.svg import minus
from memlib.interval.enclosure import Enclosures
from memlib.interval.evaluate import read_columns

#: Of each token: what it is found by, what it asks with, what it hands over.
NAMES: Final = "abcd"
KEYS: Final = (2, 1, 0, 2)
QUERIES: Final = (1, 1, -1, 0)
VALUES: Final = (8, 2, 5, -4)

#: The scores are multiplied by these; the last is hardmax, where the factor has no end.
FACTORS: Final = (0, Fraction(1, 4), Fraction(1, 2), 1, 2, 4, None)
#: The orders that *Shuffle* goes through.
ORDERS: Final = ((0, 1, 2, 3), (2, 0, 3, 1), (3, 2, 1, 0), (1, 3, 0, 2))

#: Rows of a token: key, query, value, one row for each token, and the same again for the results.
_DATA: Final = 3 + len(NAMES)
_RESULT: Final = _DATA
_ROWS: Final = _DATA + 1 + len(NAMES)
_BITS: Final = 64


@dataclass(frozen=True)
class Looked:
    """What one token takes over, and the weight that it gives to each token a, b, c, d."""

    output: Fraction
    weights: tuple[Fraction, ...]


def layer(factor: Fraction | int | None) -> SoftmaxAttention | HardAttention | UniformAttention:
    """One head: the score of i for j is key of i times query of j, times the factor.

    It writes the weighted mean of the values, and of the rows that are 1 at one token each, into
    rows of their own: so its outputs tell the weights.
    """
    handed = {(r, 2 + r): 1 for r in range(1 + len(NAMES))}
    written = {(_RESULT + r, r): 1 for r in range(1 + len(NAMES))}
    if factor == 0:
        return UniformAttention(_ROWS, {(_RESULT + r, 2 + r): 1 for r in range(1 + len(NAMES))})
    size = 1 + len(NAMES)
    if factor is None:
        return HardAttention((Head(size, _ROWS, {(0, 1): 1}, {(0, 0): 1}, handed, written),))
    head = SoftmaxHead(size, {(0, 1): factor}, {(0, 0): 1}, handed, written)
    return SoftmaxAttention(_ROWS, _ROWS, True, (head,))


@cache
def looked(order: tuple[int, ...], factor: Fraction | int | None) -> dict[int, Looked]:
    """token → what it takes over when the tokens stand in this order.

    Softmax is enclosed between two numbers; its middle is exact to far more digits than are shown.

    >>> str(looked((0, 1, 2, 3), None)[0].output), str(looked((0, 1, 2, 3), 0)[0].output)
    ('2', '11/4')
    """
    tokens = [
        [KEYS[i], QUERIES[i], VALUES[i], *(int(i == j) for j in range(len(NAMES)))]
        + [0] * (1 + len(NAMES))
        for i in range(len(NAMES))
    ]
    network = Network((layer(factor),))
    if factor is None or factor == 0:
        columns = evaluate(network, [tokens[i] for i in order])
    else:
        data = Dataset.seq_to_seq(tokens, [list(order)], [[1] * len(order)])
        bounds = Enclosures(_BITS).bounds
        columns = [
            [sum(bounds(row), Fraction()) / 2 for row in column]
            for column in read_columns(network, data, _BITS)
        ]
    results = (column[_RESULT:] for column in columns)
    return {
        i: Looked(Fraction(first), tuple(map(Fraction, rest)))
        for i, (first, *rest) in zip(order, results, strict=True)
    }


_WIDE, _TOP, _OUT = 70, 86, 196
_LOOKS: Final = ("blue", "red", "green", "gold")


def _x(place: int) -> float:
    return 48 + 88 * place


def cards(order: int) -> str:
    """The tokens, each in its place."""
    drawn = []
    for token, name in enumerate(NAMES):
        place = ORDERS[order].index(token)
        drawn.append(
            svg.group(
                svg.rect(-_WIDE / 2, 0, _WIDE, 74, f"s-{_LOOKS[token]} token", 8),
                svg.text(0, 17, name, "bit"),
                svg.text(0, 34, f"key {minus(KEYS[token])}", "small"),
                svg.text(0, 49, f"asks {minus(QUERIES[token])}", "small"),
                svg.text(0, 64, f"value {minus(VALUES[token])}", "small"),
                at=(_x(place), _TOP),
            )
        )
    return "".join(drawn)


def arrows(order: int, sharp: int, asks: int) -> str:
    """From each token to the one that looks: the thicker, the more weight."""
    places = ORDERS[order]
    weights = looked(places, FACTORS[sharp])[asks].weights
    to = _x(places.index(asks))
    drawn = [svg.text(to, 18, f"{NAMES[asks]} looks", "small least1")]
    for token, weight in enumerate(weights):
        x, thick = _x(places.index(token)), 9 * float(weight)
        high = 30 if token != asks else 42
        drawn.append(
            f'<path d="M{svg.number(x)} {_TOP}C{svg.number(x)} {high} {svg.number(to)} {high} '
            f'{svg.number(to)} 26" class="s-{_LOOKS[token]}" '
            f'style="stroke-width:{svg.number(thick)}px"/>'
        )
        drawn.append(svg.text(x + 20, _TOP - 5, f"{100 * float(weight):.0f} %", "small"))
    return "".join(drawn)


def outputs(order: int, sharp: int) -> str:
    """What each token takes over, below its card."""
    found = looked(ORDERS[order], FACTORS[sharp])
    drawn = []
    for token in range(len(NAMES)):
        place = ORDERS[order].index(token)
        drawn.append(
            svg.group(
                svg.line(0, _TOP + 76, 0, _OUT - 16, f"s-{_LOOKS[token]}"),
                svg.text(0, _OUT, minus(f"{float(found[token].output):.2f}"), "bit"),
                at=(_x(place), 0),
            )
        )
    return "".join(drawn)


def said(order: int, sharp: int, asks: int) -> str:
    """The sentence below."""
    places = ORDERS[order]
    found = looked(places, FACTORS[sharp])[asks]
    kind = {
        0: "The mean: all weights are equal.",
        len(FACTORS) - 1: "Hardmax: all weight on the best.",
    }
    word = "".join(NAMES[i] for i in places)
    row = ", ".join(minus(f"{float(looked(places, FACTORS[sharp])[i].output):.2f}") for i in places)
    start = kind.get(sharp, f"Softmax of the scores times {FACTORS[sharp]}.")
    taken = minus(f"{float(found.output):.2f}")
    return (
        f"{start} Token {NAMES[asks]} takes over {taken}. Outputs of {word}, in its order: {row}."
    )


_WORDS: Final = [
    "0 (mean)", *(str(f) for f in FACTORS[1:-1]), "∞ (hardmax)",
]  # fmt: skip

FIGURE: Final = Moving(
    name="attention",
    title="From the mean to hardmax",
    point="Times 0, every token gets the mean; the larger the factor, the more goes to the largest "
    "score, and hardmax shares it between ties (a and d). Shuffle the tokens: the outputs move "
    "along, and not one of them changes. Attention does not see the order.",
    alt="Four cards, the tokens a, b, c and d, each with a key, a number that it asks with, and a "
    "value. Four arrows lead to token a, the thicker the more weight it gives: most to a and d, "
    "which have the largest key, less to b, least to c. Below each card stands what its token "
    "takes over, the weighted mean of the values.",
    size=(360, 208),
    controls=(
        Control("sharp", "scores are multiplied by", "slider", _WORDS, 3),
        Control("asks", "who looks", "choice", list(NAMES), 0),
        Control("order", "Shuffle", "turn", ["".join(NAMES[i] for i in o) for o in ORDERS], 0),
    ),
    parts=(
        Part("arrows", ("order", "sharp", "asks"), arrows),
        Part("cards", ("order",), cards),
        Part("outputs", ("order", "sharp"), outputs),
        Part("said", ("order", "sharp", "asks"), said),
    ),
)
