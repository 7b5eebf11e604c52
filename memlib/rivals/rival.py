"""What a construction of another work returns: its network, and what its own statement counts.

The statements count different things: threshold units, free numbers, layers. A measure is one such
number, promised and built. Where a statement gives an order alone, the promise is ``None``: no
constant is known.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Unpack

from memlib import numbers
from memlib.constructions.construction import Built, How, Progress, chosen
from memlib.constructions.lemmas.contexts import check_task, distinct_sequences
from memlib.data.dataset import NEXT_TOKEN, Dataset
from memlib.errors import MemlibError
from memlib.exact.count import Counts, count
from memlib.exact.layers import Affine, Flatten, Layer, Network, Number


@dataclass(frozen=True)
class Measure:
    """One number that a statement promises.

    Attributes:
        name: what is counted.
        built: how many the network has.
        promised: at most how many the statement allows; ``None`` where only an order is known.
    """

    name: str
    built: int
    promised: int | None

    @property
    def kept(self) -> bool:
        """Whether the promise, if there is one, holds."""
        return self.promised is None or self.built <= self.promised


@dataclass(frozen=True)
class Rival(Built):
    """A network built for a data set by the statement of another work.

    Attributes:
        measures: what the statement counts, promised and built.
        order: the statement's order of growth, in words.
        seed: of the random choices.
        constants: the numbers that the construction names, by name.
    """

    measures: tuple[Measure, ...]
    order: str
    seed: int = 0
    constants: Mapping[str, int] | None = None

    @cached_property
    def counts(self) -> Counts:
        """All sizes of the network."""
        return count(self.network, self.dataset.token_dim)

    @property
    def kept(self) -> bool:
        """Whether every promise holds."""
        return all(measure.kept for measure in self.measures)

    def built_sizes(self) -> dict[str, int]:
        """What the statement counts and the usual sizes, as built."""
        return vars(self.counts) | {m.name: m.built for m in self.measures}

    def promised_sizes(self) -> dict[str, int | None]:
        """What the statement promises; ``None`` where it gives an order alone."""
        return {m.name: m.promised for m in self.measures}

    def about(self) -> dict[str, Any]:
        """The ``about`` entry of the certificate."""
        from memlib import __version__

        constants = self.constants or {}
        return {
            "theorem": self.theorem,
            "method": "rival",
            "form": "plain",
            "order": self.order,
            "seed": self.seed,
            "memlib": __version__,
            "promised": self.promised_sizes(),
            "counted": {m.name: m.built for m in self.measures},
            "constants": {name: numbers.format(value) for name, value in constants.items()},
        }


@dataclass(frozen=True)
class Vectors:
    """Distinct vectors with a label each: sequences of length 1, or longer ones flattened.

    Attributes:
        points: N distinct points of ℝ^d.
        labels: one integer a point.
        dim: d.
        before: the layers that flatten, if any.
    """

    points: tuple[tuple[Number, ...], ...]
    labels: tuple[int, ...]
    dim: int
    before: tuple[Layer, ...]

    def one_hidden_layer(
        self,
        units: Sequence[tuple[Sequence[Number], Number]],
        activation: Layer,
        out: Sequence[Number],
        base: Number = 0,
    ) -> Network:
        """Units, each a row of weights and a bias, and their sum with weights ``out``, plus base.

        >>> from memlib.exact.layers import Threshold
        >>> data = Vectors(((0,), (1,)), (2, 3), 1, ())
        >>> [layer.kind for layer in data.one_hidden_layer([([1], -1)], Threshold(), [1], 2)]
        ['affine', 'threshold', 'affine']
        """
        first = {0: base} if base else {}
        if not units:
            return Network((*self.before, Affine(1, self.dim, {}, first)))
        weight = {(i, j): w for i, (row, _) in enumerate(units) for j, w in enumerate(row) if w}
        bias = {i: offset for i, (_, offset) in enumerate(units) if offset}
        hidden = Affine(len(units), self.dim, weight, bias)
        last = Affine(1, len(units), {(0, i): w for i, w in enumerate(out)}, first)
        return Network((*self.before, hidden, activation, last))


def vectors(dataset: Dataset) -> Vectors:
    """The vectors of next-token data of one length; n tokens of d coordinates become one of n·d.

    Raises:
        MemlibError: seq-to-seq data, unequal lengths, or equal sequences with two labels.

    >>> vectors(Dataset.next_token([[0], [1]], [[0, 1], [1, 0]], [7, 5])).points
    ((Fraction(0, 1), Fraction(1, 1)), (Fraction(1, 1), Fraction(0, 1)))
    """
    check_task(dataset, NEXT_TOKEN)
    n, dim = dataset.length, dataset.token_dim
    labels = distinct_sequences(dataset)
    points = tuple(tuple(x for token in s for x in dataset.tokens[token]) for s in labels)
    before: tuple[Layer, ...] = (Flatten(dim, n),) if n > 1 else ()
    return Vectors(points, tuple(labels.values()), n * dim, before)


def plain(**how: Unpack[How]) -> tuple[int, Progress]:
    """The seed and whom to tell; the form is plain, since these works have no skip connections.

    Raises:
        MemlibError: another form is asked for.
    """
    form, seed, progress = chosen(**how)
    if form != "plain":
        raise MemlibError("the construction has plain layers alone", mend="use --form plain")
    return seed, progress


def check_no_repeats(dataset: Dataset, mend: str) -> None:
    """Refuse data with a token twice in a sequence.

    Raises:
        MemlibError: there is one; ``mend`` says what the theorem takes.
    """
    for i, sequence in enumerate(dataset.sequences):
        if len(set(sequence)) < len(sequence):
            raise MemlibError("holds a token twice", place=f"sequences[{i}]", mend=mend)


def two_labels(labels: tuple[int, ...]) -> tuple[int, int]:
    """The two labels of two-class data, smaller first; equal where there is only one.

    Raises:
        MemlibError: there are more than two.

    >>> two_labels((5, -1, 5)), two_labels((3, 3))
    ((-1, 5), (3, 3))
    """
    kinds = sorted(set(labels))
    if len(kinds) > 2:
        raise MemlibError(f"the theorem takes two labels, not {len(kinds)}")
    return kinds[0], kinds[-1]
