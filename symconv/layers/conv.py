"""The layers a user holds in hand: immutable values that compute on known sizes and state on letters.

The way of a result on known sizes: read both arrays, check the shapes, take the plan (which has
checked the sizes once), fill it, write. Whatever has letters goes by `symconv.layers.stating`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property, lru_cache
from math import prod
from typing import Any, ClassVar, Self

from sympy import Expr, ImmutableSparseMatrix, Mod

from symconv.data.arrays import KnownArray, read_array, same_ring, write_array
from symconv.data.letters import SEVERAL, to_size
from symconv.definitions.formulations import DIRECT, TRANSPOSED, Method
from symconv.definitions.geometry import (
    Axis,
    Channels,
    Demand,
    Message,
    channel_demands,
    convolved_demands,
    enforce,
    parameter_demands,
    transposed_demands,
    verdict_by_signs,
)
from symconv.definitions.operations import PADDED
from symconv.errors import GeometryError, UnsupportedError, shown, wrong_number
from symconv.formulas.notebook import InWords
from symconv.language.terms import Letter, Size, at_least, letters
from symconv.language.words import Vec
from symconv.layers import conversions, gradients, joining, modes, stating
from symconv.layers.engine import collector_paused, combine, combine_numpy
from symconv.layers.plan import Plan, convolved_plan, transposed_plan
from symconv.symbolic.sizes import sized
from symconv.symbolic.tensors import SymbolicScalar, SymbolicTensor, lift, read_operand
from symconv.symbolic.written import Spelled, Word, Written, python

_LARGEST_PLAIN = 2**63
_CHANNELS = (
    "write channels=(C_in, C_out), behind the kernel size: ConvTranspose((4, 4), channels=(16, 8))"
)
ELSEWHERE = {
    "in_channels": _CHANNELS,
    "out_channels": _CHANNELS,
    "bias": "a bias is given with the arrays: layer(x, w, b)",
    "kernel": "write kernel_size=, and give the kernel with the input: layer(x, w)",
    "strides": "write stride=",
    "dilations": "write dilation=",
    "pads": "write padding=, as padding=[(begin, end)] on one axis",
}
"""Parameters of other libraries, with what to write here."""


@dataclass(frozen=True, repr=False)
class Layer(InWords):
    """The parameters of a layer, checked and normalised, and what it does; made as `ConvTranspose` or `Conv`.

    There is one entry per axis, and paddings are pairs of begin and end.
    """

    kernel_size: Any
    stride: Any = 1
    padding: Any = 0
    output_padding: Any = 0
    dilation: Any = 1
    groups: Any = 1
    channels: Any = None
    padding_mode: str = "zeros"

    transposed: ClassVar[bool] = False
    table: ClassVar[Mapping[str, Method]] = {}
    methods: ClassVar[tuple[str, ...]] = ()

    def __new__(cls, *given: Any, **named: Any) -> Self:
        """Make a layer; words of other libraries are refused with what to write instead.

        Raises
        ------
        TypeError
            Where a parameter has another name here.
        """
        for name, instead in ELSEWHERE.items():
            if name in named:
                raise TypeError(f"{cls.__name__} has no {name}=; {instead}")
        return super().__new__(cls)

    def __post_init__(self) -> None:
        kernel = self.kernel_size
        kernel = tuple(kernel) if isinstance(kernel, SEVERAL) else (kernel,)
        if not kernel:
            raise GeometryError(
                f"{type(self).__name__}(kernel_size=()): there is no axis, but one or more are needed; "
                "give a size or a tuple of sizes"
            )
        self._set(
            "kernel_size",
            tuple(parameter(k, f"{type(self).__name__}: kernel_size") for k in kernel),
        )
        for name in ("stride", "output_padding", "dilation"):
            self._set(name, self._per_axis(name))
        self._set("padding", self._padding_pairs())
        self._set("groups", parameter(self.groups, f"{type(self).__name__}: groups"))
        self._set("channels", self._channel_pair())
        if not isinstance(self.padding_mode, str) or self.padding_mode not in PADDED:
            names = ", ".join(map(repr, PADDED))
            raise GeometryError(
                f"{type(self).__name__}: padding_mode is {shown(self.padding_mode)}, but one of "
                f"{names} is needed"
            )
        enforce(self.parameter_demands())

    def _set(self, name: str, value: Any) -> None:
        object.__setattr__(self, name, value)

    def _per_axis(self, name: str) -> tuple[Any, ...]:
        value, what = getattr(self, name), f"{type(self).__name__}: {name}"
        axes = len(self.kernel_size)
        entries = tuple(value) if isinstance(value, SEVERAL) else (value,) * axes
        if len(entries) != axes:
            raise GeometryError(f"{what} is {shown(value)}: {wrong_number(len(entries), axes)}")
        return tuple(parameter(entry, what) for entry in entries)

    def _padding_pairs(self) -> tuple[tuple[Any, Any], ...]:
        what, axes = f"{type(self).__name__}: padding", len(self.kernel_size)
        entries = (
            tuple(self.padding) if isinstance(self.padding, SEVERAL) else (self.padding,) * axes
        )
        if len(entries) != axes:
            raise GeometryError(
                f"{what} is {shown(self.padding)}: {wrong_number(len(entries), axes)}; "
                "a (begin, end) pair stands inside a list, padding=[(1, 0)], in the shell --padding 1:0"
            )
        pairs = [
            tuple(entry) if isinstance(entry, SEVERAL) else (entry, entry) for entry in entries
        ]
        for pair in pairs:
            if len(pair) != 2:
                raise GeometryError(
                    f"{what} is {shown(self.padding)}: {shown(pair)} is not a (begin, end) pair, "
                    "as in padding=[(1, 0)]"
                )
        return tuple((parameter(begin, what), parameter(end, what)) for begin, end in pairs)

    def _channel_pair(self) -> tuple[Any, Any] | None:
        what = f"{type(self).__name__}: channels"
        if self.channels is None:
            if self.groups != 1:
                raise GeometryError(
                    f"{type(self).__name__}: groups is {self.groups}, but without channels groups must be 1; "
                    "use 1, or declare channels=(C_in, C_out)"
                )
            return None
        if not isinstance(self.channels, SEVERAL) or len(self.channels) != 2:
            raise GeometryError(
                f"{what} is {shown(self.channels)}, but a pair (C_in, C_out) is needed"
            )
        inputs, outputs = (parameter(c, what) for c in self.channels)
        return inputs, outputs

    @cached_property
    def axes(self) -> tuple[Axis, ...]:
        """The parameters of every axis, as numbers and polynomials."""
        return tuple(Axis(*map(_as_size, row)) for row in self.rows())

    def rows(self) -> list[tuple[Any, ...]]:
        """Return the parameters axis by axis, as the user gave them, in the order of `Axis`."""
        begins, ends = zip(*self.padding, strict=True)
        columns = (self.kernel_size, self.stride, begins, ends, self.output_padding, self.dilation)
        return list(zip(*columns, strict=True))

    @cached_property
    def channel_counts(self) -> Channels | None:
        """The channels in groups, as numbers and polynomials; ``None`` for a layer without channels."""
        if self.channels is None:
            return None
        return Channels(*map(_as_size, (*self.channels, self.groups)))

    def parameter_demands(self) -> list[Demand]:
        """Return what the parameters must satisfy, whatever the input size."""
        demands: list[Demand] = []
        for axis in self.axes:
            demands += parameter_demands(self, axis, self.transposed)
        if self.channel_counts:
            demands += channel_demands(self, self.channel_counts)
        return demands

    def __repr__(self) -> str:
        return self._text

    @cached_property
    def _text(self) -> str:
        plain = len(self.kernel_size) == 1 if isinstance(self.kernel_size, tuple) else True
        written = []
        for field in fields(self):
            value = getattr(self, field.name)
            if field.name == "padding":
                value = _short_padding(value)
            elif field.name not in ("groups", "channels") and isinstance(value, tuple):
                is_alike = field.name != "kernel_size" and len(set(value)) == 1
                value = value[0] if plain or is_alike else value
            if field.name == "kernel_size":
                written.append(python(value).text)
            elif value != field.default:
                written.append(f"{field.name}={python(value).text}")
        return f"{type(self).__name__}({', '.join(written)})"

    def output_size(self, input_size: Any) -> Any:
        """Return the spatial output size, in the form asked.

        Parameters
        ----------
        input_size : int, expression or tuple
            Spatial sizes only, one per axis; one value alone counts for every axis.

        Returns
        -------
        int, expression or tuple
            One value for one value on one axis, else a tuple.

        Raises
        ------
        GeometryError
            If a known size would be below 1, or the numbers of axes differ.

        Examples
        --------
        >>> from symconv import ConvTranspose
        >>> ConvTranspose(3, stride=2, padding=1).output_size(2)
        3
        """
        values = self.per_axis_size(input_size)
        sizes = tuple(to_size(n, "input_size") for n in values)
        for axis, n in zip(self.axes, sizes, strict=True):
            if not any(map(letters, (n, *vars(axis).values()))):
                enforce(self.axis_demands(axis, n))
        demands = [*self.parameter_demands(), *self.size_demands(sizes)]
        used = [*self.sizes(), *sizes]
        given = (self.given(), input_size)
        result = []
        for number, row in enumerate(self.rows()):
            size = self.axis_output(Axis(*row), values[number])
            written = _OUTPUT_SIZE(layer=self, input_size=input_size, axis=number)
            result.append(sized(size, used, demands, given, written))
        is_tuple = isinstance(input_size, SEVERAL) or len(result) > 1
        return tuple(result) if is_tuple else result[0]

    def given(self) -> tuple[Any, ...]:
        """Return every parameter as it was given."""
        return tuple(getattr(self, field.name) for field in fields(self))

    def per_axis_size(self, input_size: Any) -> tuple[Any, ...]:
        """Return an input size with one entry per axis."""
        axes = len(self.axes)
        values = tuple(input_size) if isinstance(input_size, SEVERAL) else (input_size,) * axes
        if len(values) != axes:
            raise GeometryError(
                f"{self!r} on input size {shown(input_size)}: {len(values)} sizes, but one size "
                f"or exactly {axes} are needed"
            )
        return tuple(parameter(value, "input_size") for value in values)

    def sizes(self) -> list[Size]:
        """Return every parameter, axis by axis, then those of the channels."""
        sizes = [size for axis in self.axes for size in vars(axis).values()]
        if self.channel_counts:
            sizes += vars(self.channel_counts).values()
        return sizes

    def letters_used(self) -> frozenset[Letter]:
        """Return the letters among the parameters."""
        return frozenset().union(*map(letters, self.sizes()))

    def axis_output(self, axis: Axis, input_size: Any) -> Any:
        """Return the output size on one axis."""
        if self.transposed:
            return axis.transposed_size(input_size)
        return axis.convolved_size(input_size)

    def axis_demands(self, axis: Axis, input_size: Size) -> list[Demand]:
        """Return what the layer asks of the input size on one axis."""
        demands = transposed_demands if self.transposed else convolved_demands
        return demands(self, axis, input_size)

    def size_demands(self, input_size: tuple[Size, ...]) -> list[Demand]:
        """Return what the layer asks of an input size."""
        demands: list[Demand] = []
        for axis, size in zip(self.axes, input_size, strict=True):
            demands += self.axis_demands(axis, size)
        return demands

    def output_shape(self, input_size: tuple[Size, ...]) -> Vec:
        """Return the spatial output size as a vector."""
        pairs = zip(self.axes, input_size, strict=True)
        return Vec(self.axis_output(axis, size) for axis, size in pairs)

    @cached_property
    def is_known(self) -> bool:
        """Whether no parameter has letters."""
        numbers = (*self.kernel_size, *self.stride, *self.output_padding, *self.dilation)
        more = (*self.padding, (self.groups, self.groups), self.channels or (1, 1))
        pairs = (entry for pair in more for entry in pair)
        return all(type(value) is int for value in (*numbers, *pairs))

    @cached_property
    def kernel_extents(self) -> tuple[Size, ...]:
        """The shape the kernel must have; with channels its rows are input channels in a transposed convolution."""
        spatial = tuple(axis.kernel_size for axis in self.axes)
        if self.channel_counts is None:
            return spatial
        counts = self.channel_counts
        if self.transposed:
            return (counts.inputs, counts.outputs_per_group, *spatial)
        return (counts.outputs, counts.inputs_per_group, *spatial)

    @property
    def kernel_shape(self) -> Vec:
        """The shape the kernel must have, as a vector."""
        return Vec(self.kernel_extents)

    def __call__(self, x: Any, w: Any, b: Any = None, method: str | None = None) -> Any:
        """Return the output of the layer.

        Parameters
        ----------
        x : tensor
            ``(*spatial)``; with channels ``(C_in, *spatial)`` or ``(N, C_in, *spatial)``.
        w : tensor
            The kernel, ``(*kernel_size)``; with channels ``(C_in, C_out/groups, *kernel_size)`` for
            `ConvTranspose`, ``(C_out, C_in/groups, *kernel_size)`` for `Conv`.
        b : tensor or scalar, optional
            A bias, ``(C_out,)``; without channels a scalar.
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
        definition = None if method is None else self._method(method)
        inputs, kernel = self._operand(x, "x"), self._operand(w, "w")
        if b is not None:
            return modes.with_bias(self, self._without_bias(x, w, b, method), b)
        if self.padding_mode != "zeros":
            return modes.by_mode(self, x, w, (inputs, kernel), method)
        if isinstance(inputs, KnownArray) and isinstance(kernel, KnownArray) and self.is_known:
            return self._computed(inputs, kernel, definition)
        stated = definition or next(iter(self.table.values()))
        return stating.state(self, lift(inputs), lift(kernel), stated, method)

    def _without_bias(self, x: Any, w: Any, b: Any, method: str | None) -> Any:
        """Return the output before a bias is added; on letters as soon as the bias is."""
        on_letters = isinstance(b, SymbolicTensor | SymbolicScalar)
        if not on_letters:
            return self(x, w, method=method)
        inputs, kernel = (lift(self._operand(value, name)) for value, name in ((x, "x"), (w, "w")))
        return self(inputs, kernel, method=method)

    def refuse_mode(self, request: str) -> None:
        """Raise where padding is not by zeros, for what knows zeros alone.

        Raises
        ------
        UnsupportedError
            If `padding_mode` is another one.
        """
        if self.padding_mode != "zeros":
            raise UnsupportedError(
                f"{self!r}: {request} knows zeros alone, but padding_mode is {self.padding_mode!r}; "
                "pad the input by pad(x, begin, end, mode) and use a layer without padding"
            )

    def _method(self, name: Any) -> Method:
        if not isinstance(name, str) or name not in self.table:
            raise GeometryError(
                f"{self!r}: method is {shown(name)}, but one of {', '.join(self.table)} is needed"
            )
        return self.table[name]

    def _operand(self, value: Any, name: str) -> KnownArray | SymbolicTensor:
        """Read an array; a tensor over letters is one already."""
        if isinstance(value, SymbolicTensor):
            return value
        return read_array(value, Message("{}: {}", self, name))

    def _computed(self, x: KnownArray, w: KnownArray, definition: Method | None) -> Any:
        """Compute on known sizes: by the plan, or by one definition."""
        lead = len(x.shape) - len(self.kernel_size)
        if definition is not None or not self._has_shapes(x.shape, w.shape, lead):
            stating.check_shapes(self, x.shape, w.shape)
        left, right = same_ring(x, w)
        if definition is not None:
            return stating.by_definition(self, left, right, definition)
        plan = _plan(self, x.shape[lead:])
        if x.form == "numpy" and not left.is_sympy:
            numbers = combine_numpy(plan, left.as_numpy(), right.as_numpy())
            if numbers.dtype != object:
                return numbers
            return write_array("numpy", numbers.shape, numbers.ravel().tolist())
        items = x.shape[:1] if self.channels and lead > 1 else ()
        count = prod(plan.input_shape)
        with collector_paused():
            cells: list[Any] = []
            for first in range(0, len(left.cells), count):
                item = left.cells[first : first + count]
                cells += combine(plan, item, right.cells, 0)
            return write_array(x.form, (*items, *plan.output_shape), cells)

    def _has_shapes(self, x: tuple[int, ...], w: tuple[int, ...], lead: int) -> bool:
        if w != self.kernel_extents:
            return False
        return lead in (1, 2) and x[lead - 1] == self.channels[0] if self.channels else lead == 0

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
        if not self.is_known or not all(isinstance(n, int) for n in sizes):
            request = f"{self!r} on input size {shown(input_size)}"
            raise GeometryError(
                f"{request}: a plan needs numbers, but a letter is left; put numbers"
            )
        return replace(_plan(self, sizes))

    def kernel_gradient(self, x: Any, u: Any) -> Any:
        r"""Return the gradient of :math:`\langle u, \mathrm{layer}(x, w)\rangle` by the kernel: what training adds to `w`.

        One axis, with `u` at the output of a transposed convolution: ``g[t] = sum over i of
        u[s*i + d*t - b] * x[i]``; of a convolution: ``g[t] = sum over i of x[s*i + d*t - b] * u[i]``.
        Items of a batch are added up.

        Parameters
        ----------
        x : tensor
            The input of the layer.
        u : tensor
            The gradient at its output, which has the shape of the output.

        Returns
        -------
        tensor
            Of the shape of the kernel, in the form of `x`; over letters as soon as a size is a letter.

        Raises
        ------
        GeometryError, ShapeError
            As when the layer is applied, and where `u` has not the shape of the output.

        Notes
        -----
        The form is linear in the kernel, so its derivative by tap `t` is the sum of the products that
        stand beside ``w[t]``: theorems ``kernel-gradient-of-the-transposed-layer`` and
        ``kernel-gradient-of-the-convolution``. Cells of `u` that no product reaches, as output padding
        can add them, count for nothing.

        See Also
        --------
        input_gradient : the derivative by the input.

        Examples
        --------
        >>> from symconv import ConvTranspose, tensor
        >>> up = ConvTranspose(3, stride=2, padding=1, output_padding=1)
        >>> up.kernel_gradient(tensor("x", 2), tensor("u", 4))
        [u2*x2, u1*x1 + u3*x2, u2*x1 + u4*x2]
        """
        self.refuse_mode("kernel_gradient")
        return gradients.kernel_gradient(self, self._operand(x, "x"), self._operand(u, "u"))

    def input_gradient(self, u: Any, w: Any, input_size: Any = None) -> Any:
        r"""Return the gradient of :math:`\langle u, \mathrm{layer}(x, w)\rangle` by the input: the other layer on `u`.

        One axis, with `u` at the output of a transposed convolution: ``z[i] = sum over t of
        u[s*i + d*t - b] * w[t]``; of a convolution: ``z[o] = sum over s*i + d*t = o + b of u[i]*w[t]``.

        Parameters
        ----------
        u : tensor
            The gradient at the output of the layer.
        w : tensor
            The kernel.
        input_size : int, expression or tuple, optional
            Spatial sizes of the input. A transposed convolution has one input size for an output size;
            a convolution with a stride has several, of which the smallest is meant unless one is given.

        Returns
        -------
        tensor
            Of the shape of the input, in the form of `u`; over letters as soon as a size is a letter.

        Raises
        ------
        GeometryError, ShapeError
            As when the layer is applied, and where no input, or not the one given, has an output of the
            shape of `u`.

        Notes
        -----
        It is ``adjoint`` applied to `u`; where a transposed convolution has no adjoint layer, because
        ``output_padding >= stride``, it is the first cells of one: theorems
        ``input-gradient-of-the-convolution`` and ``input-gradient-of-the-transposed-layer``.

        See Also
        --------
        kernel_gradient : the derivative by the kernel.

        Examples
        --------
        >>> from symconv import Conv, tensor
        >>> Conv(2, stride=2).input_gradient(tensor("u", 2), tensor("w", 2), input_size=5)
        [u1*w1, u1*w2, u2*w1, u2*w2, 0]
        """
        self.refuse_mode("input_gradient")
        at_output, kernel = self._operand(u, "u"), self._operand(w, "w")
        return gradients.input_gradient(self, at_output, kernel, input_size)

    def matrix(
        self, w: Any = None, input_size: Any = None, *, x: Any = None, of: str = "input"
    ) -> Any:
        """Return the matrix from the flattened (row-major) input to the flattened output, ``y = M x``.

        With ``of="kernel"`` it is the matrix of the data, from the flattened kernel to the flattened
        output: ``y = D w``.

        Parameters
        ----------
        w : tensor
            The kernel; of the input's matrix.
        input_size : int, expression or tuple
            Spatial sizes; channels are the slowest index, there is no batch. Of the input's matrix.
        x : tensor
            The input; of the kernel's matrix.
        of : {"input", "kernel"}
            What the matrix acts on.

        Returns
        -------
        ImmutableSparseMatrix or SymbolicTensor
            On letters a tensor indexed (output..., input...), or (output..., kernel...), with ``.T``
            and ``@``.

        Raises
        ------
        GeometryError, ShapeError
            As when the layer is applied, and for arguments of the other matrix.

        Notes
        -----
        A layer is linear in its input and in its kernel. The kernel's matrix holds ``x[i]`` where
        output and tap meet in `i`; its transpose takes `u` to the kernel's gradient.

        Examples
        --------
        >>> from symconv import Conv, tensor
        >>> Conv(2, stride=2).matrix(tensor("w", 2), 4)
        Matrix([
        [w1, w2,  0,  0],
        [ 0,  0, w1, w2]])
        >>> Conv(2, stride=2).matrix(x=tensor("x", 4), of="kernel")
        Matrix([
        [x1, x2],
        [x3, x4]])
        """
        if of == "kernel":
            self.refuse_mode("the matrix of the kernel")
        if of == "kernel" and x is not None and w is None and input_size is None:
            return gradients.kernel_matrix(self, self._operand(x, "x"))
        if of != "input" or x is not None or input_size is None:
            raise GeometryError(
                f"{self!r}.matrix(...): of is {shown(of)}, but matrix(w, input_size) or "
                "matrix(x=x, of='kernel') is needed"
            )
        sizes = Vec(to_size(n, "input_size") for n in self.per_axis_size(input_size))
        kernel = read_operand(w, f"{self!r}: w")
        if self.padding_mode != "zeros":
            known = isinstance(kernel, KnownArray) and sizes.known and self.is_known
            return modes.matrix_by_mode(self, w, sizes, known)
        if isinstance(kernel, KnownArray) and sizes.known and self.is_known:
            lead = () if self.channels is None else self.channels[:1]
            stating.check_shapes(self, (*lead, *sizes.numbers()), kernel.shape)
            return _plan_matrix(self.plan(sizes.entries), kernel)
        return stating.state_matrix(self, kernel, sizes, input_size)

    def ungroup(self, w: Any) -> conversions.Conversion:
        """Return the layer without groups that does the same: its kernel has the groups on a diagonal of blocks.

        ``v[m*q + c, n*q + f] = w[m*q + c, f]`` for a transposed convolution with `m` input and `n`
        output channels in a group, zero elsewhere; rows are output channels for a convolution.

        Parameters
        ----------
        w : tensor
            The kernel.

        Returns
        -------
        Conversion
            With ``.layer``, ``.kernel`` and a call that takes `x`.

        Raises
        ------
        ShapeError
            If `w` has not the shape of the kernel.

        Notes
        -----
        An output channel adds products with the input channels of its own group; the zeros add
        nothing for the others.

        Examples
        --------
        >>> from symconv import ConvTranspose, tensor
        >>> up = ConvTranspose(1, channels=(2, 2), groups=2)
        >>> up.ungroup(tensor("w", (2, 1, 1)))
        ConvTranspose(1, channels=(2, 2))(x, [[[w111], [0]], [[0], [w211]]])
        """
        self.refuse_mode("ungroup")
        return conversions.ungroup(self, w)

    def scaled(self, w: Any, g: Any) -> conversions.Conversion:
        """Return the layer with a kernel that multiplies every output channel by a number: a normalisation folded in.

        ``v[c, f] = w[c, f] * g[e]`` where `e` is the output channel of column `f`; of a convolution
        ``v[e, c] = w[e, c] * g[e]``.

        Parameters
        ----------
        w : tensor
            The kernel.
        g : tensor
            One number for each output channel.

        Returns
        -------
        Conversion
            With ``.layer``, ``.kernel`` and a call that takes `x`.

        Raises
        ------
        GeometryError
            If the layer has no channels.
        ShapeError
            If `w` has not the shape of the kernel, or `g` not a cell for each output channel.

        Notes
        -----
        Every product that lands in output channel `e` has a tap of that channel as a factor.

        Examples
        --------
        >>> from symconv import Conv, tensor
        >>> Conv(1, channels=(1, 2)).scaled(tensor("w", (2, 1, 1)), tensor("g", 2))
        Conv(1, channels=(1, 2))(x, [[[g1*w111]], [[g2*w211]]])
        """
        self.refuse_mode("scaled")
        return conversions.scaled(self, w, g)

    def depthwise_parts(self, w: Any) -> conversions.GroupParts:
        """Return the groups of the layer as layers of their own, whose outputs are put behind each other.

        Parameters
        ----------
        w : tensor
            The kernel.

        Returns
        -------
        GroupParts
            A sequence of parts, each with ``.layer``, ``.kernel`` and a call; called itself it gives
            the output of the whole layer.

        Raises
        ------
        UnsupportedError
            If the layer has no channels, or the number of groups is a letter.
        ShapeError
            If `w` has not the shape of the kernel.

        Notes
        -----
        A group reads its own input channels only, and the kernel's rows come group by group.

        See Also
        --------
        ungroup : the groups as one dense layer.

        Examples
        --------
        >>> from symconv import ConvTranspose, tensor
        >>> up = ConvTranspose(1, channels=(2, 2), groups=2)
        >>> up.depthwise_parts(tensor("w", (2, 1, 1)))
        y[0:1] = ConvTranspose(1, channels=(1, 1))(crop(x, 0, 1, axes=-2), [[[w111]]])
        y[1:2] = ConvTranspose(1, channels=(1, 1))(crop(x, 1, 0, axes=-2), [[[w211]]])
        """
        self.refuse_mode("depthwise_parts")
        return conversions.depthwise_parts(self, w)

    def then(self, second: Layer) -> joining.Joined:
        r"""Return the one layer that this one and a second behind it are.

        Two transposed convolutions are the one of stride ``s1*s2`` whose kernel is the first kernel,
        spread by the second layer without padding: ``second(u, v)``. Two convolutions likewise, with
        the kernels exchanged. A convolution of unit stride counts as a transposed one with its kernel
        reversed.

        Parameters
        ----------
        second : Layer
            The layer behind this one.

        Returns
        -------
        Joined
            With ``.layer``, ``.kernel(u, v)`` and a call that takes ``(x, u, v)``.

        Raises
        ------
        GeometryError
            Where the two are no single layer, with the reason and the cells that differ: something is
            cropped or padded between them and the output can tell, or a convolution of a larger stride
            stands beside a transposed one.

        Notes
        -----
        Cell `i` and taps `t1`, `t2` meet at ``s2*(s1*i + d1*t1 - b1) + d2*t2 - b2``, the relation of the
        one layer with begin ``s2*b1 + b2``; a cell cropped in between is missed by the second unless all
        that it would paint is cropped too: theorems ``two-transposed-layers-are-one`` and
        ``two-convolutions-are-one``.

        Examples
        --------
        >>> from symconv import ConvTranspose
        >>> ConvTranspose(3, stride=2).then(ConvTranspose(2, stride=2))
        ConvTranspose(6, stride=4)(x, ConvTranspose(2, stride=2)(u, v))
        """
        for layer in (self, second):
            layer.refuse_mode("then")
        return joining.then(self, second, Conv, ConvTranspose)


@lru_cache(maxsize=32)
def _plan(layer: Layer, input_size: tuple[int, ...]) -> Plan:
    """Return the plan of a layer, made once for an input size, which is checked here.

    A layer applied again to arrays of the same sizes finds its plan made.
    """
    layer.refuse_mode("a plan")
    enforce(layer.size_demands(input_size))
    channels = layer.channels
    make = transposed_plan if layer.transposed else convolved_plan
    return make(layer.axes, input_size, channels, layer.groups)


def _plan_matrix(plan: Plan, w: KnownArray) -> ImmutableSparseMatrix:
    kernel = w.as_sympy().cells
    places = zip(plan.outputs.tolist(), plan.inputs.tolist(), strict=True)
    taps = (kernel[tap] for tap in plan.taps.tolist())
    entries = dict(zip(places, taps, strict=True))  # two cells meet in one tap at most
    rows, columns = prod(plan.output_shape), prod(plan.input_shape)
    return ImmutableSparseMatrix(rows, columns, entries)


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
    padding_mode : str
        ``"zeros"`` crops; with ``"circular"``, ``"reflect"`` or ``"replicate"`` what would be
        cropped is added to the cells that such a padding copies it from (`unpad`): the transpose of
        the convolution of that mode.

    Raises
    ------
    GeometryError
        If a parameter is not legal.

    Notes
    -----
    Its matrix is that of the convolution, transposed (theorems `matrices-are-transposed` and
    `adjoint`); it is no inverse: the size comes back by `size-inverse`, the cells do not. Every
    method gives the same cells, from `method-matrix` to `method-polynomial`.

    See Also
    --------
    Conv : The layer whose transpose it is.
    Chain : Several layers as one.
    verify : Every method against every other.

    References
    ----------
    V. Dumoulin and F. Visin, A guide to convolution arithmetic for deep learning, 2016, chapter 4.

    Examples
    --------
    >>> from symconv import tensor
    >>> ConvTranspose(3, stride=2, padding=1)(tensor("x", 2), tensor("w", 3))
    [w2*x1, w1*x2 + w3*x1, w2*x2]
    """

    transposed: ClassVar[bool] = True
    table: ClassVar[Mapping[str, Method]] = TRANSPOSED
    methods: ClassVar[tuple[str, ...]] = tuple(TRANSPOSED)

    def __init__(
        self,
        kernel_size: Any,
        stride: Any = 1,
        padding: Any = 0,
        output_padding: Any = 0,
        dilation: Any = 1,
        groups: Any = 1,
        channels: Any = None,
        padding_mode: str = "zeros",
    ) -> None:
        given = (kernel_size, stride, padding, output_padding, dilation, groups, channels)
        super().__init__(*given, padding_mode)

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
                    f"{self!r}.adjoint(): output_padding is {axis.output_padding}, but "
                    "output_padding < stride = "
                    f"{axis.stride} is needed; a convolution of these parameters would have a larger output"
                )
        channels = None if self.channels is None else self.channels[::-1]
        parameters = (self.kernel_size, self.stride, list(self.padding), self.dilation)
        return Conv(*parameters, self.groups, channels, self.padding_mode)

    def as_conv(self, w: Any) -> conversions.Stretched:
        """Return the convolution of unit stride that does the same to the stretched and padded input.

        Its kernel is `w` with every axis of the taps reversed, and with input and output channels
        exchanged within each group; the padding is ``K - 1 - begin`` and ``K - 1 - end + a``, where
        ``K = d(k-1) + 1``.

        Parameters
        ----------
        w : tensor
            The kernel.

        Returns
        -------
        Stretched
            With ``.layer``, ``.kernel``, ``.prepared(x)`` and a call that takes `x`. Where a padding
            would be negative the stretched input is cropped.

        Raises
        ------
        ShapeError
            If `w` has not the shape of the kernel.

        Notes
        -----
        Over the stretched input the reversed kernel meets input cell `i` with tap `t` exactly at the
        output cell ``s*i + d*t - b``: theorem ``method-zero-insertion``.

        See Also
        --------
        phases : the same without products with the inserted zeros.

        Examples
        --------
        >>> from symconv import tensor
        >>> ConvTranspose(3, stride=2, padding=1).as_conv(tensor("w", 3))
        Conv(3, padding=1)(stretch(x, 2), [w3, w2, w1])
        """
        self.refuse_mode("as_conv")
        return conversions.as_conv(self, w, Conv)

    def as_shuffle(self, w: Any) -> conversions.Shuffled:
        """Return a convolution of unit stride with a pixel shuffle behind it: the sub-pixel convolution.

        Output channel ``R*e + r`` of the convolution makes phase `r` of channel `e`, with ``R`` phases
        row by row: ``v[R*e + r, c, q] = w[c, e, t]`` where ``d*t = s*(window - 1 - q) + r``, and the
        window has ``ceil(K/s)`` cells. Channels count within the groups.

        Parameters
        ----------
        w : tensor
            The kernel.

        Returns
        -------
        Shuffled
            With ``.layer``, ``.kernel`` and a call that takes `x`, which shuffles and crops.

        Raises
        ------
        GeometryError
            If the layer has no channels.
        ShapeError
            If `w` has not the shape of the kernel.

        Notes
        -----
        With ``o + b = s*m + r`` the phase `r` reads ``x[m - u]`` with ``d*t = s*u + r``, a convolution
        of unit stride with ``u < ceil(K/s)``: theorem ``method-polyphase``.

        References
        ----------
        W. Shi et al., Is the deconvolution layer the same as a convolutional layer?, 2016.

        See Also
        --------
        phases : one convolution for each phase, of its own size.

        Examples
        --------
        >>> from symconv import tensor
        >>> ConvTranspose(2, stride=2, channels=(1, 1)).as_shuffle(tensor("w", (1, 1, 2)))
        pixel_shuffle(Conv(1, channels=(1, 2))(x, [[[w111]], [[w112]]]), 2)
        """
        self.refuse_mode("as_shuffle")
        return conversions.as_shuffle(self, w, Conv)

    def as_resize_conv(self, w: Any) -> conversions.Resized:
        """Return the convolution on the input with every cell repeated that does the same, where there is one.

        There is one if the kernel is, along every axis, another one convolved with `s` ones: ``w[t] =
        v[t] + v[t-1] + ... + v[t-s+1]``. That has ``k - s + 1`` taps.

        Parameters
        ----------
        w : tensor
            The kernel, of known shape.

        Returns
        -------
        Resized
            With ``.layer``, ``.kernel``, ``.prepared(x)`` and a call that takes `x`.

        Raises
        ------
        GeometryError
            If the kernel is no such one.
        UnsupportedError
            If a size is a letter, or the dilation is not 1.
        ShapeError
            If `w` has not the shape of the kernel.

        Notes
        -----
        Repeating is the transposed convolution of stride `s` with `s` ones, and two layers are one:
        theorem ``nearest-neighbour-then-convolution``.

        References
        ----------
        A. Odena et al., Deconvolution and checkerboard artifacts, 2016.

        Examples
        --------
        >>> ConvTranspose(4, stride=2, padding=1).as_resize_conv([1, 3, 3, 1])
        Conv(3, padding=1)(repeat(x, 2), [1, 2, 1])
        """
        self.refuse_mode("as_resize_conv")
        return conversions.as_resize_conv(self, w, Conv)

    def phases(self, w: Any) -> conversions.Phases:
        """Return the convolutions of unit stride that make the output cells ``s*m + r``, one for each phase `r`.

        With ``g = gcd(s, d)`` phase `r` has the taps `t` for which `s` divides ``d*t - r - b``: they
        stand ``s/g`` apart, and the convolution has dilation ``d/g``. Where `g` does not divide ``r +
        b`` there is no tap and the cells are zero.

        Parameters
        ----------
        w : tensor
            The kernel; sizes of the input may still be letters.

        Returns
        -------
        Phases
            A sequence of phases, each with ``.layer``, ``.kernel``, ``.offset``, ``.taps`` and a call
            that gives its cells; called itself it interleaves them.

        Raises
        ------
        UnsupportedError
            If a parameter is a letter.
        ShapeError
            If `w` has not the shape of the kernel.

        Notes
        -----
        With ``o + b = s*m + r`` the relation ``s*i + d*t = o + b`` leaves ``i = m - (d*t - r)/s``:
        theorem ``method-polyphase``. Over several axes there is a phase for every combination.

        See Also
        --------
        as_conv : all phases at once, on the stretched input.

        Examples
        --------
        >>> from symconv import tensor
        >>> ConvTranspose(3, stride=2, padding=1).phases(tensor("w", 3))
        y[2*m] = Conv(1)(x, [w2])
        y[2*m + 1] = Conv(2)(x, [w3, w1])
        """
        self.refuse_mode("phases")
        return conversions.phases(self, w, Conv)


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
    padding_mode : str
        What stands around the input: ``"zeros"``, or as for `pad` ``"circular"``, ``"reflect"`` or
        ``"replicate"``.

    Raises
    ------
    GeometryError
        If a parameter is not legal.

    Notes
    -----
    The window does not turn the kernel round; with the kernel reversed it is the convolution of
    mathematics (theorems `guide-01` to `guide-04` write it by transposed layers). Methods agree by
    `method-convolution-matrix`.

    See Also
    --------
    ConvTranspose : Its transpose.
    Chain : Several layers as one.

    References
    ----------
    V. Dumoulin and F. Visin, A guide to convolution arithmetic for deep learning, 2016, chapter 2.

    Examples
    --------
    >>> from symconv import tensor
    >>> Conv(2)(tensor("x", 3), tensor("w", 2))
    [w1*x1 + w2*x2, w1*x2 + w2*x3]
    """

    table: ClassVar[Mapping[str, Method]] = DIRECT
    methods: ClassVar[tuple[str, ...]] = tuple(DIRECT)

    def __init__(
        self,
        kernel_size: Any,
        stride: Any = 1,
        padding: Any = 0,
        dilation: Any = 1,
        groups: Any = 1,
        channels: Any = None,
        padding_mode: str = "zeros",
    ) -> None:
        given = (kernel_size, stride, padding, 0, dilation, groups, channels)
        super().__init__(*given, padding_mode)

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
            self.padding_mode,
        )


def _modulo(number: Any, divisor: Any) -> Any:
    return (
        Mod(number, divisor)
        if isinstance(number, Expr) or isinstance(divisor, Expr)
        else number % divisor
    )


def _spell_output_size(written: Written, _: Sequence[Spelled]) -> Spelled:
    """Spell ``layer.output_size(I)``, with the axis where there are several."""
    layer, input_size, axis = written.parameters
    several = isinstance(input_size, SEVERAL) or len(layer.axes) > 1
    at = f"[{axis}]" if several else ""
    return Spelled(f"{layer!r}.output_size({python(input_size).text}){at}")


def _axis_of(layer: Any, input_size: Any, axis: int) -> Any:
    sizes = layer.output_size(input_size)
    return sizes[axis] if isinstance(sizes, tuple) else sizes


_OUTPUT_SIZE = Word("output size", _axis_of, ("layer", "input_size", "axis"), _spell_output_size)


def parameter(value: Any, what: str) -> Any:
    """Return a parameter as an int or a SymPy expression; anything else raises."""
    if type(value) is int and abs(value) < _LARGEST_PLAIN:
        return value
    size = to_size(value, what)
    return size if isinstance(size, int) else value


def _short_padding(pairs: Any) -> Any:
    if not isinstance(pairs, tuple) or any(not isinstance(pair, tuple) for pair in pairs):
        return pairs
    if any(begin != end for begin, end in pairs):
        return list(pairs)
    begins = tuple(begin for begin, _ in pairs)
    return begins[0] if len(set(begins)) == 1 else begins


def _as_size(value: Any) -> Size:
    return value if type(value) is int else to_size(value, "a parameter")
