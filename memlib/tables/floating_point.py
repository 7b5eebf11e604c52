"""How many labels survive in floating point: bits needed by a network against bits held.

Each row is one network on one small data set: the bits that its weights, its values and its partial
sums need, computed exactly, and for each format how many labels survive when PyTorch runs it (see
:mod:`memlib.export.survival` for the rule). Rows that the table holds already are kept.
"""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator
from dataclasses import dataclass
from math import isqrt
from typing import Any, Final, Literal

from memlib.constructions.construction import Construction
from memlib.constructions.registry import THEOREMS
from memlib.data.dataset import Dataset
from memlib.data.synthetic import random_dataset
from memlib.exact.certificate import Certificate
from memlib.exact.layers import Relu, UniformAttention
from memlib.exact.program import Attend, Operation, Program, Step
from memlib.export.bits import Need
from memlib.export.measure import Needs, measure
from memlib.tables.maker import ANEW, Option, Row, TableMaker, progress, stored_rows

NAME: Final = "export"
DTYPES: Final = ("float64", "float32", "bfloat16")

#: Pairs of two integers as sequences, four classes; single integers for vectors.
LENGTH, DIM, CLASSES, SEED = 2, 1, 4, 0


@dataclass(frozen=True)
class Case:
    """One row: which theorem, in which form, on how many sequences, with how few bits."""

    theorem: str
    sequences: int
    form: Literal["plain", "residual"] = "plain"
    bits: int | None = None

    def key(self) -> dict[str, Any]:
        """What tells a row from the others."""
        return vars(self)


CASES: Final = (
    *(Case("feed-forward", n) for n in (1, 2, 3, 4, 16, 64)),
    *(Case("embedding", n) for n in (2, 4, 16, 64)),
    Case("embedding", 16, "residual"),
    *(Case("next-token", n) for n in (2, 16, 64, 256, 1024)),
    *(Case("next-token", n, "residual") for n in (2, 16)),
    *(Case("limited-bits", n, bits=b) for n, b in ((2, 2), (16, 2), (16, 4))),
    *(Case("limited-bits", n, bits=b) for n, b in ((64, 2), (64, 4), (256, 2), (256, 4))),
    Case("limited-bits", 1024, bits=4),
)


def data(case: Case) -> Dataset:
    """The data of a row: integers close to 0, so that as few bits as possible are needed.

    >>> data(Case("feed-forward", 3)).tokens
    ((Fraction(-1, 1),), (Fraction(0, 1),), (Fraction(1, 1),))
    """
    count = case.sequences
    if case.theorem == "feed-forward":
        tokens = [[i - count // 2] for i in range(count)]
        labels = _labels(random_dataset(count, 1, 1, CLASSES, vocabulary=count, seed=SEED))
        return Dataset.next_token(tokens, [[i] for i in range(count)], labels)
    vocabulary = isqrt(2 * count - 1) + 1  # as many pairs again as are drawn
    drawn = random_dataset(
        count, LENGTH, DIM, CLASSES, vocabulary=vocabulary, spread=vocabulary // 2, seed=SEED
    )
    if case.theorem != "embedding":
        return drawn
    ids = [[i + 1] for i in range(len(drawn.tokens))]
    return Dataset.next_token(ids, drawn.sequences, _labels(drawn))


def row(case: Case) -> dict[str, Any]:
    """One network: what it needs, and in each format what survives.

    >>> made = row(Case("feed-forward", 2))
    >>> made["values"]["bits"], made["formats"]["float32"]["survive"]
    (9, 2)
    """
    from memlib.export.survival import check_outputs, survival

    dataset = data(case)
    extra = {} if case.bits is None else {"bits": case.bits}
    made = THEOREMS[case.theorem].construct(dataset, form=case.form, seed=SEED, **extra)
    certificate = Certificate(dataset, made.network, {}, made.about())
    needs = measure(made.network, dataset)
    check_outputs(certificate, needs)
    formats = {}
    for dtype in DTYPES:
        found = survival(certificate, dtype, needs)
        formats[dtype] = {
            "bits_held": found.bits_held,
            "survive": found.survive,
            "equal": found.equal,
            "suffices": found.suffices,
            "rounded_weights": found.rounded_weights,
            "first": found.first,
            "first_layer": found.first_place,
            "first_kind": found.first_kind,
            "first_part": found.first_part,
            "step": step_of_layer(made, found.first_place),
        }
    return {
        **case.key(),
        "labels": dataset.items,
        "layers": len(made.network),
        "depth": made.built.depth,
        "parameters": made.built.parameters,
        **{part: shown(needs.whole(part)) for part in ("weights", "values", "sums")},
        "widest_layer": widest(needs),
        "formats": formats,
        "data": dataset.digest(),
    }


def shown(need: Need) -> dict[str, Any]:
    """Bits, and the range of exponents."""
    return vars(need)


def widest(needs: Needs) -> dict[str, Any]:
    """The first layer whose values need the most bits."""
    layer = max(needs.layers, key=lambda each: each.values.bits)
    return {"layer": layer.place, "kind": layer.kind, "bits": layer.values.bits}


def step_of_layer(made: Construction, place: int | None) -> str | None:
    """The step of the proof that a layer belongs to, in plain form; None in blocks of eq. (3).

    An affine layer applies what the step before left to do and computes the units of its own.
    """
    if place is None or made.form != "plain":
        return None
    if place < 0:
        return "the tokens"
    program = _program(made)
    before = sum(isinstance(x, Relu | UniformAttention) for x in made.network.layers[:place])
    names = [
        name_of_step(program.operations[i], i)
        for i in (before - 1, before)
        if 0 <= i < len(program.operations)
    ]
    return " → ".join(dict.fromkeys(names))


def name_of_step(operation: Operation, number: int) -> str:
    """What an operation of the proof does, told by the names of its units.

    >>> from memlib.exact.form import coordinate
    >>> name_of_step(Step(units={"out.keys.fall_near": 4 * coordinate("z")}), 5)
    'F₂: fold'
    """
    if isinstance(operation, Attend):
        return "attention"
    if not isinstance(operation, Step):
        return type(operation).__name__
    names = [*operation.units, *operation.updates]
    part = "F₂: " if any(name.startswith("out.") for name in names) else ""
    for ending, what in (
        (".fall_near", "fold"),
        (".bit", "read a bit"),
        (".far", "place the words below 1"),
        ("left", "pulse"),
        ("inside", "look up the words"),
        ("below", "compare key and score"),
        ("match.unit", "compare key and score"),
        ("hit", "add the label"),
        ("score", "project"),
    ):
        if any(name.endswith(ending) for name in names):
            return part + what
    return "project" if number == 0 else "carry"


def _program(made: Construction) -> Program:
    proof = made.proof
    if hasattr(proof, "projection"):  # a memorizer of points alone
        program: Program = proof.program([])
        return program
    found: Program = proof.program
    return found


def _labels(dataset: Dataset) -> list[int]:
    return [label for _, _, label in dataset.each_item()]


def rows(options: Namespace) -> Iterator[Row]:
    """What is missing, measured; rows that are there on the same data stay."""
    old = [] if options.anew else stored_rows(NAME, options)
    known = {
        tuple(str(row[k]) for k in ("theorem", "sequences", "form", "bits")): row for row in old
    }
    for case in progress(CASES, NAME):
        names = tuple(str(value) for value in case.key().values())
        if names in known and known[names]["data"] == data(case).digest():
            yield known[names]
        elif case.sequences <= options.top:
            yield row(case)


TABLE: Final = TableMaker(
    NAME,
    {
        "what": "labels that survive in floating point, and the bits that are needed, exactly",
        "rule": "a label survives when the output, rounded to the nearest integer, is the label",
    },
    rows,
    {
        "device": "cpu",
        "seed": SEED,
        "classes": CLASSES,
        "length": "2; 1 for feed-forward",
        "data": "memlib.tables.floating_point.data: integers around 0; "
        "ids 1, 2, 3, … for embedding",
    },
    (Option("top", 1024, "only N up to this", told=False), ANEW),
    versions=("memlib", "python", "torch"),
    each=True,
)
