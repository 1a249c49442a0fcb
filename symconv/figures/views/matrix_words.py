"""What the figure of a matrix says in words, every number of it read from its entries."""

from __future__ import annotations

from collections import Counter

from symconv.figures import labels, wording
from symconv.figures.labels import formula, word
from symconv.figures.parts import result_text
from symconv.figures.scene import Run, Runs, plain
from symconv.figures.views.matrix_entries import Matrix
from symconv.formulas.notation import Notation

_MOST_ENTRIES = 128
_LONGEST_RESULT = 600


def title(matrix: Matrix) -> str:
    """Return the title of the figure."""
    rows, columns = matrix.shape
    if matrix.transposed:
        return f"The {rows} by {columns} transpose of C times the input"
    return f"The {rows} by {columns} matrix C"


def heading(matrix: Matrix) -> Runs:
    """Return what the matrix is: its size, its rows and columns."""
    size = matrix.symbol + word(" is ") + formula(wording.shape(matrix.shape))
    if matrix.transposed and matrix.is_labelled:
        return size
    given, made = formula(matrix.placing.notation.input), formula(matrix.placing.notation.output)
    rows, columns = (made, given) if matrix.transposed else (given, made)
    order = " in row-major order" if matrix.placing.rank > 1 else ""
    order = ", channel by channel" if matrix.placing.lead else order
    start = word(": a row for each cell of ") + rows
    return size + start + word(", a column for each of ") + columns + word(order)


def product_heading(notation: Notation) -> Runs:
    """Return what the transpose is for."""
    return (*formula(f"{notation.output} = C"), Run("⊤", "upright", 1), *formula(notation.input))


def notes(matrix: Matrix) -> list[Runs]:
    """Return what there is to be seen: the bands or blocks, and the sums."""
    texts = [_bands(matrix) if matrix.placing.rank == 1 else _blocks(matrix), _sums(matrix)]
    return [text for text in texts if text]


def description(matrix: Matrix) -> str:
    """Return the figure in words, with every row or, for the transpose, the result."""
    rows, columns = matrix.shape
    sides = ("output", "input") if matrix.transposed else ("input", "output")
    name = "C transposed" if matrix.transposed else "C"
    text = (
        f"{name} is {rows} by {columns}: a row for each {sides[0]} cell of the layer, "
        f"a column for each {sides[1]} cell."
    )
    if matrix.transposed:
        texts = [plain(result_text(matrix.placing, index)) for index in matrix.outputs()]
        listed = "; ".join(texts)
        result = f": {listed}" if len(listed) <= _LONGEST_RESULT else ""
        return f"{text} Times the input it is the output{result}."
    if rows * columns > _MOST_ENTRIES:
        return f"{text} {len(matrix.entries)} entries are taps, the others are zero."
    sentences = []
    for row in range(rows):
        entries = [matrix.entries.get((row, column)) for column in range(matrix.shape[1])]
        taps = ["0" if tap is None else plain(matrix.placing.taps[tap]) for tap in entries]
        sentences.append(f"Row {plain(matrix.placing.inputs[row])}: {', '.join(taps)}.")
    return " ".join([text, *sentences])


def _bands(matrix: Matrix) -> Runs:
    placing = matrix.placing
    each, line = ("Column ", "column") if matrix.transposed else ("Row ", "row")
    name = labels.formula(f"{placing.notation.input}_i")
    runs = word(each) + formula("i") + word(" holds the taps that ") + name + word(" sends out")
    if placing.input_shape[0] == 1:
        return runs + word(".")
    shift = formula(f"s = {placing.layer.axes[0].stride}")
    where = (
        (" before, moved ", " down.") if matrix.transposed else (" above, moved ", " to the right.")
    )
    return runs + word(f"; each {line} is the one{where[0]}") + shift + word(where[1])


def _blocks(matrix: Matrix) -> Runs:
    size = formula(wording.shape(matrix.blocks))
    start = word("Seen in blocks of ") + size
    if matrix.placing.rank == 2 and matrix.placing.lead:
        apart = "; groups keep the others apart." if int(matrix.placing.layer.groups) > 1 else "."
        return start + word(f", one for each pair of channels{apart}")
    outer = "vertical axis" if matrix.placing.rank == 2 else "indices before the last"
    return start + word(
        f", the pattern is that of the {outer}; inside a block it is that of the horizontal axis."
    )


def _sums(matrix: Matrix) -> Runs:
    """Return which output cells are sums, counted from the entries."""
    place, line = (0, "row") if matrix.transposed else (1, "column")
    counts = Counter(entry[place] for entry in matrix.entries)
    cells = matrix.shape[place]
    several = sum(number > 1 for number in counts.values())
    if several == cells > 1:
        return word(f"Every {line} has several entries: every output cell is a sum.")
    if several:
        have = "has" if several == 1 else "have"
        sums = "its output cell is a sum" if several == 1 else "their output cells are sums"
        return word(f"{several} of {cells} {line}s {have} several entries: {sums}.")
    if len(counts) == cells:
        return word(f"Every {line} has one entry: no output cell gets two terms.")
    return word(f"No {line} has two entries, {cells - len(counts)} of {cells} {line}s have none.")
