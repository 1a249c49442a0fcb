"""Results made without SymPy are, to the character, those of the general way; what is not plain goes that way."""

import json
import subprocess
import sys

from hypothesis import given
from hypothesis import strategies as st
from thorough import examples

from symconv.cli.answer import compute_answer
from symconv.cli.names_and_numbers import quick_answer
from symconv.cli.options import ArrayValues, LayerValues
from symconv.cli.request import read_request
from symconv.errors import SymconvError

NAMES = ["a", "b", "x1", "x12", "w_{1,2}", "w_3", "I", "B", "z", "c_{2}", "q10", "k"]


@st.composite
def arrays(draw, taken, axes):
    shape = draw(st.lists(st.sampled_from([1, 2, 3, 11]), min_size=axes, max_size=axes))
    count = shape[0] * (shape[1] if axes == 2 else 1)
    free = [name for name in NAMES if name not in taken]
    if draw(st.integers(0, 3)) == 0:
        name = draw(st.sampled_from(["x", "w", "ab", "I", "x1", "_y"]))
        return [name], f"{name}:{'x'.join(map(str, shape))}"
    if draw(st.booleans()) and count <= len(free):
        cells = draw(st.permutations(free))[:count]
    else:
        cells = draw(st.lists(st.integers(-3, 3), min_size=count, max_size=count))
    rows = cells if axes == 1 else [cells[r * shape[1] :][: shape[1]] for r in range(shape[0])]
    return cells, json.dumps(rows)


@st.composite
def requests(draw):
    axes = draw(st.integers(1, 2))
    taken, x = draw(arrays([], axes))
    again = draw(st.integers(0, 9)) == 0
    _, w = draw(arrays([] if again else taken, axes))
    option = st.none() | st.lists(st.integers(0, 3), min_size=1, max_size=axes).map(tuple)
    side = st.integers(0, 2)
    padding = st.none() | st.lists(side | st.tuples(side, side), min_size=1, max_size=axes).map(
        tuple
    )
    values = LayerValues(draw(option), draw(padding), draw(option), draw(option))
    return ArrayValues(x, w), values, draw(st.sampled_from(["text", "json"]))


def general(given_arrays, values, form):
    try:
        answer = compute_answer(read_request(given_arrays, values), None, False)
    except SymconvError:
        return None
    return {"text": answer.text, "json": answer.json}[form]()


@examples(150)
@given(requests())
def test_both_ways_print_the_same(request):
    quick = quick_answer(*request)
    if quick is not None:
        assert quick == general(*request)


def test_what_is_plain_goes_the_short_way():
    layer = LayerValues(stride=(2,), padding=((1, 0),))
    for x, w in (("[1, 2]", "[3]"), ('["a"]', "[0, -1]"), ("[[1], [2]]", '[["a", "b"]]')):
        assert quick_answer(ArrayValues(x, w), layer, "text") is not None


def test_what_is_not_plain_goes_the_general_way():
    for x, w in (
        ('["a"]', '["a"]'),
        ('["a", 1]', "[1]"),
        ("[1.5]", "[1]"),
        ("[true]", "[1]"),
        ('["a+b"]', "[1]"),
        ('["I"]', "[1]"),
        ("[[1], [2, 3]]", "[[1]]"),
        ("[]", "[1]"),
        ("{}", "[1]"),
        ("[1", "[1]"),
        ("[" * 5000, "[1]"),
        ("x1:2", "[1]"),
        ("I:2", "[1]"),
        ("x:2x2x2", "w:1x1x1"),
        ("x:2", "x:2"),
    ):
        assert quick_answer(ArrayValues(x, w), LayerValues(), "text") is None, (x, w)


def test_neither_sympy_nor_numpy_is_imported():
    code = (
        "import sys; from symconv.cli import main; "
        "main(['compute', '--input', '[1, 2]', '--kernel', '[\"a\"]'], standalone_mode=False); "
        "sys.exit(any(name in sys.modules for name in ('sympy', 'numpy')))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout == "[a, 2*a]\n"
