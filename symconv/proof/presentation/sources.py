r"""Where theorems come from: the works that are cited, as BibTeX, and how a source is cited by its key."""

from __future__ import annotations

from collections.abc import Mapping

WORKS: Mapping[str, tuple[str, str]] = {
    "dumoulin2016guide": (
        "V. Dumoulin and F. Visin, A guide to convolution arithmetic for deep learning, 2016",
        "@misc{dumoulin2016guide,\n"
        "  author = {Vincent Dumoulin and Francesco Visin},\n"
        "  title = {A guide to convolution arithmetic for deep learning},\n"
        "  year = {2016},\n"
        "  eprint = {1603.07285},\n"
        "  archivePrefix = {arXiv},\n"
        "}\n",
    ),
    "vaidyanathan1993multirate": (
        "P. P. Vaidyanathan, Multirate Systems and Filter Banks, 1993",
        "@book{vaidyanathan1993multirate,\n"
        "  author = {P. P. Vaidyanathan},\n"
        "  title = {Multirate Systems and Filter Banks},\n"
        "  publisher = {Prentice Hall},\n"
        "  year = {1993},\n"
        "}\n",
    ),
}
"""For each key the work as the library names it, and its entry in a ``.bib`` file."""


def citation(source: str) -> str:
    r"""Return the ``\cite`` of a source, its place in the work as the optional argument.

    Examples
    --------
    >>> print(citation(f"{WORKS['dumoulin2016guide'][0]}, section 4.1"))
    \cite[section 4.1]{dumoulin2016guide}
    >>> citation("symconv")
    ''
    """
    for key, (work, _) in WORKS.items():
        if source.startswith(work):
            place = source.removeprefix(work).lstrip(", ")
            return rf"\cite[{place}]{{{key}}}" if place else rf"\cite{{{key}}}"
    return ""


def bibliography() -> str:
    """Return every work as the text of a ``.bib`` file."""
    return "\n".join(entry for _, entry in WORKS.values())
