"""Certificates as plain dictionaries, and a slow evaluation that is obviously right.

Nothing here uses memlib: the one-file checker is compared with this second reading of the format.
Matrices are dense lists of rows, numbers are Fractions, a sequence is the list of its columns.
"""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

Column = list[Fraction]
COUNTED = {
    "relu", "threshold", "ffn", "uniform_attention", "hard_attention", "gather", "scatter",
    "sum_pool",
}  # fmt: skip


def text(x: Fraction | int) -> str:
    return str(Fraction(x))


def sparse(matrix: list[list[Fraction]]) -> list[list[Any]]:
    return [[i, j, text(x)] for i, row in enumerate(matrix) for j, x in enumerate(row) if x]


def sparse_column(column: Column) -> list[list[Any]]:
    return [[i, text(x)] for i, x in enumerate(column) if x]


def dense(entries: list[list[Any]], rows: int, columns: int) -> list[list[Fraction]]:
    matrix = [[Fraction(0)] * columns for _ in range(rows)]
    for i, j, x in entries:
        matrix[i][j] = Fraction(x)
    return matrix


def dense_column(entries: list[list[Any]], rows: int) -> Column:
    column = [Fraction(0)] * rows
    for i, x in entries:
        column[i] = Fraction(x)
    return column


def times(matrix: list[list[Fraction]], column: Column) -> Column:
    return [sum((w * x for w, x in zip(row, column, strict=True)), Fraction(0)) for row in matrix]


def plus(a: Column, b: Column) -> Column:
    return [x + y for x, y in zip(a, b, strict=True)]


def mean(columns: list[Column]) -> Column:
    return [sum(row, Fraction(0)) / len(columns) for row in zip(*columns, strict=True)]


def relu(column: Column) -> Column:
    return [max(x, Fraction(0)) for x in column]


def apply(layer: dict[str, Any], z: list[Column]) -> list[Column]:
    kind = layer["kind"]
    m = len(z[0])
    if kind == "relu":
        return [relu(c) for c in z]
    if kind == "threshold":
        return [[Fraction(x >= 0) for x in c] for c in z]
    if kind == "sum_pool":
        return [[sum(row, Fraction(0)) for row in zip(*z, strict=True)]]
    if kind == "drop_first":
        return z[1:]
    if kind == "flatten":
        return [[x for c in z for x in c]]
    if kind == "prepend":
        return [dense_column(layer["value"], m), *z]
    if kind == "hard_attention":
        return hard_attention(layer["heads"], z)
    a, b = layer["shape"]
    if kind == "ffn":
        w1, w2 = dense(layer["w1"], b, a), dense(layer["w2"], a, b)
        b1, b2 = dense_column(layer["b1"], b), dense_column(layer["b2"], a)
        return [plus(c, plus(times(w2, relu(plus(times(w1, c), b1))), b2)) for c in z]
    w = dense(layer["weight"], a, b)
    if kind == "affine":
        bias = dense_column(layer["bias"], a)
        return [plus(times(w, c), bias) for c in z]
    if kind == "embedding":
        return [[row[int(c[0]) - 1] for row in w] for c in z]
    if kind == "uniform_attention":
        return [plus(c, times(w, mean(z))) for c in z]
    if kind == "gather":
        return [plus(z[0], times(w, mean(z[1:]))), *z[1:]]
    assert kind == "scatter"
    return [z[0], *(plus(c, times(w, z[0])) for c in z[1:])]


def hard_attention(heads: list[dict[str, Any]], z: list[Column]) -> list[Column]:
    out = [list(c) for c in z]
    for head in heads:
        s, m = head["shape"]
        q, k, v = (dense(head[name], s, m) for name in ("query", "key", "value"))
        o = dense(head["output"], m, s)
        for t, c in enumerate(z):
            asked = times(q, c)
            scores = [
                sum((x * y for x, y in zip(times(k, other), asked, strict=True)), Fraction(0))
                for other in z
            ]
            best = [times(v, other) for other, x in zip(z, scores, strict=True) if x == max(scores)]
            out[t] = plus(out[t], times(o, mean(best)))
    return out


def outputs(certificate: dict[str, Any]) -> list[list[Column]]:
    """For each sequence its columns after the last layer."""
    data = certificate["dataset"]
    tokens = [[Fraction(x) for x in token] for token in data["tokens"]]
    results = []
    for sequence in data["sequences"]:
        z = [tokens[t] for t in sequence]
        for layer in certificate["network"]["layers"]:
            z = apply(layer, z)
        results.append(z)
    return results


def bits(x: Fraction) -> int:
    return abs(x.numerator).bit_length() + x.denominator.bit_length()


def claims(certificate: dict[str, Any]) -> dict[str, int]:
    """The counts, one layer after the other, from the definition."""
    data = certificate["dataset"]
    width = depth = dense_parameters = 0
    rows = data["token_dim"]
    listed: list[Fraction] = []
    for layer in certificate["network"]["layers"]:
        kind = layer["kind"]
        depth += kind in COUNTED
        inside = 0
        a, b = layer.get("shape", [0, 0])
        for name in ("weight", "bias", "w1", "b1", "w2", "b2", "value"):
            listed += [Fraction(entry[-1]) for entry in layer.get(name, [])]
        if kind == "affine":
            rows = a
            dense_parameters += a * b + a
        elif kind == "ffn":
            inside = b
            dense_parameters += 2 * a * b + a + b
        elif kind in ("uniform_attention", "gather", "scatter"):
            dense_parameters += a * a
        elif kind == "embedding":
            rows = a
            dense_parameters += a * b
        elif kind == "prepend":
            dense_parameters += layer["rows"]
        elif kind == "flatten":
            rows = a * b
        elif kind == "hard_attention":
            for head in layer["heads"]:
                inside += head["shape"][0]
                dense_parameters += 4 * head["shape"][0] * head["shape"][1]
                for name in ("query", "key", "value", "output"):
                    listed += [Fraction(entry[-1]) for entry in head[name]]
        width = max(width, inside, 0 if kind == "flatten" else rows)
    labels = data["labels"]
    next_token = certificate["task"] == "next-token"
    return {
        "width": width,
        "depth": depth,
        "parameters": len(listed),
        "dense_parameters": dense_parameters,
        "max_bits": max(map(bits, listed), default=0),
        "total_bits": sum(map(bits, listed)),
        "sequences": len(data["sequences"]),
        "items": len(labels) if next_token else sum(map(len, labels)),
    }


def certificate(
    tokens: list[list[Any]],
    sequences: list[list[int]],
    layers: list[dict[str, Any]],
    task: str = "next-token",
    labels: list[Any] | None = None,
) -> dict[str, Any]:
    """A certificate; without labels it gets the network's own outputs (they must be integers)."""
    made: dict[str, Any] = {
        "format": "exact-memorization-certificate/1",
        "task": task,
        "dataset": {
            "token_dim": len(tokens[0]),
            "tokens": [[text(x) for x in token] for token in tokens],
            "sequences": sequences,
            "labels": labels,
        },
        "network": {"layers": layers},
        "claims": {},
        "about": {"method": "by hand", "any": [1.5, None, {"deep": True}]},
    }
    if labels is None:
        read = [[whole(c[0]) for c in z] for z in outputs(made)]
        made["dataset"]["labels"] = [z[-1] for z in read] if task == "next-token" else read
    made["claims"] = claims(made)
    return made


def whole(x: Fraction) -> int:
    assert x.denominator == 1, "this network has outputs that are no integers"
    return x.numerator


def affine(weight: list[list[Any]], bias: list[Any] | None = None) -> dict[str, Any]:
    exact = [[Fraction(x) for x in row] for row in weight]
    return {
        "kind": "affine",
        "shape": [len(exact), len(exact[0])],
        "weight": sparse(exact),
        "bias": sparse_column([Fraction(x) for x in bias or []]),
    }


def write(path: Path, value: Any) -> Path:
    path.write_text(json.dumps(value), encoding="utf-8")
    return path
