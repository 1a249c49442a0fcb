"""Two overlap counts side by side: the same input under two layers, so that their patterns can be compared."""

from __future__ import annotations

from symconv.figures.figure import Figure
from symconv.figures.layout import MARGIN, scene
from symconv.figures.placing import Placing
from symconv.figures.scene import moved
from symconv.figures.views.counts import count_levels
from symconv.figures.views.overlap_count import counted, counts_in_words, legend, product_note
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
    pair = [_placing(layer, input_size) for layer in (left, right)]
    levels = count_levels(*pair)
    first, bottom = counted(pair[0], levels)
    second, lower = counted(pair[1], levels)
    shift = scene(first).width + _GAP - MARGIN
    bottom = max(bottom, lower)
    meaning, below = legend(pair[0], levels, bottom + 24)
    items = [*first, *(moved(item, shift) for item in second), *meaning]
    words = " ".join(
        f"{side}: {counts_in_words(placing)}"
        for side, placing in zip(("Left", "Right"), pair, strict=True)
    )
    title = "Overlap counts of two transposed convolutions side by side"
    return Figure(name, title, words, scene([*items, *product_note(pair[0], below + 32)]))


def _placing(layer: ConvTranspose, input_size: tuple[int, int]) -> Placing:
    placing = Placing.of(layer, tensor("x", input_size), tensor("w", layer.kernel_shape.entries))
    placing.check_drawn_flat("a pair of overlap counts")
    return placing
