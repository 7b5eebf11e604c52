"""*Sums that collide*: scores of letters, sums of words, and the constant of the printed proof."""

from __future__ import annotations

from collections import Counter
from functools import cache
from random import Random
from typing import Final

from memlib.constructions.lemmas.distinguish import (
    Multiset,
    distinguishing_tokens,
    restrict,
)
from memlib.constructions.lemmas.scores import score_bound
from memlib.constructions.studies.printed_scores import printed_scores
from memlib.figures import svg
from memlib.figures.moving import Control, Moving, Part
from memlib.figures.svg import minus

#: The words of the chapter, and the direction that the printed proof may take.
WORDS: Final = ("aa", "bc", "cc")
DIRECTION: Final = (-7, 10)
#: Sliders go in steps of this many.
STEP: Final = 3
SCORES: Final = range(-30, 31, STEP)
DRAWS: Final = 40

_LEFT, _RIGHT = 20, 340
_LOOKS: Final = ("blue", "gold", "mute")


@cache
def family() -> tuple[tuple[Multiset, ...], tuple[int, ...]]:
    """The words' multisets on the watched letters, and these letters."""
    multisets = [Counter("abc".index(x) for x in word) for word in WORDS]
    watched = distinguishing_tokens(multisets)
    return tuple(restrict(m, set(watched)) for m in multisets), tuple(watched)


PRINTED: Final = printed_scores(*family(), DIRECTION)
CONSTANTS: Final = range(0, PRINTED.shift + 1, STEP)


def sums(a: int, b: int) -> tuple[int, ...]:
    """The sums of the words for these scores of a and b; c is not watched.

    >>> sums(-18, 27), sums(-18 + 63, 27 + 63)
    ((-36, 27, 0), (90, 90, 0))
    """
    multisets, watched = family()
    score = dict(zip(watched, (a, b), strict=True))
    return tuple(sum(n * score[x] for x, n in m.items()) for m in multisets)


def _line(y: float, title: str, values: tuple[int, ...], low: int, high: int) -> str:
    drawn = [svg.text(8, y - 42, title, "small", "start"), svg.line(8, y, 352, y)]
    wide = (_RIGHT - _LEFT) / (high - low)
    drawn.append(svg.line(_LEFT - low * wide, y - 4, _LEFT - low * wide, y + 4))
    for place, (word, value, look) in enumerate(zip(WORDS, values, _LOOKS, strict=True)):
        met = values.count(value) > 1
        x = _LEFT + (value - low) * wide
        up = y - 15 - 13 * (place % 2)
        drawn += [
            svg.circle(x, y, 6, f"f-{look}"),
            svg.circle(x, y, 11, f"s-red ring met{int(met)}"),
            svg.text(x, up, word, f"small met{int(met)}"),
            svg.text(x, y + 23 + 12 * (place % 2), minus(value), f"small met{int(met)}"),
        ]
    return "".join(drawn)


def before(a: int, b: int) -> str:
    """The line of the sums without the constant."""
    return _line(56, "sums of the scores h", sums(SCORES[a], SCORES[b]), -62, 192)


def after(a: int, b: int, constant: int) -> str:
    """The line of the sums with the constant added to each score."""
    shift = CONSTANTS[constant]
    values = sums(SCORES[a] + shift, SCORES[b] + shift)
    return _line(152, f"sums after {shift} is added to each score", values, -62, 192)


def said(a: int, b: int, constant: int) -> str:
    """The sentence below."""
    shift = CONSTANTS[constant]
    values = sums(SCORES[a] + shift, SCORES[b] + shift)
    multisets, _ = family()
    times = [sum(m.values()) for m in multisets]
    moved = ", ".join(f"{w} by {n} × {shift}" for w, n in zip(WORDS, times, strict=True) if n)
    met = [w for w, v in zip(WORDS, values, strict=True) if values.count(v) > 1]
    if met:
        end = f"{' and '.join(met)} collide: one id for two words."
    else:
        end = "No two words collide."
    return f"The constant {shift} moves {moved}. {end}"


@cache
def drawn_scores() -> tuple[tuple[int, int], ...]:
    """Scores drawn as the repaired lemma draws them, one draw after the other."""
    rng, bound = Random(5), score_bound(len(WORDS))
    return tuple((rng.randint(1, bound), rng.randint(1, bound)) for _ in range(DRAWS))


def repaired(draw: int) -> str:
    """The line of a draw of the repaired lemma, and how many draws collided so far."""
    bound = score_bound(len(WORDS))
    a, b = drawn_scores()[draw]
    failed = sum(len(set(sums(*pair))) < len(WORDS) for pair in drawn_scores()[: draw + 1])
    title = f"the repair: a = {a}, b = {b}, drawn from 1 to {bound}"
    tally = f"{failed} of {draw + 1} collided"
    return _line(248, title, sums(a, b), -1, 2 * bound + 1) + svg.text(
        352, 206, tally, "small least1", "end"
    )


_REST: Final = (SCORES.index(PRINTED.rounded[0]), SCORES.index(PRINTED.rounded[1]))


def _table() -> list[tuple[int, int, int]]:
    """For every constant: one of both scores anywhere, the other at rest."""
    a, b = _REST
    anywhere = range(len(SCORES))
    pairs = [(other, b) for other in anywhere] + [(a, other) for other in anywhere]
    return [(*pair, t) for pair in pairs for t in range(len(CONSTANTS))]


FIGURE: Final = Moving(
    name="sums",
    title="Sums that collide",
    point=f"Without the constant all sums differ. The constant {PRINTED.shift} moves aa twice, "
    "once for each letter, and bc only once: they land on one number. Drawn scores that collide "
    "are drawn again.",
    alt="Three number lines with the sums of the words aa, bc and cc. On the first, without the "
    f"constant, they are {', '.join(map(str, PRINTED.sums_before))} and lie apart. On the second, "
    f"after {PRINTED.shift} is added to each score, they are "
    f"{', '.join(map(str, PRINTED.sums_after))}: aa and bc lie on one place, in a red ring. On the "
    "third, with scores drawn at random, they lie apart.",
    size=(360, 290),
    controls=(
        Control("a", "score of a", "slider", [minus(x) for x in SCORES], _REST[0]),
        Control("b", "score of b", "slider", [minus(x) for x in SCORES], _REST[1]),
        Control(
            "constant",
            "the constant",
            "slider",
            [str(t) for t in CONSTANTS],
            len(CONSTANTS) - 1,
        ),
        Control("draw", "Draw scores", "turn", [str(i + 1) for i in range(DRAWS)], 0),
    ),
    parts=(
        Part("before", ("a", "b"), before),
        Part("after", ("a", "b", "constant"), after, _table()),
        Part("repaired", ("draw",), repaired),
        Part("said", ("a", "b", "constant"), said, _table()),
    ),
    needs_python="Moving both scores needs Python in the page, which this copy of the site or this "
    "browser does not have. One score and the constant move without.",
)
