"""The whole pipeline of a proof: read the claim, look for a counterexample, and only then for a proof."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import islice
from typing import Any

from symconv.errors import GeometryError, Undecided, shown
from symconv.layers.engine import collector_paused
from symconv.proof import kernel, refute
from symconv.proof.judges import SOLVERS, also_by_coq, read_judges
from symconv.proof.kernel import Theorem
from symconv.proof.question import Question, read
from symconv.proof.refute import Setting
from symconv.proof.search.advisor import PATIENCE, Advisor
from symconv.proof.search.deduction import Rules, any_ring, define
from symconv.proof.search.failure import Failed, Outcome
from symconv.proof.search.given_maps import read_maps
from symconv.proof.search.goal import Goal
from symconv.proof.search.patience import Exhausted, checked_patience
from symconv.proof.search.samples import MOST_SETTINGS, Samples
from symconv.proof.search.search import find
from symconv.proof.search.signs import entailed_by_cases
from symconv.proof.theorem_words import claimed
from symconv.proof.trusted.statement import Hypotheses, cell_name
from symconv.symbolic.claims import Claim

RINGS = ("commutative", "any")


def prove(
    claim: Claim,
    given: Iterable[Claim] = (),
    ring: str = "commutative",
    patience: float = PATIENCE,
    judges: Iterable[str] = SOLVERS,
    maps: Iterable[Any] = (),
) -> Theorem:
    """Prove a claim on letters for all sizes, or show the smallest setting where it fails.

    Parameters
    ----------
    claim : Claim
        ``Equal``, ``AtMost`` or ``Divides``, or claims about sizes put together by ``Iff``, ``Or``,
        ``And``, ``Not`` and ``Exists``. It speaks of every setting in which all layers and operations that it
        applies are legal.
    given : iterable of Claim
        Claims about sizes that are assumed as well, and equations between tensors or scalars, such
        as ``Equal(w, flip(w))``.
    ring : {"commutative", "any"}
        Over which rings. Over any ring, factors may not be exchanged; most claims need not.
    patience : float
        After how much work the search for a proof gives up: what an ordinary machine does in so
        many seconds. Work is counted, so that the verdict is the same on a slow or busy machine.
    judges : iterable of str
        Z3 and cvc5 always have to agree; ``"coq"`` may join, and then replays the whole proof.
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
        If neither a counterexample nor a proof was found: what was open, and what may help. Also if
        no tensors were found of which all that is given is true.
    GeometryError
        If no setting is legal, or what is given is of another kind.
    ToolMissing
        If Coq is asked for and not installed.
    ShapeError
        If operands need equal shapes and do not always have them.

    Notes
    -----
    The search is not trusted: every step it finds is checked by the kernel, whose side conditions
    Z3 and cvc5 have to agree on.

    See Also
    --------
    theorems : What is proved already.
    symconv.proof.certificates.certificate.check : Check a proof again without any search.

    Examples
    --------
    >>> from symconv import AtMost, sizes
    >>> I, s = sizes("I s")
    >>> prove(AtMost(I, s*I)).example
    {'I': 1, 's': 1}

    A layer keeps the sum of its input if the taps of its kernel add up to 1:

    >>> from symconv import ConvTranspose, Equal, tensor, total
    >>> k = sizes("k")
    >>> x, w, up = tensor("x", I), tensor("w", k), ConvTranspose(k, stride=s)
    >>> theorem = prove(Equal(total(up(x, w)), total(x)), [Equal(total(w), 1)])
    >>> theorem.example
    {'I': 1, 'k': 1, 's': 1, 'w[0]': 1}
    """
    given = given if not isinstance(given, Iterable) else tuple(given)
    if ring not in RINGS:
        raise GeometryError(f"ring is {shown(ring)}, but 'commutative' or 'any' is needed")
    checked_patience(patience)
    chosen = read_judges(judges)
    question = replace(read(claim, given), ring=ring)
    samples = Samples(lambda: islice(refute.legal_settings(question), MOST_SETTINGS))
    advisor = Advisor.new(read_maps(maps), patience, ring == "any", samples)
    with collector_paused():
        example = refute.legal_setting(question)
        assumed = question.statement.hypotheses + question.definitions
        fits = question.statement.goals[: len(question.fits)]
        operands_fit = all(advisor.holds(assumed, fit) for fit in fits)
        refute.check_fits(question, operands_fit)
        looked = refute.run(question, refute.QUICK)
        found = proof(question, example, advisor)
    if not isinstance(found, Failed):
        theorem = claimed(found, claim, given)
        also_by_coq(theorem, chosen)
        return theorem
    looked = refute.run(question, refute.THOROUGH, looked)
    refute.solved_counterexample(question)
    open_part = f"{refute.claim_text(question)}: not proved: {found}"
    tried = f"tried: {', '.join(found.tried)}; " if found.tried else ""
    raise Undecided(f"{open_part}; {tried}{looked}; {_what_helps(found)}", found.query)


def _what_helps(failure: Failed) -> str:
    """Return what a user may try."""
    if failure.source is None:
        return "a claim in given= from which it follows, or more patience=, may help"
    return (
        "what may help: the index maps between two sums (maps=), a claim in given= that tells "
        "cases apart, more patience="
    )


def proof(question: Question, example: Setting, advisor: Advisor) -> Outcome:
    """Prove what a question asks, or say what was missing."""
    try:
        statement = question.statement
        assumed = Rules(statement.hypotheses + question.definitions, advisor)
        decided = entailed_by_cases(assumed, statement.goals, question.quotients[::-1])
        sizes = _without_definitions(decided, question, statement.hypotheses, advisor)
        if isinstance(sizes, Failed):
            return sizes
        cells: Outcome | None = None
        if statement.left or statement.right or question.position:
            everywhere = assumed.assuming(*statement.ranges)
            found = find(Goal(everywhere, statement.left, statement.right))
            inside = statement.hypotheses + statement.ranges
            cells = _without_definitions(found, question, inside, advisor)
        if isinstance(cells, Failed):
            return cells
        named = {letter.name: value for letter, value in example.items()}
        tensors = refute.example_cells(question, example) or {}
        named |= {cell_name(atom): value for atom, value in sorted(tensors.items()) if value}
        whole = kernel.conclude(statement, sizes, cells, named)
        return whole if question.ring == "commutative" else any_ring(whole)
    except Exhausted as given_up:
        return Failed(str(given_up), query=given_up.query)


def _without_definitions(
    found: Outcome, question: Question, hypotheses: Hypotheses, advisor: Advisor
) -> Outcome:
    """Drop the definitions of the floor sizes from the hypotheses, outer ones first."""
    for quotient in question.quotients:
        if isinstance(found, Failed):
            return found
        found = define(found, quotient, advisor)
    return found if isinstance(found, Failed) else kernel.assume(found, hypotheses)
