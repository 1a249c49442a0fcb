"""Derivations: every theorem has one, each line is the same cells, and what is shown says no more than was proved."""

import contextlib
import itertools
import random
import re

import pytest
from sympy import Symbol
from thorough import full_check, part, share

from symconv import (
    And,
    AtMost,
    Conv,
    ConvTranspose,
    Divides,
    Equal,
    Iff,
    Not,
    Or,
    concat,
    crop,
    flip,
    inner,
    ones,
    pixel_shuffle,
    pixel_unshuffle,
    prove,
    sizes,
    stretch,
    subsample,
    tensor,
    theorems,
    total,
    unfold,
)
from symconv.errors import GeometryError, UnsupportedError
from symconv.language.terms import Index, variables
from symconv.proof.derivation.equation_chain import ChainLine, Replaced, derive
from symconv.proof.derivation.implication import Follows
from symconv.proof.derivation.numbers import cells_of_line
from symconv.proof.presentation import size_derivation
from symconv.proof.presentation.statement import sides
from symconv.proof.question import read
from symconv.proof.search.patience import Exhausted
from symconv.proof.trusted.statement import occurring

I, k, s, d, g, n = sizes("I k s d g n")
b, e, p, a = sizes("b e p a", minimum=0)
x, w, deep = tensor("x", I), tensor("w", k), tensor("deep", (n * s, I))
UP = ConvTranspose(k, stride=s)
FULL = ConvTranspose(k, stride=s, padding=[(b, e)], dilation=d)
ABOUT_TENSORS = "what is given of tensors"  # their lines are equal for such tensors only
NAMES = [name for name, entry in theorems().items() if entry.family != ABOUT_TENSORS]

OWN = {
    "reversal": (Equal(flip(UP(x, w)), UP(flip(x), flip(w))), ()),
    "noble identity": (
        Equal(stretch(UP(x, w), g), ConvTranspose(k, stride=s, dilation=g)(stretch(x, g), w)),
        (),
    ),
    "sums": (Equal(UP(x + x, w), 2 * UP(x, w)), ()),
    "difference": (Equal(flip(x - flip(x)), flip(x) - x), ()),
    "scalars": (Equal(total(UP(x, w)), total(x) * total(w)), ()),
    "square": (Equal(inner(flip(x), flip(x)), inner(x, x)), ()),
    "phase": (Equal(subsample(stretch(x, s), s), x), ()),
    "crop twice": (Equal(crop(crop(x, 1, 0), 0, 1), crop(x, 1, 1)), ()),
    "window": (Equal(Conv(k)(flip(x), flip(w)), flip(Conv(k)(x, w))), (AtMost(k, I),)),
    "there and back": (Equal(pixel_unshuffle(pixel_shuffle(deep, s), s), deep), ()),
    "sum of scalars": (
        Equal(inner(concat(x, w), concat(flip(x), w)), inner(x, flip(x)) + inner(w, w)),
        (),
    ),
    "known kernel": (Equal(ConvTranspose(2)(x, [1, 1]), ConvTranspose(2)(x, flip([1, 1]))), ()),
}


def settings(claim, given, example):
    """Yield the setting that a theorem shows, and a small legal one besides."""
    yield example
    everything = claim.letters.union(*(one.letters for one in given))
    names = sorted(letter.name for letter in everything)
    for values in itertools.islice(itertools.product((2, 3, 1), repeat=len(names)), 60):
        numbers = dict(zip(names, values, strict=True))
        if all(one.at({v.name: numbers[v.name] for v in one.letters}) for one in given):
            yield numbers


def held(claim, given, theorem):
    """Check that all lines of a derivation are the same cells on small settings, each worked out by itself."""
    derivation = theorem.derivation()
    assert derivation.lines[0].reason == ""
    for line, side in zip((derivation.lines[0], derivation.lines[-1]), sides(claim), strict=True):
        assert line.text.removeprefix("(").startswith(repr(side)), line.text
    assert len({line.text for line in derivation.lines}) > 1
    tried = 0
    for numbers in settings(claim, given, dict(theorem.example)):
        with contextlib.suppress(GeometryError):
            cells = [line.cells for line in derivation.at(numbers).lines]
            assert cells[0]
            assert all(line == cells[0] for line in cells), numbers
            tried += 1
        if tried == 2:
            break
    assert tried


def shows_something_new_in_every_line(derivation):
    """Check that no line shows what the line above shows, here and in every part."""
    for above, line in itertools.pairwise(derivation.lines):
        assert line.text != above.text
        assert line.latex != above.latex
    for one in derivation.parts:
        shows_something_new_in_every_line(one.derivation)


def random_pair(rng):
    """Return a value, and the same in other words: wrapped alike, here and there written another way."""
    left = right = rng.choice([x, UP(x, w), flip(x), total(x) * x])
    for _ in range(rng.randint(1, 3)):
        wrap = rng.choice(
            [flip, lambda v: stretch(v, s), lambda v: 3 * v, lambda v: v - flip(v), lambda v: -v]
        )
        other = rng.choice(
            [lambda v: flip(flip(v)), lambda v: v + v - v, lambda v: (n + 1) * v - n * v]
        )
        left, right = wrap(left), wrap(other(right))
    return (left, right) if rng.random() < 0.5 else (total(left), total(right))


def indices_are_named_apart(derivation):
    """In one sum, and in one equation that is put in, every index has a name of its own."""
    names = derivation.chain.names.names
    together = [occurring(term) for line in derivation.chain.lines for term in line.sums]
    whys = [why for line in derivation.chain.lines for why in line.why]
    put = [why for why in whys if isinstance(why, Replaced) and not why.is_map]
    together += [{why.index, *variables(why.value)} for why in put]
    for found in together:
        called = [names[v] for v in found if isinstance(v, Index)]
        assert len(set(called)) == len(called), called


def test_two_indices_of_one_sum_are_never_called_alike():
    """The windows as columns have an axis, and so has what they are compared with."""
    plane = tensor("x", (1, n))
    columns = unfold(plane, 2, 2, 0, 1)
    claim = Equal(inner(columns, columns), inner(plane, plane))
    indices_are_named_apart(prove(claim, [Divides(2, n)]).derivation())


def test_no_line_of_a_users_derivation_shows_what_the_line_above_shows():
    rng = random.Random(7)  # noqa: S311
    for _ in part(range(8), 3):
        claim = Equal(*random_pair(rng))
        shows_something_new_in_every_line(prove(claim).derivation())


AGAIN = UP.output_size(Conv(k, stride=s).output_size(n))
COMBINED = [
    (And(AtMost(n, n + k), AtMost(1, n * k)), (), ["n <= k + n", "1 <= k*n"], 2),
    (Or(AtMost(n, k), AtMost(k, n)), (), ["n <= k", "k <= n"], 1),
    (Or(AtMost(n, k), AtMost(k + 1, n)), (), ["n <= k", "k + 1 <= n"], 0),
    (Not(AtMost(n + k, n)), (), ["k + n > n"], 1),
    (Not(Equal(n, n + k)), (), ["n != k + n"], 1),
    (Not(Divides(2, 2 * n + 1)), (), ["2 does not divide 2*n + 1", "2 does not divide 1"], 0),
    (Not(Equal(2 * n + p, 2 * k + 1 + p)), (), ["p + 2*n != p + 2*k + 1", "2*n != 2*k + 1"], 0),
    (
        Iff(Equal(AGAIN, n), Divides(s, n - k)),
        (AtMost(k, n),),
        ["s*floor((n - k)/s) + k = n", "s divides n - k"],
        2,
    ),
]


@pytest.mark.parametrize(("claim", "given", "lines", "parts"), COMBINED)
def test_a_claim_that_is_put_together_shows_its_sides_and_derives_its_parts(
    claim, given, lines, parts
):
    theorem = prove(claim, given)
    derivation = theorem.derivation()
    assert [line.text for line in derivation.lines] == lines
    assert len(derivation.parts) == parts
    assert parts or any(line.reason for line in derivation.lines)
    everything = (derivation.text(), derivation.latex(), derivation.html(), derivation.beamer())
    for one in derivation.parts:
        assert one.heading_text in everything[0]
        assert all(line.text in everything[0] for line in one.derivation.lines)
        assert all(line.latex in everything[1] for line in one.derivation.lines)
    shows_something_new_in_every_line(derivation)
    assert theorem.text("proof").count(":") >= parts


@full_check
def test_a_layer_of_one_group_prints_no_sum_over_groups():
    m, c = sizes("m c")
    deep, kernel = tensor("x", (m, I)), tensor("w", (c, m, k))
    layer = Conv(k, stride=s, channels=(m, c))
    given = [AtMost(k, I)]
    theorem = prove(Equal(layer(2 * deep, kernel), 2 * layer(deep, kernel)), given)
    assert "sum[j, t] x[j, s*o_2 + t]*w[o_1, j, t]" in theorem.text()
    grouped = Conv(k, stride=s, channels=(2 * m, 2 * c), groups=2)
    pair = tensor("x", (2 * m, I)), tensor("w", (2 * c, m, k))
    theorem = prove(Equal(grouped(2 * pair[0], pair[1]), 2 * grouped(*pair)), given)
    assert "c*q + f = o_1" in theorem.text()


def test_factors_are_printed_as_they_are_read():
    sum_x, sum_w = total(x), total(w)
    for claim, left in [
        (Equal((k - n) * sum_x, k * sum_x - n * sum_x), r"(k - n)\,\Sigma\,x = "),
        (Equal(sum_x - (sum_x - 3), 3), r"\Sigma\,x - (\Sigma\,x - 3) = "),
        (Equal(sum_x * w, sum_x * flip(flip(w))), r"(\Sigma\,x)\,w = "),
        (Equal(-(x + x), -2 * x), r"-(x + x) = -2\,x"),
        (Equal(sum_w - n * sum_x, -(n * sum_x - sum_w)), r"\Sigma\,w - n\,\Sigma\,x = -(n"),
    ]:
        assert left in prove(claim).latex("statement")


@pytest.mark.parametrize("name", OWN)
def test_every_line_of_a_users_derivation_is_the_same_cells(name):
    claim, given = OWN[name]
    theorem = prove(claim, given)
    held(claim, given, theorem)
    lines = theorem.derivation().lines
    assert lines[0].text.startswith(repr(claim.left)[:5])


@pytest.mark.parametrize("name", share(NAMES, few=3, of=6))
def test_every_theorem_of_the_library_has_a_derivation(name):
    entry = theorems()[name]
    theorem = entry.prove()
    if sides(entry.claim):
        held(entry.claim, entry.given, theorem)
        indices_are_named_apart(theorem.derivation())
    else:
        lines = theorem.derivation().lines
        assert len({line.text for line in lines}) > 1
    shows_something_new_in_every_line(theorem.derivation())


@pytest.mark.parametrize("name", share(NAMES, few=3, of=6))
def test_prints_of_theorems_read_like_a_text(name):
    theorem = theorems()[name].prove()
    for written in (theorem.latex("all"), theorem.latex("all", index="brackets")):
        assert "'''" not in written
        assert not re.search(r"\{0 = 0\}|= 0 = ", written)
        assert written.count("{") == written.count("}")


def test_a_name_on_a_page_means_one_thing():
    x, w = tensor("x", n), tensor("w", k)
    twice = prove(Equal(stretch(stretch(x, 2), s), stretch(x, 2 * s))).latex("all")
    assert r"\hat" not in twice
    assert r"\hat{x}" in prove(Equal(UP(x, w), ConvTranspose(k)(stretch(x, s), w))).latex("all")
    counted = prove(Equal(inner(ones(n), ones(n)), n)).latex()
    assert r"Here $\mathbf{1}$ consists of $n$ ones" in counted
    both = prove(Equal(total(ones(n)) * total(ones(k)), n * k)).latex()
    assert r"the tensors $\mathbf{1}$ consist of $n$ and $k$ ones, in this order" in both
    one = tensor("x", (1,))
    cell = prove(Equal(total(ConvTranspose(k, stride=s)(one, w)), Symbol("x1") * total(w)))
    assert "Here x1 is the cell x[0]" in cell.text()
    assert r"Here $x_{1}$ is the cell $x_{0}$" in cell.latex()


def test_an_equation_under_a_sum_sign_has_no_common_factor():
    x, w = tensor("x", n), tensor("w", k)
    every = subsample(ConvTranspose(k, stride=s, dilation=s)(x, w), s)
    lines = prove(Equal(every, ConvTranspose(k)(x, w))).derivation().lines
    assert "sum[i + t = o] x[i]*w[t]" in [line.text for line in lines]


@full_check
def test_a_print_does_not_depend_on_what_was_printed_before():
    entry = theorems()["last-group"]  # two of its conditions are all that Z3 can do
    assert len({entry.prove().latex("all") for _ in range(4)}) == 1


def test_a_line_that_says_something_else_is_noticed():
    claim, _ = OWN["reversal"]
    both = claim.left.written, claim.right.written
    chain = derive(read(claim, ()), prove(claim), *both, Follows())
    shape = claim.left.tensor.shape.entries
    numbers = dict.fromkeys(claim.letters, 2)
    right = cells_of_line(chain.lines[2], chain, shape, numbers)
    assert right == cells_of_line(chain.lines[0], chain, shape, numbers)
    term = chain.lines[2].sums[0]
    without = type(term)(term.indices, term.conditions[:-1], term.atoms, term.weight)
    assert cells_of_line(ChainLine((without,), (), ()), chain, shape, numbers) != right


def test_sizes_are_carried_out_step_by_step():
    back = Conv(k, stride=s, padding=p).output_size(
        ConvTranspose(k, stride=s, padding=p, output_padding=a).output_size(I)
    )
    derivation = prove(Equal(back, I), [AtMost(a + 1, s)]).derivation()
    assert derivation.lines[-1].text == "I"
    assert derivation.lines[-1].reason_text == "since 0 <= a < s"
    assert [line.relation for line in prove(AtMost(n, n + 1)).derivation().lines] == ["=", "<="]
    assert prove(Divides(2, 4 * n)).derivation().lines[-1].text == "2*2*n"


def test_a_condition_on_a_rounded_size_is_said_without_rounding():
    down = Conv(k, stride=s, padding=p)
    z = tensor("z", down.output_size(n))
    text = prove(
        Equal(flip(down(tensor("u", n), w) + z), flip(down(tensor("u", n), w)) + flip(z))
    ).text()
    assert "with k <= n + 2*p and all" in text
    assert "floor((n + 2*p - k)/s) + 1 cells" in text


def test_a_condition_that_never_holds_is_not_offered_and_a_square_is_a_power():
    wide = ConvTranspose(k, stride=s, output_padding=1)
    stated = prove(AtMost(wide.output_size(n), s * n + k - 1)).latex("statement")
    assert r"with $1 < s$," in stated
    given = prove(AtMost(p + 1, s * n), [AtMost(p + 1, s)]).text("statement")
    assert "p >= 0 with p < s," in given
    assert "p + 1 <= n*s." in given
    squares = prove(Divides(s + k, s * s - k * k + 2 * k * (s + k)))
    assert r"k + s \mid s^{2} + k^{2} + 2 k s" in squares.latex("statement")
    assert "k + s divides s**2 + k**2 + 2*k*s" in squares.text("statement")


def test_sizes_print_as_they_were_written():
    assert r"n \le n + 1" in prove(AtMost(n, n + 1)).latex("statement")
    assert r"2 \mid 4 n" in prove(Divides(2, 4 * n)).latex("statement")


def test_a_derivation_on_numbers_asks_for_every_letter():
    derivation = prove(OWN["reversal"][0]).derivation()
    with pytest.raises(GeometryError, match="no number is given for I, k"):
        derivation.at(s=2)
    with pytest.raises(UnsupportedError, match="about sizes"):
        prove(AtMost(n, n + 1)).derivation().at(n=1)


def test_every_medium_has_all_lines():
    derivation = prove(OWN["noble identity"][0]).derivation()
    count = len(derivation.lines)
    assert derivation.latex().count(r"\\" + "\n") == count - 1
    assert derivation.beamer().count(rf"\uncover<{count}->") == len(("=", "formula", "reason"))
    assert len(derivation.text().splitlines()) == count
    assert derivation.markdown().startswith("$$\n")
    assert derivation.latex(width="60mm").count("footnotesize") == count - 1


def test_a_statement_says_letters_conditions_tensors_and_the_claim():
    theorem = theorems()["padding-is-cropping"].prove()
    statement = theorem.latex("statement")
    assert statement.startswith(r"For all integers $I, d, k, s \ge 1$ and $b, e \ge 0$ with ")
    assert r"x \ast^{\scriptscriptstyle\top}_{s,d;b,e} w = \operatorname{crop}_{b,\,e}" in statement
    assert r"\sum_{s i + d t = o + b} x_{i}\, w_{t}" in statement


def test_an_environment_has_title_label_and_proof():
    written = theorems()["padding-is-cropping"].prove().latex(environment="theorem", label="thm:c")
    assert written.startswith(r"\begin{theorem}[Padding is cropping]\label{thm:c}")
    assert r"\begin{proof}" in written


def test_parts_and_index_styles_are_refused_with_what_would_do():
    theorem = prove(AtMost(n, n + 1))
    with pytest.raises(GeometryError, match="'poem', but one of statement, proof"):
        theorem.latex("poem")
    with pytest.raises(GeometryError, match="subscript or brackets"):
        theorem.latex(index="above")


def test_numbers_that_break_what_is_given_are_refused():
    up = ConvTranspose(k, stride=s)
    theorem = prove(Equal(subsample(up(x, w), s), subsample(up(x, w), s) * 1), [AtMost(k, s)])
    with pytest.raises(GeometryError, match="is given, and does not hold there"):
        theorem.derivation().at(I=2, k=3, s=2)


def test_a_short_name_is_introduced_only_where_it_is_used():
    reaching = ConvTranspose(k, stride=s, dilation=d)
    kept = prove(Equal(total(reaching(x, w)), total(x) * total(w))).text()
    turned = prove(Equal(flip(reaching(x, w)), reaching(flip(x), flip(w)))).text()
    assert "K" not in kept
    assert "Here K = d*(k - 1) + 1, and every" in turned


def test_a_rounded_size_that_is_settled_is_not_shown_as_a_rounding():
    nearest = ConvTranspose(s, stride=s)(x, ones(s))
    assert "for 0 <= o < I," in prove(Equal(subsample(nearest, s, a), x), [AtMost(a + 1, s)]).text()


def test_a_theorem_between_whose_sides_no_lines_are_found_is_printed_all_the_same(monkeypatch):
    def none_are_found(*_):
        raise Exhausted("given up")

    claims = (Equal((s * n + 1) // s, n), AtMost(n // s, n), Divides(s, s * n))
    theorems = [prove(claim, [AtMost(2, s)]) for claim in claims]
    monkeypatch.setattr(size_derivation, "size_steps", none_are_found)
    for theorem, claim in zip(theorems, claims, strict=True):
        derived = theorem.derivation()
        assert [line.relation for line in derived.lines] == [
            "=",
            "<=" if claim is claims[1] else "=",
        ]
        assert derived.theorem.statement == theorem.statement
        assert theorem.latex("all")
        assert theorem.text("all")
