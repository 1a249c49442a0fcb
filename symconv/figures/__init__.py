"""Figures of a layer at work, everything in them read from the layer and its plan."""

from symconv.figures.figure import Figure
from symconv.figures.views.matrix import matrix_figure
from symconv.figures.views.overlap_count import overlap_count
from symconv.figures.views.overlap_pair import overlap_pair
from symconv.figures.views.polyphase import polyphase
from symconv.figures.views.scale_place_sum import scale_place_sum
from symconv.figures.views.zero_insertion import zero_insertion

__all__ = [
    "Figure",
    "matrix_figure",
    "overlap_count",
    "overlap_pair",
    "polyphase",
    "scale_place_sum",
    "zero_insertion",
]
