"""The third judge: a theorem of the kernel written out for Coq, over plain sums and for any commutative ring."""

from symconv.proof.coq.coqc import CoqVerdict, check_with_coq, compile_coq
from symconv.proof.coq.source_file import coq_source

__all__ = ["CoqVerdict", "check_with_coq", "compile_coq", "coq_source"]
