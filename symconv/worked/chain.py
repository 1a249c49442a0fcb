"""All steps of an example in order, each made and checked."""

from __future__ import annotations

from symconv.operations import crop
from symconv.worked import algebra, placing
from symconv.worked.setting import Setting
from symconv.worked.steps import Step, agree

MOST_PRODUCTS = 4000
"""Products, or matrix entries, up to which every step follows the whole input."""


def chain(setting: Setting) -> tuple[Step, ...]:
    """Return the steps.

    Raises
    ------
    StepFailed
        If a step does not hold when it is computed again.
    """
    detail = detailed(setting)
    return (
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
