"""PyTorch: ``nn.ConvTranspose1d``, ``2d``, ``3d`` and the functions of the same name.

``O = s(I-1) + K - 2p + a`` and ``b = p``; output padding below ``max(stride, dilation)``. The
kernel is ``(C_in, C_out/groups, k...)``. The call may ask for any of the sizes that differ by
output padding, ``output_size``.
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
    per_axis,
    read_groups,
    refusal,
    request_text,
)
from symconv.dialects.array_layout import Layout
from symconv.dialects.axis import window
from symconv.dialects.framework_call import FrameworkCall, Wanted, keywords, short
from symconv.dialects.port import Port, read_input_size
from symconv.errors import GeometryError, shown

NAME = "PyTorch"
LAYOUT = Layout("NC*", "IO*")
SHORT = {
    "k": "kernel_size",
    "s": "stride",
    "p": "padding",
    "op": "output_padding",
    "a": "output_padding",
    "d": "dilation",
    "g": "groups",
    "O": "output_size",
    "I": "input_size",
    "in": "in_channels",
    "out": "out_channels",
}
WORDS: dict[str, tuple[str, Any]] = {"same": ("padding", "same"), "valid": ("padding", "valid")}
MODULE = (
    "in_channels",
    "out_channels",
    "kernel_size",
    "stride",
    "padding",
    "output_padding",
    "groups",
    "bias",
    "dilation",
    "padding_mode",
)
FUNCTION = ("input", "weight", "bias", "stride", "padding", "output_padding", "groups", "dilation")
CALLS: dict[str, Sequence[str]] = {
    **{f"ConvTranspose{n}d": MODULE for n in (1, 2, 3)},
    **{f"conv_transpose{n}d": FUNCTION for n in (1, 2, 3)},
}


def read(
    layer: Any = None,
    *,
    in_channels: int | None = None,
    out_channels: int | None = None,
    kernel_size: Any = None,
    stride: Any = 1,
    padding: Any = 0,
    output_padding: Any = 0,
    groups: int = 1,
    bias: bool | None = None,
    dilation: Any = 1,
    padding_mode: str = "zeros",
    output_size: Any = None,
    input_size: Any = None,
    axes: int | None = None,
) -> Port:
    """Read a transposed convolution of PyTorch.

    Parameters
    ----------
    layer : nn.ConvTranspose1d, 2d or 3d, optional
        Read by its attributes; the other arguments are then ``output_size`` and ``input_size`` only.
    in_channels, out_channels, kernel_size, stride, padding, output_padding, groups, bias, dilation, padding_mode
        PyTorch's own; channels may be left out.
    output_size : int or tuple, optional
        The spatial size asked for when the layer is called; needs `input_size`.
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
        For what PyTorch refuses, with its rule and ours.

    Examples
    --------
    >>> read(kernel_size=3, stride=2, padding=1, output_padding=1).layer()
    ConvTranspose(3, stride=2, padding=1, output_padding=1)
    """
    if layer is not None:
        return read(**_attributes(layer), output_size=output_size, input_size=input_size)
    if kernel_size is None:
        raise KernelSizeMissing(
            "torch: kernel_size is missing; give kernel_size=, the spatial size of the kernel"
        )
    count = axes or count_axes(kernel_size, stride, dilation, output_padding, padding)
    request = request_text(
        "torch",
        {
            "kernel_size": kernel_size,
            "stride": stride,
            "padding": padding,
            "output_padding": output_padding,
            "dilation": dilation,
            "groups": groups,
        },
        usual={"padding": 0, "output_padding": 0, "dilation": 1, "groups": 1},
    )
    if padding_mode != "zeros":
        raise refusal(
            request,
            f"padding_mode is {shown(padding_mode)}",
            "PyTorch: only 'zeros' is taken",
            "the full output is cropped, nothing is padded",
        )
    if isinstance(padding, str):
        raise refusal(
            request,
            f"padding is {padding!r}",
            "PyTorch: padding='same' and 'valid' are for convolutions only",
            "give numbers",
        )
    k = per_axis(kernel_size, count, f"{request}: kernel_size")
    s = per_axis(stride, count, f"{request}: stride")
    p = per_axis(padding, count, f"{request}: padding")
    a = per_axis(output_padding, count, f"{request}: output_padding")
    d = per_axis(dilation, count, f"{request}: dilation")
    for name, values, least in (
        ("kernel_size", k, 1),
        ("stride", s, 1),
        ("padding", p, 0),
        ("output_padding", a, 0),
        ("dilation", d, 1),
    ):
        check_least(request, NAME, name, values, least)
    sizes = read_input_size(input_size, count, request)
    if output_size is not None:
        a = _asked(request, output_size, sizes, list(zip(k, s, p, d, strict=True)))
    for stride_, dilation_, extra in zip(s, d, a, strict=True):
        if extra >= max(stride_, dilation_):
            raise refusal(
                request,
                f"output_padding is {extra}",
                "PyTorch: output padding must be smaller than either stride or dilation, "
                f"{stride_} and {dilation_}",
                "output_padding < max(stride, dilation)",
            )
    channels = channel_pair(in_channels, out_channels, request)
    counts = dict(zip(("in_channels", "out_channels"), channels or (), strict=False))
    port = Port(
        dialect="torch",
        request=request,
        axes=tuple(Axis(*row) for row in zip(k, s, p, p, a, d, strict=True)),
        layout=LAYOUT,
        channels=channels,
        groups=read_groups(request, NAME, "groups", groups, counts),
        has_bias=None if bias is None else bool(bias),
        input_size=sizes,
        fixed=output_size is not None,
    )
    if sizes is not None:
        port.layer(sizes)
    return port


def _attributes(layer: Any) -> dict[str, Any]:
    """Return the arguments that made a module; what is not one is refused."""
    names = [*MODULE, "transposed"]
    missing = [name for name in names if not hasattr(layer, name)]
    if missing or not layer.transposed:
        raise GeometryError(
            f"torch: {type(layer).__name__} is no transposed convolution of PyTorch; give "
            "nn.ConvTranspose1d, 2d or 3d"
        )
    return {
        **{name: getattr(layer, name) for name in MODULE},
        "bias": layer.bias is not None,
    }


def _asked(
    request: str,
    output_size: Any,
    sizes: tuple[int, ...] | None,
    rows: list[tuple[int, int, int, int]],
) -> tuple[int, ...]:
    """Return the output paddings that a size asked for amounts to."""
    if sizes is None:
        raise GeometryError(f"{request}: output_size needs the input size; give input_size=")
    asked = per_axis(output_size, len(rows), f"{request}: output_size")
    found = []
    for (k, s, p, d), size, wanted in zip(rows, sizes, asked, strict=True):
        smallest = s * (size - 1) + d * (k - 1) + 1 - 2 * p
        if not smallest <= wanted < smallest + s:
            raise refusal(
                request,
                f"output_size is {wanted} on input size {size}",
                f"PyTorch: the output size must be from {smallest} to {smallest + s - 1}",
                "these are the sizes with 0 <= output_padding < stride",
            )
        found.append(wanted - smallest)
    return tuple(found)


IMPORTS = ("import numpy as np", "import torch", "import torch.nn.functional as F")
TENSOR, ARRAY = "torch.from_numpy(np.array({}))", "{}.numpy()"
_DEFAULTS = {"stride": 1, "padding": 0, "output_padding": 0, "groups": 1, "dilation": 1}


def spell(wanted: Wanted) -> FrameworkCall:
    """Return the nearest call: symmetric padding and output padding, the window at least as large as wanted.

    Examples
    --------
    >>> from symconv.definitions.geometry import Axis
    >>> spell(Wanted((Axis(3, stride=2, begin=1, end=0),), None, 1, None)).call
    'nn.ConvTranspose1d(C_in, C_out, 3, stride=2, padding=1, output_padding=1)'
    """
    axes = tuple(map(_nearest, wanted.axes))
    values = {
        "stride": short([axis.stride for axis in axes]),
        "padding": short([axis.begin for axis in axes]),
        "output_padding": short([axis.output_padding for axis in axes]),
        "groups": wanted.groups,
        "dilation": short([axis.dilation for axis in axes]),
    }
    options = keywords(_DEFAULTS, values)
    inputs, outputs = wanted.channels or ("C_in", "C_out")
    size = short(wanted.column("kernel_size"))
    made = [f"{inputs}, {outputs}, {size}", options]
    made += ["bias=False"] if wanted.has_bias is False else []
    call = f"nn.ConvTranspose{wanted.count}d({', '.join(filter(None, made))})"
    taken = ", ".join(filter(None, ["x, w", options]))
    line = f"y = F.conv_transpose{wanted.count}d({taken})"
    return FrameworkCall(axes, call, (line,), LAYOUT, takes_groups=True)


def _nearest(axis: Axis) -> Axis:
    begin, end = window(axis)
    most = max(axis.stride, axis.dilation) - 1
    if begin >= 0 and 0 <= begin - end <= most:
        return Axis(axis.kernel_size, axis.stride, begin, begin, begin - end, axis.dilation)
    crop = max(min(begin, end), 0)
    extra = min(max(-end, 0), most)
    return Axis(axis.kernel_size, axis.stride, crop, crop, extra, axis.dilation)


def limits(axis: Axis) -> str:
    """Return why no padding and output padding give a window."""
    begin, end = window(axis)
    most = max(axis.stride, axis.dilation)
    return (
        f"padding p with output padding a leaves out p and p - a: p = {begin}, a = {begin - end}, "
        f"but p >= 0 and 0 <= a < max(stride, dilation) = {most} are needed"
    )


def pad_line(pads: Sequence[tuple[int, int]]) -> str:
    """Return the line that pads ``y`` with zeros; PyTorch counts from the last axis."""
    flat = [value for pair in reversed(pads) for value in pair]
    return f"y = F.pad(y, {tuple(flat)})"
