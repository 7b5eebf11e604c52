"""Layers that treat each column alone, compiled to flat tables that one small interpreter runs.

Every neuron is an instruction: a sum of digit · limb products, a bias, and what the layer does to
the sum (nothing, ReLU, threshold). Each value lives in a slot, which is free again after its last
use. Copies cost nothing: a coordinate that is carried, or multiplied by a positive power of two,
stays where it is, and the power goes into its scale. Zero weights are not stored.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple, cast

import numpy as np

from memlib.budget import UNLIMITED, Budget
from memlib.errors import context
from memlib.exact.layer import Matrix
from memlib.exact.layers import Layer, Number
from memlib.exact.vocabulary import RowWise
from memlib.fast.scaling import Scale, digits, integers, power_of_two, twos

#: What an instruction does to its sum.
KEEP, RELU, THRESHOLD = 0, 1, 2
#: More products than this could overflow the 64-bit sums: 2^13 · 2^15 · 2^32 = 2^60.
MOST_TERMS: Final = 1 << 13
#: Two digits a limb, so a digit at an odd place begins in the middle of a limb.
DIGITS_A_LIMB: Final = 2


class Value(NamedTuple):
    """One coordinate of all columns: which stored integer, its scale, and whether it is ≥ 0."""

    store: int
    scale: Scale
    nonnegative: bool = False


@dataclass(slots=True)
class Sum:
    """Σ weight · value + bias, computed when it is first used: a ReLU that follows joins it."""

    terms: Sequence[tuple[Value, Number]]
    bias: Number
    value: Value | None = None


Row = Value | Sum


class Product(NamedTuple):
    """A stored integer times a digit, moved up by whole limbs and perhaps half a limb."""

    half: int
    store: int
    limbs: int
    digit: int


@dataclass
class Program:
    """The tables of a compiled segment; ``inputs`` and ``outputs`` are slots.

    Attributes:
        code: one row an instruction: slot, first product, first one at half a limb, end of the
            products, first digit of the bias, end of those digits, limb of the first, activation.
        slot, limbs, size, negative: of each product: what it reads, its shift, its digit.
        bias: base-2^32 digits of the biases.
        slots: how many slots the values need.
        scales: of the outputs.
        capacity: limbs of a slot; grows when a block needs more.
    """

    code: Any
    slot: Any
    limbs: Any
    size: Any
    negative: Any
    bias: Any
    slots: int
    inputs: Any
    outputs: Any
    scales: list[Scale]
    capacity: int = 16


@dataclass
class Compiler(RowWise[Row]):
    """Collects instructions over values that are stored once, then gives them slots.

    It speaks the words of layers that treat each column alone, or that pool columns: the rows of
    the column itself and of the sum over a sequence are its inputs, made when they are first read.

    Attributes:
        scales: of the rows before the first layer.
        columns: of a sequence: what a mean is divided by.
        own, summed: which rows are inputs, of the column itself and of the sum.
        divided: whether ``columns`` was used.
        budget: what compiling may take.
    """

    scales: Sequence[Scale] = ()
    columns: int = 1
    own: list[int] = field(default_factory=list)
    summed: list[int] = field(default_factory=list)
    divided: bool = False
    budget: Budget = UNLIMITED
    stored: int = 0
    code: list[tuple[int, list[Product], tuple[int, list[int]], int]] = field(default_factory=list)

    def inputs(self, rows: list[int], kept: list[int]) -> dict[int, Value]:
        """Values that are there before the first instruction."""
        kept += rows
        first, self.stored = self.stored, self.stored + len(rows)
        return {j: Value(first + k, self.scales[j]) for k, j in enumerate(rows)}

    def read(self, z: list[Row]) -> list[Row]:
        """The rows of the column itself."""
        return list(self.inputs(list(range(len(self.scales))), self.own).values())

    def total(self, z: list[Row]) -> list[Row]:
        return list(self.inputs(list(range(len(self.scales))), self.summed).values())

    def mean(self, z: list[Row], weight: Matrix) -> list[Row]:
        """The sums over a smaller scale."""
        up, self.divided = twos(self.columns), True
        means: list[Row] = [Value(-1, scale) for scale in self.scales]
        for j, value in self.inputs(weight.columns_read, self.summed).items():
            exponent, divisor = value.scale
            means[j] = value._replace(scale=Scale(exponent - up, divisor * (self.columns >> up)))
        return means

    def combine(self, terms: Sequence[tuple[Row, Number]], bias: Number) -> Row:
        for row, _ in terms:
            if type(row) is Sum:  # what it reads is computed now: no chain of sums grows
                return Sum([(self.value(row), weight) for row, weight in terms], bias)
        return Sum(cast("Sequence[tuple[Value, Number]]", terms), bias)

    def relu_of(self, row: Row) -> Row:
        return self._activated(row, RELU)

    def threshold_of(self, row: Row) -> Row:
        return self._activated(row, THRESHOLD)

    def value(self, row: Row) -> Value:
        """The stored value of a row."""
        if isinstance(row, Value):
            return row
        if row.value is None:
            row.value = self.linear(row.terms, row.bias)
        return row.value

    def _activated(self, row: Row, activation: int) -> Value:
        if isinstance(row, Sum) and row.value is None:
            return self.linear(row.terms, row.bias, activation)
        return self.linear([(self.value(row), 1)], 0, activation)

    def linear(
        self, terms: Sequence[tuple[Value, Number]], bias: Number, activation: int = KEEP
    ) -> Value:
        """The value activation(Σ weight · value + bias)."""
        self.budget.spend()
        if len(terms) == 1 and not bias:
            value, weight = terms[0]
            power = power_of_two(weight)
            copied = activation == KEEP or (activation == RELU and value.nonnegative)
            if power is not None and copied:
                exponent, divisor = value.scale
                return value._replace(scale=Scale(exponent + power, divisor))
        scale, factors, added = integers([(weight, v.scale) for v, weight in terms], bias)
        products = [
            Product(place % DIGITS_A_LIMB, value.store, place // DIGITS_A_LIMB, digit)
            for (value, _), factor in zip(terms, factors, strict=True)
            for place, digit in digits(factor)
        ]
        while len(products) > MOST_TERMS:
            part = self._emit(products[:MOST_TERMS], 0, KEEP)
            products = [Product(0, part, 0, 1), *products[MOST_TERMS:]]
        store = self._emit(products, added, activation)
        if activation != KEEP:
            return Value(store, scale if activation == RELU else Scale(0, 1), True)
        grows = all(v.nonnegative and weight > 0 for v, weight in terms) and bias >= 0
        return Value(store, scale, grows)

    def layers(self, layers: Sequence[Layer], rows: list[Row], first: int) -> list[Row]:
        """The rows after layers, the first of which has the number ``first`` in its network."""
        for place, layer in enumerate(layers, first):
            with context(operation="evaluate", place=f"layers[{place}]"):
                layer.fit(len(rows) if rows else len(self.scales))
                rows = layer.act(self, rows)
        return rows

    def finish(self, rows: Sequence[Row]) -> Program:
        """The tables, with a slot for every stored value."""
        outputs = [self.value(row) for row in rows]
        inputs = len(self.own) + len(self.summed)
        slot_of, slots = self._slots(inputs, [value.store for value in outputs])
        code: list[tuple[int, ...]] = []
        products: list[Product] = []
        bias: list[int] = []
        for store, terms, (limb, added), activation in self.code:
            first, half = len(products), len(products) + sum(not t.half for t in terms)
            products += terms
            code.append(
                (slot_of[store], first, half, len(products),
                 len(bias), len(bias) + len(added), limb, activation)
            )  # fmt: skip
            bias += added
        return Program(
            code=np.array(code, np.int64).reshape(-1, 8),
            slot=np.array([slot_of[t.store] for t in products], np.int64),
            limbs=np.array([t.limbs for t in products], np.int64),
            size=np.array([abs(t.digit) for t in products], np.uint32),
            negative=np.array([t.digit < 0 for t in products], np.bool_),
            bias=np.array(bias, np.int64),
            slots=slots,
            inputs=np.array([slot_of[k] for k in range(inputs)], np.int64),
            outputs=np.array([slot_of[value.store] for value in outputs], np.int64),
            scales=[value.scale for value in outputs],
        )

    def _emit(self, products: list[Product], bias: int, activation: int) -> int:
        store = self.stored
        self.stored += 1
        self.code.append((store, sorted(products), _bias_digits(bias), activation))
        return store

    def _slots(self, inputs: int, outputs: Sequence[int]) -> tuple[list[int], int]:
        """A slot for each stored value, taken again after the last instruction that reads it."""
        last = [-1] * self.stored
        for at, (store, terms, _, _) in enumerate(self.code):
            last[store] = at
            for term in terms:
                last[term.store] = at
        for store in outputs:
            last[store] = len(self.code)
        slot_of = list(range(self.stored))
        free: list[int] = []
        slots = inputs
        ends: dict[int, list[int]] = {}
        for store in range(self.stored):
            ends.setdefault(last[store], []).append(store)
        free += [slot_of[store] for store in ends.get(-1, [])]
        for at, (store, _, _, _) in enumerate(self.code):
            if free:
                slot_of[store] = free.pop()
            else:
                slot_of[store] = slots
                slots += 1
            free += [slot_of[done] for done in ends.get(at, [])]
        return slot_of, slots


def _bias_digits(bias: int) -> tuple[int, list[int]]:
    """The limb of the first base-2^32 digit, and the digits; the last one has the sign."""
    if not bias:
        return 0, []
    limb = twos(bias) // 32
    bias >>= 32 * limb
    size = bias.bit_length() // 32 + 1
    raw = bias.to_bytes(4 * size, "little", signed=True)
    low = [int.from_bytes(raw[at : at + 4], "little") for at in range(0, 4 * size - 4, 4)]
    return limb, [*low, int.from_bytes(raw[-4:], "little", signed=True)]
