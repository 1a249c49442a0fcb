"""TensorFlow: ``tf.nn.conv1d_transpose``, ``conv2d_transpose``, ``conv3d_transpose``.

The layer is the gradient of a convolution whose input has ``output_shape``. ``SAME``: any ``O``
with ``ceil(O/s) = I``, and ``b = floor(max(s(I-1) + K - O, 0)/2)``. ``VALID``: any ``O >= K`` with
``floor((O-K)/s) + 1 = I``, and ``b = 0``. The kernel is ``(k..., C_out, C_in)``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from symconv.definitions.geometry import Axis
from symconv.dialects.arguments import (
    KernelSizeMissing,
    channel_pair,
    check_least,
    count_axes,
    is_several,
    per_axis,
    refusal,
    request_text,
    whole,
)
from symconv.dialects.array_layout import Layout
from symconv.dialects.axis import window, window_axis
from symconv.dialects.framework_call import FrameworkCall, Wanted, short, stretched
from symconv.dialects.port import Port, read_input_size
from symconv.errors import GeometryError, shown

NAME = "TensorFlow"
KERNEL = "*OI"
SHORT = {
    "k": "kernel_size",
    "s": "strides",
    "d": "dilations",
    "O": "output_shape",
    "I": "input_size",
    "in": "in_channels",
    "out": "out_channels",
}
WORDS: dict[str, tuple[str, Any]] = {"same": ("padding", "SAME"), "valid": ("padding", "VALID")}
_FUNCTION = ("input", "filters", "output_shape", "strides", "padding", "data_format", "dilations")
CALLS: dict[str, Sequence[str]] = {
    "conv_transpose": _FUNCTION,
    **{f"conv{n}d_transpose": _FUNCTION for n in (1, 2, 3)},
}


def read(
    *,
    strides: Any = 1,
    padding: Any = "SAME",
    output_shape: Any = None,
    kernel_size: Any = None,
    data_format: str | None = None,
    dilations: Any = 1,
    in_channels: int | None = None,
    out_channels: int | None = None,
    remainder: int = 0,
    input_size: Any = None,
    axes: int | None = None,
) -> Port:
    """Read a transposed convolution of TensorFlow.

    Parameters
    ----------
    strides, padding, output_shape, data_format, dilations
        TensorFlow's own; `output_shape` with or without batch and channels. `padding` is ``"SAME"``,
        ``"VALID"`` or, on two axes, explicit pairs.
    kernel_size : int or tuple
        The spatial size of the filters.
    in_channels, out_channels : int, optional
        The channel counts.
    remainder : int
        Without `output_shape`: the size is the largest one with ``O mod s = remainder``; ``s*I`` at 0.
    input_size : int or tuple, optional
        The spatial input size; with `output_shape` it follows.
    axes : int, optional
        Number of spatial axes, where all values are single numbers.

    Returns
    -------
    Port

    Raises
    ------
    GeometryError
        For what TensorFlow refuses, with its rule and ours.

    Examples
    --------
    >>> read(kernel_size=3, strides=2, padding="SAME", output_shape=5).layer()
    ConvTranspose(3, stride=2, padding=1)
    """
    if kernel_size is None:
        raise KernelSizeMissing(
            "tensorflow: kernel_size is missing; give kernel_size=, the spatial size of the filters"
        )
    count = axes or count_axes(kernel_size, strides)
    layout = _layout(data_format, count)
    request = request_text(
        "tensorflow",
        {
            "kernel_size": kernel_size,
            "strides": strides,
            "padding": padding,
            "output_shape": output_shape,
            "dilations": dilations,
        },
        usual={"output_shape": None, "dilations": 1},
    )
    k = per_axis(kernel_size, count, f"{request}: kernel_size")
    s = per_axis(_inner(strides, count, layout), count, f"{request}: strides")
    d = per_axis(_inner(dilations, count, layout), count, f"{request}: dilations")
    for name, values in (("kernel_size", k), ("strides", s), ("dilations", d)):
        check_least(request, NAME, name, values, 1)
    if max(s) > 1 and max(d) > 1:
        raise refusal(
            request,
            f"strides are {s} and dilations {d}",
            "TensorFlow: strides > 1 are not supported with dilations > 1",
            "any stride and dilation of at least 1",
        )
    crops = _crops(request, padding, count, layout)
    sizes = read_input_size(input_size, count, request)
    outputs = (
        None
        if output_shape is None
        else per_axis(_inner(output_shape, count, layout), count, f"{request}: output_shape")
    )
    axes_read, found = [], []
    for number in range(count):
        axis, size = _axis(
            request,
            (k[number], s[number], d[number]),
            crops if isinstance(crops, str) else crops[number],
            None if outputs is None else outputs[number],
            None if sizes is None else sizes[number],
            whole(remainder, f"{request}: remainder"),
        )
        axes_read.append(axis)
        found.append(size)
    port = Port(
        dialect="tensorflow",
        request=request,
        axes=tuple(axes_read),
        layout=layout,
        channels=channel_pair(in_channels, out_channels, request),
        has_bias=False,
        input_size=sizes if outputs is None else tuple(found),
        fixed=outputs is not None,
        remarks=tuple(_remarks(padding, outputs, d)),
    )
    if port.input_size is not None:
        port.layer(port.input_size)
    return port


def _layout(data_format: str | None, count: int) -> Layout:
    first = data_format is not None and data_format.startswith("NC")
    if data_format is not None and not (
        first or (data_format[:1] == "N" and data_format[-1:] == "C")
    ):
        raise GeometryError(
            f"tensorflow: data_format is {shown(data_format)}, but one like 'NHWC' or 'NCHW' is needed"
        )
    return Layout("NC*" if first else "N*C", KERNEL)


def _inner(value: Any, count: int, layout: Layout) -> Any:
    """Return the spatial entries of a list that also has batch and channels."""
    if not is_several(value) or len(value) != count + 2:
        return value
    return list(value)[2:] if layout.data == "NC*" else list(value)[1:-1]


def _crops(
    request: str, padding: Any, count: int, layout: Layout
) -> str | tuple[tuple[int, int], ...]:
    """Return ``"SAME"``, ``"VALID"``, or the explicit crop of every axis."""
    if isinstance(padding, str) and padding.upper() in ("SAME", "VALID"):
        return padding.upper()
    if isinstance(padding, str) or not is_several(padding):
        raise refusal(
            request,
            f"padding is {shown(padding)}",
            "TensorFlow: 'SAME', 'VALID' or a list of pairs",
            "numbers",
        )
    if count != 2:
        raise refusal(
            request,
            f"padding is {shown(padding)} on {count} axes",
            "TensorFlow: explicit pairs are taken by conv2d_transpose alone",
            "pairs on any number of axes",
        )
    pairs = [per_axis(pair, 2, f"{request}: padding") for pair in _inner(padding, count, layout)]
    for pair in pairs:
        check_least(request, NAME, "padding", pair, 0)
    return tuple((begin, end) for begin, end in pairs)


def _axis(
    request: str,
    parameters: tuple[int, int, int],
    crop: str | tuple[int, int],
    output: int | None,
    size: int | None,
    remainder: int,
) -> tuple[Axis, int]:
    """Return one axis and its input size; without an output size the input size is 1, and does not matter."""
    k, s, d = parameters
    reach = d * (k - 1) + 1
    if output is None:
        inputs, wanted = 1, _usual(request, crop, s, reach, remainder)
    else:
        check_least(request, NAME, "output_shape", [output], 1)
        inputs, wanted = convolved(crop, s, reach, output), output
        if inputs < 1 or (size is not None and size != inputs):
            given = "" if size is None else f" on input size {size}"
            raise refusal(
                request,
                f"output_shape is {output}{given}",
                f"TensorFlow: a convolution of the output must give the input back, and gives {inputs}",
                "output_padding < max(stride, dilation)",
            )
    extent = wanted - s * (inputs - 1)
    begin = crop[0] if not isinstance(crop, str) else 0
    if crop == "SAME":
        begin = max(reach - extent, 0) // 2
    return window_axis(k, s, d, begin, extent), inputs


def convolved(crop: str | tuple[int, int], s: int, reach: int, output: int) -> int:
    """Return the size that a convolution of the output has: the input size.

    Examples
    --------
    >>> convolved("SAME", 2, 3, 5), convolved("VALID", 2, 3, 6)
    (3, 2)
    """
    if crop == "SAME":
        return -(-output // s)
    begin, end = (0, 0) if isinstance(crop, str) else crop
    return (output + begin + end - reach) // s + 1


def _usual(request: str, crop: str | tuple[int, int], s: int, reach: int, remainder: int) -> int:
    """Return the output size on one input cell, where none is given: the largest with this remainder."""
    if not 0 <= remainder < s:
        raise GeometryError(
            f"{request}: remainder is {remainder}, but 0 <= remainder < stride = {s} is needed"
        )
    if crop == "SAME":
        return remainder or s
    begin, end = (0, 0) if isinstance(crop, str) else crop
    return max(reach, s) - begin - end


def _remarks(padding: Any, outputs: Any, d: tuple[int, ...]) -> list[str]:
    found = []
    if outputs is None and isinstance(padding, str):
        usual = "s*I" if padding.upper() == "SAME" else "s(I-1) + max(K, s)"
        found.append(f"output_shape is not given: {usual} cells, as Keras has it, are read")
    if max(d) > 1:
        found.append("TensorFlow's own CPU kernels (2.21) refuse dilations above 1")
    return found


IMPORTS = ("import numpy as np", "import tensorflow as tf")
TENSOR, ARRAY = "tf.convert_to_tensor({})", "{}.numpy()"


def spell(wanted: Wanted) -> FrameworkCall:
    """Return the nearest call: ``SAME`` or ``VALID`` with the output size, or explicit pairs on two axes.

    Examples
    --------
    >>> spell(Wanted((Axis(4, stride=2, begin=1, end=1),), None, 1, None)).call
    "tf.nn.conv1d_transpose(x, w, [N, 2*(I1-1)+2, C_out], strides=2, padding='SAME')"
    """
    axes = tuple(_plain(stretched(axis)) for axis in wanted.axes)
    padding, got = _said(axes)
    strides = short([axis.stride for axis in got])
    extents = [axis.transposed_size(1) for axis in got]
    name = f"conv{wanted.count}d_transpose"
    options = f"strides={strides}, padding={padding!r}"
    rows = list(enumerate(zip(got, extents, strict=True), 1))
    said = ", ".join(f"{axis.stride}*(I{at}-1)+{extent}" for at, (axis, extent) in rows)
    counted = ", ".join(f"{axis.stride}*(x.shape[{at}]-1)+{extent}" for at, (axis, extent) in rows)
    outputs = wanted.channels[1] if wanted.channels else "C_out"
    call = f"tf.nn.{name}(x, w, [N, {said}, {outputs}], {options})"
    lines = (
        f"size = [x.shape[0], {counted}, w.shape[-2]]",
        f"y = tf.nn.{name}(x, w, size, {options})",
    )
    return FrameworkCall(got, call, lines, Layout("N*C", KERNEL))


def _plain(axis: Axis) -> Axis:
    """Return the axis with either cells left out at the end or cells added there."""
    extent = axis.transposed_size(1)
    return window_axis(axis.kernel_size, axis.stride, 1, axis.begin, extent)


def _said(axes: Sequence[Axis]) -> tuple[Any, tuple[Axis, ...]]:
    """Return the padding and what it gives: exactly what is wanted if anything is, else all of it."""
    if all(map(_is_same, axes)):
        return "SAME", tuple(axes)
    if all(map(_is_valid, axes)):
        return "VALID", tuple(axes)
    if len(axes) == 2 and all(axis.begin >= 0 and window(axis)[1] > -axis.stride for axis in axes):
        return [[0, 0], *([axis.begin, axis.end] for axis in axes), [0, 0]], tuple(axes)
    wider = []
    for axis in axes:
        extra = min(max(-window(axis)[1], 0), axis.stride - 1)
        wider.append(Axis(axis.kernel_size, axis.stride, 0, 0, extra, axis.dilation))
    return "VALID", tuple(wider)


def _is_same(axis: Axis) -> bool:
    extent = axis.transposed_size(1)
    return bool(1 <= extent <= axis.stride and axis.begin == max(axis.reach - extent, 0) // 2)


def _is_valid(axis: Axis) -> bool:
    begin, end = window(axis)
    return bool(begin == 0 and -axis.stride < end <= 0)


def limits(axis: Axis) -> str:
    """Return why no padding gives a window."""
    return (
        f"SAME takes 1 <= O - s(I-1) <= {axis.stride} with its own begin, VALID begin 0 and "
        f"-{axis.stride} < end <= 0; explicit pairs are for two axes"
    )


def pad_line(pads: Sequence[tuple[int, int]]) -> str:
    """Return the line that pads ``y`` with zeros."""
    return f"y = tf.pad(y, {[(0, 0), *pads, (0, 0)]})"
