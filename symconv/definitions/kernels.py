"""Kernels rearranged so that another layer does the same with them.

A kernel with channels has rows and columns before its taps: rows are input channels of a transposed
convolution and output channels of a convolution; columns are the other channels, within a group.
"""

from __future__ import annotations

from symconv.definitions.flattening import apart, volume
from symconv.language.terms import Size
from symconv.language.words import Cell, Tensor, Vec, array, divide, equal, split, when


def rotated(w: Tensor, rows: Size, columns: Size, groups: Size) -> Tensor:
    """Reverse every axis of the taps and let rows and columns change places, group by group.

    ``v[columns*q + f, c, t] = w[rows*q + c, f, k - 1 - t]``

    Parameters
    ----------
    w : Tensor
        ``(rows*groups, columns, *taps)``.
    rows, columns, groups : Size
        Rows and columns of a group, and how many groups there are.

    Notes
    -----
    Twice is once too many: with rows and columns exchanged it leads back.
    """
    _, taps = w.shape.split_at(2)
    m, n = Vec([rows]), Vec([columns])

    def cell(at: Vec) -> Cell:
        e, rest = at.split_at(1)
        c, t = rest.split_at(1)
        return split(e, n, lambda q, f: w[(m * q + c).join(f).join(taps - 1 - t)])

    return array((n * groups).join(m).join(taps), cell)


def dense(w: Tensor, rows: Size, columns: Size, groups: Size) -> Tensor:
    """Put the groups on a diagonal of blocks: ``v[rows*q + c, columns*q + f, t] = w[rows*q + c, f, t]``, else zero.

    Parameters
    ----------
    w : Tensor
        ``(rows*groups, columns, *taps)``.
    rows, columns, groups : Size
        Rows and columns of a group, and how many groups there are.
    """
    lead, taps = w.shape.split_at(2)
    all_rows, _ = lead.split_at(1)
    m, n = Vec([rows]), Vec([columns])

    def cell(at: Vec) -> Cell:
        row, rest = at.split_at(1)
        column, t = rest.split_at(1)

        def block(q: Vec, f: Vec) -> Cell:
            return split(row, m, lambda p, c: when(equal(p, q), w[row.join(f).join(t)]))

        return split(column, n, block)

    return array(all_rows.join(n * groups).join(taps), cell)


def scaled_rows(w: Tensor, g: Tensor) -> Tensor:
    """Multiply every row by a number of its own: ``v[e, c, t] = w[e, c, t] * g[e]``."""

    def cell(at: Vec) -> Cell:
        e, _ = at.split_at(1)
        return w[at] * g[e]

    return array(w.shape, cell)


def scaled_columns(w: Tensor, g: Tensor, rows: Size, columns: Size) -> Tensor:
    """Multiply every column by the number of its channel: ``v[rows*q + c, f, t] = w[rows*q + c, f, t] * g[columns*q + f]``."""
    m, n = Vec([rows]), Vec([columns])

    def cell(at: Vec) -> Cell:
        row, rest = at.split_at(1)
        f, _ = rest.split_at(1)
        return split(row, m, lambda q, c: w[at] * g[n * q + f])

    return array(w.shape, cell)


def shuffled(
    w: Tensor, s: Vec, d: Vec, window: Vec, rows: Size, columns: Size, groups: Size
) -> Tensor:
    """Give every phase of the stride a channel: the kernel of a unit-stride convolution.

    ``v[phases*e + r, c, q] = w[rows*g + c, f, t]`` where ``d*t = s*(window - 1 - q) + r`` and
    ``e = columns*g + f``; `r` runs row by row over the phases.

    Parameters
    ----------
    w : Tensor
        ``(rows*groups, columns, *taps)``, of a transposed convolution.
    s, d : Vec
        Its stride and dilation.
    window : Vec
        Cells that the convolution's window has on each axis, ``ceil(K/s)`` or more.
    rows, columns, groups : Size
        Rows and columns of a group, and how many groups there are.
    """
    phases = volume(s)
    m, n = Vec([rows]), Vec([columns])

    def cell(at: Vec) -> Cell:
        channel, rest = at.split_at(1)
        c, q = rest.split_at(1)

        def of_phase(g: Vec, f: Vec, r: Vec) -> Cell:
            place = s * (window - 1 - q) + r
            return divide(place, d, lambda t: w[(m * g + c).join(f).join(t)])

        def of_channel(e: Vec, v: Vec) -> Cell:
            return split(e, n, lambda g, f: apart(v, s, lambda r: of_phase(g, f, r)))

        return split(channel, phases, of_channel)

    return array((n * groups * phases).join(m).join(window), cell)
