"""How the steps call things: cells, blocks, regions, parameters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from symconv.notation import cell_symbols
from symconv.render.leaves import symbol as symbol_tex
from symconv.worked.pieces import Math, Words, equation, shape_math
from symconv.worked.setting import Index, Setting

X, W, U, F, Y, N, Z = (Math(letter, letter) for letter in "xwufynz")


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


def cell_name(setting: Setting, cell: Index) -> Math:
    """Return an input cell by its own symbol where all cells are different symbols, else as ``x`` with its index."""
    symbol = setting.x[cell] if setting.has_plain_cells else _named(setting, cell)
    return Math(symbol_tex(symbol), symbol.name)


def _named(setting: Setting, cell: Index) -> Any:
    flat = 0
    for extent, place in zip(setting.input_shape, cell, strict=True):
        flat = flat * extent + place
    return cell_symbols("x", setting.input_shape)[flat]


def kernel_part(setting: Setting, cell: Index) -> Math:
    """Return the name of the taps that an input cell meets: the kernel, or its part for the cell's channel."""
    if setting.channels is None:
        return W
    return Math(f"w^{{({cell[0] + 1})}}", f"w^({cell[0] + 1})")


def region(first: Sequence[int], last: Sequence[int]) -> Math:
    """Return a region by its first and last position per axis, both included.

    Examples
    --------
    >>> region((0, 1), (1, 2)).text
    '(0:1, 1:2)'
    """
    written = f"({', '.join(f'{a}:{b}' for a, b in zip(first, last, strict=True))})"
    return Math(written, written)


def equation_side(letter: str, axis: str) -> Math:
    """Return a letter with the name of an axis as its subscript."""
    return Math(f"{letter}_{{{axis}}}", f"{letter}_{axis}") if axis else Math(letter, letter)


def _shape(letter: str, extents: Index) -> Math:
    shape = shape_math(extents)
    return Math(f"{letter} = {shape.tex}", f"{letter} = {shape.text}")


def parameters(setting: Setting) -> Words:
    """Return the parameters of a setting in one sentence; those that change nothing are left out."""
    layer = setting.layer
    begin, end = zip(*layer.padding, strict=True)
    entries = [_shape("I", setting.spatial), _shape("k", layer.kernel_size), equation("s", layer.stride)]
    entries += [equation("p", begin)] if begin == end else [equation("b", begin), equation("e", end)]
    names = ["input size", "kernel size", "stride", *(["padding"] if begin == end else ["padding in front", "behind"])]
    for name, letter, value, usual in (
        ("dilation", "d", layer.dilation, 1),
        ("output padding", "a", layer.output_padding, 0),
    ):
        if any(entry != usual for entry in value):
            entries.append(equation(letter, value))
            names.append(name)
    if setting.channels:
        entries += [equation("C_{in}", setting.channels[0]), equation("C_{out}", setting.channels[1])]
        names += ["input channels", "output channels"]
        if layer.groups != 1:
            entries.append(equation("g", layer.groups))
            names.append("groups")
    words: list[str | Math] = []
    for position, (name, entry) in enumerate(zip(names, entries, strict=True)):
        words += [", " if position else "", name if position else name.capitalize(), " ", entry]
    return (*words, ".")
