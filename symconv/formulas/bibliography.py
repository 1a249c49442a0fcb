r"""Where theorems and pages come from: the works that are cited, as sentences and as BibTeX, and how one is cited."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Work:
    """A work that is cited.

    Parameters
    ----------
    key : str
        What it is cited by.
    kind : str
        Its BibTeX type, such as ``misc``.
    authors : tuple of str
        Full names, in order.
    title, year : str
        As printed.
    named : str
        How a source of the library begins that speaks of it.
    published : tuple of (str, str)
        The further fields of its BibTeX entry, such as ``("eprint", "1603.07285")``.
    """

    key: str
    kind: str
    authors: tuple[str, ...]
    title: str
    year: str
    named: str
    published: tuple[tuple[str, str], ...] = ()

    def sentence(self) -> str:
        """Return it as a list of references prints it, the title between asterisks.

        Examples
        --------
        >>> WORKS[2].sentence()
        'P. P. Vaidyanathan. *Multirate Systems and Filter Banks*. Prentice Hall, 1993.'
        """
        shown = [
            value for field, value in self.published if field not in ("eprint", "archivePrefix")
        ]
        shown += [f"arXiv:{value}" for field, value in self.published if field == "eprint"]
        names = self.authors
        listed = (
            " and ".join(names) if len(names) < 3 else f"{', '.join(names[:-1])}, and {names[-1]}"
        )
        return f"{listed}. *{self.title}*. {', '.join((*shown, self.year))}."

    def bibtex(self) -> str:
        """Return its entry in a ``.bib`` file."""
        fields = [
            ("author", " and ".join(self.authors)),
            ("title", f"{{{self.title}}}"),
            ("year", self.year),
            *self.published,
        ]
        lines = "".join(f"  {field} = {{{value}}},\n" for field, value in fields)
        return f"@{self.kind}{{{self.key},\n{lines}}}\n"


def _arxiv(number: str) -> tuple[tuple[str, str], ...]:
    return (("eprint", number), ("archivePrefix", "arXiv"))


WORKS = (
    Work(
        "dumoulin2016guide",
        "misc",
        ("Vincent Dumoulin", "Francesco Visin"),
        "A guide to convolution arithmetic for deep learning",
        "2016",
        "V. Dumoulin and F. Visin, A guide to convolution arithmetic for deep learning, 2016",
        _arxiv("1603.07285"),
    ),
    Work(
        "zhang2023dive",
        "book",
        ("Aston Zhang", "Zachary C. Lipton", "Mu Li", "Alexander J. Smola"),
        "Dive into Deep Learning",
        "2023",
        "Dive into Deep Learning",
        (("publisher", "Cambridge University Press"),),
    ),
    Work(
        "vaidyanathan1993multirate",
        "book",
        ("P. P. Vaidyanathan",),
        "Multirate Systems and Filter Banks",
        "1993",
        "P. P. Vaidyanathan, Multirate Systems and Filter Banks, 1993",
        (("publisher", "Prentice Hall"),),
    ),
    Work(
        "odena2016deconvolution",
        "article",
        ("Augustus Odena", "Vincent Dumoulin", "Chris Olah"),
        "Deconvolution and Checkerboard Artifacts",
        "2016",
        "A. Odena et al., Deconvolution and checkerboard artifacts, 2016",
        (("journal", "Distill"),),
    ),
    Work(
        "shi2016deconvolution",
        "misc",
        (
            "Wenzhe Shi",
            "Jose Caballero",
            "Lucas Theis",
            "Ferenc Huszar",
            "Andrew Aitken",
            "Christian Ledig",
            "Zehan Wang",
        ),
        "Is the deconvolution layer the same as a convolutional layer?",
        "2016",
        "W. Shi et al., Is the deconvolution layer the same as a convolutional layer?, 2016",
        _arxiv("1609.07009"),
    ),
    Work(
        "ronneberger2015unet",
        "misc",
        ("Olaf Ronneberger", "Philipp Fischer", "Thomas Brox"),
        "U-Net: Convolutional Networks for Biomedical Image Segmentation",
        "2015",
        "O. Ronneberger et al., U-Net, 2015",
        _arxiv("1505.04597"),
    ),
    Work(
        "long2015fully",
        "misc",
        ("Jonathan Long", "Evan Shelhamer", "Trevor Darrell"),
        "Fully Convolutional Networks for Semantic Segmentation",
        "2015",
        "J. Long et al., Fully convolutional networks for semantic segmentation, 2015",
        _arxiv("1411.4038"),
    ),
)
"""Every work that a page cites, in the order in which pages list them."""


def cited(source: str) -> tuple[Work, str] | None:
    """Return the work that a source of the library speaks of, and the place in it; ``None`` for none.

    Examples
    --------
    >>> work, place = cited(f"{WORKS[0].named}, section 4.1")
    >>> work.key, place
    ('dumoulin2016guide', 'section 4.1')
    """
    for work in WORKS:
        if source.startswith(work.named):
            return work, source.removeprefix(work.named).lstrip(", ")
    return None


def citation(source: str) -> str:
    r"""Return the ``\cite`` of a source, its place in the work as the optional argument.

    Examples
    --------
    >>> print(citation(f"{WORKS[0].named}, section 4.1"))
    \cite[section 4.1]{dumoulin2016guide}
    >>> citation("symconv")
    ''
    """
    found = cited(source)
    if found is None:
        return ""
    work, place = found
    return rf"\cite[{place}]{{{work.key}}}" if place else rf"\cite{{{work.key}}}"


def bibliography() -> str:
    """Return every work as the text of a ``.bib`` file."""
    return "\n".join(work.bibtex() for work in WORKS)
