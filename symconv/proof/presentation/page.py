r"""A theorem on a page: statement, proof and derivation, as LaTeX, plain text, Markdown and HTML.

Everything is made from the claim as it was written and from the proof; nothing that is printed is
trusted, and nothing printed says more than was proved.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from typing import Any

from sympy import Symbol

from symconv.data.letters import to_size
from symconv.errors import GeometryError, shown
from symconv.formulas.atoms import symbol
from symconv.formulas.bibliography import citation
from symconv.formulas.conventional import IndexStyle, Script, checked_index
from symconv.formulas.page_width import WIDTH, ems
from symconv.language.common_divisors import is_definition, undetermined
from symconv.language.terms import Atom, GivenEquation, Hypothesis, Size, Sum
from symconv.language.words import Value
from symconv.proof import kernel
from symconv.proof.derivation.equation_chain import (
    ChainLine,
    Divided,
    EquationChain,
    Replaced,
    Why,
    derive,
)
from symconv.proof.derivation.implication import Follows
from symconv.proof.derivation.printed_derivation import (
    SLIDE_WIDTH,
    Derivation,
    Short,
    chain_lines,
    distinct,
    script_of,
    why_text,
)
from symconv.proof.derivation.reasons import TOLD
from symconv.proof.derivation.unfolding import inner_values
from symconv.proof.kernel import Theorem
from symconv.proof.presentation.media import as_html, as_latex, as_markdown, as_slides, as_text
from symconv.proof.presentation.size_derivation import combined_derivation, size_derivation
from symconv.proof.presentation.statement import (
    Display,
    Part,
    Prose,
    Typesetting,
    claim_formula,
    condition_formula,
    definitions,
    given_formula,
    given_letters,
    open_conditions,
    settled,
    sides,
    tensors,
    unrounded,
)
from symconv.proof.question import Question, read
from symconv.proof.refute import legal_settings
from symconv.symbolic.cell_names import with_cells_of_tensors
from symconv.symbolic.claims import Claim, divided_by
from symconv.symbolic.context import Context
from symconv.symbolic.logic import Combined, Iff
from symconv.symbolic.written import Written

PARTS = ("statement", "proof", "derivation", "all")
SLIDE_HEIGHT = 18.0
"""Ems below the title of a slide."""
MOST_LOOKED_AT = 500
"""Settings at which witnesses of a theorem are looked for."""


@dataclass(frozen=True, eq=False)
class TheoremPage:
    """What is printed of a theorem.

    Parameters
    ----------
    theorem : Theorem or None
        As the kernel proved it; ``None`` of a claim that is only stated.
    claim : Claim
        What was claimed, in the words in which it was written.
    given : tuple of Claim
        Under which claims about sizes.
    title, source : str
        What it is called, and where it comes from.
    """

    theorem: Theorem | None
    claim: Claim
    given: tuple[Claim, ...] = ()
    title: str = ""
    source: str = ""
    follows: Follows = field(default_factory=Follows)

    @cached_property
    def question(self) -> Question:
        """The claim as the kernel states it."""
        return read(self.claim, self.given)

    @cached_property
    def chain(self) -> EquationChain | None:
        """The equalities between both sides; ``None`` for a claim about sizes."""
        both = sides(self.claim)
        if self.theorem is None or not both:
            return None
        left, right = both
        return derive(self.question, self.theorem, left, right, self.follows)

    @cached_property
    def witnesses(self) -> tuple[dict[str, int] | None, dict[str, int] | None]:
        """The smallest setting where both sides of an ``Iff`` hold, and the smallest where neither does.

        ``None`` where there is none among the settings that are looked at.
        """
        if not isinstance(self.claim, Iff):
            raise AttributeError("only a theorem on Iff has witnesses")
        found: dict[bool, dict[str, int]] = {}
        for setting in islice(legal_settings(self.question), MOST_LOOKED_AT):
            numbers = {letter.name: setting[letter] for letter in undetermined(setting)}
            mine = {v.name: numbers[v.name] for v in undetermined(self.claim.left.letters)}
            found.setdefault(bool(self.claim.left.at(mine) if mine else self.claim.left), numbers)
            if len(found) == 2:
                break
        return found.get(True), found.get(False)

    @cached_property
    def short(self) -> Short:
        """Short names for sizes that occur: ``K`` for ``d(k-1)+1``, where no letter is called so."""
        taken = {each.name for each in self.question.letters} | set(tensors(self.claim))
        return tuple(short_sizes(sides(self.claim), taken))

    def derivation(self, index: IndexStyle = "subscript") -> Derivation:
        """Return the chain of equalities from the left side as written to the right side as written."""
        if self.chain is not None:
            shape = tuple(extent for extent, _ in self.question.shapes)
            lines = distinct(chain_lines(self.chain, self.short, index))
            return Derivation(lines, self.chain.theorem, self.chain, shape)
        if isinstance(self.claim, Combined) and self.theorem is not None:
            return combined_derivation(self.claim, self.given, self.theorem)
        return size_derivation(self.question, self.claim, self.theorem)

    def statement(self, setting: Typesetting) -> Iterator[Part]:
        """Yield what the theorem says: for which letters and tensors, under which conditions, and what holds."""
        script = Script({}, {}, self.short, setting.index, setting.plain)
        lead = f"{self._lead(setting, script)},"
        yield Prose(lead)
        told = definitions(self.claim, setting, self.short, self.follows)
        yield Display(f"{claim_formula(self.claim, setting)}{',' if told else '.'}")
        if told:
            yield Prose("where")
            yield from (Display(one + ending) for one, ending in punctuated(told))
        cells = tuple(self._cells(setting))
        yield from self._short_names(setting, [lead, *told, *map(_text_of, cells)])
        yield from cells
        if isinstance(self.claim, Iff) and self.theorem is not None:
            # say where both sides hold and where neither does
            both, neither = (_numbers_in_words(found, setting) for found in self.witnesses)
            first = f"Both hold at {both}" if both else "No setting was found where they hold"
            second = f"neither does at {neither}" if neither else "none was found where they fail"
            witnesses_in_words = f"{first}; {second}."
            yield Prose(witnesses_in_words)
        if self.theorem is not None and self.theorem.statement.every_axis:
            yield Prose("On several axes, each with letters of its own, it holds axis by axis.")

    def _lead(self, setting: Typesetting, script: Script) -> str:
        found = undetermined(self.question.letters)
        start = f"For all integers {given_letters(found, setting)}"
        parts = [start if found else "At this one setting"]
        conditions = [setting.formula(given_formula(one, setting)) for one in self.given]
        conditions += [setting.formula(condition_formula(one, script)) for one in self._legality]
        if conditions:
            parts.append(f"with {listed(conditions)}")
        named = list(self._tensors(setting))
        divisors = [setting.formula(script.size(one)) for one in self._divisors]
        if (named and found) or divisors:
            ring = "ring, commutative or not" if self._over_any_ring else "commutative ring"
            verb = "is" if len(divisors) == 1 else "are"
            where = f" in which {listed(divisors)} {verb} invertible" if divisors else ""
            cells = f"and all {listed(named)} " if named else ""
            parts.append(f"{cells}over any {ring}{where}")
        return " ".join(parts)

    @cached_property
    def _divisors(self) -> tuple[Size, ...]:
        """What is divided by in the claim and in what is given."""
        return divided_by(self.claim, *self.given)

    @property
    def _over_any_ring(self) -> bool:
        return self.theorem is not None and self.theorem.rule == kernel.any_ring.__name__

    @cached_property
    def _legality(self) -> list[Hypothesis]:
        """The conditions of layers and operations that do not follow from what is said already."""
        known = tuple(goal for one in self.given for goal in one.statement().goals)
        hypotheses = self.question.statement.hypotheses
        assumed = [h for h in hypotheses if not (isinstance(h, GivenEquation) or is_definition(h))]
        told = open_conditions(assumed, (*known, *self.question.definitions), self.follows)
        return list(map(unrounded, told))

    @cached_property
    def _named(self) -> dict[str, Written]:
        """The tensors that the claim and what is given speak of."""
        found: dict[str, Written] = {}
        for claim in (self.claim, *self.given):
            for name, written in tensors(claim).items():
                found.setdefault(name, written)
        return found

    def _tensors(self, setting: Typesetting) -> Iterator[str]:
        """Yield the tensors with their shapes, those of one shape together."""
        together: dict[tuple[Size, ...], list[str]] = {}
        for written in self._named.values():
            shape = written.value.tensor.shape.entries
            together.setdefault(shape, []).append(setting.formula(setting.written(written)))
        times = " x " if setting.plain else r" \times "
        for shape, names in together.items():
            extents = times.join(_factor(setting.size(extent), len(shape)) for extent in shape)
            cells = "cell" if shape == (1,) else "cells"
            yield f"{listed(names)} of {setting.formula(extents)} {cells}"

    def _short_names(self, setting: Typesetting, said: Sequence[str]) -> Iterator[Part]:
        """Say what the short names stand for that are used, and that a tensor is zero outside its range."""
        if not sides(self.claim):
            return
        lines = self.derivation(setting.index).lines if self.chain is not None else ()
        everything = " ".join([*said, *(f"{line.text} {line.reason_text}" for line in lines)])
        used = [(name, long) for name, long in self.short if is_letter_in(name, everything)]
        meanings = [setting.formula(f"{name} = {setting.size(long)}") for name, long in used]
        meanings += [*self._ones(setting), *self._cell_symbols(setting)]
        here = f"Here {listed(meanings)}, and every" if meanings else "Every"
        yield Prose(f"{here} tensor is zero outside its range.")

    def _ones(self, setting: Typesetting) -> Iterator[str]:
        """Say how many ones stand in a tensor of ones, where that is not written out."""
        shapes = [
            written.value.tensor.shape.entries
            for side in ([] if setting.plain else sides(self.claim))
            for written in inner_values(side)
            if written.operation == "ones"
        ]
        extents = []
        for shape in shapes:
            each = (_factor(setting.size(extent), len(shape)) for extent in shape)
            extents.append(setting.formula(r" \times ".join(each)))
        ones = setting.formula(r"\mathbf{1}")
        if len(set(extents)) == 1:
            yield f"{ones} consists of {extents[0]} ones"
        elif extents:
            yield f"the tensors {ones} consist of {listed(extents)} ones, in this order"

    def _cell_symbols(self, setting: Typesetting) -> Iterator[str]:
        """Say which cell a symbol is: symbols count from 1, positions from 0."""
        for name, at in self._symbols_of_cells.items():
            spelled = name if setting.plain else symbol(Symbol(name))
            script = Script({}, {}, (), setting.index, setting.plain)
            cell = script.read(at.tensor, at.at)
            yield f"{setting.formula(spelled)} is the cell {setting.formula(cell)}"

    @cached_property
    def _symbols_of_cells(self) -> dict[str, Atom]:
        """The symbols in the claim that are cells of its tensors."""
        shapes = dict(self.question.operands)
        scalars = [name for name, shape in shapes.items() if not shape]
        context = Context(operands=self.question.operands)
        found = {}
        for name in scalars:
            cell = with_cells_of_tensors(Value((Sum(atoms=(Atom(name, ()),)),)), context)
            (atom,) = cell[0].atoms
            if atom.at:
                found[name] = atom
        return found

    def _cells(self, setting: Typesetting) -> Iterator[Part]:
        """Yield the equation cell by cell, where the two sides are not one sum."""
        if self.chain is None:
            return
        script, one, other = self._both_sums(self.chain, setting)
        if one == other:
            return
        names = script.names
        known = (*self.question.statement.hypotheses, *self.question.definitions)
        extents = [settled(extent, known, self.follows) for extent, _ in self.question.shapes]
        at_most = "<=" if setting.plain else r"\le"
        ranges = [
            setting.formula(f"0 {at_most} {names[index]} < {script.size(extent)}")
            for index, extent in zip(self.chain.position, extents, strict=True)
        ]
        yield Prose(f"Cell by cell, for {listed(ranges)}," if ranges else "Written out,")
        yield Display(f"{one} = {other}.")

    def _both_sums(self, chain: EquationChain, setting: Typesetting) -> tuple[Script, str, str]:
        """Return the two sides unfolded down to the tensors of the claim."""
        names = chain.names.names
        script = script_of(chain.places, names, self.short, setting.index, setting.plain)
        one, other = (script.sums(line.sums, line.shown) for line in innermost(chain))
        return script, one, other

    def proof(self, setting: Typesetting) -> Iterator[Part]:
        """Yield the proof: what both sides are, and what carries one into the other."""
        if self.chain is None:
            yield from size_proof(self.derivation(setting.index), setting)
            return
        script, one, other = self._both_sums(self.chain, setting)
        told = definitions(self.claim, setting, self.short, self.follows)
        if one == other and sum(each.endswith(f" = {one}") for each in told) > 1:
            yield Prose("By the definitions, both sides are the same sum.")
            return
        if one == other:
            yield Prose("By the definitions, both sides are")
            yield Display(f"{one}.")
            return
        yield Prose("By the definitions, the left side is")
        yield Display(f"{one},")
        yield Prose("and the right side is")
        yield Display(f"{other}.")
        left, right = map(self.chain.lines.index, innermost(self.chain))
        between = self.chain.lines[left + 1 : right + 1]
        reasons = list(dict.fromkeys(why for line in between for why in line.why))
        yield Prose(f"{_carried(reasons, script)}.")

    def latex(
        self,
        part: str | None = None,
        environment: str | None = None,
        label: str | None = None,
        index: IndexStyle = "subscript",
        width: Any = None,
    ) -> str:
        r"""Return the theorem as LaTeX.

        Parameters
        ----------
        part : {"statement", "proof", "derivation", "all"}, optional
            What is printed; without it statement and proof.
        environment : str, optional
            The amsthm environment of the statement; the proof then stands in ``proof``.
        label : str, optional
            The ``\label`` of the environment.
        index : {"subscript", "brackets"}
            How a position is written behind a tensor.
        width : length, optional
            The width of the column.
        """
        wide = ems(width) if width is not None else WIDTH
        setting = Typesetting(index=checked_index(index))
        pieces = [self._latex_piece(name, setting, wide, environment) for name in parts_of(part)]
        if environment is not None:
            heading = f"[{self.title}]" if self.title else ""
            reference = rf"\label{{{label}}}" if label else ""
            opening = f"\\begin{{{environment}}}{heading}{reference}\n"
            pieces = [
                f"{opening}{text}\n\\end{{{environment}}}" if name == "statement" else text
                for name, text in zip(parts_of(part), pieces, strict=True)
            ]
        return "\n\n".join(pieces)

    def _latex_piece(
        self, name: str, setting: Typesetting, width: float, environment: str | None
    ) -> str:
        if name == "derivation":
            return self.derivation(setting.index).displayed(width)
        text = as_latex(self._parts(name, setting), width)
        if name == "statement":
            return text
        if environment is not None:
            ended = text.removesuffix("\n\\]") + "\\qedhere\n\\]" if text.endswith("\\]") else text
            return f"\\begin{{proof}}\n{ended}\n\\end{{proof}}"
        return f"\\emph{{Proof.}} {text}"

    def _parts(self, name: str, setting: Typesetting) -> Iterator[Part]:
        return self.statement(setting) if name == "statement" else self.proof(setting)

    def text(self, part: str | None = None) -> str:
        """Return the theorem as plain text."""
        setting = Typesetting(plain=True)
        pieces = []
        for name in parts_of(part):
            if name == "derivation":
                pieces.append(self.derivation().text())
            else:
                parts = list(self._parts(name, setting))
                if name == "proof":
                    parts = [Prose("Proof."), *parts]
                pieces.append(as_text(parts))
        return "\n\n".join(pieces)

    def markdown(self, part: str | None = None, index: IndexStyle = "subscript") -> str:
        """Return the theorem as Markdown."""
        setting = Typesetting(index=checked_index(index))
        pieces = []
        for name in parts_of(part):
            if name == "derivation":
                pieces.append(self.derivation(index).markdown())
            else:
                start = "*Proof.* " if name == "proof" else ""
                pieces.append(start + as_markdown(self._parts(name, setting), WIDTH))
        return "\n\n".join(pieces)

    def beamer(self, part: str | None = None) -> str:
        """Return the theorem as frames of slides, a derivation line by line."""
        setting = Typesetting()
        frames: list[str] = []
        for name in parts_of(part):
            if name == "derivation":
                bodies = self.derivation().slides(SLIDE_HEIGHT)
            else:
                bodies = as_slides(self._parts(name, setting), SLIDE_WIDTH, SLIDE_HEIGHT)
            frames += self._frames(name, bodies)
        return "\n\n".join(frames)

    def _frames(self, part: str, bodies: Sequence[str]) -> Iterator[str]:
        """Yield bodies as frames, numbered where there are several."""
        heading = self.title or part.capitalize()
        for number, body in enumerate(bodies, 1):
            counted = f" ({number}/{len(bodies)})" if len(bodies) > 1 else ""
            yield f"\\begin{{frame}}{{{heading}{counted}}}\n\\small\n{body}\n\\end{{frame}}"

    def cite(self) -> str:
        r"""Return the ``\\cite`` of the source; nothing where there is none but symconv itself."""
        return citation(self.source)

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        said = self.markdown("statement")
        return {"text/markdown": said, "text/plain": repr(self.theorem)}

    def html(self, part: str | None = None, index: IndexStyle = "subscript") -> str:
        """Return the theorem as HTML, every formula as MathML."""
        setting = Typesetting(index=checked_index(index))
        pieces = []
        for name in parts_of(part):
            derived = name == "derivation"
            body = self.derivation(index).html() if derived else as_html(self._parts(name, setting))
            pieces.append(f'<div class="{name}">\n{body}\n</div>')
        return "\n".join(pieces)


def _text_of(part: Part) -> str:
    return part.text if isinstance(part, Prose) else part.formula


def is_letter_in(name: str, text: str) -> bool:
    """Return whether a letter stands in a text as a letter, not inside a word or a command."""
    return re.search(rf"(?<![A-Za-z\\]){re.escape(name)}(?![A-Za-z])", text) is not None


def _numbers_in_words(found: dict[str, int] | None, setting: Typesetting) -> str:
    values = sorted((found or {}).items())
    text = ", ".join(f"{name} = {value}" for name, value in values)
    return setting.formula(text) if text else ""


def _factor(size: str, axes: int) -> str:
    """Return an extent among several: in brackets where it is a sum."""
    is_sum = " + " in size or " - " in size
    return f"({size})" if axes > 1 and is_sum else size


def parts_of(part: str | None) -> tuple[str, ...]:
    """Return what a part of a page consists of.

    Raises
    ------
    GeometryError
        If there is no such part.
    """
    if part is None:
        return ("statement", "proof")
    if part not in PARTS:
        raise GeometryError(f"part is {shown(part)}, but one of {', '.join(PARTS)} is needed")
    return PARTS[:3] if part == "all" else (part,)


def size_proof(derivation: Derivation, setting: Typesetting) -> Iterator[Part]:
    """Yield the lines about sizes as one chain, and why they follow; of several parts, one after the other."""
    if not derivation.parts and all(
        line.relation not in ("=", "<=") for line in derivation.lines[1:]
    ):
        yield Prose(_by_arithmetic(derivation, setting))
        return
    if not derivation.parts:
        yield from _chained(derivation, setting)
    for part in derivation.parts:
        yield Prose(part.heading_text if setting.plain else part.heading)
        yield from _chained(part.derivation, setting)


def _by_arithmetic(derivation: Derivation, setting: Typesetting) -> str:
    """Say what settles a claim that has no chain."""
    last = derivation.lines[-1]
    text, why = (last.text, last.reason_text) if setting.plain else (last.latex, last.reason)
    if last.relation == "iff" and why:
        return f"Equivalently, {setting.formula(text)}: {why}."
    if last.relation == "or" and why:
        return f"The second {why.removeprefix('this ')}."
    return "It is decided case by case, by arithmetic of integers."


def _chained(derivation: Derivation, setting: Typesetting) -> Iterator[Part]:
    first, *rest = derivation.lines
    if setting.plain:
        chain = first.text + "".join(f" {line.relation} {line.text}" for line in rest)
        reasons = [line.reason_text for line in rest if line.reason_text]
    else:
        chain = first.latex + "".join(f" {line.sign} {line.latex}" for line in rest)
        reasons = [line.reason for line in rest if line.reason]
    yield Display(f"{chain}{',' if reasons else '.'}")
    if reasons:
        yield Prose(f"{listed(reasons)}.")


def _carried(told: Sequence[Why], script: Script) -> str:
    """Say in a sentence what carries one sum into the other."""

    def each(kind: Callable[[Why], bool]) -> str:
        texts = [why_text(why, script) for why in told if kind(why)]
        return listed([text.replace("$", "") if script.in_text else text for text in texts])

    divided = each(lambda why: isinstance(why, Divided))
    fixed = each(lambda why: isinstance(why, Replaced) and not why.is_map)
    mapped = each(lambda why: isinstance(why, Replaced) and why.is_map)
    other = listed([TOLD[why] for why in told if isinstance(why, str)])
    parts = [
        f"write {divided}" if divided else "",
        f"put {fixed}" if fixed else "",
        f"substitute {mapped}, term by term" if mapped else "",
        other,
    ]
    steps = "; ".join(part for part in parts if part)
    return f"To turn the one into the other, {steps}" if steps else "They are the same sum"


def innermost(chain: EquationChain) -> tuple[ChainLine, ChainLine]:
    """Return the first and the last line of a chain that read nothing but tensors of the claim."""
    flat = [line for line in chain.lines if _is_flat(line)]
    return (flat[0], flat[-1]) if flat else (chain.lines[0], chain.lines[-1])


def _is_flat(line: ChainLine) -> bool:
    reads = (atom.tensor for term in line.sums for atom in term.atoms)
    return all(not name.startswith("@") for name in reads)


def short_sizes(both: Sequence[Written], taken: set[str]) -> Iterator[tuple[str, Size]]:
    """Yield short names for the reach ``d(k-1)+1`` of a dilated kernel, where layers have only one."""
    layers = [
        written.parameters[0]
        for side in both
        for written in inner_values(side)
        if written.operation in ("layer", "matrix")
    ]
    reaches = {
        to_size(d * (k - 1) + 1, "a reach")
        for layer in layers
        for k, d in zip(layer.kernel_size, layer.dilation, strict=True)
        if d != 1
    }
    letters_in = [reach for reach in reaches if not isinstance(reach, int)]
    if len(letters_in) == 1 and "K" not in taken:
        yield "K", letters_in[0]


def listed(texts: Sequence[str]) -> str:
    """Return texts as a list in a sentence.

    Examples
    --------
    >>> listed(["a", "b", "c"]), listed(["a"])
    ('a, b and c', 'a')
    """
    if len(texts) < 2:
        return "".join(texts)
    return f"{', '.join(texts[:-1])} and {texts[-1]}"


def punctuated(texts: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield texts with the comma or the stop behind them."""
    for number, text in enumerate(texts, 1):
        yield text, "." if number == len(texts) else ","
