"""Overlap count: how many terms each cell gets, and whether they are even inside."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from itertools import product
from math import gcd
from typing import Any

import numpy as np

from symconv.definitions.geometry import Axis
from symconv.figures import wording
from symconv.figures.figure import Figure
from symconv.figures.labels import formula, word
from symconv.figures.layout import (
    A_PAGE,
    NOTE,
    Box,
    Lattice,
    Panel,
    Paper,
    centered,
    first_that_fits,
    headed,
    label,
    page,
    panel,
    paragraph,
    rect,
    side_by_side,
    stacked,
)
from symconv.figures.placing import Index, Placing
from symconv.figures.ramp import level
from symconv.figures.scene import Group, Item, Line, Run, Runs, Scene, Text
from symconv.figures.sheets import BEFORE, NAME, Sheet, laid, named, sheets
from symconv.formulas.notation import USUAL, Notation
from symconv.layers.conv import ConvTranspose
from symconv.layers.plan import transposed_plan

_CELL, _SMALL_CELL, _SMALLEST_CELL = 34, 22, 3
_SIZES = (28, 22, 18, 14, 11, 8, 6, 4, 3)
_READABLE = 22
"""A cell of this size shows its number."""
_SEAM = 2
_BESIDE = 36
_LEGEND = 200
_LARGEST_TILE = 4
_BAR = 18
_TALLEST_BARS = 200


def overlap_count(
    layer: ConvTranspose,
    x: Any,
    w: Any,
    name: str = "overlap-count",
    notation: Notation = USUAL,
    paper: Paper = A_PAGE,
) -> Figure:
    """Draw how many terms each cell of the full output gets, and which of them are kept.

    Parameters
    ----------
    layer : ConvTranspose
        With known sizes: bars over one axis, a grid over two, slices over more.
    x, w : array
        The input and the kernel: SymPy or NumPy arrays, matrices, or nested lists. The terms are
        told where a reader points at a cell.
    name : str
        Starts the ids of the drawing.
    notation : Notation
        What input, kernel and output are called, and from where positions count.
    paper : Paper
        The room of the figure.

    Returns
    -------
    Figure
        With the number of terms in every cell, and the verdict: even inside, or a checkerboard.

    Raises
    ------
    UnsupportedError
        The canvas is too large to be seen.
    ShapeError
        An array has another shape than the layer takes.

    Examples
    --------
    >>> from symconv import ConvTranspose, tensor
    >>> figure = overlap_count(ConvTranspose(3, stride=2), tensor("x", 4), tensor("w", 3))
    >>> print(figure.description)
    The cells of the full output get these numbers of terms: 1, 1, 2, 1, 2, 1, 2, 1, 1. Uneven inside.
    """
    placing = Placing.of(layer, x, w, notation, paper)
    title = f"Overlap count: terms per cell of a transposed convolution in {wording.dimensions(placing)}"
    drawn = first_that_fits(drawings(placing), paper)
    return Figure(name, title, counts_in_words(placing), drawn, paper=paper)


def drawings(placing: Placing) -> Iterator[Callable[[], Scene]]:
    """Yield the drawing with the largest cells that fit across, and with smaller ones."""
    sides = (cell_side(placing), *_SIZES)
    yield from (partial(draw, placing, side) for side in sides if side <= sides[0])


def draw(placing: Placing, side: float) -> Scene:
    """Return the drawing: the verdict, the counts, and what colours, outlines and small numbers mean."""
    levels = count_levels(placing)
    parts = [counted(placing, levels, side), legend(placing, levels, side)]
    body = side_by_side(parts, _BESIDE, placing.paper.inside, below=20)
    return page(stacked([heading(placing), body, *product_note(placing, side)], 16))


def count_levels(*placings: Placing) -> dict[int, int]:
    """Return the level of the count scale for every number of terms: different numbers look different."""
    numbers = sorted({int(n) for placing in placings for n in np.unique(placing.full.count) if n})
    return {number: level(rank, len(numbers)) for rank, number in enumerate(numbers)}


def counted(placing: Placing, levels: dict[int, int], side: float) -> Panel:
    """Draw a bar over every cell of one axis, or the sheets with the counts of their two axes at the edges."""
    draw_cells = _bars if placing.rank == 1 else _sheets
    return draw_cells(placing, levels, side)


def _bars(placing: Placing, levels: dict[int, int], side: float) -> Panel:
    """Draw a bar and a number for every cell."""
    counts = _counts(placing)
    most = max(1, int(counts.max()))
    unit = min(_BAR, min(_TALLEST_BARS, placing.paper.height / 4) / most)
    grid = Lattice(0, unit * most + 8, side, side, _SEAM)
    every = max(1, -(-22 // int(side)))
    items: list[Item] = []
    for p, number in enumerate(counts.tolist()):
        x, tall = grid.column(p), unit * number
        if number:
            bar = Box(x + side / 8, grid.y - 4 - tall, side * 3 / 4, tall)
            items.append(rect(bar, "count", levels[number]))
        items.append(count_cell(placing, (p,), grid.box((0, p)), levels))
        if p % every == 0:
            text = placing.number(p)
            items.append(Text(x + side / 2, grid.y + side + 14, text, "note", NOTE))
    items += _outlines(placing, sheets(placing.canvas_shape, 1)[0], grid)
    positions = word("positions on the canvas")
    return panel([*items, label(0, grid.y + side + 34, positions, "note")])


def _sheets(placing: Placing, levels: dict[int, int], side: float) -> Panel:
    """Draw a grid for every sheet, the counts of its two axes above and before it."""
    every = sheets(placing.canvas_shape, placing.axes)
    cells = Lattice(0, 0, side, side, _SEAM)
    items: list[Item] = []
    for each in laid(placing.paper, every, named(placing, every), cells, numbered=True):
        items += [*each.names(12 + NAME), *_along(placing, each.grid)]
        for place in each.sheet.places():
            position, box = each.sheet.index(place), each.grid.box(place)
            items.append(count_cell(placing, position, box, levels))
        items += _outlines(placing, each.sheet, each.grid)
        if placing.is_flat:
            items += _tile_frame(placing, each.grid)
    return panel(items)


def cell_side(placing: Placing) -> float:
    """Return how large a cell is drawn: as large as fits the page."""
    room = placing.paper.inside - BEFORE
    fitting = room // placing.canvas_shape[-1] - _SEAM
    beside = (room - _LEGEND) // placing.canvas_shape[-1] - _SEAM
    return max(_SMALLEST_CELL, min(_CELL, fitting, max(beside, _SMALL_CELL)))


def _counts(placing: Placing) -> np.ndarray[Any, Any]:
    """Return the number of terms of every cell of the canvas."""
    positions = list(placing.positions())
    return np.array([len(placing.terms(position)) for position in positions]).reshape(
        placing.canvas_shape
    )


def axis_counts(axis: Axis, input_size: int) -> list[int]:
    """Return how many terms the cells of the full output get along one axis.

    Examples
    --------
    >>> axis_counts(Axis(kernel_size=3, stride=2), 3)
    [1, 1, 2, 1, 2, 1, 1]
    """
    whole = replace(axis, begin=0, end=0, output_padding=0)
    return [int(n) for n in transposed_plan([whole], [input_size]).count]


def _along(placing: Placing, grid: Lattice) -> list[Item]:
    """Write the counts of the last axis above the columns, those of the axis before it before the rows."""
    if grid.width < _READABLE:
        return []
    axes = zip(placing.layer.axes, placing.sizes, strict=True)
    lines = [axis_counts(axis, size) for axis, size in axes]
    half = grid.width / 2
    items: list[Item] = [
        Text(grid.column(p) + half, grid.y - 12, word(str(n)), "note", NOTE)
        for p, n in enumerate(lines[-1])
    ]
    if placing.axes > 1:
        items += [
            Text(grid.x - 14, grid.row(p) + half, word(str(n)), "note", NOTE)
            for p, n in enumerate(lines[-2])
        ]
    return items


def count_cell(placing: Placing, position: Index, box: Box, levels: dict[int, int]) -> Group:
    """Return a cell with the number of its terms, which small cells only tell where a reader points."""
    number = len(placing.terms(position))
    text = (Run(str(number)),)
    size = min(16.0, 0.5 * box.width + 1)
    items: list[Item] = [rect(box, "count", levels[number]) if number else rect(box, "zero")]
    if box.width >= _READABLE:
        items.append(centered(box, text, size, step=levels.get(number)))
    return Group(tuple(items), placing.told(position), "sum", position)


def _outlines(placing: Placing, sheet: Sheet, grid: Lattice) -> list[Item]:
    """Draw the full output dashed, what is kept framed."""
    full = sheets(placing.full_shape, placing.axes)[0].shape
    items: list[Item] = []
    if all(at < size for at, size in zip(sheet.lead, placing.full_shape, strict=False)):
        items.append(Line(grid.around((0, 0), full).outline, "cut"))
    lead = len(sheet.lead)
    is_kept = all(
        b <= at < e for at, b, e in zip(sheet.lead, placing.begin, placing.stop, strict=False)
    )
    if is_kept and placing.is_cut:
        start, stop = placing.begin[lead:], placing.stop[lead:]
        pair = ((0, *start), (1, *stop)) if len(start) == 1 else (start, stop)
        items.append(rect(grid.around(*pair), "frame"))
    return items


def heading(placing: Placing) -> Panel:
    """Write the verdict, the parameters, and the reason."""
    first, second = wording.parameters(placing)
    verdict = word(_verdict(placing) or "Terms per cell")
    reason = _reason(placing)
    said = [first + word(", ") + second, reason] if reason else [first + word(", ") + second]
    return headed(verdict, paragraph(said, placing.paper.inside))


def _inside(axis: Axis, input_size: int) -> list[int] | None:
    """Return the counts where no border is near; nothing where that is less than one period of the stride."""
    counts = axis_counts(axis, input_size)[axis.reach - 1 : axis.stride * (input_size - 1) + 1]
    return counts if len(counts) >= axis.stride else None


def _verdict(placing: Placing) -> str:
    """Return whether the counts inside are even, as they are counted."""
    inside = [
        _inside(axis, size) for axis, size in zip(placing.layer.axes, placing.sizes, strict=True)
    ]
    known = [counts for counts in inside if counts is not None]
    uneven = [len(set(counts)) > 1 for counts in known]
    if not any(uneven):
        return "Even inside" if len(known) == len(inside) else ""
    if len(inside) == 1:
        return "Uneven inside"
    return "Checkerboard" if sum(uneven) > 1 else "Stripes"


def _reason(placing: Placing) -> Runs:
    """Return why the counts inside are even or not, where all axes are alike."""
    axes = placing.layer.axes
    if not _verdict(placing) or len(set(axes)) > 1:
        return ()
    axis = axes[0]
    common = gcd(axis.stride, axis.dilation)
    if common > 1:
        return formula("s") + word(" and ") + formula("d") + word(f" share the factor {common}")
    if axis.kernel_size < axis.stride:
        return formula("k < s") + word(": gaps between the copies")
    divides = axis.kernel_size % axis.stride == 0
    return formula("s") + word(" divides " if divides else " does not divide ") + formula("k")


def _tile(placing: Placing) -> Index | None:
    """Return where the pattern that repeats inside starts; nothing where it does not, or is even."""
    axes, sizes = placing.layer.axes, placing.sizes
    if _verdict(placing) not in ("Checkerboard", "Stripes"):
        return None
    if max(axis.stride for axis in axes) > _LARGEST_TILE:
        return None
    starts = []
    for axis, size in zip(axes, sizes, strict=True):
        room = axis.stride * (size - 1) + 1 - axis.stride
        if _inside(axis, size) is None:
            return None
        middle = (axis.reach - 1 + room) // 2 // axis.stride * axis.stride
        starts.append(max(axis.reach - 1, middle))
    return tuple(starts)


def _tile_frame(placing: Placing, grid: Lattice) -> list[Item]:
    """Frame one repetition of the pattern."""
    start = _tile(placing)
    if start is None or grid.width < _READABLE:
        return []
    strides = [axis.stride for axis in placing.layer.axes]
    stop = tuple(at + step for at, step in zip(start, strides, strict=True))
    box = grid.around(start, stop)
    inner = box.inset(2)
    return [rect(box, "frame"), rect(inner, "halo")]


def legend(placing: Placing, levels: dict[int, int], side: float) -> Panel:
    """Say what colours and outlines mean, with the number of kept cells, and repeat the pattern."""
    kept = Counter(len(placing.terms(p)) for p in placing.positions() if placing.is_kept(p))
    items: list[Item] = [label(0, 8, word("terms")), label(64, 8, word("output cells"))]
    y, pitch, size = (22.0, 22, 14) if placing.paper.is_low else (24.0, 30, 16)
    for number, shade in levels.items():
        box = Box(0, y, 34, pitch - 4)
        items += [rect(box, "count", shade), centered(box, (Run(str(number)),), size, step=shade)]
        items.append(Text(104, box.center[1], (Run(str(kept[number])),), "math", size))
        y += pitch
    outlines = [("cut", word("full output"))]
    if placing.is_cut:
        outlines.append(("frame", word("kept, ") + wording.crop(placing)))
    for role, words in outlines:
        box = Box(0, y + 6, 34, 18)
        items.append(Line(box.outline, "cut") if role == "cut" else rect(box, "frame"))
        items.append(label(44, y + 15, words))
        y += 28
    drawn = panel(items)
    has_tile = placing.is_flat and not (placing.paper.is_low and side < _READABLE)
    start = _tile(placing) if has_tile else None
    return drawn if start is None else stacked([drawn, _tile_drawn(placing, start, levels)], 14)


def _tile_drawn(placing: Placing, start: Index, levels: dict[int, int]) -> Panel:
    """Draw one repetition of the pattern large."""
    strides = [axis.stride for axis in placing.layer.axes]
    said = word("inside, every ") + formula(wording.shape(strides)) + word(" tile reads")
    grid = Lattice(0, 0, 38, 38, _SEAM)
    items: list[Item] = []
    for place in product(*map(range, strides)):
        position = tuple(at + step for at, step in zip(start, place, strict=True))
        shown = count_cell(placing, position, grid.box(place), levels)
        items.append(replace(shown, part="tile"))
    return stacked([paragraph([said], right=150), panel(items)], 8)


def product_note(placing: Placing, side: float) -> list[Panel]:
    """Say how the counts of the axes make those of the cells, where there is room to write them."""
    words = []
    is_counted = side >= _READABLE
    if is_counted and placing.axes == 1 and placing.lead:
        words = ["The small numbers count one axis."]
    if is_counted and placing.axes > 1:
        slices = ", times the count of the slice." if placing.axes > 2 else "."
        start = "The small numbers count one axis each; a cell holds their product"
        words = [f"{start}, because axes do not interact{slices}"]
    each = placing.input_shape[0] // int(placing.layer.groups) if placing.lead else 1
    words += [f"Each of the {each} input channels of a group adds as many."] if each > 1 else []
    return [paragraph(map(word, words), placing.paper.inside, "note")] if words else []


def counts_in_words(placing: Placing) -> str:
    """Return how many terms the cells get, and the verdict."""
    counts = _counts(placing)
    if counts.size <= 64 and placing.axes == 1:
        numbers = f"these numbers of terms: {', '.join(map(str, counts.ravel()))}"
    else:
        kinds, cells = np.unique(counts, return_counts=True)
        parts = zip(kinds.tolist(), cells.tolist(), strict=True)
        numbers = "; ".join(
            f"{wording.terms(number)} in {c} of {counts.size}" for number, c in parts
        )
    verdict = _verdict(placing)
    return f"The cells of the full output get {numbers}." + (f" {verdict}." if verdict else "")
