"""Lemma B.1: few tokens tell many multisets apart.

Intuition: meet the multisets one by one. A new one that looks like an old one differs from it in
the count of some token; watch that token too. Each new multiset adds at most one token.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from memlib.errors import MemlibError

#: token → how often it occurs (at least once).
Multiset = Mapping[int, int]


def distinguishing_tokens(multisets: Sequence[Multiset]) -> list[int]:
    """Lemma B.1: tokens A, at most N − 1 of them, such that the restrictions m|_A are distinct.

    The printed lemma says at most N; its induction adds nothing for the first multiset.

    The restriction of a multiset to A is kept as a chain of interned pairs (token, count) in the
    order in which tokens entered A, so a new token of A changes only the multisets that hold it.

    Args:
        multisets: N distinct multisets; tokens are any integers.

    Raises:
        MemlibError: two multisets are equal.

    Source: Lemma B.1, page 16.

    Example:
        >>> distinguishing_tokens([{1: 2}, {1: 1, 2: 1}, {2: 2}])
        [1]
    """
    position: dict[int, int] = {}  # token of A → its place in A
    chains: dict[tuple[int, int, int], int] = {}  # (chain so far, token, count) → longer chain
    holders: dict[int, list[int]] = {}  # token → earlier multisets that hold it
    chain_of: list[int] = []
    owner: dict[int, int] = {}  # chain → the one earlier multiset that has it

    def extend(chain: int, token: int, count: int) -> int:
        return chains.setdefault((chain, token, count), len(chains) + 1)

    for index, multiset in enumerate(multisets):
        chain = 0
        for token in sorted((t for t in multiset if t in position), key=position.__getitem__):
            chain = extend(chain, token, multiset[token])
        if chain in owner:
            other = multisets[owner[chain]]
            token = _differing_token(multiset, other, index, owner[chain])
            position[token] = len(position)
            for earlier in holders.get(token, ()):
                del owner[chain_of[earlier]]
                chain_of[earlier] = extend(chain_of[earlier], token, multisets[earlier][token])
                owner[chain_of[earlier]] = earlier
            if token in multiset:
                chain = extend(chain, token, multiset[token])
        owner[chain] = index
        chain_of.append(chain)
        for token in multiset:
            holders.setdefault(token, []).append(index)
    return list(position)


def restrict(multiset: Multiset, tokens: set[int]) -> dict[int, int]:
    """m|_A: the counts on the given tokens only (Definition B.1, eq. 15)."""
    return {token: count for token, count in multiset.items() if token in tokens}


def _differing_token(new: Multiset, old: Multiset, new_index: int, old_index: int) -> int:
    """The smallest token whose counts differ."""
    for token in sorted(new.keys() | old.keys()):
        if new.get(token, 0) != old.get(token, 0):
            return token
    raise MemlibError(
        "two equal multisets", place=f"multisets {old_index} and {new_index}", mend="merge them"
    )
