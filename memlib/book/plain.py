"""MyST text → plain Markdown, as any notebook shows it.

Theorems and exercises become quoted boxes, references become words with links that work, macros
are written out. What this file does not know stops it with a message: nothing is passed on raw.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from memlib.book.labels import BOX_NAMES, heading
from memlib.book.prose import Prose, anchor
from memlib.figures import registry

_OPEN = re.compile(
    r"^\s*(?P<fence>`{3,}(?![^`]*`)|:{3,})(?:\{(?P<kind>[\w:-]+)\})?\s*(?P<argument>.*)$"
)
_OPTION = re.compile(r"^\s*:(?P<name>[\w-]+):\s*(?P<value>.*)$")
_TARGET = re.compile(r"^\((?P<label>[^)\s]+)\)=\s*$")

_ADMONITIONS = {
    "note": "Note", "tip": "Tip", "hint": "Hint", "important": "Important", "warning": "Warning",
    "caution": "Caution", "attention": "Attention", "danger": "Danger", "error": "Error",
    "seealso": "See also", "admonition": "", "dropdown": "",
}  # fmt: skip
_SILENT = {"contents", "tableofcontents", "bibliography"}


class Plain(Prose):
    """Turns the text of one page into plain Markdown."""

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
                prose.append(anchor(target["label"]))
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
            first, rest = heading(BOX_NAMES[kind], argument)
            name = first + (f" ({rest})" if rest else "")
            if kind == "exercise-start":
                text = self.convert(_text(body))
                return f"{anchor(label)}\n\n**{self._prose(name, True)}**\n\n{text}"
            return self._box(name, body, label)
        if kind in _ADMONITIONS:
            return self._box(_ADMONITIONS[kind] or argument, body, label, first=argument)
        if kind == "moving":
            return self._moving(argument)
        if kind == "list-table":
            return self._list_table(argument, options, body)
        raise self._problem(f"the directive {{{kind}}} has no plain form", "add it to plain.py")

    def _box(self, name: str, body: list[str], label: str, *, first: str = "") -> str:
        title = self._prose(name, True)
        content = self.convert(_text(body), boxed=True)
        if first and first != name:  # a note whose text begins on its first line
            content = f"{self._prose(first, True)}\n{content}"
        inside = (
            f"{anchor(label)}**{title}.**\n\n{content}" if label else f"**{title}.**\n\n{content}"
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
        target = f"{anchor(label)}\n" if label else ""
        return f"{target}![{options['alt']}]({address})\n\n*{caption}*\n"

    def _moving(self, name: str) -> str:
        address = f"{self.project.page(self.page)}#moving-{name}"
        told = registry.figure(name)
        return f"**{told.title}.** {told.point} [In the book this figure moves]({address}).\n"

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


def _text(lines: list[str]) -> str:
    return "\n".join(lines).strip("\n")
