"""How many labels survive when an exact network is evaluated in floating point, and why not more.

**The rule.** A label survives when the output, rounded to the nearest integer, is the label: when
|output − label| < ½. (An output that is no number, or infinite, is no label.) How many outputs are
*equal* to the label is counted too.

**What is measured.** The module of :mod:`memlib.export.convert` in PyTorch on the CPU, tokens and
weights each rounded once to the format. Float32 uses neither TF32 nor any shorter format inside.
For bfloat16 and float16, PyTorch rounds what each layer gives to the format, but inside a sum it
may add in float32: it can lose fewer labels than arithmetic that is 16 bits wide throughout.

**What is proved.** Where :class:`memlib.export.measure.Needs` fit in the format, nothing is ever
rounded, in any order of summation, so all labels survive, and all are equal.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, TypeVar

from memlib.data.checks import shown
from memlib.errors import MemlibError
from memlib.exact.certificate import Certificate
from memlib.export.convert import module, token_columns
from memlib.export.formats import Format, format_named
from memlib.export.measure import Needs, measure

if TYPE_CHECKING:
    from torch import Tensor

    from memlib.export.modules import ExactNetwork

T = TypeVar("T", float, Fraction)

#: Columns a batch; more would fill the memory without being quicker.
_COLUMNS = 1 << 16


@dataclass(frozen=True)
class Survival:
    """One network on its data, in one format.

    Attributes:
        dtype: the format.
        bits_held: its significand, p.
        labels: how many there are.
        survive: how many outputs round to their label.
        equal: how many outputs are equal to their label.
        suffices: whether everything fits in the format, so that all labels must survive.
        rounded_weights: how many parameters the format does not hold.
        first: the first layer that does not fit, in words; empty when all fit.
        first_place, first_kind, first_part: its index (−1: the tokens), its kind, and what of it
            does not fit, weights, values or sums.
        lost: the first label that is lost: (sequence, position, label, output).
    """

    dtype: str
    bits_held: int
    labels: int
    survive: int
    equal: int
    suffices: bool
    rounded_weights: int
    first: str = ""
    first_place: int | None = None
    first_kind: str | None = None
    first_part: str | None = None
    lost: tuple[int, int, int, float] | None = None


def exact_needs(certificate: Certificate) -> Needs:
    """What the certificate's network needs on its own data, its outputs compared with the labels.

    Raises:
        MemlibError: an output is not its label; then there is nothing that could survive.
    """
    needs = measure(certificate.network, certificate.dataset)
    check_outputs(certificate, needs)
    return needs


def check_outputs(certificate: Certificate, needs: Needs) -> None:
    """Refuse a certificate whose exact outputs are not its labels."""
    for i, position, label in certificate.dataset.each_item():
        output = _at(needs.outputs[i], position)
        if output != label:
            raise MemlibError(
                f"the exact output {shown(output)} is not the label {shown(label)}",
                operation="export",
                place=f"sequence {i}, token {position}",
                mend="memlib verify says what else is wrong",
            )


def survival(certificate: Certificate, dtype: str, needs: Needs | None = None) -> Survival:
    """How many labels of the certificate's data survive in the format, and why the others do not.

    Args:
        certificate: a network that gives its data's labels exactly.
        dtype: float64, float32, bfloat16 or float16.
        needs: what :func:`exact_needs` gave for this certificate, to use it for several formats.

    Raises:
        MemlibError: torch is missing, the dtype is unknown, or an exact output is not its label.

    Example:
        >>> from memlib.data import Dataset
        >>> from memlib.exact.layers import Affine, Network
        >>> data = Dataset.next_token([[1], [1 << 12]], [[0], [1]], [257, 257 << 12])
        >>> far = Certificate(data, Network((Affine(1, 1, {(0, 0): 257}, {}),)), {}, {})
        >>> [survival(far, dtype).survive for dtype in ("float32", "bfloat16")]
        [2, 0]
        >>> survival(far, "bfloat16").first
        'layer 0 (affine): weights need 9 bits, bfloat16 holds 8'
    """
    format = format_named(dtype)
    known = exact_needs(certificate) if needs is None else needs
    answers = outputs(module(certificate, dtype), certificate, dtype)
    labels = survive = equal = 0
    lost = None
    for i, position, label in certificate.dataset.each_item():
        output = _at(answers[i], position)
        labels += 1
        equal += output == label
        if abs(output - label) < 0.5:
            survive += 1
        elif lost is None:
            lost = (i, position, label, output)
    misfit = known.first_misfit(format)
    return Survival(
        dtype=dtype,
        bits_held=format.precision,
        labels=labels,
        survive=survive,
        equal=equal,
        suffices=misfit is None,
        rounded_weights=sum(
            not format.holds(x) for layer in certificate.network for x in layer.parameters()
        ),
        first=describe_misfit(known, format),
        first_place=misfit[0].place if misfit else None,
        first_kind=misfit[0].kind if misfit else None,
        first_part=misfit[1] if misfit else None,
        lost=lost,
    )


def describe_misfit(needs: Needs, format: Format) -> str:
    """The first layer that does not fit, in words; empty when everything fits."""
    misfit = needs.first_misfit(format)
    if misfit is None:
        return ""
    layer, part = misfit
    need = getattr(layer, part)
    where = "the tokens" if layer.place < 0 else f"layer {layer.place} ({layer.kind})"
    what = "partial sums" if part == "sums" else part
    if need.endless:
        return f"{where}: {what} without a finite binary form, such as 1/3"
    if need.bits > format.precision:
        return f"{where}: {what} need {need.bits} bits, {format.name} holds {format.precision}"
    return (
        f"{where}: {what} reach from 2^{need.lowest} to 2^{need.highest}, "
        f"{format.name} from 2^{format.least_exponent} to 2^{format.greatest_exponent}"
    )


def outputs(made: ExactNetwork, certificate: Certificate, dtype: str) -> list[list[float]]:
    """The module's outputs on every sequence: one (next-token), or one per token."""
    import torch

    dataset = certificate.dataset
    columns = token_columns(dataset, dtype, ids=made.takes_ids)
    answers: list[list[float]] = [[] for _ in dataset.sequences]
    with torch.inference_mode():
        for places in _batches([len(s) for s in dataset.sequences]):
            chosen = torch.tensor([dataset.sequences[i] for i in places])
            batch: Tensor = made(columns[chosen]).to(torch.float64)
            if made.next_token:
                batch = batch[:, None]
            for i, values in zip(places, batch.tolist(), strict=True):
                answers[i] = values
    return answers


def _batches(lengths: list[int]) -> Iterator[list[int]]:
    """The places of sequences of one length, not too many at once."""
    by_length: dict[int, list[int]] = {}
    for i, length in enumerate(lengths):
        by_length.setdefault(length, []).append(i)
    for length, places in by_length.items():
        step = max(1, _COLUMNS // length)
        for start in range(0, len(places), step):
            yield places[start : start + step]


def _at(answers: Sequence[T], position: int) -> T:
    """The answer for a position; next-token has one per sequence, sum_pool one for all."""
    return answers[position] if len(answers) > 1 else answers[0]
