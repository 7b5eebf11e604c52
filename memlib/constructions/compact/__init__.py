"""Networks with fewer parameters than data: no key is stored, only one bit an item.

The parts, in the order in which a network runs:

* :mod:`token_hash`: a projection and a few folds give each token a score; a context is the sum of
  scores that attention makes, an integer *key*. Checked on the data.
* :mod:`buckets`: the sorted keys are cut into buckets; five parameters per bucket look its word up.
* :mod:`retrieval`: the word solves a linear system over GF(2): the parity of (hash bits AND word)
  is the label, for each key of the bucket. One bit of the word an item.
* :mod:`stream`: folds read both, bit by bit, and a count; its parity is the label's bit.
* :mod:`driver`: all together, with retries where a random choice fails.

What the network answers on tokens or sequences outside the data is not constrained, unless they are
given as a second data set that must get 0.
"""
