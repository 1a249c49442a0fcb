"""Scale, place, sum over one axis: a row per input cell, the columns added, the ends cropped."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from symconv.figures import wording
from symconv.figures.labels import formula, word
from symconv.figures.layout import (
    CELL_HEIGHT,
    LABEL,
    MARGIN,
    MOST_LABELLED,
    NOTE,
    SMALLEST,
    Box,
    flow,
    horizontal,
    label,
    rect,
    scene,
    up_to_grid,
    vertical,
)
from symconv.figures.metrics import width
from symconv.figures.parts import (
    arranged,
    heavy_last,
    input_cell,
    lines_width,
    product_cell,
    result_cells,
    results_fit,
    sum_cell,
    tap_cell,
)
from symconv.figures.placing import Index, Placing
from symconv.figures.scene import Group, Item, Rect, Runs, Scene, Text

_ROW_GAP = 12
_PART_GAP = 34
_WIDE = 96  # a cell with a sum of two terms
_NARROW = 50
_WIDEST_STRETCHED_KERNEL = 11
_LINE_HEIGHT = 24
_UNLABELLED = 34


@dataclass(frozen=True)
class Row:
    """Where the columns of the canvas stand, and how the cells are written.

    Parameters
    ----------
    placing : Placing
        What is shown.
    left, cell : float
        The start of the canvas and the width of one cell.
    product_size, sum_size : float
        Of the texts.
    stacked : bool
        Whether the terms of a sum stand one below the other.
    """

    placing: Placing
    left: float
    cell: float
    product_size: float
    sum_size: float
    stacked: bool

    @property
    def cells(self) -> int:
        """The cells of the canvas."""
        return self.placing.canvas_shape[0]

    @property
    def right(self) -> float:
        """The end of the canvas."""
        return self.edge(self.cells)

    @property
    def sum_height(self) -> float:
        """The height of the row of sums."""
        tallest = max(
            len(arranged(self.placing, position, self.stacked))
            for position in self.placing.positions()
        )
        return max(CELL_HEIGHT, min(tallest, 6) * _LINE_HEIGHT + 6)

    def edge(self, position: int) -> float:
        """Return where a cell starts."""
        return self.left + position * self.cell

    def middle(self, position: int) -> float:
        """Return where the middle of a cell is."""
        return self.edge(position) + self.cell / 2

    def box(self, position: int, y: float, height: float = CELL_HEIGHT) -> Box:
        """Return the box of a cell."""
        return Box(self.edge(position), y, self.cell, height)

    def summed(self, y: float, head: str) -> list[Item]:
        """Draw the canvas with all terms, and the output under it."""
        items, y = self._added(y, head)
        between = _has_result(self.placing) and self._notes_between(y)
        drawn, y = self._kept(y)
        if not between:
            drawn += [label(self.left, y + 20 * n, text) for n, text in enumerate(self._notes(), 1)]
        return items + [
            item if isinstance(item, Group) else Group((item,), part="result") for item in drawn
        ]

    def given(self, y: float) -> tuple[list[Item], float]:
        """Draw input and kernel, and the parameters behind them; return where they end."""
        placing, right = self.placing, max(self.placing.paper.right, self.right)
        extents = [
            (max(_NARROW, up_to_grid(width(text, 17) + 14)), CELL_HEIGHT) for text in placing.inputs
        ]
        inputs = flow(extents, self.left, y, 8, right)
        items: list[Item] = [input_cell(placing, n, box) for n, box in enumerate(inputs)]
        kernel_width = sum(box.width for box in _kernel_boxes(placing, 0, 0))
        facts = wording.parameters(placing)
        facts_width = max(width(fact, LABEL, "label") for fact in facts)
        x = inputs[-1].right + _PART_GAP
        if x + kernel_width + 20 + facts_width > placing.paper.right:
            x, y = self.left, inputs[-1].y + CELL_HEIGHT + _ROW_GAP
        else:
            y = inputs[-1].y
        boxes = _kernel_boxes(placing, x, y)
        step = _shown_dilation(placing)
        items += [rect(box.inset(5), "zero") for place, box in enumerate(boxes) if place % step]
        items += [tap_cell(placing, n, box) for n, box in enumerate(boxes[::step])]
        x = boxes[-1].right + 20
        if x + facts_width > right:
            x, y = self.left, y + CELL_HEIGHT + _ROW_GAP
        items += [label(x, y + 14 + 18 * n, fact) for n, fact in enumerate(facts)]
        heads = [label(MARGIN, 36, word("Given"), "head"), label(MARGIN, 54, _given_head(placing))]
        return [*heads, *items], y + CELL_HEIGHT

    def copies(self, y: float) -> tuple[list[Item], float]:
        """Draw a row of the canvas for each of the first input cells, and the line under the addition."""
        placing = self.placing
        inputs = placing.input_shape[0]
        items: list[Item] = [label(MARGIN, y, word("position on the canvas"), "note")]
        for p in range(self.cells):
            items.append(Text(self.middle(p), y, placing.number(p), "note", NOTE))
        y += 14
        for cell in range(inputs):
            items.append(self._copy(cell, y))
            y += CELL_HEIGHT + _ROW_GAP
        if inputs > 1:
            rule = horizontal(y + 5, self.left, self.right)
            plus = Text(self.left - 16, y + 5, formula("+"), "math", 20)
            items.append(Group((*self._stride(y), rule, plus), part="second"))
        return items, y + 22

    def _copy(self, cell: int, y: float) -> Group:
        """Draw the kernel times one input cell on the canvas."""
        placing = self.placing
        landing = placing.landing(cell)
        reached = {position[0] for position, _ in landing}
        empty = [p for p in range(self.cells) if p not in reached]
        items: list[Item] = [label(MARGIN, y + 33, placing.copy_at(cell))]
        if cell == 0:
            items.append(label(MARGIN, y + 14, word("Scale and place"), "head"))
        else:
            items = [label(MARGIN, y + CELL_HEIGHT / 2, placing.copy_at(cell))]
        items += [rect(self.box(p, y), "ghost") for p in empty]
        items += [
            product_cell(placing, term, self.box(p[0], y), self.product_size) for p, term in landing
        ]
        return Group(tuple(items), placing.copy_told(cell), "copy", (cell,))

    def _stride(self, below: float) -> list[Item]:
        """Draw how far the second copy is moved, in the cells that it skips."""
        stride = self.placing.layer.axes[0].stride
        text = formula(f"s = {stride}")
        shown = self.placing.input_shape[0]
        y = below - (shown - 1) * (CELL_HEIGHT + _ROW_GAP) + CELL_HEIGHT / 2
        end, extent = self.edge(stride), width(text, LABEL, "label")
        if end - self.left < extent + 40:
            return []
        middle = (self.left + end) / 2
        plate = Rect(middle - extent / 2 - 5, y - 11, extent + 10, 22, "plate")
        tick = vertical(self.left, y - 6, y + 6)
        arrow = horizontal(y, self.left, end - 1, arrow=True)
        return [tick, arrow, plate, Text(middle, y, text, "label", LABEL)]

    def _added(self, y: float, head: str) -> tuple[list[Item], float]:
        """Draw the columns added up, with the cuts and what they mean; return where the cuts go on."""
        placing, height = self.placing, self.sum_height
        cells = [
            sum_cell(
                placing,
                p,
                self.box(p[0], y, height),
                self.sum_size,
                arranged(placing, p, self.stacked),
            )
            for p in placing.positions()
        ]
        middle = y + height / 2
        items = _headline(placing, head, middle - 9, not _has_result(placing))
        items.append(
            label(
                MARGIN,
                middle + 9,
                _full_head(placing) if _has_result(placing) else _output_head(placing),
            )
        )
        items += heavy_last(cells)
        bottom = y + height
        if not _has_result(placing):
            if not placing.has_overlap:
                items.append(rect(Box(self.left, y, self.right - self.left, height), "frame"))
            return items + self._names(bottom), bottom + 24
        notes = self._notes_between(bottom + 18)
        below = bottom + 16 + 20 * max(placing.is_cut, len(notes))
        ends = (placing.begin[0], placing.stop[0]) if placing.is_cut else ()
        cuts = [vertical(self.edge(end), y - 12, below, "cut") for end in ends]
        said = Group((*cuts, *self._cut_labels(bottom + 18), *notes), part="result")
        return [*items, said], below

    def _cut_labels(self, y: float) -> list[Item]:
        """Say under the ends of the canvas how many cells go, or came."""
        placing = self.placing
        axis, begin, stop = placing.layer.axes[0], placing.begin[0], placing.stop[0]
        items: list[Item] = []
        symmetric = axis.begin == axis.end
        if begin:
            items.append(
                self._beside((0, begin), wording.cut("p", begin, symmetric), y, outwards=-1)
            )
        end = placing.canvas_shape[0] - stop
        if end:
            letters = "p − a" if axis.output_padding else "p"
            items.append(
                self._beside(
                    (stop, self.cells), wording.cut(letters, end, symmetric), y, outwards=1
                )
            )
        added = max(placing.full_shape[0], begin)
        if added < self.cells:
            items.append(
                self._beside(
                    (added, self.cells), formula(f"a = {axis.output_padding}"), y, outwards=1
                )
            )
        return items

    def _beside(self, cells: tuple[int, int], text: Runs, y: float, outwards: int) -> Text:
        """Place a label under some cells, or outside the cut where they are too narrow."""
        left, right = self.edge(cells[0]), self.edge(cells[1])
        if width(text, LABEL, "label") <= right - left - 16:
            return Text((left + right) / 2, y, text, "label", LABEL)
        if outwards < 0:
            return Text(right - 6, y, text, "label", LABEL, "end")
        return Text(left + 6, y, text, "label", LABEL, "start")

    def _notes(self) -> list[Runs]:
        texts = [
            wording.overlap(self.placing),
            wording.holes(self.placing),
            wording.stand_ins(self.placing),
        ]
        if self.cells > MOST_LABELLED:
            texts.append(word("a number counts the terms of its cell"))
        return [text for text in texts if text]

    def _notes_between(self, y: float) -> list[Item]:
        """Say what frames and zeros mean between the cuts; nothing where there is no room."""
        left, right = (
            self.edge(self.placing.begin[0]),
            self.edge(min(self.placing.stop[0], self.placing.full_shape[0])),
        )
        texts = self._notes()
        if any(width(text, LABEL, "label") > right - left - 16 for text in texts):
            return []
        return [
            Text((left + right) / 2, y + 20 * n, text, "label", LABEL)
            for n, text in enumerate(texts)
        ]

    def _kept(self, y: float) -> tuple[list[Item], float]:
        """Draw the output under its place on the canvas: what its cells hold, or their names where that is too long."""
        placing = self.placing
        if not _has_result(placing):
            return [], y
        head = "Crop" if placing.is_cut else "Value"
        items = _headline(placing, head, y + 14, is_output=True)
        items.append(label(MARGIN, y + 33, _output_head(placing)))
        begin, stop = placing.begin[0], placing.stop[0]
        stacked = self.stacked and placing.terms_are_values
        boxes = self._result_boxes(y, self.sum_height if stacked else CELL_HEIGHT)
        fits = results_fit(placing, boxes, self.sum_size, stacked)
        boxes = boxes if fits else self._result_boxes(y, CELL_HEIGHT)
        height = boxes[(0,)].height
        items += result_cells(placing, boxes, self.sum_size, stacked)
        items += [vertical(self.edge(p), y, y + height) for p in range(begin + 1, stop)]
        items.append(rect(Box(self.edge(begin), y, (stop - begin) * self.cell, height), "frame"))
        return (items + self._names(y + height), y + height + 24) if fits else (items, y + height)

    def _result_boxes(self, y: float, height: float) -> dict[Index, Box]:
        begin, stop = self.placing.begin[0], self.placing.stop[0]
        return {(p - begin,): self.box(p, y, height) for p in range(begin, stop)}

    def _names(self, bottom: float) -> list[Item]:
        placing = self.placing
        begin, stop = placing.begin[0], placing.stop[0]
        return [
            Text(self.middle(p), bottom + 18, placing.output_name((p - begin,)), "math", 16)
            for p in range(begin, stop)
        ]


def draw(placing: Placing) -> Scene:
    """Return the drawing, from the given arrays at the top to the output at the bottom."""
    copies = [placing.copy_at(cell) for cell in range(placing.input_shape[0])]
    heads = [*copies, _given_head(placing), *sum_heads(placing)]
    row = fitted(placing, heads)
    items, y = row.given(22)
    drawn, y = row.copies(y + 32)
    return scene([*items, *drawn, *row.summed(y, "Sum")])


def fitted(placing: Placing, heads: Iterable[Runs]) -> Row:
    """Return the widest spelling that fits the page: sums on one line, then stacked, then beyond the page."""
    left = up_to_grid(MARGIN + max(width(text, LABEL, "label") for text in heads) + 20)
    cells = placing.canvas_shape[0]
    if cells > MOST_LABELLED:
        return Row(placing, left, _UNLABELLED, SMALLEST, SMALLEST, stacked=True)
    spellings = [
        (17, 16, False),
        (17, 15, False),
        (17, 17, True),
        (15, 15, True),
        (SMALLEST, SMALLEST, True),
    ]
    for product_size, sum_size, stacked in spellings:
        texts = [_NARROW - 8.0]
        for position in placing.positions():
            terms = placing.terms(position)
            texts += [width(placing.letter(term), product_size) for term in terms]
            if len(terms) > 1:
                texts.append(lines_width(arranged(placing, position, stacked), sum_size))
        if _shows_values(placing):
            texts += [width(value, product_size) for value in placing.values]
        needed = up_to_grid(max(texts) + 8)
        if left + cells * needed <= placing.paper.right:
            break
    roomy = min(_WIDE, (placing.paper.right - left) // cells)
    return Row(placing, left, max(needed, roomy), product_size, sum_size, stacked)


def _shows_values(placing: Placing) -> bool:
    """Return whether the output is said by its values: where they are more than terms, and short."""
    short = all(width(value, 17) <= _WIDE for value in placing.values)
    return not placing.terms_are_values and not placing.named and short


def sum_heads(placing: Placing) -> list[Runs]:
    """Return what stands beside the canvas and the output."""
    return [_full_head(placing), _output_head(placing)]


def _given_head(placing: Placing) -> Runs:
    return wording.given_input(placing) + word(", ") + wording.given_kernel(placing)


def _full_head(placing: Placing) -> Runs:
    return word("full output, ") + formula(f"F = {placing.full_shape[0]}")


def _output_head(placing: Placing) -> Runs:
    return wording.output_size(placing)


def _headline(placing: Placing, head: str, y: float, is_output: bool) -> list[Item]:
    """Write the head of a row, behind it whether the row is the output."""
    items: list[Item] = [label(MARGIN, y, word(head), "head")]
    if is_output:
        x = MARGIN + width(word(head), LABEL, "head") + 8
        items.append(label(x, y, word("output ") + formula(placing.notation.output)))
    return items


def _kernel_boxes(placing: Placing, x: float, y: float) -> list[Box]:
    """Return the boxes of the stretched kernel, or of the taps alone where that is too long."""
    extent = max(_NARROW - 4, up_to_grid(max(width(tap, 17) for tap in placing.taps) + 20))
    boxes: list[Box] = []
    for place in range(_shown_dilation(placing) * (len(placing.taps) - 1) + 1):
        is_tap = place % _shown_dilation(placing) == 0
        size = extent if is_tap else 32
        boxes.append(Box(x, y, size, CELL_HEIGHT) if is_tap else Box(x, y + 7, size, 32))
        x += size
    return boxes


def _shown_dilation(placing: Placing) -> int:
    axis = placing.layer.axes[0]
    return axis.dilation if axis.reach <= _WIDEST_STRETCHED_KERNEL else 1


def _has_result(placing: Placing) -> bool:
    """Return whether the output differs from the row of sums, or is better said by its values."""
    return placing.is_cut or _shows_values(placing)
