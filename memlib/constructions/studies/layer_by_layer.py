"""A memorizer of Lemma C.1 layer by layer: what each row holds, and what the layer is for.

The values come from the compiled network, by :func:`memlib.exact.evaluate.trace`; the names of its
rows and the words come from the program and its proof.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from memlib.constructions.lemmas.point_memorizer import KEYS, LABELS, PointMemorizer
from memlib.exact.evaluate import trace
from memlib.exact.layers import Number
from memlib.exact.plain import compile_plain, hidden_rows


@dataclass(frozen=True)
class LayerState:
    """One ReLU layer of a network at one input.

    Attributes:
        title: what the layer does, in a few words.
        stage: 1, 2 or 3: project, look up, read.
        rows: name → value after the ReLU.
        key_bits, label_bits: the bits read so far.
    """

    title: str
    stage: int
    rows: dict[str, Fraction]
    key_bits: str
    label_bits: str

    def table(self) -> dict[str, Any]:
        """The same as plain texts, for a figure."""
        return {**vars(self), "rows": {name: str(value) for name, value in self.rows.items()}}


def layer_by_layer(
    memorizer: PointMemorizer, point: Sequence[Number], inputs: Sequence[str]
) -> tuple[LayerState, ...]:
    """All ReLU layers of the plain network at one point, and the output as a last entry.

    Args:
        memorizer: without a prefix, with at least one bucket.
        point: d exact numbers.
        inputs: how the memorizer calls them.

    Example:
        >>> from memlib.constructions.studies import pencil
        >>> net = pencil.memorize([(1,), (2,)], [1, 1], slots=2, inputs=("x",), prefix="")
        >>> states = layer_by_layer(net, (2,), ("x",))
        >>> states[1].title, states[-1].rows
        ('bucket 1: how far outside?', {'label': Fraction(1, 1)})
    """
    program = memorizer.program(inputs)
    network = compile_plain(program)
    columns = list(trace(network, [point]))
    names = hidden_rows(program)
    titles = _titles(memorizer)
    states = []
    keys = labels = ""
    for i, (rows, (stage, title)) in enumerate(zip(names, titles, strict=True)):
        (column,) = columns[2 * i + 2]  # an affine and a ReLU layer each
        values = dict(zip(rows, column, strict=True))
        keys += str(values[f"{KEYS}.bit"]) if f"{KEYS}.bit" in values else ""
        labels += str(values[f"{LABELS}.bit"]) if f"{LABELS}.bit" in values else ""
        states.append(LayerState(title, stage, values, keys, labels))
    ((label,),) = columns[-1]
    return (*states, LayerState("the output", 3, {"label": label}, keys, labels))


def _titles(memorizer: PointMemorizer) -> list[tuple[int, str]]:
    """(stage, title) of each step, in the order in which Lemma C.1 puts them together."""
    shape = memorizer.shape
    titles = [(1, "put the point on the line")]
    for j in range(len(memorizer.buckets)):
        titles += [
            (2, f"bucket {j + 1}: how far outside?"),
            (2, f"bucket {j + 1}: inside or not; add its words"),
        ]
    titles += [(2, "carry both words on"), (3, "place the near and the far points")]
    for slot in range(shape.slots):
        for i in range(max(shape.key_bits, shape.label_bits)):
            titles += [
                (3, f"slot {slot + 1}: fold for bit {i + 1}"),
                (3, f"slot {slot + 1}: compare near and far, take bit {i + 1} in"),
            ]
        titles += [
            (3, f"slot {slot + 1}: how far is the key from the point?"),
            (3, f"slot {slot + 1}: does the key match?"),
            (3, f"slot {slot + 1}: if so, add the label"),
        ]
    return titles
