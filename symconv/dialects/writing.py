"""Layers written in a framework's words: the call, or the nearest call and what makes up for it.

The code that is written runs. It defines ``layer(x, w, b=None)`` on the framework's own arrays, and
``port(x, w, b=None)`` on NumPy arrays as the layer that was read has them: it moves axes, takes the
call, crops and pads, adds the bias, and moves axes back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from symconv.definitions.geometry import Axis
from symconv.dialects.array_layout import inverse
from symconv.dialects.axis import window, window_axis
from symconv.dialects.dialect_names import ALIASES, module
from symconv.dialects.framework_call import FrameworkCall, Wanted
from symconv.errors import Impossible
from symconv.formulas.notebook import InWords

if TYPE_CHECKING:
    from symconv.dialects.port import Port

MOST_AXES = 3


@dataclass(frozen=True)
class Writing(InWords):
    """A layer in a framework's words.

    Parameters
    ----------
    dialect : str
        The framework.
    call : str
        The layer as people write it; alone it is equal only where `exact`.
    code : str
        Python that runs, with ``layer`` and ``port``.
    exact : bool
        Whether the call alone is the layer, weights moved to their axes.
    steps : tuple of str
        What makes up for the difference.
    reason : str
        Why no call alone is the layer.
    cases : tuple
        For layers that leave the output size open: pairs of the condition and the writing.

    Examples
    --------
    >>> from symconv import ConvTranspose
    >>> from symconv.dialects import write
    >>> print(write(ConvTranspose(4, stride=2, padding=1), "torch"))
    nn.ConvTranspose1d(C_in, C_out, 4, stride=2, padding=1)
    """

    dialect: str
    call: str
    code: str
    exact: bool
    steps: tuple[str, ...]
    reason: str = ""
    cases: tuple[tuple[str, Writing], ...] = ()

    def __str__(self) -> str:
        lines = [self.call, *(f"then {step}" for step in self.steps)]
        lines += [f"since {self.reason}"] if self.reason else []
        return "\n".join(lines)


def written(port: Port, name: str, exact: bool = False) -> Writing:
    """Return a layer that was read as a framework says it; `symconv.dialects.write` reads it first.

    Raises
    ------
    Impossible
        If the framework has no layer of so many axes; with `exact`, if no call alone is the layer,
        with the proof.
    """
    dialect = module(name)
    if len(port.axes) > MOST_AXES:
        raise Impossible(
            f"{port.request}: {len(port.axes)} spatial axes, and {dialect.NAME} has layers of 1, 2 and 3"
        )
    wanted = Wanted(port.axes_at(), port.channels, port.groups, port.has_bias)
    spelling: FrameworkCall = dialect.spell(wanted)
    steps = _steps(wanted, spelling)
    is_turned = spelling.layout.is_reversed and not port.layout.is_reversed
    steps += ["flip the kernel on all its spatial axes"] if is_turned else []
    reason = "" if not steps else _reason(port, wanted, spelling, dialect.NAME)
    if exact and steps:
        raise Impossible(
            f"{port.request}: no call of {dialect.NAME} alone is this layer, since {reason}"
        )
    return Writing(
        dialect=ALIASES[name.lower()],
        call=spelling.call,
        code=_code(port, wanted, spelling, dialect),
        exact=not steps,
        steps=tuple(steps),
        reason=reason,
        cases=_cases(port, name),
    )


def _cases(port: Port, name: str) -> tuple[tuple[str, Writing], ...]:
    """Return the writings by the remainder of the output size, for layers that leave it open."""
    if port.dialect != "tensorflow":
        return ()
    return tuple((condition, written(case, name)) for condition, case in remainders(port))


def remainders(port: Port) -> list[tuple[str, Port]]:
    """Return a layer of ``SAME`` without output size, by the remainder of the output size.

    Examples
    --------
    >>> from symconv.dialects import tensorflow
    >>> for condition, case in remainders(tensorflow.read(kernel_size=3, strides=2)):
    ...     print(condition, case.layer())
    O mod 2 = 0 ConvTranspose(3, stride=2, padding=[(0, 1)])
    O mod 2 = 1 ConvTranspose(3, stride=2, padding=1)
    """
    strides = {axis.stride for axis in port.axes}
    if port.fixed or "'SAME'" not in port.request or len(strides) > 1:
        return []
    (s,) = strides
    found = []
    for remainder in range(s):
        axes = [_of_remainder(axis, remainder) for axis in port.axes_at()]
        found.append((f"O mod {s} = {remainder}", replace(port, axes=tuple(axes), fixed=True)))
    return found


def _of_remainder(axis: Axis, remainder: int) -> Axis:
    extent = remainder or axis.stride
    begin = max(axis.reach - extent, 0) // 2
    return window_axis(axis.kernel_size, axis.stride, axis.dilation, begin, extent)


def _steps(wanted: Wanted, spelling: FrameworkCall) -> list[str]:
    """Return in words what has to be done beside the call."""
    steps = []
    if any(axis.dilation != got.dilation for axis, got in _pairs(wanted, spelling)):
        steps.append("stretch the kernel: dilation - 1 zeros between its cells")
    if wanted.groups > 1 and not spelling.takes_groups:
        steps.append("make the kernel block-diagonal: zeros between channels of different groups")
    moves = _moves(wanted, spelling)
    if any(begin > 0 or end > 0 for begin, end in moves):
        steps.append(f"slice the output to [..., {', '.join(_slices(moves))}]")
    if any(begin < 0 or end < 0 for begin, end in moves):
        pads = ", ".join(f"({max(-begin, 0)}, {max(-end, 0)})" for begin, end in moves)
        steps.append(f"pad the output with zeros, begin and end of each axis: {pads}")
    return steps


def _pairs(wanted: Wanted, spelling: FrameworkCall) -> list[tuple[Axis, Axis]]:
    return list(zip(wanted.axes, spelling.axes, strict=True))


def _moves(wanted: Wanted, spelling: FrameworkCall) -> list[tuple[int, int]]:
    """Return the cells to take off (or, negative, to put on) at begin and end of each axis."""
    moves = []
    for axis, got in _pairs(wanted, spelling):
        (begin, end), (has_begin, has_end) = window(axis), window(got)
        moves.append((begin - has_begin, end - has_end))
    return moves


def _slices(moves: Sequence[tuple[int, int]]) -> list[str]:
    return [f"{max(begin, 0) or ''}:{-max(end, 0) or ''}" for begin, end in moves]


def _reason(port: Port, wanted: Wanted, spelling: FrameworkCall, framework: str) -> str:
    """Return the proof that the call alone is not enough: what the framework's words can be, and what is wanted."""
    if wanted.groups > 1 and not spelling.takes_groups:
        return f"{framework} has no groups here, and a kernel without zeros mixes all channels"
    for number, (axis, got) in enumerate(_pairs(wanted, spelling)):
        (begin, end), where = window(axis), f"on axis {number} " if wanted.count > 1 else ""
        if axis.dilation != got.dilation:
            return f"{framework} takes no dilation above 1 with this stride"
        if window(got) != (begin, end):
            rule = module(framework).limits(axis)
            return f"{where}begin {begin} and end {end} of the full output are to be left out, and {rule}"
    if spelling.layout.is_reversed:
        return f"{framework} correlates the stretched input with the kernel as it is stored"
    return ""


def _code(port: Port, wanted: Wanted, spelling: FrameworkCall, dialect: Any) -> str:
    """Return the whole program."""
    moves = _moves(wanted, spelling)
    lines = []
    if any(begin > 0 or end > 0 for begin, end in moves):
        places = {"N": [":"], "C": [":"], "*": _slices(moves)}
        entries = [entry for letter in spelling.layout.data for entry in places[letter]]
        lines.append(f"y = y[{', '.join(entries)}]")
    if any(begin < 0 or end < 0 for begin, end in moves):
        pads = [(max(-begin, 0), max(-end, 0)) for begin, end in moves]
        lines.append(dialect.pad_line(pads))
    body = [*spelling.lines, *lines]
    is_first = spelling.layout.data[1] == "C"
    bias = f"b.reshape(-1{', 1' * wanted.count})" if is_first else "b"
    count = wanted.count
    x = _moved("x", port.layout.data_axes(count), spelling.layout.data_axes(count))
    y = _moved("y", spelling.layout.data_axes(count), port.layout.output_axes(count))
    port_lines = [
        f"    x, w = {dialect.TENSOR.format(x)}, {dialect.TENSOR.format('kernel(w)')}",
        f"    y = layer(x, w, None if b is None else {dialect.TENSOR.format('b')})",
        f"    y = {dialect.ARRAY.format('y')}",
        f"    return {y}",
    ]
    return "\n".join(
        [
            f"# {port.request}",
            f"# {spelling.call}",
            *dialect.IMPORTS,
            "",
            "",
            "def layer(x, w, b=None):",
            *(f"    {line}" for line in body),
            f"    return y if b is None else y + {bias}",
            "",
            "",
            *_kernel_lines(port, wanted, spelling),
            "",
            "",
            "def port(x, w, b=None):",
            f'    """Take and give arrays of NumPy as {port.dialect} has them."""',
            *port_lines,
            "",
        ]
    )


def _kernel_lines(port: Port, wanted: Wanted, spelling: FrameworkCall) -> list[str]:
    """Return the function that brings a kernel to the call's layout."""
    count = wanted.count
    theirs, axes = port.layout.kernel_axes(count), inverse(spelling.layout.kernel_axes(count))
    lines = ["def kernel(w):"]
    lines.append(f'    """From {port.layout.kernel_text()} to {spelling.layout.kernel_text()}."""')
    if theirs != tuple(range(count + 2)):
        lines.append(f"    w = w.transpose({theirs})")
    if port.layout.is_reversed != spelling.layout.is_reversed:
        lines.append(f"    w = w[..., {', '.join(['::-1'] * count)}]")
    if wanted.groups > 1 and not spelling.takes_groups:
        lines += [
            f"    rows, groups = w.shape[0] // {wanted.groups}, {wanted.groups}",
            "    wide = np.zeros((w.shape[0], groups * w.shape[1], *w.shape[2:]), w.dtype)",
            "    for q in range(groups):",
            "        block = slice(q * rows, (q + 1) * rows), slice(q * w.shape[1], (q + 1) * w.shape[1])",
            "        wide[block] = w[block[0]]",
            "    w = wide",
        ]
    if any(axis.dilation != got.dilation for axis, got in _pairs(wanted, spelling)):
        size = ", ".join(str(axis.reach) for axis in wanted.axes)
        steps = ", ".join(f"::{axis.dilation}" for axis in wanted.axes)
        lines += [
            f"    wide = np.zeros((*w.shape[:2], {size}), w.dtype)",
            f"    wide[:, :, {steps}] = w",
            "    w = wide",
        ]
    moved = "w" if axes == tuple(range(count + 2)) else f"w.transpose({axes})"
    lines.append(f"    return np.ascontiguousarray({moved})")
    return lines


def _moved(name: str, theirs: tuple[int, ...], target: tuple[int, ...]) -> str:
    """Return a transposition between two layouts, nothing where they are the same."""
    order = tuple(theirs[axis] for axis in inverse(target))
    return name if order == tuple(range(len(order))) else f"{name}.transpose({order})"
