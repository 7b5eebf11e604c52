"""What a construction with softmax or analytic activations returns, and how it is finished.

A network is finished when interval arithmetic, at some precision, encloses every output close to
its label: :func:`with_more_bits` raises the precision until it does, and the certificate states it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from pathlib import Path
from typing import Any, Final, TypeVar

from memlib import numbers
from memlib.data.dataset import Dataset
from memlib.errors import MemlibError
from memlib.exact.layers import Network
from memlib.interval import certificate
from memlib.interval.evaluate import Bounds, outputs
from memlib.interval.linear import PrecisionError
from memlib.rivals.rival import Rival

#: Builders start here, and double.
FIRST_BITS: Final = 128
#: Builders stop here: beyond, an exponential takes a second.
LAST_BITS: Final = 1 << 15
#: How close an enclosure must come to its label.
CLOSE: Final = Fraction(1, 1 << 10)


@dataclass(frozen=True, kw_only=True)
class IntervalRival(Rival):
    """A network built for a data set by the statement of another work, and its enclosures.

    Attributes:
        precision: bits that the enclosures take.
        outputs: (lower, upper), one for every label.
        notes: what else the builder certified, by name, in exact numbers.
    """

    precision: int
    outputs: tuple[Bounds, ...]
    notes: Mapping[str, Fraction]

    @property
    def margin(self) -> Fraction:
        """The least distance of an enclosure to an integer other than its label."""
        kept = [certificate.stated(bounds) for bounds in self.outputs]
        return certificate.margin(kept, self.dataset)

    def about(self) -> dict[str, Any]:
        """The ``about`` entry of the certificate."""
        notes = {name: numbers.format(value) for name, value in self.notes.items()}
        return super().about() | {"notes": notes}

    def write(self, path: str | Path) -> None:
        """Write the interval certificate of the network."""
        certificate.write(
            path, self.dataset, self.network, self.precision, self.outputs, self.about()
        )


def enclose(network: Network, dataset: Dataset, bits: int) -> tuple[Bounds, ...]:
    """The enclosures of all outputs, if each is close to its label.

    Raises:
        PrecisionError: one is not, at this precision.
    """
    found = outputs(network, dataset, bits)
    for (low, high), (_, _, label) in zip(found, dataset.each_item(), strict=True):
        if max(label - low, high - label) > CLOSE:
            raise PrecisionError(f"an output between {low} and {high} for the label {label}")
    return tuple(found)


Result = TypeVar("Result")


def with_more_bits(
    attempt: Callable[[int], Result], start: int = FIRST_BITS, last: int = LAST_BITS
) -> Result:
    """The first success of an attempt, with twice the bits each time.

    Args:
        attempt: called with a precision; raises PrecisionError where it is too low.
        start: the first precision.
        last: no more than this.

    Raises:
        MemlibError: no success.
    """
    bits = start
    while bits <= last:
        try:
            return attempt(bits)
        except PrecisionError:
            bits *= 2
    raise MemlibError(
        f"{last} bits are too few for this data", mend="take fewer sequences, or another seed"
    )


def rounded(x: Fraction, bits: int = 24) -> Fraction:
    """The nearest multiple of 2**-bits.

    >>> rounded(Fraction(1, 3), bits=2)
    Fraction(1, 4)
    """
    return Fraction(round(x * (1 << bits)), 1 << bits)


def rounded_up(x: Fraction, digits: int = 3) -> Fraction:
    """A short number that is not smaller: so many binary digits.

    >>> rounded_up(Fraction(1, 3))
    Fraction(3, 8)
    """
    if x <= 0:
        return Fraction(0)
    shift = x.denominator.bit_length() - x.numerator.bit_length() + digits
    unit = Fraction(2) ** shift
    return ceil(x * unit) / unit
