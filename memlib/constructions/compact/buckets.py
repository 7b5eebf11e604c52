"""Which bucket? Five parameters per bucket, six in blocks with skip connections.

The word is W₀ on the first bucket and changes by W_j − W_{j−1} where bucket j begins, at its
smallest key a. Keys are integers, so ReLU(1 − ReLU(a − key)) is 1 from a on, and 0 below.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from memlib.constructions.compact.token_hash import KEY
from memlib.exact.form import Form, coordinate
from memlib.exact.program import Step

#: The coordinate that holds the word.
WORD: Final = "word"
#: So many buckets a layer: key, word and two units a bucket are at most 14 rows.
PLAIN_GROUP: Final = 6
RESIDUAL_GROUP: Final = 7


def nested_steps(begins: Sequence[int], changes: Sequence[int]) -> tuple[Step, ...]:
    """For plain layers: add ``changes[j]`` to the word where the key is at least ``begins[j]``.

    below = ReLU(a − key) is 0 from a on and at least 1 before; reached = ReLU(1 − below) is 1 or 0.
    Two layers a group of buckets, the second of one group beside the first of the next.
    """
    key = coordinate(KEY)
    places = range(len(begins))
    groups = [places[i : i + PLAIN_GROUP] for i in range(0, len(begins), PLAIN_GROUP)]
    steps = []
    for one, before in zip([*groups, range(0)], [range(0), *groups], strict=True):
        units: dict[str, Form] = {f"below {j}.unit": begins[j] - key for j in one}
        updates: dict[str, Form] = {f"below {j}": coordinate(f"below {j}.unit") for j in one}
        units |= {f"reached {j}": 1 - coordinate(f"below {j}") for j in before}
        if before:
            updates[WORD] = coordinate(WORD) + _total(
                [(changes[j], f"reached {j}") for j in before]
            )
        if units:
            steps.append(Step(units, updates))
    return tuple(steps)


def paired_steps(begins: Sequence[int], changes: Sequence[int]) -> tuple[Step, ...]:
    """For blocks of eq. (3): reached is ReLU(key − a + 1) − ReLU(key − a) here.

    One layer a group; nothing is written that would have to be cleared.
    """
    key = coordinate(KEY)
    steps = []
    for i in range(0, len(begins), RESIDUAL_GROUP):
        units: dict[str, Form] = {}
        terms = []
        for j in range(i, min(i + RESIDUAL_GROUP, len(begins))):
            units |= {f"low {j}": key - begins[j] + 1, f"high {j}": key - begins[j]}
            terms += [(changes[j], f"low {j}"), (-changes[j], f"high {j}")]
        steps.append(Step(units, {WORD: coordinate(WORD) + _total(terms)}))
    return tuple(steps)


def _total(terms: Sequence[tuple[int, str]]) -> Form:
    return Form({name: value for value, name in terms})
