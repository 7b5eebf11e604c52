"""The book in its other languages: built beside the English one, into a folder of the same site.

A part of :mod:`memlib.book.sphinx`. The English build starts one more for each language as soon as
the notebooks have run, and waits for it in the end; they share the pictures, the formulas' scripts
and Python for the pages. Only translated pages are written; links to the others lead to English
ones, which say so to readers who came from the other language.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any, Final

from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.config import Config
from sphinx.search.zh import SearchChinese
from sphinx.util.osutil import relative_uri

from memlib import files
from memlib.book import catalog, translated
from memlib.book.project import Project
from memlib.entry import guarded

#: What a page says in each language of it that is not English.
_WORDS: Final = {
    "zh": {
        "name": "中文",
        "missing": "本页尚未译成中文，这里显示的是英文原文。",
        "home": "回到中文版",
        "computed": "静态图中的文字、表格和程序输出保留英文。",
        "stale": "原文有 {count} 处在翻译之后改动过，这几处显示英文。",
        "show": "显示代码",
        "hide": "隐藏代码",
        "unfold": "点击显示",
        "fold": "点击隐藏",
    }
}


#: In the folder of a language: what its pages were made of.
SEAL: Final = ".seal"


def setup(app: Sphinx) -> None:
    """Connect the steps."""
    app.add_config_value("memlib_language", "", "env")
    app.add_builder(Pages, override=True)
    app.add_search_language(Chinese)
    app.connect("config-inited", configure, priority=110)
    app.connect("builder-inited", start, priority=300)  # what both builds share is there
    app.connect("html-page-context", add_switch, priority=910)
    app.connect("build-finished", finish)


def configure(app: Sphinx, config: Config) -> None:
    """The contents with the captions of the language."""
    if config.memlib_language:
        project = Project.find(Path(app.srcdir))
        toc = translated.folder(project, config.memlib_language) / "_toc.yml"
        config.external_toc_path = str(toc)
        config.mathjax_path = "../../_static/mathjax/tex-chtml.js"  # the English book's
        if config.html_baseurl:
            config.html_baseurl = f"{config.html_baseurl.rstrip('/')}/{config.memlib_language}/"


class Pages(StandaloneHTMLBuilder):
    """HTML, of which in another language only the translated pages are written."""

    def init(self) -> None:
        """Find which pages those are."""
        super().init()
        self.language: str = self.app.config.memlib_language
        self.project = Project.find(Path(self.app.srcdir))
        names = (self.language,) if self.language else tuple(catalog.LANGUAGES)
        self.translations = {name: catalog.translated(self.project, name) for name in names}

    def written(self, language: str, page: str) -> bool:
        """Whether the site has a page in a language."""
        found = self.translations[language].get(page)
        return found is not None and found.shown

    def get_target_uri(self, docname: str, typ: str | None = None) -> str:
        """The address of a page; that of the English one where there is no other."""
        address = super().get_target_uri(docname, typ)
        if self.language and docname in self.env.found_docs:
            return address if self.written(self.language, docname) else f"../{address}"
        return address

    def _write_serial(self, docnames: Sequence[str]) -> None:
        if self.language:
            docnames = [name for name in docnames if self.written(self.language, name)]
        super()._write_serial(docnames)


class Chinese(SearchChinese):
    """Search in Chinese without a dictionary: any two characters that stand together are a word."""

    lang = "zh"
    js_splitter_code = """
function splitQuery(query) {
  const found = query.match(/[a-zA-Z0-9_]+/g) || [];
  for (const run of query.match(/[\\u3400-\\u9fff]+/g) || []) {
    if (run.length === 1) found.push(run);
    for (let i = 0; i + 1 < run.length; i++) found.push(run.slice(i, i + 2));
  }
  return found;
}
"""

    def split(self, input: str) -> list[str]:
        """The words of a text.

        >>> Chinese({}).split("记忆容量 of Transformer")
        ['记忆', '忆容', '容量', 'of', 'Transformer']
        """
        runs = re.findall(r"[\u3400-\u9fff]+", input)
        pairs = [run[i : i + 2] for run in runs for i in range(max(1, len(run) - 1))]
        latin = self.latin1_letters.findall(input)
        self.latin_terms.extend(latin)
        return pairs + latin


def shared(app: Sphinx) -> str:
    """How the files that all languages share are reached from a build's own folder."""
    return "../" if app.config.memlib_language else ""


def start(app: Sphinx) -> None:
    """Start the builds of the other languages, beside this one."""
    app.memlib_others = []  # type: ignore[attr-defined]
    if app.builder.name != "html" or app.config.memlib_language:
        return
    project = Project.find(Path(app.srcdir))
    lab: Path | None = getattr(app, "memlib_lab", None)
    offered = [edition.name for edition in getattr(app, "memlib_editions", ())]
    for language in catalog.LANGUAGES:
        if not catalog.translated(project, language):
            continue
        for line in catalog.report(project, language):
            print(f"memlib: {line}", file=sys.stderr)
        seal = Path(app.outdir) / language / SEAL
        key = translated.key(project, language, lab.name if lab else "", *offered)
        if seal.is_file() and seal.read_text() == key:
            continue  # nothing has changed
        seal.unlink(missing_ok=True)
        command = [sys.executable, "-m", "memlib.book.languages", language, str(app.outdir)]
        strict = ["--strict"] if app.warningiserror else []
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        process = subprocess.Popen([*command, *strict], cwd=project.root, env=environment)
        app.memlib_others.append((process, seal, key))  # type: ignore[attr-defined]


def finish(app: Sphinx, exception: Exception | None) -> None:
    """Wait for the other languages; in their own build, drop what they share with the English."""
    for process, seal, key in getattr(app, "memlib_others", ()):
        if exception is not None:
            process.terminate()
        if process.wait() and exception is None:
            print("memlib: a translation of the book could not be built", file=sys.stderr)
            raise SystemExit(2)
        if exception is None:
            files.write_text(seal, key)
    if exception is None and app.config.memlib_language:
        shutil.rmtree(Path(app.outdir) / "_static" / "mathjax", ignore_errors=True)
        first = Path(app.outdir) / "index.html"
        first.write_text('<meta http-equiv="Refresh" content="0; url=intro.html" />\n')


def add_switch(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any
) -> None:
    """On top of a page, the same page in the other languages, for readers and for machines."""
    builder = app.builder
    if "body" not in context or doctree is None or not isinstance(builder, Pages):
        return
    switch = _to_english if builder.language else _to_others
    context["body"] = switch(builder, pagename) + context["body"]
    found = versions(builder.project, builder.translations, pagename)
    if len(found) > 1 and builder.project.has_site:
        context["metatags"] = context.get("metatags", "") + "".join(
            f'\n<link rel="alternate" hreflang="{tag}" href="{escape(address)}" />'
            for tag, address in found.items()
        )


def versions(
    project: Project, translations: Mapping[str, Mapping[str, catalog.Translation]], page: str
) -> dict[str, str]:
    """The published addresses of a page by language, as HTML names these; English first."""
    return {"en": project.page(page)} | {
        _tag(code): project.page(f"{code}/{page}")
        for code, known in translations.items()
        if page in known and known[page].shown
    }


def _to_others(builder: Pages, page: str) -> str:
    """Of an English page: where it is in each language, or that it is not."""
    links, lines = [], []
    for language, words in _WORDS.items():
        if not builder.translations[language]:
            continue
        tag = _tag(language)
        there = page if builder.written(language, page) else "intro"
        address = escape(relative_uri(builder.get_target_uri(page), f"{language}/{there}.html"))
        if there == page:
            links.append(f'<a lang="{tag}" hreflang="{tag}" href="{address}">{words["name"]}</a>')
        else:
            lines.append(
                f'<p class="memlib-untranslated" lang="{tag}" data-language="{tag}">'
                f'{words["missing"]}<a hreflang="{tag}" href="{address}">{words["home"]}</a></p>'
            )
    nav = f'<nav class="memlib-languages" aria-label="Language">{"".join(links)}</nav>'
    return (nav if links else "") + "".join(lines)


def _to_english(builder: Pages, page: str) -> str:
    """Of a page in another language: the English one, and what of this one is English."""
    words, stale = _WORDS[builder.language], builder.translations[builder.language][page].stale
    address = relative_uri(builder.get_target_uri(page), f"../{page}.html")
    nav = (
        f'<nav class="memlib-languages" aria-label="语言">'
        f'<a lang="en" hreflang="en" href="{escape(address)}">English</a></nav>'
    )
    notes = [words["computed"]] if page.startswith("notebooks/") else []
    notes += [words["stale"].format(count=len(stale))] if stale else []
    return nav + (f'<p class="memlib-edition">{"".join(notes)}</p>' if notes else "")


def _tag(language: str) -> str:
    """What HTML calls a language."""
    return catalog.LANGUAGES.get(language, language).replace("_", "-")


def render(language: str, outdir: Path, *, strict: bool = False) -> int:
    """Build the book in one language, as jupyter-book does, into a folder of the site."""
    from jupyter_book.sphinx import build_sphinx  # type: ignore[import-untyped]

    project = Project.find()
    shown = translated.prepare(project, language)
    cover, title = shown.get("intro"), str(project.config["title"])
    overrides = {
        "external_toc_path": str(translated.folder(project, language) / "_toc.yml"),
        "latex_individualpages": False,
        "html_title": (cover and cover(title)) or title,
        "language": catalog.LANGUAGES[language],
        "memlib_language": language,
        "nb_code_prompt_show": _WORDS[language]["show"],
        "nb_code_prompt_hide": _WORDS[language]["hide"],
        "togglebutton_hint": _WORDS[language]["unfold"],
        "togglebutton_hint_hide": _WORDS[language]["fold"],
        "nitpicky": strict,
    }
    result = build_sphinx(
        translated.folder(project, language),
        outdir / language,
        noconfig=True,
        path_config=project.root / "_config.yml",
        confoverrides=overrides,
        doctreedir=project.root / "_build" / f".doctrees-{language}",
        warningiserror=strict,
        keep_going=strict,
        quiet=True,
    )
    return result if isinstance(result, int) else 1


if __name__ == "__main__":
    sys.exit(guarded(lambda: render(sys.argv[1], Path(sys.argv[2]), strict="--strict" in sys.argv)))
