"""The reversed kernel at every position over the stretched input, over one axis."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby

from symconv.figures.labels import factor, total, word
from symconv.figures.layout import (
    LABEL,
    MARGIN,
    NOTE,
    SMALLEST,
    Box,
    centered,
    horizontal,
    label,
    panel,
    rect,
    scene,
    up_to_grid,
)
from symconv.figures.metrics import width
from symconv.figures.parts import cropped_input, input_cell, tap_cell
from symconv.figures.placing import Index
from symconv.figures.scene import Group, Item, Line, Rect, Run, Runs, Scene, Text, moved, plain
from symconv.figures.views.stretched_input import Stretched, in_words

MOST_POSITIONS = 6

_CHIP, _TAP = 32, 38
_ROW = 100
_GAP = 10
_PITCHES = ((62, 17), (50, 16), (40, SMALLEST))
_WIDEST_EQUATION = 420
_WIDEST_PRODUCTS = 320


@dataclass(frozen=True)
class Track:
    """Where the places of the stretched input stand.

    Parameters
    ----------
    stretched : Stretched
        What is shown.
    left, pitch : float
        Where place 0 starts, and the distance of two places.
    size : float
        Of the texts.
    """

    stretched: Stretched
    left: float
    pitch: float
    size: float

    @property
    def right(self) -> float:
        """The end of the stretched input, cropped cells counted."""
        return self.edge(max(self.stretched.shape[0], max(self.stretched.inputs)[0] + 1))

    def edge(self, place: int) -> float:
        """Return where a place starts."""
        return self.left + place * self.pitch

    def chip(self, place: int, y: float) -> Box:
        """Return the box of a cell of the input or of a zero."""
        return Box(self.edge(place) + _GAP / 2, y, self.pitch - _GAP, _CHIP)

    def prepared(self) -> tuple[list[Item], float]:
        """Draw the stretched and padded input, and how the kernel is turned round; return where they end."""
        axis = self.stretched.placing.layer.axes[0]
        items: list[Item] = [label(MARGIN, 34, word("Stretch and pad"), "head")]
        items += [label(MARGIN, 52 + 18 * n, text) for n, text in enumerate(in_words(axis))]
        items += self._chips(27)
        for place, cell in self.stretched.inputs.items():
            if not self.stretched.is_inside(place):
                items.append(
                    cropped_input(self.stretched.placing, cell, self.chip(place[0], 27), self.size)
                )
        items += self._kinds(27 + _CHIP + 18)
        beside = panel(self._reversal())
        x, y = max(self.right + 56, 548), 12
        if x + beside.width > self.stretched.placing.paper.right:
            x, y = MARGIN, 27 + _CHIP + 18 + 24
        return [*items, *(moved(item, x, y) for item in beside.items)], y + beside.height + 26

    def _chips(self, y: float) -> list[Item]:
        """Draw input cells and zeros."""
        stretched, items = self.stretched, []
        for place in range(stretched.shape[0]):
            box = self.chip(place, y)
            if (place,) in stretched.inputs:
                items.append(
                    input_cell(stretched.placing, stretched.inputs[place,], box, self.size)
                )
            else:
                items.append(
                    Group(
                        (rect(box, "zero"), centered(box, (Run("0"),), 16)),
                        part="zero",
                        index=(place,),
                    )
                )
        return list(items)

    def _kinds(self, y: float) -> list[Item]:
        """Say under every run of zeros whether they are inserted or padding, where that fits."""
        stretched = self.stretched
        zeros = [place for place in range(stretched.shape[0]) if (place,) not in stretched.inputs]
        before = groupby(zeros, key=lambda place: sum(at[0] < place for at in stretched.inputs))
        runs = [list(run) for _, run in before]
        items: list[Item] = []
        for run in runs:
            is_inserted = stretched.is_inserted((run[0],))
            text = word("inserted" if is_inserted else "padding")
            left, right = self.edge(run[0]), self.edge(run[-1] + 1)
            if width(text, NOTE, "note") <= right - left + (self.pitch - 8) * is_inserted:
                items.append(Text((left + right) / 2, y, text, "note", NOTE))
        return items

    def _reversal(self) -> list[Item]:
        """Draw the kernel above the reversed kernel, a line from every tap to itself."""
        stretched, extent = self.stretched, max(40, self.pitch - 12)
        items: list[Item] = [label(0, 8, word("Reverse the kernel"), "head")]
        upper, lower = stretched.kernel(), stretched.reversed_kernel()
        for kernel, y in ((upper, 26), (lower, 82)):
            for place, tap in kernel.items():
                items.append(self._tap(tap, Box(place[0] * extent, y, extent, 34)))
        last = stretched.reach[0] - 1
        for place, tap in upper.items():
            if tap is not None:
                start, end = (place[0] + 0.5) * extent, (last - place[0] + 0.5) * extent
                items.append(Line(((start, 62), (end, 80))))
        items.append(label(0, 134, word("most often forgotten"), "note"))
        return items

    def _tap(self, tap: int | None, box: Box) -> Item:
        if tap is not None:
            return tap_cell(self.stretched.placing, tap, box, min(self.size, 16))
        inner = box.inset(5)
        return Group((rect(inner, "zero"), centered(inner, (Run("0"),), SMALLEST)))

    def position(self, output: int, y: float) -> Group:
        """Draw the reversed kernel at one position, the multiplied pairs framed, and the output cell that comes of it."""
        stretched = self.stretched
        items: list[Item] = [
            label(MARGIN, y + 42, word("position ") + stretched.placing.number(output)),
            *self._chips(y),
        ]
        for place, tap in stretched.window((output,)).items():
            items.append(self._tap(tap, Box(self.edge(place[0]), y + _CHIP + 9, self.pitch, _TAP)))
        for place in stretched.pairs((output,)):
            items.append(
                Rect(self.edge(place[0]), y - 5, self.pitch, _CHIP + _TAP + 14, "frame", radius=9)
            )
        x, middle = self.right + 12, y + 40
        items.append(horizontal(middle, x, x + 26, arrow=True))
        # all products under the taps, those with zeros too; nothing where that is too long
        window = stretched.window((output,))
        taps = {
            place: stretched.placing.taps[tap] for place, tap in window.items() if tap is not None
        }
        runs = total(
            (*factor(stretched.cell_text(place)), Run("·"), *factor(tap))
            for place, tap in taps.items()
        )
        products = runs if width(runs, 15) <= _WIDEST_PRODUCTS else ()
        equation = _equation(stretched, (output,))
        if products:
            items.append(Text(x + 42, y + 28, products, "quiet", 15, "start"))
        items.append(Text(x + 42, y + 54 if products else middle, equation, "math", 17, "start"))
        return Group(tuple(items), plain(stretched.equation((output,))), "window", (output,))


def draw_positions(stretched: Stretched, cell: Index | None) -> Scene:
    """Return the drawing: what is prepared, then a row for each of the first positions, or for one."""
    placing = stretched.placing
    outputs = list(range(placing.output_shape[0]))
    shown = [cell[0]] if cell is not None else outputs[:MOST_POSITIONS]
    track = _track(stretched, shown)
    items, y = track.prepared()
    items.append(label(MARGIN, y, word("Slide at unit stride"), "head"))
    for step, output in enumerate(shown, start=1):
        items.append(replace(track.position(output, y + 24), step=step if len(shown) > 1 else 0))
        y += _ROW
    if cell is None and len(outputs) > MOST_POSITIONS:
        items.append(
            label(MARGIN, y + 12, word(f"and {len(outputs) - MOST_POSITIONS} more positions"))
        )
    return scene(items)


def _track(stretched: Stretched, shown: list[int]) -> Track:
    """Return the roomiest places that fit the page together with the equations."""
    placing = stretched.placing
    heads = [width(head, LABEL, "label") for head in in_words(placing.layer.axes[0])]
    left = up_to_grid(MARGIN + max(width(word("Slide at unit stride"), LABEL, "head"), *heads) + 12)
    left += max(0, -min(stretched.inputs)[0]) * _PITCHES[-1][0]
    after = max(width(_equation(stretched, (o,)), 17) for o in shown) + 60
    for pitch, size in _PITCHES:
        needed = max(
            pitch,
            up_to_grid(
                max(width(text, size) for text in (*placing.inputs, *placing.taps)) + _GAP + 12
            ),
        )
        if left + stretched.shape[0] * needed + after <= placing.paper.right:
            break
    return Track(stretched, left, needed, size)


def _equation(stretched: Stretched, output: Index) -> Runs:
    equation = stretched.equation(output)
    return equation if width(equation, 17) <= _WIDEST_EQUATION else stretched.short_equation(output)
