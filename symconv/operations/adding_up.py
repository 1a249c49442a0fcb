"""Sums over a range of sizes: as many terms as a letter says."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from sympy import Expr

from symconv.data.letters import letter_symbol, symbol_letter, to_size
from symconv.definitions import ranging
from symconv.definitions.geometry import Demand
from symconv.errors import GeometryError, UnsupportedError, shown
from symconv.language import terms
from symconv.language.budget import METER
from symconv.language.common_divisors import DeterminedLetter
from symconv.language.terms import Condition, Hypothesis, Letter, Size
from symconv.language.words import Cell, Tensor, Value, Vec, as_expression, fresh, put_values
from symconv.operations.applying import Applied, apply, at_least_demand
from symconv.symbolic.context import Context, merge, same_shape, shape_text
from symconv.symbolic.sizes import contexts_in
from symconv.symbolic.tensors import SymbolicScalar, SymbolicTensor, as_scalar, as_symbolic
from symconv.symbolic.written import Spelled, Word, Written, python

MOST_TERMS = 1_000_000
"""Terms that are added one by one."""


def over(r: Any, s: Any, term: Callable[[Any], Any]) -> Any:
    r"""Add up what a function gives for ``r = 0, 1, ..., s - 1``: ``sum over 0 <= r < s of term(r)``.

    Parameters
    ----------
    r : letter
        What the sum runs over, made by `sizes`; only its name matters, and outside of the sum it
        stands for nothing.
    s : int or expression
        How many terms there are, at least 1. It may be a letter.
    term : callable
        Takes `r` and gives a tensor, a scalar or a size. It is called with numbers where `s` and
        all that it gives are known, else once, with the letter.

    Returns
    -------
    tensor or scalar
        In the form that the terms have.

    Raises
    ------
    GeometryError
        If `r` is no letter, `s` is below 1, or a layer or an operation is not legal at some place.
    ShapeError
        If the terms differ in shape.
    UnsupportedError
        If a size depends on `r` in a way that no sum over `r` can be written of, such as a stride.

    Notes
    -----
    In the six words it is ``sum_``; a floor that depends on `r` is the quotient of a ``split``. What
    a term demands must hold at every `r`: a size that nowhere falls, or nowhere grows, is at least
    1 for all `r` exactly if it is at both ends, so both ends are hypotheses. Theorems
    `the-phases-of-a-signal-add-up` and `the-phases-of-a-layer-add-up`.

    See Also
    --------
    total : The sum of the cells of a tensor.
    ConvTranspose.phases : The phases of a layer on numbers.

    Examples
    --------
    Every phase of a signal, stretched and put in its place, is the whole signal:

    >>> from symconv import Equal, crop, prove, sizes, stretch, subsample, tensor
    >>> n, s, r = sizes("n s r")
    >>> x = tensor("x", n)
    >>> def placed(x, s, r):
    ...     y = stretch(subsample(x, s, r), s)
    ...     return crop(y, -r, y.shape[0] + r - x.shape[0])
    >>> over(r, 2, lambda r: placed(tensor("x", 5), 2, r))
    [x1, x2, x3, x4, x5]
    >>> whole = over(r, s, lambda r: placed(x, s, r))
    >>> whole.at(n=3, s=2)
    [x1, x2, x3]
    >>> over(r, s, lambda r: r).at(s=4)
    6
    """
    letter = symbol_letter(r) if isinstance(r, Expr) and r.is_Symbol else None
    if letter is None:
        raise GeometryError(
            f"over: {shown(r)} is no letter; write r = sizes('r') and over(r, s, lambda r: ...)"
        )
    size = to_size(s, "over: the number of terms")
    running = letter_symbol(Letter(letter.name, 0))
    if letter.name in {one.name for one in terms.letters(size)}:
        raise GeometryError(f"over: {letter.name} runs up to {size}, which depends on it")
    if isinstance(size, int):
        numbers = _numbers(size)
        first = term(numbers[0])
        if not isinstance(first, SymbolicTensor | SymbolicScalar):
            return _added([first, *map(term, numbers[1:])])
    return _stated(_on_letters(term(running)), r=running, s=s)


def _numbers(size: int) -> range:
    """Return the places of a range that is run through one by one."""
    if not 1 <= size <= MOST_TERMS:
        raise GeometryError(
            f"over: {size} terms are added, but between 1 and {MOST_TERMS:,} are needed"
        )
    meter = METER.get()
    if meter is not None:
        meter.sums(size)
    return range(size)


def _added(parts: Sequence[Any]) -> Any:
    """Add up arrays, or cells."""
    if not _is_tensor(parts[0]):
        return sum(parts[1:], parts[0])

    def build(*tensors: Tensor) -> Applied:
        shape = tensors[0].shape
        fits = [fit for t in tensors[1:] for fit in same_shape(shape, t.shape, "over")]
        return Applied(Tensor(shape, lambda o: sum((t[o] for t in tensors), 0)), fits=fits)

    return apply(over, {f"the term {r}": part for r, part in enumerate(parts)}, build)


def _is_tensor(value: Any) -> bool:
    has_shape = not isinstance(value, Expr) and getattr(value, "shape", ()) != ()
    return has_shape or isinstance(value, list | tuple)


def _on_letters(value: Any) -> SymbolicTensor | SymbolicScalar:
    if isinstance(value, SymbolicTensor | SymbolicScalar):
        return value
    return as_symbolic(value, "over: a term") if _is_tensor(value) else as_scalar(value)


def _stated(value: SymbolicTensor | SymbolicScalar, r: Any, s: Any) -> Any:
    """Return the sum over the range of a letter on which a value depends."""
    letter, size = Letter(r.name, 0), to_size(s, "over: the number of terms")
    context = _bound(value.context, letter, size, s)
    written = Word("over", _stated, ("r", "s"), _spell, looks_inside=True)(value.written, r=r, s=s)
    if isinstance(value, SymbolicScalar):
        _check_cell(value.cell(), letter)
        return SymbolicScalar(lambda: ranging.over(value.cell(), letter, size), context, written)
    tensor = value.tensor
    if letter in {v for extent in tensor.shape.entries for v in terms.letters(extent)}:
        raise UnsupportedError(
            f"over: the shape of a term is {shape_text(tensor.shape.entries)}, which depends on "
            f"{letter.name}; crop or pad the terms to one shape"
        )
    o, position = fresh(tensor.shape, "o")
    cell = tensor[o]  # at a place of its own: whatever is read may have the letter's name in it
    _check_cell(cell, letter)
    whole = ranging.over(cell, letter, size)

    def read(at: Vec) -> Cell:
        renamed = Value(tuple(map(terms.rename, as_expression(whole))))
        return put_values(renamed, dict(zip(position, at.entries, strict=True)))

    return SymbolicTensor(Tensor(tensor.shape, read), context, written, value.rows)


def _spell(written: Written, arguments: Sequence[Spelled]) -> Spelled:
    """Spell ``over(r, s, lambda r: ...)``."""
    letter, size = (python(value).text for value in written.parameters)
    return Spelled(f"over({letter}, {size}, lambda {letter}: {arguments[0].text})")


def _check_cell(cell: Cell, letter: Letter) -> None:
    """Raise where no sum over the range of a letter can be written."""
    found = ranging.obstacle(cell, letter)
    if found:
        raise UnsupportedError(f"over: a term depends on {letter.name}, but {found} in it")


def _bound(context: Context, letter: Letter, size: Size, given: Any) -> Context:
    """Return what a sum over a letter depends on, its terms being legal at every place."""
    for other in context.letters:
        if other.name == letter.name and other != letter:
            raise GeometryError(
                f"over: a term holds a letter {letter.name} that is at least {other.minimum}; use "
                "the parameter of the function"
            )
        if isinstance(other, DeterminedLetter) and letter in terms.letters(
            terms.variable_poly(other)
        ):
            raise UnsupportedError(f"over: {other.name} depends on {letter.name} in a term")
    for name, shape in context.operands:
        if any(letter in terms.letters(extent) for extent in shape):
            raise UnsupportedError(
                f"over: the tensor {name} has shape {shape_text(shape)}, which depends on "
                f"{letter.name}; it has one shape in all terms"
            )
    demands = tuple(_everywhere(context.demands, letter, size))
    fits = tuple(_everywhere(context.fits, letter, size))
    inner = Context(context.letters - {letter}, (), (), context.operands)
    least = at_least_demand(size, 1, "over", "the number of terms")
    return merge(inner.adding((size,), (*demands, least), fits), *contexts_in(given))


def _everywhere(demands: Sequence[Demand], letter: Letter, size: Size) -> Iterator[Demand]:
    """Yield what says that demands hold at every value of a letter."""
    for demand in demands:
        ends = _at_the_ends(demand, letter, size)
        for condition in ends:
            text = demand.text if len(ends) == 1 else f"at an end of over: {demand.text}"
            yield Demand(condition, text, demand.advice, demand.error)


def _at_the_ends(demand: Demand, letter: Letter, size: Size) -> tuple[Hypothesis, ...]:
    condition = demand.condition
    if not isinstance(condition, Condition):
        choices = getattr(condition, "conditions", ())
        if any(letter in terms.letters(choice.left) for choice in choices):
            raise UnsupportedError(f"over: {demand.text}; that must not depend on {letter.name}")
        return (condition,)
    ends = ranging.at_the_ends(condition, letter, size)
    if ends is None:
        raise UnsupportedError(
            f"over: {demand.text}; as {letter.name} grows its size may grow and may fall, so that "
            "it cannot be said for all terms at once"
        )
    return ends
