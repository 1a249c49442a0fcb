"""What a figure says in words, every number of it read from the layer and its plan."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import gcd
from typing import Any

from symconv.figures import labels
from symconv.figures.labels import DOT, formula, word
from symconv.figures.layout import LABEL
from symconv.figures.metrics import width
from symconv.figures.palette import INPUTS
from symconv.figures.parts import result_text
from symconv.figures.placing import GATHERED, PAINTING, Placing
from symconv.figures.scene import Runs, plain
from symconv.formulas.listing import FORMULAS

_SIDES = {
    1: (("front", "back"),),
    2: (("top", "bottom"), ("left", "right")),
}
"""What the ends of the axes are called."""
_WIDEST_FACT = 300
_MOST_LISTED = 16
_LONGEST_LIST = 600


def parameters(placing: Placing) -> tuple[Runs, ...]:
    """Return the parameters as formulas: sizes and steps, then the crop; what has no effect is left out."""
    axes = placing.layer.axes
    first = [
        _equation("k", [axis.kernel_size for axis in axes]),
        _equation("s", [axis.stride for axis in axes]),
    ]
    if any(axis.dilation != 1 for axis in axes):
        first.append(_equation("d", [axis.dilation for axis in axes]))
    second = [crop(placing)]
    if any(axis.output_padding for axis in axes):
        second.append(_equation("a", [axis.output_padding for axis in axes]))
    if placing.lead and int(placing.layer.groups) > 1:
        second.append(formula(str(placing.layer.groups)) + word(" groups"))
    return _listed(first), _listed(second)


def facts(placing: Placing) -> list[Runs]:
    """Return the parameters, the full size and how the copies lie, a line each."""
    first, second = parameters(placing)
    joined = first + word(", ") + second
    lines = [joined] if width(joined, LABEL, "label") <= _WIDEST_FACT else [first, second]
    return [line for line in (*lines, size_formula(placing), neighbours(placing)) if line]


def size_formula(placing: Placing) -> Runs:
    """Return the full size with numbers put in, or the sizes alone where the axes differ."""
    axes, sizes = placing.layer.axes, placing.sizes
    if placing.lead or len(set(axes)) > 1 or len(set(sizes)) > 1:
        return formula(f"F = {shape(placing.full_shape)}")
    axis, size, full = axes[0], sizes[0], placing.full_shape[0]
    steps, is_plain = f"{axis.stride}{DOT}{size - 1}", axis.dilation == 1
    reach = str(axis.kernel_size) if is_plain else f"{axis.dilation}{DOT}{axis.kernel_size - 1} + 1"
    written = FORMULAS["plain_canvas_size" if is_plain else "canvas_size"].text()
    letters = written.replace("*", " ").replace("-", "−")
    return formula(f"{letters} = {steps} + {reach} = {full}")


def neighbours(placing: Placing) -> Runs:
    """Return how the copies of the kernel lie beside each other."""
    axes, sizes = placing.layer.axes, placing.sizes
    if len(set(axes)) > 1 or axes[0].dilation > 1 or min(sizes) == 1:
        return ()
    axis = axes[0]
    if axis.kernel_size > axis.stride:
        return formula("k > s") + word(": neighbouring copies overlap")
    if axis.kernel_size < axis.stride:
        return formula("k < s") + word(": gaps stay between the copies")
    return formula("k = s") + word(": the copies lie side by side")


def output_size(placing: Placing) -> Runs:
    """Return the output size as it follows from the full size."""
    axis = placing.layer.axes[0]
    added = " + a" if axis.output_padding else ""
    if placing.is_flat and placing.axes == 1 and not placing.is_cut:
        return formula(f"O = F = {placing.output_shape[0]}")
    if placing.axes > 1 or placing.lead or axis.begin != axis.end:
        return formula(f"O = {shape(placing.output_shape)}")
    removed = " − 2p" if axis.begin else ""
    return formula(f"O = F{removed}{added} = {placing.output_shape[0]}")


def given_input(placing: Placing) -> Runs:
    """Return the input by its name."""
    return word("input ") + formula(placing.notation.input)


def given_kernel(placing: Placing) -> Runs:
    """Return the kernel by its name."""
    return word("kernel ") + formula(placing.notation.kernel)


def full_output(placing: Placing, is_output: bool) -> Runs:
    """Return the full output with its size; it may be the output already."""
    full = shape(placing.full_shape)
    if is_output:
        return word("output ") + formula(f"{placing.notation.output}, O = F = {full}")
    return word("full output, ") + formula(f"F = {full}")


def output(placing: Placing) -> Runs:
    """Return the output by its name, with its size."""
    return word("output ") + formula(f"{placing.notation.output}, ") + output_size(placing)


def shape(extents: Sequence[int]) -> str:
    """Return extents with crosses between them.

    Examples
    --------
    >>> shape((2, 3))
    '2 × 3'
    """
    return " × ".join(map(str, extents))


def cut(letter: str, amount: int, symmetric: bool) -> Runs:
    """Return what is cropped on one side."""
    return word("crop ") + formula(f"{letter} = {amount}" if symmetric else str(amount))


def crop(placing: Placing) -> Runs:
    """Return the padding as an equation."""
    axes = placing.layer.axes
    if all(axis.begin == axis.end for axis in axes):
        return _equation("p", [axis.begin for axis in axes])
    named = _SIDES.get(len(axes), ())
    if not named:
        named = tuple((f"axis {n} front", f"axis {n} back") for n in range(1, len(axes) + 1))
    parts = []
    for (front, back), axis in zip(named, axes, strict=True):
        parts += [f"{front} {axis.begin}", f"{back} {axis.end}"]
    runs = formula("p") + word(": ")
    for n, part in enumerate(parts):
        name, _, number = part.rpartition(" ")
        runs += word(f"{', ' * bool(n)}{name} ") + formula(number)
    return runs


def terms(number: int) -> str:
    """Return a number of terms in words."""
    return "1 term" if number == 1 else f"{number} terms"


def sheet(placing: Placing, lead: Sequence[int], channels: str = "channel") -> Runs:
    """Return which channel and which slice a sheet shows; nothing where it is the only one."""
    places = placing.notation.places
    parts = [word(f"{channels} ") + formula(places(lead[: placing.lead]))] if placing.lead else []
    if lead[placing.lead :]:
        parts.append(word("slice ") + formula(places(lead[placing.lead :])))
    return tuple(run for n, part in enumerate(parts) for run in (word(", ") if n else ()) + part)


def phase(remainder: Sequence[int]) -> Runs:
    """Return the name of a phase."""
    return word("phase ") + formula(str(remainder[0] if len(remainder) == 1 else tuple(remainder)))


def overlap(placing: Placing) -> Runs:
    """Return what the heavy frames say; nothing where there are none."""
    counts = placing.full.count
    if not placing.has_overlap:
        return ()
    if int((counts > 1).sum()) == 1:
        return word("overlap: ") + formula(str(counts.max())) + word(" terms")
    if not placing.is_coloured:
        seen = placing.highlight
        painted, gathered = (INPUTS[hue - 1].name for hue in (PAINTING, GATHERED))
        made = placing.output_name(placing.output_index(seen.position))
        said = (
            word(f"heavy frame: several terms; {painted}: terms of ") + placing.inputs[seen.input]
        )
        return said + word(f"; {gathered}: terms of the input cells that make ") + made
    each = "of the same place of the input" if placing.lead else "is one of them"
    return word(f"heavy frame: several terms; each colour {each}")


def holes(placing: Placing) -> Runs:
    """Return why cells of the full output get no term; nothing where all do."""
    if not placing.has_hole:
        return ()
    axes = placing.layer.axes
    common = [gcd(axis.stride, axis.dilation) for axis in axes]
    if placing.axes == 1 and common[0] > 1 and placing.input_shape[0] > 1:
        never = word(f"{_unreached(placing, common[0])} are never reached: ")
        return (
            never
            + formula("s")
            + word(" and ")
            + formula("d")
            + word(f" share the factor {common[0]}")
        )
    if all(axis.dilation == 1 for axis in axes):
        return formula("0") + word(": no copy reaches there, ") + formula("k < s")
    return formula("0") + word(": no term lands there")


def _unreached(placing: Placing, factor: int) -> str:
    """Return the positions that are not a multiple of a factor behind the first one."""
    origin = placing.notation.origin
    if factor == 2:
        return "even positions" if origin else "odd positions"
    return (
        f"all positions but 1, {1 + factor}, {1 + 2 * factor}, …"
        if origin
        else f"positions not divisible by {factor}"
    )


def added(placing: Placing) -> Runs:
    """Return which cells output padding added; nothing where there are none."""
    if placing.canvas_shape == placing.full_shape:
        return ()
    amounts = [axis.output_padding for axis in placing.layer.axes]
    return _equation("a", amounts) + word(": cells added at the end")


def cropped(placing: Placing) -> Runs:
    """Return what the hatching says; nothing where all cells are kept."""
    if not any(not placing.is_kept(position) for position in placing.positions()):
        return ()
    return word("hatched: cropped, ") + crop(placing)


def stand_ins(placing: Placing) -> Runs:
    """Return which names stand for cells that are too long; nothing where all cells are spelled out."""
    if not placing.named:
        return ()
    cells = (
        labels.entry(name, (0,), placing.notation.first) + formula(", …: ")
        for name in placing.named
    )
    return tuple(run for name in cells for run in name) + word(
        "names of cells that are too long to be shown"
    )


def title(placing: Placing) -> str:
    """Return the title of a scale-place-sum figure."""
    return f"Scale, place, sum: a transposed convolution in {dimensions(placing)}"


def dimensions(placing: Placing) -> str:
    """Return the number of axes in words, and whether there are channels."""
    names = ("one dimension", "two dimensions", "three dimensions")
    axes = names[placing.axes - 1] if placing.axes <= len(names) else f"{placing.axes} dimensions"
    return f"{axes} with channels" if placing.lead else axes


def positions(placing: Placing, places: Sequence[Sequence[int]]) -> str:
    """Return positions in words, the first and the last where they are many."""
    written = [placing.notation.places(place) for place in places]
    return f"position{'s' * (len(written) > 1)} {listed(written)}"


def description(placing: Placing) -> str:
    """Return the figure in words, with its result."""
    counts = placing.full.count
    sentences = [
        f"Input of size {shape(placing.input_shape)}: {listed(map(plain, placing.inputs))}.",
        f"Kernel of size {shape(placing.w.shape)}: {listed(map(plain, placing.taps))}.",
        f"Parameters: {', '.join(plain(line) for line in parameters(placing))}.",
        f"Every input cell times the kernel is placed on a canvas of size {shape(placing.full_shape)}; "
        f"{_cells((counts > 1).sum())} more than one term and {_cells((counts == 0).sum())} none.",
    ]
    if placing.is_cut:
        sentences.append(f"The output starts at position {placing.notation.places(placing.begin)}.")
    return " ".join([*sentences, result(placing)])


def result(placing: Placing) -> str:
    """Return the output in words: its size and, where that is short, its cells."""
    indices = [placing.output_index(p) for p in placing.positions() if placing.is_kept(p)]
    texts = [plain(result_text(placing, index)) for index in indices]
    is_short = len(texts) <= _MOST_LISTED and sum(map(len, texts)) <= _LONGEST_LIST
    results = f": {'; '.join(texts)}" if is_short else ""
    return f"Output of size {shape(placing.output_shape)}{results}."


def _cells(number: Any) -> str:
    return f"{number} cell{' gets' if number == 1 else 's get'}"


def listed(texts: Iterable[str]) -> str:
    """Return texts with commas between them, the first and the last where they are many.

    Examples
    --------
    >>> listed("abc"), listed(map(str, range(20)))
    ('a, b, c', '0, 1, …, 19')
    """
    words = list(texts)
    shown = words if len(words) <= _MOST_LISTED else [*words[:2], "…", words[-1]]
    return ", ".join(shown)


def _equation(letter: str, values: Sequence[int]) -> Runs:
    """Return a parameter: once where the axes are alike, else one number per axis."""
    same = len(set(values)) == 1
    return formula(f"{letter} = {values[0] if same else shape(values)}")


def _listed(equations: Sequence[Runs]) -> Runs:
    runs = equations[0]
    for equation in equations[1:]:
        runs += labels.word(", ") + equation
    return runs
