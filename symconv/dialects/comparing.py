"""Two layers of any dialects compared: equal, equal after something, or different; and two outputs, as data."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import product
from typing import Any

from symconv.dialects.arguments import KernelSizeMissing
from symconv.dialects.array_layout import Layout
from symconv.dialects.axis import window
from symconv.dialects.given_layer import as_port
from symconv.dialects.lines import read
from symconv.dialects.port import Port
from symconv.errors import GeometryError, SymconvError, Undecided
from symconv.formulas.notebook import InWords

EQUAL, AFTER, DIFFERENT = "equal", "equal after", "different"
_TRIED = 8


@dataclass(frozen=True)
class Comparison(InWords):
    """How two layers compare.

    Parameters
    ----------
    verdict : {"equal", "equal after", "different"}
        Of the layers, each with its arrays in its own layout.
    for_all_sizes : bool
        Whether ``equal`` is proved for every input size on which both have an output.
    reason : str
        One sentence: what is different, or why they are equal.
    difference : Difference or None
        The first cell that differs with both formulas, on the smallest input.
    steps : tuple of str
        What makes them equal.
    input_size : tuple of int or None
        The input size of the comparison, or of the difference.
    theorem : Theorem or None
        The proof for all sizes.
    notes : tuple of str
        Where the layouts differ, and what the readers remarked.

    Examples
    --------
    >>> found = compare("keras: k=4 s=2 same", "torch: k=4 s=2 p=1")
    >>> found.verdict, found.for_all_sizes
    ('equal', True)
    >>> print(compare("torch: k=3 s=2 p=1 op=1", "onnx: k=3 s=2 same_upper"))
    different: the output of b begins 1 cell earlier in the full output, and ends 1 cell earlier
    on input size 1: cell 0 is w2*x1 in a and w1*x1 in b
    """

    verdict: str
    reason: str
    for_all_sizes: bool = False
    difference: Any = None
    steps: tuple[str, ...] = ()
    input_size: tuple[int, ...] | None = None
    theorem: Any = None
    notes: tuple[str, ...] = ()

    def __str__(self) -> str:
        sizes = " for all sizes" if self.for_all_sizes else ""
        if self.verdict == EQUAL and not self.for_all_sizes and self.input_size:
            sizes = f" on input size {_plain(self.input_size)}"
        lines = [f"{self.verdict}{sizes}: {self.reason}"]
        lines += [f"step: {step}" for step in self.steps]
        if self.difference is not None:
            lines.append(self._difference_text())
        return "\n".join([*lines, *(f"note: {note}" for note in self.notes)])

    def _difference_text(self) -> str:
        where, found = _plain(self.input_size or ()), self.difference
        if found.cell is None:
            left, right = _plain(found.left), _plain(found.right)
            return f"on input size {where}: the output size is {left} in a and {right} in b"
        cell = _plain(found.cell)
        return f"on input size {where}: cell {cell} is {found.left} in a and {found.right} in b"


def _plain(values: tuple[Any, ...]) -> str:
    return ", ".join(map(str, values))


def compare(a: Any, b: Any, input_size: Any = None) -> Comparison:
    """Compare two layers, whatever dialects they are written in.

    Layouts are translated: that Keras has channels last is a note, no difference. A kernel that is
    stored reversed is a difference, since the same numbers in it mean another layer.

    Parameters
    ----------
    a, b : Port, ConvTranspose or str
        Layers that were read, layers of symconv, or lines of text.
    input_size : int or tuple, optional
        Compare on this size alone; needed where a crop depends on it.

    Returns
    -------
    Comparison

    Raises
    ------
    GeometryError
        If a layer cannot be read, or has no output on the input size.
    """
    first, second = _both(a, b, input_size)
    notes = _notes(first, second)
    shape = _shape_reason(first, second)
    if shape:
        return Comparison(DIFFERENT, shape, notes=notes)
    reversal = first.layout.is_reversed != second.layout.is_reversed
    # by how many cells the window of b begins later and ends earlier than that of a
    moves = []
    for one, other in zip(first.axes_at(), second.axes_at(), strict=True):
        (begin, end), (begin_b, end_b) = window(one), window(other)
        moves.append((begin_b - begin, end_b - end))
    parameters = _parameter_reason(first, second)
    windows = any(move != (0, 0) for move in moves)
    size = first.input_size or second.input_size
    if not (parameters or windows):
        return _equal(first, second, reversal, size, notes)
    difference, at = _difference(first, second, size)
    if difference is None:
        reason = f"the same cells, although {parameters}" if parameters else "the same cells"
        return Comparison(EQUAL, reason, input_size=at, notes=notes)
    reasons = [text for text in (parameters, _window_reason(moves)) if text]
    reasons += ["the kernel is reversed"] if reversal else []
    steps = () if parameters else _crop_steps(moves)
    verdict = AFTER if steps else DIFFERENT
    steps += (_FLIP,) if reversal and steps else ()
    return Comparison(verdict, "; ".join(reasons), False, difference, steps, at, notes=notes)


def _both(a: Any, b: Any, input_size: Any) -> tuple[Port, Port]:
    """Return both layers; a call that has its kernel as an array is read with the kernel size of the other."""
    try:
        first = as_port(a, input_size)
    except KernelSizeMissing:
        second = as_port(b, input_size)
        return _sized_as(second, a, input_size), second
    try:
        return first, as_port(b, input_size)
    except KernelSizeMissing:
        return first, _sized_as(first, b, input_size)


def _sized_as(known: Port, text: str, input_size: Any) -> Port:
    port = read(text, input_size=input_size, kernel_size=known.kernel_size)
    remark = f"the kernel size, which the call does not say, is read as {_plain(known.kernel_size)}"
    return replace(port, remarks=(*port.remarks, remark))


_FLIP = "flip the kernel on all its spatial axes"


def _notes(a: Port, b: Port) -> tuple[str, ...]:
    notes = [f"{name}: {remark}" for name, port in (("a", a), ("b", b)) for remark in port.remarks]
    if a.layout.kernel != b.layout.kernel:
        notes.append(f"kernels are {a.layout.kernel_text()} in a and {b.layout.kernel_text()} in b")
    if a.layout.data != b.layout.data:
        notes.append(f"data is {a.layout.data_text()} in a and {b.layout.data_text()} in b")
    return tuple(notes)


def _shape_reason(a: Port, b: Port) -> str:
    """Return why no kernel or input could be given to both."""
    if len(a.axes) != len(b.axes):
        return f"a has {len(a.axes)} spatial axes and b has {len(b.axes)}"
    if a.kernel_size != b.kernel_size:
        return f"the kernel size is {_plain(a.kernel_size)} in a and {_plain(b.kernel_size)} in b"
    if a.channels and b.channels and a.channels != b.channels:
        return f"the channels are {a.channels} in a and {b.channels} in b"
    if a.groups != b.groups:
        return f"there are {a.groups} groups in a and {b.groups} in b"
    if a.fixed and b.fixed and a.input_size != b.input_size:
        return f"a was read for input size {a.input_size} and b for {b.input_size}"
    return ""


def _parameter_reason(a: Port, b: Port) -> str:
    """Return which parameters differ; the dilation of a kernel of one cell is none."""
    reasons = []
    for name in ("stride", "dilation"):
        pairs = [
            (getattr(one, name), getattr(other, name))
            for one, other in zip(a.axes, b.axes, strict=True)
            if name == "stride" or one.kernel_size > 1
        ]
        if any(left != right for left, right in pairs):
            left, right = zip(*pairs, strict=True)
            reasons.append(f"the {name} is {_plain(left)} in a and {_plain(right)} in b")
    return "; ".join(reasons)


def _equal(
    a: Port, b: Port, reversal: bool, size: tuple[int, ...] | None, notes: tuple[str, ...]
) -> Comparison:
    """Return that the windows are the same: proved for all sizes where the layers are not read for one alone."""
    reason = "the same window of the full output"
    theorem = None
    if not (a.fixed or b.fixed or a.needs_input_size or b.needs_input_size):
        theorem = _proved(a, b)
    for_all = theorem is not None
    if reversal:
        which = "a" if a.layout.is_reversed else "b"
        text = f"the kernel is reversed in {which}"
        difference, at = _difference(a, b, size)
        if difference is not None:
            return Comparison(AFTER, text, for_all, difference, (_FLIP,), at, theorem, notes)
    return Comparison(EQUAL, reason, for_all, input_size=size, theorem=theorem, notes=notes)


def _proved(a: Port, b: Port) -> Any:
    """Return the theorem that both layers are equal on every input size; ``None`` where none is found."""
    from symconv.data.letters import sizes
    from symconv.operations import tensor
    from symconv.proof import prove
    from symconv.symbolic.claims import Equal

    plain = [replace(port, channels=None, groups=1, input_size=None) for port in (a, b)]
    letters = tuple(sizes(f"I{number}") for number in range(1, len(a.axes) + 1))
    x, w = tensor("x", letters), tensor("w", a.kernel_size)
    try:
        one, other = (port.layer() for port in plain)
        return prove(Equal(one(x, w), other(x, w)))
    except (Undecided, SymconvError):
        return None


def _plain_port(port: Port) -> Port:
    """Return a port of one channel whose arrays have spatial axes only, with the kernel as it is stored."""
    layout = Layout("NC*", "IO*", port.layout.is_reversed)
    return replace(port, channels=None, groups=1, layout=layout, input_size=None, fixed=False)


def _difference(
    a: Port, b: Port, size: tuple[int, ...] | None
) -> tuple[Any, tuple[int, ...] | None]:
    """Return the first cell that differs on the size, or on the smallest one that shows it."""
    from symconv.operations import tensor
    from symconv.symbolic.claims import Equal

    count = len(a.axes)
    tried = [size] if size else list(product(range(1, _TRIED), repeat=count))
    tried.sort(key=lambda sizes: (sum(sizes), sizes))
    last = None
    for sizes in tried[: _TRIED**2]:
        x, w = tensor("x", sizes), tensor("w", a.kernel_size)
        try:
            left, right = _plain_port(a)(x, w), _plain_port(b)(x, w)
        except GeometryError:
            continue
        last = sizes
        claim = Equal(left, right)
        if claim.difference is not None:
            return claim.difference, sizes
    if last is None:
        raise GeometryError(f"{a.request} and {b.request}: no input size gives both an output")
    return None, last


def _window_reason(moves: list[tuple[int, int]]) -> str:
    """Return in words how the two windows lie."""
    reasons = []
    for number, (begin, end) in enumerate(moves):
        where = f" on axis {number}" if len(moves) > 1 else ""
        parts = []
        if begin:
            parts.append(
                f"begins {_cells(begin)} {'later' if begin > 0 else 'earlier'} in the full output"
            )
        if end:
            parts.append(f"ends {_cells(end)} {'earlier' if end > 0 else 'later'}")
        if parts:
            reasons.append(f"the output of b{where} {', and '.join(parts)}")
    return "; ".join(reasons)


def _cells(number: int) -> str:
    count = abs(number)
    return f"{count} cell{'s' if count > 1 else ''}"


def _crop_steps(moves: list[tuple[int, int]]) -> tuple[str, ...]:
    """Return the crop of one output that is the other, where one holds the other."""
    flat = [value for move in moves for value in move]
    if min(flat) >= 0:
        return (f"crop the output of a to [..., {', '.join(_kept(*move) for move in moves)}]",)
    if max(flat) <= 0:
        turned = [(-begin, -end) for begin, end in moves]
        return (f"crop the output of b to [..., {', '.join(_kept(*move) for move in turned)}]",)
    return ()


def _kept(begin: int, end: int) -> str:
    return f"{begin or ''}:{-end or ''}"


@dataclass(frozen=True)
class Pattern:
    """Where two outputs differ.

    Parameters
    ----------
    cells : tuple of tuple of int
        Every cell that differs.
    text : str
        The pattern in words.
    """

    cells: tuple[tuple[int, ...], ...]
    text: str


def pattern(a: Any, b: Any, axes: int | None = None) -> Pattern:
    """Compare two outputs as data: which cells differ, and in which pattern.

    Parameters
    ----------
    a, b : array
        Numbers; spatial axes last.
    axes : int, optional
        How many are spatial; all unless given.

    Returns
    -------
    Pattern

    Examples
    --------
    >>> pattern([0, 1, 2, 3], [1, 2, 3, 0]).text
    'b is a moved by 1 cell towards the begin of axis 0'
    >>> pattern([[1, 2], [3, 4]], [[1, 3], [2, 4]]).text
    'b is a with axes 0 and 1 exchanged'
    """
    import numpy as np

    left, right = np.asarray(a), np.asarray(b)
    if left.shape != right.shape:
        return Pattern((), f"the shapes differ: {left.shape} and {right.shape}")
    cells = tuple(tuple(map(int, cell)) for cell in np.argwhere(left != right))
    if not cells:
        return Pattern((), "all cells are equal")
    first = left.ndim - (axes or left.ndim)
    text = (
        _moved(left, right, first)
        or _reordered(left, right, first)
        or _region(cells, left.shape, first)
    )
    return Pattern(cells, text)


def _moved(a: Any, b: Any, first: int) -> str:
    """Return that the arrays agree where they overlap after a move along one axis."""
    import numpy as np

    for axis in range(first, a.ndim):
        for by in range(1, (a.shape[axis] + 1) // 2 + 1):
            for one, other, end in ((a, b, "begin"), (b, a, "end")):
                kept = np.take(one, range(by, a.shape[axis]), axis)
                if kept.size and kept.any():
                    begun = np.take(other, range(a.shape[axis] - by), axis)
                    if np.array_equal(kept, begun):
                        return (
                            f"b is a moved by {_cells(by)} towards the {end} of axis {axis - first}"
                        )
    return ""


def _reordered(a: Any, b: Any, first: int) -> str:
    import numpy as np

    for axis in range(first, a.ndim):
        if np.array_equal(np.flip(a, axis), b):
            return f"b is a reversed along axis {axis - first}"
    for axis in range(first, a.ndim - 1):
        turned = np.swapaxes(a, axis, axis + 1)
        if turned.shape == b.shape and np.array_equal(turned, b):
            return f"b is a with axes {axis - first} and {axis - first + 1} exchanged"
    if first and np.array_equal(np.sort(a, first - 1), np.sort(b, first - 1)):
        return "b has the channels of a in another order"
    return ""


def _region(cells: tuple[tuple[int, ...], ...], shape: tuple[int, ...], first: int) -> str:
    """Return whether the cells lie on a border, in one phase, or nowhere in particular."""
    for axis in range(first, len(shape)):
        places = {cell[axis] for cell in cells}
        for word, edge in (("first", 0), ("last", shape[axis] - 1)):
            if places == {edge} and shape[axis] > 1:
                return f"only the {word} cells of axis {axis - first} differ"
        for step in (2, 3, 4):
            phases = {place % step for place in places}
            if len(phases) == 1 and len(places) > 1:
                return f"only cells {min(phases)} mod {step} of axis {axis - first} differ"
    return f"{len(cells)} cells differ, the first at {cells[0]}"
