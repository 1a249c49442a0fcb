"""The untrusted search: equations solved for indices, and the hints that coprime numbers call for."""

from time import process_time

import pytest
from thorough import part

from symconv import AtMost, Divides, Equal, crop, prove, sizes, tensor, total
from symconv.errors import Refuted, Undecided
from symconv.language.terms import Atom, Index, Letter, Sum, at_least, equal, letter, variable_poly
from symconv.operations import gcd, lcm
from symconv.proof.proving import proof
from symconv.proof.question import read
from symconv.proof.refute import legal_setting
from symconv.proof.search import advisor as advisor_module
from symconv.proof.search.advisor import Advisor, asked_for
from symconv.proof.search.elimination import KnownDivision, KnownRange, System, cancelled, solve
from symconv.proof.search.factorization import factors
from symconv.proof.search.failure import Failed
from symconv.proof.search.hints import SPLITS, KnownFact
from symconv.proof.search.samples import Samples
from symconv.proof.trusted.smtlib import fact
from symconv.proof.trusted.solvers import STEPS_OF_CVC5, Times, Trichotomy, added

s, d, u, n = (letter(name) for name in "sdun")
v = letter("v", 0)
INDICES = [Index(name, number) for number, name in enumerate("ijto", 1)]
i, j, t, o = map(variable_poly, INDICES)


def solved(unknown, *equations, divisions=(), ranges=()):
    """Solve for indices; letters other than `v` are positive."""
    positive = frozenset(next(iter(m)) for p in (s, d, u, n) for m in p.terms)
    names = frozenset(INDICES["ijto".index(name)] for name in unknown)
    found = solve(System(names, equations, divisions, positive, frozenset(ranges)))
    return {index.name: value for index, value in found.items()}


def test_a_pivot_with_coefficient_one_is_solved_for():
    assert solved("i", s * t + i - o) == {"i": o - s * t}
    assert solved("i", o - d * t - 2 * i) == {}


def test_positive_common_factors_are_cancelled():
    assert solved("i", s * i - s * d * t) == {"i": d * t}
    assert cancelled(2 * s * i - 4 * s * t, [next(iter(s.terms))[0]]) == i - 2 * t


def test_a_division_that_can_be_read_off_is():
    division = KnownDivision(i, j, s * o + t, s)
    assert solved("ij", divisions=(division,), ranges=(KnownRange(t, s),)) == {"i": o, "j": t}
    assert solved("ij", divisions=(division,)) == {}


def test_equations_between_known_sizes_rewrite_the_others():
    """With ``d*u = 1 + s*v`` the coefficient of ``j`` in ``d*u*j - s*v*j`` is 1, which no pivot alone would see."""
    assert solved("j", d * u - s * v - 1, d * u * j - s * v * j - o) == {"j": o}
    assert solved("j", d * u * j - s * v * j - o) == {}


def test_coprime_numbers_offer_a_case_split_on_multiples():
    entries = [
        KnownFact(fact(at_least(-1, d * i + s * j)), frozenset({0})),
        KnownFact(fact(equal(d * u, 1 + s * v)), frozenset({1})),
        KnownFact(fact(equal(d * i, s * j)), frozenset({2})),
        *(KnownFact(fact(at_least(p, 1)), frozenset({3})) for p in (s, d, u)),
    ]
    hints = [candidate.hint for candidate in SPLITS.candidates(entries)]
    split = Trichotomy(tuple(next(iter(s.terms))), v * i - u * j)
    assert any(
        isinstance(h, Trichotomy)
        and h.factor == split.factor
        and h.value in (split.value, -split.value)
        for h in hints
    )
    assert any(isinstance(h, Times) for h in hints)
    assert all(added(h) for h in hints)


def test_a_sum_is_taken_apart_where_no_condition_connects_its_indices():
    conditions = (
        at_least(i, 0),
        at_least(1, i),
        equal(i + 2 * t, o),
        at_least(j, 0),
        at_least(n, j + 1),
        at_least(s, d),
    )
    bound = tuple(INDICES[:3])
    one, two = factors(Sum(bound, conditions, (), 3 * s))
    assert (one.indices, one.conditions, one.weight) == ((INDICES[1],), conditions[3:], 3 * s)
    assert (two.indices, two.conditions, two.weight) == (
        (INDICES[0], INDICES[2]),
        conditions[:3],
        1,
    )
    connected = Sum(bound, (*conditions, at_least(t, j)), (), 3 * s)
    assert factors(connected) == [connected]


def test_a_weight_that_holds_an_index_keeps_a_sum_together():
    whole = Sum(
        tuple(INDICES[:2]), (at_least(i, 0), at_least(1, i), at_least(j, 0), at_least(1, j)), (), i
    )
    assert factors(whole) == [whole]


@pytest.mark.parametrize("factor", [1, 2, 3])
def test_what_divides_a_product_and_is_coprime_to_one_factor_is_at_most_the_other(factor):
    P, U, N, M, k = sizes("P U N M k")
    V = sizes("V", minimum=0)
    coprime, product = Equal(P * U, 1 + N * V), Equal(P * k, factor * N * M)
    assert len(prove(AtMost(N, k), [coprime, product]).used) == 2
    with pytest.raises(Refuted):
        prove(AtMost(N, k), [product])


HARD = (
    lambda n, m: AtMost(2 * n * m, n * n + m * m),
    lambda n, m: Divides(6, n * (n + 1) * (n + 2)),
    lambda n, m: AtMost(4 * n * m, (n + m) * (n + m)),
    lambda n, m: Equal((n * n * n) % 3, n % 3),
)
"""True claims that stay undecided: one judge gives up, or no hint leads on."""


@pytest.mark.parametrize("number", part(range(len(HARD)), few=1))
def test_what_both_judges_do_is_counted(monkeypatch, number):
    """Also where one of them gives up, so that no claim takes far more work than patience allows."""
    asked = []

    def counted(goal, evidence):
        asked.append(asked_for(goal, evidence))
        return asked[-1]

    monkeypatch.setattr(advisor_module, "asked_for", counted)
    question = read(HARD[number](*sizes("n m")), ())
    advisor = Advisor.new()
    started = process_time()
    assert isinstance(proof(question, legal_setting(question), advisor), Failed)
    work = sum(answers.work for answers in asked if answers)
    assert advisor.patience.spent >= work
    assert process_time() - started < 5
    if number == 0:
        assert work > 10 * STEPS_OF_CVC5


def test_the_search_gives_up_after_the_work_it_may_do():
    n, m = sizes("n m")
    with pytest.raises(
        Undecided, match=r"given up after the work of 0\.001 s; patience= allows more"
    ):
        prove(AtMost(n, n * m), patience=0.001)
    assert prove(AtMost(n, n * m)).used is not None


DIVISORS = {
    "of multiples": lambda n, k, t: Equal(gcd(n * t, k * t), t * gcd(n, k)),
    "of a sum": lambda n, k, t: Equal(gcd(n, n + k), gcd(n, k)),
    "of a sum with a multiple": lambda n, k, t: Equal(gcd(k, n + t * k), gcd(k, n)),
    "of neighbours but one": lambda n, k, t: Equal(gcd(n, n + 2), gcd(n, 2)),
    "divides that of a multiple": lambda n, k, t: Divides(gcd(n, k), gcd(n * t, k)),
    "multiples in common": lambda n, k, t: Equal(lcm(n * t, k * t), t * lcm(n, k)),
}
"""Equations between greatest common divisors of different sizes: each is a multiple of the other, by Bezout."""
NO_DIVISORS = (
    lambda n, k, t: Equal(gcd(n * t, k), t * gcd(n, k)),
    lambda n, k, t: Equal(gcd(n, n + 2 * k), gcd(n, k)),
    lambda n, k, t: Divides(gcd(n * t, k), gcd(n, k)),
)


@pytest.mark.parametrize("name", part(DIVISORS, few=1))
def test_common_divisors_are_compared_by_the_identity_of_bezout(name):
    assert prove(DIVISORS[name](*sizes("n k t"))).rule == "conclude"


@pytest.mark.parametrize("number", range(len(NO_DIVISORS)))
def test_common_divisors_that_differ_are_refuted(number):
    with pytest.raises(Refuted):
        prove(NO_DIVISORS[number](*sizes("n k t")))


def test_what_divides_two_sizes_divides_their_greatest_common_divisor():
    n, k, m = sizes("n k m")
    divides = [Divides(m, n), Divides(m, k)]
    assert len(prove(Divides(m, gcd(n, k)), divides).used) > 2
    with pytest.raises(Refuted):
        prove(Divides(m, gcd(n, k)), divides[:1])


def test_numbers_show_what_is_not_worth_a_search():
    samples = Samples(lambda: [{Letter("s", 1): number} for number in range(1, 25)])
    i = Index("i", 1)
    place = variable_poly(i)
    run = (at_least(place, 0), at_least(s, place + 1))
    assert samples.refute(run, at_least(place, 1)) is samples.refute(run, at_least(s, 30)) is True
    assert samples.refute(run, at_least(s * s, place)) is False
    assert samples.refute((*run, at_least(place, s)), at_least(-1, 0)) is False
    assert samples.refute((at_least(d, place), *run), at_least(-1, 0)) is False
    ones, twos = (Sum((i,), run, (Atom("x", (place,)),), weight) for weight in (1, 2))
    assert samples.tell_apart((), (ones,), (twos,))
    assert not samples.tell_apart((), (ones, ones), (twos,))
    assert not Samples().tell_apart((), (ones,), (twos,))


def ends(name):
    """Return claims about sums over intervals that are cut at different places, and false ones near them."""
    n, s = sizes("n s")
    a, b = sizes("a b", minimum=0)
    x = tensor("x", n)

    def cut_at(place):
        return total(crop(x, place, 0)) + total(crop(x, 0, n - place))

    image = tensor("x", (n, s))
    corner, rows = crop(image, 0, (n - a, s - b)), crop(image, 0, (n - a, 0))
    rest = total(image) - total(rows) - total(crop(image, 0, (0, s - b)))
    far = total(crop(x, s, 0) - crop(x, 0, s))
    behind, before = total(crop(x, n - s, 0)), total(crop(x, 0, n - s))
    claims = {
        "one sum cut at two places": Equal(cut_at(a), cut_at(b)),
        "differences of cells that lie apart": Equal(far, behind - before),
        "an integral image": Equal(total(crop(image, (a, b), 0)), rest + total(corner)),
        "cut where cells are left out": Equal(cut_at(a), total(x) + total(crop(x, a, n - b))),
        "an integral image without its corner": Equal(total(crop(image, (a, b), 0)), rest),
        "differences the other way": Equal(far, before - behind),
    }
    return claims[name], [] if "image" in name else [AtMost(a, b), AtMost(b, n), AtMost(s, n)]


@pytest.mark.parametrize(
    "name",
    ["one sum cut at two places", "differences of cells that lie apart", "an integral image"],
)
def test_sums_are_cut_wherever_one_of_them_ends(name):
    claim, given = ends(name)
    assert prove(claim, given).rule == "conclude"


@pytest.mark.parametrize(
    "name",
    [
        "cut where cells are left out",
        "differences the other way",
        "an integral image without its corner",
    ],
)
def test_sums_that_end_elsewhere_are_refuted(name):
    claim, given = ends(name)
    with pytest.raises(Refuted):
        prove(claim, given)
