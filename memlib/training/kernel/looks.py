"""How a sequence becomes one column: what F₂ is given of the tokens, for one tile of sequences.

``read`` and ``mean`` hold B rows, one coordinate of F₁'s outputs each: the token that is read, and
the mean of all. The column has M rows; B and M are the sizes m before and after attention. Each
look has a forward pass, and a backward pass that puts the gradients in the place of ``read`` and
``mean``; ``spare`` is M rows to work in. A look's weights are matrices row by row.

:func:`look_forward` and :func:`look_backward` are put in before compilation: one of the pairs here.
"""

from __future__ import annotations

from typing import Any, Final

from memlib.training.kernel.tiles import ZERO, L, M
from memlib.training.kernel.unroll import registers, unroll

B: Final = M


def look_forward(read: Any, mean: Any, out: Any, w: Any, spare: Any) -> None:
    """The place of a look: the column from ``read`` and ``mean``."""
    raise NotImplementedError("a look is put in here before compilation")


def look_backward(read: Any, mean: Any, g: Any, w: Any, grad: Any, spare: Any) -> None:
    """The place of its backward pass; g is the loss by the column."""
    raise NotImplementedError("a look is put in here before compilation")


def matrix_forward(x: Any, out: Any, w: Any) -> None:
    """out += W x: M rows from B rows."""
    weight = registers(B)
    for i in range(M):
        row = out[i * L : (i + 1) * L]
        for k in unroll(B):
            weight[k] = w[i * B + k]
        for lane in range(L):
            value = row[lane]
            for k in unroll(B):
                value += weight[k] * x[k * L + lane]
            row[lane] = value


def matrix_backward(x: Any, g: Any, w: Any, grad: Any) -> None:
    """The gradient of :func:`matrix_forward`; that by x, Wᵀ g, takes the place of x."""
    total = registers(B)
    weight = registers(M)
    for i in range(M):
        above = g[i * L : (i + 1) * L]
        for k in unroll(B):
            total[k] = ZERO
        for lane in range(L):
            for k in unroll(B):
                total[k] += above[lane] * x[k * L + lane]
        for k in unroll(B):
            grad[i * B + k] += total[k]
    for k in range(B):
        row = x[k * L : (k + 1) * L]
        for i in unroll(M):
            weight[i] = w[i * B + k]
        for lane in range(L):
            value = ZERO
            for i in unroll(M):
                value += weight[i] * g[i * L + lane]
            row[lane] = value


def attention_forward(read: Any, mean: Any, out: Any, w: Any, spare: Any) -> None:
    """Uniform attention where it is read (eq. 39): z_n + W · mean; B = M."""
    for place in range(M * L):
        out[place] = read[place]
    matrix_forward(mean, out, w)


def attention_backward(read: Any, mean: Any, g: Any, w: Any, grad: Any, spare: Any) -> None:
    """The gradient of :func:`attention_forward`."""
    for place in range(M * L):
        read[place] = g[place]
    matrix_backward(mean, g, w, grad)


def carry_forward(read: Any, mean: Any, out: Any, w: Any, spare: Any) -> None:
    """Where B is not M, a second matrix C carries the token that is read: C z_n + W · mean.

    The weights are W, then C.
    """
    for place in range(M * L):
        out[place] = ZERO
    matrix_forward(read, out, w[M * B :])
    matrix_forward(mean, out, w)


def carry_backward(read: Any, mean: Any, g: Any, w: Any, grad: Any, spare: Any) -> None:
    """The gradient of :func:`carry_forward`."""
    matrix_backward(read, g, w[M * B :], grad[M * B :])
    matrix_backward(mean, g, w, grad)


def mean_forward(read: Any, mean: Any, out: Any, w: Any, spare: Any) -> None:
    """The mean alone: deep sets; B = M, and there are no weights."""
    for place in range(M * L):
        out[place] = mean[place]


def mean_backward(read: Any, mean: Any, g: Any, w: Any, grad: Any, spare: Any) -> None:
    """The gradient of :func:`mean_forward`."""
    for place in range(M * L):
        mean[place] = g[place]
        read[place] = ZERO


def softmax_forward(read: Any, mean: Any, out: Any, w: Any, spare: Any) -> None:
    """Softmax attention, whose average of tokens is ``mean``: z_n + W^O W^V · mean; B = M.

    The weights are W^V, then W^O.
    """
    for place in range(M * L):
        out[place] = read[place]
        spare[place] = ZERO
    matrix_forward(mean, spare, w)
    matrix_forward(spare, out, w[M * M :])


def softmax_backward(read: Any, mean: Any, g: Any, w: Any, grad: Any, spare: Any) -> None:
    """The gradient of :func:`softmax_forward`; the values are computed again."""
    for place in range(M * L):
        read[place] = g[place]
        spare[place] = ZERO
    matrix_forward(mean, spare, w)
    matrix_backward(spare, g, w[M * M :], grad[M * M :])
    matrix_backward(mean, spare, w, grad)
