"""Figures that move: pictures that a reader changes on the page.

* :mod:`memlib.figures.moving`: what a figure is: controls, and parts that are drawn from them;
* :mod:`memlib.figures.svg`: the few shapes that pictures are drawn with;
* :mod:`memlib.figures.registry`: the figures by name, one module each.

Everything is drawn here, in Python: at rest, for every place of a control, and (in the reader's
browser) for what no table holds. The page's script only puts the drawings in their places.
"""
