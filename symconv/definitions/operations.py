"""What is done to tensors besides convolving them, each written once in the six words.

Sizes are not checked here: `symconv.operations` does that for its callers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial

from symconv.definitions.channels import remembered
from symconv.language.terms import Size, Sum, floor_divide, restrict
from symconv.language.terms import equal as equal_sizes
from symconv.language.words import (
    Cell,
    Tensor,
    Value,
    Vec,
    array,
    as_expression,
    both,
    divide,
    equal,
    inside,
    split,
    sum_,
    when,
)


def flip(x: Tensor) -> Tensor:
    """Reverse every axis: ``y[i] = x[n - 1 - i]``."""
    return array(x.shape, lambda i: x[x.shape - 1 - i])


def stretch(x: Tensor, s: Vec) -> Tensor:
    """Put ``s - 1`` zeros between neighbours: ``y[s*i] = x[i]``."""
    return array(s * (x.shape - 1) + 1, lambda j: divide(j, s, lambda i: x[i]))


def cut(x: Tensor, begin: Vec, size: Vec) -> Tensor:
    """Take the window ``y[o] = x[o + begin]`` of the given size, zero where it leaves `x`."""
    return array(size, lambda o: x[o + begin])


def subsample(x: Tensor, s: Vec, offset: Vec) -> Tensor:
    """Keep every `s`-th cell: ``y[o] = x[s*o + offset]``."""
    return array(subsampled_shape(x.shape, s, offset), lambda o: x[s * o + offset])


def subsampled_shape(shape: Vec, s: Vec, offset: Vec) -> Vec:
    """Return ``ceil((n - offset) / s)`` on every axis."""
    return Vec([-floor_divide(-n, q) for n, q in (shape - offset)._pairs(s)])


def repeat(x: Tensor, r: Vec) -> Tensor:
    """Write every cell `r` times: ``y[r*i + a] = x[i]`` for ``0 <= a < r``."""
    return array(r * x.shape, lambda o: split(o, r, lambda i, a: x[i]))


def permute(x: Tensor, axes: Sequence[int]) -> Tensor:
    """Put the axes in another order: axis `j` of the result is axis ``axes[j]`` of `x`."""
    back = inverse(axes)
    return array(x.shape.pick(axes), lambda o: x[o.pick(back)])


def inverse(axes: Sequence[int]) -> list[int]:
    """Return the permutation that undoes one.

    Examples
    --------
    >>> inverse((2, 0, 1))
    [1, 2, 0]
    """
    return sorted(range(len(axes)), key=axes.__getitem__)


def concat(parts: Sequence[Tensor], axis: int) -> Tensor:
    """Put tensors behind each other along an axis: each is read at ``o - start``, and is zero elsewhere."""
    before, rest = parts[0].shape.split_at(axis)
    _, after = rest.split_at(1)
    extents = [part.shape.pick([axis]) for part in parts]
    starts = [sum(extents[:number], Vec([0])) for number in range(len(parts))]
    shifts = [(before * 0).join(start).join(after * 0) for start in starts]

    def cell(o: Vec) -> Cell:
        return sum((part[o - shift] for part, shift in zip(parts, shifts, strict=True)), 0)

    return array(before.join(sum(extents, Vec([0]))).join(after), cell)


def along(x: Tensor, axes: Sequence[int], change: Callable[[Tensor], Tensor]) -> Tensor:
    """Change `x` along some axes, at every position on the others."""
    others = [axis for axis in range(len(x.shape)) if axis not in axes]
    place = inverse([*axes, *others])

    def changed(fixed: Vec) -> Tensor:
        part = Tensor(x.shape.pick(axes), lambda i: x[i.join(fixed).pick(place)])
        return change(part)

    changed = remembered(changed)
    fixed_shape = x.shape.pick(others)
    shape = changed(fixed_shape * 0).shape.join(fixed_shape).pick(place)
    return array(shape, lambda o: changed(o.pick(others))[o.pick(axes)])


def padded_zeros(x: Tensor, begin: Vec, end: Vec) -> Tensor:
    """Put zeros on: the window that begins `begin` cells in front of `x`."""
    return cut(x, -1 * begin, x.shape + begin + end)


def padded_circular(x: Tensor, begin: Vec, end: Vec) -> Tensor:
    """Go round: ``y[o] = x[(o - begin) mod n]``."""
    n = x.shape
    return array(n + begin + end, lambda o: split(o - begin, n, lambda q, r: x[r]))


def padded_reflect(x: Tensor, begin: Vec, end: Vec) -> Tensor:
    """Go back and forth, the border cell once: ``x[r]`` or ``x[2(n-1) - r]`` at place `r` of a period of ``2(n - 1)``.

    The second one is read where ``r >= n``; `x` is zero at `r` there.
    """
    n = x.shape

    def back_and_forth(q: Vec, r: Vec) -> Cell:
        return x[r] + when(inside(r - n, n), x[2 * (n - 1) - r])

    return array(n + begin + end, lambda o: split(o - begin, 2 * (n - 1), back_and_forth))


def padded_replicate(x: Tensor, begin: Vec, end: Vec) -> Tensor:
    """Keep the cell at the border: ``x[0]`` in front of `x`, ``x[n - 1]`` behind it."""
    n = x.shape

    def cell(o: Vec) -> Cell:
        i = o - begin
        before, behind = inside(-1 - i, begin), inside(i - n, end)
        return x[i] + when(before, x[n * 0]) + when(behind, x[n - 1])

    return array(n + begin + end, cell)


PADDED: Mapping[str, Callable[..., Tensor]] = {
    "zeros": padded_zeros,
    "circular": padded_circular,
    "reflect": padded_reflect,
    "replicate": padded_replicate,
}


def padded(x: Tensor, begin: Vec, end: Vec, mode: str) -> Tensor:
    """Put cells on at both ends of every axis, one axis after the other where a border is read twice."""
    if mode in ("zeros", "circular"):
        return PADDED[mode](x, begin, end)
    for axis in range(len(x.shape)):
        first, last = begin.pick([axis]), end.pick([axis])
        if (first.entries, last.entries) != ((0,), (0,)):
            x = along(x, [axis], partial(PADDED[mode], begin=first, end=last))
    return x


def unpadded_zeros(u: Tensor, begin: Vec, n: Vec) -> Tensor:
    """Take off what was put on."""
    return cut(u, begin, n)


def unpadded_circular(u: Tensor, begin: Vec, n: Vec) -> Tensor:
    """Add up what stands at the same place of every round: ``z[j] = sum of u[o] where (o - begin) mod n = j``."""

    def cell(j: Vec) -> Cell:
        def at(o: Vec) -> Cell:
            return split(o - begin, n, lambda q, r: when(equal(r, j), u[o]))

        return sum_(u.shape, at)

    return array(n, cell)


def unpadded_reflect(u: Tensor, begin: Vec, n: Vec) -> Tensor:
    """Add up the cells that reflecting copies from `j`: those at the place `j` of a period, and at ``2(n-1) - j``."""
    period = 2 * (n - 1)

    def cell(j: Vec) -> Cell:
        def copied(o: Vec, r: Vec) -> Cell:
            back = both(inside(r - n, n), equal(period - r, j))
            return when(equal(r, j), u[o]) + when(back, u[o])

        return sum_(u.shape, lambda o: split(o - begin, period, lambda q, r: copied(o, r)))

    return array(n, cell)


def unpadded_replicate(u: Tensor, begin: Vec, n: Vec) -> Tensor:
    """Add the cells in front to the first one, and those behind to the last one."""
    end = u.shape - begin - n

    def cell(j: Vec) -> Cell:
        before = sum_(begin, lambda t: u[t])
        behind = sum_(end, lambda t: u[begin + n + t])
        return u[j + begin] + when(equal(j, n * 0), before) + when(equal(j, n - 1), behind)

    return array(n, cell)


UNPADDED: Mapping[str, Callable[..., Tensor]] = {
    "zeros": unpadded_zeros,
    "circular": unpadded_circular,
    "reflect": unpadded_reflect,
    "replicate": unpadded_replicate,
}


def unpadded(u: Tensor, begin: Vec, end: Vec, mode: str) -> Tensor:
    """Add what padding put on to the cells it was copied from: the transpose of `padded`, axis by axis."""
    for axis in range(len(u.shape)):
        first, last = begin.pick([axis]), end.pick([axis])
        if (first.entries, last.entries) != ((0,), (0,)):
            n = u.shape.pick([axis]) - first - last
            u = along(u, [axis], partial(UNPADDED[mode], begin=first, n=n))
    return u


def biased(y: Tensor, b: Tensor, axis: int | None) -> Tensor:
    """Add to every cell the entry of `b` for its place on an axis; without an axis the only one."""
    return array(y.shape, lambda o: y[o] + b[Vec([0]) if axis is None else o.pick([axis])])


def ones(shape: Vec) -> Tensor:
    """Return the tensor whose cells are all one."""
    return array(shape, lambda o: 1)


def windowed(x: Tensor, starts: Vec, sizes: Sequence[Size | None]) -> Tensor:
    """Take the window that begins at `starts`; an axis without a size is left out, at its start."""
    kept = [axis for axis, size in enumerate(sizes) if size is not None]
    left_out = [axis for axis, size in enumerate(sizes) if size is None]
    place = inverse([*kept, *left_out])
    fixed = starts.pick(left_out)
    moved = starts.pick(kept)
    shape = Vec([size for size in sizes if size is not None])
    return array(shape, lambda o: x[(o + moved).join(fixed).pick(place)])


def derivative(cell: Callable[[], Cell], name: str, shape: Vec) -> Tensor:
    """Differentiate a cell on letters by the cells of the tensor of a name, factor by factor."""

    def by(o: Vec) -> Cell:
        return Value(tuple(part for term in as_expression(cell()) for part in _by(term, name, o)))

    return array(shape, by)


def _by(term: Sum, name: str, o: Vec) -> Iterator[Sum]:
    """Yield what is left of a product where one of its factors is the cell at `o`, for each factor of the name."""
    for number, atom in enumerate(term.atoms):
        if atom.tensor == name:
            others = term.atoms[:number] + term.atoms[number + 1 :]
            rest = replace(term, atoms=others)
            here = tuple(map(equal_sizes, atom.at, o.entries))
            yield from restrict((rest,), here)


def add(a: Tensor, b: Tensor) -> Tensor:
    """Add two tensors of one shape."""
    return array(a.shape, lambda o: a[o] + b[o])


def product(a: Tensor, b: Tensor) -> Tensor:
    """Multiply cell by cell."""
    return array(a.shape, lambda o: a[o] * b[o])


def outer(a: Tensor, b: Tensor) -> Tensor:
    """Multiply every cell by every other: ``y[i, j] = a[i] * b[j]``."""
    rows = len(a.shape)

    def cell(at: Vec) -> Cell:
        i, j = at.split_at(rows)
        return a[i] * b[j]

    return array(a.shape.join(b.shape), cell)


def transpose(m: Tensor, rows: int) -> Tensor:
    """Exchange the first axes, those of the rows, with the others: ``y[i, o] = m[o, i]``."""
    row_shape, column_shape = m.shape.split_at(rows)

    def cell(at: Vec) -> Cell:
        column, row = at.split_at(len(column_shape))
        return m[row.join(column)]

    return Tensor(column_shape.join(row_shape), cell)


def inner(a: Tensor, b: Tensor) -> Cell:
    """Return the sum of the products of the cells of two tensors of one shape."""
    return sum_(a.shape, lambda o: a[o] * b[o])


def total(a: Tensor) -> Cell:
    """Return the sum of the cells."""
    return sum_(a.shape, lambda o: a[o])


def total_along(a: Tensor, axes: Sequence[int]) -> Tensor:
    """Return the sums over some axes: a tensor with the other ones."""
    others = [axis for axis in range(len(a.shape)) if axis not in axes]
    place = inverse([*axes, *others])
    over = a.shape.pick(axes)
    return array(a.shape.pick(others), lambda o: sum_(over, lambda i: a[i.join(o).pick(place)]))


def correlate(x: Tensor, w: Tensor, size: Vec) -> Tensor:
    """Slide `w` along `x` at unit stride without turning it: ``y[o] = sum over u of x[o + u] * w[u]``."""
    return array(size, lambda o: sum_(w.shape, lambda u: x[o + u] * w[u]))
