"""Drawn programs, and what a program means on whole sequences, read off its definition.

The reading here shares nothing with :func:`memlib.exact.program.run_step` or with the compilers: it
looks at terms and constants only. It also watches the rule that every coordinate is ≥ 0.
"""

from __future__ import annotations

from fractions import Fraction

from hypothesis import strategies as st

from memlib.exact.form import Form, constant, coordinate
from memlib.exact.program import (
    CARRY,
    Attend,
    DropFirstColumn,
    Operation,
    PoolSum,
    PrependColumn,
    Program,
    Step,
)

Values = dict[str, Fraction]

COORDINATES = ("a", "b", "c", "d")
INPUTS = ("x1", "x2")
positive = st.sampled_from([1, 1, 2, 3, Fraction(1, 2), Fraction(1, 3), Fraction(5, 4)])
signed = st.sampled_from([-4, -2, -1, 1, 1, 2, 3, Fraction(1, 2), Fraction(-2, 3)])


def at(form: Form, values: Values) -> Fraction:
    return form.constant + sum((w * values[name] for name, w in form.terms.items()), Fraction(0))


def relu(x: Fraction) -> Fraction:
    return x if x > 0 else Fraction(0)


def meaning(program: Program, tokens: list[Values]) -> list[Fraction] | None:
    """The output at every column; None when a coordinate is below 0, which no program may do."""
    z = [{name: at(form, x) for name, form in program.initial.items()} for x in tokens]
    for operation in program.operations:
        if any(value < 0 for column in z for value in column.values()):
            return None
        z = _apply(operation, z)
    if any(value < 0 for column in z for value in column.values()):
        return None
    return [at(program.output, column) for column in z]


def _apply(operation: Operation, z: list[Values]) -> list[Values]:
    match operation:
        case Step():
            return [_step(operation, column) for column in z]
        case PoolSum():
            return [{name: sum((c[name] for c in z), Fraction(0)) for name in z[0]}]
        case PrependColumn():
            return [{name: Fraction(operation.value.get(name, 0)) for name in z[0]}, *z]
        case DropFirstColumn():
            return z[1:]
    assert isinstance(operation, Attend)
    result = [dict(column) for column in z]
    for (target, source), weight in operation.weight.items():
        for k, column in enumerate(result):
            if operation.kind == "uniform":
                seen = z
            elif operation.kind == "gather":
                seen = z[1:] if k == 0 else []
            else:
                seen = z[:1] if k > 0 else []
            if seen:
                column[target] += weight * sum((c[source] for c in seen), Fraction(0)) / len(seen)
    return result


def _step(step: Step, column: Values) -> Values:
    units = {name: relu(at(form, column)) for name, form in step.units.items()}
    return column | {name: at(form, column | units) for name, form in step.updates.items()}


@st.composite
def nonnegative_forms(draw: st.DrawFn, names: list[str]) -> Form:
    chosen = draw(st.lists(st.sampled_from(names), unique=True, max_size=3)) if names else []
    return Form({name: draw(positive) for name in chosen}, draw(st.sampled_from([0, 0, 1, 3])))


@st.composite
def any_forms(draw: st.DrawFn, names: list[str]) -> Form:
    chosen = draw(st.lists(st.sampled_from(names), unique=True, max_size=3)) if names else []
    return Form(
        {name: draw(signed) for name in chosen},
        draw(st.sampled_from([0, -3, -1, Fraction(1, 2), 2])),
    )


@st.composite
def steps(draw: st.DrawFn, known: list[str]) -> Step:
    """Units of all kinds; updates that keep every coordinate ≥ 0, some by subtraction."""
    if draw(st.integers(0, 5)) == 0:
        return CARRY
    units: dict[str, Form] = {}
    updates: dict[str, Form] = {}
    unit_names = draw(st.lists(st.sampled_from(["u", "v", "w"]), unique=True, max_size=3))
    for unit in unit_names:
        units[unit] = draw(any_forms(known))
    for name in draw(st.lists(st.sampled_from(COORDINATES), unique=True, max_size=4)):
        form = draw(nonnegative_forms(known + unit_names))
        if known and draw(st.booleans()):
            # min(z, c) = z − σ(z − c): a subtraction that stays ≥ 0 for c ≥ 0.
            z, cap = draw(st.sampled_from(known)), draw(st.sampled_from([0, 1, Fraction(5, 2)]))
            over = f"over.{name}"
            units[over] = coordinate(z) - cap
            form = form + coordinate(z) - coordinate(over)
        updates[name] = form
    return Step(units, updates)


@st.composite
def programs(draw: st.DrawFn, mixing: bool = False) -> Program:
    """Coordinates that appear late, die early, hold constants, and take over rows."""
    inputs = list(INPUTS)
    names = draw(st.lists(st.sampled_from(COORDINATES), unique=True, min_size=1, max_size=4))
    initial = {
        name: constant(draw(st.sampled_from([0, 2])))
        if draw(st.integers(0, 3)) == 0
        else draw(nonnegative_forms(inputs))
        for name in names
    }
    known = sorted(names)
    operations: list[Operation] = [CARRY]
    prepended = pooled = 0
    for _ in range(draw(st.integers(0, 7))):
        if mixing and draw(st.integers(0, 2)) == 0:
            kinds = ["uniform", "prepend", "pool"]
            if prepended and not pooled:
                kinds += ["gather", "scatter", "drop"]
            kind = draw(st.sampled_from(kinds))
            if kind == "pool":
                operations.append(PoolSum())
                pooled, prepended = 1, 0
            elif kind == "prepend":
                value = {n: draw(positive) for n in known if draw(st.booleans())}
                operations.append(PrependColumn(value))
                prepended += 1
                pooled = 0
            elif kind == "drop":
                operations.append(DropFirstColumn())
                prepended -= 1
            else:
                pairs = draw(
                    st.lists(st.tuples(*[st.sampled_from(known)] * 2), unique=True, max_size=3)
                )
                operations.append(Attend(kind, {pair: draw(positive) for pair in pairs}))  # type: ignore[arg-type]
        else:
            step = draw(steps(known))
            operations.append(step)
            known = sorted({*known, *step.updates})
    return Program(INPUTS, initial, tuple(operations), draw(any_forms(known)))


@st.composite
def sequences(draw: st.DrawFn) -> list[Values]:
    number = st.one_of(st.integers(0, 4).map(Fraction), st.fractions(0, 4, max_denominator=4))
    return draw(st.lists(st.fixed_dictionaries(dict.fromkeys(INPUTS, number)),
                         min_size=1, max_size=4))  # fmt: skip
