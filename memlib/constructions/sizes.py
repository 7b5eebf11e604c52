"""Sizes: what a proof promises, and what was built, in the same four numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from memlib.data.dataset import Dataset
from memlib.errors import MemlibError

NetworkForm = Literal["plain", "residual"]

#: In residual form the steps of the proofs need at most 11 coordinates at once and at most 11
#: hidden units a block, clearing included. This bound is ours: the paper leaves skips out.
RESIDUAL_WIDTH: Final = 11

#: Depth times bits of the largest network that is tried: some three million sequences.
MAX_WORK: Final = 2**34


@dataclass(frozen=True)
class Sizes:
    """Width, depth, parameters and bits of a network, counted as certificate.md does.

    Attributes:
        width: the most rows a layer gives or uses inside.
        depth: the number of ReLU, block and attention layers.
        parameters: nonzero weights and biases.
        max_bits: the most bits of one parameter p/q, len(p) + len(q).
    """

    width: int
    depth: int
    parameters: int
    max_bits: int

    def within(self, promised: Sizes) -> bool:
        """Whether each of the four numbers is at most the promised one.

        >>> Sizes(12, 5, 90, 8).within(Sizes(12, 6, 100, 8))
        True
        """
        return (
            self.width <= promised.width
            and self.depth <= promised.depth
            and self.parameters <= promised.parameters
            and self.max_bits <= promised.max_bits
        )


def affordable(promised: Sizes) -> Sizes:
    """The promise itself, if a machine can hold such a network.

    Raises:
        MemlibError: depth times bits passes :data:`MAX_WORK`, as it does for coordinates of many
            thousand bits, whose size every key inherits.
    """
    if promised.depth * promised.max_bits > MAX_WORK:
        raise MemlibError(
            f"the network would have up to {promised.depth} layers "
            f"and numbers of {promised.max_bits} bits",
            mend="use fewer sequences, or coordinates with fewer digits",
        )
    return promised


def promise_transformer(
    parts: Sequence[Sizes],
    *,
    width: int,
    attention_layers: int,
    dataset: Dataset,
    form: NetworkForm,
    rows_in: int | None = None,
) -> Sizes:
    """The promise for feed-forward parts with attention between them.

    Depths add up, attention layers count one each, bits are the maximum, and the width is the
    theorem's (plain) or :data:`RESIDUAL_WIDTH`. Parameters are counted as if every layer were
    dense: E_in, then one matrix and one bias a plain layer, two of each a block.

    Args:
        parts: the promises of the feed-forward parts.
        width: what the theorem promises for plain layers.
        attention_layers: how many.
        dataset: for d and the last bias, which shifts the labels.
        form: plain or residual.
        rows_in: rows that the first matrix reads, if not d.
    """
    most = width if form == "plain" else RESIDUAL_WIDTH
    depth = sum(part.depth for part in parts) + attention_layers
    matrices = depth if form == "plain" else 2 * depth
    label_bits = (abs(dataset.smallest_label) + 1).bit_length() + 1
    reads = dataset.token_dim if rows_in is None else rows_in
    return Sizes(
        width=most,
        depth=depth,
        parameters=most * (reads + 1) + (matrices + 1) * most * (most + 1),
        max_bits=max(label_bits, *(part.max_bits for part in parts)),
    )
