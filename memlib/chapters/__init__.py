"""What the chapters draw and tabulate, one file a chapter, named like the chapter.

A cell of a chapter holds the lines that carry its idea. Everything else that a page shows (a
figure that gathers its curves first, a table with its column titles) is a function here, which the
cell calls with what it has just computed.

Whatever these functions need from matplotlib they ask of :mod:`memlib.plots`, which loads it when
a figure is drawn. Nothing in memlib imports this package.
"""
