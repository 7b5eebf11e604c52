"""What every kind of layer is made of, so that a kind is written once, as one class.

A class of :class:`Layer` says four things about its kind, and nothing else in memlib knows it:

* ``form``: its JSON fields in their order, sizes, sparse matrices, heads; from it follow reading,
  writing, checking, counting, and the tensors of an export;
* ``reads`` and ``gives``: which sizes are the rows that go in and come out;
* ``alone``, ``mixes``, ``pools``, ``deep``, ``takes_ids``: how it treats columns, how it counts;
* ``act``: what it does, in the words of :mod:`memlib.exact.vocabulary`. Every evaluation speaks
  them: fractions, rows of integers, limbs, enclosures, tensors, the degrees of a bound.

The kinds themselves stand in :mod:`memlib.exact.layers`, :mod:`memlib.exact.mixing_layers` and
:mod:`memlib.exact.analytic`. On purpose, :mod:`memlib.exact.verify` says all of it in its own way.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import prod
from typing import TYPE_CHECKING, Any, ClassVar, Final, NamedTuple, TypeVar

from memlib.data.checks import shown
from memlib.errors import MemlibError

if TYPE_CHECKING:
    from memlib.exact.vocabulary import Vocabulary

Number = int | Fraction
Weight = Mapping[tuple[int, int], Number]
Bias = Mapping[int, Number]
Z = TypeVar("Z")


class Sizes(NamedTuple):
    """A JSON field with sizes, by the attributes that hold them; one alone may have no list."""

    names: tuple[str, ...]
    listed: bool = True


class Part(NamedTuple):
    """A sparse matrix (two sizes) or column (one): the names of its sizes, and in an export."""

    sizes: tuple[str, ...]
    tensor: str = ""
    transposed: bool = False


class Heads(NamedTuple):
    """A list of heads, each with a form of its own."""

    of: type[Formed]


class Plain(NamedTuple):
    """A word or a flag, as JSON has it."""

    type: type


Form = Mapping[str, Sizes | Part | Heads | Plain]


class Matrix(NamedTuple):
    """A part of a layer, found: its entries by place, its shape (one number for a column)."""

    name: str
    entries: Mapping[Any, Number]
    shape: tuple[int, ...]
    tensor: str
    transposed: bool = False

    @property
    def rows(self) -> int:
        return self.shape[0]

    @property
    def columns_read(self) -> list[int]:
        """The rows of what is multiplied that have a weight."""
        return sorted({j for _, j in self.entries})


class Formed:
    """What has a form: a layer, or one head of one."""

    kind: ClassVar[str] = ""
    form: ClassVar[Form] = {}

    @property
    def sizes(self) -> dict[str, int]:
        """The sizes by name."""
        found = (field.names for field in self.form.values() if isinstance(field, Sizes))
        return {name: getattr(self, name) for names in found for name in names}

    @property
    def heads_of(self) -> tuple[Formed, ...]:
        """The heads; none in most layers."""
        heads: tuple[Formed, ...] = getattr(self, "heads", ())
        return heads

    def matrix(self, name: str, outer: Mapping[str, int] | None = None) -> Matrix:
        """A part with its shape; a head may lack sizes that its layer, the ``outer`` one, has."""
        part = self.form[name]
        assert isinstance(part, Part)
        if outer is None:
            shape = tuple([getattr(self, size) for size in part.sizes])
        else:
            known = {**outer, **self.sizes}
            shape = tuple(known[size] for size in part.sizes)
        return Matrix(name, getattr(self, name), shape, part.tensor, part.transposed)

    def matrices(self) -> Iterator[Matrix]:
        """All parts, those of the heads included, in the order of the form."""
        for name, field in self.form.items():
            if isinstance(field, Part):
                yield self.matrix(name)
        for h, head in enumerate(self.heads_of):
            for name, field in head.form.items():
                if isinstance(field, Part):
                    part = head.matrix(name, self.sizes)
                    yield part._replace(tensor=f"heads.{h}.{part.tensor}")

    def check(self, outer: Mapping[str, int] | None = None) -> None:
        """Raise unless every entry of its own parts is a nonzero exact number inside its shape."""
        for name, field in self.form.items():
            if isinstance(field, Part):
                _check(self.matrix(name, outer), f"{self.kind}.{name}")


@dataclass(frozen=True)
class Layer(Formed):
    """One kind of layer; see the module for what a class must say.

    Attributes:
        kind: its name in certificates.
        form: its fields, in the order that certificates have them.
        reads, gives: the names of the sizes that are the rows in and out; None where any are kept.
        alone: it treats each column alone, whatever the column's place.
        mixes: what a column becomes depends on other columns.
        pools: and on these by the sum of all columns alone.
        deep: it counts for the depth.
        takes_ids: its tokens are ids.
        tells_apart: "multisets" or "sequences" when their columns become one that tells so much.
        block_part: which part it can be of a transformer as eq. (4) has it.
        exact, enclosed: it may stand in exact certificates, in interval certificates.
    """

    form: ClassVar[Form] = {}
    reads: ClassVar[str | None] = None
    gives: ClassVar[str | None] = None
    alone: ClassVar[bool] = True
    mixes: ClassVar[bool] = False
    pools: ClassVar[bool] = False
    deep: ClassVar[bool] = True
    takes_ids: ClassVar[bool] = False
    tells_apart: ClassVar[str] = ""
    block_part: ClassVar[int] = 0
    exact: ClassVar[bool] = True
    enclosed: ClassVar[bool] = False

    def __init_subclass__(cls) -> None:
        if "kind" in cls.__dict__:
            KINDS[cls.kind] = cls

    def __post_init__(self) -> None:
        self.check()

    def act(self, op: Vocabulary[Z], z: Z) -> Z:
        """What the layer does to the matrix of one sequence."""
        raise NotImplementedError

    @property
    def takes(self) -> int | None:
        """How many rows it reads; None when any number."""
        return None if self.reads is None else int(getattr(self, self.reads))

    @property
    def inside(self) -> int:
        """The hidden rows: q of a block, s·H of heads, 0 elsewhere."""
        return 0

    @property
    def head_sizes(self) -> list[int]:
        """The size s of each head of attention."""
        return []

    def fit(self, rows: int) -> None:
        """Raise unless it reads columns of so many rows."""
        if self.takes not in (None, rows):
            raise MemlibError(f"{self.kind} takes columns of {self.takes} rows, not {rows}")

    def rows_after(self, rows: int) -> int:
        """How many rows it gives when it gets so many."""
        return rows if self.gives is None else int(getattr(self, self.gives))

    def width(self, rows: int) -> int:
        """What it counts for the width, when it gives so many rows: these, or those inside."""
        return max(rows, self.inside)

    def parameters(self) -> Iterator[Number]:
        """The listed (nonzero) parameters."""
        for block in (self, *self.heads_of):
            for name, field in block.form.items():
                if isinstance(field, Part):
                    yield from getattr(block, name).values()

    @property
    def dense_parameters(self) -> int:
        """All places of its matrices and columns, zero or not."""
        return sum(prod(part.shape) for part in self.matrices()) if self.form else 0


#: The parts of eq. (4): E_in and E_out, and of each block attention, then feed-forward.
LINEAR, ATTENTION, FEED_FORWARD = 1, 2, 3

#: Every kind by its name; a class of :class:`Layer` enters itself.
KINDS: Final[dict[str, type[Layer]]] = {}


def _check(part: Matrix, place: str) -> None:
    for at, value in part.entries.items():
        many = at if isinstance(at, tuple) else (at,)
        if not all(0 <= i < n for i, n in zip(many, part.shape, strict=True)):
            if len(many) == 1:
                raise MemlibError(f"row {at} lies outside 0 to {part.rows - 1}", place=place)
            shape = " × ".join(map(str, part.shape))
            raise MemlibError(f"({many[0]}, {many[1]}) lies outside the shape {shape}", place=place)
        if isinstance(value, bool) or not isinstance(value, int | Fraction):
            where = f"{place}[{','.join(map(str, many))}]"
            raise MemlibError(f"{shown(value)} is no exact number", place=where,
                              mend="int or Fraction")  # fmt: skip
        if value == 0:
            where = f"{place}[{','.join(map(str, many))}]"
            raise MemlibError("a listed zero", place=where, mend="leave zeros out")
