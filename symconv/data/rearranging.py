"""Arrays of known shape rearranged by NumPy: what operations and `symconv.definitions.kernels` say, whole axes at a time."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from math import prod
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Values: TypeAlias = NDArray[Any]


def rotated(w: Values, rows: int, columns: int, groups: int) -> Values:
    """Reverse every axis of the taps and let rows and columns change places, group by group."""
    taps = w.shape[2:]
    blocks = w.reshape(groups, rows, columns, *taps).swapaxes(1, 2)
    turned = np.flip(blocks, tuple(range(3, blocks.ndim)))
    return turned.reshape(groups * columns, rows, *taps)


def dense(w: Values, rows: int, columns: int, groups: int) -> Values:
    """Put the groups on a diagonal of blocks."""
    taps = w.shape[2:]
    result = np.zeros((groups, rows, groups, columns, *taps), dtype=w.dtype)
    for q, block in enumerate(w.reshape(groups, rows, columns, *taps)):
        result[q, :, q] = block
    return result.reshape(groups * rows, groups * columns, *taps)


def scaled_rows(w: Values, g: Values) -> Values:
    """Multiply every row by a number of its own."""
    result: Values = w * g.reshape(-1, *[1] * (w.ndim - 1))
    return result


def scaled_columns(w: Values, g: Values, rows: int, columns: int) -> Values:
    """Multiply every column by the number of its channel."""
    by_row = np.repeat(g.reshape(-1, columns), rows, axis=0)
    result: Values = w * by_row.reshape(*by_row.shape, *[1] * (w.ndim - 2))
    return result


def shuffled(
    w: Values,
    s: Sequence[int],
    d: Sequence[int],
    window: Sequence[int],
    block: tuple[int, ...],
) -> Values:
    """Give every phase of the stride a channel; `block` holds rows, columns and groups."""
    rows, columns, groups = block
    result = np.zeros((groups, columns, *s, rows, *window), dtype=w.dtype)
    blocks = w.reshape(groups, rows, columns, *w.shape[2:]).swapaxes(1, 2)
    for t in product(*map(range, w.shape[2:])):
        places = [divmod(e * tap, n) for e, tap, n in zip(d, t, s, strict=True)]
        phase = tuple(r for _, r in places)
        cell = tuple(n - 1 - u for n, (u, _) in zip(window, places, strict=True))
        to: Any = (slice(None), slice(None), *phase, slice(None), *cell)
        taken: Any = (..., *t)
        result[to] = blocks[taken]
    return result.reshape(groups * columns * prod(s), rows, *window)


def stretched(x: Values, s: Sequence[int]) -> Values:
    """Put zeros between neighbours along the last axes."""
    lead = x.ndim - len(s)
    shape = list(x.shape)
    for axis, q in enumerate(s, lead):
        steps = shape[axis] - 1
        shape[axis] = q * steps + 1
    result = np.zeros(shape, dtype=x.dtype)
    to: Any = (..., *(slice(None, None, q) for q in s))
    result[to] = x
    return result


def repeated(x: Values, s: Sequence[int]) -> Values:
    """Write every cell several times along the last axes."""
    for axis, q in enumerate(s, x.ndim - len(s)):
        x = np.repeat(x, q, axis=axis)
    return x


def cropped(x: Values, ends: Sequence[tuple[int, int]]) -> Values:
    """Take the window without some cells at begin and end of the last axes, with zeros where the numbers are negative."""
    lead = x.ndim - len(ends)
    for axis, (begin, end) in enumerate(ends, lead):
        width = [(0, 0)] * x.ndim
        width[axis] = (max(-begin, 0), max(-end, 0))
        padded = np.pad(x, width)
        last = padded.shape[axis] - max(end, 0)
        kept = range(max(begin, 0), last)
        x = padded.take(kept, axis)
    return x


def pixel_shuffled(x: Values, r: Sequence[int]) -> Values:
    """Interleave groups of channels along the last axes."""
    axes = len(r)
    first = x.ndim - axes
    items, channels, spatial = x.shape[: first - 1], x.shape[first - 1], x.shape[first:]
    left = channels // prod(r)
    apart = x.reshape(*items, left, *r, *spatial)
    order = list(range(first))
    for axis in range(axes):
        order += [first + axes + axis, first + axis]
    sizes = (n * q for n, q in zip(spatial, r, strict=True))
    interleaved = apart.transpose(order)
    return interleaved.reshape(*items, left, *sizes)
