"""Operations of one's own: a function in the six words becomes what the shipped operations are."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from inspect import Parameter, Signature
from typing import Any

from symconv.data.letters import SEVERAL, sizes
from symconv.definitions.geometry import Demand, enforce
from symconv.definitions.reading import Definition, read_definition
from symconv.errors import GeometryError, ShapeError, SymconvError, shown
from symconv.formulas.conventional import IndexStyle
from symconv.formulas.notebook import Shown
from symconv.language.words import Cell, Tensor, Vec
from symconv.operations.applying import (
    Applied,
    apply,
    at_least_demand,
    made,
    on_axes,
    read_axes,
)
from symconv.operations.creation import tensor
from symconv.symbolic.tensors import sizes_vec


def operation(function: Any = None, *, demands: Sequence[str] = ()) -> Any:
    """Make an operation of a function in the six words; also a decorator.

    ``y = array(shape, lambda o: ...)`` is a tensor, ``sum_(x.shape, lambda i: ...)`` a scalar. The
    words are ``array, sum_, collect, when, divide, split`` of `symconv.language.words`, with
    ``equal, inside, both`` for conditions, ``floor`` for sizes, ``entry`` for an index as a cell,
    and ``flat, apart, volume`` for several axes as one.

    Parameters
    ----------
    function : callable or str
        The function, or its text. Parameters that are read or asked for their shape are tensors and
        come first; the others are sizes, vectors with one entry per axis. It may name its
        parameters, its indices and the words, nothing else.
    demands : sequence of str
        What sizes must satisfy, on every axis: ``"s >= 1"``, ``"0 <= a < s"``,
        ``"x.shape % s == 0"``. Enforced on numbers, hypotheses on letters.

    Returns
    -------
    Operation
        Called like the shipped ones: with arrays of any form, or with tensors and sizes on letters.
        With one tensor it takes ``axes=``.

    Raises
    ------
    GeometryError
        If the text of the function cannot be had, or says something else than words.

    Notes
    -----
    What is run is the text, read by a whitelist: the same text that a certificate carries and
    `symconv check` reads. Where Python has no text of a function, as in its own prompt, give the
    text itself.

    See Also
    --------
    symconv.operations : The shipped ones.

    Examples
    --------
    >>> from symconv import ConvTranspose, Equal, ones, prove, sizes, tensor
    >>> from symconv.language.words import array, split
    >>> @operation(demands=["s >= 1"])
    ... def again(x, s):
    ...     return array(s * x.shape, lambda j: split(j, s, lambda i, r: x[i]))
    >>> again([1, 2], 3)
    [1, 1, 1, 2, 2, 2]
    >>> n, s = sizes("n s")
    >>> x = tensor("x", n)
    >>> prove(Equal(again(x, s), ConvTranspose(s, stride=s)(x, ones(s))))
    Theorem: for all n, s >= 1: Equal(again(x, s), ConvTranspose(s, stride=s)(x, ones(s)))
    """
    if isinstance(demands, str):
        demands = (demands,)
    if function is None:
        return lambda given: operation(given, demands=demands)
    if isinstance(function, str):
        return Operation(read_definition(function, demands))
    definition = read_definition(_text_of(function), ())
    if demands and not definition.demands:
        definition = read_definition(definition.text, demands)
    return Operation(definition, function.__doc__)


def _text_of(function: Callable[..., Any]) -> str:
    try:
        return inspect.getsource(function)
    except (OSError, TypeError):
        name = getattr(function, "__name__", shown(function))
        raise GeometryError(
            f"operation: the text of {name} cannot be had here; give it as text, "
            f"operation('''def {name}(...): ...''')"
        ) from None


@dataclass(frozen=True, repr=False)
class Operation(Shown):
    """An operation that somebody defined; made by `operation`.

    Parameters
    ----------
    definition : Definition
        What it does, in the six words.
    description : str, optional
        Its docstring.

    Notes
    -----
    Known tensors are put into the definition and computed; tensors of letters give the sum that it
    writes, so that one text is run, proved and printed.

    See Also
    --------
    operation : Makes one.
    """

    definition: Definition
    description: str | None = None

    @property
    def __name__(self) -> str:
        """What it is called."""
        return self.definition.name

    @property
    def __signature__(self) -> Signature:
        """Its parameters: tensors, sizes, and the axes where there is one tensor."""
        kind = Parameter.POSITIONAL_OR_KEYWORD
        given = [Parameter(name, kind) for name in self.definition.tensors]
        for name in self.definition.sizes:
            default = self.definition.defaults.get(name, Parameter.empty)
            given.append(Parameter(name, kind, default=default))
        if self._takes_axes:
            given.append(Parameter("axes", Parameter.KEYWORD_ONLY, default=None))
        return Signature(given)

    @property
    def _takes_axes(self) -> bool:
        names = (*self.definition.tensors, *self.definition.sizes)
        return len(self.definition.tensors) == 1 and "axes" not in names

    @property
    def text(self) -> str:
        """Its definition as Python, with what it demands; `operation` reads it back."""
        given = ", ".join(map(repr, self.definition.demands))
        decorator = f"@operation(demands=[{given}])" if given else "@operation"
        return f"{decorator}\n{self.definition.text}"

    def __repr__(self) -> str:
        return self.text

    def __call__(self, *values: Any, **named: Any) -> Any:
        """Return the result in the form of the first tensor; on letters what is stated."""
        try:
            bound = self.__signature__.bind(*values, **named)
        except TypeError as error:
            raise TypeError(f"{self.__name__}(): {error}") from None
        bound.apply_defaults()
        given = dict(bound.arguments)
        axes = given.pop("axes", None) if self._takes_axes else None
        tensors = {name: given.pop(name) for name in self.definition.tensors}
        if not tensors:
            return made("array", self, lambda: self._built([], given), **given)
        if not self._takes_axes:
            return apply(self, tensors, lambda *parts: self._built(parts, given), **given)

        def along(t: Tensor) -> Applied:
            chosen = read_axes(axes, len(t.shape), self.__name__)
            return on_axes(t, chosen, lambda part: self._built([part], given, axes is not None))

        return apply(self, tensors, along, **given, axes=axes)

    def _built(
        self, tensors: Sequence[Tensor], given: dict[str, Any], keeps_axes: bool = False
    ) -> Applied:
        """Return what the definition makes of tensors and sizes, and what it demands of them."""
        several = [len(value) for value in given.values() if isinstance(value, SEVERAL)]
        axes = len(tensors[0].shape) if tensors else max(several, default=1)
        read = [sizes_vec(v, axes, f"{self.__name__}: {name}") for name, v in given.items()]
        values = [*tensors, *read]
        with self._running():
            demands = self._demands(values, given)
        enforce(demands)
        with self._running():
            result = self._whole(self.definition(*values))
            extents = result.shape.entries if isinstance(result, Tensor) else ()
        demands += [at_least_demand(n, 1, self.__name__, "the size of the result") for n in extents]
        enforce(demands)
        if keeps_axes and not (isinstance(result, Tensor) and len(result.shape) == axes):
            raise ShapeError(
                f"{self.__name__}: axes= is for operations that keep the number of axes"
            )
        return Applied(result, demands, tuple(size for vec in read for size in vec.entries))

    @contextmanager
    def _running(self) -> Iterator[None]:
        """Turn what goes wrong in a definition into an error about it."""
        try:
            yield
        except RecursionError:
            raise GeometryError(f"{self.__name__}: the definition runs into itself") from None
        except (TypeError, ValueError, AttributeError, LookupError, ArithmeticError) as error:
            if isinstance(error, SymconvError):
                raise
            raise ShapeError(f"{self.__name__}: the definition cannot be run: {error}") from None

    def _whole(self, result: Any) -> Any:
        """Return a result of the definition; what goes wrong in a cell is an error about it, too."""
        if not isinstance(result, Tensor):
            return result

        def read(o: Vec) -> Cell:
            with self._running():
                return result[o]

        return Tensor(result.shape, read)

    def _demands(self, values: Sequence[Any], given: dict[str, Any]) -> list[Demand]:
        """Return what is demanded, with the values that it is demanded of."""
        shapes = [
            f"{name} has shape {shown(value.shape.entries)}"
            for name, value in zip(self.definition.tensors, values, strict=False)
        ]
        said = ", ".join([*shapes, *(f"{name} is {shown(v)}" for name, v in given.items())])
        return [
            Demand(condition, f"{self.__name__}: {said}, but {text} is needed", "use other sizes")
            for text, condition in self.definition.asked(*values)
        ]

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        """Show the definition: as a formula, or as text where one axis is not enough for it."""
        try:
            return super()._repr_mimebundle_(include, exclude)
        except SymconvError:
            return {"text/plain": self.text, "text/markdown": f"```python\n{self.text}\n```"}

    def formula(
        self, order: Any = None, limit: int | None = None, index: IndexStyle = "brackets"
    ) -> str:
        """Return its definition on one axis as LaTeX: a cell of the result for tensors and sizes of its parameters' names."""
        letters = {name: sizes(name) for name in self.definition.sizes}
        tensors = [tensor(name, sizes(f"n_{name}")) for name in self.definition.tensors]
        value = self(*tensors, **letters)
        text: str = value.formula(order, limit, index)
        return text
