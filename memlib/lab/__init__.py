"""What the pages of the book run in the reader's browser: pure Python, in a worker.

* :mod:`memlib.lab.cell`: a reader's cell, with errors cut to the reader's own lines;
* :mod:`memlib.lab.session`: a text or a table becomes a network, is checked, recited, and refuted;
* :mod:`memlib.lab.pasted`: a table as it is pasted.
"""
