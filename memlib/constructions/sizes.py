"""Sizes: what a proof promises, and what was built, in the same four numbers."""

from __future__ import annotations

from dataclasses import dataclass


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
