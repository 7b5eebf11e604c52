"""Sentences of a chapter that are computed: a notebook shows them as its own text."""

from __future__ import annotations


class Prose:
    """Text in Markdown.

    >>> Prose("**5** of 6").data
    '**5** of 6'
    """

    def __init__(self, text: str) -> None:
        self.data = text

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        return {"text/markdown": self.data, "text/plain": self.data}
