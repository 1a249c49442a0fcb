"""Sizes and legality: one axis, channels, and what a parameter must satisfy.

The sizes are those of `symconv.definitions.sizes`, plain arithmetic that runs on numbers, on
polynomials in letters and on SymPy expressions alike. One axis has input size ``I``, kernel size
``k``, stride ``s``, dilation ``d``, padding ``(begin, end)``, output padding ``a``; its kernel
reaches over ``K = d(k-1)+1`` cells. Whatever the layer is called, its output is a window ``(b, O)``
of the full output of ``F = s(I-1)+K`` cells.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from symconv.definitions import sizes
from symconv.errors import GeometryError
from symconv.language.terms import (
    AnyOf,
    Condition,
    Hypothesis,
    Letter,
    Poly,
    Size,
    at_least,
    equal,
    floor_divide,
    letters,
    substitute,
)

MOST_CELLS = 2**31  # of one array: more are neither listed nor planned


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
        return sizes.reach(self.kernel_size, self.dilation)

    def full_size(self, input_size: Any) -> Any:
        """``F = s(I-1) + K``, the size of the canvas."""
        return sizes.canvas_size(input_size, self.kernel_size, self.stride, self.dilation)

    def transposed_size(self, input_size: Any) -> Any:
        """``O = s(I-1) + d(k-1) + 1 - begin - end + a``, the output size of the transposed convolution."""
        return sizes.sided_output_size(
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


@dataclass(frozen=True)
class Demand:
    """A condition that a request must satisfy, and how to say so.

    Parameters
    ----------
    condition : Condition or AnyOf
        Over numbers or letters.
    text : str
        The request, the value and the broken inequality in words.
    advice : str
        What would satisfy it.
    error : type
        The class of the error raised where it fails.
    """

    condition: Hypothesis
    text: str
    advice: str
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
    if not isinstance(condition.left, Poly):
        return condition.decided()
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


def parameter_demands(layer: str, axis: Axis, transposed: bool) -> list[Demand]:
    """Return what the parameters of one axis must satisfy, whatever the input size."""
    lows = [
        ("kernel_size", axis.kernel_size, 1),
        ("stride", axis.stride, 1),
        ("dilation", axis.dilation, 1),
        ("padding", axis.begin, 0),
        ("padding", axis.end, 0),
    ]
    demands = [
        Demand(
            at_least(value, low),
            f"{layer}: {name} is {value}, but {name} >= {low} is needed",
            f"use {low} or more",
        )
        for name, value, low in lows
    ]
    return demands + (output_padding_demands(layer, axis) if transposed else [])


def output_padding_demands(layer: str, axis: Axis) -> list[Demand]:
    """Return ``0 <= a < max(s, d)``."""
    a, s, d = axis.output_padding, axis.stride, axis.dilation
    return [
        Demand(
            at_least(a, 0),
            f"{layer}: output_padding is {a}, but output_padding >= 0 is needed",
            "use 0 or more",
        ),
        Demand(
            AnyOf((at_least(s, a + 1), at_least(d, a + 1))),
            f"{layer}: output_padding is {a}, but output_padding < max(stride, dilation) = max({s}, {d}) is needed",
            "use a smaller output padding, or a larger stride or dilation",
        ),
    ]


def input_demand(layer: str, input_size: Size) -> Demand:
    """Return that an input size is at least 1."""
    text = f"{layer} on input size {input_size}: the input size is {input_size}, but input size >= 1 is needed"
    return Demand(at_least(input_size, 1), text, "use 1 or more")


def transposed_demands(layer: str, axis: Axis, input_size: Size) -> list[Demand]:
    """Return what one axis of a transposed convolution must satisfy on an input size."""
    size, full = axis.transposed_size(input_size), axis.full_size(input_size)
    text = (
        f"{layer} on input size {input_size}: the output size s(I-1)+d(k-1)+1-begin-end+a = "
        f"{axis.stride}*({input_size}-1)+{axis.dilation}*({axis.kernel_size}-1)+1-{axis.begin}-{axis.end}"
        f"+{axis.output_padding} = {size}, but output size >= 1 is needed"
    )
    advice = f"begin and end padding together may take at most {full + axis.output_padding - 1}"
    return [input_demand(layer, input_size), Demand(at_least(size, 1), text, advice)]


def convolved_demands(layer: str, axis: Axis, input_size: Size) -> list[Demand]:
    """Return what one axis of a convolution must satisfy: the kernel fits, ``n + begin + end >= K``."""
    text = (
        f"{layer} on input size {input_size}: the padded input has {input_size + axis.begin + axis.end} cells, but "
        f"n + begin + end >= d(k-1)+1 = {axis.reach} is needed"
    )
    advice = "use a larger input, more padding or a smaller kernel"
    return [
        input_demand(layer, input_size),
        Demand(at_least(axis.slack(input_size), 0), text, advice),
    ]


def channel_demands(layer: str, channels: Channels) -> list[Demand]:
    """Return that counts are at least 1 and that the groups divide both channel counts."""
    counts = [
        ("input channels", channels.inputs),
        ("output channels", channels.outputs),
        ("groups", channels.groups),
    ]
    demands = [
        Demand(
            at_least(value, 1),
            f"{layer}: {name} is {value}, but {name} >= 1 is needed",
            "use 1 or more",
        )
        for name, value in counts
    ]
    return demands + [_divides(layer, channels.groups, name, value) for name, value in counts[:2]]


def _divides(layer: str, groups: Size, name: str, value: Size) -> Demand:
    text = f"{layer}: groups is {groups} and {name} is {value}, but groups must divide {name}"
    if isinstance(groups, int) and (groups < 1 or isinstance(value, int)):
        holds = groups >= 1 and value % groups == 0
        return Demand(Condition("=", 0 if holds else 1), text, f"use a divisor of {value}")
    return Demand(equal(value, floor_divide(value, groups) * groups), text, "use a divisor")
