"""Small trainable models in torch, with exact parameter counts.

* :mod:`memlib.models.parts`: how tokens enter, feed-forward blocks, initial weights.
* :mod:`memlib.models.uniform`: the paper's eq. (165), deep sets, last token only, mean only.
* :mod:`memlib.models.mixers`: layers of softmax, hardmax or uniform attention, pooling, or none.
* :mod:`memlib.models.feed_forward`: nets on the flattened sequence, and exact least squares.
* :mod:`memlib.models.causal`: a language model in the form of GPT-2.
* :mod:`memlib.models.registry`: all of them by name.
"""
