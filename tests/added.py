"""Products added one by one, by loops of the tests' own, and whether two results are the same nodes of SymPy."""

from __future__ import annotations

import itertools


def one_by_one(axes, input_size, x, w, zero):
    """The transposed convolution of flat cells, by loops over all index pairs, one addition at a time."""
    sizes = [axis.transposed_size(n) for axis, n in zip(axes, input_size, strict=True)]
    y = {o: [] for o in itertools.product(*map(range, sizes))}
    for m, i in enumerate(itertools.product(*map(range, input_size))):
        for n, t in enumerate(itertools.product(*(range(axis.kernel_size) for axis in axes))):
            o = tuple(
                a.stride * p + a.dilation * q - a.begin for a, p, q in zip(axes, i, t, strict=True)
            )
            if o in y:
                y[o].append(x[m] * w[n])
    return [sum(products[1:], products[0]) if products else zero for products in y.values()]


def assert_same_nodes(found, expected):
    """Equal, and built alike: class, arguments in order, hash and commutativity, down to the leaves."""
    assert type(found) is type(expected)
    assert found == expected
    if hasattr(expected, "args"):
        assert found.func == expected.func
        assert hash(found) == hash(expected)
        assert found.is_commutative == expected.is_commutative
        assert len(found.args) == len(expected.args)
        for one, other in zip(found.args, expected.args, strict=True):
            assert_same_nodes(one, other)


def assert_same_cells(found, expected):
    assert len(found) == len(expected)
    for one, other in zip(found, expected, strict=True):
        assert_same_nodes(one, other)
