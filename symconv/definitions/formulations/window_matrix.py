"""The matrix of a convolution, applied."""

from __future__ import annotations

from symconv.definitions.formulations.matrix import convolution_matrix
from symconv.language.words import Tensor, Vec, array, sum_


def window_matrix(x: Tensor, w: Tensor, s: Vec, d: Vec, b: Vec, O: Vec) -> Tensor:
    """Multiply by the matrix of the convolution.

    ``y[i] = sum over j of x[j] * C[i, j]``, that is ``y = C x``

    Source: V. Dumoulin and F. Visin, A guide to convolution arithmetic, section 4.1.
    """
    C = convolution_matrix(w, s, d, b, O, x.shape)
    return array(O, lambda i: sum_(x.shape, lambda j: x[j] * C[i.join(j)]))
