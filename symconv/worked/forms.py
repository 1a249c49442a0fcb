"""The formats of a worked example: one row each, for Python and for the shell.

A row says what writes it, which files are of it by their suffix, and how a file says how it was
made. The table is read where the shell lists its options, so nothing here imports SymPy.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any, Literal

from symconv.errors import GeometryError, shown
from symconv.formulas.document import fragment_header, headed, markup_comment
from symconv.version import __version__
from symconv.worked.views import USUAL

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
    writer : str or callable
        A method of the example, or of its figure, by name; or a function of it.
    suffix : str
        What the names of its files end in, where that says it.
    head : callable
        Returns the text with the command that makes it again, as a comment.
    view : {"never", "always", "asked"}
        Whether it shows a view of the example; one that can show both shows a view if one is asked
        for.
    """

    writer: str | Callable[..., str]
    suffix: str = ""
    head: Head = _bare
    view: Literal["never", "always", "asked"] = "never"


FORMS = {
    "latex": Form("latex", head=_fragment),
    "document": Form("document", ".tex", _document),
    "beamer": Form("beamer", head=_document),
    "html": Form("html", ".html", _markup),
    "markdown": Form("markdown", ".md", _markdown),
    "text": Form("text", ".txt"),
    "json": Form("json", ".json"),
    "svg": Form("svg", ".svg", _markup, "always"),
    "animated-svg": Form("animated_svg", head=_markup, view="always"),
    "tikz": Form("tikz", head=_needing, view="always"),
    "png": Form("png", ".png", view="always"),
    "gif": Form("gif", ".gif", view="always"),
    "mp4": Form("mp4", ".mp4", view="always"),
    "pdf": Form("pdf", ".pdf", view="asked"),
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


def written(
    example: Any,
    form: str,
    command: str,
    view: str | None,
    compact: bool,
    width: str | None = None,
    **options: Any,
) -> str | bytes:
    """Return an example in a format, or one of its figures, under the command that makes it again: bytes of a picture.

    Raises
    ------
    GeometryError
        If there is no such format, or it has no width.
    UnsupportedError
        If the view cannot show the layer.
    """
    if form not in FORMS:
        raise GeometryError(f"there is no format {shown(form)}; the formats are {', '.join(FORMS)}")
    row = FORMS[form]
    is_asked = view is not None or compact
    is_figure = row.view == "always" or (row.view == "asked" and is_asked)
    if compact and not is_figure:
        raise GeometryError(f"the format {form} with compact: a figure alone can be one strip")
    if width is not None and not is_figure and form != "latex":
        raise GeometryError(f"the format {form} with a width: figures and latex have one")
    if is_figure:
        source = example.figure(view or USUAL, compact, width)
    else:
        source = example
        options |= {} if width is None else {"width": width}
    if isinstance(row.writer, str):
        made: str | bytes = getattr(source, row.writer)(**options)
    else:
        made = row.writer(source, **options)
    if isinstance(made, bytes):
        return made
    text = row.head(made, command)
    return text if text.endswith("\n") else f"{text}\n"
