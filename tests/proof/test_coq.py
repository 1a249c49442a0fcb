"""The Coq judge: theorems compile without axioms, and what is false or tampered with does not."""

import json
import os
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace

import pytest
from thorough import full_check, needs, share

import symconv.library
from symconv import AtMost, Equal, flip, sizes, tensor, total
from symconv.errors import ToolMissing, UnsupportedError
from symconv.language.terms import Atom, Letter, Sum, at_least, equal, index, letter, variables
from symconv.library import theorems
from symconv.proof import kernel, prove
from symconv.proof.coq import tactics
from symconv.proof.coq.coqc import check_with_coq, compile_coq
from symconv.proof.coq.source_file import coq_source
from symconv.proof.rules import RULES
from symconv.proof.search.advisor import Advisor
from symconv.proof.trusted.solvers import Obligation
from symconv.proof.trusted.statement import Statement, instance

needs_coq = needs("coqc")
OF_WHOLE_FILES = {"axes", "any_ring"}
"""The rules about a whole proof: the file is another one, and no step of it."""
NOT_REPLAYED = {name for name, rule in RULES.items() if rule.replay is None} - OF_WHOLE_FILES


def rules_of(name):
    """Return the rules that the shipped proof of a theorem uses."""
    path = Path(symconv.library.__file__).parent / "proofs" / f"{name}.json"
    return {step["rule"] for step in json.loads(path.read_text(encoding="utf-8"))["steps"]}


LIBRARY = share(theorems(), few=0, of=12) or ["padding-is-cropping"]
GOLDEN = Path(__file__).parents[1] / "data" / "total_reversed.v"

n, s, m = letter("n"), letter("s"), letter("m")
i, j, o, q, r = (index(name) for name in "ijoqr")


def only(poly):
    (variable,) = variables(poly)
    return variable


def run(variable, extent):
    return at_least(variable, 0), at_least(extent, variable + 1)


def read(name, variable, extent, weight=1, more=()):
    return Sum(
        (only(variable),), (*run(variable, extent), *more), (Atom(name, (variable,)),), weight
    )


def advise(assumptions, goal):
    return Advisor.new()(assumptions, goal)


def stated(source):
    """Return where the final statement starts and stops."""
    start = source.rindex("Theorem theorem_")
    return start, source.index("Proof.", start)


@pytest.fixture(scope="module")
def duality():
    entry = theorems()["guide-09"]
    return coq_source(prove(entry.claim, entry.given), "guide-09")


def test_the_file_of_a_theorem_is_as_it_was():
    x = tensor("x", sizes("I"))
    source = coq_source(prove(Equal(total(flip(x)), total(x))), "total-reversed")
    assert source == GOLDEN.read_text(encoding="utf-8")


def test_tactics_are_printed_as_coq_reads_them():
    both = tactics.conjunction([tactics.exact("h"), tactics.because("=", "k"), tactics.RING])
    assert tactics.printed(both) == "split; [exact h | split; [apply (zero_by _ _ k); ring | ring]]"
    assert tactics.printed(tactics.conjunction([])) == "constructor"
    given = tactics.Assertion("e'", "a = b", tactics.equality("h"))
    proof = (*tactics.sentences(given), *tactics.under_a_bullet(tactics.RING, tactics.NOTHING))
    assert tactics.lines(proof) == [
        "  assert (e' : a = b) by (apply (equal_by _ _ _ h); ring).",
        "  - ring.",
        "    .",
    ]
    over = tactics.apply("reindex", "f", tactics.WRAP, "v", "u")
    assert tactics.lines(tactics.sentences(over)) == ["  apply (reindex f", "    v u)."]


def test_an_application_of_many_arguments_is_compared_in_two_parts():
    parts = tactics.pointwise("x", [tactics.exact(f"h{n}") for n in range(7)])
    five = "apply (f_equal5 x); [exact h0 | exact h1 | exact h2 | exact h3 | exact h4]"
    pair = "apply (f_equal2 (fun h' a' => h' a'))"
    assert tactics.printed(parts) == f"{pair}; [{pair}; [{five} | exact h5] | exact h6]"


def test_patterns_take_points_conjunctions_and_disjunctions_apart():
    assert tactics.point_pattern(["i", "j"]) == "(i, (j, []))"
    assert [tactics.all_pattern(names) for names in (["a", "b"], ["a"], [])] == [
        "(a & b)",
        "a",
        "_",
    ]
    assert tactics.any_pattern(["a", "b", "c"]) == "[a|[b|c]]"
    assert [len(tactics.choice(n, 3)) for n in range(3)] == [1, 2, 2]


def test_nothing_is_assumed_in_any_file():
    size = sizes("n")
    source = coq_source(prove(AtMost(size, 2 * size)), "doubling")
    assert not re.search(r"\b(Axiom|Parameter|Admitted|admit|Conjecture)\b", source)


@pytest.fixture(scope="module")
def verdicts():
    """What Coq says of the library, several theorems at a time: it takes one core for each."""
    sources = {name: coq_source(theorems()[name].prove(), name) for name in LIBRARY}
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return dict(zip(sources, pool.map(compile_coq, sources.values()), strict=True))


def test_every_theorem_of_the_library_is_written_for_coq():
    assert not NOT_REPLAYED
    used = set().union(*map(rules_of, theorems()))
    assert not used & NOT_REPLAYED
    assert {"given", "times", "sum_over"} <= used


@full_check
def test_what_is_given_of_tensors_stands_in_the_theorem():
    theorem = theorems()["taps-that-add-up-to-one-keep-the-sum"].prove()
    source = coq_source(theorem, "given")
    start, stop = stated(source)
    assert "= bracket (true) (rI)) ->" in source[start:stop]


@needs_coq
@pytest.mark.parametrize("name", LIBRARY)
def test_a_theorem_of_the_library_compiles_without_axioms(name, verdicts):
    assert verdicts[name].message == ""
    assert verdicts[name].proved


@full_check
@needs_coq
@pytest.mark.parametrize(
    ("old", "new"),
    [
        (
            "Forall (on 4 (fun i k p o => 0 < i /\\ 0 < k",
            "Forall (on 4 (fun i k p o => 0 < i /\\ 0 <= k",
        ),
        ("(cell (t, (i1, tt)))", "(cell (i1, (t, tt)))"),
        ("(i1 + t =? o + p)", "(i1 + t =? o)"),
    ],
)
def test_another_statement_on_every_axis_does_not_compile(old, new):
    source = coq_source(theorems()["guide-09"].prove(), "guide-09")
    start, stop = stated(source)
    assert source[start:stop].count(old) == 1
    verdict = compile_coq(source[:start] + source[start:stop].replace(old, new) + source[stop:])
    assert not verdict.compiled
    assert "Error" in verdict.message


@full_check
@needs_coq
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Sum 0 k (fun t ", "Sum 0 (k + 1) (fun t "),
        ("w (k - t1 - 1)", "w t1"),
        ("(x i1 [*]", "(x t [*]"),
        ("(i1 + t =? o + p)", "(i1 + t =? o + p + 1)"),
        ("p < k", "p <= k"),
        ("0 <= o ->", "-1 <= o ->"),
    ],
)
def test_another_statement_does_not_compile(duality, old, new):
    start, stop = stated(duality)
    assert duality[start:stop].count(old) == 1
    verdict = compile_coq(duality[:start] + duality[start:stop].replace(old, new) + duality[stop:])
    assert not verdict.compiled
    assert "Error" in verdict.message


@full_check
@needs_coq
def test_a_proof_with_another_map_does_not_compile(duality):
    old = ":= z' in ((k - t - 1), tt))"
    assert duality.count(old) == 1
    verdict = compile_coq(duality.replace(old, ":= z' in ((k - t), tt))"))
    assert not verdict.compiled
    assert "not a valid ring equation" in verdict.message


@full_check
@needs_coq
def test_an_obligation_with_a_weaker_hypothesis_does_not_compile(duality):
    (name, weaker) = (
        re.findall(r"(Lemma obligation_\d+ : [^\n]*\(0 <= i - i1) - 1(?=\))", duality)[0],
        "(0 <= i - i1",
    )
    assert name.endswith(weaker)
    verdict = compile_coq(duality.replace(name + " - 1", name))
    assert not verdict.compiled
    assert "Cannot find witness" in verdict.message


@full_check
@needs_coq
def test_a_kernel_that_errs_is_caught():
    """A step that the kernel would refuse, made without it: the sum of x[i] is not that of x[i + 1]."""
    source = read("x", i, n)
    target = Sum((only(j),), run(j, n), (Atom("x", (j + 1,)),))
    goals = [*run(i, n), equal(0, 0), equal(i, i + 1), equal(0, 0), *run(j, n), equal(0, 0)]
    wrong = SimpleNamespace(
        rule="reindex",
        statement=Statement((), (), (), (source,), (target,)),
        hypotheses=(),
        arguments=(source, target),
        maps=(((only(j), i),), ((only(i), j),), (0,)),
        premises=(),
        obligations=tuple(
            Obligation(tuple(c for c in (*run(i, n), *run(j, n)) if c == g), g, (), "ring")
            for g in goals
        ),
    )
    verdict = compile_coq(coq_source(wrong, "shifted"))
    assert not verdict.compiled
    assert "Cannot find witness" in verdict.message


def sums_in_another_order():
    two, three, five = (read("x", i, n, weight) for weight in (2, 3 * s, 2 + 3 * s))
    return kernel.arrange(kernel.ring((), (two, three), (five,), advise), (three, two), (five,))


def weights_that_add_up():
    return kernel.symmetric(kernel.ring((), (read("x", i, n, 0),), (), advise))


def counting_keeps_what_stands_beside_it():
    both = Sum(
        (only(j), only(i)), (*run(i, n), at_least(j, 1), at_least(m, j)), (Atom("x", (i,)),), s
    )
    return kernel.count((), both, only(j), 1, m, advise)


def cases_on_what_is_free():
    condition = at_least(n, s)
    parts = [kernel.reflexive((h,), (read("x", i, n),)) for h in (condition, at_least(s, n + 1))]
    return kernel.cases(condition, *parts)


def a_free_position_is_divided():
    reached = Sum((only(i),), (*run(i, n), equal(s * i, o + m)), (Atom("x", (i,)),))
    statement = Statement((at_least(o, 0),), (), (), (reached,), (reached,))
    wanted = instance(statement, {only(o): s * q + r - m})
    inside = (*wanted.hypotheses, at_least(r, 0), at_least(s, r + 1))
    theorem = kernel.reflexive(inside, wanted.left)
    return kernel.divide_free(statement, theorem, only(o), only(q), only(r), s, m, advise)


def sizes_put_for_letters():
    general = kernel.reflexive((at_least(n, s),), (read("x", i, n * s),))
    return kernel.instantiate(general, {Letter("n", 1): n + 2 * m, Letter("s", 1): n}, advise)


def a_sum_of_two_times_a_sum_of_two():
    two = Sum((only(j),), (*run(j, m), at_least(j, s)), (Atom("y", (j,)),), 2 * s)
    both = (read("x", i, n, 3), two)
    factor = (read("w", q, n, s), Sum(atoms=(Atom("v", (n,)),)))
    return kernel.times(kernel.symmetric(kernel.reflexive((), both)), factor)


def sums_over_what_stood_free():
    free = (at_least(o, 0), at_least(n, o + 1), at_least(r, 0), at_least(o, r))
    both = (Sum((only(i),), run(i, o), (Atom("z", (i, r)),), 2), Sum(atoms=(Atom("u", (o,)),)))
    halves = kernel.split(free, both[0], at_least(i, s))
    rest = kernel.reflexive(free, both[1:])
    return kernel.sum_over(kernel.add((halves, rest)), (only(o), only(r)), free)


def larger_sums():
    nothing = kernel.times(kernel.reflexive((), ()), (read("t", q, n),))
    return kernel.add((a_sum_of_two_times_a_sum_of_two(), sums_over_what_stood_free(), nothing))


def letters_called_like_words_of_coq():
    Sum_, forall, value = letter("Sum"), letter("forall"), letter("value")
    source = read("fun", i, Sum_ + forall, value)
    return kernel.split((at_least(value, 2),), source, at_least(i, forall))


RULES = (
    letters_called_like_words_of_coq,
    *(
        sums_in_another_order,
        weights_that_add_up,
        counting_keeps_what_stands_beside_it,
        cases_on_what_is_free,
    ),
    *(a_free_position_is_divided, sizes_put_for_letters),
    larger_sums,
)


@full_check
@needs_coq
@pytest.mark.parametrize("make", RULES, ids=lambda make: make.__name__)
def test_a_rule_is_replayed(make):
    verdict = check_with_coq(make(), "made-here")
    assert verdict.message == ""
    assert verdict.proved


def test_what_is_not_replayed_is_said():
    other = kernel.any_ring(kernel.any_ring(kernel.reflexive((), (read("x", i, n),))))
    with pytest.raises(UnsupportedError, match="the rule any_ring is not replayed in Coq"):
        coq_source(other, "other")
    point = kernel.reflexive((), (Sum((only(i),), (equal((s + 1) * i, n),), (Atom("x", (i,)),)),))
    with pytest.raises(UnsupportedError, match="no range of an index of i"):
        coq_source(point, "point")


def test_without_coq_its_package_is_named(monkeypatch):
    monkeypatch.setenv("PATH", "")
    with pytest.raises(ToolMissing, match="apt-get install coq"):
        compile_coq("")


@needs_coq
def test_axioms_are_told():
    claim = "Theorem claim : 0 = 1. Proof. destruct hidden. Qed.\nPrint Assumptions claim.\n"
    verdict = compile_coq(f"Axiom hidden : False.\n{claim}")
    assert verdict.compiled
    assert verdict.axioms == ("hidden",)
    assert not verdict.proved


@full_check
@needs_coq
def test_coq_is_stopped_in_time():
    verdict = compile_coq(
        "Goal True. Proof. do 10000000 (pose proof I as H; clear H). exact I. Qed.\n", timeout=1
    )
    assert not verdict.compiled
    assert verdict.message == "Coq was stopped after 1 s"
