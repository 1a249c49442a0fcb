"""The views of a worked example: what its figures show."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from symconv.errors import GeometryError, shown
from symconv.figures import (
    Figure,
    matrix_figure,
    overlap_count,
    polyphase,
    scale_place_sum,
    zero_insertion,
)
from symconv.worked.setting import Setting

VIEWS: dict[str, Callable[..., Figure]] = {
    "scale-place-sum": scale_place_sum,
    "matrix": matrix_figure,
    "transpose": partial(matrix_figure, transpose=True, name="transpose"),
    "zero-insertion": zero_insertion,
    "overlap-count": overlap_count,
    "polyphase": polyphase,
}


def view(setting: Setting, name: str) -> Figure:
    """Return the figure of this name.

    Raises
    ------
    GeometryError
        If there is none.
    UnsupportedError
        If the view cannot show the layer, or the layer has too many cells to draw.
    """
    if not isinstance(name, str) or name not in VIEWS:
        raise GeometryError(f"there is no view {shown(name)}; the views are {', '.join(VIEWS)}")
    below = setting.in_notation(setting.notation.indexed("subscript"))
    return VIEWS[name](below.layer, below.x, below.w, notation=below.notation)
