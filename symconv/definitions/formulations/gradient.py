"""The backward pass of a convolution."""

from __future__ import annotations

from symconv.definitions.formulations.window import window
from symconv.language.words import Cell, Tensor, Vec, array, equal, sum_, when


def gradient(x: Tensor, w: Tensor, s: Vec, d: Vec, b: Vec, O: Vec) -> Tensor:
    """Differentiate ``<x, conv(u)>`` with respect to ``u``, for the convolution of the same parameters.

    ``y[o] = d/du[o] of sum over i of x[i] * conv(u)[i]``

    The form is linear in `u`, so its derivative is its value at the `o`-th unit tensor. Only the
    first cells of ``conv(u)`` are taken, as many as `x` has.

    Source: V. Dumoulin and F. Visin, A guide to convolution arithmetic, section 4.1 (swapping the
    two passes).
    """

    def unit(o: Vec) -> Tensor:
        return array(O, lambda j: when(equal(j, o), 1))

    def derivative(o: Vec) -> Cell:
        convolved = window(unit(o), w, s, d, b, x.shape)
        return sum_(x.shape, lambda i: x[i] * convolved[i])

    return array(O, derivative)
