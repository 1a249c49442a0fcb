"""The steps that look at the result as a linear map: the matrix, all methods, the way back."""

from __future__ import annotations

from collections.abc import Iterable

from sympy import Add, Array, Expr, ImmutableMatrix, expand

from symconv.definitions.formulations import TRANSPOSED
from symconv.formulas.grid import Grid
from symconv.operations import inner
from symconv.pages.blocks import DIFFERS, NOTHING, Equation
from symconv.pages.displays import Cells, Label, Math, entry_names
from symconv.pages.fitting import fits
from symconv.pages.inline_markup import Sentence
from symconv.symbolic.claims import Equal
from symconv.worked.lettering import cell_name, names
from symconv.worked.setting import WorkedSetting
from symconv.worked.steps import WorkedStep, agree

C = Math("C", "C")
C_TRANSPOSED = Math(r"C^{\top}", "C^T")


def matrix(setting: WorkedSetting) -> WorkedStep:
    """Write the layer as the transposed matrix of the convolution."""
    matrix_ = convolution_matrix(setting)
    inputs = Grid.of(setting.x).cells
    product = tuple(_product(inputs, matrix_.col(column)) for column in range(matrix_.cols))
    own = setting.layer.matrix(setting.w, setting.spatial)
    agree("the transposed matrix", matrix_.T, own)
    agree(
        "the product with the transposed matrix", list(product), list(Grid.of(setting.kept).cells)
    )
    # the product of matrix and input; where cells do not commute the input stands on the left
    x, y = (_vector(setting, name) for name in _input_and_output(setting))
    if setting.is_commutative:
        product_line = Equation(Math(rf"{C_TRANSPOSED.tex} {x.tex}", f"C^T*{x.plain()}"), y)
    else:
        row = Math(rf"{y.tex}^{{\top}}", f"{y.plain()}^T")
        product_line = Equation(Math(rf"{x.tex}^{{\top}} C", f"{x.plain()}^T*C"), row)
    return WorkedStep(
        "Matrix",
        _matrix_words(setting),
        (
            Equation(C, Cells(Grid.of(matrix_), setting.order)),
            Equation(C_TRANSPOSED, Cells(Grid.of(matrix_.T), setting.order)),
            product_line,
        ),
        "the transpose of C is the layer's own matrix, and the product is the result",
        name="matrix",
    )


def _product(cells: Iterable[Expr], entries: Iterable[Expr]) -> Expr:
    """Return the sum of the products of cells and entries, in this order, without those that are zero."""
    pairs = zip(cells, entries, strict=True)
    return Add(*(cell * entry for cell, entry in pairs if entry != 0))


def _matrix_words(setting: WorkedSetting) -> Sentence:
    back = "The convolution with the same parameters leads back from output to input size; its"
    if not _has_convolution(setting):
        none = "so no convolution has this layer as its transpose"
        back = f"The output padding reaches the stride, {none}. The"
    order = " Grids are read row by row, as one long column." if len(setting.spatial) > 1 else ""
    channels = " Channels follow one another." if setting.channels else ""
    rows = "has one row for each input cell of this layer, with the taps where that cell reaches"
    layer = "The layer is the transposed matrix"
    return (f"{back} matrix ", C, f" {rows}. {layer}.{order}{channels}")


def _input_and_output(setting: WorkedSetting) -> tuple[Math, Math]:
    name = names(setting.notation)
    return name.input, name.output


def convolution_matrix(setting: WorkedSetting) -> ImmutableMatrix:
    """Return ``C``, from the convolution where there is one with this transpose, else row by row."""
    if not _has_convolution(setting):
        return setting.matrix
    sizes = setting.output_shape[-len(setting.spatial) :]
    return ImmutableMatrix(setting.layer.adjoint().matrix(setting.w, sizes))


def _has_convolution(setting: WorkedSetting) -> bool:
    """Return whether a convolution with these parameters has this layer as its transpose."""
    return all(
        a < s for a, s in zip(setting.layer.output_padding, setting.layer.stride, strict=True)
    )


def agreement(setting: WorkedSetting) -> WorkedStep:
    """Compute the output by every method."""
    layer, y = setting.layer, names(setting.notation).output
    lines = []
    for name, method in TRANSPOSED.items():
        agree(f"the method {name}", layer(setting.x, setting.w, method=name), setting.kept)
        left = Math(rf"{y.tex}^{{\text{{{name}}}}}", name)
        lines.append(Equation(left, y, method.words.idea))
    count = {7: "seven"}.get(len(lines), str(len(lines)))
    return WorkedStep(
        "Agreement of all methods",
        f"The output by {count} independent definitions.",
        tuple(lines),
        "each method was run, and every cell compared",
        name="agreement",
    )


def way_back(setting: WorkedSetting) -> WorkedStep:
    """Apply the convolution to the result, and see that it is not the input."""
    matrix_ = convolution_matrix(setting)
    kept = Grid.of(setting.kept).cells
    cells = [_product(kept, matrix_.row(row)) for row in range(matrix_.rows)]
    back = Array(cells, setting.input_shape)
    checks = []
    if _has_convolution(setting):
        agree("the convolution back", back, setting.layer.adjoint()(setting.kept, setting.w))
        checks.append("the convolution layer gives the same")
    if setting.is_commutative:
        agree("the adjoint identity", inner(back, setting.x), inner(setting.kept, setting.kept))
        product = "its inner product with the input is that of the output with itself"
        checks.append(f"{product}, as an adjoint requires")
    reason, lines = _comparison(setting, back)
    return WorkedStep("The way back", reason, lines, "; ".join(checks), name="way-back")


def _comparison(setting: WorkedSetting, back: Array) -> tuple[str, tuple[Equation, ...]]:
    """Return words and lines that set what comes back beside the input."""
    difference = Equal(back, setting.x).difference
    name = names(setting.notation)
    start = "The convolution with the same kernel leads back to the size of the input"
    if difference is None:
        same = Equation(name.back, name.input)
        # whether the way there and back leaves every input as it is
        matrix_ = convolution_matrix(setting)
        returns_all = bool((matrix_ * matrix_.T).applyfunc(expand).is_Identity)
        others = "returns every input" if returns_all else "returns other inputs changed"
        reason = f"{start}, and here it returns the input itself; with this kernel it {others}."
        return reason, (*_back(setting), same)
    place = difference.cell or ()
    position = list(setting.inputs()).index(place)
    label = Label(name.back.tex, setting.notation.first, setting.notation.brackets)
    here = entry_names(label, setting.input_shape)[position]
    there = cell_name(setting, place)
    inverse = "the transposed convolution is not an inverse of the convolution"
    differs = Equation(here, there, "the first cell that differs", DIFFERS)
    expanded = tuple(expand(cell) for cell in Grid.of(back).cells)
    cells = Cells(Grid(setting.input_shape, expanded), setting.order, label=label)
    alone = Cells(Grid((), (expanded[position],)), setting.order)
    shown = Equation(name.back, cells) if fits(cells) else Equation(here, alone)
    return f"{start}, but not to the input: {inverse}.", (*_back(setting), shown, differs)


def _back(setting: WorkedSetting) -> tuple[Equation, ...]:
    """Return the map from the input and back as a product of matrices; where cells do not commute there is none."""
    name = names(setting.notation)
    x, y = (_vector(setting, each) for each in _input_and_output(setting))
    z = Equation(name.back, Math(f"C {y.tex}", f"C*{y.plain()}"))
    if not setting.is_commutative:
        return (z,)
    matrix_ = convolution_matrix(setting)
    cells = Cells(Grid.of((matrix_ * matrix_.T).applyfunc(expand)), setting.order)
    square = Math(r"C C^{\top}", "C*C^T")
    through = Equation(NOTHING, Math(rf"{square.tex} {x.tex}", f"{square.text}*{x.plain()}"))
    return (z, through, *([Equation(square, cells)] if fits(cells) else ()))


def _vector(setting: WorkedSetting, name: Math) -> Math:
    """Return an array as a column."""
    if len(setting.input_shape) == 1:
        return name
    return Math(rf"\,\mathrm{{vec}}({name.tex})", f"vec({name.plain()})")
