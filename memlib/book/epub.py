"""The book as an EPUB: Sphinx's builder, and what an e-reader needs beyond it.

A part of :mod:`memlib.book.sphinx`; it does nothing for other builders. Formulas become MathML,
folded code stays away, the solutions of a chapter move to its end, figures keep their light
version, and each page is made well-formed XML without a script.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Final

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders.epub3 import Epub3Builder
from sphinx.config import Config
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.math import get_node_equation_number
from sphinx_exercise.nodes import solution_node

from memlib import __version__, files
from memlib.book import formulas, package, runnable
from memlib.book.project import Project
from memlib.book.xhtml import well_formed
from memlib.figures import page

#: The style sheet, of ``book/editions``.
STYLE: Final = "edition.css"
#: The files of the built folder that go into the book, besides its pages and pictures.
_KEPT: Final = ("_static/epub.css", "_static/pygments.css", f"_static/{STYLE}")


class Edition(Epub3Builder):
    """Sphinx's builder of EPUB 3, with pages mended before they are packed."""

    def build_content(self) -> None:
        """Mend the pages, leave out what no e-reader needs, and list what is left."""
        out = Path(self.outdir)
        files.write_text(out / "_static" / STYLE, style(Path(self.srcdir)))
        used: set[Path] = set()
        for path in sorted(out.rglob("*.xhtml")):
            if path.name == "nav.xhtml":
                continue
            text, pictures = well_formed(files.read_text(path), path, out)
            files.write_text(path, text)
            used |= pictures
        kept = {out / name for name in _KEPT} | used
        for path in sorted(out.rglob("*")):
            if (
                path.is_file()
                and path.suffix not in (".xhtml", ".opf", ".ncx")
                and (path not in kept and path.name not in ("mimetype", "container.xml"))
            ):
                path.unlink()
        super().build_content()

    def build_epub(self) -> None:
        """Mend what the builder has written, then pack it."""
        package.mend(Path(self.outdir), str(self.config.epub_identifier))
        super().build_epub()


def style(book: Path) -> str:
    """The style sheet: ours, and that of the figures that move, at rest and in their light colors.

    E-readers know no variables, so the colors are written out.
    """
    light = dict(re.findall(r"--([\w-]+):(#\w+)", page.css().partition("@media")[0]))

    def color(match: re.Match[str]) -> str:
        return light.get(match["name"]) or match["other"] or "inherit"

    moving = files.read_text(book / "_static" / "moving.css")
    moving = re.sub(r"@media[^{]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}", "", moving)  # nothing moves
    moving = re.sub(r"var\(--(?P<name>[\w-]+)(?:,\s*(?P<other>[^()]*))?\)", color, moving)
    return files.read_text(book / "editions" / STYLE) + moving


def setup(app: Sphinx) -> None:
    """Connect the steps."""
    app.add_builder(Edition, override=True)
    app.add_config_value("epub_math_renderer", "memlib_mathml", "")
    app.add_html_math_renderer("memlib_mathml", (inline, None), (display, None))
    app.add_post_transform(ForReading)
    app.connect("builder-inited", without_the_theme)


def without_the_theme(app: Sphinx) -> None:
    """The site's themes prepare buttons and menus, also where there are none, and stop there."""
    if app.builder.name == "epub":
        kept = [
            each
            for each in app.events.listeners["html-page-context"]
            if not each.handler.__module__.startswith(("sphinx_book_theme", "pydata_sphinx_theme"))
        ]
        app.events.listeners["html-page-context"] = kept


def configure(project: Project, config: Config) -> None:
    """What the EPUB says of itself."""
    config.html_math_renderer = "mathjax"
    config.version = __version__  # for all builders: they share what they have read
    config.epub_title = str(project.config["title"])
    config.epub_author = config.epub_publisher = str(project.config["author"])
    config.epub_identifier = project.site if project.has_site else project.repository
    config.epub_scheme = "URL"
    config.epub_uid = "book"
    config.epub_show_urls = "no"
    config.epub_use_index = False
    config.epub_tocdepth = 2
    config.epub_tocdup = False
    config.epub_basename = "memlib"
    config.epub_css_files = [STYLE]
    config.epub_copyright = str(project.config["copyright"])
    config.epub_exclude_files = [f"{name}.xhtml" for name in ("search", "genindex", "prf-prf")]


class ForReading(SphinxPostTransform):
    """A page as it is read on paper: no folded code, solutions at the end, formulas known."""

    default_priority = 150  # after references are links, before cells are folded
    builders = ("epub",)

    def run(self, **_: Any) -> None:
        """Mend one page."""
        for cell in list(self.document.findall(nodes.container)):
            mode = str(cell.get("hide_mode", ""))
            if "all" in mode:
                cell.parent.remove(cell)
            elif "input" in mode:
                for part in [x for x in cell.children if "cell_input" in x.get("classes", ())]:
                    cell.remove(part)
            cell.attributes.pop("hide_mode", None)
            code = next((text.astext() for text in cell.findall(nodes.literal_block)), "")
            if "cell" in cell["classes"] and runnable.asks(code):  # it says: no answer yet
                for part in [x for x in cell.children if "cell_output" in x.get("classes", ())]:
                    cell.remove(part)
        self.move_solutions()
        self.know_formulas()

    def move_solutions(self) -> None:
        """The solutions of the page in a section of their own."""
        found = list(self.document.findall(solution_node))
        if not found:
            return
        section = nodes.section("", nodes.title("", "Solutions"), ids=["memlib-solutions"])
        for solution in found:
            solution.parent.remove(solution)
            section += solution
        next(iter(self.document.findall(nodes.section))).append(section)

    def know_formulas(self) -> None:
        """Translate all formulas of the page at once."""
        project = Project.find(Path(self.app.srcdir))
        kinds = [(inline_tex, nodes.math, False), (display_tex, nodes.math_block, True)]
        wanted = [
            (tex(node), shown) for tex, kind, shown in kinds for node in self.document.findall(kind)
        ]
        known = self.app.__dict__.setdefault("memlib_mathml", {})
        new = sorted(set(wanted) - set(known))
        if new:
            known |= dict(zip(new, formulas.mathml(new, project), strict=True))


def inline_tex(node: nodes.math) -> str:
    """The TeX of a formula in a line."""
    return str(node.astext())


def display_tex(node: nodes.math_block) -> str:
    """The TeX of a formula on lines of its own, read as Sphinx reads it for MathJax."""
    text = str(node.astext())
    if node.get("nowrap") or node.get("no-wrap"):
        return text
    if r"\\" in text and r"\begin" not in text:
        return rf"\begin{{split}}{text}\end{{split}}"
    return text


def inline(translator: Any, node: nodes.math) -> None:
    """Write a formula in a line."""
    translator.body.append(translator.builder.app.memlib_mathml[inline_tex(node), False])
    raise nodes.SkipNode


def display(translator: Any, node: nodes.math_block) -> None:
    """Write a formula on lines of its own, with its number."""
    written = translator.builder.app.memlib_mathml[display_tex(node), True]
    number = ""
    if node["number"]:
        number = f'<span class="eqno">({get_node_equation_number(translator, node)})</span>'
    opening = translator.starttag(node, "div", CLASS="memlib-equation")
    translator.body.append(f"{opening}{number}{written}</div>\n")
    raise nodes.SkipNode
