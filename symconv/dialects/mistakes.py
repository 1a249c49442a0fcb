"""The classic mistakes in writing a transposed convolution, each as a wrong implementation with a name.

A `Case` is a setting with arrays of distinct small integers. An implementation is a function of a
case; `right` is the definition, every other one makes a single mistake. They are used to find which
cases tell them apart, and to say which mistake an output shows.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import prod
from typing import TYPE_CHECKING, Any

import numpy as np

from symconv.definitions.geometry import Axis
from symconv.dialects.axis import split_crop

if TYPE_CHECKING:
    from symconv.dialects.port import Port

Array = np.ndarray[Any, Any]
Sizes = tuple[int, ...]


@dataclass(frozen=True)
class Case:
    """A setting of the layer in ONNX' words, and the seed of its arrays.

    Parameters
    ----------
    input_size, kernel_size, stride, dilation, begin, end, output_padding : tuple of int
        One entry per axis.
    inputs, outputs_per_group, groups, batch : int
        Channels and batch.
    has_bias : bool
        Whether a bias is added.
    auto_pad : str
        ``"SAME_UPPER"``, ``"SAME_LOWER"``, or nothing where `begin` and `end` are given.
    seed : int
        Of the order of the integers.
    """

    input_size: Sizes
    kernel_size: Sizes
    stride: Sizes
    dilation: Sizes
    begin: Sizes
    end: Sizes
    output_padding: Sizes
    inputs: int = 1
    outputs_per_group: int = 1
    groups: int = 1
    batch: int = 1
    has_bias: bool = False
    auto_pad: str = ""
    seed: int = 0

    @property
    def outputs(self) -> int:
        """The number of output channels."""
        return self.groups * self.outputs_per_group

    @property
    def cells(self) -> int:
        """Cells of input and kernel together."""
        kernel = self.inputs * self.outputs_per_group * prod(self.kernel_size)
        return self.batch * self.inputs * prod(self.input_size) + kernel

    def arrays(self) -> tuple[Array, Array, Array]:
        """Return input, kernel and bias: distinct integers from 1 on, in an order without symmetry."""
        random = np.random.default_rng(self.seed)
        shapes = [
            (self.batch, self.inputs, *self.input_size),
            (self.inputs, self.outputs_per_group, *self.kernel_size),
        ]
        x, w = (random.permutation(np.arange(1, prod(s) + 1)).reshape(s) for s in shapes)
        bias = random.permutation(np.arange(1, self.outputs + 1))
        return x, w, bias if self.has_bias else np.zeros(self.outputs, int)

    @property
    def kernel(self) -> Array:
        """The kernel."""
        return self.arrays()[1]

    @property
    def ones(self) -> Sizes:
        """A one for every axis, which is a stride or a dilation that does nothing."""
        return (1,) * len(self.stride)

    @property
    def zeros(self) -> Sizes:
        """A zero for every axis, which is a padding that does nothing."""
        return (0,) * len(self.stride)

    @property
    def is_plane(self) -> bool:
        """Whether there are several axes."""
        return len(self.stride) > 1

    def reach(self) -> Sizes:
        """Return ``K = d(k-1) + 1`` of every axis."""
        return tuple(d * (k - 1) + 1 for d, k in zip(self.dilation, self.kernel_size, strict=True))

    def crops(self, upper: bool | None = None) -> tuple[Sizes, Sizes]:
        """Return what is left out at begin and end; `upper` overrules which half of ``SAME`` is larger."""
        if not self.auto_pad:
            return self.begin, self.end
        split = "upper" if self.auto_pad == "SAME_UPPER" else "lower"
        if upper is not None:
            split = "upper" if upper else "lower"
        rows = zip(self.reach(), self.stride, self.output_padding, strict=True)
        pairs = [split_crop(max(K + a - s, 0), split, "end") for K, s, a in rows]
        return tuple(pair[0] for pair in pairs), tuple(pair[1] for pair in pairs)


Implementation = Callable[[Case], Array]
MISTAKES: dict[str, Implementation] = {}


def mistake(name: str) -> Callable[[Implementation], Implementation]:
    """Enter an implementation under the name of its mistake."""

    def enter(function: Implementation) -> Implementation:
        MISTAKES[name] = function
        return function

    return enter


def right(case: Case) -> Array:
    """Return the output by the definition, ``y[s*i + d*t - b] += x[i]*w[t]``."""
    return computed(case)


def computed(case: Case, **changes: Any) -> Array:
    """Return the output with something changed: an array, a parameter, or how products are put."""
    x, w, bias = case.arrays()
    begin, end = case.crops()
    given: dict[str, Any] = {
        "x": x,
        "w": w,
        "bias": bias,
        "stride": case.stride,
        "dilation": case.dilation,
        "begin": begin,
        "end": end,
        "output_padding": case.output_padding,
        "groups": case.groups,
        "adds": True,
    }
    return scatter(**{**given, **changes})


def scatter(
    x: Array,
    w: Array,
    bias: Array,
    stride: Sizes,
    dilation: Sizes,
    begin: Sizes,
    end: Sizes,
    output_padding: Sizes,
    groups: int,
    adds: bool,
) -> Array:
    """Put every product where it lands; where they overlap they are added, or the last one stays."""
    batch, inputs, *sizes = x.shape
    per_group, kernel_size = w.shape[1], w.shape[2:]
    rows = list(zip(stride, sizes, dilation, kernel_size, begin, end, output_padding, strict=True))
    extent = [s * (n - 1) + d * (k - 1) + 1 - b - e + a for s, n, d, k, b, e, a in rows]
    if min(extent) < 1:
        raise ValueError("no output is left")
    grouped = x.reshape(batch, groups, inputs // groups, -1)
    weights = w.reshape(groups, inputs // groups, per_group, -1)
    products = np.einsum("ngci,gcet->ngeit", grouped, weights)
    products = products.reshape(batch * groups * per_group, -1)
    flat, inside = _places(rows, extent)
    y = np.zeros((len(products), prod(extent)), int)
    if adds:
        np.add.at(y.T, flat[inside], products[:, inside].T)
    else:
        y[:, flat[inside]] = products[:, inside]
    shaped = y.reshape(batch, groups * per_group, *extent)
    return shaped + bias.reshape(1, -1, *[1] * len(extent))


def _places(rows: list[Sizes], extent: list[int]) -> tuple[Array, Array]:
    """Return the flat output cell of every pair of input cell and tap, and whether it is inside."""
    count = len(rows)
    shape = [row[1] for row in rows] + [row[3] for row in rows]
    flat, inside = np.zeros(shape, int), np.ones(shape, bool)
    for axis, (s, n, d, k, b, _, _) in enumerate(rows):
        along = s * np.arange(n)[:, None] + d * np.arange(k) - b
        form = [1] * (2 * count)
        form[axis], form[count + axis] = n, k
        place = along.reshape(form)
        inside &= (place >= 0) & (place < extent[axis])
        flat = flat * extent[axis] + place
    return flat.ravel(), inside.ravel()


def _explicit(function: Implementation) -> Implementation:
    """Return a mistake in reading pads: it does not show where a keyword chooses them."""
    return lambda case: right(case) if case.auto_pad else function(case)


def _first(values: Sizes) -> Sizes:
    return values[:1] * len(values)


def _each(function: Callable[..., int], *columns: Sizes) -> Sizes:
    return tuple(function(*row) for row in zip(*columns, strict=True))


# ---- the kernel


@mistake("kernel reversed, all axes")
def _(case: Case) -> Array:
    return computed(case, w=np.flip(case.kernel, tuple(range(2, 2 + len(case.stride)))))


@mistake("kernel reversed, first axis")
def _(case: Case) -> Array:
    return computed(case, w=np.flip(case.kernel, 2))


@mistake("kernel reversed, last axis")
def _(case: Case) -> Array:
    return computed(case, w=np.flip(case.kernel, -1))


@mistake("kernel axes exchanged")
def _(case: Case) -> Array:
    return computed(case, w=np.swapaxes(case.kernel, -1, -2)) if case.is_plane else right(case)


@mistake("kernel read column by column")
def _(case: Case) -> Array:
    w = case.kernel
    rows = w.reshape(*w.shape[:2], -1)
    backwards = rows.reshape(*w.shape[:2], *w.shape[:1:-1])
    return computed(case, w=backwards.transpose(0, 1, *range(w.ndim - 1, 1, -1)))


@mistake("input axes exchanged")
def _(case: Case) -> Array:
    square = len(set(case.input_size)) == 1 and case.is_plane
    return computed(case, x=np.swapaxes(case.arrays()[0], -1, -2)) if square else right(case)


# ---- stride and dilation

MISTAKES["stride axes exchanged"] = lambda case: computed(case, stride=case.stride[::-1])
MISTAKES["first stride for all axes"] = lambda case: computed(case, stride=_first(case.stride))
MISTAKES["stride ignored"] = lambda case: computed(case, stride=case.ones)
MISTAKES["dilation ignored"] = lambda case: computed(case, dilation=case.ones)
MISTAKES["dilation axes exchanged"] = lambda case: computed(case, dilation=case.dilation[::-1])
MISTAKES["first dilation for all axes"] = lambda case: computed(
    case, dilation=_first(case.dilation)
)


@mistake("dilation ignored at stride above 1")
def _(case: Case) -> Array:
    return computed(
        case, dilation=_each(lambda s, d: 1 if s > 1 else d, case.stride, case.dilation)
    )


@mistake("taps not spread, size right")
def _(case: Case) -> Array:
    lost = _each(lambda K, k: K - k, case.reach(), case.kernel_size)
    end = _each(lambda e, n: e - n, case.crops()[1], lost)
    return computed(case, dilation=case.ones, end=end)


@mistake("stride applied after")
def _(case: Case) -> Array:
    zeros, begin = case.zeros, case.crops()[0]
    y = computed(case, stride=case.ones, begin=zeros, end=zeros, output_padding=zeros)
    places: Any = [slice(b, None, s) for b, s in zip(begin, case.stride, strict=True)]
    return y[(..., *places)]


@mistake("nearest neighbour instead of zeros")
def _(case: Case) -> Array:
    x = case.arrays()[0]
    for axis, s in enumerate(case.stride, 2):
        x = np.repeat(x, s, axis)
    rows = zip(case.stride, case.input_size, strict=True)
    kept: Any = [slice(0, s * (n - 1) + 1) for s, n in rows]
    return computed(case, x=x[(..., *kept)], stride=case.ones)


# ---- pads


@mistake("pads begin and end exchanged")
@_explicit
def _(case: Case) -> Array:
    return computed(case, begin=case.end, end=case.begin)


def _one_exchanged(case: Case, axis: int) -> Array:
    begin, end = list(case.begin), list(case.end)
    begin[axis], end[axis] = end[axis], begin[axis]
    return computed(case, begin=tuple(begin), end=tuple(end))


MISTAKES["pads exchanged on the first axis"] = _explicit(lambda case: _one_exchanged(case, 0))
MISTAKES["pads exchanged on the last axis"] = _explicit(lambda case: _one_exchanged(case, -1))
MISTAKES["pads of the axes exchanged"] = _explicit(
    lambda case: computed(case, begin=case.begin[::-1], end=case.end[::-1])
)
MISTAKES["begin pad for both ends"] = _explicit(lambda case: computed(case, end=case.begin))
MISTAKES["pads ignored"] = _explicit(lambda case: computed(case, begin=case.zeros, end=case.zeros))


@mistake("pads read as pairs")
@_explicit
def _(case: Case) -> Array:
    flat = [value for pair in zip(case.begin, case.end, strict=True) for value in pair]
    count = len(case.begin)
    return computed(case, begin=tuple(flat[:count]), end=tuple(flat[count:]))


@mistake("crop of K-1-p")
@_explicit
def _(case: Case) -> Array:
    begin, end = (_each(lambda K, p: K - 1 - p, case.reach(), crop) for crop in case.crops())
    return computed(case, begin=begin, end=end)


@mistake("inner padding k-1-p instead of K-1-p")
def _(case: Case) -> Array:
    begin, end = case.crops()
    lost = _each(lambda K, k: K - k, case.reach(), case.kernel_size)
    moved = _each(lambda b, n: b - n, begin, lost)
    return computed(case, begin=moved, end=_each(lambda e, n: e + n, end, lost))


@mistake("cropped cells wrap around")
def _(case: Case) -> Array:
    zeros, (begin, _) = case.zeros, case.crops()
    _, _, bias = case.arrays()
    full = computed(case, begin=zeros, end=zeros, output_padding=zeros, bias=0 * bias)
    y = np.zeros_like(right(case)) + bias.reshape(1, -1, *[1] * len(begin))
    for o in np.ndindex(*full.shape[2:]):
        place: Any = _each(lambda at, b, n: (at - b) % n, o, begin, y.shape[2:])
        y[(..., *place)] += full[(slice(None), slice(None), *o)]
    return y


# ---- output padding


@mistake("output padding at the beginning")
def _(case: Case) -> Array:
    begin, end = case.crops()
    a = case.output_padding
    return computed(
        case,
        begin=_each(lambda b, n: b - n, begin, a),
        end=_each(lambda e, n: e + n, end, a),
    )


@mistake("output padding at both ends")
def _(case: Case) -> Array:
    return computed(case, begin=_each(lambda b, a: b - a, case.crops()[0], case.output_padding))


MISTAKES["output padding ignored"] = lambda case: computed(case, output_padding=case.zeros)
MISTAKES["output padding axes exchanged"] = lambda case: computed(
    case, output_padding=case.output_padding[::-1]
)


def _appended(case: Case, bias: Array) -> Array:
    """Return the output with its output padding filled by the bias alone."""
    small = computed(case, output_padding=case.zeros)
    y = np.zeros(right(case).shape, int) + bias.reshape(1, -1, *[1] * len(case.stride))
    y[tuple(slice(0, n) for n in small.shape)] = small
    return y


MISTAKES["output padding filled with zeros"] = lambda case: _appended(case, case.arrays()[2])
MISTAKES["output padding without the bias"] = lambda case: _appended(case, 0 * case.arrays()[2])


# ---- auto_pad


@mistake("SAME_LOWER read as SAME_UPPER")
def _(case: Case) -> Array:
    begin, end = case.crops(upper=True)
    return computed(case, begin=begin, end=end)


@mistake("SAME_UPPER read as SAME_LOWER")
def _(case: Case) -> Array:
    begin, end = case.crops(upper=False)
    return computed(case, begin=begin, end=end)


@mistake("auto_pad ignored")
def _(case: Case) -> Array:
    return computed(case, begin=case.zeros, end=case.zeros) if case.auto_pad else right(case)


# ---- channels and groups


@mistake("groups ignored: group 0's weights for all")
def _(case: Case) -> Array:
    first = case.kernel[: case.inputs // case.groups]
    return computed(case, w=np.concatenate([first] * case.groups))


def _only(case: Case, step: int) -> Array:
    """Return the output with every `step`-th input channel alone."""
    x = case.arrays()[0].copy()
    kept = np.arange(case.inputs) % step == 0
    x[:, ~kept] = 0
    return computed(case, x=x)


MISTAKES["first input channel of each group only"] = lambda case: _only(
    case, case.inputs // case.groups
)
MISTAKES["first input channel only"] = lambda case: _only(case, case.inputs)
MISTAKES["every output channel by kernel 0"] = lambda case: computed(
    case, w=np.repeat(case.kernel[:, :1], case.outputs_per_group, 1)
)
MISTAKES["every input channel by kernel 0"] = lambda case: computed(
    case, w=np.repeat(case.kernel[:1], case.inputs, 0)
)


@mistake("weights read as (out, in)")
def _(case: Case) -> Array:
    w, per_group = case.kernel, case.inputs // case.groups
    read = w.reshape(case.groups, case.outputs_per_group, per_group, *case.kernel_size)
    return computed(case, w=np.swapaxes(read, 1, 2).reshape(w.shape))


@mistake("groups interleaved: inputs")
def _(case: Case) -> Array:
    order = np.arange(case.inputs).reshape(-1, case.groups).T.ravel()
    return computed(case, x=case.arrays()[0][:, order])


@mistake("groups interleaved: outputs")
def _(case: Case) -> Array:
    _, _, bias = case.arrays()
    order = np.arange(case.outputs).reshape(-1, case.groups).T.ravel()
    y = computed(case, bias=0 * bias)
    moved = np.empty_like(y)
    moved[:, order] = y
    return moved + bias.reshape(1, -1, *[1] * len(case.stride))


@mistake("groups' weights in reverse order")
def _(case: Case) -> Array:
    w = case.kernel
    blocks = w.reshape(case.groups, -1, *w.shape[1:])
    return computed(case, w=blocks[::-1].reshape(w.shape))


# ---- bias, batch and arithmetic


def _biased(case: Case, change: Callable[[Array], Array]) -> Array:
    return computed(case, bias=change(case.arrays()[2]))


MISTAKES["bias left out"] = lambda case: _biased(case, lambda b: 0 * b)
MISTAKES["bias per group"] = lambda case: _biased(
    case, lambda b: np.repeat(b[:: case.outputs_per_group], case.outputs_per_group)
)
MISTAKES["bias of the channel within its group"] = lambda case: _biased(
    case, lambda b: np.tile(b[: case.outputs_per_group], case.groups)
)
MISTAKES["bias 0 for all channels"] = lambda case: _biased(case, lambda b: np.repeat(b[:1], len(b)))
MISTAKES["bias added once for each tap"] = lambda case: _biased(
    case, lambda b: b * prod(case.kernel_size)
)
MISTAKES["bias added in each group"] = lambda case: _biased(case, lambda b: b * case.groups)
MISTAKES["overlaps overwritten"] = lambda case: computed(case, adds=False)
MISTAKES["all batch items by the first"] = lambda case: computed(
    case, x=np.repeat(case.arrays()[0][:1], case.batch, 0)
)
MISTAKES["all batch items by the last"] = lambda case: computed(
    case, x=np.repeat(case.arrays()[0][-1:], case.batch, 0)
)
MISTAKES["sums in 8 bits"] = lambda case: right(case).astype(np.int8).astype(int)


# ---- an output that no reading explains


@dataclass(frozen=True)
class Given(Case):
    """A case with arrays of its own."""

    data: tuple[Array, Array, Array] = ()  # type: ignore[assignment]

    def arrays(self) -> tuple[Array, Array, Array]:
        """Return the arrays that were given."""
        return self.data


UNSEEN_BY_WINDOWS = (
    "overlaps overwritten",
    "output padding filled with zeros",
    "taps not spread, size right",
    "nearest neighbour instead of zeros",
    "cropped cells wrap around",
    "stride applied after",
    "sums in 8 bits",
    "first input channel only",
    "every output channel by kernel 0",
    "every input channel by kernel 0",
)
"""Mistakes that are no reading of their own, so that the convention finder cannot find them as one."""


def explain(port: Port, w: Array, x: Array, y: Array) -> str:
    """Return the mistake with which a layer gives an output; nothing where none does."""
    if any(array.dtype.kind not in "iu" and (array % 1).any() for array in (x, w, y)):
        return ""
    case = _given(port.axes_at(), w.astype(int), x.astype(int))
    for name in UNSEEN_BY_WINDOWS:
        try:
            found = MISTAKES[name](case)
        except ValueError:
            continue
        if found.shape == y.shape and np.array_equal(found, y):
            return name
    return ""


def _given(axes: tuple[Axis, ...], w: Array, x: Array) -> Given:
    columns: dict[str, Any] = {
        "kernel_size": tuple(axis.kernel_size for axis in axes),
        "stride": tuple(axis.stride for axis in axes),
        "dilation": tuple(axis.dilation for axis in axes),
        "begin": tuple(axis.begin for axis in axes),
        "end": tuple(axis.end for axis in axes),
        "output_padding": tuple(axis.output_padding for axis in axes),
    }
    bias = np.zeros(w.shape[1], int)
    return Given(
        input_size=x.shape[2:],
        inputs=w.shape[0],
        outputs_per_group=w.shape[1],
        batch=x.shape[0],
        data=(x, w, bias),
        **columns,
    )
