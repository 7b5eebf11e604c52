"""Every label and every claim, checked exactly, in machine words.

Reading, comparing with the data and counting are those of :mod:`memlib.exact.verify`; only the
evaluation is another one. So a file that it calls malformed is malformed here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from memlib.budget import (
    BITS_REDUCED_A_SECOND,
    NUMBER_COPIES,
    Budget,
    BudgetError,
)
from memlib.data.checks import shown
from memlib.data.dataset import NEXT_TOKEN, Dataset
from memlib.errors import MemlibError
from memlib.exact import layer_json
from memlib.exact import verify as checker
from memlib.exact.certificate import Certificate
from memlib.exact.count import count
from memlib.exact.layers import Network
from memlib.exact.verify import Malformed, Refuted
from memlib.fast import needs
from memlib.fast.outputs import How, Progress, Source, final_states
from memlib.fast.scaling import Scale
from memlib.fast.segments import segments

#: Of a compiled row, in tables and in the lists that they are made from.
BYTES_A_ROW: Final = 1000


@dataclass(frozen=True)
class Report:
    """What was checked, and holds.

    Attributes:
        task: of the data.
        counts: by the names of the claims.
        by_definition: the kinds of layers that were left to the exact evaluator, sequence by
            sequence: correct, but slow.
    """

    task: str
    counts: dict[str, int]
    by_definition: tuple[str, ...]

    def __str__(self) -> str:
        sizes = ", ".join(f"{name} {count}" for name, count in self.counts.items())
        slow = f"; by the exact evaluator: {', '.join(self.by_definition)}"
        return f"holds: {self.task}, every label exact; {sizes}" + slow * bool(self.by_definition)


def verify(
    network: Network | Certificate,
    dataset: Dataset | None = None,
    threads: int = 2,
    progress: Progress = None,
    device: str | None = None,
) -> Report:
    """Compare every output with its label; of a certificate also every claim.

    Args:
        network: a network, or a certificate that was read.
        dataset: the data; a certificate has its own.
        threads: how many blocks of columns are computed at the same time.
        progress: called with (sequences done, sequences in all).
        device: of torch, such as ``"cuda"``; the cores of this machine (numba) when left out.

    Raises:
        Refuted: the first label or claim that is false.
        MemlibError: there is no data, or a layer does not fit.

    Example:
        >>> from memlib.exact.layers import Affine
        >>> data = Dataset.next_token([[2], [3]], [[0], [1]], [4, 6])
        >>> verify(Network((Affine(1, 1, {(0, 0): 2}, {}),)), data).counts["items"]
        2
    """
    claims = network.claims if isinstance(network, Certificate) else {}
    if isinstance(network, Certificate):
        dataset = network.dataset if dataset is None else dataset
        network = network.network
    if dataset is None:
        raise MemlibError("a network without data", operation="verify", mend="give the dataset too")
    counts = asdict(count(network, dataset.token_dim))
    counts |= {"sequences": len(dataset), "items": dataset.items}
    _check_claims(claims, counts)
    labels = [[y] if isinstance(y, int) else list(y) for y in dataset.labels]
    source = Source(dataset.tokens, dataset.sequences, dataset.task == NEXT_TOKEN)
    _check_labels(network, source, labels, How(threads, progress, device))
    return Report(dataset.task, counts, by_definition(network))


def verify_file(
    certificate: str | Path,
    data: str | Path | None = None,
    threads: int = 2,
    progress: Progress = None,
    device: str | None = None,
    patience: int = checker.PATIENCE,
) -> Report:
    """Check data, claims and labels of a certificate file, in this order.

    Raises:
        Refuted: the first datum, claim or label that is false.
        Malformed: a file that is no certificate, or no data set, or that takes more time or memory
            than the patience (seconds) allows.
    """
    needs(device)
    held = checker.examine(str(certificate), None if data is None else str(data), patience)
    budget = Budget(held.seconds, held.length, "--patience SECONDS")
    budget.end = held.end
    try:
        weigh(held, budget)
        network = Network(tuple(map(layer_json.from_json, held.values)))
        tokens = [[Scale(x.e, x.d).value(x.n) for x in token] for token in held.data.tokens]
        source = Source(tokens, held.data.sequences, held.data.task == NEXT_TOKEN)
        _check_labels(network, source, held.data.labels, How(threads, progress, device, budget))
    except BudgetError as error:
        raise Malformed(str(error)) from error
    return Report(held.data.task, held.counts, by_definition(network))


def weigh(held: checker.Examined, budget: Budget) -> None:
    """Refuse numbers and tables that are too large, before any of them is made.

    Raises:
        BudgetError: naming the limit.
    """
    blocks = [block for layer in held.layers for block in (layer, *layer.heads)]
    parts = [part.values() for block in blocks for part in block.part.values()]
    numbers = [x for some in (*parts, *held.data.tokens) for x in some]
    budget.hold(NUMBER_COPIES * sum(x.bits for x in numbers) // 8, "what its numbers stand for")
    # A fraction is reduced when it is made.
    budget.spend(sum(x.n.bit_length() * max(0, -x.e) for x in numbers) / BITS_REDUCED_A_SECOND)
    rows = sum(layer.rows + max(layer.size.get(k, 0) for k in "qs") for layer in held.layers)
    budget.hold(rows * BYTES_A_ROW, "a table of its rows")


def by_definition(network: Network) -> tuple[str, ...]:
    """The kinds of layers that are left to the exact evaluator.

    >>> from memlib.exact.layers import DropFirst, Relu, SumPool
    >>> by_definition(Network((Relu(), DropFirst(), SumPool())))
    ('drop_first',)
    """
    kinds = {s.mixing.kind for s in segments(network) if s.mixing is not None and s.by_definition}
    return tuple(sorted(kinds))


def _check_claims(claims: object, counts: dict[str, int]) -> None:
    assert isinstance(claims, dict)
    for name, claim in claims.items():
        if claim != counts.get(name):
            raise Refuted(f"claims.{name}: claimed {shown(claim)}, counted {counts.get(name)}")


def _check_labels(
    network: Network, source: Source, labels: Sequence[Sequence[int]], how: How
) -> None:
    """Raise Refuted for the first label of the first sequence that the network gets wrong."""
    wrong: list[tuple[int, str]] = []
    for numbers, state in final_states(network, source, how):
        scale = state.packed.scales[0]
        how.budget.hold(3 * state.packed.limbs.nbytes, "what the network gives")
        integers = state.packed.integers(0)
        for i, columns in zip(numbers, state.sequences.tolist(), strict=True):
            if len(columns) != len(labels[i]):
                what = f"{len(columns)} outputs for {len(labels[i])} labels"
                wrong.append((i, f"sequences[{i}]: {what}"))
                break
            for token, (column, label) in enumerate(zip(columns, labels[i], strict=True)):
                if not equals(integers[column], scale, label):
                    at = f"sequences[{i}]" + (f", token {token}" if len(columns) > 1 else "")
                    got = shown(scale.value(integers[column]))
                    what = f"{at}: label {shown(label)} expected, the network gives {got}"
                    wrong.append((i, what))
                    break
            if wrong and wrong[-1][0] == i:
                break  # later ones of this batch have greater numbers
    if wrong:
        raise Refuted(min(wrong)[1])


def equals(integer: int, scale: Scale, label: int) -> bool:
    """Whether integer · scale is the label, in integers.

    >>> equals(6, Scale(-1, 3), 1), equals(7, Scale(-1, 3), 1), equals(3, Scale(2, 1), 12)
    (True, False, True)
    """
    up, down = max(scale.exponent, 0), max(-scale.exponent, 0)
    return integer << up == label * scale.divisor << down
