"""Networks with softmax attention or analytic activations, certified by interval arithmetic.

Needs mpmath (``pip install memlib[interval]``).

* :mod:`memlib.exact.analytic`, :mod:`memlib.interval.evaluate`: the layers, and running them with
  every number between two bounds.
* :mod:`memlib.interval.certificate`, :mod:`memlib.interval.check`: the second certificate format,
  and its check.
* :mod:`memlib.rivals.madden`, :mod:`memlib.rivals.mahdavi`,
  :mod:`memlib.rivals.kajitsuka_2023`: three memorizers of other works.
"""
