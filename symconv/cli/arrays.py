"""The arrays an option gives: JSON, a file of JSON, NumPy or CSV, or names for the cells of a tensor."""

from __future__ import annotations

import io
import re
from math import prod
from typing import Any

import click

from symconv.cli.cells import file_content, load, read_cells, read_texts
from symconv.cli.limits import MOST_AXES, MOST_CELLS, check_amount
from symconv.cli.names_and_numbers import NAMED
from symconv.errors import ShapeError

_IMAGINARY = re.compile(r"(?<![\w{,])I(?![\w{])")
_WHOLE, _TEXT = "iu", "U"


def read_array(argument: str, option: str) -> list[Any]:
    """Return the array that an option gives, as nested lists of SymPy cells.

    Parameters
    ----------
    argument : str
        JSON; ``-`` for standard input; ``@`` and a file, which is NumPy's where its name ends in
        ``.npy``, comma-separated where it ends in ``.csv``, else JSON; or a name and extents, as in
        ``x:2x2``, for a tensor of symbols.
    option : str
        The option it was given to, for messages.

    Raises
    ------
    ShapeError
        If it is no full array of cells; the message says where.
    UnsupportedError
        If it has more cells than the limit.
    OSError
        If the file cannot be read.

    Examples
    --------
    >>> read_array("w:2x2", "--kernel")
    [[w11, w12], [w21, w22]]
    >>> read_array('["x1", 2]', "--input")
    [x1, 2]
    """
    named = NAMED.fullmatch(argument)
    if named is not None:
        return symbols(named[1], tuple(map(int, named[2].split("x"))), f"{option} {argument}")
    is_elsewhere = argument == "-" or argument.startswith("@")
    where = f"{option} {argument}" if is_elsewhere else option
    kind = argument.rpartition(".")[2].lower() if argument.startswith("@") else ""
    if kind == "npy":
        return _read_npy(file_content(argument, option), where)
    if kind == "csv":
        return read_texts(csv_texts(load(argument, option), where), where)
    text = load(argument, option)
    cells = read_cells(text, where)
    if _IMAGINARY.search(text):
        click.echo(f"{where}: I is a name like any other here, not the imaginary unit", err=True)
    return cells


def symbols(name: str, shape: tuple[int, ...], where: str) -> list[Any]:
    """Return the symbols of a tensor as nested lists, counted from 1.

    Raises
    ------
    ShapeError
        If an extent is 0, there are too many axes, or the name ends in a digit.
    UnsupportedError
        If it has more cells than the limit.
    """
    from symconv.operations import tensor

    if 0 in shape or len(shape) > MOST_AXES:
        raise ShapeError(
            f"{where}: from 1 to {MOST_AXES} extents of at least 1 are needed, as in x:2x2"
        )
    check_amount(prod(shape), MOST_CELLS, "cells")
    nested: list[Any] = tensor(name, shape).tolist()
    return nested


def _read_npy(data: bytes, where: str) -> list[Any]:
    """Read what ``numpy.save`` wrote: whole numbers, or texts of cells."""
    from numpy.lib import format as npy

    file = io.BytesIO(data)
    try:
        read_header = npy.read_array_header_1_0
        if npy.read_magic(file) != (1, 0):
            read_header = npy.read_array_header_2_0
        shape, _, kind = read_header(file)
        has_room = prod(shape) * kind.itemsize <= len(data)
    except (ValueError, EOFError) as error:
        raise ShapeError(f"{where} is no file of NumPy: its header cannot be read") from error
    if kind.kind not in _WHOLE + _TEXT:
        raise ShapeError(
            f"{where} holds cells of type {kind}; whole numbers are needed, as after "
            "array.astype(int), or texts of cells"
        )
    if not has_room:
        raise ShapeError(f"{where} breaks off: cells of shape {shape} are more than it holds")
    if not shape or 0 in shape or len(shape) > MOST_AXES:
        raise ShapeError(
            f"{where} has shape {shape}; from 1 to {MOST_AXES} axes of at least one cell are needed"
        )
    file.seek(0)
    try:
        array = npy.read_array(file, allow_pickle=False)
    except ValueError as error:
        raise ShapeError(f"{where} breaks off before its last cell") from error
    return read_texts(array.astype(str).tolist(), where)


def csv_texts(text: str, where: str) -> list[Any]:
    r"""Return what stands between commas: a line is one axis, several lines are two.

    Raises
    ------
    ShapeError
        If there is nothing, or lines differ in length.

    Examples
    --------
    >>> csv_texts("a,b", "--input"), csv_texts("1,2\n3,4", "--input")
    (['a', 'b'], [['1', '2'], ['3', '4']])
    """
    import numpy as np

    if not text.strip():
        raise ShapeError(f"{where} is empty; at least one cell is needed")
    try:
        rows = np.loadtxt(
            io.StringIO(text), dtype=str, delimiter=",", quotechar='"', comments=None, ndmin=2
        )
    except ValueError as error:
        told = str(error).partition(";")[0]
        raise ShapeError(f"{where} is no table of cells between commas: {told}") from error
    return list((rows[0] if len(rows) == 1 else rows).tolist())
