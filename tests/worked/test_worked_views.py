"""The figures of a worked example, by name and from the shell."""

from __future__ import annotations

import re

import pytest
from commands import run
from sympy import symbols
from thorough import full_check

from symconv import ConvTranspose, tensor, worked, worked_example
from symconv.errors import GeometryError
from symconv.figures import matrix_figure, overlap_count, polyphase, scale_place_sum, zero_insertion
from symconv.figures.views.lift import lift
from symconv.worked.forms import FORMS
from symconv.worked.views import VIEWS

OWN = ["--input", "[[1, 2, 3], [4, 5, 6]]", "--kernel", '[["a", "b"], ["c", "d"], ["e", "f"]]', "--stride", "2,1",
       "--dilation", "2", "--output-padding", "1"]  # fmt: skip


def shown_by(*arguments):
    result = run("example", *arguments)
    assert (result.exit_code, result.stderr) == (0, "")
    return result.stdout


def bare(text):
    """Return a file of markup without the comment that says how it was made."""
    return re.sub(r"<!-- made by symconv .*? -->\n", "", text)


def test_every_view_is_the_figure_of_that_name():
    layer, x, w = ConvTranspose(3, stride=2, padding=1), tensor("x", 2), tensor("w", 3)
    shown = worked_example(layer, x, w)
    expected = {
        "scale-place-sum": scale_place_sum(layer, x, w),
        "matrix": matrix_figure(layer, x, w),
        "transpose": matrix_figure(layer, x, w, transpose=True, name="transpose"),
        "zero-insertion": zero_insertion(layer, x, w),
        "overlap-count": overlap_count(layer, x, w),
        "lift": lift(layer, x, w),
        "polyphase": polyphase(layer, x, w),
    }
    assert {name: shown.figure(name) for name in VIEWS} == expected
    assert len({figure.svg() for figure in expected.values()}) == len(expected)
    assert shown.figure() == expected["scale-place-sum"]
    assert shown.figure()._repr_mimebundle_()["image/svg+xml"] == shown.svg()


def test_an_unknown_view_lists_the_views():
    with pytest.raises(
        GeometryError,
        match="there is no view 'bands'; the views are scale-place-sum, matrix, transpose",
    ):
        worked.example("seed-1d").figure("bands")


def test_the_shell_offers_the_views_and_formats_there_are():
    offered = "".join(run("example", "--help", terminal_width=200).stdout.split())
    assert f"[{'|'.join(VIEWS)}]" in offered
    assert f"[{'|'.join(FORMS)}]" in offered


@pytest.mark.parametrize("view", VIEWS)
def test_the_shell_prints_a_view(view):
    figure = worked.example("seed-2d-stride1").figure(view)
    options = ("seed-2d-stride1", "--format", "svg", "--view", view)
    assert bare(shown_by(*options)) == f"{figure.svg()}\n"
    printed = shown_by("seed-2d-stride1", "--format", "tikz", "--view", view).split("\n")
    assert printed[1].endswith(f": symconv example seed-2d-stride1 --format tikz --view {view}")
    assert "\n".join(printed[:1] + printed[2:]) == figure.tikz()


@pytest.fixture(scope="module")
def own():
    a, b, c, d, e, f = symbols("a:f")
    layer = ConvTranspose((3, 2), stride=(2, 1), dilation=2, output_padding=1)
    return worked_example(layer, [[1, 2, 3], [4, 5, 6]], [[a, b], [c, d], [e, f]])


@full_check
@pytest.mark.parametrize("view", VIEWS)
def test_a_layer_of_ones_own_in_every_view(view, own):
    assert bare(shown_by(*OWN, "--format", "svg", "--view", view)) == f"{own.figure(view).svg()}\n"
    assert shown_by(*OWN, "--format", "tikz", "--view", view).endswith(
        own.figure(view).tikz().partition("\n")[2]
    )


def test_the_shell_prints_the_animation(tmp_path):
    file = tmp_path / "steps.svg"
    printed = shown_by("seed-1d", "--format", "animated-svg")
    assert "prefers-reduced-motion" in printed
    assert shown_by("seed-1d", "--format", "animated-svg", "-o", str(file)) == ""
    assert file.read_text(encoding="utf-8") == printed


def test_a_view_goes_to_a_file(tmp_path):
    file = tmp_path / "matrix.tex"
    shown_by("seed-1d", "--format", "tikz", "--view", "matrix", "-o", str(file))
    assert file.read_text(encoding="utf-8").endswith("\\endgroup\n")
    assert str(tmp_path) not in file.read_text(encoding="utf-8")
