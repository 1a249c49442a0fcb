"""Two layers as one: where they are, which layer it is, and how its kernel comes from theirs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from symconv.data.letters import from_size
from symconv.definitions.geometry import Axis, verdict_by_signs
from symconv.errors import GeometryError
from symconv.formulas.notebook import InWords
from symconv.language.terms import Size, at_least, floor_divide
from symconv.layers.conversions import rotated_kernel, ungroup

if TYPE_CHECKING:
    from symconv.layers.conv import Layer


@dataclass(frozen=True, eq=False, repr=False)
class Joined(InWords):
    """The one layer that two are: ``layer(x, kernel(u, v))`` is ``second(first(x, u), v)``.

    Parameters
    ----------
    first, second : Layer
        The two.
    layer : Layer
        The one.
    spread : ConvTranspose
        The layer that makes the kernel: the one kernel is spread over the steps of the other.
    """

    first: Layer
    second: Layer
    layer: Layer
    spread: Layer

    def kernel(self, u: Any, v: Any) -> Any:
        """Return the kernel of the one layer.

        Parameters
        ----------
        u, v : tensor
            The kernels of the first and of the second layer.
        """
        one, other = self._own(self.first, u), self._own(self.second, v)
        return self.spread(one, other) if self.layer.transposed else self.spread(other, one)

    def _own(self, layer: Layer, w: Any) -> Any:
        """Return a kernel without groups, and of a layer of the kind of the one layer."""
        dense = ungroup(layer, w)
        if layer.transposed == self.layer.transposed:
            return dense.kernel
        return rotated_kernel(dense.layer, dense.kernel)

    def __call__(self, x: Any, u: Any, v: Any) -> Any:
        """Return ``second(first(x, u), v)``, computed by the one layer."""
        return self.layer(x, self.kernel(u, v))

    def __repr__(self) -> str:
        kernels = "u, v" if self.layer.transposed else "v, u"
        turned = {
            name: f"turned({name})" if layer.transposed != self.layer.transposed else name
            for name, layer in (("u", self.first), ("v", self.second))
        }
        given = ", ".join(turned[name] for name in kernels.split(", "))
        return f"{self.layer!r}(x, {self.spread!r}({given}))"


class _Together(NamedTuple):
    """One axis of two layers of one kind: the parameters of the one, and what is lost between them at each end."""

    stride: Size
    begin: Size
    end: Size
    kernel_stride: Size
    kernel_size: Size
    lost: tuple[Size, Size]
    from_cell: Size
    before_end: Size


def then(first: Layer, second: Layer, conv: type[Layer], transposed: type[Layer]) -> Joined:
    """Return the one layer that two are; raise where they are none."""
    request = f"{first!r}.then({second!r})"
    _check_fitting(first, second, request)
    is_transposed = first.transposed or second.transposed
    pairs = [
        (_read(first, one, is_transposed, request), _read(second, other, is_transposed, request))
        for one, other in zip(first.axes, second.axes, strict=True)
    ]
    join = _transposed_pair if is_transposed else _direct_pair
    joined = [join(one, other) for one, other in pairs]
    for row in joined:
        _require_nothing_lost(row, request)
    channels = None
    middle = None
    if first.channels and second.channels:
        channels = (first.channels[0], second.channels[1])
        outer = second.channels[1] if is_transposed else first.channels[0]
        middle = (first.channels[1], outer)
    sizes = tuple(from_size(row.kernel_size) for row in joined)
    strides = [from_size(row.stride) for row in joined]
    options: dict[str, Any] = {"stride": strides, "channels": channels}
    ends = [_cropped_and_added(row.end, request) for row in joined]
    begins = [_not_negative(row.begin, request) for row in joined]
    padding = [(b, e) for b, (e, _) in zip(begins, ends, strict=True)]
    if is_transposed:
        options["output_padding"] = [added for _, added in ends]
    try:
        layer = (transposed if is_transposed else conv)(sizes, padding=padding, **options)
    except GeometryError as error:
        raise GeometryError(f"{request}: these are no single layer; {error}") from None
    inner = second if is_transposed else first
    spread = transposed(
        inner.kernel_size,
        stride=[from_size(row.kernel_stride) for row in joined],
        dilation=inner.dilation,
        channels=middle,
    )
    return Joined(first, second, layer, spread)


def _check_fitting(first: Layer, second: Layer, request: str) -> None:
    axes = len(first.axes), len(second.axes)
    if axes[0] != axes[1]:
        raise GeometryError(
            f"{request}: the layers have {axes[0]} and {axes[1]} axes; give equal ones"
        )
    if (first.channels is None) != (second.channels is None):
        raise GeometryError(f"{request}: only one of them has channels; give channels to both")
    if first.channels and second.channels and first.channels[1] != second.channels[0]:
        raise GeometryError(
            f"{request}: {first.channels[1]} channels come out of the first, but the second takes "
            f"{second.channels[0]}; make them equal"
        )


def _read(layer: Layer, axis: Axis, is_transposed: bool, request: str) -> Axis:
    """Return an axis as that of a transposed convolution where one is wanted: at unit stride a convolution is one."""
    if layer.transposed == is_transposed:
        return axis
    if axis.stride != 1:
        raise GeometryError(
            f"{request}: a convolution of stride {axis.stride} beside a transposed one is no single layer; "
            "at stride 1 it is"
        )
    rest = axis.reach - 1
    return Axis(axis.kernel_size, 1, rest - axis.begin, rest - axis.end, 0, axis.dilation)


def _transposed_pair(one: Axis, two: Axis) -> _Together:
    s = two.stride
    cut = one.end - one.output_padding
    left = two.end - two.output_padding
    missing = two.reach - s
    return _Together(
        stride=one.stride * s,
        begin=two.begin + s * one.begin,
        end=s * cut + left,
        kernel_stride=s * one.dilation,
        kernel_size=s * (one.reach - 1) + two.reach,
        lost=(_lost(one.begin, two.begin - missing), _lost(cut, left - missing)),
        from_cell=missing - two.begin,
        before_end=missing - left,
    )


def _direct_pair(one: Axis, two: Axis) -> _Together:
    s = one.stride
    return _Together(
        stride=s * two.stride,
        begin=one.begin + s * two.begin,
        end=one.end + s * two.end,
        kernel_stride=s * two.dilation,
        kernel_size=s * (two.reach - 1) + one.reach,
        lost=(
            _lost(two.begin, one.begin - one.reach + s),
            _lost(two.end, one.end - one.reach + 1),
        ),
        from_cell=-floor_divide(-two.begin, two.stride),
        before_end=-floor_divide(-two.end, two.stride),
    )


def _lost(between: Size, spare: Size) -> Size:
    """Return what is cropped or padded between two layers, 0 where no output cell of the second can tell."""
    harmless = verdict_by_signs(at_least(-between, 0)) is True
    return 0 if harmless or verdict_by_signs(at_least(spare, 0)) is True else between


def _require_nothing_lost(row: _Together, request: str) -> None:
    ends = zip(row.lost, ("begin", "end"), (row.from_cell, row.before_end), strict=True)
    for lost, name, cells in ends:
        if lost != 0:
            count = from_size(cells)
            raise GeometryError(
                f"{request}: these are no single layer; between them {from_size(lost)} cells are "
                "cropped or padded at "
                f"the {name}, which the first {count} cells of the output at this end can tell; "
                "beyond them the two "
                "agree with the layer of no padding in between"
            )


def _not_negative(value: Size, request: str) -> Any:
    if verdict_by_signs(at_least(value, 0)) is True:
        return from_size(value)
    raise GeometryError(
        f"{request}: these are no single layer; its padding would be {from_size(value)}, but "
        "padding >= 0 is needed"
    )


def _cropped_and_added(end: Size, request: str) -> tuple[Any, Any]:
    """Return padding and output padding of an end."""
    if verdict_by_signs(at_least(end, 0)) is True:
        return from_size(end), 0
    return 0, _not_negative(-end, request)
