"""Run a reader's cell: what it prints, and an error that speaks of the reader's own lines only."""

from __future__ import annotations

import ast
import io
import linecache
from contextlib import redirect_stderr, redirect_stdout
from traceback import TracebackException
from typing import Any, Final

#: What tracebacks call the reader's cell.
FILE: Final = "your answer"


def run(code: str, before: str = "") -> tuple[str, str]:
    """What a cell prints, and its error in a few lines (empty: none).

    The value of a last expression is shown as in a notebook.

    Args:
        code: the cell, as the reader left it.
        before: what must have run before; its output is dropped.

    >>> run("x = y + 1\\nx", "y = 2")
    ('3\\n', '')
    >>> run("print(1)\\nint('a')")[1].splitlines()
    ["line 2: int('a')", "ValueError: invalid literal for int() with base 10: 'a'"]
    """
    names: dict[str, Any] = {"__name__": "__main__"}
    printed = io.StringIO()
    with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
        exec(compile(before, "earlier cells", "exec"), names)
    linecache.cache[FILE] = (len(code), None, code.splitlines(True), FILE)
    try:
        with redirect_stdout(printed), redirect_stderr(printed):
            _run(code, names)
    except BaseException as error:  # a reader may well write sys.exit() or raise KeyboardInterrupt
        return printed.getvalue(), told(error)
    return printed.getvalue(), ""


def _run(code: str, names: dict[str, Any]) -> None:
    tree = ast.parse(code, FILE)
    last = tree.body[-1] if tree.body else None
    shown = isinstance(last, ast.Expr)
    tree.body = tree.body[:-1] if shown else tree.body
    exec(compile(tree, FILE, "exec"), names)
    if isinstance(last, ast.Expr):
        value = eval(compile(ast.Expression(last.value), FILE, "eval"), names)
        if value is not None:
            print(repr(value))


def told(error: BaseException) -> str:
    """An error as the reader's lines on its way, and what it says."""
    trace = TracebackException.from_exception(error)
    lines = [
        f"line {frame.lineno}: {(frame.line or '').strip()}"
        for frame in trace.stack
        if frame.filename == FILE
    ]
    if isinstance(error, SyntaxError) and error.filename == FILE:
        lines.append(f"line {error.lineno}: {(error.text or '').strip()}")
    lines.append("".join(trace.format_exception_only()).strip().splitlines()[-1])
    return "\n".join(lines)
