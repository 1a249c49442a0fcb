"""Operations of one's own: computed, stated, proved, printed, derived, written into certificates, and refused."""

from __future__ import annotations

import json
from itertools import product
from operator import eq, ge, gt, le, lt

import numpy as np
import pytest
from sympy import Array
from thorough import full_check

from symconv import (
    ConvTranspose,
    Equal,
    Iff,
    crop,
    flip,
    inner,
    latex,
    ones,
    operation,
    prove,
    repeat,
    sizes,
    subsample,
    tensor,
    total,
)
from symconv.definitions import reading
from symconv.definitions.reading import DIVIDING
from symconv.errors import GeometryError, ProofError, Refuted, ShapeError
from symconv.language.words import array, collect, divide, floor, inside, split, sum_, when
from symconv.operations import Operation
from symconv.proof import claim_reader
from symconv.proof.certificates.certificate import checksum, to_text
from symconv.proof.claim_reader import Declared, check_in_words, read_claim

n, m, s, a, b = sizes("n m s a b")
p = sizes("p", minimum=0)
x, y = tensor("x", n), tensor("y", n)


@operation(demands=["s >= 1"])
def again(x, s):
    """Write every cell again."""
    return array(s * x.shape, lambda j: split(j, s, lambda i, r: x[i]))


@operation(demands=["up >= 1", "down >= 1"])
def resize(x, up, down):
    """Take the nearest cell."""
    return array(floor(up * x.shape, down), lambda o: split(down * o, up, lambda i, r: x[i]))


@operation
def triangle(s):
    """Weight `t` by how many pairs of ``0 <= u, v < s`` it is the sum of."""

    def tap(t):
        return sum_(s, lambda u: when(inside(t - u, s), 1))

    return array(2 * s - 1, tap)


@operation
def dot(x, y):
    return sum_(x.shape, lambda i: x[i] * y[i])


@operation(demands=["0 <= begin", "begin < x.shape"])
def spread(x, s, begin=0):
    n = x.shape
    return collect(s * n, (n,), lambda i: s * i + begin, lambda i: x[i])


@operation(demands=("x.shape % s == 0",))
def first_cells(x, s):
    return array(floor(x.shape, s), lambda o: x[s * o])


@operation
def wrong_divisor(x):
    return array(x.shape, lambda o: divide(o, x.shape - 1, lambda i: x[i]))


ALL = [again, resize, triangle, dot, spread, first_cells]
CLAIMS = [
    Equal(again(x, s), repeat(x, s)),
    Equal(resize(x, a, 1), repeat(x, a)),
    Equal(triangle(s), ConvTranspose(s)(ones(s), ones(s))),
    Equal(dot(flip(x), flip(y)), inner(x, y)),
    Equal(subsample(spread(x, s), s), x),
    Equal(first_cells(tensor("v", s * n), s), subsample(tensor("v", s * n), s)),
]


def test_they_compute_what_loops_compute():
    cells = [3, 1, 4, 1, 5]
    assert again(cells, 2) == [cells[j // 2] for j in range(10)]
    assert resize(cells, 3, 2) == [cells[2 * o // 3] for o in range(7)]
    assert triangle(3) == Array([1, 2, 3, 2, 1])
    assert triangle((2, 1)) == Array([[1], [2], [1]])
    assert dot(cells, cells[::-1]) == sum(u * v for u, v in zip(cells, cells[::-1], strict=True))
    assert spread(cells[:2], 3, begin=1) == [0, 3, 0, 0, 1, 0]
    square = np.arange(12).reshape(3, 4)
    assert np.array_equal(again(square, (1, 2)), np.repeat(square, 2, axis=1))
    assert np.array_equal(again(square, 2, axes=-1), np.repeat(square, 2, axis=1))
    assert isinstance(again(tensor("x", 2), 2), Array)


def test_letters_put_to_numbers_give_what_numbers_give():
    known = tensor("x", 5)
    assert again(x, s).at(n=5, s=3) == again(known, 3)
    assert resize(x, a, b).at(n=5, a=2, b=3) == resize(known, 2, 3)
    assert triangle(s).at(s=4) == triangle(4)
    assert spread(x, s, 1).at(n=5, s=2) == spread(known, 2, 1)
    assert total(resize(x, a, b)).at(n=5, a=4, b=3) == total(resize(known, 4, 3))


@pytest.mark.parametrize("claim", CLAIMS, ids=repr)
def test_they_are_proved_printed_derived_and_certified(claim):
    theorem = prove(claim)
    (name,) = (own.__name__ for own in ALL if f"{own.__name__}(" in repr(claim.left))
    assert f"{name}(" in theorem.text("statement")
    shown = name.replace("_", r"\_")
    assert rf"\operatorname{{{shown}}}" in theorem.latex(part="all")
    assert any(f"definition of {shown}" in line.reason for line in theorem.derivation().lines)
    text = to_text(theorem)
    own = json.loads(text)["operations"]
    assert all(text.startswith("@operation") for text in own)
    again_proved = check_in_words(text)
    assert str(again_proved) == str(theorem)
    declared = Declared("n s a b", "x:n y:n v:(s*n)", tuple(own))
    assert repr(read_claim(repr(claim), declared)) == repr(claim)


def test_wrong_ones_are_refuted():
    with pytest.raises(Refuted) as caught:
        prove(Equal(resize(x, a, b), resize(x, b, a)))
    assert caught.value.counterexample
    with pytest.raises(Refuted):
        prove(Equal(again(x, s), spread(x, s)))


def test_a_certificate_that_defines_something_else_is_rejected():
    data = json.loads(to_text(prove(CLAIMS[0])))
    for text in (
        data["operations"][0].replace("x[i]", "2*x[i]"),
        data["operations"][0].replace("x[i]", "x[r]"),
        "def again(x, s): return __import__('os').getcwd()",
        "def again(x, s): return x.__class__",
        "def other(x, s): return array(x.shape, lambda i: x[i])",
        "def again(x, s): return (lambda g: g(g))(lambda g: g(g))",
        "def again(x, s): return array(x.shape, lambda i: x[i]**9)",
        "",
    ):
        changed = {**data, "operations": [text]}
        changed["sha256"] = checksum(changed)
        with pytest.raises(ProofError):
            check_in_words(json.dumps(changed))
    without = {key: part for key, part in data.items() if key != "operations"}
    without["sha256"] = checksum(without)
    with pytest.raises(ProofError, match="again is no layer, operation or claim"):
        check_in_words(json.dumps(without))


@pytest.mark.parametrize("own", ALL, ids=lambda own: own.__name__)
def test_the_text_is_the_operation(own):
    assert operation(own.text).text == own.text == repr(own)
    assert latex(own)
    assert isinstance(own, Operation)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("def f(x): return open('a')", "open is no parameter, no index and no word"),
        ("def f(x): return x.cells", "only names, integers"),
        ("def f(x): return array(x.shape, lambda i: x[i] / 2)", "only names, integers"),
        ("def f(x): return array(x.shape, lambda i: x[i] if 1 else 0)", "only names, integers"),
        ("def f(x):\n    while x: pass\n    return x", "line 2: only name = ..., def and return"),
        ("def f(x):\n    import os\n    return x", "line 2: only name = ..., def and return"),
        ("def f(x): pass", "only name = ..., def and return"),
        ("def f(s, x): return array(s, lambda i: x[i])", "tensors stand before sizes"),
        ("def f(*x): return 1", "parameters are names"),
        ("def f(x, s=1.5): return array(s, lambda i: x[i])", "a default is an integer"),
        ("def f(x: int): return array(x.shape, lambda i: x[i])", "a Tensor or a Vec"),
        ("def f(x): return array(x.shape, lambda split: x[split])", "split is a word"),
        ("def f(x): return array(x.shape, lambda i: split(i, i, lambda q, r: x[q]))", "is a size"),
        ("import os", "a definition is one function"),
        ("def f(x) return x", "line 1: this is no Python"),
        ("def f(x):\n    return x x", "line 2: this is no Python"),
        ("def f(when): return sum_(when, lambda i: 1)", "when is a word"),
        ("def f(x): return array(x.shape, lambda i: x[i] + True)", "only names, integers"),
        ("def f(x): return split(x.shape)", "what is divided by is a size, the second argument"),
        ("def f(x): return array(x.shape, lambda i: 'a')", "only names, integers"),
        ("def f(x): return " + "x + " * 2000 + "x", "at most 5,000 are read"),
    ],
)
def test_what_no_definition_says_is_refused(text, reason):
    with pytest.raises(GeometryError) as caught:
        operation(text)
    assert reason in str(caught.value)


@pytest.mark.parametrize(
    "inside",
    [
        "import os",
        "return i.__class__",
        "return open(i)",
        "return eval('1')",
        "return unknown(i)",
        "while i: pass\n        return i",
        "c = array.__globals__\n        return c",
        "def deeper(j):\n            return j.__class__\n        return deeper(i)",
    ],
)
def test_a_rule_inside_says_no_more_than_the_definition(inside):
    text = f"def f(x):\n    def rule(i):\n        {inside}\n    return array(x.shape, rule)"
    with pytest.raises(GeometryError):
        operation(text)


@pytest.mark.parametrize("given", ["*i", "**i", "i=1", "*, i", "i, /", "i, *j", "i, j=1"])
def test_the_parameters_of_a_rule_are_names(given):
    text = (
        f"def f(x):\n    def rule({given}):\n        return x[i]\n    return array(x.shape, rule)"
    )
    with pytest.raises(GeometryError, match="the parameters of a rule are names"):
        operation(text)
    with pytest.raises(GeometryError, match="the parameters of a rule are names"):
        operation(f"def f(x): return array(x.shape, lambda {given}: x[i])")


@pytest.mark.parametrize(
    ("use", "error", "text"),
    [
        (
            lambda: again([1, 2], 0),
            GeometryError,
            "again: x has shape (2,), s is 0, but s >= 1 is needed; use other sizes",
        ),
        (
            lambda: spread([1, 2], 2, 2),
            GeometryError,
            "spread: x has shape (2,), s is 2, begin is 2, but begin < x.shape is needed; use other sizes",
        ),
        (
            lambda: first_cells([1, 2, 3], 2),
            GeometryError,
            "first_cells: x has shape (3,), s is 2, but x.shape % s == 0 is needed; use other sizes",
        ),
        (
            lambda: wrong_divisor([1]),
            GeometryError,
            "wrong_divisor: x has shape (1,), but x.shape - 1 >= 1 is needed; use other sizes",
        ),
        (
            lambda: resize([1], 1, 2),
            GeometryError,
            "resize: the size of the result is 0, but the size of the result >= 1 is needed; use 1 or more",
        ),
        (
            lambda: again([1, 2], (1, 2)),
            GeometryError,
            "again: s is (1, 2): 2 entries, but one value is needed",
        ),
        (
            lambda: operation("def f(x): return array(x.shape, lambda i: x[i + x])")([1]),
            ShapeError,
            "f: the definition cannot be run: unsupported operand type(s) for +: 'int' and 'Tensor'",
        ),
        (
            lambda: operation("def f(x): return x[x.shape]", demands=["x.shape"]),
            GeometryError,
            "the demand 'x.shape': a comparison of sizes is needed, as 's >= 1', '0 <= a < s' or 'x.shape % s == 0'",
        ),
        (
            lambda: operation(len),
            GeometryError,
            "operation: the text of len cannot be had here; give it as text, operation('''def len(...): ...''')",
        ),
    ],
)
def test_messages(use, error, text):
    with pytest.raises(error) as caught:
        use()
    assert str(caught.value) == text


def test_demands_are_hypotheses():
    theorem = prove(Equal(crop(resize(x, 1, p), 0, 0), resize(x, 1, p)))
    assert any("p" in str(one) for one in theorem.hypotheses)


@pytest.mark.parametrize("name", ["again", "flip", "x", "n"])
def test_one_name_does_not_stand_for_two_things(name):
    """A sentence of two operations, or of one and a tensor, would say what is false of what its words are elsewhere."""
    other = operation(f"def {name}(v, s): return array(s*v.shape, lambda j: 2*v[j])")
    claim = Equal(total(again(flip(x), s)) + total(other(x, s)), 3 * total(x))
    with pytest.raises(GeometryError, match=f"of one claim are called {name};"):
        prove(claim)


@pytest.mark.parametrize(
    "name", sorted({*claim_reader.CLAIMS, *claim_reader.LAYERS, *claim_reader.SIZES})
)
def test_no_operation_is_called_like_a_word_of_claims(name):
    with pytest.raises(GeometryError, match="is a word of claims"):
        operation(f"def {name}(y): return y[y.shape]")


@full_check
def test_operations_inside_layers_and_shapes_are_certified():
    wide = again(x, s).shape[0]
    w, z = tensor("w", wide), tensor("z", wide + 1)
    up = ConvTranspose(wide)
    for claim in (
        Equal(total(up(z, w)), total(z) * total(w)),
        Equal(up.output_size(p + 1), wide + p),
        Iff(Equal(wide, n), Equal(s, 1)),
        Equal(total(ones(wide)), s * n),
    ):
        assert check_in_words(to_text(prove(claim))).claim is not None


@pytest.mark.parametrize("sign", [("<", lt), ("<=", le), (">", gt), (">=", ge), ("==", eq)])
def test_a_demand_is_the_comparison_of_python(sign):
    text, compare = sign
    body = "def f(x, s): return array(x.shape, lambda i: s*x[i])"
    demands = [f"s {text} 3", f"x.shape {text} s", f"1 {text} s - 1", f"x.shape % s {text} 1"]
    for number, demand in enumerate(demands):
        own = operation(body, demands=[demand])
        for shape, s in product([(1,), (2,), (3,), (2, 3)], range(1, 6)):
            sides = [[(s, 3)], [(n, s) for n in shape], [(1, s - 1)], [(n % s, 1) for n in shape]]
            if all(compare(*pair) for pair in sides[number]):
                assert own(np.ones(shape, int), s).shape == shape
            else:
                with pytest.raises(GeometryError, match="is needed"):
                    own(np.ones(shape, int), s)


def test_a_part_that_is_run_is_one_step(monkeypatch):
    """Each cell is counted by itself; the parts are those of the tree: names, numbers, operators, calls, reads."""
    in_the_cell = operation("def f(x): return array(x.shape, lambda i: 2*x[i] + x[i])")
    before = operation(
        "def f(x):\n    n = x.shape + 0 + 0 + 0\n    return array(n, lambda i: x[i])"
    )
    for own, steps in ((in_the_cell, 9), (before, 12)):
        monkeypatch.setattr(reading, "MOST_STEPS", steps)
        own([1, 2, 3])
        monkeypatch.setattr(reading, "MOST_STEPS", steps - 1)
        with pytest.raises(GeometryError, match="steps"):
            own([1, 2, 3])


def test_the_limits_of_a_definition_are_where_they_are_said_to_be():
    text = "def f(x): return array(x.shape, lambda i: x[i])"
    assert operation(text + " " * (5_000 - len(text)))([7]) == [7]
    with pytest.raises(GeometryError, match="5,001 characters, at most 5,000 are read"):
        operation(text + " " * (5_001 - len(text)))
    for bits in (1_000, 1_001):
        own = operation(f"def f(x): return array(x.shape, lambda i: {2 ** (bits - 1)} * x[i])")
        if bits == 1_000:
            assert own([1]) == [2**999]
        else:
            with pytest.raises(GeometryError, match="more than 1000 binary digits"):
                own([1])


def test_what_divides_is_demanded_however_it_is_called():
    """A divisor that is not seen would be one that may be negative, where sums over letters are empty and numbers are not."""
    aliases = [
        "g = split\n    return array(x.shape, lambda j: g(j, s, lambda m, r: x[m]))",
        "h = lambda f: array(x.shape, lambda j: f(j, s, lambda m, r: x[m]))\n    return h(split)",
        "return array(x.shape, lambda j: [split][0](j, s, lambda m, r: x[m]))",
    ]
    for body in aliases:
        with pytest.raises(GeometryError):
            operation(f"def f(x, s):\n    {body}")
    for word in DIVIDING:
        with pytest.raises(GeometryError, match=f"{word} divides, so it can only be called"):
            operation(f"def f(x):\n    g = {word}\n    return x[x.shape]")


def test_a_name_has_one_value_so_the_text_means_what_python_means():
    rules = ["def g(i):\n        return x[i + c]", "g = lambda i: x[i + c]"]
    for rule in rules:
        text = f"def f(x, c):\n    {rule}\n    {{}} = c + 1\n    return array(x.shape, g)"
        with pytest.raises(GeometryError, match="c has a value already"):
            operation(text.format("c"))
        assert operation(text.format("d"))([1, 2, 3], 1) == [2, 3, 0]


def test_demands_in_a_text_are_read_in_every_form():
    body = "def f(x, s): return array(x.shape, lambda i: x[i + s])"
    for given in ("'s >= 1'", "['s >= 1']", "('s >= 1',)"):
        assert operation(f"@operation(demands={given})\n{body}").definition.demands == ("s >= 1",)
    for given in ("['s >= 1'] + []", "[named]", "[3]", "'s' + ' >= 1'"):
        with pytest.raises(GeometryError, match="demands are a list of texts"):
            operation(f"@operation(demands={given})\n{body}")
    for demand in ("t >= 1", "s", "s >= 1 != 2", "s is 1", "s >= 1.5", "s +"):
        with pytest.raises(GeometryError):
            operation(body, demands=[demand])


def test_a_list_of_demands_that_has_a_name_is_given_beside_the_text():
    named = operation("@operation(demands=named)\ndef f(x, s): return array(x.shape, lambda i: s)")
    assert named.definition.demands == ()


def test_what_is_asked_for_its_shape_is_a_tensor_and_what_is_joined_a_size():
    own = operation("def f(x, s): return array(x.shape.join(s.join(s)), lambda i: 1)").definition
    assert (own.tensors, own.sizes) == (("x",), ("s",))


def test_annotations_say_what_the_body_does_not_show():
    for given, kept in (
        ("x: Tensor, s", "x, s"),
        ("x, s: Vec", "x, s"),
        ("x: Tensor, s: Vec", "x, s"),
        ("x, y: Tensor, s", "x, y: Tensor, s"),
        ("x: Vec, s", "x: Vec, s"),
    ):
        own = operation(f"def f({given}): return array(x.shape, lambda i: x[i + s])")
        assert (
            own.definition.text == f"def f({kept}):\n    return array(x.shape, lambda i: x[i + s])"
        )
        tensors = ("x", "y") if "y" in given else () if "x: Vec" in given else ("x",)
        assert own.definition.tensors == tensors


def test_values_are_given_to_as_many_names():
    cells = np.arange(6).reshape(2, 3)
    turned = operation(
        "def f(x):\n    head, tail = x.shape.split_at(1)\n"
        "    return array(tail.join(head), lambda o: -x[o.pick([1, 0])] + 2 * -1)"
    )
    assert np.array_equal(turned(cells), -cells.T - 2)
    three = "    a, b, c = x.shape.split_at(1)\n"
    for body in (
        f"{three}    return array(x.shape, lambda i: x[i])",
        "    def g(i, j):\n        return i\n    return array(x.shape, lambda i: x[g(i)])",
        "    return array(x.shape, lambda i: x[i] * ([1] * 2))",
        "    return array(x.shape, lambda i: x[i] * (2 * [1]))",
    ):
        with pytest.raises((GeometryError, ShapeError)):
            operation(f"def f(x):\n{body}")([1, 2])


def test_a_definition_does_not_run_for_ever():
    endless = "def f(s):\n    def h(g):\n        return g(g)\n    return array(s, lambda i: h(h))"
    with pytest.raises(GeometryError, match="runs into itself"):
        operation(endless)(1)
    wide = "def f(s): return array(s, lambda i: sum_(Vec([10000000]), lambda j: entry(j)))"
    with pytest.raises(GeometryError, match="more than 200,000 steps"):
        operation(wide)(1)
    squares = "".join(f"    a{n + 1} = a{n}*a{n}\n" for n in range(40))
    long = f"def f(s):\n    a0 = 3*s\n{squares}    return array(a40, lambda i: 1)"
    with pytest.raises(GeometryError, match="binary digits"):
        operation(long)(7)
