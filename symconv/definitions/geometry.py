"""Sizes and legality: one axis, channels, and what a parameter must satisfy.

The size formulas come first, written once: plain arithmetic that runs on numbers, on polynomials in
letters and on SymPy expressions alike, and that `symconv.formulas.listing` prints by latexify-py,
which asks for one-letter names and one expression a function. Those without dilation and output
padding (``plain_``) and those with two equal paddings are what the general ones become there, and
``convolved_size`` is what the geometry becomes: that is tested on letters, so for all values.

One axis has input size ``I``, kernel size
``k``, stride ``s``, dilation ``d``, padding ``(begin, end)``, output padding ``a``; its kernel
reaches over ``K = d(k-1)+1`` cells. Whatever the layer is called, its output is a window ``(b, O)``
of the full output of ``F = s(I-1)+K`` cells.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from symconv.errors import GeometryError
from symconv.language.terms import (
    AnyOf,
    Condition,
    GivenEquation,
    Hypothesis,
    Letter,
    Poly,
    Size,
    equal,
    floor_divide,
    letters,
    substitute,
)

MOST_CELLS = 2**31  # of one array: more are neither listed nor planned


def reach(k: Any, d: Any) -> Any:
    """Return ``K``, the cells from the first tap to the last, both counted.

    Examples
    --------
    >>> reach(3, 2)
    5
    """
    return d * (k - 1) + 1


def canvas_size(I: Any, k: Any, s: Any, d: Any) -> Any:
    """Return ``F``, the size before anything is cropped.

    Examples
    --------
    >>> canvas_size(2, 3, 2, 1)
    5
    """
    return s * (I - 1) + d * (k - 1) + 1


def plain_canvas_size(I: Any, k: Any, s: Any) -> Any:
    """Return ``F`` without dilation.

    Examples
    --------
    >>> plain_canvas_size(2, 3, 2)
    5
    """
    return s * (I - 1) + k


def sided_output_size(I: Any, k: Any, s: Any, b: Any, e: Any, d: Any, a: Any) -> Any:
    """Return ``O``, the output size of the transposed convolution: `b` cells are cropped in front and `e` behind.

    Notes
    -----
    The last of the `I` copies starts ``s*(I - 1)`` cells behind the first and reaches over ``d*(k -
    1) + 1`` cells. The relationships 8 to 14 of Dumoulin and Visin's guide are special cases,
    theorems of the library.

    Examples
    --------
    >>> sided_output_size(4, 3, 2, 1, 0, 2, 1)
    11
    """
    return s * (I - 1) + d * (k - 1) + 1 - b - e + a


def output_size(I: Any, k: Any, s: Any, p: Any, d: Any, a: Any) -> Any:
    """Return ``O`` where `p` cells are cropped at each end.

    Examples
    --------
    >>> output_size(4, 3, 2, 1, 1, 1)
    8
    """
    return s * (I - 1) + d * (k - 1) + 1 - 2 * p + a


def plain_output_size(I: Any, k: Any, s: Any, p: Any) -> Any:
    """Return ``O`` without dilation and output padding.

    Examples
    --------
    >>> plain_output_size(2, 3, 2, 1)
    3
    """
    return s * (I - 1) + k - 2 * p


def lengthened_output_size(I: Any, k: Any, s: Any, p: Any, a: Any) -> Any:
    """Return ``O`` without dilation.

    Examples
    --------
    >>> lengthened_output_size(2, 3, 2, 1, 1)
    4
    """
    return s * (I - 1) + k - 2 * p + a


def cropped_size(F: Any, p: Any) -> Any:
    """Return ``O``, the size of the canvas without `p` cells at each end.

    Examples
    --------
    >>> cropped_size(5, 1)
    3
    """
    return F - 2 * p


def stretched_size(I: Any, s: Any) -> Any:
    """Return the size of the input with ``s - 1`` zeros between neighbours.

    Examples
    --------
    >>> stretched_size(2, 2)
    3
    """
    return s * (I - 1) + 1


def inserted_zeros(s: Any) -> Any:
    """Return how many zeros are put between neighbouring input cells.

    Examples
    --------
    >>> inserted_zeros(2)
    1
    """
    return s - 1


def zeros_in_front(k: Any, p: Any) -> Any:
    """Return how many zeros stand on each side of the stretched input; a negative number crops.

    Examples
    --------
    >>> zeros_in_front(3, 1)
    1
    """
    return k - 1 - p


def convolved_size(n: Any, k: Any, s: Any, p: Any, d: Any) -> Any:
    """Return ``m``, the output size of the convolution on `n` cells with `p` zeros at each end.

    Notes
    -----
    The window over ``d*(k - 1) + 1`` cells starts once and can move by ``n + 2*p - d*(k - 1) - 1``
    cells, in steps of `s`.

    Examples
    --------
    >>> convolved_size(3, 3, 2, 1, 1)
    2
    """
    return (n + 2 * p - d * (k - 1) - 1) // s + 1


def plain_convolved_size(n: Any, k: Any, s: Any, p: Any) -> Any:
    """Return ``m`` without dilation.

    Examples
    --------
    >>> plain_convolved_size(6, 3, 2, 1)
    3
    """
    return (n + 2 * p - k) // s + 1


def copy_start(i: Any, s: Any) -> Any:
    """Return where the copy of input cell `i` starts on the canvas.

    Examples
    --------
    >>> copy_start(1, 2)
    2
    """
    return s * i


def sided_output_index(i: Any, t: Any, s: Any, d: Any, b: Any) -> Any:
    """Return ``o``, the output cell that gets the product of input cell `i` and tap `t`, `b` cells being cropped in front.

    Examples
    --------
    >>> sided_output_index(1, 0, 2, 1, 0)
    2
    """
    return s * i + d * t - b


def sided_output_index_from_one(i: Any, t: Any, s: Any, d: Any, b: Any) -> Any:
    """Return ``o`` where positions in input, kernel and output are counted from 1.

    Examples
    --------
    >>> sided_output_index_from_one(2, 1, 2, 1, 0)
    3
    """
    return s * (i - 1) + d * (t - 1) + 1 - b


def output_index(i: Any, t: Any, s: Any, d: Any, p: Any) -> Any:
    """Return ``o`` where `p` cells are cropped at each end.

    Examples
    --------
    >>> output_index(1, 0, 2, 1, 1)
    1
    """
    return s * i + d * t - p


def output_index_from_one(i: Any, t: Any, s: Any, d: Any, p: Any) -> Any:
    """Return ``o`` where `p` cells are cropped at each end and positions are counted from 1.

    Examples
    --------
    >>> output_index_from_one(2, 1, 2, 1, 1)
    2
    """
    return s * (i - 1) + d * (t - 1) + 1 - p


@dataclass(frozen=True)
class Axis:
    """The parameters of one axis; entries are integers, or polynomials or SymPy expressions in letters."""

    kernel_size: Any
    stride: Any = 1
    begin: Any = 0
    end: Any = 0
    output_padding: Any = 0
    dilation: Any = 1

    @property
    def reach(self) -> Any:
        """``K = d(k-1) + 1``, the cells between the first and the last tap, both counted."""
        return reach(self.kernel_size, self.dilation)

    def full_size(self, input_size: Any) -> Any:
        """``F = s(I-1) + K``, the size of the canvas."""
        return canvas_size(input_size, self.kernel_size, self.stride, self.dilation)

    def transposed_size(self, input_size: Any) -> Any:
        """``O = s(I-1) + d(k-1) + 1 - begin - end + a``, the output size of the transposed convolution."""
        return sided_output_size(
            input_size,
            self.kernel_size,
            self.stride,
            self.begin,
            self.end,
            self.dilation,
            self.output_padding,
        )

    def slack(self, input_size: Any) -> Any:
        """``n + begin + end - K``, how far the window of the convolution can move."""
        return input_size + self.begin + self.end - self.reach

    def convolved_size(self, input_size: Any) -> Any:
        """``floor((n + begin + end - K)/s) + 1``, the output size of the convolution."""
        slack, stride = self.slack(input_size), self.stride
        if isinstance(slack, Poly) or isinstance(stride, Poly):
            return floor_divide(slack, stride) + 1
        return slack // stride + 1


@dataclass(frozen=True)
class Channels:
    """Input and output channels in groups: group `q` maps its own input channels to its own output channels."""

    inputs: Any
    outputs: Any
    groups: Any = 1

    @property
    def inputs_per_group(self) -> Size:
        """``C_in / g``."""
        return floor_divide(self.inputs, self.groups)

    @property
    def outputs_per_group(self) -> Size:
        """``C_out / g``."""
        return floor_divide(self.outputs, self.groups)


class Message:
    """A message that is put together where it is shown: a template with the values that stand in it.

    Examples
    --------
    >>> str(Message("the stride is {}, but stride >= {} is needed", 0, 1))
    'the stride is 0, but stride >= 1 is needed'
    """

    __slots__ = ("template", "values")

    def __init__(self, template: str, *values: Any) -> None:
        self.template = template
        self.values = values

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Message):
            return NotImplemented
        return (self.template, self.values) == (other.template, other.values)

    def __hash__(self) -> int:
        return hash((self.template, self.values))

    def __str__(self) -> str:
        return self.template.format(*self.values)

    __repr__ = __str__


@dataclass(frozen=True)
class Demand:
    """A condition that a request must satisfy, and how to say so.

    Parameters
    ----------
    condition : Condition or AnyOf
        Over numbers or letters.
    text : str or Message
        The request, the value and the broken inequality in words.
    advice : str or Message
        What would satisfy it.
    error : type
        The class of the error raised where it fails.
    """

    condition: Hypothesis
    text: str | Message
    advice: str | Message
    error: type[Exception] = GeometryError

    def refuse(self) -> Exception:
        """Return the error that says this demand is broken."""
        return self.error(f"{self.text}; {self.advice}")


def enforce(demands: Iterable[Demand]) -> tuple[Demand, ...]:
    """Raise for the first demand that is broken for certain; return those that depend on letters.

    Raises
    ------
    GeometryError or ShapeError
        With the text of the broken demand.
    """
    open_demands = []
    for demand in demands:
        verdict = verdict_by_signs(demand.condition)
        if verdict is False:
            raise demand.refuse()
        if verdict is None:
            open_demands.append(demand)
    return tuple(open_demands)


def verdict_by_signs(condition: Hypothesis) -> bool | None:
    """Decide a condition from the smallest value of every letter alone; ``None`` where that does not suffice."""
    if isinstance(condition, AnyOf):
        verdicts = [verdict_by_signs(part) for part in condition.conditions]
        return True if True in verdicts else None if None in verdicts else False
    if isinstance(condition, GivenEquation):
        raise TypeError("a hypothesis about tensors says nothing of sizes")
    if not isinstance(condition.left, Poly):
        return condition.left == 0 if condition.relation == "=" else condition.left >= 0
    lowest, highest = least(condition.left), least(-condition.left)
    if condition.relation == ">=":
        return (
            True
            if lowest is not None and lowest >= 0
            else False
            if highest is not None and highest > 0
            else None
        )
    return (
        False
        if (lowest is not None and lowest > 0) or (highest is not None and highest > 0)
        else None
    )


@lru_cache(maxsize=2**12)
def least(value: Size) -> int | None:
    """Return a lower bound of a size: exact where, counted from the smallest letters on, no coefficient is negative."""
    if isinstance(value, int):
        return value
    names = {v for monomial in value.terms for v in monomial}
    if not all(isinstance(v, Letter) for v in names):
        return None
    minima = {v: v.minimum + Poly({(v,): 1}) for v in letters(value)}
    shifted = substitute(value, minima)
    if isinstance(shifted, int):
        return shifted
    rest = [coefficient for monomial, coefficient in shifted.terms.items() if monomial]
    return shifted.terms.get((), 0) if all(coefficient > 0 for coefficient in rest) else None


def parameter_demands(layer: object, axis: Axis, transposed: bool) -> list[Demand]:
    """Return what the parameters of one axis must satisfy, whatever the input size."""
    demands = [
        _least_demand(layer, "kernel_size", axis.kernel_size, 1),
        _least_demand(layer, "stride", axis.stride, 1),
        _least_demand(layer, "dilation", axis.dilation, 1),
        _least_demand(layer, "padding", axis.begin, 0),
        _least_demand(layer, "padding", axis.end, 0),
    ]
    return demands + (output_padding_demands(layer, axis) if transposed else [])


def _least_demand(layer: object, name: str, value: Any, low: int) -> Demand:
    text = Message("{}: {} is {}, but {} >= {} is needed", layer, name, value, name, low)
    return Demand(_not_negative(value - low), text, _OR_MORE[low])


_OR_MORE = ("use 0 or more", "use 1 or more")


def _not_negative(value: Any) -> Condition:
    return Condition(">=", value)


def output_padding_demands(layer: object, axis: Axis) -> list[Demand]:
    """Return ``0 <= a < max(s, d)``."""
    a, s, d = axis.output_padding, axis.stride, axis.dilation
    below = AnyOf((_not_negative(s - a - 1), _not_negative(d - a - 1)))
    text = Message(
        "{}: output_padding is {}, but output_padding < max(stride, dilation) = max({}, {}) is needed",
        layer,
        a,
        s,
        d,
    )
    advice = "use a smaller output padding, or a larger stride or dilation"
    return [_least_demand(layer, "output_padding", a, 0), Demand(below, text, advice)]


def input_demand(layer: object, input_size: Size) -> Demand:
    """Return that an input size is at least 1."""
    text = Message(
        "{} on input size {}: the input size is {}, but input size >= 1 is needed",
        layer,
        input_size,
        input_size,
    )
    return Demand(_not_negative(input_size - 1), text, "use 1 or more")


def transposed_demands(layer: object, axis: Axis, input_size: Size) -> list[Demand]:
    """Return what one axis of a transposed convolution must satisfy on an input size."""
    size = axis.transposed_size(input_size)
    text = Message(
        "{0} on input size {1}: the output size s(I-1)+d(k-1)+1-begin-end+a = "
        "{2.stride}*({1}-1)+{2.dilation}*({2.kernel_size}-1)+1-{2.begin}-{2.end}"
        "+{2.output_padding} = {3}, but output size >= 1 is needed",
        layer,
        input_size,
        axis,
        size,
    )
    room = size + axis.begin + axis.end - 1
    advice = Message("begin and end padding together may take at most {}", room)
    return [input_demand(layer, input_size), Demand(_not_negative(size - 1), text, advice)]


def convolved_demands(layer: object, axis: Axis, input_size: Size) -> list[Demand]:
    """Return what one axis of a convolution must satisfy: the kernel fits, ``n + begin + end >= K``."""
    text = Message(
        "{} on input size {}: the padded input has {} cells, but n + begin + end >= d(k-1)+1 = {} is needed",
        layer,
        input_size,
        input_size + axis.begin + axis.end,
        axis.reach,
    )
    fits = _not_negative(axis.slack(input_size))
    advice = "use a larger input, more padding or a smaller kernel"
    return [input_demand(layer, input_size), Demand(fits, text, advice)]


def channel_demands(layer: object, channels: Channels) -> list[Demand]:
    """Return that counts are at least 1 and that the groups divide both channel counts."""
    inputs, outputs = channels.inputs, channels.outputs
    return [
        _least_demand(layer, "input channels", inputs, 1),
        _least_demand(layer, "output channels", outputs, 1),
        _least_demand(layer, "groups", channels.groups, 1),
        _divides(layer, channels.groups, "input channels", inputs),
        _divides(layer, channels.groups, "output channels", outputs),
    ]


def _divides(layer: object, groups: Size, name: str, value: Size) -> Demand:
    text = Message(
        "{}: groups is {} and {} is {}, but groups must divide {}", layer, groups, name, value, name
    )
    if isinstance(groups, int) and (groups < 1 or isinstance(value, int)):
        holds = groups >= 1 and value % groups == 0
        return Demand(Condition("=", 0 if holds else 1), text, f"use a divisor of {value}")
    return Demand(equal(value, floor_divide(value, groups) * groups), text, "use a divisor")
