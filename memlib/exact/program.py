"""Constructions as programs over named coordinates, before they become layers.

A program says what the proof says: *carry x; compute the two hinges; fold; add the bit*. It knows
nothing of rows and columns. Two compilers turn it into a network: :mod:`memlib.exact.plain`
(affine and ReLU layers, as in the paper's proofs) and :mod:`memlib.exact.residual` (the blocks of
eq. (3) with skip connections). What a program does not mention is carried along, by name.

Every coordinate must be ≥ 0 on the data from its first value on: then ReLU carries it unchanged.
All networks of the paper are of this kind.

Example (Telgarsky's triangle wave, applied once):
    >>> from fractions import Fraction
    >>> z = coordinate("z")
    >>> fold = Step(units={"fall": 4 * z - 2}, updates={"z": 2 * z - coordinate("fall")})
    >>> tent = Program(("t",), {"z": coordinate("t")}, (CARRY, fold), z)
    >>> tent.run({"t": Fraction(3, 4)})
    Fraction(1, 2)
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Literal

from memlib.errors import MemlibError
from memlib.exact.form import Form, coordinate
from memlib.exact.layers import Number


@dataclass(frozen=True)
class Step:
    """One layer of ReLU units, then new values for some coordinates.

    Attributes:
        units: unit name → its form; the unit holds ReLU(form), the form read before the step.
        updates: coordinate → its new value, linear in the coordinates before the step and the
            units. A coordinate that is not named keeps its value. In a step without units the new
            values must be ≥ 0: the plain form takes a ReLU of them.

    Raises:
        MemlibError: a name is both a unit and a coordinate.
    """

    units: Mapping[str, Form] = field(default_factory=dict)
    updates: Mapping[str, Form] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if both := self.units.keys() & self.updates.keys():
            raise MemlibError(f"{', '.join(sorted(both))} names a unit and a coordinate")

    def value_after(self, name: str) -> Form:
        """The value of a coordinate after the step, as a form over coordinates and units."""
        new = self.updates.get(name)
        return coordinate(name) if new is None else new


#: A layer that only carries: it makes pending linear forms into coordinates of their own.
CARRY = Step()


@dataclass(frozen=True)
class Attend:
    """target += weight · (what is attended to), for each (target, source) pair.

    ``uniform``: the mean over all columns (eq. 39). ``gather``: into the first column, the mean
    over the others. ``scatter``: into every other column, the first one.
    """

    kind: Literal["uniform", "gather", "scatter"]
    weight: Mapping[tuple[str, str], Number]

    def sources(self, targets: Iterable[str]) -> set[str]:
        wanted = set(targets)
        return {source for (target, source) in self.weight if target in wanted}


@dataclass(frozen=True)
class PoolSum:
    """The columns are added up into one (deep sets, eq. 112)."""


@dataclass(frozen=True)
class PrependColumn:
    """One more token before the first, the same for every sequence: coordinate → value."""

    value: Mapping[str, Number]


@dataclass(frozen=True)
class DropFirstColumn:
    """The token before the first goes."""


Operation = Step | Attend | PoolSum | PrependColumn | DropFirstColumn


@dataclass(frozen=True)
class Table:
    """First values looked up by token id 1 … ω: an embedding layer in the place of E_in.

    Attributes:
        ids: ω.
        values: coordinate → id → its number; ids that are not listed have 0.
    """

    ids: int
    values: Mapping[str, Mapping[int, Number]]


@dataclass(frozen=True)
class Program:
    """A network over named coordinates: E_out ∘ operations ∘ E_in.

    Attributes:
        inputs: names of the input rows (the d coordinates of a token).
        initial: coordinate → its first value, a form over the inputs (E_in and the first bias);
            or a table of first values for token ids.
        operations: steps and attention, in order. Where the first values are forms, the first is
            :data:`CARRY`, whose ReLU makes them non-negative coordinates.
        output: a form over the coordinates (E_out).
    """

    inputs: tuple[str, ...]
    initial: Mapping[str, Form] | Table
    operations: tuple[Operation, ...]
    output: Form

    def live_sets(self) -> list[set[str]]:
        """The coordinates that somebody still reads: before each operation, and at the end."""
        live = set(self.output.terms)
        sets = [live]
        for operation in reversed(self.operations):
            if isinstance(operation, Step):
                live = _read_by_step(operation, live)
            elif isinstance(operation, Attend):
                live = live | operation.sources(live)
            sets.append(live)
        return sets[::-1]

    def run(self, inputs: Mapping[str, Number]) -> Number:
        """The output on a single token, for programs without attention (slow, exact, plain).

        This is the meaning of a program; the compiled networks are compared with it.
        """
        if isinstance(self.initial, Table):
            raise MemlibError("a program that looks tokens up has no meaning on vectors")
        values: dict[str, Number] = {k: f.at(inputs) for k, f in self.initial.items()}
        for operation in self.operations:
            if not isinstance(operation, Step):
                raise MemlibError("a program with attention has no single-token meaning")
            values = run_step(operation, values)
        return self.output.at(values)


def run_step(step: Step, values: Mapping[str, Number]) -> dict[str, Number]:
    """The coordinates after one step, for one token."""
    if step is CARRY:
        return {name: max(value, 0) for name, value in values.items()}
    known = dict(values)
    for name, form in step.units.items():
        known[name] = max(form.at(values), 0)
    return {**values, **{name: form.at(known) for name, form in step.updates.items()}}


def side_by_side(*parts: Sequence[Step]) -> tuple[Step, ...]:
    """Run several step lists in parallel; the shorter ones wait, their coordinates carried.

    Raises:
        MemlibError: two parts give the same coordinate or unit a value in the same step.
    """
    merged = []
    for row in zip_longest(*parts):
        units: dict[str, Form] = {}
        updates: dict[str, Form] = {}
        for step in row:
            if step is None:
                continue
            clash = (units.keys() & step.units.keys()) | (updates.keys() & step.updates.keys())
            if clash:
                raise MemlibError(f"parallel parts share {', '.join(sorted(clash))}")
            units |= step.units
            updates |= step.updates
        merged.append(Step(units, updates) if units or updates else CARRY)
    return tuple(merged)


def _read_by_step(step: Step, live_after: set[str]) -> set[str]:
    read: set[str] = set()
    for name in live_after:
        for term in step.value_after(name).terms:
            if term in step.units:
                read.update(step.units[term].terms)
            else:
                read.add(term)
    return read
