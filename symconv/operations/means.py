"""Weighted means of cells: moving averages and linear interpolation."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from symconv.data.arrays import read_array, write_array
from symconv.data.letters import SEVERAL, is_integer
from symconv.definitions import interpolation, operations
from symconv.definitions.geometry import enforce
from symconv.errors import GeometryError, shown
from symconv.language.words import Tensor, Vec
from symconv.operations.applying import Applied, at_least_demand, read_axes
from symconv.operations.shaping import change
from symconv.symbolic.tensors import SymbolicTensor, read_operand, sizes_vec


def average(x: Any, n: Any, axes: Any = None) -> Any:
    """Return the means of `n` neighbours: ``y[o] = (x[o] + ... + x[o + n - 1]) / n``, size ``I - n + 1``.

    Parameters
    ----------
    x : tensor
        Any array, or a tensor over letters.
    n : int, expression or tuple
        At least 1; one for all axes or one per axis, whose product divides.
    axes : int, tuple of int or "spatial", optional
        The axes that it works on, all without; ``"spatial"`` are those behind batch and channels.

    Returns
    -------
    tensor
        In the form of `x`, with fractions for integers.

    Raises
    ------
    GeometryError
        If `n` is not a size of at least 1, or larger than `x`.
    ShapeError
        If `x` is not a tensor.

    Notes
    -----
    It is the convolution with `box_kernel`; the mean of ones is one (theorem
    `moving-average-of-ones`).

    See Also
    --------
    symconv.operations.box_kernel : Its kernel.
    symconv.operations.interpolate : Weighted means at a finer step.

    Examples
    --------
    >>> average([1, 2, 4], 2)
    [Fraction(3, 2), Fraction(3, 1)]
    """

    def build(t: Tensor) -> Applied:
        taps = sizes_vec(n, len(t.shape), "average: n")
        left = t.shape - taps + 1
        demands = [at_least_demand(one, 1, "average", "n") for one in taps.entries]
        for size in left.entries:
            demands.append(at_least_demand(size, 1, "average", "the size of the result"))
        enforce(demands)
        summed = operations.correlate(t, operations.ones(taps), left)
        return Applied(summed, demands, taps.entries)

    return _mean(average, x, axes, build, n, n=n)


def interpolate(x: Any, r: int, axes: Any = None) -> Any:
    """Enlarge by the factor `r`, linear between the middles of the cells, constant beyond them.

    Output cell `o` lies at ``(o + 1/2)/r - 1/2``; it is the mean of its two neighbours in `x`,
    weighted by nearness, axis by axis.

    Parameters
    ----------
    x : tensor
        Any array, or a tensor over letters.
    r : int
        At least 1.
    axes : int, tuple of int or "spatial", optional
        The axes that it works on, all without; ``"spatial"`` are those behind batch and channels.

    Returns
    -------
    tensor
        In the form of `x`, with fractions for integers; `r` times as large.

    Raises
    ------
    GeometryError
        If `r` is not a number of at least 1: on letters the parity decides.
    ShapeError
        If `x` is not a tensor.

    Notes
    -----
    It is the transposed convolution of stride `r` with `bilinear_kernel`, on `x` with its border
    cells once more, cropped; what PyTorch calls ``linear`` and ``bilinear`` with
    ``align_corners=False``.

    See Also
    --------
    symconv.operations.bilinear_kernel : The kernel, for a layer.
    repeat : The nearest cell in place of a mean.

    Examples
    --------
    >>> from sympy import Array
    >>> interpolate(Array([0, 4]), 2)
    [0, 1, 3, 4]
    """
    if not is_integer(r) or r < 1:
        raise GeometryError(
            f"interpolate: r is {shown(r)}, but a number of at least 1 is needed; on letters the "
            "parity decides"
        )
    factor = int(r)

    def build(t: Tensor) -> Applied:
        return Applied(interpolation.interpolated(t, factor))

    return _mean(interpolate, x, axes, build, factor if factor % 2 else 2 * factor, r=factor)


def _mean(
    word: Callable[..., Any],
    x: Any,
    axes: Any,
    build: Callable[[Tensor], Applied],
    divisor: Any,
    **parameters: Any,
) -> Any:
    """Return weighted sums over a divisor for each axis."""
    summed = change(word, x, axes, build, **parameters)
    below = _product(divisor, x, axes, word.__name__)
    if isinstance(summed, SymbolicTensor):
        divided = summed / below
        return SymbolicTensor(divided.tensor, divided.context, summed.written)
    array = read_array(summed, "a sum")
    part = 1 / below if array.is_inexact else Fraction(1, int(below))
    cells = [cell * part for cell in array.as_sympy().cells] if array.is_sympy else None
    exact = [cell * part for cell in array.cells] if cells is None else cells
    dtype = array.as_numpy().dtype if array.is_inexact and array.form == "numpy" else None
    return write_array(array.form, array.shape, exact, dtype)


def _product(divisor: Any, x: Any, axes: Any, request: str) -> Any:
    """Return the product of the divisors of all axes."""
    operand = read_operand(x, f"{request}: x")
    shape = operand.tensor.shape if isinstance(operand, SymbolicTensor) else Vec(operand.shape)
    count = len(read_axes(axes, len(shape), request))
    entries = list(divisor) if isinstance(divisor, SEVERAL) else [divisor] * count
    result = 1
    for entry in entries:
        result = result * entry
    return result
