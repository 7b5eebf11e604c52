"""From a program to eq. (3) blocks: Z ← Z + W₂ ReLU(W₁Z + b₁) + b₂, with skip connections.

The coordinates of the program live in the rows of the residual stream, so carrying costs nothing.
An update adds the *difference* to the new value; what it reads of other coordinates goes through
ReLU units, which leave non-negative numbers as they are. A row whose coordinate nobody reads any
more is taken over by the next one that needs a row, and cleared in the same block.

E_in is linear, as in eq. (4): its first bias is added by the b₂ of the first block.
"""

from __future__ import annotations

from collections.abc import Mapping

from memlib.errors import MemlibError
from memlib.exact.form import Form, constant, coordinate
from memlib.exact.layers import Affine, FeedForward, Layer, Network, Number
from memlib.exact.plain import affine, embedding, mixing_layer
from memlib.exact.program import CARRY, Program, Step, Table


def compile_residual(program: Program) -> Network:
    """The program as E_in, blocks of eq. (3) with attention where the program has it, and E_out."""
    live = program.live_sets()
    stream = _assign_rows(live)
    m = stream.width
    names = [f"row {i}" for i in range(m)]
    layers = _entry(program, stream)

    for t, operation in enumerate(program.operations):
        before, after = stream.rows[t], stream.rows[t + 1]
        if isinstance(operation, Step):
            block = _block(operation, before, after, stream.stale[t], m)
            if block is not None:
                layers.append(block)
        else:
            place = {name: before[name] for name in before}
            place |= {f"unused {i}": i for i in range(m) if i not in place.values()}
            layers.append(mixing_layer(operation, place, live[t + 1]))

    exit_rows = {name: coordinate(names[row]) for name, row in stream.rows[-1].items()}
    layers.append(affine([program.output.substitute(exit_rows)], names))
    return Network(tuple(layers))


def _entry(program: Program, stream: _Stream) -> list[Layer]:
    """E_in without a bias and a first block that adds it; or the embedding layer."""
    if isinstance(program.initial, Table):
        unused = {f"unused {i}": i for i in range(stream.width)}
        return [embedding(program.initial, unused | stream.rows[0])]
    if not program.operations or program.operations[0] is not CARRY:
        raise MemlibError("the first operation of a program is to carry its first values")
    first = {row: program.initial[name] for name, row in stream.rows[0].items()}
    entry = affine([first.get(i, constant(0)) for i in range(stream.width)], program.inputs)
    linear = Affine(entry.rows_out, entry.rows_in, entry.weight, {})
    return [linear, FeedForward(stream.width, 1, {}, {}, {}, entry.bias)]


class _Stream:
    """Which coordinate lives in which row before each operation, and which rows hold leftovers."""

    def __init__(self) -> None:
        self.rows: list[dict[str, int]] = []
        self.stale: list[set[int]] = []
        self.width = 0


def _assign_rows(live: list[set[str]]) -> _Stream:
    stream = _Stream()
    rows = {name: i for i, name in enumerate(sorted(live[0]))}
    stale: set[int] = set()
    width = max(1, len(rows))  # a network has a row even when it needs none
    for needed in live[1:]:
        stream.rows.append(rows)
        stream.stale.append(set(stale))
        kept = {name: row for name, row in rows.items() if name in needed}
        stale |= set(rows.values()) - set(kept.values())
        fresh = sorted(needed - kept.keys())
        used = set(kept.values())
        # Rows that still hold zero come first: they need no clearing.
        free = [i for i in range(width) if i not in used]
        free.sort(key=lambda row: (row in stale, row))
        for name in fresh:
            if not free:
                free.append(width)
                width += 1
            kept[name] = free.pop(0)
        stale -= set(kept.values())
        rows = kept
    stream.rows.append(rows)
    stream.stale.append(stale)
    stream.width = width
    return stream


def _block(
    step: Step, before: Mapping[str, int], after: Mapping[str, int], stale: set[int], m: int
) -> FeedForward | None:
    """The block that turns the values before a step into the values after it; None: no change."""
    owner = {row: name for name, row in before.items()}
    change: dict[int, Form] = {}
    for name, row in after.items():
        form = step.value_after(name)
        if row in owner and not _is_fraction(form.terms.get(owner[row], 0)):
            form = form - coordinate(owner[row])
        elif row in owner or row in stale:
            # A unit of its own for what was there: 2⁻ⁿ and −1 are short numbers, 2⁻ⁿ − 1 is long.
            form = form - coordinate(f"old {row}")
        if form.terms or form.constant:
            change[row] = form
    if not change:
        return None

    row_of = {**before, **{f"old {row}": row for row in range(m)}}
    hidden: dict[str, Form] = {}
    for form in change.values():
        for term in form.terms:
            hidden.setdefault(term, step.units.get(term, coordinate(term)))
    place = {name: i for i, name in enumerate(hidden)}
    w1: dict[tuple[int, int], Number] = {}
    b1: dict[int, Number] = {}
    for name, form in hidden.items():
        for term, value in form.terms.items():
            w1[place[name], row_of[term]] = value
        if form.constant:
            b1[place[name]] = form.constant
    w2 = {
        (row, place[term]): value
        for row, form in change.items()
        for term, value in form.terms.items()
    }
    b2 = {row: form.constant for row, form in change.items() if form.constant}
    return FeedForward(m, max(1, len(hidden)), w1, b1, w2, b2)


def _is_fraction(value: Number) -> bool:
    return value.denominator != 1
