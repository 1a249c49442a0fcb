"""Layers on NumPy arrays: no product is listed, matrix products do the work, and integers stay exact.

Every axis is an equation ``in_step*i + tap_step*t = out_step*o + offset`` (`symconv.layers.plan.AxisEquation`),
so a transposed convolution and a convolution go the same two ways:

* *phases*: output cells with one remainder use the same taps, on windows of the padded input. One
  matrix product for each remainder writes every output cell once.
* *columns*: one matrix product of kernel and input, then the row of each tap is added into the slice
  it reaches. Where the kernel has more cells than the input the two change roles.

Arrays are ``x[n, g, c, i...]``, ``w[g, c, e, t...]`` and ``y[n, g, e, o...]``: item of the batch, group,
input and output channel within the group, then the spatial axes.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.lib.stride_tricks import as_strided
from numpy.typing import NDArray

from symconv.layers.plan import AxisEquation

Values: TypeAlias = NDArray[Any]

EXACT_IN_FLOAT64 = 2**53
INT64 = 2**63
_MOST_WINDOW_CELLS = 2**22
_MOST_COLUMN_CELLS = 2**20
_FEW_PRODUCTS = 2000
_FEWEST_BITS = 8
_LEAD = (slice(None),) * 3


def result_of(x: Values, w: Values, lines: Sequence[AxisEquation]) -> Values:
    """Return the output of a layer whose axes are these equations.

    Parameters
    ----------
    x : numpy.ndarray
        ``x[n, g, c, i...]``, integers, floating or complex numbers.
    w : numpy.ndarray
        ``w[g, c, e, t...]``.
    lines : sequence of AxisEquation
        One per spatial axis.

    Returns
    -------
    numpy.ndarray
        ``y[n, g, e, o...]``: integers are exact, int64 where every cell fits and Python integers
        elsewhere; other numbers are computed in NumPy's result type, half precision in single
        precision and rounded once.

    Notes
    -----
    Integers are added by floating-point matrix products only where it is proved that nothing is
    rounded: see `_integers`.

    Examples
    --------
    >>> line = AxisEquation(inputs=2, taps=3, outputs=3, in_step=2, tap_step=1, out_step=1, offset=1)
    >>> x, w = np.array([1, 2]), np.array([1, 10, 100])
    >>> result_of(x.reshape(1, 1, 1, 2), w.reshape(1, 1, 1, 3), [line]).ravel()
    array([ 10, 102,  20])
    """
    if x.dtype.kind in "iu" and w.dtype.kind in "iu":
        return _integers(x, w, lines)
    kind = np.result_type(x.dtype, w.dtype)
    if kind == np.float16:
        return _numbers(x, w, lines, np.float32).astype(kind)
    return _numbers(x, w, lines, kind)


def _numbers(x: Values, w: Values, lines: Sequence[AxisEquation], kind: Any) -> Values:
    """Choose the way: phases, unless most windows would be zeros or most of the time would go into copying them."""
    items, groups, c = x.shape[:3]
    e = w.shape[2]
    needed = math.prod(map(_products, lines))
    if needed * c * e * groups * items < _FEW_PRODUCTS:
        return _by_columns(x, w, lines, kind)
    bearable = 4 * needed
    windows = math.prod(line.outputs * _most_taps(line) for line in lines)
    mostly_products = windows <= bearable and _padded(lines) <= bearable
    if mostly_products and c <= e + 16:
        return _by_phases(x, w, lines, kind)
    return _by_columns(x, w, lines, kind)


def _products(line: AxisEquation) -> int:
    """Return how many pairs of input cell and tap meet on an axis."""
    turned = line if line.taps <= line.inputs else exchanged(line)
    count = 0
    for tap in range(turned.taps):
        pair = meeting(turned, tap)
        count += pair.pairs if pair else 0
    return count


def _most_taps(line: AxisEquation) -> int:
    """Return how many taps a phase has at most."""
    period = line.in_step // math.gcd(line.in_step, line.tap_step)
    return -(-line.taps // period)


def _padded(lines: Sequence[AxisEquation]) -> int:
    """Return about how many cells the padded input has."""
    cells = 1
    for line in lines:
        canvas = line.out_step * line.outputs + abs(line.tap_step) * line.taps
        cells *= max(canvas // line.in_step, line.inputs)
    return cells


def exchanged(line: AxisEquation) -> AxisEquation:
    """Return the equation with input and kernel exchanged."""
    return AxisEquation(
        line.taps,
        line.inputs,
        line.outputs,
        line.tap_step,
        line.in_step,
        line.out_step,
        line.offset,
    )


class Meeting(NamedTuple):
    """The input cells that one tap meets, and the output cells where that lands, in step."""

    tap: int
    pairs: int
    inputs: slice
    outputs: slice


def meeting(line: AxisEquation, tap: int) -> Meeting | None:
    """Solve the equation of an axis for one tap; ``None`` where it meets nothing.

    Notes
    -----
    ``in_step*i = out_step*o - q`` with ``q = tap_step*tap - offset`` has a solution if and only if
    the greatest common divisor `g` of the steps divides `q`; all others follow in steps of
    ``out_step/g`` for `i` and ``in_step/g`` for `o`.

    Examples
    --------
    >>> meeting(AxisEquation(2, 3, 3, 2, 1, 1, 1), 0)
    Meeting(tap=0, pairs=1, inputs=slice(1, 2, 1), outputs=slice(1, 3, 2))
    """
    q = line.tap_step * tap - line.offset
    divisor = math.gcd(line.in_step, line.out_step)
    if q % divisor:
        return None
    if line.in_step < 0:
        divisor = -divisor
    a, c, q = line.in_step // divisor, line.out_step // divisor, q // divisor
    apart = abs(c)
    i = -q * pow(a, -1, apart) % apart if apart > 1 else 0
    o = (a * i + q) // c
    inputs_left = line.inputs - 1 - i
    outputs_left = line.outputs - 1 - o
    if c > 0:
        step = a
        first = max(0, -(o // a))
        last = min(inputs_left // apart, outputs_left // a)
    else:
        step = -a
        first = max(0, -(outputs_left // a))
        last = min(inputs_left // apart, o // a)
    count = last - first + 1
    if count < 1:
        return None
    inputs = _run(i, first, count, apart)
    outputs = _run(o, first, count, step)
    return Meeting(tap, count, inputs, outputs)


def _run(start: int, first: int, count: int, step: int) -> slice:
    """Return `count` places from number `first` on, in steps that may go down."""
    begin = start + first * step
    end = begin + count * step
    if end < 0:
        return slice(begin, None, step)
    return slice(begin, end, step)


def _meetings(lines: Sequence[AxisEquation]) -> Iterator[tuple[Meeting, ...]]:
    """Yield what every tap of the kernel meets, for all taps that meet something on each axis."""
    rows = []
    for line in lines:
        found = (meeting(line, tap) for tap in range(line.taps))
        rows.append([pair for pair in found if pair])
    return itertools.product(*rows)


def _empty(x: Values, w: Values, lines: Sequence[AxisEquation], kind: Any) -> Values:
    items, groups = x.shape[:2]
    extents = [line.outputs for line in lines]
    return np.zeros((items, groups, w.shape[2], *extents), kind)


# ---- phases


class PhaseWindows(NamedTuple):
    """Output cells of one axis that use the same taps: where their windows begin, and how they step."""

    outputs: slice
    cells: int
    taps: slice
    tap_count: int
    start: int
    along: int
    across: int

    @property
    def lowest(self) -> int:
        """The smallest input cell that is read."""
        return self.start + min(0, (self.tap_count - 1) * self.along)

    @property
    def highest(self) -> int:
        """The largest input cell that is read."""
        taps = max(0, (self.tap_count - 1) * self.along)
        return self.start + taps + (self.cells - 1) * self.across


def phases(line: AxisEquation) -> list[PhaseWindows]:
    """Return the phases of an axis that have taps.

    Notes
    -----
    Output cells `period` apart, ``period = in_step/gcd(in_step, out_step)``, have the same taps: the
    solutions `t` of ``tap_step*t = out_step*o + offset`` modulo `in_step`, which are
    ``in_step/gcd(in_step, tap_step)`` apart.

    Examples
    --------
    >>> [phase.taps for phase in phases(AxisEquation(2, 3, 3, 2, 1, 1, 1))]
    [slice(1, None, 2), slice(0, None, 2)]
    """
    a, b, c = line.in_step, line.tap_step, line.out_step
    period = a // math.gcd(a, c)
    common = math.gcd(a, b)
    apart = a // common
    inverse = pow(b // common, -1, apart) if apart > 1 else 0
    along = -b // common
    across = c * period // a
    found = []
    for r in range(min(period, line.outputs)):
        target = c * r + line.offset
        if target % common:
            continue
        tap = target // common * inverse % apart
        taps = len(range(tap, line.taps, apart))
        if not taps:
            continue
        cells = len(range(r, line.outputs, period))
        start = (target - b * tap) // a
        same = slice(r, None, period)
        used = slice(tap, None, apart)
        found.append(PhaseWindows(same, cells, used, taps, start, along, across))
    return found


def _by_phases(x: Values, w: Values, lines: Sequence[AxisEquation], kind: Any) -> Values:
    """Multiply, for every phase, its taps by the windows of the padded input; each output cell is written once."""
    y = _empty(x, w, lines, kind)
    rows = list(map(phases, lines))
    if not all(rows):
        return y
    low = []
    for row in rows:
        lowest = min(phase.lowest for phase in row)
        low.append(max(0, -lowest))
    padded = _padded_by(x, low, rows, kind)
    items, groups = x.shape[:2]
    w = w.astype(kind, copy=False)
    for combined in itertools.product(*rows):
        used = [phase.taps for phase in combined]
        same = [phase.outputs for phase in combined]
        taps = np.moveaxis(w[(*_LEAD, *used)], 2, 1)
        left = np.ascontiguousarray(taps).reshape(groups, w.shape[2], -1)
        width = left.shape[2]
        target = y[(*_LEAD, *same)]
        room = _MOST_WINDOW_CELLS // (items * groups * width)
        extents = [phase.cells for phase in combined]
        for box in _boxes(extents, room):
            windows = _windows(padded, combined, low, box)
            product = left @ windows.reshape(items, groups, width, -1)
            cells = windows.shape[3 + len(lines) :]
            target[(*_LEAD, *box)] = product.reshape(*product.shape[:3], *cells)
    return y


def _padded_by(
    x: Values, low: Sequence[int], rows: Sequence[Sequence[PhaseWindows]], kind: Any
) -> Values:
    """Put zeros around the input, as many as some window reads."""
    shape, inside = [], []
    for before, size, row in zip(low, x.shape[3:], rows, strict=True):
        highest = max(phase.highest for phase in row)
        end = before + size
        after = max(0, highest - size + 1)
        shape.append(end + after)
        inside.append(slice(before, end))
    padded: Values = np.zeros((*x.shape[:3], *shape), kind)
    padded[(*_LEAD, *inside)] = x
    return padded


def _windows(
    padded: Values, combined: Sequence[PhaseWindows], low: Sequence[int], box: Sequence[slice]
) -> Values:
    """Return ``windows[n, g, c, t..., o...]``, the input cell of each tap for each output cell of a box: a view."""
    taps, sizes = [], []
    along, across = [], []
    corner = []
    steps = padded.strides[3:]
    for phase, before, part, step in zip(combined, low, box, steps, strict=True):
        start = phase.start + before + part.start * phase.across
        corner.append(slice(start, None))
        taps.append(phase.tap_count)
        sizes.append(part.stop - part.start)
        along.append(phase.along * step)
        across.append(phase.across * step)
    base = padded[(*_LEAD, *corner)]
    shape = (*padded.shape[:3], *taps, *sizes)
    strides = (*padded.strides[:3], *along, *across)
    return as_strided(base, shape, strides, writeable=False)


def _boxes(extents: Sequence[int], room: int) -> Iterator[tuple[slice, ...]]:
    """Cut a grid into boxes of at most `room` cells, whole last axes first."""
    left, sizes = max(1, room), []
    for extent in reversed(extents):
        sizes.append(min(extent, left))
        left = max(1, left // extent)
    cuts = []
    for extent, size in zip(extents, reversed(sizes), strict=True):
        cuts.append([slice(n, min(n + size, extent)) for n in range(0, extent, size)])
    return itertools.product(*cuts)


# ---- columns


def _by_columns(x: Values, w: Values, lines: Sequence[AxisEquation], kind: Any) -> Values:
    """Multiply kernel and input, and add what each tap, or each input cell if they are fewer, gives into its slice."""
    y = _empty(x, w, lines, kind)
    x, w = x.astype(kind, copy=False), w.astype(kind, copy=False)
    if math.prod(w.shape[3:]) <= math.prod(x.shape[3:]):
        _add_taps(y, x, w, lines)
    else:
        _add_cells(y, x, w, [exchanged(line) for line in lines])
    return y


def _add_taps(y: Values, x: Values, w: Values, lines: Sequence[AxisEquation]) -> None:
    """Add the row of each tap; some output channels are done at a time, so that the rows have room."""
    items, groups, c = x.shape[:3]
    e = w.shape[2]
    met = list(_meetings(lines))
    if not met:
        return
    count = len(met)
    cells = x.reshape(items, groups, c, -1)
    rows = w.reshape(groups, c, e, -1)
    if count < rows.shape[3]:
        taps = [w[(*_LEAD, *_cell(meetings))] for meetings in met]
        rows = np.stack(taps, axis=3)
    many = max(1, _MOST_COLUMN_CELLS // (count * cells.shape[3]))
    starts = range(0, e, many)
    for item, group, first in itertools.product(range(items), range(groups), starts):
        some = slice(first, first + many)
        left = rows[group, :, some].reshape(c, -1).T
        right = cells[item, group]
        product = left @ right if c > 1 else left * right
        columns = product.reshape(-1, count, *x.shape[3:])
        target = y[item, group, some]
        for number, meetings in enumerate(met):
            inputs, outputs = _places(meetings)
            target[(slice(None), *outputs)] += columns[(slice(None), number, *inputs)]


def _add_cells(y: Values, x: Values, w: Values, lines: Sequence[AxisEquation]) -> None:
    """Add the copy of the kernel of each input cell; some cells are done at a time."""
    items, groups, c = x.shape[:3]
    met = list(_meetings(lines))
    flat = w.reshape(groups, c, -1)
    many = max(1, _MOST_COLUMN_CELLS // flat.shape[2])
    starts = range(0, len(met), many)
    for item, group, first in itertools.product(range(items), range(groups), starts):
        some = met[first : first + many]
        source, target = x[item, group], y[item, group]
        cells = [source[_LEAD[0], *_cell(pairs)] for pairs in some]
        product = np.stack(cells) @ flat[group]
        copies = product.reshape(len(some), *w.shape[2:])
        for meetings, copy in zip(some, copies, strict=True):
            taps, outputs = _places(meetings)
            target[(slice(None), *outputs)] += copy[(slice(None), *taps)]


def _cell(meetings: Sequence[Meeting]) -> tuple[Any, ...]:
    return tuple(pair.tap for pair in meetings)


def _places(meetings: Sequence[Meeting]) -> tuple[list[slice], list[slice]]:
    return [pair.inputs for pair in meetings], [pair.outputs for pair in meetings]


# ---- integers


def _integers(x: Values, w: Values, lines: Sequence[AxisEquation]) -> Values:
    """Add integers exactly, by the fastest way that is proved not to round.

    Notes
    -----
    float64 holds every integer up to 2**53. If the largest cell of `x` times the largest of `w`
    times the number of terms stays below, so does every partial sum, in whatever order a matrix
    product adds. Else the layer is computed on absolute values. Rounding is monotone, and 2**53 and
    2**63 are floating-point numbers: so a computed cell is below one of them only if its true value
    is, and with it every partial sum of every order. (A matrix product that subtracts, like
    Strassen's, would break that; OpenBLAS, MKL, BLIS and Accelerate add.) Below 2**63 the arrays
    are cut into digits small enough for exact products, whose sums are added modulo 2**64. What may
    not fit is added as Python's integers.
    """
    terms = w.shape[1] * math.prod(w.shape[3:])
    if _largest(x) * _largest(w) * terms < EXACT_IN_FLOAT64:
        return _numbers(x, w, lines, np.float64).astype(np.int64)
    x_size = np.abs(x.astype(np.float64))
    w_size = np.abs(w.astype(np.float64))
    bound = _numbers(x_size, w_size, lines, np.float64)
    top = float(bound.max())
    if top < EXACT_IN_FLOAT64:
        return _numbers(x, w, lines, np.float64).astype(np.int64)
    bits = (53 - terms.bit_length()) // 2
    if top < INT64 and bits >= _FEWEST_BITS:
        return _by_digits(x, w, lines, bits)
    exact = _by_columns(x, w, lines, object)
    fits = exact.min() >= -INT64 and exact.max() < INT64
    return exact.astype(np.int64) if fits else exact


def _largest(a: Values) -> int:
    """Return the largest absolute value, as an integer of Python: that of -2**63 does not fit into int64."""
    return max(abs(int(a.min())), abs(int(a.max())))


def _by_digits(x: Values, w: Values, lines: Sequence[AxisEquation], bits: int) -> Values:
    """Add the products of digits of `bits` bits, shifted to their places, modulo 2**64."""
    y = _empty(x, w, lines, np.int64)
    pairs = itertools.product(enumerate(_digits(x, bits)), enumerate(_digits(w, bits)))
    for (i, x_digit), (j, w_digit) in pairs:
        shift = bits * (i + j)
        if shift < 64:
            part = _numbers(x_digit, w_digit, lines, np.float64).astype(np.int64)
            y += part << np.int64(shift)
    return y


def _digits(a: Values, bits: int) -> list[Values]:
    """Return digits, the lowest first, as floating-point numbers; the last one carries the sign."""
    rest, found = a.astype(np.int64), []
    base = 1 << bits
    while rest.min() < -base or rest.max() >= base:
        digit = rest & (base - 1)
        found.append(digit.astype(np.float64))
        rest = rest >> bits
    return [*found, rest.astype(np.float64)]


Way: TypeAlias = Callable[[Values, Values, Sequence[AxisEquation], Any], Values]
WAYS: tuple[Way, ...] = (_by_phases, _by_columns)
"""Both ways, for the tests: each gives the result on every setting."""
