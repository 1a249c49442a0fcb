"""Arrays of cells from the shell: JSON whose cells are integers or small sums of products, and nothing else.

A cell is read by the grammar

    sum     = product { ("+" | "-") product }
    product = sign atom { "*" sign atom }
    sign    = { "-" }
    atom    = integer [ "/" integer ] | name | "(" sum ")"

and by no evaluator: text that is not in the grammar cannot reach Python or SymPy. Every limit is
checked before the work it bounds.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from sympy import Add, Expr, Integer, Mul, Rational, Symbol

from symconv.cli.limits import MOST_AXES, MOST_NAME
from symconv.errors import ShapeError

MOST_TEXT = 10_000_000
MOST_CELL = 100_000
MOST_DIGITS = 4000  # Python itself reads and prints 4300
MOST_PARENTHESES = 50  # three calls each: far from the depth Python allows

_ALLOWED = "a cell is an integer, or a string of integers, p/q, names (a, x1, w_{1,12}), + - * and parentheses"
_BRACKETS = re.compile(r'"(?:[^"\\]++|\\.?)*+"?|([\[{])|([\]}])', re.DOTALL)
_TOKEN = re.compile(
    r"""[ \t\r\n]*(?:
        (?P<integer> [0-9]+ )
      | (?P<name> L D* (?: (?:_D+)+ | _\{ D+ (?:,D+)* \} )? )
      | (?P<sign> [-+*/()] )
      | (?P<end> \Z )
      | (?P<other> . )
    )""".replace("L", "[A-Za-zΑ-Ωα-ω]").replace("D", "[A-Za-zΑ-Ωα-ω0-9]"),
    re.VERBOSE | re.DOTALL,
)


def load(argument: str, option: str) -> str:
    """Return the text an option stands for: itself, the content of ``@file``, or standard input for ``-``.

    Parameters
    ----------
    argument : str
        JSON, ``@`` and the name of a file, or ``-``.
    option : str
        The option it was given to, for messages.

    Returns
    -------
    str
        The text, not yet looked at.

    Raises
    ------
    ShapeError
        The text is longer than the limit, or is not UTF-8, or standard input is closed.
    OSError
        The file cannot be read.

    Examples
    --------
    >>> load("[1, 2]", "--input")
    '[1, 2]'
    """
    if argument == "-":
        if sys.stdin is None:  # so Python says that it was closed before it started
            raise ShapeError(
                f"{option} -: standard input is closed; give JSON, or @ and the name of a file"
            )
        data = _limited(sys.stdin.buffer.read(MOST_TEXT + 1), f"{option} {argument}")
    elif argument.startswith("@"):
        data = file_content(argument, option)
    else:
        return argument
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ShapeError(
            f"{option} {argument} is not UTF-8 text: byte {error.start} cannot be read"
        ) from error


def file_content(argument: str, option: str) -> bytes:
    """Return the bytes of ``@file``.

    Raises
    ------
    ShapeError
        If no file is named, or it holds more than the limit.
    OSError
        If it cannot be read.
    """
    name = argument[1:]
    if not name or "\0" in name:
        raise ShapeError(f"{option} {argument!r} names no file; give @ and the name, as in @x.json")
    try:
        with Path(name).open("rb") as file:
            data = file.read(MOST_TEXT + 1)
    except OSError as error:  # only a failure to open names the file
        raise OSError(error.errno, error.strerror, name) from error
    return _limited(data, f"{option} {argument}")


def _limited(data: bytes, where: str) -> bytes:
    if len(data) > MOST_TEXT:
        raise ShapeError(f"{where} holds more than {MOST_TEXT:,} bytes, the most that is read")
    return data


def read_cells(text: str, option: str) -> list[Any]:
    """Read an array: JSON lists, all of one length on every level, around cells.

    Parameters
    ----------
    text : str
        The JSON text.
    option : str
        The option it was given to, for messages.

    Returns
    -------
    list
        Nested lists of SymPy expressions; a name is a plain commutative symbol, whatever it means
        elsewhere.

    Raises
    ------
    ShapeError
        The text is not JSON, is not a full array, or holds a cell outside the grammar; the message
        says where.

    Examples
    --------
    >>> read_cells('["x1", 2, "-1/2*(a + w_{1,12})"]', "--input")
    [x1, 2, -a/2 - w_{1,12}/2]
    >>> read_cells('[1, 2.5]', "--input")
    Traceback (most recent call last):
    symconv.errors.ShapeError: --input, cell [1]: 2.5 is refused; a cell is an integer, or a string of ...
    """
    rows = _parse(text, option)
    shape = shape_of(rows)
    if not shape:
        raise ShapeError(f'{option} is not a list; give an array, as in \'["x1", "x2"]\'')
    if 0 in shape:
        raise ShapeError(f"{option} holds an empty list; every axis needs at least one cell")
    cells: list[Any] = _convert(rows, shape, option, "")
    return cells


def read_texts(rows: Any, option: str, position: str = "") -> list[Any]:
    """Read nested lists of texts, each of which is a cell.

    Raises
    ------
    ShapeError
        If a text is outside the grammar; the message says which.

    Examples
    --------
    >>> read_texts([["a", "1/2"]], "--input")
    [[a, 1/2]]
    """
    return [
        read_texts(entry, option, f"{position}[{index}]")
        if isinstance(entry, list)
        else _cell(entry, f"{option}, cell {position}[{index}]")
        for index, entry in enumerate(rows)
    ]


def shape_of(rows: Any) -> tuple[int, ...]:
    """Return the extents of nested lists, read off the first entry of every level.

    Examples
    --------
    >>> shape_of([[1, 2, 3], [4, 5, 6]])
    (2, 3)
    """
    shape: list[int] = []
    while isinstance(rows, list):
        shape.append(len(rows))
        rows = rows[0] if rows else None
    return tuple(shape)


class _Literal(str):
    """A JSON number as it was written: no digit is converted before it is known to be few enough."""


class _Refused(str):
    """A JSON number that is not an integer, as it was written."""


def _parse(text: str, option: str) -> Any:
    if len(text) > MOST_TEXT:
        raise ShapeError(f"{option} has {len(text):,} characters; at most {MOST_TEXT:,} are read")
    _check_nesting(text, option)
    try:
        return json.loads(text, parse_int=_Literal, parse_float=_Refused, parse_constant=_Refused)
    except json.JSONDecodeError as error:
        raise ShapeError(
            f"{option} is not JSON at line {error.lineno}, column {error.colno}: {error.msg}; "
            'give lists of cells, names in double quotes, as in \'["x1", "x2"]\', or a name and '
            "extents, as in x:2x3"
        ) from error


def _check_nesting(text: str, option: str) -> None:
    """Refuse deep nesting before any recursive reader sees it."""
    depth = 0
    for bracket in _BRACKETS.finditer(text):
        depth += bool(bracket[1]) - bool(bracket[2])
        if depth > MOST_AXES:
            raise ShapeError(
                f"{option} is nested too deep at character {bracket.start() + 1}; at most "
                f"{MOST_AXES} axes are read"
            )


def _convert(value: Any, shape: tuple[int, ...], option: str, position: str) -> Any:
    if not shape:
        return _cell(value, f"{option}, cell {position}")
    if not isinstance(value, list) or len(value) != shape[0]:
        found = (
            f"a list of {len(value)}"
            if isinstance(value, list)
            else f"the single cell {_shown(value)}"
        )
        raise ShapeError(
            f"{option} is ragged: {position} is {found} where the first of its level is a list "
            f"of {shape[0]}; "
            "all lists of one level need one length"
        )
    return [
        _convert(entry, shape[1:], option, f"{position}[{index}]")
        for index, entry in enumerate(value)
    ]


def _cell(value: Any, where: str) -> Expr:
    if isinstance(value, _Literal):
        return _integer(value, where)
    if type(value) is str:
        return _Expression(value, where).read()
    raise ShapeError(f"{where}: {_shown(value)} is refused; {_ALLOWED}")


def _integer(digits: str, where: str) -> Integer:
    length = len(digits.lstrip("-"))
    if length > MOST_DIGITS:
        raise ShapeError(
            f"{where}: a number of {length:,} digits; at most {MOST_DIGITS:,} are read"
        )
    return Integer(int(digits))


def _shown(value: Any) -> str:
    """Return a refused value as it was written in JSON, cut to a readable length."""
    if isinstance(value, dict):
        return "an object {...}"
    if isinstance(value, list):
        return "a list"
    text = str(value) if isinstance(value, (_Literal, _Refused)) else json.dumps(value)
    return text if len(text) <= 40 else f"{text[:37]}..."


@dataclass(frozen=True)
class _Token:
    kind: str
    text: str
    start: int


def _tokens(text: str) -> Iterator[_Token]:
    for match in _TOKEN.finditer(text):
        kind = str(match.lastgroup)
        yield _Token(kind, match[kind], match.start(kind))


class _Expression:
    """One cell's text, read from left to right: a method for each line of the grammar; ``next`` is not yet read."""

    def __init__(self, text: str, where: str) -> None:
        if len(text) > MOST_CELL:
            raise ShapeError(f"{where}: {len(text):,} characters; a cell has at most {MOST_CELL:,}")
        self.text = text
        self.where = where
        self.tokens = _tokens(text)
        self.next = next(self.tokens)
        self.depth = 0

    def read(self) -> Expr:
        value = self.sum()
        if self.next.kind != "end":
            self.refuse("+ - or *")
        return value

    def sum(self) -> Expr:
        terms = [self.product()]
        while self.next.text in ("+", "-"):
            minus = self.take() == "-"
            terms.append(-self.product() if minus else self.product())
        return Add(*terms)

    def product(self) -> Expr:
        factors = [self.sign(), self.atom()]
        while self.next.text == "*":
            self.take()
            factors += [self.sign(), self.atom()]
        return Mul(*factors)

    def sign(self) -> Expr:
        sign = 1
        while self.next.text == "-":
            self.take()
            sign = -sign
        return Integer(sign)

    def atom(self) -> Expr:
        if self.next.kind == "integer":
            return self.number()
        if self.next.kind == "name":
            return self.name()
        if self.next.text == "(":
            return self.group()
        return self.refuse("an integer, a name or (")

    def number(self) -> Expr:
        numerator = _integer(self.take(), self.where)
        if self.next.text != "/":
            return numerator
        self.take()
        if self.next.kind != "integer":
            self.refuse("the integer q of p/q")
        denominator = _integer(self.take(), self.where)
        if denominator == 0:
            raise ShapeError(
                f"{self.where}: {_shown(self.text)} divides by 0; the q of p/q is at least 1"
            )
        return Rational(numerator, denominator)

    def name(self) -> Expr:
        name = self.take()
        if len(name) > MOST_NAME:
            raise ShapeError(
                f"{self.where}: a name of {len(name):,} characters; at most {MOST_NAME} are read"
            )
        return Symbol(name)

    def group(self) -> Expr:
        if self.depth == MOST_PARENTHESES:
            raise ShapeError(
                f"{self.where}: more than {MOST_PARENTHESES} parentheses inside one another"
            )
        self.depth += 1
        self.take()
        value = self.sum()
        if self.next.text != ")":
            self.refuse("+ - * or )")
        self.take()
        self.depth -= 1
        return value

    def take(self) -> str:
        """Step over the next token and return its text."""
        token, self.next = self.next, next(self.tokens)
        return token.text

    def refuse(self, expected: str) -> NoReturn:
        found = json.dumps(self.next.text[:MOST_NAME]) if self.next.text else "its end"
        raise ShapeError(
            f"{self.where}: {_shown(self.text)} has {found} at character {self.next.start + 1}, "
            f"where only {expected} can stand; {_ALLOWED}"
        )
