r"""Every example, figure and theorem as a file of its own, for a paper's repository that keeps them fresh.

Each piece is made by one command, which its header and the Makefile name; the same version gives
the same bytes.
"""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from symconv.errors import GeometryError, Undecided, UnsupportedError
from symconv.figures.tikz import with_command
from symconv.files import packaged_text, write_whole
from symconv.formulas.document import escaped, fragment_header
from symconv.library import theorems
from symconv.library.judging import proved_entry
from symconv.pages.writers.latex import package
from symconv.worked import example, names
from symconv.worked.library import is_flat
from symconv.worked.views import VIEWS

STYLE = "symconv.sty"
_CHECK = r"""
check: check.tex $(PIECES)
	@max_print_line=1000 pdflatex -no-shell-escape -interaction=nonstopmode -file-line-error check.tex > check.txt || true
	@echo "$$(grep -c '^piece ' check.txt) pieces, $$(grep -c '^\./.*:[0-9]*: ' check.txt) failures"
	@! grep '^\./.*:[0-9]*: ' check.txt
	@grep -q '^Output written' check.txt
"""
"""Every piece by itself, behind nothing but what its header asks for; a failure names its piece."""


@dataclass(frozen=True)
class ExportedFile:
    """One file.

    Parameters
    ----------
    path : str
        Where it stands, such as ``examples/seed-1d.tex``.
    title : str
        What it shows, in plain text.
    command : str
        The line for the shell that makes it.
    make : callable
        Returns its content, given the version.
    """

    path: str
    title: str
    command: str
    make: Callable[[str], str]


@dataclass(frozen=True)
class ColumnStyle:
    """The width of the column, and how positions are written; ``None`` as usual."""

    width: str | None = None
    index: str | None = None

    @property
    def options(self) -> str:
        """What the shell is told of it."""
        given = {"--width": self.width, "--index": self.index}
        return "".join(f" {name} {shlex.quote(value)}" for name, value in given.items() if value)


_USUAL = ColumnStyle()


def pieces(look: ColumnStyle = _USUAL) -> Iterator[ExportedFile]:
    """Yield every piece: examples, their figures in every view, theorems."""
    for name in names():
        command = f"symconv example {name} --format latex{look.options}"
        make = partial(_example, name, command, look)
        yield ExportedFile(f"examples/{name}.tex", name, command, make)
    column = ColumnStyle(width=look.width)
    for name in names():
        drawn = [view for view, row in VIEWS.items() if is_flat(name) or not row.is_flat]
        for view in drawn:
            command = f"symconv example {name} --format tikz --view {view}{column.options}"
            yield ExportedFile(
                f"figures/{name}-{view}.tex",
                f"{name}: {view}",
                command,
                partial(_figure, name, view, command, look),
            )
    for name in theorems():
        path = f"theorems/{name}.tex"
        command = f"symconv export {path}{look.options}"
        yield ExportedFile(path, name, command, partial(_theorem, name, command, look))


def piece(path: str, version: str, look: ColumnStyle = _USUAL) -> str:
    """Return the content of one piece.

    Raises
    ------
    GeometryError
        If there is none of this path.
    Undecided
        If the theorem is not proved.
    """
    if path == STYLE:
        return package()
    found = {each.path: each for each in pieces(look)}
    if path not in found:
        known = "examples/NAME.tex, figures/NAME-VIEW.tex, theorems/NAME.tex or symconv.sty"
        raise GeometryError(f"there is no piece {path!r}; a piece is {known}")
    return found[path].make(version)


def export(
    directory: str | os.PathLike[str],
    version: str,
    progress: Callable[[int, int], None],
    look: ColumnStyle = _USUAL,
) -> None:
    """Write every piece, ``index.tex``, ``check.tex``, ``symconv-macros.tex``, a ``Makefile`` and ``README.md`` to a folder.

    A theorem that is not decided is left out, with a line on stderr, and so is a figure that has no
    room in the column.

    Parameters
    ----------
    directory : path
        Made where it does not exist.
    version : str
        Of symconv, for the headers.
    progress : callable
        Called with the pieces done and the pieces in all.
    look : ColumnStyle
        The width of the column, and how positions are written.

    Raises
    ------
    OSError
        If a file cannot be written.
    """
    every = list(pieces(look))
    made: dict[ExportedFile, str] = {}
    for done, each in enumerate(every, start=1):
        try:
            made[each] = each.make(version)
        except (Undecided, UnsupportedError) as error:
            print(f"left out {each.path}: {error}", file=sys.stderr)
        finally:
            progress(done, len(every))
    for path, content in {
        **{each.path: text for each, text in made.items()},
        **_around(list(made), look),
    }.items():
        target = Path(directory) / path
        target.parent.mkdir(parents=True, exist_ok=True)
        write_whole(target, content)


def _example(name: str, command: str, look: ColumnStyle, version: str) -> str:
    text = example(name).latex(look.width, index=look.index or "subscript")
    return f"{fragment_header(version, command)}{text}\n"


def _figure(name: str, view: str, command: str, look: ColumnStyle, version: str) -> str:
    return with_command(example(name).figure(view, width=look.width).tikz(), version, command)


def _theorem(name: str, command: str, look: ColumnStyle, version: str) -> str:
    text = proved_entry(name).latex(
        environment="theorem",
        label=f"thm:{name}",
        index=look.index or "subscript",
        width=look.width,
    )
    return f"{fragment_header(version, command, 'amsmath,amssymb,amsthm')}{text}\n"


def _around(every: list[ExportedFile], look: ColumnStyle) -> dict[str, str]:
    """Return the files that hold the pieces together."""
    preamble = packaged_text("symconv.book", "index.tex")
    lines = []
    for folder, group in _folders(every):
        lines.append(rf"\section{{{folder.capitalize()}}}")
        lines += [rf"\symconvpiece{{{escaped(each.title)}}}{{{each.path}}}" for each in group]
    index = f"{preamble}\\begin{{document}}\n" + "\n".join(lines) + "\n\\end{document}\n"
    return {
        STYLE: package(),
        "index.tex": index,
        "check.tex": _check(every),
        "symconv-macros.tex": packaged_text("symconv.book", "macros.tex"),
        "Makefile": _makefile(every, look),
        "README.md": _readme(every),
    }


def _check(every: list[ExportedFile]) -> str:
    """Return a document that reads every piece and says which one it reads."""
    lines = "".join(
        f"\\typeout{{piece {each.path}}}\n\\input{{./{each.path}}}\\par\n" for each in every
    )
    return (
        "\\documentclass{article}\n\\usepackage{amsmath,amssymb,amsthm,tikz}\n"
        "\\usetikzlibrary{patterns,arrows.meta}\n\\newtheorem{theorem}{Theorem}\n"
        f"\\begin{{document}}\n{lines}\\end{{document}}\n"
    )


def _folders(every: list[ExportedFile]) -> Iterator[tuple[str, list[ExportedFile]]]:
    for folder in ("examples", "figures", "theorems"):
        yield folder, [each for each in every if each.path.startswith(f"{folder}/")]


def _makefile(every: list[ExportedFile], look: ColumnStyle) -> str:
    rules = "\n".join(f"{each.path}:\n\t{_rule(each)}\n" for each in every)
    listed = " \\\n  ".join(each.path for each in every)
    return (
        "# make: the index as a PDF.  make check: does every piece compile?  make fresh: every piece anew.\n"
        "# make -B examples/seed-1d.tex: one piece anew.\n"
        f"SYMCONV ?= symconv\nPIECES = \\\n  {listed}\n\n"
        f".PHONY: all check fresh\nall: index.pdf\n{_CHECK}\nfresh:\n\t$(SYMCONV) export "
        f"--all{look.options} -o .\n\n"
        "index.pdf: index.tex symconv-macros.tex $(PIECES)\n"
        "\tpdflatex -no-shell-escape -interaction=nonstopmode -halt-on-error -file-line-error index.tex\n"
        "\tpdflatex -no-shell-escape -interaction=nonstopmode -halt-on-error -file-line-error index.tex\n\n"
        f"{rules}"
    )


def _rule(each: ExportedFile) -> str:
    """Return the command with the file it writes to; ``export`` takes the folder."""
    arguments = each.command.removeprefix("symconv ")
    return f"$(SYMCONV) {arguments} -o {'.' if arguments.startswith('export ') else '$@'}"


def _readme(every: list[ExportedFile]) -> str:
    parts = [
        "# Transposed convolutions, piece by piece\n\n"
        "Written by symconv. Read a piece by `\\input` after `\\usepackage{amsmath,amssymb,amsthm,tikz}`,\n"
        "`\\usetikzlibrary{patterns,arrows.meta}` and `\\newtheorem{theorem}{Theorem}`.\n"
        "`make` compiles `index.tex`, which shows all of them; `make check` tells\n"
        "whether each of them compiles by itself; `make fresh` makes every piece anew."
    ]
    for folder, group in _folders(every):
        rows = "\n".join(f"| [{each.path}]({each.path}) | `{each.command}` |" for each in group)
        parts.append(f"## {folder.capitalize()}\n\n| file | made by |\n| --- | --- |\n{rows}")
    return "\n\n".join(parts) + "\n"
