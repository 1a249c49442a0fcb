"""The proofs that come with the library: one certificate for every entry, so that proving it is a replay."""

from __future__ import annotations

from importlib.resources import files

from symconv.errors import ProofError, SolversDisagree
from symconv.proof.certificates.certificate import check
from symconv.proof.kernel import Theorem


def replayed(name: str) -> Theorem | None:
    """Prove again what the shipped certificate of an entry states, which its claim is to be compared with.

    Every step runs through the kernel and every obligation is decided by both solvers, as after a
    search.

    Parameters
    ----------
    name : str
        The entry of the library.

    Returns
    -------
    Theorem or None
        ``None`` where there is no certificate of this name, or its steps do not prove it any more.

    Raises
    ------
    SolversDisagree
        If one solver contradicts the other.
    """
    file = files("symconv.library") / "proofs" / f"{name}.json"
    if not file.is_file():
        return None
    try:
        return check(file.read_text(encoding="utf-8"), budget=None)
    except SolversDisagree:
        raise
    except ProofError:
        return None
