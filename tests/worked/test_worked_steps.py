"""The steps: what they say, that they are checked, and what is refused."""

import json
from fractions import Fraction

import numpy as np
import pytest
import sympy
from sympy import Array, Matrix, symbols
from thorough import full_check

from symconv import Conv, ConvTranspose, sizes, tensor
from symconv.definitions.geometry import plain_output_size
from symconv.errors import GeometryError, ShapeError, StepFailed, UnsupportedError
from symconv.formulas.listing import FORMULAS, Formula
from symconv.worked import example, worked_example
from symconv.worked.setting import WorkedSetting

LAYER = ConvTranspose(3, stride=2, padding=1)
SEED_TEXT = """\
Two cells, three taps, stride 2, padding 1

1. Given
   Input size I = 2, kernel size k = 3, stride s = 2, padding p = 1. Positions are counted from
   0, names from 1.

     x = [x1, x2]
     w = [w1, w2, w3]

   Checked: the layer accepted both arrays: shapes and parameters are legal.

2. Output size
   The steps between the input cells, each as long as the stride, plus the reach of the kernel,
   minus the crop.

     O = s*(I - 1) + k - 2*p
       = 2*(2 - 1) + 3 - 2*1   (the numbers put in)
       = 2*1 + 3 - 2 = 3

   Checked: the layer's own output size is the same.

3. Stretched input
   Between neighbours stand s - 1 zeros. A way to picture the stride: the kernel, reversed, slid
   over this at unit stride (with zeros around it) gives the same output.

     u = [x1, 0, x2]
"""


def seed():
    """The seed's example in one dimension."""
    return worked_example(LAYER, tensor("x", 2), tensor("w", 3))


def shown(example_, title):
    """The lines of a step as plain text."""
    (step,) = (step for step in example_.steps if step.title == title)
    return [
        f"{line.left.plain()} {line.relation.plain()} {line.right.plain()}".strip()
        for line in step.lines
    ]


def test_the_steps_come_in_the_seeds_order():
    assert [step.title for step in seed().steps] == [
        "Given", "Output size", "Stretched input", "Scale", "Place", "Add", "Crop", "Add directly into the final grid",
        "Result", "Matrix", "Agreement of all methods", "The way back",
    ]  # fmt: skip


def test_cells_that_are_numbers_are_named_too():
    said = worked_example(ConvTranspose(2), [-1, Fraction(1, 2)], [3, 4]).text()
    assert "x1*w = " in said
    assert "counted from 0, names from 1." in " ".join(said.split())


def test_sums_that_are_their_own_values_stand_once():
    a = sympy.Symbol("a")
    made = worked_example(ConvTranspose(2), sympy.Array([a + 1, a]), tensor("w", 2))
    assert shown(made, "Add") == ["f = [(a + 1)*w1, (a + 1)*w2 + a*w1, a*w2]"]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("output-padding", "padding p = 1, dilation d = 1, output padding a = 1. Positions"),
        (
            "asymmetric-padding",
            "padding in front b = 1, behind e = 0, dilation d = 1, output padding a = 0. Positions",
        ),
        ("small-kernel", "padding p = 0. Positions"),
    ],
)
def test_what_is_given_has_every_letter_of_the_size_formula(name, said):
    assert said in " ".join(example(name).text().split())


@pytest.mark.parametrize(
    ("name", "said"),
    [
        (
            "seed-1d",
            "the product of input cell i and tap t goes to o = s*i + d*t - p of the final grid (the dilation d is 1),",
        ),
        (
            "dilation",
            "the product of input cell i and tap t goes to o = s*i + d*t - p of the final grid, and",
        ),
        ("non-square", "along each axis the product of input cell i and tap t goes to"),
    ],
)
def test_every_letter_of_the_direct_way_is_explained(name, said):
    assert f"The same without a canvas: {said}" in " ".join(example(name).text().split())


def test_the_text_of_the_seed():
    assert example("seed-1d").text().startswith(SEED_TEXT)


def test_the_seed_in_one_dimension():
    made = seed()
    assert shown(made, "Scale") == ["x1*w = [x1*w1, x1*w2, x1*w3]", "x2*w = [x2*w1, x2*w2, x2*w3]"]
    assert shown(made, "Place") == ["x1 -> (0:2)", "x2 -> (2:4)", "n = [1, 1, 2, 1, 1]"]
    assert shown(made, "Add") == ["f = [x1*w1, x1*w2, x1*w3 + x2*w1, x2*w2, x2*w3]"]
    assert shown(made, "Crop") == []
    assert "The output y is the canvas f at the positions (1:3)." in made.text()
    assert shown(made, "Add directly into the final grid") == ["x1 -> (0:1)", "x2 -> (1:2)"]
    assert shown(made, "Result") == ["y = [x1*w2, x1*w3 + x2*w1, x2*w2]", "n = [1, 2, 1]"]
    assert shown(made, "Matrix")[0] == "C = [[w2, w3,  0],\n [ 0, w1, w2]]"
    assert shown(made, "The way back")[2:] == [
        "C*C^T = [[w2**2 + w3**2,         w1*w3],\n [        w1*w3, w1**2 + w2**2]]",
        "z = [x1*w2**2 + x1*w3**2 + x2*w1*w3, x1*w1*w3 + x2*w1**2 + x2*w2**2]",
        "z1 != x1",
    ]


def test_the_regions_of_the_seed_in_two_dimensions():
    assert shown(example("seed-2d-stride1"), "Place")[:4] == [
        "a -> (0:1, 0:1)", "b -> (0:1, 1:2)", "c -> (1:2, 0:1)", "d -> (1:2, 1:2)",
    ]  # fmt: skip


def test_the_result_of_the_seed_in_two_dimensions():
    fragment = example("seed-2d-stride1").latex()
    assert "a w_{22} + b w_{21} + c w_{12} + d w_{11}" in fragment
    assert r"b w_{22} + d w_{12} \\" in fragment
    assert r"O_{h} &= s_{h} (I_{h} - 1) + k_{h} - 2 p_{h}" in fragment


def test_overlaps_of_numbers_are_shown_before_they_are_added():
    [line] = example("d2l-basic").steps["add"].lines
    assert "[0*2 + 2*0, 0*3 + 1*2 + 2*1 + 3*0, 1*3 + 3*1]" in line.right.plain()
    assert [value.plain() for value in line.then] == ["[[0,  0, 1],\n [0,  4, 6],\n [4, 12, 9]]"]


def test_products_and_their_sum_stand_on_one_line_where_cells_stand_alone():
    made = worked_example(ConvTranspose(2), list(range(1, 30)), [3, 4])
    written = " ".join(made.latex("60mm").split())
    assert r"f_{2} &= 1 \cdot 4 + 2 \cdot 3 = 10" in written
    assert r"f_{1} &= 1 \cdot 3 = 3" in written


def test_nothing_is_printed_twice():
    made = worked_example(LAYER, tensor("x", 2), tensor("w", 3)).text()
    assert made.count("[x1*w2, x1*w3 + x2*w1, x2*w2]") == 1
    uncropped = example("seed-2d-stride2")
    assert shown(uncropped, "Crop") == []
    assert len(uncropped.steps["result"].lines) == 1


def test_output_padding_adds_cells_behind():
    layer = ConvTranspose(2, stride=3, output_padding=2)
    made = worked_example(layer, tensor("x", 1), tensor("w", 2))
    assert shown(made, "Result")[0] == "y = [x1*w1, x1*w2, 0, 0]"
    assert "output padding only makes the output longer" in " ".join(made.text().split())


def test_where_no_convolution_exists_the_matrix_is_still_shown():
    made = worked_example(
        ConvTranspose(2, dilation=2, output_padding=1), tensor("x", 2), tensor("w", 2)
    )
    assert "no convolution has this layer as its transpose" in made.text()
    assert shown(made, "Matrix")[0] == "C = [[w1,  0, w2,  0, 0],\n [ 0, w1,  0, w2, 0]]"


def test_a_kernel_that_happens_to_be_inverted_is_not_called_different():
    made = worked_example(ConvTranspose(1), tensor("x", 2), [1])
    assert "it returns the input itself; with this kernel it returns" in " ".join(
        made.text().split()
    )
    assert shown(made, "The way back")[-1] == "z = x"


def test_cells_that_do_not_commute_keep_their_order():
    a, b = symbols("A1:3", commutative=False), symbols("B1:4", commutative=False)
    made = worked_example(LAYER, list(a), list(b))
    assert shown(made, "Result")[0] == "y = [A1*B2, A1*B3 + A2*B1, A2*B2]"
    assert shown(made, "Matrix")[2] == "x^T*C = y^T"


@pytest.mark.parametrize(
    ("x", "w"),
    [
        ([1, -2], [3, 4, 5]),
        ([Fraction(1, 2), 3], [1, 1, 1]),
        (np.array([1, 2]), np.array([3, 4, 5])),
        (Array([0, 0]), Array([0, 0, 0])),
        (symbols("a a"), symbols("a b a")),
        ([symbols("a") + 1, 2], [symbols("a") - 1, 1, 0]),
        ([10**30, 1], [1, 10**30, 1]),
    ],
)
def test_any_exact_cells(x, w):
    made = worked_example(LAYER, list(x), list(w))
    assert json.loads(made.json())["output_shape"] == [3]
    assert len(made.steps) == 12


def test_letters_for_sizes_are_cells_like_any_other():
    k, n = sizes("k n")
    made = worked_example(ConvTranspose(2), [k, n], [k + n, 1])
    assert json.loads(made.json())["output"] == ["k*(k + n)", "k + n*(k + n)", "n"]


def test_matrices_come_in_as_grids():
    made = worked_example(ConvTranspose((2, 2)), Matrix([[1, 2]]), Matrix([[1, 1], [1, 1]]))
    assert json.loads(made.json())["output"] == [[1, 3, 2], [1, 3, 2]]


@full_check
def test_a_large_input_is_followed_in_part_and_says_so():
    made = worked_example(
        ConvTranspose((3, 3), stride=2), tensor("x", (12, 12)), tensor("w", (3, 3))
    )
    assert made.steps[2].title == "Excerpt"
    assert "of the input of 12 x 12" in made.text()
    assert "are shown" in made.text()
    assert json.loads(made.json())["output_shape"] == [25, 25]


def test_a_long_row_ends_in_dots_and_says_so():
    made = worked_example(ConvTranspose(2), list(range(1, 40)), [1, 1])
    said = " ".join(made.text().split())
    assert "..., 39] (shown: the first 15 and the last of 39 cells)" in said
    assert r"\cdots & 39" in made.latex()


def test_json_can_be_read_and_has_everything():
    content = json.loads(seed().json())
    assert content["layer"]["padding"] == [[1, 1]]
    assert content["output"] == ["x1*w2", "x1*w3 + x2*w1", "x2*w2"]
    assert {"title", "reason", "lines", "check"} == set(content["steps"][0])
    assert all(step["check"] for step in content["steps"])


def test_sympy_prints_the_short_steps():
    latex = sympy.latex(seed())
    assert latex == seed().formula()
    assert latex.startswith("\\begin{aligned}")
    assert r"x_{1} w_{3} + x_{2} w_{1}" in latex


@pytest.mark.parametrize("suffix", ["tex", "html", "md", "txt", "json", "svg", "TXT"])
def test_save_by_suffix(tmp_path, suffix):
    path = tmp_path / f"example.{suffix}"
    seed().save(path)
    form = {"tex": "document", "md": "markdown", "txt": "text"}.get(suffix.lower(), suffix.lower())
    saved = [line for line in path.read_text(encoding="utf-8").splitlines() if line]
    written = [line for line in getattr(seed(), form)().splitlines() if line]
    head = [line for line in saved if line not in written]
    assert [line for line in saved if line not in head] == written
    assert len(head) == (0 if form in ("text", "json") else 1)
    assert all("made by symconv" in line for line in head)


@pytest.mark.parametrize("name", ["example.docx", "example", "example.tex.gz"])
def test_save_refuses_other_suffixes(tmp_path, name):
    with pytest.raises(
        GeometryError,
        match=r"the suffix is .*, but one of \.tex, \.html, \.md, \.txt, \.json, \.svg, \.png, \.gif, \.mp4, \.pdf is needed",
    ):
        seed().save(tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_save_refuses_what_names_no_file():
    with pytest.raises(
        GeometryError,
        match=r"save\(5\): the name of a file is needed, as in save\('example.html'\)",
    ):
        seed().save(5)


@pytest.mark.parametrize(
    ("layer", "x", "w", "error", "message"),
    [
        (Conv(3), [1, 2, 3], [1, 2, 3], GeometryError, "a ConvTranspose layer is needed"),
        ("layer", [1], [1], GeometryError, "a ConvTranspose layer is needed"),
        (LAYER, [1.5, 2], [1, 2, 3], ShapeError, "1.5"),
        (
            LAYER,
            np.array([1.5, 2]),
            [1, 2, 3],
            UnsupportedError,
            "x holds 1.5, but steps are checked exactly",
        ),
        (LAYER, [sympy.Float(1.5), 2], [1, 2, 3], UnsupportedError, "steps are checked exactly"),
        (LAYER, [1, 2], [1, 2], ShapeError, "kernel"),
        (LAYER, [[1, 2]], [1, 2, 3], ShapeError, "axes"),
        (LAYER, tensor("x", sizes("I")), [1, 2, 3], UnsupportedError, "x has letters in its shape"),
        (
            ConvTranspose(sizes("k")),
            [1, 2],
            [1, 2],
            UnsupportedError,
            "must be a number, not a letter",
        ),
        (
            ConvTranspose(1, channels=(1, 1)),
            [[[1]]],
            [[[1]]],
            UnsupportedError,
            "a batch; give one item at a time",
        ),
        (ConvTranspose(2, padding=2), [1], [1, 2], GeometryError, "output"),
    ],
)
def test_what_cannot_be_worked_out_is_refused(layer, x, w, error, message):
    with pytest.raises(error, match=message):
        worked_example(layer, x, w)


def reversed_part(self, cell, original=WorkedSetting.part):
    """A mutant: the kernel reversed."""
    part = original(self, cell)
    return dict(zip(part, reversed(part.values()), strict=True))


def start_without_stride(self, cell):
    """A mutant: the stride ignored."""
    return cell


def landing_without_dilation(self, cell, tap):
    """A mutant: the dilation ignored."""
    return tuple(s + t for s, t in zip(self.start(cell), tap, strict=True))


def begin_at_the_end(self):
    """A mutant: the crop taken from the other end."""
    return tuple(axis.end for axis in self.layer.axes)


@pytest.mark.parametrize(
    ("name", "mutant"),
    [
        ("part", reversed_part),
        ("start", start_without_stride),
        ("_landing", landing_without_dilation),
        ("begin", property(begin_at_the_end)),
    ],
)
def test_a_step_that_does_not_hold_raises(monkeypatch, name, mutant):
    layer = ConvTranspose(3, stride=2, padding=[(1, 0)], dilation=2)
    worked_example(layer, tensor("x", 3), tensor("w", 3))
    monkeypatch.setattr(WorkedSetting, name, mutant)
    with pytest.raises(StepFailed, match=r"does not hold: .* but .* by the other way"):
        worked_example(layer, tensor("x", 3), tensor("w", 3))


def test_a_wrong_size_formula_raises(monkeypatch):
    def plain_output_size_without_crop(I, k, s, p):
        return plain_output_size(I, k, s, 0 * p)

    monkeypatch.setitem(FORMULAS, "plain_output_size", Formula("O", plain_output_size_without_crop))
    with pytest.raises(StepFailed, match=r"the output size does not hold: cell \(0,\) is 5, but 3"):
        seed()


def test_a_wrong_method_is_found_by_the_agreement(monkeypatch):
    call = ConvTranspose.__call__

    def wrong(self, x, w, b=None, method=None):
        y = call(self, x, w, b, method)
        return y + y if method == "polynomial" else y

    monkeypatch.setattr(ConvTranspose, "__call__", wrong)
    with pytest.raises(StepFailed, match="the method polynomial does not hold"):
        seed()


@pytest.mark.parametrize("output_padding", [0, 2])
def test_a_wrong_matrix_is_found_where_the_input_hides_it(monkeypatch, output_padding):
    layer, matrix = (
        ConvTranspose(3, output_padding=output_padding, dilation=3),
        ConvTranspose.matrix,
    )
    worked_example(layer, [0, 1], [1, 2, 3])

    def wrong(self, w, input_size):
        found = matrix(self, w, input_size).as_mutable()
        found[0, 0] += 1
        return found

    monkeypatch.setattr(ConvTranspose, "matrix", wrong)
    with pytest.raises(StepFailed, match="the transposed matrix does not hold"):
        worked_example(layer, [0, 1], [1, 2, 3])


@pytest.mark.parametrize("padding", [0, 1])
def test_what_the_crop_left_whole_is_printed_once(padding):
    shown = worked_example(
        ConvTranspose(3, padding=padding), tensor("x", 3), tensor("w", 3), checks=False
    )
    whole = "x1*w1, x1*w2 + x2*w1"
    assert shown.text().count(whole) == 1
    assert ("y = f\n" in shown.text()) == (padding == 0)
    assert whole in shown.choose(["result"]).text() or padding
    assert shown.steps["result"].lines[0].right.data()[0] != "f"
