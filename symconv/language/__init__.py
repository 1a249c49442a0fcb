"""What a definition is written in: six words, the polynomials and sums they build, and their values."""

from symconv.language.words import Tensor, Vec, array, collect, divide, split, sum_, when

__all__ = ["Tensor", "Vec", "array", "collect", "divide", "split", "sum_", "when"]
