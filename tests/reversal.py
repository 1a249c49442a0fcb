"""A sum read forwards and backwards, and what the tests of the kernel need to make theorems of sums."""

from symconv.language.terms import (
    Atom,
    Letter,
    Sum,
    at_least,
    index,
    letter,
    restrict,
    substitute_sum,
    variables,
)
from symconv.proof import kernel
from symconv.proof.search.advisor import Advisor

n, s, m = letter("n"), letter("s"), letter("m")
N, S = Letter("n", 1), Letter("s", 1)


def only(poly):
    (variable,) = variables(poly)
    return variable


def indices(names):
    made = [index(name) for name in names]
    return [*made, *map(only, made)]


def run(i, extent):
    return at_least(i, 0), at_least(extent, i + 1)


def known(term, values):
    at = substitute_sum(term, values)
    return restrict((Sum(at.indices, (), at.atoms, at.weight),), at.conditions)


def advise(assumptions, goal):
    return Advisor.new()(assumptions, goal)


i, j, q, r, I, J, Q, R = indices("ijqr")
x_forward = Sum((I,), run(i, n), (Atom("x", (i,)),))
x_backward = Sum((J,), run(j, n), (Atom("x", (n - 1 - j,)),))


def reversal(**changes):
    arguments = {
        "hypotheses": (),
        "source": x_forward,
        "target": x_backward,
        "forward": {J: n - 1 - i},
        "backward": {I: n - 1 - j},
        "pairing": (0,),
        "advise": advise,
    }
    return kernel.reindex(**(arguments | changes))
