"""The functions of :mod:`memlib.training.kernel.vectors` as vector instructions, for numba.

Importing this module tells numba what they are.
"""

from __future__ import annotations

from typing import Any, Final

from llvmlite import ir
from numba.core import cgutils, types
from numba.extending import lower_builtin, models, register_model, type_callable

from memlib.training.kernel import vectors
from memlib.training.kernel.vectors import V

_VECTOR = ir.VectorType(ir.FloatType(), V)
#: As :data:`memlib.training.kernel.unroll.FAST`.
_FLAGS = ("reassoc", "contract", "nsz", "arcp", "afn")


class Register(types.Type):
    """The type of a register."""

    def __init__(self) -> None:
        super().__init__(name=f"Register({V})")


REGISTER = Register()


class _Model(models.PrimitiveModel):  # type: ignore[misc]
    def __init__(self, manager: Any, kind: Any) -> None:
        super().__init__(manager, kind, _VECTOR)


def _typed(function: Any, result: Any) -> None:
    names = ", ".join(f"a{k}" for k in range(function.__code__.co_argcount))
    typer = eval(f"lambda {names}: result", {"result": result})  # numba counts its arguments
    type_callable(function)(lambda context: typer)


for _name in vectors.NAMES:
    _typed(
        getattr(vectors, _name),
        types.none if _name == "store" else types.float32 if _name == "sum_of" else REGISTER,
    )


def _address(context: Any, builder: Any, kind: Any, array: Any, index_kind: Any, index: Any) -> Any:
    data = context.make_array(kind)(context, builder, array).data
    place = context.cast(builder, index, index_kind, types.intp)
    return builder.gep(data, [place])


def _load(context: Any, builder: Any, signature: Any, values: Any) -> Any:
    start = _address(context, builder, signature.args[0], values[0], signature.args[1], values[1])
    return builder.load(builder.bitcast(start, _VECTOR.as_pointer()), align=4)


def _lower_store(context: Any, builder: Any, signature: Any, values: Any) -> Any:
    start = _address(context, builder, signature.args[0], values[0], signature.args[1], values[1])
    builder.store(values[2], builder.bitcast(start, _VECTOR.as_pointer()), align=4)
    return context.get_dummy_value()


def _splat(builder: Any, number: Any) -> Any:
    one = builder.insert_element(ir.Constant(_VECTOR, ir.Undefined), number, ir.IntType(32)(0))
    zeros = ir.Constant(ir.VectorType(ir.IntType(32), V), [0] * V)
    return builder.shuffle_vector(one, ir.Constant(_VECTOR, ir.Undefined), zeros)


def _lower_broadcast(context: Any, builder: Any, signature: Any, values: Any) -> Any:
    start = _address(context, builder, signature.args[0], values[0], signature.args[1], values[1])
    return _splat(builder, builder.load(start, align=4))


def _lower_plus(context: Any, builder: Any, signature: Any, values: Any) -> Any:
    return builder.fadd(*values, flags=_FLAGS)


def _lower_times(context: Any, builder: Any, signature: Any, values: Any) -> Any:
    return builder.fmul(*values, flags=_FLAGS)


def _lower_fma(context: Any, builder: Any, signature: Any, values: Any) -> Any:
    kind = ir.FunctionType(_VECTOR, [_VECTOR] * 3)
    name = f"llvm.fmuladd.v{V}f32"
    return builder.call(cgutils.get_or_insert_function(builder.module, kind, name), values)


def _lower_number(context: Any, builder: Any, signature: Any, values: Any) -> Any:
    return _splat(builder, context.cast(builder, values[0], signature.args[0], types.float32))


def _lower_minus(context: Any, builder: Any, signature: Any, values: Any) -> Any:
    return builder.fsub(*values, flags=_FLAGS)


def _lower_inverse(context: Any, builder: Any, signature: Any, values: Any) -> Any:
    return builder.fdiv(ir.Constant(_VECTOR, [1.0] * V), values[0])


def _lower_highest(context: Any, builder: Any, signature: Any, values: Any) -> Any:
    a, b = values
    return builder.select(builder.fcmp_ordered(">", a, b), a, b)


def _lower_whole(context: Any, builder: Any, signature: Any, values: Any) -> Any:
    kind = ir.FunctionType(_VECTOR, [_VECTOR])
    name = f"llvm.nearbyint.v{V}f32"
    return builder.call(cgutils.get_or_insert_function(builder.module, kind, name), values)


def _lower_shifted(context: Any, builder: Any, signature: Any, values: Any) -> Any:
    whole = ir.VectorType(ir.IntType(32), V)
    power = builder.add(builder.fptosi(values[1], whole), ir.Constant(whole, [127] * V))
    scale = builder.bitcast(builder.shl(power, ir.Constant(whole, [23] * V)), _VECTOR)
    return builder.fmul(values[0], scale, flags=_FLAGS)


def _zero() -> Any:
    return ir.Constant(_VECTOR, [0.0] * V)


def _lower_relu(context: Any, builder: Any, signature: Any, values: Any) -> Any:
    (a,) = values
    return builder.select(builder.fcmp_ordered(">", a, _zero()), a, _zero())


def _lower_where(context: Any, builder: Any, signature: Any, values: Any) -> Any:
    a, b = values
    return builder.select(builder.fcmp_ordered(">", a, _zero()), b, _zero())


def _lower_fma_where(context: Any, builder: Any, signature: Any, values: Any) -> Any:
    a, *rest = values
    sums = _lower_fma(context, builder, signature, rest)
    return builder.select(builder.fcmp_ordered(">", a, _zero()), sums, rest[-1])


def _lower_sum_of(context: Any, builder: Any, signature: Any, values: Any) -> Any:
    kind = ir.FunctionType(ir.FloatType(), [ir.FloatType(), _VECTOR])
    add = cgutils.get_or_insert_function(builder.module, kind, f"llvm.vector.reduce.fadd.v{V}f32")
    register = _load(context, builder, signature, values)
    return builder.call(add, [ir.Constant(ir.FloatType(), 0.0), register], fastmath=_FLAGS)


#: A function's name, the types of its arguments, its instructions.
_INSTRUCTIONS: Final = (
    ("load", (types.Array, types.Integer), _load),
    ("store", (types.Array, types.Integer, Register), _lower_store),
    ("broadcast", (types.Array, types.Integer), _lower_broadcast),
    ("plus", (Register, Register), _lower_plus),
    ("times", (Register, Register), _lower_times),
    ("fma", (Register, Register, Register), _lower_fma),
    ("number", (types.Float,), _lower_number),
    ("minus", (Register, Register), _lower_minus),
    ("inverse", (Register,), _lower_inverse),
    ("highest", (Register, Register), _lower_highest),
    ("whole", (Register,), _lower_whole),
    ("shifted", (Register, Register), _lower_shifted),
    ("relu", (Register,), _lower_relu),
    ("where_positive", (Register, Register), _lower_where),
    ("fma_where_positive", (Register,) * 4, _lower_fma_where),
    ("sum_of", (types.Array, types.Integer), _lower_sum_of),
)

register_model(Register)(_Model)
for _name, _kinds, _lower in _INSTRUCTIONS:
    lower_builtin(getattr(vectors, _name), *_kinds)(_lower)
