"""The relation between output, input and tap, tried index by index: what every result is compared with.

Nothing of the package's arithmetic is used here: three nested loops, and one condition.
"""

from __future__ import annotations

from itertools import product


def indices(shape):
    """Return every index of a shape, row by row."""
    return list(product(*map(range, shape)))


def cells(array, shape):
    """Return the cells of an array or of nested lists by index; the shape has to be the one given."""
    found = array.tolist() if hasattr(array, "tolist") else array
    assert shape_of(found) == tuple(shape), f"shape {shape_of(found)} instead of {tuple(shape)}"
    return {at: read(found, at) for at in indices(shape)}


def read(lists, at):
    """Return the cell of nested lists at an index."""
    for entry in at:
        lists = lists[entry]
    return lists


def shape_of(lists):
    """Return the shape of nested lists."""
    shape = ()
    while isinstance(lists, list):
        shape, lists = (*shape, len(lists)), lists[0]
    return shape


def meetings(case, convolved_size=None):
    """Yield every (output, input, tap) of the relation, channels included, batch left out.

    `output` and `input` are those of the transposed convolution; the kernel is indexed ``[c, e',
    t]``.
    """
    c_in, c_out = case.channels or (1, 1)
    m, n = c_in // case.groups, c_out // case.groups
    spatial = [
        (o, i, t)
        for o in indices(case.output_size)
        for i in indices(convolved_size or case.input_size)
        for t in indices(case.kernel_size)
        if all(
            a.stride * p + a.dilation * q == r + a.begin
            for a, p, q, r in zip(case.axes, i, t, o, strict=True)
        )
    ]
    for e, c in product(range(c_out), range(c_in)):
        if e // n == c // m:
            for o, i, t in spatial:
                yield ((e, *o), (c, *i), (c, e % n, *t)) if case.channels else (o, i, t)


def transposed_by_loops(case, x, w):
    """Return the cells of the transposed convolution of the case."""
    x, w = cells(x, case.x_shape), cells(w, case.w_shape)
    y = dict.fromkeys(indices(case.y_shape), 0)
    for o, i, t in meetings(case):
        for item in indices(case.x_shape[:1] if case.batch else ()):
            y[(*item, *o)] += x[(*item, *i)] * w[t]
    return y


def direct_by_loops(case, u, w):
    """Return the cells of the convolution of the case, on an input as large as the transposed one's output."""
    u, w = cells(u, case.y_shape), cells(w, case.w_shape)
    z = dict.fromkeys(indices(case.z_shape), 0)
    for o, i, t in meetings(case, case.z_shape[-len(case.kernel_size) :]):
        for item in indices(case.y_shape[:1] if case.batch else ()):
            z[(*item, *i)] += u[(*item, *o)] * w[t]
    return z


def wrong_cells(case, compute, transposed=True):
    """Return in words every cell in which ``compute(layer, x, w)`` differs from the loops."""
    layer, (x, w) = (
        (case.transposed, case.symbols()) if transposed else (case.direct, case.direct_symbols())
    )
    expected = transposed_by_loops(case, x, w) if transposed else direct_by_loops(case, x, w)
    found = cells(compute(layer, x, w), case.y_shape if transposed else case.z_shape)
    return [
        f"{case} at {at}: {found[at]} instead of {cell}"
        for at, cell in expected.items()
        if found[at] != cell
    ]
