r"""A fragment as a LaTeX document that compiles on its own, and the compiler.

The document needs ``amsmath``, ``amssymb`` and ``geometry``, which every LaTeX has, and pdflatex's
own fonts.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

from symconv.errors import ToolFailed, ToolMissing

_LONGEST_RUN = 120

_SPECIAL = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{sign: f"\\{sign}" for sign in "&%$#_{}"},
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
}


def document(body: str, title: str = "") -> str:
    r"""Return a whole LaTeX document.

    Parameters
    ----------
    body : str
        LaTeX in text mode.
    title : str
        Plain text; the document has no title without it.

    Examples
    --------
    >>> print(document(displayed("y = x_{1} w_{2}"), "One product"))
    \documentclass[11pt]{article}
    \usepackage[a4paper,margin=24mm]{geometry}
    \usepackage{amsmath,amssymb}
    \setlength{\parindent}{0pt}\setlength{\parskip}{6pt plus 2pt}\setlength{\arraycolsep}{3pt}\raggedbottom\sloppy
    \begin{document}
    {\Large\bfseries One product\par}\bigskip
    <BLANKLINE>
    \[
    y = x_{1} w_{2}
    \]
    \end{document}
    <BLANKLINE>
    """
    head = f"{{\\Large\\bfseries {escaped(title)}\\par}}\\bigskip\n\n" if title else ""
    return (
        "\\documentclass[11pt]{article}\n"
        "\\usepackage[a4paper,margin=24mm]{geometry}\n"
        "\\usepackage{amsmath,amssymb}\n"
        "\\setlength{\\parindent}{0pt}\\setlength{\\parskip}{6pt plus 2pt}\\setlength{\\arraycolsep}{3pt}"
        "\\raggedbottom\\sloppy\n"
        f"\\begin{{document}}\n{head}{body}\n\\end{{document}}\n"
    )


def fragment_header(version: str, command: str, needs: str = "amsmath,amssymb") -> str:
    r"""Return the comment above a fragment: what it needs, what made it, and how to make it again.

    Parameters
    ----------
    version : str
        Of symconv.
    command : str
        A line for the shell.
    needs : str
        Packages, as ``\usepackage`` takes them.

    Examples
    --------
    >>> print(fragment_header("1.0", "symconv example seed-1d --format latex"), end="")
    % needs \usepackage{amsmath,amssymb}
    % made by symconv 1.0: symconv example seed-1d --format latex
    """
    return f"% needs \\usepackage{{{needs}}}\n% made by symconv {version}: {command}\n"


def markup_comment(version: str, command: str) -> str:
    r"""Return the comment of HTML, SVG and Markdown that says how a file was made.

    Two hyphens may not stand in such a comment; with a backslash between them they are the same
    for the shell.

    Examples
    --------
    >>> print(markup_comment("1.0", "symconv example seed-1d --format svg"))
    <!-- made by symconv 1.0: symconv example seed-1d -\-format svg -->
    """
    apart = re.sub(r"-(?=-)", r"-\\", command).replace("->", r"-\>")
    return f"<!-- made by symconv {version}: {apart} -->"


def headed(text: str, line: int, comment: str) -> str:
    r"""Return a text with a comment in front of a line of it.

    Examples
    --------
    >>> headed("a\nb", 1, "% made")
    'a\n% made\nb'
    """
    lines = text.split("\n")
    return "\n".join([*lines[:line], comment, *lines[line:]])


def displayed(math: str) -> str:
    """Return a fragment for math mode as a displayed formula."""
    return f"\\[\n{math}\n\\]"


def escaped(text: str) -> str:
    r"""Return plain text with LaTeX's special characters escaped.

    Examples
    --------
    >>> print(escaped("50% of x_1"))
    50\% of x\_1
    """
    return re.sub(r"[\\~^&%$#_{}<>|]", lambda match: _SPECIAL[match[0]], text)


def compile_pdf(tex_path: str | os.PathLike[str], runs: int = 1) -> Path:
    """Compile a LaTeX file beside itself with pdflatex, without shell escape.

    Parameters
    ----------
    tex_path : path
        The document.
    runs : int
        2 where it refers to its own pages or labels.

    Returns
    -------
    Path
        The PDF.

    Raises
    ------
    ToolMissing
        If there is no pdflatex.
    ToolFailed
        If pdflatex reports an error, with its first lines.
    """
    source = Path(tex_path).resolve()
    program = shutil.which("pdflatex")
    if program is None:
        raise ToolMissing(
            "pdflatex", "any TeX distribution has it, such as texlive-latex-recommended on Debian"
        )
    command = [
        program,
        "-no-shell-escape",
        "-interaction=nonstopmode",
        "-halt-on-error",
        "-file-line-error",
        source.name,
    ]
    for _ in range(runs - 1):
        _run([*command[:-1], "-draftmode", source.name], source.parent)
    _run(command, source.parent)
    return source.with_suffix(".pdf")


def _run(command: list[str], folder: Path) -> None:
    try:
        done = subprocess.run(  # noqa: S603 (a fixed program and options; the file is an argument of its own)
            command,
            cwd=folder,
            env={"HOME": str(folder), **os.environ},  # where TeX keeps fonts that it draws first
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_LONGEST_RUN,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise ToolFailed("pdflatex", f"no result after {_LONGEST_RUN} seconds") from error
    if done.returncode:
        lines = done.stdout.decode(errors="replace").splitlines()
        errors = [line for line in lines if re.match(r".*:\d+: |!", line)] or lines[-5:]
        raise ToolFailed("pdflatex", "\n".join(errors[:5]))
