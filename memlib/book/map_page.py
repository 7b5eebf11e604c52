"""The directive ``{statement-map}``: the map of statements, and the same as lists.

A part of :mod:`memlib.book.sphinx`. The map is put in when its page is written, and the page is
written again whenever a statement, its number or a reference has changed.
"""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective

from memlib.book import statement_map, ways
from memlib.book.labels import heading


class Place(nodes.General, nodes.Element):  # type: ignore[misc]
    """Where the map goes."""


class StatementMap(SphinxDirective):
    """``{statement-map}``."""

    def run(self) -> list[nodes.Node]:
        """Remember where the map goes."""
        setattr(self.env, _PAGE, self.env.docname)
        return [Place()]


_PAGE = "memlib_map_page"


def setup(app: Sphinx) -> None:
    """Connect the steps."""
    app.add_node(Place)
    app.add_directive("statement-map", StatementMap)
    app.add_post_transform(Draw)
    app.connect("env-get-updated", changed, priority=901)


def changed(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """The page of the map, always: it takes no time, and shows what all other pages say."""
    page = getattr(env, _PAGE, "")
    return [page] if page in env.found_docs else []


class Draw(SphinxPostTransform):
    """Put the map and the lists into the page."""

    default_priority = 6

    def run(self, **_: Any) -> None:
        """Replace each place by what belongs there."""
        for place in list(self.document.findall(Place)):
            place.replace_self([*self.picture(), self.lists()])

    def picture(self) -> list[nodes.Node]:
        """The map, where the page is one that rolls: on pages of paper the lists do."""
        if self.app.builder.name != "html":
            return []
        drawn = statement_map.svg(
            ways.of(self.env),
            lambda label: ways.name(self.env, label),
            lambda page: self.env.titles[page].astext(),
            self.address,
        )
        # A part of a page that scrolls must be within reach of the keyboard.
        opening = '<div class="memlib-map-frame" tabindex="0" role="region" aria-label="The map">'
        return [nodes.raw("", f"{opening}{drawn}</div>", format="html")]

    def lists(self) -> nodes.section:
        """The same in words."""
        uses = ways.of(self.env)
        result = nodes.section("", nodes.title("", "The same as a list"), ids=["as-a-list"])
        result += nodes.paragraph("", statement_map.summary(uses))
        for page, labels in statement_map.by_page(uses).items():
            result += nodes.rubric("", self.env.titles[page].astext())
            items = nodes.bullet_list()
            for label in labels:
                line = nodes.paragraph("", "", self.link(label))
                line += nodes.Text(f" ({heading('', uses.statements[label].title)[1]})")
                for index, other in enumerate(uses.direct[label]):
                    line += [nodes.Text(", " if index else " uses "), self.link(other)]
                items += nodes.list_item("", line)
            result += items
        return result

    def link(self, label: str) -> nodes.reference:
        """A link to a statement by its name."""
        words = ways.name(self.env, label)
        return nodes.reference("", words, internal=True, refuri=self.address(label))

    def address(self, label: str) -> str:
        """Where a statement stands, as this page sees it."""
        page = ways.of(self.env).statements[label].page
        return f"{self.app.builder.get_relative_uri(self.env.docname, page)}#{label}"
