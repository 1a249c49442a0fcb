"""The proofs that come with the library: one certificate for every entry, so that proving it is a replay."""

from __future__ import annotations

from importlib.resources import files

from symconv.errors import ProofError, SolversDisagree
from symconv.proof.certificates.certificate import check, states
from symconv.proof.kernel import Theorem
from symconv.proof.trusted.statement import Statement


def replayed(name: str, statement: Statement) -> Theorem | None:
    """Prove a statement again along its shipped certificate.

    Every step runs through the kernel and every obligation is decided by both solvers, as after a
    search.

    Parameters
    ----------
    name : str
        The entry of the library.
    statement : Statement
        What the certificate must state to be of use.

    Returns
    -------
    Theorem or None
        ``None`` where no certificate of this name states exactly this, or its steps do not prove it
        any more.

    Raises
    ------
    SolversDisagree
        If one solver contradicts the other.
    """
    file = files("symconv.library") / "proofs" / f"{name}.json"
    if not file.is_file():
        return None
    try:
        theorem = check(file.read_text(encoding="utf-8"), budget=None)
    except SolversDisagree:
        raise
    except ProofError:
        return None
    return theorem if states(theorem, statement) else None
