"""What a user asks for in the shell: a layer, an input and a kernel, and no more work than fits."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from typing import Any

from symconv.cli.arrays import read_array, symbols
from symconv.cli.cells import shape_of
from symconv.cli.limits import MOST_BY_METHOD, MOST_CELLS, MOST_PRODUCTS, check_amount
from symconv.cli.options import ArrayValues, LayerValues, Padding
from symconv.errors import ShapeError
from symconv.layers.conv import ConvTranspose


@dataclass(frozen=True)
class Request:
    """A layer with its input and its kernel, nested lists of SymPy cells."""

    layer: ConvTranspose
    x: list[Any]
    w: list[Any]

    @property
    def input_size(self) -> tuple[int, ...]:
        """The spatial part of the input's shape."""
        return shape_of(self.x)[-len(self.layer.kernel_size) :]


def read_request(
    arrays: ArrayValues,
    values: LayerValues,
    by_matrix: bool = False,
    by_method: bool = False,
) -> Request:
    """Read the arrays, make the layer for the kernel's shape, and see that the result is not too large.

    Raises
    ------
    ShapeError, GeometryError
        What is asked for is not legal.
    UnsupportedError
        It is legal, but larger than the limits.
    """
    x = None if arrays.input is None else read_array(arrays.input, "--input")
    w = None if arrays.kernel is None else read_array(arrays.kernel, "--kernel")
    kernel_size = _kernel_size(arrays, x, w, values.channels)
    layer = ConvTranspose(
        kernel_size,
        stride=_per_axis(values.stride, 1),
        padding=_paddings(values.padding, len(kernel_size)),
        output_padding=_per_axis(values.output_padding, 0),
        dilation=_per_axis(values.dilation, 1),
        groups=1 if values.groups is None else values.groups,
        channels=values.channels,
        padding_mode=values.padding_mode or "zeros",
    )
    inputs, outputs = values.channels or (1, 1)
    lead: tuple[int, ...] = ()
    if x is None:
        lead = () if values.channels is None else (inputs,)
        size = _on_axes(arrays.input_size, len(kernel_size), "--input-size")
        x = symbols("x", lead + size, f"--input-size {_listed(size)}")
    if w is None:
        lead = () if values.channels is None else (inputs, outputs // int(layer.groups))
        w = symbols("w", lead + kernel_size, f"--kernel-size {_listed(kernel_size)}")
    request = Request(layer, x, w)
    _check_work(request, by_matrix, by_method)
    return request


def _kernel_size(
    arrays: ArrayValues, x: Any, w: Any, channels: tuple[int, int] | None
) -> tuple[int, ...]:
    """Return the kernel size; one number alone is that of every axis of the input."""
    if w is None:
        given = arrays.kernel_size or ()
        axes = len(shape_of(x)) if channels is None else len(given)
        wanted = len(arrays.input_size or given) if x is None else axes
        return _on_axes(given, max(wanted, len(given)), "--kernel-size")
    shape = shape_of(w)
    if channels is None:
        return shape
    if len(shape) < 3:
        raise ShapeError(
            f"--kernel has shape {shape}; with --channels it needs (C_in, C_out/groups) in front "
            "of the kernel's own axes"
        )
    return shape[2:]


def _on_axes(sizes: tuple[int, ...] | None, axes: int, option: str) -> tuple[int, ...]:
    """Return a size for each axis."""
    given = sizes or ()
    if len(given) not in (1, axes):
        raise ShapeError(
            f"{option} {_listed(given)}: {len(given)} sizes on {axes} axes; give one for all "
            "axes or one per axis"
        )
    if min(given) < 1:
        raise ShapeError(
            f"{option} {_listed(given)}: sizes of at least 1 are needed, as in 2 or 2,3"
        )
    return given * axes if len(given) == 1 else given


def _listed(sizes: tuple[int, ...]) -> str:
    return ",".join(map(str, sizes))


def _per_axis(values: tuple[Padding, ...] | None, default: int) -> Any:
    if values is None:
        return default
    return values[0] if len(values) == 1 else values


def _paddings(values: tuple[Padding, ...] | None, axes: int) -> Any:
    if values is None or all(isinstance(value, int) for value in values):
        return _per_axis(values, 0)
    pairs = [(value, value) if isinstance(value, int) else value for value in values]
    return pairs * axes if len(pairs) == 1 else pairs


def _check_work(request: Request, by_matrix: bool, by_method: bool) -> None:
    """Refuse what would not fit before it is begun; shapes that do not fit together are the layer's to refuse."""
    layer, shape = request.layer, shape_of(request.x)
    inputs, outputs = layer.channels or (1, 1)
    products = prod(shape) * prod(shape_of(request.w)) // inputs
    check_amount(products, MOST_BY_METHOD if by_method else MOST_PRODUCTS, "products")
    if len(shape) < len(layer.kernel_size):
        return
    items = prod(shape[: -len(layer.kernel_size)]) // inputs
    cells = outputs * prod(layer.output_size(request.input_size))
    check_amount(items * cells, MOST_CELLS, "output cells")
    if by_matrix:
        check_amount(cells * prod(shape), MOST_CELLS, "matrix entries")
