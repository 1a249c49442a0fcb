"""JAX: ``jax.lax.conv_transpose``, and flax' ``nn.ConvTranspose`` on top of it.

The layer is written as a convolution of the stretched input, so pairs of numbers are padding
there, not a crop: ``(l, r)`` gives ``O = F - 2(K-1) + l + r`` and ``b = K - 1 - l``; with
``use_consistent_padding`` they are the crop, ``O = F - l - r`` and ``b = l``. ``SAME`` has ``s*I``
cells and ``b = floor(max(K-s, 0)/2)``, ``VALID`` has ``s(I-1) + max(K, s)`` and ``b = 0``. The
kernel is ``(k..., C_in, C_out)`` and reversed; with ``transpose_kernel=True`` it is not reversed
and ``(k..., C_out, C_in)``.
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
)
from symconv.dialects.array_layout import Layout
from symconv.dialects.axis import window, window_axis
from symconv.dialects.framework_call import FrameworkCall, Wanted, keywords
from symconv.dialects.port import Port, read_input_size
from symconv.errors import shown

NAME = "JAX"
SHORT = {
    "k": "kernel_size",
    "s": "strides",
    "p": "padding",
    "d": "rhs_dilation",
    "I": "input_size",
    "in": "in_channels",
    "out": "out_channels",
}
WORDS: dict[str, tuple[str, Any]] = {
    "same": ("padding", "SAME"),
    "valid": ("padding", "VALID"),
    "transpose_kernel": ("transpose_kernel", True),
    "consistent": ("use_consistent_padding", True),
    "use_consistent_padding": ("use_consistent_padding", True),
}
CALLS: dict[str, Sequence[str]] = {
    "conv_transpose": (
        "lhs",
        "rhs",
        "strides",
        "padding",
        "rhs_dilation",
        "dimension_numbers",
        "transpose_kernel",
    ),
    "ConvTranspose": ("features", "kernel_size", "strides", "padding", "kernel_dilation"),
}


def read(
    *,
    strides: Any = 1,
    padding: Any = "SAME",
    rhs_dilation: Any = None,
    dimension_numbers: Any = None,
    transpose_kernel: bool = False,
    use_consistent_padding: bool = False,
    kernel_size: Any = None,
    in_channels: int | None = None,
    out_channels: int | None = None,
    bias: bool | None = None,
    input_size: Any = None,
    axes: int | None = None,
) -> Port:
    """Read a transposed convolution of JAX.

    Parameters
    ----------
    strides, padding, rhs_dilation, dimension_numbers, transpose_kernel, use_consistent_padding
        JAX' own; ``padding`` is ``"SAME"``, ``"VALID"`` or a pair for each axis.
    kernel_size : int or tuple
        The spatial size of the kernel.
    in_channels, out_channels : int, optional
        The channel counts.
    bias : bool, optional
        Whether a bias is added, as flax does.
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
        For what JAX refuses, with its rule and ours.

    Examples
    --------
    >>> port = read(kernel_size=3, strides=2, padding=[(1, 2)])
    >>> port.layer(), port.layout.is_reversed
    (ConvTranspose(3, stride=2, padding=[(1, 0)]), True)
    """
    if kernel_size is None:
        raise KernelSizeMissing(
            "jax: kernel_size is missing; give kernel_size=, the spatial size of the kernel"
        )
    dilation = 1 if rhs_dilation is None else rhs_dilation
    pairs = None if isinstance(padding, str) else padding
    count = axes or count_axes(kernel_size, strides, dilation, pairs)
    request = request_text(
        "jax",
        {
            "kernel_size": kernel_size,
            "strides": strides,
            "padding": padding,
            "rhs_dilation": dilation,
            "transpose_kernel": transpose_kernel,
            "use_consistent_padding": use_consistent_padding,
        },
        usual={"rhs_dilation": 1, "transpose_kernel": False, "use_consistent_padding": False},
    )
    k = per_axis(kernel_size, count, f"{request}: kernel_size")
    s = per_axis(strides, count, f"{request}: strides")
    d = per_axis(dilation, count, f"{request}: rhs_dilation")
    for name, values in (("kernel_size", k), ("strides", s), ("rhs_dilation", d)):
        check_least(request, NAME, name, values, 1)
    paddings = _paddings(request, padding, count)
    rows = zip(k, s, d, paddings, strict=True)
    port = Port(
        dialect="jax",
        request=request,
        axes=tuple(_axis(*row, consistent=use_consistent_padding) for row in rows),
        layout=_layout(request, dimension_numbers, transpose_kernel, count),
        channels=channel_pair(in_channels, out_channels, request),
        has_bias=bias,
        input_size=read_input_size(input_size, count, request),
        remarks=_remarks(transpose_kernel),
    )
    if port.input_size is not None:
        for axis, size in zip(port.axes_at(), port.input_size, strict=True):
            extent = axis.transposed_size(size)
            if extent < 1:
                rule = "output size >= 1 is needed"
                raise refusal(
                    port.request,
                    f"the output size is {extent}",
                    f"JAX: an empty output; {rule}",
                    rule,
                )
    return port


def _remarks(transpose_kernel: bool) -> tuple[str, ...]:
    if transpose_kernel:
        return ()
    return ("the kernel is stored reversed: transpose_kernel=False",)


def _paddings(request: str, padding: Any, count: int) -> list[str | tuple[int, int]]:
    """Return ``"SAME"``, ``"VALID"`` or a pair, for every axis."""
    if isinstance(padding, str):
        if padding.upper() not in ("SAME", "VALID"):
            raise refusal(
                request,
                f"padding is {shown(padding)}",
                "JAX: 'SAME', 'VALID' or a pair of numbers for each axis",
                "numbers",
            )
        return [padding.upper()] * count
    if not is_several(padding) or len(padding) not in (1, count):
        raise refusal(
            request,
            f"padding is {shown(padding)}",
            f"JAX: a list of {count} pairs is needed",
            "one value, or a pair for each axis",
        )
    pairs = list(padding) * (count if len(padding) == 1 else 1)
    read_pairs = [per_axis(pair, 2, f"{request}: padding") for pair in pairs]
    return [(before, after) for before, after in read_pairs]


def _axis(k: int, s: int, d: int, padding: str | tuple[int, int], consistent: bool) -> Axis:
    reach = d * (k - 1) + 1
    if padding == "SAME":
        return window_axis(k, s, d, max(reach - s, 0) // 2, s)
    if padding == "VALID":
        return window_axis(k, s, d, 0, max(reach, s))
    before, after = int(padding[0]), int(padding[1])
    if consistent:
        return window_axis(k, s, d, before, reach - before - after)
    return window_axis(k, s, d, reach - 1 - before, reach - 2 * (reach - 1) + before + after)


def _layout(request: str, numbers: Any, transposed: bool, count: int) -> Layout:
    """Return the layout that dimension numbers name: those of input, kernel and output."""
    kernel_letters = str.maketrans("IO", "OI") if transposed else {}
    if numbers is None:
        return Layout("N*C", "*IO".translate(kernel_letters), is_reversed=not transposed)
    specs = tuple(numbers) if is_several(numbers) else ()
    if len(specs) != 3 or not all(
        isinstance(spec, str) and len(spec) == count + 2 for spec in specs
    ):
        raise refusal(
            request,
            f"dimension_numbers is {shown(numbers)}",
            f"JAX: three strings of {count + 2} letters, as in ('NHWC', 'HWIO', 'NHWC')",
            "the same",
        )
    order = [letter for letter in specs[1] if letter not in "IO"]
    digits = {ord(letter): str(at) for at, letter in enumerate(order)}
    data, kernel, output = (spec.translate(digits) for spec in specs)
    return Layout(data, kernel.translate(kernel_letters), not transposed, output)


IMPORTS = ("import numpy as np", "import jax.numpy as jnp", "from jax import lax")
TENSOR, ARRAY = "jnp.asarray({})", "np.asarray({})"


def spell(wanted: Wanted) -> FrameworkCall:
    """Return the call: ``SAME``, ``VALID``, or a pair for each axis, ``(K-1-b, K-1-e)``.

    On two axes, jaxlib 0.10.2 aborts the whole process on some pairs that hold a 0 or less ("Window
    dimensions do not match RHS shape", as with kernel ``(2, 4)``, strides ``(2, 1)``, padding ``[(0,
    0), (2, 2)]``): a fault of its compiler, not of the call.

    Examples
    --------
    >>> spell(Wanted((Axis(3, stride=2, begin=1, end=0),), None, 1, None)).call
    'lax.conv_transpose(x, w, strides=(2,), padding=[(1, 2)], transpose_kernel=True)'
    """
    axes = wanted.axes
    padding: Any = [_pair(axis) for axis in axes]
    for word in ("SAME", "VALID"):
        if all(window(axis) == window(_named(axis, word)) for axis in axes):
            padding = word
    dilations = wanted.column("dilation")
    values = {
        "strides": wanted.column("stride"),
        "padding": padding,
        "rhs_dilation": None if set(dilations) == {1} else dilations,
        "transpose_kernel": True,
    }
    call = f"lax.conv_transpose(x, w, {keywords({'rhs_dilation': None}, values)})"
    return FrameworkCall(axes, call, (f"y = {call}",), Layout("N*C", "*OI"))


def _pair(axis: Axis) -> tuple[int, int]:
    begin, end = window(axis)
    return axis.reach - 1 - begin, axis.reach - 1 - end


def _named(axis: Axis, word: str) -> Axis:
    return _axis(axis.kernel_size, axis.stride, axis.dilation, word, consistent=False)


def limits(axis: Axis) -> str:
    """Return which padding gives a window: there always is one."""
    return f"padding {_pair(axis)} leaves them out"


def pad_line(pads: Sequence[tuple[int, int]]) -> str:
    """Return the line that pads ``y`` with zeros."""
    return f"y = jnp.pad(y, {[(0, 0), *pads, (0, 0)]})"
