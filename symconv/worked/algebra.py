"""The steps that look at the result as a linear map: the matrix, all methods, the way back."""

from __future__ import annotations

from dataclasses import replace

from sympy import Add, Array, Expr, ImmutableMatrix, expand

from symconv.definitions.formulations import TRANSPOSED
from symconv.formulas.grid import Grid
from symconv.operations import inner
from symconv.symbolic.claims import Equal
from symconv.worked.lettering import cell_name, names
from symconv.worked.pieces import Cells, Label, Math, Side, Words, entry_names, fits, limited
from symconv.worked.setting import Setting
from symconv.worked.steps import DIFFERS, Line, Step, agree, lines

C = Math("C", "C")
C_TRANSPOSED = Math(r"C^{\top}", "C^T")


def matrix(setting: Setting) -> Step:
    """Write the layer as the transposed matrix of the convolution."""
    matrix_ = convolution_matrix(setting)
    columns = Grid.of(setting.kept).cells
    product = tuple(
        Add(*(cell * matrix_[row, column] for row, cell in enumerate(Grid.of(setting.x).cells)))
        for column in range(matrix_.cols)
    )
    agree("the transposed matrix", matrix_.T, setting.layer.matrix(setting.w, setting.spatial))
    agree("the product with the transposed matrix", list(product), list(columns))
    sides = [
        limited(name, Cells(Grid.of(m), setting.order))
        for name, m in ((C, matrix_), (C_TRANSPOSED, matrix_.T))
    ]
    check = "the transpose of C is the layer's own matrix, and the product is the result"
    return Step(
        "Matrix", _matrix_words(setting), lines(*sides, _product_side(setting, product)), check
    )


def _matrix_words(setting: Setting) -> Words:
    back = (
        "The convolution with the same parameters leads back from output to input size; its matrix"
    )
    if not _has_convolution(setting):
        back = "The output padding reaches the stride, so no convolution has this layer as its transpose. The matrix"
    order = " Grids are read row by row, as one long column." if len(setting.spatial) > 1 else ""
    channels = " Channels follow one another." if setting.channels else ""
    return (
        f"{back} ", C, " has one row for each input cell of this layer, with the taps where that cell reaches. The layer"
        f" is the transposed matrix.{order}{channels}",
    )  # fmt: skip


def _product_side(setting: Setting, product: tuple[Expr, ...]) -> Side:
    """Return the product of matrix and input; where cells do not commute the input stands on the left."""
    x = _vector(setting, names(setting.notation).input)
    if setting.is_commutative:
        name, shape = Math(rf"{C_TRANSPOSED.tex} {x.tex}", f"C^T*{x.text}"), (len(product), 1)
    else:
        name, shape = Math(rf"{x.tex}^{{\top}} C", f"{x.text}^T*C"), (1, len(product))
    return limited(name, Cells(Grid(shape, product), setting.order))


def convolution_matrix(setting: Setting) -> ImmutableMatrix:
    """Return ``C``, from the convolution where there is one with this transpose, else row by row."""
    if not _has_convolution(setting):
        return setting.matrix
    sizes = setting.output_shape[-len(setting.spatial) :]
    return ImmutableMatrix(setting.layer.adjoint().matrix(setting.w, sizes))


def _has_convolution(setting: Setting) -> bool:
    """Return whether a convolution with these parameters has this layer as its transpose."""
    return all(
        a < s for a, s in zip(setting.layer.output_padding, setting.layer.stride, strict=True)
    )


def agreement(setting: Setting) -> Step:
    """Compute the output by every method."""
    layer, y = setting.layer, names(setting.notation).output
    for name in TRANSPOSED:
        agree(f"the method {name}", layer(setting.x, setting.w, method=name), setting.kept)
    rows = tuple(
        Line(Math(rf"{y.tex}^{{\text{{{name}}}}}", name), y, (method.words.idea,))
        for name, method in TRANSPOSED.items()
    )
    count = {7: "seven"}.get(len(rows), str(len(rows)))
    reason = f"The output by {count} independent definitions."
    return Step(
        "Agreement of all methods", (reason,), rows, "each method was run, and every cell compared"
    )


def way_back(setting: Setting) -> Step:
    """Apply the convolution to the result, and see that it is not the input."""
    back = Array(
        [_times(row, setting) for row in convolution_matrix(setting).tolist()], setting.input_shape
    )
    checks = []
    if _has_convolution(setting):
        agree("the convolution back", back, setting.layer.adjoint()(setting.kept, setting.w))
        checks.append("the convolution layer gives the same")
    if setting.is_commutative:
        agree("the adjoint identity", inner(back, setting.x), inner(setting.kept, setting.kept))
        checks.append(
            "its inner product with the input is that of the output with itself, as an adjoint requires"
        )
    return Step("The way back", *_comparison(setting, back), "; ".join(checks))


def _comparison(setting: Setting, back: Array) -> tuple[Words, tuple[Line, ...]]:
    """Return words and lines that set what comes back beside the input."""
    difference = Equal(back, setting.x).difference
    name = names(setting.notation)
    start = "The convolution with the same kernel leads back to the size of the input"
    if difference is None:
        same = Line(name.back, name.input)
        return (f"{start}, and for this kernel it happens to return the input itself.",), (
            *_back(setting),
            same,
        )
    position = list(setting.inputs()).index(difference.cell or ())
    label = Label(name.back.tex, setting.notation.first)
    here, there = (
        entry_names(label, setting.input_shape)[position],
        cell_name(setting, difference.cell or ()),
    )
    reason = f"{start}, but not to the input: the transposed convolution is not an inverse of the convolution."
    differs = Line(here, there, ("the first cell that differs",), DIFFERS)
    cells = Cells(
        Grid(setting.input_shape, tuple(map(expand, Grid.of(back).cells))),
        setting.order,
        label=label,
    )
    alone = replace(cells, grid=Grid((), (cells.grid.cells[position],)))
    shown = limited(name.back, cells) if fits(cells) else Side(here, alone)
    return (reason,), (*_back(setting), *lines(shown), differs)


def _back(setting: Setting) -> tuple[Line, ...]:
    """Return the map from the input and back as a product of matrices; where cells do not commute there is none."""
    name = names(setting.notation)
    x, y = (_vector(setting, each) for each in (name.input, name.output))
    z = Line(name.back, Math(f"C {y.tex}", f"C*{y.text}"))
    if not setting.is_commutative:
        return (z,)
    matrix_ = convolution_matrix(setting)
    cells = Cells(Grid.of((matrix_ * matrix_.T).applyfunc(expand)), setting.order)
    square = Math(r"C C^{\top}", "C*C^T")
    through = Line(Math("", ""), Math(rf"{square.tex} {x.tex}", f"{square.text}*{x.text}"))
    return (z, through, *(lines(limited(square, cells)) if fits(cells) else ()))


def _times(row: list[Expr], setting: Setting) -> Expr:
    return Add(
        *(
            cell * entry
            for entry, cell in zip(row, Grid.of(setting.kept).cells, strict=True)
            if entry != 0
        )
    )


def _vector(setting: Setting, name: Math) -> Math:
    """Return an array as a column."""
    if len(setting.input_shape) == 1:
        return name
    return Math(rf"\,\mathrm{{vec}}({name.tex})", f"vec({name.text})")
