"""Claims as text: the Python of the interface, read by a whitelist and never run.

A name is a letter, a tensor or a cell that was declared; what may be called are the layers, the
operations and the claims; numbers are integers. Everything else is refused with its place.
"""

from __future__ import annotations

import ast
import json
import operator
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import sympy

from symconv import operations
from symconv.data.letters import sizes
from symconv.errors import GeometryError, ProofError, SymconvError, shown
from symconv.language.budget import Budget, limited
from symconv.layers.chain import Chain
from symconv.layers.conv import Conv, ConvTranspose
from symconv.proof.certificates.certificate import BUDGET, check
from symconv.proof.kernel import Theorem
from symconv.proof.theorem_words import claimed
from symconv.symbolic.claims import AtMost, Claim, Divides, Equal
from symconv.symbolic.logic import And, Exists, Iff, Not, Or

LONGEST = 20_000
"""Characters of a claim."""
DEEPEST = 100
"""How deep its parts may stand in each other."""
MOST_BITS = 4096
"""Binary digits of a power of two numbers."""

CLAIMS: Mapping[str, Callable[..., Any]] = {
    claim.__name__: claim for claim in (Equal, AtMost, Divides, Iff, And, Or, Not, Exists)
}
LAYERS: Mapping[str, Callable[..., Any]] = {
    "Conv": Conv,
    "ConvTranspose": ConvTranspose,
    "Chain": Chain,
}
OF_TWO_SIZES = ("minimum", "maximum", "gcd", "lcm")
OPERATIONS: Mapping[str, Callable[..., Any]] = {
    name: getattr(operations, name)
    for name in operations.__all__
    if name not in ("Operation", "operation", "tensor", *OF_TWO_SIZES)
}
SIZES: Mapping[str, Callable[..., Any]] = {
    "Rational": sympy.Rational,
    "floor": sympy.floor,
    "ceiling": sympy.ceiling,
    **{name: getattr(operations, name) for name in OF_TWO_SIZES},
}
METHODS = frozenset(
    {
        "adjoint",
        "matrix",
        "kernel_gradient",
        "input_gradient",
        "as_conv",
        "as_shuffle",
        "ungroup",
        "scaled",
        "output_size",
        "at",
    }
)
"""What may be called on a layer, or on a value."""
ATTRIBUTES = frozenset({"T", "shape", "kernel"})


def _over(left: Any, right: Any) -> Any:
    """Return a quotient; of two integers the fraction."""
    return sympy.Rational(left, right) if type(left) is type(right) is int else left / right


BINARY: Mapping[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: _over,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.MatMult: operator.matmul,
}
_GROUP = re.compile(r"\s*(?P<names>[^<>=;]+?)\s*(?:>=\s*(?P<minimum>[01])\s*)?")


@dataclass(frozen=True)
class Declared:
    """The names that a claim may use.

    Parameters
    ----------
    sizes : str
        Letters, as ``I k s; p >= 0``; those of a group without a bound are at least 1.
    tensors : str
        Tensors with their shapes, as ``x:I w:(2,k) a:()``; an empty shape is a scalar.
    operations : tuple of str
        Definitions of operations, each a function in the six words.

    Raises
    ------
    GeometryError
        If it cannot be read.

    Examples
    --------
    >>> names = Declared("I k; p >= 0", "x:I w:k").names()
    >>> names["p"].is_nonnegative, names["x"].shape
    (True, (I,))
    """

    sizes: str = ""
    tensors: str = ""
    operations: tuple[str, ...] = ()

    def names(self) -> dict[str, Any]:
        """Return what each name stands for."""
        found: dict[str, Any] = {}
        for group in self.sizes.split(";"):
            if group.strip():
                found |= self._letters(group)
        for text in self.operations:
            own = operations.operation(text)
            found[_once(own.__name__, found)] = own
        for name, shape in self._shapes():
            if not name.isidentifier():
                raise GeometryError(
                    f"tensors: {shown(name)} is not a name; use letters, digits and _"
                )
            if shape.strip() == "()":
                found[_once(name, found)] = sympy.Symbol(name)
            else:
                found[_once(name, found)] = operations.tensor(name, Reader(shape, found).value())
        return found

    def _letters(self, group: str) -> dict[str, Any]:
        read = _GROUP.fullmatch(group)
        if read is None:
            raise GeometryError(
                f"sizes {group.strip()!r}: names and a bound are needed, as in 'I k s' or 'p >= 0'"
            )
        minimum = int(read["minimum"] or 1)
        names = read["names"].replace(",", " ").split()
        return {name: sizes(name, minimum=minimum) for name in names}

    def _shapes(self) -> Iterator[tuple[str, str]]:
        for part in _apart(self.tensors):
            name, colon, shape = part.partition(":")
            if not (colon and name and shape):
                raise GeometryError(
                    f"tensors {shown(part)}: NAME:SHAPE is needed, as in 'x:I w:(2,k)'"
                )
            yield name, shape


def _once(name: str, found: Mapping[str, Any]) -> str:
    if name in found:
        raise GeometryError(f"{name!r} is declared twice; give each name once")
    return name


def _apart(text: str) -> Iterator[str]:
    """Yield the parts between spaces that stand outside brackets."""
    depth, part = 0, ""
    for sign in text:
        depth += (sign in "([") - (sign in ")]")
        if sign.isspace() and depth <= 0:
            if part:
                yield part
            part = ""
        else:
            part += sign
    if part:
        yield part


def read_claim(text: str, declared: Declared) -> Claim:
    """Return the claim that a text states.

    Parameters
    ----------
    text : str
        As ``repr`` of a claim writes it.
    declared : Declared
        The letters and tensors it may name.

    Raises
    ------
    GeometryError
        If the text is not such a claim; the message has the place.

    Examples
    --------
    >>> read_claim("Equal(flip(flip(x)), x)", Declared("n", "x:n"))
    Equal(flip(flip(x)), x)
    """
    claim = Reader(text, declared.names()).value()
    if not isinstance(claim, Claim):
        raise GeometryError(f"{shown(text)} is no claim: Equal, AtMost, Divides or Iff is needed")
    return claim


class Reader:
    """Reads one expression of Python by a whitelist.

    Parameters
    ----------
    text : str
        The expression.
    names : mapping
        What each name stands for.
    """

    def __init__(self, text: str, names: Mapping[str, Any]) -> None:
        self.text = text
        self.names = names

    def value(self) -> Any:
        """Return what the text says."""
        if len(self.text) > LONGEST:
            raise GeometryError(
                f"the text has {len(self.text):,} characters, at most {LONGEST:,} are read"
            )
        try:
            tree = ast.parse(self.text.strip(), mode="eval")
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            place = getattr(error, "offset", None)
            where = f" at character {place}" if place else ""
            # what Python says of a bracket that has no partner; nothing of other mistakes
            said = str(getattr(error, "msg", "") or "")
            bracket = (
                f", {said}" if re.search("never closed|unmatched|does not match", said) else ""
            )
            raise GeometryError(
                f"{shown(self.text)}{where}: this is no expression{bracket}"
            ) from None
        return self._read(tree.body, 0)

    def _refuse(self, node: ast.AST, reason: str) -> GeometryError:
        place = getattr(node, "col_offset", 0) + 1
        return GeometryError(f"{shown(self.text)} at character {place}: {reason}")

    def _read(self, node: ast.expr, depth: int) -> Any:
        if depth > DEEPEST:
            raise self._refuse(node, f"more than {DEEPEST} parts stand in each other")
        deeper = depth + 1
        match node:
            case ast.Constant(value=int() as number) if not isinstance(number, bool):
                return number
            case ast.Name(id=name):
                return self._named(node, name)
            case ast.Tuple(elts=entries):
                return tuple(self._read(entry, deeper) for entry in entries)
            case ast.List(elts=entries):
                return [self._read(entry, deeper) for entry in entries]
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                value = self._read(operand, deeper)
                return self._made(node, lambda: -value)
            case ast.BinOp(left=left, op=op, right=right):
                return self._combined(node, op, self._read(left, deeper), self._read(right, deeper))
            case ast.Attribute(value=value, attr=name) if name in ATTRIBUTES:
                return self._made(node, lambda: getattr(self._read(value, deeper), name))
            case ast.Call(
                func=ast.Name(id="over"),
                args=[ast.Name(id=letter), several, ast.Lambda(args=given, body=term)],
                keywords=[],
            ):
                return self._added_up(node, letter, several, given, term, deeper)
            case ast.Call():
                return self._called(node, deeper)
            case ast.Slice(lower=lower, upper=upper, step=None):
                ends = (None if end is None else self._read(end, deeper) for end in (lower, upper))
                return slice(*ends)
            case ast.Subscript(value=value, slice=place):
                at = self._read(place, deeper)
                return self._made(node, lambda: self._read(value, deeper)[at])
        allowed = "names, integers, + - * // % ** @, layers, operations and claims"
        raise self._refuse(node, f"only {allowed} may stand here")

    def _named(self, node: ast.AST, name: str) -> Any:
        if name in self.names:
            return self.names[name]
        stem = name.rstrip("0123456789")
        if stem != name and stem in self.names:
            return sympy.Symbol(name)
        raise self._refuse(node, f"{name} is not declared as a size or a tensor")

    def _combined(self, node: ast.AST, op: ast.operator, left: Any, right: Any) -> Any:
        if isinstance(op, ast.Pow):
            if not (isinstance(right, int) and 0 <= right <= 16):
                raise self._refuse(node, "an exponent is an integer from 0 to 16")
            if isinstance(left, int) and left.bit_length() * right > MOST_BITS:
                raise self._refuse(node, f"a number has more than {MOST_BITS} binary digits")
            return self._made(node, lambda: left**right)
        combine = BINARY.get(type(op))
        if combine is None:
            raise self._refuse(node, "only + - * // % ** and @ combine values")

        def make() -> Any:
            sides = (sympy.Array(v) if isinstance(v, list) else v for v in (left, right))
            return combine(*sides)

        return self._made(node, make)

    def _called(self, node: ast.Call, depth: int) -> Any:
        positional = [self._read(argument, depth) for argument in node.args]
        keywords = {self._keyword(one): self._argument(one, depth) for one in node.keywords}
        function = self._function(node.func, depth)
        return self._made(node, lambda: function(*positional, **keywords))

    def _added_up(
        self,
        node: ast.Call,
        letter: str,
        several: ast.expr,
        given: ast.arguments,
        term: ast.expr,
        depth: int,
    ) -> Any:
        """Read ``over(r, s, lambda r: ...)``: the letter is declared by it, for the term alone."""
        running = self.names.get(letter, sizes(letter))
        if ast.unparse(given) != letter or not isinstance(running, sympy.Symbol):
            raise self._refuse(node, f"over({letter}, ..., lambda {letter}: ...) names one letter")

        def value(place: Any) -> Any:
            inner = Reader(self.text, {**self.names, letter: place})
            return inner._read(term, depth)

        number = self._read(several, depth)
        return self._made(node, lambda: operations.over(running, number, value))

    def _keyword(self, keyword: ast.keyword) -> str:
        if keyword.arg is None:
            raise self._refuse(keyword.value, "arguments are given one by one")
        return keyword.arg

    def _argument(self, keyword: ast.keyword, depth: int) -> Any:
        value = keyword.value
        if isinstance(value, ast.Constant) and isinstance(value.value, str | bool):
            return value.value
        return self._read(value, depth)

    def _function(self, node: ast.expr, depth: int) -> Callable[..., Any]:
        match node:
            case ast.Name(id=name) if isinstance(self.names.get(name), operations.Operation):
                own: Callable[..., Any] = self.names[name]
                return own
            case ast.Name(id=name):
                for table in (CLAIMS, LAYERS, OPERATIONS, SIZES):
                    if name in table:
                        return table[name]
                raise self._refuse(node, f"{name} is no layer, operation or claim")
            case ast.Attribute(value=value, attr=name) if name in METHODS:
                made = self._read(value, depth)
                if not hasattr(made, name):
                    raise self._refuse(node, f"this has no {name}")
                method: Callable[..., Any] = getattr(made, name)
                return method
            case ast.Call():
                layer = self._read(node, depth)
                if isinstance(layer, Conv | ConvTranspose | Chain):
                    return layer
        raise self._refuse(node, "only layers, operations and claims are called")

    def _made(self, node: ast.AST, make: Callable[[], Any]) -> Any:
        """Make a value; what it refuses is told with its place."""
        try:
            return make()
        except SymconvError as error:
            raise self._refuse(node, str(error)) from None
        except (
            TypeError,
            AttributeError,
            LookupError,
            ValueError,
            ArithmeticError,
            NotImplementedError,
        ) as error:
            raise self._refuse(node, f"this cannot be made: {error}") from None


# --- words of a certificate


def stated(theorem: Theorem, data: Mapping[str, Any]) -> Theorem:
    """Return a theorem in the words of its certificate, if they state what was proved.

    Parameters
    ----------
    theorem : Theorem
        What the steps of a certificate prove.
    data : mapping
        Its ``claim``, ``given``, ``sizes`` and ``tensors``, and the ``operations`` that it defines.

    Raises
    ------
    ProofError
        If a text cannot be read, or states something else.

    Notes
    -----
    The statement is built anew, from the text and the definitions, and compared with what was
    proved: so the sentence that a person reads is a part of what is checked.
    """
    try:
        own = tuple(_texts(data, "operations")) if "operations" in data else ()
        declared = Declared(_text(data, "sizes"), _text(data, "tensors"), own)
        claim = read_claim(_text(data, "claim"), declared)
        given = [read_claim(text, declared) for text in _texts(data, "given")]
        return claimed(theorem, claim, given)
    except SymconvError as error:
        raise ProofError(f"its words: {error}") from None


def _text(data: Mapping[str, Any], key: str) -> str:
    text = data.get(key)
    if not isinstance(text, str):
        raise ProofError(f"the certificate does not say in words what it proves: no {key}")
    return text


def _texts(data: Mapping[str, Any], key: str) -> list[str]:
    texts = data.get(key)
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        raise ProofError(f"the certificate does not say in words what it proves: no {key}")
    return texts


def check_in_words(text: str, budget: Budget = BUDGET) -> Theorem:
    """Check a certificate, its words included: the theorem it proves, with its claim.

    Raises
    ------
    ProofError
        If a step is not valid, or the words state something else than the steps prove.

    See Also
    --------
    symconv.proof.certificates.certificate.check : The same without words.
    """
    theorem = check(text, budget)
    with limited(budget):
        return stated(theorem, json.loads(text))
