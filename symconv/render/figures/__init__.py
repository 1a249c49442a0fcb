"""Figures of a layer at work, everything in them read from the layer and its plan."""

from symconv.render.figures.figure import Figure
from symconv.render.figures.matrix import matrix_figure
from symconv.render.figures.scale_place_sum import scale_place_sum

__all__ = ["Figure", "matrix_figure", "scale_place_sum"]
