"""A derivation as a value: its lines as formulas and text, in every medium."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from symconv.data.letters import letter_values
from symconv.errors import GeometryError, UnsupportedError
from symconv.formulas.breaking import INDENT, broken
from symconv.formulas.conventional import IndexStyle, Script
from symconv.formulas.mathml import mathml, with_formulas
from symconv.formulas.measuring import measured, row_height
from symconv.formulas.page_width import ems
from symconv.formulas.phrases import read_name
from symconv.formulas.polynomials import in_text, polynomial
from symconv.language.terms import Expression, Letter, Size, Variable
from symconv.proof.derivation.equation_chain import ChainLine, Divided, EquationChain, Replaced, Why
from symconv.proof.derivation.numbers import cells_of_line, chain_at
from symconv.proof.derivation.sizes import SizeStep
from symconv.proof.derivation.unfolding import Places
from symconv.proof.kernel import Theorem
from symconv.symbolic.claims import Claim
from symconv.symbolic.logic import is_about_sizes
from symconv.symbolic.written import Written

Short = tuple[tuple[str, Size], ...]


@dataclass(frozen=True)
class WrittenLine:
    r"""One line of a derivation, as it is printed.

    Parameters
    ----------
    expression : Expression or tuple of Size
        The sums that stand there, values that are not unfolded read by a name; or sizes.
    latex, text : str
        The line as a formula and as plain text.
    reason : str
        Why it follows from the line above, formulas between dollar signs; empty for the first.
    reason_text : str
        The reason as plain text.
    relation : str
        How it stands to the line above: ``=``, ``<=``, or ``iff``, ``and``, ``or`` between claims.
    cells : tuple
        On numbers: every cell, worked out from this line alone.
    """

    expression: Expression | tuple[Size, ...]
    latex: str
    text: str
    reason: str = ""
    reason_text: str = ""
    relation: str = "="
    cells: tuple[Any, ...] = ()

    @property
    def sign(self) -> str:
        """The relation to the line above, as LaTeX."""
        signs = {"=": "=", "<=": r"\le", "iff": r"\iff"}
        return signs.get(self.relation, rf"\text{{{self.relation} }}")

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        reason = f"    {self.reason_text}" if self.reason_text else ""
        return f"<{self.text}{reason}>"

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        reason = f" ({self.reason})" if self.reason else ""
        return {"text/plain": repr(self), "text/markdown": f"${self.latex}${reason}"}


@dataclass(frozen=True, eq=False)
class DerivedPart:
    """A part of a claim that is put together, with its derivation.

    Parameters
    ----------
    word : str
        What stands before its lines where nothing is supposed: ``First``, or ``Indeed``.
    derivation : Derivation
        Its lines.
    supposed, asked : WrittenLine, optional
        What is supposed for it, and what follows then.
    """

    word: str
    derivation: Derivation
    supposed: WrittenLine | None = None
    asked: WrittenLine | None = None

    @property
    def heading(self) -> str:
        """What is derived, in words with formulas between dollar signs."""
        if self.supposed is None or self.asked is None:
            return f"{self.word}:"
        return f"If ${self.supposed.latex}$, then ${self.asked.latex}$:"

    @property
    def heading_text(self) -> str:
        """What is derived, as plain text."""
        if self.supposed is None or self.asked is None:
            return f"{self.word}:"
        return f"If {self.supposed.text}, then {self.asked.text}:"

    @property
    def heading_latex(self) -> str:
        """The heading as a formula, with words in it."""
        if self.supposed is None or self.asked is None:
            return rf"\text{{{self.word}:}}"
        return rf"\text{{If }} {self.supposed.latex} \text{{, then }} {self.asked.latex} \text{{:}}"

    def heading_rows(self, width: float | None) -> list[str]:
        """Return the heading as rows of an aligned block."""
        text = self.heading_latex
        is_short = width is None or measured(text).width <= width - _SIGN
        if is_short or width is None or self.supposed is None or self.asked is None:
            return [f"& {text}"]
        first = rf"\text{{If }} {self.supposed.latex} \text{{,}}"
        then = rf"\text{{then }} {self.asked.latex} \text{{:}}"
        return [f"& {part}" for row in (first, then) for part in broken(row, width - _SIGN)]


@dataclass(frozen=True, eq=False, repr=False)
class Derivation:
    """The chain of equalities from the left side of a theorem to its right side.

    Parameters
    ----------
    lines : tuple of WrittenLine
        From the left side as written to the right side as written.
    theorem : Theorem
        That the first line equals the last.
    chain : EquationChain, optional
        What the lines were made of; none for sizes.
    shape : tuple of Size
        The shape of both sides.
    parts : tuple of DerivedPart
        Of a claim that is put together: its parts, each with lines of its own.
    """

    lines: tuple[WrittenLine, ...]
    theorem: Theorem
    chain: EquationChain | None = None
    shape: tuple[Size, ...] = ()
    parts: tuple[DerivedPart, ...] = ()

    def at(self, values: Mapping[Any, Any] | None = None, /, **names: int) -> Derivation:
        """Return the derivation with numbers put for its letters: a worked example.

        Parameters
        ----------
        values : mapping, optional
            Numbers by symbol or by name.
        **names : int
            Numbers by name, one for every letter of the claim and of what is given.

        Returns
        -------
        Derivation
            The same lines on numbers; ``.cells`` of each holds every cell, worked out from that
            line alone.

        Raises
        ------
        GeometryError
            If a letter has no number, the numbers are not legal, or what is given does not hold there.

        Examples
        --------
        >>> from symconv import ConvTranspose, Equal, flip, prove, sizes, tensor
        >>> I, k, s = sizes("I k s")
        >>> x, w, up = tensor("x", I), tensor("w", k), ConvTranspose(k, stride=s)
        >>> theorem = prove(Equal(flip(up(x, w)), up(flip(x), flip(w))))
        >>> on_numbers = theorem.derivation().at(I=2, k=2, s=1)
        >>> print(on_numbers)
          flip(ConvTranspose(2)(x, w))[o]
        = ConvTranspose(2)(x, w)[2 - o]            reversal
        = sum[i + t = 2 - o] x[i]*w[t]             definition of the layer
        = sum[i + t = o] x[1 - i]*w[1 - t]         i -> 1 - i, t -> 1 - t
        = sum[i + t = o] flip(x)[i]*flip(w)[t]     reversal
        = ConvTranspose(2)(flip(x), flip(w))[o]    definition of the layer
        >>> on_numbers.lines[3].cells
        (w2*x2, w1*x2 + w2*x1, w1*x1)
        """
        if self.chain is None:
            raise UnsupportedError(
                "a derivation about sizes has no cells; put numbers into the claim"
            )
        letters = self._letters()
        numbers = letter_values(letters, values, names)
        left = sorted(letter.name for letter in letters - set(numbers))
        if left:
            raise GeometryError(f"derivation.at: no number is given for {', '.join(left)}")
        for written in self.chain.places.values.values():
            written.value.context.at(numbers)
        for claim in filter(is_about_sizes, self._given()):
            if not claim.at({letter.name: numbers[letter] for letter in claim.letters}):
                raise GeometryError(f"derivation.at: {claim} is given, and does not hold there")
        numeric = chain_at(self.chain, numbers)
        cells = [cells_of_line(line, self.chain, self.shape, numbers) for line in self.chain.lines]
        lines = [
            replace(line, cells=tuple(mine))
            for line, mine in zip(chain_lines(numeric, (), "subscript"), cells, strict=True)
        ]
        return Derivation(distinct(lines), self.theorem)

    def _letters(self) -> frozenset[Letter]:
        values = self.chain.places.values.values() if self.chain else ()
        read = (written.value.letters for written in values)
        return frozenset[Letter]().union(*read, *(claim.letters for claim in self._given()))

    def _given(self) -> tuple[Claim, ...]:
        words = self.theorem.words
        return words.given if words else ()

    def latex(self, width: Any = None) -> str:
        r"""Return the derivation as an ``aligned`` block for math mode, each line with its reason.

        Parameters
        ----------
        width : length, optional
            The width of the column. Where a line and its reason do not fit beside each other, all
            reasons stand on lines of their own.
        """
        return self.fitted(None if width is None else ems(width))

    def fitted(self, width: float | None) -> str:
        """Return the derivation as an ``aligned`` block that fits into a width in ems."""
        body = " \\\\\n".join(self.rows(width))
        return f"\\begin{{aligned}}\n{body}\n\\end{{aligned}}"

    def displayed(self, width: float) -> str:
        """Return the derivation as a display that fits into a width and may go over pages."""
        body = " \\\\\n".join(self.rows(width))
        return f"{{\\allowdisplaybreaks\n\\begin{{align*}}\n{body}\n\\end{{align*}}}}"

    def rows(self, width: float | None) -> list[str]:
        """Return the rows of an aligned block.

        Where reasons do not fit beside the lines they stand below; a line that is wider than the
        block goes on in the next row.
        """
        return [row for group in self._groups(width) for row in group]

    def _groups(self, width: float | None) -> list[list[str]]:
        """Return the rows of every line, and below them those of every part under its heading."""
        beside = width is None or self._widest <= width
        return self._stacked(None if beside else width)

    def _stacked(self, narrow: float | None) -> list[list[str]]:
        """Return the rows, reasons below the lines where the block is narrow."""
        groups = [
            [_row(number, line, _reason_beside(line))]
            if narrow is None
            else _narrow_rows(number, line, narrow)
            for number, line in enumerate(self.lines, 1)
        ]
        for part in self.parts:
            heading, *lines = part.derivation._stacked(narrow)
            groups += [[*part.heading_rows(narrow), *heading], *lines]
        return groups

    @cached_property
    def _widest(self) -> float:
        """Return the room for the widest line and the widest reason beside each other."""
        return self._width_of_lines + self._width_of_reasons + _BETWEEN

    @cached_property
    def _width_of_lines(self) -> float:
        headings = [measured(part.heading_latex).width for part in self.parts]
        inner = [part.derivation._width_of_lines for part in self.parts]
        return max(*(measured(line.latex).width for line in self.lines), *headings, *inner, 0.0)

    @cached_property
    def _width_of_reasons(self) -> float:
        inner = [part.derivation._width_of_reasons for part in self.parts]
        reasons = (measured(rf"\text{{{line.reason}}}").width for line in self.lines)
        return max(*reasons, *inner, 0.0)

    def text(self) -> str:
        """Return the derivation as plain text, one line below the other."""
        first, *rest = self.lines
        column = max((len(line.text) for line in rest if len(line.text) <= WIDEST), default=0)
        rows = [f"  {first.text}"]
        for line in rest:
            reason = f"    {line.reason_text}" if line.reason_text else ""
            text = line.text.ljust(column) if reason else line.text
            rows.append(f"{line.relation} {text}{reason}")
        for part in self.parts:
            rows += [part.heading_text, part.derivation.text()]
        return "\n".join(rows)

    def markdown(self) -> str:
        """Return the derivation as one displayed formula of Markdown."""
        return f"$$\n{self.latex()}\n$$"

    def html(self) -> str:
        """Return the derivation as a table of HTML, every formula as MathML."""
        body = "\n".join(self._table_rows())
        return f'<table class="derivation">\n{body}\n</table>'

    def _table_rows(self) -> Iterator[str]:
        for number, line in enumerate(self.lines):
            sign = mathml(line.sign) if number else ""
            formula = mathml(rf"\displaystyle {line.latex}")
            reason = with_formulas(line.reason)
            yield f"<tr><td>{sign}</td><td>{formula}</td><td>{reason}</td></tr>"
        for part in self.parts:
            yield f'<tr><td colspan="3">{with_formulas(part.heading)}</td></tr>'
            yield from part.derivation._table_rows()

    def beamer(self) -> str:
        r"""Return the derivation for a frame of slides, a line uncovered at a time."""
        return _uncovered(self._groups(SLIDE_WIDTH))

    def slides(self, height: float) -> list[str]:
        """Return the derivation for as many frames of slides as it takes, as `beamer` sets it.

        Parameters
        ----------
        height : float
            Of a frame, in ems.
        """
        frames: list[list[list[str]]] = [[]]
        room = height
        for rows in self._groups(SLIDE_WIDTH):
            extents = [measured(row.replace("&", "")) for row in rows]
            taken = sum(row_height(extent.above, extent.below) for extent in extents)
            if frames[-1] and taken > room:
                frames.append([])
                room = height
            frames[-1].append(rows)
            room -= taken
        return [_uncovered(frame) for frame in frames]

    def __str__(self) -> str:
        return self.text()

    def __repr__(self) -> str:
        ends = f"{self.lines[0].text} = {self.lines[-1].text}"
        return f"<derivation of {ends} in {len(self.lines)} lines>"

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        return {"text/plain": self.text(), "text/markdown": self.markdown()}


WIDEST = 60
"""Characters of a line of plain text beyond which no reason is lined up with it."""


SLIDE_WIDTH = 37.0
"""Ems of a line on a slide."""
_BETWEEN = 4.0
"""Ems for the relation in front of a line, and between a line and its reason."""
_SIGN = 1.6
"""Ems for the relation in front of a line, and for what measuring leaves out."""


def _row(number: int, line: WrittenLine, text: str) -> str:
    return f"& {text}" if number == 1 else f"{line.sign}{{}}& {text}"


def _reason_beside(line: WrittenLine) -> str:
    return rf"{line.latex} && \text{{{line.reason}}}" if line.reason else line.latex


def _narrow_rows(number: int, line: WrittenLine, width: float) -> list[str]:
    """Return a line in as many rows as it takes, its reason in rows below it."""
    first, *more = broken(line.latex, width - _SIGN)
    rows = [_row(number, line, first), *(rf"& \quad {part}" for part in more)]
    if line.reason:
        reasons = _filled(line.reason, width - _SIGN - INDENT)
        rows += [rf"& \quad \text{{\footnotesize {part}}}" for part in reasons]
    return rows


def _filled(reason: str, width: float) -> list[str]:
    """Return a reason in brackets, cut behind commas of its prose into lines that fit into a width."""
    pieces = f"({reason})".split("$")
    pieces[::2] = [prose.replace(", ", ",@") for prose in pieces[::2]]
    first, *more = "$".join(pieces).split("@")
    lines = [first]
    for part in more:
        longer = f"{lines[-1]} {part}"
        if _SMALL * measured(rf"\text{{{longer}}}").width <= width:
            lines[-1] = longer
        else:
            lines.append(part)
    return lines


_SMALL = 0.85
"""How wide footnote type is."""


def _cells(row: str) -> list[str]:
    return [cell.strip() for cell in row.split("&")]


def _uncovered(lines: Sequence[Sequence[str]]) -> str:
    """Return rows, line by line, as an aligned block of which one more line is uncovered at a time."""
    rows = []
    for step, line in enumerate(lines, 1):
        for row in line:
            shown = [rf"\uncover<{step}->{{{cell}}}" if cell else "" for cell in _cells(row)]
            rows.append(" & ".join(shown))
    return "\\begin{align*}\n" + " \\\\\n".join(rows) + "\n\\end{align*}"


def script_of(
    places: Places, names: Mapping[Variable, str], short: Short, index: IndexStyle, plain: bool
) -> Script:
    """Return how sums are set, their reads called as they were written."""
    reads = {}
    for place, written in places.values.items():
        reads[place] = text_name(written) if plain else read_name(written, places.hatted)
    bare = {one: name.replace("{", "").replace("}", "") for one, name in names.items()}
    return Script(bare if plain else dict(names), reads, short, index, plain)


def text_name(written: Written) -> str:
    """Return a value as Python writes it, so that a position or a factor can stand beside it."""
    text = repr(written)
    is_sum = written.operation == "size" and (" + " in text or " - " in text)
    is_product = written.operation == "*" and not hasattr(written.value, "tensor")
    is_open = written.operation in _OPEN and not is_product
    return f"({text})" if is_sum or is_open else text


_OPEN = ("+", "-", "*", "/", "@", "negative")
"""Operations whose words need brackets beside others."""


def distinct(lines: Sequence[WrittenLine]) -> tuple[WrittenLine, ...]:
    """Return lines without those that show what the line above shows."""
    kept: list[WrittenLine] = []
    for line in lines:
        above = kept[-1] if kept else None
        if above is None or (line.text != above.text and line.latex != above.latex):
            kept.append(line)
    return tuple(kept)


def chain_lines(chain: EquationChain, short: Short, index: IndexStyle) -> tuple[WrittenLine, ...]:
    """Return the lines of a chain as formulas and as text."""
    names = chain.names.names
    formula = script_of(chain.places, names, short, index, plain=False)
    plain = script_of(chain.places, names, short, index, plain=True)
    return tuple(_chain_line(line, formula, plain) for line in chain.lines)


def _chain_line(line: ChainLine, formula: Script, plain: Script) -> WrittenLine:
    return WrittenLine(
        line.sums,
        formula.sums(line.sums, line.shown),
        plain.sums(line.sums, line.shown),
        ", ".join(why_text(why, formula) for why in line.why),
        ", ".join(why_text(why, plain) for why in line.why).replace("$", ""),
    )


def why_text(why: Why, script: Script) -> str:
    """Return a reason in words, its formulas between dollar signs."""
    if isinstance(why, Replaced):
        sign = ("->" if script.in_text else r"\to") if why.is_map else "="
        return f"${script.names[why.index]} {sign} {script.size(why.value)}$"
    if isinstance(why, Divided):
        return f"${script.size(why.number)} = {script.size(why.parts)}$"
    return why if script.in_text else why.replace("_", r"\_")


def size_lines(
    left: tuple[str, str], steps: Sequence[SizeStep], right: tuple[str, str]
) -> tuple[WrittenLine, ...]:
    """Return the lines about sizes: as written, step by step, and as written on the other side.

    Parameters
    ----------
    left, right : pair of str
        The two sides as LaTeX and as text, as they were written.
    steps : sequence of SizeStep
        What stands between them.
    """
    lines = [WrittenLine(steps[0].sizes, *left)]
    above = steps[0]
    for step in steps:
        formula, plain = _sizes(step.sizes, polynomial), _sizes(step.sizes, in_text)
        if plain != lines[-1].text and formula != lines[-1].latex:
            reasons = _size_reason(above, step, plain=False), _size_reason(above, step, plain=True)
            lines.append(WrittenLine(step.sizes, formula, plain, *reasons, step.relation))
        above = step
    if right[1] != lines[-1].text and right[0] != lines[-1].latex:
        lines.append(WrittenLine(steps[-1].sizes, *right))
    return tuple(lines)


def _size_reason(above: SizeStep, step: SizeStep, plain: bool) -> str:
    """Return why a line about sizes follows; nothing where it is plain arithmetic."""
    if step.since:
        parts = []
        for enclosed in step.since:
            low, number, beyond = map(in_text if plain else polynomial, enclosed)
            at_most = "<=" if plain else r"\le"
            parts.append(f"{low} {at_most} {number} < {beyond}")
        return "since " + " and ".join(part if plain else f"${part}$" for part in parts)
    if step.relation == "=":
        return ""
    write = in_text if plain else polynomial
    at_least = ">=" if plain else r"\ge"
    more = [write(b - a) for a, b in zip(above.sizes, step.sizes, strict=True)]
    formulas = [f"{difference} {at_least} 0" for difference in more]
    return "since " + " and ".join(text if plain else f"${text}$" for text in formulas)


def _sizes(sizes: Sequence[Size], write: Callable[[Size], str]) -> str:
    texts = list(map(write, sizes))
    return texts[0] if len(texts) == 1 else f"({', '.join(texts)})"
