"""What the four compact constructions share: build, compile, check every output, report."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from random import Random
from typing import Final

from memlib.constructions.compact.driver import Items, Memory, memorize
from memlib.constructions.compact.sizes import promise
from memlib.constructions.construction import (
    Construction,
    NetworkForm,
    Progress,
    finish,
    no_progress,
)
from memlib.data.dataset import Dataset
from memlib.errors import MemlibError
from memlib.exact.batch import outputs
from memlib.exact.layers import Layer, Network

#: Labels times layers that are evaluated before a network is handed out: a few seconds.
CHECKED_WORK: Final = 2_000_000


def build(
    theorem: str,
    dataset: Dataset,
    wanted: Dataset,
    items_of: Callable[[Dataset], Items],
    form: NetworkForm,
    seed: int,
    progress: Progress | None,
    before: tuple[Layer, ...] = (),
    word_bits: int | None = None,
) -> Construction:
    """The construction for ``dataset``, on all of ``wanted`` (the same and what must give 0)."""
    report = progress or no_progress
    items = items_of(wanted.used_tokens())
    report(1, 3)
    memory = memorize(items, form, Random(seed), word_bits)
    report(2, 3)
    promised = promise(memory, len(items.inputs), form)
    made = finish(
        theorem, dataset, memory.program, promised, form, seed,
        constants=named_constants(memory), proof=memory, before=before, method="compact",
    )  # fmt: skip
    checked = check_outputs(made.network, wanted, seed)
    report(3, 3)
    counts = {"sequences_checked": checked, "sequences_to_check": len(wanted)}
    return replace(made, constants={**made.constants, **counts})


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
                mend="this is a defect: please report it",
            )
    return len(dataset)
