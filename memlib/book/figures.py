"""Figures on their way from a notebook into a page.

In a notebook a figure is one ``<picture>`` that holds both its versions as data, so that it shows
anywhere. A page of the book gets two files instead and shows the one that fits the theme chosen
there; the other is never loaded.
"""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path

from memlib import files

_PICTURE = re.compile(
    r'<picture class="memlib-picture">\s*'
    r'<source[^>]*? srcset="data:image/(?P<dark_kind>[a-z+]+);base64,(?P<dark>[^"]+)"[^>]*>\s*'
    r'<img src="data:image/(?P<light_kind>[a-z+]+);base64,(?P<light>[^"]+)"(?P<rest>[^>]*)>\s*'
    r"</picture>"
)


def to_files(html: str, folder: Path, prefix: str) -> str:
    """``html`` with every figure as two ``<img>``, their files written to ``folder``.

    Args:
        html: a page's body.
        folder: where the files go; made when needed.
        prefix: the address of ``folder`` as the page sees it.
    """

    def two_images(match: re.Match[str]) -> str:
        rest = match["rest"].rstrip(" /")
        images = "".join(
            f'<img class="only-{theme}" loading="lazy" '
            f'src="{prefix}/{_write(folder, match[theme], match[f"{theme}_kind"])}"{rest}>'
            for theme in ("light", "dark")
        )
        return f"<span>{images}</span>"  # apart from the caption, which the theme would hide too

    return _PICTURE.sub(two_images, html)


def _write(folder: Path, data: str, kind: str) -> str:
    raw = base64.b64decode(data)
    name = f"figure-{hashlib.sha256(raw).hexdigest()[:16]}.{kind.removesuffix('+xml')}"
    target = folder / name
    if not target.exists():
        folder.mkdir(parents=True, exist_ok=True)
        files.write_bytes(target, raw)
    return name
