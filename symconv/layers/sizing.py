"""The output size of a transposed convolution, term by term, and the parameters that lead to a wanted size."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import product
from numbers import Integral
from typing import TYPE_CHECKING, Any

from symconv.definitions.geometry import (
    Axis,
    enforce,
    output_padding_demands,
    parameter_demands,
    transposed_demands,
)
from symconv.errors import GeometryError, shown
from symconv.formulas.notebook import InWords
from symconv.language.terms import Letter, coefficients, letter

if TYPE_CHECKING:
    from symconv.layers.conv import ConvTranspose

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
USUAL_LAST_OF_SEVERAL = 16


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

    def with_value(self, parameter: str, value: Any) -> SizedAxis:
        """Return the setting with another value of one parameter; one padding counts on both sides."""
        pair = parameter == "padding" and not isinstance(value, tuple)
        changes: dict[str, Any] = {parameter: (value, value) if pair else value}
        return replace(self, **changes)

    def with_values(self, values: Mapping[str, Any]) -> SizedAxis:
        """Return the setting with other values of some parameters."""
        setting = self
        for parameter, value in values.items():
            setting = setting.with_value(parameter, value)
        return setting

    def enlarges_by(self, factor: int) -> bool:
        """Return whether ``O = factor*I`` for every input size: whether both are the same polynomial in `I`."""
        every = letter("I")
        return bool(self.axis.transposed_size(every) == factor * every)

    @property
    def overlap(self) -> tuple[int, int]:
        """The smallest and the largest number of products in a cell that no end of the input is near.

        Notes
        -----
        Tap `t` lands where ``d*t`` has the remainder of the position by `s`. With ``g = gcd(s, d)``
        the multiples of `d` have ``s/g`` remainders in turn, and where `g` is above 1 other
        remainders have no tap. The numbers are equal if and only if ``g = 1`` and `s` divides `k`:
        theorem ``overlap-count-inside``.
        """
        common = math.gcd(self.stride, self.dilation)
        turns = self.stride // common
        least = self.kernel_size // turns if common == 1 else 0
        return least, -(-self.kernel_size // turns)


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


@dataclass(frozen=True)
class SizeSolution(InWords):
    """Parameters of one axis that give the size wanted.

    Parameters
    ----------
    input_size : int or None
        ``None`` where the parameters fit every input size.
    kernel_size, stride, output_padding, dilation : int
        As in `ConvTranspose`.
    padding : pair of int
        Cells cropped at the begin and at the end.
    overlap : pair of int
        The smallest and the largest number of products in an inner output cell. Where they differ
        the output of ones has a pattern, the checkerboard.
    torch : bool
        Whether PyTorch's layers can say it: they crop both ends alike.
    """

    input_size: int | None
    kernel_size: int
    stride: int
    padding: tuple[int, int]
    output_padding: int
    dilation: int
    overlap: tuple[int, int]
    torch: bool

    @property
    def layer(self) -> ConvTranspose:
        """The layer, of one axis."""
        from symconv.layers.conv import ConvTranspose  # SymPy: the shell lists sizes without it

        return ConvTranspose(
            self.kernel_size, self.stride, [self.padding], self.output_padding, self.dilation
        )

    @property
    def is_even(self) -> bool:
        """Whether all inner output cells get the same number of products."""
        return self.overlap[0] == self.overlap[1]


_SOLVED = ("padding", "input_size", "output_padding", "kernel_size", "dilation", "stride")
"""Of several unknowns the first of these is solved for; the others are tried."""


def solve_sizes(
    unknown: str | Sequence[str],
    *,
    input_size: Any = None,
    output_size: Any = None,
    every_input: bool = False,
    ranges: Mapping[str, range] | None = None,
    **known: Any,
) -> Any:
    r"""Return all parameters of a transposed convolution that lead to a wanted size: :math:`O = s(I-1)+d(k-1)+1-b-e+a`.

    Parameters
    ----------
    unknown : str or sequence of str
        One or several of ``input_size``, ``kernel_size``, ``stride``, ``padding``,
        ``output_padding`` and ``dilation``.
    input_size : int or tuple, optional
        The input size, unless it is unknown or every one is meant.
    output_size : int or tuple, optional
        The size wanted. With `every_input` the factor by which every input is enlarged, or that
        factor times a letter, ``5*I``; the stride, unless given.
    every_input : bool
        Look for parameters that fit every input size.
    ranges : mapping of str to range, optional
        Values to look at, by name. A single unknown is solved for without a range. Of several all
        but one are tried, up to 16 unless a range is given. With a range of paddings all pairs of begin
        and end within it are given.
    known : int, tuple or list
        ``kernel_size``, ``stride``, ``padding``, ``output_padding``, ``dilation``; 1, or 0 for a
        padding, unless given. A padding may be a pair of begin and end. For several axes a tuple, of
        paddings a list, has one entry per axis.

    Returns
    -------
    list of SizeSolution, or tuple of lists
        Even overlap first, then the least crop, then the ends that differ least. Without a range of
        paddings, where no padding of both ends fits, the two that differ by one are given. For several
        axes one list per axis, since axes do not interact.

    Raises
    ------
    GeometryError
        For a name or a value that is not legal, or too many combinations.

    Notes
    -----
    The formula is linear in every single parameter, so one unknown is solved for exactly. ``O =
    f*I`` holds for every `I` if and only if both sides are the same polynomial in `I`; that is what
    is compared, not a number of inputs.

    See Also
    --------
    symconv.Conv.adjoint : the output padding that restores a size.

    Examples
    --------
    >>> [row.padding for row in solve_sizes("padding", input_size=2, output_size=4, kernel_size=3, stride=2)]
    [(0, 1), (1, 0)]
    >>> found = solve_sizes(("padding", "output_padding"), every_input=True, kernel_size=10, stride=5)
    >>> [(row.padding, row.output_padding, row.torch) for row in found][:3]
    [((2, 3), 0, False), ((3, 2), 0, False), ((3, 3), 1, True)]
    >>> from symconv import sizes
    >>> found == solve_sizes(
    ...     ("padding", "output_padding"),
    ...     every_input=True,
    ...     output_size=5 * sizes("I"),
    ...     kernel_size=10,
    ...     stride=5,
    ... )
    True
    >>> rows, columns = solve_sizes("padding", every_input=True, kernel_size=(1, 40), stride=(1, 20))
    >>> rows[0].padding, columns[0].padding
    ((0, 0), (10, 10))
    """
    names = (unknown,) if isinstance(unknown, str) else tuple(unknown)
    limits = dict(ranges or {})
    given = {"input_size": input_size, "output_size": output_size, **known}
    axes = _axes(given, f"solve_sizes({', '.join(map(shown, names))})")
    if axes is None:
        return _solved(names, every_input, limits, **given)
    found = []
    for axis in range(axes):
        values = {
            name: (value[axis] if _has_axes(name, value) else value)
            for name, value in given.items()
        }
        found.append(_solved(names, every_input, limits, **values))
    return tuple(found)


def _axes(given: Mapping[str, Any], request: str) -> int | None:
    """Return the number of axes that values are given for; ``None`` for one axis without saying so."""
    counts = {name: len(value) for name, value in given.items() if _has_axes(name, value)}
    if not counts:
        return None
    if len(set(counts.values())) > 1:
        entries = ", ".join(f"{name} for {count}" for name, count in counts.items())
        raise GeometryError(f"{request}: values are given for several numbers of axes: {entries}")
    return max(counts.values())


def _has_axes(name: str, value: Any) -> bool:
    """Whether a value has an entry per axis; a tuple as padding is the pair of begin and end."""
    return isinstance(value, list) or (isinstance(value, tuple) and name != "padding")


def _solved(
    names: tuple[str, ...],
    every_input: bool,
    limits: Mapping[str, range],
    *,
    input_size: Any,
    output_size: Any,
    **known: Any,
) -> list[SizeSolution]:
    """Return all rows of one axis."""
    output_size = _factor(output_size) if every_input else output_size
    _check_request(names, input_size, output_size, every_input, limits, known)
    given = {"input_size": 1 if input_size is None else input_size, **known}
    start = SizedAxis().with_values(given)
    if len(names) == 1 and not every_input:
        (name,), goal = names, 0 if output_size is None else output_size
        found = [start.with_value(name, v) for v in solve(start, name, goal, limits.get(name))]
    else:
        found = list(_tried(start, names, output_size, every_input, limits))
    solutions = []
    for setting in sorted(found, key=_rank):
        begin, end = setting.padding
        values = {**vars(setting), "input_size": None if every_input else setting.input_size}
        solutions.append(SizeSolution(**values, overlap=setting.overlap, torch=begin == end))
    return solutions


def _factor(output_size: Any) -> Any:
    """Return the factor `f` of an output size ``f*I``; anything else as it is."""
    if not hasattr(output_size, "free_symbols") or not output_size.free_symbols:
        return output_size
    from symconv.data.letters import to_size

    parts = list(coefficients(to_size(output_size, "output_size")).items())
    ((monomial, factor), *others) = parts
    is_multiple = not others and len(monomial) == 1 and isinstance(monomial[0], Letter)
    return factor if is_multiple else output_size


def _check_request(
    names: tuple[str, ...],
    input_size: int | None,
    output_size: int | None,
    every_input: bool,
    limits: Mapping[str, range],
    known: Mapping[str, Any],
) -> None:
    request = f"solve_sizes({', '.join(map(shown, names))})"
    others = {*known, *(() if input_size is None else ("input_size",))}
    for name in (*names, *limits, *known):
        if name not in LOWEST:
            raise GeometryError(f"{request}: {shown(name)} is not one of {', '.join(LOWEST)}")
    if not names or len(set(names)) < len(names) or others & set(names):
        raise GeometryError(f"{request}: name every unknown once, and give no value for it")
    if every_input and (input_size is not None or "input_size" in names):
        raise GeometryError(f"{request}: every_input stands for all input sizes; give none")
    if not every_input and (
        output_size is None or (input_size is None and "input_size" not in names)
    ):
        raise GeometryError(f"{request}: give output_size, and input_size unless it is unknown")
    numbers = {"output_size": output_size, "input_size": input_size, **known}
    for name, value in numbers.items():
        entries = value if name == "padding" and isinstance(value, tuple) else (value,)
        if value is not None and not all(map(_is_integer, entries)):
            raise GeometryError(f"{request}: {name} is {shown(value)}, but an integer is needed")


def _is_integer(value: Any) -> bool:
    return isinstance(value, Integral) and not isinstance(value, bool)


def _tried(
    start: SizedAxis,
    names: Sequence[str],
    output_size: int | None,
    every_input: bool,
    limits: Mapping[str, range],
) -> Iterator[SizedAxis]:
    """Try all values of all unknowns but one, and solve for that one."""
    last = min(names, key=_SOLVED.index)
    others = [name for name in names if name != last]
    tried = [limits.get(name, range(LOWEST[name], USUAL_LAST_OF_SEVERAL + 1)) for name in others]
    combinations = math.prod(map(len, tried))
    if combinations > MOST_TRIED:
        raise GeometryError(
            f"solve_sizes: {combinations:,} combinations of {', '.join(others)}, but at most "
            f"{MOST_TRIED:,} are tried; "
            "give smaller ranges"
        )
    for values in product(*tried):
        setting = start.with_values(dict(zip(others, values, strict=True)))
        factor = setting.stride if output_size is None else output_size
        for value in _candidates(setting, last, factor, limits.get(last)):
            found = setting.with_value(last, value)
            goal = found.stride if output_size is None else factor
            if is_solution(found, goal) and (not every_input or found.enlarges_by(goal)):
                yield found


def _rank(setting: SizedAxis) -> tuple[Any, ...]:
    """Even overlap first, then the least crop, the ends that differ least, the smallest parameters."""
    least, most = setting.overlap
    begin, end = setting.padding
    return (least != most, begin + end, abs(begin - end), *vars(setting).values())


def solve(setting: SizedAxis, parameter: str, output_size: int, values: range | None) -> list[Any]:
    """Return every value of one parameter that gives an output size.

    The formula is linear in every single parameter, so there is one solution, or all values are
    one.

    Parameters
    ----------
    setting : SizedAxis
        The other parameters.
    parameter : str
        The name of the one that is looked for; as padding, the same on both sides, or where none
        fits the pairs of begin and end that differ by one.
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
    >>> solve(SizedAxis(input_size=28, kernel_size=4, stride=2), "padding", 57, None)
    [(0, 1), (1, 0)]
    """
    # raise where no value of the parameter could help, whatever the size wanted
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
    candidates = _candidates(setting, parameter, output_size, values)
    return [
        value
        for value in candidates
        if is_solution(setting.with_value(parameter, value), output_size)
    ]


def is_solution(setting: SizedAxis, output_size: int) -> bool:
    """Return whether a setting is legal and has this output size."""
    try:
        setting.check()
    except GeometryError:
        return False
    return setting.formula == output_size


def _candidates(
    setting: SizedAxis, parameter: str, output_size: int, values: range | None
) -> Sequence[Any]:
    at_zero = setting.with_value(parameter, 0).formula
    slope = setting.with_value(parameter, 1).formula - at_zero
    if slope:
        root, rest = divmod(output_size - at_zero, slope)
        if parameter == "padding" and values is not None:
            # the paddings within a range that crop so many cells together: one number where both ends are alike
            crop = at_zero - output_size
            pairs = sorted(
                ((begin, crop - begin) for begin in values if crop - begin in values),
                key=lambda pair: abs(pair[0] - pair[1]),
            )
            return [begin if begin == end else (begin, end) for begin, end in pairs]
        if parameter == "padding" and rest:
            less = (at_zero - output_size) // 2
            return [(less, less + 1), (less + 1, less)]
        return [root] if rest == 0 and (values is None or root in values) else []
    listed = range(LOWEST[parameter], USUAL_LAST + 1) if values is None else values
    if len(listed) > MOST_TRIED:
        name = parameter.replace("_", " ")
        raise GeometryError(
            f"the output size does not depend on the {name}, and the range has {len(listed):,} values; "
            f"at most {MOST_TRIED:,} are listed"
        )
    return listed
