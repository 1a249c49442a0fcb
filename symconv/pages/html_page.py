"""A self-contained HTML page: formulas as MathML, figures as inline SVG, one style, no link outwards."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from importlib import resources
from typing import NamedTuple

from symconv.figures.palette import page_css
from symconv.formulas.listing import Algorithm
from symconv.formulas.mathml import mathml


class Row(NamedTuple):
    """One row of a derivation: left side, relation with right side, and the reason; the first two are HTML."""

    left: str
    right: str
    why: str


class Script(NamedTuple):
    """What makes parts of a page answer: the style of these parts, and the code."""

    style: str
    code: str


def page(title: str, body: str, lead: str = "", script: Script | None = None) -> str:
    """Return a whole HTML page.

    Parameters
    ----------
    title, lead : str
        Plain text; the heading, and the paragraph under it.
    body : str
        HTML.
    script : Script, optional
        For pages with parts that answer; without it the page has no script.

    Examples
    --------
    >>> text = page("One < two", "<p>Hello</p>")
    >>> "<h1>One &lt; two</h1>" in text, text.startswith("<!DOCTYPE html>")
    (True, True)
    """
    head = f"<h1>{escape(title)}</h1>\n" + (f'<p class="lead">{escape(lead)}</p>\n' if lead else "")
    code = f'\n<script type="module">\n{script.code}</script>\n' if script else ""
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>\n{style()}{script.style if script else ''}</style></head>\n"
        f"<body><main>\n{head}{body}\n</main>{code}</body></html>\n"
    )


def style() -> str:
    """Return the style of a page and of the figures in it."""
    return page_css() + (resources.files("symconv.pages") / "page.css").read_text(encoding="utf-8")


def inline(tex: str) -> str:
    """Return LaTeX as a formula in the line."""
    return mathml(tex)


def displayed(tex: str) -> str:
    """Return LaTeX as a displayed formula; a wide one scrolls in its own box."""
    return scrolling(mathml(tex, display=True), "Formula")


def derivation(rows: Iterable[Row]) -> str:
    """Return a derivation: left side, relation, reason, a hairline under each row."""
    body = "\n".join(
        f'<tr><td class="l">{left}</td><td class="r">{right}</td><td class="why">{why}</td></tr>'
        for left, right, why in rows
    )
    return scrolling(f'<table class="steps">\n{body}\n</table>', "Derivation")


def figure(svg: str, caption: str, identity: str, number: str = "") -> str:
    """Return a drawing with its caption, which is HTML."""
    label = f"<b>{escape(number)}.</b> " if number else ""
    name = escape(number or "Figure")
    return f'<figure id="{escape(identity)}">{scrolling(svg, name)}<figcaption>{label}{caption}</figcaption></figure>'


def algorithm(listing: Algorithm, identity: str, number: str = "Algorithm") -> str:
    """Return a listing with numbered lines; indentation shows the blocks."""
    lines = "\n".join(
        f'<li style="--in:{indent}">{mathml(tex)}</li>' for indent, tex in listing.lines()
    )
    name = escape(identity)
    head = f'<p class="cap" id="{name}-c"><b>{escape(number)}</b>&ensp;{escape(listing.title)}</p>'
    listed = scrolling(f"<ol>\n{lines}\n</ol>", escape(number))
    return f'<figure class="algo" id="{name}" aria-labelledby="{name}-c">{head}{listed}</figure>'


def scrolling(content: str, name: str, kind: str = "") -> str:
    """Return HTML in a box that scrolls sideways where it is too wide, by keyboard too; `kind` is one more class."""
    classes = f"scroll {kind}".strip()
    return f'<div class="{classes}" tabindex="0" role="group" aria-label="{name}, scrolls sideways">{content}</div>'
