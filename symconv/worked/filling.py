r"""The canvas on slides: it fills product by product, in the colours of the input cells.

A cell shows each product that lands in it, in the order of the input cells: those of one row of the
input side by side where they have room, else one below the other. What does not fit on one frame
goes on further frames; beyond a few the rest is left out, and the last frame says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby, islice, product
from math import ceil
from typing import Any, TypeAlias

from symconv.figures.palette import hue
from symconv.formulas.grid import Grid
from symconv.formulas.measuring import measured
from symconv.formulas.text import TEXT
from symconv.pages.displays import PAGE, Label, entry_names, factor_of
from symconv.pages.writers.beamer import AREA, frame, uncovered
from symconv.worked.lettering import cell_name, kernel_part
from symconv.worked.setting import Index, Setting

MOST_FRAMES = 6
MOST_OVERLAYS = 24
LARGEST = 1.5
"""By how much cells grow where there is room."""
MOST_BANDS = 6
"""Products in one cell; where more meet, the sums are shown as formulas alone."""
MOST_NAMED = 2
_LOW = replace(PAGE, number=TEXT.number)
"""Fractions with a slash, which have room in a band."""
_BAND = 6.1
_LARGER = 1.2
_LOWEST = 10.0
_NARROWEST = 13.0
_EM = 5.0


@dataclass(frozen=True)
class Band:
    """A product in a cell: where it comes from, how it is written, and which part of the cell it takes.

    Parameters
    ----------
    source : int
        The input cell.
    tex : str
        The product.
    width : float
        What it needs, in millimetres.
    line, lines : int
        Its line, and how many the cell has.
    at, beside : int
        Its place on the line, and how many products share it.
    """

    source: int
    tex: str
    width: float
    line: int = 0
    lines: int = 1
    at: int = 0
    beside: int = 1

    @property
    def needed(self) -> float:
        """The width of a cell in which it has room."""
        return self.width * self.beside


@dataclass(frozen=True)
class Window:
    """A part of the canvas on one frame.

    Parameters
    ----------
    title : str
        What part it is; empty for all of it.
    top, left : int
        Position of its first cell.
    cells : tuple of rows of tuples of Band
        What lands where.
    width : float
        Of one cell, in millimetres.
    heights : tuple of float
        Of each row, in millimetres.
    """

    title: str
    lead: Index
    top: int
    left: int
    cells: tuple[tuple[tuple[Band, ...], ...], ...]
    width: float
    heights: tuple[float, ...]

    def top_of(self, row: int) -> float:
        """Return where a row starts, in millimetres."""
        return sum(self.heights[:row])


Bands: TypeAlias = dict[Index, tuple[Band, ...]]
Overlays: TypeAlias = dict[tuple[int, int, int], int]


def filled(setting: Setting) -> Iterator[str]:
    """Yield frames on which the canvas fills, one product after the other."""
    for window, left_out in _windows(setting):
        sources = [band.source for row in window.cells for cell in row for band in cell]
        one_by_one = len(sources) < MOST_OVERLAYS
        order = _overlays(window, one_by_one)
        picture = _picture(setting, window, order)
        words = "Where copies meet, their values are added." if any(
            len(cell) > 1 for row in window.cells for cell in row
        ) else "No two copies meet."  # fmt: skip
        last = max(order.values(), default=1) + 1
        note = rf"{_placements(setting, window, order)}\only<{last}->{{{words}}} {left_out}".strip()
        yield frame("Scale, place, add", _centred(picture, note), window.title)


def cropped(setting: Setting) -> Iterator[str]:
    """Yield the canvas with what is cropped marked; nothing where nothing is."""
    if setting.kept.shape == setting.canvas.shape and not any(setting.begin):
        return
    for window, left_out in _windows(setting):
        picture = _picture(setting, window, {}, with_crop=True)
        note = rf"\uncover<2->{{What is hatched is cropped.}} {_output_note(setting)}{left_out}".strip()
        yield frame("Crop the canvas", _centred(picture, note), window.title)


def _placements(setting: Setting, window: Window, overlays: Overlays) -> str:
    """Return what is said while the copy of an input cell is placed."""
    seen: dict[int, list[int]] = {}
    for (r, c, number), overlay in overlays.items():
        seen.setdefault(overlay, []).append(window.cells[r][c][number].source)
    cells = list(setting.inputs())
    said = []
    for overlay, sources in sorted(seen.items()):
        names = ", ".join(
            f"${_placed(setting, cells[source])}$" for source in dict.fromkeys(sources)
        )
        if len(set(sources)) > MOST_NAMED:
            names = "the copies of the next input cells"
        said.append(rf"\only<{overlay}|handout:0>{{{names}}}")
    return "".join(said)


def _placed(setting: Setting, cell: Index) -> str:
    at = setting.notation.places(setting.start(cell))
    return rf"{cell_name(setting, cell).tex}\, {kernel_part(setting, cell).tex} \text{{ starts at }} {at}"


def _centred(picture: str, note: str) -> str:
    return f"\\centering\n{picture}\\par\\vspace{{1mm}}{{\\small\\color{{scsoft}}{note}\\par}}"


def _windows(setting: Setting) -> Iterator[tuple[Window, str]]:
    """Yield the parts of the canvas that fit on a frame, each with a word on what is left out, which the last has."""
    bands = _bands(setting)
    if max(map(len, bands.values())) > MOST_BANDS:
        return
    shape = setting.canvas_shape
    rows, columns = (1, *shape)[-2:]
    lead = shape[:-2]
    width = max([_NARROWEST, *(band.needed for cell in bands.values() for band in cell)])
    across = ceil(columns / ceil(columns / max(1, AREA[0] // width)))
    starts = [
        (at, top, down, left)
        for at in product(*map(range, lead))
        for top, down in _rows([_height(bands, (*at, r), columns) for r in range(rows)])
        for left in range(0, columns, across)
    ]
    for at, top, down, left in islice(starts, MOST_FRAMES):
        cells = tuple(
            tuple(bands.get((*at, r, c), ()) for c in range(left, min(left + across, columns)))
            for r in range(top, down)
        )
        heights = [_height(bands, (*at, r), columns) for r in range(top, down)]
        is_last = len(starts) > MOST_FRAMES and (at, top, down, left) == starts[MOST_FRAMES - 1]
        left_out = f"Shown are {MOST_FRAMES} of {len(starts)} parts." if is_last else ""
        title = _part(setting, at, top, left, cells) if len(starts) > 1 else ""
        larger = min(LARGEST, AREA[0] / (width * len(cells[0])), AREA[1] / sum(heights))
        yield (
            Window(
                title,
                at,
                top,
                left,
                cells,
                larger * width,
                tuple(larger * high for high in heights),
            ),
            left_out,
        )


def _height(bands: Bands, row: Index, columns: int) -> float:
    """Return how high a row of the canvas is: as many bands as its fullest cell has lines."""
    return max(
        [
            _LOWEST,
            *(_BAND * band.lines for c in range(columns) for band in bands.get((*row, c), ())),
        ]
    )


def _rows(heights: list[float]) -> Iterator[tuple[int, int]]:
    """Yield first row, and the row behind the last, of parts that fit on a frame."""
    first = 0
    for row in range(1, len(heights) + 1):
        if row == len(heights) or sum(heights[first : row + 1]) > AREA[1]:
            yield first, row
            first = row


def _part(setting: Setting, at: Index, top: int, left: int, cells: Any) -> str:
    """Return which sheet of the canvas a part is of, and which rows and columns of it, where these are not all."""
    parts = [f"sheet {setting.notation.places(at)}"] if at else []
    rows, columns = (1, *setting.canvas_shape)[-2:]
    origin = setting.notation.origin
    if len(cells) < rows:
        parts.append(_span("row", top + origin, len(cells)))
    if len(cells[0]) < columns:
        parts.append(_span("column" if rows > 1 else "cell", left + origin, len(cells[0])))
    return ", ".join(parts)


def _span(what: str, first: int, count: int) -> str:
    return f"{what} {first}" if count == 1 else f"{what}s {first} to {first + count - 1}"


def _bands(setting: Setting) -> Bands:
    """Return the products of every canvas cell, read from the plan of the layer without padding."""
    plan = setting.bare_layer.plan(setting.spatial)
    x, w = Grid.of(setting.x).cells, Grid.of(setting.w).cells
    shape = setting.canvas_shape if len(setting.canvas_shape) > 1 else (1, *setting.canvas_shape)
    found: dict[Index, list[Band]] = {}
    for output, source, tap in zip(
        plan.outputs.tolist(), plan.inputs.tolist(), plan.taps.tolist(), strict=True
    ):
        pair = (x[source], w[tap])
        sign = " " if setting.has_plain_cells else r" \cdot "
        tex = sign.join(factor_of(factor, setting.order, _LOW) for factor in pair)
        width = _EM * measured(tex).width + 4
        found.setdefault(_unflat(output, shape), []).append(Band(source, tex, width))
    return _divided(found, setting.input_shape[-1], shape[-1])


def _divided(found: dict[Index, list[Band]], inputs: int, columns: int) -> Bands:
    """Return every cell divided among its products: a line for each row of the input, if all columns then fit on a frame."""
    by_row = {
        place: _lines(bands, lambda band: band.source // inputs) for place, bands in found.items()
    }
    wide = max(sum(band.width for band in line) for lines in by_row.values() for line in lines)
    if (
        inputs == max(band.source for bands in found.values() for band in bands) + 1
        or columns * wide > AREA[0]
    ):
        by_row = {place: _lines(bands, lambda band: band.source) for place, bands in found.items()}
    return {
        place: tuple(
            replace(band, line=n, lines=len(lines), at=k, beside=len(line))
            for n, line in enumerate(lines)
            for k, band in enumerate(line)
        )
        for place, lines in by_row.items()
    }


def _lines(bands: list[Band], key: Callable[[Band], int]) -> list[list[Band]]:
    """Return the products of a cell, line by line."""
    return [list(line) for _, line in groupby(bands, key)]


def _unflat(flat: int, shape: Index) -> Index:
    place = []
    for extent in reversed(shape):
        flat, entry = divmod(flat, extent)
        place.append(entry)
    return tuple(reversed(place))


def _overlays(window: Window, one_by_one: bool) -> Overlays:
    """Return on which overlay each band appears: by input cell, and within it cell by cell where these are few."""
    places = [
        (band.source, r, c, number)
        for r, row in enumerate(window.cells)
        for c, cell in enumerate(row)
        for number, band in enumerate(cell)
    ]
    ordered = sorted(places)
    if one_by_one:
        return {place[1:]: overlay for overlay, place in enumerate(ordered, start=2)}
    sources = sorted({source for source, *_ in places})
    step = ceil(len(sources) / MOST_OVERLAYS)
    return {place[1:]: sources.index(place[0]) // step + 2 for place in ordered}


def _picture(setting: Setting, window: Window, overlays: Overlays, with_crop: bool = False) -> str:
    size = r"\large" if _is_roomy(window) else r"\normalsize"
    style = rf"x=1mm,y=-1mm,line width=.6pt,font={size},every node/.append style={{inner sep=0pt}}"
    lines = [rf"\begin{{tikzpicture}}[{style}]"]
    lines += _positions(setting, window)
    for r, row in enumerate(window.cells):
        for c, cell in enumerate(row):
            lines += _cell(window, r, c, cell, overlays)
            if with_crop and not _is_kept(setting, window, r, c):
                lines.append(
                    uncovered(
                        2,
                        rf"\fill[sc hatch] {_box(window, r, c)};\draw[sc cut] {_box(window, r, c)};",
                    )
                )
    if with_crop and not any(setting.added):
        lines += _output(setting, window)
    return "\n".join([*lines, r"\end{tikzpicture}"])


def _output_note(setting: Setting) -> str:
    return (
        ""
        if any(setting.added)
        else rf"\uncover<3->{{The frame is the output ${setting.notation.output}$.}} "
    )


def _output(setting: Setting, window: Window) -> Iterator[str]:
    """Yield a frame round what is kept and, over one axis, the names of the output cells under it."""
    kept = [
        (r, c)
        for r, row in enumerate(window.cells)
        for c in range(len(row))
        if _is_kept(setting, window, r, c)
    ]
    if not kept:
        return
    (top, left), (bottom, right) = kept[0], kept[-1]
    start = f"({window.width * left:.1f},{window.top_of(top):.1f})"
    end = f"({window.width * (right + 1):.1f},{window.top_of(bottom + 1):.1f})"
    yield uncovered(3, rf"\draw[sc frame] {start} rectangle {end};")
    if len(setting.output_shape) == 1:
        named = entry_names(
            Label(setting.notation.output, setting.notation.first), setting.output_shape
        )
        for _, c in kept:
            at = f"({window.width * (c + 0.5):.1f},{window.top_of(1) + 4:.1f})"
            yield uncovered(
                3, rf"\node at {at} {{${named[window.left + c - setting.begin[0]].tex}$}};"
            )


def _is_roomy(window: Window) -> bool:
    """Return whether every product has room for larger type."""
    bands = [
        (high, band)
        for high, row in zip(window.heights, window.cells, strict=True)
        for cell in row
        for band in cell
    ]
    return all(
        window.width > _LARGER * band.needed and high > _LARGER * _BAND * band.lines
        for high, band in bands
    )


def _positions(setting: Setting, window: Window) -> Iterator[str]:
    """Yield the positions of columns and, where there are rows, of rows."""
    origin = setting.notation.origin
    for c in range(len(window.cells[0])):
        x = window.width * (c + 0.5)
        yield rf"\node[text=scmuted,font=\footnotesize] at ({x:.1f},-3) {{{window.left + c + origin}}};"
    for r in range(len(window.cells) if len(setting.canvas_shape) > 1 else 0):
        y = window.top_of(r) + window.heights[r] / 2
        yield rf"\node[text=scmuted,font=\footnotesize] at (-3,{y:.1f}) {{{window.top + r + origin}}};"


def _cell(
    window: Window, r: int, c: int, cell: tuple[Band, ...], overlays: Overlays
) -> Iterator[str]:
    yield rf"\draw[sc ghost] {_box(window, r, c)};"
    for number, band in enumerate(cell):
        width, high = window.width / band.beside, window.heights[r] / band.lines
        left, top = window.width * c + width * band.at, window.top_of(r) + high * band.line
        colour = hue(band.source)
        box = f"({left:.1f},{top:.1f}) rectangle ({left + width:.1f},{top + high:.1f})"
        plus = "{}+" if number else ""
        node = rf"\node at ({left + width / 2:.1f},{top + high / 2:.1f}) {{${plus}{band.tex}$}};"
        yield uncovered(overlays.get((r, c, number), 1), rf"\path[sc cell={colour}] {box};{node}")
    if len(cell) > 1:
        last = max(overlays.get((r, c, number), 1) for number in range(len(cell)))
        yield uncovered(last, rf"\draw[sc frame] {_box(window, r, c)};")


def _box(window: Window, r: int, c: int) -> str:
    left, top = window.width * c, window.top_of(r)
    return f"({left:.1f},{top:.1f}) rectangle ({left + window.width:.1f},{top + window.heights[r]:.1f})"


def _is_kept(setting: Setting, window: Window, r: int, c: int) -> bool:
    place = (*window.lead, window.top + r, window.left + c)[-len(setting.canvas_shape) :]
    ranges = zip(place, setting.begin, setting.output_shape, strict=True)
    return all(begin <= at < begin + size for at, begin, size in ranges)
