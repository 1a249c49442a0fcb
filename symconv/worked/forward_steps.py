"""The steps from the parameters to the result: one small function each."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from math import prod

from sympy import Add, Array

from symconv.formulas.grid import Grid
from symconv.formulas.listing import ALGORITHMS, FORMULAS, Algorithm, Formula
from symconv.layers.conv import ConvTranspose
from symconv.operations import crop, ones, stretch, unpad
from symconv.pages.blocks import GOES_TO, NOTHING, Equation
from symconv.pages.displays import Cells, Label, Math, Sums, number
from symconv.pages.fitting import rest
from symconv.pages.inline_markup import Sentence
from symconv.worked.lettering import (
    axis_names,
    cell_name,
    counting,
    equation_side,
    kernel_part,
    names,
    parameters,
    region,
)
from symconv.worked.setting import Index, WorkedSetting, positions, source
from symconv.worked.steps import WorkedStep, agree
from symconv.worked.substitution import simplified

MOST_INPUTS = 9
"""Input cells that are followed one by one."""


def given(setting: WorkedSetting) -> WorkedStep:
    """State the layer, its input and its kernel."""
    x, w = names(setting.notation)[:2]
    return WorkedStep(
        "Given",
        (*parameters(setting), " ", counting(setting)),
        (_given(setting, x, setting.x), _given(setting, w, setting.w)),
        "the layer accepted both arrays: shapes and parameters are legal",
        name="given",
    )


def output_size(setting: WorkedSetting) -> WorkedStep:
    """Put the numbers into the size formula, axis by axis."""
    formula = _size_formula(setting.layer)
    axes = axis_names(len(setting.spatial))
    values = [_values(setting, formula, axis) for axis in range(len(axes))]
    written = [formula.put(**numbers) for numbers in values]
    sizes = [numbers.value for numbers in written]
    agree("the output size", sizes, list(setting.layer.output_size(setting.spatial)))
    agree("the output size", sizes, list(setting.output_shape[-len(axes) :]))
    lines = []
    for name, letters, numbers in zip(axes, values, written, strict=True):
        right = Math(formula.right(name), formula.text(name).partition(" = ")[2])
        put = Math(numbers.tex, numbers.text)
        lines.append(Equation(equation_side("O", name), right))
        lines.append(Equation(NOTHING, put, "the numbers put in"))
        value = number(numbers.value or 0)
        lines.append(Equation(NOTHING, simplified(formula, letters), then=(value,)))
    reach = "each as long as the stride, plus the reach of the kernel, minus the crop"
    added = ", plus the output padding" if any(setting.layer.output_padding) else ""
    return WorkedStep(
        "Output size",
        f"The steps between the input cells, {reach}{added}.",
        tuple(lines),
        "the layer's own output size is the same",
        name="output-size",
    )


def stretched(setting: WorkedSetting) -> WorkedStep:
    """Insert the zeros that the stride stands for."""
    strides = (1,) * (len(setting.input_shape) - len(setting.spatial)) + setting.layer.stride
    shape = tuple(s * (n - 1) + 1 for s, n in zip(strides, setting.input_shape, strict=True))
    apart = dict.fromkeys(positions(shape), 0)
    for cell in setting.inputs():
        apart[tuple(s * i for s, i in zip(strides, cell, strict=True))] = setting.x[cell]
    value = Array(list(apart.values()), shape)
    agree("the stretched input", value, stretch(setting.x, strides))
    zeros: Sentence = ("Between neighbours stand ", Math("s - 1"), " zeros.")
    if prod(strides) == 1:
        zeros = ("At stride 1 nothing is inserted.",)
    picture = "A way to picture the stride: the kernel, reversed, slid over this at unit stride"
    what = "output" if setting.layer.padding_mode == "zeros" else "canvas"
    result = f"(with zeros around it) gives the same {what}."
    every = "every cell stands one stride behind the one before it"
    return WorkedStep(
        "Stretched input",
        (*zeros, f" {picture} {result}"),
        (_given(setting, names(setting.notation).stretched, value),),
        f"{every}, and the operation stretch gives the same",
        name="stretched",
    )


def scaled(setting: WorkedSetting) -> WorkedStep:
    """Multiply the kernel by each input cell."""
    lines = []
    for cell in _followed(setting):
        copy = setting.block(cell)
        taps = Add(*setting.part(cell).values())
        agree("a scaled kernel", sum(copy.cells), setting.x[cell] * taps)
        left = _times(cell_name(setting, cell), kernel_part(setting, cell))
        lines.append(Equation(left, Cells(copy, setting.order)))
    reason = "Every input cell multiplies the whole kernel."
    if setting.channels:
        reason = "Every input cell multiplies the part of the kernel that belongs to its channel."
    check = "the cells of each copy add up to the input cell times the sum of the taps"
    return WorkedStep("Scale", reason, _with_rest(setting, lines), check, name="scale")


def landing(setting: WorkedSetting) -> WorkedStep:
    """Say which region of the canvas each input cell reaches, and how many input cells reach each canvas cell."""
    lines = []
    for cell in _followed(setting):
        agree("a region", _alone(setting, cell), _padded(setting, cell))
        reached = region(setting.notation, setting.start(cell), setting.last(cell))
        lines.append(Equation(cell_name(setting, cell), reached, relation=GOES_TO))
    counts = Array([len(pairs) for pairs in setting.products.values()], setting.canvas_shape)
    of_ones = setting.bare_layer(ones(setting.input_shape), ones(setting.kernel_shape))
    agree("the number of terms", counts, of_ones)
    cells = Cells(Grid.of(counts), setting.order)
    terms = Equation(names(setting.notation).counts, cells, "terms in each canvas cell")
    alone = "the layer without padding gives the same copy for an input with this cell alone"
    return WorkedStep(
        "Place",
        _places(setting),
        (*_with_rest(setting, lines), terms),
        f"{alone}, and the same numbers of terms for an input and a kernel of ones",
        name="place",
    )


def _places(setting: WorkedSetting) -> str:
    """Say how regions are written, and where a copy starts."""
    start = "the stride times its position"
    if setting.notation.origin:
        start = "1 plus the stride times the cells before it"
    reason = f"The copy of an input cell starts at {start}. First and last position, both included"
    if setting.channels:
        reason += "; the first entry is the output channel"
    if any(d > 1 for d in setting.layer.dilation):
        reason += "; taps are as far apart as the dilation says"
    return f"{reason}."


def canvas(setting: WorkedSetting) -> WorkedStep:
    """Add what lands in each cell."""
    expected = setting.bare_layer(setting.x, setting.w, method="zero-insertion")
    agree("the canvas", setting.canvas, expected)
    name = names(setting.notation).canvas
    line = _cells(setting, name, setting.canvas)
    if not setting.has_plain_cells:
        grid = Grid(setting.canvas_shape, tuple(setting.products.values()))
        sums = Sums(grid, setting.order, label=_label(setting, name))
        if sums.plain() != line.right.plain():
            line = Equation(name, sums, then=(line.right,))
    if setting.named:
        line = _with_symbols(line, setting.named.canvas, setting.named)
    return WorkedStep(
        "Add",
        "Where copies overlap, their values are added.",
        (line,),
        "the layer without padding, computed by zero insertion, gives the same canvas",
        name="add",
    )


def cropped(setting: WorkedSetting) -> WorkedStep:
    """Cut the output out of the canvas."""
    begin = setting.begin
    sizes = zip(setting.canvas_shape, begin, setting.output_shape, strict=True)
    end = tuple(full - b - size for full, b, size in sizes)
    agree("the crop", setting.kept, crop(setting.canvas, begin, end))
    agree("the crop", setting.kept, setting.layer(setting.x, setting.w, method="gather"))
    last = tuple(b + size - 1 for b, size in zip(begin, setting.output_shape, strict=True))
    kept = region(setting.notation, begin, last)
    y, f = names(setting.notation).output, names(setting.notation).canvas
    reason: Sentence = ("The output ", y, " is the canvas ", f, " at the positions ", kept, ".")
    if setting.kept.shape == setting.canvas.shape and not any(begin):
        reason = ("Nothing is cropped: the output ", y, " is the canvas ", f, ".")
    if any(setting.added):
        behind = "Positions behind the canvas are zero"
        reason = (*reason, f" {behind}: output padding only makes the output longer.")
    return WorkedStep(
        "Crop",
        reason,
        (),
        "the operation crop gives the same, and so does the layer computed by gathering",
        name="crop",
    )


def folded(setting: WorkedSetting) -> WorkedStep:
    """Add the border of the canvas to the cells that padding would copy there."""
    layer, shape = setting.layer, setting.output_shape
    begin, end = zip(*layer.padding, strict=True)
    axes = tuple(range(-len(begin), 0))
    extra = crop(setting.canvas, 0, tuple(-a for a in layer.output_padding), axes=axes)
    agree("the fold", setting.kept, unpad(extra, begin, end, layer.padding_mode, axes=axes))
    agree("the fold", setting.kept, setting.placed)
    agree("the fold", setting.kept, layer(setting.x, setting.w, method="gather"))
    last = tuple(b + size - 1 for b, size in zip(setting.begin, shape, strict=True))
    y, f = names(setting.notation).output, names(setting.notation).canvas
    kept = region(setting.notation, setting.begin, last)
    start: Sentence = (
        "The output ",
        y,
        " begins as the canvas ",
        f,
        " at the positions ",
        kept,
        ". ",
    )
    pads = _PADDING_BY[layer.padding_mode]
    around = (
        f"A convolution of this padding mode fills the cells around its input by {pads}; this layer"
    )
    added = "is its transpose and adds each cell around to the one that it would be a copy of"
    lines = [line for axis in range(len(begin)) for line in _moved(setting, axis)]
    return WorkedStep(
        "Fold the border",
        (*start, f"{around} {added}. {_POSITIONS}"),
        tuple(lines),
        "the operation unpad gives the same, so does adding every product directly, and so does the "
        "layer computed by gathering",
        name="fold",
    )


_PADDING_BY = {
    "circular": "going round",
    "reflect": "going back and forth",
    "replicate": "repeating the cell at the border",
}
_POSITIONS = "The positions around, and where each is added:"


def _moved(setting: WorkedSetting, axis: int) -> Iterator[Equation]:
    """Yield where the positions of the border go along an axis."""
    lead = len(setting.output_shape) - len(setting.spatial)
    origin, mode = setting.notation.origin, setting.layer.padding_mode
    begin, size = setting.begin[lead + axis], setting.output_shape[lead + axis]
    name = axis_names(len(setting.spatial))[axis]
    for place in range(setting.canvas_shape[lead + axis]):
        home = source(place - begin, size, mode)
        if home is not None and home != place - begin:
            left, right = place + origin, home + origin
            written = _position(names(setting.notation).canvas, name, left)
            yield Equation(
                written,
                _position(names(setting.notation).output, name, right),
                relation=GOES_TO,
            )


def _position(array: Math, axis: str, place: int) -> Math:
    """Return a position of an array along an axis, as ``f: 3``."""
    of = rf"_{{{axis}}}" if axis else ""
    plain = f"_{axis}" if axis else ""
    return Math(rf"{array.tex}{of}\colon\ {place}", f"{array.text}{plain}: {place}")


def placed_directly(setting: WorkedSetting) -> WorkedStep:
    """Add every product directly into the final grid."""
    agree("adding into the final grid", setting.placed, setting.kept)
    check = "the crop gives the same"
    algorithm = _algorithm(setting)
    if algorithm:
        stride, padding = setting.layer.stride[0], setting.layer.padding[0][0]
        printed = algorithm.run(setting.x.tolist(), setting.w.tolist(), stride, padding)
        agree("the printed algorithm", printed, setting.kept)
        check += ", and so does the printed algorithm"
    lines = [
        Equation(cell_name(setting, cell), _kept_region(setting, cell), relation=GOES_TO)
        for cell in _followed(setting)
    ]
    return WorkedStep(
        "Add directly into the final grid",
        _without_canvas(setting),
        _with_rest(setting, lines),
        check,
        name="direct",
    )


def _without_canvas(setting: WorkedSetting) -> Sentence:
    """Say where a product goes in the final grid."""
    sided = "p" not in _size_formula(setting.layer).letters
    counted = "_from_one" if setting.notation.origin else ""
    formula = FORMULAS[f"{'sided_' * sided}output_index{counted}"]
    axes = "along each axis " if len(setting.layer.axes) > 1 else ""
    plain: Sentence = ()
    if set(setting.layer.dilation) == {1}:
        plain = (" (the dilation ", Math("d"), " is 1)")
    return (
        f"The same without a canvas: {axes}the product of input cell ",
        Math("i"),
        " and tap ",
        Math("t"),
        " goes to ",
        Math(formula.latex(), formula.text()),
        " of the final grid",
        *plain,
        ", and what falls outside is dropped. What is kept of each copy, in positions of that grid:",
    )


def result(setting: WorkedSetting) -> WorkedStep:
    """State the output."""
    y = setting.layer(setting.x, setting.w)
    agree("the result", y, setting.layer(setting.x, setting.w, method="scatter"))
    counts = setting.layer(ones(setting.input_shape), ones(setting.kernel_shape))
    added = Array([len(pairs) for pairs in setting.kept_products], setting.output_shape)
    agree("the number of terms", counts, added)
    if setting.layer.padding_mode == "zeros":
        agree("the number of terms", counts, setting.layer.plan(setting.spatial).count)
    name = names(setting.notation)
    lines = [_cells(setting, name.output, y)]
    if setting.named:
        window = Grid(setting.output_shape, setting.kept_products)
        sums = Sums(window, setting.order, label=_label(setting, name.output))
        numbers = Equation(name.output, sums, then=(lines[0].right,))
        lines = [_with_symbols(numbers, setting.named.kept, setting.named)]
    reason = "The output."
    if setting.output_shape != setting.canvas_shape or any(setting.begin):
        lines.append(Equation(name.counts, Cells(Grid.of(counts), setting.order)))
        reason = "The output, and the number of terms in each of its cells."
    return WorkedStep(
        "Result",
        reason,
        tuple(lines),
        "the fast engine and the scatter definition give the same",
        name="result",
    )


def _cells(setting: WorkedSetting, name: Math, value: Array) -> Equation:
    """Return an array whose cells may also stand one by one, as those of a result may."""
    cells = Cells(Grid.of(value), setting.order, label=_label(setting, name))
    return Equation(name, cells)


def _with_symbols(numbers: Equation, value: Array, named: WorkedSetting) -> Equation:
    """Return sums of symbols in front of those of numbers, cell by cell."""
    cells = Cells(Grid.of(value), named.order, label=_label(named, numbers.left))
    return Equation(numbers.left, cells, then=(numbers.right, *numbers.then), apart=True)


def _given(setting: WorkedSetting, name: Math, value: Array) -> Equation:
    """Return an array of the input; cells that are symbols need no other name."""
    if setting.has_plain_cells:
        return Equation(name, Cells(Grid.of(value), setting.order))
    return _cells(setting, name, value)


def _label(setting: WorkedSetting, name: Math) -> Label:
    return Label(name.tex, setting.notation.first, setting.notation.brackets)


def _followed(setting: WorkedSetting) -> list[Index]:
    return list(setting.inputs())[:MOST_INPUTS]


def _with_rest(setting: WorkedSetting, lines: list[Equation]) -> tuple[Equation, ...]:
    """Return one line for each input cell that is followed, and say how many are left out."""
    count = prod(setting.input_shape)
    left_out = [rest(len(lines), count)] if len(lines) < count else []
    return (*lines, *left_out)


def _times(left: Math, right: Math) -> Math:
    return Math(f"{left.tex} {right.tex}", f"{left.plain()}*{right.plain()}")


def _size_formula(layer: ConvTranspose) -> Formula:
    if any(begin != end for begin, end in layer.padding):
        return FORMULAS["sided_output_size"]
    plain = set(layer.dilation) == {1} and set(layer.output_padding) == {0}
    return FORMULAS["plain_output_size" if plain else "output_size"]


def _values(setting: WorkedSetting, formula: Formula, axis: int) -> dict[str, int]:
    parameters_of = setting.layer.axes[axis]
    values = {
        "I": setting.spatial[axis],
        "k": parameters_of.kernel_size,
        "s": parameters_of.stride,
        "p": parameters_of.begin,
        "b": parameters_of.begin,
        "e": parameters_of.end,
        "d": parameters_of.dilation,
        "a": parameters_of.output_padding,
    }
    return {letter: values[letter] for letter in formula.letters}


def _alone(setting: WorkedSetting, cell: Index) -> Array:
    """Return what the layer without padding gives for an input with one cell alone."""
    cells = [setting.x[at] if at == cell else 0 for at in setting.inputs()]
    return setting.bare_layer(Array(cells, setting.input_shape), setting.w)


def _padded(setting: WorkedSetting, cell: Index) -> Array:
    """Return the scaled kernel of an input cell on an empty canvas, at the region that is stated for it."""
    steps = (1,) * (setting.channels is not None) + setting.layer.dilation
    region_of = (
        range(first, last + 1, step)
        for first, last, step in zip(setting.start(cell), setting.last(cell), steps, strict=True)
    )
    filled = dict.fromkeys(positions(setting.canvas_shape), 0)
    filled |= dict(zip(product(*region_of), setting.block(cell).cells, strict=False))
    return Array(list(filled.values()), setting.canvas_shape)


def _kept_region(setting: WorkedSetting, cell: Index) -> Math:
    first = tuple(max(0, a - b) for a, b in zip(setting.start(cell), setting.begin, strict=True))
    bounds = zip(setting.last(cell), setting.begin, setting.output_shape, strict=True)
    last = tuple(min(a - b, size - 1) for a, b, size in bounds)
    if any(a > b for a, b in zip(first, last, strict=True)):
        return Math(r"\text{nothing}", "nothing")
    return region(setting.notation, first, last)


def _algorithm(setting: WorkedSetting) -> Algorithm | None:
    """Return the printed algorithm that runs this setting, if there is one."""
    layer = setting.layer
    same = len(set(layer.stride)) == 1 and len({pad for pair in layer.padding for pad in pair}) == 1
    plain = set(layer.dilation) == {1} and set(layer.output_padding) == {0}
    if setting.channels or len(setting.spatial) > 2 or not (same and plain):
        return None
    return ALGORITHMS[("place", "place_rows")[len(setting.spatial) - 1]]
