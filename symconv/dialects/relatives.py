"""Frameworks that count as PyTorch does, ``O = s(I-1) + K - 2p + a`` and ``b = p``, in other words: a row each.

What a row says was held against the framework itself: Paddle 3.3, MLX 0.32 and equinox 0.13. Paddle
and equinox take output padding below the stride only; MLX gives another output where the padding is
above ``K - 1``; equinox correlates the stretched input with the kernel as it is stored, which is the
reversed kernel. How MLX and equinox lay out groups no `Layout` says, so groups are Paddle's alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from symconv.definitions.geometry import Axis
from symconv.dialects import torch
from symconv.dialects.arguments import KernelSizeMissing, refusal
from symconv.dialects.array_layout import Layout
from symconv.dialects.axis import window
from symconv.dialects.framework_call import FrameworkCall, Wanted, keywords, short
from symconv.dialects.port import Port
from symconv.errors import GeometryError

_DEFAULTS = {"stride": 1, "padding": 0, "output_padding": 0, "dilation": 1, "groups": 1}


@dataclass(frozen=True)
class Relative:
    """One framework: what it is called, how it lays arrays out, and where its rules are narrower than PyTorch's.

    `layer` and `lines` have places for ``n`` (axes), ``size`` (channels and kernel size) and
    ``options``; `places` are the words of the layer that may stand without a keyword.
    """

    key: str
    NAME: str
    layout: Layout
    layer: str
    lines: tuple[str, ...]
    padding: str
    IMPORTS: tuple[str, ...]
    TENSOR: str
    ARRAY: str
    bias: str
    places: tuple[str, ...]
    below_stride: bool = True
    within_kernel: bool = False
    takes_groups: bool = False
    SHORT: dict[str, str] = field(default_factory=lambda: torch.SHORT)
    WORDS: dict[str, tuple[str, Any]] = field(default_factory=dict)

    @property
    def CALLS(self) -> dict[str, Sequence[str]]:
        """The layers' names, each with the words that may stand without a keyword."""
        names = (self.layer.partition("(")[0].rsplit(".", 1)[1].format(n=n) for n in (1, 2, 3))
        return dict.fromkeys(names, self.places)

    def read(
        self,
        *,
        in_channels: int | None = None,
        out_channels: int | None = None,
        kernel_size: Any = None,
        stride: Any = 1,
        padding: Any = 0,
        output_padding: Any = 0,
        dilation: Any = 1,
        groups: int = 1,
        bias: bool | None = None,
        input_size: Any = None,
        axes: int | None = None,
    ) -> Port:
        """Read a layer: as PyTorch's, within the framework's own rules.

        Raises
        ------
        GeometryError
            For what the framework refuses.
        """
        if kernel_size is None:
            raise KernelSizeMissing(f"{self.key}: kernel_size is missing; give kernel_size=")
        given = {
            "in_channels": in_channels,
            "out_channels": out_channels,
            "kernel_size": kernel_size,
            "stride": stride,
            "padding": padding,
            "output_padding": output_padding,
            "dilation": dilation,
            "groups": groups,
            "bias": bias,
            "input_size": input_size,
            "axes": axes,
        }
        try:
            port = torch.read(**given)
        except GeometryError as error:
            raise GeometryError(f"{self.NAME} counts as PyTorch does; {error}") from None
        request = port.request.replace("torch", self.key, 1)
        for axis in port.axes_at():
            if not self._can_say(*window(axis), axis):
                rule = self.limits(axis)
                raise refusal(request, "this is not taken", rule, "the wider rules of PyTorch")
        if groups != 1 and not self.takes_groups:
            raise refusal(
                request, f"groups is {groups}", f"{self.NAME}: read without groups", "any groups"
            )
        remarks = ("the kernel is stored reversed",) if self.layout.is_reversed else ()
        return replace(port, dialect=self.key, request=request, layout=self.layout, remarks=remarks)

    def _can_say(self, begin: Any, end: Any, axis: Axis) -> bool:
        is_crop = 0 <= begin <= self._most_padding(axis, begin)
        return bool(is_crop and 0 <= begin - end <= self._most_extra(axis))

    def _most_padding(self, axis: Axis, wanted: int) -> int:
        return int(axis.reach) - 1 if self.within_kernel else wanted

    def _most_extra(self, axis: Axis) -> int:
        most = axis.stride if self.below_stride else max(axis.stride, axis.dilation)
        return int(most) - 1

    def spell(self, wanted: Wanted) -> FrameworkCall:
        """Return the nearest call, its window at least as large as what is wanted."""
        axes = tuple(map(self._nearest, wanted.axes))
        values = {
            "stride": short([axis.stride for axis in axes]),
            "padding": short([axis.begin for axis in axes]),
            "output_padding": short([axis.output_padding for axis in axes]),
            "dilation": short([axis.dilation for axis in axes]),
            "groups": wanted.groups if self.takes_groups else 1,
        }
        options = keywords(_DEFAULTS, values)
        inputs, outputs = wanted.channels or ("C_in", "C_out")
        kernel_size = short(wanted.column("kernel_size"))
        size = f"{inputs}, {outputs}, {kernel_size}"
        bias = [self.bias] if wanted.has_bias is False else []
        said = ", ".join(filter(None, [size, options, *bias]))
        places = {"n": wanted.count, "k": kernel_size, "options": f", {options}" if options else ""}
        return FrameworkCall(
            axes,
            self.layer.format(n=wanted.count, said=said),
            tuple(line.format(**places) for line in self.lines),
            self.layout,
            takes_groups=self.takes_groups,
        )

    def _nearest(self, axis: Axis) -> Axis:
        begin, end = window(axis)
        if self._can_say(begin, end, axis):
            crop, extra = begin, begin - end
        else:
            crop = max(min(begin, end), 0)
            crop = min(crop, self._most_padding(axis, crop))
            extra = min(max(-end, 0), self._most_extra(axis))
        return Axis(axis.kernel_size, axis.stride, crop, crop, extra, axis.dilation)

    def limits(self, axis: Axis) -> str:
        """Return which windows the framework's words can say."""
        most = f"<= K - 1 = {axis.reach - 1}" if self.within_kernel else ">= 0"
        extra = self._most_extra(axis)
        return (
            f"{self.NAME}: padding p with output padding a leaves out p and p - a, "
            f"for p {most} and 0 <= a <= {extra} only"
        )

    def pad_line(self, pads: Sequence[tuple[int, int]]) -> str:
        """Return the line that pads ``y`` with zeros."""
        outer = {"N": (0, 0), "C": (0, 0)}
        spatial = {"*": list(pads)}
        rows = [spatial.get(letter) or [outer[letter]] for letter in self.layout.data]
        pairs = [pair for row in rows for pair in row]
        flat = [number for pair in pairs for number in pair]
        return f"y = {self.padding.format(pairs=pairs, flat=flat)}"


_PLACES = ("in_channels", "out_channels", "kernel_size", "stride", "padding")
RELATIVES = {
    "paddle": Relative(
        "paddle",
        "Paddle",
        Layout("NC*", "IO*"),
        "paddle.nn.Conv{n}DTranspose({said})",
        ("y = F.conv{n}d_transpose(x, w{options})",),
        "F.pad(y, {flat})",
        ("import numpy as np", "import paddle", "import paddle.nn.functional as F"),
        "paddle.to_tensor(np.array({}))",
        "{}.numpy()",
        "bias_attr=False",
        (*_PLACES, "output_padding", "dilation", "groups"),
        takes_groups=True,
    ),
    "mlx": Relative(
        "mlx",
        "MLX",
        Layout("N*C", "O*I"),
        "mlx.nn.ConvTranspose{n}d({said})",
        ("y = mx.conv_transpose{n}d(x, w{options})",),
        "mx.pad(y, {pairs})",
        ("import mlx.core as mx", "import numpy as np"),
        "mx.array(np.ascontiguousarray({}))",
        "np.array({})",
        "bias=False",
        (*_PLACES, "dilation", "output_padding", "bias"),
        below_stride=False,
        within_kernel=True,
    ),
    "equinox": Relative(
        "equinox",
        "equinox",
        Layout("NC*", "OI*", is_reversed=True),
        "eqx.nn.ConvTranspose{n}d({said}, key=key)",
        (
            "made = eqx.nn.ConvTranspose{n}d(w.shape[1], w.shape[0], {k}{options}, use_bias=False, key=jax.random.key(0))",
            "made = eqx.tree_at(lambda module: module.weight, made, w)",
            "y = jax.vmap(made)(x)",
        ),
        "jnp.pad(y, {pairs})",
        ("import equinox as eqx", "import jax", "import jax.numpy as jnp", "import numpy as np"),
        "jnp.asarray({})",
        "np.asarray({})",
        "use_bias=False",
        (*_PLACES[:4], "output_padding", "padding", "dilation", "groups", "bias"),
    ),
}
"""The frameworks by the name that stands in front of a line."""
