"""Several axes as one and back, row by row; what is said in these terms: pixel shuffles and columns.

The number of a place `a` inside `shape` is ``flat(a, shape)``, the last axis running fastest.
"""

from __future__ import annotations

from collections.abc import Callable
from math import prod

from symconv.language.words import Cell, Tensor, Vec, array, collect, split


def volume(shape: Vec) -> Vec:
    """Return the number of places of a shape, as an extent of one axis.

    Examples
    --------
    >>> volume(Vec([2, 3]))
    Vec([6])
    """
    return Vec([prod(shape.entries)])


def flat(place: Vec, shape: Vec) -> Vec:
    """Return the number of a place, counted row by row.

    Examples
    --------
    >>> flat(Vec([1, 2]), Vec([2, 3]))
    Vec([5])
    """
    number = Vec([0])
    for axis in range(len(shape)):
        number = number * shape.pick([axis]) + place.pick([axis])
    return number


def apart(number: Vec, shape: Vec, use: Callable[[Vec], Cell]) -> Cell:
    """Return ``use(a)`` for the place `a` of a number inside a shape, the opposite of `flat`.

    Examples
    --------
    >>> apart(Vec([5]), Vec([2, 3]), lambda a: a)
    Vec([1, 2])
    """
    if len(shape) == 1:
        return use(number)
    _, rest = shape.split_at(1)
    return split(number, volume(rest), lambda a, u: apart(u, rest, lambda b: use(a.join(b))))


def merge_axes(x: Tensor, first: int, count: int) -> Tensor:
    """Make one axis of `count` neighbouring ones, row by row."""
    before, rest = x.shape.split_at(first)
    merged, after = rest.split_at(count)

    def cell(o: Vec) -> Cell:
        front, others = o.split_at(first)
        number, behind = others.split_at(1)
        return apart(number, merged, lambda a: x[front.join(a).join(behind)])

    return array(before.join(volume(merged)).join(after), cell)


def split_axis(x: Tensor, axis: int, shape: Vec) -> Tensor:
    """Make several axes of one, row by row."""
    before, rest = x.shape.split_at(axis)
    _, after = rest.split_at(1)

    def cell(o: Vec) -> Cell:
        front, others = o.split_at(axis)
        place, behind = others.split_at(len(shape))
        return x[front.join(flat(place, shape)).join(behind)]

    return array(before.join(shape).join(after), cell)


def pixel_shuffle(x: Tensor, r: Vec, channels: Vec) -> Tensor:
    """Interleave groups of channels: ``y[c, r*i + a] = x[c*R + flat(a), i]`` with ``R`` places in `r`."""
    _, n = x.shape.split_at(1)

    def cell(at: Vec) -> Cell:
        c, o = at.split_at(1)
        return split(o, r, lambda i, a: x[(c * volume(r) + flat(a, r)).join(i)])

    return array(channels.join(r * n), cell)


def pixel_unshuffle(x: Tensor, r: Vec, size: Vec) -> Tensor:
    """Take the places of a block apart into channels: ``y[c*R + flat(a), i] = x[c, r*i + a]``."""
    channels, _ = x.shape.split_at(1)

    def cell(at: Vec) -> Cell:
        e, i = at.split_at(1)
        blocks = volume(r)
        return split(e, blocks, lambda c, u: apart(u, r, lambda a: x[c.join(r * i + a)]))

    return array((channels * volume(r)).join(size), cell)


def unfold(x: Tensor, k: Vec, s: Vec, d: Vec, b: Vec, size: Vec) -> Tensor:
    """Write every window as a column: ``y[c*K + flat(t), flat(o)] = x[c, s*o + d*t - b]`` with ``K`` taps."""
    channels, _ = x.shape.split_at(1)

    def cell(at: Vec) -> Cell:
        row, column = at.split_at(1)

        def window(c: Vec, t: Vec) -> Cell:
            return apart(column, size, lambda o: x[c.join(s * o + d * t - b)])

        return split(row, volume(k), lambda c, u: apart(u, k, lambda t: window(c, t)))

    return array((channels * volume(k)).join(volume(size)), cell)


def fold(x: Tensor, channels: Vec, n: Vec, k: Vec, s: Vec, d: Vec, b: Vec, size: Vec) -> Tensor:
    """Add every column to its window: ``y[c, s*o + d*t - b] += x[c*K + flat(t), flat(o)]``."""

    def place(c: Vec, o: Vec, t: Vec) -> Vec:
        return c.join(s * o + d * t - b)

    def value(c: Vec, o: Vec, t: Vec) -> Cell:
        return x[(c * volume(k) + flat(t, k)).join(flat(o, size))]

    return collect(channels.join(n), (channels, size, k), place, value)
