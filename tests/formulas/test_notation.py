"""Other names, and other numbers to count from: the same words in every format, and nothing with two meanings."""

import json
import re

import pytest
from commands import run
from latex_check import compiles_document, needs_pdflatex
from sympy import Array, symbols
from thorough import full_check

from symconv import ConvTranspose, tensor, worked, worked_example
from symconv.data.arrays import cell_symbols
from symconv.definitions import geometry as formulas
from symconv.errors import GeometryError
from symconv.figures.scene import Text, plain, walk
from symconv.formulas.notation import USUAL, Notation
from symconv.worked.views import VIEWS

OWN = ConvTranspose(3, stride=2, padding=[(1, 0)], output_padding=1, dilation=2)


def texts(figure):
    """Return everything that a figure writes."""
    return [plain(item.runs) for item in walk(figure.scene.items) if isinstance(item, Text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("u,h,v", Notation("u", "h", "v")),
        (" X , W,Y ", Notation("X", "W", "Y")),
        ("from 0", Notation(first=0, origin=0)),
        ("from 1", Notation(first=1, origin=1)),
        ("u,h,v  from 1", Notation("u", "h", "v", 1, 1)),
    ],
)
def test_what_is_read(text, expected):
    assert Notation.read(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "u,h",
        "u,h,v,q",
        "from 2",
        "u,h,vfrom 0",
        "u h v",
        "uu,h,v",
        "1,2,3",
        "α,h,v",
        "u,h,v from",
    ],
)
def test_what_is_no_notation_is_refused_with_what_is_needed(text):
    with pytest.raises(
        GeometryError,
        match=r"three letters for input, kernel and output, 'from 0' or 'from 1', or both",
    ):
        Notation.read(text)


@pytest.mark.parametrize(("text", "why"), [
    ("x,k,y", "k is the kernel size in formulas"), ("x,w,O", "O is the output size"), ("u,u,v", "three different letters")
])  # fmt: skip
def test_a_letter_has_one_meaning(text, why):
    with pytest.raises(GeometryError, match=why):
        Notation.read(text)


def test_cells_that_are_counted_are_renamed_and_others_keep_their_names():
    zero = Notation.read("u,h,v from 0")
    assert list(zero.renamed(tensor("x", 2), tensor("g", 3))[1]) == list(symbols("h0:3"))
    assert list(zero.renamed(Array(symbols("x0:2")), tensor("w", 2))[0]) == list(symbols("u0:2"))
    for cells in (
        symbols("a b"),
        symbols("x2 x1"),
        symbols("x1 w1"),
        (2 * symbols("x1"), symbols("x2")),
        (1, 2),
    ):
        assert zero.renamed(Array(cells), Array([3]))[0] == Array(cells)
    assert str(zero.renamed(tensor("x", 11), Array([3]))[0][10]) == "u10"
    assert str(zero.renamed(tensor("x", 10), Array([3]))[0][9]) == "u9"


def test_arrays_that_share_a_symbol_keep_their_names_and_none_comes_to_be_shared():
    x = tensor("x", 2)
    assert Notation.read("u,h,v").renamed(x, Array([x[0], 1])) == (x, Array([x[0], 1]))
    with pytest.raises(
        GeometryError, match="h1 would be a cell of the input and one of the kernel"
    ):
        Notation.read("u,h,v").renamed(Array(symbols("h1 b")), tensor("w", 2))


def test_letters_that_are_left_open_avoid_the_chosen_ones():
    for letters in ("u,f,n", "n,z,u", "q,u,v", "f,c,q", "z,r,q"):
        chosen = {name.text for name in worked.lettering.names(Notation.read(letters))}
        assert len(chosen) == 7
        assert set(letters.split(",")) < chosen


@pytest.mark.parametrize("origin", [0, 1])
def test_the_output_index_counts_with_the_positions(origin):
    plain_index = (formulas.output_index, formulas.output_index_from_one)[origin]
    sided_index = (formulas.sided_output_index, formulas.sided_output_index_from_one)[origin]
    plan = ConvTranspose(3, stride=2, padding=[(1, 0)], dilation=3).plan(4)
    for index in (plain_index, sided_index):
        found = [
            index(i + origin, t + origin, 2, 3, 1)
            for i, t in zip(plan.inputs, plan.taps, strict=True)
        ]
        assert found == [o + origin for o in plan.outputs]


def test_every_step_is_the_same_under_another_name():
    """Renaming what was printed gives what is printed under the new names: nothing is left out, nothing else changes."""
    example = worked_example(OWN, tensor("x", 3), tensor("w", 3))
    renamed = dict(zip("xwyu", "uhvq", strict=True))

    def letter(found):
        return renamed.get(found[1], found[1]) + found[2]

    old = re.sub(r"\b([xwyu])(\d?)\b", letter, example.text())
    assert old == example.in_notation("u,h,v").text()
    assert example.in_notation("x,w,y").text() == example.text()


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("name", ["seed-1d", "seed-2d-stride1", "asymmetric-padding", "dilation"])
def test_figures_change_their_names_and_nothing_else(name, view):
    usual = texts(worked.example(name).figure(view))
    other = texts(worked.example(name).in_notation("h,A,v").figure(view))  # as wide as x, w, y
    names = dict(zip("xwy", "hAv", strict=True))
    assert [
        re.sub(r"(?<![A-Za-z])[xwy](?!\w*[A-Za-hj-z])", lambda m: names[m[0]], text)
        for text in usual
    ] == other
    assert (usual == other) == (view == "overlap-count")


@pytest.mark.parametrize(
    ("notation", "symbol", "positions"), [("from 0", "x0", "01234"), ("from 1", "x1", "12345")]
)
def test_a_figure_counts_names_and_positions_together(notation, symbol, positions):
    written = texts(worked.example("seed-1d").in_notation(notation).figure())
    assert written.count(symbol) == 1
    assert "".join(text for text in written if text.isdigit()) == positions
    assert f"{symbol} · w at {positions[0]}" in [text.replace("\u2009", " ") for text in written]


def test_phases_are_told_by_the_remainder_behind_the_first_position():
    written = texts(worked.example("dilation").in_notation("from 1").figure("polyphase"))
    assert "tap t to phase d (t − 1) mod s" in written
    assert any("even positions are never reached" in text for text in written)


@pytest.mark.parametrize(
    "form", ["latex", "document", "beamer", "html", "text", "json", "svg", "animated-svg", "tikz"]
)
def test_every_format_takes_it_and_no_old_name_is_left(form):
    written = run("example", "seed-1d", "--notation", "u,h,v from 0", "--format", form)
    assert (written.exit_code, written.stderr) == (0, "")
    shown = re.sub(
        r"<script.*</script>|&#\w+;|http://www\S*|\bsc-\w+", "", written.stdout, flags=re.S
    )
    assert not re.search(r"\b[xwy]_?\{?\d|>[xwy]<|\bx \d", shown)
    assert re.search(r"\bu_?\{?0|>u<", shown)


def test_the_header_repeats_it_and_the_command_makes_the_piece_again():
    written = run("example", "seed-1d", "--notation", "u,h,v from 0", "--format", "latex").stdout
    assert "symconv example seed-1d --notation 'u,h,v from 0' --format latex\n" in written
    assert written.endswith(worked.example("seed-1d").latex(notation="u,h,v from 0") + "\n")


def test_a_result_can_be_read_back():
    found = json.loads(
        run("example", "seed-1d", "--notation", "u,h,v from 0", "--format", "json").stdout
    )
    assert found["output"] == ["u0*h1", "u0*h2 + u1*h0", "u1*h1"]
    again = run("compute", "--input", json.dumps(found["input"]), "--kernel", json.dumps(found["kernel"]),
                "--stride", "2", "--padding", "1")  # fmt: skip
    assert again.stdout == "[u0*h1, u0*h2 + u1*h0, u1*h1]\n"


def test_what_is_refused_is_said_in_the_shell():
    refused = run("example", "seed-1d", "--notation", "x,k,y")
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert (
        "notation 'x,k,y': k is the kernel size in formulas; choose another letter"
        in refused.stderr
    )


@full_check
@needs_pdflatex
@pytest.mark.parametrize("form", ["document", "beamer"])
def test_documents_and_slides_compile(form, tmp_path):
    example = worked_example(OWN, tensor("x", 12), tensor("w", 3)).in_notation("U,h,V from 1")
    compiles_document(tmp_path, form, getattr(example, form)())


def test_the_usual_notation_is_the_one_of_the_interface():
    assert [str(symbol) for symbol in cell_symbols(USUAL.input, (2,), USUAL.first)] == ["x1", "x2"]
    assert USUAL.places((0,)) == "0"
