"""How values show themselves: one formula between dollar signs, the same that SymPy's printer and `latex` give."""

import re
from base64 import b64decode
from pathlib import Path

import nbformat
import pytest
import sympy
from latex_check import needs_pdflatex
from nbclient import NotebookClient
from thorough import full_check

from symconv import (
    AtMost,
    Conv,
    ConvTranspose,
    Divides,
    Equal,
    dialects,
    flip,
    inner,
    latex,
    prove,
    sizes,
    solve_sizes,
    tensor,
    theorems,
    verify,
    worked_example,
)

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


LAYER = ConvTranspose(3, stride=2, padding=1)
EXAMPLE = worked_example(LAYER, tensor("x", 2), tensor("w", 3))
UP = ConvTranspose(k, stride=s)
THEOREM = prove(Equal(flip(UP(X, W)), UP(flip(X), flip(W))))
PORT = dialects.read("torch: k=3 s=2 p=1")
VALUES = {
    "a tensor": UP(X, W),
    "a scalar": inner(X, X),
    "a size": UP.output_size(n),
    "a claim": Equal(flip(flip(X)), X),
    "a false claim": Equal([1, 2], [1, 3]),
    "a difference": Equal([1, 2], [1, 3]).difference,
    "a theorem": THEOREM,
    "a derivation": THEOREM.derivation(),
    "a layer": LAYER,
    "a convolution": Conv(k, dilation=s),
    "a plan": LAYER.plan((2,)),
    "an example": EXAMPLE,
    "all steps": EXAMPLE.steps,
    "a step": EXAMPLE.steps["add"],
    "a figure": EXAMPLE.figure(),
    "a report": verify(input_size=range(1, 3), kernel_size=2),
    "a solution": solve_sizes("stride", input_size=3, output_size=6, kernel_size=2)[0],
    "a theorem of the library": theorems()["total-mass"],
    "a port": PORT,
    "a writing": PORT.to("keras"),
    "a comparison": dialects.compare(PORT, dialects.read("torch: k=3 s=3 p=1")),
    "readings": dialects.find([1, 2], [1, 2, 3], [3, 2, 7, 4, 2]),
}


@pytest.mark.parametrize("what", VALUES)
def test_every_value_is_right_in_a_notebook_that_is_not_trusted(what):
    """MathML, inline SVG and HTML are stripped there: formulas stand between dollars, images are addresses."""
    value = VALUES[what]
    shown = value._repr_mimebundle_()
    assert len({"text/latex", "text/markdown"} & set(shown)) == 1
    assert not any(hasattr(value, f"_repr_{kind}_") for kind in ("html", "svg", "latex"))
    rich = shown.get("text/latex") or shown["text/markdown"]
    assert not re.search("<(math|svg|table|style|script)", rich)
    assert "object at 0x" not in shown["text/plain"] + rich
    assert rich.count("$$") % 2 == 0
    assert rich.count("{") == rich.count("}")


def test_a_figure_shows_itself_as_a_file_of_its_own():
    figure = EXAMPLE.figure()
    shown = figure._repr_mimebundle_()
    assert shown["image/svg+xml"] == figure.svg()
    [data] = re.findall(r"\(data:image/svg\+xml;base64,(.*)\)", shown["text/markdown"])
    assert b64decode(data).decode() == figure.svg()


@full_check
@needs_pdflatex
def test_a_figure_has_a_pdf_for_latex_where_there_is_pdflatex(monkeypatch):
    figure = EXAMPLE.figure()
    shown = figure._repr_mimebundle_()
    assert b64decode(shown["application/pdf"]) == figure.pdf()
    monkeypatch.setattr("shutil.which", lambda program: None)
    assert set(figure._repr_mimebundle_()) == set(shown) - {"application/pdf"}


def test_an_example_shows_its_picture_and_every_step():
    shown = EXAMPLE._repr_mimebundle_()["text/markdown"]
    assert EXAMPLE.figure().data_uri() in shown
    assert all(step.title in shown for step in EXAMPLE.steps)
    assert r"x_{1} w_{3} + x_{2} w_{1}" in shown


def test_a_theorem_shows_its_statement_and_a_derivation_its_lines():
    stated = THEOREM._repr_mimebundle_()
    assert stated["text/markdown"].startswith(r"For all integers $k, n, s \ge 1$ and all $x$")
    assert stated["text/plain"] == repr(THEOREM)
    derivation = THEOREM.derivation()
    derived = derivation._repr_mimebundle_()["text/markdown"]
    assert all(line.latex in derived for line in derivation.lines)


def test_the_library_shows_what_its_theorems_state():
    library = theorems()
    assert len(repr(library)) < 2000
    listed = library._repr_mimebundle_()["text/markdown"]
    assert all(f"`{name}`" in listed for name in library)
    entry = library["total-mass"]
    said = entry._repr_mimebundle_()["text/markdown"]
    proved = entry.prove()._repr_mimebundle_()["text/markdown"]
    assert said.startswith("**total-mass.** For all integers $I, d, k, s \\ge 1$")
    assert proved.startswith(said.removeprefix("**total-mass.** "))


def test_a_line_of_a_derivation_shows_its_formula_and_its_reason():
    line = THEOREM.derivation().lines[1]
    assert repr(line) == f"<{line.text}    {line.reason_text}>"
    assert line._repr_mimebundle_()["text/markdown"] == f"${line.latex}$ ({line.reason})"


def test_a_value_of_several_lines_is_a_block():
    shown = VALUES["a comparison"]._repr_mimebundle_()
    assert shown["text/markdown"] == f"```text\n{VALUES['a comparison']}\n```"


# ---- the notebook that comes with the documentation


@full_check
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
    assert [kinds.count(f"text/{kind}") for kind in ("latex", "html")] == [4, 0]
    assert kinds.count("image/svg+xml") == 1
    assert not any(output["output_type"] == "stream" for output in outputs)
    shown = [output["data"].get("text/markdown", "") for output in outputs]
    assert any(text.startswith("For all integers $I, k, s \\ge 1$") for text in shown)
    assert any(text.startswith("$$\n\\begin{aligned}\n& ") for text in shown)


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
