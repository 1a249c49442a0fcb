"""The views of a worked example: what its figures show, one row each, for Python and for the shell.

The table is read where the shell lists its options, so a view is imported when it is drawn.
"""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple

from symconv.errors import GeometryError, UnsupportedError, shown

if TYPE_CHECKING:
    from symconv.figures import Figure
    from symconv.worked.setting import WorkedSetting


class View(NamedTuple):
    """A function of a module of :mod:`symconv.figures.views`.

    Parameters
    ----------
    module, function : str
        Where it is.
    options : tuple of pairs
        What it is told besides layer and arrays.
    is_flat : bool
        Whether it draws nothing but one or two axes without channels.
    """

    module: str
    function: str
    options: tuple[tuple[str, Any], ...] = ()
    is_flat: bool = False


VIEWS = {
    "scale-place-sum": View("scale_place_sum", "scale_place_sum"),
    "matrix": View("matrix", "matrix_figure"),
    "transpose": View("matrix", "matrix_figure", (("transpose", True), ("name", "transpose"))),
    "zero-insertion": View("zero_insertion", "zero_insertion"),
    "overlap-count": View("overlap_count", "overlap_count"),
    "lift": View("lift", "lift", is_flat=True),
    "polyphase": View("polyphase", "polyphase"),
}
USUAL = "scale-place-sum"


def view(
    setting: WorkedSetting, name: str, compact: bool = False, width: str | None = None
) -> Figure:
    """Return the figure of this name, or its strip, for a page or a column of this width.

    Raises
    ------
    GeometryError
        If there is none, it has no strip, or `width` is no length.
    UnsupportedError
        If the view cannot show the layer, or the layer has too many cells to draw.
    """
    from symconv.figures.layout import A_PAGE, SMALLEST_LABEL, Paper
    from symconv.worked.lettering import names

    if not isinstance(name, str) or name not in VIEWS:
        raise GeometryError(f"there is no view {shown(name)}; the views are {', '.join(VIEWS)}")
    row = VIEWS[name]
    if compact and name != USUAL:
        raise GeometryError(
            f"the view {name} with compact: {USUAL} alone can be drawn as one strip"
        )
    modes = setting.layer.padding_mode != "zeros"
    if modes and name != USUAL:
        raise UnsupportedError(
            f"the view {name} of {setting.layer!r}: of a layer whose padding_mode is not zeros "
            f"{USUAL} alone is drawn, up to the canvas"
        )
    draw = getattr(import_module(f"symconv.figures.views.{row.module}"), row.function)
    below = setting.in_notation(setting.notation.indexed("subscript"))
    options = dict(row.options) | ({"compact": True} if compact else {})
    options["paper"] = A_PAGE if width is None else Paper.of_width(width)
    figure: Figure
    if modes:
        canvas = names(below.notation).canvas.text
        called = replace(below.notation, output=canvas)
        drawing = draw(below.bare_layer, below.x, below.w, notation=called, **options)
        title = f"The canvas {canvas}, before its border is added to the output"
        figure = replace(drawing, title=title)
    else:
        figure = draw(below.layer, below.x, below.w, notation=below.notation, **options)
    if not figure.is_readable:
        where = "on a page" if width is None else f"in the width {width}"
        raise UnsupportedError(
            f"the view {name} of {below.layer} on an input of shape {below.x.shape}: its smallest label would have "
            f"{figure.smallest_label:.1f} points {where}, but {SMALLEST_LABEL} can be read; draw a smaller input or fewer "
            "channels, or another view"
        )
    return figure
