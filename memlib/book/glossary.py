"""The first use of each word of the glossary: a link there, and a link back.

A part of :mod:`memlib.book.sphinx`. The entries are written by hand in ``book/glossary.md``. Where
a word is used first is found in the text of the numbered chapters, so that chapters may move.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms.post_transforms import SphinxPostTransform

from memlib.book import again, uses
from memlib.book.labels import term_id
from memlib.book.project import Project

PAGE: Final = "glossary"

_ENTRIES: Final = re.compile(r"^```\{glossary\}\n(?P<body>.*?)^```$", re.DOTALL | re.M)
#: Ordinary words, and the chapter from which on they are words of the field.
_FROM: Final = re.compile(r"^% (?P<word>[\w -]+?) from (?P<chapter>\w+)$", re.M)
#: What is no running text: roles, code, formulas, links, comments, headings, options, fences.
_SKIPPED: Final = re.compile(
    r"^(?:% |#+ |[ ]*:[\w-]+:|[ ]*(?:`{3,}|:{3,}))[^\n]*$|\{[\w:-]+\}`[^`]+`|`[^`\n]+`"
    r"|\$\$.+?\$\$(?:\s*\([\w-]+\))?|\\begin\{(\w+\*?)\}.+?\\end\{\1\}"
    r"|(?<![\\$])\$(?=[^\s$])(?:\\.|[^$\\])+?\$|\[[^\]]*\]\([^)]*\)",
    re.DOTALL | re.M,
)
#: Inside these, no word becomes a link.
_CLOSED: Final = (nodes.title, nodes.literal, nodes.literal_block, nodes.reference, pending_xref,
                  nodes.math, nodes.math_block, nodes.raw, nodes.rubric)  # fmt: skip


def setup(app: Sphinx) -> None:
    """Connect the steps."""
    app.connect("builder-inited", lambda app: found.cache_clear())
    app.connect("env-get-updated", changed, priority=902)
    app.add_post_transform(LinkWords)


def words(text: str) -> list[str]:
    """The first word of each entry, from the text of the glossary's page.

    >>> words("```{glossary}\\nfold\\nfolds\\n  Turned back.\\n\\nword\\n  Many bits.\\n```\\n")
    ['fold', 'word']
    """
    match = _ENTRIES.search(text)
    blocks = match["body"].strip().split("\n\n") if match else []
    return [block.splitlines()[0] for block in blocks]


def anchor(word: str) -> str:
    """The id of a word's first use.

    >>> anchor("VC dimension")
    'first-vc-dimension'
    """
    return f"first-{nodes.make_id(word)}"


def pattern(word: str) -> re.Pattern[str]:
    """The word in a sentence, also with an ending, also broken over two lines.

    >>> bool(pattern("memorize").search("It memorizes."))
    True
    >>> bool(pattern("word").search("in other wordings"))
    False
    """
    stem = r"\s+".join(map(re.escape, word.split()))
    if word.endswith("e"):
        return re.compile(rf"\b{stem}[sd]?\b", re.IGNORECASE)
    if word.endswith("y"):
        return re.compile(rf"\b{stem[:-1]}(?:y|ies)\b", re.IGNORECASE)
    return re.compile(rf"\b{stem}(?:e?s|ed)?\b", re.IGNORECASE)


def plain(text: str) -> str:
    """The running text of a page."""
    prose = "\n".join(block for _, block in uses.blocks(text))
    return _SKIPPED.sub(" \N{MIDDLE DOT} ", prose)


def first_pages(project: Project) -> dict[str, str]:
    """For each word, the first numbered chapter whose running text has it; nothing if none has."""
    texts = {page: plain(project.text(page)) for page in project.numbered}
    entries = project.text(PAGE)
    begin = {match["word"]: f"notebooks/{match['chapter']}" for match in _FROM.finditer(entries)}

    def first(word: str) -> str:
        start = project.numbered.index(begin[word]) if word in begin else 0
        later = project.numbered[start:]
        return next((page for page in later if pattern(word).search(texts[page])), "")

    return {word: first(word) for word in words(entries)}


@cache
def found(root: Path) -> dict[str, str]:
    """The first pages, read once per build."""
    project = Project(root)
    return first_pages(project) if PAGE in project.pages else {}


def of(env: BuildEnvironment) -> dict[str, str]:
    """The first pages of the project that a build is about."""
    return found(Project.find(Path(env.srcdir)).root)


def changed(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """The pages where a first use came or went, and the glossary with them."""
    now = of(env)
    old: dict[str, str] = again.before(app, env, "words", dict(now)) or {}
    differ = {word for word in now.keys() | old.keys() if now.get(word) != old.get(word)}
    pages = {place.get(word) for word in differ for place in (now, old)}
    return sorted(page for page in {*pages, PAGE} if differ and page in env.found_docs)


class LinkWords(SphinxPostTransform):
    """Link the first use of a word to its entry, and each entry to the first use."""

    default_priority = 7

    def run(self, **_: Any) -> None:
        """On a chapter the words, on the glossary's page the entries."""
        for word, page in of(self.env).items():
            if page == self.env.docname:
                self.link_word(word)
        if self.env.docname == PAGE:
            for entry in self.document.findall(nodes.definition_list_item):
                self.link_entry(entry)

    def link_word(self, word: str) -> None:
        """Make the first of a word's uses on this page a link."""
        look = pattern(word)
        for text in self._texts():
            if match := look.search(text.astext()):
                whole = text.astext()
                link = nodes.reference("", match[0], internal=True, classes=["memlib-term"])
                link["refuri"] = self._address(PAGE, term_id(word))
                place = nodes.inline("", "", link, ids=[anchor(word)])
                before, after = whole[: match.start()], whole[match.end() :]
                around = [nodes.Text(before), place, nodes.Text(after)]
                text.parent.replace(text, [x for x in around if x.astext()])
                return

    def link_entry(self, entry: nodes.definition_list_item) -> None:
        """At the end of an entry: where its word stands first."""
        word = next(iter(entry.findall(nodes.term))).astext()
        page = of(self.env).get(word, "")
        if page:
            title = str(self.env.titles[page].astext()).partition(":")[0]
            link = nodes.reference("", title, internal=True)
            link["refuri"] = self._address(page, anchor(word))
            line = nodes.paragraph("", "", nodes.emphasis("", "First in:"), nodes.Text(" "), link)
            line["classes"].append("memlib-first")
            next(iter(entry.findall(nodes.definition))).append(line)

    def _texts(self) -> Iterator[nodes.Text]:
        for text in list(self.document.findall(nodes.Text)):
            parent = text.parent
            while parent is not None and not isinstance(parent, _CLOSED):
                if "cell" in parent.get("classes", ()):  # code and what it printed
                    break
                parent = parent.parent
            else:
                if parent is None:
                    yield text

    def _address(self, page: str, place: str) -> str:
        return f"{self.app.builder.get_relative_uri(self.env.docname, page)}#{place}"
