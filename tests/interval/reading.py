"""A second reader of interval certificates, in ordinary high-precision numbers.

It shares no code with the package: raw JSON, and mpmath's floating point at many more bits.
"""

from __future__ import annotations

import gzip
import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import mpmath

from memlib.numbers import parse


def load(path: Path) -> Any:
    """The JSON value in a certificate."""
    raw = path.read_bytes()
    return json.loads(gzip.decompress(raw) if path.name.endswith(".gz") else raw)


def inside(value: Any, bits: int) -> list[bool]:
    """Whether what the network gives on each sequence lies between the stated bounds."""
    tokens = [[parse(x) for x in token] for token in value["dataset"]["tokens"]]
    found = []
    with mpmath.workprec(bits):
        for row, bounds in zip(value["dataset"]["sequences"], value["outputs"], strict=True):
            given = run(value["network"]["layers"], [[real(x) for x in tokens[i]] for i in row])
            low, high = (real(parse(x)) for x in bounds)
            found.append(bool(low <= given <= high))
    return found


def run(layers: list[dict[str, Any]], columns: list[list[Any]]) -> Any:
    for layer in layers:
        kind = layer["kind"]
        if kind == "affine":
            bias = {i: real(parse(x)) for i, x in layer["bias"]}
            out = layer["shape"][0]
            moved = [_times(layer["weight"], out, c) for c in columns]
            columns = [[x + bias.get(i, 0) for i, x in enumerate(c)] for c in moved]
        elif kind == "relu":
            columns = [[max(x, mpmath.mpf(0)) for x in c] for c in columns]
        elif kind == "activation":
            logistic = lambda x: 1 / (1 + mpmath.exp(-x))  # noqa: E731
            function = {"tanh": mpmath.tanh, "exp": mpmath.exp, "logistic": logistic}
            columns = [[function[layer["function"]](x) for x in c] for c in columns]
        elif kind == "positions":
            for i, k, x in layer["weight"]:
                if k < len(columns):
                    columns[k] = [
                        y + (real(parse(x)) if j == i else 0) for j, y in enumerate(columns[k])
                    ]
        else:
            assert kind == "softmax_attention"
            columns = [_attend(layer, columns, c) for c in columns]
    return columns[-1][0]


def _attend(layer: dict[str, Any], columns: list[list[Any]], asking: list[Any]) -> list[Any]:
    out = layer["shape"][0]
    total = list(asking) if layer["skip"] else [mpmath.mpf(0)] * out
    for head in layer["heads"]:
        query = _times(head["query"], head["size"], asking)
        scores = [mpmath.fdot(query, _times(head["key"], head["size"], c)) for c in columns]
        shares = [mpmath.exp(s) for s in scores]
        values = [_times(head["value"], head["size"], c) for c in columns]
        heard = [
            mpmath.fdot(shares, row) / mpmath.fsum(shares) for row in zip(*values, strict=True)
        ]
        total = [a + b for a, b in zip(total, _times(head["output"], out, heard), strict=True)]
    return total


def _times(entries: list[Any], rows: int, column: list[Any]) -> list[Any]:
    made = [mpmath.mpf(0)] * rows
    for i, j, x in entries:
        made[i] += real(parse(x)) * column[j]
    return made


def real(x: Fraction) -> Any:
    return mpmath.mpf(x.numerator) / x.denominator
