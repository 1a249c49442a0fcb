"""Programs in the six words: the words themselves, operations, formulations, and what is made of several."""

from __future__ import annotations

from hypothesis import strategies as st

from symconv.definitions import operations
from symconv.definitions.channels import over_batch, over_channels, part
from symconv.definitions.formulations import (
    DIRECT,
    TRANSPOSED,
    convolution_matrix,
    gather,
    polyphase,
    scatter,
    window,
    zero_insertion,
)
from symconv.definitions.geometry import Channels
from symconv.language import terms
from symconv.language.words import (
    Vec,
    array,
    both,
    collect,
    divide,
    equal,
    inside,
    named,
    split,
    sum_,
    when,
)

# name: smallest value, largest value on one axis, largest value on more
RANGES = {
    "n": (1, 4, 2),
    "k": (1, 3, 2),
    "s": (1, 3, 2),
    "d": (1, 3, 2),
    "b": (0, 4, 2),
    "O": (1, 5, 3),
    "c": (1, 2, 2),
}


class Sizes:
    """The sizes a program asks for by name, as vectors: of letters, or of the numbers given."""

    def __init__(self, axes, numbers=None):
        self.axes = axes
        self.numbers = numbers

    def __getattr__(self, name):
        if self.numbers is not None:
            return Vec(self.numbers[name])
        return Vec(self.letter(name, axis) for axis in range(self.axes))

    @staticmethod
    def letter(name, axis):
        return terms.letter(f"{name}{axis + 1}", RANGES[name][0])


def two(v):
    return Vec([2] * v.axes)


def named_x(v):
    return named("x", v.n)


def named_w(v):
    return named("w", v.k)


def outer(v):
    """The products of all input cells and taps."""

    def entry(at):
        i, t = at.split_at(v.axes)
        return named_x(v)[i] * named_w(v)[t]

    return array(v.n.join(v.k), entry)


WORDS = {
    "array": lambda v: array(v.O, lambda o: named_x(v)[o - v.b] * named_w(v)[v.s * o]),
    "sum_": lambda v: sum_(v.n, lambda i: named_x(v)[i] * named_w(v)[i + v.b]),
    "sum_ over two": lambda v: array(v.O, lambda o: sum_(two(v), lambda t: named_x(v)[v.s * o + t] * named_w(v)[t])),
    "sum_ over two, alone": lambda v: sum_(two(v), lambda t: named_x(v)[t] * named_w(v)[t * v.s]),
    "sum_ of sums": lambda v: sum_(v.n, lambda i: named_x(v)[i] * sum_(v.k, lambda t: named_w(v)[t] * named_x(v)[t + i])),
    "collect": lambda v: collect(
        v.O, (v.n, v.k), lambda i, t: v.s * i + t - v.b, lambda i, t: named_x(v)[i] * named_w(v)[t]
    ),
    "collect over some and two": lambda v: collect(
        v.O, (v.n, two(v)), lambda i, t: v.s * i + t - v.b, lambda i, t: named_x(v)[i] * named_w(v)[t]
    ),
    "collect on one place": lambda v: collect(v.O, (v.n,), lambda i: v.b, lambda i: named_x(v)[i]),
    "when a size is": lambda v: array(v.O, lambda o: when(both(equal(v.s, v.d), inside(v.b, v.k)), named_x(v)[o])),
    "when equal": lambda v: array(v.O, lambda o: when(equal(o, v.b), named_x(v)[o])),
    "when inside": lambda v: array(v.O, lambda o: when(inside(v.s * o, v.k), named_x(v)[o])),
    "when both": lambda v: array(v.O, lambda o: when(both(inside(o, v.k), equal(v.s * o, v.n)), named_w(v)[o])),
    "divide": lambda v: array(v.O, lambda o: divide(o - v.b, v.s, lambda q: named_x(v)[q] * named_w(v)[o])),
    "split": lambda v: array(v.O, lambda o: split(o + v.b, v.s, lambda m, r: named_x(v)[m] * named_w(v)[r])),
    "split below zero": lambda v: array(v.O, lambda o: split(o - v.b, v.s, lambda m, r: named_x(v)[m + 1] * named_w(v)[r])),
    "divide in split in sum_": lambda v: sum_(v.O, lambda o: split(
        o, v.s, lambda m, r: divide(m - r, v.d, lambda q: named_x(v)[q]))),
}  # fmt: skip
OPERATIONS = {
    "flip": lambda v: operations.flip(named_x(v)),
    "stretch": lambda v: operations.stretch(named_x(v), v.s),
    "cut": lambda v: operations.cut(named_x(v), v.b - v.k, v.O),
    "subsample": lambda v: operations.subsample(named("x", v.n + v.b), v.s, v.b),
    "ones": lambda v: operations.ones(v.n),
    "add": lambda v: operations.add(named_x(v), operations.ones(v.n)),
    "transpose": lambda v: operations.transpose(outer(v), v.axes),
    "inner": lambda v: operations.inner(named_x(v), named("y", v.n)),
    "total": lambda v: operations.total(named_x(v)),
    "correlate": lambda v: operations.correlate(named_x(v), named_w(v), v.O),
}


def formulation(definition):
    return lambda v: definition(named_x(v), named_w(v), v.s, v.d, v.b, v.O)


FORMULATIONS = {name: formulation(definition) for name, definition in TRANSPOSED.items()} | {
    f"direct: {name}": formulation(definition) for name, definition in DIRECT.items()
}


def two_layers(v):
    middle = scatter(named_x(v), named_w(v), v.s, v.d, v.b, v.O)
    return zero_insertion(middle, named("u", v.k), v.d, v.s, v.b, v.O)


def down_and_up(v):
    return gather(
        window(named_x(v), named_w(v), v.s, v.d, v.b, v.O), named("u", v.k), v.s, v.d, v.b, v.n
    )


def turned_stretched_cropped(v):
    small = operations.cut(named_x(v), v.b, v.O)
    return polyphase(
        operations.flip(operations.stretch(small, v.d)),
        operations.flip(named_w(v)),
        v.s,
        v.d,
        v.b,
        v.O,
    )


def pairing(v):
    up = scatter(named_x(v), named_w(v), v.s, v.d, v.b, v.O)
    return operations.inner(up, operations.flip(named("u", v.O))) * operations.total(named_w(v))


def matrix_of_two(v):
    first = convolution_matrix(named_w(v), v.s, v.d, v.b, v.n, v.O)
    second = convolution_matrix(named_w(v), v.d, v.s, v.b, v.n, v.O)
    rows = v.n.join(v.n)

    def entry(at):
        i, j = at.split_at(len(v.n))
        return sum_(v.O, lambda o: first[i.join(o)] * second[j.join(o)])

    return array(rows, entry)


def with_channels(v):
    """Two groups of `c` input channels and one output channel each; `c` is the first entry of the letter."""
    (c, *_) = v.c.entries
    channels = Channels(2 * c, 2, 2)
    x, w = named("x", Vec([2 * c]).join(v.n)), named("w", Vec([2 * c, 1]).join(v.k))

    def pair(q, m, f):
        return scatter(part(x, q * c + m), part(w, (q * c + m).join(f)), v.s, v.d, v.b, v.O)

    return over_channels(pair, v.O, channels)


def squared(v):
    sum_of_all = operations.total(named_x(v))
    return array(v.O, lambda o: sum_of_all * sum_of_all * named_w(v)[o])


def places_as_cells(v):
    """Sizes and indices may be coefficients."""
    (first, *_), (stride, *_) = v.b.entries, v.s.entries
    return array(
        v.O,
        lambda o: sum_(
            v.n, lambda i: named_x(v)[i] * (o + first).entries[0] * i.entries[-1] * stride
        ),
    )


def with_batch(v):
    (c, *_) = v.c.entries
    x = named("x", Vec([c]).join(v.n))
    return over_batch(lambda item: gather(item, named_w(v), v.s, v.d, v.b, v.O), x, v.O)


COMPOSITIONS = {
    f.__name__: f
    for f in (
        two_layers, down_and_up, turned_stretched_cropped, pairing, matrix_of_two, with_channels, with_batch, squared,
        places_as_cells,
    )
}  # fmt: skip
PROGRAMS = WORDS | OPERATIONS | FORMULATIONS | COMPOSITIONS


THREE = {
    "n": (2, 1, 2),
    "k": (1, 2, 2),
    "s": (2, 1, 1),
    "d": (1, 2, 1),
    "b": (0, 1, 0),
    "O": (2, 1, 3),
    "c": (2, 1, 1),
}


def numbers_on(axes):
    largest = 1 if axes == 1 else 2
    entries = {
        name: st.tuples(*[st.integers(r[0], r[largest])] * axes) for name, r in RANGES.items()
    }
    return st.fixed_dictionaries(entries)
