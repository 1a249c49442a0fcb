"""Arrays from the shell: what the grammar reads, and that nothing else gets through."""

import io
import json
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sympy import Add, Integer, Mul, Pow, Rational, Symbol
from thorough import examples

from symconv.cli.cells import load, read_cells, shape_of
from symconv.errors import ShapeError

a, b, x1, w12 = Symbol("a"), Symbol("b"), Symbol("x1"), Symbol("w_{1,12}")


def one(text):
    """Read one cell."""
    return read_cells(json.dumps([text]), "--input")[0]


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("12", Integer(12)),
        ("-3", Integer(-3)),
        ("1/2", Rational(1, 2)),
        (" 4 / 6 ", Rational(2, 3)),
        ("-1/2*x1", Mul(Rational(-1, 2), x1)),
        ("2*3/4", Rational(3, 2)),
        ("a", a),
        ("x_1", Symbol("x_1")),
        ("w_{1,12}", w12),
        ("w_{i,j}", Symbol("w_{i,j}")),
        ("α", Symbol("α")),
        ("beta2", Symbol("beta2")),
        ("a+b", Add(a, b)),
        ("a - b - 1", Add(a, Mul(-1, b), -1)),
        ("a-(b-1)", Add(a, Mul(-1, b), 1)),
        ("-(a + b)*x1", Mul(-1, Add(a, b), x1)),
        ("-a*-b", Mul(a, b)),
        ("--a", a),
        ("a*a*b", Mul(Pow(a, 2), b)),
        ("((a))", a),
        ("a - a", Integer(0)),
        ("\ta\n+\r1 ", Add(a, 1)),
        ("x1*w_{1,12} + 2*a*(b - 1/3)", Add(Mul(x1, w12), Mul(2, a, Add(b, Rational(-1, 3))))),
    ],
)
def test_a_cell_is_what_its_text_says(text, cell):
    assert one(text) == cell
    assert type(one(text)) is type(cell)


@pytest.mark.parametrize(
    "name", ["I", "E", "S", "pi", "N", "O", "oo", "zoo", "nan", "lambda", "None", "Symbol", "sin"]
)
def test_names_with_a_meaning_elsewhere_are_plain_symbols(name):
    assert one(name) == Symbol(name)
    assert one(name).is_commutative


def test_json_integers_are_exact_whatever_their_size():
    huge = 10**3999 + 7
    assert read_cells(f"[-0, 7, -{huge}]", "--input") == [0, 7, -Integer(huge)]


def test_axes_nest():
    rows = read_cells('[[["a", 1], [2, "b"]], [[3, 4], [5, 6]]]', "--input")
    assert rows == [[[a, 1], [2, b]], [[3, 4], [5, 6]]]
    assert shape_of(rows) == (2, 2, 2)


expressions = st.recursive(
    st.one_of(
        st.integers(-20, 20).map(lambda n: (f"({n})", Integer(n))),
        st.tuples(st.integers(0, 9), st.integers(1, 9)).map(
            lambda pq: (f"{pq[0]}/{pq[1]}", Rational(*pq))
        ),
        st.sampled_from(["a", "x1", "w_{1,12}", "E"]).map(lambda name: (name, Symbol(name))),
    ),
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(lambda p: (f"({p[0][0]} + {p[1][0]})", Add(p[0][1], p[1][1]))),
        st.tuples(inner, inner).map(
            lambda p: (f"({p[0][0]}-{p[1][0]})", Add(p[0][1], Mul(-1, p[1][1])))
        ),
        st.tuples(inner, inner).map(lambda p: (f"{p[0][0]}*{p[1][0]}", Mul(p[0][1], p[1][1]))),
        inner.map(lambda p: (f"(-{p[0]})", Mul(-1, p[1]))),
    ),
    max_leaves=12,
)


@examples(100)
@given(expressions)
def test_random_cells_mean_what_they_were_built_from(pair):
    text, expression = pair
    assert (one(text) - expression).expand() == 0


@examples(100)
@given(st.text(alphabet="ab12+-*/(){}_,. \"'\\\u202eα٣", max_size=12))
def test_any_text_is_read_or_refused_and_nothing_else(text):
    try:
        answer = one(text).is_commutative
    except ShapeError as error:
        answer = "--input, cell [0]: " in str(error)
    assert answer is True


ALLOWED = "a cell is an integer, or a string of integers, p/q, names"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", "its end at character 1"),
        ("   ", "its end at character 4"),
        ("a +", "its end at character 4"),
        ("*a", '"*" at character 1'),
        ("+a", '"+" at character 1'),
        ("a++b", '"+" at character 3'),
        ("a b", '"b" at character 3'),
        ("2a", '"a" at character 2'),
        ("1.5", '"." at character 2'),
        ("1e5", '"e5" at character 2'),
        ("a**2", '"*" at character 3'),
        ("a^2", '"^" at character 2'),
        ("a/2", '"/" at character 2'),
        ("(a)/2", '"/" at character 4'),
        ("1/a", '"a" at character 3'),
        ("1/-2", '"-" at character 3'),
        ("1/2/3", '"/" at character 4'),
        ("(a", "its end at character 3"),
        ("a)", '")" at character 2'),
        ("()", '")" at character 2'),
        ("sin(x)", '"(" at character 4'),
        ("x.y", '"." at character 2'),
        ("x[0]", '"[" at character 2'),
        ("__import__", '"_" at character 1'),
        ("_", '"_" at character 1'),
        ("x_", '"_" at character 2'),
        ("x__1", '"_" at character 2'),
        ("x_{1", '"_" at character 2'),
        ("x_{}", '"_" at character 2'),
        ("x_1_{2}", '"_" at character 4'),
        ("x;y", '";" at character 2'),
        ("a\x00", r'"\u0000" at character 2'),
        ("\u0430", r'"\u0430" at character 1'),
        ("a\u00a0+ b", r'"\u00a0" at character 2'),
        ("\u0663", r'"\u0663" at character 1'),
        ("x\u2082", r'"\u2082" at character 2'),
        ("\u2212a", r'"\u2212" at character 1'),
        ("a\u202e", r'"\u202e" at character 2'),
        ("\ud800", r'"\ud800" at character 1'),
        ("a:d", '":" at character 2'),
        ("1_000", '"_" at character 2'),
        ("0x10", '"x10" at character 2'),
    ],
)
def test_what_is_not_in_the_grammar_is_refused_where_it_stands(text, found):
    with pytest.raises(ShapeError) as caught:
        one(text)
    message = str(caught.value)
    assert message.startswith("--input, cell [0]: ")
    assert f"has {found}," in message
    assert ALLOWED in message
    assert message.isascii()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[1, 2.5]", "--input, cell [1]: 2.5 is refused; a cell is an integer"),
        ("[1E2]", "--input, cell [0]: 1E2 is refused"),
        ("[[1, 2], [3, NaN]]", "--input, cell [1][1]: NaN is refused"),
        ("[-Infinity]", "--input, cell [0]: -Infinity is refused"),
        ("[true]", "--input, cell [0]: true is refused"),
        ("[null]", "--input, cell [0]: null is refused"),
        ('[{"a": 1}]', "--input, cell [0]: an object {...} is refused"),
        ("[1, [2]]", "--input, cell [1]: a list is refused"),
        ('["1/0"]', '--input, cell [0]: "1/0" divides by 0; the q of p/q is at least 1'),
        (
            "[[1], 2]",
            "--input is ragged: [1] is the single cell 2 where the first of its level is a list of 1",
        ),
        (
            "[[1, 2], [3]]",
            "--input is ragged: [1] is a list of 1 where the first of its level is a list of 2",
        ),
        ("[[[1], [2]], [[3], [4, 5]]]", "--input is ragged: [1][1] is a list of 2"),
        ("[]", "--input holds an empty list; every axis needs at least one cell"),
        ("[[], []]", "--input holds an empty list"),
        ("3", "--input is not a list; give an array"),
        ('"x1"', "--input is not a list"),
        ("{}", "--input is not a list"),
        (
            "",
            "--input is not JSON at line 1, column 1: Expecting value; give lists of cells, names in double quotes",
        ),
        ("[x1, x2]", "--input is not JSON at line 1, column 2"),
        ("[1, 2", "--input is not JSON at line 1, column 6"),
        ("[1, 2]]", "--input is not JSON at line 1, column 7: Extra data"),
        ("[1,\n2,]", "--input is not JSON at line 2, column"),
        ("['a']", "--input is not JSON at line 1, column 2"),
        ('["a', "--input is not JSON at line 1, column 2: Unterminated string"),
        ("[01]", "--input is not JSON at line 1, column 3"),
    ],
)
def test_what_is_not_a_full_array_of_cells_is_refused(text, message):
    with pytest.raises(ShapeError) as caught:
        read_cells(text, "--input")
    assert str(caught.value).startswith(message)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "[" * 100_000 + "]" * 100_000,
            "--input is nested too deep at character 17; at most 16 axes are read",
        ),
        ("[" * 5_000_000, "--input is nested too deep at character 17"),
        ('{"a":' * 100_000, "--input is nested too deep at character 81"),
        (
            '["' + "(" * 10_000 + '"]',
            "--input, cell [0]: more than 50 parentheses inside one another",
        ),
        ('["' + "(" * 51 + "a" + ")" * 51 + '"]', "--input, cell [0]: more than 50 parentheses"),
        (f"[{'9' * 4001}]", "--input, cell [0]: a number of 4,001 digits; at most 4,000 are read"),
        (f"[{'9' * 100_000}]", "--input, cell [0]: a number of 100,000 digits"),
        (f'["a*{"9" * 4001}"]', "--input, cell [0]: a number of 4,001 digits"),
        (f'["1/{"9" * 4001}"]', "--input, cell [0]: a number of 4,001 digits"),
        (f'["{"a" * 101}"]', "--input, cell [0]: a name of 101 characters; at most 100 are read"),
        (
            f'["{"a" * 100_001}"]',
            "--input, cell [0]: 100,001 characters; a cell has at most 100,000",
        ),
        (" " * 10_000_001, "--input has 10,000,001 characters; at most 10,000,000 are read"),
        ('"' + '\\"' * 1_000_000, "--input is not JSON at line 1, column 1: Unterminated string"),
        (f'["{"-" * 99_999}"]', "--input, cell [0]: "),
        (f'["w_{{{"1," * 40_000}"]', "--input, cell [0]: "),
    ],
)
def test_hostile_text_meets_a_limit_and_no_crash(text, message):
    with pytest.raises(ShapeError) as caught:
        read_cells(text, "--input")
    assert str(caught.value).startswith(message)
    assert len(str(caught.value)) < 400


def test_brackets_inside_strings_are_not_nesting():
    with pytest.raises(ShapeError, match=r'has "\[" at character 1'):
        read_cells('["' + "[" * 20 + '"]', "--input")


LONG = ["a" + "+a" * 30_000, "a" + "*a" * 30_000, "-" * 50_000 + "a", "(" * 50 + "a" + ")" * 50]


@pytest.mark.parametrize("text", LONG)
def test_long_cells_within_the_limits_are_read(text):
    assert one(text).free_symbols == {a}


def test_a_file_is_read_with_or_without_a_byte_order_mark(tmp_path):
    (tmp_path / "x.json").write_bytes('["α"]'.encode("utf-8-sig"))
    assert load(f"@{tmp_path}/x.json", "--input") == '["α"]'


def test_standard_input_is_read_for_a_dash(monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"[1]")))
    assert load("-", "--input") == "[1]"


def test_text_stands_for_itself():
    assert load("[1]", "--input") == "[1]"


def test_a_file_in_another_encoding_is_refused(tmp_path):
    (tmp_path / "x.json").write_bytes(b'["a\xff"]')
    with pytest.raises(ShapeError, match=r"is not UTF-8 text: byte 3 cannot be read"):
        load(f"@{tmp_path}/x.json", "--input")


def test_an_endless_file_is_not_read_to_its_end():
    with pytest.raises(ShapeError, match="--input @/dev/zero holds more than 10,000,000 bytes"):
        load("@/dev/zero", "--input")


def test_a_missing_file_is_an_oserror():
    with pytest.raises(FileNotFoundError):
        load("@missing.json", "--input")
