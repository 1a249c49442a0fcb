"""One axis of a layer as every dialect can say it: a window of the full output.

The full output of an axis has ``F = s(I-1) + K`` cells, ``K = d(k-1) + 1``; a layer keeps the
``O`` cells from cell ``b`` on. Where the framework crops or adds by fixed amounts an axis is an
`Axis`, whose begin and end may be negative here (zeros in front, zeros behind). Where the output
size is fixed and the crop follows from the input size it is a `FixedOutput`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from symconv.definitions.geometry import Axis


def window_axis(kernel_size: int, stride: int, dilation: int, begin: int, extent: int) -> Axis:
    """Return the axis whose window begins at cell `begin` and has ``s(I-1) + extent`` cells.

    Examples
    --------
    >>> window_axis(3, stride=2, dilation=1, begin=0, extent=2)
    Axis(kernel_size=3, stride=2, begin=0, end=1, output_padding=0, dilation=1)
    """
    end = dilation * (kernel_size - 1) + 1 - begin - extent
    return Axis(kernel_size, stride, begin, max(end, 0), max(-end, 0), dilation)


def window(axis: Axis) -> tuple[Any, Any]:
    """Return ``(b, e)``: where the window begins, and how far from the end of the full output it ends.

    Examples
    --------
    >>> window(Axis(3, stride=2, begin=1, end=1, output_padding=1))
    (1, 0)
    """
    return axis.begin, axis.end - axis.output_padding


def is_ours(axis: Axis) -> bool:
    """Return whether `ConvTranspose` can hold the axis."""
    most = max(axis.stride, axis.dilation)
    return bool(axis.begin >= 0 and axis.end >= 0 and axis.output_padding < most)


@dataclass(frozen=True)
class FixedOutput:
    """An axis whose output size is given, so that the crop ``T = s(I-1) + K + a - O`` grows with the input.

    `split` says which half of an odd crop is larger: ``"upper"`` the one at the end, ``"lower"``
    the one at the begin. `grows` is where missing cells go: ``"end"``, or ``"split"`` as crops do.
    """

    kernel_size: int
    stride: int
    dilation: int
    output_padding: int
    output_size: int
    split: str
    grows: str

    def at(self, input_size: Any) -> Axis:
        """Return the axis on an input size; on a letter, where the crop is not negative."""
        reach = self.dilation * (self.kernel_size - 1) + 1
        total = self.stride * (input_size - 1) + reach + self.output_padding - self.output_size
        if not isinstance(input_size, int):
            begin = smaller_half(total) if self.split == "upper" else total - smaller_half(total)
            end = total - begin
            return Axis(
                self.kernel_size, self.stride, begin, end, self.output_padding, self.dilation
            )
        begin, _ = split_crop(total, self.split, self.grows)
        extent = self.output_size - self.stride * (input_size - 1)
        return window_axis(self.kernel_size, self.stride, self.dilation, begin, extent)


def smaller_half(total: Any) -> Any:
    """Return ``floor(T/2)``."""
    return total // 2


def split_crop(total: int, split: str, grows: str) -> tuple[int, int]:
    """Return the crop at the begin and at the end.

    Examples
    --------
    >>> split_crop(3, "upper", "end"), split_crop(3, "lower", "end")
    ((1, 2), (2, 1))
    >>> split_crop(-1, "upper", "end"), split_crop(-1, "upper", "split")
    ((0, -1), (-1, 0))
    """
    if total < 0 and grows == "end":
        return 0, total
    half = smaller_half(total)
    return (half, total - half) if split == "upper" else (total - half, half)
