"""The tree of errors, their texts, and that nothing else comes out of the public face, whatever is put in."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from sympy import (
    Array,
    Eq,
    Float,
    I,
    Lambda,
    Matrix,
    MatrixSymbol,
    Rational,
    S,
    Symbol,
    Tuple,
    oo,
    pi,
    sin,
    zoo,
)

from symconv import (
    AtMost,
    Conv,
    ConvTranspose,
    Divides,
    Equal,
    crop,
    errors,
    flip,
    inner,
    ones,
    sizes,
    stretch,
    subsample,
    tensor,
    total,
)
from symconv.errors import (
    GeometryError,
    ProofError,
    Refuted,
    ShapeError,
    SolversDisagree,
    SymconvError,
    ToolFailed,
    ToolMissing,
    Undecided,
    UnsupportedError,
    shown,
)

BASES = {
    GeometryError: (SymconvError, ValueError),
    ShapeError: (SymconvError, ValueError),
    UnsupportedError: (SymconvError, NotImplementedError),
    errors.Impossible: (SymconvError,),
    ToolMissing: (SymconvError,),
    ToolFailed: (SymconvError,),
    errors.StepFailed: (SymconvError,),
    ProofError: (SymconvError,),
    Refuted: (ProofError,),
    Undecided: (ProofError,),
    errors.OverBudget: (ProofError,),
    SolversDisagree: (ProofError,),
}


def test_the_tree_is_whole():
    found = [e for e in vars(errors).values() if isinstance(e, type) and issubclass(e, Exception)]
    assert set(found) == {SymconvError, *BASES}


@pytest.mark.parametrize("error", BASES, ids=lambda e: e.__name__)
def test_every_error_is_also_what_python_calls_it(error):
    assert error.__bases__ == BASES[error]


def test_a_missing_tool_says_how_to_install_it():
    error = ToolMissing("pdflatex", "apt install texlive")
    assert (error.tool, error.install) == ("pdflatex", "apt install texlive")
    assert str(error) == "pdflatex was not found; install it: apt install texlive"


def test_a_failed_tool_says_what_it_said():
    error = ToolFailed("pdflatex", "! Undefined control sequence.")
    assert (error.tool, error.output) == ("pdflatex", "! Undefined control sequence.")
    assert str(error) == "pdflatex failed: ! Undefined control sequence."


def test_an_undecided_claim_carries_its_query():
    error = Undecided("no partner for a sum", "(check-sat)")
    assert (error.reason, error.query, str(error)) == (
        "no partner for a sum",
        "(check-sat)",
        "no partner for a sum",
    )
    assert Undecided("too hard").query == ""


def test_a_refuted_claim_carries_its_counterexample():
    I_ = sizes("I")
    error = Refuted("at I=1: 2 is not 3", {I_: 1}, (0,), 2, 3)
    assert (error.counterexample, error.cell, error.left, error.right) == ({I_: 1}, (0,), 2, 3)
    assert str(error) == "at I=1: 2 is not 3"


def test_solvers_that_disagree_leave_their_queries():
    error = SolversDisagree({"z3": "sat", "cvc5": "unsat"}, Path("queries"))
    assert (error.answers, error.folder) == ({"z3": "sat", "cvc5": "unsat"}, Path("queries"))
    assert (
        str(error)
        == "the solvers disagree, {'z3': 'sat', 'cvc5': 'unsat'}; both queries are saved in queries"
    )


class Unprintable:
    def __repr__(self):
        raise RuntimeError("no text")


def nested(depth):
    value = 1
    for _ in range(depth):
        value = [value]
    return value


def test_values_in_messages_are_cut_short():
    assert shown((2, "a", None, 1.5)) == "(2, 'a', None, 1.5)"
    assert shown(nested(5000)) == "[[[[[[[...]]]]]]]"
    assert shown(list(range(1000))).endswith("18, 19, ...]")
    assert len(shown("a" * 10_000)) == len(shown(np.zeros(900))) == 200
    assert shown(Unprintable()).startswith("<Unprintable instance")
    assert shown(10**5000) == "<int of too many digits>"


def itself():
    endless = [1]
    endless[0] = endless
    return endless


def itself_second():
    endless = [1]
    endless.append(endless)
    return endless


def deep_expression():
    letter, value = sizes("I"), 1
    for _ in range(400):
        value = letter * (value + letter)
    return value


# What is no size, no array, no cell, no name and no claim, of every kind that comes to mind.
JUNK = {
    "None": None,
    "True": True,
    "float": 1.5,
    "whole float": 2.0,
    "nan": float("nan"),
    "infinity": float("inf"),
    "complex": 1j,
    "fraction": Fraction(1, 2),
    "decimal": Decimal(2),
    "empty string": "",
    "digit": "3",
    "bytes": b"ab",
    "set": {1, 2},
    "dict": {1: 2},
    "empty list": [],
    "list of empty lists": [[], []],
    "booleans": [True, False],
    "strings": ["a", "b"],
    "floats": [1.0, 2.0],
    "None in a list": [None, 1],
    "complex in a list": [1j, 1],
    "decimals": [Decimal(1), 2],
    "ragged": [[1], 2],
    "ragged the other way": [1, [2]],
    "ragged rows": [[1, 2], [3]],
    "deep": nested(5000),
    "in itself": itself(),
    "in itself later": itself_second(),
    "range": range(2),
    "function": len,
    "class": int,
    "object": object(),
    "unprintable": Unprintable(),
    "arrays in a list": [np.array([1]), np.array([2])],
    "matrix in a list": [Matrix([[1]]), 1],
    "Array in a list": [Array([1]), 1],
    "NumPy boolean": np.bool_(True),
    "NumPy booleans": np.array([True, False]),
    "NumPy strings": np.array(["a", "b"]),
    "NumPy of None": np.array([None, 1], dtype=object),
    "NumPy of floats": np.array([1.5, 1], dtype=object),
    "NumPy of lists": np.array([[1], None], dtype=object),
    "NumPy nan": np.array([np.nan, 1]),
    "NumPy infinity": [np.float64("inf"), 1],
    "NumPy, no axis": np.array(3),
    "NumPy, no cell": np.zeros((0, 2)),
    "NumPy dates": np.array(["2020-01-01"], dtype="M8[D]"),
    "NumPy time span": np.timedelta64(2),
    "NumPy time spans": [np.timedelta64(2), 1],
    "NumPy masked": np.ma.array([1, 2], mask=[0, 1]),
    "NumPy records": np.zeros(2, dtype=[("a", int)]),
    "SymPy nan": [S.NaN, 1],
    "SymPy infinity": [oo, zoo],
    "SymPy true": S.true,
    "SymPy relation": Eq(Symbol("a"), 1),
    "SymPy relations": [Eq(Symbol("a"), 1), 1],
    "SymPy Float": Float(2),
    "SymPy half": Rational(1, 2),
    "SymPy pi": pi,
    "SymPy I": I,
    "SymPy function": sin(Symbol("a")),
    "SymPy lambda": Lambda(Symbol("a"), 1),
    "SymPy Tuple": Tuple(Symbol("a"), 2),
    "SymPy Array, no axis": Array(3),
    "SymPy Array, no cell": Array([]),
    "SymPy Array of booleans": Array([True, False]),
    "SymPy MatrixSymbol": MatrixSymbol("A", 2, 2),
    "symbol": Symbol("I"),
    "huge": 10**5000,
    "huge negative": -(10**5000),
    "huge letters": sizes("I") ** 2 * 10**5000,
    "tensor over letters": tensor("y", sizes("n")),
    "scalar over letters": total(tensor("y", sizes("n"))),
    "layer": Conv(2),
}

n = sizes("n")
x, w = tensor("x", 3), tensor("w", 2)
over_letters = tensor("x", n)
up, down = ConvTranspose(2), Conv(2)

USES = {
    "x": lambda v: up(v, w),
    "w": lambda v: up(x, v),
    "w of a channel": lambda v: ConvTranspose(2, channels=(1, 1))(tensor("x", (1, 3)), v),
    "x by a method": lambda v: up(v, w, method="gather"),
    "x over letters": lambda v: ConvTranspose(2, stride=n)(v, w),
    "method": lambda v: v if v is None else up(x, w, method=v),
    "output_size": up.output_size,
    "output_size of Conv": down.output_size,
    "plan": up.plan,
    "matrix, w": lambda v: up.matrix(v, 3),
    "matrix, size": lambda v: up.matrix(w, v),
    "matrix @": lambda v: up.matrix(w, n) @ v,
    "adjoint": down.adjoint,
    "kernel_size": ConvTranspose,
    "stride": lambda v: ConvTranspose(2, stride=v),
    "padding": lambda v: ConvTranspose(2, padding=v),
    "padding pair": lambda v: ConvTranspose(2, padding=[(0, v)]),
    "output_padding": lambda v: ConvTranspose(2, output_padding=v),
    "dilation": lambda v: Conv(2, dilation=v),
    "groups": lambda v: Conv(2, channels=(2, 2), groups=v),
    "channels": lambda v: Conv(2, channels=v),
    "one channel count": lambda v: Conv(2, channels=(v, n)),
    "tensor, name": lambda v: tensor(v, 2),
    "tensor, shape": lambda v: tensor("x", v),
    "ones": lambda v: ones((1, v)),
    "sizes": sizes,
    "minimum": lambda v: sizes("p", minimum=v),
    "at": over_letters.at,
    "at, number": lambda v: over_letters.at(n=v),
    "scalar at": lambda v: total(over_letters).at(v),
    "flip": flip,
    "stretch": lambda v: stretch(x, v),
    "stretch letters": lambda v: stretch(over_letters, v),
    "subsample": lambda v: subsample(x, v),
    "offset": lambda v: subsample(x, 1, v),
    "crop, begin": lambda v: crop(x, v, 0),
    "crop, end": lambda v: crop(over_letters, 0, v),
    "inner": lambda v: inner(x, v),
    "inner letters": lambda v: inner(over_letters, v),
    "total": total,
    "+": lambda v: over_letters + v,
    "-": lambda v: over_letters - v,
    "*": lambda v: over_letters * v,
    "scalar +": lambda v: total(over_letters) + v,
    "scalar *": lambda v: total(over_letters) * v,
    "Equal": lambda v: Equal(v, x),
    "Equal to itself": lambda v: Equal(v, v),
    "Equal, statement": lambda v: Equal(v, n).statement(),
    "Equal, at": lambda v: Equal(n, 2).at(v),
    "AtMost": lambda v: AtMost(v, n),
    "AtMost, right": lambda v: AtMost(n, v).at(n=2),
    "Divides": lambda v: Divides(v, n),
    "Divides, number": lambda v: Divides(2, v),
}


def escape(use, value):
    """Return what came out that should not have come out; nothing where a result or one of our errors did."""
    try:
        use(value)
    except SymconvError as error:
        return (
            "an empty message"
            if not str(error)
            else "a huge message"
            if len(str(error)) > 2000
            else None
        )
    except Exception as error:
        return repr(error)[:200]
    return None


@pytest.mark.parametrize("use", USES)
def test_no_other_error_gets_out(use):
    escapes = {name: escape(USES[use], value) for name, value in JUNK.items()}
    assert {name: what for name, what in escapes.items() if what} == {}


def test_an_escape_would_be_noticed():
    assert escape(lambda v: v + 1, None).startswith("TypeError")
    assert escape(lambda v: v + 1, 1) is None


# What is no size may well be a cell.
CELLS_ONLY = {
    "fraction",
    "SymPy Float",
    "SymPy half",
    "SymPy pi",
    "SymPy I",
    "SymPy function",
    "symbol",
}
PARAMETERS = (
    "kernel_size",
    "stride",
    "padding",
    "output_padding",
    "dilation",
    "output_size",
    "adjoint",
    "AtMost",
)
ARRAYS = ("x", "w", "x by a method", "flip", "total", "matrix, w")


@pytest.mark.parametrize("use", PARAMETERS)
def test_no_junk_is_a_parameter(use):
    for value in (*JUNK.values(), deep_expression()):
        with pytest.raises(GeometryError):
            USES[use](value)


@pytest.mark.parametrize("use", ARRAYS)
def test_no_junk_is_an_array(use):
    for name, value in JUNK.items():
        if name != "tensor over letters":
            with pytest.raises(ShapeError):
                USES[use](value)


@pytest.mark.parametrize("name", JUNK)
def test_no_junk_is_a_cell_unless_sympy_adds_and_multiplies_it(name):
    if name in CELLS_ONLY or name in ("huge", "huge negative", "huge letters"):
        assert flip([JUNK[name], 1]) == [1, JUNK[name]]
    else:
        with pytest.raises(ShapeError):
            flip([JUNK[name], 1])


@pytest.mark.parametrize("layer", [ConvTranspose, Conv])
def test_unknown_keywords_are_a_type_error(layer):
    with pytest.raises(TypeError, match="has no strides=; write stride="):
        layer(3, strides=2)
    with pytest.raises(TypeError, match="unexpected keyword argument 'paddings'"):
        layer(3, paddings=2)
    with pytest.raises(TypeError, match="unexpected keyword argument 'methods'"):
        layer(2)(x, w, methods="matrix")


def test_conv_has_no_output_padding():
    with pytest.raises(TypeError, match="unexpected keyword argument 'output_padding'"):
        Conv(3, stride=2, output_padding=1)


def test_layers_take_exactly_an_input_and_a_kernel():
    with pytest.raises(TypeError, match="missing 1 required positional argument: 'w'"):
        up(x)
    with pytest.raises(TypeError, match="missing 1 required positional argument: 'kernel_size'"):
        Conv()
