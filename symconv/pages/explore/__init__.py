"""A layer over one axis to try out: controls, a picture that answers, and the script that moves them.

Everything the page shows at first is written here and needs no script: the size, the figure, the
table of all positions. The script then draws the same relation for any setting; its numbers come
from one pure function in ``relation.js``.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from html import escape
from typing import Any

from symconv.files import packaged_text
from symconv.formulas.listing import FORMULAS
from symconv.formulas.mathml import mathml
from symconv.formulas.notation import USUAL, Notation
from symconv.layers.conv import ConvTranspose
from symconv.layers.plan import Plan
from symconv.operations import tensor
from symconv.pages.html_page import PageScript, scrolling

SCRIPTS = ("relation.js", "wording.js", "picture.js", "controls.js")
"""In the order in which they are put together; the first one knows nothing of a page."""

FIELDS = {
    "I": ("input size", 1, 8),
    "k": ("kernel size", 1, 7),
    "s": ("stride", 1, 5),
    "p": ("padding", 0, 12),
    "d": ("dilation", 1, 4),
    "a": ("output padding", 0, 4),
}
"""What each letter means, the smallest value that can be legal, and the largest one that is drawn."""

_INTRODUCTION = (
    "Change the layer and watch the output follow. Every input cell multiplies the whole kernel; "
    "the copies are placed one "
    "stride apart and added. Here the input cells are called {x}, the taps {w}; positions count "
    "from {origin}."
)
_HINT = "Tab: next group of cells. Arrow keys: next cell. Enter: keep the cell lit. Escape: let go."


@dataclass(frozen=True)
class Trial:
    """The layer that the page shows first: one axis, without channels, the same padding at both ends.

    Parameters
    ----------
    I, k, s, p, d, a : int
        Input size, kernel size, stride, padding, dilation, output padding.
    """

    I: int
    k: int
    s: int = 1
    p: int = 0
    d: int = 1
    a: int = 0

    @classmethod
    def of(cls, layer: Any, input_size: Any) -> Trial | None:
        """Return the setting of a layer on an input, or ``None`` where the controls cannot show it.

        Examples
        --------
        >>> Trial.of(ConvTranspose(3, stride=2, padding=1), 2)
        Trial(I=2, k=3, s=2, p=1, d=1, a=0)
        >>> Trial.of(ConvTranspose((3, 3)), (2, 2)) is None
        True
        """
        if layer.channels is not None or len(layer.axes) != 1:
            return None
        axis = layer.axes[0]
        size = input_size[0] if isinstance(input_size, tuple) else input_size
        if axis.begin != axis.end:
            return None
        setting = cls(
            size, axis.kernel_size, axis.stride, axis.begin, axis.dilation, axis.output_padding
        )
        return (
            setting
            if all(low <= getattr(setting, name) <= high for name, (_, low, high) in FIELDS.items())
            else None
        )

    @property
    def layer(self) -> ConvTranspose:
        """The layer."""
        return ConvTranspose(
            self.k, stride=self.s, padding=self.p, output_padding=self.a, dilation=self.d
        )

    @property
    def values(self) -> dict[str, int]:
        """The numbers by their letters."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


def explorer(setting: Trial, level: int = 2, notation: Notation = USUAL) -> str:
    """Return the part of a page in which a layer can be tried out.

    Parameters
    ----------
    setting : Trial
        What is shown first.
    level : int
        Of the heading.
    notation : Notation
        What input, kernel and output are called, and from where positions count.

    Returns
    -------
    str
        HTML; the page needs the :func:`script` of this notation. A page has room for one explorer.

    Examples
    --------
    >>> html = explorer(Trial(I=2, k=3, s=2, p=1))
    >>> html.count("<input"), html.count("<svg"), html.count("<script")
    (7, 1, 0)
    """
    names = {
        role: mathml(rf"{letter}_{{{notation.first}}},{letter}_{{{notation.first + 1}}},\ldots")
        for role, letter in (("x", notation.input), ("w", notation.kernel))
    }
    introduction = _INTRODUCTION.format(**names, origin=notation.origin)
    heading = f'<h{level} id="explore">Try it</h{level}>\n<p>{introduction}</p>'
    return "\n".join(
        (
            '<section class="explore" aria-labelledby="explore">',
            heading,
            _layer(setting),
            _verdict(setting),
            _steps(setting),
            _figure(setting, notation),
            '<div class="explore-formula" hidden></div>',
            f'<p class="explore-hint" hidden>{_HINT} <a class="explore-link">Link to this picture</a></p>',
            _table(setting, notation),
            '<p class="explore-status" role="status"></p>',
            "</section>",
        )
    )


def script(notation: Notation = USUAL) -> PageScript:
    """Return the style and the code that make the explorer of a page answer."""
    named = {"x": notation.input, "w": notation.kernel, "y": notation.output}
    counted = {"first": notation.first, "origin": notation.origin}
    start = f"const NOTATION = {json.dumps(named | counted)};"
    scripts = [packaged_text(__name__, name) for name in SCRIPTS]
    return PageScript(packaged_text(__name__, "explore.css"), "\n".join([start, *scripts]))


def _layer(setting: Trial) -> str:
    inputs = "\n".join(
        f'<label><i class="sc-v">{letter}</i><input type="number" name="{letter}" min="{low}" max="{high}" '
        f'value="{setting.values[letter]}" aria-label="{meaning} {letter}" aria-describedby="explore-error">'
        f"<small>{meaning}</small></label>"
        for letter, (meaning, low, high) in FIELDS.items()
    )
    return f'<div class="explore-layer" hidden><fieldset><legend>The layer</legend>\n{inputs}\n</fieldset></div>'


def _verdict(setting: Trial) -> str:
    """Return the output size; the script says here what is wrong with a setting."""
    formula = FORMULAS["output_size"]
    written = formula.put(**setting.values)
    numbers = f"{mathml(f'= {written.tex}')} {mathml(f'= {written.value}')}"
    return (
        '<div class="explore-verdict"><p class="explore-error" id="explore-error" role="alert"></p>'
        f'<p class="explore-size">{mathml(formula.latex())} <span '
        f'class="explore-numbers">{numbers}</span></p></div>'
    )


def _steps(setting: Trial) -> str:
    return (
        '<div class="explore-steps" role="group" aria-label="Placements" hidden>'
        '<button type="button" class="explore-back" aria-label="Previous placement">◀</button>'
        f'<input type="range" class="explore-slider" min="0" max="{setting.I}" value="{setting.I}" step="1" '
        'aria-label="Copies placed">'
        '<button type="button" class="explore-next" aria-label="Next placement">▶</button>'
        '<button type="button" class="explore-play">Play</button>'
        '<span class="explore-placed"></span></div>'
    )


def _figure(setting: Trial, notation: Notation) -> str:
    from symconv.figures import scale_place_sum

    x, w = notation.renamed(tensor("x", setting.I), tensor("w", setting.k))
    drawing = scale_place_sum(setting.layer, x, w, name="explore-drawing", notation=notation)
    return scrolling(drawing.svg(standalone=False), "The picture", "explore-figure")


def _table(setting: Trial, notation: Notation) -> str:
    # a row for every position of the canvas
    whole = ConvTranspose(setting.k, stride=setting.s, dilation=setting.d).plan(setting.I)
    begin, size = setting.p, setting.layer.output_size(setting.I)
    canvas = max(whole.output_shape[0], begin + size)
    outputs = (position - begin for position in range(canvas))
    names = [
        f"{notation.output}_{{{o + notation.first}}}" if 0 <= o < size else None for o in outputs
    ]
    sums = (_sum(whole, position, notation) for position in range(canvas))
    positions = [
        _row(*row)
        for row in zip(range(notation.origin, notation.origin + canvas), sums, names, strict=True)
    ]
    rows = "\n".join(positions)
    head = "".join(
        f'<th scope="col">{escape(text)}</th>' for text in ("position", "sum of", "becomes")
    )
    return (
        "<details open><summary>Every position in a table</summary>\n<table><caption>What lands "
        "at each position</caption>\n"
        f"<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}\n</tbody></table></details>"
    )


def _row(position: int, total: str, output: str | None) -> str:
    becomes = mathml(output) if output else "cropped"
    return f'<tr><th scope="row">{position}</th><td>{mathml(total)}</td><td>{becomes}</td></tr>'


def _sum(whole: Plan, position: int, notation: Notation) -> str:
    """Return what lands at a position; behind the canvas nothing does."""
    if position >= whole.output_shape[0]:
        return "0"
    products = slice(whole.starts[position], whole.starts[position + 1])
    pairs = zip(whole.inputs[products], whole.taps[products], strict=True)
    x, w, first = notation.input, notation.kernel, notation.first
    return " + ".join(f"{x}_{{{i + first}}} {w}_{{{t + first}}}" for i, t in pairs) or "0"
