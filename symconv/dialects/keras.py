"""Keras 3: ``Conv1DTranspose``, ``Conv2DTranspose``, ``Conv3DTranspose``, on every backend.

``same`` without output padding: ``O = s*I``, ``b = floor(max(K-s, 0)/2)``; with output padding
``a``: ``O = s(I-1) + (K mod 2) + a``, ``b = floor(max(F-O, 0)/2)``. ``valid``: ``b = 0`` and ``O =
s(I-1) + max(K, s)``, or ``F + a``. The kernel is ``(k..., C_out, C_in)``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from symconv.definitions.geometry import Axis
from symconv.dialects.arguments import (
    KernelSizeMissing,
    channel_pair,
    check_least,
    count_axes,
    per_axis,
    refusal,
    request_text,
)
from symconv.dialects.array_layout import Layout
from symconv.dialects.axis import window, window_axis
from symconv.dialects.framework_call import FrameworkCall, Wanted, keywords, short, stretched
from symconv.dialects.port import Port, read_input_size
from symconv.errors import GeometryError, shown

NAME = "Keras"
SHORT = {
    "k": "kernel_size",
    "s": "strides",
    "op": "output_padding",
    "a": "output_padding",
    "d": "dilation_rate",
    "I": "input_size",
    "in": "in_channels",
    "out": "filters",
}
WORDS: dict[str, tuple[str, Any]] = {
    "same": ("padding", "same"),
    "valid": ("padding", "valid"),
    "channels_first": ("data_format", "channels_first"),
    "channels_last": ("data_format", "channels_last"),
}
_LAYER = (
    "filters",
    "kernel_size",
    "strides",
    "padding",
    "output_padding",
    "data_format",
    "dilation_rate",
    "activation",
    "use_bias",
)
_FUNCTION = (
    "inputs",
    "kernel",
    "strides",
    "padding",
    "output_padding",
    "data_format",
    "dilation_rate",
)
CALLS: dict[str, Sequence[str]] = {
    "conv_transpose": _FUNCTION,
    **{f"Conv{n}DTranspose": _LAYER for n in (1, 2, 3)},
}
READ = (
    "filters",
    "kernel_size",
    "strides",
    "padding",
    "output_padding",
    "data_format",
    "dilation_rate",
    "use_bias",
)


def read(
    layer: Any = None,
    *,
    filters: int | None = None,
    kernel_size: Any = None,
    strides: Any = 1,
    padding: str = "valid",
    output_padding: Any = None,
    data_format: str | None = None,
    dilation_rate: Any = 1,
    use_bias: bool | None = None,
    in_channels: int | None = None,
    input_size: Any = None,
    axes: int | None = None,
) -> Port:
    """Read a transposed convolution of Keras.

    Parameters
    ----------
    layer : object or dict, optional
        A Keras layer, read by its attributes, or what its ``get_config()`` gives.
    filters, kernel_size, strides, padding, output_padding, data_format, dilation_rate, use_bias
        Keras' own.
    in_channels : int, optional
        The channels of the input, which Keras reads off it.
    input_size : int or tuple, optional
        The spatial input size.
    axes : int, optional
        Number of spatial axes, where all values are single numbers.

    Returns
    -------
    Port

    Raises
    ------
    GeometryError
        For what Keras refuses, with its rule and ours.

    Examples
    --------
    >>> read(kernel_size=3, strides=2, padding="same", output_padding=1).layer()
    ConvTranspose(3, stride=2, padding=[(0, 1)])
    """
    if layer is not None:
        given = _attributes(layer)
        return read(**given, in_channels=in_channels, input_size=input_size)
    if kernel_size is None:
        raise KernelSizeMissing(
            "keras: kernel_size is missing; give kernel_size=, the spatial size of the kernel"
        )
    count = axes or count_axes(kernel_size, strides, dilation_rate, output_padding)
    request = request_text(
        "keras",
        {
            "kernel_size": kernel_size,
            "strides": strides,
            "padding": padding,
            "output_padding": output_padding,
            "dilation_rate": dilation_rate,
        },
        usual={"output_padding": None, "dilation_rate": 1},
    )
    k = per_axis(kernel_size, count, f"{request}: kernel_size")
    s = per_axis(strides, count, f"{request}: strides")
    d = per_axis(dilation_rate, count, f"{request}: dilation_rate")
    for name, values in (("kernel_size", k), ("strides", s), ("dilation_rate", d)):
        check_least(request, NAME, name, values, 1)
    extra: tuple[int | None, ...] = (None,) * count
    if output_padding is not None:
        extra = per_axis(output_padding, count, f"{request}: output_padding")
    _check(request, padding, s, d, extra)
    layout = _layout(request, data_format)
    rows = zip(k, s, d, extra, strict=True)
    port = Port(
        dialect="keras",
        request=request,
        axes=tuple(_axis(padding.lower(), *row) for row in rows),
        layout=layout,
        channels=channel_pair(in_channels, filters, request),
        has_bias=use_bias,
        input_size=read_input_size(input_size, count, request),
    )
    if port.input_size is not None:
        port.layer(port.input_size)
    return port


def _attributes(layer: Any) -> dict[str, Any]:
    """Return the arguments that made a layer."""
    if isinstance(layer, Mapping):
        config = layer.get("config", layer)
        if "kernel_size" not in config or "strides" not in config:
            raise GeometryError(
                "keras: the config has no kernel_size and strides; give that of a Conv2DTranspose"
            )
        return {name: config[name] for name in READ if name in config}
    kind = type(layer).__name__
    if not (kind.startswith("Conv") and kind.endswith("Transpose")):
        raise GeometryError(
            f"keras: {kind} is no transposed convolution of Keras; give Conv1DTranspose, 2D or 3D"
        )
    return {name: getattr(layer, name) for name in READ}


def _check(
    request: str,
    padding: Any,
    s: tuple[int, ...],
    d: tuple[int, ...],
    extra: tuple[int | None, ...],
) -> None:
    if not isinstance(padding, str) or padding.lower() not in ("same", "valid"):
        raise refusal(
            request, f"padding is {shown(padding)}", "Keras: 'same' or 'valid'", "numbers"
        )
    if max(s) > 1 and max(d) > 1:
        raise refusal(
            request,
            f"strides are {s} and dilation_rate {d}",
            "Keras: strides > 1 are not supported with dilation_rate > 1",
            "any stride and dilation of at least 1",
        )
    for stride, value in zip(s, extra, strict=True):
        if value is None:
            continue
        check_least(request, NAME, "output_padding", [value], 0)
        if value >= stride:
            raise refusal(
                request,
                f"output_padding is {value}",
                f"Keras: output_padding must be strictly less than strides, {stride}",
                "output_padding < max(stride, dilation)",
            )


def _layout(request: str, data_format: Any) -> Layout:
    if data_format in (None, "channels_last"):
        return Layout("N*C", "*OI")
    if data_format == "channels_first":
        return Layout("NC*", "*OI")
    raise GeometryError(
        f"{request}: data_format is {shown(data_format)}, but 'channels_last' or 'channels_first' is needed"
    )


def _axis(padding: str, k: int, s: int, d: int, extra: int | None) -> Axis:
    reach = d * (k - 1) + 1
    if padding == "valid":
        extent = max(reach, s) if extra is None else reach + extra
        return window_axis(k, s, d, 0, extent)
    extent = s if extra is None else reach % 2 + extra
    begin = max(reach - extent, 0) // 2
    if extra is None or begin * 2 + extent - reach < 0:
        return window_axis(k, s, d, begin, extent)
    return Axis(k, s, begin, begin, begin * 2 + extent - reach, d)


IMPORTS = ("import numpy as np", "import keras")
TENSOR = "keras.ops.convert_to_tensor({})"
ARRAY = "keras.ops.convert_to_numpy({})"
_DEFAULTS = {"strides": 1, "output_padding": None, "dilation_rate": 1}


def spell(wanted: Wanted) -> FrameworkCall:
    """Return the nearest call: ``same`` or ``valid``, with or without output padding.

    Examples
    --------
    >>> spell(Wanted((Axis(4, stride=2, begin=1, end=1),), None, 1, None)).call
    "keras.layers.Conv1DTranspose(C_out, 4, strides=2, padding='same')"
    """
    axes = wanted.axes
    if max(wanted.column("stride")) > 1 and max(wanted.column("dilation")) > 1:
        axes = tuple(map(stretched, axes))
    padding, extra, got = _said(axes)
    values = {
        "strides": short([axis.stride for axis in got]),
        "padding": padding,
        "output_padding": None if extra is None else short(extra),
        "dilation_rate": short([axis.dilation for axis in got]),
    }
    options = keywords(_DEFAULTS, values)
    outputs = wanted.channels[1] if wanted.channels else "C_out"
    size = short([axis.kernel_size for axis in got])
    bias = ", use_bias=False" if wanted.has_bias is False else ""
    call = f"keras.layers.Conv{wanted.count}DTranspose({outputs}, {size}, {options}{bias})"
    line = f"y = keras.ops.conv_transpose(x, w, {options}, data_format='channels_last')"
    return FrameworkCall(got, call, (line,), Layout("N*C", "*OI"))


def _said(axes: Sequence[Axis]) -> tuple[str, tuple[int, ...] | None, tuple[Axis, ...]]:
    """Return padding, output padding and what they give: exactly what is wanted if anything is, else all of it."""
    for padding in ("same", "valid"):
        usual = tuple(_given(padding, axis, None) for axis in axes)
        if all(map(_same_window, axes, usual)):
            return padding, None, usual
        extra = tuple(_extra(padding, axis) for axis in axes)
        chosen = [value for value in extra if value is not None]
        if len(chosen) == len(axes):
            got = tuple(map(_given, [padding] * len(axes), axes, chosen))
            return padding, tuple(chosen), got
    return "valid", None, tuple(_given("valid", axis, None) for axis in axes)


def _given(padding: str, axis: Axis, extra: int | None) -> Axis:
    return _axis(padding, axis.kernel_size, axis.stride, axis.dilation, extra)


def _same_window(axis: Axis, other: Axis) -> bool:
    return window(axis) == window(other)


def _extra(padding: str, axis: Axis) -> int | None:
    """Return the output padding that gives the window of an axis."""
    fitting = (a for a in range(axis.stride) if _same_window(axis, _given(padding, axis, a)))
    return next(fitting, None)


def limits(axis: Axis) -> str:
    """Return why neither padding gives a window."""
    given = {window(_given("valid", axis, None)), window(_given("same", axis, None))}
    for padding in ("same", "valid"):
        given |= {window(_given(padding, axis, a)) for a in range(axis.stride)}
    pairs = ", ".join(f"{begin} and {end}" for begin, end in sorted(given))
    return f"'same' and 'valid' with every output padding leave out {pairs} only"


def pad_line(pads: Sequence[tuple[int, int]]) -> str:
    """Return the line that pads ``y`` with zeros."""
    return f"y = keras.ops.pad(y, {[(0, 0), *pads, (0, 0)]})"
