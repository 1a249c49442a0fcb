"""Polyphase: the kernel split by remainder, every part a convolution at unit stride, the results interleaved."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from itertools import product
from typing import Any

from symconv.figures import wording
from symconv.figures.figure import Figure
from symconv.figures.labels import formula, word
from symconv.figures.layout import (
    A_PAGE,
    CELL_HEIGHT,
    LABEL,
    MARGIN,
    NOTE,
    Box,
    Paper,
    centered,
    first_that_fits,
    flow,
    horizontal,
    label,
    rect,
    scene,
    up_to_grid,
    vertical,
)
from symconv.figures.metrics import width
from symconv.figures.parts import heavy_last, phase_cell, tap_cell
from symconv.figures.placing import Placing
from symconv.figures.scene import Item, Run, Runs, Scene, Text, plain
from symconv.figures.views import one_axis, phase_sheets
from symconv.figures.views.phases import Phase, phases
from symconv.formulas.notation import USUAL, Notation
from symconv.layers.conv import ConvTranspose

MOST_PHASES = 12

_ROW_GAP = 22
_TAP = 44
_ARROW = 60


def polyphase(
    layer: ConvTranspose,
    x: Any,
    w: Any,
    name: str = "polyphase",
    notation: Notation = USUAL,
    paper: Paper = A_PAGE,
) -> Figure:
    """Draw a layer as convolutions at unit stride: the kernel split by remainder, the results interleaved.

    Parameters
    ----------
    layer : ConvTranspose
        With known sizes; channels and more than two axes are drawn as sheets side by side.
    x, w : array
        The input and the kernel: SymPy or NumPy arrays, matrices, or nested lists.
    name : str
        Starts the ids of the drawing.
    notation : Notation
        What input, kernel and output are called, and from where positions count.
    paper : Paper
        The room of the figure.

    Returns
    -------
    Figure
        With the first 12 phases.

    Raises
    ------
    UnsupportedError
        The canvas is too large to be seen, or has too many sheets.
    ShapeError
        An array has another shape than the layer takes.

    Examples
    --------
    >>> from symconv import ConvTranspose, tensor
    >>> figure = polyphase(ConvTranspose(3, stride=2), tensor("x", 2), tensor("w", 3))
    >>> print(figure.description[:81])
    The kernel is split into 2 phases. Phase 0: w1, w3, positions 0, 2, 4. Phase 1: w
    """
    placing = Placing.of(layer, x, w, notation, paper)
    split = phases(placing)
    drawn = first_that_fits(_drawings(placing, split), paper)
    title = (
        f"Polyphase: a transposed convolution in {wording.dimensions(placing)} as convolutions "
        "at unit stride"
    )
    number = "1 phase" if len(split) == 1 else f"{len(split)} phases"
    sentences = [f"The kernel is split into {number}."]
    for phase in split[:MOST_PHASES]:
        taps = ", ".join(plain(placing.taps[tap]) for tap in phase.taps.values()) or "no tap"
        places = wording.positions(placing, phase.positions)
        sentences.append(f"{plain(wording.phase(phase.remainder)).capitalize()}: {taps}, {places}.")
    description = " ".join([*sentences, wording.result(placing)])
    return Figure(name, title, description, drawn, paper=paper)


def _drawings(placing: Placing, split: tuple[Phase, ...]) -> Iterator[Callable[[], Scene]]:
    """Yield the drawings, from all terms in their cells to the phase of one output cell."""
    shown, rule = split[:MOST_PHASES], _sheet_rule(placing, split)
    if placing.rank == 1:
        yield partial(_one_axis, placing, split)
    yield partial(phase_sheets.draw, placing, shown, rule)
    yield partial(phase_sheets.draw, placing, shown, rule, are_written=False)
    holding = [phase for phase in split if placing.highlight.position in phase.positions]
    one = holding or shown[:1]  # a cell that no product reaches lies in no phase
    brief = partial(phase_sheets.draw, placing, shown, rule, are_written=False, computed=one)
    yield brief
    yield partial(brief, is_kernel_drawn=False)


def _one_axis(placing: Placing, split: tuple[Phase, ...]) -> Scene:
    shown = split[:MOST_PHASES]
    heads = [
        word("tap ") + _rule(placing),
        *one_axis.sum_heads(placing),
        *(_phase_words(placing, p) for p in shown),
    ]
    row = one_axis.fitted(placing, heads)
    items, y = _split_row(placing, shown, row.left)
    height, tops = row.sum_height, []
    for phase in shown:
        tops.append(y)
        items += [label(MARGIN, y + height / 2 - 9, word(f"Phase {phase.remainder[0]}"), "head")]
        items += [label(MARGIN, y + height / 2 + 9, _phase_words(placing, phase))]
        boxes = {p: row.box(p[0], y, height) for p in phase.positions}
        items += heavy_last(
            phase_cell(placing, p, box, row.sum_size, row.stacked) for p, box in boxes.items()
        )
        y += height + _ROW_GAP
    rest = len(split) - MOST_PHASES
    if rest > 0:
        items.append(label(row.left, y, word(f"and {rest} more phases")))
    bottom = y + (40 if len(split) > MOST_PHASES else 20)
    for phase, top in zip(shown, tops, strict=True):
        ends = [row.middle(p[0]) for p in phase.positions]
        items += [vertical(x, top + height + 4, bottom, arrow=True) for x in ends]
    items += _numbers(row, bottom + 12)
    return scene([*items, *row.summed(bottom + 24, "Interleave")])


def _numbers(row: one_axis.Row, y: float) -> list[Item]:
    return [Text(row.middle(p), y, row.placing.number(p), "note", NOTE) for p in range(row.cells)]


def _rule(placing: Placing) -> Runs:
    """Return which phase a tap belongs to."""
    dilated = any(axis.dilation > 1 for axis in placing.layer.axes)
    tap = "(t − 1)" if placing.notation.origin else "t"
    where = formula(f"d {tap}" if dilated else tap)
    return formula("t") + word(" to phase ") + where + word(" mod ") + formula("s")


def _phase_words(placing: Placing, phase: Phase) -> Runs:
    if not phase.taps:
        return word("no tap: zeros")
    texts = _kernel_texts(placing, phase)
    runs = formula(placing.notation.input) + word(" with ") + (Run("("),)
    for n, text in enumerate(texts):
        runs += ((Run(", "),) if n else ()) + text
    return (*runs, Run(")"))


def _kernel_texts(placing: Placing, phase: Phase) -> list[Runs]:
    places = product(*map(range, phase.kernel_shape))
    return [
        placing.taps[phase.taps[place]] if place in phase.taps else (Run("0"),) for place in places
    ]


def _split_row(placing: Placing, shown: tuple[Phase, ...], left: float) -> tuple[list[Item], float]:
    """Draw the kernel, an arrow, and the kernels of the phases; return where they end."""
    extent = max(_TAP, up_to_grid(max(width(tap, 17) for tap in placing.taps) + 16))
    # the taps of the kernel as it is stretched
    axis = placing.layer.axes[0]
    whole = [
        None if place % axis.dilation else place // axis.dilation for place in range(axis.reach)
    ]
    sizes = [(len(whole) * extent + _ARROW, CELL_HEIGHT)]
    sizes += [
        (_name_width(p) + max(1, len(_kernel_texts(placing, p))) * extent, CELL_HEIGHT)
        for p in shown
    ]
    boxes = flow(sizes, left, 20, 28, max(placing.paper.right, left + sizes[0][0]))
    items: list[Item] = [label(MARGIN, 34, word("Split the kernel"), "head")]
    items += [label(MARGIN, 52, word("tap ") + _rule(placing))]
    items += _kernel_row(placing, whole, boxes[0].x, boxes[0].y, extent)
    end = boxes[0].x + len(whole) * extent
    if boxes[1].y == boxes[0].y:
        middle = boxes[0].center[1]
        items.append(horizontal(middle, end + 12, end + _ARROW - 6, arrow=True))
    for phase, box in zip(shown, boxes[1:], strict=True):
        start = box.x + _name_width(phase)
        items.append(
            Text(start - 10, box.center[1], wording.phase(phase.remainder), "label", LABEL, "end")
        )
        if phase.taps:
            cells = [phase.taps.get((place,)) for place in range(phase.kernel_shape[0])]
            items += _kernel_row(placing, cells, start, box.y, extent)
        else:
            items.append(label(start, box.center[1], word("empty"), "note"))
    return items, boxes[-1].y + CELL_HEIGHT + 34


def _name_width(phase: Phase) -> float:
    return width(wording.phase(phase.remainder), LABEL, "label") + 14


def _kernel_row(
    placing: Placing, cells: list[int | None], x: float, y: float, extent: float
) -> list[Item]:
    boxes = [Box(x + n * extent, y, extent, CELL_HEIGHT) for n in range(len(cells))]
    gaps: list[Item] = []
    taps: list[Item] = []
    for cell, box in zip(cells, boxes, strict=True):
        if cell is None:
            inner = box.inset(5)
            gaps += [rect(inner, "zero"), centered(inner, (Run("0"),), 15)]
        else:
            taps.append(tap_cell(placing, cell, box))
    return gaps + taps


def _sheet_rule(placing: Placing, split: tuple[Phase, ...]) -> Runs:
    """Return which phase a tap belongs to, and how many phases are drawn where not all are."""
    rest = len(split) - MOST_PHASES
    rule = word("tap ") + _rule(placing) + word(" along each axis" if placing.axes > 1 else "")
    return rule + (word(f"; the first {MOST_PHASES} of {len(split)} phases") if rest > 0 else ())
