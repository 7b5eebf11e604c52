"""The shape of a transformer as eq. (4) defines it, with true parameter counts.

One block (eq. 2 and 3, page 4) has W^Q, W^K, W^V of s×m and W^O of m×s for each of H heads, then
W⁽¹⁾ of q×m with b⁽¹⁾ of q, and W⁽²⁾ of m×q with b⁽²⁾ of m. E_in is m×d and E_out is 1×m.

The paper's count (92) has 2(m+1)q where (m+1)q + (q+1)m is true, and md for E_out where m is true:
too low when q < m. Bounds here use the true counts. Theorem 4.3 stands with them: each step of
(90)–(96) needs only 4lH + 2lq ≤ W_l, 4L + 2 ≤ 4W̄ and L ≤ W.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from memlib.bounds.logarithms import positive_integer


@dataclass(frozen=True)
class Shape:
    """A fixed architecture of eq. (4): L blocks, embedding m, H heads of size s, hidden size q.

    Attributes:
        depth: L, number of blocks. embedding: m. head_size: s. heads: H. hidden: q. token_dim: d.

    >>> Shape(depth=2).parameters            # 1 + 2·(4 + 8 + 4 + 1) + 1
    36
    """

    depth: int = 1
    embedding: int = 1
    head_size: int = 1
    heads: int = 1
    hidden: int = 4
    token_dim: int = 1

    def __post_init__(self) -> None:
        positive_integer(self.depth, "depth", least=0)
        for name in ("embedding", "head_size", "heads", "hidden", "token_dim"):
            positive_integer(getattr(self, name), name)

    @property
    def key_query(self) -> int:
        """2msH: the parameters of all W^K and W^Q of one block (as many as of W^V and W^O)."""
        return 2 * self.embedding * self.head_size * self.heads

    @property
    def hidden_layer(self) -> int:
        """(m+1)q: the parameters of W⁽¹⁾ and b⁽¹⁾."""
        return (self.embedding + 1) * self.hidden

    @property
    def block(self) -> int:
        """4msH + (m+1)q + (q+1)m: the parameters of one block."""
        return 2 * self.key_query + self.hidden_layer + (self.hidden + 1) * self.embedding

    def up_to(self, blocks: int) -> int:
        """W_l = md + l·block: the parameters of E_in and the first l blocks (eq. 92 put right)."""
        return self.embedding * self.token_dim + blocks * self.block

    @property
    def parameters(self) -> int:
        """W = W_L + m: every parameter, E_out included."""
        return self.up_to(self.depth) + self.embedding

    @property
    def weighted_parameters(self) -> int:
        """W̄ of eq. (91): W + Σ_l [2W_{l−1} + 4msH + (m+1)q].

        >>> Shape(depth=1, hidden=1).weighted_parameters    # W = 10, and 2·1 + 4 + 2
        18
        """
        embed, deep = self.embedding * self.token_dim, self.depth
        per_block = 2 * embed + 2 * self.key_query + self.hidden_layer
        return self.parameters + deep * per_block + deep * (deep - 1) * self.block

    @property
    def printed_parameters(self) -> int:
        """W as eq. (92) prints it, md + L[4msH + 2(m+1)q] + md: for comparison only.

        >>> wide = Shape(depth=1, embedding=8, hidden=1)
        >>> wide.printed_parameters, wide.parameters
        (66, 73)
        """
        embed = self.embedding * self.token_dim
        return 2 * embed + self.depth * (2 * self.key_query + 2 * self.hidden_layer)

    def with_depth(self, depth: int) -> Shape:
        """The same widths with another number of blocks."""
        return replace(self, depth=depth)


NARROW = Shape(hidden=4)
"""The default family: m = s = H = d = 1, q = 4, any number of blocks."""

GALLERY: tuple[Shape, ...] = (
    Shape(hidden=1),
    NARROW,
    Shape(hidden=16),
    Shape(embedding=2, hidden=8),
    Shape(embedding=4, head_size=4, hidden=16),
    Shape(embedding=8, head_size=2, heads=4, hidden=32),
    Shape(embedding=14, hidden=12, token_dim=3),
    Shape(embedding=8, hidden=1),
    Shape(embedding=1, heads=8, hidden=4),
    Shape(embedding=16, head_size=16, hidden=64, token_dim=16),
)
"""Ten families of shapes, from the narrowest to a small everyday transformer, for tables."""
