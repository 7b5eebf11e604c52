"""Which code draws: what calls ``memlib.plots.show`` or ``picture``, or what calls that.

Read from the sources of :mod:`memlib.plots` and :mod:`memlib.chapters`; nothing is run.
"""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

_PACKAGE = Path(__file__).parents[1]
_FOLDERS = ("plots", "chapters")
_STYLE = ("memlib.plots", "memlib.plots.style")

#: A function of memlib: its module and its name.
Function = tuple[str, str]


def draws(code: str, before: str = "") -> bool:
    """Whether a cell calls something that draws.

    Args:
        code: the cell.
        before: the cells above it, which may hold its imports.

    >>> imports = "from memlib.chapters import vectors as draw"
    >>> draws("draw.bucket_costs(rows, points=8)", imports)
    True
    >>> draws("from memlib.plots.tables import table\\ntable(rows, caption='Sizes.')")
    False
    """
    tree = ast.parse(_python(code))
    return bool(_called(tree, _imported(ast.parse(_python(f"{before}\n{code}")))) & drawing())


@cache
def drawing() -> frozenset[Function]:
    """The functions that draw."""
    calls: dict[Function, set[Function]] = {}
    for folder in _FOLDERS:
        for path in sorted((_PACKAGE / folder).glob("*.py")):
            tree, module = ast.parse(path.read_text(encoding="utf-8")), _module(folder, path)
            functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
            known = _imported(tree) | {each.name: f"{module}.{each.name}" for each in functions}
            for each in functions:
                calls[module, each.name] = _called(each, known)
    found = {(module, name) for module in _STYLE for name in ("show", "picture")}
    while more := {key for key, called in calls.items() if called & found} - found:
        found |= more
    return frozenset(found)


def _module(folder: str, path: Path) -> str:
    return f"memlib.{folder}" + ("" if path.stem == "__init__" else f".{path.stem}")


def _imported(tree: ast.AST) -> dict[str, str]:
    """What each imported name stands for, in full."""
    found = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                found[alias.asname or alias.name] = f"{node.module}.{alias.name}"
    return found


def _called(tree: ast.AST, known: dict[str, str]) -> set[Function]:
    """The functions that are called somewhere in it, as far as their names tell."""
    found = set()
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        if isinstance(node.func, ast.Name) and node.func.id in known:
            module, _, name = known[node.func.id].rpartition(".")
            found.add((module, name))
        elif isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name):
            found.add((known.get(node.func.value.id, ""), node.func.attr))
    return found


def _python(code: str) -> str:
    return "\n".join("" if line.startswith(("%", "!")) else line for line in code.splitlines())
