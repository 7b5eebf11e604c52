"""The slow definition, the fast evaluation and the one-file checker say the same of every file."""

from __future__ import annotations

import copy
from pathlib import Path
from random import Random
from typing import Any

import pytest

pytest.importorskip("numba")
pytest.importorskip("torch")

from exact import by_hand
from exact.by_hand import write
from exact.drawn_networks import network

from memlib.data import NEXT_TOKEN
from memlib.errors import MemlibError
from memlib.exact import certificate, evaluate
from memlib.exact.count import rows_left
from memlib.exact.verify import Malformed, Refuted, verify
from memlib.fast import verify_file

HOLDS, REFUTED, MALFORMED = "holds", "refuted", "malformed"


def slow(path: Path) -> str:
    """By the definition, in fractions, sequence by sequence."""
    try:
        held = certificate.read(path)
        if rows_left(held.network, held.dataset.token_dim) != 1:
            return MALFORMED
        if certificate.claims(held.dataset, held.network) != held.claims:
            return REFUTED
        data = held.dataset
        for sequence, label in data.pairs():
            columns = evaluate(held.network, [data.tokens[t] for t in sequence])
            if any(len(column) != 1 for column in columns):
                return MALFORMED
            given = [column[0] for column in columns]
            due = [label] if data.task == NEXT_TOKEN else list(label)
            if (given[-1:] if data.task == NEXT_TOKEN else given) != due:
                return REFUTED
    except MemlibError:
        return MALFORMED
    return HOLDS


def by_file(check: Any, path: Path, **options: Any) -> str:
    try:
        check(path, **options)
    except Refuted:
        return REFUTED
    except Malformed:
        return MALFORMED
    return HOLDS


def verdicts(path: Path, torch: bool) -> set[str]:
    said = {slow(path), by_file(verify, path), by_file(verify_file, path)}
    return said | ({by_file(verify_file, path, device="cpu")} if torch else set())


def altered(made: dict[str, Any], rng: Random) -> dict[str, Any]:
    """One thing changed: a weight (the claims made true again), a label, a claim, a place."""
    value = copy.deepcopy(made)
    blocks = [b for layer in value["network"]["layers"] for b in (layer, *layer.get("heads", ()))]
    entries = [
        entry
        for block in blocks
        for name in ("weight", "bias", "w1", "b1", "w2", "b2", "query", "key", "output")
        for entry in block.get(name, [])
    ]
    what = rng.choice(["weight", "weight", "weight", "label", "claim", "place", "layer"])
    if what == "weight" and entries:
        entry = rng.choice(entries)
        entry[-1] = str(-by_hand.Fraction(entry[-1]) * rng.choice((1, 2, by_hand.Fraction(1, 3))))
        value["claims"] = by_hand.claims(value)
    elif what == "claim":
        value["claims"][rng.choice(list(value["claims"]))] += rng.choice((-1, 1))
    elif what == "place" and entries:
        rng.choice(entries)[0] = 99
    elif what == "layer":
        value["network"]["layers"].insert(0, {"kind": "affine", "shape": [9, 9], "weight": [],
                                              "bias": []})  # fmt: skip
    else:
        labels = value["dataset"]["labels"]
        k = rng.randrange(len(labels))
        labels[k] = labels[k] + 1 if isinstance(labels[k], int) else [x + 1 for x in labels[k]]
    return value


@pytest.mark.parametrize("seed", range(12))
def test_some_networks(seed: int, tmp_path: Path) -> None:
    compare(seed, tmp_path, torch=True)


@pytest.mark.large
def test_two_thousand_networks_and_a_thousand_altered_files(tmp_path: Path) -> None:
    said = [compare(seed, tmp_path, torch=seed % 10 == 0) for seed in range(100, 2100)]
    found = [verdict for verdict in said if verdict]
    counts = {verdict: found.count(verdict) for verdict in (HOLDS, REFUTED, MALFORMED)}
    print(f"{len(said)} networks hold; {len(found)} altered: {counts}")
    assert len(found) >= 900
    assert min(counts[REFUTED], counts[MALFORMED]) > 100


def compare(seed: int, folder: Path, torch: bool) -> str:
    """Of a drawn network, and of every second one altered: all checks agree; the last verdict."""
    made, rng = network(seed), Random(seed)
    assert verdicts(write(folder / "c.json", made), torch) == {HOLDS}
    if seed % 2:
        return ""
    said = verdicts(write(folder / "x.json", altered(made, rng)), torch)
    assert len(said) == 1, (seed, said)
    return said.pop()
