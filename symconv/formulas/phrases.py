r"""What was written, in the notation of a page: ``(x \ast^{\top}_{s} w)\uparrow g``.

A transposed convolution is an infix sign, as a convolution is: ``x \ast^{\top}_{s,d;b,e} w``, the
window of deep learning is ``u \star_{s,d;b,e} w``. The subscript holds stride and dilation, behind
a semicolon what is cropped or padded at begin and end, behind a plus sign the output padding; a
parameter that has its default value is not written. ``x{\uparrow}s`` has ``s - 1`` zeros between
the cells of `x`, ``x{\downarrow}s`` is every `s`-th cell, a tilde stands for the reversed tensor.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from inspect import Parameter, signature
from typing import Any

import sympy

from symconv.data.arrays import KnownArray
from symconv.formulas.atoms import symbol
from symconv.formulas.grid import Grid, places
from symconv.formulas.sizes import size_as_written
from symconv.formulas.tex import latex

Write = Callable[[Any], str]

TRANSPOSED = r"\ast^{\scriptscriptstyle\top}"
WINDOW = r"\star"


def phrase_latex(written: Any) -> str:
    r"""Return a value on letters as it was written.

    Parameters
    ----------
    written : Written
        What stands beside the value.

    Examples
    --------
    >>> from symconv import ConvTranspose, flip, sizes, tensor
    >>> I, k, s = sizes("I k s")
    >>> up = ConvTranspose(k, stride=s)
    >>> print(phrase_latex(up(flip(tensor("x", I)), tensor("w", k)).written))
    \tilde{x} \ast^{\scriptscriptstyle\top}_{s} w
    """
    on_some_axes = "axes" in written.word.parameters
    write = _call if on_some_axes else _WRITERS.get(written.operation, _call)
    return write(written)


def closed(written: Any) -> str:
    """Return a value so that an operator may stand beside it: in brackets where it is composed."""
    text = phrase_latex(written)
    return f"({text})" if written.operation in _OPEN or _is_size_sum(written, text) else text


def _term(written: Any) -> str:
    """Return a value so that a minus may stand before it: in brackets where it is a sum."""
    text = phrase_latex(written)
    is_sum = written.operation in _SUMS or _is_size_sum(written, text)
    return f"({text})" if is_sum or text.startswith("-") or has_bias(written) else text


def has_bias(written: Any) -> bool:
    """Return whether a value is the output of a layer with a bias, which is a sum."""
    return written.operation == "layer" and len(written.arguments) > 2


def read_name(written: Any, hatted: Collection[str] = ()) -> str:
    r"""Return how a value is called in front of a position.

    Parameters
    ----------
    written : Written
        What stands beside the value.
    hatted : collection of str
        Tensors that have a hat where they are stretched.

    Examples
    --------
    >>> from symconv import Conv, flip, sizes, tensor
    >>> x = flip(tensor("x", sizes("I")))
    >>> print(read_name(x.written))
    \tilde{x}
    >>> print(read_name(Conv(2)(x, tensor("w", 2)).written).startswith(r"(\tilde{x}"))
    True
    """
    if written.operation == "stretch" and written.arguments[0].operation == "tensor":
        stretched = written.arguments[0]
        if str(stretched.parameters[0]) in hatted:
            return rf"\hat{{{phrase_latex(stretched)}}}"
    text = phrase_latex(written)
    if written.operation in _SIZES:
        return f"({text})" if _is_sum(text) else text
    is_one = written.operation in _ATOMIC or _is_call(written) or _is_scalar_product(written)
    return text if is_one else f"({text})"


def _is_call(written: Any) -> bool:
    """Return whether a value is written as a call, or as an accent."""
    write = _WRITERS.get(written.operation, _call)
    return "axes" in written.word.parameters or write in (_call, _accent, _crop)


def _is_scalar_product(written: Any) -> bool:
    return written.operation == "*" and not hasattr(written.value, "tensor")


def _is_size_sum(written: Any, text: str) -> bool:
    return written.operation in _SIZES and _is_sum(text)


def _is_sum(text: str) -> bool:
    return " + " in text or " - " in text or text.startswith("-")


def size_latex(value: Any) -> str:
    """Return a size as it is given: a number, an expression, or several of them."""
    if isinstance(value, tuple | list):
        return ",".join(map(size_latex, value))
    return size_as_written(value)


_MOST_CELLS = 6


def _tensor(written: Any) -> str:
    return symbol(sympy.Symbol(str(written.parameters[0])))


def _accent(written: Any) -> str:
    (inner,) = written.arguments
    if inner.operation == "tensor":
        return rf"\tilde{{{phrase_latex(inner)}}}"
    return rf"\operatorname{{flip}}({phrase_latex(inner)})"


def _stretch(written: Any) -> str:
    return rf"{closed(written.arguments[0])}{{\uparrow}}{_factor(written.parameters[0])}"


def _subsample(written: Any) -> str:
    offset = written.parameters[1] if len(written.parameters) > 1 else 0
    text = rf"{closed(written.arguments[0])}{{\downarrow}}{_factor(written.parameters[0])}"
    return text if offset == 0 else rf"{text}{{+}}{_factor(offset)}"


def _factor(value: Any) -> str:
    text = size_latex(value)
    return text if len(text) == 1 or text.isalnum() else f"({text})"


def _crop(written: Any) -> str:
    ends = ",\\,".join(size_latex(end) for end in written.parameters)
    return rf"\operatorname{{crop}}_{{{ends}}}({phrase_latex(written.arguments[0])})"


def _total(written: Any) -> str:
    return rf"\Sigma\,{closed(written.arguments[0])}"


def _over(written: Any) -> str:
    r"""Return ``\sum_{r=0}^{s-1} ...``, a sum in brackets."""
    letter, size = map(size_latex, (written.parameters[0], written.parameters[1] - 1))
    return rf"\sum_{{{letter}=0}}^{{{size}}} {_term(written.arguments[0])}"


def _inner(written: Any) -> str:
    first, second = map(phrase_latex, written.arguments)
    return rf"\langle {first},\, {second}\rangle"


def _matrix(written: Any) -> str:
    layer = written.parameters[0]
    sign = r"C^{\top}" if is_transposed(layer) else "C"
    settings = layer_settings(layer)
    kernel = phrase_latex(written.arguments[0])
    return rf"{sign}_{{{kernel}{f';{settings}' if settings else ''}}}"


def _transpose(written: Any) -> str:
    (inner,) = written.arguments
    text = phrase_latex(inner)
    if inner.operation == "matrix" and text.startswith("C_"):
        return text.replace("C_", r"C^{\top}_", 1)
    return rf"({text})^{{\top}}"


def _part(written: Any) -> str:
    """Return ``x[0, a:b]``."""
    places = ",\\,".join(map(_place, written.parameters[0]))
    return f"{closed(written.arguments[0])}[{places}]"


def _place(entry: Any) -> str:
    if not isinstance(entry, slice):
        return size_latex(entry)
    ends = ("" if end is None else size_latex(end) for end in (entry.start, entry.stop))
    return "{:}".join(ends)


def _product(written: Any) -> str:
    return r"\,".join(map(closed, written.arguments))


def _times(written: Any) -> str:
    first, second = written.arguments
    return rf"{_first_factor(first)}\,{closed(second)}"


def _first_factor(written: Any) -> str:
    """Return a factor so that another one may stand behind it, which a sum must not take in."""
    if written.operation == "*":
        return r"\,".join(map(_first_factor, written.arguments))
    text = phrase_latex(written)
    if written.operation == "total":
        return f"({text})"
    return text if text.removeprefix("-").isdecimal() else closed(written)


def _quotient(written: Any) -> str:
    above, below = phrase_latex(written.arguments[0]), size_latex(written.parameters[0])
    return rf"\frac{{{above}}}{{{below}}}"


def _sum(written: Any) -> str:
    first, second = map(phrase_latex, written.arguments)
    return f"{first} - {second[1:]}" if second.startswith("-") else f"{first} + {second}"


def _difference(written: Any) -> str:
    first, second = written.arguments
    return f"{phrase_latex(first)} - {_term(second)}"


def _negative(written: Any) -> str:
    return f"-{_term(written.arguments[0])}"


def _ones(written: Any) -> str:
    return r"\mathbf{1}"


def _size(written: Any) -> str:
    return size_latex(written.parameters[0])


def _array(written: Any) -> str:
    """Return the cells of a known array, as a row where it has one axis."""
    given = written.parameters[0]
    cells = Grid(given.shape, given.cells) if isinstance(given, KnownArray) else Grid.of(given)
    if len(cells.shape) != 1:
        return latex(cells, limit=_MOST_CELLS)
    kept = places(cells.shape[0], (_MOST_CELLS, 0) if cells.shape[0] > _MOST_CELLS else None)
    texts = (r"\dots" if place is None else latex(cells.cells[place]) for place in kept)
    return f"({', '.join(texts)})"


def _layer(written: Any) -> str:
    layer = written.parameters[0]
    x, w = map(closed, written.arguments[:2])
    bias = "".join(f" + {closed(one)}" for one in written.arguments[2:])
    text = f"{x} {_sign(layer)} {w}{bias}"
    method = written.parameters[1]
    return text if method is None else rf"{text}\ \textup{{(by {method})}}"


def _kernel_gradient(written: Any) -> str:
    x, u = written.arguments
    return _gradient("kernel", f"{closed(x)} {_sign(written.parameters[0])} \\cdot", u)


def _input_gradient(written: Any) -> str:
    u, w = written.arguments
    return _gradient("input", f"\\cdot {_sign(written.parameters[0])} {closed(w)}", u)


def _gradient(of: str, form: str, u: Any) -> str:
    """Return the gradient of a form with one open place, at `u`."""
    return rf"\operatorname{{{of}\,grad}}({form};\, {phrase_latex(u)})"


def _kernel_matrix(written: Any) -> str:
    form = f"{closed(written.arguments[0])} {_sign(written.parameters[0])} \\cdot"
    return rf"\operatorname{{matrix}}({form})"


def _kernel_of(name: str) -> Callable[[Any], str]:
    """Return what writes a kernel that was made of another: ``name(w)``, with what it depends on below."""

    def write(written: Any) -> str:
        arguments = ",\\, ".join(map(phrase_latex, written.arguments))
        settings = layer_settings(written.parameters[0])
        below = f"_{{{settings}}}" if settings else ""
        return rf"\operatorname{{{name}}}{below}({arguments})"

    return write


def _sign(layer: Any) -> str:
    """Return the infix sign of a layer with its settings."""
    sign, settings = TRANSPOSED if is_transposed(layer) else WINDOW, layer_settings(layer)
    return f"{sign}_{{{settings}}}" if settings else sign


def _call(written: Any) -> str:
    arguments = [*map(phrase_latex, written.arguments), *_given(written)]
    name = written.operation.replace("_", r"\_")
    return rf"\operatorname{{{name}}}({', '.join(arguments)})"


def _given(written: Any) -> Iterator[str]:
    """Yield the parameters of a call; those that have their default are left out, those that have one are named."""
    declared = signature(written.word.function).parameters
    for name, value in zip(written.word.parameters, written.parameters, strict=True):
        default = declared[name].default if name in declared else Parameter.empty
        if default is not Parameter.empty and type(value) is type(default) and value == default:
            continue
        text = rf"\textup{{{value}}}" if isinstance(value, str | bool) else _several(value)
        named = default is not Parameter.empty and not isinstance(value, str)
        yield rf"\textup{{{name}}}{{=}}{text}" if named else text


def _several(value: Any) -> str:
    text = size_latex(value)
    return f"({text})" if isinstance(value, tuple | list) and len(value) > 1 else text


def is_transposed(layer: Any) -> bool:
    """Return whether a layer is a transposed convolution."""
    return type(layer).__name__ == "ConvTranspose"


def layer_settings(layer: Any) -> str:
    """Return the parameters of a layer that are not their defaults, as a subscript.

    Axes that have the same parameters share one; else there is a tuple for each parameter.
    """
    strides, dilations = _per_axis(layer.stride), _per_axis(layer.dilation)
    parts = [strides] if (strides, dilations) != ("1", "1") else []
    parts += [dilations] if dilations != "1" else []
    text = ",".join(parts)
    begins = _per_axis([begin for begin, _ in layer.padding])
    ends = _per_axis([end for _, end in layer.padding])
    if (begins, ends) != ("0", "0"):
        text += f";{begins}" if begins == ends else f";{begins},{ends}"
    extra = _per_axis(getattr(layer, "output_padding", (0,)))
    if extra != "0":
        text += f";+{extra}"
    if layer.padding_mode != "zeros":
        text += rf";\text{{{layer.padding_mode}}}"
    return text + (f";{size_latex(layer.groups)}\\,\\text{{groups}}" if layer.groups != 1 else "")


def _per_axis(values: Sequence[Any]) -> str:
    texts = list(map(size_latex, values))
    return texts[0] if len(set(texts)) == 1 else f"({','.join(texts)})"


_OPEN = frozenset({"layer", "stretch", "subsample", "+", "-", "negative", "*", "@", "over"})
_SUMS = frozenset({"+", "-", "negative", "over"})
_SIZES = frozenset({"size", "cell"})
_ATOMIC = frozenset({"tensor", "ones", "array", "inner", "[]"})
_WRITERS: Mapping[str, Callable[[Any], str]] = {
    "tensor": _tensor,
    "ones": _ones,
    "size": _size,
    "cell": _size,
    "array": _array,
    "flip": _accent,
    "stretch": _stretch,
    "subsample": _subsample,
    "crop": _crop,
    "inner": _inner,
    "total": _total,
    "over": _over,
    "matrix": _matrix,
    "T": _transpose,
    "[]": _part,
    "@": _product,
    "*": _times,
    "/": _quotient,
    "+": _sum,
    "-": _difference,
    "negative": _negative,
    "layer": _layer,
    "kernel gradient": _kernel_gradient,
    "input gradient": _input_gradient,
    "matrix of the input": _kernel_matrix,
    "rotated kernel": _kernel_of("rotated"),
    "dense kernel": _kernel_of("dense"),
    "scaled kernel": _kernel_of("scaled"),
    "kernel of the phases": _kernel_of("phases"),
}
