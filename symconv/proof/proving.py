"""The whole pipeline of a proof: read the claim, look for a counterexample, and only then for a proof."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from symconv.errors import ProofError, SolversDisagree, Undecided
from symconv.proof import kernel, refute
from symconv.proof.claimed import claimed
from symconv.proof.kernel import Theorem
from symconv.proof.question import Question, read
from symconv.proof.refute import Setting
from symconv.proof.search.advisor import Advisor
from symconv.proof.search.given_maps import read_maps
from symconv.proof.search.search import equal_expressions
from symconv.proof.trusted.statement import Hypotheses
from symconv.symbolic.claims import Claim


def prove(claim: Claim, given: Iterable[Claim] = (), maps: Iterable[Any] = ()) -> Theorem:
    """Prove a claim on letters for all sizes, or show the smallest setting where it fails.

    Parameters
    ----------
    claim : Claim
        ``Equal``, ``AtMost`` or ``Divides``. It speaks of every setting in which all layers and
        operations that it applies are legal.
    given : iterable of Claim
        Claims about sizes that are assumed as well.
    maps : iterable of pairs of functions
        Index maps to try before others are looked for: from the indices of a sum on the left, in
        the order in which ``latex(claim)`` writes them, to those of a sum on the right, and back.
        The kernel checks them like any others.

    Returns
    -------
    Theorem
        With ``.statement``, ``.hypotheses``, ``.used``, ``.example`` and ``.certificate()``.

    Raises
    ------
    Refuted
        With the smallest counterexample.
    Undecided
        If neither a counterexample nor a proof was found.
    GeometryError
        If no setting is legal, or what is given is of another kind.
    ShapeError
        If operands need equal shapes and do not always have them.

    Examples
    --------
    >>> from symconv import AtMost, sizes
    >>> I, s = sizes("I s")
    >>> prove(AtMost(I, s*I)).example
    {'I': 1, 's': 1}
    """
    given = given if not isinstance(given, Iterable) else tuple(given)
    question = read(claim, given)
    by_hand = read_maps(maps)
    example = refute.legal_setting(question)
    advisor = Advisor.new(by_hand)
    assumed = question.statement.hypotheses + question.definitions
    refute.check_fits(
        question,
        all(
            advisor.holds(assumed, goal) for goal in question.statement.goals[: len(question.fits)]
        ),
    )
    refute.run(question, refute.QUICK)
    try:
        theorem = proof(question, example, advisor)
    except Undecided as failure:
        searched = refute.run(question, refute.THOROUGH)
        reason = f"{refute.claim_text(question)}: {failure.reason}; {searched}"
        raise Undecided(reason, failure.query) from failure
    return claimed(theorem, claim, given)


def proof(question: Question, example: Setting, advisor: Advisor) -> Theorem:
    """Prove what a question asks.

    Raises
    ------
    Undecided
        If no proof was found.
    """
    statement = question.statement
    assumed = statement.hypotheses + question.definitions
    try:
        sizes = _defined(
            question,
            kernel.entailed(assumed, statement.goals, advisor),
            statement.hypotheses,
            advisor,
        )
        cells = None
        if statement.left or statement.right or question.position:
            everywhere = assumed + statement.ranges
            found = equal_expressions(everywhere, statement.left, statement.right, advisor)
            cells = _defined(question, found, statement.hypotheses + statement.ranges, advisor)
    except (Undecided, SolversDisagree):
        raise
    except ProofError as failure:
        raise Undecided(f"not proved: {failure}") from failure
    return kernel.conclude(
        statement, sizes, cells, {letter.name: value for letter, value in example.items()}
    )


def _defined(
    question: Question, theorem: Theorem, hypotheses: Hypotheses, advisor: Advisor
) -> Theorem:
    """Drop the definitions of the floor sizes from the hypotheses, outer ones first."""
    for quotient in question.quotients:
        theorem = kernel.define(theorem, quotient, advisor)
    return kernel.assume(theorem, hypotheses)
