"""Loops of a fixed, small length, written out before numba compiles them.

The kernels of :mod:`memlib.training.kernel.tiles` are plain Python that runs as it stands. Before
compilation, :func:`specialize` turns it into straight lines:

* names such as ``M`` become numbers,
* ``for i in unroll(M)`` is written out M times,
* after ``x = registers(M)``, ``x[0]`` and ``x[1]`` become two local variables ``x_0`` and ``x_1``,
  which a compiler keeps in machine registers.

What is left for the compiler is one loop over the lanes, which it turns into vector instructions.
The name of a compiled function ends with a hash of its text, of all before it and of the numbers
that they name, so that numba's cache on disk never returns code that was made from others.
"""

from __future__ import annotations

import ast
import copy
import hashlib
import inspect
import textwrap
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from memlib.compiled import njit

#: Let sums be reordered into lanes and products fused into sums; keep what infinities and NaN mean,
#: because a run that diverges must be seen.
FAST: Final = {"reassoc", "contract", "nsz", "arcp", "afn"}


def unroll(*bounds: int) -> range:
    """``range``, to be written out; unspecialized code simply loops."""
    return range(*bounds)


def registers(count: int) -> list[Any]:
    """``count`` places for numbers or rows; local variables after specialization."""
    return [None] * count


class _Constants(ast.NodeTransformer):
    """Numbers in place of names, and the arithmetic that this makes constant."""

    def __init__(self, values: Mapping[str, int]) -> None:
        self.values = values

    def visit_Name(self, node: ast.Name) -> ast.expr:
        if isinstance(node.ctx, ast.Load) and node.id in self.values:
            return ast.Constant(self.values[node.id])
        return node

    def visit_BinOp(self, node: ast.BinOp) -> ast.expr:
        self.generic_visit(node)
        if isinstance(node.left, ast.Constant) and isinstance(node.right, ast.Constant):
            whole = ast.fix_missing_locations(ast.Expression(node))
            return ast.Constant(eval(compile(whole, "", "eval"), {}))
        return node


class _Lines(ast.NodeTransformer):
    """Written-out loops, and registers as local variables."""

    def __init__(self) -> None:
        self.names: set[str] = set()

    def visit_Assign(self, node: ast.Assign) -> ast.stmt | None:
        if _calls(node.value, "registers"):
            self.names.update(t.id for t in node.targets if isinstance(t, ast.Name))
            return None
        return self._visit_inside(node)

    def visit_Subscript(self, node: ast.Subscript) -> ast.expr:
        self.generic_visit(node)
        base, index = node.value, node.slice
        if isinstance(base, ast.Name) and base.id in self.names and isinstance(index, ast.Constant):
            return ast.Name(f"{base.id}_{index.value!r}", node.ctx)
        return node

    def visit_For(self, node: ast.For) -> ast.stmt | list[ast.stmt]:
        if not _calls(node.iter, "unroll"):
            return self._visit_inside(node)
        assert isinstance(node.iter, ast.Call)
        assert isinstance(node.target, ast.Name)
        lines: list[ast.stmt] = []
        for value in range(*(ast.literal_eval(bound) for bound in node.iter.args)):
            constants = _Constants({node.target.id: value})
            for line in node.body:
                made = self.visit(constants.visit(copy.deepcopy(line)))
                lines += made if isinstance(made, list) else [] if made is None else [made]
        return lines

    def _visit_inside(self, node: ast.stmt) -> ast.stmt:
        self.generic_visit(node)
        return node


def _calls(node: ast.expr, name: str) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name


def specialize(function: Callable[..., Any], constants: Mapping[str, int]) -> str:
    """The text of a function with its constants put in and its short loops written out."""
    return specialize_text(textwrap.dedent(inspect.getsource(function)), constants)


def specialize_text(text: str, constants: Mapping[str, int]) -> str:
    """The same for a function given as text; docstring and type hints are left out.

    >>> text = "def scale(x):\\n    for i in unroll(M):\\n        x[i] *= i"
    >>> print(specialize_text(text, {"M": 2}))
    def scale(x):
        x[0] *= 0
        x[1] *= 1
    """
    (function,) = ast.parse(text).body
    assert isinstance(function, ast.FunctionDef)
    function.returns = None
    for argument in function.args.args:
        argument.annotation = None
    if ast.get_docstring(function) is not None:
        function.body = function.body[1:]
    made = _Lines().visit(_Constants(constants).visit(function))
    return ast.unparse(ast.fix_missing_locations(made))


def compile_together(
    functions: Sequence[Callable[..., Any]],
    constants: Mapping[str, int],
    values: Mapping[str, Any],
    names: Mapping[str, str] | None = None,
) -> Callable[..., Any]:
    """Compile functions, each of which may call those before it; the last one is returned.

    Args:
        functions: in the order of their calls; ``values`` may name further ones.
        constants: the numbers for names in their texts.
        values: global names in their texts, such as ``np``; what was compiled before, with
            constants of its own, too.
        names: further names for some of the functions.
    """
    numbers = [(n, _told(v)) for n, v in values.items() if n != "np"]
    stamp = hashlib.sha256(repr((sorted(numbers), sorted(FAST))).encode() + _INSTRUCTIONS)
    space: dict[str, Any] = {"__name__": __name__, **values}
    compiled: Any = None
    for function in functions:
        name = function.__name__
        text = specialize(function, constants)
        stamp.update(text.encode())
        own = f"{name}_{stamp.hexdigest()[:12]}"
        if own not in _COMPILED:
            text = text.replace(f"def {name}(", f"def {own}(", 1)
            exec(compile(text, inspect.getfile(function), "exec"), space)
            _COMPILED[own] = _jit(space[own])
        compiled = space[name] = _COMPILED[own]
        space.update((other, compiled) for other, same in (names or {}).items() if same == name)
    result: Callable[..., Any] = compiled
    return result


def _told(value: Any) -> Any:
    """A global as the stamp tells it; a compiled function by its name, which ends with a stamp."""
    return value if isinstance(value, float) else getattr(value, "__name__", str(value))


#: What numba makes of :mod:`memlib.training.kernel.vectors`; its cache does not look there.
_INSTRUCTIONS: Final = Path(__file__).with_name("vectors_llvm.py").read_bytes()
#: By name: functions that several kernels call are compiled once.
_COMPILED: Final[dict[str, Any]] = {}


def _jit(function: Any) -> Any:
    import memlib.training.kernel.vectors_llvm  # noqa: F401

    # Always inlined: a call left in the machine code is bound to whichever copy of the callee the
    # process met first, compiled alone or from the cache, and the two may order sums differently.
    options: dict[str, Any] = {
        "fastmath": FAST, "error_model": "numpy", "nogil": True, "forceinline": True
    }  # fmt: skip
    return njit(**options)(function)
