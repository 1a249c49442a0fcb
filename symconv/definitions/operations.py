"""What is done to tensors besides convolving them, each written once in the six words.

Sizes are not checked here: `symconv.operations` does that for its callers.
"""

from __future__ import annotations

from symconv.language.terms import Size, floor_divide
from symconv.language.words import Cell, Tensor, Vec, array, divide, sum_


def flip(x: Tensor) -> Tensor:
    """Reverse every axis: ``y[i] = x[n - 1 - i]``."""
    return array(x.shape, lambda i: x[x.shape - 1 - i])


def stretch(x: Tensor, s: Vec) -> Tensor:
    """Put ``s - 1`` zeros between neighbours: ``y[s*i] = x[i]``."""
    return array(s * (x.shape - 1) + 1, lambda j: divide(j, s, lambda i: x[i]))


def cut(x: Tensor, begin: Vec, size: Vec) -> Tensor:
    """Take the window ``y[o] = x[o + begin]`` of the given size, zero where it leaves `x`."""
    return array(size, lambda o: x[o + begin])


def subsample(x: Tensor, s: Vec, offset: Vec) -> Tensor:
    """Keep every `s`-th cell: ``y[o] = x[s*o + offset]``."""
    return array(subsampled_shape(x.shape, s, offset), lambda o: x[s * o + offset])


def subsampled_shape(shape: Vec, s: Vec, offset: Vec) -> Vec:
    """Return ``ceil((n - offset) / s)`` on every axis."""
    return Vec([_ceiling(n, q) for n, q in (shape - offset)._pairs(s)])


def _ceiling(number: Size, divisor: Size) -> Size:
    return -floor_divide(-number, divisor)


def ones(shape: Vec) -> Tensor:
    """Return the tensor whose cells are all one."""
    return array(shape, lambda o: 1)


def add(a: Tensor, b: Tensor) -> Tensor:
    """Add two tensors of one shape."""
    return array(a.shape, lambda o: a[o] + b[o])


def transpose(m: Tensor, rows: int) -> Tensor:
    """Exchange the first axes, those of the rows, with the others: ``y[i, o] = m[o, i]``."""
    row_shape, column_shape = m.shape.split_at(rows)

    def cell(at: Vec) -> Cell:
        column, row = at.split_at(len(column_shape))
        return m[row.join(column)]

    return Tensor(column_shape.join(row_shape), cell)


def inner(a: Tensor, b: Tensor) -> Cell:
    """Return the sum of the products of the cells of two tensors of one shape."""
    return sum_(a.shape, lambda o: a[o] * b[o])


def total(a: Tensor) -> Cell:
    """Return the sum of the cells."""
    return sum_(a.shape, lambda o: a[o])


def correlate(x: Tensor, w: Tensor, size: Vec) -> Tensor:
    """Slide `w` along `x` at unit stride without turning it: ``y[o] = sum over u of x[o + u] * w[u]``."""
    return array(size, lambda o: sum_(w.shape, lambda u: x[o + u] * w[u]))
