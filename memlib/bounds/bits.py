"""Counting bits: a model that can be told in few bits cannot fit many labelings.

Remarks 4.4 (page 8) and 4.6 (page 9) of the paper, made precise. N items with C classes have C^N
labelings. *Item* means what carries a free label: a sequence for next-token, a (token, multiset)
pair for sequence to sequence.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable, Sequence

from memlib.bounds.logarithms import log2_binomial, positive_integer
from memlib.errors import MemlibError

NEXT_TOKEN = "next-token"
SEQ_TO_SEQ = "seq-to-seq"


def items(task: str, sequences: int, length: int) -> int:
    """How many free labels there are: N for next-token, nN for seq-to-seq (all tokens distinct).

    >>> items("seq-to-seq", 10, 4)
    40
    """
    positive_integer(sequences, "sequences")
    positive_integer(length, "length")
    if task == NEXT_TOKEN:
        return sequences
    if task == SEQ_TO_SEQ:
        return sequences * length
    raise MemlibError(
        f"there is no task {task!r}", operation="bounds", mend="next-token or seq-to-seq"
    )


def distinct_items(task: str, sequences: Iterable[Sequence[Hashable]]) -> int:
    """Free labels of real data with repeats: distinct (token, multiset) pairs that get a label.

    A transformer without positions sees a token and the multiset around it, so equal pairs always
    get equal labels (eq. 5 and 10) and count once.

    Args:
        task: "next-token" (the last token of each sequence) or "seq-to-seq" (every token).
        sequences: the token indices (or any hashable tokens) of each sequence.

    >>> distinct_items("seq-to-seq", [(0, 1), (1, 0), (0, 0)])
    3
    >>> distinct_items("next-token", [(0, 1), (1, 0), (0, 0)])
    3
    """
    if task not in (NEXT_TOKEN, SEQ_TO_SEQ):
        items(task, 1, 1)  # raises
    seen: set[tuple[Hashable, frozenset[tuple[Hashable, int]]]] = set()
    for sequence in sequences:
        counts: dict[Hashable, int] = {}
        for token in sequence:
            counts[token] = counts.get(token, 0) + 1
        multiset = frozenset(counts.items())
        labeled = sequence[-1:] if task == NEXT_TOKEN else sequence
        seen.update((token, multiset) for token in labeled)
    return len(seen)


def total(labeled_items: int, classes: int = 2) -> float:
    """log₂(C^N) = N log₂ C, in bits: what telling apart all labelings costs, whatever the model.

    >>> total(1000), total(1000, 4), total(1000, 1)
    (1000.0, 2000.0, 0.0)
    """
    positive_integer(classes, "classes")
    return positive_integer(labeled_items, "items") * math.log2(classes)


def fixed_pattern(labeled_items: int, classes: int, bits_per_parameter: int) -> int:
    """Least W of a model with a *fixed* sparsity pattern and b bits per parameter: W·b ≥ N log₂ C.

    W parameters of b bits take at most 2^(Wb) values, each of which gives one labeling.

    >>> fixed_pattern(1_000_000, 2, 32)
    31250
    """
    positive_integer(bits_per_parameter, "bits per parameter")
    return math.ceil(total(labeled_items, classes) / bits_per_parameter)


def description_bits(
    *, parameters: int, total_bits: int, max_bits: int, places: int, width: int, layers: int
) -> float:
    """An upper bound on a prefix code for a whole network, positions included, in bits.

    The sum of :func:`description_parts`, which takes the same arguments.

    >>> description_bits(parameters=2, total_bits=9, max_bits=5, places=6, width=3, layers=3)
    93.0
    """
    parts = description_parts(
        parameters=parameters, total_bits=total_bits, max_bits=max_bits, places=places,
        width=width, layers=layers,
    )  # fmt: skip
    return float(sum(parts.values()))


def description_parts(
    *, parameters: int, total_bits: int, max_bits: int, places: int, width: int, layers: int
) -> dict[str, int]:
    """The bits of each part of a prefix code for a whole network.

    The code, in this order, every field decodable from what came before:

    1. header: the number of layers, the largest row count, the number of parameters and
       ``max_bits``, each as an Elias gamma code of x + 1 (2⌊log₂(x + 1)⌋ + 1 bits);
    2. layers: a kind (4 bits) and six fields of fixed size (shape, and for attention the number of
       heads and their size), each len(largest row count) bits. What a layer keeps to itself must
       fit: heads of one layer have one size, sequence lengths and vocabularies count as row counts;
    3. places: the rank of the set of nonzero places among all C(D, P) sets, ⌈log₂ C(D, P)⌉ bits;
    4. numbers p/q: a sign, len(p) and len(q) in fixed fields of len(max_bits) bits ("lengths"),
       then p and q ("values").

    Args:
        parameters: P, listed (nonzero) numbers.
        total_bits, max_bits: as in a certificate: the sum and the maximum over parameters of
            len(|p|) + len(q), len the binary length.
        places: D, all places of all matrices, biases and prepended columns (dense_parameters).
        width: the largest row count anywhere (also input rows, sequence length of a flatten,
            vocabulary of an embedding).
        layers: how many layers are listed.

    >>> description_parts(parameters=2, total_bits=9, max_bits=5, places=6, width=3, layers=3)
    {'header': 18, 'layers': 48, 'places': 4, 'lengths': 14, 'values': 9}
    """
    positive_integer(places, "places", least=0)
    field = max(1, width.bit_length())
    return {
        "header": sum(_elias_gamma(x + 1) for x in (layers, width, parameters, max_bits)),
        "layers": layers * (4 + 6 * field),
        "places": math.ceil(log2_binomial(places, parameters) - 1e-9),
        "lengths": parameters * (1 + 2 * max(1, max_bits.bit_length())),
        "values": total_bits,
    }


def description_needed(labeled_items: int, classes: int = 2, surprise: int = 20) -> float:
    """What a description must measure when the labels were drawn uniformly at random, in bits.

    A prefix code has at most 2^B codewords of length ≤ B (Kraft), each fits one labeling, and a
    random labeling is any one of C^N. So with probability at least 1 − 2^{−c} *no* network of
    description length below N log₂ C − c fits the labels, not even one whose sparsity pattern and
    shape were chosen after the labels were seen.

    Args:
        labeled_items: N. classes: C. surprise: c, in bits; 20 means one exception in a million
        draws.

    >>> description_needed(1000)
    980.0
    """
    return total(labeled_items, classes) - surprise


def _elias_gamma(x: int) -> int:
    return 2 * (x.bit_length() - 1) + 1
