"""What others write, without any library that symconv does not need."""

from __future__ import annotations

from typing import Any

from symconv.layers.plan import Plan


def one_by_one(plan: Plan, x: Any, w: Any) -> list[Any]:
    """Add the products of flat cells in the loop that everybody writes first."""
    y = [0] * plan.count.size
    for o, i, t in zip(
        plan.outputs.tolist(), plan.inputs.tolist(), plan.taps.tolist(), strict=True
    ):
        y[o] += x[i] * w[t]
    return y
