"""What the site says of itself to others: social cards and ``llms.txt``.

A part of :mod:`memlib.book.sphinx`. All addresses come from :mod:`memlib.book.project`. Where
nobody knows the address of the site, these files and tags are left out, and one line says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any, Final

from sphinx.application import Sphinx
from sphinx.util import logging

from memlib import files
from memlib.book import bibliography, labels
from memlib.book.plain import Plain
from memlib.book.project import Project

CARD: Final = "_static/card.png"
#: Width and height of a card in pixels, as the networks want it.
CARD_SIZE: Final = (1200, 630)

_LOG = logging.getLogger(__name__)
_NO_PROSE: Final = re.compile(r"^(?:#|%|\(|!\[|<|\||\*\*|:[\w-]+:|[`:]{3,})")
_SIGNS: Final = {
    "sqrt": "√", "le": "≤", "ge": "≥", "times": "×", "cdot": "·", "to": "→", "approx": "≈",
    "Omega": "Ω", "omega": "ω", "delta": "δ", "Theta": "Θ", "dots": "…", "tilde": "", "mathbb": "",
    "left": "", "right": "", "big": "", "bigl": "", "bigr": "", "text": "", "mathrm": "",
}  # fmt: skip


def setup(app: Sphinx) -> None:
    """Connect the steps."""
    app.connect("builder-inited", know_pages)
    app.connect("html-page-context", add_tags)
    app.connect("build-finished", write_files)


def know_pages(app: Sphinx) -> None:
    """Find the address and a description of each page, once."""
    project = Project.find(Path(app.srcdir))
    said = descriptions(project) if project.has_site and not app.config.memlib_language else {}
    app.memlib_said = (project, said)  # type: ignore[attr-defined]
    if not project.has_site:
        _LOG.info("nobody knows the address of the site: no social cards, no llms.txt")


def descriptions(project: Project) -> dict[str, str]:
    """The first sentences of each page, as plain words."""
    known = labels.collect(project)
    works = bibliography.read(project.root / "book" / "references.bib")
    found = {}
    for page in project.pages:
        reader = Plain(project, page, known, works)
        paragraphs = (words(reader.convert(text)) for text in prose(project.text(page)))
        found[page] = shorten(next((text for text in paragraphs if text), title(project, page)))
    return found


def prose(text: str) -> Iterator[str]:
    """The paragraphs of a page, without headings, options, pictures and code.

    >>> list(prose("# Title\\n\\n:::{note} The question\\n:class: x\\n\\nHow\\nmany?\\n:::\\n"))
    ['How\\nmany?']
    """
    text = re.sub(r"^```\{code-cell\}.*?^```$", "", text, flags=re.DOTALL | re.M)
    for paragraph in re.split(r"\n\s*\n", text):
        lines = [line for line in paragraph.splitlines() if not _NO_PROSE.match(line)]
        if lines and lines[0].strip():
            yield "\n".join(lines)


def words(markdown: str) -> str:
    r"""Markdown as plain words, formulas too.

    >>> words(r"About $\sqrt{N \log N}$ are *enough*, says [Ann](https://example.org) (`memlib`).")
    'About √(N log N) are enough, says Ann (memlib).'
    """
    text = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", markdown)
    text = re.sub(r"\$([^$]+)\$", lambda match: formula(match[1]), text)
    return " ".join(re.sub(r"[*`]|<[^>]+>", "", text).split())


def formula(tex: str) -> str:
    """A short formula in a line of text."""
    tex = tex.replace(r"\sqrt[3]", "∛")
    tex = re.sub(r"\\sqrt\s*\{\s*(\w)\s*\}", r"√\1", tex)
    tex = re.sub(r"\\sqrt\s*\{([^{}]*)\}", r"√(\1)", tex)
    tex = re.sub(r"\\([A-Za-z]+)\s?", lambda match: _SIGNS.get(match[1], f"{match[1]} "), tex)
    return re.sub(r"\\.|[{}]", "", tex).strip()


def shorten(text: str, limit: int = 200) -> str:
    """Whole sentences, as many as fit; of a long one what fits.

    >>> shorten("One. Two is longer.", 10), shorten("One two three", 9)
    ('One.', 'One two …')
    """
    if len(text) <= limit:
        return text
    end = text.rfind(". ", 0, limit)
    return text[: end + 1] if end > 0 else f"{text[:limit].rsplit(' ', 1)[0]} …"


def title(project: Project, page: str) -> str:
    """A page's title."""
    first = project.text(page).splitlines()[0]
    return words(first.removeprefix("# "))


def add_tags(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any
) -> None:
    """What a network shows when somebody posts a link to the page."""
    project, said = app.memlib_said  # type: ignore[attr-defined]
    if app.builder.name == "html" and pagename in said:
        context["metatags"] = context.get("metatags", "") + tags(project, pagename, said[pagename])


def tags(project: Project, page: str, description: str) -> str:
    """The tags of one page."""
    width, height = CARD_SIZE
    values = {
        "og:type": "website" if page == "intro" else "article",
        "og:site_name": str(project.config["title"]),
        "og:title": title(project, page),
        "og:description": description,
        "og:url": project.page(page),
        "og:image": f"{project.site}/{CARD}",
        "og:image:width": str(width),
        "og:image:height": str(height),
        "og:image:alt": f"{project.config['title']} {CARD_TEXT}",
    }
    lines = [f'<meta property="{name}" content="{escape(x)}"/>' for name, x in values.items()]
    lines.append('<meta name="twitter:card" content="summary_large_image"/>')
    lines.append(f'<meta name="description" content="{escape(description)}"/>')
    return "\n".join(["", *lines, ""])


CARD_TEXT: Final = "Two lines: one number per label, and about √N numbers for N labels."


def write_files(app: Sphinx, error: Exception | None) -> None:
    """``llms.txt`` and the picture of the card."""
    project, said = app.memlib_said  # type: ignore[attr-defined]
    if error is not None or app.builder.name != "html" or not said:
        return
    folder = Path(app.outdir)
    files.write_text(folder / "llms.txt", llms(project, said))
    if not (folder / CARD).is_file():
        draw_card(folder / CARD, str(project.config["title"]))


def llms(project: Project, said: dict[str, str]) -> str:
    """``llms.txt``: the pages with a sentence each, for programs that read."""
    lines = [f"# {project.config['title']}", "", f"> {said['intro']}", ""]
    lines += [
        f"The text is licensed CC BY 4.0, the code MIT. Source: {project.repository}. The text of "
        f"a page without its frame: {project.site}/_sources/PAGE.md, and "
        f"{project.site}/_sources/notebooks/CHAPTER.ipynb for chapters that compute.",
    ]
    for part in project.toc.get("parts", []):
        lines += ["", f"## {part['caption']}", ""]
        for entry in part["chapters"]:
            page = str(entry["file"]).removesuffix(".md")
            lines.append(f"- [{title(project, page)}]({project.page(page)}): {said[page]}")
    return "\n".join(lines) + "\n"


def draw_card(path: Path, name: str) -> None:
    """The picture of the card: the book's title and its two lines."""
    import matplotlib as mpl
    from matplotlib.figure import Figure

    ink, paper, quiet, strong = "#e8edf2", "#14202b", "#8b9bab", "#ffb454"
    width, height = CARD_SIZE
    with mpl.rc_context({"font.family": "DejaVu Sans"}):
        figure = Figure(figsize=(width / 100, height / 100), dpi=100, facecolor=paper)
        head, _, tail = name.partition(" transformer ")
        lines = f"{head}\ntransformer\n{tail}" if tail else name
        figure.text(0.055, 0.9, lines, color=ink, fontsize=40, va="top", weight="bold",
                    linespacing=1.25)  # fmt: skip
        below = "An open course · every network built\nand checked, label by label"
        figure.text(0.055, 0.13, below, color=quiet, fontsize=20, va="bottom", linespacing=1.4)
        axes = figure.add_axes((0.6, 0.16, 0.34, 0.68), facecolor=paper)
        ends = (1, 10**6)
        axes.loglog(ends, ends, color=quiet, linewidth=5)
        axes.loglog(ends, (1, 10**3), color=strong, linewidth=8)
        axes.text(10**5, 4 * 10**5, "N", color=quiet, fontsize=30, ha="right")
        axes.text(10**5, 10**2 / 3.5, "√N", color=strong, fontsize=34, weight="bold")
        axes.set_xlabel("labels", color=ink, fontsize=20, labelpad=10)
        axes.set_ylabel("numbers", color=ink, fontsize=20, labelpad=10)
        axes.set(xlim=(1, 2 * 10**6), ylim=(0.8, 3 * 10**6), xticks=[], yticks=[])
        axes.minorticks_off()
        axes.spines[["top", "right"]].set_visible(False)
        axes.spines[["left", "bottom"]].set_color(ink)
        path.parent.mkdir(parents=True, exist_ok=True)
        figure.savefig(path, facecolor=paper, metadata={"Software": None})
