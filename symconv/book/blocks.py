"""What a chapter is made of, free of any page format: every writer reads the same list of blocks.

Words are *marked text*: ``$...$`` is a formula, ``*...*`` stress, backquotes are code, and
``[[name]]`` refers to the section, figure, table or algorithm of that name.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from symconv.figures import Figure
from symconv.formulas.listing import Algorithm
from symconv.pages.explore import Setting


@dataclass(frozen=True)
class Heading:
    """A section (level 2) or a part of one (level 3); a name makes it something to refer to."""

    title: str
    name: str
    level: int = 2


@dataclass(frozen=True)
class Paragraph:
    """Marked text."""

    text: str


@dataclass(frozen=True)
class Items:
    """A list of marked texts, numbered where their order matters."""

    entries: tuple[str, ...]
    numbered: bool = False


@dataclass(frozen=True)
class Row:
    r"""One formula in LaTeX, and why it holds, in marked text.

    Parameters
    ----------
    left : str
        The left side; empty where the formula continues the one above it.
    right : str
        The relation and the right side.
    reason : str
        Why, in marked text.

    Examples
    --------
    >>> Row("O", "= 3").formula
    'O = 3'
    """

    left: str
    right: str
    reason: str = ""

    @property
    def formula(self) -> str:
        """The whole formula."""
        return f"{self.left} {self.right}".strip()


@dataclass(frozen=True)
class Formulas:
    """Formulas one below the other, each with its reason."""

    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Step:
    """What is done and why, in marked text, what comes out, and, for a step of an example, how it was checked."""

    title: str
    reason: str
    rows: tuple[Row, ...]
    check: str = ""


@dataclass(frozen=True)
class Drawing:
    """A figure with its caption, in marked text."""

    figure: Figure
    caption: str

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
class Table:
    """Rows of marked texts under a head, with a caption; a name makes it something to refer to."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    caption: str
    name: str


@dataclass(frozen=True)
class Note:
    """Something to remember, in marked text, under a short title."""

    title: str
    text: str


@dataclass(frozen=True)
class Verdict:
    """A claim for all sizes and what became of it.

    Parameters
    ----------
    title : str
        What it is about, in a few words.
    lead, after : str
        What stands before and behind the formulas, in marked text.
    formulas : tuple of str
        What is claimed, as LaTeX in pieces between which a line may end.
    reasons : tuple of str
        The proof, or what shows that it fails, in marked text.
    remarks : tuple of str
        Behind the verdict: who judged, and where the claim comes from, in marked text.
    holds : bool
        Whether it was proved; else it was refuted.
    """

    title: str
    lead: str
    formulas: tuple[str, ...]
    after: str
    reasons: tuple[str, ...]
    remarks: tuple[str, ...]
    holds: bool = True

    @property
    def word(self) -> str:
        """The verdict in words."""
        return "Proved for all sizes" if self.holds else "Refuted"


@dataclass(frozen=True)
class Terminal:
    """A command and what it prints."""

    command: str
    output: str


@dataclass(frozen=True)
class Trial:
    """A layer to try out; on paper a note in marked text says where it can be found."""

    setting: Setting
    on_paper: str


Block: TypeAlias = (
    Heading
    | Paragraph
    | Items
    | Formulas
    | Step
    | Drawing
    | Listing
    | Table
    | Note
    | Verdict
    | Terminal
    | Trial
)
Section: TypeAlias = tuple[Block, ...]


@dataclass(frozen=True)
class Chapter:
    """A title, a sentence under it, and the blocks."""

    title: str
    lead: str
    blocks: tuple[Block, ...]
