"""The layers a user holds in hand: immutable values that compute on known sizes and state on letters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import prod
from typing import Any, ClassVar

import numpy as np
from sympy import Add, Expr, ImmutableSparseMatrix, Mod

from symconv.arrays import KnownArray, read_array, write_array
from symconv.cells import combine, combine_numpy
from symconv.errors import GeometryError, ShapeError, shown
from symconv.formulations import DIRECT, TRANSPOSED, Definition
from symconv.formulations.channels import over_batch, over_channels, part
from symconv.formulations.matrix import convolution_matrix
from symconv.geometry import (
    Axis,
    Channels,
    Demand,
    convolved_demands,
    enforce,
    transposed_demands,
    verdict_by_signs,
)
from symconv.language import Cell, Tensor, Vec, array, split, when
from symconv.language import equal as equal_at
from symconv.notation import to_size
from symconv.parameters import Parameters
from symconv.plan import Plan, convolved_plan, transposed_plan
from symconv.symbolic import Context, SymbolicTensor, lift, merge, same_shape, shape_text
from symconv.tensors import inexact_type, same_ring, write_tensor
from symconv.terms import Size, at_least, equal


@dataclass(frozen=True, init=False, eq=False, repr=False)
class Layer(Parameters):
    """What both layers have in common; made as `ConvTranspose` or `Conv`."""

    methods: ClassVar[tuple[str, ...]] = ()

    def __call__(self, x: Any, w: Any, method: str | None = None) -> Any:
        """Return the output of the layer.

        Parameters
        ----------
        x : tensor
            ``(*spatial)``; with channels ``(C_in, *spatial)`` or ``(N, C_in, *spatial)``.
        w : tensor
            The kernel, ``(*kernel_size)``; with channels ``(C_in, C_out/groups, *kernel_size)`` for `ConvTranspose`,
            ``(C_out, C_in/groups, *kernel_size)`` for `Conv`.
        method : str, optional
            One of ``methods``: compute by this definition instead of the fast engine.

        Returns
        -------
        tensor
            In the form of `x`; a tensor over letters as soon as a size is a letter.

        Raises
        ------
        GeometryError
            For an unknown method, or sizes that are not legal.
        ShapeError
            If the shapes do not fit, or a cell is not an element of a ring.
        """
        definition = self._definition(method)
        inputs = _read(x, f"{self!r}: x")
        kernel = _read(w, f"{self!r}: w")
        if isinstance(inputs, KnownArray) and isinstance(kernel, KnownArray) and not self.letters_used():
            return self._compute(inputs, kernel, None if method is None else definition)
        return self._state(_lifted(inputs), _lifted(kernel), definition)

    def _definition(self, method: str | None) -> Definition:
        table = self._definitions()
        name = self.methods[0] if method is None else method
        if not isinstance(name, str) or name not in table:
            raise GeometryError(f"{self!r}: method is {shown(method)}, but one of {', '.join(self.methods)} is needed")
        return table[name]

    @staticmethod
    def _definitions() -> Mapping[str, Definition]:
        raise NotImplementedError

    def _check(self, x: Vec, w: Vec) -> tuple[Vec, list[Demand], list[Demand]]:
        """Return the spatial input size, the demands on sizes and the demands that the shapes fit."""
        batch = self._batch_axes(x)
        lead, spatial = x.split_at(len(x) - len(self.axes))
        fits = same_shape(w, self.kernel_shape, f"{self!r}: w and the kernel that this layer takes")
        if self.channel_counts:
            inputs = self.channel_counts.inputs
            text = f"{self!r}: x has shape {shape_text(x.entries)}, so {lead.entries[-1]} channels; C_in = {inputs} is needed"
            fits.append(Demand(equal(lead.entries[-1], inputs), text, "give x as (C_in, *spatial)", ShapeError))
        demands = [*self.parameter_demands(), *self.size_demands(spatial.entries)]
        if batch:
            text = f"{self!r}: the batch size is {x.entries[0]}, but batch size >= 1 is needed"
            demands.append(Demand(at_least(x.entries[0], 1), text, "use 1 or more"))
        return spatial, demands, fits

    def _batch_axes(self, x: Vec) -> int:
        extra = len(x) - len(self.axes) - (1 if self.channels else 0)
        if extra not in ((0, 1) if self.channels else (0,)):
            form = "(C_in, *spatial) or (N, C_in, *spatial)" if self.channels else "(*spatial)"
            raise ShapeError(
                f"{self!r}: x has {len(x)} axes, shape {shape_text(x.entries)}, but {form} with {len(self.axes)} spatial "
                f"axes is needed{'' if self.channels else '; channels are declared by channels=(C_in, C_out)'}"
            )
        return extra

    @property
    def kernel_shape(self) -> Vec:
        """The shape the kernel must have, as a vector."""
        spatial = Vec(axis.kernel_size for axis in self.axes)
        return Vec(self._kernel_lead()).join(spatial) if self.channel_counts else spatial

    def _kernel_lead(self) -> tuple[Size, Size]:
        raise NotImplementedError

    def _state(self, x: SymbolicTensor, w: SymbolicTensor, definition: Definition) -> SymbolicTensor:
        """Build the sum over letters."""
        _, demands, fits = self._check(x.tensor.shape, w.tensor.shape)
        sizes = [v for axis in self.axes for v in vars(axis).values()]
        sizes += list(vars(self.channel_counts).values()) if self.channel_counts else []
        context = merge(x.context, w.context).adding(sizes, demands, fits)
        return SymbolicTensor(self._apply(definition, x.tensor, w.tensor), context)

    def _compute(self, x: KnownArray, w: KnownArray, definition: Definition | None) -> Any:
        """Compute on known sizes: by the plan, or by one definition."""
        spatial, demands, fits = self._check(Vec(x.shape), Vec(w.shape))
        enforce([*fits, *demands])
        left, right = same_ring(x, w)
        if definition is not None:
            result = self._apply(definition, left.tensor(), right.tensor())
            return write_tensor(x.form, result, inexact_type(left, right))
        plan = self.plan(spatial.entries)
        batch = bool(self._batch_axes(Vec(x.shape)))
        if x.form == "numpy" and not left.is_sympy:
            return _by_numpy(plan, left, right, batch)
        count = prod(plan.input_shape)
        starts = range(0, len(left.cells), count)
        cells = [y for n in starts for y in combine(plan, left.cells[n : n + count], right.cells, 0)]
        return write_array(x.form, (*x.shape[: int(batch)], *plan.output_shape), cells)

    def _apply(self, definition: Definition, x: Tensor, w: Tensor) -> Tensor:
        """Apply a definition with channels and batch around it."""
        if len(x.shape) > len(self.axes) + (1 if self.channels else 0):
            outputs = Vec([self.channel_counts.outputs]) if self.channel_counts else Vec([])
            shape = outputs.join(self.output_shape(x.shape.entries[2:]))
            return over_batch(lambda item: self._apply(definition, item, w), x, shape)
        if self.channel_counts:
            return self._apply_channels(definition, x, w, self.channel_counts)
        return self._apply_axes(definition, x, w)

    def _apply_axes(self, definition: Definition, x: Tensor, w: Tensor) -> Tensor:
        s, d, b = self._vectors()
        return definition(x, w, s, d, b, self.output_shape(x.shape.entries))

    def _vectors(self) -> tuple[Vec, Vec, Vec]:
        axes = self.axes
        return Vec(a.stride for a in axes), Vec(a.dilation for a in axes), Vec(a.begin for a in axes)

    def _apply_channels(self, definition: Definition, x: Tensor, w: Tensor, channels: Channels) -> Tensor:
        def pair(q: Vec, c: Vec, f: Vec) -> Tensor:
            kernel = part(w, self._kernel_at(channels, q, c, f))
            return self._apply_axes(definition, part(x, q * channels.inputs_per_group + c), kernel)

        return over_channels(pair, self.output_shape(x.shape.entries[1:]), channels)

    def _kernel_at(self, channels: Channels, q: Vec, c: Vec, f: Vec) -> Vec:
        raise NotImplementedError

    def plan(self, input_size: Any) -> Plan:
        """Return which products land where on known sizes.

        Parameters
        ----------
        input_size : int or tuple
            Spatial sizes.

        Raises
        ------
        GeometryError
            If a size is a letter or not legal.
        """
        sizes = tuple(to_size(n, "input_size") for n in self.per_axis_size(input_size))
        numbers = tuple(n for n in sizes if isinstance(n, int))
        if len(numbers) < len(sizes) or self.letters_used():
            raise GeometryError(f"{self!r} on input size {input_size!r}: a plan needs numbers, but a letter is left; put numbers")
        enforce(self.size_demands(sizes))
        return self._plan(numbers)

    def _plan(self, input_size: tuple[int, ...]) -> Plan:
        raise NotImplementedError

    def matrix(self, w: Any, input_size: Any) -> Any:
        """Return the matrix from the flattened (row-major) input to the flattened output, ``y = M x``.

        Parameters
        ----------
        w : tensor
            The kernel.
        input_size : int, expression or tuple
            Spatial sizes; channels are the slowest index, there is no batch.

        Returns
        -------
        ImmutableSparseMatrix or SymbolicTensor
            On letters a tensor indexed (output..., input...), with ``.T`` and ``@``.

        Raises
        ------
        GeometryError, ShapeError
            As when the layer is applied.

        Examples
        --------
        >>> from symconv import tensor
        >>> Conv(2, stride=2).matrix(tensor("w", 2), 4)
        Matrix([
        [w1, w2,  0,  0],
        [ 0,  0, w1, w2]])
        """
        sizes = Vec(to_size(n, "input_size") for n in self.per_axis_size(input_size))
        lead = Vec([self.channel_counts.inputs]) if self.channel_counts else Vec([])
        kernel = _read(w, f"{self!r}: w")
        if isinstance(kernel, KnownArray) and sizes.known and not self.letters_used():
            _, demands, fits = self._check(lead.join(sizes), Vec(kernel.shape))
            enforce([*fits, *demands])
            return _plan_matrix(self.plan(sizes.entries), kernel)
        return self._state_matrix(_lifted(kernel), lead, sizes)

    def _state_matrix(self, w: SymbolicTensor, lead: Vec, sizes: Vec) -> SymbolicTensor:
        _, demands, fits = self._check(lead.join(sizes), w.tensor.shape)
        values = [v for axis in self.axes for v in vars(axis).values()]
        values += list(vars(self.channel_counts).values()) if self.channel_counts else []
        context = merge(w.context, Context()).adding([*values, *sizes.entries], demands, fits)
        outputs = Vec([self.channel_counts.outputs]) if self.channel_counts else Vec([])
        size = self.output_shape(sizes.entries)
        if not self.channel_counts:
            return SymbolicTensor(self._axes_matrix(w.tensor, size, sizes), context, len(size))
        tensor = self._channels_matrix(w.tensor, size, sizes, self.channel_counts)
        return SymbolicTensor(tensor, context, len(outputs.join(size)))

    def _axes_matrix(self, w: Tensor, size: Vec, sizes: Vec) -> Tensor:
        raise NotImplementedError

    def _channels_matrix(self, w: Tensor, size: Vec, sizes: Vec, channels: Channels) -> Tensor:
        """Return ``M[e, o, c, i]``, zero where the two channels are in different groups."""
        m, n = Vec([channels.inputs_per_group]), Vec([channels.outputs_per_group])

        def cell(at: Vec) -> Cell:
            e, rest = at.split_at(1)
            o, rest = rest.split_at(len(size))
            c, i = rest.split_at(1)

            def group(q: Vec, f: Vec) -> Cell:
                def pair(q2: Vec, c2: Vec) -> Cell:
                    kernel = part(w, self._kernel_at(channels, q, c2, f))
                    return when(equal_at(q2, q), self._axes_matrix(kernel, size, sizes)[o.join(i)])

                return split(c, m, pair)

            return split(e, n, group)

        return array(Vec([channels.outputs]).join(size).join(Vec([channels.inputs])).join(sizes), cell)


@dataclass(frozen=True, init=False, eq=False, repr=False)
class ConvTranspose(Layer):
    """A transposed convolution: every input cell paints a copy of the kernel, copies add up, padding crops.

    One axis: ``y[o] = sum over s*i + d*t = o + b of x[i]*w[t]`` for ``0 <= o < O``, with ``b`` the padding at the begin
    and ``O = s(I-1) + d(k-1) + 1 - begin - end + a``.

    Parameters
    ----------
    kernel_size : int, expression or tuple
        At least 1; fixes the number of axes.
    stride, dilation : int, expression or tuple
        At least 1; one value for all axes or one per axis.
    padding : int, expression, tuple or list
        Cells cropped from the full output, at least 0; one value, one per axis, or a list of ``(begin, end)`` pairs.
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
            If ``output_padding >= stride`` on an axis: no convolution of these parameters has this transpose.

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
        return Conv(self.kernel_size, self.stride, list(self.padding), self.dilation, self.groups, channels)

    @staticmethod
    def _definitions() -> Mapping[str, Definition]:
        return TRANSPOSED

    def axis_output(self, axis: Axis, input_size: Any) -> Any:
        """Return ``O = s(I-1) + d(k-1) + 1 - begin - end + a``."""
        return axis.transposed_size(input_size)

    def size_demands(self, input_size: tuple[Size, ...]) -> list[Demand]:
        """Return what the layer asks of an input size."""
        pairs = zip(self.axes, input_size, strict=True)
        return [demand for axis, n in pairs for demand in transposed_demands(repr(self), axis, n)]

    def _kernel_lead(self) -> tuple[Size, Size]:
        counts = self.channel_counts or Channels(1, 1)
        return counts.inputs, counts.outputs_per_group

    def _kernel_at(self, channels: Channels, q: Vec, c: Vec, f: Vec) -> Vec:
        return (q * channels.inputs_per_group + c).join(f)

    def _plan(self, input_size: tuple[int, ...]) -> Plan:
        return transposed_plan(self.axes, input_size, *_plan_channels(self.channel_counts))

    def _axes_matrix(self, w: Tensor, size: Vec, sizes: Vec) -> Tensor:
        s, d, b = self._vectors()
        C = convolution_matrix(w, s, d, b, sizes, size)
        return _swapped(C, size, sizes)


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
        Zeros around the input, at least 0; one value, one per axis, or a list of ``(begin, end)`` pairs.
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
            self.kernel_size, self.stride, list(self.padding), tuple(extra), self.dilation, self.groups, channels
        )

    @staticmethod
    def _definitions() -> Mapping[str, Definition]:
        return DIRECT

    def axis_output(self, axis: Axis, input_size: Any) -> Any:
        """Return ``floor((n + begin + end - d(k-1) - 1)/s) + 1``."""
        return axis.convolved_size(input_size)

    def size_demands(self, input_size: tuple[Size, ...]) -> list[Demand]:
        """Return what the layer asks of an input size."""
        pairs = zip(self.axes, input_size, strict=True)
        return [demand for axis, n in pairs for demand in convolved_demands(repr(self), axis, n)]

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


def _read(value: Any, what: str) -> KnownArray | SymbolicTensor:
    return value if isinstance(value, SymbolicTensor) else read_array(value, what)


def _lifted(value: KnownArray | SymbolicTensor) -> SymbolicTensor:
    return lift(value) if isinstance(value, KnownArray) else value


def _modulo(number: Any, divisor: Any) -> Any:
    return Mod(number, divisor) if isinstance(number, Expr) or isinstance(divisor, Expr) else number % divisor


def _swapped(matrix: Tensor, rows: Vec, columns: Vec) -> Tensor:
    """Return the transposed matrix, with the given row and column shapes."""

    def read(at: Vec) -> Cell:
        row, column = at.split_at(len(rows))
        return matrix[column.join(row)]

    return Tensor(rows.join(columns), read)


def _plan_channels(counts: Channels | None) -> tuple[tuple[int, int] | None, int]:
    return (None, 1) if counts is None else ((counts.inputs, counts.outputs), counts.groups)


def _by_numpy(plan: Plan, x: KnownArray, w: KnownArray, batch: bool) -> np.ndarray[Any, Any]:
    values, kernel = x.as_numpy(), w.as_numpy()
    items = [combine_numpy(plan, item, kernel) for item in (values if batch else values[np.newaxis])]
    result = np.stack(items) if batch else items[0]
    return write_array("numpy", result.shape, result.ravel().tolist()) if result.dtype == object else result


def _plan_matrix(plan: Plan, w: KnownArray) -> ImmutableSparseMatrix:
    kernel = w.as_sympy().cells
    entries: dict[tuple[int, int], list[Expr]] = {}
    for o, i, t in zip(plan.outputs.tolist(), plan.inputs.tolist(), plan.taps.tolist(), strict=True):
        entries.setdefault((o, i), []).append(kernel[t])
    return ImmutableSparseMatrix(
        prod(plan.output_shape), prod(plan.input_shape), {at: Add(*cells) for at, cells in entries.items()}
    )
