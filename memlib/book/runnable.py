"""Which cells of a chapter a reader answers, and what must run before such a cell does.

A cell asks for an answer when it sets a name to ``None`` for the reader to replace and hands it to
a check of :mod:`memlib.exercises`. Before it runs, on a page where nothing else ran, come exactly
those earlier statements that its names depend on.
"""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

#: What the set-up cell of every notebook defines.
GIVEN: Final = 'preset = "quick"\ndevice = "cpu"\n'

_BUILTIN: Final = frozenset(dir(builtins)) | {"preset", "device"}
_MUTATING: Final = {"add", "append", "extend", "insert", "setdefault", "update"}
_LABEL: Final = re.compile(r"\{exercise\}[^\n]*\n:label: (\S+)")
_PYTHON: Final = re.compile(r"^```python\n(.*?)\n```", re.DOTALL | re.MULTILINE)
#: What a comment calls: an answer in that form needs it.
_CALLED: Final = re.compile(r"\b([A-Za-z_]\w*)\(")


@dataclass(frozen=True)
class Exercise:
    """A cell that a reader answers.

    Attributes:
        label: of the exercise that it belongs to.
        code: the cell.
        before: what must run before.
    """

    label: str
    code: str
    before: str


def exercises(cells: Iterable[tuple[str, str]]) -> list[Exercise]:
    """The cells of a chapter that ask, in order.

    What a reader may write needs more than the cell itself: the names that the solution's own code
    uses, and those that the cell's comment calls, are made before too.

    Args:
        cells: (kind, text) of each cell of the notebook; kinds are "code" and "markdown".

    >>> text = "```{exercise} Twice\\n:label: exr-twice\\n```"
    >>> code = "answer = None  # area(2)\\nprint(check(answer))"
    >>> made = exercises([("code", "area = len"), ("markdown", text), ("code", code)])
    >>> made[0].label, made[0].before
    ('exr-twice', 'area = len')
    """
    cells = list(cells)
    codes: list[str] = []
    found = []
    label = ""
    for place, (kind, text) in enumerate(cells):
        if kind == "markdown":
            label = ([label, *_LABEL.findall(text)])[-1]
            continue
        codes.append(text)
        if asks(text):
            solution = _solution(label, (text for kind, text in cells[place:] if kind != "code"))
            found.append(Exercise(label, text, before(codes, len(codes) - 1, solution)))
    return found


def _solution(label: str, texts: Iterable[str]) -> str:
    """The Python in the solution of an exercise."""
    for text in texts:
        _, named, rest = text.partition(f"{{solution}} {label}\n")
        if named:
            return "\n".join(_PYTHON.findall(rest.partition("{exercise}")[0]))
    return ""


def asks(code: str) -> bool:
    """Whether a cell has an answer to fill in.

    >>> asks("answer = None  # a number\\nprint(check.it(answer))")
    True
    >>> asks("best = None\\nfor n in sizes:\\n    best = n")
    False
    """
    try:
        statements = ast.parse(code).body
    except SyntaxError:
        return False
    blank = {
        target.id
        for each in statements
        if isinstance(each, ast.Assign)
        and isinstance(each.value, ast.Constant)
        and each.value.value is None
        for target in each.targets
        if isinstance(target, ast.Name)
    }
    last = statements[-1] if statements else None
    return isinstance(last, ast.Expr) and bool(blank & set(_used(last)))


def before(cells: Sequence[str], place: int, solution: str = "") -> str:
    """The earlier statements that cell ``place`` depends on, as one piece of code.

    Names in the code of its solution, and what its comments call, are known then as well.

    >>> first, second = "import math\\nx = 2\\nprint(x)", "y = math.sqrt(x)"
    >>> print(before([first, second, "answer = None\\nf(answer, y)"], 2))
    import math
    x = 2
    y = math.sqrt(x)
    """
    earlier = [each for cell in cells[:place] for each in _statements(cell)]
    own = _statements(cells[place])
    needed: set[str] = set(_called(cells[place]))
    for each in reversed(_statements(solution)):
        needed = (needed - set(_defined(each))) | set(_used(each))
    for each in reversed(own):
        needed = (needed - set(_defined(each))) | set(_used(each))
    needed -= _BUILTIN
    kept = []
    for each in reversed(earlier):
        if set(_defined(each)) & needed or set(_changed(each)) & needed:
            kept.append(each)
            if not isinstance(each, ast.For | ast.While | ast.If | ast.AugAssign):
                needed -= set(_defined(each)) - set(_changed(each))
            needed |= set(_used(each)) - _BUILTIN
    return "\n".join(ast.unparse(each) for each in reversed(kept))


def _statements(cell: str) -> list[ast.stmt]:
    """The statements of a cell; lines that only notebooks understand are left out."""
    lines = ["" if line.startswith(("%", "!")) else line for line in cell.splitlines()]
    try:
        return ast.parse("\n".join(lines)).body
    except SyntaxError:
        return []


def _called(cell: str) -> Iterator[str]:
    for line in cell.splitlines():
        _, _, comment = line.partition("#")
        yield from _CALLED.findall(comment)


def _used(statement: ast.AST) -> Iterator[str]:
    for node in ast.walk(statement):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            yield node.id


def _defined(statement: ast.AST) -> Iterator[str]:
    for node in _own_scope(statement):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Import | ast.ImportFrom):
            for alias in node.names:
                yield (alias.asname or alias.name).split(".")[0]


def _changed(statement: ast.AST) -> Iterator[str]:
    """Names whose value is changed in place: ``x.append(...)``, ``x[i] = ...``."""
    for node in ast.walk(statement):
        target = None
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            target = node.func.value if node.func.attr in _MUTATING else None
        elif isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store):
            target = node.value
        if isinstance(target, ast.Name):
            yield target.id


def _own_scope(statement: ast.AST) -> Iterable[ast.AST]:
    """The nodes whose names the statement itself binds: not those of comprehensions or bodies."""
    yield statement
    inner = (ast.FunctionDef, ast.ClassDef, ast.Lambda)
    loops = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
    if isinstance(statement, inner):
        return
    for child in ast.iter_child_nodes(statement):
        if not isinstance(child, loops):
            yield from _own_scope(child)
