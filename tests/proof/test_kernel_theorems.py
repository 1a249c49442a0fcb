"""The kernel: its rules about theorems, how they conclude, and what no rule lets pass."""

import pytest
from reversal import (
    I,
    J,
    N,
    Q,
    R,
    advise,
    i,
    indices,
    j,
    m,
    n,
    only,
    q,
    r,
    reversal,
    run,
    s,
    x_backward,
    x_forward,
)

from symconv.errors import ProofError
from symconv.language.terms import (
    AnyOf,
    Atom,
    Index,
    Sum,
    at_least,
    equal,
    floor_divide,
    index,
    letter,
    variable_poly,
    variables,
)
from symconv.proof import kernel
from symconv.proof.trusted.ranges import ranges
from symconv.proof.trusted.solvers import entails
from symconv.proof.trusted.statement import Statement, definition, instance


@pytest.fixture(scope="module")
def theorem():
    return reversal()


def test_equations_are_exchanged_chained_added_and_reordered(theorem):
    back = kernel.symmetric(theorem)
    assert kernel.transitive(theorem, back).statement[3:5] == ((x_forward,), (x_forward,))
    both = kernel.add((theorem, back))
    assert both.statement.left == (x_forward, x_backward)
    turned = kernel.arrange(both, both.statement.left[::-1], both.statement.right[::-1]).statement
    assert (turned.left, turned.right) == ((x_backward, x_forward), (x_forward, x_backward))
    assert kernel.reflexive((), (x_forward,)).statement.right == (x_forward,)
    with pytest.raises(ProofError, match="middle"):
        kernel.transitive(theorem, theorem)
    with pytest.raises(ProofError, match="other sums"):
        kernel.arrange(both, both.statement.left[:1], both.statement.right)
    with pytest.raises(ProofError, match="assumptions"):
        kernel.add((theorem, kernel.assume(back, (at_least(n, 2),))))
    with pytest.raises(ProofError, match="nothing"):
        kernel.add(())
    with pytest.raises(ProofError, match="assumptions"):
        kernel.transitive(theorem, kernel.assume(back, (at_least(n, 2),)))


def test_equations_of_a_statement_with_goals_stay_in_it():
    """A claim that was put together keeps its goals: its equation is not chained, added, multiplied or summed alone."""
    statement = Statement((), (at_least(n, 1),), (), (x_forward,), (x_backward,))
    claim = kernel.conclude(
        statement, kernel.entailed((), statement.goals, advise), reversal(), {"n": 1}
    )
    k, K = indices("k")
    for first, second in ((claim, claim), (claim, reversal()), (reversal(), claim)):
        with pytest.raises(ProofError, match="there are goals"):
            kernel.transitive(first, kernel.symmetric(second))
    with pytest.raises(ProofError, match="the assumptions differ"):
        kernel.add((claim, claim))
    with pytest.raises(ProofError, match="there are goals"):
        kernel.times(claim, (Sum((), (), (Atom("y", (k,)),)),))
    with pytest.raises(ProofError, match="there are goals"):
        kernel.sum_over(claim, (K,), run(k, s))


def test_an_equation_in_a_range_stays_in_it():
    """Summed over all `o` at ``o = 5``, an equation that holds for ``0 <= o < n`` could be false."""
    o, position = indices("o")
    claim_in = Statement((), (), run(o, n), (x_forward,), (x_backward,))
    cells = kernel.assume(reversal(), claim_in.ranges)
    claim = kernel.conclude(claim_in, kernel.entailed((), (), advise), cells, {"n": 1})
    for use in (
        lambda: kernel.sum_over(claim, (position,), (equal(o, 5),)),
        lambda: kernel.times(claim, (Sum((), (), (Atom("y", (o,)),)),)),
        lambda: kernel.add((claim, claim)),
        lambda: kernel.transitive(claim, kernel.symmetric(reversal())),
    ):
        with pytest.raises(ProofError, match=r"there are goals|the assumptions differ"):
            use()


def test_a_step_lists_what_it_rests_on(theorem):
    """The rule about axes looks at all of it."""
    back, yes = kernel.symmetric(theorem), at_least(n, 5)
    cases = [kernel.assume(theorem, (h,)) for h in (yes, at_least(4, n))]
    made = [
        (back, theorem),
        (kernel.transitive(theorem, back), theorem, back),
        (kernel.add((theorem, back)), theorem, back),
        (kernel.arrange(back, (x_backward,), (x_forward,)), back),
        (cases[0], theorem),
        (kernel.cases(yes, *cases), *cases),
        (kernel.times(theorem, ()), theorem),
        (kernel.sum_over(theorem, (), ()), theorem),
        (kernel.instantiate(theorem, {}, advise), theorem),
    ]
    for step, *rests in made:
        assert step.premises == tuple(rests)


def test_assume_refuses_to_forget(theorem):
    stronger = kernel.assume(theorem, (at_least(n, 2),))
    with pytest.raises(ProofError, match="missing"):
        kernel.assume(stronger, ())
    for bound in (i, j):
        with pytest.raises(ProofError, match="free"):
            kernel.assume(theorem, (at_least(bound, 2),))


def test_times_and_sum_over_do_not_capture(theorem):
    k, K = indices("k")
    y = Sum((K,), run(k, s), (Atom("y", (k,)),))
    product = kernel.times(theorem, (y,)).statement
    assert product.left[0].atoms == (*x_forward.atoms, *y.atoms)
    assert product.right[0].atoms == (*x_backward.atoms, *y.atoms)
    for factor in (x_forward, Sum(atoms=(Atom("y", (i,)),)), Sum(weight=j)):
        with pytest.raises(ProofError, match="captured"):
            kernel.times(theorem, (factor,))
    free_k = kernel.reindex(
        run(k, s),
        Sum(x_forward.indices, x_forward.conditions, x_forward.atoms, k),
        Sum(x_backward.indices, x_backward.conditions, x_backward.atoms, k),
        {J: n - 1 - i},
        {I: n - 1 - j},
        (0,),
        advise,
    )
    with pytest.raises(ProofError, match="captured"):
        kernel.times(free_k, (y,))
    assert kernel.sum_over(free_k, (K,), run(k, s)).statement.left[0].indices == (K, I)
    assert kernel.sum_over(
        kernel.assume(free_k, (equal(n, 3), *run(k, s))), (K,), run(k, s)
    ).hypotheses == (equal(n, 3),)
    wrong = [
        ((K,), (), "a hypothesis mentions an index"),
        ((K, K), run(k, s), "bound twice"),
        ((I,), run(k, s), "bound twice"),
        ((K,), run(k, s)[:1], "a hypothesis mentions an index"),
    ]
    for chosen, conditions, reason in wrong:
        with pytest.raises(ProofError, match=reason):
            kernel.sum_over(free_k, chosen, conditions)
    with pytest.raises(ProofError, match="captured"):
        kernel.sum_over(kernel.reflexive((), (y,)), (I,), (equal(i, k),))


def test_cases_need_both_cases():
    def goal(h):
        return kernel.entailed((h,), (at_least(n * n, n),), advise)

    yes, no = at_least(n, 5), at_least(4, n)
    assert kernel.cases(yes, goal(yes), goal(no)).statement.hypotheses == ()
    assert kernel.cases(yes, goal(yes), goal(yes)).statement.hypotheses == (yes,)
    with pytest.raises(ProofError, match="different"):
        kernel.cases(yes, goal(yes), kernel.entailed((no,), (at_least(4, n),), advise))
    for bound in (i, j):
        with pytest.raises(ProofError, match="also occurs free"):
            kernel.cases(at_least(bound, 0), reversal(), reversal())


def test_a_free_index_is_divided():
    o, position = indices("o")
    statement = Statement((at_least(o, 0),), (at_least(o * s, 0),))
    inside = instance(statement, {position: s * q + r})
    within = (at_least(r, 0), at_least(s, r + 1))
    theorem = kernel.entailed(inside.hypotheses + within, inside.goals, advise)
    divided = kernel.divide_free(statement, theorem, position, Q, R, s, 0, advise)
    assert (divided.statement, divided.premises) == (statement, (theorem,))
    assert [o.goal for o in divided.obligations] == [at_least(s, 1)]
    wrong = [(Q, Q, s, 0), (Q, R, s - 1, 0), (R, Q, s, 0), (Q, R, s, 1), (Q, R, s, o)]
    for at, maps in [(I, (Q, R, s, 0)), *((position, maps) for maps in wrong)]:
        with pytest.raises(ProofError, match="not that instance"):
            kernel.divide_free(statement, theorem, at, *maps, advise)
    weaker = kernel.entailed((*inside.hypotheses, within[0]), inside.goals, advise)
    with pytest.raises(ProofError, match="instance"):
        kernel.divide_free(statement, weaker, position, Q, R, s, 0, advise)


o, position = indices("o")
p = letter("p", 0)


@pytest.mark.parametrize(
    ("goal", "maps", "reason"),
    [
        (at_least(o, 0), (Q, Q, s, 0), "not fresh"),
        (at_least(o, q), (Q, R, s, 0), "not fresh"),
        (at_least(o, 0), (Q, R, r, 0), "not fresh"),
        (at_least(o, 0), (Q, R, s, q), "not fresh"),
        (at_least(o, 0), (Q, R, s, o), "the index is not free"),
        (at_least(floor_divide(o, 2), 0), (Q, R, s, 0), "a quotient mentions the index"),
        (at_least(o, 0), (Q, R, p, 0), "does not follow"),
    ],
)
def test_a_division_of_a_free_index_refuses(goal, maps, reason):
    statement = Statement((goal,), (goal,))
    quotient, remainder, divisor, offset = maps
    rest = variable_poly(remainder)
    inside = instance(statement, {position: divisor * variable_poly(quotient) + rest - offset})
    within = (at_least(rest, 0), at_least(divisor, rest + 1))
    theorem = kernel.entailed(inside.hypotheses + within, inside.goals, advise)
    with pytest.raises(ProofError, match=reason):
        kernel.divide_free(statement, theorem, position, *maps, advise)


def test_instances_respect_minima_and_bound_indices(theorem):
    assert kernel.instantiate(theorem, {N: 2 * s}, advise).statement.left[0].conditions == run(
        i, 2 * s
    )
    for values, reason in (
        ({N: s - 1}, "does not follow"),
        ({N: i + 0}, "captured"),
        ({I: n}, "is replaced"),
        ({N: 0}, "does not follow"),
    ):
        with pytest.raises(ProofError, match=reason):
            kernel.instantiate(theorem, values, advise)


def test_an_instance_does_not_divide_by_zero():
    g = index("g")
    quotient = floor_divide(n, g)
    theorem = kernel.entailed((equal(quotient, 5),), (at_least(quotient, 5),), advise)
    for divisor, reason in (
        (0 * n, "a divisor becomes zero"),
        (p, "does not follow"),
        (1 - n, "does not follow"),
    ):
        with pytest.raises(ProofError, match=reason):
            kernel.instantiate(theorem, {only(g): divisor}, advise)
    by_one_at_least = kernel.instantiate(theorem, {only(g): s}, advise)
    assert by_one_at_least.hypotheses == (equal(floor_divide(n, s), 5),)


def test_an_instance_puts_nothing_for_a_quotient():
    half = floor_divide(n, 2)
    (quotient,) = variables(half)
    theorem = kernel.entailed((at_least(half, 3),), (at_least(half, 2),), advise)
    with pytest.raises(ProofError, match="only letters and free indices vary"):
        kernel.instantiate(theorem, {quotient: 7}, advise)


def test_a_quotient_is_defined_where_its_divisor_is_positive():
    half = floor_divide(n, 2)
    (quotient,) = variables(half)
    theorem = kernel.entailed(definition(quotient), (at_least(n, 2 * half),), advise)
    defined = kernel.define(theorem, quotient, advise)
    assert (defined.hypotheses, defined.premises) == ((), (theorem,))
    by_one_at_least = floor_divide(n, s)
    goals = (at_least(n, s * by_one_at_least),)
    theorem = kernel.entailed(definition(only(by_one_at_least)), goals, advise)
    assert kernel.define(theorem, only(by_one_at_least), advise).statement == Statement((), goals)
    bad = floor_divide(n, m - 1)
    (quotient,) = variables(bad)
    theorem = kernel.entailed(definition(quotient), (at_least(m, 2),), advise)
    with pytest.raises(ProofError, match="does not follow"):
        kernel.define(theorem, quotient, advise)


def test_conclude_needs_all_parts_and_an_example():
    hypotheses, goals = (at_least(n, 3),), (at_least(n, 2),)
    statement = Statement(hypotheses, goals, (), (x_forward,), (x_backward,))
    sizes = kernel.entailed(hypotheses, goals, advise)
    cells = kernel.assume(reversal(), hypotheses)
    made = kernel.conclude(statement, sizes, cells, {"n": 3})
    assert (made.statement, made.example, made.hypotheses) == (statement, {"n": 3}, hypotheses)
    assert (made.used, made.premises) == (hypotheses, (sizes, cells))
    wrong = [
        ((statement._replace(right=()), sizes, None, {"n": 3}), "the equation is missing"),
        ((statement._replace(left=()), sizes, None, {"n": 3}), "the equation is missing"),
        (
            (Statement(hypotheses, goals, run(o, n)), sizes, None, {"n": 3}),
            "the equation is missing",
        ),
        ((statement, sizes, cells, {"n": 2}), "the example breaks"),
        ((statement, sizes, cells, {}), "leaves a letter open"),
        ((statement, sizes, kernel.symmetric(cells), {"n": 3}), "another equation"),
        ((statement, sizes, reversal(), {"n": 3}), "another equation"),
        ((statement, kernel.entailed(hypotheses, (), advise), cells, {"n": 3}), "other goals"),
        (
            (statement._replace(ranges=run(index("o"), n)), sizes, cells, {"n": 3}),
            "another equation",
        ),
    ]
    for arguments, reason in wrong:
        with pytest.raises(ProofError, match=reason):
            kernel.conclude(*arguments)


def test_an_example_gives_every_quotient_a_value():
    hypotheses = (at_least(floor_divide(n, m - 1), 0),)
    sizes = kernel.entailed(hypotheses, hypotheses, advise)
    statement = Statement(hypotheses, hypotheses)
    assert kernel.conclude(statement, sizes, None, {"n": 3, "m": 2}).example == {"n": 3, "m": 2}
    with pytest.raises(ProofError, match="the example breaks"):
        kernel.conclude(statement, sizes, None, {"n": 3, "m": 1})


def test_an_example_is_at_least_the_minima():
    sizes = kernel.entailed((at_least(3, n),), (), advise)
    with pytest.raises(ProofError, match="below a minimum"):
        kernel.conclude(sizes.statement, sizes, None, {"n": 0})


def test_one_name_is_one_letter():
    low = letter("n", 0)
    statement = Statement((at_least(n, 1), at_least(low, 0)))
    sizes = kernel.entailed(statement.hypotheses, (), advise)
    with pytest.raises(ProofError, match="one name"):
        kernel.conclude(statement, sizes, None, {"n": 1})


def test_an_index_is_no_letter_of_the_same_name():
    with pytest.raises(ProofError, match="does not follow"):
        entails((), at_least(index("n"), 1), advise)
    assert isinstance(I, Index)


def concluded(cells):
    h = cells.statement.hypotheses
    statement = Statement(h, (), (), cells.statement.left, cells.statement.right)
    return kernel.conclude(statement, kernel.entailed(h, (), advise), cells, {"n": 1, "s": 1})


def test_what_index_maps_prove_holds_on_every_axis(theorem):
    lifted = kernel.axes(concluded(kernel.add((theorem, kernel.symmetric(theorem)))))
    assert lifted.statement.every_axis
    assert lifted.example == {"n": 1, "s": 1}
    assert not kernel.symmetric(lifted).statement.every_axis
    square = Sum((I,), run(i, n), x_forward.atoms * 2)
    assert kernel.axes(concluded(kernel.reflexive((), (square,)))).statement.every_axis


def test_what_adds_numbers_does_not_hold_on_every_axis():
    twice = Sum((I,), run(i, n), (Atom("x", (i,)),), 2)
    added = kernel.ring((), (x_forward, x_forward), (twice,), advise)
    doubled = kernel.ring((), (twice,), (twice,), advise)
    cut = kernel.split((), x_forward, at_least(i, 2))
    several = [Sum((I,), run(i, n), (Atom("x", (i,)),), weight) for weight in (n, s, n + s)]
    weighed = kernel.ring(
        (), (several[2],), tuple(several[:2]), advise
    )  # on two axes (n + s)*(n' + s') and n*n' + s*s'
    gathered = kernel.ring((), tuple(several[:2]), (several[2],), advise)
    for cells in (added, doubled, cut, weighed, kernel.symmetric(weighed), gathered):
        with pytest.raises(ProofError, match="axes"):
            kernel.axes(concluded(cells))


def test_cases_of_several_sums_do_not_hold_on_every_axis(theorem):
    yes, no = at_least(n, 5), at_least(4, n)
    one = [kernel.assume(theorem, (h,)) for h in (yes, no)]
    assert kernel.axes(concluded(kernel.cases(yes, *one))).statement.every_axis
    two = [kernel.add((t, kernel.symmetric(t))) for t in one]
    with pytest.raises(ProofError, match="several sums"):
        kernel.axes(concluded(kernel.cases(yes, *two)))


def test_cases_that_exchange_two_reads_do_not_hold_on_every_axis():
    """If on one axis ``a = c`` and on another ``a = d``, ``x[a]*x[b]`` is ``x[0, 0]*x[1, 1]`` and not ``x[0, 1]*x[1, 0]``."""
    a, b, c, d = (letter(name, 0) for name in "abcd")
    given = (equal(a + b, c + d), AnyOf((equal(a, c), equal(a, d))), at_least(a, c))
    left, right = (Sum(atoms=(Atom("x", (u,)), Atom("x", (v,)))) for u, v in ((a, b), (c, d)))
    holds, fails = at_least(c, a), at_least(a, c + 1)
    same = kernel.reindex((*given, holds), left, right, {}, {}, (0, 1), advise)
    exchanged = kernel.reindex((*given, fails), left, right, {}, {}, (1, 0), advise)
    statement = Statement(given, (), (), (left,), (right,))
    cells = kernel.cases(holds, same, exchanged)
    claim = kernel.conclude(
        statement, kernel.entailed(given, (), advise), cells, dict.fromkeys("abcd", 0)
    )
    with pytest.raises(ProofError, match="exchange two reads"):
        kernel.axes(claim)


# ---- sums that have no value


@pytest.mark.parametrize(
    ("conditions", "hypotheses"),
    [
        ((), ()),
        ((at_least(i, 0),), ()),
        ((at_least(n, i + 1),), ()),
        ((at_least(i * i, 0), at_least(n, i * i)), ()),
        ((equal(p * i, 0),), ()),
        ((equal(p * i, 0),), (at_least(n, 3),)),
        ((equal(p * i, 0), at_least(n, 1), at_least(s, 1)), ()),
        ((equal((s + q) * i, 0),), ()),
        ((at_least(i, j), at_least(n, i)), ()),
        ((at_least(i, j), at_least(j + n, i)), ()),
        ((equal(i, j),), ()),
    ],
)
def test_an_infinite_sum_is_in_no_theorem(conditions, hypotheses):
    """Of the sum over all ``i >= 0`` one could prove ``S = 1 + S``, and so ``0 = 1``."""
    endless = Sum((I,), conditions)
    if any(J in variables(c.left) for c in conditions):
        endless = Sum((I, J), conditions)
    with pytest.raises(ProofError, match="no finite range"):
        kernel.reflexive(hypotheses, (endless,))
    with pytest.raises(ProofError, match="no finite range"):
        kernel.ring(hypotheses, (endless, Sum(endless.indices, conditions, (), -1)), (), advise)


def test_a_quotient_hides_no_endless_range():
    """``floor((n*i + i)/(n + 1))`` is `i`, so these conditions leave every integer."""
    itself = floor_divide(n * i + i, n + 1)
    endless = Sum((), (at_least(i, itself), at_least(itself, i)))
    cut = kernel.split((), endless, at_least(i, 1))
    with pytest.raises(ProofError, match="no finite range"):
        kernel.sum_over(cut, (I,), ())
    with pytest.raises(ProofError, match="no finite range"):
        kernel.reflexive((), (Sum((I,), endless.conditions),))


@pytest.mark.parametrize(
    ("conditions", "hypotheses"),
    [
        ((*run(i, n),), ()),
        ((equal(s * i, n),), ()),
        ((equal((s + 1) * i, n),), ()),
        ((equal((s - 1) * i, n),), (at_least(s - 1, 1),)),
    ],
)
def test_a_sum_that_shows_its_range_may_be(conditions, hypotheses):
    finite = Sum((I,), conditions)
    assert kernel.reflexive(hypotheses, (finite,)).statement.left == (finite,)
    if hypotheses:
        with pytest.raises(ProofError, match="no finite range"):
            kernel.reflexive((), (finite,))


def test_a_map_does_not_divide_an_index():
    """Where ``p = 0``, cancelling ``p`` in ``floor(p*j/p)`` would make one point of all integers."""
    p = letter("p", 0)
    point, line = Sum((I,), (equal(i, 0),)), Sum((J,), run(j, n))
    with pytest.raises(ProofError, match="divides an index"):
        kernel.reindex((equal(p, 0),), point, line, {J: floor_divide(i, p)}, {I: p * j}, (), advise)


def test_a_step_that_serves_often_is_listed_once():
    """Each case split doubles the paths to the first step; the certificate has as many steps as were made."""
    theorem = kernel.entailed((at_least(n, 2),), (at_least(n, 1),), advise)
    for bound in range(60):
        theorem = kernel.assume(
            kernel.cases(at_least(n, bound), theorem, theorem), (at_least(n, 2),)
        )
    assert len(theorem.certificate()["steps"]) == 1 + 2 * 60
    assert kernel.axes(
        kernel.conclude(theorem.statement, theorem, None, {"n": 2})
    ).statement.every_axis


def test_every_index_needs_a_range_of_its_own():
    """One range read twice would let the other index run without end."""
    assert ranges(Sum((I, J), run(i, n), (Atom("x", (i + j,)),))) is None
    both = ranges(Sum((I, J), (*run(i, n), *run(j, i)), (Atom("x", (i + j,)),)))
    assert [each.index for each in both] == [I, J]


def test_a_factor_is_positive_where_no_term_is_negative_and_one_is_positive():
    """An equation says a point only where its factor of the index cannot be zero."""
    p, z = letter("p", minimum=0), letter("z", minimum=0)

    def says_a_point(factor):
        return ranges(Sum((I,), (equal(factor * i, n),))) is not None

    assert says_a_point(s + p)
    assert says_a_point(s * n + p * z)
    assert says_a_point(p + 1)
    for factor in (p, p + z, s * p, s * p + z, s - p, s + p - 1, s - n):
        assert not says_a_point(factor)
