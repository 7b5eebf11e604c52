"""The directive ``{moving} NAME``: a figure that moves, and the sentence that leads to it.

A part of :mod:`memlib.book.sphinx`. The figure is a module of :mod:`memlib.figures`.
"""

from __future__ import annotations

from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from memlib import figures, files
from memlib.book import words
from memlib.errors import MemlibError
from memlib.figures import page, registry

#: The colors of both themes, a style sheet of the site.
COLORS = "moving-colors.css"


class MovingFigure(SphinxDirective):
    """A figure that moves, by its name."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """The block, as it stands at rest."""
        for path in sorted(Path(figures.__file__).parent.glob("*.py")):
            self.env.note_dependency(str(path))  # then this page is read again when it changes
        try:
            figure = registry.figure(self.arguments[0])
            block = page.html(words.figure(self.env.config.memlib_language, figure))
        except MemlibError as error:
            raise self.error(str(error)) from None
        return [nodes.raw("", block, format="html")]


def setup(app: Sphinx) -> None:
    """Connect the directive and the colors."""
    app.add_directive("moving", MovingFigure)
    app.add_css_file(COLORS)
    app.connect("build-finished", write_colors)


def write_colors(app: Sphinx, error: Exception | None) -> None:
    """Write the style sheet of the colors."""
    if error is None and app.builder.format == "html":
        files.write_text(Path(app.outdir) / "_static" / COLORS, page.css())
