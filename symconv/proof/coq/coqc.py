"""Has Coq compile the file of a theorem and asks which axioms it stands on."""

from __future__ import annotations

import re
import shutil
import subprocess
from time import monotonic
from typing import NamedTuple

from symconv.errors import ToolMissing
from symconv.files import scratch_folder
from symconv.proof.coq.source_file import coq_source
from symconv.proof.kernel import Theorem

TIMEOUT = 120.0  # seconds for one file
CLOSED = "Closed under the global context"


class CoqVerdict(NamedTuple):
    """What Coq said about one file.

    Parameters
    ----------
    compiled : bool
        Whether Coq accepted it to the last line.
    axioms : tuple of str
        The names of axioms that the theorem stands on.
    seconds : float
        How long that took.
    message : str
        What Coq reported; empty where it accepted the file and there are no axioms.
    """

    compiled: bool
    axioms: tuple[str, ...]
    seconds: float
    message: str

    @property
    def proved(self) -> bool:
        """Whether Coq accepted the theorem and it stands on no axiom."""
        return self.compiled and not self.axioms


def check_with_coq(theorem: Theorem, name: str, timeout: float = TIMEOUT) -> CoqVerdict:
    """Write a theorem as a Coq file in a temporary folder and have Coq compile it.

    Parameters
    ----------
    theorem : Theorem
        What was proved.
    name : str
        What it is called in Coq; see `coq_source`.
    timeout : float
        Seconds after which Coq is stopped; the verdict is then that it did not compile.

    Returns
    -------
    CoqVerdict

    Raises
    ------
    ToolMissing
        If there is no ``coqc``.
    UnsupportedError
        If the theorem cannot be written for Coq.
    """
    return compile_coq(coq_source(theorem, name), timeout)


def compile_coq(source: str, timeout: float = TIMEOUT) -> CoqVerdict:
    """Have Coq compile a file that ends by printing the assumptions of its theorem.

    Raises
    ------
    ToolMissing
        If there is no ``coqc``.
    """
    program = shutil.which("coqc")
    if program is None:
        raise ToolMissing("coqc", "apt-get install coq")
    with scratch_folder() as folder:
        (folder / "claim.v").write_text(source, encoding="utf-8")
        start = monotonic()
        try:
            command = [program, "-q", "claim.v"]
            run = subprocess.run(  # noqa: S603 - the program that was found, no shell
                command, cwd=folder, capture_output=True, text=True, timeout=timeout, check=False
            )
        except subprocess.TimeoutExpired:
            return CoqVerdict(
                False, (), monotonic() - start, f"Coq was stopped after {timeout:g} s"
            )
        seconds = monotonic() - start
    if run.returncode:
        return CoqVerdict(False, (), seconds, (run.stderr or run.stdout).strip())
    return _assumptions(run.stdout, seconds)


def _assumptions(output: str, seconds: float) -> CoqVerdict:
    """Read what ``Print Assumptions`` said."""
    _, _, listed = output.partition("Axioms:")
    axioms = tuple(re.findall(r"^([\w.']+)\s*:", listed, flags=re.MULTILINE))
    if axioms or not output.rstrip().endswith(CLOSED):
        return CoqVerdict(True, axioms or ("unknown",), seconds, output.strip())
    return CoqVerdict(True, (), seconds, "")
