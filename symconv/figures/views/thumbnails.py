"""Placements without terms: one small canvas per input cell, each product named where the reader points."""

from __future__ import annotations

from math import prod

from symconv.figures import labels
from symconv.figures.labels import formula, word
from symconv.figures.layout import LABEL, MARGIN, RIGHT, Box, flow, label, rect
from symconv.figures.metrics import width
from symconv.figures.palette import hue
from symconv.figures.placing import Placing, Term
from symconv.figures.scene import Group, Item, Rect, Runs, Text, plain

MOST_PLACED = 12

_GAP = 24


def thumbnails(placing: Placing, y: float) -> tuple[list[Item], float]:
    """Draw the canvases of the first input cells over two axes; return where they end."""
    shown = min(prod(placing.input_shape), MOST_PLACED)
    rows, columns = placing.full_shape
    side = max(4, min(22, 128 // max(rows, columns)))
    captions = [copy_at(placing, cell) for cell in range(shown)]
    extent = max(columns * side, *(width(caption, LABEL, "label") for caption in captions))
    boxes = flow([(extent, rows * side + 28.0)] * shown, MARGIN, y, _GAP, RIGHT)
    items: list[Item] = []
    for cell, (box, caption) in enumerate(zip(boxes, captions, strict=True)):
        items.append(_thumbnail(placing, cell, box, side))
        items.append(Text(box.x, box.y + rows * side + 14, caption, "label", LABEL, "start"))
    bottom = boxes[-1].y + boxes[-1].height
    if shown < prod(placing.input_shape):
        items.append(label(MARGIN, bottom + 12, followers(placing)))
        bottom += 24
    return items, bottom


def unlabelled(placing: Placing, term: Term, box: Box) -> Group:
    """Return a product without its text; the title names it."""
    title = plain(placing.letter(term))
    return Group((rect(box, "product", hue(term.input)),), title, "product", (term.input, term.tap))


def copy_at(placing: Placing, cell: int) -> Runs:
    """Return the caption of a copy of the kernel."""
    start = placing.start(cell)
    where = word(" from position ") if len(start) == 1 else word(" at ")
    copy = labels.copy(placing.inputs[cell], placing.notation.kernel)
    return copy + where + formula(placing.notation.places(start))


def followers(placing: Placing) -> Runs:
    """Return how many copies follow those that are drawn."""
    inputs = prod(placing.input_shape)
    return (
        word("and ")
        + formula(str(inputs - MOST_PLACED))
        + word(" more, up to ")
        + copy_at(placing, inputs - 1)
    )


def _thumbnail(placing: Placing, cell: int, box: Box, side: float) -> Group:
    rows, columns = placing.full_shape
    items: list[Item] = [Rect(box.x, box.y, columns * side, rows * side, "ghost")]
    for (row, column), term in placing.landing(cell):
        items.append(
            unlabelled(placing, term, Box(box.x + column * side, box.y + row * side, side, side))
        )
    return Group(tuple(items), part="copy", index=(cell,))
