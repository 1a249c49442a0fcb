"""The transposed figures of "A guide to convolution arithmetic for deep learning", with numbers in their cells.

The guide draws every transposed convolution as a convolution over a stretched and padded input,
without numbers and without its kernel; here the cells are numbers, the kernel is reversed where it
slides, and the outputs are computed.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import product

from symconv.layers.conv import Conv, ConvTranspose

Rows = list[list[int]]


@dataclass(frozen=True)
class Twin:
    """A figure of the guide as a layer on numbers: the transpose of a convolution over two equal axes.

    Parameters
    ----------
    name, title : str
        How it is called.
    relationship : int
        Its number in the guide.
    size, padding, kernel_size, stride, dilation : int
        The convolution's: its input has `size` cells along each axis.
    """

    name: str
    title: str
    relationship: int
    size: int
    padding: int
    kernel_size: int
    stride: int = 1
    dilation: int = 1

    @cached_property
    def convolution(self) -> Conv:
        """The convolution that the guide draws first."""
        k = self.kernel_size
        return Conv((k, k), stride=self.stride, padding=self.padding, dilation=self.dilation)

    @cached_property
    def layer(self) -> ConvTranspose:
        """Its transpose, with the output padding that brings `size` back."""
        return self.convolution.adjoint((self.size, self.size))

    @property
    def x(self) -> Rows:
        """The input of the transpose, none of its cells zero."""
        rows, columns = self.convolution.output_size((self.size, self.size))
        cells = [1 + (r + 2 * c + r * c) % 4 for r, c in product(range(rows), range(columns))]
        return _rows(cells, columns)

    @property
    def w(self) -> Rows:
        """The kernel, none of its taps zero: it shows that it is turned round."""
        size = self.kernel_size
        cells = [1 + (2 * r + c) % 4 for r, c in product(range(size), range(size))]
        return _rows(cells, size)


def _rows(cells: list[int], columns: int) -> Rows:
    return [cells[start : start + columns] for start in range(0, len(cells), columns)]


TWINS = (
    Twin(
        "guide-no-padding",
        "No padding, unit strides, transposed",
        8,
        size=4,
        padding=0,
        kernel_size=3,
    ),
    Twin(
        "guide-arbitrary-padding",
        "Padding, unit strides, transposed",
        9,
        size=5,
        padding=2,
        kernel_size=4,
    ),
    Twin(
        "guide-half-padding",
        "Half padding, unit strides, transposed",
        10,
        size=5,
        padding=1,
        kernel_size=3,
    ),
    Twin(
        "guide-full-padding",
        "Full padding, unit strides, transposed",
        11,
        size=5,
        padding=2,
        kernel_size=3,
    ),
    Twin(
        "guide-strides",
        "No padding, strides, transposed",
        12,
        size=5,
        padding=0,
        kernel_size=3,
        stride=2,
    ),
    Twin(
        "guide-padding-strides",
        "Padding, strides, transposed",
        13,
        size=5,
        padding=1,
        kernel_size=3,
        stride=2,
    ),
    Twin(
        "guide-padding-strides-odd",
        "Padding, strides, one cell more, transposed",
        14,
        6,
        1,
        3,
        stride=2,
    ),
    Twin(
        "guide-dilation", "Dilation, transposed", 15, size=7, padding=0, kernel_size=3, dilation=2
    ),
)
"""Relationship by relationship; the guide has no figure of the last one's transpose."""
