"""Certificates that ask for too much, each by another way, as the texts of files; the corpus of the fuzzer."""

import json

from symconv.language.terms import Atom, Index, Sum, at_least, equal, letter, variable_poly
from symconv.proof.certificates.certificate import checksum
from symconv.proof.trusted.encoding import plain

n, s = letter("n"), letter("s")
NEW = ["letter", "n", 1]


def power(size, exponent):
    product = 1
    for _ in range(exponent):
        product = product * size
    return product


def step(rule, *arguments, premises=(), assumes=(), maps=(), hints=()):
    return {
        "rule": rule,
        "arguments": plain(arguments),
        "premises": list(premises),
        "assumes": plain(assumes),
        "maps": plain(maps),
        "hints": list(hints),
    }


def obligation(goal, using=()):
    return {"using": plain(using), "goal": plain(goal), "level": "linear", "query": "", "step": 0}


def certificate(steps, obligations=(), example=None):
    data = {
        "format": 1,
        "name": "",
        "steps": steps,
        "obligations": list(obligations),
        "example": example or {},
    }
    return json.dumps({**data, "sha256": checksum(data)})


def nested(depth):
    """Return a list in a list in a list."""
    return "[" * depth + "]" * depth


def many_keys():
    """One of 80,000 keys is there twice."""
    entries = ",".join(f'"k{number}":0' for number in [*range(80_000), 7])
    return f"{{{entries}}}"


def instance_of_a_power():
    """Ten letters are put for `n` in ``n^40``."""
    known = at_least(power(n, 40), 1)
    many = sum((letter(name) for name in "bcdefghij"), letter("a"))
    first = step("entailed", (known,), assumes=(known,), hints=[[]])
    values = step("instantiate", ((next(iter(n.terms))[0], many),), premises=[0], hints=[[]])
    return certificate([first, values], [obligation(known, (known,))] * 2)


def squares_of_squares():
    """Each of many instances puts ``2*o*o`` for a position `o`: degree and digits double."""
    position = Index("o", 1)
    o = variable_poly(position)
    start = step("reflexive", (Sum(weight=o),))
    squares = [step("instantiate", ((position, 2 * o * o),), premises=[k]) for k in range(40)]
    return certificate([start, *squares])


def floors_of_squares():
    """Each of many instances puts a floor of a square for a position: its text doubles."""
    position = ["index", "o", 1]
    floor = [[1, [["floor", [[1, [position, position]]], 2]]]]
    start = step("reflexive", (Sum(weight=variable_poly(Index("o", 1))),))
    floors = [step("instantiate", premises=[k], hints=[[]] * 9) for k in range(60)]
    for each in floors:
        each["arguments"] = [[[position, floor]]]
    return certificate([start, *floors], [obligation(at_least(n, 0))] * 60 * 9)


def products_of_sums():
    """Two sums are multiplied 22 times by two sums."""
    both = tuple(Sum(atoms=(Atom(name, (n,)),)) for name in "xy")
    start = step("reflexive", both)
    start["arguments"] = [plain(both)]
    return certificate([start, *(step("times", both, premises=[k]) for k in range(22))])


def nested_floors():
    """Floors stand in floors, 60 deep."""
    size = [[1, [NEW]]]
    for _ in range(60):
        size = [[1, [["floor", size, 2]]]]
    return certificate([step("reflexive") | {"arguments": [[plain(Sum()) | {"weight": size}]]}])


def long_numbers():
    """Two equations have coefficients of 4,200 digits."""
    x, y = letter("x"), letter("y")
    first, second = (equal((10**4_199 + odd) * x, (10**4_198 + odd) * y) for odd in (7, 9))
    known = (first, second)
    goal = equal(x, y)
    return certificate(
        [step("entailed", (goal,), assumes=known, hints=[[]])], [obligation(goal, known)]
    )


def numbers_that_grow():
    """A hint multiplies numbers of 290 digits."""
    known = at_least(10**289 * n, 1)
    hint = ["Product", plain(known), plain(known)]
    return certificate(
        [step("entailed", (known,), assumes=(known,), hints=[[hint]])],
        [obligation(known, (known,))],
    )


def many_questions():
    """Three hundred obligations, about each of which both solvers are asked."""
    known = at_least(2 * n, s)
    goals = tuple(at_least(4 * n, 2 * s - 1 - number) for number in range(300))
    steps = [step("entailed", goals, assumes=(known,), hints=[[]] * len(goals))]
    return certificate(steps, [obligation(goal, (known,)) for goal in goals])


def conditions_in_pairs():
    """Whether a factor is positive is looked for in all pairs of thousands of conditions."""
    i = Index("i", 1)
    point = equal((n - s) * variable_poly(i), n)
    conditions = (point, *(at_least(n, 2 * s + number) for number in range(4_000)))
    return certificate([step("reflexive", (Sum((i,), conditions),))])


CORPUS = {
    make.__name__: make
    for make in (
        many_keys,
        instance_of_a_power,
        squares_of_squares,
        floors_of_squares,
        products_of_sums,
        nested_floors,
        long_numbers,
        numbers_that_grow,
        many_questions,
        conditions_in_pairs,
    )
}
LIMITS = {
    "many_keys": "says twice what k7 is",
    "instance_of_a_power": "terms in a size",
    "squares_of_squares": "factors in a product",
    "floors_of_squares": "terms in a size",
    "products_of_sums": "sums in an expression",
    "nested_floors": "levels of lists",
    "long_numbers": "digits in a number",
    "numbers_that_grow": "digits in a number",
    "many_questions": "questions to the solvers",
    "conditions_in_pairs": "seconds",
}
"""What is said of each."""
