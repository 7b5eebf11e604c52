"""*Softmax, certified by intervals*: two close sets, widths by precision, sizes side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import combinations
from typing import Any

from memlib.constructions.statement import Made
from memlib.data import Dataset
from memlib.interval.enclosure import Enclosures
from memlib.interval.evaluate import outputs
from memlib.plots import intervals
from memlib.plots.tables import table
from memlib.rivals.boltzmann import separation

Numbers = Sequence[int]


def told(made: Any) -> None:
    """Print the precision that a certificate asks for, and every measure beside its promise."""
    print("working precision:", made.precision, "bits")
    for m in made.measures:
        print(f"{m.name}: {m.built}, promised {m.promised}")


def narrowing() -> None:
    """e¹⁰ − 22025.5 in interval arithmetic of a few bits: the first sure digit takes some."""
    found = []
    for bits in (16, 17, 18, 20, 22):
        enclose = Enclosures(bits)
        value = enclose.exp(enclose.number(10)) - enclose.number(Fraction(44051, 2))
        low, high = enclose.bounds(value)
        found.append((bits, float(low), float(high)))
    intervals.enclosures(
        found, label=1, caption="e to the power 10, minus 22,025.5, enclosed with few bits. "
        "Between the dashed lines it can only be read as 1.",
    )  # fmt: skip


def boltzmann(numbers: Numbers, scale: Fraction, enclose: Enclosures) -> Any:
    """An enclosure of the Boltzmann value of the numbers times the scale."""
    terms = [enclose.number(scale * x) for x in numbers]
    powers = [enclose.exp(x) for x in terms]
    return sum(x * p for x, p in zip(terms, powers, strict=True)) / sum(powers)


def close_sets(a: Numbers, b: Numbers) -> None:
    """How far apart the Boltzmann values of two sets of three are, by scale, and the lemma's floor.

    A mark is drawn where the sign of the difference is certain.
    """
    enclose = Enclosures(256)
    gaps, floor = [], []
    for scale in (Fraction(step, 8) for step in range(1, 65)):
        apart = boltzmann(a, scale, enclose) - boltzmann(b, scale, enclose)
        low, high = enclose.bounds(apart)
        if low > 0 or high < 0:
            gaps.append((float(scale), float(low)))
        if scale >= separation(3):
            bound = enclose.exp(enclose.number(-scale)) / 2
            floor.append((float(scale), float(enclose.bounds(bound)[0])))
    names = tuple("{" + ", ".join(map(str, numbers)) + "}" for numbers in (a, b))
    intervals.boltzmann_gap(gaps, floor, enough=float(separation(3)), names=(names[0], names[1]))


def all_end_alike(tokens: int) -> Dataset:
    """Every sequence of four out of the tokens 1, 2, 3, … that ends in the first one."""
    rows = [[*three, 0] for three in combinations(range(1, tokens), 3)]
    labels = [k % 3 for k in range(len(rows))]
    return Dataset.next_token([[k] for k in range(1, tokens + 1)], rows, labels)


def widths(nets: Mapping[str, Any], data: Dataset) -> None:
    """The widest enclosure of an output against the working precision, one curve per network."""
    curves = {}
    for name, net in nets.items():
        found = {bits: outputs(net.network, data, bits) for bits in range(16, 137, 8)}
        curves[name] = [
            (bits, float(max(high - low for low, high in ends))) for bits, ends in found.items()
        ]
    intervals.widths(curves)


def side_by_side(nets: Mapping[str, Made]) -> None:
    """The sizes of several networks for the same data."""
    rows = []
    for name, net in nets.items():
        size = net.built_sizes()
        rows.append(
            {
                "network": name,
                "nonzero parameters": size["parameters"],
                "width": size["width"],
                "depth": size["depth"],
                "longest, bits": size["max_bits"],
            }
        )
    table(rows, caption="The same seven sequences.")
