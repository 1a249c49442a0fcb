"""Scale, place, sum: the picture of a transposed convolution over any number of axes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any

from symconv.figures import wording
from symconv.figures.figure import Figure
from symconv.figures.layout import (
    A_PAGE,
    MOST_LABELLED,
    PHONE,
    Paper,
    first_that_fits,
    is_readable,
)
from symconv.figures.placing import Placing
from symconv.figures.scene import Scene
from symconv.figures.views import one_axis, overlap_count, scatter_sheets, strip
from symconv.figures.views.animation import timed
from symconv.formulas.notation import USUAL, Notation
from symconv.layers.conv import ConvTranspose

_SCROLLED = 1200
"""How high a drawing on a phone may be."""


def scale_place_sum(
    layer: ConvTranspose,
    x: Any,
    w: Any,
    name: str = "scale-place-sum",
    notation: Notation = USUAL,
    paper: Paper = A_PAGE,
    compact: bool = False,
) -> Figure:
    """Draw how a layer computes: every input cell scales the kernel, the copies are placed, added and cropped.

    Parameters
    ----------
    layer : ConvTranspose
        With known sizes. More than two axes are drawn as slices, channels side by side.
    x, w : array
        The input and the kernel: SymPy or NumPy arrays, matrices, or nested lists.
    name : str
        Starts the ids of the drawing.
    notation : Notation
        What input, kernel and output are called, and from where positions count.
    paper : Paper
        The room of the figure.
    compact : bool
        One strip, a third as high: input, kernel, copies and sum side by side, over one or two axes
        without channels.

    Returns
    -------
    Figure
        With the terms in their cells, or their numbers where the canvas has more than 14 cells
        along an axis.

    Raises
    ------
    UnsupportedError
        The canvas is too large to be seen.
    ShapeError
        An array has another shape than the layer takes.

    Examples
    --------
    >>> from symconv import ConvTranspose, tensor
    >>> figure = scale_place_sum(ConvTranspose(3, stride=2, padding=1), tensor("x", 2), tensor("w", 3))
    >>> figure.title
    'Scale, place, sum: a transposed convolution in one dimension'
    >>> figure.description[-46:]
    'Output of size 3: x1 w2; x1 w3 + x2 w1; x2 w2.'
    >>> figure.svg()[:26]
    '<svg xmlns="http://www.w3.'
    """
    placing = Placing.of(layer, x, w, notation, paper)
    if compact:
        placing.check_drawn_flat("a strip")
    drawn = first_that_fits(strip.drawings(placing) if compact else _drawings(placing), paper)
    timed_scene = replace(drawn, items=tuple(timed(placing, drawn.items)))
    narrow = _narrow(placing) if drawn.width > PHONE else None
    return Figure(
        name, wording.title(placing), wording.description(placing), timed_scene, narrow, paper=paper
    )


def _narrow(placing: Placing) -> Scene | None:
    """Return the drawing for a phone, nothing where its labels would be too small there."""
    in_lines = strip.narrow(placing, PHONE) if placing.is_flat else None
    if in_lines is not None:
        return in_lines
    on_phone = replace(placing, paper=Paper(PHONE, _SCROLLED))
    drawn = first_that_fits(_drawings(on_phone), on_phone.paper)
    return drawn if is_readable(drawn, on_phone.paper) else None


def _drawings(placing: Placing) -> Iterator[Callable[[], Scene]]:
    """Yield the drawings of every term, then strips, the footprints of two cells, and the numbers of terms."""
    if placing.rank == 1 and placing.is_coloured and placing.canvas_shape[0] <= MOST_LABELLED:
        yield partial(one_axis.draw, placing)
    on_sheets = partial(scatter_sheets.draw, placing)
    if placing.rank > 1 and (placing.is_coloured or not placing.is_flat):
        yield on_sheets
        yield partial(on_sheets, are_copies_written=False)
        yield partial(on_sheets, is_output_drawn=False)
        yield partial(on_sheets, are_copies_written=False, is_output_drawn=False)
    if not placing.is_flat:
        yield partial(on_sheets, are_copies_written=False, are_sums_written=False)
        briefly = partial(
            on_sheets, are_copies_written=False, are_sums_written=False, is_output_drawn=False
        )
        yield briefly
        yield partial(briefly, are_copies_drawn=False)
    if placing.is_flat:
        yield from strip.drawings(placing)
    else:
        yield from overlap_count.drawings(placing)
