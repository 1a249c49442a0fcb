"""Who judges a proof: two solvers always, and Coq where it is asked to replay the whole of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from symconv.errors import GeometryError, Undecided, UnsupportedError, shown
from symconv.proof.coq.coqc import check_with_coq
from symconv.proof.kernel import Theorem

SOLVERS = ("z3", "cvc5")
JUDGES = (*SOLVERS, "coq")


def read_judges(judges: Any) -> tuple[str, ...]:
    """Return the judges that a user names.

    Raises
    ------
    GeometryError
        If one is unknown, or one of the two solvers is left out.
    """
    names = tuple(judges) if isinstance(judges, Iterable) and not isinstance(judges, str) else ()
    known = all(isinstance(name, str) and name in JUDGES for name in names)
    if not known or not set(SOLVERS) <= set(names):
        raise GeometryError(
            f"judges is {shown(judges)}, but 'z3' and 'cvc5', which always have to agree, and "
            "perhaps 'coq' are needed, as in judges=('z3', 'cvc5', 'coq')"
        )
    return names


def also_by_coq(theorem: Theorem, judges: tuple[str, ...]) -> None:
    """Have Coq replay a theorem, if it is among the judges.

    Raises
    ------
    ToolMissing
        If Coq is not installed.
    Undecided
        If Coq does not accept the proof, or a rule of it is not written for Coq.
    """
    if "coq" not in judges:
        return
    try:
        verdict = check_with_coq(theorem, "claim")
    except UnsupportedError as error:
        raise Undecided(f"{theorem.claim!r}: proved by {', '.join(SOLVERS)}; {error}") from None
    if not verdict.proved:
        raise Undecided(
            f"{theorem.claim!r}: proved by {', '.join(SOLVERS)}; Coq: {verdict.message}"
        )
