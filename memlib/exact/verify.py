#!/usr/bin/env python3
"""Check a memorization certificate without trusting whoever wrote it.

    python verify.py CERT.json [--data DATA.json]

A certificate holds a data set, a network with exact rational weights, and claims about its size.
This program reads the file strictly, runs the network on every sequence in exact arithmetic,
compares every output with its label, and counts the sizes again. With ``--data`` it also checks
that the certificate speaks about exactly that data.

Exit status: 0 everything holds; 1 a label, a claim or the data is refuted (the first one is named);
2 the file is malformed, or too large for the budget below. It uses the standard library only.

How to read it: the sections follow the file from its text to the verdict. Whatever is named check,
Clock or MAX only guards against hostile files; it can refuse, never accept, and may be skipped on a
first reading. What each layer does is in Program.layer (section 4) and mix (section 5), what is
counted is in read_network (section 3), and the verdict is in verify (section 6).

How it stays fast without leaving the exact integers:

* A coordinate is a list of integers, one for each column, times one unit 2**e / d for all of them.
  Units follow from the weights alone, so the inner loops see integers and nothing else.
* Layers that act on each column alone give equal columns equal results, so each distinct column
  (a token, later a token in its context) is computed once.
* A next-token network is read at its last column, so after the last layer that mixes columns
  only that column is computed. A coordinate that nothing reads later is not computed.
* Where ReLU can change nothing (sums of nonnegative things) and where a row is one other row
  times a power of two, the integers stay as they are and there is nothing to compute.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import sys
import time
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache, reduce
from itertools import repeat
from math import gcd, isqrt, lcm
from operator import mul, or_
from os import PathLike, fspath
from typing import Any, NamedTuple, NoReturn

FORMAT = "exact-memorization-certificate/1"
CLAIMS = ("width", "depth", "parameters", "dense_parameters", "max_bits", "total_bits",
          "sequences", "items")  # fmt: skip

# Limits against hostile files. Honest certificates stay far below them.
MAX_BYTES = 1 << 29  # of JSON text, after decompression
MAX_VALUES = 40_000_000  # JSON values in one file
MAX_ROWS = 1_000_000  # rows of one layer
MAX_BITS = 100_000_000  # of one number during the evaluation
MAX_DENOMINATOR = 1 << 18  # bits of its odd part
MAX_MEMORY = 1 << 34  # bits of numbers held at once
PATIENCE = 60  # seconds of computing that every file may take; large files may take more
LARGE = 1 << 17  # bits; numbers that may be longer are measured, shorter ones need no care


class Malformed(Exception):
    """The file is no certificate that this program can check (exit status 2)."""


class Refuted(Exception):
    """The file is a certificate, and something that it says is false (exit status 1)."""


class Clock:
    """The computing time left; a file that would take more is refused, not waited for."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.end = time.process_time() + seconds

    def check(self, nanoseconds: int = 0) -> None:
        """Is there still time, also for work that will take about so many nanoseconds?"""
        if time.process_time() + nanoseconds // 10**9 > self.end:
            raise Malformed(
                f"given up: too much work for a file of this size, over {self.seconds} s of"
                " computing (--patience SECONDS allows more)"
            )


def check_memory(bits: int) -> None:
    if bits > MAX_MEMORY:
        raise Malformed(f"the numbers would fill the memory ({bits} bits at once)")


def check_bits(bits: int) -> None:
    if bits > MAX_BITS:
        raise Malformed(f"a number during the evaluation would have {bits} bits")


# ---------------------------------------- 1. exact numbers


class Number(NamedTuple):
    """n * 2**e / d in lowest terms: n odd or 0, d odd. A huge exponent costs nothing this way."""

    n: int
    e: int
    d: int

    @property
    def bits(self) -> int:
        """Binary lengths of numerator and denominator in lowest terms, together."""
        return self.n.bit_length() + self.d.bit_length() + abs(self.e)


ONE, ZERO = Number(1, 0, 1), Number(0, 0, 1)
NUMBER = re.compile(r"(-?)(?:0x([0-9a-f]+)(?:p(-?)([0-9]+))?|([0-9]+)(?:/([0-9]+))?)", re.ASCII)


def lowest(n: int, e: int, d: int) -> Number:
    if n == 0:
        return ZERO
    g = gcd(n, d)
    n, d = n // g, d // g
    up, down = (n & -n).bit_length() - 1, (d & -d).bit_length() - 1
    return Number(n >> up, e + up - down, d >> down)


def number(text: object) -> Number:
    """Read "-12", "3/7", "0x1f" or "-0x1fp-12"."""
    match = NUMBER.fullmatch(text) if isinstance(text, str) else None
    if match is None:
        raise Malformed(f"{short(text)} is no exact number (a string such as -12, 3/7, 0x1fp-4)")
    minus, mantissa, exponent_minus, exponent, p, q = match.groups()
    sign = -1 if minus else 1
    if mantissa is not None:
        if len(exponent or "") > 7:
            raise Malformed("an exponent of more than 7 digits")
        return lowest(sign * int(mantissa, 16), int((exponent_minus or "") + (exponent or "0")), 1)
    if max(len(p), len(q or "")) > 4000:
        raise Malformed("a decimal number of more than 4,000 digits (write it in hexadecimal)")
    if q is not None and int(q) == 0:
        raise Malformed(f"{short(text)} has a zero denominator")
    return lowest(sign * int(p), 0, int(q or 1))


def short(value: object) -> str:
    """A value for a message: ASCII, one line, not long."""
    if isinstance(value, int) and value.bit_length() > 200:
        return f"an integer of {value.bit_length()} bits"
    if isinstance(value, (list, dict)):
        return "a list" if isinstance(value, list) else "an object"
    text = ascii(value[:40] if isinstance(value, str) else value)
    return text if len(text) <= 40 else text[:37] + "..."


def shown(x: Number) -> str:
    """A number for a message."""
    if x.bits > 200:
        return f"a number of {x.bits} bits"
    p, q = x.n << max(x.e, 0), x.d << max(-x.e, 0)
    return str(p) if q == 1 else f"{p}/{q}"


# ---------------------------------------- 2. reading files strictly


class Float(str):
    """The text of a JSON float: allowed in "about", refused wherever a number is meant."""


def load(path: str) -> tuple[Any, int]:
    """The JSON value in a file and its size in bytes; nothing here trusts the file."""
    try:
        with gzip.open(path, "rb") if path.endswith(".gz") else open(path, "rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except (OSError, EOFError, zlib.error, ValueError) as error:
        raise Malformed(f"cannot be read: {error}") from None
    if len(raw) > MAX_BYTES:
        raise Malformed(f"more than {MAX_BYTES} bytes of JSON")
    if sum(raw.count(sign) for sign in (b"[", b"{", b",", b'"')) > MAX_VALUES:
        raise Malformed(f"more than {MAX_VALUES} values")
    try:
        value = json.loads(
            raw.decode("utf-8"),
            object_pairs_hook=unique_keys,
            parse_int=json_int,
            parse_float=Float,
            parse_constant=no_constant,
        )
    except RecursionError:
        raise Malformed("no JSON: nested too deeply") from None
    except ValueError as error:  # also UnicodeDecodeError
        raise Malformed(f"no JSON: {error}") from None
    return value, len(raw)


def unique_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        twice = next(key for key, times in Counter(key for key, _ in pairs).items() if times > 1)
        raise Malformed(f"the key {short(twice)} stands twice in one object")
    return found


def json_int(text: str) -> int:
    if len(text.lstrip("-")) > 4000:
        raise Malformed("a decimal number of more than 4,000 digits")
    return int(text)


def no_constant(text: str) -> NoReturn:
    raise Malformed(f"{text} is no exact number")


def keys(value: Any, where: str, *names: str) -> list[Any]:
    """The values of an object that has exactly these keys."""
    if type(value) is not dict:
        raise Malformed(f"{where}: {short(value)} where an object is due")
    for name in names:
        if name not in value:
            raise Malformed(f"{where}: the key {name} is missing")
    for name in value:
        if name not in names:
            raise Malformed(f"{where}: the key {short(name)} is unknown")
    return [value[name] for name in names]


def listed(value: Any, where: str, least: int = 1) -> list[Any]:
    if type(value) is not list:
        raise Malformed(f"{where}: {short(value)} where a list is due")
    if len(value) < least:
        raise Malformed(f"{where}: the list is empty")
    return value


def integer(value: Any, where: str) -> int:
    if type(value) is not int:  # true is an instance of int, but no integer here
        raise Malformed(f"{where}: {short(value)} where an integer is due")
    return value


def shape(value: Any, where: str) -> tuple[int, int]:
    if type(value) is not list or len(value) != 2:
        raise Malformed(f"{where}.shape: {short(value)} where two integers are due")
    a, b = (integer(size, f"{where}.shape") for size in value)
    if a < 1 or b < 1:
        raise Malformed(f"{where}.shape: sizes must be at least 1")
    return a, b


@dataclass
class Dataset:
    task: str
    tokens: list[tuple[Number, ...]]
    sequences: list[list[int]]
    labels: list[Any]  # an integer, or a list of integers, for each sequence


def read_dataset(task: Any, value: Any) -> Dataset:
    if task != "next-token" and task != "seq-to-seq":
        raise Malformed(f"task: {short(task)} is neither next-token nor seq-to-seq")
    names = ("token_dim", "tokens", "sequences", "labels")
    dim, tokens, sequences, labels = keys(value, "dataset", *names)
    if integer(dim, "dataset.token_dim") < 1:
        raise Malformed("dataset.token_dim: must be at least 1")
    table: dict[tuple[Number, ...], int] = {}
    for k, token in enumerate(listed(tokens, "dataset.tokens")):
        where = f"dataset.tokens[{k}]"
        if len(listed(token, where)) != dim:
            raise Malformed(f"{where}: {len(token)} numbers where token_dim is {dim}")
        try:
            vector = tuple(map(number, token))
        except Malformed as error:
            raise Malformed(f"{where}: {error}") from None
        if table.setdefault(vector, k) != k:
            raise Malformed(f"{where}: the same token as tokens[{table[vector]}]")
    for k, sequence in enumerate(listed(sequences, "dataset.sequences")):
        for index in listed(sequence, f"dataset.sequences[{k}]"):
            if type(index) is not int or not 0 <= index < len(table):
                raise Malformed(f"dataset.sequences[{k}]: {short(index)} is no index of a token")
    if len(listed(labels, "dataset.labels")) != len(sequences):
        raise Malformed(f"dataset.labels: {len(labels)} for {len(sequences)} sequences")
    for k, label in enumerate(labels):
        if task == "next-token":
            integer(label, f"dataset.labels[{k}]")
        elif len(listed(label, f"dataset.labels[{k}]")) != len(sequences[k]):
            raise Malformed(f"dataset.labels[{k}]: not one label for each token of the sequence")
        else:
            for one in label:
                integer(one, f"dataset.labels[{k}]")
    return Dataset(task, list(table), sequences, labels)


# ---------------------------------------- 3. layers and their counts

Matrix = dict[int, list[tuple[int, Number]]]  # row -> its (column, number) pairs
Bias = dict[int, Number]
NO_BIAS: Bias = {}

FIELDS = {  # fields of each kind, without "kind"
    "affine": ("shape", "weight", "bias"),
    "relu": (),
    "threshold": (),
    "ffn": ("shape", "w1", "b1", "w2", "b2"),
    "uniform_attention": ("shape", "weight"),
    "hard_attention": ("heads",),
    "sum_pool": (),
    "prepend": ("value", "rows"),
    "gather": ("shape", "weight"),
    "scatter": ("shape", "weight"),
    "drop_first": (),
    "embedding": ("shape", "weight"),
    "flatten": ("shape",),
}
HEAD = ("query", "key", "value", "output")
ALONE = {"affine", "relu", "threshold", "ffn", "embedding"}
DEPTH_ONE = {"relu", "threshold", "ffn", "uniform_attention", "hard_attention", "gather",
             "scatter", "sum_pool"}  # fmt: skip


@dataclass
class Head:
    size: int
    query: Matrix
    key: Matrix
    value: Matrix
    output: Matrix


@dataclass
class Layer:
    kind: str
    rows: int  # that it gives
    weight: Matrix = field(default_factory=dict)  # w1 of an ffn
    bias: Bias = field(default_factory=dict)  # b1 of an ffn, the value of a prepend
    weight2: Matrix = field(default_factory=dict)
    bias2: Bias = field(default_factory=dict)
    inside: int = 0  # rows used inside: the hidden rows of an ffn, all head sizes together
    columns: int = 0  # of flatten
    heads: list[Head] = field(default_factory=list)


@dataclass
class Network:
    """The layers, read and fitted to each other, and the sizes counted on the way."""

    layers: list[Layer]
    counts: dict[str, int]


def read_network(value: Any, data: Dataset) -> Network:
    (items,) = keys(value, "network", "layers")
    numbers: list[Number] = []  # every listed parameter
    width = dense = depth = 0
    layers: list[Layer] = []
    rows = len(data.tokens[0])
    lengths = [len(sequence) for sequence in data.sequences]
    fewest, most = min(lengths), max(lengths)  # columns of the shortest and longest sequence

    for k, item in enumerate(listed(items, "network.layers")):
        where = f"layers[{k}]"
        kind = item.get("kind") if type(item) is dict else None
        if type(kind) is not str or kind not in FIELDS:
            raise Malformed(f"{where}: {short(kind)} is no kind of layer")
        _, *fields = keys(item, where, "kind", *FIELDS[kind])
        value = dict(zip(FIELDS[kind], fields, strict=True))
        a, b = shape(value["shape"], where) if "shape" in value else (rows, rows)

        def matrix(name: str, *sizes: int, source: Any = value, at: str = where) -> Matrix:
            nonlocal dense
            dense += sizes[0] * sizes[1]
            return read_sparse(source[name], f"{at}.{name}", sizes, numbers)

        def vector(name: str, size: int, source: Any = value, at: str = where) -> Bias:
            nonlocal dense
            dense += size
            found = read_sparse(source[name], f"{at}.{name}", (size,), numbers)
            return {row: pairs[0][1] for row, pairs in found.items()}

        layer = Layer(kind, rows)
        present = rows  # the rows that this layer says it takes
        if kind == "affine":
            present, layer.rows = b, a
            layer.weight, layer.bias = matrix("weight", a, b), vector("bias", a)
        elif kind == "ffn":
            present, layer.inside = a, b
            layer.weight, layer.bias = matrix("w1", b, a), vector("b1", b)
            layer.weight2, layer.bias2 = matrix("w2", a, b), vector("b2", a)
        elif kind in ("uniform_attention", "gather", "scatter"):
            if a != b:
                raise Malformed(f"{where}.shape: must be square")
            present, layer.weight = a, matrix("weight", a, a)
            if kind == "gather" and fewest < 2:
                raise Malformed(f"{where}: gather needs a second column to take the mean of")
        elif kind == "hard_attention":
            for h, head in enumerate(listed(value["heads"], f"{where}.heads")):
                at = f"{where}.heads[{h}]"
                size, *_ = keys(head, at, "shape", *HEAD)
                s, m = shape(size, at)
                if m != rows:
                    raise Malformed(f"{at}.shape: {m} rows where {rows} are present")
                q, k_, v = (matrix(name, s, m, source=head, at=at) for name in HEAD[:3])
                layer.heads.append(Head(s, q, k_, v, matrix("output", m, s, source=head, at=at)))
                layer.inside += s
        elif kind == "prepend":
            present = integer(value["rows"], f"{where}.rows")
            layer.bias = vector("value", rows) if present == rows else NO_BIAS
            fewest, most = fewest + 1, most + 1
        elif kind == "drop_first":
            fewest, most = fewest - 1, most - 1
            if fewest < 1:
                raise Malformed(f"{where}: drop_first leaves no column")
        elif kind == "embedding":
            if k > 0 or rows != 1:
                raise Malformed(f"{where}: an embedding is the first layer and needs token_dim 1")
            present, layer.rows, layer.weight = 1, a, matrix("weight", a, b)
            for t, (token,) in enumerate(data.tokens):
                if token.d != 1 or token.e < 0 or token.n < 1 or token.e > b.bit_length() \
                        or token.n << token.e > b:  # fmt: skip
                    raise Malformed(f"dataset.tokens[{t}]: no id from 1 to {b} for the embedding")
        elif kind == "flatten":
            present, layer.rows, layer.columns = a, a * b, b
            if (fewest, most) != (b, b):
                raise Malformed(f"{where}: flatten takes {b} columns, sequences have other numbers")
        if kind in ("sum_pool", "flatten"):
            fewest = most = 1
        if present != rows:
            raise Malformed(f"{where}: takes {present} rows where {rows} are present")
        rows = layer.rows
        if max(rows, layer.inside) > MAX_ROWS:
            raise Malformed(f"{where}: more than {MAX_ROWS} rows are too many for this checker")
        width = max(width, layer.inside, 0 if kind == "flatten" else rows)
        depth += kind in DEPTH_ONE
        layers.append(layer)

    if rows != 1:
        raise Malformed(f"the last layer leaves {rows} rows, not one")
    as_tokens = (fewest, most) == (min(lengths), max(lengths))
    if not as_tokens and (data.task == "seq-to-seq" or (fewest, most) != (1, 1)):
        raise Malformed("the last layer does not leave the right number of columns")
    bits = [one.bits for one in numbers]
    items_checked = len(lengths) if data.task == "next-token" else sum(lengths)
    sizes = (width, depth, len(numbers), dense, max(bits, default=0), sum(bits),
             len(lengths), items_checked)  # fmt: skip
    return Network(layers, dict(zip(CLAIMS, sizes, strict=True)))


def read_sparse(value: Any, where: str, sizes: tuple[int, ...], numbers: list[Number]) -> Matrix:
    """[[row, column, number], ...] or [[row, number], ...]: no zeros, no place twice."""
    found: Matrix = {}
    seen = set()
    for k, entry in enumerate(listed(value, where, least=0)):
        if type(entry) is not list or len(entry) != len(sizes) + 1:
            raise Malformed(f"{where}[{k}]: {len(sizes)} places and a number are due")
        place = tuple(entry[:-1])
        for index, size in zip(place, sizes, strict=True):
            if type(index) is not int or not 0 <= index < size:
                raise Malformed(f"{where}[{k}]: {short(index)} is no index below {size}")
        try:
            one = number(entry[-1])
        except Malformed as error:
            raise Malformed(f"{where}[{k}]: {error}") from None
        if one.n == 0:
            raise Malformed(f"{where}[{k}]: zeros are not listed")
        if place in seen:
            raise Malformed(f"{where}[{k}]: this place stands twice")
        seen.add(place)
        numbers.append(one)
        found.setdefault(place[0], []).append((place[-1], one))
    return found


# ---------------------------------------- 4. layers that act on each column alone


class Row(NamedTuple):
    """One coordinate of all columns: column k holds ints[k] * 2**e / d."""

    e: int
    d: int
    ints: list[int]


class Line(NamedTuple):
    """A row inside a program: register * 2**e / d, or the constant n * 2**e / d."""

    e: int
    d: int
    register: int  # CONSTANT or an index
    n: int = 0


CONSTANT = -1
Kernel = Callable[..., list[int]]


@cache
def kernel(groups: tuple[tuple[str, bool, bool], ...], bias: bool, act: str) -> Kernel:
    """The loop that computes one new row from the integers of a few others.

    A group is a sum of rows with signs, whether it is multiplied by a weight, and whether the total
    so far is then shifted (times a power of two). For example
    kernel((("+-", True, True), ("+", False, False)), True, "relu")(A, B, C, w, s, c) is
    [max(((a - b) * w << s) + c0 + c, 0) for a, b, c0 in zip(A, B, C)].
    The text below is made of these three arguments only; nothing of the file enters it.
    """
    rows = [f"A{k}" for k in range(sum(len(signs) for signs, _, _ in groups))]
    columns = iter(name.lower() for name in rows)
    weights: list[str] = []
    total, negative = "", False
    for signs, weighted, shifted in groups:
        if not total and "+" not in signs:  # write b - a, not -a + b: one operation less
            signs, negative = "+" * len(signs), True
        inner = "".join(sign + next(columns) for sign in signs).removeprefix("+")
        if weighted:
            weights.append(f"w{len(weights)}")
            inner = f"({inner})*{weights[-1]}"
        if total and negative:
            inner, total, negative = f"{inner}-({total})", "", False
        total += ("+" if total and not inner.startswith("-") else "") + inner
        if shifted:
            weights.append(f"w{len(weights)}")
            total = f"(({total})<<{weights[-1]})"
    total = f"-({total})" if negative else total
    if bias:
        weights.append("c")
        total = f"c{total}" if negative else f"{total}+c"
    value = {"": "x", "relu": "x if x > 0 else 0", "threshold": "1 if x >= 0 else 0"}[act]
    source = rows[0] if len(rows) == 1 else f"zip({', '.join(rows)})"
    loop = f"[{value} for {', '.join(rows).lower()} in {source} for x in [{total}]]"
    made: Kernel = eval(f"lambda {', '.join(rows + weights)}: {loop}")
    return made


class Step(NamedTuple):
    run: Kernel
    target: int
    sources: list[int]
    constants: list[int]  # the weights of its groups, then the bias
    growth: int  # bits by which the result can be longer than the sources


class Program:
    """Row operations on registers: built layer by layer, then run over all columns."""

    def __init__(self, rows: list[Row], columns: int, clock: Clock) -> None:
        self.columns, self.clock = columns, clock
        self.inputs: list[list[int]] = []
        self.nonnegative: list[bool] = []  # registers that cannot be below 0
        self.steps: list[Step] = []
        self.constant_bits = 0
        self.lines = [self.read(row) for row in rows]

    def read(self, row: Row) -> Line:
        ints = row.ints
        if ints.count(ints[0]) == len(ints):
            return Line(row.e, row.d, CONSTANT, ints[0])
        self.inputs.append(ints)
        self.nonnegative.append(min(ints) >= 0)
        return Line(row.e, row.d, len(self.inputs) - 1)

    def combine(self, terms: Iterable[tuple[Line, Number]], bias: Number, act: str = "") -> Line:
        """The line act(sum of weight * line + bias): one unit, integers in place of the weights."""
        self.clock.check()
        parts = [(CONSTANT, bias.n, bias.e, bias.d)]
        for line, w in terms:
            n, e, d = w.n, w.e + line.e, w.d * line.d
            if line.register == CONSTANT:
                n *= line.n
            if d > 1:
                g = gcd(n, d)
                n, d = n // g, d // g
            parts.append((line.register, n, e, d))
        parts = [part for part in parts if part[1]]
        unit_e = min((e for _, _, e, _ in parts), default=0)
        unit_d = common_multiple(d for _, _, _, d in parts)
        weights = {CONSTANT: 0}
        for register, n, e, d in parts:
            check_bits(n.bit_length() + e - unit_e + unit_d.bit_length())
            weight = n * (unit_d // d) << (e - unit_e)
            weights[register] = weights.get(register, 0) + weight
        twos = reduce(or_, weights.values())
        shift = (twos & -twos).bit_length() - 1 if twos else 0  # common factors of two
        weights = {register: weight >> shift for register, weight in weights.items() if weight}
        unit_e, c = unit_e + shift, weights.pop(CONSTANT, 0)

        if act == "threshold":
            unit_e, unit_d = 0, 1
        if not weights:
            n = max(c, 0) if act == "relu" else int(c >= 0) if act == "threshold" else c
            return Line(unit_e, unit_d, CONSTANT, n)
        safe = c >= 0 and all(w > 0 and self.nonnegative[r] for r, w in weights.items())
        if act == "relu" and safe:
            act = ""
        if not act and not c and list(weights.values()) == [1]:
            return Line(unit_e, unit_d, next(iter(weights)))  # the same integers: no step
        ordered = list(weights.items())
        while len(ordered) > 8:  # long sums in pieces
            ordered = [(self.emit(ordered[-7:], 0, "", False), 1), *ordered[:-7]]
        return Line(unit_e, unit_d, self.emit(ordered, c, act, safe or act != ""))

    def emit(self, weights: list[tuple[int, int]], c: int, act: str, nonnegative: bool) -> int:
        # Horner's rule for powers of two, (a * 2**s + b) * 2**t + c; w * (a - b) is one product.
        by_size: dict[tuple[int, int], list[tuple[str, int]]] = {}
        for register, w in weights:
            twos = (w & -w).bit_length() - 1
            by_size.setdefault((twos, abs(w) >> twos), []).append(("+" if w > 0 else "-", register))
        sizes = sorted(by_size, reverse=True)
        groups, sources, constants = [], [], []
        for (twos, odd), (lower, _) in zip(sizes, [*sizes[1:], (0, 0)], strict=True):
            members = sorted(by_size[twos, odd])
            groups.append(("".join(sign for sign, _ in members), odd != 1, twos != lower))
            sources += [register for _, register in members]
            constants += [odd] * (odd != 1) + [twos - lower] * (twos != lower)
        constants += [c] * (c != 0)
        loop = kernel(tuple(groups), c != 0, act)
        self.constant_bits += sum(w.bit_length() for w in constants)
        check_memory(self.constant_bits)
        target = len(self.nonnegative)
        self.nonnegative.append(nonnegative)
        growth = max(c.bit_length(), *[w.bit_length() for _, w in weights]) + 4
        self.steps.append(Step(loop, target, sources, constants, growth))
        return target

    def affine(
        self, lines: list[Line], weight: Matrix, bias: Bias, size: int, act: str
    ) -> list[Line]:
        made = [self.combine((), ZERO, act)] * size
        for i in weight.keys() | bias.keys():
            terms = ((lines[j], w) for j, w in weight.get(i, ()))
            made[i] = self.combine(terms, bias.get(i, ZERO), act)
        return made

    def layer(self, layer: Layer, act: str = "") -> None:
        """One layer that acts on each column alone; an affine one with the activation after it."""
        rows = self.lines
        if layer.kind == "affine":
            self.lines = self.affine(rows, layer.weight, layer.bias, layer.rows, act)
        elif layer.kind == "ffn":
            hidden = self.affine(rows, layer.weight, layer.bias, layer.inside, "relu")
            step = residual(len(rows), layer.weight2)
            self.lines = self.affine(rows + hidden, step, layer.bias2, len(rows), "")
        else:  # relu, threshold
            self.lines = [self.combine([(row, ONE)], ZERO, layer.kind) for row in rows]

    def run(self, tick: Callable[[int, int], None]) -> list[Row]:
        """The lines as rows, computed in blocks of columns that fit into the cache."""
        wanted = {line.register for line in self.lines} - {CONSTANT}
        needed = set(wanted)
        steps: list[tuple[Step, list[int]]] = []  # those needed, and which sources each uses last
        for step in reversed(self.steps):
            if step.target in needed:
                steps.append((step, [r for r in set(step.sources) if r not in needed]))
                needed.update(step.sources)
        steps.reverse()
        live = peak = len(self.inputs)
        for _, last in steps:
            live += 1 - len(last)
            peak = max(peak, live)
        block = max(1, min(512, 2**15 // max(peak, 1)))
        results: dict[int, list[int]] = {register: [] for register in wanted}
        result_bits = 0
        for start in range(0, self.columns, block):
            ints = {r: x[start : start + block] for r, x in enumerate(self.inputs) if r in needed}
            bits = {r: longest(x) for r, x in ints.items()}  # upper bounds
            held = sum(bits.values())
            for step, last in steps:
                sources = step.sources
                bound = max([bits[r] for r in sources]) + step.growth
                if bound > LARGE:
                    check_bits(bound)
                    check_memory((held + bound) * block)
                    self.clock.check(block * len(sources) * product_time(step.growth, bound))
                else:
                    self.clock.check()
                made = step.run(*[ints[r] for r in sources], *step.constants)
                ints[step.target] = made
                bits[step.target] = bound = bound if bound <= LARGE else longest(made)
                held += bound
                for r in last:
                    held -= bits[r]
                    del ints[r]
            for register, out in results.items():
                out.extend(ints[register])
                result_bits += longest(ints[register]) * len(ints[register])
            check_memory(result_bits)
            tick(min(start + block, self.columns), self.columns)
        return [
            Row(e, d, [n] * self.columns if register == CONSTANT else results[register])
            for e, d, register, n in self.lines
        ]


def residual(rows: int, weight: Matrix) -> Matrix:
    """Z + W Y as one matrix on the rows of Z followed by those of Y."""
    return {i: [(i, ONE), *((rows + j, w) for j, w in weight.get(i, ()))] for i in range(rows)}


def longest(ints: list[int]) -> int:
    return max(map(int.bit_length, ints))


def product_time(a: int, b: int) -> int:
    """About the nanoseconds that a product of numbers of a and b bits takes."""
    small, large = sorted((a // 30 + 1, b // 30 + 1))
    return large * min(small, 9 * isqrt(small))


def common_multiple(denominators: Iterable[int]) -> int:
    result = 1
    for d in set(denominators):
        result = lcm(result, d) if d > 1 else result
        if result.bit_length() > MAX_DENOMINATOR:
            raise Malformed(f"a common denominator of more than {MAX_DENOMINATOR} bits")
    return result


# ---------------------------------------- 5. layers that let columns see each other


@dataclass
class State:
    """The distinct columns at one place of the network, and which of them make each sequence."""

    rows: list[Row]
    columns: int
    sequences: list[list[int]]

    def select(self, chosen: Sequence[int], sequences: list[list[int]]) -> State:
        """The state whose column k is the present column chosen[k]."""
        check_memory(64 * len(chosen) * len(self.rows))
        rows = [Row(e, d, [ints[k] for k in chosen]) for e, d, ints in self.rows]
        return State(rows, len(chosen), sequences)

    def used(self) -> State:
        """The same without the columns that no sequence has."""
        chosen = sorted(set().union(*self.sequences))
        if len(chosen) == self.columns:
            return self
        place = {k: new for new, k in enumerate(chosen)}
        return self.select(chosen, [[place[k] for k in one] for one in self.sequences])


def exact_row(numbers: Sequence[Number]) -> Row:
    """Exact numbers over one unit."""
    e = min((one.e for one in numbers if one.n), default=0)
    d = common_multiple(one.d for one in numbers)
    bits = [one.n.bit_length() + one.e - e + d.bit_length() for one in numbers if one.n]
    check_bits(max(bits, default=0))
    check_memory(sum(bits) + 64 * len(numbers))
    return Row(e, d, [one.n * (d // one.d) << one.e - e if one.n else 0 for one in numbers])


def sums(row: Row, sequences: list[list[int]], clock: Clock) -> list[int]:
    clock.check()
    value = row.ints.__getitem__
    return [sum(map(value, one)) for one in sequences]


def mix(state: State, layer: Layer, last_only: bool, clock: Clock) -> tuple[State, Layer | None]:
    """A layer that mixes columns; what then remains to do on each column alone is returned too."""
    old, rows = state.sequences, state.rows
    clock.check()
    kept = slice(-1, None) if last_only else slice(None)  # the columns that are read later
    if layer.kind == "drop_first":
        return State(rows, state.columns, [one[1:][kept] for one in old]).used(), None
    if layer.kind == "prepend":
        rows = [prepend(row, layer.bias.get(i, ZERO)) for i, row in enumerate(rows)]
        sequences = [[state.columns, *one][kept] for one in old]
        return State(rows, state.columns + 1, sequences).used(), None
    if layer.kind == "sum_pool":
        pooled = list(zip(*(sums(row, old, clock) for row in rows), strict=True))
        seats = {one: k for k, one in enumerate(dict.fromkeys(pooled))}
        columns = map(list, zip(*seats, strict=True))
        new = [Row(e, d, ints) for (e, d, _), ints in zip(rows, columns, strict=True)]
        return State(new, len(seats), [[seats[one]] for one in pooled]), None
    if layer.kind == "flatten":
        distinct = {one: k for k, one in enumerate(dict.fromkeys(map(tuple, old)))}
        check_memory(64 * len(distinct) * layer.rows)
        new = [
            Row(e, d, [ints[one[k]] for one in distinct])
            for k in range(layer.columns)
            for e, d, ints in rows
        ]
        return State(new, len(distinct), [[distinct[tuple(one)]] for one in old]), None

    # The others add W times something to each column: new columns are pairs (old, received).
    attention = hard_attention if layer.kind == "hard_attention" else averages
    received, units, weight = attention(state, layer, last_only, clock)
    vectors: dict[Vector, int] = {}
    pairs: dict[tuple[int, int], int] = {}
    sequences = []
    for one, vectors_of in zip(old, received, strict=True):
        seats_of = [vectors.setdefault(v, len(vectors)) for v in vectors_of]
        both = list(zip(one, seats_of, strict=True))[kept]
        sequences.append([pairs.setdefault(pair, len(pairs)) for pair in both])
    after = state.select([column for column, _ in pairs], sequences)
    table = list(vectors)
    for j, (e, d) in enumerate(units):
        after.rows.append(Row(e, d, [table[vector][j] for _, vector in pairs]))
    return after, Layer("affine", len(rows), residual(len(rows), weight))


def prepend(row: Row, value: Number) -> Row:
    """A row with one more column at its end, over a unit that suits both."""
    if value.n == 0:
        return Row(row.e, row.d, [*row.ints, 0])
    old = exact_row([Number(1, row.e, row.d), value])  # the old unit and the value over the new one
    factor, added = old.ints
    check_memory((longest(row.ints) + factor.bit_length()) * len(row.ints))
    return Row(old.e, old.d, [factor * x for x in row.ints] + [added])


Vector = tuple[int, ...]
Received = tuple[list[list[Vector]], list[tuple[int, int]], Matrix]
# For each sequence what each of its columns receives; the units (e, d) of that; the matrix on it.


def averages(state: State, layer: Layer, last_only: bool, clock: Clock) -> Received:
    """uniform_attention, gather and scatter: each receives the rows that W reads, averaged.

    All means stand over one denominator: a common multiple of the numbers of columns that occur.
    """
    read = sorted({j for entries in layer.weight.values() for j, _ in entries})
    place = {j: k for k, j in enumerate(read)}
    weight = {i: [(place[j], w) for j, w in entries] for i, entries in layer.weight.items()}
    part = {"uniform_attention": slice(None), "gather": slice(1, None), "scatter": slice(1)}
    sources = [one[part[layer.kind]] for one in state.sequences]
    multiple = common_multiple(map(len, sources))
    factors = [multiple // len(one) for one in sources]
    rows = [state.rows[j] for j in read]
    bits = sum(longest(row.ints) for row in rows) + len(rows) * (multiple.bit_length() + 64)
    check_memory(bits * len(sources))
    totals = [map(mul, sums(row, sources, clock), factors) for row in rows]
    means: Iterable[Vector] = zip(*totals, strict=True) if rows else repeat((), len(sources))
    units = [lowest(1, row.e, row.d * multiple)[1:] for row in rows]
    nothing = (0,) * len(rows)
    received = []
    for one, mean in zip(state.sequences, means, strict=True):
        vectors = [mean] * len(one)
        if layer.kind == "gather":
            vectors[1:] = [nothing] * (len(one) - 1)
        elif layer.kind == "scatter":
            vectors[0] = nothing
        received.append(vectors)
    return received, units, weight


def hard_attention(state: State, layer: Layer, last_only: bool, clock: Clock) -> Received:
    """Each column receives from each head the mean value of the columns with the greatest score."""
    counts = [Counter(one) for one in state.sequences]  # equal columns have equal scores
    asking = [set(one[-1:] if last_only else one) for one in state.sequences]
    asked = sum(len(count) * len(queries) for count, queries in zip(counts, asking, strict=True))
    found: list[dict[int, Vector]] = [dict.fromkeys(queries, ()) for queries in asking]
    units: list[tuple[int, int]] = []
    weight: Matrix = {}
    for head in layer.heads:
        check_memory(64 * 3 * head.size * state.columns)
        q_rows = project(state, head.query, head.size, clock)
        k_rows = project(state, head.key, head.size, clock)
        v_rows = project(state, head.value, head.size, clock)
        # All products of a score over one unit; its factors go to the queries and are positive.
        products = zip(q_rows, k_rows, strict=True)
        unit = exact_row([Number(1, q.e + k.e, q.d * k.d) for q, k in products])
        bits = [longest(row.ints) for row in q_rows + k_rows]
        largest = max(bits) + longest(unit.ints)
        check_memory(largest * state.columns)
        check_bits(2 * largest)
        clock.check(asked * head.size * (60 + product_time(max(bits), largest)))
        scaled = [[f * x for x in q.ints] for f, q in zip(unit.ints, q_rows, strict=True)]
        queries_of = list(zip(*scaled, strict=True))
        keys_of = list(zip(*(row.ints for row in k_rows), strict=True))
        values_of = list(zip(*(row.ints for row in v_rows), strict=True))
        means: list[dict[int, tuple[Vector, int]]] = []
        for count, queries in zip(counts, asking, strict=True):
            means.append({})
            for q in queries:
                clock.check()
                scores = {k: sum(map(mul, keys_of[k], queries_of[q])) for k in count}
                top = max(scores.values())
                best = [k for k in count if scores[k] == top]
                total = [sum(count[k] * values_of[k][r] for k in best) for r in range(head.size)]
                means[-1][q] = (tuple(total), sum(count[k] for k in best))
        multiple = common_multiple({share for mean in means for _, share in mean.values()})
        for vectors, mean in zip(found, means, strict=True):
            for q, (sum_of_best, share) in mean.items():
                vectors[q] += tuple(x * (multiple // share) for x in sum_of_best)
        for i, entries in head.output.items():
            weight.setdefault(i, []).extend((len(units) + j, w) for j, w in entries)
        units += [lowest(1, v.e, v.d * multiple)[1:] for v in v_rows]
    nothing = (0,) * len(units)
    received = [
        [vectors.get(k, nothing) for k in one]
        for one, vectors in zip(state.sequences, found, strict=True)
    ]
    return received, units, weight


def project(state: State, matrix: Matrix, size: int, clock: Clock) -> list[Row]:
    program = Program(state.rows, state.columns, clock)
    program.layer(Layer("affine", size, matrix))
    return program.run(lambda done, of: None)


# ---------------------------------------- 6. the whole network, its labels, its claims

Progress = Callable[[int, int], None]


def evaluate(network: Network, data: Dataset, clock: Clock, progress: Progress | None) -> State:
    """One row, and for each sequence the columns at which the network is read."""
    layers = network.layers
    k = 0
    if layers[0].kind == "embedding":
        k, ids = 1, [token.n << token.e for (token,) in data.tokens]
        tables = [dict(layers[0].weight.get(i, ())) for i in range(layers[0].rows)]
        check_memory(64 * len(ids) * len(tables))
        rows = [exact_row([table.get(one - 1, ZERO) for one in ids]) for table in tables]
    else:
        rows = [exact_row(numbers) for numbers in zip(*data.tokens, strict=True)]
    last_mixing = max((j for j, x in enumerate(layers) if x.kind not in ALONE), default=-1)
    next_token = data.task == "next-token"
    only = slice(-1, None) if next_token and last_mixing < 0 else slice(None)
    state = State(rows, len(data.tokens), [one[only] for one in data.sequences]).used()
    while k < len(layers):
        pending = None
        if layers[k].kind not in ALONE:
            state, pending = mix(state, layers[k], next_token and k == last_mixing, clock)
            k += 1
        program, first = Program(state.rows, state.columns, clock), k
        if pending:
            program.layer(pending)
        while k < len(layers) and layers[k].kind in ALONE:
            following = layers[k + 1].kind if k + 1 < len(layers) else ""
            fused = layers[k].kind == "affine" and following in ("relu", "threshold")
            program.layer(layers[k], following if fused else "")
            k += 1 + fused

        def tick(done: int, of: int, first: int = first, now: int = k) -> None:
            if progress is not None:
                progress(first + (now - first) * done // of, len(layers))

        state.rows = program.run(tick)
    return state


def check_labels(state: State, data: Dataset) -> None:
    (row,) = state.rows
    for k, (columns, label) in enumerate(zip(state.sequences, data.labels, strict=True)):
        labels = [label] if data.task == "next-token" else label
        for place, (column, due) in enumerate(zip(columns, labels, strict=True)):
            n = row.ints[column]
            if not equal(n, row.e, row.d, due):
                at = f"sequences[{k}]" + (f", token {place}" if data.task == "seq-to-seq" else "")
                got = shown(lowest(n, row.e, row.d))
                raise Refuted(f"{at}: label {short(due)} expected, the network gives {got}")


def equal(n: int, e: int, d: int, label: int) -> bool:
    """n * 2**e / d == label; the lengths are compared first, so that no exponent can do harm."""
    due = label * d
    if n == 0 or due == 0 or n.bit_length() + e != due.bit_length():
        return n == due == 0
    return n << e == due if e >= 0 else n == due << -e


def compare(data: Dataset, other: Dataset) -> None:
    """Equal tasks, sequences written out in tokens, labels; the order of the tokens is free."""
    if data.task != other.task:
        raise Refuted(f"task: the data says {other.task}, the certificate {data.task}")
    here, there = len(data.sequences), len(other.sequences)
    if here != there:
        raise Refuted(f"sequences: the data has {there}, the certificate {here}")
    places = {token: k for k, token in enumerate(data.tokens)}
    translated = [places.get(token, -1) for token in other.tokens]
    for k, theirs in enumerate(other.sequences):
        if data.sequences[k] != [translated[index] for index in theirs]:
            raise Refuted(f"sequences[{k}]: the certificate has other tokens than the data")
        if data.labels[k] != other.labels[k]:
            raise Refuted(f"labels[{k}]: the certificate has another label than the data")


@dataclass(frozen=True)
class Report:
    """What was checked, and holds: the counts, by the names of the claims."""

    task: str
    counts: dict[str, int]

    def __str__(self) -> str:
        sizes = ", ".join(f"{name} {self.counts[name]}" for name in CLAIMS)
        return f"holds: {self.task}, every label exact; {sizes}"


@contextmanager
def reading(path: str) -> Iterator[None]:
    """Messages about a file begin with its name."""
    try:
        yield
    except Malformed as error:
        raise Malformed(f"{path}: {error}") from None
    except MemoryError:
        raise Malformed(f"{path}: the memory is full") from None


def verify(
    cert_path: str | PathLike[str],
    data_path: str | PathLike[str] | None = None,
    progress: Progress | None = None,
    patience: int = PATIENCE,
) -> Report:
    """Check a certificate; ``progress(layers done, layers)`` is called now and then.

    Raises:
        Malformed: a file is not as the format asks, or takes more than time and memory allow.
        Refuted: the certificate is about other data, or a claim or a label is false. The data are
            compared first, then the claims, then the labels in order.
    """
    path = fspath(cert_path)
    with reading(path):
        value, size = load(path)
        names = ("format", "task", "dataset", "network", "claims", "about")
        kind, task, dataset, layers, claims, about = keys(value, "certificate", *names)
        if kind != FORMAT:
            raise Malformed(f"format: {short(kind)} is not {FORMAT}")
        if type(about) is not dict:
            raise Malformed(f"about: {short(about)} where an object is due")
        claimed = dict(zip(CLAIMS, keys(claims, "claims", *CLAIMS), strict=True))
        for name, claim in claimed.items():
            integer(claim, f"claims.{name}")
        data = read_dataset(task, dataset)
        network = read_network(layers, data)
    if data_path is not None:
        with reading(fspath(data_path)):
            value, _ = load(fspath(data_path))
            other = read_dataset(*keys(value, "data", "task", "dataset"))
        compare(data, other)
    for name, count in network.counts.items():
        if claimed[name] != count:
            raise Refuted(f"claims.{name}: claimed {short(claimed[name])}, counted {short(count)}")
    value = dataset = layers = None  # the text is no longer needed
    tokens = sum(map(len, data.sequences))
    with reading(path):
        clock = Clock(patience + size * tokens // (50 * 10**6))
        check_labels(evaluate(network, data, clock, progress), data)
    return Report(data.task, network.counts)


# ---------------------------------------- 7. command line


class Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.exit(2, one_line(f"{self.prog}: {message}") + "\n")


def one_line(text: str) -> str:
    return " ".join(text.split()).encode("ascii", "backslashreplace").decode()


def bar(done: int, of: int) -> None:
    sys.stderr.write(f"\r{done} of {of} layers" if done < of else "\r" + " " * 40 + "\r")
    sys.stderr.flush()


def main(argv: Sequence[str] | None = None) -> int:
    about = "Check a memorization certificate exactly. Exit 0: holds, 1: refuted, 2: malformed."
    parser = Parser(prog="verify", description=about, allow_abbrev=False)
    parser.add_argument("certificate", metavar="CERT.json", help="gzip when the name ends in .gz")
    parser.add_argument("--data", metavar="DATA.json", help="refuse a certificate of other data")
    patience = f"computing time that any file may take (default {PATIENCE})"
    parser.add_argument("--patience", metavar="SECONDS", type=int, default=PATIENCE, help=patience)
    options = parser.parse_args(argv)
    progress = bar if sys.stderr.isatty() else None
    try:
        print(verify(options.certificate, options.data, progress, options.patience))
        return 0
    except Refuted as error:
        status, message = 1, f"refuted: {error}"
    except Malformed as error:
        status, message = 2, f"malformed: {error}"
    print(one_line(message), file=sys.stderr)
    return status


if __name__ == "__main__":
    sys.exit(main())
