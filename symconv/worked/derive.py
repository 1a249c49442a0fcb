"""The whole example: all steps in order, each made and checked."""

from __future__ import annotations

from typing import Any

from symconv.tensors import crop
from symconv.worked import algebra, placing
from symconv.worked.setting import Setting
from symconv.worked.steps import Step, agree
from symconv.worked.value import WorkedExample

MOST_PRODUCTS = 4000
"""Products, or matrix entries, up to which every step follows the whole input."""


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
    detail = detailed(setting)
    steps = (
        placing.given(setting),
        placing.output_size(setting),
        *_excerpt(setting, detail),
        placing.stretched(detail),
        placing.scaled(detail),
        placing.landing(detail),
        placing.canvas(detail),
        placing.cropped(detail),
        placing.placed_directly(detail),
        placing.result(setting),
        algebra.matrix(detail),
        algebra.agreement(detail),
        algebra.way_back(detail),
    )
    return WorkedExample(setting, steps)


def detailed(setting: Setting) -> Setting:
    """Return the setting itself, or the same layer on so many of the first input cells that every step stays small."""
    spatial = setting.spatial
    while setting.cut(spatial).cost > MOST_PRODUCTS:
        longest = max(range(len(spatial)), key=lambda axis: spatial[axis])
        shorter = tuple(n - (axis == longest) for axis, n in enumerate(spatial))
        if min(shorter) < 1 or not setting.cut(shorter).is_legal:
            break
        spatial = shorter
    return setting if spatial == setting.spatial else setting.cut(spatial)


def _excerpt(setting: Setting, detail: Setting) -> tuple[Step, ...]:
    """Say so where the steps follow a part of the input."""
    if detail is setting:
        return ()
    sizes = " x ".join(map(str, detail.spatial)), " x ".join(map(str, setting.spatial))
    reason = f"The steps follow the first {sizes[0]} cells of the input of {sizes[1]}; the result is that of the whole input."
    ends = tuple(n - m for n, m in zip(setting.input_shape, detail.input_shape, strict=True))
    agree("the excerpt", detail.x, crop(setting.x, 0, ends))
    return (Step("Excerpt", (reason,), (), "cropping the input gives the same cells"),)
