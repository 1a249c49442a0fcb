"""A process of its own in which certificates of unknown origin are checked, one after the other.

What the limits inside `symconv.proof.certificates.certificate.check` do not see, a solver that
outlasts its time or memory that runs out, ends that process and not the command.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from multiprocessing import get_context, parent_process
from threading import Thread
from types import TracebackType
from typing import TYPE_CHECKING, Any, NamedTuple

from symconv.errors import ProofError
from symconv.language.budget import Budget

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

READY = "ready"
SECONDS_TO_START = 120
GRACE = 5
"""Seconds in which a process that is over its time can say so itself."""


class Checked(NamedTuple):
    """How checking a certificate went: why it is rejected, or what it proves."""

    reason: str | None
    claim: str = ""


class Isolation:
    """The process; a new one is started where one died or was stopped.

    Parameters
    ----------
    budget : Budget
        What each certificate may use.
    """

    def __init__(self, budget: Budget) -> None:
        self.budget = budget
        self.process: Any = None
        self.connection: Any = None

    def __enter__(self) -> Isolation:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stop()

    def answer(self, text: str, stem: str) -> Checked:
        """Return why a certificate is rejected, or what it proves.

        Parameters
        ----------
        text : str
            The text of the file.
        stem : str
            The file's name without its ending.
        """
        self._start()
        try:
            self.connection.send((text, stem))
            if self.connection.poll(self.budget.seconds + GRACE):
                answer: Checked = self.connection.recv()
                return answer
            over = "seconds"
        except (EOFError, ConnectionError):
            over = "megabytes"
        self._stop()
        return Checked(self.budget.refusal(over))

    def _start(self) -> None:
        """Start a process where there is none, and wait until it has loaded the library."""
        if self.process is not None:
            return
        context = get_context("spawn")
        self.connection, other = context.Pipe()
        self.process = context.Process(target=_answer, args=(other, self.budget), daemon=True)
        self.process.start()
        other.close()
        if self.connection.poll(SECONDS_TO_START):
            self.connection.recv()

    def _stop(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.join()
            self.connection.close()
        self.process = None


def _answer(connection: Connection, budget: Budget) -> None:
    """Answer for one certificate after the other, until the command ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_the_parent, daemon=True).start()
    _limit_memory(budget.megabytes)
    from symconv.library import theorems

    theorems()
    connection.send(READY)
    while True:
        try:
            text, stem = connection.recv()
        except EOFError:
            return
        connection.send(_answered(text, stem, budget))


def _end_with_the_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _limit_memory(megabytes: int) -> None:
    """Let the system refuse more memory, where it can."""
    if sys.platform == "win32":
        return
    import resource

    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    most = megabytes * 1_000_000
    if hard == resource.RLIM_INFINITY or most < hard:
        resource.setrlimit(resource.RLIMIT_DATA, (most, hard))


def _answered(text: str, stem: str, budget: Budget) -> Checked:
    """Return why a certificate is rejected, or what it proves."""
    from symconv.library import theorems
    from symconv.proof.certificates.certificate import name_in, states
    from symconv.proof.claim_reader import check_in_words

    try:
        theorem = check_in_words(text, budget)
    except ProofError as error:
        return Checked(str(error))
    except MemoryError:
        return Checked(budget.refusal("megabytes"))
    library = theorems()
    for name in sorted({name_in(text), stem} & library.keys()):
        if not states(theorem, library[name].statement):
            return Checked(f"it proves something else than the library states as {name}")
    # the operations that an accepted certificate defines, line by line
    from symconv.operations import operation

    own = [operation(one).text for one in json.loads(text).get("operations", ())]
    definitions = [f"    {line}" for one in own for line in one.split("\n")]
    return Checked(None, "\n".join((str(theorem.words), *definitions)))
