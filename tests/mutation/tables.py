"""Which modules are mutated, which tests have to notice, and which mutants nothing can notice."""

from functools import cache
from pathlib import Path

import mutation.mutants as changes

HERE = Path(__file__).parent
PACKAGE = HERE.parents[1] / "symconv"
KERNEL = ("proof/test_kernel.py", "proof/test_kernel_theorems.py")
EQUATIONS = (
    "proof/test_given_equations.py::test_an_equation_is_used_only_where_it_is_assumed_and_at_a_fresh_position",
    "proof/test_given_equations.py::test_an_index_that_an_equation_sums_over_stands_free_nowhere",
    "proof/test_given_equations.py::test_it_decides_no_size_and_lifts_to_no_other_axis",
    "proof/test_given_equations.py::test_a_conclusion_shows_tensors_that_satisfy_it",
)
RINGS = (
    "proof/test_rings_and_judges.py::test_a_theorem_on_every_axis_is_not_lifted_twice",
    "proof/test_rings_and_judges.py::test_what_exchanges_no_factors_holds_over_every_ring",
    "proof/test_rings_and_judges.py::test_what_exchanges_them_is_refuted_over_every_ring_and_proved_over_commutative_ones",
)
FROZEN = "proof/test_frozen_values.py"
TESTS = {
    "proof.kernel": (*KERNEL, *EQUATIONS, *RINGS),
    "proof.trusted.statement": ("proof/test_statement.py", *KERNEL, *EQUATIONS),
    "proof.trusted.ranges": (
        "proof/test_ranges.py",
        FROZEN,
        "proof/test_kernel_theorems.py",
        "proof/test_kernel.py",
    ),
    "proof.trusted.smtlib": ("proof/test_solvers.py",),
    "proof.trusted.z3_formulas": ("proof/test_solvers.py", FROZEN),
    "proof.trusted.solvers": ("proof/test_solvers.py", "proof/test_kernel.py"),
    "proof.trusted.encoding": ("proof/test_encoding.py", "proof/test_decoding.py"),
    "proof.certificates.decoding": ("proof/test_decoding.py",),
    "proof.certificates.recorded": (FROZEN, "proof/test_rules.py", "proof/test_certificate.py"),
    "proof.certificates.certificate": (
        "proof/test_certificate.py",
        "proof/test_hostile_certificates.py::test_lists_and_objects_are_levels_alike",
        "proof/test_hostile_certificates.py::test_the_text_of_a_file_has_a_limit",
    ),
    "definitions.fractions": ("symbolic/test_fractions.py",),
    "definitions.reading": ("operations/test_user_defined.py", FROZEN),
    "language.terms": (
        "language/test_terms.py",
        "proof/test_hostile_certificates.py::test_a_limit_is_where_it_is_said_to_be",
        FROZEN,
        "proof/test_statement.py",
        *KERNEL,
        *EQUATIONS,
    ),
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
