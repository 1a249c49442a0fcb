"""ONNX: the operator ``ConvTranspose`` of opsets 1, 11 and 22.

``pads`` is flat, ``(b1, b2, ..., e1, e2, ...)``: ``O = s(I-1) + K + a - b - e``. With
``output_shape`` or ``auto_pad`` the crop ``T = s(I-1) + K + a - O`` is computed and split, the
smaller half at the begin for ``SAME_UPPER``, else at the end. What the text leaves open is read as
onnxruntime does, or as the literal formula says.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from os import PathLike
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
from symconv.dialects.axis import FixedOutput, split_crop, window, window_axis
from symconv.dialects.framework_call import FrameworkCall, Wanted, keywords
from symconv.dialects.port import Port, read_input_size
from symconv.errors import GeometryError, shown

NAME = "ONNX"
LAYOUT = Layout("NC*", "IO*")
AUTO_PADS = ("NOTSET", "VALID", "SAME_UPPER", "SAME_LOWER")
RUNTIMES = ("onnxruntime", "specification")
SHORT = {
    "k": "kernel_shape",
    "s": "strides",
    "p": "pads",
    "op": "output_padding",
    "a": "output_padding",
    "d": "dilations",
    "g": "group",
    "O": "output_shape",
    "I": "input_size",
    "in": "in_channels",
    "out": "out_channels",
}
WORDS: dict[str, tuple[str, Any]] = {
    "valid": ("auto_pad", "VALID"),
    "same_upper": ("auto_pad", "SAME_UPPER"),
    "same_lower": ("auto_pad", "SAME_LOWER"),
    "upper": ("auto_pad", "SAME_UPPER"),
    "lower": ("auto_pad", "SAME_LOWER"),
    "same": ("auto_pad", "SAME_UPPER"),
    "onnxruntime": ("runtime", "onnxruntime"),
    "specification": ("runtime", "specification"),
}
CALLS: dict[str, Sequence[str]] = {
    "make_node": ("op_type", "inputs", "outputs"),
    "ConvTranspose": (),
}
ATTRIBUTES = (
    "auto_pad",
    "dilations",
    "group",
    "kernel_shape",
    "output_padding",
    "output_shape",
    "pads",
    "strides",
)


@dataclass(frozen=True)
class _Reading:
    """The attributes after reading, one entry per axis."""

    request: str
    kernel: tuple[int, ...]
    stride: tuple[int, ...]
    dilation: tuple[int, ...]
    extra: tuple[int, ...]
    begins: tuple[int, ...]
    ends: tuple[int, ...]
    output: tuple[int, ...] | None
    auto_pad: str
    runtime: str

    @property
    def split(self) -> str:
        """Which half of an odd crop is the larger one."""
        return "upper" if self.auto_pad == "SAME_UPPER" else "lower"

    @property
    def grows(self) -> str:
        """Where cells go that the full output does not have."""
        return "end" if self.runtime == "onnxruntime" else "split"

    def axis(self, number: int) -> Axis | FixedOutput:
        """Return one axis; one whose crop depends on the input size where the output size is given."""
        k, s, d = self.kernel[number], self.stride[number], self.dilation[number]
        a = self.extra[number]
        if self.output is not None:
            return FixedOutput(k, s, d, a, self.output[number], self.split, self.grows)
        if not self.auto_pad.startswith("SAME"):
            return Axis(k, s, self.begins[number], self.ends[number], a, d)
        total = _same_crop(k, s, d, a)
        begin, end = split_crop(total, self.split, self.grows)
        if total < 0 and self.runtime == "onnxruntime":
            return Axis(k, s, 0, 0, a, d)
        return window_axis(k, s, d, begin, d * (k - 1) + 1 + a - begin - end)

    def exchanged(self) -> _Reading:
        """Return the reading with the two halves of ``SAME`` exchanged."""
        from dataclasses import replace

        names = {"SAME_UPPER": "SAME_LOWER", "SAME_LOWER": "SAME_UPPER"}
        return replace(self, auto_pad=names.get(self.auto_pad, self.auto_pad))

    def opset_remarks(self, opset: int) -> list[str]:
        """Say that an old opset reads ``SAME`` in its own way."""
        if opset > 1 or not self.auto_pad.startswith("SAME"):
            return []
        return [
            "opset 1: its text has SAME_UPPER and SAME_LOWER exchanged; onnxruntime reads them as later opsets do"
        ]

    def remarks(self, sizes: tuple[int, ...] | None) -> list[str]:
        """Say which reading is followed, and where the two differ on this layer."""
        followed = f"read as {self.runtime} does"
        if self.auto_pad.startswith("SAME") and self.output is None:
            rows = zip(self.kernel, self.stride, self.dilation, self.extra, strict=True)
            if any(_same_crop(*row) < 0 for row in rows):
                return [
                    f"{followed}: the kernel with output padding is smaller than the stride, so s*I "
                    "cells are more than there "
                    "are; onnxruntime and shape inference leave the output smaller, the text makes it s*I"
                ]
            if any(self.extra):
                return [
                    f"{followed}: SAME with output padding has s*I cells by the text and in "
                    "onnxruntime, more in ONNX's shape "
                    "inference"
                ]
        if self.output is not None and sizes is not None:
            axes = [self.axis(number) for number in range(len(sizes))]
            begins = [
                axis.at(n).begin
                for axis, n in zip(axes, sizes, strict=True)
                if isinstance(axis, FixedOutput)
            ]
            totals = [self.total(number, n) for number, n in enumerate(sizes)]
            if min(totals) < 0:
                return [
                    f"{followed}: output_shape is larger than the full output; onnxruntime puts all "
                    "extra zeros at the end, "
                    f"the literal formula splits them (here the window begins at {begins})"
                ]
        beyond = any(a >= s for a, s in zip(self.extra, self.stride, strict=True))
        if beyond:
            return [f"{followed}: output_padding >= stride, which onnxruntime 1.32 refuses"]
        return []

    def total(self, number: int, size: int) -> int:
        """Return how many cells are cropped at both ends of an axis, where the output size is given."""
        if self.output is None:
            return 0
        reach = self.dilation[number] * (self.kernel[number] - 1) + 1
        full = self.stride[number] * (size - 1) + reach
        return full + self.extra[number] - self.output[number]


def read(
    node: Any = None,
    *,
    kernel_shape: Any = None,
    strides: Any = 1,
    pads: Any = None,
    dilations: Any = 1,
    group: int = 1,
    output_padding: Any = 0,
    output_shape: Any = None,
    auto_pad: str = "NOTSET",
    in_channels: int | None = None,
    out_channels: int | None = None,
    runtime: str = "onnxruntime",
    opset: int = 22,
    input_size: Any = None,
    axes: int | None = None,
    bias: bool | None = None,
) -> Port:
    """Read an ONNX node ``ConvTranspose``.

    Parameters
    ----------
    node : NodeProto or path of a model, optional
        Read by its attributes; a model must have one such node (see `read_model` for several).
    kernel_shape, strides, pads, dilations, group, output_padding, output_shape, auto_pad
        The operator's own attributes. ``kernel_shape`` may be missing in a node: give the kernel's.
    in_channels, out_channels : int, optional
        The channel counts, which the kernel's shape gives.
    runtime : {"onnxruntime", "specification"}
        Whose reading is followed where the text leaves something open.
    opset : int
        In opset 1 the texts of ``SAME_UPPER`` and ``SAME_LOWER`` are exchanged.
    input_size : int or tuple, optional
        The spatial input size; needed by ``output_shape``.
    axes : int, optional
        Number of spatial axes, where all values are single numbers.
    bias : bool, optional
        Whether the node has a third input.

    Returns
    -------
    Port
        `Port.remarks` says where runtimes differ.

    Raises
    ------
    GeometryError
        For what the operator or the runtime refuses, with its rule and ours.

    Examples
    --------
    >>> read(kernel_shape=[3], strides=[2], auto_pad="SAME_UPPER").layer()
    ConvTranspose(3, stride=2, padding=[(0, 1)])
    """
    if isinstance(node, str | PathLike):
        return _only(node, runtime, input_size)
    if node is not None:
        given = node_attributes(node)
        if "kernel_shape" not in given:
            given["kernel_shape"] = kernel_shape
        return read(
            **given,
            in_channels=in_channels,
            out_channels=out_channels,
            runtime=runtime,
            opset=opset,
            input_size=input_size,
        )
    if runtime not in RUNTIMES:
        raise GeometryError(f"onnx: runtime is {shown(runtime)}, but one of {RUNTIMES} is needed")
    if kernel_shape is None:
        raise KernelSizeMissing(
            "onnx: kernel_shape is missing; give kernel_shape=, the spatial size of the kernel"
        )
    count = axes or count_axes(kernel_shape, strides, dilations, output_padding)
    request = request_text(
        "onnx",
        {
            "kernel_shape": kernel_shape,
            "strides": strides,
            "pads": list(pads) if hasattr(pads, "__len__") else None,
            "output_padding": output_padding,
            "dilations": dilations,
            "group": group,
            "output_shape": output_shape,
            "auto_pad": auto_pad,
        },
        usual={
            "pads": None,
            "output_padding": 0,
            "dilations": 1,
            "group": 1,
            "output_shape": None,
            "auto_pad": "NOTSET",
        },
    )
    reading = _checked(
        request,
        count,
        kernel_shape,
        strides,
        dilations,
        output_padding,
        pads,
        output_shape,
        auto_pad,
        runtime,
    )
    sizes = read_input_size(input_size, count, request)
    remarks = [*reading.remarks(sizes), *reading.opset_remarks(opset)]
    if opset == 1 and runtime == "specification":
        reading = reading.exchanged()
    channels = channel_pair(in_channels, out_channels, request)
    counts = dict(zip(("C", "M"), channels or (), strict=False))
    port = Port(
        dialect="onnx",
        request=request,
        axes=tuple(reading.axis(number) for number in range(count)),
        layout=LAYOUT,
        channels=channels,
        groups=read_groups(request, NAME, "group", group, counts),
        has_bias=bias,
        input_size=sizes,
        remarks=tuple(remarks),
    )
    if sizes is not None:
        _check_size(port, reading, sizes)
    return port


def node_attributes(node: Any) -> dict[str, Any]:
    """Return the attributes of a node, as the keywords of `read`.

    Raises
    ------
    GeometryError
        If it is another operator, or has an attribute that this one does not have.
    """
    kind = getattr(node, "op_type", type(node).__name__)
    if kind != "ConvTranspose":
        raise GeometryError(f"onnx: the node is {shown(kind)}, but ConvTranspose is needed")
    found: dict[str, Any] = {}
    for attribute in node.attribute:
        if attribute.name not in ATTRIBUTES:
            raise GeometryError(
                f"onnx: attribute {shown(attribute.name)} is none of {', '.join(ATTRIBUTES)}"
            )
        found[attribute.name] = _value(attribute)
    return {**found, "bias": len(node.input) > 2 and bool(node.input[2])}


def _value(attribute: Any) -> Any:
    if attribute.name == "auto_pad":
        text = attribute.s
        return text.decode() if isinstance(text, bytes) else text
    if attribute.name == "group":
        return attribute.i
    return list(attribute.ints)


def _only(path: str | PathLike[str], runtime: str, input_size: Any) -> Port:
    found = read_model(path, runtime=runtime, input_size=input_size)
    if len(found) != 1:
        raise GeometryError(
            f"onnx: {path} has {len(found)} nodes ConvTranspose ({', '.join(found)}), but one is needed; "
            "read them by onnx.read_model"
        )
    return next(iter(found.values()))


def read_model(
    path: str | PathLike[str], *, runtime: str = "onnxruntime", input_size: Any = None
) -> dict[str, Port]:
    """Read every ``ConvTranspose`` of a model file, by name; kernels are initialisers of the model.

    Raises
    ------
    GeometryError
        If the file is no ONNX model, or the kernel of a node is computed.
    """
    from symconv.dialects.protobuf import read_model as parse

    model = parse(path)
    found: dict[str, Port] = {}
    for number, node in enumerate(model.nodes):
        if node.op_type != "ConvTranspose":
            continue
        name = node.name or f"node {number}"
        shape = model.initializers.get(node.input[1])
        if shape is None:
            raise GeometryError(
                f"onnx: {path}: the kernel {node.input[1]!r} of {name} is no initialiser of the "
                "model, so its shape "
                "is not known; give the node and kernel_shape= instead"
            )
        given = node_attributes(node)
        groups = given.get("group", 1)
        given.setdefault("kernel_shape", list(shape[2:]))
        found[name] = read(
            **given,
            in_channels=shape[0],
            out_channels=shape[1] * groups,
            runtime=runtime,
            opset=model.opset,
            input_size=input_size,
        )
    return found


def _checked(
    request: str,
    count: int,
    kernel_shape: Any,
    strides: Any,
    dilations: Any,
    output_padding: Any,
    pads: Any,
    output_shape: Any,
    auto_pad: Any,
    runtime: str,
) -> _Reading:
    """Return the attributes, or raise with the rule that one breaks."""
    if auto_pad not in AUTO_PADS:
        raise refusal(
            request,
            f"auto_pad is {shown(auto_pad)}",
            f"ONNX: one of {', '.join(AUTO_PADS)}",
            "give pads",
        )
    k = per_axis(kernel_shape, count, f"{request}: kernel_shape")
    s = per_axis(strides, count, f"{request}: strides")
    d = per_axis(dilations, count, f"{request}: dilations")
    a = per_axis(output_padding, count, f"{request}: output_padding")
    for name, values, least in (
        ("kernel_shape", k, 1),
        ("strides", s, 1),
        ("dilations", d, 1),
        ("output_padding", a, 0),
    ):
        check_least(request, NAME, name, values, least)
    flat = _pads(request, pads, count, auto_pad)
    check_least(request, NAME, "pads", flat, 0)
    for stride, dilation, extra in zip(s, d, a, strict=True):
        if extra >= max(stride, dilation):
            raise refusal(
                request,
                f"output_padding is {extra}",
                f"ONNX: output_padding must be less than stride or dilation, {stride} and {dilation}",
                "output_padding < max(stride, dilation)",
            )
        if extra >= stride and runtime == "onnxruntime" and output_shape is None:
            raise refusal(
                request,
                f"output_padding is {extra}",
                f"onnxruntime (1.32): output_padding may be too large for stride {stride}, since "
                "a convolution would "
                "give a larger input back",
                "output_padding < max(stride, dilation) is enough, and runtime='specification' reads it so",
            )
    output = None if output_shape is None else _output(request, output_shape, count)
    begins, ends = (flat[:count], flat[count:]) if output is None else ((0,) * count,) * 2
    return _Reading(request, k, s, d, a, begins, ends, output, auto_pad, runtime)


def _pads(request: str, pads: Any, count: int, auto_pad: str) -> tuple[int, ...]:
    if pads is None:
        return (0,) * (2 * count)
    flat = per_axis(pads, 2 * count, f"{request}: pads")
    if auto_pad != "NOTSET":
        raise refusal(
            request,
            f"pads is {list(flat)} and auto_pad is {auto_pad}",
            "ONNX: the two cannot be used together",
            "give one of them",
        )
    return flat


def _output(request: str, output_shape: Any, count: int) -> tuple[int, ...]:
    """Return the spatial output sizes; runtimes also take a shape with batch and channels."""
    entries: Iterable[Any] = output_shape if hasattr(output_shape, "__len__") else [output_shape]
    values = list(entries)
    spatial = values[2:] if len(values) == count + 2 else values
    sizes = per_axis(spatial, count, f"{request}: output_shape")
    check_least(request, NAME, "output_shape", sizes, 1)
    return sizes


def _same_crop(k: int, s: int, d: int, a: int) -> int:
    """Return ``T = s(I-1) + K + a - s*I``."""
    return d * (k - 1) + 1 + a - s


def _check_size(port: Port, reading: _Reading, sizes: tuple[int, ...]) -> None:
    """Raise unless the layer has an output on this input size."""
    for number, (axis, size) in enumerate(zip(port.axes_at(sizes), sizes, strict=True)):
        extent = axis.transposed_size(size)
        if extent < 1:
            rule = "output size >= 1 is needed"
            raise refusal(port.request, f"the output size is {extent}", f"ONNX: {rule}", rule)
        if reading.output is None or reading.runtime != "onnxruntime":
            continue
        crop = max(reading.total(number, size), 0)
        reach = axis.dilation * (axis.kernel_size - 1) + 1
        back = (extent + crop - reach) // axis.stride + 1
        if back != size:
            raise refusal(
                port.request,
                f"output_shape is {extent} on input size {size}",
                f"onnxruntime (1.32): a convolution of the output must give input size {size} "
                f"back, and gives {back}",
                "output_padding < max(stride, dilation)",
            )


IMPORTS = (
    "import numpy as np",
    "import onnxruntime",
    "from onnx import TensorProto, helper",
)
TENSOR, ARRAY = "{}", "{}"


def spell(wanted: Wanted) -> FrameworkCall:
    """Return the node: pads at begin and end, and output padding below the stride.

    Examples
    --------
    >>> spell(Wanted((Axis(3, stride=2, begin=1, end=0),), None, 1, None)).call
    'helper.make_node("ConvTranspose", ["x", "w"], ["y"], kernel_shape=[3], strides=[2], pads=[1, 0])'
    """
    axes = tuple(map(_nearest, wanted.axes))
    values = {
        "kernel_shape": [axis.kernel_size for axis in axes],
        "strides": [axis.stride for axis in axes],
        "pads": [*(axis.begin for axis in axes), *(axis.end for axis in axes)],
        "output_padding": [axis.output_padding for axis in axes],
        "dilations": [axis.dilation for axis in axes],
        "group": wanted.groups,
    }
    zeros, ones = [0] * wanted.count, [1] * wanted.count
    defaults = {"output_padding": zeros, "dilations": ones, "group": 1}
    node = f'helper.make_node("ConvTranspose", ["x", "w"], ["y"], {keywords(defaults, values)})'
    lines = (
        f"node = {node}",
        'names = {"x": x, "w": w}',
        "values = [helper.make_tensor_value_info(name, TensorProto.FLOAT, a.shape) for name, a "
        "in names.items()]",
        'output = helper.make_tensor_value_info("y", TensorProto.FLOAT, None)',
        'graph = helper.make_graph([node], "layer", values, [output])',
        'model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 11)], ir_version=8)',
        "session = onnxruntime.InferenceSession(model.SerializeToString())",
        "y = session.run(None, names)[0]",
    )
    return FrameworkCall(axes, node, lines, LAYOUT, takes_groups=True)


def _nearest(axis: Axis) -> Axis:
    begin, end = window(axis)
    extra = min(max(-end, 0), axis.stride - 1)
    return Axis(axis.kernel_size, axis.stride, max(begin, 0), max(end, 0), extra, axis.dilation)


def limits(axis: Axis) -> str:
    """Return why no pads and output padding give a window."""
    return f"pads must be >= 0 and output_padding < strides = {axis.stride}, where onnxruntime is asked"


def pad_line(pads: Sequence[tuple[int, int]]) -> str:
    """Return the line that pads ``y`` with zeros."""
    return f"y = np.pad(y, {[(0, 0), (0, 0), *pads]})"
