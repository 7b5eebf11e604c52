"""Line words: networks with about 5·√N parameters for N labels of two classes.

A bucket of keys is a *hinge*: Σ Δσ_j·ReLU(key − a_j) is a piecewise linear function, and the slope
and the beginning of each piece both hold bits. Three parameters, some 2K labels.

* :mod:`words`: the search for one piece: a line whose digits are the labels of a bucket's keys;
* :mod:`starts`: the slopes and values it may begin with; :mod:`plan`: how many boxes to keep;
* :mod:`layout`: which digit a key reads: folding the key decides, level by level;
* :mod:`buckets`: piece after piece, rounded to whole numbers, every bit computed from them;
* :mod:`program`: the network; :mod:`driver`: the choices and retries; :mod:`construct`: the method.

The token hash and the items are those of :mod:`memlib.constructions.compact`.
"""
