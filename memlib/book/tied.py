"""Where a line may end: not between a formula and its punctuation, and in a name at its joints.

A formula is a box to a browser, and a browser lets a line end beside a box, whatever stands there.
A name of many words has no space in it, so it would be broken anywhere or nowhere. Both are told in
the page itself, on the site as in the EPUB and on paper.
"""

from __future__ import annotations

import re
from typing import Any, Final

from sphinx.application import Sphinx

#: A formula in a line as the site writes it, and as the EPUB does.
_FORMULA: Final = r'<span class="math notranslate nohighlight">.*?</span>|<math .*?</math>'
#: What opens and closes around it, in both languages; and short endings, as in "the k-th".
_TIED: Final = re.compile(
    rf"(?P<before>[(\[“‘（「《]*)(?:{_FORMULA})"
    r"(?P<after>[.,;:!?…%)\]”’、。，；：！？）」》]*(?:[-–](?:th\b)?|(?<=’)s\b)?[.,;:!?…)]*)",
    re.DOTALL,
)
_NAME: Final = re.compile(r'<span class="pre">(?P<name>[^<>]{16,})</span>')
#: After these signs of a name a line may end.
_JOINT: Final = re.compile(r"(?<=[\w)\]])(?:::|[_./(,=])(?=\w)")

#: The classes of what is tied, and of a name that may be broken; the style sheets know them.
CLASS: Final = "memlib-tied"
JOINTS: Final = "memlib-joints"


def tie(html: str) -> str:
    r"""A page whose formulas are tied to the signs around them.

    >>> f = r'<span class="math notranslate nohighlight">\(n\)</span>'
    >>> tie(f"for {f}, and") == f'for <span class="memlib-tied">{f},</span> and'
    True
    >>> tie(f"for {f} and") == f"for {f} and"
    True
    """

    def tied(match: re.Match[str]) -> str:
        alone = not match["before"] + match["after"]
        return match[0] if alone else f'<span class="{CLASS}">{match[0]}</span>'

    return _TIED.sub(tied, html)


def joint(html: str) -> str:
    """A page whose long names of code say where they may be broken.

    >>> joint('<span class="pre">lemmas.separated_tokens</span>')
    '<span class="pre memlib-joints">lemmas.<wbr>separated_<wbr>tokens</span>'
    """

    def jointed(match: re.Match[str]) -> str:
        name = _JOINT.sub(r"\g<0><wbr>", match["name"])
        return f'<span class="pre {JOINTS}">{name}</span>'

    return _NAME.sub(jointed, html)


def setup(app: Sphinx) -> None:
    """Connect the step, before pages are looked at for what links to them show."""
    app.connect("html-page-context", finish, priority=890)


def finish(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], _: Any) -> None:
    """Tie one page."""
    if "body" in context:
        context["body"] = joint(tie(context["body"]))
