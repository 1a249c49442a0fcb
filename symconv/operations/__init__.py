"""What a user makes and reshapes: tensors, and the operations on them, on known sizes and on letters alike.

Each operation is defined once, in six words; here its arguments are read, what they must satisfy is
said, and the result is given back in the form that was given. `operation` makes one of one's own.
"""

from symconv.operations.adding_up import over
from symconv.operations.creation import (
    arange,
    bilinear_kernel,
    box_kernel,
    eye,
    one_hot,
    ones,
    tensor,
)
from symconv.operations.flattening import (
    fold,
    merge_axes,
    pixel_shuffle,
    pixel_unshuffle,
    split_axis,
    unfold,
)
from symconv.operations.means import average, interpolate
from symconv.operations.of_two_sizes import gcd, lcm, maximum, minimum
from symconv.operations.products import outer, product
from symconv.operations.reductions import gradient, inner, total
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
from symconv.operations.user_defined import Operation, operation

__all__ = [
    "Operation",
    "arange",
    "average",
    "bilinear_kernel",
    "box_kernel",
    "concat",
    "crop",
    "eye",
    "flip",
    "fold",
    "gcd",
    "gradient",
    "inner",
    "interpolate",
    "lcm",
    "maximum",
    "merge_axes",
    "minimum",
    "one_hot",
    "ones",
    "operation",
    "outer",
    "over",
    "pad",
    "permute",
    "pixel_shuffle",
    "pixel_unshuffle",
    "product",
    "repeat",
    "split_axis",
    "stretch",
    "subsample",
    "tensor",
    "total",
    "unfold",
    "unpad",
]
