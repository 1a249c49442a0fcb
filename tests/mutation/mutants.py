"""Every mutant of a file: its source with one operator, constant, condition or check changed.

A mutant is named by its file, its function, what is changed into what, and its place among equal
changes of that function, so that the name stays when other lines move.
"""

import ast
from collections import Counter
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

COMPARED = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
COMPUTED = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.FloorDiv,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
}
EXCHANGED = {"all": "any", "any": "all", "min": "max", "max": "min"}


@dataclass(frozen=True)
class Mutant:
    """A change of a file: its name, the file, which of its changes it is, and the line of the changed statement.

    The line is 0 outside of functions: what stands there runs when the file is loaded.
    """

    name: str
    path: Path
    number: int
    line: int

    @property
    def tree(self):
        """The changed file; what did not change stands on the lines where it stood."""
        tree = ast.parse(self.path.read_text(encoding="utf-8"))
        _, _, old, new = next(islice(_places(tree), self.number, None))
        for parent in ast.walk(tree):
            for field, value in ast.iter_fields(parent):
                if value is old:
                    setattr(parent, field, new)
                elif isinstance(value, list) and any(item is old for item in value):
                    setattr(parent, field, [new if item is old else item for item in value])
        return ast.fix_missing_locations(tree)


def mutants(path, label):
    """Yield every mutant of a file."""
    seen = Counter()
    places = _places(ast.parse(path.read_text("utf-8")))
    for number, (function, line, old, new) in enumerate(places):
        change = f"{label} {function}: {_text(old)} -> {_text(new)}"
        seen[change] += 1
        yield Mutant(f"{change} #{seen[change]}", path, number, line)


def marked(path):
    """Return a file in which every statement of a function first calls ``_reached`` with its line."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    blocks = {id(block): block for function in functions for block in _blocks(function)}
    for block in blocks.values():
        block[:] = [part for statement in block for part in _marked(statement)]
    return ast.fix_missing_locations(tree)


def _blocks(function):
    """Yield the lists of statements in a function."""
    for node in ast.walk(function):
        for name in ("body", "orelse", "finalbody"):
            block = getattr(node, name, None)
            if isinstance(block, list):
                yield block


def _marked(statement):
    if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
        return [statement]
    call = ast.Call(ast.Name("_reached", ast.Load()), [ast.Constant(statement.lineno)], [])
    return [ast.Expr(call), statement]


def _text(node):
    text = " ".join(ast.unparse(node).split())
    return text if len(text) < 90 else f"{text[:60]}...{text[-27:]}"


def _places(tree):
    """Yield ``(function, line, old node, new node)`` for every change."""
    for function, line, node in _nodes(tree, "module", 0):
        for new in _changes(node):
            yield function, line, node, new
        if isinstance(node, ast.If | ast.IfExp):
            yield function, line, node.test, ast.UnaryOp(ast.Not(), node.test)


def _nodes(node, function, line):
    """Yield the nodes that run, with their function and the line of their statement; docstrings and annotations do not."""
    for child in ast.iter_child_nodes(node):
        inside, at = function, line
        if isinstance(child, ast.stmt) and (line or isinstance(node, ast.FunctionDef)):
            at = child.lineno
        if isinstance(child, ast.FunctionDef | ast.ClassDef):
            inside = child.name if function == "module" else f"{function}.{child.name}"
        if _is_words(child, node):
            continue
        yield inside, at, child
        yield from _nodes(child, inside, at)


def _is_words(child, parent):
    if isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant):
        return True
    if isinstance(child, ast.arg | ast.Raise | ast.JoinedStr | ast.Import | ast.ImportFrom):
        return True
    annotation = getattr(parent, "annotation", None)
    return child is annotation or child is getattr(parent, "returns", None)


def _changes(node):
    """Yield what a node can be changed into."""
    match node:
        case ast.Compare(left=left, ops=[op], comparators=others) if type(op) in COMPARED:
            yield ast.Compare(left, [COMPARED[type(op)]()], others)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in COMPUTED:
            yield ast.BinOp(left, COMPUTED[type(op)](), right)
        case ast.BoolOp(op=op, values=values):
            yield ast.BoolOp(ast.Or() if isinstance(op, ast.And) else ast.And(), values)
        case ast.UnaryOp(op=ast.Not() | ast.USub(), operand=operand):
            yield operand
        case ast.Constant(value=bool(value)):
            yield ast.Constant(not value)
        case ast.Constant(value=int(value)):
            yield ast.Constant(value + 1)
        case ast.Call(func=ast.Name(id=name), args=args, keywords=more) if name in EXCHANGED:
            yield ast.Call(ast.Name(EXCHANGED[name], ast.Load()), args, more)
        case ast.Expr(value=ast.Call()) | ast.AugAssign(op=ast.Add() | ast.BitOr()):
            yield ast.Pass()
        case ast.comprehension(target=target, iter=source, ifs=[_, *_], is_async=is_async):
            yield ast.comprehension(target, source, [], is_async)
