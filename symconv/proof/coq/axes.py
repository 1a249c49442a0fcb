"""The axes rule: what is proved on one axis, for any cell that is read there, holds on any number of axes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from symconv.errors import UnsupportedError
from symconv.language.terms import AnyOf, Atom, Expression, Hypothesis, Sum
from symconv.proof.coq.fusing import fuse, reads
from symconv.proof.coq.gallina import Spelling, identifiers
from symconv.proof.coq.script import chained, conjunction, each, nested
from symconv.proof.coq.sum_terms import expanded
from symconv.proof.coq.theorem_statement import Outline, has_equation
from symconv.proof.trusted.statement import Statement

AND, LINES = " /\\ ", " /\\\n  "
ASSUMED, RANGED = "p'", "r'"
GONE = "repeat (apply Sum_zero; intro); apply bracket_zero; ring"
SAME = "repeat (apply Sum_ext; intro); rewrite ?s'; reflexivity"


class Gathered(Spelling):
    """The spelling in which a cell is a function of the point that is read."""

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
    spelling : Spelling
        How it is written, with cells for tensors.
    """

    statement: Statement
    outline: Outline
    one: str
    spelling: Spelling

    def stated(self, title: str) -> str:
        """Return the theorem about any number of axes, with its proof."""
        said, equation = self.outline, has_equation(self.statement)
        parts = [self.every(said.goals)] if said.goals else []
        tactics = [self.goals()] if said.goals else []
        if equation:
            left, right = (self.sums(side) for side in (self.statement.left, self.statement.right))
            parts.append(f"({self.every(self.statement.ranges)} ->\n    {left}\n    = {right})")
            tactics.append(self.proof())
        some = equation and bool(self.statement.left) != bool(self.statement.right)
        given = ["axes <> []"] * some + [self.every(said.assumed)]
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
                "  intros axes n' A'." if some else "  intros axes A'.",
                f"  {each(tactics)}.",
                "Qed.",
            ]
        )

    @property
    def letters(self) -> list[str]:
        """What each axis has of its own."""
        return [self.spelling.texts[v] for v in (*self.outline.outside, *self.outline.positions)]

    @property
    def tensors(self) -> dict[str, tuple[str, int]]:
        """The names of the tensors, apart from all others, and how many places of each axis they read."""
        terms = self.statement.left + self.statement.right
        found = {atom.tensor: len(atom.at) for term in terms for atom in term.atoms}
        taken = [*self.spelling.texts.values(), *self.spelling.tensors.values()]
        names = identifiers([*taken, *found])[len(taken) :]
        return {
            tensor: (name, arity)
            for name, (tensor, arity) in zip(names, found.items(), strict=True)
        }

    @property
    def cells(self) -> dict[str, int]:
        """The cells of the theorem about one axis, and how many places they read."""
        return {
            t.atoms[0].tensor: len(t.atoms[0].at)
            for t in fuse(self.statement.left + self.statement.right)
        }

    def on(self, body: str, *more: str) -> str:
        """Return a function of an axis."""
        names = " ".join([*self.letters, *more])
        return f"(on {len(self.letters)} (fun {names} => {body}))" if names else f"(on 0 ({body}))"

    def every(self, conditions: Sequence[Hypothesis]) -> str:
        """Return that conditions hold on every axis."""
        texts = [self.spelling.readable(c) for c in conditions]
        texts = [
            f"({text})" if isinstance(c, AnyOf) else text
            for c, text in zip(conditions, texts, strict=True)
        ]
        return f"Forall {self.on(AND.join(texts) or 'True')} axes"

    def sums(self, side: Expression) -> str:
        """Return a sum of sums over all axes."""
        return "\n      [+] ".join(map(self.over, side)) or "rO"

    def over(self, term: Sum) -> str:
        """Return a sum over all axes."""
        return f"over {self.former(term)} axes {self.what(term)}"

    def former(self, term: Sum) -> str:
        """Return a sum on one axis, as a function of what is added there."""
        (one,) = fuse((term,))
        name = self.spelling.tensors[one.atoms[0].tensor]
        return self.on(expanded(one, Gathered(self.spelling.texts, self.spelling.tensors)), name)

    def what(self, term: Sum) -> str:
        """Return what a sum adds: the tensors, read at the places of all axes."""
        places, factors = sum(len(atom.at) for atom in term.atoms), []
        names = " ".join(f"a{n}'" for n in range(1, places + 1))
        done = 0
        for atom in (term.atoms[n] for n in reads(term)):
            maps = [
                f"(map (on {places} (fun {names} => a{n}')) b')"
                for n in range(done + 1, done + len(atom.at) + 1)
            ]
            factors.append(" ".join([self.tensors[atom.tensor][0], *maps]))
            done += len(atom.at)
        return f"(fun b' => {' [*] '.join(factors) or 'rI'})"

    def opened(self, *given: str) -> str:
        """Return the tactic that takes an axis apart, and what is known about it."""
        known = {ASSUMED: self.known(ASSUMED), RANGED: self.known(RANGED)}
        taken = [
            f"destruct {name} as {conjunction(known[name])}; "
            for name in given
            if len(known[name]) > 1
        ]
        start = f"intros {nested(self.letters, '[]')} {' '.join(given)}; cbn [on fst snd] in {', '.join(given)} |- *; "
        return start + "".join(taken)

    def known(self, name: str) -> list[str]:
        """Return the names of what is known about an axis, after it was taken apart."""
        conditions = self.outline.assumed if name == ASSUMED else self.statement.ranges
        return (
            [name]
            if len(conditions) == 1
            else [f"{name[0]}{n}'" for n, _ in enumerate(conditions, 1)]
        )

    def applied(self, cells: Mapping[str, str]) -> str:
        """Return the theorem about one axis, with something for each cell."""
        letters = [self.spelling.texts[v] for v in self.outline.outside]
        return f"({' '.join([self.one, *cells.values(), *letters, *self.known(ASSUMED)])})"

    def goals(self) -> str:
        """Return the tactic that proves the goals on every axis."""
        names = [f"g{n}'" for n, _ in enumerate(self.outline.goals, 1)]
        taken = conjunction([*names, "_"] if has_equation(self.statement) else names)
        one = self.applied({name: _zero(arity) for name, arity in self.cells.items()})
        each_goal = each([f"exact {name}" for name in names])
        return f"apply (Forall_of _ _ _ A'); {self.opened(ASSUMED)}pose proof {one} as {taken}; {each_goal}"

    def proof(self) -> str:
        """Return the tactic that proves the equation: cell by cell, with the other cells put to zero.

        Raises
        ------
        UnsupportedError
            If two sums of one side read the same tensors, or the two sides read other tensors.
        """
        left, right = (
            {_cell(t): t for t in side} for side in (self.statement.left, self.statement.right)
        )
        twice = len(left) < len(self.statement.left) or len(right) < len(self.statement.right)
        if (
            twice
            or (left and right and left.keys() != right.keys())
            or (len(left) > 1 and not right)
        ):
            raise UnsupportedError(
                "on every axis, Coq needs one sum on each side for the tensors that are read"
            )
        if len(left) + len(right) == 1:
            return f"intro B'; {self.vanishing(*left.values(), *right.values())}"
        steps = [
            f"assert (e{n}' : {self.over(left[c])} = {self.over(right[c])}) by ({self.equal(c)})"
            for n, c in enumerate(left, 1)
        ]
        exact = chained("radd", [f"exact e{n}'" for n, _ in enumerate(left, 1)])
        middle = " [+] ".join(f"({self.over(right[c])})" for c in left) or "rO"
        last = "reflexivity" if len(left) < 2 else "ring"
        return "; ".join(["intro B'", *steps, f"transitivity ({middle}); [{exact} | {last}]"])

    def vanishing(self, term: Sum) -> str:
        """Return the tactic that proves a sum over at least one axis to be zero, whichever side it is on."""
        turn = "" if self.statement.left else "symmetry; "
        none = "destruct axes; [exfalso; apply n'; reflexivity | reflexivity]"
        return f"{turn}transitivity (over (fun _ _ => rO) axes {self.what(term)}); [{self.equal(_cell(term), turn)} | {none}]"

    def equal(self, chosen: str, turn: str = "") -> str:
        """Return the tactic that proves two sums over all axes equal, from the theorem about one axis."""
        cells = {
            name: _gathered(arity) if name == chosen else _zero(arity)
            for name, arity in self.cells.items()
        }
        here = Spelling(self.spelling.texts, cells)
        sides = [fuse(side) for side in (self.statement.left, self.statement.right)]
        whole = [" [+] ".join(f"({expanded(t, here)})" for t in side) or "rO" for side in sides]
        other = [expanded(t, here) for side in sides for t in side if t.atoms[0].tensor != chosen]
        zeros = "".join(
            f"assert (z{n}' : {text} = rO) by ({GONE}); " for n, text in enumerate(other, 1)
        )
        drop = "".join(f"try rewrite z{n}'; " for n, _ in enumerate(other, 1)) + (
            "ring" if other else "reflexivity"
        )
        taken = conjunction(["_"] * len(self.outline.goals) + ["e'"])
        place = [self.spelling.texts[v] for v in self.outline.positions] + self.known(
            RANGED
        ) * bool(self.statement.ranges)
        exact = " ".join(["exact (e'", *place])
        chain = (
            f"transitivity ({whole[0]}); [{drop} | transitivity ({whole[1]}); [{exact}) | {drop}]]"
        )
        one = f"{self.opened(ASSUMED, RANGED)}intro g'; {zeros}pose proof {self.applied(cells)} as {taken}; {turn}{chain}"
        same = f"intros {nested(self.letters, '[]')} g' h' s'; cbn [on fst snd]; {SAME}"
        return f"refine (over_equal _ _ _ _ _ _ _ _ A' B'); [{one} | {same}]"


def _cell(term: Sum) -> str:
    (one,) = fuse((term,))
    return one.atoms[0].tensor


def _gathered(arity: int) -> str:
    """Return a cell that reads a function of a point."""
    names = [f"a{n}'" for n in range(1, arity + 1)]
    return f"(fun {' '.join(names)} => g' {nested(names, 'tt')})" if names else "(g' tt)"


def _zero(arity: int) -> str:
    """Return a cell that is zero."""
    return f"(fun {'_ ' * arity}=> rO)" if arity else "rO"
