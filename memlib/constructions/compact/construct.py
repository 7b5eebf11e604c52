"""The compact method for four kinds of data: items, memory, compile, check every output, report.

What the kinds differ in is which data they take, and what an item is: a token in its context, a
multiset, a vector.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from random import Random
from typing import Final, Protocol, TypeVar, Unpack

from memlib.constructions.compact.driver import Items, Memory, memorize
from memlib.constructions.compact.items import (
    context_items,
    multiset_items,
    vector_items,
    with_zeros,
)
from memlib.constructions.compact.sizes import promise
from memlib.constructions.construction import (
    Construction,
    How,
    chosen,
    finish,
)
from memlib.constructions.lemmas.contexts import check_task
from memlib.constructions.lemmas.contextual import check_data
from memlib.constructions.sizes import Sizes
from memlib.data.dataset import NEXT_TOKEN, SEQ_TO_SEQ, Dataset
from memlib.errors import MemlibError, context
from memlib.exact.batch import outputs
from memlib.exact.layers import Flatten, Layer, Network
from memlib.exact.program import Program

#: Labels times layers that are evaluated before a network is handed out: a few seconds.
CHECKED_WORK: Final = 2_000_000
#: What to do about a wrong label that the last check finds.
DEFECT: Final = "this is a defect: please report it"


class Remembering(Protocol):
    """What holds the labels of the items."""

    @property
    def program(self) -> Program:
        """The network, as a program."""


M = TypeVar("M", bound=Remembering)


@dataclass(frozen=True)
class Kind:
    """A kind of data.

    Attributes:
        check: refuses other data.
        items: what is to be memorized of data whose tokens are all used.
        before: the layers before the first one that reads tokens one by one.
    """

    check: Callable[[Dataset], None]
    items: Callable[[Dataset], Items]
    before: Callable[[Dataset], tuple[Layer, ...]] = lambda dataset: ()


def flatten(dataset: Dataset) -> tuple[Layer, ...]:
    """The layer that makes one vector of a sequence, if it is longer than that."""
    return (Flatten(dataset.token_dim, dataset.length),) if dataset.length > 1 else ()


#: The theorems that have the method.
KINDS: Final = {
    "next-token": Kind(lambda dataset: check_data(dataset, NEXT_TOKEN), context_items),
    "seq-to-seq": Kind(lambda dataset: check_data(dataset, SEQ_TO_SEQ), context_items),
    "deep-sets": Kind(lambda dataset: check_task(dataset, NEXT_TOKEN), multiset_items),
    "feed-forward": Kind(lambda dataset: check_task(dataset, NEXT_TOKEN), vector_items, flatten),
}


def construct(
    theorem: str,
    dataset: Dataset,
    *,
    zero_on: Dataset | None = None,
    word_bits: int | None = None,
    **how: Unpack[How],
) -> Construction:
    """Build a compact network: fewer parameters than data.

    Args:
        theorem: a name of :data:`KINDS`, which says what the data is.
        dataset: what that theorem takes; any integer labels.
        zero_on: further data of the same kind on which the network must give 0; its labels are not
            read. Elsewhere outside the data the network may give anything.
        word_bits: the bits of a word for one bit of the label: shorter words need more buckets, so
            fewer bits per parameter and more parameters. The cheapest number if not given.
        how: form, seed and progress; :class:`memlib.constructions.construction.How`.

    Raises:
        MemlibError: data that the theorem does not take (of inconsistent labels, both are named),
            or random choices that failed many times.

    Example:
        >>> data = Dataset.next_token([[0], [1], [2]], [[0, 1], [1, 1], [2, 1]], [7, 5, 6])
        >>> made = construct("next-token", data)
        >>> made.built.width <= 14, made.built.within(made.promised)
        (True, True)
    """
    with context(operation=f"construct {theorem}"):
        form, seed, _ = chosen(**how)
        return remembered(
            theorem, dataset, how, zero_on, method="compact",
            remember=lambda items: memorize(items, form, Random(seed), word_bits),
            promise=lambda memory, dim: promise(memory, dim, form), constants=named_constants,
        )  # fmt: skip


def remembered(
    theorem: str,
    dataset: Dataset,
    how: How,
    zero_on: Dataset | None,
    *,
    method: str,
    remember: Callable[[Items], M],
    promise: Callable[[M, int], Sizes],
    constants: Callable[[M], Mapping[str, int]],
) -> Construction:
    """Items, memory, compile, check every output: what all methods share that hash their items.

    Args:
        theorem, dataset, how, zero_on: as in :func:`construct`.
        method: its name.
        remember: items → what holds their labels.
        promise: its sizes, for so many input rows.
        constants: its choices, by name.
    """
    kind = KINDS[theorem]
    form, seed, report = chosen(**how)
    wanted = dataset if zero_on is None else with_zeros(dataset, zero_on)
    kind.check(wanted)
    items = kind.items(wanted.used_tokens())
    report(1, 3)
    memory = remember(items)
    report(2, 3)
    made = finish(
        theorem, dataset, memory.program, promise(memory, len(items.inputs)), form, seed,
        constants=constants(memory), proof=memory, before=kind.before(wanted), method=method,
    )  # fmt: skip
    checked = check_outputs(made.network, wanted, seed)
    report(3, 3)
    counts = {"sequences_checked": checked, "sequences_to_check": len(wanted)}
    return replace(made, constants={**made.constants, **counts})


def builders(construct: Callable[..., Construction]) -> dict[str, Callable[..., Construction]]:
    """One builder for each theorem, for the registry."""
    return {theorem: partial(construct, theorem) for theorem in KINDS}


BUILDERS: Final = builders(construct)


def named_constants(memory: Memory) -> dict[str, int]:
    """The choices, for the certificate."""
    return {
        "token_folds": len(memory.token_hash.creases) if memory.token_hash else 0,
        "buckets": len(memory.shelves),
        "word_bits": memory.length * memory.streams,
        "streams": memory.streams,
        "skipped_bits": memory.skipped,
        "token_hashes_tried": memory.draws,
        "places_failed": memory.places,
    }


def check_outputs(network: Network, dataset: Dataset, seed: int) -> int:
    """Every label, recomputed from the layers; of large data a random part (then verify the file).

    Returns:
        the number of sequences that were evaluated.

    Raises:
        MemlibError: a label is wrong. It names the first.
    """
    most = max(1, CHECKED_WORK * len(dataset) // len(network.layers) // dataset.items)
    if len(dataset) > most:
        dataset = dataset.choose(sorted(Random(seed).sample(range(len(dataset)), most)))
    found = [value for row in outputs(network, dataset) for value in row]
    for (i, position, label), value in zip(dataset.each_item(), found, strict=True):
        if value != label:
            raise MemlibError(
                f"the network gives {value} for {label}",
                place=f"sequence {i}, position {position}",
                mend=DEFECT,
            )
    return len(dataset)
