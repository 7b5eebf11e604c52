r"""LaTeX macros written out, for readers whose MathJax does not know ours.

Example:
    >>> expand(r"\norm{x} \le \R", {"R": r"\mathbb{R}", "norm": [r"\lVert #1 \rVert", 1]})
    '\\lVert x \\rVert \\le \\mathbb{R}'
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from memlib.errors import MemlibError

_COMMAND = re.compile(r"\\([A-Za-z]+)")


def expand(math: str, macros: Mapping[str, Any]) -> str:
    """``math`` with every macro replaced by its text, arguments filled in.

    Raises:
        MemlibError: a macro lacks an argument.
    """
    parts: list[str] = []
    position = 0
    while match := _COMMAND.search(math, position):
        parts.append(math[position : match.start()])
        position = match.end()
        name = match[1]
        if name not in macros:
            parts.append(match[0])
            continue
        text, count = _definition(macros[name])
        for number in range(1, count + 1):
            argument, position = _argument(math, position, name)
            text = text.replace(f"#{number}", expand(argument, macros))
        # A command that ends in a letter must not run into a letter that follows.
        glue = " " if text[-1:].isalpha() and math[position : position + 1].isalpha() else ""
        parts.append(expand(text, macros) + glue)
    return "".join(parts) + math[position:]


def _definition(value: Any) -> tuple[str, int]:
    if isinstance(value, str):
        return value, 0
    text, count = value
    return str(text), int(count)


def _argument(math: str, position: int, name: str) -> tuple[str, int]:
    """The argument at ``position`` (one group in braces, or one token) and where it ends."""
    while math[position : position + 1].isspace():
        position += 1
    if math[position : position + 1] != "{":
        token = re.match(r"\\[A-Za-z]+|\\.|[^\s}]", math[position:])
        if token is None:
            raise MemlibError(f"\\{name} lacks an argument", operation="book", place=math[:60])
        return token[0], position + token.end()
    depth = 0
    for index in range(position, len(math)):
        if math[index] in "{}" and math[index - 1] != "\\":
            depth += 1 if math[index] == "{" else -1
        if depth == 0:
            return math[position + 1 : index], index + 1
    raise MemlibError(f"a brace of \\{name} is not closed", operation="book", place=math[:60])
