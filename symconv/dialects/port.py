"""What a layer of a framework is: the same layer here, and how its arrays are laid out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from symconv.dialects.arguments import is_several, whole
from symconv.dialects.array_layout import Layout, to_ours, to_theirs
from symconv.errors import GeometryError, ShapeError, UnsupportedError, shown
from symconv.formulas.notebook import InWords

if TYPE_CHECKING:
    from symconv.definitions.geometry import Axis
    from symconv.dialects.axis import FixedOutput
    from symconv.dialects.writing import Writing
    from symconv.layers.conv import ConvTranspose


@dataclass(frozen=True)
class Port(InWords):
    """A layer read from a framework: its parameters in symconv's terms, and maps for its arrays.

    Parameters
    ----------
    dialect : str
        The framework.
    request : str
        What was read, for messages.
    axes : tuple of Axis or FixedOutput
        The spatial axes.
    layout : Layout
        How the framework lays out kernel, input and output.
    channels : pair of int or None
        ``(C_in, C_out)``; ``None`` where what was read does not say.
    groups : int
        1 without channels.
    has_bias : bool or None
        ``None`` where what was read does not say.
    input_size : tuple of int or None
        The spatial input size, where it was given or follows.
    fixed : bool
        Whether the layer was read for this input size alone.
    remarks : tuple of str
        Which reading was followed, and where runtimes differ.

    Examples
    --------
    >>> from symconv import dialects
    >>> port = dialects.keras.read(kernel_size=3, strides=2, padding="same")
    >>> port.layer()
    ConvTranspose(3, stride=2, padding=[(0, 1)])
    >>> port([1, 1], [1, 2, 3])
    [1, 2, 4, 2]
    """

    dialect: str
    request: str
    axes: tuple[Axis | FixedOutput, ...]
    layout: Layout
    channels: tuple[int, int] | None = None
    groups: int = 1
    has_bias: bool | None = None
    input_size: tuple[int, ...] | None = None
    fixed: bool = False
    remarks: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"Port({self.request})"

    @cached_property
    def kernel_size(self) -> tuple[int, ...]:
        """The spatial size of the kernel."""
        return tuple(axis.kernel_size for axis in self.axes)

    @property
    def needs_input_size(self) -> bool:
        """Whether the crop depends on the input size."""
        from symconv.dialects.axis import FixedOutput

        return any(isinstance(axis, FixedOutput) for axis in self.axes)

    def axes_at(self, input_size: Any = None) -> tuple[Axis, ...]:
        """Return the axes on an input size; without it, on the one that was read.

        Raises
        ------
        GeometryError
            If the size is needed and not given, or is another than the one the layer was read for.
        """
        sizes = self._sizes(input_size)
        if sizes is None and self.needs_input_size:
            raise GeometryError(
                f"{self.request}: the crop depends on the input size; give input_size="
            )
        pairs = zip(self.axes, sizes or (0,) * len(self.axes), strict=True)
        return tuple(_axis_at(axis, size) for axis, size in pairs)

    def _sizes(self, input_size: Any) -> tuple[Any, ...] | None:
        if input_size is None:
            return self.input_size
        count = len(self.axes)
        given = tuple(input_size) if is_several(input_size) else (input_size,) * count
        if len(given) != count:
            raise GeometryError(
                f"{self.request}: input_size is {shown(input_size)}, but one size or {count} are needed"
            )
        if self.fixed and given != self.input_size:
            raise GeometryError(
                f"{self.request}: the output size was given for input size {self.input_size}; "
                f"on {given} read the layer again"
            )
        return given

    def layer(self, input_size: Any = None) -> ConvTranspose:
        """Return the layer of symconv.

        Parameters
        ----------
        input_size : int, expression or tuple, optional
            The spatial input size; needed only where the crop depends on it.

        Raises
        ------
        UnsupportedError
            If the window begins before the full output or ends too far behind it.
        GeometryError
            If the layer has no output on this input size.
        """
        from symconv.dialects.axis import is_ours
        from symconv.layers.conv import ConvTranspose

        axes = self.axes_at(input_size)
        for number, axis in enumerate(axes):
            if isinstance(axis.begin, int) and not is_ours(axis):
                raise UnsupportedError(self._beyond(number, axis))
        layer = ConvTranspose(
            tuple(axis.kernel_size for axis in axes),
            stride=tuple(axis.stride for axis in axes),
            padding=[(axis.begin, axis.end) for axis in axes],
            output_padding=tuple(axis.output_padding for axis in axes),
            dilation=tuple(axis.dilation for axis in axes),
            groups=self.groups,
            channels=self.channels,
        )
        sizes = self._sizes(input_size)
        if sizes is not None:
            layer.output_size(sizes)
        return layer

    def _beyond(self, number: int, axis: Axis) -> str:
        from symconv.dialects.axis import window

        begin, end = window(axis)
        most = max(axis.stride, axis.dilation)
        return (
            f"{self.request}: on axis {number} the window leaves out {begin} cells of the full output at the "
            f"begin and {end} at the end; a ConvTranspose takes begin >= 0 and end > "
            "-max(stride, dilation) = "
            f"{-most}; call the port, which adds the zeros"
        )

    def kernel(self, w: Any) -> Any:
        """Return a kernel of the framework in our layout, ``(C_in, C_out/groups, k...)``."""
        array, form = _read(w)
        ours = to_ours(array, self.layout.kernel_axes(self._spatial))
        return _written(self._reversed(ours), form)

    def their_kernel(self, w: Any) -> Any:
        """Return a kernel of ours in the framework's layout."""
        array, form = _read(w)
        theirs = to_theirs(self._reversed(array), self.layout.kernel_axes(self._spatial))
        return _written(theirs, form)

    def _reversed(self, w: Any) -> Any:
        if not self.layout.is_reversed:
            return w
        spatial = (slice(None, None, -1),) * self._spatial
        return w[(..., *spatial)]

    def input(self, x: Any) -> Any:
        """Return an input of the framework in our layout, ``(N, C_in, ...)``."""
        array, form = _read(x)
        return _written(to_ours(array, self.layout.data_axes(self._spatial)), form)

    def their_input(self, x: Any) -> Any:
        """Return an input of ours in the framework's layout."""
        array, form = _read(x)
        return _written(to_theirs(array, self.layout.data_axes(self._spatial)), form)

    def output(self, y: Any) -> Any:
        """Return an output of ours in the framework's layout."""
        array, form = _read(y)
        return _written(to_theirs(array, self.layout.output_axes(self._spatial)), form)

    def our_output(self, y: Any) -> Any:
        """Return an output of the framework in our layout."""
        array, form = _read(y)
        return _written(to_ours(array, self.layout.output_axes(self._spatial)), form)

    def bias(self, b: Any) -> Any:
        """Return a bias, one number per output channel; all frameworks agree.

        Raises
        ------
        ShapeError
            If it has more than one axis, or not one entry per output channel.
        """
        array, form = _read(b)
        if array.ndim > 1 or (self.channels and array.shape != (self.channels[1],)):
            raise ShapeError(
                f"{self.request}: the bias has shape {array.shape}, but one number per output "
                "channel is needed"
            )
        return _written(array, form)

    @property
    def _spatial(self) -> int:
        return len(self.axes)

    def __call__(self, x: Any, w: Any, b: Any = None) -> Any:
        """Return the output of the framework's layer, exactly; all arrays as the framework has them.

        Parameters
        ----------
        x, w : array
            With channels, or of spatial axes only.
        b : array, optional
            The bias.

        Raises
        ------
        GeometryError, ShapeError
            If sizes or shapes are not legal.
        """
        inputs, form = _read(self.input(x))
        kernel, _ = _read(self.kernel(w))
        port = self._with_channels(kernel)
        sizes = inputs.shape[inputs.ndim - self._spatial :]
        output = port._computed(inputs, kernel, sizes)
        if b is not None:
            bias, _ = _read(port.bias(b))
            output = output + bias.reshape(-1, *(1,) * self._spatial)
        return _written(_read(self.output(output))[0], form)

    def _with_channels(self, kernel: Any) -> Port:
        """Return the port with the channel counts of a kernel, where none are declared."""
        extra = kernel.ndim - self._spatial
        if extra not in (0, 2) or (extra == 0 and self.channels):
            raise ShapeError(
                f"{self.request}: the kernel has shape {kernel.shape}, but {self._spatial} "
                "spatial axes and two of "
                "channels are needed"
            )
        if self.channels or not extra:
            return self
        inputs, outputs = kernel.shape[:2]
        return replace(self, channels=(inputs, outputs * self.groups))

    def _computed(self, x: Any, w: Any, sizes: tuple[int, ...]) -> Any:
        """Return the output in our layout: by the layer, or where that cannot hold the window, from the full output."""
        from symconv.definitions.geometry import Axis
        from symconv.dialects.axis import is_ours, window

        axes = self.axes_at(sizes)
        if all(map(is_ours, axes)):
            return self.layer(sizes)(x, w)
        whole_axes = tuple(
            Axis(axis.kernel_size, axis.stride, 0, 0, 0, axis.dilation) for axis in axes
        )
        full = replace(self, axes=whole_axes, input_size=None, fixed=False).layer()(x, w)
        for number, axis in enumerate(axes):
            full = _windowed(full, number - len(axes), *window(axis), self.request)
        return full

    def to(self, name: str, input_size: Any = None) -> Writing:
        """Return the layer as another framework says it.

        Parameters
        ----------
        name : str
            ``"torch"``, ``"onnx"``, ``"tensorflow"``, ``"keras"`` or ``"jax"``.
        input_size : int or tuple, optional
            Where the crop depends on it.

        Raises
        ------
        Impossible
            If the framework cannot, whatever is done before and after.
        """
        from symconv.dialects.writing import written

        return written(self.on_size(input_size), name)

    def on_size(self, input_size: Any) -> Port:
        """Return the layer on one input size, which may fix its crop; itself where none is given."""
        if input_size is None:
            return self
        axes = self.axes_at(input_size)
        is_several_sizes = isinstance(input_size, tuple | list)
        sizes = tuple(input_size) if is_several_sizes else (input_size,) * len(axes)
        return replace(self, axes=axes, input_size=sizes)


def _axis_at(axis: Axis | FixedOutput, size: Any) -> Axis:
    from symconv.dialects.axis import FixedOutput

    return axis.at(size) if isinstance(axis, FixedOutput) else axis


def _windowed(full: Any, axis: int, begin: int, end: int, request: str) -> Any:
    """Return the window of an array along one axis, zeros where it lies outside."""
    import numpy as np

    size = full.shape[axis]
    extent = size - begin - end
    if extent < 1:
        raise GeometryError(
            f"{request}: the output size is {extent}, but output size >= 1 is needed"
        )
    inside = slice(max(begin, 0), max(min(begin + extent, size), begin, 0))
    kept = np.moveaxis(full, axis, 0)[inside]
    result = np.zeros((extent, *kept.shape[1:]), dtype=full.dtype)
    first = inside.start - begin
    result[first : first + len(kept)] = kept
    return np.moveaxis(result, 0, axis)


def _read(value: Any) -> tuple[Any, str]:
    """Return a value as a NumPy array, and the form it had."""
    import numpy as np

    from symconv.data.arrays import read_array

    if isinstance(value, np.ndarray):
        return value, "numpy"
    if hasattr(value, "__array__") and not hasattr(value, "free_symbols"):
        return np.asarray(value), "numpy"
    known = read_array(value, "an array")
    return known.as_numpy(), known.form


def _written(array: Any, form: str) -> Any:
    """Return a NumPy array in a form."""
    if form == "numpy":
        return array
    from symconv.data.arrays import write_array

    return write_array(form, array.shape, array.ravel().tolist())


def read_input_size(value: Any, axes: int, request: str) -> tuple[int, ...] | None:
    """Return the spatial input size, one number per axis.

    Raises
    ------
    GeometryError
        If it is not one whole number of at least 1, or one per axis.
    """
    if value is None:
        return None
    entries = tuple(value) if is_several(value) else (value,) * axes
    if len(entries) != axes:
        raise GeometryError(
            f"{request}: input_size is {shown(value)}, but one size or {axes} are needed"
        )
    sizes = tuple(whole(entry, f"{request}: input_size") for entry in entries)
    if min(sizes) < 1:
        raise GeometryError(
            f"{request}: input_size is {shown(value)}, but input_size >= 1 is needed"
        )
    return sizes
