"""Under each statement: what it uses, and every place where it is used, with links both ways.

A part of :mod:`memlib.book.sphinx`. The lists are put in when pages are written, so that they are
as new as the newest page; a page whose lists have changed is written again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms.post_transforms import SphinxPostTransform

from memlib.book import again, naming, uses
from memlib.book.project import Project
from memlib.book.uses import Use, Uses


def setup(app: Sphinx) -> None:
    """Connect the steps."""
    app.connect("builder-inited", lambda app: found.cache_clear())
    app.connect("env-get-updated", changed, priority=900)  # when boxes have their numbers
    app.add_post_transform(MarkUses)
    app.add_post_transform(ListUses)


@cache
def found(root: Path) -> Uses:
    """The uses of the project, read once per build."""
    return uses.collect(Project(root))


def of(env: BuildEnvironment) -> Uses:
    """The uses of the project that a build is about."""
    return found(Project.find(Path(env.srcdir)).root)


def name(env: BuildEnvironment, label: str) -> str:
    """What a statement is called: the paper's number, or the book's."""
    known: dict[str, Any] = getattr(env, "proof_list", {}).get(label, {})
    if known.get("paper"):
        return naming.in_language(str(known["paper"]))
    kind = naming.word(str(known.get("realtype", "statement")).title())
    if not known or known["nonumber"]:
        return kind
    numbers = env.toc_fignumbers.get(known["docname"], {}).get(known["countertype"], {})
    return f"{kind} {'.'.join(map(str, numbers.get(label, ())))}".strip()


def changed(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """The pages whose lists are not what they were when they were written."""
    all_uses = of(env)
    text: dict[str, list[str]] = {}
    for label, statement in all_uses.statements.items():
        told = [name(env, label), *(name(env, x) for x in all_uses.direct[label])]
        for use in all_uses.of(label):
            told += [use.page, use.anchor, use.owner and name(env, use.owner)]
        text.setdefault(statement.page, []).append(repr(told))
    now = {
        page: hashlib.sha256("\n".join(lines).encode()).hexdigest() for page, lines in text.items()
    }
    old: dict[str, str] = again.before(app, env, "ways", now) or {}
    return sorted(page for page in now if old.get(page) != now[page] and page in env.found_docs)


class MarkUses(SphinxPostTransform):
    """Give each reference to a statement an id, so that the statement can link to it."""

    default_priority = 4  # before references become links

    def run(self, **_: Any) -> None:
        """Number the references to each statement on this page."""
        count: dict[str, int] = {}
        for reference in list(self.document.findall(pending_xref)):
            label = reference.get("reftarget")
            if reference.get("refdomain") == "prf" and label in of(self.env).statements:
                count[label] = count.get(label, 0) + 1
                use = Use(label, self.env.docname, count[label], "")
                place = nodes.inline("", "", ids=[use.anchor])
                reference.replace_self(place)
                place += reference


class ListUses(SphinxPostTransform):
    """Under each box: what it uses and where it is used."""

    default_priority = 5

    def run(self, **_: Any) -> None:
        """Put the lists into this page."""
        all_uses = of(self.env)
        for box in list(self.document.findall(_is_box)):
            labels = [x for x in box["ids"] if x in all_uses.statements]
            if labels and box.parent is not None:
                lists = self.lists(labels[0], all_uses)
                if lists.children:
                    box.parent.insert(box.parent.index(box) + 1, lists)

    def lists(self, label: str, all_uses: Uses) -> nodes.container:
        """The lists of one statement; nothing in it when it stands alone."""
        result = nodes.container("", classes=["memlib-ways"])
        used = [
            self.link(all_uses.statements[other].page, other, name(self.env, other))
            for other in all_uses.direct[label]
        ]
        if used:
            result += _line("Uses", used)
        places = all_uses.of(label)
        owners = dict.fromkeys(use.owner for use in places if use.owner)
        if owners:
            links = [
                self.places(name(self.env, owner), [use for use in places if use.owner == owner])
                for owner in owners
            ]
            result += _line("Used by", links)
        free = [use for use in places if not use.owner]
        if free:
            links = [
                self.places(self.title(page), [use for use in free if use.page == page])
                for page in dict.fromkeys(use.page for use in free)
            ]
            result += _line("Mentioned in", links)
        return result

    def places(self, words: str, some: Sequence[Use]) -> nodes.inline:
        """A link to the first of some uses, and short ones to the others."""
        first, *more = some
        result = nodes.inline("", "", self.link(first.page, first.anchor, words))
        for number, use in enumerate(more, 2):
            link = self.link(use.page, use.anchor, f"({number})")
            link["reftitle"] = f"{words}: place {number} of {len(some)}"
            result += [nodes.Text("\N{NO-BREAK SPACE}"), link]
        return result

    def title(self, page: str) -> str:
        """A page's title, up to its colon; this page is called so."""
        if page == self.env.docname:
            return naming.word("this page")
        return str(self.env.titles[page].astext()).partition(":")[0]

    def link(self, page: str, anchor: str, words: str) -> nodes.reference:
        """A link to a place in the book."""
        builder = self.app.builder
        if page == self.env.docname:
            return nodes.reference("", words, internal=True, refid=anchor)
        address = f"{builder.get_relative_uri(self.env.docname, page)}#{anchor}"
        return nodes.reference("", words, internal=True, refuri=address)


def _is_box(node: nodes.Node) -> bool:
    return isinstance(node, nodes.Element) and "proof" in node.get("classes", ())


def _line(head: str, links: Iterable[nodes.Node]) -> nodes.paragraph:
    return nodes.paragraph(
        "", "", nodes.strong("", f"{naming.word(head)}:"), nodes.Text(" "), *_between(links)
    )


def _between(links: Iterable[nodes.Node]) -> Iterator[nodes.Node]:
    for index, link in enumerate(links):
        if index:
            yield nodes.Text(" · ")
        yield link
