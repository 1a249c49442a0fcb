"""A layer and two arrays worked out."""

from __future__ import annotations

from typing import Any

from symconv.worked.chain import chain
from symconv.worked.setting import Setting
from symconv.worked.value import WorkedExample


def worked_example(layer: Any, x: Any, w: Any) -> WorkedExample:
    """Work an example out step by step.

    Every step is computed, and checked by a second way; one that does not hold raises.

    Parameters
    ----------
    layer : ConvTranspose
        With numbers for all parameters.
    x, w : Array, Matrix, nested list or integer ndarray
        Input and kernel of known shapes, as the layer takes them, without batch; cells are exact.

    Returns
    -------
    WorkedExample
        The steps; it prints itself as LaTeX, HTML, text, JSON and SVG.

    Raises
    ------
    GeometryError
        If the layer is no `ConvTranspose`, or a size is not legal.
    ShapeError
        If an array does not fit, or a cell is not an element of a ring.
    UnsupportedError
        If a size is a letter, the input has a batch axis, or a cell is not exact.
    StepFailed
        If a step does not hold when it is computed again.

    Examples
    --------
    >>> from symconv import ConvTranspose, tensor
    >>> example = worked_example(ConvTranspose(3, stride=2, padding=1), tensor("x", 2), tensor("w", 3))
    >>> [step.title for step in example.steps][:4]
    ['Given', 'Output size', 'Stretched input', 'Scale']
    >>> print(example.steps[8].lines[0].right.plain())
    [x1*w2, x1*w3 + x2*w1, x2*w2]
    """
    setting = Setting.of(layer, x, w)
    return WorkedExample(setting, chain(setting))
