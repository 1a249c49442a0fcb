"""How a framework lays arrays out: which axis is the batch, which the channels, and what the kernel has first.

A layout is written in letters: data of ``N`` (batch), ``C`` (channels) and ``*`` (the spatial
axes, in order), kernels of ``I`` (input channels), ``O`` (output channels of a group) and ``*``.
The layout of symconv is ``NC*`` and ``IO*``. A framework may interleave spatial axes; they are
then numbered, as in ``0N1C``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

OURS = "NC*", "IO*"


@dataclass(frozen=True)
class Layout:
    """The axes of data and kernel, and whether the kernel is stored reversed.

    Examples
    --------
    >>> Layout("N*C", "*OI").kernel_axes(2)
    (3, 2, 0, 1)
    """

    data: str
    kernel: str
    is_reversed: bool = False
    output: str = ""

    def data_axes(self, spatial: int) -> tuple[int, ...]:
        """Return the framework's axis for each of ours, of an input with batch."""
        return _order(self.data, OURS[0], spatial)

    def output_axes(self, spatial: int) -> tuple[int, ...]:
        """Return the framework's axis for each of ours, of an output with batch."""
        return _order(self.output or self.data, OURS[0], spatial)

    def kernel_axes(self, spatial: int) -> tuple[int, ...]:
        """Return the framework's axis for each of ours, of a kernel."""
        return _order(self.kernel, OURS[1], spatial)

    def kernel_text(self) -> str:
        """Return the kernel's shape in words."""
        names = {"I": "C_in", "O": "C_out/groups", "*": "k..."}
        return f"({', '.join(names.get(letter, f'k{letter}') for letter in self.kernel)})"

    def data_text(self) -> str:
        """Return the input's shape in words."""
        return f"({', '.join({'*': '...'}.get(letter, letter) for letter in self.data)})"


def spelled(layout: str, spatial: int) -> str:
    """Return a layout with one character per axis.

    Examples
    --------
    >>> spelled("N*C", 2)
    'N01C'
    """
    return layout.replace("*", "".join(map(str, range(spatial))))


def _order(theirs: str, ours: str, spatial: int) -> tuple[int, ...]:
    letters = spelled(theirs, spatial)
    return tuple(letters.index(letter) for letter in spelled(ours, spatial))


def inverse(axes: tuple[int, ...]) -> tuple[int, ...]:
    """Return the permutation that undoes one.

    Examples
    --------
    >>> inverse((3, 2, 0, 1))
    (2, 3, 1, 0)
    """
    return tuple(axes.index(axis) for axis in range(len(axes)))


def to_ours(array: Any, axes: tuple[int, ...]) -> Any:
    """Return an array with its axes in our order.

    One axis less is an input without batch; two less, an array of spatial axes only.
    """
    return array.transpose(_present(array, axes))


def to_theirs(array: Any, axes: tuple[int, ...]) -> Any:
    """Return an array in our order with its axes as the framework has them."""
    return array.transpose(inverse(_present(array, axes)))


def _present(array: Any, axes: tuple[int, ...]) -> tuple[int, ...]:
    """Return the order of the axes that an array has: the leading ones may be missing."""
    kept = axes[len(axes) - array.ndim :]
    ranked = sorted(kept)
    return tuple(ranked.index(axis) for axis in kept)
