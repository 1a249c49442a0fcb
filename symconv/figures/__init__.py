"""Figures of a layer at work, everything in them read from the layer and its plan."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from symconv.figures.figure import Figure
    from symconv.figures.views.matrix import matrix_figure
    from symconv.figures.views.overlap_count import overlap_count
    from symconv.figures.views.overlap_pair import overlap_pair
    from symconv.figures.views.polyphase import polyphase
    from symconv.figures.views.scale_place_sum import scale_place_sum
    from symconv.figures.views.zero_insertion import zero_insertion

_PLACES = {
    "Figure": "figure",
    "matrix_figure": "views.matrix",
    "overlap_count": "views.overlap_count",
    "overlap_pair": "views.overlap_pair",
    "polyphase": "views.polyphase",
    "scale_place_sum": "views.scale_place_sum",
    "zero_insertion": "views.zero_insertion",
}
__all__ = [
    "Figure",
    "matrix_figure",
    "overlap_count",
    "overlap_pair",
    "polyphase",
    "scale_place_sum",
    "zero_insertion",
]


def __getattr__(name: str) -> Any:
    """Import what is asked for: a page of text needs no view."""
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"symconv.figures.{_PLACES[name]}"), name)
