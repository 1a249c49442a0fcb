"""A linear layer: applied to arrays of any form, as a plan, and as a matrix; on known sizes and on letters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import prod
from typing import Any, ClassVar

from sympy import ImmutableSparseMatrix

from symconv.data.arrays import KnownArray, write_array
from symconv.data.letters import to_size
from symconv.definitions.channels import over_batch, over_channels, part
from symconv.definitions.formulations import Definition
from symconv.definitions.geometry import Channels, Demand, enforce
from symconv.errors import GeometryError, ShapeError, shown
from symconv.language.terms import Size, at_least, equal
from symconv.language.words import Cell, Tensor, Vec, array, split, when
from symconv.language.words import equal as equal_at
from symconv.layers.engine import collector_paused, combine, combine_numpy
from symconv.layers.parameters import Parameters
from symconv.layers.plan import Plan
from symconv.operations import inexact_type, same_ring, write_tensor
from symconv.symbolic.context import merge, same_shape, shape_text
from symconv.symbolic.sizes import contexts_in
from symconv.symbolic.tensors import SymbolicTensor, lift, read_operand
from symconv.symbolic.written import Spelled, Word, Written, python


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
            The kernel, ``(*kernel_size)``; with channels ``(C_in, C_out/groups, *kernel_size)`` for
            `ConvTranspose`, ``(C_out, C_in/groups, *kernel_size)`` for `Conv`.
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
        inputs = read_operand(x, f"{self!r}: x")
        kernel = read_operand(w, f"{self!r}: w")
        if (
            isinstance(inputs, KnownArray)
            and isinstance(kernel, KnownArray)
            and not self.letters_used()
        ):
            return self._compute(inputs, kernel, None if method is None else definition)
        return self._state(lift(inputs), lift(kernel), definition, method)

    def _definition(self, method: str | None) -> Definition:
        table = self._definitions()
        name = self.methods[0] if method is None else method
        if not isinstance(name, str) or name not in table:
            raise GeometryError(
                f"{self!r}: method is {shown(method)}, but one of {', '.join(self.methods)} is needed"
            )
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
            fits.append(
                Demand(
                    equal(lead.entries[-1], inputs), text, "give x as (C_in, *spatial)", ShapeError
                )
            )
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

    def _state(
        self,
        x: SymbolicTensor,
        w: SymbolicTensor,
        definition: Definition,
        method: str | None,
    ) -> SymbolicTensor:
        """Build the sum over letters."""
        _, demands, fits = self._check(x.tensor.shape, w.tensor.shape)
        context = merge(x.context, w.context, *contexts_in(self.given()))
        context = context.adding(self.sizes(), demands, fits)
        written = _APPLICATION(x.written, w.written, layer=self, method=method)
        return SymbolicTensor(self._apply(definition, x.tensor, w.tensor), context, written)

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
            numbers = combine_numpy(plan, left.as_numpy(), right.as_numpy())
            if numbers.dtype != object:
                return numbers
            return write_array("numpy", numbers.shape, numbers.ravel().tolist())
        count = prod(plan.input_shape)
        starts = range(0, len(left.cells), count)
        with collector_paused():
            cells = [
                y for n in starts for y in combine(plan, left.cells[n : n + count], right.cells, 0)
            ]
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
        return (
            Vec(a.stride for a in axes),
            Vec(a.dilation for a in axes),
            Vec(a.begin for a in axes),
        )

    def _apply_channels(
        self, definition: Definition, x: Tensor, w: Tensor, channels: Channels
    ) -> Tensor:
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
        sizes = Vec(to_size(n, "input_size") for n in self.per_axis_size(input_size))
        if not sizes.known or self.letters_used():
            request = f"{self!r} on input size {shown(input_size)}"
            raise GeometryError(
                f"{request}: a plan needs numbers, but a letter is left; put numbers"
            )
        enforce(self.size_demands(sizes.entries))
        return self._plan(sizes.numbers())

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
        >>> from symconv import Conv, tensor
        >>> Conv(2, stride=2).matrix(tensor("w", 2), 4)
        Matrix([
        [w1, w2,  0,  0],
        [ 0,  0, w1, w2]])
        """
        sizes = Vec(to_size(n, "input_size") for n in self.per_axis_size(input_size))
        lead = Vec([self.channel_counts.inputs]) if self.channel_counts else Vec([])
        kernel = read_operand(w, f"{self!r}: w")
        if isinstance(kernel, KnownArray) and sizes.known and not self.letters_used():
            _, demands, fits = self._check(lead.join(sizes), Vec(kernel.shape))
            enforce([*fits, *demands])
            return _plan_matrix(self.plan(sizes.entries), kernel)
        taps = lift(kernel)
        written = _MATRIX(taps.written, layer=self, input_size=input_size)
        return self._state_matrix(taps, lead, sizes, written)

    def _state_matrix(
        self, w: SymbolicTensor, lead: Vec, sizes: Vec, written: Written
    ) -> SymbolicTensor:
        _, demands, fits = self._check(lead.join(sizes), w.tensor.shape)
        given = contexts_in((self.given(), written.parameters))
        context = merge(w.context, *given)
        context = context.adding([*self.sizes(), *sizes.entries], demands, fits)
        outputs = Vec([self.channel_counts.outputs]) if self.channel_counts else Vec([])
        size = self.output_shape(sizes.entries)
        if not self.channel_counts:
            tensor = self._axes_matrix(w.tensor, size, sizes)
            return SymbolicTensor(tensor, context, written, len(size))
        tensor = self._channels_matrix(w.tensor, size, sizes, self.channel_counts)
        return SymbolicTensor(tensor, context, written, len(outputs.join(size)))

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

        return array(
            Vec([channels.outputs]).join(size).join(Vec([channels.inputs])).join(sizes), cell
        )


def _spell_application(written: Written, arguments: Sequence[Spelled]) -> Spelled:
    """Spell ``layer(x, w)``, with the method where one was given."""
    layer, method = written.parameters
    given = [argument.text for argument in arguments]
    named = [] if method is None else [f"method={method!r}"]
    return Spelled(f"{layer!r}({', '.join(given + named)})")


def _spell_matrix(written: Written, arguments: Sequence[Spelled]) -> Spelled:
    """Spell ``layer.matrix(w, input_size)``."""
    layer, input_size = written.parameters
    return Spelled(f"{layer!r}.matrix({arguments[0].text}, {python(input_size).text})")


_APPLICATION = Word(
    "layer",
    lambda x, w, layer, method: layer(x, w, method),
    ("layer", "method"),
    _spell_application,
)
_MATRIX = Word(
    "matrix",
    lambda w, layer, input_size: layer.matrix(w, input_size),
    ("layer", "input_size"),
    _spell_matrix,
)


def _plan_matrix(plan: Plan, w: KnownArray) -> ImmutableSparseMatrix:
    kernel = w.as_sympy().cells
    products = zip(plan.outputs.tolist(), plan.inputs.tolist(), plan.taps.tolist(), strict=True)
    entries = {
        (o, i): kernel[t] for o, i, t in products
    }  # an output and an input cell meet in one tap at most
    return ImmutableSparseMatrix(prod(plan.output_shape), prod(plan.input_shape), entries)
