"""The transpose of the matrix of a convolution."""

from __future__ import annotations

from symconv.language.words import Tensor, Vec, array, collect, sum_


def convolution_matrix(w: Tensor, s: Vec, d: Vec, b: Vec, rows: Vec, columns: Vec) -> Tensor:
    """Return the matrix ``C`` of the convolution: ``C[i, s*i + d*t - b] += w[t]``, rows are its output cells."""
    return collect(
        rows.join(columns),
        (rows, w.shape),
        lambda i, t: i.join(s * i + d * t - b),
        lambda i, t: w[t],
    )


def matrix(x: Tensor, w: Tensor, s: Vec, d: Vec, b: Vec, O: Vec) -> Tensor:
    """Multiply by the transposed matrix of the convolution that takes size `O` to the size of `x`.

    ``y[o] = sum over i of x[i] * C[i, o]``, that is ``y = C^T x``

    Source: V. Dumoulin and F. Visin, A guide to convolution arithmetic for deep learning, section
    4.1.
    """
    C = convolution_matrix(w, s, d, b, x.shape, O)
    return array(O, lambda o: sum_(x.shape, lambda i: x[i] * C[i.join(o)]))
