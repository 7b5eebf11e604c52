"""The compact network whose every step is proven: O(√(N log C)) parameters for C classes.

In the order of the proof:

1. a random integer direction puts the V tokens on a line, at least 1 apart; each gets
   the integer part of its place, an integer u below U;
2. the score of a token is r^u mod P. The sums of two different multisets are the values at r of two
   different polynomials of degree below U, so at most U of the P numbers r make them equal
   (Schwartz and Zippel);
3. attention adds the scores up; with u this is the key U·(sum) + u, one integer a context;
4. sorted keys, buckets of at most m; each bucket's word holds a cascade for each bit of the label.

The constants are those of the proof, far above those of the method that is checked on the data
(:mod:`memlib.constructions.compact.construct`).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from random import Random
from typing import Final

from memlib.constructions.compact.buckets import PLAIN_GROUP, WORD, nested_steps, paired_steps
from memlib.constructions.compact.cascade import (
    Plan,
    cascade_steps,
    draw_cascade,
    largest_bucket,
    next_prime,
    plan,
    word_of,
)
from memlib.constructions.compact.construct import check_outputs
from memlib.constructions.compact.fingerprint import Fingerprint, draw_fingerprint
from memlib.constructions.compact.modular import power_steps
from memlib.constructions.compact.token_hash import KEY
from memlib.constructions.construction import Construction, finish
from memlib.constructions.lemmas.contexts import distinct_contexts
from memlib.constructions.lemmas.contextual import check_data
from memlib.constructions.sizes import NetworkForm, Sizes
from memlib.data.dataset import NEXT_TOKEN, Dataset
from memlib.errors import context
from memlib.exact.form import constant, coordinate
from memlib.exact.program import CARRY, Attend, Program, Step

NAME: Final = "next-token"
ID: Final = "id"
EXPONENT: Final = "exponent"
SCORE: Final = "score"
RESULT: Final = "label"

#: In the theorem: at most LEADING·√(NL) + REST·L and terms of lower order, for labels of L bits.
LEADING: Final = 167
REST: Final = 68 * 19  # slots per key of a bucket, parameters per slot


@dataclass(frozen=True)
class Proof:
    """The objects of the proof."""

    fingerprint: Fingerprint
    layout: Plan
    keys: tuple[int, ...]
    draws: tuple[int, ...]
    program: Program


def construct(dataset: Dataset, *, form: NetworkForm = "plain", seed: int = 0) -> Construction:
    """Build the network of the theorem for next-token data.

    Args:
        dataset: next-token data of one length n, consistently labeled; any integer labels.
        form: ``"plain"`` layers, or ``"residual"`` blocks of eq. (3).
        seed: of the random choices.

    Raises:
        MemlibError: other data, or random choices that failed many times (probability < 2^−190).

    Example:
        >>> data = Dataset.next_token([[0], [1], [2]], [[0, 1], [1, 1], [2, 1]], [7, 5, 6])
        >>> made = construct(data)
        >>> made.built.within(made.promised)
        True
    """
    with context(operation=f"construct {NAME} as proven"):
        check_data(dataset, NEXT_TOKEN)
        used = dataset.used_tokens()
        contexts, rng = distinct_contexts(used), Random(seed)
        fingerprint = draw_fingerprint(used, contexts, rng)
        ids = fingerprint.ids
        least = dataset.smallest_label
        streams = (dataset.classes - 1).bit_length()
        keyed = sorted(
            (ids.bound * fingerprint.sums[bag] + ids.numbers[token], label - least)
            for (bag, token), label in zip(contexts.items, contexts.labels, strict=True)
        )
        m = largest_bucket(len(keyed), streams)
        largest = ids.bound * dataset.length * fingerprint.modulus
        layout = plan(m, next_prime(largest, rng))

        begins, words, draws = [], [], []
        for start in range(0, len(keyed), m):
            bucket, text = keyed[start : start + m], ""
            for stream in range(streams):
                labels = {key: code >> stream & 1 for key, code in bucket}
                cascade = draw_cascade(labels, layout, rng)
                text += cascade.bits(layout)
                draws.append(cascade.draws)
            begins.append(bucket[0][0])
            words.append(word_of(text) if text else 0)

        program = assemble(used, fingerprint, layout, begins, words, streams, least, form)
        proof = Proof(fingerprint, layout, tuple(k for k, _ in keyed), tuple(draws), program)
        promised = promise(dataset, fingerprint, layout, len(words), streams, form)
        made = finish(
            NAME, dataset, program, promised, form, seed,
            constants={"buckets": len(words), "largest_bucket": m, "word_bits": layout.bits},
            proof=proof, method="proven",
        )  # fmt: skip
        check_outputs(made.network, dataset, seed)
        return made


def assemble(
    dataset: Dataset,
    fingerprint: Fingerprint,
    layout: Plan,
    begins: list[int],
    words: list[int],
    streams: int,
    least: int,
    form: NetworkForm,
) -> Program:
    """E_out ∘ cascades ∘ buckets ∘ attention ∘ fingerprint ∘ E_in."""
    inputs = tuple(f"x{j + 1}" for j in range(dataset.token_dim))
    ids = fingerprint.ids
    number = ids.form(inputs)
    find = nested_steps if form == "plain" else paired_steps
    changes = [new - old for old, new in pairwise(words)]
    read: list[Step] = []
    for stream in range(streams):
        after = layout.bits * (streams - 1 - stream)
        read += cascade_steps(layout, KEY, WORD, RESULT, after, stream)
    # What is left of the exponent is what a division by the unit leaves over.
    rest = coordinate(EXPONENT) if ids.unit > 1 else constant(0)
    key = ids.bound * coordinate("total") + Fraction(1, ids.unit) * (coordinate(ID) - rest)
    return Program(
        inputs=inputs,
        initial={ID: number, EXPONENT: number, SCORE: constant(1), "total": constant(0)},
        operations=(
            CARRY,
            *power_steps(
                EXPONENT,
                SCORE,
                fingerprint.base,
                fingerprint.modulus,
                ids.bound.bit_length(),
                ids.unit,
            ),
            Attend("uniform", {("total", SCORE): dataset.length}),
            Step(updates={KEY: key, WORD: constant(words[0]) + Fraction(1, 2)}),
            *find(begins[1:], changes),
            *read,
        ),
        output=(coordinate(RESULT) if streams else constant(0)) + least,
    )


def promise(
    dataset: Dataset,
    fingerprint: Fingerprint,
    layout: Plan,
    buckets: int,
    streams: int,
    form: NetworkForm,
) -> Sizes:
    """The theorem's sum: 2d, polylogarithmic for the hashes, 16/3 per bucket, 19 for each slot.

    In residual form every layer is a block, and no more than the plain layer's count is promised
    twice over.
    """
    ids = fingerprint.ids
    bits, reduction = ids.bound.bit_length(), fingerprint.modulus.bit_length() + 1
    power = bits * (2 + reduction)
    others = buckets - 1
    groups = -(-others // PLAIN_GROUP) + 1
    levels, digits = len(layout.slots), layout.digits
    salt = 6 * digits * levels * streams
    slots = (sum(layout.slots) + 2 * levels) * streams
    parameters = (
        2 * (dataset.token_dim + 1)
        + 15 * (power + 2)
        + (5 * others + 2 * groups + 1)
        + 17 * salt
        + 19 * slots
        + 8
    )
    longest = max(
        layout.bits * streams + layout.digits + fingerprint.modulus.bit_length(),
        *(number.bit_length() for number in (*ids.direction, ids.shift, ids.unit << bits)),
    )
    return Sizes(
        width=15,
        depth=1 + power + 2 + groups + salt + slots,
        parameters=parameters if form == "plain" else 2 * parameters,
        max_bits=longest + max(64, abs(dataset.smallest_label).bit_length()),
    )
