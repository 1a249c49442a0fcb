"""The printed functions: they run, agree with the definition, and have only shapes that print faithfully."""

import ast
import inspect
import sys
import textwrap

import pytest
from sympy import Array, symbols

from symconv import ConvTranspose, sizes
from symconv.data.letters import to_size
from symconv.definitions import geometry as formulas
from symconv.definitions.geometry import Axis
from symconv.errors import GeometryError, ShapeError
from symconv.formulas.listing import ALGORITHMS, FORMULAS, by_latexify, golden
from symconv.operations import tensor

EVERY = {**{n: (f.function, "FUNCTION") for n, f in FORMULAS.items()},
         **{n: (a.function, "IPYTHON_ALGORITHMIC") for n, a in ALGORITHMS.items()}}  # fmt: skip
ALLOWED = (
    ast.FunctionDef, ast.arguments, ast.arg, ast.Name, ast.Load, ast.Store, ast.Constant, ast.Return, ast.Expr,
    ast.BinOp, ast.Add, ast.Sub, ast.Mult, ast.FloorDiv, ast.Assign, ast.AugAssign, ast.For, ast.If, ast.Compare,
    ast.LtE, ast.Lt, ast.BoolOp, ast.And, ast.Call, ast.Subscript,
)  # fmt: skip
SETTINGS = [(I, k, s, p) for I in (1, 2, 3) for k in (1, 2, 4) for s in (1, 2, 3) for p in (0, 1, 2)
            if s * (I - 1) + k - 2 * p >= 1]  # fmt: skip


if sys.version_info < (3, 14):  # latexify-py has no release for later versions

    @pytest.mark.parametrize("name", EVERY)
    def test_the_stored_output_is_what_latexify_gives(name):
        function, style = EVERY[name]
        assert golden(function) == by_latexify(function, style)


@pytest.mark.parametrize("name", EVERY)
def test_a_printed_function_has_only_shapes_that_print_faithfully(name):
    function, _ = EVERY[name]
    (tree,) = ast.parse(textwrap.dedent(inspect.getsource(function))).body
    body = [node for statement in tree.body for node in ast.walk(statement)]
    assert all(isinstance(node, ALLOWED) for node in body), [
        type(node) for node in body if not isinstance(node, ALLOWED)
    ]
    assert sum(isinstance(node, ast.Return) for node in body) == 1
    assert all(len(argument.arg) == 1 for argument in tree.args.args)
    assert not any(call.keywords for call in body if isinstance(call, ast.Call))
    assert not any(
        isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Tuple) for node in body
    )
    factors = (
        node.right for node in body if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult)
    )
    assert not any(
        isinstance(right, ast.BinOp) and isinstance(right.op, ast.Mod) for right in factors
    )


def test_the_size_formula_as_the_seed_writes_it():
    size = FORMULAS["plain_output_size"]
    assert size.latex() == "O = s (I - 1) + k - 2 p"
    assert size.latex("h") == "O_{h} = s_{h} (I_{h} - 1) + k_{h} - 2 p_{h}"
    assert size.text() == "O = s*(I - 1) + k - 2*p"


def test_numbers_put_in():
    written = FORMULAS["plain_output_size"].put(I=2, k=3, s=2, p=1)
    assert (written.tex, written.text, written.value) == (
        r"2 \cdot (2 - 1) + 3 - 2 \cdot 1",
        "2*(2 - 1) + 3 - 2*1",
        3,
    )


def test_floor_with_numbers_put_in():
    written = FORMULAS["convolved_size"].put(n=6, k=3, s=2, p=1, d=1)
    assert written.text == "floor((6 + 2*1 - 1*(3 - 1) - 1)/2) + 1"
    assert (
        written.tex == r"\left\lfloor\frac{6 + 2 \cdot 1 - 1 \cdot (3 - 1) - 1}{2}\right\rfloor + 1"
    )
    assert written.value == 3


def test_subtracting_a_sum_keeps_its_brackets():
    from symconv.formulas.arithmetic import letter, put

    assert (put(5) - (put(2) - letter("p"))).text == "5 - (2 - p)"


def test_the_special_formulas_are_the_general_ones_on_letters():
    I, k, s, p, b, e, d, a, n = sizes("I k s p b e d a n")
    cases = {
        "sided_output_size": Axis(k, s, b, e, a, d).transposed_size(I),
        "output_size": Axis(k, s, p, p, a, d).transposed_size(I),
        "plain_output_size": Axis(k, s, p, p).transposed_size(I),
        "canvas_size": Axis(k, s, dilation=d).full_size(I),
        "plain_canvas_size": Axis(k, s).full_size(I),
        "reach": Axis(k, dilation=d).reach,
        "stretched_size": Axis(1, s).full_size(I),
        "convolved_size": Axis(k, s, p, p, dilation=d).convolved_size(n),
        "plain_convolved_size": Axis(k, s, p, p).convolved_size(n),
    }
    given = {"I": I, "k": k, "s": s, "p": p, "b": b, "e": e, "d": d, "a": a, "n": n}
    for name, expected in cases.items():
        formula = FORMULAS[name]
        value = formula.function(*(given[letter] for letter in formula.letters))
        assert to_size(value, name) == to_size(expected, name), name
    canvas = formulas.plain_canvas_size(I, k, s)
    assert formulas.cropped_size(canvas, p) == formulas.plain_output_size(I, k, s, p)


def test_a_wrong_special_formula_is_another_polynomial():
    I, k, s, p = sizes("I k s p")
    wrong = s * (I - 1) + k - p
    assert to_size(wrong, "O") != to_size(Axis(k, s, p, p).transposed_size(I), "O")


def test_the_output_index_is_where_the_product_lands():
    layer = ConvTranspose(3, stride=2, padding=1, dilation=2, output_padding=1)
    plan = layer.plan(4)
    landings = [
        formulas.output_index(i, t, 2, 2, 1) for i, t in zip(plan.inputs, plan.taps, strict=True)
    ]
    assert landings == plan.outputs.tolist()


@pytest.mark.parametrize("name", [n for n, a in ALGORITHMS.items() if a.axes == 1])
@pytest.mark.parametrize(("I", "k", "s", "p"), SETTINGS)
def test_one_axis_agrees_with_scatter(name, I, k, s, p):
    x, w = tensor("x", I), tensor("w", k)
    expected = ConvTranspose(k, stride=s, padding=p)(x, w, method="scatter")
    assert Array(ALGORITHMS[name].run(x.tolist(), w.tolist(), s, p)) == expected


@pytest.mark.parametrize("name", [n for n, a in ALGORITHMS.items() if a.axes == 2])
@pytest.mark.parametrize(("s", "p"), [(1, 0), (2, 0), (2, 1), (3, 0)])
def test_two_axes_agree_with_scatter(name, s, p):
    x, w = tensor("x", (2, 3)), tensor("w", (3, 2))
    expected = ConvTranspose((3, 2), stride=s, padding=p)(x, w, method="scatter")
    assert Array(ALGORITHMS[name].run(x.tolist(), w.tolist(), s, p)) == expected


def test_the_seed_by_the_algorithm():
    x1, x2, w1, w2, w3 = symbols("x1 x2 w1 w2 w3")
    assert ALGORITHMS["place"].run([x1, x2], [w1, w2, w3], 2, 1) == [
        x1 * w2,
        x1 * w3 + x2 * w1,
        x2 * w2,
    ]


def test_lines_are_indented_and_have_no_end():
    lines = ALGORITHMS["place"].lines()
    assert lines[0] == (0, r"\mathbf{function} \ \mathrm{place}(x, w, s, p)")
    assert lines[8:] == ((3, r"\mathbf{if} \ 0 \le o < O"), (4, r"y[o] \gets y[o] + x[i] w[t]"),
                         (1, r"\mathbf{return} \ y"))  # fmt: skip
    assert not any("end" in line for _, line in lines)


@pytest.mark.parametrize("name", ALGORITHMS)
def test_the_header_names_input_kernel_stride_padding(name):
    assert ALGORITHMS[name].lines()[0][1].endswith("}(x, w, s, p)")


def test_an_algorithm_refuses_what_it_cannot_run():
    with pytest.raises(ShapeError, match="both need 1 axes"):
        ALGORITHMS["scatter"].run([[1]], [1])
    with pytest.raises(GeometryError, match=r"stride=0, padding=0: .*choose stride >= 1"):
        ALGORITHMS["scatter"].run([1], [1], stride=0)
    with pytest.raises(GeometryError, match="output size >= 1"):
        ALGORITHMS["place_rows"].run([[1]], [[1]], padding=1)
