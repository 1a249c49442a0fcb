"""The cells that every view is made of: input cells, taps, products, sums and results."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from symconv.figures import labels
from symconv.figures.layout import LABEL, SMALLEST, Box, centered, rect
from symconv.figures.metrics import width
from symconv.figures.placing import Index, PlacedProduct, Placing
from symconv.figures.scene import Group, Hatch, Item, Rect, Run, Runs, Text, plain

_MOST_LINES = 6
_SIGN = Run("+ ")
_SNAP = 8  # a seam this close to equal parts is put there


@dataclass(frozen=True)
class Share:
    """A term of a sum: its text and its colour."""

    runs: Runs
    hue: int


Lines = Sequence[Sequence[Share]]


def input_cell(placing: Placing, cell: int, box: Box, size: float = 17) -> Group:
    """Return an input cell: the only one with round corners."""
    items = (
        rect(box, "input", placing.hue(cell), radius=9),
        centered(box, placing.inputs[cell], size),
    )
    return Group(items, part="input", index=(cell,))


def cropped_input(placing: Placing, cell: int, box: Box, size: float = 17) -> Group:
    """Return an input cell that goes away: hatched, plain ground under its text."""
    whole, text = input_cell(placing, cell, box, size).items
    half = min(width(placing.inputs[cell], size) / 2 + 3, box.width / 2 - 1)
    ground = Rect(
        box.center[0] - half,
        box.center[1] - 0.6 * size,
        2 * half,
        1.2 * size,
        "fill",
        placing.hue(cell),
    )
    return Group((whole, Hatch(*box), ground, text), part="input", index=(cell,))


def tap_cell(placing: Placing, tap: int, box: Box, size: float = 17) -> Group:
    """Return a tap of the kernel."""
    return Group(
        (rect(box, "kernel"), centered(box, placing.taps[tap], size)), part="tap", index=(tap,)
    )


def tap_or_zero(placing: Placing, tap: int | None, box: Box, size: float = 16) -> Group:
    """Return a tap, or the zero between taps."""
    if tap is not None:
        return tap_cell(placing, tap, box, size)
    inner = box.inset(6)
    return Group((rect(inner, "zero"), centered(inner, (Run("0"),), SMALLEST)))


def product_cell(placing: Placing, term: PlacedProduct, box: Box, size: float = 17) -> Group:
    """Return a product where it is placed."""
    items = (
        rect(box, "product", placing.hue(term.input)),
        centered(box, placing.letter(term), size),
    )
    return Group(items, part="product", index=(term.input, term.tap))


def unlabelled(placing: Placing, term: PlacedProduct, box: Box) -> Group:
    """Return a product without its text; the title names it."""
    title = plain(placing.letter(term))
    square = rect(box, "product", placing.hue(term.input))
    return Group((square,), title, "product", (term.input, term.tap))


def evaluated(placing: Placing, position: Index, stacked: bool = False) -> Lines:
    """Return the terms of a cell as their inputs lie and, behind the last one, what they are together."""
    lines = [list(line) for line in arranged(placing, position, stacked)]
    if lines and placing.is_kept(position):
        value = placing.value(placing.output_index(position))
        last = lines[-1][-1]
        lines[-1][-1] = replace(last, runs=(*last.runs, Run(" = "), *value))
    return lines


def arranged(placing: Placing, position: Index, stacked: bool = False) -> Lines:
    """Return the terms of a cell as their inputs lie: one line per row of inputs, or one per term."""
    columns = placing.input_shape[-1]
    rows: dict[int, list[Share]] = {}
    for term in placing.terms(position):
        row = term.input if stacked else term.input // columns
        rows.setdefault(row, []).append(Share(placing.letter(term), placing.hue(term.input)))
    return tuple(rows.values())


def written(line: Sequence[Share], first: bool = True) -> Runs:
    """Return a line of a sum as text; every line but the first starts with its plus sign."""
    start: Runs = () if first else (_SIGN,)
    return start + labels.total(share.runs for share in line)


def lines_width(lines: Lines, size: float) -> float:
    """Return the width of the widest line."""
    return max((width(written(line, n == 0), size) for n, line in enumerate(lines)), default=0)


def sum_cell(
    placing: Placing, position: Index, box: Box, size: float, lines: Lines | None = None
) -> Group:
    """Return a cell of the canvas with all its terms; hatched where it is cropped, framed where terms meet."""
    written = arranged(placing, position) if lines is None else lines
    items = _sum_items(written, box, size, hatched=not placing.is_kept(position))
    return Group(tuple(items), placing.told(position), "sum", position)


def phase_cell(
    placing: Placing, position: Index, box: Box, size: float, stacked: bool = False
) -> Group:
    """Return a cell of the canvas as its phase computes it: nothing is cropped yet."""
    items = _sum_items(arranged(placing, position, stacked), box, size, hatched=False)
    return Group(tuple(items), placing.told(position), "phase", position)


def result_cells(
    placing: Placing, boxes: Mapping[Index, Box], size: float, stacked: bool = False
) -> list[Group]:
    """Return the output cells: what they hold or, where that does not fit into all of them, their names."""
    named = not results_fit(placing, boxes, size, stacked)
    drawn = []
    for index, box in boxes.items():
        lines = arranged(placing, placing.position(index), stacked)
        name, text = placing.output_name(index), result_text(placing, index)
        if named:
            items: list[Item] = [centered(box, name, size)]
        else:
            items = divided(lines, box, size, None if placing.terms_are_values else text)
        drawn.append(Group(tuple(items), f"{plain(name)} = {plain(text)}", "output", index))
    return drawn


def results_fit(
    placing: Placing, boxes: Mapping[Index, Box], size: float, stacked: bool = False
) -> bool:
    """Return whether every output cell has room for what it holds."""
    if placing.terms_are_values:
        return all(
            _fits(arranged(placing, placing.position(index), stacked), box, size)
            for index, box in boxes.items()
        )
    return all(
        width(result_text(placing, index), size) <= box.width - 6 for index, box in boxes.items()
    )


def result_text(placing: Placing, index: Index) -> Runs:
    """Return the whole value of an output cell as text."""
    if placing.terms_are_values:
        return labels.total(map(placing.letter, placing.terms(placing.position(index)))) or (
            Run("0"),
        )
    return placing.value(index)


def divided(lines: Lines, box: Box, size: float, text: Runs | None = None) -> list[Item]:
    """Return a cell without border, divided among its terms: with these, their number, or another text on a plate."""
    if text is not None:
        plain_ground = [_plate(box, width(text, size), size)] if sum(map(len, lines)) > 1 else []
        return [*_fills(lines, box), *plain_ground, centered(box, text, size)]
    if _fits(lines, box, size):
        return [*_fills(lines, box, size), *_texts(lines, box, size)]
    return [*_fills(lines, box), *_counted(sum(map(len, lines)), box)]


def heavy_last(cells: Iterable[Group]) -> tuple[Group, ...]:
    """Return cells with the framed ones behind, so that no neighbour covers a frame."""
    return tuple(
        sorted(
            cells,
            key=lambda cell: any(isinstance(i, Rect) and i.role == "frame" for i in cell.items),
        )
    )


def _sum_items(lines: Lines, box: Box, size: float, hatched: bool) -> list[Item]:
    if not lines:
        zero = (Run("0"),)
        middle = _plate(box, width(zero, size), size)
        over: list[Item] = [Hatch(*box), middle] if hatched else []
        return [rect(box, "zero"), *over, centered(box, zero, size)]
    terms = sum(map(len, lines))
    fits = _fits(lines, box, size)
    alone = rect(box, "product", lines[0][0].hue)
    items: list[Item] = [alone] if terms == 1 else list(_fills(lines, box, size if fits else None))
    if hatched:
        items.append(Hatch(*box))
        items += _plates(lines, box, size) if fits else []
    items += _texts(lines, box, size) if fits else _counted(terms, box)
    return [*items, rect(box, "frame")] if terms > 1 else items


def _fits(lines: Lines, box: Box, size: float) -> bool:
    tall = len(lines) * (size + 5) <= box.height
    return tall and len(lines) <= _MOST_LINES and lines_width(lines, size) <= box.width - 6


def _counted(terms: int, box: Box) -> list[Item]:
    """Return the number of terms in words, or alone where that is too wide."""
    words = labels.word(f"{terms} terms" if terms > 1 else "1 term")
    if width(words, LABEL, "label") > box.width - 8:
        words = labels.word(str(terms))
    plate = _plate(box, width(words, LABEL, "label"), LABEL)
    return [plate, centered(box, words, LABEL, "label")]


def _bands(lines: Lines, box: Box, size: float | None) -> list[tuple[Box, list[float]]]:
    """Return for every line its band and the seams between its terms: under the plus signs, if there is a text."""
    height = box.height / len(lines)
    bands = []
    for n, line in enumerate(lines):
        band = Box(box.x, box.y + n * height, box.width, height)
        equal = [box.x + box.width * part / len(line) for part in range(1, len(line))]
        exact = equal if size is None else _under_signs(line, n == 0, band, size)
        near = all(abs(a - b) < _SNAP for a, b in zip(equal, exact, strict=True))
        bands.append((band, [box.x, *(equal if near else exact), box.right]))
    return bands


def _under_signs(line: Sequence[Share], first: bool, band: Box, size: float) -> list[float]:
    sign = width(labels.PLUS, size)
    start = band.center[0] - _hang(line, first, band, size) - width(written(line, first), size) / 2
    ends_at = [start + width(written(line[:n], first), size) for n in range(1, len(line))]
    inside = (band.x + 4, band.right - 4)
    return [min(max(end + sign / 2, inside[0]), inside[1]) for end in ends_at]


def _hang(line: Sequence[Share], first: bool, band: Box, size: float) -> float:
    """Return how far a line moves left so that its terms, without the leading sign, stand in the middle."""
    room = (band.width - 6 - width(written(line, first), size)) / 2
    return 0 if first else max(0, min(width((_SIGN,), size) / 2, room))


def _fills(lines: Lines, box: Box, size: float | None = None) -> Iterable[Rect]:
    if not lines:
        return
    for (band, seams), line in zip(_bands(lines, box, size), lines, strict=True):
        for (left, right), share in zip(pairwise(seams), line, strict=True):
            yield Rect(left, band.y, right - left, band.height, "fill", share.hue)


def _plates(lines: Lines, box: Box, size: float) -> Iterable[Rect]:
    """Yield plain ground under the text of every term, in the term's colour."""
    for n, ((band, seams), line) in enumerate(zip(_bands(lines, box, size), lines, strict=True)):
        half = width(written(line, n == 0), size) / 2 + 4
        middle = band.center[0] - _hang(line, n == 0, band, size)
        start, stop = middle - half, middle + half
        for (left, right), share in zip(pairwise(seams), line, strict=True):
            begin, end = max(left, start, box.x + 1), min(right, stop, box.right - 1)
            if begin < end:
                yield Rect(
                    begin, band.center[1] - 0.7 * size, end - begin, 1.4 * size, "fill", share.hue
                )


def _texts(lines: Lines, box: Box, size: float) -> Iterable[Text]:
    if not lines:
        yield centered(box, (Run("0"),), size)
        return
    for n, ((band, _), line) in enumerate(zip(_bands(lines, box, size), lines, strict=True)):
        x = band.center[0] - _hang(line, n == 0, band, size)
        yield Text(x, band.center[1], written(line, n == 0), size=size)


def _plate(box: Box, extent: float, size: float) -> Rect:
    """Return plain ground under a text in the middle of a cell."""
    x, y = box.center
    half = min(extent / 2 + 4, box.width / 2 - 1)
    return Rect(x - half, y - 0.7 * size, 2 * half, 1.4 * size, "plate", radius=3)
