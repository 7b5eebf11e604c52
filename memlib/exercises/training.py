"""Exercises of *How we train*, *Real sentences*, *Longer sequences* and *Built and trained*."""

from __future__ import annotations

from math import ceil, isfinite, log, log2

from memlib.exercises.answers import check, decimal, group, whole


@check(whole)
def parameters(answer: int, /, family: str, dims: tuple[int, int], **shape: int) -> str:
    """How many parameters a model of this shape trains on tokens of ``dims`` = (n, d).

    >>> parameters(357, "uniform", (10, 6), m=2, q=8, blocks=4)
    'Right: 357.'
    """
    from memlib.models.parts import Dims
    from memlib.models.registry import parameters as count

    length, dim = dims
    right = count(family, shape, Dims(length=length, dim=dim))
    if answer == right:
        return f"Right: {right:,}."
    return f"Not {answer:,}: that is too {'many' if answer > right else 'few'}."


@check(whole)
def runs_without_a_hit(answer: int, below: float) -> str:
    """The least number of runs, none of which hits, whose interval ends below a rate.

    >>> runs_without_a_hit(20, 0.1)
    'Not 20: after 20 runs without a hit the interval still ends at 0.168.'
    """
    if answer < 1:
        return "At least one run is needed."
    if answer > 10**6:
        return f"Not {answer}: a million runs are enough already."
    if _end(answer) >= below:
        return (
            f"Not {answer}: after {answer} runs without a hit the interval still ends "
            f"at {_end(answer):.3f}."
        )
    if answer > 1 and _end(answer - 1) < below:
        return f"Not {answer}: fewer runs are enough already."
    return f"Right: {answer} runs, and the interval ends at {_end(answer):.4f}."


def _end(runs: int) -> float:
    """The upper end of Clopper and Pearson's 95 % interval of no hit in so many runs."""
    return float(1 - 0.025 ** (1 / runs))


@check(decimal)
def best_of(answer: float, success: float, trials: int) -> str:
    """The probability that the best of some trials hits, to two places.

    >>> best_of(0.65, 0.1, 10)
    'Right: 0.65.'
    """
    right = 1 - (1 - success) ** trials
    if abs(answer - right) < 0.0051:
        return f"Right: {right:.2f}."
    if abs(answer - success * trials) < 0.0051:
        return f"Not {answer:g}: two trials may both hit, and then a sum counts them twice."
    return f"Not {answer:g}: how likely is it that all {trials} trials fail?"


@check(group(whole, "a set of whole numbers"))
def words_of_their_own(answer: set[int], texts: list[str]) -> str:
    """The numbers of the texts, from 0, that hold a word which stands in no other text.

    >>> words_of_their_own({0}, ["red sky", "a sky", "a day"])
    'Not yet: text 2 (a day) is missing, see day.'
    """
    words = [set(text.split()) for text in texts]
    own = [
        sorted(mine - set().union(*(w for j, w in enumerate(words) if j != i)))
        for i, mine in enumerate(words)
    ]
    for i, found in enumerate(own):
        if found and i not in answer:
            return f"Not yet: text {i} ({texts[i]}) is missing, see {found[0]}."
        if not found and i in answer:
            return f"Not text {i} ({texts[i]}): each of its words stands in another text too."
    if not answer <= set(range(len(texts))):
        return f"The texts are numbered from 0 to {len(texts) - 1}."
    return f"Right: {len(answer)} of {len(texts)} texts."


@check(decimal)
def lowest_loss(answer: float, sequences: int, pairs: int) -> str:
    """The least mean cross-entropy when some pairs of equal inputs have different labels.

    >>> lowest_loss(0.0069, 1000, 5)
    'Right: 0.0069.'
    """
    right = 2 * pairs * log(2) / sequences
    if isfinite(answer) and abs(answer - right) <= 0.02 * right:
        return f"Right: {right:.2g}."
    if abs(answer - right / 2) <= 0.02 * right:
        return f"Not {answer:g}: both members of a pair pay."
    return f"Not {answer:g}: what does the best answer, one half for each label, cost an item?"


@check(decimal)
def exponent(answer: float, first: tuple[float, float], last: tuple[float, float]) -> str:
    """The exponent a of size = c · N^a through two points (N, size), to two places.

    >>> exponent(0.5, (100, 7), (400, 14))
    'Right: 0.50.'
    """
    right = log(last[1] / first[1]) / log(last[0] / first[0])
    if abs(answer - right) < 0.0051:
        return f"Right: {right:.2f}."
    if abs(answer * right - 1) < 0.01:
        return f"Not {answer:g}: that is N as a power of the size."
    return f"Not {answer:g}: divide the two differences of logarithms."


@check(whole)
def same_size(answer: int, size: int, dims: tuple[int, int]) -> str:
    """The width of one hidden layer on n · d inputs that comes closest to a size.

    >>> same_size(13, 517, (16, 2))
    'Not 13: that trains 443 parameters, and another width comes closer to 517.'
    """
    from memlib.models.parts import Dims
    from memlib.models.registry import parameters as count

    if answer < 1:
        return "At least one hidden unit is needed."
    if answer > size:
        return f"Not {answer}: each hidden unit trains more than one parameter, of {size:,}."

    def trained(width: int) -> int:
        return count(
            "feed-forward", {"depth": 1, "width": width}, Dims(length=dims[0], dim=dims[1])
        )

    best = min(range(1, size + 1), key=lambda width: abs(trained(width) - size))
    if abs(trained(answer) - size) == abs(trained(best) - size):
        return f"Right: width {answer} trains {trained(answer):,} parameters."
    return (
        f"Not {answer}: that trains {trained(answer):,} parameters, and another width comes "
        f"closer to {size:,}."
    )


@check(whole)
def linear_enough(answer: int, sequences: int, dim: int) -> str:
    """The least n from which a linear model with a constant fits any labels of generic tokens.

    >>> linear_enough(83, 500, 6)
    'Not 83: 498 inputs and a constant are 499 numbers, for 500 labels.'
    """
    right = ceil((sequences - 1) / dim)
    if answer < right:
        return (
            f"Not {answer}: {answer * dim} inputs and a constant are {answer * dim + 1} numbers, "
            f"for {sequences} labels."
        )
    if answer > right:
        return f"Not {answer}: a smaller n is enough already."
    return f"Right: n = {right}, {right * dim + 1} numbers for {sequences} labels."


@check(whole)
def by_bits(answer: int, sequences: int, classes: int, bits: int) -> str:
    """The least number of parameters of some bits each that can tell all labelings apart.

    >>> by_bits(32, 1024, 2, 32)
    'Right: 32 parameters of 32 bits.'
    """
    right = ceil(sequences * log2(classes) / bits)
    if answer == right:
        return f"Right: {right} parameters of {bits} bits."
    return f"Not {answer}: that is {answer * bits:,} bits, for {sequences:,} labels."
