"""The formats of a worked example: one row each, for Python and for the shell.

A row says which method writes it, which files are of it by their suffix, and how a file says how
it was made. The table is read where the shell lists its options, so nothing here imports SymPy.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from symconv.errors import GeometryError, shown
from symconv.formulas.document import fragment_header, headed, markup_comment
from symconv.version import __version__

Head = Callable[[str, str], str]


def _fragment(text: str, command: str) -> str:
    needs = "amsmath,amssymb" + ",xcolor" * (r"\textcolor" in text)
    return f"{fragment_header(__version__, command, needs)}{text}\n"


def _document(text: str, command: str) -> str:
    return headed(text, 0, f"% made by symconv {__version__}: {command}")


def _needing(text: str, command: str) -> str:
    return headed(text, 1, f"% made by symconv {__version__}: {command}")


def _markdown(text: str, command: str) -> str:
    return headed(text, 0, markup_comment(__version__, command) + "\n")


def _markup(text: str, command: str) -> str:
    return headed(text, 1, markup_comment(__version__, command))


def _bare(text: str, command: str) -> str:
    return text


@dataclass(frozen=True)
class Form:
    """One format.

    Parameters
    ----------
    method : str
        Of the example, or of its figure, which returns the text.
    suffix : str
        What the names of its files end in, where that says it.
    head : callable
        Returns the text with the command that makes it again, as a comment.
    is_figure : bool
        Whether it shows a view.
    """

    method: str
    suffix: str = ""
    head: Head = _bare
    is_figure: bool = False


FORMS = {
    "latex": Form("latex", head=_fragment),
    "document": Form("document", ".tex", _document),
    "beamer": Form("beamer", head=_document),
    "html": Form("html", ".html", _markup),
    "markdown": Form("markdown", ".md", _markdown),
    "text": Form("text", ".txt"),
    "json": Form("json", ".json"),
    "svg": Form("svg", ".svg", _markup, is_figure=True),
    "animated-svg": Form("animated_svg", head=_markup, is_figure=True),
    "tikz": Form("tikz", head=_needing, is_figure=True),
}


def form_of(path: str) -> str:
    """Return the format of a file by its suffix.

    Raises
    ------
    GeometryError
        If no format has it.

    Examples
    --------
    >>> form_of("steps.tex"), form_of("FIGURE.SVG")
    ('document', 'svg')
    """
    suffix = PurePath(path).suffix.lower()
    found = [name for name, form in FORMS.items() if form.suffix and form.suffix == suffix]
    if not found:
        known = ", ".join(form.suffix for form in FORMS.values() if form.suffix)
        raise GeometryError(
            f"save({path!r}): the suffix is {suffix!r}, but one of {known} is needed"
        )
    return found[0]


def written(example: Any, form: str, view: str, command: str, **options: Any) -> str:
    """Return an example in a format, or one of its figures, under the command that makes it again.

    Raises
    ------
    GeometryError
        If there is no such format.
    UnsupportedError
        If the view cannot show the layer.
    """
    if form not in FORMS:
        raise GeometryError(f"there is no format {shown(form)}; the formats are {', '.join(FORMS)}")
    row = FORMS[form]
    source = example.figure(view) if row.is_figure else example
    text: str = getattr(source, row.method)(**options)
    return row.head(text, command)
