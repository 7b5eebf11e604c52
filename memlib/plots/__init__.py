"""The figures of the book, light and dark, each with alt text.

:func:`show` is the one way to make a figure; a file per family of figures stands beside it.
"""

from memlib.plots.style import DARK, LIGHT, Picture, Theme, picture, show

__all__ = ["DARK", "LIGHT", "Picture", "Theme", "picture", "show"]
