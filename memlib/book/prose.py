"""Prose of MyST text made plain: roles become words with links, macros are written out."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from memlib.book import macros
from memlib.book.bibliography import Work
from memlib.book.labels import Label, term_id
from memlib.book.project import Project
from memlib.errors import MemlibError

_ROLE = re.compile(r"\{(?P<role>[\w:-]+)\}`(?P<text>[^`]+)`")
_LINK = re.compile(r"(?<!\!)\[(?P<text>[^\]]*)\]\((?P<target>[^)\s]+)\)")
_NAMED = re.compile(r"^(?P<text>.*?)\s*<(?P<target>[^>]+)>$", re.DOTALL)
_PIECES = re.compile(
    r"(?P<code>(?P<ticks>`+)(?:(?!`).)+(?P=ticks))"
    r"|(?P<display>\$\$(?P<body>.+?)\$\$(?:\s*\((?P<label>[\w-]+)\))?)"
    r"|(?P<environment>\\begin\{(?P<name>align|gather|equation|multline)(?P<star>\*?)\}.+?"
    r"\\end\{(?P=name)(?P=star)\})"
    r"|(?P<inline>(?<![\\$])\$(?=[^\s$])(?:\\.|[^$\\])+?\$)",
    re.DOTALL,
)


@dataclass
class Prose:
    """The prose of one page.

    Attributes:
        project: where addresses and macros come from.
        page: the page that the text stands on (``notebooks/tour``).
        labels: all labels of the book.
        works: all works of ``references.bib``, by key.
        cited: the keys met so far, in order.
    """

    project: Project
    page: str
    labels: Mapping[str, Label]
    works: Mapping[str, Work]
    cited: list[str] = field(default_factory=list)

    def bibliography(self) -> str:
        """The works cited so far, as a list under a heading; nothing when there are none."""
        keys = sorted(dict.fromkeys(self.cited), key=lambda key: self.works[key].text)
        lines = "\n".join(f"* {self.works[key].text}" for key in keys)
        return f"## References\n\n{lines}" if lines else ""

    def _prose(self, text: str, boxed: bool) -> str:
        """Prose with its roles, links and formulas made plain; code stays as it is."""
        parts: list[str] = []
        for piece, is_role in _split_roles(text):
            if is_role:
                parts.append(self._role(piece))
                continue
            position = 0
            for match in _PIECES.finditer(piece):
                parts.append(self._links(piece[position : match.start()]))
                parts.append(self._piece(match, boxed))
                position = match.end()
            parts.append(self._links(piece[position:]))
        return "".join(parts)

    def _piece(self, match: re.Match[str], boxed: bool) -> str:
        if match["code"]:
            return match[0]
        if match["display"]:
            return self._display(match["body"], match["label"] or "", boxed=boxed)
        math = macros.expand(match[0], self.project.macros)
        return " ".join(math.split()) if boxed and match["environment"] else math

    def _display(self, body: str, label: str, *, boxed: bool) -> str:
        math = macros.expand(body.strip("\n"), self.project.macros)
        if boxed:  # in a box each line would begin with ">", inside the formula too
            math = " ".join(math.split())
        tag = f" \\tag{{{self.labels[label].number}}}" if label else ""
        inside = f" {math}{tag} " if boxed else f"\n{math}{tag}\n"
        return (f"{anchor(label)}\n\n" if label else "") + f"$${inside}$$"

    def _links(self, text: str) -> str:
        def address(match: re.Match[str]) -> str:
            target = match["target"]
            if "://" in target or target.startswith("mailto:"):
                return match[0]
            page, _, anchor = target.partition("#")
            if not page:
                return self._refer(anchor, match["text"])
            return self._page_link(page, match["text"])

        return _LINK.sub(address, text)

    def _role(self, text: str) -> str:
        match = _ROLE.fullmatch(text)
        assert match is not None
        role, content = match["role"], match["text"]
        named = _NAMED.match(content)
        words, target = (named["text"], named["target"]) if named else ("", content)
        simple: dict[str, Callable[[], str]] = {
            "math": lambda: f"${macros.expand(content, self.project.macros)}$",
            "eq": lambda: self._refer(content, ""),
            "ref": lambda: self._refer(target, words),
            "numref": lambda: self._refer(target, "" if "%s" in words else words),
            "prf:ref": lambda: self._refer(target, words),
            "doc": lambda: self._page_link(target, words),
            "term": lambda: self._term(target, words),
            "abbr": lambda: content.split(" (")[0],
            "sub": lambda: f"<sub>{content}</sub>",
            "sup": lambda: f"<sup>{content}</sup>",
        }
        if role in simple:
            return simple[role]()
        if role in ("cite", "cite:p", "cite:t", "cite:ps", "cite:ts"):
            return self._cite(role, content)
        raise self._problem(f"the role {{{role}}} has no plain form", "add it to plain.py")

    def _cite(self, role: str, content: str) -> str:
        keys = [key.strip() for key in content.split(",")]
        for key in keys:
            if key not in self.works:
                raise self._problem(f"no work has the key {key!r}", "see book/references.bib")
        self.cited.extend(keys)
        within = role.startswith("cite:t")
        links = [self.works[key].link(in_sentence=within) for key in keys]
        return ", ".join(links) if within else f"({'; '.join(links)})"

    def _refer(self, label: str, words: str) -> str:
        if label not in self.labels:
            raise self._problem(f"no label {label!r}", "see the labels of the other pages")
        found = self.labels[label]
        address = f"#{label}"
        if found.page != self.page:
            address = f"{self.project.page(found.page)}#{label}"
        text = words or found.text
        if found.number and found.page != self.page:
            text = words or f"equation {found.text} there"
        return f"[{self._prose(text, True)}]({address})"

    def _term(self, word: str, words: str) -> str:
        """A word of the glossary."""
        if "glossary" not in self.project.pages:
            return f"*{words or word}*"
        return f"[{words or word}]({self.project.page('glossary')}#{term_id(word)})"

    def _page_link(self, target: str, words: str) -> str:
        page = target.removesuffix(".md").removesuffix(".ipynb").lstrip("/").removeprefix("../")
        pages = {name.rsplit("/", 1)[-1]: name for name in self.project.pages}
        name = page if page in self.project.pages else pages.get(page.rsplit("/", 1)[-1], "")
        if not name:
            raise self._problem(f"no page {target!r}", "see _toc.yml")
        return f"[{words or name.rsplit('/', 1)[-1]}]({self.project.page(name)})"

    def _problem(self, what: str, mend: str) -> MemlibError:
        return MemlibError(what, operation="Colab edition", place=f"{self.page}.md", mend=mend)


def _split_roles(text: str) -> list[tuple[str, bool]]:
    """Pieces of text, each with whether it is a role."""
    pieces: list[tuple[str, bool]] = []
    position = 0
    for match in _ROLE.finditer(text):
        pieces += [(text[position : match.start()], False), (match[0], True)]
        position = match.end()
    return [*pieces, (text[position:], False)]


def anchor(label: str) -> str:
    return f'<a id="{label}"></a>'
