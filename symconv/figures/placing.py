"""What a scale-place-sum figure shows, read from the layer and its plan: which product goes where, what is kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise, product
from math import prod
from typing import Any, TypeAlias

import numpy as np
import sympy

from symconv.data.arrays import KnownArray, read_array
from symconv.errors import ShapeError, UnsupportedError
from symconv.figures import labels
from symconv.figures.highlight import Highlight, chosen
from symconv.figures.labels import formula, word
from symconv.figures.layout import A_PAGE, Paper
from symconv.figures.metrics import width
from symconv.figures.palette import INPUTS
from symconv.figures.scene import Runs, plain
from symconv.formulas.book_order import Order
from symconv.formulas.notation import USUAL, Notation
from symconv.layers.conv import ConvTranspose
from symconv.layers.engine import combine
from symconv.layers.plan import Plan, transposed_plan

Index: TypeAlias = tuple[int, ...]

MOST_CELLS = 64
MOST_COLOURED = len(INPUTS)
"""Input cells; where there are more, one of them and one output cell are highlighted."""
GATHERED, PAINTING = 1, 2
"""The colours of the sources of the highlighted output cell, and of the highlighted input cell."""
LONGEST_CELL = 80
"""Pixels; a longer cell is shown by its name."""


@dataclass(frozen=True)
class PlacedProduct:
    """A product: input cell and tap, counted in row-major order."""

    input: int
    tap: int


@dataclass(frozen=True, eq=False)
class Placing:
    """A layer at work on two arrays.

    The canvas is the full output and, behind it, the cells that output padding adds. Positions on
    it, input cells and taps are index tuples counted from 0, with the channel in front where there
    are channels.

    Parameters
    ----------
    layer : ConvTranspose
        With known sizes.
    x, w : KnownArray
        The input and the kernel.
    full, kept : Plan
        The products on the whole canvas, and those that the layer keeps.
    notation : Notation
        What things are called.
    paper : Paper
        The room of the figure.
    """

    layer: ConvTranspose
    x: KnownArray
    w: KnownArray
    full: Plan
    kept: Plan
    notation: Notation
    paper: Paper = A_PAGE

    @classmethod
    def of(
        cls,
        layer: ConvTranspose,
        x: Any,
        w: Any,
        notation: Notation = USUAL,
        paper: Paper = A_PAGE,
    ) -> Placing:
        """Return the placing of a layer on an input and a kernel.

        Raises
        ------
        UnsupportedError
            The layer has more cells along an axis than a figure can show.
        ShapeError
            An array has another shape than the layer takes.
        """
        inputs, kernel = (
            read_array(x, f"a figure of {layer}: the input"),
            read_array(w, f"a figure of {layer}: the kernel"),
        )
        _check_shapes(layer, inputs, kernel)
        whole = [replace(axis, begin=0, end=0, output_padding=0) for axis in layer.axes]
        sizes = inputs.shape[_lead(layer) :]
        kept = layer.plan(sizes)
        _check_size(layer, sizes)
        channels = None if layer.channels is None else (kept.input_shape[0], kept.output_shape[0])
        return cls(
            layer,
            inputs,
            kernel,
            transposed_plan(whole, sizes, channels, int(layer.groups)),
            kept,
            notation,
            paper,
        )

    def check_drawn_flat(self, view: str) -> None:
        """Check that one picture shows every cell.

        Raises
        ------
        UnsupportedError
            The layer has channels or more than two axes.
        """
        if not self.is_flat:
            has = f"{self.axes} axes" if self.axes > 2 else f"channels {self.layer.channels}"
            raise UnsupportedError(
                f"a figure of {self.layer}: it has {has}, but {view} is drawn over one or two "
                "axes without channels; "
                "draw one channel or one slice"
            )

    @property
    def axes(self) -> int:
        """The number of axes, channels not counted."""
        return len(self.layer.axes)

    @property
    def lead(self) -> int:
        """1 where the first index is the channel, else 0."""
        return _lead(self.layer)

    @property
    def rank(self) -> int:
        """The number of extents, channels counted."""
        return self.axes + self.lead

    @property
    def is_flat(self) -> bool:
        """Whether there are at most two axes and no channels."""
        return self.axes <= 2 and not self.lead

    @property
    def sizes(self) -> Index:
        """The input size without channels."""
        return self.input_shape[self.lead :]

    @property
    def input_shape(self) -> Index:
        """The shape of the input."""
        return self.kept.input_shape

    @property
    def full_shape(self) -> Index:
        """The shape of the full output."""
        return self.full.output_shape

    @property
    def output_shape(self) -> Index:
        """The shape of the output."""
        return self.kept.output_shape

    @property
    def begin(self) -> Index:
        """The position of the first kept cell."""
        return (0,) * self.lead + tuple(axis.begin for axis in self.layer.axes)

    @property
    def stop(self) -> Index:
        """The position behind the last kept cell."""
        return tuple(b + size for b, size in zip(self.begin, self.output_shape, strict=True))

    @property
    def canvas_shape(self) -> Index:
        """The size of the full output with the added cells."""
        return tuple(map(max, self.full_shape, self.stop))

    @property
    def is_cut(self) -> bool:
        """Whether the output is anything else than the full output."""
        return any(self.begin) or self.output_shape != self.full_shape

    @property
    def has_overlap(self) -> bool:
        """Whether any cell of the canvas gets more than one term."""
        return int(self.full.count.max()) > 1

    @property
    def has_hole(self) -> bool:
        """Whether any cell of the full output gets no term."""
        return int(self.full.count.min()) == 0

    def positions(self) -> Iterator[Index]:
        """Yield the positions of the canvas in row-major order."""
        return product(*map(range, self.canvas_shape))

    def is_kept(self, position: Index) -> bool:
        """Return whether the output has this cell of the canvas."""
        return all(b <= p < e for b, p, e in zip(self.begin, position, self.stop, strict=True))

    def is_added(self, position: Index) -> bool:
        """Return whether output padding added this cell."""
        return any(p >= size for p, size in zip(position, self.full_shape, strict=True))

    def output_index(self, position: Index) -> Index:
        """Return which cell of the output a kept position is."""
        return tuple(p - b for b, p in zip(self.begin, position, strict=True))

    def position(self, output_index: Index) -> Index:
        """Return where on the canvas an output cell lies."""
        return tuple(b + o for b, o in zip(self.begin, output_index, strict=True))

    def terms(self, position: Index) -> tuple[PlacedProduct, ...]:
        """Return the products that land in a cell of the canvas, in book order."""
        return (
            ()
            if self.is_added(position)
            else self._terms[int(np.ravel_multi_index(position, self.full_shape))]
        )

    def landing(self, input_cell: int) -> tuple[tuple[Index, PlacedProduct], ...]:
        """Return where the products of an input cell land, tap by tap."""
        return self._landings[input_cell]

    def footprint(self, cell: int) -> tuple[Index, ...]:
        """Return where the products of an input cell land."""
        return tuple(position for position, _ in self.landing(cell))

    def sources(self, position: Index) -> tuple[int, ...]:
        """Return the input cells that a cell of the canvas is made of."""
        return tuple(dict.fromkeys(term.input for term in self.terms(position)))

    @cached_property
    def highlight(self) -> Highlight:
        """The input cell and the output cell to look at where not every input cell has a colour."""
        return chosen(self, prod(self.input_shape))

    @property
    def is_coloured(self) -> bool:
        """Whether every input cell has a colour of its own."""
        return prod(self.input_shape) <= MOST_COLOURED

    @property
    def placed(self) -> tuple[int, ...]:
        """The input cells whose copies are drawn: all that have a colour, or the highlighted one."""
        return tuple(range(prod(self.input_shape))) if self.is_coloured else (self.highlight.input,)

    def hue(self, cell: int) -> int:
        """Return the colour of an input cell: its own, or that of the highlight, or none."""
        if self.is_coloured:
            return cell + 1
        if cell == self.highlight.input:
            return PAINTING
        return GATHERED if cell in self.highlight.sources else 0

    def start(self, input_cell: int) -> Index:
        """Return the position of the first tap of an input cell's copy of the kernel."""
        return self.landing(input_cell)[0][0]

    def copy_at(self, cell: int) -> Runs:
        """Return the caption of a copy of the kernel: its input cell, and where it starts."""
        start = self.start(cell)
        copy = labels.copy(self.inputs[cell], self.notation.kernel)
        return copy + word(" at ") + formula(self.notation.places(start[self.lead :]))

    def copy_told(self, cell: int) -> str:
        """Return a copy of the kernel in words."""
        copy = plain(labels.copy(self.inputs[cell], self.notation.kernel))
        return f"{copy} from position {self.notation.places(self.start(cell)[self.lead :])}"

    def letter(self, term: PlacedProduct) -> Runs:
        """Return a product as text."""
        return labels.product(self.inputs[term.input], self.taps[term.tap])

    def sum_text(self, position: Index) -> str:
        """Return what a cell of the canvas holds, in plain characters."""
        terms = self.terms(position)
        return plain(labels.total(map(self.letter, terms))) if terms else "0"

    def output_name(self, index: Index) -> Runs:
        """Return the name of an output cell."""
        return labels.entry(self.notation.output, index, self.notation.first)

    def number(self, position: int) -> Runs:
        """Return the number of a position along an axis."""
        return labels.word(str(position + self.notation.origin))

    def told(self, position: Index) -> str:
        """Return a cell of the canvas in words: its position, and what it holds."""
        where = ", ".join(str(entry + self.notation.origin) for entry in position)
        return f"position {where}: {self.sum_text(position)}"

    @cached_property
    def inputs(self) -> tuple[Runs, ...]:
        """The input cells as text."""
        return self._texts(self.notation.input, self.x)

    @cached_property
    def taps(self) -> tuple[Runs, ...]:
        """The taps as text."""
        return self._texts(self.notation.kernel, self.w)

    @property
    def named(self) -> tuple[str, ...]:
        """Which of the input and the kernel have cells so long that their names stand for them."""
        pairs = ((self.notation.input, self.x), (self.notation.kernel, self.w))
        return tuple(name for name, grid in pairs if _is_long(grid))

    @cached_property
    def terms_are_values(self) -> bool:
        """Whether a sum of terms is all there is to say: all cells are different symbols."""
        cells = (*self.x.cells, *self.w.cells)
        return all(isinstance(cell, sympy.Symbol) for cell in cells) and len(set(cells)) == len(
            cells
        )

    @cached_property
    def values(self) -> tuple[Runs, ...]:
        """The output cells, computed, as text."""
        order = Order(self.x.cells, self.w.cells)
        return tuple(
            labels.cell(value, order) for value in combine(self.kept, self.x.cells, self.w.cells, 0)
        )

    def value(self, index: Index) -> Runs:
        """Return an output cell, computed, as text."""
        return self.values[int(np.ravel_multi_index(index, self.output_shape))]

    def _texts(self, name: str, grid: KnownArray) -> tuple[Runs, ...]:
        if _is_long(grid):
            indices = product(*map(range, grid.shape))
            return tuple(labels.entry(name, index, self.notation.first) for index in indices)
        return tuple(labels.cell(value) for value in grid.cells)

    @cached_property
    def _terms(self) -> tuple[tuple[PlacedProduct, ...], ...]:
        products = [
            PlacedProduct(int(i), int(t))
            for i, t in zip(self.full.inputs, self.full.taps, strict=True)
        ]
        starts = self.full.starts.tolist()
        return tuple(tuple(products[a:b]) for a, b in pairwise(starts))

    @cached_property
    def _landings(self) -> tuple[tuple[tuple[Index, PlacedProduct], ...], ...]:
        landings: list[list[tuple[Index, PlacedProduct]]] = [
            [] for _ in range(prod(self.input_shape))
        ]
        for cell, terms in zip(product(*map(range, self.full_shape)), self._terms, strict=True):
            for term in terms:
                landings[term.input].append((cell, term))
        return tuple(tuple(sorted(landing, key=lambda place: place[1].tap)) for landing in landings)


def _is_long(grid: KnownArray) -> bool:
    return any(width(labels.cell(value), size=17) > LONGEST_CELL for value in grid.cells)


def _lead(layer: ConvTranspose) -> int:
    return 0 if layer.channels is None else 1


def _check_shapes(layer: ConvTranspose, x: KnownArray, w: KnownArray) -> None:
    extents, channels = len(layer.axes) + _lead(layer), " after the channels" * _lead(layer)
    if len(x.shape) != extents:
        raise ShapeError(
            f"a figure of {layer}: the input has shape {x.shape}, but the layer has {len(layer.axes)} axes; "
            f"give one extent per axis{channels}"
        )
    if layer.channels is not None and x.shape[0] != layer.channels[0]:
        raise ShapeError(
            f"a figure of {layer}: the input has shape {x.shape}; give one whose first extent is "
            f"{layer.channels[0]}"
        )
    kernel_shape = tuple(map(int, layer.kernel_shape.entries))
    if w.shape != kernel_shape:
        raise ShapeError(
            f"a figure of {layer}: the kernel has shape {w.shape}; give one of shape {kernel_shape}"
        )


def _check_size(layer: ConvTranspose, input_shape: Index) -> None:
    sizes = [axis.full_size(size) for axis, size in zip(layer.axes, input_shape, strict=True)]
    largest = max(*sizes, *layer.output_size(input_shape))
    if largest > MOST_CELLS:
        raise UnsupportedError(
            f"a figure of {layer} on an input of size {input_shape}: its canvas has {largest} "
            "cells along one axis, "
            f"but at most {MOST_CELLS} can be seen; draw a smaller input"
        )
