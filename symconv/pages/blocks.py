"""What a page is made of, free of any format: every writer reads the same list of blocks.

Sentences are marked text, as :mod:`symconv.pages.inline_markup` reads it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from symconv.formulas.bibliography import Work
from symconv.formulas.listing import Algorithm
from symconv.formulas.notation import USUAL, Notation
from symconv.pages.displays import Display, Math
from symconv.pages.explore import Trial
from symconv.pages.inline_markup import Sentence

if TYPE_CHECKING:
    from symconv.figures import Figure

EQUALS = Math("=")
GOES_TO = Math(r"\to", "->")
DIFFERS = Math(r"\ne", "!=")
NOTHING = Math("")


@dataclass(frozen=True)
class Heading:
    """A section (level 2) or a part of one (level 3); a name makes it something to refer to."""

    title: Sentence
    name: str
    level: int = 2


@dataclass(frozen=True)
class Paragraph:
    """A sentence or more."""

    text: Sentence


@dataclass(frozen=True)
class Items:
    """A list of sentences, numbered where their order matters."""

    entries: tuple[Sentence, ...]
    numbered: bool = False


@dataclass(frozen=True)
class Equation:
    r"""One displayed formula, and why it holds.

    Parameters
    ----------
    left : Math
        The left side; empty where the formula continues the one above it.
    right : Display
        The right side.
    reason : Sentence
        Why.
    relation : Math
        What stands between the sides.
    then : tuple of Display
        What the right side is equal to, written further: products, then their sum.
    apart : bool
        Whether the cells of grids stand one by one even where there is room for matrices.
    name : str
        What it is referred to by; a formula with a name has a number.

    Examples
    --------
    >>> Equation(Math("O"), Math("3")).latex()
    'O = 3'
    """

    left: Math
    right: Display
    reason: Sentence = ""
    relation: Math = EQUALS
    then: tuple[Display, ...] = ()
    apart: bool = False
    name: str = ""

    @property
    def related(self) -> str:
        """The relation and the right side, as LaTeX."""
        return f"{self.relation.latex()} {self.right.latex()}".strip()

    def latex(self) -> str:
        """Return the whole formula as LaTeX."""
        return f"{self.left.latex()} {self.related}".strip()


@dataclass(frozen=True)
class Equations:
    """Formulas one below the other, each with its reason."""

    lines: tuple[Equation, ...]


@dataclass(frozen=True)
class Step:
    """What is done and why, what comes out, and how it was checked.

    Parameters
    ----------
    title : str
        What is done, in plain text.
    reason : Sentence
        Why.
    lines : tuple of Equation
        What comes out.
    check : str
        How it was checked when the step was made, in plain text; empty where nothing is said of it.
    number : int
        Its place among the steps of an example; 0 for none.
    """

    title: str
    reason: Sentence
    lines: tuple[Equation, ...]
    check: str = ""
    number: int = 0


@dataclass(frozen=True)
class Drawing:
    """A figure with its caption."""

    figure: Figure
    caption: Sentence

    @property
    def name(self) -> str:
        """What it is referred to by."""
        return self.figure.name


@dataclass(frozen=True)
class Listing:
    """An algorithm, printed from a function that runs."""

    algorithm: Algorithm
    name: str


@dataclass(frozen=True)
class Tabular:
    """Rows of sentences under a head, with a caption; a name makes it something to refer to."""

    head: tuple[Sentence, ...]
    rows: tuple[tuple[Sentence, ...], ...]
    caption: Sentence
    name: str


@dataclass(frozen=True)
class Note:
    """Something to remember, under a short title in plain text."""

    title: str
    text: Sentence


@dataclass(frozen=True)
class NumberedStatement:
    """Something with a number and a name of its own: a theorem, a false claim, an example, an exercise.

    Parameters
    ----------
    kind : str
        One of `STATEMENTS`.
    name : str
        What it is referred to by.
    title : Sentence
        What it is about, in a few words.
    said : tuple of Paragraph or Equations
        What it says.
    proof : tuple of Paragraph or Equations
        Why it holds; empty where nothing is proved.
    remark : Sentence
        In small type behind it: who judged, where it comes from.
    """

    kind: str
    name: str
    title: Sentence
    said: tuple[Paragraph | Equations, ...]
    proof: tuple[Paragraph | Equations, ...] = ()
    remark: Sentence = ""


STATEMENTS = {
    "theorem": "Theorem",
    "refuted": "False claim",
    "example": "Example",
    "exercise": "Exercise",
}
"""Kinds of statements, each counted by itself, with what they are called."""


@dataclass(frozen=True)
class Sources:
    """Works that are cited, numbered as they stand here."""

    works: tuple[Work, ...]


@dataclass(frozen=True)
class WordIndex:
    """Words in the order of the alphabet, each with the names of what it leads to."""

    entries: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class Program:
    """Text of a program, shown as it is written, under a line that says what it is."""

    title: Sentence
    code: str


@dataclass(frozen=True)
class Terminal:
    """A command and what it prints."""

    command: str
    output: str


@dataclass(frozen=True)
class Explorer:
    """A layer to try out.

    Parameters
    ----------
    trial : Trial
        What is shown first.
    on_paper : Sentence
        What a format without controls says in their place.
    notation : Notation
        What input, kernel and output are called.
    level : int
        Of its heading.
    """

    trial: Trial
    on_paper: Sentence = ""
    notation: Notation = USUAL
    level: int = 3


Block: TypeAlias = (
    Heading
    | Paragraph
    | Items
    | Equations
    | Step
    | Drawing
    | Listing
    | Tabular
    | Note
    | NumberedStatement
    | Sources
    | WordIndex
    | Program
    | Terminal
    | Explorer
)
Section: TypeAlias = tuple[Block, ...]


@dataclass(frozen=True)
class Document:
    """A title, a sentence under it, and the blocks; a long one has a table of contents."""

    title: str
    lead: Sentence
    blocks: tuple[Block, ...]

    @property
    def sections(self) -> Iterator[Heading]:
        """The headings of the sections."""
        return (each for each in self.blocks if isinstance(each, Heading) and each.level == 2)
