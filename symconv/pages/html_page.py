"""The frame of every HTML page: one style, no link outwards, a script only where parts answer."""

from __future__ import annotations

from html import escape
from typing import NamedTuple

from symconv.figures.palette import page_css
from symconv.files import packaged_text


class PageScript(NamedTuple):
    """What makes parts of a page answer: the style of these parts, and the code."""

    style: str
    code: str


def page(title: str, body: str, lead: str = "", script: PageScript | None = None) -> str:
    """Return a whole HTML page.

    Parameters
    ----------
    title : str
        Plain text; the heading.
    body, lead : str
        HTML: the page, and the sentence under its heading.
    script : PageScript, optional
        For pages with parts that answer; without it the page has no script.

    Examples
    --------
    >>> text = page("One < two", "<p>Hello</p>")
    >>> "<h1>One &lt; two</h1>" in text, text.startswith("<!DOCTYPE html>")
    (True, True)
    """
    head = f"<h1>{escape(title)}</h1>\n" + (f'<p class="lead">{lead}</p>\n' if lead else "")
    scrollers = packaged_text("symconv.pages", "scrollers.js")
    code = f'\n<script type="module">\n{script.code}{scrollers}</script>\n' if script else ""
    styles = style() + (script.style if script else "")
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>\n{styles}</style></head>\n"
        f"<body><main>\n{head}{body}\n</main>{code}</body></html>\n"
    )


def style() -> str:
    """Return the style of a page and of the figures in it."""
    return page_css() + packaged_text("symconv.pages", "page.css")


def scrolling(content: str, name: str, kind: str = "") -> str:
    """Return HTML in a box that scrolls sideways where it is too wide; `kind` is one more class.

    It is no tab stop of itself: ``scrollers.js`` makes one of a box that scrolls, and only of that;
    so do most browsers where there is no script.
    """
    classes = f"scroll {kind}".strip()
    label = f"{name}, scrolls sideways"
    return f'<div class="{classes}" role="group" aria-label="{label}">{content}</div>'
