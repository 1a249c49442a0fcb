"""Certificates: written, checked from nothing, and rejected as soon as one thing in them is changed."""

import copy
import json
import random
import subprocess
import sys

import pytest
from reversal import indices, only, reversal, run
from reversal import n as n_
from reversal import s as s_
from sympy import floor
from thorough import CI

from symconv import AtMost, Conv, ConvTranspose, Equal, crop, ones, sizes, tensor, total
from symconv.errors import OverBudget, ProofError
from symconv.language.budget import Budget
from symconv.language.terms import Atom, Sum, at_least, equal, letter
from symconv.proof import kernel, prove
from symconv.proof.certificates.certificate import WORDS, check, checksum, states, to_data, to_text
from symconv.proof.claim_reader import check_in_words
from symconv.proof.question import read
from symconv.proof.rules import RULES
from symconv.proof.search.advisor import Advisor
from symconv.proof.trusted.smtlib import fact, smtlib
from symconv.proof.trusted.solvers import Evidence, Product, negation
from symconv.proof.trusted.statement import Statement

I, k, s, n, m = sizes("I k s n m")
p = sizes("p", minimum=0)
x, w = tensor("x", I), tensor("w", k)
layer = ConvTranspose(k, stride=s, padding=p)
CLAIMS = {
    "zero-insertion": (Equal(layer(x, w), layer(x, w, method="zero-insertion")), ()),
    "polyphase": (Equal(layer(x, w), layer(x, w, method="polyphase")), ()),
    "count": (Equal(total(ConvTranspose(k, stride=s)(ones(I), ones(k))), I * k), ()),
    "sizes": (AtMost(floor(floor(n / s) / m), n), ()),
    "adjoint size": (
        Equal(Conv(k, stride=s).output_size(ConvTranspose(k, stride=s).output_size(I)), I),
        (),
    ),
    "given": (Equal(crop(x, p, 0), crop(x, m, 0)), (Equal(p, m),)),
}


@pytest.fixture(scope="module", params=CLAIMS)
def certificate(request):
    theorem = prove(*CLAIMS[request.param])
    return theorem, to_text(theorem, request.param)


def test_a_certificate_is_checked_and_says_what_was_proved(certificate):
    theorem, text = certificate
    again = check_in_words(text)
    assert again is not theorem
    assert states(again, theorem.statement)
    assert again.example == theorem.example
    assert to_text(again, json.loads(text)["name"]) == text


def test_it_has_the_promised_keys(certificate):
    theorem, text = certificate
    data = json.loads(text)
    assert {
        "statement",
        "hypotheses",
        "definitions",
        "steps",
        "obligations",
        "sha256",
        "solvers",
    } <= set(data)
    assert all({"rule", "maps", "hints"} <= set(step) for step in data["steps"])
    assert data["steps"][-1]["rule"] == "conclude"
    assert any("(check-sat)" in obligation["query"] for obligation in data["obligations"]) or all(
        obligation["level"] == "ring" for obligation in data["obligations"]
    )
    assert json.loads(json.dumps(theorem.certificate())) == theorem.certificate()


def test_two_proofs_of_one_claim_are_the_same_text():
    claim = CLAIMS["polyphase"]
    assert to_text(prove(*claim), "a") == to_text(prove(*claim), "a")


def test_a_statement_is_recognised_whatever_its_indices(certificate):
    theorem, text = certificate
    name = json.loads(text)["name"]
    for other, (claim, given) in CLAIMS.items():
        assert states(theorem, read(claim, given).statement) is (other == name)


def leaves(data, path=()):
    if isinstance(data, dict | list):
        for key in data if isinstance(data, dict) else range(len(data)):
            yield from leaves(data[key], (*path, key))
    else:
        yield path


def edited(data, path, rng):
    data = copy.deepcopy(data)
    at = data
    for key in path[:-1]:
        at = at[key]
    old = at[path[-1]]
    at[path[-1]] = (
        old + rng.choice((-1, 1))
        if isinstance(old, int)
        else f"{old}x"
        if isinstance(old, str)
        else 0
    )
    return data


def test_every_edit_is_rejected(certificate):
    _, text = certificate
    data, rng = json.loads(text), random.Random(1)  # noqa: S311 (not cryptography)
    paths = list(leaves(data))
    for path in rng.sample(paths, min(40, len(paths))):
        with pytest.raises(ProofError, match=r"was edited|not a certificate"):
            check(json.dumps(edited(data, path, rng)))


def test_an_edit_with_a_new_checksum_proves_what_it_says_or_is_rejected(certificate):
    _, text = certificate
    data, rng = json.loads(text), random.Random(2)  # noqa: S311 (not cryptography)
    rejected = 0
    paths = [path for path in leaves(data) if path[0] not in ("sha256", "solvers", "name")]
    tried = rng.sample(paths, min(60 if CI else 12, len(paths)))
    for path in tried:
        changed = edited(data, path, rng)
        changed["sha256"] = checksum(changed)
        try:
            theorem = check_in_words(json.dumps(changed))
        except ProofError:
            rejected += 1
            continue
        assert to_data(theorem, data["name"])["statement"] == changed["statement"]
        assert path[0] in (
            "example",
            "statement",
            "steps",
            "obligations",
            "hypotheses",
            "used",
            *WORDS,
        )
    assert rejected >= 0.8 * len(tried)


@pytest.mark.parametrize(
    "drop",
    ["steps", "obligations", "statement", "example", "name", "format", "hypotheses", "solvers"],
)
def test_a_missing_part_is_rejected(certificate, drop):
    _, text = certificate
    data = json.loads(text)
    del data[drop]
    data["sha256"] = checksum(data)
    with pytest.raises(ProofError):
        check(json.dumps(data))


def test_a_step_or_obligation_that_is_left_out_is_rejected(certificate):
    _, text = certificate
    data = json.loads(text)
    for part in ("steps", "obligations"):
        for n in range(len(data[part])):
            changed = copy.deepcopy(data)
            del changed[part][n]
            changed["sha256"] = checksum(changed)
            with pytest.raises(ProofError):
                check(json.dumps(changed))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        "null",
        '{"format": 1}',
        "[" * 100_000,
        "9" * 5000,
        '{"format": 1, "name": "a", "steps": 3, "obligations": []}',
    ],
)
def test_what_is_no_certificate_is_rejected(text):
    with pytest.raises(ProofError):
        check(text)


def test_checking_needs_neither_the_layers_nor_sympy(tmp_path):
    theorem = prove(*CLAIMS["zero-insertion"])
    (tmp_path / "t.json").write_text(to_text(theorem))
    program = (
        "import sys; from pathlib import Path; from symconv.proof.certificates.certificate import check; "
        f"check(Path({str(tmp_path / 't.json')!r}).read_text()); "
        "print([name for name in ('sympy', 'symconv.layers.conv', 'symconv.proof.search.search') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_what_is_not_concluded_is_no_certificate():
    """A step under hypotheses that nothing satisfies is a theorem, but says nothing."""
    n = letter("n")
    nothing = kernel.entailed((at_least(n, 5), at_least(2, n)), (equal(0, 1),), Advisor.new())
    for theorem in (nothing, kernel.axes(nothing), kernel.any_ring(nothing)):
        with pytest.raises(ProofError, match="does not end with a conclusion"):
            check(to_text(theorem))


def concluded(theorem, example):
    statement = theorem.statement
    return kernel.conclude(
        statement, kernel.entailed(statement.hypotheses, (), Advisor.new()), theorem, example
    )


READ_BACK_WITH_THE_CLAIMS = {"entailed", "reindex", "reflexive", "divide_free", "assume"} | {
    "define",
    "conclude",
    "given",
    "any_ring",
}


def test_every_rule_is_read_back():
    advise, (i, j, k, _, *bound) = Advisor.new(), indices("ijkr")
    I, J, K, R = bound
    yes, no = at_least(n_, 5), at_least(4, n_)
    turned = reversal()
    row = Sum((I,), run(i, n_), (Atom("x", (i,)),))
    theorems = [
        kernel.symmetric(turned),
        kernel.transitive(turned, kernel.symmetric(turned)),
        kernel.add((turned, kernel.symmetric(turned))),
        kernel.cases(yes, kernel.assume(turned, (yes,)), kernel.assume(turned, (no,))),
        kernel.arrange(turned, turned.statement.left, turned.statement.right),
        kernel.times(turned, (Sum(atoms=(Atom("y", (k,)),)),)),
        kernel.sum_over(kernel.assume(turned, run(k, s_)), (K,), run(k, s_)),
        kernel.instantiate(turned, {only(n_): s_ + 1}, advise),
        kernel.split((), row, at_least(i, 2)),
        kernel.count((), Sum((I, J), (*run(i, n_), *run(j, s_)), (), 3), J, 0, s_ - 1, advise),
        kernel.divide((), row, K, R, i, s_, advise),
        kernel.ring((), (row, row), (Sum((I,), run(i, n_), row.atoms, 2),), advise),
        kernel.axes(concluded(turned, {"n": 1})),
    ]
    assert {theorem.rule for theorem in theorems} >= set(RULES) - READ_BACK_WITH_THE_CLAIMS
    for theorem in theorems:
        claim = theorem if theorem.rule == "axes" else concluded(theorem, {"n": 2, "s": 2})
        again = check(to_text(claim))
        assert again.statement.every_axis is (theorem.rule == "axes")
        assert states(again, claim.statement)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"rule": "believe"}, "believe is no rule"),
        ({"rule": "__class__"}, "__class__ is no rule"),
        ({"rule": ["add"]}, r"\['add'\] is no rule"),
        ({"arguments": []}, r"\[\] is no list of arguments of entailed"),
        ({"arguments": [[], []]}, r"\[\[\], \[\]\] is no list of arguments of entailed"),
        ({"premises": [0]}, "IndexError"),
        ({"premises": [-1]}, "-1 is not the number of a step"),
        ({"maps": [[]]}, r"\[\[\]\] is no list of maps of entailed"),
        ({"rule": "symmetric", "arguments": []}, r"\[\] is no list of premises of symmetric"),
        ({"rule": "reindex"}, "malformed"),
    ],
)
def test_a_step_that_no_rule_can_take_is_refused(small, changes, reason):
    data = json.loads(small)
    data["steps"][0] |= changes
    data["sha256"] = checksum(data)
    with pytest.raises(ProofError, match=reason):
        check(json.dumps(data))


def small_certificate(hypotheses, goals, advise, example):
    statement = Statement(hypotheses, goals)
    return to_text(
        kernel.conclude(statement, kernel.entailed(hypotheses, goals, advise), None, example)
    )


@pytest.fixture(scope="module")
def small():
    return small_certificate((), (at_least(2 * letter("n"), 1),), Advisor.new(), {"n": 1})


def test_a_query_asks_whether_the_goal_can_fail(small):
    goal = at_least(2 * letter("n"), 1)
    (obligation,) = json.loads(small)["obligations"]
    assert obligation["query"] == smtlib((fact(at_least(letter("n"), 1)), negation(goal)))


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ('"format": 1', '"format": true', "format differs"),
        ('"format": 1', '"format": 1.0', "format differs"),
        ('"every_axis":false', '"every_axis":0', "statement differs"),
        (
            '"statement": {"every_axis":false,"goals":[[">=",[[-1',
            '"statement": {"every_axis":false,"goals":[[">=",[[-1.0',
            "statement differs",
        ),
        ('"used"', '"why": null, "used"', "why differs"),
        ('"name": ""', '"name": 3', "not a certificate of format 1"),
        ('"n":1}', '"n":1.5}', "no integer"),
        ('"n":1}', '"n":true}', "no integer"),
        ('"n":1}', '"n":1,"m":NaN}', "no integer"),
        ('"n":1}', '"n":1,"m":"one"}', "no integer"),
        ('["letter","n",1]', '["floor",5,0]', "ZeroDivisionError"),
    ],
)
def test_what_python_takes_for_the_same_is_another_certificate(small, old, new, reason):
    assert old in small
    data = json.loads(small.replace(old, new))
    data["sha256"] = checksum(data)
    with pytest.raises(ProofError, match=reason):
        check(json.dumps(data))


def test_the_same_content_may_be_written_in_another_way(small):
    data = json.loads(small)
    assert check(json.dumps(data, indent=3)).example == {"n": 1}
    assert check(json.dumps(dict(reversed(data.items())))).example == {"n": 1}


def test_a_file_is_plain_ascii():
    theorem = kernel.conclude(Statement(()), kernel.entailed((), (), Advisor.new()), None, {})
    text = to_text(theorem, "Größe")
    assert text.isascii()
    assert json.loads(text)["name"] == "Größe"
    assert check(text).statement == theorem.statement


@pytest.mark.parametrize(
    ("old", "new", "name"),
    [
        ('"format": 1', '"format": 2,\n"format": 1', "format"),
        ('"n":1', '"n":2,"n":1', "n"),
    ],
)
def test_nothing_is_said_twice(small, old, new, name):
    """Python reads the last of two entries of one name, a person the first."""
    assert old in small
    with pytest.raises(ProofError, match=f"says twice what {name} is"):
        check(small.replace(old, new))


def test_numbers_too_long_to_print_are_refused():
    """The product of a hint is not needed for the goal, but is in the query of the certificate."""
    long = at_least(10**30 * letter("n"), 1)
    text = small_certificate(
        (long,), (long,), lambda *_: Evidence((long,), (Product(long, long),)), {"n": 1}
    )
    data = json.loads(text.replace(str(10**30), str(10**4000)))
    data["sha256"] = checksum(data)
    with pytest.raises(OverBudget, match="300 digits in a number"):
        check(json.dumps(data))
    with pytest.raises(ProofError, match="malformed: ValueError"):
        check(json.dumps(data), Budget(digits=10_000))


@pytest.mark.parametrize("sign", ["", "-"])
def test_a_number_is_measured_before_it_is_read(sign):
    for digits, reason in ((300, "not a certificate"), (301, "300 digits in a number")):
        with pytest.raises(ProofError, match=reason):
            check(f'{{"format": {sign}{"9" * digits}}}')
