"""The size formulas and the output index, as functions that run and are printed from their own source.

One axis: input size `I`, kernel size `k`, stride `s`, padding `p` (or `b` in front and `e` behind),
dilation `d`, output padding `a`, position `i` in the input, tap `t`. `symconv.formulas.listing`
prints them; each takes numbers, or anything that adds and multiplies.
"""

from __future__ import annotations

from typing import Any


def output_size(I: Any, k: Any, s: Any, p: Any, d: Any, a: Any) -> Any:
    """Return ``O``, the output size with dilation and output padding.

    Examples
    --------
    >>> output_size(4, 3, 2, 1, 1, 1)
    8
    """
    return s * (I - 1) + d * (k - 1) + 1 - 2 * p + a


def plain_output_size(I: Any, k: Any, s: Any, p: Any) -> Any:
    """Return ``O`` without dilation and output padding.

    Examples
    --------
    >>> plain_output_size(2, 3, 2, 1)
    3
    """
    return s * (I - 1) + k - 2 * p


def sided_output_size(I: Any, k: Any, s: Any, b: Any, e: Any, d: Any, a: Any) -> Any:
    """Return ``O`` where `b` cells are cropped in front and `e` behind.

    Examples
    --------
    >>> sided_output_size(4, 3, 2, 1, 0, 2, 1)
    11
    """
    return s * (I - 1) + d * (k - 1) + 1 - b - e + a


def reach(k: Any, d: Any) -> Any:
    """Return ``K``, the cells from the first tap to the last, both counted.

    Examples
    --------
    >>> reach(3, 2)
    5
    """
    return d * (k - 1) + 1


def canvas_size(I: Any, k: Any, s: Any, d: Any) -> Any:
    """Return ``F``, the size before anything is cropped.

    Examples
    --------
    >>> canvas_size(2, 3, 2, 1)
    5
    """
    return s * (I - 1) + d * (k - 1) + 1


def stretched_size(I: Any, s: Any) -> Any:
    """Return the size of the input with ``s - 1`` zeros between neighbours.

    Examples
    --------
    >>> stretched_size(2, 2)
    3
    """
    return s * (I - 1) + 1


def convolved_size(n: Any, k: Any, s: Any, p: Any, d: Any) -> Any:
    """Return the output size of the convolution on `n` cells.

    Examples
    --------
    >>> convolved_size(3, 3, 2, 1, 1)
    2
    """
    return (n + 2 * p - d * (k - 1) - 1) // s + 1


def output_index(i: Any, t: Any, s: Any, d: Any, p: Any) -> Any:
    """Return ``o``, the output cell that gets the product of input cell `i` and tap `t`.

    Examples
    --------
    >>> output_index(1, 0, 2, 1, 1)
    1
    """
    return s * i + d * t - p


def output_index_from_one(i: Any, t: Any, s: Any, d: Any, p: Any) -> Any:
    """Return ``o`` where positions in input, kernel and output are counted from 1.

    Examples
    --------
    >>> output_index_from_one(2, 1, 2, 1, 1)
    2
    """
    return s * (i - 1) + d * (t - 1) + 1 - p


def sided_output_index(i: Any, t: Any, s: Any, d: Any, b: Any) -> Any:
    """Return ``o`` where `b` cells are cropped in front.

    Examples
    --------
    >>> sided_output_index(1, 0, 2, 1, 0)
    2
    """
    return s * i + d * t - b


def sided_output_index_from_one(i: Any, t: Any, s: Any, d: Any, b: Any) -> Any:
    """Return ``o`` where `b` cells are cropped in front and positions are counted from 1.

    Examples
    --------
    >>> sided_output_index_from_one(2, 1, 2, 1, 0)
    3
    """
    return s * (i - 1) + d * (t - 1) + 1 - b
