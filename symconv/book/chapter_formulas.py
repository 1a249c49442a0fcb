"""The small formulas of the chapter, as functions that run and are printed from their own source.

One axis without dilation and output padding: input size `I`, canvas size `F`, kernel size `k`,
stride `s`, padding `p`, input cell `i`, input size `n` of the matching convolution. Each takes
numbers, or anything that adds and multiplies.
"""

from __future__ import annotations

from typing import Any

from symconv.formulas.listing import Formula


def plain_canvas_size(I: Any, k: Any, s: Any) -> Any:
    """Return ``F``, the size before anything is cropped.

    Examples
    --------
    >>> plain_canvas_size(2, 3, 2)
    5
    """
    return s * (I - 1) + k


def cropped_size(F: Any, p: Any) -> Any:
    """Return ``O``, the size of the canvas without `p` cells at each end.

    Examples
    --------
    >>> cropped_size(5, 1)
    3
    """
    return F - 2 * p


def copy_start(i: Any, s: Any) -> Any:
    """Return where the copy of input cell `i` starts on the canvas.

    Examples
    --------
    >>> copy_start(1, 2)
    2
    """
    return s * i


def inserted_zeros(s: Any) -> Any:
    """Return how many zeros are put between neighbouring input cells.

    Examples
    --------
    >>> inserted_zeros(2)
    1
    """
    return s - 1


def zeros_in_front(k: Any, p: Any) -> Any:
    """Return how many zeros stand on each side of the stretched input; a negative number crops.

    Examples
    --------
    >>> zeros_in_front(3, 1)
    1
    """
    return k - 1 - p


def plain_convolved_size(n: Any, k: Any, s: Any, p: Any) -> Any:
    """Return ``m``, the output size of the convolution on `n` cells.

    Examples
    --------
    >>> plain_convolved_size(6, 3, 2, 1)
    3
    """
    return (n + 2 * p - k) // s + 1


CHAPTER = {
    function.__name__: Formula(symbol, function)
    for symbol, function in (
        ("F", plain_canvas_size),
        ("O", cropped_size),
        ("j", copy_start),
        ("n", inserted_zeros),
        ("c", zeros_in_front),
        ("m", plain_convolved_size),
    )
}
