"""Small results on whole numbers and names, made without SymPy and NumPy, whose imports take longer than the result.

Everything else goes the general way, all errors too: whatever is not plainly legal here gives
``None``. That both ways print the same, to the character, is tested on random requests.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod
from typing import Any

from symconv.cli.limits import MOST_NAME
from symconv.cli.options import ArrayValues, LayerValues, Padding
from symconv.definitions.geometry import Axis

MOST_PRODUCTS = 20_000
MOST_TEXT = 20_000
MOST_NUMBER = 10**100
_LARGEST_SINGLE_DIGIT = 9

NAMED = re.compile(r"([^\W\d]\w*):([0-9]{1,9}(?:x[0-9]{1,9})*)")
"""A tensor of symbols: its name and its sizes, as in ``x:2x2``."""

_NAME = re.compile(r"(?!I\b)[A-Za-z][A-Za-z0-9]*(?:_\{[0-9]+(?:,[0-9]+)*\}|_[0-9]+)?")

Term = tuple[int, int]
"""Positions of an input cell and of a tap, counted in row-major order."""


def quick_answer(arrays: ArrayValues, values: LayerValues, form: str) -> str | None:
    """Return what ``symconv compute`` prints, or ``None`` where it is not for this way.

    Parameters
    ----------
    arrays : ArrayValues
        The input and the kernel on one or two axes: JSON, each of whole numbers alone or of names
        alone; or a name and sizes (``x:2x3``), or sizes alone.
    values : LayerValues
        A layer without channels.
    form : str
        ``"text"`` or ``"json"``.

    Examples
    --------
    >>> arrays = ArrayValues('["x1", "x2"]', '["w1", "w2", "w3"]')
    >>> print(quick_answer(arrays, LayerValues(stride=(2,), padding=((1, 1),)), "text"))
    [x1*w2, x1*w3 + x2*w1, x2*w2]
    """
    x = _read(arrays.input) or _of_sizes("x", arrays.input_size)
    w = _read(arrays.kernel) or _of_sizes("w", arrays.kernel_size)
    if values.padding_mode not in (None, "zeros"):
        return None
    if x is None or w is None or len(x.shape) != len(w.shape) or form == "latex":
        return None
    axes = _axes(x.shape, w.shape, values)
    if axes is None or prod(x.shape) * prod(w.shape) > MOST_PRODUCTS:
        return None
    write = _writer(x, w)
    if write is None:
        return None
    shape = tuple(axis.transposed_size(n) for axis, n in zip(axes, x.shape, strict=True))
    cells = [write(terms) for terms in _terms(axes, x.shape, w.shape, shape)]
    return _as_json(cells, shape) if form == "json" else _as_text(cells, shape)


@dataclass(frozen=True)
class _Cells:
    shape: tuple[int, ...]
    cells: Sequence[Any]

    @property
    def are_names(self) -> bool:
        return isinstance(self.cells[0], str)


def _read(text: str | None) -> _Cells | None:
    """Read what has one axis or two: JSON of small whole numbers alone or names alone, or a name and sizes."""
    if text is None or len(text) > MOST_TEXT:
        return None
    named = NAMED.fullmatch(text)
    if named is not None and _is_name(named[1]) and not named[1][-1].isdigit():
        return _of_sizes(named[1], tuple(map(int, named[2].split("x"))))
    if not text.startswith("["):
        return None
    try:
        rows = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not rows:
        return None
    if not isinstance(rows[0], list):
        return _checked((len(rows),), rows)
    if not all(isinstance(row, list) and len(row) == len(rows[0]) for row in rows):
        return None
    cells = [cell for row in rows for cell in row]
    return _checked((len(rows), len(rows[0])), cells) if cells else None


def _of_sizes(name: str, sizes: tuple[int, ...] | None) -> _Cells | None:
    """Return the cells of a small tensor on one axis, or on two whose numbers have one digit and need no comma."""
    if sizes is None or len(sizes) not in (1, 2) or not 0 < prod(sizes) <= MOST_PRODUCTS:
        return None
    if len(sizes) == 2 and max(sizes) > _LARGEST_SINGLE_DIGIT:
        return None
    places = product(*(range(1, size + 1) for size in sizes))
    return _Cells(sizes, [name + "".join(map(str, place)) for place in places])


def _checked(shape: tuple[int, ...], cells: list[Any]) -> _Cells | None:
    numbers = all(type(cell) is int and abs(cell) < MOST_NUMBER for cell in cells)
    names = all(type(cell) is str and _is_name(cell) for cell in cells)
    return _Cells(shape, cells) if numbers or names else None


def _is_name(text: str) -> bool:
    return len(text) <= MOST_NAME and _NAME.fullmatch(text) is not None


def _axes(
    x_shape: tuple[int, ...], w_shape: tuple[int, ...], values: LayerValues
) -> list[Axis] | None:
    """Return the axes of a layer that is legal on an input, else ``None``."""
    if values.channels is not None or values.groups not in (None, 1):
        return None
    number = len(x_shape)
    given = (values.stride, values.padding, values.output_padding, values.dilation)
    if any(entries is not None and len(entries) not in (1, number) for entries in given):
        return None
    stride, padding, output_padding, dilation = (
        _on_every_axis(entries, default, number)
        for entries, default in zip(given, (1, 0, 0, 1), strict=True)
    )
    made = []
    for axis, n in enumerate(x_shape):
        pair = padding[axis]
        begin, end = (pair, pair) if isinstance(pair, int) else pair
        one = Axis(w_shape[axis], stride[axis], begin, end, output_padding[axis], dilation[axis])
        if not _is_legal(one, n):
            return None
        made.append(one)
    return made


def _on_every_axis(entries: tuple[Padding, ...] | None, default: int, number: int) -> Sequence[Any]:
    values: tuple[Any, ...] = (default,) if entries is None else entries
    return values * number if len(values) == 1 else values


def _is_legal(axis: Axis, n: int) -> bool:
    return bool(
        min(axis.stride, axis.dilation) >= 1
        and min(axis.begin, axis.end) >= 0
        and 0 <= axis.output_padding < max(axis.stride, axis.dilation)
        and axis.transposed_size(n) >= 1
        and axis.full_size(n) + axis.output_padding <= MOST_PRODUCTS
    )


def _terms(
    axes: list[Axis],
    x_shape: tuple[int, ...],
    w_shape: tuple[int, ...],
    shape: tuple[int, ...],
) -> Iterator[list[Term]]:
    """Yield for every output cell the products that it sums, by input cell."""
    reads = [_reads_of_axis(axis, n) for axis, n in zip(axes, x_shape, strict=True)]
    for o in product(*map(range, shape)):
        along = [reads[axis][at] for axis, at in enumerate(o)]
        pairs = [zip(*on_axes, strict=True) for on_axes in product(*along)]
        yield [(_place(next(pair), x_shape), _place(next(pair), w_shape)) for pair in pairs]


def _reads_of_axis(axis: Axis, n: int) -> list[list[Term]]:
    """Return for every output cell of an axis the input cells and taps that it reads."""
    return [list(_reads(axis, n, o)) for o in range(axis.transposed_size(n))]


def _reads(axis: Axis, n: int, o: int) -> Iterator[Term]:
    """Yield the input cells and taps with ``s*i + d*t = o + begin`` on one axis."""
    for i in range(n):
        t, rest = divmod(o + axis.begin - axis.stride * i, axis.dilation)
        if rest == 0 and 0 <= t < axis.kernel_size:
            yield i, t


def _place(index: Sequence[int], shape: tuple[int, ...]) -> int:
    place = 0
    for at, extent in zip(index, shape, strict=True):
        place = place * extent + at
    return place


def _writer(x: _Cells, w: _Cells) -> Callable[[list[Term]], Any] | None:
    """Return what writes one cell: a number where all is numbers, else a sum in book order."""
    if not x.are_names and not w.are_names:
        return lambda terms: sum(x.cells[i] * w.cells[t] for i, t in terms)
    names = [name for side in (x, w) if side.are_names for name in side.cells]
    if len(set(names)) != len(names):
        return None
    if x.are_names and w.are_names:
        return lambda terms: _sum([(1, f"{x.cells[i]}*{w.cells[t]}") for i, t in terms])
    if x.are_names:
        return lambda terms: _sum([(w.cells[t], x.cells[i]) for i, t in terms])
    return lambda terms: _sum([(x.cells[i], w.cells[t]) for i, t in sorted(terms, key=_by_tap)])


def _by_tap(term: Term) -> int:
    return term[1]


def _sum(terms: list[tuple[int, str]]) -> Any:
    """Return a sum as text; the number 0 where nothing is added."""
    written = ""
    for coefficient, factor in terms:
        if coefficient == 0:
            continue
        plus, minus = (" + ", " - ") if written else ("", "-")
        size = abs(coefficient)
        written += (minus if coefficient < 0 else plus) + (
            factor if size == 1 else f"{size}*{factor}"
        )
    return written or 0


def _as_text(cells: list[Any], shape: tuple[int, ...]) -> str:
    texts = list(map(str, cells))
    if len(shape) == 1:
        return _row(texts)
    columns = shape[1]
    rows = [texts[start : start + columns] for start in range(0, len(texts), columns)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = [_row(list(map(str.rjust, row, widths))) for row in rows]
    return "[" + ",\n ".join(lines) + "]"


def _row(texts: list[str]) -> str:
    return f"[{', '.join(texts)}]"


def _as_json(cells: list[Any], shape: tuple[int, ...]) -> str:
    output: Any = cells
    if len(shape) == 2:
        columns = shape[1]
        output = [cells[start : start + columns] for start in range(0, len(cells), columns)]
    return json.dumps({"output_shape": list(shape), "output": output}, ensure_ascii=False)
