"""Proves entries of the library and says how it went, in one process or in several."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from symconv.errors import Refuted, ToolMissing, Undecided, UnsupportedError
from symconv.layers.engine import collector_paused
from symconv.library import theorem_named
from symconv.proof.certificates.certificate import to_text
from symconv.proof.coq.coqc import check_with_coq
from symconv.proof.judges import JUDGES, SOLVERS
from symconv.proof.kernel import Theorem
from symconv.sweep.workers import in_processes


@dataclass(frozen=True)
class Task:
    """An entry to be proved and who judges it; whether to search although a proof is shipped; whether to write it."""

    name: str
    judges: tuple[str, ...] = SOLVERS
    search: bool = False
    certified: bool = False

    def __str__(self) -> str:
        return f"the proof of {self.name}"


@dataclass(frozen=True)
class Judgement:
    """How proving an entry went.

    Parameters
    ----------
    name : str
        The entry.
    verdict : str
        ``"proved"``, ``"refuted"`` or ``"undecided"``.
    judges : tuple of str
        Those that agreed.
    seconds : float
        How long it took.
    message : str
        Why it is not proved; empty where it is.
    certificate : str
        The text of the certificate; empty where it is not proved, or not asked for.
    """

    name: str
    verdict: str
    judges: tuple[str, ...] = ()
    seconds: float = 0.0
    message: str = ""
    certificate: str = ""

    def to_json(self, statement: str) -> dict[str, Any]:
        """Return it as JSON data."""
        entry = theorem_named(self.name)
        return {
            "name": self.name,
            "statement": statement,
            "given": [repr(claim) for claim in entry.given],
            "verdict": self.verdict,
            "judges": list(self.judges),
            "seconds": round(self.seconds, 3),
            "source": entry.source,
        }


@cache
def proved_entry(name: str) -> Theorem:
    """Prove an entry, once: pages and pieces show the same theorems.

    Raises
    ------
    Refuted, Undecided
        If it is false, or not decided.
    """
    return theorem_named(name).prove()


def prove_entries(
    names: Sequence[str],
    judges: tuple[str, ...] = SOLVERS,
    jobs: int = 1,
    search: bool = False,
    certified: bool = False,
) -> Iterator[Judgement]:
    """Yield the outcome of every named entry, in order.

    Parameters
    ----------
    names : sequence of str
        Entries of the library.
    judges : tuple of str
        Z3 and cvc5 always have to agree; ``"coq"`` adds the third.
    jobs : int
        Processes to use, at least 1.
    search : bool
        Whether to find every proof anew, instead of replaying the one that is shipped.
    certified : bool
        Whether to write the certificates.

    Raises
    ------
    ToolMissing
        If Coq is asked for and not installed.
    """
    if "coq" in judges and shutil.which("coqc") is None:
        raise ToolMissing("coqc", "apt-get install coq")
    tasks = [Task(name, judges, search, certified) for name in names]
    yield from in_processes(prove_entry, tasks, jobs)


def prove_entry(task: Task) -> Judgement:
    """Prove one entry."""
    start = time.perf_counter()
    try:
        entry = theorem_named(task.name)
        with collector_paused():
            proved = entry.search() if task.search else entry.prove()
    except Refuted as error:
        return Judgement(task.name, "refuted", SOLVERS, time.perf_counter() - start, str(error))
    except Undecided as error:
        return Judgement(task.name, "undecided", (), time.perf_counter() - start, str(error))
    text = to_text(proved, task.name) if task.certified else ""
    outcome = Judgement(task.name, "proved", SOLVERS, 0.0, "", text)
    if "coq" in task.judges:
        outcome = _with_coq(outcome, proved)
    return replace(outcome, seconds=time.perf_counter() - start)


def _with_coq(outcome: Judgement, proved: Theorem) -> Judgement:
    """Ask the third judge too: without its word what was to be proved with it is undecided."""
    try:
        verdict = check_with_coq(proved, outcome.name)
    except UnsupportedError as error:
        return replace(outcome, verdict="undecided", message=f"not written for Coq: {error}")
    if verdict.proved:
        return replace(outcome, judges=JUDGES)
    return replace(outcome, verdict="undecided", message=f"Coq: {verdict.message}")
