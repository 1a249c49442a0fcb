"""How the steps call things: cells, blocks, regions, parameters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from symconv.data.arrays import cell_symbols
from symconv.formulas.atoms import symbol as symbol_tex
from symconv.formulas.notation import Notation
from symconv.pages.displays import Math, shape_math, value_of
from symconv.pages.inline_markup import Sentence
from symconv.worked.setting import Index, WorkedSetting


class Names(NamedTuple):
    """What the arrays of an example are called."""

    input: Math
    kernel: Math
    stretched: Math
    canvas: Math
    output: Math
    counts: Math
    back: Math


def names(notation: Notation) -> Names:
    """Return the names of the arrays; those that a notation leaves open take letters that it leaves free.

    Examples
    --------
    >>> [name.text for name in names(Notation())]
    ['x', 'w', 'u', 'f', 'y', 'n', 'z']
    """
    free = (notation.spare(letters) for letters in ("uvqh", "fcqh", "nmqh", "zrqh"))
    stretched, canvas, counts, back = free
    letters = (notation.input, notation.kernel, stretched, canvas, notation.output, counts, back)
    return Names(*(Math(letter, letter) for letter in letters))


def counting(setting: WorkedSetting) -> str:
    """Return from where positions and names are counted."""
    first, origin = setting.notation.first, setting.notation.origin
    if setting.notation.counts_together:
        return f"Positions and names are counted from {origin}."
    return f"Positions are counted from {origin}, names from {first}."


def axis_names(axes: int) -> tuple[str, ...]:
    """Return the subscripts of the axes: none, height and width, or numbers.

    Examples
    --------
    >>> axis_names(1), axis_names(2), axis_names(3)
    (('',), ('h', 'w'), ('1', '2', '3'))
    """
    if axes <= 2:
        return (("",), ("h", "w"))[axes - 1]
    return tuple(str(axis + 1) for axis in range(axes))


def cell_name(setting: WorkedSetting, cell: Index) -> Math:
    """Return an input cell by its own symbol where all cells are different symbols, else by its place in the input."""
    symbol = setting.x[cell] if setting.has_plain_cells else _named(setting, cell)
    return Math(symbol_tex(symbol), symbol.name)


def _named(setting: WorkedSetting, cell: Index) -> Any:
    flat = 0
    for extent, place in zip(setting.input_shape, cell, strict=True):
        flat = flat * extent + place
    notation = setting.notation
    names = cell_symbols(
        notation.input, setting.input_shape, notation.first, brackets=notation.brackets
    )
    return names[flat]


def kernel_part(setting: WorkedSetting, cell: Index) -> Math:
    """Return the name of the taps that an input cell meets: the kernel, or its part for the cell's channel."""
    if setting.channels is None:
        return names(setting.notation).kernel
    letter, channel = setting.notation.kernel, cell[0] + setting.notation.first
    return Math(f"{letter}^{{({channel})}}", f"{letter}^({channel})")


def region(notation: Notation, first: Sequence[int], last: Sequence[int]) -> Math:
    """Return a region by its first and last position per axis, both included.

    Examples
    --------
    >>> region(Notation(), (0, 1), (1, 2)).text
    '(0:1, 1:2)'
    """
    ranges = (
        f"{a + notation.origin}:{b + notation.origin}" for a, b in zip(first, last, strict=True)
    )
    written = f"({', '.join(ranges)})"
    return Math(written, written)


def equation_side(letter: str, axis: str) -> Math:
    """Return a letter with the name of an axis as its subscript."""
    return Math(f"{letter}_{{{axis}}}", f"{letter}_{axis}") if axis else Math(letter, letter)


def _shape(letter: str, extents: Index) -> Math:
    shape = shape_math(extents)
    return Math(f"{letter} = {shape.tex}", f"{letter} = {shape.text}")


def parameters(setting: WorkedSetting) -> Sentence:
    """Return the parameters of a setting in one sentence: all that its size formula names, then channels and groups."""
    layer = setting.layer
    begin, end = zip(*layer.padding, strict=True)
    is_even = begin == end
    named = [
        ("input size", _shape("I", setting.spatial)),
        ("kernel size", _shape("k", layer.kernel_size)),
        ("stride", value_of("s", layer.stride)),
    ]
    if is_even:
        named.append(("padding", value_of("p", begin)))
    else:
        named += [("padding in front", value_of("b", begin)), ("behind", value_of("e", end))]
    if layer.padding_mode != "zeros":
        mode = layer.padding_mode
        named.append(("padding mode", Math(rf"\text{{{mode}}}", mode)))
    if not is_even or set(layer.dilation) != {1} or set(layer.output_padding) != {0}:
        named.append(("dilation", value_of("d", layer.dilation)))
        named.append(("output padding", value_of("a", layer.output_padding)))
    if setting.channels:
        inputs, outputs = setting.channels
        named.append(("input channels", value_of("C_{in}", inputs)))
        named.append(("output channels", value_of("C_{out}", outputs)))
    if setting.channels and layer.groups != 1:
        named.append(("groups", value_of("g", layer.groups)))
    words: list[str | Math] = []
    for position, (name, entry) in enumerate(named):
        words += [f", {name} " if position else f"{name.capitalize()} ", entry]
    return (*words, ".")
