"""The size formulas: written once, run on numbers, polynomials in letters and SymPy sizes, printed from their source.

One axis: input size `I`, kernel size `k`, stride `s`, padding `p` (or `b` in front and `e` behind),
dilation `d`, output padding `a`, position `i` in the input, tap `t`. `symconv.definitions.geometry`
computes by them, and `symconv.formulas.listing` prints them by latexify-py, which asks for
one-letter names and one expression a function. Those without dilation and output padding
(``plain_``) and those with two equal paddings are what the general ones become there, and ``convolved_size`` is what
the geometry becomes: that is tested on letters, so for all values.
"""

from __future__ import annotations

from typing import Any


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


def plain_canvas_size(I: Any, k: Any, s: Any) -> Any:
    """Return ``F`` without dilation.

    Examples
    --------
    >>> plain_canvas_size(2, 3, 2)
    5
    """
    return s * (I - 1) + k


def sided_output_size(I: Any, k: Any, s: Any, b: Any, e: Any, d: Any, a: Any) -> Any:
    """Return ``O``, the output size of the transposed convolution: `b` cells are cropped in front and `e` behind.

    Notes
    -----
    The last of the `I` copies starts ``s*(I - 1)`` cells behind the first and reaches over ``d*(k -
    1) + 1`` cells. The relationships 8 to 14 of Dumoulin and Visin's guide are special cases,
    theorems of the library.

    Examples
    --------
    >>> sided_output_size(4, 3, 2, 1, 0, 2, 1)
    11
    """
    return s * (I - 1) + d * (k - 1) + 1 - b - e + a


def output_size(I: Any, k: Any, s: Any, p: Any, d: Any, a: Any) -> Any:
    """Return ``O`` where `p` cells are cropped at each end.

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


def cropped_size(F: Any, p: Any) -> Any:
    """Return ``O``, the size of the canvas without `p` cells at each end.

    Examples
    --------
    >>> cropped_size(5, 1)
    3
    """
    return F - 2 * p


def stretched_size(I: Any, s: Any) -> Any:
    """Return the size of the input with ``s - 1`` zeros between neighbours.

    Examples
    --------
    >>> stretched_size(2, 2)
    3
    """
    return s * (I - 1) + 1


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


def convolved_size(n: Any, k: Any, s: Any, p: Any, d: Any) -> Any:
    """Return ``m``, the output size of the convolution on `n` cells with `p` zeros at each end.

    Notes
    -----
    The window over ``d*(k - 1) + 1`` cells starts once and can move by ``n + 2*p - d*(k - 1) - 1``
    cells, in steps of `s`.

    Examples
    --------
    >>> convolved_size(3, 3, 2, 1, 1)
    2
    """
    return (n + 2 * p - d * (k - 1) - 1) // s + 1


def plain_convolved_size(n: Any, k: Any, s: Any, p: Any) -> Any:
    """Return ``m`` without dilation.

    Examples
    --------
    >>> plain_convolved_size(6, 3, 2, 1)
    3
    """
    return (n + 2 * p - k) // s + 1


def copy_start(i: Any, s: Any) -> Any:
    """Return where the copy of input cell `i` starts on the canvas.

    Examples
    --------
    >>> copy_start(1, 2)
    2
    """
    return s * i


def sided_output_index(i: Any, t: Any, s: Any, d: Any, b: Any) -> Any:
    """Return ``o``, the output cell that gets the product of input cell `i` and tap `t`, `b` cells being cropped in front.

    Examples
    --------
    >>> sided_output_index(1, 0, 2, 1, 0)
    2
    """
    return s * i + d * t - b


def sided_output_index_from_one(i: Any, t: Any, s: Any, d: Any, b: Any) -> Any:
    """Return ``o`` where positions in input, kernel and output are counted from 1.

    Examples
    --------
    >>> sided_output_index_from_one(2, 1, 2, 1, 0)
    3
    """
    return s * (i - 1) + d * (t - 1) + 1 - b


def output_index(i: Any, t: Any, s: Any, d: Any, p: Any) -> Any:
    """Return ``o`` where `p` cells are cropped at each end.

    Examples
    --------
    >>> output_index(1, 0, 2, 1, 1)
    1
    """
    return s * i + d * t - p


def output_index_from_one(i: Any, t: Any, s: Any, d: Any, p: Any) -> Any:
    """Return ``o`` where `p` cells are cropped at each end and positions are counted from 1.

    Examples
    --------
    >>> output_index_from_one(2, 1, 2, 1, 1)
    2
    """
    return s * (i - 1) + d * (t - 1) + 1 - p
