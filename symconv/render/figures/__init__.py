"""Figures of a layer at work, everything in them read from the layer and its plan."""

from symconv.render.figures.figure import Figure
from symconv.render.figures.matrix import matrix_figure
from symconv.render.figures.overlap_count import overlap_count
from symconv.render.figures.overlap_pair import overlap_pair
from symconv.render.figures.polyphase import polyphase
from symconv.render.figures.scale_place_sum import scale_place_sum
from symconv.render.figures.zero_insertion import zero_insertion

__all__ = ["Figure", "matrix_figure", "overlap_count", "overlap_pair", "polyphase", "scale_place_sum", "zero_insertion"]
