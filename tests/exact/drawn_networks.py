"""Small drawn networks of all kinds of layers as certificates, from a seed, and all about them."""

from __future__ import annotations

from fractions import Fraction
from math import lcm
from random import Random
from typing import Any

from hypothesis import strategies as st

from . import by_hand
from .by_hand import certificate

KINDS = [
    "affine", "relu", "threshold", "ffn", "uniform_attention", "uniform_attention",
    "hard_attention", "hard_attention", "sum_pool", "prepend", "gather", "gather", "scatter",
    "drop_first", "flatten",
]  # fmt: skip


class Draw(Random):
    """Small parts of networks, dense enough that most of what a layer does reaches the output."""

    def weight(self) -> Fraction:
        """A small integer, a fraction, or a power of two far from 1; never 0."""
        n = self.choice([-3, -2, -1, -1, 1, 1, 1, 2, 5])
        scale = self.choice([1, 1, 1, Fraction(1, 3), Fraction(2, 7), Fraction(1, 64), 0])
        return n * (scale or Fraction(2) ** self.randint(-90, 90))

    def matrix(self, rows: int, columns: int) -> list[list[Any]]:
        places = [(i, j) for i in range(rows) for j in range(columns) if self.random() < 0.7]
        self.shuffle(places)
        return [[i, j, str(self.weight())] for i, j in places]

    def column(self, rows: int) -> list[list[Any]]:
        return [[i, str(self.weight())] for i in range(rows) if self.random() < 0.5]


def network(seed: int) -> dict[str, Any]:
    """A certificate of a small network of drawn layers; its labels are its own outputs."""
    draw = Draw(seed)
    task = draw.choice(["next-token", "seq-to-seq"])
    embedded = draw.random() < 0.2
    rows = 1 if embedded else draw.randint(1, 3)
    if embedded:
        tokens = [[Fraction(k)] for k in draw.sample(range(1, 5), 4)]
    else:
        small = [Fraction(k) for k in range(-2, 3)]
        kind_of_token = draw.choice([lambda: draw.choice(small), draw.weight])
        drawn = {tuple(kind_of_token() for _ in range(rows)) for _ in range(draw.randint(1, 6))}
        tokens = [list(token) for token in sorted(drawn)]
    n = draw.choice([0, 1, 2, 3, 4])  # 0: any lengths
    lengths = [n or draw.randint(1, 4) for _ in range(draw.randint(1, 6))]
    sequences = [[draw.randrange(len(tokens)) for _ in range(k)] for k in lengths]
    shift, fixed = 0, False  # columns: a sequence's length + shift, or 1 + shift once it is fixed
    layers: list[dict[str, Any]] = []
    if embedded:
        m, ids = draw.randint(1, 3), draw.randint(4, 6)
        layers.append({"kind": "embedding", "shape": [m, ids], "weight": draw.matrix(m, ids)})
        rows = m
    for _ in range(draw.randint(0, 6)):
        columns = [(1 if fixed else k) + shift for k in lengths]
        kind = draw.choice(KINDS)
        layer: dict[str, Any] = {"kind": kind}
        if kind == "affine":
            out = draw.choice([1, 2, 3, 12])
            layer |= {"shape": [out, rows], "weight": draw.matrix(out, rows)}
            layer |= {"bias": draw.column(out)}
            rows = out
        elif kind == "ffn":
            q = draw.randint(1, 3)
            layer |= {"shape": [rows, q], "w1": draw.matrix(q, rows), "b1": draw.column(q)}
            layer |= {"w2": draw.matrix(rows, q), "b2": draw.column(rows)}
        elif kind in ("uniform_attention", "gather", "scatter"):
            if kind == "gather" and min(columns) < 2:
                continue
            layer |= {"shape": [rows, rows], "weight": draw.matrix(rows, rows)}
        elif kind == "hard_attention":
            layer["heads"] = []
            for _ in range(draw.randint(1, 2)):
                s = draw.randint(1, 2)
                head = {name: draw.matrix(s, rows) for name in ("query", "key", "value")}
                head |= {"shape": [s, rows], "output": draw.matrix(rows, s)}
                layer["heads"].append(head)
        elif kind == "prepend":
            layer |= {"value": draw.column(rows), "rows": rows}
            shift += 1
        elif kind == "drop_first":
            if min(columns) < 2:
                continue
            shift -= 1
        elif kind == "flatten":
            if len(set(columns)) > 1 or rows * columns[0] > 20:
                continue
            layer |= {"shape": [rows, columns[0]]}
            rows, fixed, shift = rows * columns[0], True, 0
        elif kind == "sum_pool":
            fixed, shift = True, 0
        layers.append(layer)
    # Back to one column, or to as many as there are tokens.
    if task == "next-token" and draw.random() < 0.5:
        layers.append({"kind": "sum_pool"})
        fixed, shift = True, 0
    layers += [{"kind": "drop_first"}] * max(0, shift)
    columns = [(1 if fixed else k) + min(shift, 0) for k in lengths]
    if columns != lengths and (task == "seq-to-seq" or set(columns) != {1}):
        task = "next-token"
        layers.append({"kind": "sum_pool"})
    readout = [[0, i, str(draw.weight())] for i in range(rows)]
    layers.append({"kind": "affine", "shape": [1, rows], "weight": readout, "bias": draw.column(1)})
    # Scaled by the common denominator of its outputs the network gives integers.
    made = certificate(tokens, sequences, layers, task, labels=[])
    scale = lcm(*(column[0].denominator for z in by_hand.outputs(made) for column in z))
    layers.append({"kind": "affine", "shape": [1, 1], "weight": [[0, 0, str(scale)]], "bias": []})
    return certificate(tokens, sequences, layers, task)


networks = st.integers(0, 2**32 - 1).map(network)
