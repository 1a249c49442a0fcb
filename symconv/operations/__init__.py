"""What a user makes and reshapes: tensors, and the operations on them, on known sizes and on letters alike.

Each operation is defined once, in six words; here its arguments are read, what they must satisfy is
said, and the result is given back in the form that was given. `operation` makes one of one's own.
"""

from symconv.operations.channels import fold, pixel_shuffle, pixel_unshuffle, unfold
from symconv.operations.extremes import maximum, minimum
from symconv.operations.making import ones, tensor
from symconv.operations.own import Operation, operation
from symconv.operations.shaping import (
    concat,
    crop,
    flip,
    pad,
    permute,
    repeat,
    stretch,
    subsample,
    unpad,
)
from symconv.operations.sums import gradient, inner, total

__all__ = [
    "Operation",
    "concat",
    "crop",
    "flip",
    "fold",
    "gradient",
    "inner",
    "maximum",
    "minimum",
    "ones",
    "operation",
    "pad",
    "permute",
    "pixel_shuffle",
    "pixel_unshuffle",
    "repeat",
    "stretch",
    "subsample",
    "tensor",
    "total",
    "unfold",
    "unpad",
]
