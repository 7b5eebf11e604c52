"""Tokens on a lattice: drawn at random, or one for each word of a vocabulary."""

from __future__ import annotations

from fractions import Fraction
from random import Random

from memlib.data.checks import checked_count, shown
from memlib.data.dataset import Token
from memlib.errors import MemlibError


def random_tokens(
    count: int, dim: int, *, spread: int | None = None, denominator: int = 1, rng: Random
) -> list[Token]:
    """Distinct random vectors of ``dim`` coordinates k/denominator, k from −spread to spread.

    So any two are at least 1/denominator apart. When not given, ``spread`` is the smallest one
    with room for four times as many tokens.

    Raises:
        MemlibError: there is no room for so many tokens.

    >>> random_tokens(2, 1, spread=1, denominator=3, rng=Random(0))
    [(Fraction(0, 1),), (Fraction(1, 3),)]
    """
    count, dim = checked_count(count, "vocabulary"), checked_count(dim, "dim")
    denominator = checked_count(denominator, "denominator")
    if spread is None:
        spread = 1
        while (2 * spread + 1) ** dim < 4 * count:
            spread += 1
    spread = checked_count(spread, "spread", least=0)
    side = 2 * spread + 1
    room = side**dim
    if room < count:
        raise MemlibError(
            f"the cube has {room} places for {shown(count)} tokens",
            place="spread",
            mend="raise --spread or --dim, or lower --vocabulary",
        )
    if room <= 2 * count:
        places = rng.sample(range(room), count)
    else:
        chosen: dict[int, None] = {}
        while len(chosen) < count:
            chosen[rng.randrange(room)] = None
        places = list(chosen)
    tokens = []
    for place in places:
        digits = []
        for _ in range(dim):
            place, digit = divmod(place, side)
            digits.append(Fraction(digit - spread, denominator))
        tokens.append(tuple(digits))
    return tokens


def word_tokens(words: int, dim: int) -> list[Token]:
    """One token for each word number 1, 2, ..., ``words``: its digits, lowest first.

    The base is the smallest b >= 2 with b^dim > words, so in one dimension the token is the number
    itself. Any two tokens are at least 1 apart, and so is the zero vector, which is kept for PAD.

    >>> word_tokens(3, 2) == [(1, 0), (0, 1), (1, 1)]
    True
    """
    words, dim = checked_count(words, "words"), checked_count(dim, "dim")
    if dim == 1:
        return [(Fraction(k),) for k in range(1, words + 1)]
    base = 2
    while base**dim <= words:
        base += 1
    digits = [Fraction(k) for k in range(base)]
    return [
        tuple(digits[number // base**k % base] for k in range(dim))
        for number in range(1, words + 1)
    ]
