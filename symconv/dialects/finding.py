"""The convention finder: every reading of input, kernel and output as a transposed convolution.

All strides, dilations, reversals of the kernel and exchanges of its axes within bounds are tried;
of each the full output is computed once, and the output is looked for in it as a window.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import permutations, product
from typing import TYPE_CHECKING, Any

from symconv.definitions.geometry import Axis
from symconv.dialects.array_layout import OURS, Layout
from symconv.dialects.axis import is_ours, window_axis
from symconv.dialects.dialect_names import NAMES
from symconv.dialects.given_layer import write
from symconv.dialects.port import Port
from symconv.errors import Impossible, ShapeError, shown
from symconv.formulas.notebook import InWords

if TYPE_CHECKING:
    from symconv.layers.conv import ConvTranspose

MOST_NEAREST = 3
MOST_EXPLAINED = (
    200  # of the readings with the fewest wrong cells, whether a mistake gives the output
)


@dataclass(frozen=True)
class Reading(InWords):
    """One way to read the numbers.

    Parameters
    ----------
    layer : ConvTranspose
        The layer, on the kernel as it is after `flipped` and `axes`.
    flipped : tuple of bool
        Which axes of the kernel are reversed.
    axes : tuple of int
        The kernel's own axis for each spatial axis; ``(0, 1)`` where none are exchanged.
    channels : str
        How the kernel has its channels: ``"in, out"``, ``"out, in"``, or nothing.
    spellings : dict
        Dialect to call, with what has to be done beside it.
    mistake : str
        Of a reading that does not fit: the classic mistake that would explain it.
    wrong : tuple
        Of a reading that does not fit: the cells that differ.
    """

    layer: ConvTranspose
    flipped: tuple[bool, ...]
    axes: tuple[int, ...]
    channels: str
    spellings: dict[str, str]
    mistake: str = ""
    wrong: tuple[tuple[int, ...], ...] = ()

    def __str__(self) -> str:
        words = [repr(self.layer)]
        if any(self.flipped):
            axes = ", ".join(str(axis) for axis, turned in enumerate(self.flipped) if turned)
            words.append(f"kernel reversed on axis {axes}")
        if self.axes != tuple(sorted(self.axes)):
            words.append(f"kernel axes in the order {self.axes}")
        words += [f"kernel channels ({self.channels})"] if self.channels == "out, in" else []
        words += [self.mistake] if self.mistake else []
        return "; ".join(words)


@dataclass(frozen=True, repr=False)
class Found(InWords):
    """What explains the numbers.

    Parameters
    ----------
    readings : tuple of Reading
        Every reading that gives the output exactly, the simplest first.
    nearest : tuple of Reading
        Where there is none: readings of the right size with the fewest wrong cells.
    apart : tuple or None
        Where there are several: an input and a kernel, the smallest found, on which all that are
        different layers differ; empty if they are the same layer on this input size.

    Examples
    --------
    >>> found = find([[2, 1], [3, 2]], [[1, 2, 1], [2, 0, 1], [0, 2, 1]],
    ...              [[0, 4, 0, 1], [10, 7, 6, 3], [0, 7, 0, 2], [6, 3, 4, 2]])
    >>> print(found.readings[0])
    ConvTranspose((3, 3), stride=2, padding=[(1, 0), (1, 0)])
    >>> found.readings[0].spellings["torch"]
    'nn.ConvTranspose2d(C_in, C_out, 3, stride=2, padding=1, output_padding=1)'
    """

    readings: tuple[Reading, ...]
    nearest: tuple[Reading, ...] = ()
    apart: tuple[Any, Any] | None = None

    def __repr__(self) -> str:
        if self.readings:
            return "\n".join(map(str, self.readings))
        nearest = [f"  {reading}" for reading in self.nearest]
        return "\n".join(["no reading gives this output; nearest are", *nearest])

    def __iter__(self) -> Iterator[Reading]:
        return iter(self.readings)

    def __len__(self) -> int:
        return len(self.readings)

    def __getitem__(self, place: int) -> Reading:
        return self.readings[place]


@dataclass(frozen=True)
class _Kernel:
    """A kernel turned round: what was done, and the array."""

    flipped: tuple[bool, ...]
    axes: tuple[int, ...]
    channels: str
    w: Any

    @property
    def amount(self) -> int:
        """How much was done: fewer changes come first."""
        return (
            sum(self.flipped)
            + (self.axes != tuple(sorted(self.axes)))
            + (self.channels == "out, in")
        )


def find(
    x: Any,
    w: Any = None,
    y: Any = None,
    *,
    axes: int | None = None,
    max_stride: int = 4,
    max_dilation: int = 3,
) -> Found:
    """Find every reading of numbers as a transposed convolution.

    Parameters
    ----------
    x : array or callable
        The input; or a function ``f(x, w)``, which is asked on small arrays of distinct integers.
    w, y : array
        The kernel and the output; for a function `w` may be the kernel to ask it with.
    axes : int, optional
        Number of spatial axes. Unless given, arrays of one or two axes have no channels, and larger
        ones have channels first: ``(C, ...)`` or ``(N, C, ...)``.
    max_stride, max_dilation : int
        What is tried, from 1 on, on every axis.

    Returns
    -------
    Found

    Raises
    ------
    ShapeError
        If the arrays cannot be input, kernel and output of one layer.

    Examples
    --------
    >>> find([1, 2], [1, 2, 3], [3, 2, 7, 4, 2])[0].flipped
    (True,)
    """
    if callable(x):
        x, w, y = _asked(x, w, axes or 1)
    inputs, kernel, output = (_array(value, name) for value, name in ((x, "x"), (w, "w"), (y, "y")))
    count = axes or _axes(kernel.ndim)
    inputs, output = (_with_channels(value, count) for value in (inputs, output))
    if inputs.ndim != output.ndim:
        raise ShapeError(
            f"find: x has shape {inputs.shape} and y has {output.shape}, but both need the same "
            "number of axes"
        )
    settings = list(_settings(count, max_stride, max_dilation))
    readings: list[Any] = []
    near: list[Any] = []
    for turned in _kernels(kernel, count, inputs, output):
        for strides, dilations in settings:
            full = _full(inputs, turned.w, strides, dilations)
            for begins, exact in _windows(full, output, count, strides):
                entry = (turned, strides, dilations, begins)
                (readings if exact is None else near).append((entry, exact))
    if not readings:
        return Found((), _nearest(near, inputs, output, count))
    readings.sort(key=lambda row: (row[0][0].amount, sum(row[0][1]), sum(row[0][2]), row[0][3]))
    made = tuple(_reading(entry, inputs, output, count) for entry, _ in readings)
    return Found(made, apart=_apart(made, count) if len(made) > 1 else None)


def _array(value: Any, name: str) -> Any:
    import numpy as np

    array = np.asarray(value)
    if array.dtype.kind not in "iuf" or not array.size:
        raise ShapeError(f"find: {name} is {shown(value)}, but an array of numbers is needed")
    return array


def _axes(ndim: int) -> int:
    return ndim if ndim <= 2 else ndim - 2


def _with_channels(array: Any, count: int) -> Any:
    """Return an array as ``(N, C, ...)``."""
    extra = array.ndim - count
    if extra not in (0, 1, 2):
        raise ShapeError(
            f"find: an array of shape {array.shape} does not have {count} spatial axes; give axes="
        )
    return array.reshape((1,) * (2 - extra) + array.shape)


def _settings(count: int, max_stride: int, max_dilation: int) -> Iterator[tuple[Any, Any]]:
    strides = product(range(1, max_stride + 1), repeat=count)
    return product(strides, list(product(range(1, max_dilation + 1), repeat=count)))


def _kernels(w: Any, count: int, x: Any, y: Any) -> Iterator[_Kernel]:
    """Yield the kernel as it is and turned round, each as ``(C_in, C_out, k...)``; equal ones once."""
    import numpy as np

    leads = (
        [("", w.reshape(1, 1, *w.shape))]
        if w.ndim == count
        else [
            ("in, out", w),
            ("out, in", np.swapaxes(w, 0, 1)),
        ]
    )
    for lead, array in leads:
        if array.shape[:2] != (x.shape[1], y.shape[1]):
            continue
        for order in permutations(range(count)):
            moved = array.transpose(0, 1, *(axis + 2 for axis in order))
            for flips in product((False, True), repeat=count):
                step: Any = [slice(None, None, -1 if turned else 1) for turned in flips]
                yield _Kernel(flips, order, lead, moved[(..., *step)])


def _full(x: Any, w: Any, strides: tuple[int, ...], dilations: tuple[int, ...]) -> Any:
    """Return the full output, tap by tap."""
    import numpy as np

    spatial, taps = x.shape[2:], w.shape[2:]
    rows = list(zip(strides, spatial, dilations, taps, strict=True))
    shape = [s * (n - 1) + d * (k - 1) + 1 for s, n, d, k in rows]
    y = np.zeros((x.shape[0], w.shape[1], *shape), np.result_type(x, w))
    for tap in np.ndindex(*taps):
        copy = np.einsum("nc...,ce->ne...", x, w[(..., *tap)])
        places: Any = tuple(
            slice(d * t, d * t + s * (n - 1) + 1, s)
            for t, (s, n, d, _) in zip(tap, rows, strict=True)
        )
        y[(..., *places)] += copy
    return y


def _windows(
    full: Any, y: Any, count: int, strides: tuple[int, ...]
) -> Iterator[tuple[tuple[int, ...], Any]]:
    """Yield where windows of the output's size can begin, with ``None`` where the cells agree, else where not."""
    import numpy as np

    if full.shape[:2] != y.shape[:2]:
        return
    most = max(strides)
    padded = np.pad(full, [(0, 0), (0, 0), *[(0, most)] * count])
    sizes, wanted = full.shape[2:], y.shape[2:]
    ranges = [
        range(max(n + s - o, 0) if o <= n else min(1, max(n + s - o, 0)))
        for n, o, s in zip(sizes, wanted, strides, strict=True)
    ]
    for begins in product(*ranges):
        place: Any = tuple(slice(b, b + o) for b, o in zip(begins, wanted, strict=True))
        part = padded[(..., *place)]
        if part.shape == y.shape:
            wrong = abs(part - y) > 1e-6 + 1e-5 * abs(y)
            yield begins, (wrong if wrong.any() else None)


def _reading(
    entry: Any, x: Any, y: Any, count: int, mistake: str = "", wrong: Any = None
) -> Reading:
    turned = entry[0]
    port = _port(entry, x, y, count)
    cells = () if wrong is None else tuple(tuple(map(int, cell)) for cell in _argwhere(wrong))
    spellings = {} if wrong is not None else _spellings(port, turned)
    return Reading(
        port.layer(), turned.flipped, turned.axes, turned.channels, spellings, mistake, cells
    )


def _argwhere(wrong: Any) -> Any:
    import numpy as np

    return np.argwhere(wrong)


def _port(entry: Any, x: Any, y: Any, count: int) -> Port:
    turned, strides, dilations, begins = entry
    sizes = zip(
        turned.w.shape[2:], strides, dilations, begins, x.shape[2:], y.shape[2:], strict=True
    )
    axes = tuple(window_axis(k, s, d, b, o - s * (n - 1)) for k, s, d, b, n, o in sizes)
    channels = (turned.w.shape[0], turned.w.shape[1]) if turned.channels else None
    return Port("symconv", "the reading", tuple(map(_legal, axes)), Layout(*OURS), channels)


def _legal(axis: Axis) -> Axis:
    """Return an axis that a layer can hold; windows are looked for only where there is one."""
    if is_ours(axis):
        return axis
    most = max(axis.stride, axis.dilation) - 1
    return Axis(axis.kernel_size, axis.stride, axis.begin, axis.end, most, axis.dilation)


def _spellings(port: Port, turned: _Kernel) -> dict[str, str]:
    before = [f"flip the kernel on axis {axis}" for axis, flip in enumerate(turned.flipped) if flip]
    if turned.axes != tuple(sorted(turned.axes)):
        before.append(f"permute the kernel's axes to {turned.axes}")
    if turned.channels == "out, in":
        before.append("exchange the kernel's channel axes")
    found = {}
    for name in NAMES:
        try:
            writing = write(port, name)
        except Impossible as error:
            found[name] = f"none: {error}"
            continue
        found[name] = "; then ".join([*before, writing.call, *writing.steps])
    return found


def _nearest(near: list[Any], x: Any, y: Any, count: int) -> tuple[Reading, ...]:
    """Return the readings with the fewest wrong cells, a mistake that explains one before others."""
    from symconv.dialects.mistakes import explain

    near.sort(key=lambda row: (int(row[1].sum()), row[0][0].amount, sum(row[0][1]), sum(row[0][2])))
    named = []
    for entry, wrong in near[:MOST_EXPLAINED]:
        mistake = explain(_port(entry, x, y, count), entry[0].w, x, y)
        named += [(entry, wrong, mistake)] if mistake else []
    if named:
        return tuple(_reading(e, x, y, count, m, bad) for e, bad, m in named[:MOST_NEAREST])
    return tuple(_reading(entry, x, y, count, "", wrong) for entry, wrong in near[:MOST_NEAREST])


def _apart(readings: tuple[Reading, ...], count: int) -> tuple[Any, Any] | None:
    """Return the smallest input and kernel of distinct integers on which all the readings differ."""
    import numpy as np

    kernel = readings[0].layer.kernel_size
    for size in range(1, 7):
        x = np.arange(1, size**count + 1).reshape((size,) * count)
        w = np.arange(1, int(np.prod(kernel)) + 1).reshape(kernel)
        outputs = [_applied(reading, x, w) for reading in readings]
        if len({(y.shape, y.tobytes()) for y in outputs if y is not None}) == len(readings):
            return x, w
    return None


def _applied(reading: Reading, x: Any, w: Any) -> Any:
    """Return what a reading makes of an input and a kernel of one channel."""
    from symconv.errors import GeometryError
    from symconv.layers.conv import ConvTranspose

    layer = reading.layer
    plain = ConvTranspose(
        layer.kernel_size, layer.stride, list(layer.padding), layer.output_padding, layer.dilation
    )
    turned = w.transpose(reading.axes)
    step: Any = tuple(slice(None, None, -1 if flipped else 1) for flipped in reading.flipped)
    try:
        return plain(x, turned[step])
    except (GeometryError, ShapeError):
        return None


def _asked(function: Callable[[Any, Any], Any], w: Any, axes: int) -> tuple[Any, Any, Any]:
    """Return an input, a kernel and what a function makes of them."""
    import numpy as np

    kernel = np.arange(1, 3**axes + 1).reshape((3,) * axes) if w is None else np.asarray(w)
    shape = (3,) * _axes(kernel.ndim) if kernel.ndim <= 2 else (1, kernel.shape[0], *(3,) * axes)
    x = np.arange(1, int(np.prod(shape)) + 1).reshape(shape) ** 2
    return x, kernel, np.asarray(function(x, kernel))
