"""The layers a user holds in hand: immutable values that compute on known sizes and state on letters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from sympy import Expr, Mod

from symconv.data.letters import to_size
from symconv.definitions.formulations import DIRECT, TRANSPOSED, Definition, convolution_matrix
from symconv.definitions.geometry import (
    Axis,
    Channels,
    Demand,
    convolved_demands,
    enforce,
    transposed_demands,
    verdict_by_signs,
)
from symconv.definitions.operations import transpose
from symconv.errors import GeometryError
from symconv.language.terms import Size, at_least
from symconv.language.words import Tensor, Vec
from symconv.layers.linear import Layer
from symconv.layers.plan import Plan, convolved_plan, transposed_plan


@dataclass(frozen=True, init=False, eq=False, repr=False)
class ConvTranspose(Layer):
    """A transposed convolution: every input cell paints a copy of the kernel, copies add up, padding crops.

    One axis: ``y[o] = sum over s*i + d*t = o + b of x[i]*w[t]`` for ``0 <= o < O``, with ``b`` the
    padding at the begin and ``O = s(I-1) + d(k-1) + 1 - begin - end + a``.

    Parameters
    ----------
    kernel_size : int, expression or tuple
        At least 1; fixes the number of axes.
    stride, dilation : int, expression or tuple
        At least 1; one value for all axes or one per axis.
    padding : int, expression, tuple or list
        Cells cropped from the full output, at least 0; one value, one per axis, or a list of
        ``(begin, end)`` pairs.
    output_padding : int, expression or tuple
        Cells added at the end, ``0 <= a < max(stride, dilation)``.
    groups : int or expression
        Divides both channel counts; 1 without channels.
    channels : pair, optional
        ``(C_in, C_out)``.

    Raises
    ------
    GeometryError
        If a parameter is not legal.

    References
    ----------
    V. Dumoulin and F. Visin, A guide to convolution arithmetic for deep learning, 2016, chapter 4.

    Examples
    --------
    >>> from symconv import tensor
    >>> ConvTranspose(3, stride=2, padding=1)(tensor("x", 2), tensor("w", 3))
    [w2*x1, w1*x2 + w3*x1, w2*x2]
    """

    methods: ClassVar[tuple[str, ...]] = tuple(TRANSPOSED)
    _transposed: ClassVar[bool] = True

    def __init__(
        self,
        kernel_size: Any,
        stride: Any = 1,
        padding: Any = 0,
        output_padding: Any = 0,
        dilation: Any = 1,
        groups: Any = 1,
        channels: Any = None,
    ) -> None:
        super().__init__(kernel_size, stride, padding, output_padding, dilation, groups, channels)

    def adjoint(self) -> Conv:
        """Return the convolution whose matrix is the transpose of this layer's.

        Raises
        ------
        GeometryError
            If ``output_padding >= stride`` on an axis: no convolution of these parameters has this
            transpose.

        Examples
        --------
        >>> ConvTranspose(3, stride=2, padding=1).adjoint()
        Conv(3, stride=2, padding=1)
        """
        for axis in self.axes:
            if verdict_by_signs(at_least(axis.output_padding, axis.stride)) is True:
                raise GeometryError(
                    f"{self!r}.adjoint(): output_padding is {axis.output_padding}, but output_padding < stride = "
                    f"{axis.stride} is needed; a convolution of these parameters would have a larger output"
                )
        channels = None if self.channels is None else self.channels[::-1]
        return Conv(
            self.kernel_size, self.stride, list(self.padding), self.dilation, self.groups, channels
        )

    @staticmethod
    def _definitions() -> Mapping[str, Definition]:
        return TRANSPOSED

    def axis_output(self, axis: Axis, input_size: Any) -> Any:
        """Return ``O = s(I-1) + d(k-1) + 1 - begin - end + a``."""
        return axis.transposed_size(input_size)

    def axis_demands(self, axis: Axis, input_size: Size) -> list[Demand]:
        """Return what the layer asks of the input size on one axis."""
        return transposed_demands(repr(self), axis, input_size)

    def _kernel_lead(self) -> tuple[Size, Size]:
        counts = self.channel_counts or Channels(1, 1)
        return counts.inputs, counts.outputs_per_group

    def _kernel_at(self, channels: Channels, q: Vec, c: Vec, f: Vec) -> Vec:
        return (q * channels.inputs_per_group + c).join(f)

    def _plan(self, input_size: tuple[int, ...]) -> Plan:
        return transposed_plan(self.axes, input_size, *_plan_channels(self.channel_counts))

    def _axes_matrix(self, w: Tensor, size: Vec, sizes: Vec) -> Tensor:
        s, d, b = self._vectors()
        return transpose(convolution_matrix(w, s, d, b, sizes, size), len(sizes))


@dataclass(frozen=True, init=False, eq=False, repr=False)
class Conv(Layer):
    """A convolution as deep learning has it (a cross-correlation): a window slides, multiplies and adds.

    One axis: ``y[i] = sum over t of x[s*i + d*t - b]*w[t]``, `x` being zero outside, for
    ``0 <= i < floor((n + begin + end - d(k-1) - 1)/s) + 1``.

    Parameters
    ----------
    kernel_size : int, expression or tuple
        At least 1; fixes the number of axes.
    stride, dilation : int, expression or tuple
        At least 1; one value for all axes or one per axis.
    padding : int, expression, tuple or list
        Zeros around the input, at least 0; one value, one per axis, or a list of ``(begin, end)``
        pairs.
    groups : int or expression
        Divides both channel counts; 1 without channels.
    channels : pair, optional
        ``(C_in, C_out)``.

    Raises
    ------
    GeometryError
        If a parameter is not legal.

    References
    ----------
    V. Dumoulin and F. Visin, A guide to convolution arithmetic for deep learning, 2016, chapter 2.

    Examples
    --------
    >>> from symconv import tensor
    >>> Conv(2)(tensor("x", 3), tensor("w", 2))
    [w1*x1 + w2*x2, w1*x2 + w2*x3]
    """

    methods: ClassVar[tuple[str, ...]] = tuple(DIRECT)

    def __init__(
        self,
        kernel_size: Any,
        stride: Any = 1,
        padding: Any = 0,
        dilation: Any = 1,
        groups: Any = 1,
        channels: Any = None,
    ) -> None:
        super().__init__(kernel_size, stride, padding, 0, dilation, groups, channels)

    def adjoint(self, input_size: Any) -> ConvTranspose:
        """Return the transposed convolution of the same parameters that leads back to `input_size`.

        Its output padding is ``(n + begin + end - K) mod s``. It takes the same kernel array.

        Parameters
        ----------
        input_size : int, expression or tuple
            Spatial input size of this convolution.

        Raises
        ------
        GeometryError
            If the kernel does not fit into the padded input.

        Examples
        --------
        >>> Conv(3, stride=2, padding=1).adjoint(6)
        ConvTranspose(3, stride=2, padding=1, output_padding=1)
        """
        values = self.per_axis_size(input_size)
        enforce(self.size_demands(tuple(to_size(n, "input_size") for n in values)))
        rows = [Axis(*row) for row in self.rows()]
        extra = [_modulo(axis.slack(n), axis.stride) for axis, n in zip(rows, values, strict=True)]
        channels = None if self.channels is None else self.channels[::-1]
        return ConvTranspose(
            self.kernel_size,
            self.stride,
            list(self.padding),
            tuple(extra),
            self.dilation,
            self.groups,
            channels,
        )

    @staticmethod
    def _definitions() -> Mapping[str, Definition]:
        return DIRECT

    def axis_output(self, axis: Axis, input_size: Any) -> Any:
        """Return ``floor((n + begin + end - d(k-1) - 1)/s) + 1``."""
        return axis.convolved_size(input_size)

    def axis_demands(self, axis: Axis, input_size: Size) -> list[Demand]:
        """Return what the layer asks of the input size on one axis."""
        return convolved_demands(repr(self), axis, input_size)

    def _kernel_lead(self) -> tuple[Size, Size]:
        counts = self.channel_counts or Channels(1, 1)
        return counts.outputs, counts.inputs_per_group

    def _kernel_at(self, channels: Channels, q: Vec, c: Vec, f: Vec) -> Vec:
        return (q * channels.outputs_per_group + f).join(c)

    def _plan(self, input_size: tuple[int, ...]) -> Plan:
        return convolved_plan(self.axes, input_size, *_plan_channels(self.channel_counts))

    def _axes_matrix(self, w: Tensor, size: Vec, sizes: Vec) -> Tensor:
        s, d, b = self._vectors()
        return convolution_matrix(w, s, d, b, size, sizes)


def _modulo(number: Any, divisor: Any) -> Any:
    return (
        Mod(number, divisor)
        if isinstance(number, Expr) or isinstance(divisor, Expr)
        else number % divisor
    )


def _plan_channels(counts: Channels | None) -> tuple[tuple[int, int] | None, int]:
    return (None, 1) if counts is None else ((counts.inputs, counts.outputs), counts.groups)
