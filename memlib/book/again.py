"""Pages that are written again, though their own text is as it was: what they show has changed.

A part of :mod:`memlib.book.sphinx`. The builders share what Sphinx has read, but each writes pages
of its own, so what these were made from is remembered for each builder.
"""

from __future__ import annotations

from typing import Any

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment


def before(app: Sphinx, env: BuildEnvironment, name: str, now: Any) -> Any:
    """What the pages of this builder were made from last, None at first; from now on it is ``now``.

    Args:
        app: the build.
        env: where it is remembered, between builds.
        name: of what is remembered.
        now: what the pages are made from in this build.
    """
    key = f"memlib_{name}_of_{app.builder.name}"
    old = getattr(env, key, None)
    setattr(env, key, now)
    return old
