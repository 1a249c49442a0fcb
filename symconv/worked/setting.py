"""A layer at work on two arrays of known cells: where each product lands, by plain loops of its own.

Nothing here uses the plan or the formulations, so that a step computed here can be checked against
them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import product
from math import prod
from typing import Any, TypeAlias

import sympy
from sympy import Add, Array, Expr, ImmutableMatrix, Symbol

from symconv.data.arrays import KnownArray, cell_symbols, read_array, write_array
from symconv.errors import GeometryError, UnsupportedError, shown
from symconv.formulas.book_order import Order
from symconv.formulas.grid import Grid
from symconv.formulas.notation import USUAL, Notation
from symconv.layers.conv import ConvTranspose
from symconv.symbolic.tensors import SymbolicTensor

Index: TypeAlias = tuple[int, ...]
Products: TypeAlias = dict[Index, tuple[tuple[Expr, Expr], ...]]


@dataclass(frozen=True, eq=False)
class WorkedSetting:
    """A layer, an input and a kernel; with channels the channel is the first entry of every index.

    Parameters
    ----------
    layer : ConvTranspose
        With known parameters.
    x, w : Array
        Input without batch, and kernel.
    notation : Notation
        What things are called.
    named : WorkedSetting, optional
        The same layer on symbols, which stand beside the numbers.
    """

    layer: ConvTranspose
    x: Array
    w: Array
    notation: Notation = USUAL
    named: WorkedSetting | None = None

    @classmethod
    def of(cls, layer: Any, x: Any, w: Any) -> WorkedSetting:
        """Return the setting, with SymPy cells.

        Raises
        ------
        GeometryError
            If the layer is no ConvTranspose, or a size is not legal.
        ShapeError
            If an array does not fit the layer.
        UnsupportedError
            If a size is a letter, the input has a batch axis, or a cell is not exact.
        """
        if not isinstance(layer, ConvTranspose):
            raise GeometryError(
                f"worked_example({shown(layer)}, ...): a ConvTranspose layer is needed"
            )
        arrays = [_exact(value, name) for value, name in ((x, "x"), (w, "w"))]
        axes = len(layer.kernel_size) + (layer.channels is not None)
        if len(arrays[0].shape) == axes + 1 and layer.channels is not None:
            raise UnsupportedError(
                f"worked_example: x has shape {arrays[0].shape}, a batch; give one item at a "
                "time, such as x[0]"
            )
        setting = cls(layer, *(write_array("array", a.shape, a.as_sympy().cells) for a in arrays))
        if isinstance(layer(setting.x, setting.w), SymbolicTensor):
            raise UnsupportedError(
                f"worked_example({layer!r}, ...): every parameter must be a number, not a letter"
            )
        return setting

    def in_notation(self, notation: Notation) -> WorkedSetting:
        """Return the setting with the names of a notation.

        Raises
        ------
        GeometryError
            If two cells would have the same name.
        """
        named = self.named and self.named.in_notation(notation)
        return WorkedSetting(self.layer, *notation.renamed(self.x, self.w), notation, named)

    def with_names(self, x: str, w: str) -> WorkedSetting:
        """Return the setting with symbols beside its numbers: cells of the input and the kernel by these letters."""
        first, brackets = self.notation.first, self.notation.brackets
        inputs = cell_symbols(x, self.input_shape, first, brackets)
        taps = cell_symbols(w, self.kernel_shape, first, brackets)
        named = WorkedSetting(
            self.layer,
            Array(inputs, self.input_shape),
            Array(taps, self.kernel_shape),
            self.notation,
        )
        return replace(self, named=named)

    @cached_property
    def order(self) -> Order:
        """Book order by this input and this kernel."""
        return Order.of((self.x, self.w))

    @property
    def bare_layer(self) -> ConvTranspose:
        """The layer without padding and output padding: its output is the canvas."""
        layer = self.layer
        return ConvTranspose(
            layer.kernel_size,
            layer.stride,
            dilation=layer.dilation,
            groups=layer.groups,
            channels=layer.channels,
        )

    @property
    def channels(self) -> tuple[int, int] | None:
        """Input and output channels, or ``None``."""
        counts = self.layer.channel_counts
        return None if counts is None else (counts.inputs, counts.outputs)

    @property
    def input_shape(self) -> Index:
        """The shape of the input, channels first."""
        return tuple(int(n) for n in self.x.shape)

    @property
    def spatial(self) -> Index:
        """The input size without channels."""
        return self.input_shape[self._lead :]

    @property
    def kernel_shape(self) -> Index:
        """The shape of the kernel."""
        return tuple(int(n) for n in self.w.shape)

    @property
    def block_shape(self) -> Index:
        """The shape of what one input cell paints: the kernel, or the kernel's part for one input channel."""
        return self.kernel_shape[self._lead :]

    @property
    def canvas_shape(self) -> Index:
        """The shape before anything is cropped."""
        sizes = tuple(a.full_size(n) for a, n in zip(self.layer.axes, self.spatial, strict=True))
        return (self.channels[1], *sizes) if self.channels else sizes

    @property
    def begin(self) -> Index:
        """The first canvas cell that is kept, per axis of the output."""
        return (0,) * self._lead + tuple(axis.begin for axis in self.layer.axes)

    @property
    def output_shape(self) -> Index:
        """The shape of the output."""
        sizes = tuple(
            a.transposed_size(n) for a, n in zip(self.layer.axes, self.spatial, strict=True)
        )
        return (self.channels[1], *sizes) if self.channels else sizes

    @property
    def added(self) -> Index:
        """How many cells of the output lie behind the canvas, per axis."""
        triples = zip(self.begin, self.output_shape, self.canvas_shape, strict=True)
        return tuple(max(0, b + size - full) for b, size, full in triples)

    def inputs(self) -> Iterator[Index]:
        """Yield the index of every input cell, row by row."""
        return positions(self.input_shape)

    def start(self, cell: Index) -> Index:
        """Return where the block of an input cell starts on the canvas."""
        places = tuple(
            a.stride * i for a, i in zip(self.layer.axes, cell[self._lead :], strict=True)
        )
        return (
            (cell[0] // self._inputs_per_group * self.block_shape[0], *places)
            if self.channels
            else places
        )

    def last(self, cell: Index) -> Index:
        """Return where the block of an input cell ends on the canvas, that position included."""
        return self._landing(cell, tuple(size - 1 for size in self.block_shape))

    def part(self, cell: Index) -> dict[Index, Expr]:
        """Return the taps that an input cell is multiplied by."""
        lead = cell[: self._lead]
        return {tap: self._taps[lead + tap] for tap in positions(self.block_shape)}

    def block(self, cell: Index) -> Grid:
        """Return an input cell times its part of the kernel."""
        value = self._cells[cell]
        return Grid(self.block_shape, tuple(value * tap for tap in self.part(cell).values()))

    @cached_property
    def products(self) -> Products:
        """The products that land in each canvas cell, in the order of the input cells."""
        landed: dict[Index, list[tuple[Expr, Expr]]] = {
            place: [] for place in positions(self.canvas_shape)
        }
        for cell in self.inputs():
            for tap, weight in self.part(cell).items():
                landed[self._landing(cell, tap)].append((self._cells[cell], weight))
        return {place: tuple(pairs) for place, pairs in landed.items()}

    @cached_property
    def canvas(self) -> Array:
        """The canvas: the products of each cell added."""
        return Array([_added(pairs) for pairs in self.products.values()], self.canvas_shape)

    def home(self, place: Index) -> Index | None:
        """Return where in the output a canvas cell is added; ``None`` where it is dropped.

        Inside that is where it stands. The border is dropped where padding is zeros, and else it is
        added to the cell that padding by the mode would copy there.
        """
        shifted = _minus(place, self.begin)
        pairs = zip(shifted, self.output_shape, strict=True)
        found = tuple(source(i, size, self.layer.padding_mode) for i, size in pairs)
        return None if None in found else tuple(i for i in found if i is not None)

    @cached_property
    def placed(self) -> Array:
        """The output by adding every product directly into the final grid, those outside dropped."""
        landed: dict[Index, list[tuple[Expr, Expr]]] = {
            place: [] for place in positions(self.output_shape)
        }
        for cell in self.inputs():
            for tap, weight in self.part(cell).items():
                place = self.home(self._landing(cell, tap))
                if place is not None:
                    landed[place].append((self._cells[cell], weight))
        return Array([_added(pairs) for pairs in landed.values()], self.output_shape)

    @cached_property
    def matrix(self) -> ImmutableMatrix:
        """The matrix ``C``: a row for each input cell, with the taps on the output cells that it reaches."""
        rows = []
        for cell in self.inputs():
            row: dict[Index, Expr] = dict.fromkeys(positions(self.output_shape), sympy.S.Zero)
            for tap, weight in self.part(cell).items():
                place = self.home(self._landing(cell, tap))
                if place is not None:
                    row[place] += weight
            rows.append(list(row.values()))
        return ImmutableMatrix(rows)

    @cached_property
    def kept(self) -> Array:
        """The output from the canvas, every cell added where it belongs, zero behind the canvas."""
        cells = (Add(*parts) for parts in self._at_home(Grid.of(self.canvas).cells))
        return Array(list(cells), self.output_shape)

    @property
    def kept_products(self) -> tuple[tuple[tuple[Expr, Expr], ...], ...]:
        """The products that land in each output cell."""
        return tuple(sum(parts, ()) for parts in self._at_home(self.products.values()))

    def _at_home(self, values: Iterable[Any]) -> Iterable[list[Any]]:
        """Return the values of canvas cells by the output cells where they are added, in row-major order."""
        found: dict[Index, list[Any]] = {place: [] for place in positions(self.output_shape)}
        for place, value in zip(positions(self.canvas_shape), values, strict=True):
            home = self.home(place)
            if home is not None:
                found[home].append(value)
        return found.values()

    @property
    def has_plain_cells(self) -> bool:
        """Whether all cells are different symbols, so that every product can be read off the result."""
        cells = [*self._cells.values(), *self._taps.values()]
        return all(isinstance(cell, Symbol) for cell in cells) and len(set(cells)) == len(cells)

    @property
    def is_commutative(self) -> bool:
        """Whether all cells commute."""
        return all(cell.is_commutative for cell in (*self._cells.values(), *self._taps.values()))

    def cut(self, spatial: Index) -> WorkedSetting:
        """Return the same layer on the first cells of the input."""
        shape = self.input_shape[: self._lead] + spatial
        named = self.named and self.named.cut(spatial)
        cells = [self._cells[cell] for cell in positions(shape)]
        return replace(self, x=Array(cells, shape), named=named)

    @property
    def cost(self) -> int:
        """Products, or entries of the matrix, whichever are more."""
        entries = prod(self.input_shape) * prod(self.output_shape)
        return max(entries, prod(self.input_shape) * prod(self.block_shape))

    @property
    def is_legal(self) -> bool:
        """Whether every output size is at least 1."""
        return min(self.output_shape) >= 1

    @property
    def _lead(self) -> int:
        return 0 if self.channels is None else 1

    @property
    def _inputs_per_group(self) -> int:
        return self.input_shape[0] // int(self.layer.groups)

    @cached_property
    def _cells(self) -> dict[Index, Expr]:
        return dict(zip(self.inputs(), Grid.of(self.x).cells, strict=True))

    @cached_property
    def _taps(self) -> dict[Index, Expr]:
        return dict(zip(positions(self.kernel_shape), Grid.of(self.w).cells, strict=True))

    def _landing(self, cell: Index, tap: Index) -> Index:
        factors = (1,) * self._lead + tuple(axis.dilation for axis in self.layer.axes)
        return tuple(s + f * t for s, f, t in zip(self.start(cell), factors, tap, strict=True))


def source(place: int, size: int, mode: str) -> int | None:
    """Return which cell padding copies to a place, counted from the first cell; ``None`` for a zero.

    Examples
    --------
    >>> [[source(i, 4, mode) for i in (-2, -1, 0, 3, 4, 5)] for mode in ("circular", "reflect")]
    [[2, 3, 0, 3, 0, 1], [2, 1, 0, 3, 2, 1]]
    >>> [source(i, 4, "replicate") for i in (-2, -1, 0, 3, 4, 5)]
    [0, 0, 0, 3, 3, 3]
    """
    if 0 <= place < size:
        return place
    if mode == "circular":
        return place % size
    if mode == "replicate":
        return 0 if place < 0 else size - 1
    if mode == "reflect":
        back = place % (2 * (size - 1))
        return min(back, 2 * (size - 1) - back)
    return None


def read_names(names: str) -> tuple[str, str]:
    """Return two letters, for the cells of the input and of the kernel.

    Raises
    ------
    GeometryError
        If they are not two different letters.

    Examples
    --------
    >>> read_names("x,w")
    ('x', 'w')
    """
    letters = [part.strip() for part in names.split(",")] if isinstance(names, str) else []
    is_letter = [letter.isascii() and letter.isalpha() and len(letter) == 1 for letter in letters]
    if len(set(letters)) != 2 or not all(is_letter):
        raise GeometryError(
            f"names={shown(names)}: two different letters are needed, for the cells of input and "
            "kernel, as in 'x,w'"
        )
    return letters[0], letters[1]


def positions(shape: Index) -> Iterator[Index]:
    """Yield every index of a shape, row by row.

    Examples
    --------
    >>> list(positions((1, 2)))
    [(0, 0), (0, 1)]
    """
    return product(*map(range, shape))


def _exact(value: Any, name: str) -> KnownArray:
    if isinstance(value, SymbolicTensor):
        raise UnsupportedError(
            f"worked_example: {name} has letters in its shape; put numbers for them with .at(...)"
        )
    array = read_array(value, f"worked_example: {name}")
    for cell in array.cells:
        if isinstance(cell, float | complex) or (isinstance(cell, Expr) and cell.has(sympy.Float)):
            raise UnsupportedError(
                f"worked_example: {name} holds {cell}, but steps are checked exactly; use int, "
                "Fraction or symbols"
            )
    return array


def _added(pairs: tuple[tuple[Expr, Expr], ...] | list[tuple[Expr, Expr]]) -> Expr:
    return Add(*(cell * tap for cell, tap in pairs))


def _plus(a: Index, b: Index) -> Index:
    return tuple(p + q for p, q in zip(a, b, strict=True))


def _minus(a: Index, b: Index) -> Index:
    return tuple(p - q for p, q in zip(a, b, strict=True))
