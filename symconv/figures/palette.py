"""The colours of every figure and page, as data: roles in a light and a dark theme, and their style rules.

Colour means one thing: which input cell a value comes from. Everything else is neutral. The six
input colours can be told apart with any colour vision and in grey print; beyond six they repeat in
row-major order.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from string import Template

from symconv.figures.ramp import LEVELS, colour

SANS = 'system-ui,"Segoe UI","Helvetica Neue",Arial,"Liberation Sans",sans-serif'
SERIF = '"STIX Two Text","Times New Roman","Liberation Serif",Tinos,"Latin Modern Roman",serif'


@dataclass(frozen=True)
class Pair:
    """One colour in the light and in the dark theme."""

    light: str
    dark: str


@dataclass(frozen=True)
class Hue:
    """The colour of an input cell: its fill, its edge, and the grey that the light fill prints as."""

    name: str
    fill: Pair
    edge: Pair
    grey: str


INPUTS = (
    Hue("blue", Pair("#cfe1f6", "#415062"), Pair("#005582", "#a9c7ee"), "#dfdfdf"),
    Hue("amber", Pair("#eead5e", "#9d5715"), Pair("#674c00", "#f0b268"), "#bababa"),
    Hue("teal", Pair("#8ad9c0", "#126255"), Pair("#075b49", "#6fd3bb"), "#cacaca"),
    Hue("violet", Pair("#ae90db", "#592d82"), Pair("#5d418d", "#cda6f2"), "#9e9e9e"),
    Hue("cream", Pair("#faefbb", "#747150"), Pair("#585100", "#dcd79c"), "#eeeeee"),
    Hue("brick", Pair("#cf6355", "#482d2d"), Pair("#8e3025", "#e79a8c"), "#838383"),
)

ROLES = {
    "paper": Pair("#ffffff", "#14171b"),
    "panel": Pair("#f6f7f9", "#1c2127"),
    "ink": Pair("#16191d", "#f4f6f8"),
    "soft": Pair("#3f4854", "#c4ccd6"),
    "muted": Pair("#5a6472", "#a2acb8"),
    "zero": Pair("#7b8592", "#8b95a2"),
    "ghost": Pair("#c3cad3", "#454e59"),
    "kernel": Pair("#eceff3", "#2b323b"),
    "focus": Pair("#0b57d0", "#8ab4ff"),
    "proved": Pair("#0b6650", "#6fd3bb"),
    "refuted": Pair("#a3160f", "#ff9b8f"),
}

_SHAPES = f"""\
.sc-t,.sc-h,.sc-n{{font-family:{SANS}}}.sc-h{{font-weight:600}}
.sc-m,.sc-q,.sc-v,.sc-r{{font-family:{SERIF}}}.sc-v{{font-style:italic}}.sc-r{{font-style:normal}}.sc-s{{font-weight:600}}
.sc-z{{stroke-dasharray:2 2.5}}.sc-g,.sc-w,.sc-b,.sc-l,.sc-d,.sc-x{{fill:none}}.sc-g{{stroke-dasharray:2 3}}
.sc-b{{stroke-width:2.25}}.sc-d{{stroke-width:2}}.sc-x{{stroke-width:1.75;stroke-dasharray:7 4}}
.sc-u{{fill:none;stroke-width:.9;opacity:.4}}.sc-o{{opacity:.55}}
"""

_COLOURS = """\
.sc-t{fill:$soft}.sc-h,.sc-m{fill:$ink}.sc-n,.sc-q,.sc-a,.sc-o{fill:$muted}.sc-bg,.sc-p{fill:$paper}
.sc-k{fill:$kernel;stroke:$ink}.sc-z{fill:$paper;stroke:$zero}.sc-g,.sc-w{stroke:$ghost}.sc-u{stroke:$ink}
.sc-b,.sc-x{stroke:$ink}.sc-l,.sc-d{stroke:$muted}.sc-hl{fill:none;stroke:$paper;stroke-width:2}.sc-mk{fill:$zero}.sc-i0{fill:$panel;stroke:$ghost}.sc-f0{fill:$panel}
"""


def hue(input_cell: int) -> int:
    """Return the number of an input cell's colour, 1 to 6: the six repeat in row-major order.

    Examples
    --------
    >>> [hue(cell) for cell in range(8)]
    [1, 2, 3, 4, 5, 6, 1, 2]
    """
    return input_cell % len(INPUTS) + 1


def theme(dark: bool = False) -> dict[str, str]:
    """Return every role of one theme with its colour.

    Parameters
    ----------
    dark : bool
        The dark theme instead of the light one.

    Returns
    -------
    dict
        The neutral roles, and ``fill1`` and ``edge1`` to ``fill6`` and ``edge6`` (input cells).

    Examples
    --------
    >>> theme()["paper"], theme(dark=True)["paper"]
    ('#ffffff', '#14171b')
    """
    colours = dict(ROLES)
    for number, shade in enumerate(INPUTS, start=1):
        colours |= {f"fill{number}": shade.fill, f"edge{number}": shade.edge}
    return {role: pair.dark if dark else pair.light for role, pair in colours.items()}


def counts(levels: Iterable[int], dark: bool = False) -> dict[str, str]:
    """Return the colours of some levels of the count scale, and of the text on them.

    Examples
    --------
    >>> counts([0])
    {'count0': '#e2ecf5', 'numeral0': '#16191d'}
    """
    neutral = theme(dark)
    found: dict[str, str] = {}
    for level in levels:
        ground = colour(level, dark)
        numeral = max(neutral["ink"], neutral["paper"], key=partial(contrast, ground))
        found |= {f"count{level}": ground, f"numeral{level}": numeral}
    return found


def contrast(first: str, second: str) -> float:
    """Return the contrast of two colours as WCAG defines it, from 1 to 21.

    Examples
    --------
    >>> round(contrast("#000000", "#ffffff"), 1)
    21.0
    """
    lower, higher = sorted((_luminance(first), _luminance(second)))
    return (higher + 0.05) / (lower + 0.05)


def figure_css(levels: Iterable[int] = ()) -> str:
    """Return the style of a figure that stands alone: colours as literals, dark by the reader's preference.

    Parameters
    ----------
    levels : iterable of int
        The levels of the count scale that it shows.
    """
    shown = sorted(levels)
    light, dark = (
        Template(_rules()).substitute(theme(dark)) + _count_rules(shown, dark)
        for dark in (False, True)
    )
    return f"{_SHAPES}{light}@media screen and (prefers-color-scheme:dark){{\n{dark}}}\n"


def page_css() -> str:
    """Return the style of a page's figures: the themes as variables of the page, and rules that take them.

    The variables are the roles of :func:`theme`, such as ``--paper``, ``--ink`` and ``--fill1``.
    Print is always light.
    """
    variables = {role: f"var(--{role})" for role in theme()}
    dark = (
        f":root{{color-scheme:dark;{_variables(dark=True)}}}\n{_count_rules(range(LEVELS), True)}"
    )
    return "".join(
        (
            f":root{{color-scheme:light;{_variables(dark=False)}}}\n",
            _SHAPES,
            Template(_rules()).substitute(variables),
            _count_rules(range(LEVELS), dark=False),
            f"@media screen and (prefers-color-scheme:dark){{{dark}}}\n",
        )
    )


def _rules() -> str:
    inputs = (
        f".sc-i{n}{{fill:$fill{n};stroke:$edge{n}}}.sc-f{n}{{fill:$fill{n}}}"
        f".sc-y{n}{{fill:$edge{n};fill-opacity:.11}}.sc-e{n}{{fill:none;stroke:$edge{n}}}"
        f".sc-j{n}{{fill:none;stroke:$edge{n};stroke-width:2.5}}"
        for n in range(1, len(INPUTS) + 1)
    )
    return f"{_COLOURS}{''.join(inputs)}\n"


def _count_rules(levels: Iterable[int], dark: bool) -> str:
    colours = counts(levels, dark)
    rules = "".join(
        f".{name.replace('count', 'sc-c').replace('numeral', 'sc-n')}{{fill:{ground}}}"
        for name, ground in colours.items()
    )
    return f"{rules}\n" if rules else ""


def _variables(dark: bool) -> str:
    return "".join(f"--{role}:{value};" for role, value in theme(dark).items())


def _luminance(colour: str) -> float:
    channels = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
