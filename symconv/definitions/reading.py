"""Definitions as text: functions in the six words, read by a whitelist and run by walking the tree.

A text may come from anywhere, also from a certificate. It can name its own parameters and indices
and the words, nothing else; no attribute but those of tensors, shapes and indices is asked for; and
no code of its own is ever handed to Python.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from inspect import Parameter, Signature
from textwrap import dedent
from typing import Any, TypeAlias

from symconv.definitions.flattening import apart, flat, volume
from symconv.errors import GeometryError, shown
from symconv.language import terms, words
from symconv.language.terms import Condition
from symconv.language.words import Vec

LONGEST = 5_000
"""Characters of a definition."""
MOST_STEPS = 200_000
"""Parts of a definition that are run for one cell."""

WORDS: Mapping[str, Callable[..., Any]] = {
    "array": words.array,
    "sum_": words.sum_,
    "collect": words.collect,
    "when": words.when,
    "divide": words.divide,
    "split": words.split,
    "equal": words.equal,
    "inside": words.inside,
    "both": words.both,
    "floor": words.floor,
    "entry": words.entry,
    "Vec": Vec,
    "len": len,
    "flat": flat,
    "apart": apart,
    "volume": volume,
}
"""What a definition may call: the six words, what conditions are made of, and several axes as one."""
MOST_BITS = 1_000
"""Binary digits of a number in a definition."""
DIVIDING = frozenset({"split", "divide", "floor", "apart"})
"""Words whose second argument divides: it is demanded to be at least 1, so they are called and never passed on."""
TAKEN = frozenset(
    {
        *("Equal", "AtMost", "Divides", "Iff", "And", "Or", "Not", "Exists"),
        *("Conv", "ConvTranspose", "Chain"),
        *("Rational", "floor", "ceiling", "minimum", "maximum", "gcd", "lcm"),
    }
)
"""What a claim calls besides operations; none of them is the name of one."""
METHODS = frozenset({"split_at", "join", "pick"})
KINDS = ("Tensor", "Vec")
Placed: TypeAlias = ast.stmt | ast.expr | ast.arg
"""A part of a tree that has a line."""

_COMPARED: Mapping[type[ast.cmpop], Callable[[Any, Any], Condition]] = {
    ast.GtE: terms.at_least,
    ast.LtE: lambda a, b: terms.at_least(b, a),
    ast.Gt: lambda a, b: terms.at_least(a, b + 1),
    ast.Lt: lambda a, b: terms.at_least(b, a + 1),
    ast.Eq: terms.equal,
}
_COMBINED: Mapping[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: lambda a, b: a + b,
    ast.Sub: lambda a, b: a - b,
    ast.Mult: lambda a, b: a * b,
}


@dataclass(frozen=True)
class Definition:
    """A function in the six words.

    Parameters
    ----------
    text : str
        Its Python, as it is written in a certificate: without comments and docstring.
    demands : tuple of str
        Comparisons of sizes that must hold.

    Examples
    --------
    >>> triple = read_definition("def triple(x): return array(x.shape, lambda i: 3*x[i])")
    >>> triple.name, triple.tensors, triple.sizes
    ('triple', ('x',), ())
    >>> triple(words.stored(Vec([1]), {(0,): 5}))[Vec([0])]
    15
    """

    text: str
    demands: tuple[str, ...]
    tree: ast.FunctionDef
    conditions: tuple[ast.expr, ...]
    divisors: tuple[ast.expr, ...]
    tensors: tuple[str, ...]
    sizes: tuple[str, ...]
    defaults: Mapping[str, int]

    @property
    def name(self) -> str:
        """What it is called."""
        return self.tree.name

    def __call__(self, *values: Any) -> Any:
        """Return what it makes of tensors and sizes, in the order of its parameters."""
        run = _Interpreter(self)
        result = run.body(self.tree.body, self._named(values))
        return run.cell_by_cell(result) if isinstance(result, words.Tensor) else result

    def asked(self, *values: Any) -> Iterator[tuple[str, Condition]]:
        """Yield what is demanded of tensors and sizes, axis by axis, each with its text."""
        run, names = _Interpreter(self), self._named(values)
        for text, tree in zip(self.demands, self.conditions, strict=True):
            for condition in _compared(tree, run, names):
                yield text, condition
        known = run.named(self.tree.body, names) if self.divisors else {}
        for divisor in self.divisors:
            for size in _entries(run.value(divisor, known)):
                yield f"{ast.unparse(divisor)} >= 1", terms.at_least(size, 1)

    def _named(self, values: Sequence[Any]) -> dict[str, Any]:
        return dict(zip((*self.tensors, *self.sizes), values, strict=True))


def read_definition(text: str, demands: Sequence[str] = ()) -> Definition:
    """Return the definition that a text writes down.

    Parameters
    ----------
    text : str
        One function; its decorator may state what it demands,
        ``@operation(demands=["s >= 1"])``.
    demands : sequence of str
        What it demands besides: comparisons of sizes.

    Raises
    ------
    GeometryError
        If something stands there that no definition may say; the message has the line.
    """
    if len(text) > LONGEST:
        raise GeometryError(
            f"a definition has {len(text):,} characters, at most {LONGEST:,} are read"
        )
    function = _function(text)
    given = (*_demands_in(function), *demands)
    function.decorator_list = []
    if ast.get_docstring(function) is not None:
        function.body = function.body[1:]
    if function.name in TAKEN:
        raise GeometryError(f"{function.name} is a word of claims and cannot name an operation")
    tensors, sizes = _kinds(function)
    defaults = _defaults(function, sizes)
    names = frozenset({*tensors, *sizes})
    _check_body(function.body, names)
    conditions = tuple(_comparison(demand, names) for demand in given)
    for argument in function.args.args:
        is_tensor = getattr(argument.annotation, "id", None) == "Tensor"
        is_plain = is_tensor == (argument.arg in set(_read(function)))
        argument.annotation = None if is_plain else argument.annotation
    function.returns = None
    made = ast.unparse(ast.fix_missing_locations(function))
    divisors = tuple(_divisors(function))
    return Definition(made, tuple(given), function, conditions, divisors, tensors, sizes, defaults)


def _function(text: str) -> ast.FunctionDef:
    """Return the tree of the one function of a text."""
    try:
        body = ast.parse(dedent(text)).body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        line = getattr(error, "lineno", None)
        where = f", line {line}" if line else ""
        raise GeometryError(f"{shown(text)}{where}: this is no Python") from None
    if len(body) != 1 or not isinstance(body[0], ast.FunctionDef):
        raise GeometryError(f"{shown(text)}: a definition is one function, def name(x, s): ...")
    return body[0]


def _demands_in(function: ast.FunctionDef) -> Iterator[str]:
    """Yield what the decorator demands."""
    for decorator in function.decorator_list:
        for keyword in decorator.keywords if isinstance(decorator, ast.Call) else ():
            entries = getattr(keyword.value, "elts", [keyword.value])
            for entry in entries if keyword.arg == "demands" else ():
                if isinstance(entry, ast.Name) and entry is keyword.value:
                    continue  # a list that has a name: `operation` is given it
                if not (isinstance(entry, ast.Constant) and isinstance(entry.value, str)):
                    raise _refused(function.name, entry, "demands are a list of texts")
                yield entry.value


def _kinds(function: ast.FunctionDef) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the parameters that are tensors, and those that are sizes.

    A tensor is what is read, ``x[i]``, or asked for its shape, or annotated as one.
    """
    given = function.args
    if given.vararg or given.kwarg or given.kwonlyargs or given.posonlyargs:
        raise _refused(function.name, function, "parameters are names, the last with defaults")
    read = set(_read(function))
    tensors: list[str] = []
    sizes: list[str] = []
    for argument in given.args:
        _free_name(argument.arg, argument)
        kind = getattr(argument.annotation, "id", None) or ""
        if argument.annotation is not None and kind not in KINDS:
            raise _refused(function.name, argument, "a parameter is a Tensor or a Vec")
        is_tensor = kind == "Tensor" or (not kind and argument.arg in read)
        if is_tensor and sizes:
            raise _refused(function.name, argument, "tensors stand before sizes")
        (tensors if is_tensor else sizes).append(argument.arg)
    if not given.args:
        raise _refused(function.name, function, "a tensor or a size is needed")
    return tuple(tensors), tuple(sizes)


def _read(function: ast.FunctionDef) -> Iterator[str]:
    """Yield the names that are read at an index or asked for a shape."""
    for node in ast.walk(function):
        reads = isinstance(node, ast.Subscript)
        asks = isinstance(node, ast.Attribute) and node.attr == "shape"
        if (reads or asks) and isinstance(node.value, ast.Name):  # type: ignore[attr-defined]
            yield node.value.id  # type: ignore[attr-defined]


def _defaults(function: ast.FunctionDef, sizes: Sequence[str]) -> dict[str, int]:
    """Return the defaults of the last parameters."""
    given = function.args.defaults
    found = {}
    if len(given) > len(sizes):
        raise _refused(function.name, function, "a tensor has no default")
    for name, node in zip(sizes[len(sizes) - len(given) :], given, strict=True):
        if not (isinstance(node, ast.Constant) and type(node.value) is int):
            raise _refused(function.name, node, "a default is an integer")
        found[name] = node.value
    return found


def _refused(name: str, node: Placed, reason: str) -> GeometryError:
    return GeometryError(f"the definition of {name}, line {node.lineno}: {reason}")


# --- what may stand in a definition, before it is run


def _check_body(body: Sequence[ast.stmt], names: frozenset[str]) -> None:
    """Raise unless statements name things and define rules, and the last one returns."""
    for statement in body:
        match statement:
            case ast.Assign(targets=[target], value=value):
                _check(value, names)
                names = names | frozenset(_new(name, target, names) for name in _targets(target))
            case ast.FunctionDef(name=name, body=inner, decorator_list=[]):
                _check_body(inner, names | _parameters(statement.args, statement))
                names = names | {_new(_free_name(name, statement), statement, names)}
            case ast.Return(value=ast.expr() as value) if statement is body[-1]:
                _check(value, names)
            case _:
                allowed = "name = ..., def and return"
                raise _refused("an operation", statement, f"only {allowed} may stand here")
    if not isinstance(body[-1] if body else None, ast.Return):
        raise GeometryError("a definition and each rule in it end with return")


def _targets(target: ast.expr) -> Iterator[str]:
    entries = target.elts if isinstance(target, ast.Tuple) else [target]
    for entry in entries:
        if not isinstance(entry, ast.Name):
            raise _refused("an operation", target, "only names are given to values")
        yield _free_name(entry.id, target)


def _free_name(name: str, node: Placed) -> str:
    if name in WORDS:
        raise _refused("an operation", node, f"{name} is a word and cannot name something else")
    return name


def _new(name: str, node: Placed, names: frozenset[str]) -> str:
    """Return a name that stands for nothing yet: with a second value, what a rule reads would depend on when it is run."""
    if name in names:
        raise _refused("an operation", node, f"{name} has a value already; use another name")
    return name


def _parameters(given: ast.arguments, node: Placed) -> frozenset[str]:
    """Return the parameters of a rule."""
    others = (given.vararg, given.kwarg, *given.kwonlyargs, *given.posonlyargs, *given.defaults)
    if any(others):
        raise _refused("an operation", node, "the parameters of a rule are names")
    return frozenset(_free_name(argument.arg, node) for argument in given.args)


def _divisors(function: ast.FunctionDef) -> Iterator[ast.expr]:
    """Yield what is divided by, each text once: sizes, made of parameters and of what the first statements name."""
    inside = set(_bound_inside(function))
    found = {}
    for node in ast.walk(function):
        if isinstance(node, ast.Call) and getattr(node.func, "id", None) in DIVIDING:
            divisor = node.args[1] if len(node.args) > 1 else node
            mentioned = {part.id for part in ast.walk(divisor) if isinstance(part, ast.Name)}
            if divisor is node or mentioned & inside:
                reason = f"{ast.unparse(node)}: what is divided by is a size, the second argument"
                raise _refused(function.name, node, reason)
            found[ast.unparse(divisor)] = divisor
    yield from found.values()


def _bound_inside(function: ast.FunctionDef) -> Iterator[str]:
    """Yield the names that rules give: their parameters, and what their statements name."""
    for rule in ast.walk(function):
        if isinstance(rule, ast.FunctionDef | ast.Lambda) and rule is not function:
            yield from (argument.arg for argument in rule.args.args)
            named = (part for part in ast.walk(rule) if isinstance(part, ast.Name))
            yield from (part.id for part in named if isinstance(part.ctx, ast.Store))


def _check(node: ast.expr, names: frozenset[str]) -> None:
    """Raise unless an expression is made of names, integers, + - *, words, shapes and reads."""
    if isinstance(node, ast.Lambda):
        _check(node.body, names | _parameters(node.args, node))
        return
    if isinstance(node, ast.Name) and not (node.id in names or node.id in WORDS):
        reason = f"{node.id} is no parameter, no index and no word ({', '.join(WORDS)})"
        raise _refused("an operation", node, reason)
    if isinstance(node, ast.Name) and node.id in DIVIDING:
        reason = f"{node.id} divides, so it can only be called"
        raise _refused("an operation", node, reason)
    parts = _parts(node)
    if parts is None:
        allowed = "names, integers, + - *, words, lambdas, x[i], .shape, .split_at, .join and .pick"
        raise _refused("an operation", node, f"only {allowed} may stand here")
    for part in parts:
        _check(part, names)


def _parts(node: ast.expr) -> list[ast.expr] | None:
    """Return what an expression is made of; ``None`` for one that no definition has."""
    match node:
        case ast.Constant(value=int() as number) if not isinstance(number, bool):
            return []
        case ast.Name():
            return []
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return [operand]
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _COMBINED:
            return [left, right]
        case ast.Tuple(elts=entries) | ast.List(elts=entries):
            return entries
        case ast.Attribute(value=value, attr="shape"):
            return [value]
        case ast.Subscript(value=value, slice=at):
            return [value, at]
        case ast.Call(func=ast.Attribute(value=value, attr=attr), args=args, keywords=[]) if (
            attr in METHODS
        ):
            return [value, *args]
        case ast.Call(func=ast.Name(id=name) as function, args=args, keywords=[]):
            return args if name in DIVIDING else [function, *args]
    return None


def _comparison(text: str, names: frozenset[str]) -> ast.expr:
    """Return the tree of a demand: ``s >= 1``, ``0 <= a < s``, or ``x.shape % s == 0``."""
    try:
        node = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError, AttributeError):
        node = ast.Constant(value=None)
    if not isinstance(node, ast.Compare) or any(type(op) not in _COMPARED for op in node.ops):
        raise GeometryError(
            f"the demand {shown(text)}: a comparison of sizes is needed, as 's >= 1', '0 <= a < "
            "s' or 'x.shape % s == 0'"
        )
    for side in (node.left, *node.comparators):
        parts = [side.left, side.right] if _is_remainder(side) else [side]  # type: ignore[attr-defined]
        for part in parts:
            _check(part, names)
    return node


def _is_remainder(node: ast.expr) -> bool:
    return isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod)


# --- running


def _entries(value: Any) -> tuple[Any, ...]:
    return value.entries if isinstance(value, Vec) else (value,)


def _compared(node: ast.expr, run: _Interpreter, names: Mapping[str, Any]) -> Iterator[Condition]:
    """Yield the conditions of a comparison, axis by axis."""
    if not isinstance(node, ast.Compare):
        return
    sides = [_side(part, run, names) for part in (node.left, *node.comparators)]
    for left, op, right in zip(sides, node.ops, sides[1:], strict=False):
        one = left if isinstance(left, Vec) else right * 0 + left
        if not isinstance(one, Vec):
            one = Vec([one])
        for a, b in one._pairs(right):
            yield _COMPARED[type(op)](a, b)


def _side(node: ast.expr, run: _Interpreter, names: Mapping[str, Any]) -> Any:
    if not _is_remainder(node):
        return run.value(node, names)
    number, divisor = (run.value(part, names) for part in (node.left, node.right))  # type: ignore[attr-defined]
    return number - divisor * words.floor(number, divisor)


class _Interpreter:
    """Runs the trees of a definition, counting the steps."""

    def __init__(self, definition: Definition) -> None:
        self.name = definition.tree.name
        self.steps = 0

    def body(self, body: Sequence[ast.stmt], outer: Mapping[str, Any]) -> Any:
        """Run statements one after the other, and return what the last one says."""
        last = body[-1]
        if not (isinstance(last, ast.Return) and last.value is not None):
            raise GeometryError(f"{self.name}: nothing is returned")
        return self.value(last.value, self.named(body, outer))

    def named(self, body: Sequence[ast.stmt], outer: Mapping[str, Any]) -> dict[str, Any]:
        """Return what the statements name, and what was named outside."""
        names = dict(outer)
        for statement in body:
            match statement:
                case ast.Assign(targets=[target], value=value):
                    found = self.value(value, names)
                    entries = found if isinstance(target, ast.Tuple) else (found,)
                    names |= dict(zip(_targets(target), entries, strict=True))
                case ast.FunctionDef(name=name, args=given, body=inner):
                    names[name] = self._rule(given, inner, dict(names))
        return names

    def cell_by_cell(self, made: words.Tensor) -> words.Tensor:
        """Return a tensor whose cells are counted one by one."""

        def read(o: Vec) -> Any:
            self.steps = 0
            return made[o]

        return words.Tensor(made.shape, read)

    def _short(self, value: Any) -> Any:
        """Return a value whose numbers are short."""
        for size in _entries(value):
            if isinstance(size, int) and size.bit_length() > MOST_BITS:
                raise GeometryError(
                    f"{self.name}: a number has more than {MOST_BITS} binary digits"
                )
        return value

    def _rule(
        self, given: ast.arguments, body: Sequence[ast.stmt], names: Mapping[str, Any]
    ) -> Callable[..., Any]:
        """Return a rule as a function: its parameters are what its indices are called."""
        parameters = [argument.arg for argument in given.args]

        def rule(*values: Any) -> Any:
            return self.body(body, {**names, **dict(zip(parameters, values, strict=True))})

        kind = Parameter.POSITIONAL_OR_KEYWORD
        rule.__signature__ = Signature([Parameter(name, kind) for name in parameters])  # type: ignore[attr-defined]
        return rule

    def value(self, node: ast.expr, names: Mapping[str, Any]) -> Any:
        """Return what an expression is worth."""
        self.steps += 1
        if self.steps > MOST_STEPS:
            raise GeometryError(f"{self.name}: a cell takes more than {MOST_STEPS:,} steps")
        match node:
            case ast.Constant(value=number):
                return number
            case ast.Name(id=name):
                return names[name] if name in names else WORDS[name]
            case ast.UnaryOp(operand=operand):
                return -1 * self.value(operand, names)
            case ast.BinOp(left=left, op=op, right=right):
                one, other = self.value(left, names), self.value(right, names)
                if isinstance(one, list | tuple) or isinstance(other, list | tuple):
                    raise GeometryError(f"{self.name}: a list is no number; use Vec")
                return self._short(_COMBINED[type(op)](one, other))
            case ast.Tuple(elts=entries):
                return tuple(self.value(entry, names) for entry in entries)
            case ast.List(elts=entries):
                return [self.value(entry, names) for entry in entries]
            case ast.Attribute(value=value):
                return self.value(value, names).shape
            case ast.Subscript(value=value, slice=at):
                return self.value(value, names)[self.value(at, names)]
            case ast.Lambda(args=given, body=body):
                return self._rule(given, [ast.Return(value=body)], names)
            case ast.Call(func=ast.Attribute(value=value, attr=attr), args=args):
                method = getattr(self.value(value, names), attr)
                return method(*(self.value(one, names) for one in args))
            case ast.Call(func=function, args=args):
                return self.value(function, names)(*(self.value(one, names) for one in args))
        raise GeometryError(f"{self.name}: {ast.unparse(node)} cannot be run")
