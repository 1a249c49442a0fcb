"""Which modules are mutated, which tests have to notice, and which mutants nothing can notice."""

from functools import cache
from pathlib import Path

import mutation.mutants as changes

HERE = Path(__file__).parent
PACKAGE = HERE.parents[1] / "symconv"
KERNEL = ("proof/test_kernel.py", "proof/test_kernel_theorems.py")
TESTS = {
    "proof.kernel": KERNEL,
    "proof.trusted.statement": ("proof/test_statement.py", *KERNEL),
    "proof.trusted.ranges": ("proof/test_kernel_theorems.py", "proof/test_kernel.py"),
    "proof.trusted.smtlib": ("proof/test_solvers.py",),
    "proof.trusted.z3_formulas": ("proof/test_solvers.py",),
    "proof.trusted.solvers": ("proof/test_solvers.py", "proof/test_kernel.py"),
    "proof.trusted.encoding": ("proof/test_encoding.py", "proof/test_decoding.py"),
    "proof.certificates.decoding": ("proof/test_decoding.py",),
    "proof.certificates.recorded": ("proof/test_rules.py", "proof/test_certificate.py"),
    "proof.certificates.certificate": ("proof/test_certificate.py",),
    "definitions.fractions": ("symbolic/test_fractions.py",),
    "definitions.reading": ("operations/test_own.py",),
    "language.terms": ("language/test_terms.py", "proof/test_statement.py", *KERNEL),
}
"""The fewest fast tests that have to notice, the quickest first."""


@cache
def all_mutants():
    """Return every mutant with its module."""
    found = []
    for label in TESTS:
        path = PACKAGE / f"{label.replace('.', '/')}.py"
        found += [(label, mutant) for mutant in changes.mutants(path, label)]
    return found


def equivalents():
    """Return the mutants that behave like the original, or as well, with the reason for each."""
    lines = (HERE / "equivalent.tsv").read_text(encoding="utf-8").splitlines()
    return dict(line.split("\t") for line in lines if line)
