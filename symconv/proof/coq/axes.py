"""The axes rule: what is proved on one axis, for any cell that is read there, holds on any number of axes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from symconv.errors import UnsupportedError
from symconv.language.terms import AnyOf, Atom, Expression, Hypothesis, Sum
from symconv.proof.coq.fusing import Fusing
from symconv.proof.coq.gallina import Gallina, identifiers
from symconv.proof.coq.nested_sums import expanded
from symconv.proof.coq.tactics import (
    REFLEXIVITY,
    RING,
    Assertion,
    Command,
    Tactic,
    all_pattern,
    call,
    chained,
    conjunction,
    exact,
    for_each,
    lines,
    nested,
    numbered,
    point_pattern,
    sentences,
    then,
    transitivity,
)
from symconv.proof.coq.theorem_statement import Outline, has_equation
from symconv.proof.trusted.statement import Statement

AND = " /\\ "
LINES = " /\\\n  "
ASSUMED = "p'"
RANGED = "r'"
ANY = [*["_"] * 8, "A'", "B'"]  # what Coq finds out by itself, and what is known of all axes
VANISHES = then(Command("repeat (apply Sum_zero; intro)"), Command("apply bracket_zero"), RING)
SAME = then(Command("repeat (apply Sum_ext; intro)"), Command("rewrite ?s'"), REFLEXIVITY)
SYMMETRY = Command("symmetry")
REDUCED = Command("cbn [on fst snd]")


class Gathered(Gallina):
    """The way to write in which a cell is a function of the point that is read."""

    def atom(self, atom: Atom) -> str:
        """Return a cell read at a point."""
        return f"{self.tensors[atom.tensor]} {nested([self.size(e) for e in atom.at], 'tt')}"


@dataclass(frozen=True, eq=False)
class Lift:
    """A statement about one axis on its way to any number of axes.

    Parameters
    ----------
    statement : Statement
        About one axis, as the kernel has it.
    outline : Outline
        How its Coq theorem is laid out.
    one : str
        The name of that theorem.
    gallina : Gallina
        How it is written, with cells for tensors.
    fusing : Fusing
        How its sums read one cell each.
    """

    statement: Statement
    outline: Outline
    one: str
    gallina: Gallina
    fusing: Fusing

    def stated(self, title: str) -> str:
        """Return the theorem about any number of axes, with its proof."""
        said = self.outline
        equation = has_equation(self.statement)
        parts = [self.every(said.goals)] if said.goals else []
        tactics = [self.goals()] if said.goals else []
        if equation:
            left = self.sums(self.statement.left)
            right = self.sums(self.statement.right)
            ranges = self.every(self.statement.ranges)
            parts.append(f"({ranges} ->\n    {left}\n    = {right})")
            tactics.append(self.proof())
        some = equation and bool(self.statement.left) != bool(self.statement.right)
        given = ["axes <> []"] * some + [self.every(said.assumed)]
        start = Command("intros axes n' A'" if some else "intros axes A'")
        return "\n".join(
            [
                *(
                    f"Variable {name} : {'list Z -> ' * arity}R."
                    for name, arity in self.tensors.values()
                ),
                f"Theorem {title} : forall axes : list (tuple {len(self.letters)}),",
                *(f"  {part} ->" for part in given),
                f"  {LINES.join(parts)}.",
                "Proof.",
                *lines(sentences(start, conjunction(tactics))),
                "Qed.",
            ]
        )

    @property
    def letters(self) -> list[str]:
        """What each axis has of its own."""
        return [self.gallina.texts[v] for v in (*self.outline.outside, *self.outline.positions)]

    @property
    def tensors(self) -> dict[str, tuple[str, int]]:
        """The names of the tensors, apart from all others, and how many places of each axis they read."""
        terms = self.statement.left + self.statement.right
        found = {atom.tensor: len(atom.at) for term in terms for atom in term.atoms}
        taken = [*self.gallina.texts.values(), *self.gallina.tensors.values()]
        names = identifiers([*taken, *found])[len(taken) :]
        return dict(zip(found, zip(names, found.values(), strict=True), strict=True))

    @property
    def cells(self) -> dict[str, int]:
        """The cells of the theorem about one axis, and how many places they read."""
        terms = self.fusing.sums(self.statement.left + self.statement.right)
        return {term.atoms[0].tensor: len(term.atoms[0].at) for term in terms}

    def on(self, body: str, *more: str) -> str:
        """Return a function of an axis."""
        names = " ".join([*self.letters, *more])
        return f"(on {len(self.letters)} (fun {names} => {body}))" if names else f"(on 0 ({body}))"

    def every(self, conditions: Sequence[Hypothesis]) -> str:
        """Return that conditions hold on every axis."""
        texts = [self._readable(condition) for condition in conditions]
        return f"Forall {self.on(AND.join(texts) or 'True')} axes"

    def _readable(self, condition: Hypothesis) -> str:
        text = self.gallina.readable(condition)
        return f"({text})" if isinstance(condition, AnyOf) else text

    def sums(self, side: Expression) -> str:
        """Return a sum of sums over all axes."""
        return "\n      [+] ".join(map(self.over, self._by_cell(side).values())) or "rO"

    def over(self, alike: Expression) -> str:
        """Return over all axes what sums that read the same tensors add up to on each of them."""
        return f"over {self.former(alike)} axes {self.what(alike[0])}"

    def former(self, alike: Expression) -> str:
        """Return sums on one axis, as a function of what is added there."""
        one = self.fusing.sums(alike)
        name = self.gallina.tensors[one[0].atoms[0].tensor]
        return self.on(_added(one, Gathered(self.gallina.texts, self.gallina.tensors)), name)

    def what(self, term: Sum) -> str:
        """Return what a sum adds: the tensors, read at the places of all axes."""
        names = numbered("a", [place for atom in term.atoms for place in atom.at])
        pick = f"(on {len(names)} (fun {' '.join(names)} => "
        maps = iter([f"(map {pick}{name})) b')" for name in names])
        factors = []
        for atom in (term.atoms[n] for n in self.fusing.reads(term)):
            places = [next(maps) for _ in atom.at]
            factors.append(" ".join([self.tensors[atom.tensor][0], *places]))
        return f"(fun b' => {' [*] '.join(factors) or 'rI'})"

    def opened(self, *given: str) -> Tactic:
        """Return the tactic that takes an axis apart, and what is known about it."""
        tactics: list[Tactic] = [
            Command(f"intros {point_pattern(self.letters)} {' '.join(given)}"),
            Command(f"cbn [on fst snd] in {', '.join(given)} |- *"),
        ]
        for name in given:
            known = self.known(name)
            if len(known) > 1:
                tactics.append(Command(f"destruct {name} as {all_pattern(known)}"))
        return then(*tactics)

    def known(self, name: str) -> list[str]:
        """Return the names of what is known about an axis, after it was taken apart."""
        conditions: Sequence[Hypothesis] = self.statement.ranges
        if name == ASSUMED:
            conditions = self.outline.assumed
        return [name] if len(conditions) == 1 else numbered(name[0], conditions)

    def applied(self, cells: Mapping[str, str]) -> str:
        """Return the theorem about one axis, with something for each cell."""
        letters = [self.gallina.texts[v] for v in self.outline.outside]
        return call(self.one, *cells.values(), *letters, *self.known(ASSUMED))

    def goals(self) -> Tactic:
        """Return the tactic that proves the goals on every axis."""
        names = numbered("g", self.outline.goals)
        taken = all_pattern([*names, "_"] if has_equation(self.statement) else names)
        one = self.applied({name: _zero(arity) for name, arity in self.cells.items()})
        return then(
            Command("apply (Forall_of _ _ _ A')"),
            self.opened(ASSUMED),
            Command(f"pose proof {one} as {taken}"),
            conjunction([exact(name) for name in names]),
        )

    def proof(self) -> Tactic:
        """Return the tactic that proves the equation: cell by cell, with the other cells put to zero.

        Raises
        ------
        UnsupportedError
            If the two sides read other tensors.
        """
        left, right = map(self._by_cell, (self.statement.left, self.statement.right))
        self._check_cells(left, right)
        start = Command("intro B'")
        if len(left) + len(right) == 1:
            return then(start, self.vanishing(*left.values(), *right.values()))
        names = numbered("e", left)
        steps = []
        for name, c in zip(names, left, strict=True):
            both = f"{self.over(left[c])} = {self.over(right[c])}"
            steps.append(Assertion(name, both, self.equal(c, len(right[c]))))
        equal = chained("radd", [exact(name) for name in names])
        middle = " [+] ".join(f"({self.over(right[c])})" for c in left) or "rO"
        last = REFLEXIVITY if len(left) < 2 else RING
        return then(start, *steps, for_each(transitivity(middle), equal, last))

    def _by_cell(self, side: Expression) -> dict[str, Expression]:
        """Return the sums of a side by the tensors that they read."""
        found: dict[str, Expression] = {}
        for term in side:
            name = self.fusing.cell(term).tensor
            found[name] = (*found.get(name, ()), term)
        return found

    def _check_cells(self, left: Mapping[str, Expression], right: Mapping[str, Expression]) -> None:
        others = bool(left and right) and left.keys() != right.keys()
        if others or (len(left) > 1 and not right):
            needed = "sums on each side for the tensors that are read"
            raise UnsupportedError(f"on every axis, Coq needs {needed}")

    def vanishing(self, alike: Expression) -> Tactic:
        """Return the tactic that proves sums over at least one axis to be zero, whichever side they are on."""
        absurd = then(Command("exfalso"), Command("apply n'"), REFLEXIVITY)
        none = for_each(Command("destruct axes"), absurd, REFLEXIVITY)
        zero = transitivity(f"over (fun _ _ => rO) axes {self.what(alike[0])}")
        proof = for_each(zero, self.equal(self.fusing.cell(alike[0]).tensor, 1), none)
        return proof if self.statement.left else then(SYMMETRY, proof)

    def equal(self, chosen: str, number: int) -> Tactic:
        """Return the tactic that proves what one cell adds on both sides equal, from the theorem about one axis.

        On the right so many sums read it.
        """
        one = then(
            self.opened(ASSUMED, RANGED),
            Command("intro g'"),
            *self._from_one_axis(chosen),
        )
        point = Command(f"intros {point_pattern(self.letters)} g' h' s'")
        start = Command(f"refine {call('over_equal', *ANY)}")
        return for_each(start, one, then(point, REDUCED, chained("radd", [SAME] * number)))

    def _from_one_axis(self, chosen: str) -> list[Tactic]:
        """Return the tactics that prove an equation on one axis, all cells but one put to zero."""
        cells = {name: _zero(arity) for name, arity in self.cells.items()}
        cells[chosen] = _gathered(self.cells[chosen])
        here = Gallina(self.gallina.texts, cells)
        left = self.fusing.sums(self.statement.left)
        right = self.fusing.sums(self.statement.right)
        vanishing = [expanded(t, here) for t in left + right if t.atoms[0].tensor != chosen]
        names = numbered("z", vanishing)
        zeros = [
            Assertion(n, f"{text} = rO", VANISHES) for n, text in zip(names, vanishing, strict=True)
        ]
        rewritten = [Command(f"try rewrite {name}") for name in names]
        drop = then(*rewritten, RING if names else REFLEXIVITY)
        taken = all_pattern(["_"] * len(self.outline.goals) + ["e'"])
        place = [self.gallina.texts[v] for v in self.outline.positions]
        if self.statement.ranges:
            place += self.known(RANGED)
        rest = for_each(transitivity(_added(right, here)), exact(call("e'", *place)), drop)
        chain = for_each(transitivity(_added(left, here)), drop, rest)
        used = Command(f"pose proof {self.applied(cells)} as {taken}")
        turned = bool(self.statement.right) and not self.statement.left
        return [*zeros, used, *[SYMMETRY] * turned, chain]


def _added(side: Expression, gallina: Gallina) -> str:
    return " [+] ".join(f"({expanded(term, gallina)})" for term in side) or "rO"


def _gathered(arity: int) -> str:
    """Return a cell that reads a function of a point."""
    names = [f"a{n}'" for n in range(1, arity + 1)]
    return f"(fun {' '.join(names)} => g' {nested(names, 'tt')})" if names else "(g' tt)"


def _zero(arity: int) -> str:
    """Return a cell that is zero."""
    return f"(fun {'_ ' * arity}=> rO)" if arity else "rO"
