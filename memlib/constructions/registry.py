"""The theorems that can be built, by the names that ``memlib construct --theorem`` takes.

>>> THEOREMS["next-token"].title, THEOREMS["next-token"].methods
('Theorem 4.1', ('literal', 'compact', 'line'))
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from memlib.constructions.compact import construct as compact
from memlib.constructions.construction import Construction
from memlib.constructions.line import construct as line
from memlib.constructions.statement import Statement, by_name
from memlib.constructions.theorems import (
    deep_sets,
    embedding,
    feed_forward,
    limited_bits,
    next_token,
    seq_to_seq,
    sparse,
)

#: Methods beside the literal one: the builder of each theorem that has it. A new method is a line.
METHODS: Final[dict[str, Mapping[str, Callable[..., Construction]]]] = {
    "compact": compact.BUILDERS,
    "line": line.BUILDERS,
}


def _with_methods(theorem: Statement[Construction]) -> Statement[Construction]:
    others = {method: of[theorem.name] for method, of in METHODS.items() if theorem.name in of}
    return replace(theorem, others=others)


#: The theorems, in the order of the paper. A new one is a line.
THEOREMS: Final = by_name(
    _with_methods(module.STATEMENT)
    for module in (
        next_token,
        seq_to_seq,
        sparse,
        deep_sets,
        embedding,
        limited_bits,
        feed_forward,
    )
)
