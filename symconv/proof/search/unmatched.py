"""What becomes of sums without a partner: they vanish, or several of them add up to several others. Untrusted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from symconv.language.terms import Index, Sum, variables
from symconv.proof import kernel
from symconv.proof.kernel import Theorem
from symconv.proof.search.advisor import Advisor, NotEntailed
from symconv.proof.search.index_maps import NoMaps, equal_sums
from symconv.proof.search.pairing import NoPartner, names, places
from symconv.proof.trusted.statement import Hypotheses


def left_over(
    hypotheses: Hypotheses,
    left: list[Sum],
    right: list[Sum],
    advisor: Advisor,
    failures: list[NoPartner],
) -> list[Theorem]:
    """Prove that sums without a partner vanish, or that the multiples of each sum among them add up alike on both sides."""
    kinds = dict.fromkeys(names(term) for term in left + right)
    proved: list[Theorem] = []
    for kind in kinds:
        mine, theirs = ([t for t in terms if names(t) == kind] for terms in (left, right))
        gone = {term: _gone(hypotheses, term, advisor) for term in mine + theirs}
        stuck = {
            term: failure for term, failure in gone.items() if isinstance(failure, NotEntailed)
        }
        found = _classes(
            hypotheses, [t for t in mine if t in stuck], [t for t in theirs if t in stuck], advisor
        )
        if stuck and not found:
            term, failure = next(iter(stuck.items()))
            there = [f for f in failures if not {f.source, f.target} & (set(gone) - set(stuck))]
            raise _first(there) or NoPartner(term, None, failure) from failure
        proved += found
        proved += [theorem for term in mine if isinstance(theorem := gone[term], Theorem)]
        proved += [
            kernel.symmetric(theorem)
            for term in theirs
            if isinstance(theorem := gone[term], Theorem)
        ]
    return proved


def _classes(
    hypotheses: Hypotheses, left: list[Sum], right: list[Sum], advisor: Advisor
) -> list[Theorem]:
    """Prove both sides equal class by class, each of the multiples of one sum; nothing where they do not add up alike."""
    if len(left + right) < 2:
        return []
    models: list[Sum] = []
    sides = [
        [_as_multiple(hypotheses, term, models, advisor) for term in terms]
        for terms in (left, right)
    ]
    first, second = (
        kernel.add(tuple(side)) if side else kernel.reflexive(hypotheses, ()) for side in sides
    )
    try:
        middle = kernel.add(
            tuple(
                kernel.ring(
                    hypotheses,
                    _alike(first.statement.right, model),
                    _alike(second.statement.right, model),
                    advisor,
                )
                for model in models
            )
        )
    except NotEntailed:
        return []
    return [kernel.transitive(kernel.transitive(first, middle), kernel.symmetric(second))]


def _as_multiple(hypotheses: Hypotheses, term: Sum, models: list[Sum], advisor: Advisor) -> Theorem:
    """Prove a sum equal to a multiple of a model; it becomes a model itself where there is none."""
    for model in models:
        if len(places(model)) != len(places(term)) or places(model) == places(term):
            try:
                return equal_sums(hypotheses, term, replace(model, weight=term.weight), advisor)
            except (NotEntailed, NoMaps):
                continue
    models.append(term)
    return kernel.reflexive(hypotheses, (term,))


def _alike(terms: Sequence[Sum], model: Sum) -> tuple[Sum, ...]:
    return tuple(term for term in terms if replace(term, weight=model.weight) == model)


def _gone(hypotheses: Hypotheses, term: Sum, advisor: Advisor) -> Theorem | NotEntailed:
    """Prove that a sum vanishes, or return why that was not found."""
    try:
        return kernel.ring(hypotheses, (term,), (), advisor)
    except NotEntailed as failure:
        return failure


def _first(failures: list[NoPartner]) -> NoPartner | None:
    """Return the failure to work on: one about sizes and positions only, else the first."""
    about_sizes = (
        f for f in failures if f.goal and variables(f.goal.left) and not _about_indices(f)
    )
    return next(about_sizes, failures[0] if failures else None)


def _about_indices(failure: NoPartner) -> bool:
    sums = [s for s in (failure.source, failure.target) if s is not None]
    outside = {v for s in sums for c in s.conditions for v in variables(c.left)} - {
        i for s in sums for i in s.indices
    }
    found = variables(failure.goal.left) if failure.goal else set()
    return any(isinstance(v, Index) and v not in outside for v in found)
