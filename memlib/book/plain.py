"""MyST text → plain Markdown, as any notebook shows it.

Theorems and exercises become quoted boxes, references become words with links that work, macros
are written out. What this file does not know stops it with a message: nothing is passed on raw.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from memlib.book import macros
from memlib.book.bibliography import Work
from memlib.book.labels import BOX_NAMES, Label
from memlib.book.project import Project
from memlib.errors import MemlibError

_OPEN = re.compile(
    r"^\s*(?P<fence>`{3,}(?![^`]*`)|:{3,})(?:\{(?P<kind>[\w:-]+)\})?\s*(?P<argument>.*)$"
)
_OPTION = re.compile(r"^\s*:(?P<name>[\w-]+):\s*(?P<value>.*)$")
_TARGET = re.compile(r"^\((?P<label>[^)\s]+)\)=\s*$")
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

_ADMONITIONS = {
    "note": "Note", "tip": "Tip", "hint": "Hint", "important": "Important", "warning": "Warning",
    "caution": "Caution", "attention": "Attention", "danger": "Danger", "error": "Error",
    "seealso": "See also", "admonition": "", "dropdown": "",
}  # fmt: skip
_SILENT = {"contents", "tableofcontents", "bibliography"}


@dataclass
class Plain:
    """Turns the text of one page into plain Markdown.

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

    def convert(self, text: str, *, boxed: bool = False) -> str:
        """``text`` without any directive, role or macro.

        Args:
            boxed: the result goes into a quoted box, where displayed formulas need one line each.

        Raises:
            MemlibError: something in it has no plain form here, or a reference leads nowhere.
        """
        out: list[str] = []
        prose: list[str] = []

        def flush() -> None:
            if prose:
                out.append(self._prose("\n".join(prose), boxed))
                prose.clear()

        lines = text.splitlines()
        index = 0
        while index < len(lines):
            line = lines[index]
            if opened := _OPEN.match(line):
                end = _closing(lines, index, opened["fence"])
                flush()
                if opened["kind"]:
                    body = lines[index + 1 : end]
                    out.append(self._directive(opened["kind"], opened["argument"].strip(), body))
                else:
                    out.append("\n".join(lines[index : end + 1]))
                index = end + 1
                continue
            if target := _TARGET.match(line):
                prose.append(_anchor(target["label"]))
            elif not line.startswith("% ") and line.strip() != "%":
                prose.append(line)
            index += 1
        flush()
        return re.sub(r"\n{3,}", "\n\n", "\n".join(out)).strip("\n")

    # Directives

    def _directive(self, kind: str, argument: str, lines: list[str]) -> str:
        options, body = _options(lines)
        label = options.get("label") or options.get("name") or ""
        if kind == "math":
            return self._display("\n".join(body), label, boxed=False)
        if kind in _SILENT:
            return ""
        if kind in ("code-block", "code"):
            return "\n".join([f"```{argument}", *body, "```"])
        if kind in ("figure", "image"):
            return self._figure(argument, options, body, label)
        if kind == "prf:proof":
            return self._box("Proof", [argument, *body] if argument else body, label)
        if kind in ("solution", "solution-start"):
            return self._solution(argument, body, gated=kind.endswith("start"))
        if kind in ("exercise-end", "solution-end"):
            return "</details>" if kind == "solution-end" else "---"
        if kind in BOX_NAMES:
            name = BOX_NAMES[kind] + (f" ({argument})" if argument else "")
            if kind == "exercise-start":
                text = self.convert(_text(body))
                return f"{_anchor(label)}\n\n**{self._prose(name, True)}**\n\n{text}"
            return self._box(name, body, label)
        if kind in _ADMONITIONS:
            return self._box(_ADMONITIONS[kind] or argument, body, label, first=argument)
        if kind == "list-table":
            return self._list_table(argument, options, body)
        raise self._problem(f"the directive {{{kind}}} has no plain form", "add it to plain.py")

    def _box(self, name: str, body: list[str], label: str, *, first: str = "") -> str:
        title = self._prose(name, True)
        content = self.convert(_text(body), boxed=True)
        if first and first != name:  # a note whose text begins on its first line
            content = f"{self._prose(first, True)}\n{content}"
        inside = (
            f"{_anchor(label)}**{title}.**\n\n{content}" if label else f"**{title}.**\n\n{content}"
        )
        return "\n" + "\n".join(f"> {line}".rstrip() for line in inside.strip().splitlines()) + "\n"

    def _solution(self, argument: str, body: list[str], *, gated: bool) -> str:
        target = self.labels.get(argument)
        title = f"Solution of {target.text}" if target and target.title else "Solution"
        start = f"<details><summary>{title}</summary>\n\n{self.convert(_text(body))}\n"
        return start if gated else f"{start}\n</details>\n"

    def _figure(self, path: str, options: Mapping[str, str], body: list[str], label: str) -> str:
        if "alt" not in options:
            raise self._problem(f"the figure {path} has no alt text", ":alt: what it shows")
        file = (self.project.root / "book" / path.lstrip("./")).resolve()
        address = self.project.raw(file.relative_to(self.project.root.resolve()).as_posix())
        caption = self.convert(_text(body))
        anchor = f"{_anchor(label)}\n" if label else ""
        return f"{anchor}![{options['alt']}]({address})\n\n*{caption}*\n"

    def _list_table(self, title: str, options: Mapping[str, str], body: list[str]) -> str:
        rows: list[list[str]] = []
        for line in body:
            if match := re.match(r"^\* - ?(.*)$", line):
                rows.append([match[1]])
            elif match := re.match(r"^  - ?(.*)$", line):
                rows[-1].append(match[1])
            elif line.strip() and rows:
                rows[-1][-1] += f" {line.strip()}"
        if int(options.get("header-rows", "0")) == 0:
            rows.insert(0, [""] * len(rows[0]))
        cells = [[self._prose(cell, True) for cell in row] for row in rows]
        lines = [f"| {' | '.join(row)} |" for row in cells]
        lines.insert(1, "|---" * len(rows[0]) + "|")
        head = f"**{self._prose(title, True)}**\n\n" if title else ""
        return f"\n{head}" + "\n".join(lines) + "\n"

    def bibliography(self) -> str:
        """The works cited so far, as a list under a heading; nothing when there are none."""
        keys = sorted(dict.fromkeys(self.cited), key=lambda key: self.works[key].text)
        lines = "\n".join(f"* {self.works[key].text}" for key in keys)
        return f"## References\n\n{lines}" if lines else ""

    # Prose

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
        return (f"{_anchor(label)}\n\n" if label else "") + f"$${inside}$$"

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
            "term": lambda: f"*{words or content}*",
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


def _closing(lines: list[str], start: int, fence: str) -> int:
    """Where the fence that opens at ``start`` closes (the last line if it never does)."""
    for index in range(start + 1, len(lines)):
        mark = lines[index].strip()
        if len(mark) >= len(fence) and set(mark) == {fence[0]}:
            return index
    return len(lines) - 1


def _options(lines: list[str]) -> tuple[dict[str, str], list[str]]:
    """A directive's options and its content."""
    options: dict[str, str] = {}
    index = 0
    while index < len(lines) and (match := _OPTION.match(lines[index])):
        options[match["name"]] = match["value"].strip()
        index += 1
    return options, lines[index:]


def _anchor(label: str) -> str:
    return f'<a id="{label}"></a>'


def _text(lines: list[str]) -> str:
    return "\n".join(lines).strip("\n")
