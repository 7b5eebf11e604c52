"""The least number of parameters by every lower bound, and when each bound applies.

No bound speaks of one labeling, which may be easy: each says that one fixed architecture that can
fit every labeling of such data has at least so many parameters.
"""

from __future__ import annotations

from typing import Any

from memlib.bounds import next_token, others, seq_to_seq, softmax
from memlib.bounds.bits import NEXT_TOKEN, fixed_pattern, items, total
from memlib.bounds.logarithms import positive_integer
from memlib.bounds.shapes import NARROW, Shape

_FIXED = "one fixed architecture fits every labeling"

_NEXT_TOKEN_WHEN = {
    "closed_form": f"Theorem 4.2 in closed form, N ≤ 8W² + 8W: {_FIXED} of N sequences that each "
    "repeat one token; any shape of eq. (4), any attention",
    "tight_form": "the same, {family}: N ≤ 4w(t + 2) with its own operations (Goldberg & Jerrum)",
    "operation_form": "the same, {family}, before rounding: N ≤ w(2t + log₂(8eN/w))",
    "product_form": "the same, {family}: product over layers with Lemma B.4",
    "bartlett": "the same, {family}: product over layers with 2(2eMD/W)^W (Bartlett et al. 2019)",
}
_SEQ_TO_SEQ_WHEN = {
    "closed_form": "Theorem 4.3 in closed form, nN ≤ 9W² log₂(48e·nN): hardmax, distinct tokens, "
    f"{_FIXED} of all nN tokens; any shape of eq. (4)",
    "tight_any_shape": "the same, any shape: nN ≤ W̄ log₂(48e·n³N) with the largest W̄ of all",
    "tight_form": "the same, {family}: nN ≤ W̄ log₂(48e·n³N) with its own W̄",
    "product_form": "the same, {family}: eq. (72) and (89) evaluated, true counts",
    "bartlett": "the same, {family}: that product sharpened, with 2(2eMD/W)^W (Bartlett et al.)",
    "softmax_known": "softmax, {family}, what is known: VC bound with exponentials (Anthony & "
    "Bartlett 1999, Theorem 8.14)",
}
_BOTH_WHEN = {
    "bits": "any model: all labelings together need so many bits",
    "fixed_precision": "any model with a fixed sparsity pattern and that many bits per parameter",
    "sontag": "context: ReLU or sigmoid networks that fit all sets of points in general position, "
    "not separated ones (Sontag 1997)",
    "madden": "context: smooth models fitting next-token distributions over C tokens (Madden et "
    "al. 2024, Theorem 13)",
}


def all_bounds(
    task: str,
    sequences: int,
    length: int,
    classes: int = 2,
    *,
    family: Shape = NARROW,
    precision: int = 32,
) -> dict[str, Any]:
    """Every bound for N sequences of length n with C classes, as one flat dictionary.

    Args:
        task: "next-token" or "seq-to-seq". sequences: N. length: n. classes: C.
        family: the widths of the family that tight, product and similar forms search (any depth).
        precision: bits per parameter for ``fixed_precision``.

    Returns:
        ``task``, ``sequences``, ``length``, ``classes``, ``items``; ``bits``; one plain number of
        parameters for each bound (real for closed forms, where the next whole number is meant;
        whole for searched ones); ``applies_when``: what each bound speaks about. One class leaves
        one labeling: all 0.

    >>> found = all_bounds("next-token", 10_000, 8)
    >>> found["bits"], round(found["closed_form"], 2), found["product_form"] > found["closed_form"]
    (10000.0, 34.86, True)
    """
    labeled = items(task, sequences, length)
    positive_integer(classes, "classes")
    found: dict[str, Any] = {
        "task": task,
        "sequences": sequences,
        "length": length,
        "classes": classes,
        "items": labeled,
        "bits": total(labeled, classes),
    }
    applies = _NEXT_TOKEN_WHEN if task == NEXT_TOKEN else _SEQ_TO_SEQ_WHEN
    if classes == 1:
        found |= dict.fromkeys(applies, 0) | {"fixed_precision": 0, "sontag": 0, "madden": 0}
    else:
        find = _next_token if task == NEXT_TOKEN else _seq_to_seq
        found |= find(sequences, length, classes, family)
        found["fixed_precision"] = fixed_pattern(labeled, classes, precision)
        found["sontag"] = others.sontag(labeled)
        found["madden"] = others.madden(labeled, classes)
    named = (
        f"family m = {family.embedding}, s = {family.head_size}, H = {family.heads}, "
        f"q = {family.hidden}, d = {family.token_dim}, any depth"
    )
    found["applies_when"] = {
        key: when.replace("{family}", named) for key, when in (applies | _BOTH_WHEN).items()
    }
    return found


def _next_token(sequences: int, length: int, classes: int, family: Shape) -> dict[str, float]:
    def product(two_valued: bool) -> int:
        return max(
            next_token.product_form(sequences, family, classes=c, two_valued=two_valued).parameters
            for c in {2, classes}  # a model that fits C labels fits two of them
        )

    return {
        "closed_form": next_token.closed_form(sequences),
        "tight_form": next_token.tight_form(sequences, family).parameters,
        "operation_form": next_token.operation_form(sequences, family).parameters,
        "product_form": product(False),
        "bartlett": product(True),
    }


def _seq_to_seq(sequences: int, length: int, classes: int, family: Shape) -> dict[str, float]:
    def product(sharpened: bool) -> int:
        return max(
            seq_to_seq.product_form(
                sequences, length, family, classes=c, sharpened=sharpened
            ).parameters
            for c in {2, classes}
        )

    return {
        "closed_form": seq_to_seq.closed_form(sequences, length),
        "tight_any_shape": seq_to_seq.tight_any_shape(sequences, length),
        "tight_form": seq_to_seq.tight_form(sequences, length, family).parameters,
        "product_form": product(False),
        "bartlett": product(True),
        "softmax_known": softmax.known_form(sequences * length, length, family).parameters,
    }
