"""The output size of a transposed convolution, term by term, and the parameters that lead to a wanted size."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from symconv.definitions.geometry import (
    Axis,
    enforce,
    output_padding_demands,
    parameter_demands,
    transposed_demands,
)
from symconv.errors import GeometryError

LOWEST = {
    "input_size": 1,
    "kernel_size": 1,
    "stride": 1,
    "padding": 0,
    "output_padding": 0,
    "dilation": 1,
}
MOST_TRIED = 100_000
USUAL_LAST = 64


@dataclass(frozen=True)
class SizedAxis:
    """One axis of a transposed convolution with its input size; padding is the pair of begin and end."""

    input_size: int = 1
    kernel_size: int = 1
    stride: int = 1
    padding: tuple[int, int] = (0, 0)
    output_padding: int = 0
    dilation: int = 1

    @property
    def axis(self) -> Axis:
        """The parameters without the input size."""
        begin, end = self.padding
        return Axis(self.kernel_size, self.stride, begin, end, self.output_padding, self.dilation)

    @property
    def name(self) -> str:
        """The parameters without the input size, in words."""
        begin, end = self.padding
        return (
            f"kernel size {self.kernel_size}, stride {self.stride}, padding {begin}:{end}, "
            f"output padding {self.output_padding}, dilation {self.dilation}"
        )

    @property
    def formula(self) -> int:
        """The value of the size formula, legal or not."""
        return int(self.axis.transposed_size(self.input_size))

    def check(self) -> None:
        """Raise unless the setting is legal.

        Raises
        ------
        GeometryError
            With the inequality that is broken.
        """
        enforce(parameter_demands(self.name, self.axis, transposed=True))
        enforce(transposed_demands(self.name, self.axis, self.input_size))

    def with_value(self, parameter: str, value: int) -> SizedAxis:
        """Return the setting with another value of one parameter; a padding counts on both sides."""
        changes: dict[str, Any] = {parameter: (value, value) if parameter == "padding" else value}
        return replace(self, **changes)


@dataclass(frozen=True)
class SizeTerms:
    """The size formula ``O = s(I-1) + d(k-1)+1 - begin - end + a`` with its numbers put in."""

    steps: int
    stretched: int
    reach: int
    crop: int
    output_padding: int
    output_size: int


def size_terms(setting: SizedAxis) -> SizeTerms:
    """Return the terms of the output size.

    Raises
    ------
    GeometryError
        The setting is not legal.

    Examples
    --------
    >>> size_terms(SizedAxis(input_size=16, kernel_size=3, stride=2, padding=(1, 1)))
    SizeTerms(steps=15, stretched=30, reach=3, crop=2, output_padding=0, output_size=31)
    """
    setting.check()
    steps = setting.input_size - 1
    return SizeTerms(
        steps=steps,
        stretched=setting.stride * steps,
        reach=int(setting.axis.reach),
        crop=sum(setting.padding),
        output_padding=setting.output_padding,
        output_size=setting.formula,
    )


def size_text(setting: SizedAxis) -> str:
    """Return the terms in words and numbers, one to a line.

    Examples
    --------
    >>> print(size_text(SizedAxis(input_size=16, kernel_size=3, stride=2, padding=(1, 1))))
       15  steps between the 16 inputs: 16 - 1
       30  stretched by the stride: 2*15
     +  3  the reach of the kernel: 1*(3 - 1) + 1
     -  2  the crop: 1 at the begin and 1 at the end
     +  0  the output padding
     = 31  the output size
    """
    terms = size_terms(setting)
    begin, end = setting.padding
    rows = [
        (
            " ",
            terms.steps,
            f"steps between the {setting.input_size} inputs: {setting.input_size} - 1",
        ),
        (" ", terms.stretched, f"stretched by the stride: {setting.stride}*{terms.steps}"),
        (
            "+",
            terms.reach,
            f"the reach of the kernel: {setting.dilation}*({setting.kernel_size} - 1) + 1",
        ),
        ("-", terms.crop, f"the crop: {begin} at the begin and {end} at the end"),
        ("+", terms.output_padding, "the output padding"),
        ("=", terms.output_size, "the output size"),
    ]
    width = max(len(str(value)) for value in asdict(terms).values())
    return "\n".join(f" {sign} {value:{width}}  {words}" for sign, value, words in rows)


def solve(setting: SizedAxis, parameter: str, output_size: int, values: range | None) -> list[int]:
    """Return every value of one parameter that gives an output size.

    The formula is linear in every single parameter, so there is one solution, or all values are
    one.

    Parameters
    ----------
    setting : SizedAxis
        The other parameters.
    parameter : str
        The name of the one that is looked for; as padding, the same on both sides.
    output_size : int
        The size wanted, at least 1.
    values : range or None
        The values considered; without it all, and up to 64 where all are solutions.

    Raises
    ------
    GeometryError
        The output size or another parameter is not legal, or more values than the limit would be
        listed.

    Examples
    --------
    >>> solve(SizedAxis(kernel_size=4, stride=2, padding=(1, 1)), "input_size", 448, None)
    [224]
    >>> solve(SizedAxis(input_size=1, kernel_size=4), "stride", 4, range(2, 5))
    [2, 3, 4]
    """
    _check_others(setting, parameter, output_size)
    candidates = _candidates(setting, parameter, output_size, values)
    return [
        value
        for value in candidates
        if is_solution(setting.with_value(parameter, value), output_size)
    ]


def _check_others(setting: SizedAxis, parameter: str, output_size: int) -> None:
    """Raise where no value of the parameter could help, whatever the size wanted."""
    demands = [("output_size", output_size, 1)]
    for name, low in LOWEST.items():
        value = min(setting.padding) if name == "padding" else getattr(setting, name)
        demands += [(name, value, low)] if name != parameter else []
    for name, value, low in demands:
        if value < low:
            raise GeometryError(
                f"{name} is {value}, but {name} >= {low} is needed; use {low} or more"
            )
    if parameter not in ("stride", "dilation", "output_padding"):
        enforce(output_padding_demands(setting.name, setting.axis))


def is_solution(setting: SizedAxis, output_size: int) -> bool:
    """Return whether a setting is legal and has this output size."""
    try:
        setting.check()
    except GeometryError:
        return False
    return setting.formula == output_size


def _candidates(
    setting: SizedAxis, parameter: str, output_size: int, values: range | None
) -> Sequence[int]:
    at_zero = setting.with_value(parameter, 0).formula
    slope = setting.with_value(parameter, 1).formula - at_zero
    if slope:
        root, rest = divmod(output_size - at_zero, slope)
        return [root] if rest == 0 and (values is None or root in values) else []
    listed = range(LOWEST[parameter], USUAL_LAST + 1) if values is None else values
    if len(listed) > MOST_TRIED:
        name = parameter.replace("_", " ")
        raise GeometryError(
            f"the output size does not depend on the {name}, and the range has {len(listed):,} values; "
            f"at most {MOST_TRIED:,} are listed"
        )
    return listed
