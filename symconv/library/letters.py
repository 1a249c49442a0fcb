"""The letters and tensors that the library's statements share."""

from __future__ import annotations

from symconv.data.letters import sizes
from symconv.operations import tensor

I, J, k, s, d, n, m, q, g, c = sizes("I J k s d n m q g c")
b, e, a, p, r = sizes("b e a p r", minimum=0)
x, w = tensor("x", I), tensor("w", k)

GUIDE = "V. Dumoulin and F. Visin, A guide to convolution arithmetic for deep learning, 2016"
VAIDYANATHAN = "P. P. Vaidyanathan, Multirate Systems and Filter Banks, 1993"
OWN = "symconv"
