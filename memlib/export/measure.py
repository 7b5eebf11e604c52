"""Bits needed by every layer of a network on a data set, computed exactly.

For each layer: its weights; the sums that it computes, in any order of summation; the values that
it gives. Where all of them fit in a format, evaluation in that format rounds nothing, so every
label is right: that is a proof, and the table of the chapter only confirms it. Where they do not
fit, the first layer at fault is named.

Only what an output depends on is measured: after the last layer that mixes columns, the last
column alone of next-token data, as in :mod:`memlib.exact.batch`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Final, Literal

from memlib.budget import UNLIMITED, Budget
from memlib.data.dataset import NEXT_TOKEN, Dataset
from memlib.errors import MemlibError, context
from memlib.exact.layers import Network
from memlib.export.bits import Need, merged, of_numbers
from memlib.export.formats import Format
from memlib.export.lines import Line, Lines, Meters
from memlib.export.mixing import mix

#: Of a number that is computed and measured.
BYTES_A_NUMBER: Final = 100
BYTES_A_ROW: Final = 600
SECONDS_A_NUMBER: Final = 1e-6

#: What of a layer does not fit.
Part = Literal["weights", "values", "sums"]


@dataclass(frozen=True)
class LayerNeed:
    """What one layer needs.

    Attributes:
        place: its index; −1 stands for the tokens themselves.
        kind: its kind, or ``"tokens"``.
        weights: its parameters.
        values: the numbers that it gives (and, inside a block or a head, the hidden ones).
        sums: all that adding up can meet on the way, in any order.
    """

    place: int
    kind: str
    weights: Need = field(default_factory=Need)
    values: Need = field(default_factory=Need)
    sums: Need = field(default_factory=Need)

    def misfit(self, format: Format) -> Part | None:
        """What does not fit in the format, if anything: weights, else values, else sums."""
        if not self.weights.fits(format):
            return "weights"
        if not self.values.fits(format):
            return "values"
        return None if self.sums.fits(format) else "sums"


@dataclass(frozen=True)
class Needs:
    """What a network needs on a data set, and what it gives there.

    Attributes:
        layers: the tokens, then each layer.
        outputs: the exact outputs of every sequence.
    """

    layers: tuple[LayerNeed, ...]
    outputs: tuple[tuple[Fraction, ...], ...]

    def whole(self, part: Part) -> Need:
        """The needs of all layers together."""
        return merged(getattr(layer, part) for layer in self.layers)

    def first_misfit(self, format: Format) -> tuple[LayerNeed, Part] | None:
        """The first layer that does not fit, and what of it; None when everything fits."""
        for layer in self.layers:
            part = layer.misfit(format)
            if part is not None:
                return layer, part
        return None

    def fits(self, format: Format) -> bool:
        """Whether evaluation in this format rounds nothing, in whatever order sums are made."""
        return self.first_misfit(format) is None


def measure(
    network: Network,
    dataset: Dataset,
    progress: Callable[[int, int], Any] | None = None,
    budget: Budget = UNLIMITED,
) -> Needs:
    """Evaluate exactly, and measure every number on the way.

    Args:
        network: leaves one row.
        dataset: the sequences; labels are not read.
        progress: called with (layers done, layers in all).
        budget: what it may take.

    Raises:
        MemlibError: a layer does not fit what it gets, more than one row is left, or it would take
            more than the budget.

    Example:
        >>> from memlib.exact.layers import Affine
        >>> data = Dataset.next_token([[1], [3]], [[0], [1]], [5, 15])
        >>> needs = measure(Network((Affine(1, 1, {(0, 0): 5}, {}),)), data)
        >>> [(layer.kind, layer.weights.bits, layer.values.bits) for layer in needs.layers]
        [('tokens', 0, 2), ('affine', 3, 4)]
    """
    next_token = dataset.task == NEXT_TOKEN
    budget.spend(numbers_at_least(network, dataset) * SECONDS_A_NUMBER)
    last = network.last_placed
    rows = [Line.of(values) for values in zip(*dataset.tokens, strict=True)]
    sequences = [list(s) for s in dataset.sequences]
    if next_token and last < 0:
        sequences = [s[-1:] for s in sequences]
    rows, sequences = _only_used(rows, sequences)
    # Token ids go into a table as integers and are never rounded.
    ids = bool(network.layers) and network.layers[0].takes_ids
    layers = [LayerNeed(-1, "tokens", values=merged(() if ids else (row.need for row in rows)))]
    for place, layer in enumerate(network):
        meters = Meters()
        with context(operation="measure", place=f"layers[{place}]"):
            layer.fit(len(rows))
            columns = sum(map(len, sequences)) if not layer.alone else len(rows[0].integers)
            most = max(len(rows), layer.rows_after(len(rows)), layer.inside)
            size = most * (BYTES_A_ROW + columns * BYTES_A_NUMBER)
            budget.hold(size, "what a layer computes")
            budget.spend(columns * most * SECONDS_A_NUMBER)
            if layer.alone and not layer.takes_ids:
                rows = layer.act(Lines(len(rows[0].integers), meters, budget), rows)
            else:
                only_last = next_token and place == last
                rows, sequences = mix(layer, rows, sequences, meters, only_last, budget)
        weights = of_numbers(layer.parameters())
        layers.append(LayerNeed(place, layer.kind, weights, meters.values, meters.sums))
        if progress is not None:
            progress(place + 1, len(network))
    if len(rows) != 1:
        raise MemlibError(f"the network leaves {len(rows)} rows, not one")
    values = rows[0].values()
    return Needs(tuple(layers), tuple(tuple(values[c] for c in s) for s in sequences))


def numbers_at_least(network: Network, dataset: Dataset) -> int:
    """How many numbers the layers give: one column, or where columns mix those of all sequences."""
    rows, numbers, columns = dataset.token_dim, 0, sum(map(len, dataset.sequences))
    for layer in network:
        rows = layer.rows_after(rows)
        numbers += rows * (1 if layer.alone else columns)
    return numbers


def _only_used(rows: list[Line], sequences: list[list[int]]) -> tuple[list[Line], list[list[int]]]:
    """Only the columns that are used, each distinct column once, measured again."""
    used = sorted({column for sequence in sequences for column in sequence})
    place = {column: i for i, column in enumerate(used)}
    kept = [Line.of([row.take([c]).values()[0] for c in used]) for row in rows]
    return kept, [[place[column] for column in sequence] for sequence in sequences]
