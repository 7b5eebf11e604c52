"""What buttons, scripts and moving figures say in the page's language, from one dictionary each.

English is what the code says. A key of a dictionary may have places ``{}`` for what changes; the
translation calls them ``{1}``, ``{2}``, … in its own order, and what stands there is looked up in
its turn. Scripts look words up with the same rules: a page in another language loads them, with the
dictionary, as one more script (``memlib-words.js``); an English page loads nothing.

A part of :mod:`memlib.book.sphinx`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Final

from docutils import nodes
from sphinx.application import Sphinx

from memlib import files
from memlib.book import words_zh
from memlib.figures.moving import Control, Moving, Part

#: By language: English → the words.
WORDS: Final[Mapping[str, Mapping[str, str]]] = {"zh": words_zh.WORDS}
#: The same for words in formulas, which may mean something else there.
FORMULAS: Final[Mapping[str, Mapping[str, str]]] = {"zh": words_zh.FORMULAS}
#: The script of a page in another language.
SCRIPT: Final = "memlib-words.js"

_TEXT: Final = re.compile(r">([^<>]+)<")
_IN_FORMULA: Final = re.compile(r"\\text\{(\s*)([^{}]*?)(\s*)\}")


@cache
def _shapes(language: str) -> list[tuple[re.Pattern[str], str]]:
    """Keys with places, as patterns; those that say most come first."""
    return [
        (re.compile("(.+?)".join(map(re.escape, key.split("{}"))), re.DOTALL), told)
        for key, told in sorted(WORDS.get(language, {}).items(), key=lambda one: -len(one[0]))
        if "{}" in key
    ]


def say(language: str, text: str) -> str:
    """The text in a language; as it is where the dictionary does not know it.

    >>> say("zh", "Run"), say("zh", "Layer 2 of 30"), say("", "Run"), say("zh", "abc")
    ('运行', '第 2 层，共 30 层', 'Run', 'abc')
    """
    known = WORDS.get(language, {})
    if text in known:
        return known[text]
    for shape, told in _shapes(language):
        if found := shape.fullmatch(text):
            inside = [say(language, each) for each in found.groups()]
            return told.replace("{", "{0[").replace("}", "]}").format(["", *inside])
    return text


def drawn(language: str, shapes: str) -> str:
    """A drawing with its letters in a language.

    >>> drawn("zh", '<text x="1">key word</text>')
    '<text x="1">键的字</text>'
    """
    return _TEXT.sub(lambda found: f">{say(language, found[1])}<", shapes)


def formula(language: str, tex: str) -> str:
    r"""A formula with its words in a language.

    >>> print(formula("zh", r"y_i \text{ for all } i"))
    y_i \text{ 对所有 } i
    """
    known = FORMULAS.get(language, {})
    return _IN_FORMULA.sub(
        lambda found: f"\\text{{{found[1]}{known.get(found[2], found[2])}{found[3]}}}", tex
    )


def figure(language: str, one: Moving) -> Moving:
    """A figure that moves, with all its words in a language."""
    if language not in WORDS:
        return one
    return replace(
        one,
        title=say(language, one.title),
        point=say(language, one.point),
        alt=say(language, one.alt),
        flips=say(language, one.flips),
        hint=say(language, one.hint),
        needs_python=say(language, one.needs_python),
        controls=tuple(_control(language, each) for each in one.controls),
        parts=tuple(_part(language, each) for each in one.parts),
    )


def _control(language: str, one: Control) -> Control:
    told = [say(language, word) for word in one.words]
    return replace(one, label=say(language, one.label), words=told)


def _part(language: str, one: Part) -> Part:
    told = say if one.name == "said" else drawn

    def draw(*state: int) -> str:
        return told(language, one.draw(*state))

    return replace(one, draw=draw)


def script(language: str) -> str:
    """The script of a language: the dictionary, and :func:`say` and :func:`drawn` for scripts."""
    known = json.dumps(WORDS[language], ensure_ascii=False, separators=(",", ":"))
    return f"""(() => {{
  const known = {known};
  const plain = (text) => text.replace(/[.*+?^${{}}()|[\\]\\\\]/g, "\\\\$&");
  const holed = Object.keys(known).filter((key) => key.includes("{{}}"));
  const shapes = holed.sort((a, b) => b.length - a.length).map((key) =>
    [new RegExp(`^${{key.split("{{}}").map(plain).join("(.+?)")}}$`, "s"), known[key]]);
  const say = (text) => {{
    if (Object.hasOwn(known, text)) return known[text];
    for (const [shape, told] of shapes) {{
      const found = shape.exec(text);
      if (found) return told.replace(/\\{{(\\d)\\}}/g, (_, n) => say(found[n]));
    }}
    return text;
  }};
  window.memlibSay = say;
}})();
"""


def setup(app: Sphinx) -> None:
    """Connect the steps."""
    app.connect("builder-inited", load)
    app.connect("doctree-read", translate)
    app.connect("build-finished", write)


def _language(app: Sphinx) -> str:
    named = str(app.config.memlib_language)
    return named if app.builder.format == "html" and named in WORDS else ""


def load(app: Sphinx) -> None:
    """Pages in another language load its script."""
    if _language(app):
        app.add_js_file(SCRIPT, priority=100)  # before the scripts that say something


def translate(app: Sphinx, tree: nodes.document) -> None:
    """The words in formulas of a page in another language."""
    if language := _language(app):
        for node in tree.findall(lambda each: isinstance(each, (nodes.math, nodes.math_block))):
            node[:] = [nodes.Text(formula(language, node.astext()))]


def write(app: Sphinx, error: Exception | None) -> None:
    """Write the script into the folder of the language."""
    if error is None and (language := _language(app)):
        files.write_text(Path(app.outdir) / "_static" / SCRIPT, script(language))
