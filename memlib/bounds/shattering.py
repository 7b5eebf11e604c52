"""Shattering by force: how many labelings tiny models really reach, found without any theorem.

A labeling is a tuple of 0 and 1, one per item: 1 where the model's output is > 0. Fix which ReLUs
fire and which scores win; the output is then linear in suitable coordinates of the parameters, so
the reachable labelings are cells of a hyperplane arrangement, and :mod:`memlib.bounds.arrangement`
lists them exactly.

Labelings that are reached only *on* a hyperplane do not add any: every model here has an output
bias, and lowering it a little moves outputs that are 0 below 0 and leaves positive ones positive.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import combinations, combinations_with_replacement, pairwise, product

from memlib.bounds.arrangement import Form, Signs, cells, faces, whole
from memlib.errors import MemlibError

Labeling = tuple[int, ...]
Point = Sequence[int | Fraction]


def labeling(signs: Signs) -> Labeling:
    """1 where the sign is positive."""
    return tuple(int(sign > 0) for sign in signs)


def half_spaces(points: Sequence[Point]) -> set[Labeling]:
    """What one unit 1[w·x + b > 0] reaches on N points (so does ReLU(w·x + b) > 0). Exact.

    >>> len(half_spaces([(0,), (1,), (2,), (3,)]))              # 2N on a line
    8
    """
    return {labeling(signs) for signs in cells([(*p, 1) for p in points])}


def one_hidden_layer(points: Sequence[Point], units: int, *, skip: bool = False) -> set[Labeling]:
    """What Σ v_j ReLU(w_j·x + b_j) + c, one hidden ReLU layer, reaches. Exact.

    Only the sign of v_j matters (its size moves into w_j and b_j), so for each choice of signs and
    of the points at which each unit fires the output is linear in all (w_j, b_j) and c.

    Args:
        points: N points of ℝ^d, at most about 6. units: how many, 1 or 2 in seconds.
        skip: add a linear term u·x to the output (the residual connection of eq. 3).

    >>> line = [(0,), (1,), (2,), (3,)]
    >>> len(one_hidden_layer(line, 1)), len(one_hidden_layer(line, 1, skip=True))
    (8, 14)
    """
    lifted = [whole((*p, 1)) for p in points]
    size = len(lifted[0])
    fires = list(cells(lifted))
    tail_size = size if skip else 1
    found: set[Labeling] = set()
    for signs in combinations_with_replacement((1, -1), units):
        if sum(signs) < 0:
            continue  # minus this network is counted: its labels, turned round, are added below
        for patterns in product(fires, repeat=units):
            if _repeats(signs, patterns):
                continue
            inside = []
            for unit, pattern in enumerate(patterns):
                for x, sign in zip(lifted, pattern, strict=True):
                    inside.append(_spread(x, unit, units, size, tail_size, sign))
            outputs = []
            for index, x in enumerate(lifted):
                form: list[int] = []
                for sign, pattern in zip(signs, patterns, strict=True):
                    form += [sign * a if pattern[index] > 0 else 0 for a in x]
                outputs.append(form + (list(x) if skip else [x[-1]]))
            for cell in cells(outputs, inside):
                word = labeling(cell)
                found |= {word, _turned(word)}
    return found


def alternations(ranks: Sequence[int], most: int) -> set[Labeling]:
    """Labelings of points on a line that change at most ``most`` times from left to right. Exact.

    These are what λx + Σ_{j ≤ q} v_j ReLU(w_j x + b_j) + c reaches with q = most − 1 units: it is
    piecewise linear with at most q break points, so it changes sign at most q + 1 times, and every
    such choice occurs. Without the term λx two units reach no third change either: one end or the
    middle is flat. Points of equal rank get equal labels.

    Args:
        ranks: the place of each item on the line (any integers; only their order matters).

    >>> len(alternations([0, 1, 2, 3], 2))
    14
    """
    order = sorted(set(ranks))
    found = set()
    for count in range(min(most, len(order) - 1) + 1):
        for changes in combinations(range(1, len(order)), count):
            value, values = 0, {}
            for place, rank in enumerate(order):
                value ^= int(place in changes)
                values[rank] = value
            word = tuple(values[rank] for rank in ranks)
            found |= {word, _turned(word)}
    return found


def hardmax_patterns(sequences: Sequence[Sequence[Point]]) -> set[tuple[tuple[int, ...], ...]]:
    """All patterns of who attends to whom: scores x_k·A·x_k', any d×d matrix A. Exact, with ties.

    This is a head of size s ≥ d on the tokens themselves. A pattern lists for each token of each
    sequence the (sorted) winners.

    >>> len(hardmax_patterns([[(1,), (2,)]]))                   # A < 0, A = 0, A > 0
    3
    """
    dimension = len(sequences[0][0])
    forms: list[Form] = []
    where: list[tuple[int, int, int, int]] = []
    for i, tokens in enumerate(sequences):
        for query, column in enumerate(tokens):
            for k, other in combinations(range(len(tokens)), 2):
                gap = [a - b for a, b in zip(tokens[k], tokens[other], strict=True)]
                forms.append(whole([g * x for g in gap for x in column]))
                where.append((i, query, k, other))
    if not forms:
        return {tuple((0,) for tokens in sequences for _ in tokens)}
    found = set()
    for signs in faces(forms) if dimension else ():
        beats: dict[tuple[int, int], set[int]] = {}
        for i, tokens in enumerate(sequences):
            for query in range(len(tokens)):
                beats[i, query] = set(range(len(tokens)))
        for (i, query, k, other), sign in zip(where, signs, strict=True):
            if sign:
                beats[i, query].discard(other if sign > 0 else k)
        found.add(tuple(tuple(sorted(beats[key])) for key in sorted(beats)))
    return found


def mixed_tokens(
    sequences: Sequence[Sequence[Point]], pattern: Sequence[Sequence[int]]
) -> list[tuple[Fraction, ...]]:
    """The mean of the winners for each token, in the order of the pattern."""
    means = []
    wanted = iter(pattern)
    for tokens in sequences:
        for _ in tokens:
            winners = next(wanted)
            means.append(
                tuple(
                    sum((Fraction(tokens[k][row]) for k in winners), start=Fraction(0))
                    / len(winners)
                    for row in range(len(tokens[0]))
                )
            )
    return means


def hardmax_layer(sequences: Sequence[Sequence[Point]]) -> set[Labeling]:
    """What one hardmax head (m = s = d), linear readout and bias reach at every token. Exact.

    For each attention pattern the outputs e·x_k + u·(mean of winners) + c are linear in (e, u, c),
    u = (W^O W^V)ᵀe.

    >>> len(hardmax_layer([[(1,), (2,), (4,)]]))
    6
    """
    columns = [tuple(Fraction(x) for x in token) for tokens in sequences for token in tokens]
    found: set[Labeling] = set()
    for pattern in hardmax_patterns(sequences):
        forms = [
            whole((*x, *mean, 1))
            for x, mean in zip(columns, mixed_tokens(sequences, pattern), strict=True)
        ]
        found |= {labeling(signs) for signs in cells(forms)}
    return found


def hardmax_block(sequences: Sequence[Sequence[int]], hidden: int = 1) -> set[Labeling]:
    """What a whole block of eq. (4) reaches, hardmax, m = s = H = d = 1, one label a token. Exact.

    The block sees x_k + t·mean_k on a line (t = W^O W^V; E_in only scales it) and its feed-forward
    part with q hidden units reaches the labelings with at most q + 1 changes along the line. That
    depends on the order of the values alone, and the order changes only where two of them meet: one
    t from each gap and each meeting point is enough.

    >>> len(hardmax_block([[1, 2, 4]])), len(hardmax_block([[1, 2, 4, 8]]))    # all attend to one
    (8, 14)
    """
    tokens = [[(x,) for x in sequence] for sequence in sequences]
    columns = [Fraction(x) for sequence in sequences for x in sequence]
    found: set[Labeling] = set()
    for pattern in hardmax_patterns(tokens):
        means = [mean[0] for mean in mixed_tokens(tokens, pattern)]
        found |= on_a_line(columns, means, hidden)
    return found


def on_a_line(
    columns: Sequence[Fraction],
    means: Sequence[Fraction],
    hidden: int,
    seen: set[tuple[int, ...]] | None = None,
) -> set[Labeling]:
    """The labelings with at most q + 1 changes along x_k + t·mean_k, for some real t.

    ``seen`` remembers the orders of the items that were dealt with before, over several calls.
    """
    found: set[Labeling] = set()
    seen = set() if seen is None else seen
    for t in _between(_meetings(columns, means)):
        ranks = _ranks([x + t * mean for x, mean in zip(columns, means, strict=True)])
        if ranks not in seen:
            seen.add(ranks)
            found |= alternations(ranks, hidden + 1)
    return found


def largest_shattered(counts: Iterable[tuple[int, int]]) -> int:
    """The largest N of (N, number of labelings reached) with all 2^N reached; 0 if there is none.

    >>> largest_shattered([(2, 4), (3, 8), (4, 14)])
    3
    """
    return max((n for n, reached in counts if reached == 2**n), default=0)


def line(count: int) -> list[tuple[int, ...]]:
    """N points 0, 1, 4, 9, … on a line.

    >>> line(3)
    [(0,), (1,), (4,)]
    """
    if count < 1:
        raise MemlibError("at least one point is needed", operation="shattering")
    return [(i * i,) for i in range(count)]


def _turned(word: Labeling) -> Labeling:
    return tuple(1 - bit for bit in word)


def _repeats(signs: Sequence[int], patterns: Sequence[Signs]) -> bool:
    """Two units of one sign can change places: keep them in one order only."""
    return any(
        s == t and p > q
        for s, t, p, q in zip(signs, signs[1:], patterns, patterns[1:], strict=False)
    )


def _spread(x: Form, unit: int, units: int, size: int, tail: int, sign: int) -> list[int]:
    """The form sign·(w_unit·x + b_unit) in the coordinates of all units and the output."""
    form = [0] * (units * size + tail)
    form[unit * size : (unit + 1) * size] = [sign * a for a in x]
    return form


def _meetings(columns: Sequence[Fraction], means: Sequence[Fraction]) -> list[Fraction]:
    meetings = set()
    for i, j in combinations(range(len(columns)), 2):
        if means[i] != means[j]:
            meetings.add((columns[i] - columns[j]) / (means[j] - means[i]))
    return sorted(meetings)


def _between(meetings: list[Fraction]) -> Iterator[Fraction]:
    """Each meeting point, and a point of each gap between them and beyond."""
    if not meetings:
        yield Fraction(0)
        return
    yield meetings[0] - 1
    for left, right in pairwise(meetings):
        yield left
        yield (left + right) / 2
    yield meetings[-1]
    yield meetings[-1] + 1


def _ranks(values: Sequence[Fraction]) -> tuple[int, ...]:
    place = {value: rank for rank, value in enumerate(sorted(set(values)))}
    return tuple(place[value] for value in values)
