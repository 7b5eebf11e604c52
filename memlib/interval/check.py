"""The check of interval certificates: every enclosure once more, from weights and data alone.

1. With ``--data``: the certificate speaks of exactly that data.
2. Sizes are counted, the margin is computed from the stated enclosures: both must be as claimed.
3. Every stated enclosure must keep away from all integers but its label: the margin is above ½.
4. The network is run on every sequence in interval arithmetic, at the stated precision, and every
   enclosure found must lie inside the stated one. A true output lies in the one found, so in the
   stated one, so nearest to its label.

Nothing of how the weights were found is used or believed: a rank or a residual that a builder
states under ``about`` is its own affair. What must be believed: this package's evaluation, and
mpmath's outward rounding (its exponential widened by us, see :mod:`memlib.interval.enclosure`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import floor
from pathlib import Path
from typing import Final

from memlib.budget import Budget
from memlib.data import json_form
from memlib.data.checks import shown
from memlib.data.dataset import NEXT_TOKEN, Dataset
from memlib.errors import MemlibError
from memlib.exact.analytic import SoftmaxHead
from memlib.exact.certificate import claims
from memlib.exact.count import rows_left
from memlib.exact.layer import Matrix
from memlib.exact.layers import Network
from memlib.exact.verify import PATIENCE, Malformed, Refuted
from memlib.exact.vocabulary import Vocabulary
from memlib.interval import certificate
from memlib.interval.enclosure import MAX_BITS, MIN_BITS
from memlib.interval.evaluate import Progress, outputs

#: An interval in memory, beside its digits.
BYTES_AN_INTERVAL: Final = 400


@dataclass(frozen=True)
class Report:
    """What was checked, and holds.

    Attributes:
        task: next-token or seq-to-seq.
        counts: the sizes, by the names of the claims.
        precision: bits of the enclosures.
        margin: how near, at most, an output comes to a wrong label.
        widest: the width of the widest enclosure that was found.
    """

    task: str
    counts: dict[str, int]
    precision: int
    margin: Fraction
    widest: Fraction

    def __str__(self) -> str:
        listed = ", ".join(f"{name} {count}" for name, count in self.counts.items())
        return (
            f"holds: {self.task}, every output enclosed next to its label at {self.precision} "
            f"bits, margin {decimals(self.margin)} (more than 1/2); {listed}"
        )


def verify(
    cert_path: str | Path,
    data_path: str | Path | None = None,
    progress: Progress | None = None,
    patience: int = PATIENCE,
) -> Report:
    """Check data, sizes, margin and enclosures, in this order.

    Args:
        cert_path: the certificate; gzip when the name ends in .gz.
        data_path: data that it must speak of.
        progress: called with (sequences done, sequences in all).
        patience: seconds of computing, as estimated beforehand.

    Raises:
        Malformed: the file is no interval certificate, or too large for the patience.
        Refuted: something that it says is false.
    """
    try:
        cert = certificate.read(cert_path)
        other = None if data_path is None else json_form.read(data_path)
        counts = claims(cert.dataset, cert.network)
        rows = rows_left(cert.network, cert.dataset.token_dim)
    except MemlibError as error:
        raise Malformed(str(error)) from error
    dataset, network = cert.dataset, cert.network
    if rows != 1:
        raise Malformed(f"the last layer leaves {rows} rows, not one")
    if not MIN_BITS <= cert.precision <= MAX_BITS:
        raise Malformed(f"a precision of {cert.precision} bits, not {MIN_BITS} to {MAX_BITS}")
    try:
        seconds = work(network, dataset, cert.precision, patience)
    except MemlibError as error:
        raise Malformed(str(error)) from error
    if seconds > patience:
        raise Malformed(f"about {seconds} seconds of computing (raise --patience)")
    if other is not None:
        compare(dataset, other)
    for name, counted in counts.items():
        if cert.claims[name] != counted:
            raise Refuted(f"claims.{name}: claimed {shown(cert.claims[name])}, counted {counted}")
    margin = certificate.margin(cert.outputs, dataset)
    if cert.margin != margin:
        raise Refuted(
            f"claims.margin: claimed {shown(cert.margin)}, the enclosures give {shown(margin)}"
        )
    labels = list(dataset.each_item())
    for (low, high), (i, _, label) in zip(cert.outputs, labels, strict=True):
        if not label - Fraction(1, 2) < low <= high < label + Fraction(1, 2):
            raise Refuted(f"sequences[{i}]: the stated enclosure is not next to the label {label}")
    try:
        found = outputs(network, dataset, cert.precision, progress)
    except MemlibError as error:
        raise Malformed(f"{cert_path}: {error}") from error
    for (low, high), (a, b), (i, _, label) in zip(cert.outputs, found, labels, strict=True):
        if not low <= a <= b <= high:
            raise Refuted(
                f"sequences[{i}]: label {label} expected, the network gives a number from "
                f"{rounded(a)} to {rounded(b)}, not inside the stated enclosure"
            )
    widest = max(b - a for a, b in found)
    return Report(dataset.task, counts, cert.precision, margin, widest)


def rounded(x: Fraction) -> str:
    """A number in a few digits.

    >>> rounded(Fraction(1, 3)), rounded(Fraction(10) ** 400)
    ('0.333333', 'a huge number')
    """
    return f"{float(x):.6g}" if abs(x) < 10**300 else "a huge number"


def decimals(margin: Fraction) -> str:
    """A margin in six decimals, rounded down: never more than it is.

    >>> decimals(1 - Fraction(1, 10**9))
    '0.999999'
    """
    return f"{float(Fraction(floor(margin * 10**6), 10**6)):.6f}" if abs(margin) < 10 else "none"


def compare(mine: Dataset, other: Dataset) -> None:
    """Equal tasks, sequences written out in tokens, labels; the order of the tokens is free."""
    if mine.task != other.task:
        raise Refuted(f"task: the data says {other.task}, the certificate {mine.task}")
    if len(mine) != len(other):
        raise Refuted(f"sequences: the data has {len(other)}, the certificate {len(mine)}")
    for k, ((a, label), (b, wanted)) in enumerate(zip(mine.pairs(), other.pairs(), strict=True)):
        if [mine.tokens[x] for x in a] != [other.tokens[x] for x in b]:
            raise Refuted(f"sequences[{k}]: the certificate has other tokens than the data")
        if label != wanted:
            raise Refuted(f"labels[{k}]: the certificate has another label than the data")


def work(network: Network, dataset: Dataset, bits: int, patience: int = PATIENCE) -> int:
    """Seconds that the evaluation takes, roughly: products, and the dearer exponentials.

    Raises:
        BudgetError: a layer computes more than the memory holds.
    """
    product = 4e-6 + 2e-3 * (bits / 32768) ** 1.6
    exponential = 2e-5 + 2.5e-1 * (bits / 32768) ** 1.9
    op = _Work(dataset)
    last = network.last_placed
    budget = Budget(patience, option="--patience SECONDS")
    rows = dataset.token_dim
    for place, layer in enumerate(network):
        rows, most = layer.rows_after(rows), max(rows, layer.rows_after(rows), layer.inside)
        op.rows, op.only_last = rows, dataset.task == NEXT_TOKEN and place == last
        op.columns = len(dataset) if dataset.task == NEXT_TOKEN and place > last >= 0 else op.all
        size = op.columns * most * (bits // 4 + BYTES_AN_INTERVAL)
        budget.hold(size, f"what layers[{place}] computes")
        op.products += op.columns * most + op.columns * sum(1 for _ in layer.parameters())
        layer.act(op, None)
    return int(op.products * product + op.exponentials * exponential)


class _Work(Vocabulary[None]):
    """What the words cost, in products and exponentials; the sparse products are counted apart."""

    def __init__(self, dataset: Dataset) -> None:
        self.sequences = dataset.sequences
        self.all = self.columns = sum(map(len, dataset.sequences))
        self.rows = self.products = self.exponentials = 0
        self.only_last = False

    def affine(self, z: None, weight: Matrix, bias: Matrix | None = None) -> None: ...

    def relu(self, z: None) -> None: ...

    def places(self, z: None, vectors: Matrix) -> None: ...

    def function(self, z: None, name: str) -> None:
        self.exponentials += self.columns * self.rows

    def softmax_attention(
        self, z: None, heads: Sequence[SoftmaxHead], rows: int, skip: bool
    ) -> None:
        pairs = self.all if self.only_last else sum(len(s) ** 2 for s in self.sequences)
        self.exponentials += pairs * len(heads)
        self.products += pairs * sum(2 * head.s for head in heads)
