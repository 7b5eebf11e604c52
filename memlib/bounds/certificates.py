"""Hold a constructed network against the bounds: which apply, what they ask for, what it has.

No bound speaks about one labeling, which may be easy. Two kinds of statement remain, and every
verdict says which one it is:

* **random labels**: the labels were drawn uniformly at random, after the inputs were fixed. Then,
  with probability at least 1 − 2^{−c}, a class of networks that reaches K labelings contains a
  fitting one only if log₂ K ≥ N log₂ C − c.
* **every labeling**: the network's *architecture* was fixed before the labels and serves all of
  them. Then the number of its parameters is at least the theorem's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from memlib.bounds import next_token, seq_to_seq
from memlib.bounds.architecture import reach
from memlib.bounds.bits import (
    NEXT_TOKEN,
    description_bits,
    description_needed,
    distinct_items,
)
from memlib.bounds.logarithms import positive_integer
from memlib.bounds.shapes import Shape
from memlib.bounds.verdict import EVERY_LABELING, RANDOM_LABELS, Verdict
from memlib.exact.layer import ATTENTION, FEED_FORWARD, LINEAR, Layer
from memlib.exact.layer_json import listed


def check_against(
    *,
    task: str,
    items: int,
    classes: int,
    parameters: int,
    dense_parameters: int,
    total_bits: int,
    max_bits: int,
    width: int,
    layers: int,
    surprise: int = 20,
) -> list[Verdict]:
    """Verdicts that need the counts of a certificate only; see :func:`check_certificate` for all.

    Args:
        task: "next-token" or "seq-to-seq". items: N, free labels (distinct token and multiset).
        classes: C, from how many labels each was drawn. parameters, dense_parameters, total_bits,
            max_bits: the certificate's claims. width: largest row count anywhere. layers: how many.
        surprise: c, in bits: random labels make this wrong with probability 2^{−c} at most.

    >>> [verdict] = check_against(task="next-token", items=64, classes=10, parameters=12244,
    ...     dense_parameters=200000, total_bits=400000, max_bits=292, width=14, layers=2000)
    >>> verdict.applies, verdict.holds, round(verdict.needed)
    (True, True, 193)
    """
    needed = description_needed(items, classes, surprise)
    have = description_bits(
        parameters=parameters,
        total_bits=total_bits,
        max_bits=max_bits,
        places=dense_parameters,
        width=width,
        layers=layers,
    )
    return [
        Verdict(
            "description length",
            RANDOM_LABELS,
            True,
            f"labels drawn uniformly at random; wrong with probability ≤ 2^-{surprise}",
            needed,
            have,
        )
    ]


def check_certificate(
    certificate: Mapping[str, Any], *, classes: int | None = None, surprise: int = 20
) -> list[Verdict]:
    """Every bound of this package against one certificate (the parsed JSON), applying or not.

    Args:
        certificate: the dictionary of certificate.md; sizes are taken from its layers, bits from
        its
            claims. classes: C, from how many labels the labels were drawn; default: as many as
            max − min + 1 of the labels present. surprise: c.

    Returns:
        Verdicts. ``[v for v in verdicts if not v.holds]`` is empty unless theory or code is wrong,
        or the labels were not random.
    """
    task = certificate["task"]
    data = certificate["dataset"]
    layers = [listed(layer) for layer in certificate["network"]["layers"]]
    claims = certificate["claims"]
    sequences: Sequence[Sequence[int]] = data["sequences"]
    lengths = [len(sequence) for sequence in sequences]
    labels = _flat(data["labels"])
    if classes is None:
        classes = max(labels) - min(labels) + 1
    positive_integer(classes, "classes")
    items = _free_labels(task, sequences, layers)
    widest = max(int(claims["width"]), int(data["token_dim"]), *lengths, *_vocabulary(layers))

    verdicts = check_against(
        task=task,
        items=items,
        classes=classes,
        parameters=claims["parameters"],
        dense_parameters=claims["dense_parameters"],
        total_bits=claims["total_bits"],
        max_bits=claims["max_bits"],
        width=widest,
        layers=len(layers),
        surprise=surprise,
    )
    verdicts += _sign_patterns(
        layers, task, lengths, data["token_dim"], items, classes, surprise, widest
    )
    verdicts += _theorems(layers, task, sequences, data["token_dim"], items, classes)
    return verdicts


def enclosing_shape(layers: Sequence[Layer], token_dim: int) -> Shape | None:
    """The smallest shape of eq. (4) that contains this network, or None if not of that form.

    Form: one affine layer, then attention and ``ffn`` layers, then one affine layer. Uniform
    attention with a matrix W is a head of size m with keys and queries 0; a missing part of a block
    is 0.

    >>> from memlib.exact.layers import Affine, FeedForward, UniformAttention
    >>> first, ffn = Affine(2, 3, {}, {}), FeedForward(2, 5, {}, {}, {}, {})
    >>> enclosing_shape([first, ffn, UniformAttention(2, {}), ffn, Affine(1, 2, {}, {})], 3)
    Shape(depth=2, embedding=2, head_size=2, heads=1, hidden=5, token_dim=3)
    """
    parts = [layer.block_part for layer in layers]
    if len(parts) < 2 or (parts[0], parts[-1]) != (LINEAR, LINEAR):
        return None
    rows = layers[0].rows_after(token_dim)
    head_size = heads = hidden = 1
    depth, open_block = 0, FEED_FORWARD  # a block takes attention, then a feed-forward layer
    for part, layer in zip(parts[1:-1], layers[1:-1], strict=True):
        if part == FEED_FORWARD:
            hidden = max(hidden, layer.inside)
        elif part == ATTENTION:
            heads = max(heads, len(layer.head_sizes))
            head_size = max(head_size, *layer.head_sizes)
        else:
            return None
        depth += part <= open_block
        open_block = part
    return Shape(depth, rows, head_size, heads, hidden, token_dim)


def _sign_patterns(
    layers: Sequence[Layer],
    task: str,
    lengths: list[int],
    token_dim: int,
    items: int,
    classes: int,
    surprise: int,
    widest: int,
) -> list[Verdict]:
    needed = description_needed(items, classes, surprise)
    free = reach(layers, task=task, lengths=lengths, token_dim=token_dim, classes=classes)
    dense = reach(
        layers, task=task, lengths=lengths, token_dim=token_dim, classes=classes, dense=True
    )
    # The shapes too may have been chosen after the labels: say them.
    shapes = description_bits(
        parameters=0, total_bits=0, max_bits=0, places=0, width=widest, layers=len(layers)
    )
    odds = f"wrong with probability ≤ 2^-{surprise}"
    return [
        Verdict(
            "sign patterns, free places",
            RANDOM_LABELS,
            True,
            f"labels drawn at random; weights may be any real numbers; {odds}",
            needed,
            free.free_pattern_bits + shapes,
        ),
        Verdict(
            "sign patterns, all places",
            RANDOM_LABELS,
            True,
            f"labels drawn at random; every place of these shapes may be used; {odds}",
            needed,
            dense.bits + shapes,
        ),
    ]


def _theorems(
    layers: Sequence[Layer],
    task: str,
    sequences: Sequence[Sequence[int]],
    token_dim: int,
    items: int,
    classes: int,
) -> list[Verdict]:
    shape = enclosing_shape(layers, token_dim)
    length = max(len(sequence) for sequence in sequences)
    repeated = all(len(set(sequence)) == 1 for sequence in sequences)
    verdicts = []
    form = "architecture fixed before the labels; counted with all its places as eq. (4)"
    for name, needed, wanted, missing in (
        (
            "Theorem 4.3, closed form",
            seq_to_seq.closed_form(len(sequences), length, items=items),
            True,
            "",
        ),
        (
            "Theorem 4.2, closed form",
            next_token.closed_form(items),
            repeated and task == NEXT_TOKEN,
            "speaks of next-token data in which every sequence repeats one token",
        ),
    ):
        if classes < 2:
            verdicts.append(Verdict(name, EVERY_LABELING, False, "one class: one labeling"))
        elif not wanted:
            verdicts.append(Verdict(name, EVERY_LABELING, False, missing))
        elif shape is None:
            verdicts.append(
                Verdict(name, EVERY_LABELING, False, "not of the form of eq. (4): plain layers")
            )
        else:
            verdicts.append(
                Verdict(name, EVERY_LABELING, True, form, needed, shape.parameters, "parameters")
            )
    verdicts.append(
        Verdict(
            "Sontag 1997",
            EVERY_LABELING,
            False,
            "asks one architecture to shatter all sets in general position, not separated ones",
        )
    )
    verdicts.append(
        Verdict(
            "Madden et al. 2024",
            EVERY_LABELING,
            False,
            "for smooth models and next-token distributions, not for ReLU and labels",
        )
    )
    return verdicts


def _free_labels(task: str, sequences: Sequence[Sequence[int]], layers: Sequence[Layer]) -> int:
    """What carries a label of its own: it depends on what the network can tell apart."""
    heard = {layer.tells_apart for layer in layers}
    if "sequences" in heard:
        return len({tuple(sequence) for sequence in sequences})
    if "multisets" in heard:
        return len({tuple(sorted(sequence)) for sequence in sequences})
    return distinct_items(task, sequences)


def _flat(labels: Sequence[Any]) -> list[int]:
    flat: list[int] = []
    for label in labels:
        flat.extend(label if isinstance(label, list | tuple) else [label])
    return flat


def _vocabulary(layers: Sequence[Layer]) -> list[int]:
    return [layer.sizes["vocabulary"] for layer in layers if layer.takes_ids] or [1]
