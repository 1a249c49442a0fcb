"""How values show themselves: one formula between dollar signs, the same that SymPy's printer and `latex` give."""

from pathlib import Path

import nbformat
import pytest
import sympy
from nbclient import NotebookClient

from symconv import (
    AtMost,
    ConvTranspose,
    Divides,
    Equal,
    flip,
    inner,
    latex,
    sizes,
    tensor,
    worked_example,
)
from symconv.figures import scale_place_sum

ROOT = Path(__file__).parents[2]
n, k, s = sizes("n k s")
X, W = tensor("x", n), tensor("w", k)
SHOWN = {
    "a name": (X, r"x[o], \quad 0 \le o < n"),
    "a tensor": (flip(X), r"y[o] = x[n - 1 - o], \quad 0 \le o < n"),
    "a scalar": (inner(X, X), r"\sum_{o=0}^{n - 1} x[o]\, x[o]"),
    "an equation of tensors": (Equal(flip(flip(X)), X), r"x[o] = x[o], \quad 0 \le o < n"),
    "an equation of scalars": (Equal(inner(X, X), 0), r"\sum_{o=0}^{n - 1} x[o]\, x[o] = 0"),
    "an equation of sizes": (Equal(s * n, n * s), "n s = n s"),
    "an inequality": (AtMost(n, n + k), r"n \le k + n"),
    "a divisor": (Divides(2, 4 * n), r"2 \mid 4 n"),
    "known tensors": (
        Equal(ConvTranspose(2)([1, 2], [3, 4]), [3, 10, 8]),
        r"\begin{pmatrix} 3 & 10 & 8 \end{pmatrix} = \begin{pmatrix} 3 & 10 & 8 \end{pmatrix}",
    ),
}


@pytest.mark.parametrize("what", SHOWN)
def test_a_value_shows_itself(what):
    value, tex = SHOWN[what]
    assert latex(value) == tex
    assert value._repr_mimebundle_()["text/latex"] == f"$\\displaystyle {tex}$"
    assert sympy.latex(value) == tex


def test_both_sides_of_an_equation_run_over_the_same_positions():
    up = ConvTranspose(k, stride=s)
    tex = latex(Equal(up(X, W, method="gather"), up(X, W)))
    left, right = tex.split(r", \quad ")[0].split(" = ", 1)[0], tex.split(r", \quad ")[1]
    assert right == "0 \\le o < s (n - 1) + k"
    assert left.startswith(r"\sum_{i=0}^{n - 1} \sum_{t=0}^{k - 1}")
    assert tex.count(r"\sum_{i=0}") == 2
    assert "o'" not in tex


# ---- figures and examples


def test_a_figure_shows_itself_as_a_file_of_its_own():
    figure = scale_place_sum(ConvTranspose(2, stride=2), tensor("x", 2), tensor("w", 2))
    assert figure._repr_svg_() == figure.svg()


def test_an_example_brings_a_style_that_touches_nothing_else():
    html = worked_example(ConvTranspose(2, stride=2), tensor("x", 2), tensor("w", 2))._repr_html_()
    own = html[: html.index("</style>")]
    rules = [rule for line in own.splitlines()[1:] for rule in line.split("}") if rule.strip()]
    assert len(rules) > 5
    assert all(rule.strip().startswith(".symconv-steps ") for rule in rules)
    assert "<script" not in html


# ---- the notebook that comes with the documentation


def test_the_notebook_runs_and_shows_formulas_and_pictures(tmp_path, monkeypatch):
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    notebook = nbformat.read(ROOT / "docs" / "notebooks" / "first-steps.ipynb", as_version=4)
    assert not any(cell.outputs for cell in notebook.cells if cell.cell_type == "code")
    NotebookClient(notebook, timeout=60, kernel_name="python3").execute()
    outputs = [
        output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs
    ]
    kinds = [kind for output in outputs if "data" in output for kind in output["data"]]
    assert [kinds.count(f"text/{kind}") for kind in ("latex", "html")] == [5, 1]
    assert kinds.count("image/svg+xml") == 1
    [printed] = [output["text"] for output in outputs if output["output_type"] == "stream"]
    assert printed.startswith("For all integers $I, k, s \\ge 1$")


@pytest.mark.parametrize(
    ("claim", "text", "tex"),
    [
        (
            Equal([1, 2, 3], [1, 5, 6]),
            "Equal([1, 2, 3], [1, 5, 6]) is false: cell 1 is 2 on the left, 5 on the right",
            r"\begin{pmatrix} 1 & 2 & 3 \end{pmatrix} \ne \begin{pmatrix} 1 & 5 & 6 \end{pmatrix}"
            r", \quad \text{cell } 1\colon\ 2 \ne 5",
        ),
        (
            Equal([1], [1, 2]),
            "Equal([1], [1, 2]) is false: the shape is (1,) on the left, (2,) on the right",
            r"\begin{pmatrix} 1 \end{pmatrix} \ne \begin{pmatrix} 1 & 2 \end{pmatrix}"
            r", \quad \text{shapes } 1 \ne 2",
        ),
        (AtMost(3, 2), "AtMost(3, 2) is false", r"3 \nleq 2"),
        (Divides(4, 6), "Divides(4, 6) is false", r"4 \nmid 6"),
    ],
)
def test_what_is_false_on_known_sizes_shows_itself_false(claim, text, tex):
    assert claim._repr_mimebundle_() == {
        "text/plain": text,
        "text/latex": f"$\\displaystyle {tex}$",
    }


def test_what_is_true_or_open_shows_itself_as_it_is():
    for claim in (Equal([1], [1]), AtMost(1, 2), Equal(n, 2), Equal(X, flip(X))):
        shown = claim._repr_mimebundle_()
        assert shown["text/plain"] == repr(claim)
        assert shown["text/latex"] == f"$\\displaystyle {latex(claim)}$"
