"""How an operation is applied: computed in the form its arguments have, or stated on letters.

An operation is a function that takes tensors of the language and says what it makes of them and
what that asks of the sizes. Known arrays are put in and computed; tensors over letters are put in
and give the sum, its conditions as hypotheses, and the words of the call.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from symconv.data.arrays import (
    KnownArray,
    check_countable,
    inexact_type,
    same_ring,
    sympy_cell,
    write_array,
)
from symconv.data.letters import is_integer
from symconv.definitions.channels import over_batch
from symconv.definitions.geometry import Demand, enforce
from symconv.definitions.operations import along
from symconv.errors import GeometryError, shown
from symconv.language import terms
from symconv.language.terms import Size
from symconv.language.words import Cell, Tensor, Vec, positions
from symconv.symbolic.context import merge
from symconv.symbolic.sizes import contexts_in
from symconv.symbolic.tensors import SymbolicScalar, SymbolicTensor, lift, read_operand
from symconv.symbolic.written import Word, Written

Cells: TypeAlias = NDArray[Any]
_MATRIX_AXES = 2
_CHANNEL_AXES = 2


class Applied(NamedTuple):
    """What an operation makes of its operands.

    Parameters
    ----------
    result : Tensor or Cell
        The tensor, or the scalar.
    demands : sequence of Demand
        What it asks of the sizes: enforced on numbers, hypotheses on letters.
    sizes : tuple of Size
        The sizes it was given besides those of its operands.
    fits : sequence of Demand
        That shapes of operands agree: enforced on numbers, to be proved on letters.
    by_numpy : callable, optional
        Gives the cells of the result from those of the only operand, by whole axes; the axes that
        are worked on are the last ones, and others may stand in front.
    """

    result: Tensor | Cell
    demands: Sequence[Demand] = ()
    sizes: tuple[Size, ...] = ()
    fits: Sequence[Demand] = ()
    by_numpy: Callable[[Cells], Cells] | None = None


def apply(
    word: Callable[..., Any],
    operands: Mapping[str, Any],
    build: Callable[..., Applied],
    **parameters: Any,
) -> Any:
    """Apply an operation in the form its arguments have: computed on known sizes, stated on letters.

    Parameters
    ----------
    word : callable
        The public function that was called.
    operands : mapping
        Arrays, or tensors over letters, by the names of their parameters.
    build : callable
        Makes an `Applied` of one tensor of the language for each operand.
    **parameters : object
        What else the function was given: its words.

    Returns
    -------
    tensor or scalar
        In the form of the first operand; over letters as soon as a size is a letter.
    """
    read = [
        read_operand(value, f"{word.__name__}: {name}".strip()) for name, value in operands.items()
    ]
    known = [operand for operand in read if isinstance(operand, KnownArray)]
    if len(known) == len(read):
        arrays = same_ring(*known)
        result, demands, used, fits, by_numpy = build(*(array.tensor() for array in arrays))
        enforce([*fits, *demands])
        if Vec(used).known:
            numbers = _numbers(arrays[0])
            if by_numpy is not None and numbers is not None:
                return np.array(by_numpy(numbers), order="C")
            return _in_form(known[0].form, result, inexact_type(*arrays))
    return _stated(word, list(map(lift, read)), build, parameters)


def _numbers(array: KnownArray) -> Cells | None:
    """Return the cells of a NumPy array in the type that a result has, where there is one for any cells."""
    cells = array.numpy
    if cells is None or cells.dtype == np.uint64:
        return None
    return cells.astype(np.int64) if cells.dtype.kind in "iu" else cells


def _stated(
    word: Callable[..., Any],
    operands: Sequence[SymbolicTensor],
    build: Callable[..., Applied],
    parameters: Mapping[str, Any],
) -> SymbolicTensor | SymbolicScalar:
    """Return the sum that an operation is on letters."""
    tensors = [operand.tensor for operand in operands]
    result, demands, used, fits, _ = build(*tensors)
    contexts = [operand.context for operand in operands]
    given = contexts_in(tuple(parameters.values()))
    context = merge(merge(*contexts).adding(used, demands, fits), *given)
    written = words(word, *operands, **parameters)
    if isinstance(result, Tensor):
        return SymbolicTensor(result, context, written)
    return SymbolicScalar(lambda: build(*tensors).result, context, written)


def made(
    form: str, word: Callable[..., Any], build: Callable[[], Applied], **parameters: Any
) -> Any:
    """Return a tensor that is made of sizes alone: an array of a form, or a tensor over letters."""
    result, demands, used, *_ = build()
    enforce(demands)
    if Vec(used).known:
        return _in_form(form, result, None)
    return _stated(word, [], build, parameters)


def words(
    word: Callable[..., Any], *values: SymbolicTensor | SymbolicScalar, **parameters: Any
) -> Written:
    """Return what is written for a call of a public function; the default of `axes` is not."""
    if parameters.get("axes", ()) is None:
        del parameters["axes"]
    arguments = (value.written for value in values)
    return Word(word.__name__, word, tuple(parameters))(*arguments, **parameters)


def on_axes(x: Tensor, axes: tuple[int, ...], change: Callable[[Tensor], Applied]) -> Applied:
    """Apply an operation to some axes of a tensor, in this order, the others being left alone."""
    if axes == tuple(range(len(x.shape))):
        return change(x)
    shape = Tensor(x.shape.pick(axes), lambda _: 0)
    asked = change(shape)
    result = along(x, axes, lambda part: change(part).result)
    by_numpy = asked.by_numpy and partial(_along_axes, asked.by_numpy, axes)
    return asked._replace(result=result, by_numpy=by_numpy)


def _along_axes(change: Callable[[Cells], Cells], axes: tuple[int, ...], cells: Cells) -> Cells:
    """Change an array along some axes by what works along the last ones."""
    last = range(-len(axes), 0)
    return np.moveaxis(change(np.moveaxis(cells, axes, last)), last, axes)


def on_items(x: Tensor, has_batch: bool, change: Callable[[Tensor], Applied]) -> Applied:
    """Apply an operation to every item of a batch, or to the only one there is."""
    if not has_batch:
        return change(x)
    _, item_shape = x.shape.split_at(1)
    asked = change(Tensor(item_shape, lambda _: 0))
    made = over_batch(lambda item: change(item).result, x, asked.result.shape)
    return asked._replace(result=made)


def read_axes(axes: Any, count: int, request: str) -> tuple[int, ...]:
    """Return the axes that an operation works on, counted from 0.

    Parameters
    ----------
    axes : None, int, tuple of int or "spatial"
        All; some, negative ones counted from the end; or those behind batch and channels.
    count : int
        How many the operand has.
    request : str
        What was asked, for the message.

    Raises
    ------
    GeometryError
        If there is no such axis, one is named twice, or ``"spatial"`` can be read in two ways.

    Examples
    --------
    >>> read_axes(None, 2, "flip"), read_axes(-1, 3, "flip"), read_axes("spatial", 4, "flip")
    ((0, 1), (2,), (2, 3))
    """
    if axes is None:
        return tuple(range(count))
    if isinstance(axes, str):
        return _spatial(axes, count, request)
    entries = axes if isinstance(axes, tuple | list) else (axes,)
    for axis in entries:
        if not is_integer(axis) or not -count <= axis < count:
            raise GeometryError(
                f"{request}: axes is {shown(axes)}, but x has the axes 0 to {count - 1}; "
                "name some of them, or 'spatial'"
            )
    found = tuple(int(axis) % count for axis in entries)
    if not found or len(set(found)) < len(found):
        raise GeometryError(
            f"{request}: axes is {shown(axes)}, but one axis or more are needed, each once"
        )
    return found


def _spatial(axes: str, count: int, request: str) -> tuple[int, ...]:
    """Return the axes behind batch and channels, or behind the two channels of a kernel."""
    if axes != "spatial":
        raise GeometryError(
            f"{request}: axes is {shown(axes)}, but numbers of axes or 'spatial' are needed"
        )
    if count == _CHANNEL_AXES + 1:
        raise GeometryError(
            f"{request}: of 3 axes 'spatial' can mean the last one, behind batch and channels, "
            "or the last two, "
            "behind channels; name them, axes=-1 or axes=(-2, -1)"
        )
    return tuple(range(min(_CHANNEL_AXES, count - 1), count))


def write_tensor(form: str, result: Tensor, dtype: Any = None) -> Any:
    """Give a tensor of known shape back in the form the input had; a matrix that has not two axes is an array."""
    shape = result.shape.numbers()
    check_countable(shape)
    written = "array" if form == "matrix" and len(shape) != _MATRIX_AXES else form
    return write_array(written, shape, [result[o] for o in positions(result.shape)], dtype)


def _in_form(form: str, result: Tensor | Cell, dtype: Any) -> Any:
    """Give a tensor or a scalar back in the form of an operand."""
    if isinstance(result, Tensor):
        return write_tensor(form, result, dtype)
    if form in ("array", "matrix"):
        return sympy_cell(result)
    return write_array(form, (1,), [result], dtype)[0]


def at_least_demand(value: Size, low: int, request: str, name: str) -> Demand:
    """Return the demand ``value >= low``."""
    text = f"{request}: {name} is {value}, but {name} >= {low} is needed"
    return Demand(terms.at_least(value, low), text, f"use {low} or more")
