"""``python -m memlib.book``: build the book, run its notebooks, write the Colab edition."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from memlib.entry import guarded

if TYPE_CHECKING:
    from memlib.book.project import Project


def main(arguments: list[str] | None = None) -> int:
    """Run one command; 0 when it succeeded."""
    return guarded(lambda: _run(arguments), extra="book")


def _run(arguments: list[str] | None) -> int:
    parser = argparse.ArgumentParser(prog="python -m memlib.book", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    for name, text in (("build", "run what is stale, then render the site"), ("run", "run only")):
        command = commands.add_parser(name, help=text)
        command.add_argument(
            "--preset", choices=("quick", "full"), help="instead of parameters.yml"
        )
    strict = commands.choices["build"].add_argument
    strict("--strict", action="store_true", help="every warning is an error; tell all of them")
    notebooks = commands.add_parser("notebooks", help="write notebooks/*.ipynb, the Colab edition")
    notebooks.add_argument("--check", action="store_true", help="only tell which are out of step")
    notebooks.add_argument(
        "--to",
        type=Path,
        metavar="FOLDER",
        help="write what the Colab buttons open, with the addresses of this place, into FOLDER",
    )
    commands.add_parser("epub", help="make the EPUB, which the next site that is built offers")
    commands.add_parser("pdf", help="make the EPUB, and the PDF from it; needs Chromium")
    commands.add_parser("editions", help="make the EPUB, and the PDF where Chromium is")
    commands.add_parser("where", help="tell the addresses that the book has when it is built here")
    commands.add_parser("chapters", help="how long each chapter is, and what of its form it lacks")
    catalogs = commands.add_parser("translations", help="bring the catalogs in step with the pages")
    catalogs.add_argument("pages", nargs="*", help="make these where there is none yet")
    catalogs.add_argument("--check", action="store_true", help="only tell what is stale")
    return _do(parser.parse_args(arguments))


def _do(options: argparse.Namespace) -> int:
    from memlib.book.project import Project

    project = Project.find()
    if options.command == "where":
        return where(project)
    if options.command == "translations":
        return update_translations(project, options.pages, check=options.check)
    if options.command in ("epub", "pdf", "editions"):
        return make_editions(project, options.command)
    if options.command == "chapters":
        return tell_chapters(project)
    if options.command == "notebooks" and options.to is not None:
        return write_branch(project, options.to)
    if options.command == "notebooks":
        return write_notebooks(project, check=options.check)
    if options.preset:
        os.environ["MEMLIB_PRESET"] = options.preset
    if options.command == "run":
        return run(project)
    return build(project, ("-W", "-n", "--keep-going") if options.strict else ("--quiet",))


def run(project: Project) -> int:
    """Run the stale notebooks."""
    from memlib.book import execute

    ran = execute.run_all(project)
    print(f"{len(ran)} of {len(project.notebooks)} notebooks ran")
    return 0


def build(project: Project, how: Sequence[str]) -> int:
    """Run the stale notebooks, build the site, and say where it lies."""
    from memlib.book.renderer import jupyter_book

    start = time.monotonic()
    with subprocess.Popen([jupyter_book(), "build", "book", *how], cwd=project.root) as process:
        try:
            code = process.wait()
        except KeyboardInterrupt:  # it got the same signal, and says so
            return process.wait()
    if code == 0:
        seconds = time.monotonic() - start
        page = project.root / "_build" / "html" / "index.html"
        print(f"\nThe book is built: {page}\nIt took {seconds:.0f} s.")
        print(f"Its addresses are those of {project.repository} ({project.origin.told_by}).")
    return code


def make_editions(project: Project, which: str) -> int:
    """Make the EPUB, the PDF, or what can be made here of both; and say where they lie."""
    from memlib.book import editions, pdf
    from memlib.errors import MemlibError

    if which != "pdf":
        print(f"The EPUB is made: {editions.make_epub(project)}")
    if which == "editions":
        try:
            pdf.browser()
        except MemlibError as error:
            print(f"memlib: no PDF: {error}", file=sys.stderr)
            return 0
    if which != "epub":
        print(f"The PDF is made: {editions.make_pdf(project)}")
    return 0


def where(project: Project) -> int:
    """Tell each kind of address, and where it comes from."""

    told = {
        "repository": f"{project.repository}  (told by {project.origin.told_by})",
        "site": project.site if project.has_site else "not known; html.baseurl can say it",
        "memlib": project.archive,
        "Colab": project.colab(project.notebooks[0]) if project.at.on_github else "no buttons",
    }
    for name, address in told.items():
        print(f"{name:<11} {address}")
    return 0


def write_branch(project: Project, folder: Path) -> int:
    """Write what the Colab buttons open into a folder."""
    from memlib.book import colab

    colab.write_branch(project, folder)
    print(f"{len(project.notebooks)} notebooks for {project.repository} in {folder}")
    return 0


def tell_chapters(project: Project) -> int:
    """Print the size of each numbered chapter, and what of the form of a chapter it lacks."""
    from memlib.book import chapters

    print(chapters.table(project))
    return 0


def update_translations(project: Project, pages: Sequence[str], *, check: bool) -> int:
    """Bring every catalog of a translation in step with the English, and tell what is stale."""
    from memlib.book import catalog

    stale = 0
    for language in catalog.LANGUAGES:
        if not check:
            for page in dict.fromkeys((*catalog.translated(project, language), *pages)):
                catalog.update(project, language, page)
        lines = catalog.report(project, language, whole=True)
        stale += len(lines)
        print("\n".join([*lines, catalog.summary(project, language)]))
    return 1 if check and stale else 0


def write_notebooks(project: Project, *, check: bool) -> int:
    """Write (or compare) the Colab edition of every chapter."""
    from memlib.book import colab

    changed = colab.write_all(project, check=check)
    for name in changed:
        print(f"notebooks/{name}.ipynb {'is out of step' if check else 'written'}")
    if check and changed:
        print("memlib: run `make notebooks` and commit the result", file=sys.stderr)
        return 1
    print(f"{len(changed)} changed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
