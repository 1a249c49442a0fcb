"""The layer page: one layer over one or two axes in linked views, which a reader sets by sliders that cannot go wrong.

The page stands alone: no network, no framework. Its numbers come from ``relation.js``, the relation of
one axis that the chapter's explorer has, and from ``layer.js``, which joins axes; both know nothing
of a page, and the tests hold them against the layers.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

from symconv.figures.palette import counts, page_css
from symconv.figures.ramp import LEVELS
from symconv.files import packaged_text
from symconv.pages.explore import Trial

CORE = ("relation.js", "layer.js")
"""The scripts that compute."""
SCRIPTS = (*CORE, "views.js", "page.js")


@dataclass(frozen=True)
class Hypothesis:
    """A theorem for the page, and what happens without its hypothesis.

    Parameters
    ----------
    name : str
        Of the hypothesis in the page's script: ``divides``, ``remainder``, ``unpadded`` or ``short``.
    claim : str
        What holds under it, in plain text.
    broken : str
        The smallest counterexample without it, in plain text.
    """

    name: str
    claim: str
    broken: str


def core() -> str:
    """Return the part of the script that computes."""
    return "\n".join(map(_script, CORE))


def layer_page(start: Iterable[Trial], hypotheses: Iterable[Hypothesis]) -> str:
    """Return the page.

    Parameters
    ----------
    start : iterable of Trial
        What is shown first, for one axis or for two.
    hypotheses : iterable of Hypothesis
        Theorems of which the page says whether they speak of the layer.

    Examples
    --------
    >>> page = layer_page([Trial(I=3, k=3, s=2, p=1)], [])
    >>> page.count("<script"), "http" in page
    (1, False)
    """
    first = f"const START = {json.dumps([trial.values for trial in start])};"
    script = "\n".join((first, *map(_script, SCRIPTS)))
    body = packaged_text(__name__, "layer_page.html").replace(
        "<!--hypotheses-->", "\n".join(map(_told, hypotheses))
    )
    style = f"{page_css()}{_levels()}{packaged_text(__name__, 'layer_page.css')}"
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>One transposed convolution, in six views</title>\n<style>\n{style}</style></head>\n"
        f'<body class="bench">\n{body}<script type="module">\n{script}\n</script>\n</body></html>\n'
    )


def _told(each: Hypothesis) -> str:
    return (
        f'<details data-needs="{each.name}"><summary>{escape(each.claim)} <b class="here"></b></summary>'
        f'<p class="break">Switched off, it breaks: {escape(each.broken)}</p></details>'
    )


def _levels() -> str:
    """Return the colours of counts as variables, for both themes."""
    light, dark = (_variables(is_dark) for is_dark in (False, True))
    return (
        f":root{{{light}}}\n"
        f"@media screen and (prefers-color-scheme:dark){{:root{{{dark}}}}}\n"
        "body{margin:0;background:var(--paper);color:var(--ink)}*{box-sizing:border-box}\n"
    )


def _variables(is_dark: bool) -> str:
    colours = counts(range(LEVELS), is_dark).items()
    return "".join(f"--{name.replace('count', 'level')}:{value};" for name, value in colours)


def _script(name: str) -> str:
    room = "symconv.pages.explore" if name == "relation.js" else __name__
    return packaged_text(room, name)
