"""Where the parameters of Theorem 4.1 lie: its promise and a built network, term by term.

A network of the theorem is F₁ (tokens to scores), attention, F₂ (contexts to labels); F₁ and F₂
both *find* a bucket (stage II of Lemma C.1) and *read* its words (stage III). About m = √(N log N)
layers find, about ρ√(N / log N) read, with ρ the bits of a key, and each has some parameters: that
is the whole sum.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from typing import Final

from memlib.constructions.construction import Construction
from memlib.constructions.lemmas.contextual import promised_shapes
from memlib.constructions.lemmas.point_memorizer import PointMemorizer, Shape
from memlib.constructions.theorems.next_token import promise
from memlib.data.dataset import Dataset
from memlib.errors import MemlibError
from memlib.exact.layers import Relu

#: The terms, in the order of the layers; ``rest`` is the first and last matrix and attention.
TERMS: Final = ("scores: find", "scores: read", "labels: find", "labels: read", "rest")

#: Width of the plain network that the theorem promises.
WIDTH: Final = 14


@dataclass(frozen=True)
class Term:
    """One summand: so many layers of so many parameters in all."""

    layers: int
    parameters: int


def promised_terms(dataset: Dataset) -> dict[str, Term]:
    """The promise of Theorem 4.1 in plain form, cut into :data:`TERMS`; they sum to the promise.

    >>> data = Dataset.next_token([[0], [1]], [[0, 1], [1, 1]], [1, 2])
    >>> terms = promised_terms(data)
    >>> sum(t.parameters for t in terms.values()) == promise(data).parameters
    True
    """
    whole = promise(dataset)
    terms = {}
    for name, shape in zip(("scores", "labels"), promised_shapes(dataset), strict=True):
        for part, layers in (("find", find_layers(shape)), ("read", read_layers(shape))):
            terms[f"{name}: {part}"] = Term(layers, layers * WIDTH * (WIDTH + 1))
    layers = sum(term.layers for term in terms.values())
    counted = sum(term.parameters for term in terms.values())
    terms["rest"] = Term(whole.depth - layers, whole.parameters - counted)
    return terms


def find_layers(shape: Shape) -> int:
    """Layers that Lemma C.1 promises for stage II: three per bucket, and two."""
    return 3 * shape.most_buckets + 2


def read_layers(shape: Shape) -> int:
    """Layers that Lemma C.1 promises for stage III: three per bit, two per slot, and two."""
    return 3 * shape.slots * max(shape.key_bits, shape.label_bits) + 2 * shape.slots + 2


def built_terms(made: Construction) -> dict[str, Term]:
    """The listed parameters of a network in plain form, cut into :data:`TERMS`.

    A layer is an affine map and the ReLU after it; the maps before attention and at the end, and
    attention itself, are the rest.

    Raises:
        MemlibError: a network of another theorem, method or form.

    >>> from memlib.constructions.theorems.next_token import construct
    >>> made = construct(Dataset.next_token([[0], [1]], [[0, 1], [1, 1]], [1, 2]))
    >>> sum(t.parameters for t in built_terms(made).values()) == made.built.parameters
    True
    """
    if (made.theorem, made.method, made.form) != ("next-token", "literal", "plain"):
        raise MemlibError(
            "only the literal network of next-token in plain form has these terms",
            operation="count terms",
        )
    phi, lookup = made.proof.ids.phi, made.proof.lookup
    # The steps in their order, one ReLU layer each: carry, F₁, one that takes over, F₂.
    parts = [("rest", 1), *_stages(phi, "scores"), ("rest", 1), *_stages(lookup, "labels")]
    ends = list(accumulate(steps for _, steps in parts))
    layers, counted = dict.fromkeys(TERMS, 0), dict.fromkeys(TERMS, 0)
    done, pending = 0, 0
    for layer in made.network:
        if not isinstance(layer, Relu):
            counted["rest"] += pending  # a map that no ReLU follows
            pending = sum(1 for _ in layer.parameters())
            continue
        name = next(name for (name, _), end in zip(parts, ends, strict=True) if done < end)
        layers[name] += 1
        counted[name] += pending
        done, pending = done + 1, 0
    counted["rest"] += pending
    layers["rest"] += 1  # attention
    return {name: Term(layers[name], counted[name]) for name in TERMS}


def _stages(points: PointMemorizer, name: str) -> list[tuple[str, int]]:
    """How many steps find and how many read: two per bucket and one, and all others."""
    find = 2 * len(points.buckets) + 1 if points.buckets else 0
    return [(f"{name}: find", find), (f"{name}: read", len(points.steps) - find)]
