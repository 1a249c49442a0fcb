"""What the prints of the library ask, with Z3's answers, as they are shipped in ``implications.txt``.

``python -m symconv.library.implications`` asks everything again and writes the file; it takes a few
minutes. Where the file lacks a question, or is empty, prints are the same and take longer.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from symconv.library import theorems
from symconv.library.judging import proved_entry
from symconv.proof.derivation import implication
from symconv.proof.derivation.implication import Follows
from symconv.proof.presentation.statement import Typesetting


def answered(name: str) -> dict[str, bool]:
    """Return the digests of what statement, proof and derivation of a theorem ask, with the answers, asked anew.

    Examples
    --------
    >>> set(answered("padding-is-cropping").values()) <= {True, False}
    True
    """
    theorem = proved_entry(name)
    follows = Follows(answers={})
    page = replace(theorem.words.page(theorem), follows=follows)
    page.derivation()
    list(page.statement(Typesetting()))
    list(page.proof(Typesetting()))
    return follows.answers


def write(names: Iterable[str]) -> None:
    """Ask again, and write the answers."""
    found: dict[str, bool] = {}
    for name in names:
        found |= answered(name)
    lines = sorted(f"{digest} {'follows' if yes else 'open'}\n" for digest, yes in found.items())
    path = Path(implication.__file__).with_name("implications.txt")
    path.write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    write(theorems())
