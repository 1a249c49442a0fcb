"""Zero insertion: the stretched and padded input under the sliding reversed kernel."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from symconv.errors import GeometryError
from symconv.figures import wording
from symconv.figures.figure import Figure
from symconv.figures.layout import A_PAGE, Paper, equally_large, first_that_fits
from symconv.figures.placing import Index, Placing
from symconv.figures.scene import Scene, plain
from symconv.figures.sheets import between_channels
from symconv.figures.views.sliding import draw_positions
from symconv.figures.views.stretched_input import Stretched
from symconv.figures.views.window_sheets import NARROW, SMALL, draw_position
from symconv.formulas.notation import USUAL, Notation
from symconv.layers.conv import ConvTranspose


def zero_insertion(
    layer: ConvTranspose,
    x: Any,
    w: Any,
    cell: Index | None = None,
    name: str = "zero-insertion",
    notation: Notation = USUAL,
    paper: Paper = A_PAGE,
) -> Figure:
    """Draw a layer as a convolution: the input stretched and padded, the reversed kernel sliding over it.

    Parameters
    ----------
    layer : ConvTranspose
        With known sizes; channels and more than two axes are drawn as sheets side by side.
    x, w : array
        The input and the kernel: SymPy or NumPy arrays, matrices, or nested lists.
    cell : tuple of int, optional
        The output cell whose position of the kernel is drawn, its channel in front. Without it,
        over one axis without channels all of them, else the first one with the most terms.
    name : str
        Starts the ids of the drawing.
    notation : Notation
        What input, kernel and output are called, and from where positions count.
    paper : Paper
        The room of the figure.

    Returns
    -------
    Figure
        With the multiplied pairs framed.

    Raises
    ------
    GeometryError
        There is no such output cell.
    UnsupportedError
        The canvas is too large to be seen, or has too many sheets.
    ShapeError
        An array has another shape than the layer takes.

    Examples
    --------
    >>> from symconv import ConvTranspose, tensor
    >>> figure = zero_insertion(ConvTranspose(3, stride=2, padding=1), tensor("x", 2), tensor("w", 3))
    >>> print(figure.description[:109])
    The input x1, x2 is stretched and padded: 0, x1, 0, x2, 0. The kernel w1, w2, w3 is reversed: w3, w2, w1. It
    """
    placing = Placing.of(layer, x, w, notation, paper)
    if cell is not None and cell not in set(
        map(placing.output_index, filter(placing.is_kept, placing.positions()))
    ):
        raise GeometryError(
            f"a figure of {layer}: the output has shape {placing.output_shape}, but no cell {cell}"
        )
    stretched = Stretched(placing)
    at = cell or _looked_at(placing)
    every = partial(draw_position, stretched)
    positions = [every, partial(every, style=NARROW), partial(every, is_output_drawn=False)]
    narrow = partial(every, style=NARROW, is_output_drawn=False)
    positions += [partial(narrow, share=share) for share in (0.8, 0.6, 0.4)]
    positions += [partial(every, style=SMALL)]
    small = partial(every, style=SMALL, is_output_drawn=False)
    positions += [partial(small, share=share) for share in (1, 0.7, 0.4)]
    if placing.lead:
        positions += [partial(draw, is_kernel_whole=False) for draw in tuple(positions)]
    drawings = [partial(draw, at) for draw in positions]
    if placing.rank == 1:
        drawings.insert(0, partial(draw_positions, stretched, cell))
    drawn = first_that_fits(drawings, paper)
    is_moving = placing.is_flat and cell is None and not drawn.steps
    moving = partial(_turns, placing, positions) if is_moving else None
    title = f"Zero insertion in {wording.dimensions(placing)}: the stretched input and the sliding reversed kernel"
    return Figure(name, title, _description(stretched), drawn, moving=moving, paper=paper)


def _turns(placing: Placing, drawings: Sequence[Callable[[Index], Scene]]) -> tuple[Scene, ...]:
    """Return the kernel at every position in turn, all drawn alike and equally large."""
    kept = [p for p in placing.positions() if placing.is_kept(p)]
    outputs = [placing.output_index(position) for position in kept]
    for draw in drawings:
        turns = [draw(output) for output in outputs]
        if all(placing.paper.shrinking(turn) == 1 for turn in turns):
            break
    return equally_large(turns)


def _looked_at(placing: Placing) -> Index:
    """Return the first output cell with the most terms, or the highlighted one where there are many input cells."""
    if not placing.is_coloured:
        return placing.output_index(placing.highlight.position)
    kept = [position for position in placing.positions() if placing.is_kept(position)]
    return placing.output_index(max(kept, key=lambda position: len(placing.terms(position))))


def _description(stretched: Stretched) -> str:
    placing = stretched.placing
    if placing.rank > 1:
        padded = f" to {wording.shape(stretched.shape)} cells{' a channel' * placing.lead}"
    else:
        padded = f": {wording.listed(plain(stretched.cell_text((place,))) for place in range(stretched.shape[0]))}"
    reversals = []
    for channels in stretched.channels():
        taps = [
            plain(placing.taps[tap])
            for tap in stretched.kernel(channels).values()
            if tap is not None
        ]
        where = f" of {plain(between_channels(placing, channels, ()))}" if channels else ""
        reversals.append(
            f"The kernel{where} {wording.listed(taps)} is reversed: {wording.listed(taps[::-1])}."
        )
    sentences = [
        f"The input {wording.listed(map(plain, placing.inputs))} is stretched and padded{padded}.",
        *reversals,
        "It slides over the stretched input one cell at a time, and what lies above each other is multiplied.",
        wording.result(placing),
    ]
    return " ".join(sentences)
