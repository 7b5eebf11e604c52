"""Plain ReLU networks: the bound of Bartlett, Harvey, Liaw, Mehrabian (JMLR 20, 2019) as a number.

Layer l has k_l units, each a ReLU of an affine function of layer l−1 (the last a bare affine
output). With W_l the parameters up to layer l, the pre-activations of layer l are, on a cell where
the earlier layers do not change, polynomials of degree ≤ l in W_l variables. So N inputs get at
most

    ∏_l 2(2e·N·k_l·l / W_l)^{W_l}

label vectors. Their Theorem 7 turns this into O(WL log W); here the product itself is evaluated.
The order is that of their abstract; the constants are quoted and not checked against the paper.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from memlib.bounds.logarithms import least_integer, positive_integer
from memlib.bounds.sign_patterns import Step, total_bits


def steps(inputs: int, widths: Sequence[int], items: int) -> list[Step]:
    """One refinement a layer: N·k_l polynomials of degree l in W_l variables.

    Args:
        inputs: dimension of the input. widths: k_1, …, k_L; the last is the output (1).
        items: N, how many inputs are labeled.

    >>> steps(1, [2, 1], 10)[1]
    Step(what='output signs', polynomials=10, degree=2, variables=7)
    """
    positive_integer(inputs, "inputs")
    result, variables, before = [], 0, inputs
    for layer, width in enumerate(widths, start=1):
        positive_integer(width, f"width of layer {layer}")
        variables += width * (before + 1)
        what = "output signs" if layer == len(widths) else f"ReLU patterns of layer {layer}"
        result.append(Step(what, items * width, layer, variables))
        before = width
    return result


def parameters(inputs: int, widths: Sequence[int]) -> int:
    """W of a fully connected network with biases.

    >>> parameters(1, [2, 1])
    7
    """
    return steps(inputs, widths, 1)[-1].variables


def labeling_bits(inputs: int, widths: Sequence[int], items: int) -> float:
    """log₂ of the number of labelings of N inputs, by the product over layers, in bits."""
    return total_bits(steps(inputs, widths, items), two_valued=True)


def vc_bound(inputs: int, widths: Sequence[int]) -> int:
    """The largest N that the product over layers does not rule out: VCdim ≤ this.

    The product is only counted from N = W on, where all its factors are meant to be used.

    >>> vc_bound(1, [2, 1]), round(vc_bound_loose(1, [2, 1]))
    (82, 86)
    """
    start = parameters(inputs, widths)
    return least_integer(lambda n: labeling_bits(inputs, widths, n) < n, start=start) - 1


def vc_bound_loose(inputs: int, widths: Sequence[int]) -> float:
    """Their closed form: VCdim ≤ L + (Σ W_l) log₂(4eR log₂(2eR)) with R = Σ l·k_l (Theorem 7).

    Here for ReLU: degree 1, one break point.
    """
    layers = steps(inputs, widths, 1)
    spread = sum(step.variables for step in layers)
    r = sum(step.degree * step.polynomials for step in layers)
    return len(layers) + spread * math.log2(4 * math.e * r * math.log2(2 * math.e * r))
