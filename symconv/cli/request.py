"""What a user asks for in the shell: a layer, an input and a kernel, and no more work than fits."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from typing import Any

import click

from symconv.cli.cells import load, read_cells, shape_of
from symconv.cli.limits import MOST_BY_METHOD, MOST_CELLS, MOST_PRODUCTS, check_amount
from symconv.cli.options import LayerValues, Padding
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
    input_text: str,
    kernel_text: str,
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
    if input_text == kernel_text == "-":
        raise click.UsageError("--input and --kernel cannot both be read from standard input")
    x, w = _array(input_text, "--input"), _array(kernel_text, "--kernel")
    kernel_size = _kernel_size(shape_of(w), values.channels)
    layer = ConvTranspose(
        kernel_size,
        stride=_per_axis(values.stride, 1),
        padding=_paddings(values.padding, len(kernel_size)),
        output_padding=_per_axis(values.output_padding, 0),
        dilation=_per_axis(values.dilation, 1),
        groups=1 if values.groups is None else values.groups,
        channels=values.channels,
    )
    request = Request(layer, x, w)
    _check_work(request, by_matrix, by_method)
    return request


def _array(argument: str, option: str) -> list[Any]:
    is_elsewhere = argument == "-" or argument.startswith("@")
    return read_cells(load(argument, option), f"{option} {argument}" if is_elsewhere else option)


def _kernel_size(shape: tuple[int, ...], channels: tuple[int, int] | None) -> tuple[int, ...]:
    if channels is None:
        return shape
    if len(shape) < 3:
        raise ShapeError(
            f"--kernel has shape {shape}; with --channels it needs (C_in, C_out/groups) in front of the kernel's own axes"
        )
    return shape[2:]


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
