"""The derivatives of a layer: its relation ``s*i + d*t = o + b``, read towards the kernel and towards the input.

A layer is one trilinear form, the sum of ``u[o]*x[i]*w[t]`` over the relation. Its derivative by the
kernel is written here; the one by the input is a definition of the other layer, `window` or
`scatter` of `symconv.definitions.formulations`, on a size that is given. `fine` is the side of `o`,
`coarse` that of `i`: the output and the input of a transposed convolution, the input and the output
of a convolution.
"""

from __future__ import annotations

from symconv.definitions.channels import part, remembered
from symconv.definitions.geometry import Channels
from symconv.language.words import Cell, Tensor, Vec, array, divide, split, sum_


def kernel_gradient(fine: Tensor, coarse: Tensor, s: Vec, d: Vec, b: Vec, k: Vec) -> Tensor:
    """Add the products that tap `t` joins: ``g[t] = sum over i of fine[s*i + d*t - b] * coarse[i]``.

    Notes
    -----
    It is a convolution in which stride and dilation have changed places and the coarse side is the
    kernel. `fine` is zero outside, so cells that output padding added beyond the canvas, or that the
    window never reached, count for nothing.
    """

    def cell(t: Vec) -> Cell:
        return sum_(coarse.shape, lambda i: fine[s * i + d * t - b] * coarse[i])

    return array(k, cell)


def kernel_gradient_over_channels(
    fine: Tensor, coarse: Tensor, s: Vec, d: Vec, b: Vec, k: Vec, channels: Channels
) -> Tensor:
    """Give every row and column of the kernel its gradient: rows are channels of the coarse side.

    ``g[m*q + c, f] = kernel_gradient(fine[n*q + f], coarse[m*q + c])``, with `m` coarse and `n` fine
    channels in each group.

    Parameters
    ----------
    fine, coarse : Tensor
        ``(C, *spatial)`` each, one item of a batch.
    s, d, b, k : Vec
        Stride, dilation, begin and kernel size.
    channels : Channels
        Coarse ones as inputs, fine ones as outputs.
    """
    m, n = Vec([channels.inputs_per_group]), Vec([channels.outputs_per_group])

    def pair(c: Vec, e: Vec) -> Tensor:
        return kernel_gradient(part(fine, e), part(coarse, c), s, d, b, k)

    pair = remembered(pair)

    def cell(at: Vec) -> Cell:
        row, rest = at.split_at(1)
        f, t = rest.split_at(1)
        return split(row, m, lambda q, c: pair(m * q + c, n * q + f)[t])

    shape = Vec([channels.inputs, channels.outputs_per_group]).join(k)
    return array(shape, cell)


def direct_kernel_matrix(x: Tensor, s: Vec, d: Vec, b: Vec, rows: Vec, k: Vec) -> Tensor:
    """Return the matrix that a convolution of `x` is on its kernel: ``D[i, t] = x[s*i + d*t - b]``."""

    def cell(at: Vec) -> Cell:
        i, t = at.split_at(len(rows))
        return x[s * i + d * t - b]

    return array(rows.join(k), cell)


def transposed_kernel_matrix(x: Tensor, s: Vec, d: Vec, b: Vec, rows: Vec, k: Vec) -> Tensor:
    """Return the matrix that a transposed convolution of `x` is on its kernel.

    ``D[o, t] = x[(o + b - d*t)/s]`` where `s` divides ``o + b - d*t``, else zero
    """

    def cell(at: Vec) -> Cell:
        o, t = at.split_at(len(rows))
        return divide(o + b - d * t, s, lambda i: x[i])

    return array(rows.join(k), cell)
