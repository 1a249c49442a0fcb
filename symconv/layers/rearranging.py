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
    result = np.zeros((rows * groups, columns * groups, *w.shape[2:]), dtype=w.dtype)
    for q in range(groups):
        at = slice(rows * q, rows * (q + 1))
        result[at, columns * q : columns * (q + 1)] = w[at]
    return result


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
    lead, spatial = x.shape[: x.ndim - len(s)], x.shape[x.ndim - len(s) :]
    sizes = (q * (n - 1) + 1 for n, q in zip(spatial, s, strict=True))
    result = np.zeros((*lead, *sizes), dtype=x.dtype)
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
    width = [(0, 0)] * (x.ndim - len(ends)) + [(max(-b, 0), max(-e, 0)) for b, e in ends]
    padded = np.pad(x, width)
    kept: list[Any] = [...]
    for axis, (b, e) in enumerate(ends, x.ndim - len(ends)):
        kept.append(slice(max(b, 0), padded.shape[axis] - max(e, 0)))
    window: Values = padded[tuple(kept)]
    return window


def pixel_shuffled(x: Values, r: Sequence[int]) -> Values:
    """Interleave groups of channels along the last axes."""
    axes = len(r)
    items, (channels, *spatial) = x.shape[: -axes - 1], x.shape[-axes - 1 :]
    apart = x.reshape(*items, channels // prod(r), *r, *spatial)
    first = len(items) + 1
    order = list(range(first))
    for axis in range(axes):
        order += [first + axes + axis, first + axis]
    sizes = (n * q for n, q in zip(spatial, r, strict=True))
    return apart.transpose(order).reshape(*items, channels // prod(r), *sizes)
