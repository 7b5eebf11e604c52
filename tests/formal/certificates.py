"""Certificates for Coq: small ones of every kind, alterations of them, and files that hold many."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

from memlib import numbers
from memlib.constructions.compact import construct as compact
from memlib.constructions.theorems import limited_bits, next_token, seq_to_seq
from memlib.data import Dataset
from memlib.data.synthetic import random_dataset
from memlib.exact import layer_json
from memlib.exact.certificate import Certificate, claims, read, to_json
from memlib.exact.layers import Network
from memlib.exact.verify import Refuted, verify
from memlib.export.coq import theorem
from memlib.rivals import kim
from tests.export.networks import drawn

#: Kinds of layers of the drawn networks, in all orders that tests/export/networks can draw.
DRAWN = (
    ("relu",), ("threshold",), ("ffn",), ("affine",), ("uniform_attention",),
    ("ffn", "uniform_attention"), ("uniform_attention", "threshold"),
    ("threshold", "uniform_attention", "ffn"), ("uniform_attention", "uniform_attention"),
    ("uniform_attention", "relu", "ffn"), ("hard_attention",), ("relu", "hard_attention"),
    ("hard_attention", "uniform_attention"), ("hard_attention", "threshold", "hard_attention"),
)  # fmt: skip


FORMS: Any = ("plain", "residual")
HEAD = ("query", "key", "value", "output")
ATTENTION = ("uniform_attention", "hard_attention")


def of(dataset: Any, network: Network) -> Certificate:
    """The certificate with its claims, counted."""
    return Certificate(dataset, network, claims(dataset, network), {})


def built(seed: int) -> list[Certificate]:
    """Small networks of the theorems, in both forms and by both methods."""
    one = random_dataset(4, 2, 2, 3, vocabulary=7, denominator=seed + 1, seed=seed)
    all_ = random_dataset(2, 2, 2, 3, vocabulary=5, task="seq-to-seq", seed=seed)
    made = [
        next_token.construct(one, seed=seed),
        next_token.construct(one, form="residual", seed=seed),
        seq_to_seq.construct(all_, seed=seed),
        seq_to_seq.construct(all_, form="residual", seed=seed),
        limited_bits.construct(one, bits=2, seed=seed),
        *(compact.construct("next-token", one, form=form, seed=seed) for form in FORMS),
        *(compact.construct("seq-to-seq", all_, form=form, seed=seed) for form in FORMS),
    ]
    return [of(each.dataset, each.network) for each in made]


def drawn_ones(seed: int) -> list[Certificate]:
    """Drawn networks, sequences of several lengths."""
    return [of(each.dataset, each.network) for each in (drawn(kinds, seed) for kinds in DRAWN)]


def thirty() -> list[Certificate]:
    """Thirty certificates of all kinds that Coq knows, and a few more."""
    rng = Random(3)
    tokens = [[k, rng.randrange(9)] for k in range(5)]
    orders = [[0, 1, 2], [3, 1, 0], [4, 2, 3]]
    labels = [[rng.randrange(4) for _ in order] for order in orders]
    attentive = kim.construct(Dataset.seq_to_seq(tokens, orders, labels))
    return [
        *built(0), of(attentive.dataset, attentive.network), *drawn_ones(1), *drawn_ones(2)
    ]  # fmt: skip


def entries(value: dict[str, Any], kind: str) -> list[Any]:
    """The listed numbers of the network that are weights, biases, or weights of attention."""
    parts = {"bias": ("bias", "b1", "b2"), "attention": ("weight", *HEAD)}
    names = parts.get(kind, ("weight", "w1", "w2"))
    layers = [
        layer
        for layer in value["network"]["layers"]
        if (kind == "attention") == (layer["kind"] in ATTENTION)
    ]
    holders = [part for layer in layers for part in (layer, *layer.get("heads", []))]
    return [entry for part in holders for name in names for entry in part.get(name, [])]


def alterable(certificate: Certificate, kind: str) -> bool:
    """Whether there is something of that kind to change."""
    value = to_json(certificate.dataset, certificate.network, {})
    return kind in ("label", "count") or bool(entries(value, kind))


def altered(certificate: Certificate, kind: str, rng: Random) -> dict[str, Any]:
    """The certificate's JSON with one thing changed: a weight, a bias, attention, a label, a count.

    Where a number of the network changes, the claims are counted again, so that what is judged are
    the labels.
    """
    value = json.loads(json.dumps(to_json(certificate.dataset, certificate.network, {})))
    if kind == "label":
        labels = value["dataset"]["labels"]
        place = rng.randrange(len(labels))
        if isinstance(labels[place], list):
            labels, place = labels[place], rng.randrange(len(labels[place]))
        labels[place] += rng.choice([-1, 1, 7])
        return value
    if kind == "count":
        value["claims"][rng.choice(sorted(value["claims"]))] += 1
        return value
    entry = rng.choice(entries(value, kind))
    change = rng.choice([1, -1, 2, Fraction(1, 2), Fraction(1, 3), Fraction(-1, 1024)])
    entry[-1] = numbers.format(numbers.parse(entry[-1]) + change or Fraction(5))
    network = Network(tuple(map(layer_json.from_json, value["network"]["layers"])))
    value["claims"] = claims(certificate.dataset, network)
    return value


def judged(value: dict[str, Any], path: Path) -> tuple[Certificate, bool]:
    """The certificate in this JSON, and whether the one-file checker says that it holds."""
    path.write_text(json.dumps(value), encoding="utf-8")
    made = read(path)
    try:
        verify(path)
    except Refuted:
        return made, False
    return made, True


def together(judgments: Iterable[tuple[Certificate, bool]]) -> str:
    """One file with all theorems. Where a certificate does not hold, Coq must refuse its proof."""
    parts = []
    for k, (certificate, holds) in enumerate(judgments):
        head, body = theorem(certificate).split("Definition network", 1)
        body = "Definition network" + body.split("Print Assumptions")[0]
        if not holds:
            body = re.sub(r"Qed\.", "Fail Qed. Abort.", body)
        parts.append(f"Module C{k}.\n{body}End C{k}.\n")
    return head + "\n".join(parts)
