"""The export: a file per piece, made by the command in its header, the same bytes every time, kept together by an index."""

import re
import shlex
import subprocess
from pathlib import Path

import pytest
from commands import run
from latex_check import needs_pdflatex
from thorough import full_check, needs

from symconv import __version__, theorems, worked
from symconv.book import export
from symconv.book.export import ExportedFile, pieces
from symconv.errors import GeometryError, Undecided
from symconv.worked.views import VIEWS

FEW = ("examples/seed-1d.tex", "examples/three-axes.tex", "figures/seed-1d-matrix.tex", "figures/three-axes-polyphase.tex",
       "theorems/padding-is-cropping.tex", "theorems/adjoint.tex")  # fmt: skip


def files(root):
    return {
        str(path.relative_to(root)): path.read_bytes()
        for path in Path(root).rglob("*")
        if path.is_file()
    }


@pytest.fixture
def few(monkeypatch):
    """An export of six pieces."""
    chosen = [piece for piece in pieces() if piece.path in FEW]
    monkeypatch.setattr(export, "pieces", lambda look: iter(chosen))
    return chosen


@pytest.fixture
def folder(few, tmp_path):
    assert run("export", "--all", "-o", str(tmp_path / "new" / "out")).exit_code == 0
    return tmp_path / "new" / "out"


def test_there_is_a_piece_for_every_example_figure_and_theorem():
    paths = [piece.path for piece in pieces()]
    assert len(paths) == len(set(paths))
    assert {path for path in paths if path.startswith("examples/")} == {
        f"examples/{name}.tex" for name in worked.names()
    }
    assert {path for path in paths if path.startswith("theorems/")} == {
        f"theorems/{name}.tex" for name in theorems()
    }
    assert sum(path.startswith("figures/seed-1d-") for path in paths) == len(VIEWS)


def test_every_piece_is_there_and_what_belongs_round_them(folder):
    around = {
        "symconv.sty",
        "index.tex",
        "check.tex",
        "symconv-macros.tex",
        "Makefile",
        "README.md",
    }
    assert set(files(folder)) == set(FEW) | around


def test_a_second_run_changes_no_byte(folder, tmp_path):
    before = files(folder)
    assert run("export", "--all", "-o", str(folder)).exit_code == 0
    assert run("export", "--all", "-o", str(tmp_path / "other")).exit_code == 0
    assert before == files(folder) == files(tmp_path / "other")
    assert str(tmp_path) not in "".join(content.decode() for content in before.values())


def test_every_piece_is_what_the_command_in_its_header_prints(folder):
    for path in FEW:
        text = (folder / path).read_text(encoding="utf-8")
        needs, made = text.split("\n")[:2]
        assert needs.startswith(r"% needs \usepackage{amsmath,amssymb")
        command = made.removeprefix(f"% made by symconv {__version__}: symconv ")
        assert run(*shlex.split(command)).stdout == text, path


def test_the_index_the_makefile_and_the_readme_name_every_piece(folder):
    written = sorted(path for path in files(folder) if "/" in path)
    index, makefile, readme = (
        (folder / name).read_text() for name in ("index.tex", "Makefile", "README.md")
    )
    assert sorted(re.findall(r"\\symconvpiece\{[^}]*\}\{([^}]*)\}", index)) == written
    assert sorted(re.findall(r"^([^ :\n]+/[^ :\n]+):$", makefile, re.M)) == written
    assert sorted(re.findall(r"\| \[[^]]*\]\(([^)]*)\)", readme)) == written


@full_check
def test_the_makefile_makes_the_same_piece(folder, monkeypatch):
    makefile = (folder / "Makefile").read_text(encoding="utf-8")
    rules = dict(re.findall(r"^([^ :\n]+/[^ :\n]+):\n\t\$\(SYMCONV\) (.*)$", makefile, re.M))
    before = files(folder)
    monkeypatch.chdir(folder)
    for path, rule in rules.items():
        (folder / path).unlink()
        assert run(*shlex.split(rule.replace("$@", path))).exit_code == 0
    assert files(folder) == before


needs_make = needs("make")


def make_check(folder):
    return subprocess.run(
        ["make", "-C", str(folder), "check"], capture_output=True, text=True, check=False
    )


@full_check
@needs_make
@needs_pdflatex
def test_one_command_compiles_every_piece_and_names_what_fails(folder):
    done = make_check(folder)
    assert (done.returncode, "6 pieces, 0 failures" in done.stdout) == (0, True)
    broken = folder / "theorems" / "adjoint.tex"
    broken.write_text(broken.read_text(encoding="utf-8") + "\\undefined\n", encoding="utf-8")
    done = make_check(folder)
    assert done.returncode != 0
    assert "6 pieces, 1 failures\n./theorems/adjoint.tex:" in done.stdout


def test_a_theorem_that_is_not_decided_is_left_out_and_told(monkeypatch, tmp_path, capsys):
    def undecided(version):
        raise Undecided("not proved", "query")

    piece = ExportedFile("theorems/x.tex", "x", "symconv export theorems/x.tex", undecided)
    monkeypatch.setattr(export, "pieces", lambda look: iter([piece]))
    export.export(tmp_path, "1.0", lambda done, total: None)
    assert capsys.readouterr().err.startswith("left out theorems/x.tex: not proved")
    assert not (tmp_path / "theorems").exists()


@pytest.mark.parametrize("arguments", [[], ["--all"], ["theorems/adjoint.tex", "--all", "-o", "x"]])
def test_what_is_asked_for_must_be_clear(arguments):
    refused = run("export", *arguments)
    assert refused.exit_code == 2
    assert "give a PIECE, such as theorems/adjoint.tex, or --all and -o DIR" in refused.stderr


def test_an_unknown_piece_is_refused():
    with pytest.raises(
        GeometryError, match=r"there is no piece 'theorems/x.tex'; a piece is examples/NAME.tex"
    ):
        export.piece("theorems/x.tex", "1.0")
