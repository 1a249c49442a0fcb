"""Two overlap counts side by side: the same input under two layers, so that their patterns can be compared."""

from __future__ import annotations

from math import inf

from symconv.figures.figure import Figure
from symconv.figures.layout import Panel, page, side_by_side, stacked
from symconv.figures.placing import Placing
from symconv.figures.views.overlap_count import (
    cell_side,
    count_levels,
    counted,
    counts_in_words,
    heading,
    legend,
    product_note,
)
from symconv.layers.conv import ConvTranspose
from symconv.operations import tensor

_GAP = 40


def overlap_pair(
    left: ConvTranspose,
    right: ConvTranspose,
    input_size: tuple[int, int],
    name: str = "overlap-pair",
) -> Figure:
    """Draw how many terms each cell of the full output gets from one layer and from another.

    Parameters
    ----------
    left, right : ConvTranspose
        Over two axes, without channels, with the same padding.
    input_size : tuple of int
        Of both.
    name : str
        Starts the ids of the drawing.

    Returns
    -------
    Figure
        With the number of terms in every cell, and the verdict on each layer.

    Raises
    ------
    UnsupportedError
        A layer has channels or more than two axes, or a canvas is too large to be seen.

    Examples
    --------
    >>> layers = ConvTranspose((3, 3), stride=2), ConvTranspose((4, 4), stride=2)
    >>> [side.rpartition("; ")[2] for side in overlap_pair(*layers, (4, 4)).description.split(" Right: ")]
    ['4 terms in 9 of 81. Checkerboard.', '4 terms in 36 of 100. Even inside.']
    """
    pair = []
    for layer in (left, right):
        placing = Placing.of(
            layer, tensor("x", input_size), tensor("w", layer.kernel_shape.entries)
        )
        placing.check_drawn_flat("a pair of overlap counts")
        pair.append(placing)
    levels = count_levels(*pair)
    side = min(map(cell_side, pair))
    sides = [_side(placing, levels, side) for placing in pair]
    drawn = stacked([side_by_side(sides, _GAP, right=inf), *product_note(pair[0], side)], 20)
    words = " ".join(
        f"{side}: {counts_in_words(placing)}"
        for side, placing in zip(("Left", "Right"), pair, strict=True)
    )
    title = "Overlap counts of two transposed convolutions side by side"
    return Figure(name, title, words, page(drawn))


def _side(placing: Placing, levels: dict[int, int], side: float) -> Panel:
    own = {number: levels[number] for number in count_levels(placing)}
    return stacked(
        [heading(placing), counted(placing, levels, side), legend(placing, own, side)], 16
    )
