"""From a program to plain layers: affine maps and ReLU, no skip connections.

This is the form of the paper's proofs ("we assume that there is no skip-connection"). Every step
becomes one affine layer and one ReLU; the hidden coordinates are the step's units and whatever has
to be carried. Linear updates cost nothing: they are pending forms, merged into the next layer.

Example:
    >>> from memlib.exact.program import CARRY
    >>> z, fall = coordinate("z"), coordinate("fall")
    >>> fold = Step({"fall": 4 * z - 2}, {"z": 2 * z - fall})
    >>> network = compile_plain(Program(("t",), {"z": coordinate("t")}, (CARRY, fold), z))
    >>> [layer.kind for layer in network]
    ['affine', 'relu', 'affine', 'relu', 'affine']
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from memlib.errors import MemlibError
from memlib.exact.form import Form, constant, coordinate
from memlib.exact.layers import (
    Affine,
    DropFirst,
    Embedding,
    Gather,
    Layer,
    Network,
    Number,
    Prepend,
    Relu,
    Scatter,
    SumPool,
    UniformAttention,
)
from memlib.exact.program import (
    Attend,
    DropFirstColumn,
    Operation,
    PoolSum,
    PrependColumn,
    Program,
    Step,
    Table,
)

ATTENTION: dict[str, type[UniformAttention] | type[Gather] | type[Scatter]] = {
    "uniform": UniformAttention,
    "gather": Gather,
    "scatter": Scatter,
}

#: The one row of a network where no coordinate is needed: each layer of a certificate has a row.
NOTHING: dict[str, Form] = {"nothing": constant(0)}


def compile_plain(program: Program) -> Network:
    """The program as a network of ``affine``, ``relu`` and attention layers."""
    layers: list[Layer] = []
    live = program.live_sets()
    names = sorted(live[0])
    if isinstance(program.initial, Table):
        rows = tuple(names or NOTHING)
        layers.append(embedding(program.initial, {name: i for i, name in enumerate(rows)}))
        values = {name: coordinate(name) for name in names}
    else:
        rows = program.inputs
        values = {name: program.initial[name] for name in names}

    for operation, needed in zip(program.operations, live[1:], strict=True):
        if isinstance(operation, Step):
            hidden, values = _hidden_layer(operation, values, needed)
            layers += [affine(list((hidden or NOTHING).values()), rows), Relu()]
            rows = tuple(hidden or NOTHING)
        else:
            # Attention needs true rows: the pending forms become coordinates, without a ReLU.
            values = values or NOTHING
            if tuple(values) != rows or any(f != coordinate(k) for k, f in values.items()):
                layers.append(affine(list(values.values()), rows))
            rows = tuple(values)
            layers.append(mixing_layer(operation, {name: i for i, name in enumerate(rows)}, needed))
            values = {name: coordinate(name) for name in rows if name in needed}

    layers.append(affine([program.output.substitute(values)], rows))
    return Network(tuple(layers))


def hidden_rows(program: Program) -> list[tuple[str, ...]]:
    """The names of the rows after each ReLU layer of the plain network, for looking inside.

    Raises:
        MemlibError: the program mixes columns or looks tokens up; it has no such list.

    >>> z = coordinate("z")
    >>> fold = Step({"fall": 4 * z - 2}, {"z": 2 * z - coordinate("fall")})
    >>> hidden_rows(Program(("t",), {"z": coordinate("t")}, (Step(), fold), z))
    [('z',), ('fall', 'z')]
    """
    if isinstance(program.initial, Table):
        raise MemlibError("a program that looks tokens up has other layers too")
    live = program.live_sets()
    values = {name: program.initial[name] for name in sorted(live[0])}
    found = []
    for operation, needed in zip(program.operations, live[1:], strict=True):
        if not isinstance(operation, Step):
            raise MemlibError("a program with attention has other layers too")
        hidden, values = _hidden_layer(operation, values, needed)
        found.append(tuple(hidden or NOTHING))
    return found


def affine(forms: Sequence[Form], rows: Sequence[str]) -> Affine:
    """One affine layer that computes the forms from the named rows."""
    column = {name: j for j, name in enumerate(rows)}
    weight: dict[tuple[int, int], Number] = {}
    bias: dict[int, Number] = {}
    for i, form in enumerate(forms):
        for name, value in form.terms.items():
            weight[i, column[name]] = value
        if form.constant:
            bias[i] = form.constant
    return Affine(len(forms), len(rows), weight, bias)


def embedding(table: Table, row: Mapping[str, int]) -> Embedding:
    """The layer that looks first values up, over rows with the given places."""
    weight = {
        (row[name], token - 1): value
        for name, column in table.values.items()
        if name in row
        for token, value in column.items()
        if value != 0
    }
    return Embedding(max(row.values()) + 1, table.ids, weight)


def mixing_layer(operation: Operation, row: Mapping[str, int], needed: set[str]) -> Layer:
    """The layer of an operation that mixes columns, over rows with the given places.

    What it would write to coordinates that nobody needs afterwards is left out.
    """
    if isinstance(operation, Attend):
        weight = {
            (row[t], row[s]): value for (t, s), value in operation.weight.items() if t in needed
        }
        return ATTENTION[operation.kind](len(row), weight)
    if isinstance(operation, PoolSum):
        return SumPool()
    if isinstance(operation, PrependColumn):
        value = {row[k]: v for k, v in operation.value.items() if k in needed and v != 0}
        return Prepend(len(row), value)
    if isinstance(operation, DropFirstColumn):
        return DropFirst()
    raise MemlibError(f"{operation!r} mixes no columns")


def _hidden_layer(
    step: Step, values: Mapping[str, Form], needed: set[str]
) -> tuple[dict[str, Form], dict[str, Form]]:
    """The hidden coordinates of a step (forms over the rows before) and the values after it."""
    after = {name: step.value_after(name) for name in sorted(needed)}
    if not step.units:
        # A step without units makes the new values coordinates: ReLU(new value).
        pending = {name: form.substitute(values) for name, form in after.items()}
        hidden = {name: form for name, form in pending.items() if form.terms}
        return hidden, {
            name: coordinate(name) if form.terms else form for name, form in pending.items()
        }
    read = {term for form in after.values() for term in form.terms}
    hidden = {name: form.substitute(values) for name, form in step.units.items() if name in read}
    constants = {}
    for name in sorted(read - step.units.keys()):
        if values[name].terms:
            hidden[name] = values[name]
        else:
            constants[name] = values[name]  # a known number needs no row
    known = {name: coordinate(name) for name in hidden} | constants
    return hidden, {name: form.substitute(known) for name, form in after.items()}
