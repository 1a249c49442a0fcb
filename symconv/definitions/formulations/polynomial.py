"""Multiplying polynomials: the signal-processing view."""

from __future__ import annotations

from symconv.definitions.operations import cut, stretch
from symconv.language.words import Tensor, Vec, array, sum_


def polynomial(x: Tensor, w: Tensor, s: Vec, d: Vec, b: Vec, O: Vec) -> Tensor:
    """Read the coefficient of ``z^(o + b)`` in ``X(z^s) W(z^d)``, where ``X(z) = sum over i of x[i] z^i``.

    ``y[o] = sum over j of A[j] * B[o + b - j]`` with the coefficients ``A[s*i] = x[i]`` and
    ``B[d*t] = w[t]``

    Source: P. P. Vaidyanathan, Multirate Systems and Filter Banks, section 4.1 (the expander).
    """
    A, B = stretch(x, s), stretch(w, d)
    product = array(A.shape + B.shape - 1, lambda n: sum_(A.shape, lambda j: A[j] * B[n - j]))
    return cut(product, b, O)
