"""Certificates as files of unknown origin: regular files only, up to a size, and what they hold."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from symconv.errors import ProofError
from symconv.language.budget import Budget

WITHOUT_WAITING = getattr(os, "O_NONBLOCK", 0)


def read_certificate(path: Path, budget: Budget) -> str:
    """Return the text of a file.

    Parameters
    ----------
    path : Path
        A regular file, or a link to one.
    budget : Budget
        How many bytes it may have; no more are read.

    Raises
    ------
    ProofError
        If it is a folder, a pipe, a device or a link to nothing, cannot be read, or is no text.
    OverBudget
        If it is too long.

    Notes
    -----
    What is opened is looked at again: between a look at a path and its opening it can become
    another file. A pipe is opened without waiting for someone to write.
    """
    if path.is_symlink() and not path.exists():
        raise ProofError("it is a link to nothing")
    if not path.is_file():
        raise ProofError("it is no regular file")
    try:
        data = _start(path, budget)
    except OSError as error:
        raise ProofError(f"it cannot be read: {error.strerror}") from None
    budget.check("bytes", len(data))
    try:
        return data.decode()
    except UnicodeDecodeError:
        raise ProofError("it is not UTF-8 text") from None


def _start(path: Path, budget: Budget) -> bytes:
    """Return the bytes of a regular file, and one more than the budget allows where it is too long."""
    descriptor = os.open(path, os.O_RDONLY | WITHOUT_WAITING)
    with os.fdopen(descriptor, "rb") as stream:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise ProofError("it is no regular file")
        budget.check("bytes", status.st_size)
        return stream.read(budget.bytes + 1)
