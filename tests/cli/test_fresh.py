"""Files made again by the commands they name: every format, from the shell and from Python; nothing else runs."""

import random
import shlex

import pytest
from commands import run
from hypothesis import given
from hypothesis import strategies as st
from sympy import Symbol, sqrt
from thorough import examples, full_check

from symconv import ConvTranspose, tensor, worked_example
from symconv.cli.fresh import command_of, made_again
from symconv.formulas.document import markup_comment
from symconv.worked.forms import FORMS

BARE = ("text", "json", "png", "gif", "mp4", "pdf")
HEADED = [name for name in FORMS if name not in BARE]
SUFFIX = {"html": ".html", "markdown": ".md", "svg": ".svg", "animated-svg": ".svg"}


def checked(*files):
    return run("fresh", "--check", *map(str, files))


@pytest.fixture(scope="module")
def pieces(tmp_path_factory):
    """A file of every format, made by the shell, and one made from Python."""
    folder = tmp_path_factory.mktemp("pieces")
    own = worked_example(
        ConvTranspose((2, 2), stride=(2, 1), padding=[(0, 1), (0, 0)], dilation=(1, 2)),
        tensor("x", (2, 2)),
        [[1, 2], [3, Symbol("a") - 2]],
        steps=["add", "result"],
        checks=False,
        names="x,w",
    )
    for name in HEADED:
        suffix = SUFFIX.get(name, ".tex")
        file = folder / f"shell-{name}{suffix}"
        assert run("example", "seed-1d", "--format", name, "-o", str(file)).exit_code == 0
        own.titled("It's 'mine'").in_notation("u,h,v from 1", "brackets").save(
            folder / f"python-{name}{suffix}", name
        )
    for name, arguments in {
        "compute": ("compute", "--input", "x:2", "--kernel", "w:2", "--format", "latex"),
        "prove": ("prove", "adjoint", "--format", "latex", "--show", "all", "--width", "ieee"),
        "export": ("export", "theorems/adjoint.tex", "--index", "brackets"),
    }.items():
        (folder / f"{name}.tex").write_text(run(*arguments).stdout)
    return sorted(folder.iterdir())


@full_check
def test_every_piece_is_as_it_would_be_made(pieces):
    assert len(pieces) == 2 * len(HEADED) + 3
    done = checked(*pieces)
    assert (done.exit_code, done.stdout) == (
        0,
        f"{len(pieces)} of {len(pieces)} files are as they would be made\n",
    )


@full_check
def test_a_byte_that_differs_is_found_and_mended(pieces, tmp_path):
    rng = random.Random(7)  # noqa: S311
    for piece in pieces:
        if "made by" not in piece.read_text().splitlines()[0]:
            continue  # the comment is in the second line
        whole = piece.read_bytes()
        start = whole.index(b"\n") + 2
        place = rng.randrange(start, len(whole))
        changed = tmp_path / piece.name
        changed.write_bytes(whole[:place] + b"~" + whole[place:])
        found = checked(changed)
        assert (found.exit_code, found.stdout.splitlines()[0]) == (1, f"stale: {changed}")
        assert changed.read_bytes() != whole
        assert run("fresh", str(changed)).exit_code == 0
        assert changed.read_bytes() == whole
        break


@full_check
@examples(60)
@given(st.text(st.characters(codec="utf-8", exclude_characters="\n\r"), max_size=30))
def test_a_comment_of_markup_holds_any_title(title):
    line = shlex.join(["symconv", "example", "seed-1d", "--title", title, "--format=html"])
    comment = markup_comment("1.0", line)
    assert "--" not in comment[4:-3]
    assert "->" not in comment[:-3]
    if not title.startswith("-"):
        expected = ["example", "seed-1d", "--title", title, "--format=html"]
        assert command_of(comment.encode(), "a.html") == expected


@pytest.mark.parametrize(
    ("command", "message"),
    [
        ("symconv export --all", "writes by itself: --all"),
        ("symconv prove adjoint --certificates here", "writes by itself: --certificates"),
        ("symconv compute --input x:2 --kernel w:2 --output=q", "writes by itself: --output=q"),
        ("symconv compute --input x:2 --kernel w:2 -oq", "writes by itself: -oq"),
        ("symconv find --call os:getcwd", "is not made by one of symconv compute"),
        ("symconv", "does not say which command"),
        ("rm -rf here", "does not say which command"),
        ("symconv compute --input - --kernel w:2", "from standard input"),
        ("symconv compute --input=- --kernel w:2", "from standard input"),
        ("symconv compute --input 'x", "cannot be read: No closing quotation"),
        ("symconv compute --input x:2", "--kernel is missing"),
        ("symconv compute --input '$(touch here)' --kernel w:2", "--input is not JSON"),
        ("symconv example nothing", "there is no example 'nothing'"),
    ],
)
def test_nothing_else_runs(command, message, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    good = tmp_path / "good.tex"
    good.write_text("% made by symconv 0.0.1: symconv compute --input x:1 --kernel w:1\nold\n")
    bad = tmp_path / "bad.tex"
    bad.write_text(f"% made by symconv 0.1.0: {command}\n")
    done = run("fresh", "good.tex", "bad.tex")
    assert (done.exit_code, done.stdout) == (2, "")
    assert message in " ".join(done.stderr.split())
    assert good.read_text().endswith("old\n")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bad.tex", "good.tex"]


def test_missing_files_and_files_without_a_command_are_told(tmp_path):
    plain = tmp_path / "plain.tex"
    plain.write_text("nothing\n")
    assert "does not say which command" in checked(plain).stderr
    assert checked(tmp_path / "none.tex").exit_code == 2


def test_cells_that_the_shell_does_not_read_are_told(tmp_path):
    example = worked_example(ConvTranspose(1), [sqrt(2)], [1])
    example.save(tmp_path / "a.tex")
    first = (tmp_path / "a.tex").read_text().splitlines()[0]
    assert first.endswith("from Python, with cells that the shell does not read")
    assert checked(tmp_path / "a.tex").exit_code == 2


def test_a_made_file_says_the_running_version():
    made = made_again(
        b"% made by symconv 0.0.1: symconv compute --input x:1 --kernel w:1 --format latex\n",
        "a.tex",
    )
    assert b"0.0.1" not in made
    assert made.endswith(b"\\begin{pmatrix} x_{1} w_{1} \\end{pmatrix}\n")
