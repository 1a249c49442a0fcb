"""Overlap count: how many terms each cell gets, and whether they are even inside."""

from __future__ import annotations

from dataclasses import replace
from math import gcd
from typing import Any

import numpy as np

from symconv.definitions.geometry import Axis
from symconv.figures import wording
from symconv.figures.figure import Figure
from symconv.figures.labels import formula, word
from symconv.figures.layout import (
    LABEL,
    MARGIN,
    NOTE,
    RIGHT,
    Box,
    Lattice,
    centered,
    flow,
    label,
    rect,
    scene,
)
from symconv.figures.metrics import width
from symconv.figures.placing import Index, Placing
from symconv.figures.scene import Group, Item, Line, Run, Runs, Text
from symconv.figures.slices import Sheet, sheets
from symconv.figures.views.counts import count_levels
from symconv.formulas.notation import USUAL, Notation
from symconv.layers.conv import ConvTranspose
from symconv.layers.plan import transposed_plan

_CELL = 34
_SMALL_CELL = 28
_SEAM = 2
_BAR = 18
_TALLEST_BARS = 200
_LEFT = MARGIN + 28


def overlap_count(
    layer: ConvTranspose, x: Any, w: Any, name: str = "overlap-count", notation: Notation = USUAL
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
    placing = Placing.of(layer, x, w, notation)
    items = _bars(placing) if placing.is_flat and placing.axes == 1 else _grids(placing)
    title = f"Overlap count: terms per cell of a transposed convolution in {wording.dimensions(placing)}"
    return Figure(name, title, counts_in_words(placing), scene(items))


def _bars(placing: Placing) -> list[Item]:
    """Draw a bar and a number for every cell."""
    levels, counts = count_levels(placing), _counts(placing)
    items = _heading(placing)
    top = 62 + min(_TALLEST_BARS, _BAR * int(counts.max()))
    unit = min(_BAR, _TALLEST_BARS / max(1, int(counts.max())))
    grid = Lattice(_LEFT, top, _cell(placing), _cell(placing), _SEAM)
    for p, number in enumerate(counts.tolist()):
        x, tall = grid.column(p), unit * number
        items += (
            [rect(Box(x + 4, top - 4 - tall, grid.width - 8, tall), "count", levels[number])]
            if number
            else []
        )
        items.append(_count(placing, (p,), grid.box((0, p)), levels))
        items.append(
            Text(x + grid.width / 2, top + grid.height + 14, placing.number(p), "note", NOTE)
        )
    items += _outlines(placing, sheets(placing.canvas_shape, 1)[0], grid)
    items.append(label(MARGIN, top + grid.height + 32, word("positions on the canvas"), "note"))
    return items + legend(placing, levels, top + grid.height + 64)[0]


def _grids(placing: Placing) -> list[Item]:
    """Draw the sheets, and say what colours, outlines and small numbers mean."""
    levels = count_levels(placing)
    items, bottom = counted(placing, levels)
    meaning, below = legend(placing, levels, bottom + 24)
    return items + meaning + product_note(placing, below + 32)


def counted(placing: Placing, levels: dict[int, int]) -> tuple[list[Item], float]:
    """Draw the verdict, and a grid for every sheet, the counts of its two axes above and before it; return where they end."""
    every = sheets(placing.canvas_shape, placing.axes)
    side = _cell(placing)
    rows, columns = every[0].shape
    named = len(every) > 1
    size = columns * (side + _SEAM) + 28, rows * (side + _SEAM) + 34.0 + 22 * named
    boxes = flow([size] * len(every), MARGIN, 58, 34, RIGHT, below=16)
    items = _heading(placing)
    for sheet, box in zip(every, boxes, strict=True):
        grid = Lattice(box.x + 28, box.y + 22 + 22 * named, side, side, _SEAM)
        if named:
            items.append(label(grid.x, box.y + 2, wording.sheet(placing, sheet.lead)))
        items += _along(placing, grid)
        items += [
            _count(placing, sheet.index(place), grid.box(place), levels) for place in sheet.places()
        ]
        items += _outlines(placing, sheet, grid)
    return items, max(box.y + box.height for box in boxes)


def _cell(placing: Placing) -> float:
    return _CELL if placing.canvas_shape[-1] * (_CELL + _SEAM) <= RIGHT - _LEFT else _SMALL_CELL


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
    lines = [
        axis_counts(axis, size)
        for axis, size in zip(placing.layer.axes, placing.sizes, strict=True)
    ]
    half = grid.width / 2
    across = [
        Text(grid.column(p) + half, grid.y - 12, word(str(n)), "note", NOTE)
        for p, n in enumerate(lines[-1])
    ]
    if placing.axes == 1:
        return list(across)
    down = [
        Text(grid.x - 14, grid.row(p) + half, word(str(n)), "note", NOTE)
        for p, n in enumerate(lines[-2])
    ]
    return [*across, *down]


def _count(placing: Placing, position: Index, box: Box, levels: dict[int, int]) -> Group:
    number = len(placing.terms(position))
    title = placing.told(position)
    text = (Run(str(number)),)
    if not number:
        return Group((rect(box, "zero"), centered(box, text, 16)), title, "sum", position)
    items = (rect(box, "count", levels[number]), centered(box, text, 16, step=levels[number]))
    return Group(items, title, "sum", position)


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


def _heading(placing: Placing) -> list[Item]:
    first, second = wording.parameters(placing)
    verdict = _verdict(placing)
    items: list[Item] = [label(MARGIN, 16, word(verdict or "Terms per cell"), "head")]
    x = MARGIN + width(word(verdict or "Terms per cell"), LABEL, "head") + 14
    items.append(label(x, 16, first + word(", ") + second))
    reason = _reason(placing)
    return [*items, label(MARGIN, 36, reason)] if reason else items


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


def legend(placing: Placing, levels: dict[int, int], y: float) -> tuple[list[Item], float]:
    """Say what colours and outlines mean, the outlines below the colours where the line is full; return the last line."""
    x = MARGIN + width(word("Terms per cell:"), LABEL, "label") + 14.0
    items: list[Item] = [label(MARGIN, y, word("Terms per cell:"))]
    for number, level in levels.items():
        items.append(rect(Box(x, y - 11, 24, 22), "count", level))
        items.append(Text(x + 32, y, (Run(str(number)),), "math", 16, "start"))
        x += 48 + 9 * len(str(number))
    x, y = (x + 20, y) if x + 330 <= RIGHT else (MARGIN, y + 28)
    items.append(Line(Box(x, y - 9, 34, 18).outline, "cut"))
    items.append(label(x + 44, y, word("full output")))
    if placing.is_cut:
        items.append(rect(Box(x + 140, y - 9, 34, 18), "frame"))
        crop = wording.crop(placing)
        items.append(label(x + 184, y, word("kept output (") + crop + word(")")))
    return items, y


def product_note(placing: Placing, y: float) -> list[Item]:
    """Say how the counts of the axes make those of the cells."""
    if placing.axes == 1 and not placing.lead:
        return []
    words = ["The small numbers count one axis."]
    if placing.axes > 1:
        words = [
            "The small numbers count one axis each; a cell holds their product, because axes do not interact"
        ]
        words[0] += ", times the count of the slice." if placing.axes > 2 else "."
    each = placing.input_shape[0] // int(placing.layer.groups) if placing.lead else 1
    words += [f"Each of the {each} input channels of a group adds as many."] if each > 1 else []
    return [label(MARGIN, y + 18 * n, word(line), "note") for n, line in enumerate(words)]


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
