"""Layers that treat each column alone, compiled to flat tables that one small interpreter runs.

Every neuron is an instruction: a sum of digit · limb products, a bias, and what the layer does to
the sum (nothing, ReLU, threshold). Each value lives in a slot, which is free again after its last
use. Copies cost nothing: a coordinate that is carried, or multiplied by a positive power of two,
stays where it is, and the power goes into its scale. Zero weights are not stored.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

import numpy as np

from memlib.errors import MemlibError, context
from memlib.exact.evaluate import check_fit
from memlib.exact.layers import (
    Affine,
    Bias,
    FeedForward,
    Layer,
    Number,
    Relu,
    Threshold,
    Weight,
)
from memlib.fast.scaling import Scale, digits, integers, power_of_two

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
class Compiler:
    """Collects instructions over values that are stored once, then gives them slots."""

    stored: int = 0
    code: list[tuple[int, list[Product], tuple[int, list[int]], int]] = field(default_factory=list)

    def input(self, scale: Scale) -> Value:
        """A value that is there before the first instruction."""
        self.stored += 1
        return Value(self.stored - 1, scale)

    def linear(
        self, terms: Sequence[tuple[Value, Number]], bias: Number, activation: int = KEEP
    ) -> Value:
        """The value activation(Σ weight · value + bias)."""
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
        store = self._emit(sorted(products), added, activation)
        grows = all(v.nonnegative and weight > 0 for v, weight in terms) and bias >= 0
        one = Scale(0, 1) if activation == THRESHOLD else scale
        return Value(store, one, activation != KEEP or grows)

    def affine(
        self, values: Sequence[Value], weight: Weight, bias: Bias, rows: int, activation: int = KEEP
    ) -> list[Value]:
        """activation(W · values + b)."""
        terms: list[list[tuple[Value, Number]]] = [[] for _ in range(rows)]
        for (i, j), number in weight.items():
            terms[i].append((values[j], number))
        return [self.linear(terms[i], bias.get(i, 0), activation) for i in range(rows)]

    def added(
        self, values: Sequence[Value], hidden: Sequence[Value], weight: Weight, bias: Bias
    ) -> list[Value]:
        """values + W · hidden + b; a value that nothing is added to stays as it is."""
        terms: dict[int, list[tuple[Value, Number]]] = {i: [(values[i], 1)] for i in bias}
        for (i, j), number in weight.items():
            terms.setdefault(i, [(values[i], 1)]).append((hidden[j], number))
        result = list(values)
        for i, sum_of in terms.items():
            result[i] = self.linear(sum_of, bias.get(i, 0))
        return result

    def layers(self, layers: Sequence[Layer], values: list[Value], first: int) -> list[Value]:
        """The values after layers of the kinds affine, relu, threshold and ffn."""
        after = {Relu: RELU, Threshold: THRESHOLD}
        joined = False
        for k, layer in enumerate(layers):
            with context(operation="evaluate", place=f"layers[{first + k}]"):
                check_fit(layer, len(values))
            if joined:
                joined = False  # this ReLU or threshold stands in the instructions before it
                continue
            match layer:
                case Affine():
                    next_kind = type(layers[k + 1]) if k + 1 < len(layers) else Affine
                    activation = after.get(next_kind, KEEP)
                    joined = activation != KEEP
                    values = self.affine(
                        values, layer.weight, layer.bias, layer.rows_out, activation
                    )
                case Relu() | Threshold():
                    values = [self.linear([(v, 1)], 0, after[type(layer)]) for v in values]
                case FeedForward():
                    hidden = self.affine(values, layer.w1, layer.b1, layer.q, RELU)
                    values = self.added(values, hidden, layer.w2, layer.b2)
                case _:
                    raise MemlibError(f"{layer.kind} is no layer of single columns")
        return values

    def finish(self, inputs: int, outputs: Sequence[Value]) -> Program:
        """The tables, with a slot for every stored value."""
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
    limb = 0
    while not bias & 0xFFFFFFFF:
        bias >>= 32
        limb += 1
    result = []
    while not -(1 << 31) <= bias < 1 << 31:
        result.append(bias & 0xFFFFFFFF)
        bias >>= 32
    return limb, [*result, bias]
