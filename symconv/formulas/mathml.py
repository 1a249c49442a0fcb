r"""LaTeX of this package as MathML, for pages that open offline.

latex2mathml does the work. It spells upright words letter by letter, does not know ``aligned`` and
row gaps, and passes some signs on unescaped, so the source is prepared for it, and its result is
parsed before anyone sees it.
"""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape
from xml.etree import ElementTree

from symconv.errors import UnsupportedError

_NAMESPACE = ' xmlns="http://www.w3.org/1998/Math/MathML"'
_PREPARED = (
    (re.compile(r"\\mathrm\{([A-Za-z]{2,})\}"), r"\\text{\1}"),
    (re.compile(r"\\mathbf\{([A-Za-z]{2,})\}"), r"\\textbf{\1}"),
    (re.compile(r"\\\\\[-8pt\] "), ""),
    (re.compile(r"\\\\\[3pt\]"), r"\\\\"),
    (re.compile(r"\\begin\{aligned\}"), r"\\begin{array}{rl}"),
    (re.compile(r"\\end\{aligned\}"), r"\\end{array}"),
)


@lru_cache(maxsize=4096)  # a page says the same letters again and again
def mathml(tex: str, display: bool = False) -> str:
    r"""Return a LaTeX fragment as one ``<math>`` element.

    Parameters
    ----------
    tex : str
        A fragment as this package writes it.
    display : bool
        A displayed formula instead of one in the line.

    Raises
    ------
    UnsupportedError
        If the result is not well-formed, or shows a LaTeX command as it stands.

    Examples
    --------
    >>> mathml("x_{1}")
    '<math display="inline"><mrow><msub><mi>x</mi><mrow><mn>1</mn></mrow></msub></mrow></math>'
    """
    from latex2mathml import converter

    source = tex
    for pattern, replacement in _PREPARED:
        source = pattern.sub(replacement, source)
    try:
        element = str(converter.convert(source, display="block" if display else "inline"))
        root = ElementTree.fromstring(element)  # noqa: S314 (made here, from our own text)
    except _refusals() as error:
        raise _refusal(tex, str(error) or type(error).__name__) from error
    for leaf in root.iter():
        if leaf.text and "\\" in leaf.text:
            raise _refusal(tex, f"{leaf.text} is not understood")
    return element.replace(_NAMESPACE, "", 1)


def _refusals() -> tuple[type[Exception], ...]:
    """Return what latex2mathml raises, whose errors have no common class, and the error of a result that is no XML."""
    from latex2mathml import exceptions

    return (
        ElementTree.ParseError,
        *(kind for kind in vars(exceptions).values() if isinstance(kind, type)),
    )


def _refusal(tex: str, reason: str) -> UnsupportedError:
    return UnsupportedError(
        f"{tex!r} cannot be shown as MathML: {reason}; use the commands that symconv.latex writes"
    )


_FORMULA = re.compile(r"\$([^$]+)\$")


def with_formulas(text: str) -> str:
    """Return words of LaTeX as HTML, the formulas between dollar signs as MathML."""
    pieces = _FORMULA.split(text)
    return "".join(
        mathml(piece) if number % 2 else escape(piece.replace(r"\_", "_"))
        for number, piece in enumerate(pieces)
    )
