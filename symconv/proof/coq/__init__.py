"""The third judge: a theorem of the kernel written out for Coq, over plain sums and for any ring."""
