"""All steps of an example in order, each made and checked."""

from __future__ import annotations

from dataclasses import replace

from symconv.operations import crop
from symconv.worked import forward_steps, linear_map_steps
from symconv.worked.setting import WorkedSetting
from symconv.worked.steps import Steps, WorkedStep, agree

MOST_PRODUCTS = 4000
"""Products, or matrix entries, up to which every step follows the whole input."""


def all_steps(setting: WorkedSetting) -> Steps:
    """Return the steps.

    Raises
    ------
    StepFailed
        If a step does not hold when it is computed again.
    """
    detail = detailed(setting)
    steps = (
        forward_steps.given(setting),
        forward_steps.output_size(setting),
        *_excerpt(setting, detail),
        forward_steps.stretched(detail),
        forward_steps.scaled(detail),
        forward_steps.landing(detail),
        forward_steps.canvas(detail),
        *_to_output(detail),
        forward_steps.result(setting),
        linear_map_steps.matrix(detail),
        linear_map_steps.agreement(detail),
        linear_map_steps.way_back(detail),
    )
    return Steps(replace(step, number=number) for number, step in enumerate(steps, start=1))


def _to_output(setting: WorkedSetting) -> tuple[WorkedStep, ...]:
    """Lead from the canvas to the output: its border is cut off, or added where padding would copy it from."""
    if setting.layer.padding_mode == "zeros":
        return forward_steps.cropped(setting), forward_steps.placed_directly(setting)
    return (forward_steps.folded(setting),)


def detailed(setting: WorkedSetting) -> WorkedSetting:
    """Return the setting itself, or the same layer on so many of the first input cells that every step stays small."""
    spatial = setting.spatial
    while setting.cut(spatial).cost > MOST_PRODUCTS:
        longest = max(range(len(spatial)), key=lambda axis: spatial[axis])
        shorter = tuple(n - (axis == longest) for axis, n in enumerate(spatial))
        if min(shorter) < 1 or not setting.cut(shorter).is_legal:
            break
        spatial = shorter
    return setting if spatial == setting.spatial else setting.cut(spatial)


def _excerpt(setting: WorkedSetting, detail: WorkedSetting) -> tuple[WorkedStep, ...]:
    """Say so where the steps follow a part of the input."""
    if detail is setting:
        return ()
    part, whole = (" x ".join(map(str, sizes)) for sizes in (detail.spatial, setting.spatial))
    followed = f"The steps follow the first {part} cells of the input of {whole}"
    reason = f"{followed}; the result is that of the whole input."
    ends = tuple(n - m for n, m in zip(setting.input_shape, detail.input_shape, strict=True))
    agree("the excerpt", detail.x, crop(setting.x, 0, ends))
    check = "cropping the input gives the same cells"
    return (WorkedStep("Excerpt", reason, (), check, name="excerpt"),)
