#!/usr/bin/env python3
"""Check a memorization certificate without trusting whoever wrote it.

    python verify.py CERT.json [--data DATA.json]

It reads the file strictly, runs the network on every sequence in exact arithmetic, compares every
output with its label, and counts the claimed sizes again. With ``--data`` it also checks that the
certificate speaks about exactly that data. It uses the standard library only.

Exit status: 0 it holds; 1 the first false label, claim or datum is named; 2 malformed or too large;
130 interrupted; 70 anything else. Python 3.9 or later.

What a layer is stands in KINDS (section 3), what it does in Evaluation.step (section 4), the
verdict in verify (section 6). MAX_ and Evaluation.check stop hostile files; they only refuse.
"""

from __future__ import annotations

import argparse
import gzip
import io
import json
import os
import re
import sys
import time
import zlib
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from functools import partial, reduce
from math import gcd, lcm, prod
from operator import mul, or_
from reprlib import repr as short
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

FORMAT = "exact-memorization-certificate/1"
CLAIMS = ["width", "depth", "parameters", "dense_parameters"]  # in the order of counting
CLAIMS += ["max_bits", "total_bits", "sequences", "items"]
MAX_BYTES = 1 << 29  # of JSON text, after decompression
MAX_VALUES = 40_000_000  # JSON values in one file
FEW_VALUES = 6_000_000  # that a packed file may hold, and four for each of its bytes
SMALL = 1 << 20  # bytes of a file that gets no time beyond the patience
MAX_ROWS = 1 << 22  # of a layer; also ids of an embedding
MAX_DENOMINATOR = 1 << 18  # bits of its odd part
MAX_MEMORY = 1 << 33  # bits that the rows of one layer may take
PATIENCE = 60  # seconds of computing that every file may take; large files may take more
if TYPE_CHECKING:
    Path = str | os.PathLike[str]
    Tick = Callable[[int, int], None] | None


class Refuted(Exception):
    """The file is a certificate, and something that it says is false (exit status 1)."""


class Malformed(Exception):
    """The file is no certificate that this program can check (exit status 2)."""


# ---------------------------------------- 1. numbers
class Number(NamedTuple):  # n * 2**e / d in lowest terms: n odd or 0, d odd
    n: int
    e: int
    d: int

    @property
    def bits(self) -> int:
        return self.n.bit_length() + self.d.bit_length() + abs(self.e)


ZERO, ONE = Number(0, 0, 1), Number(1, 0, 1)
NUMBER = re.compile(r"(?a)(-?)(?:0x([\da-f]+)(?:p(-?\d{1,7}))?|(\d{1,4000})(?:/(\d{1,4000}))?)")


def lowest(n: int, e: int, d: int) -> Number:
    if n == 0:
        return ZERO
    g = gcd(n, d)
    n, d = n // g, d // g
    up, down = (n & -n).bit_length() - 1, (d & -d).bit_length() - 1
    return Number(n >> up, e + up - down, d >> down)


def number(text: Any, zero: bool = True) -> Number:
    """Read "-12", "3/7", "0x1f" or "-0x1fp-12"."""
    match = NUMBER.fullmatch(text) if type(text) is str else None
    minus, mantissa, exponent, p, q = match.groups() if match else ("", "", "", "0", "0")
    if not mantissa and int(q or 1) == 0:
        raise Malformed(f"{short(text)} is no exact number (such as -12, 3/7, 0x1f, 0x1fp-4)")
    n = int(mantissa, 16) if mantissa else int(p)
    if n == 0 and not zero:
        raise Malformed("zeros are not listed")
    return lowest(-n if minus else n, int(exponent or 0), int(q or 1))


# ---------------------------------------- 2. strict reading
def load(path: str) -> tuple[Any, int]:
    """The JSON value in a file (its floats as text, so that no reader takes them), and its size:
    of the text, where the file itself is no small one."""
    try:
        with open(path, "rb") as file:
            held = raw = file.read(MAX_BYTES + 1)
        if path.endswith(".gz"):
            with gzip.open(io.BytesIO(held)) as packed:
                raw = packed.read(MAX_BYTES + 1)
    except (OSError, EOFError, zlib.error, ValueError) as error:
        raise Malformed(f"cannot be read: {error}") from None
    most = min(MAX_VALUES, FEW_VALUES + 4 * len(held))
    if len(raw) > MAX_BYTES or sum(map(raw.count, (b"[", b"{", b",", b'"'))) > most:
        raise Malformed(
            f"more than {MAX_BYTES} bytes or {most} values (unpacked, it may have more)"
        )
    hooks: Any = {"parse_int": json_int, "parse_constant": json_int, "parse_float": str}
    try:
        value = json.loads(raw.decode("utf-8-sig"), object_pairs_hook=json_object, **hooks)
        return value, len(raw) if len(held) >= SMALL else 0
    except (RecursionError, ValueError) as error:  # also bad UTF-8, and constants such as NaN
        raise Malformed(f"no JSON: {error}") from None


def json_int(text: str) -> int:
    if len(text.lstrip("-")) > 4000:
        raise Malformed("a decimal number of more than 4,000 digits")
    return int(text)


def json_object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(dict(pairs)) < len(pairs):
        raise Malformed("no JSON: a key stands twice in one object")
    return dict(pairs)


def read(value: Any, form: Any, place: str) -> Any:
    """The value in a form: {key: form}, [form] (not empty), (form, form), a reader, None (any)."""
    if isinstance(form, dict):
        if type(value) is not dict:
            raise Malformed(f"{place}: {short(value)} is no object")
        for name in [*form, *value]:
            if name not in value or name not in form:
                state = "unknown" if name in value else "missing"
                raise Malformed(f"{place}: the key {short(name)} is {state}")
        return {name: read(value[name], form[name], f"{place}.{name}") for name in form}
    if isinstance(form, (list, tuple)):
        items = len(form) if isinstance(form, tuple) else 0
        if type(value) is not list or len(value) != (items or len(value) or 1):
            raise Malformed(f"{place}: {short(value)} is no list of {items or 'one or more'}")
        forms = form if items else form * len(value)
        return [read(one, form, f"{place}[{k}]") for k, (one, form) in enumerate(zip(value, forms))]
    try:
        return form(value) if form else value
    except Malformed as error:
        raise Malformed(f"{place}: {error}") from None


def integer(value: Any, least: int | None = None, most: int | None = None) -> int:
    if type(value) is not int:  # true is an instance of int, but no integer here
        raise Malformed(f"{short(value)} is no integer")
    if (least is not None and value < least) or (most is not None and value > most):
        raise Malformed(f"{short(value)} is no index or size from {least} to {most}")
    return value


size = partial(integer, least=1, most=MAX_ROWS)
Sparse = dict[tuple[int, ...], Number]  # place -> number; a place is (row, column) or (row,)


def sparse(value: Any, place: str, sizes: list[int]) -> Sparse:
    """[[row, column, number], ...] or [[row, number], ...]: no zeros, no place twice."""
    entry = (*(partial(integer, least=0, most=n - 1) for n in sizes), partial(number, zero=False))
    entries = read(value, [entry], place) if value != [] else []
    found = {tuple(at): x for *at, x in entries}
    if len(found) < len(entries):
        raise Malformed(f"{place}: a place stands twice")
    return found


class Dataset(NamedTuple):
    task: str
    tokens: list[list[Number]]
    sequences: list[list[int]]  # of indices into tokens
    labels: list[list[int]]  # those of each sequence; next-token: one label


def read_dataset(task: Any, value: Any, place: str) -> Dataset:
    if task not in ("next-token", "seq-to-seq"):
        raise Malformed(f"{place}: the task {short(task)} is neither next-token nor seq-to-seq")
    form = {"token_dim": size, "tokens": None, "sequences": None, "labels": None}
    dim, tokens, sequences, labels = read(value, form, place).values()
    tokens = read(tokens, [(number,) * dim], f"{place}.tokens")
    in_order = sorted(tokens)
    if any(one == another for one, another in zip(in_order, in_order[1:])):  # noqa: RUF007
        raise Malformed(f"{place}.tokens: the same token stands twice")
    index = partial(integer, least=0, most=len(tokens) - 1)
    sequences = read(sequences, [[index]], f"{place}.sequences")
    one_each = task == "next-token"
    labels = read(labels, [integer if one_each else [integer]], f"{place}.labels")
    labels = [[label] for label in labels] if one_each else labels
    if list(map(len, labels)) != [1 if one_each else len(one) for one in sequences]:
        raise Malformed(f"{place}.labels: more or fewer than the network's outputs")
    return Dataset(task, tokens, sequences, labels)


# ---------------------------------------- 3. layers and counts
# The fields of each kind, and of a head. Letters are sizes: "shape": "mq", "w1": "qm", "b1": "q" is
# a shape [m, q], a matrix w1 of q rows and m columns, and a column b1 of q rows.
SQUARE = {"shape": "mm", "weight": "mm"}
KINDS: dict[str, dict[str, str]] = {
    **{kind: {} for kind in ("relu", "threshold", "sum_pool", "drop_first")},
    "affine": {"shape": "oi", "weight": "oi", "bias": "o"},
    "ffn": {"shape": "mq", "w1": "qm", "b1": "q", "w2": "mq", "b2": "m"},
    **dict.fromkeys(("uniform_attention", "gather", "scatter"), SQUARE),
    "hard_attention": {"heads": ""},
    "head": {"shape": "sm", "query": "sm", "key": "sm", "value": "sm", "output": "ms"},
    "prepend": {"rows": "m", "value": "m"},
    "embedding": {"shape": "mw", "weight": "mw"},
    "flatten": {"shape": "mn"},
}
ALONE = {"affine", "relu", "threshold", "ffn", "embedding"}  # they treat each column alone
FLAT = {"affine", "prepend", "drop_first", "embedding", "flatten"}  # they do not count as depth


@dataclass
class Layer:  # or one head of hard attention
    kind: str
    size: dict[str, int]  # by the letters above
    part: dict[str, Sparse]  # by its name
    heads: list[Layer]
    dense: int = 0  # places of all parts
    rows: int = 0  # that it gives


def read_layer(value: Any, place: str, kind: Any = None) -> Layer:
    kind = kind or (value.get("kind") if type(value) is dict else None)
    if type(kind) is not str or kind not in KINDS:
        raise Malformed(f"{place}: {short(kind)} is no kind of layer")
    letters = KINDS[kind]
    value = read(value, dict.fromkeys([*letters, *["kind"] * (kind != "head")]), place)
    layer = Layer(kind, {}, {}, [])
    for name, sizes in letters.items():
        at = f"{place}.{name}"
        if name == "heads":
            heads = read(value[name], [None], at)
            layer.heads = [read_layer(one, f"{at}[{h}]", "head") for h, one in enumerate(heads)]
            layer.size = {"s": read(sum(one.size["s"] for one in layer.heads), size, at)}
            layer.dense = sum(one.dense for one in layer.heads)
        elif name in ("shape", "rows"):
            both = value[name] if name == "shape" else [value[name]]
            layer.size = dict(zip(sizes, read(both, (size,) * len(sizes), at)))
            if [layer.size[letter] for letter in sizes] != both:
                raise Malformed(f"{at}: not square")
        else:
            layer.part[name] = sparse(value[name], at, [layer.size[one] for one in sizes])
            layer.dense += prod(layer.size[one] for one in sizes)
    return layer


def read_network(value: Any, data: Dataset, place: str) -> list[Layer]:
    """The layers, each of which fits the rows and columns that the one before it leaves."""
    values = read(value, {"layers": [None]}, place)["layers"]
    layers = [read_layer(one, f"{place}.layers[{k}]") for k, one in enumerate(values)]
    lengths = [len(one) for one in data.sequences]
    rows, few, many = len(data.tokens[0]), min(lengths), max(lengths)  # few to many columns
    for k, layer in enumerate(layers):
        kind, sizes, fits = layer.kind, layer.size, True
        takes = [head.size["m"] for head in layer.heads] or [sizes.get("i", sizes.get("m", rows))]
        layer.rows = sizes.get("o", sizes.get("m", rows))
        if kind == "embedding":  # the first layer; every token is an id
            ids = [x.n << x.e if x.d == 1 and 0 <= x.e < 64 else 0 for x, *_ in data.tokens]
            takes, fits = [1], k == 0 and 1 <= min(ids) <= max(ids) <= sizes["w"]
        elif kind == "flatten":
            fits, layer.rows = few == many == sizes["n"], layer.rows * sizes["n"]
        elif kind in ("gather", "drop_first"):
            fits = few >= 2
        if kind in ("sum_pool", "flatten"):
            few = many = 1
        more = {"prepend": 1, "drop_first": -1}.get(kind, 0)
        few, many = few + more, many + more
        if not fits or set(takes) != {rows} or layer.rows > MAX_ROWS:
            needs = f"needs {max(takes)} rows (present: {rows}) and columns that suit it"
            raise Malformed(f"{place}.layers[{k}]: {kind} {needs}")
        rows = layer.rows
    last = (few, many) == (1, 1) and data.task == "next-token"
    if rows != 1 or (not last and (few, many) != (min(lengths), max(lengths))):
        raise Malformed(f"{place}: the last layer leaves {rows} rows and {few} to {many} columns")
    return layers


def count(layers: list[Layer], data: Dataset) -> dict[str, int]:
    blocks = [block for layer in layers for block in (layer, *layer.heads)]
    bits = [x.bits for block in blocks for part in block.part.values() for x in part.values()]
    width = [layer.rows for layer in layers if layer.kind != "flatten"]
    width += [layer.size.get(letter, 0) for layer in layers for letter in "qs"]  # inside
    depth, dense = sum(x.kind not in FLAT for x in layers), sum(x.dense for x in layers)
    counts = [max(width), depth, len(bits), dense, max(bits, default=0), sum(bits)]
    return dict(zip(CLAIMS, [*counts, len(data.sequences), sum(map(len, data.labels))]))


# ---------------------------------------- 4. evaluation, column by column
class Row(NamedTuple):  # one coordinate of all columns: column k holds ints[k] * unit
    unit: Number  # 2**e / d
    ints: list[int]
    bits: int  # no integer is longer
    nonnegative: bool  # known to be so


def measured(unit: Number, ints: list[int]) -> Row:
    least, most = min(ints), max(ints)
    return Row(unit, ints, max(least.bit_length(), most.bit_length()), least >= 0)


def relu(row: Row) -> Row:
    return row if row.nonnegative else measured(row.unit, [x if x > 0 else 0 for x in row.ints])


def zeros(rows: int, columns: int) -> list[Row]:
    return [Row(ONE, [0] * columns, 0, True)] * rows


if TYPE_CHECKING:
    Rows = Sequence[Row] | Mapping[int, Row]
Group = tuple[int, ...]  # some columns of one sequence
Heard = tuple[list[Group], list[list[int]]]  # groups; which one each column of a sequence hears
ALL, NONE, FIRST, OTHERS, LAST = slice(None), slice(0), slice(1), slice(1, None), slice(-1, None)


class Evaluation:
    """The columns at one place of the network, equal ones only once; each sequence is a list of
    their numbers. After the last layer that mixes columns, next-token needs each last column."""

    def __init__(self, data: Dataset, layers: list[Layer], seconds: int, end: float) -> None:
        self.seconds, self.end = seconds, end
        mixing = [k for k, layer in enumerate(layers) if layer.kind not in ALONE]
        self.last_mixing = max(mixing, default=-1) if data.task == "next-token" else None
        self.keep = ALL if mixing or data.task == "seq-to-seq" else LAST  # of use in each sequence
        coordinates = zip(*(data.tokens[k] for k in self.renumber(data.sequences)))
        self.rows = [measured(*self.integers(numbers)) for numbers in coordinates]

    def check(self, numbers: int = 0, bits: int = 0, nanoseconds: int = 0) -> None:
        """Is there memory for so many numbers of so many bits, and time to make them?"""
        if numbers * (bits + 300) > MAX_MEMORY:
            raise Malformed(f"too large: {numbers} numbers of up to {bits} bits")
        if time.process_time() + nanoseconds // 10**9 > self.end:
            raise Malformed(f"more than {self.seconds} s of work (--patience SECONDS allows more)")

    def run(self, layers: list[Layer], progress: Tick) -> Row:
        """All layers, one after the other; the row that the last one leaves."""
        mixing = sum(layer.kind not in ALONE for layer in layers)
        rows = sum(layer.rows for layer in layers)
        self.check(0, 0, 100 * mixing * sum(map(len, self.sequences)) + 20 * rows)  # at least
        for k, layer in enumerate(layers):
            self.keep = LAST if k == self.last_mixing else self.keep
            self.check((self.columns + 4) * max(len(self.rows), layer.rows))
            self.step(layer)
            if progress is not None:
                progress(k + 1, len(layers))
        return self.rows[0]

    def step(self, layer: Layer) -> None:
        """What each kind of layer does to the matrix Z of every sequence."""
        z, columns, size, part = self.rows, self.columns, layer.size, layer.part
        kind = layer.kind
        if kind == "affine":  # Z[:,k] <- W Z[:,k] + b
            self.rows = self.plus(zeros(size["o"], columns), part["weight"], z, part["bias"])
        elif kind == "relu":  # Z <- max(Z, 0)
            self.rows = [relu(row) for row in z]
        elif kind == "threshold":  # Z <- 1 where Z >= 0, else 0
            self.rows = [Row(ONE, [1 if x >= 0 else 0 for x in row.ints], 1, True) for row in z]
        elif kind == "ffn":  # Z[:,k] <- Z[:,k] + W2 max(W1 Z[:,k] + b1, 0) + b2
            hidden = self.plus(zeros(size["q"], columns), part["w1"], z, part["b1"])
            self.rows = self.plus(z, part["w2"], list(map(relu, hidden)), part["b2"])
        elif kind == "uniform_attention":  # Z[:,k] <- Z[:,k] + W * mean of the columns
            self.attend([layer], [self.hear(ALL, ALL)])
        elif kind == "gather":  # Z[:,0] <- Z[:,0] + W * mean of the other columns
            self.attend([layer], [self.hear(OTHERS, NONE)])
        elif kind == "scatter":  # Z[:,k] <- Z[:,k] + W Z[:,0] for every k >= 1
            self.attend([layer], [self.hear(NONE, FIRST)])
        elif (
            kind == "hard_attention"
        ):  # Z[:,k] <- Z[:,k] + sum over heads of O V * mean of the best
            self.attend(layer.heads, [self.hear_best(head) for head in layer.heads])
        elif kind == "sum_pool":  # Z <- the sum of its columns
            groups = self.renumber([[tuple(sorted(one))] for one in self.sequences])
            self.rows = [self.total(row, groups, [ONE] * len(groups)) for row in z]
        elif kind == "prepend":  # one more column, the same for every sequence, before the first
            longer = [row._replace(ints=[*row.ints, 0]) for row in z]
            last = measured(ONE, [0] * columns + [1])
            shared: Sparse = {(*at, 0): x for at, x in part["value"].items()}
            self.rows = self.plus(longer, shared, [last], {})
            used = self.renumber([[columns, *one] for one in self.sequences])
            self.rows = self.pick(self.rows, used)
        elif kind == "drop_first":  # the first column goes
            self.rows = self.pick(z, self.renumber([one[1:] for one in self.sequences]))
        elif kind == "embedding":  # the column of the table that the id names
            ids = [(x << z[0].unit.e) - 1 for x in z[0].ints]
            table = ([part["weight"].get((i, j), ZERO) for j in ids] for i in range(layer.rows))
            self.rows = [measured(*self.integers(numbers)) for numbers in table]
        elif kind == "flatten":  # the n columns, one below the other, become one column
            new = self.renumber([[tuple(one)] for one in self.sequences])
            self.check((len(new) + 4) * layer.rows)
            parts = (self.pick(z, [one[k] for one in new]) for k in range(size["n"]))
            self.rows = [row for rows in parts for row in rows]

    def plus(self, start: list[Row], weight: Sparse, rows: Rows, bias: Sparse) -> list[Row]:
        """The rows of  start + W rows + b."""
        terms: dict[int, list[tuple[Number, Row]]] = {i: [(ONE, start[i])] for (i,) in bias}
        for (i, j), w in weight.items():
            terms.setdefault(i, [(ONE, start[i])]).append((w, rows[j]))
        result, columns, held = list(start), len(start[0].ints), 0
        for i, added in terms.items():
            added = [(w, row) for w, row in added if row.bits]
            result[i] = self.weighted(added, bias.get((i,), ZERO), columns)
            held += result[i].bits + 300
            self.check(columns, held)
        return result

    def weighted(self, terms: list[tuple[Number, Row]], constant: Number, columns: int) -> Row:
        """The row  sum of weight * row + constant,  over one unit that suits all of its parts."""
        parts, rows = [constant], [row.ints for _, row in terms]
        for w, row in terms:
            self.check(0, 0, w.bits * row.unit.d.bit_length() // 900)
            parts.append(lowest(w.n, w.e + row.unit.e, w.d * row.unit.d))
        unit, (c, *factors) = self.integers(parts)
        if factors == [1] and c == 0:
            return terms[0][1]._replace(unit=unit)
        sizes = [(f.bit_length(), row.bits) for f, (_, row) in zip(factors, terms)]
        work = columns * sum(50 + a * b // 900 for a, b in sizes)
        self.check(columns, max([c.bit_length(), *map(sum, sizes)]) + len(terms), work)
        ints = [c] * columns
        for k, f in enumerate(factors):  # nearly all the time goes here
            if f == 1:
                ints = [t + x for t, x in zip(ints, rows[k])] if k or c else rows[k]
            elif f == -1:
                ints = [t - x for t, x in zip(ints, rows[k])]
            else:
                ints = [t + f * x for t, x in zip(ints, rows[k])]
        if unit.e < 0 and not ints[0] & 1:  # factors of two that all share go into the unit
            together = reduce(or_, ints)
            twos = max((together & -together).bit_length() - 1, 0)
            unit, ints = unit._replace(e=unit.e + twos), [x >> twos for x in ints]
        return measured(unit, ints)

    def integers(self, numbers: Sequence[Number]) -> tuple[Number, list[int]]:
        """One unit 2**e / d that suits all the numbers, and how often each one holds it."""
        e = min((x.e for x in numbers if x.n), default=0)
        d = 1
        for odd in {x.d for x in numbers}:
            self.check()
            d = lcm(d, odd)
            if d.bit_length() > MAX_DENOMINATOR:
                raise Malformed(f"a common denominator of more than {MAX_DENOMINATOR} bits")
        longest = max((x.n.bit_length() + x.e - e for x in numbers if x.n), default=0)
        self.check(len(numbers), longest + d.bit_length())
        return Number(1, e, d), [x.n * (d // x.d) << x.e - e if x.n else 0 for x in numbers]

    # ------------------------------------ 5. mixing columns

    def renumber(self, sequences: Sequence[Sequence[Any]]) -> list[Any]:
        """The sequences become these; their different columns, in the order of their numbers."""
        ids: dict[Any, int] = {}
        self.sequences = [
            [ids.setdefault(c, len(ids)) for c in one[self.keep]] for one in sequences
        ]
        self.columns = len(ids)
        return list(ids)

    def pick(self, rows: list[Row], columns: list[int]) -> list[Row]:
        self.check((len(columns) + 4) * len(rows))
        return [row._replace(ints=[row.ints[k] for k in columns]) for row in rows]

    def total(self, row: Row, groups: Sequence[Group], shares: Sequence[Number]) -> Row:
        """For each group of columns the sum of its entries, times its share."""
        unit, factors = self.integers(shares)
        bits = row.bits + max(map(len, groups)).bit_length() + max(factors).bit_length()
        self.check(len(groups), bits, sum(map(len, groups)) * (50 + bits))
        at = row.ints.__getitem__
        ints = [f * sum(map(at, group)) for f, group in zip(factors, groups)]
        return measured(lowest(1, unit.e + row.unit.e, unit.d * row.unit.d), ints)

    def attend(self, heads: list[Layer], heard: list[Heard]) -> None:
        """Z[:,k] <- Z[:,k] + sum over heads of O V * mean of the columns that column k hears."""
        old, sequences = self.rows, enumerate(self.sequences)
        new = self.renumber(  # of each column: its old number and, for each head, its group
            [list(zip(one[self.keep], *(group[s] for _, group in heard))) for s, one in sequences]
        )
        self.rows = self.pick(old, [column[0] for column in new])
        for h, (head, (groups, _)) in enumerate(zip(heads, heard), 1):
            shares = [lowest(1, 0, len(group) or 1) for group in groups]
            output = head.part["output" if head.kind == "head" else "weight"]
            wanted = {j for _, j in head.part.get("value", output)}
            gift: Rows = {j: self.total(old[j], groups, shares) for j in wanted}
            if head.kind == "head":
                gift = self.plus(zeros(head.size["s"], len(groups)), head.part["value"], gift, {})
            used = sorted({j for _, j in output})
            given = self.pick([gift[j] for j in used], [column[h] for column in new])
            self.rows = self.plus(self.rows, output, dict(zip(used, given)), {})

    def hear(self, first: slice, others: slice) -> Heard:
        """The first column hears one part of its sequence, the other columns hear another part."""
        groups: dict[Group, int] = {}
        heard = []
        for one in self.sequences:
            a, b = (groups.setdefault(tuple(sorted(one[p])), len(groups)) for p in (first, others))
            heard.append([a, *[b] * (len(one) - 1)][self.keep])
        return list(groups), heard

    def hear_best(self, head: Layer) -> Heard:
        """Column k hears the columns j with the greatest score (K Z[:,j]) . (Q Z[:,k])."""
        start = zeros(head.size["s"], self.columns)
        q, k = (self.plus(start, head.part[name], self.rows, {}) for name in ("query", "key"))
        units = [lowest(1, a.unit.e + b.unit.e, a.unit.d * b.unit.d) for a, b in zip(q, k)]
        factors = self.integers(units)[1]  # positive: all scores of a head over one unit
        sizes = [(f.bit_length() + a.bits, b.bits) for f, a, b in zip(factors, q, k)]
        self.check(self.columns * len(sizes), max(a for a, _ in sizes))
        queries = list(zip(*([f * x for x in row.ints] for f, row in zip(factors, q))))
        keys = list(zip(*(row.ints for row in k)))
        work = 100 + sum(50 + a * b // 900 for a, b in sizes)
        groups: dict[Group, int] = {}
        heard, held = [], 0
        for one in self.sequences:
            best = {}
            for c in set(one[self.keep]):
                self.check(held, 0, len(one) * work)
                score = {j: sum(map(mul, queries[c], keys[j])) for j in set(one)}
                top = max(score.values())
                group = tuple(sorted(j for j in one if score[j] == top))
                best[c] = groups.setdefault(group, len(groups))
                held += len(group) + 4
            heard.append([best[c] for c in one[self.keep]])
        return list(groups), heard


# ---------------------------------------- 6. the verdict
class Report(NamedTuple):  # what was checked, and holds: the counts, by the names of the claims
    task: str
    counts: dict[str, int]

    def __str__(self) -> str:
        sizes = ", ".join(f"{name} {count}" for name, count in self.counts.items())
        return f"holds: {self.task}, every label exact; {sizes}"


class Examined(NamedTuple):  # a certificate of which all is checked but the labels
    data: Dataset
    layers: list[Layer]
    values: list[Any]  # the layers, as JSON has them
    counts: dict[str, int]
    length: int  # that allows more time
    seconds: int  # that all may take, and when they end
    end: float


def examine(cert_path: Path, data_path: Path | None = None, patience: int = PATIENCE) -> Examined:
    """Check form, data and claims, in this order, or raise Malformed or Refuted."""
    begin, place = time.process_time(), f"{cert_path}: certificate"
    value, length = load(str(cert_path))
    names = ("task", "dataset", "format", "network", "claims", "about")
    value = read(value, dict.fromkeys(names), place)
    if value["format"] != FORMAT or type(value["about"]) is not dict:
        raise Malformed(f"{place}: the format is not {FORMAT}, or about is no object")
    claims = read(value["claims"], dict.fromkeys(CLAIMS, integer), f"{place}.claims")
    data = read_dataset(value["task"], value["dataset"], f"{place}.dataset")
    layers, values = read_network(value["network"], data, f"{place}.network"), value["network"]
    if data_path is not None:
        place = f"{data_path}: data"
        value, _ = load(str(data_path))
        if type(value) is dict and type(value.get("about")) is dict:
            del value["about"]  # for readers; no part of the data
        value = read(value, dict.fromkeys(names[:2]), place)
        compare(data, read_dataset(value["task"], value["dataset"], f"{place}.dataset"))
    counts = count(layers, data)
    for name, claim in claims.items():
        if claim != counts[name]:
            raise Refuted(f"claims.{name}: claimed {short(claim)}, counted {counts[name]}")
    seconds = patience + length * sum(map(len, data.sequences)) // (50 * 10**6)
    return Examined(data, layers, values["layers"], counts, length, seconds, begin + seconds)


def verify(
    cert_path: Path, data_path: Path | None = None, progress: Tick = None, patience: int = PATIENCE
) -> Report:
    """Check data, claims and labels, in this order, or raise Malformed or Refuted."""
    data, layers, _, counts, _, seconds, end = examine(cert_path, data_path, patience)
    evaluation = Evaluation(data, layers, seconds, end)
    row = evaluation.run(layers, progress)
    evaluation.check(0, 0, counts["items"] * row.bits * row.unit.d.bit_length() // 900)
    for k, (columns, labels) in enumerate(zip(evaluation.sequences, data.labels)):
        for token, (column, label) in enumerate(zip(columns, labels)):
            n, e, d = output = lowest(row.ints[column], row.unit.e, row.unit.d)
            if output != lowest(label, 0, 1):
                got = Fraction(n, d) * Fraction(2) ** e if output.bits < 200 else "a long number"
                at = f"sequences[{k}]" + (f", token {token}" if len(labels) > 1 else "")
                raise Refuted(f"{at}: label {short(label)} expected, the network gives {got}")
    return Report(data.task, counts)


def compare(data: Dataset, other: Dataset) -> None:
    """Equal tasks, sequences written out in tokens, labels; the order of the tokens is free."""
    if data.task != other.task:
        raise Refuted(f"task: the data says {other.task}, the certificate {data.task}")
    if (here := len(data.sequences)) != (there := len(other.sequences)):
        raise Refuted(f"sequences: the data has {there}, the certificate {here}")
    partner: dict[int, int] = {}  # token of the data -> the equal token of the certificate
    for k, (mine, theirs) in enumerate(zip(data.sequences, other.sequences)):
        for a, b in zip(mine, theirs):
            if b not in partner and data.tokens[a] == other.tokens[b]:
                partner[b] = a
        if mine != [partner.get(b) for b in theirs]:
            raise Refuted(f"sequences[{k}]: the certificate has other tokens than the data")
        if data.labels[k] != other.labels[k]:
            raise Refuted(f"labels[{k}]: the certificate has another label than the data")


# ---------------------------------------- 7. command line
class Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.exit(2, ascii(f"{self.prog}: {message}")[1:-1] + "\n")


def say(line: str, error: bool = False) -> None:
    """Print, whatever a file is called and whether anybody listens: the status tells it too."""
    stream = sys.stderr if error else sys.stdout
    try:
        print(ascii(line)[1:-1] if error else line, file=stream, flush=True)
    except (OSError, ValueError):
        with suppress(OSError, ValueError, AttributeError):  # or Python fails as it leaves
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def main(argv: Sequence[str] | None = None) -> int:
    parser = Parser(prog="verify", description="Exit 0: holds, 1: refuted, 2: malformed.")
    parser.add_argument("certificate", metavar="CERT.json", help="gzip when the name ends in .gz")
    parser.add_argument("--data", metavar="DATA.json", help="refuse a certificate of other data")
    parser.add_argument("--patience", metavar="SECONDS", type=int, default=PATIENCE)
    options = parser.parse_args(argv)
    if hasattr(sys, "set_int_max_str_digits"):
        sys.set_int_max_str_digits(0)  # the format's own limit is 4,000
    try:
        say(str(verify(options.certificate, options.data, None, options.patience)))
        return 0
    except Refuted as error:
        say(f"refuted: {error}", error=True)
        return 1
    except (Malformed, MemoryError) as error:
        say(f"malformed: {str(error) or 'the memory is full'}", error=True)
        return 2
    except KeyboardInterrupt:
        say("interrupted", error=True)
        return 130
    except Exception as error:  # a status of 1 would say that the certificate is refuted
        say(f"this program failed: {type(error).__name__}: {error}", error=True)
        return 70


if __name__ == "__main__":
    sys.exit(main())
