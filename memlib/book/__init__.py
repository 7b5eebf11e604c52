"""The book's machinery: running notebooks, the Sphinx extension, the Colab edition.

Chapters need one name from here, :func:`start`; it is light, so that a notebook on Colab, which has
neither papermill nor Sphinx, can import it too. The rest is run by ``python -m memlib.book``.
"""

from memlib.book.preset import start

__all__ = ["start"]
