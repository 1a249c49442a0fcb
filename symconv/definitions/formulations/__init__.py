"""The formulations, one file each: a method is the name of a formulation.

Each is called as ``definition(x, w, s, d, b, O)``: input, kernel, stride, dilation, begin and size
of the window ``y[o] = full[o + b]``, ``0 <= o < O``. They share the six words and the geometry,
never each other's sums.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TypeAlias

from symconv.definitions.formulations.gather import gather
from symconv.definitions.formulations.gradient import gradient
from symconv.definitions.formulations.matrix import matrix
from symconv.definitions.formulations.polynomial import polynomial
from symconv.definitions.formulations.polyphase import polyphase
from symconv.definitions.formulations.scatter import scatter
from symconv.definitions.formulations.window import window
from symconv.definitions.formulations.window_matrix import window_matrix
from symconv.definitions.formulations.zero_insertion import zero_insertion
from symconv.language.words import Tensor, Vec

Definition: TypeAlias = Callable[[Tensor, Tensor, Vec, Vec, Vec, Vec], Tensor]

TRANSPOSED: Mapping[str, Definition] = MappingProxyType(
    {
        "scatter": scatter,
        "matrix": matrix,
        "zero-insertion": zero_insertion,
        "gradient": gradient,
        "gather": gather,
        "polyphase": polyphase,
        "polynomial": polynomial,
    }
)
DIRECT: Mapping[str, Definition] = MappingProxyType({"window": window, "matrix": window_matrix})
