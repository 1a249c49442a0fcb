"""What `prove` may be told: over which rings, with how much patience, and who judges."""

import json

import numpy as np
import pytest
from sympy import Symbol
from thorough import full_check, needs

from symconv import AtMost, Conv, ConvTranspose, Equal, flip, inner, prove, sizes, tensor, total
from symconv.errors import GeometryError, ProofError, Refuted, Undecided
from symconv.proof import kernel
from symconv.proof.certificates.certificate import check, checksum, to_text
from symconv.proof.claim_reader import check_in_words
from symconv.proof.coq.coqc import compile_coq
from symconv.proof.coq.source_file import OVER_ANY_RING, coq_source
from symconv.symbolic.tensors import as_scalar

I, k, l, s, n = sizes("I k l s n")
x, y, w, v = tensor("x", I), tensor("y", I), tensor("w", k), tensor("v", l)
up = ConvTranspose(k, stride=s)

ANY = [
    Equal(up(x, w), up(x, w, method="zero-insertion")),
    Equal(up(x, w), up(x, w, method="polyphase")),
    Equal(up(x + y, w), up(x, w) + up(y, w)),
    Equal(
        ConvTranspose(l)(ConvTranspose(k)(x, w), v),
        ConvTranspose(k + l - 1)(x, ConvTranspose(l)(w, v)),
    ),
    Equal(total(up(x, w)), total(x) * total(w)),
]
COMMUTATIVE = [
    (Equal(inner(x, y), inner(y, x)), "x1*y1", "y1*x1"),
    (Equal(ConvTranspose(k)(x, w), ConvTranspose(I)(w, x)), "x1*w1", "w1*x1"),
    (
        Equal(
            inner(up(x, w), tensor("u", s * (I - 1) + k)),
            inner(x, Conv(k, stride=s)(tensor("u", s * (I - 1) + k), w)),
        ),
        "x1*w1*u1",
        "x1*u1*w1",
    ),
]


@pytest.mark.parametrize("claim", ANY)
def test_what_exchanges_no_factors_holds_over_every_ring(claim):
    theorem = prove(claim, ring="any")
    assert theorem.rule == "any_ring"
    assert repr(theorem).endswith(", over every ring")
    assert "over any ring, commutative or not" in theorem.text()
    assert check_in_words(to_text(theorem)).rule == "any_ring"


@pytest.mark.parametrize(("claim", "left", "right"), COMMUTATIVE)
def test_what_exchanges_them_is_refuted_over_every_ring_and_proved_over_commutative_ones(
    claim, left, right
):
    with pytest.raises(Refuted, match="needs a commutative ring") as caught:
        prove(claim, ring="any")
    assert (str(caught.value.left), str(caught.value.right)) == (left, right)
    theorem = prove(claim)
    assert "over any commutative ring" in theorem.text()
    with pytest.raises(ProofError, match="factors are exchanged"):
        kernel.any_ring(theorem)


@pytest.mark.parametrize("factor", [Symbol("c"), total(v), Symbol("c") * Symbol("d") ** 2])
def test_a_factor_stands_on_the_side_where_it_is_written(factor):
    for left, right in [
        (up(factor * x, w), factor * up(x, w)),
        (up(x, w * factor), up(x, w) * factor),
        (total(factor * x), factor * total(x)),
    ]:
        theorem = prove(Equal(left, right), ring="any")
        assert check_in_words(to_text(theorem)).rule == "any_ring"
    for left, right in [
        (factor * x, x * factor),
        (up(x, factor * w), factor * up(x, w)),
        (up(x, factor * w), up(factor * x, w)),
        (factor * total(x), total(x) * factor),
    ]:
        with pytest.raises(Refuted, match="needs a commutative ring"):
            prove(Equal(left, right), ring="any")


def test_a_product_of_sympy_is_read_in_the_order_in_which_it_is_printed():
    a, b, c = (Symbol(name) for name in ("x1", "b", "x10"))
    written = b**2 * a * c**2
    assert str(written) == "b**2*x1*x10**2"
    parts = (b, b, a, c, c)
    (term,) = as_scalar(written).cell().expression
    assert [atom.tensor for atom in term.atoms] == [part.name for part in parts]


def test_cells_that_are_matrices_obey_it():
    rng = np.random.default_rng(1)
    cells = (
        rng.integers(-3, 4, (3, 2, 2)),
        rng.integers(-3, 4, (2, 2, 2)),
        rng.integers(-3, 4, (2, 2, 2)),
    )

    def full(one, other):
        out = np.zeros((len(one) + len(other) - 1, 2, 2), int)
        for i, a in enumerate(one):
            for t, b in enumerate(other):
                out[i + t] += a @ b
        return out

    a, b, c = cells
    assert (full(full(a, b), c) == full(a, full(b, c))).all()
    assert (full(a, b) != full(b, a)).any()


def test_a_theorem_on_every_axis_is_not_lifted_twice():
    theorem = kernel.axes(prove(ANY[0]))
    with pytest.raises(ProofError, match="about every axis"):
        kernel.any_ring(theorem)


def test_a_certificate_over_every_ring_is_not_believed_where_factors_are_exchanged():
    text = to_text(prove(COMMUTATIVE[0][0]))
    assert check(text).rule == "conclude"
    data = json.loads(text)
    last = len(data["steps"]) - 1
    step = {
        **data["steps"][-1],
        "rule": "any_ring",
        "premises": [last],
        "arguments": [],
        "hints": [],
    }
    data["steps"].append(step)
    with pytest.raises(ProofError, match="factors are exchanged"):
        check(json.dumps({**data, "sha256": checksum(data)}))


@full_check
@needs("coqc")
def test_coq_may_join():
    theorem = prove(Equal(flip(flip(x)), x), judges=("z3", "cvc5", "coq"))
    assert theorem.rule == "conclude"


@full_check
@needs("coqc")
def test_coq_replays_over_any_ring_and_does_not_exchange_factors():
    claim = Equal(total(up(2 * x, w)), 2 * (total(x) * total(w)))
    theorem = prove(claim, ring="any", judges=("coq", "z3", "cvc5"))
    text = coq_source(theorem, "claim")
    assert "any_ring_theory" in text
    assert "Add Ring" not in text
    exchanged = "Goal forall a b, a [*] b = b [*] a. Proof. intros. Fail any_ring. Abort."
    whole = "Goal forall z a b, a [*] (of_Z z [*] b) = of_Z z [*] (a [*] b). Proof. intros. any_ring. Qed."
    end = "End Ring.\nPrint Assumptions of_Z_out.\n"
    assert compile_coq("\n".join([OVER_ANY_RING, exchanged, whole, end])).proved


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"ring": "field"}, "ring is 'field', but 'commutative' or 'any' is needed"),
        ({"judges": ("z3",)}, r"judges is \('z3',\), but 'z3' and 'cvc5'"),
        ({"judges": "z3"}, "judges is 'z3'"),
        ({"judges": ("z3", "cvc5", "lean")}, "perhaps 'coq' are needed"),
        ({"patience": 0}, "patience is 0, but a positive number is needed"),
        ({"patience": "5"}, "patience is '5'"),
        ({"patience": float("inf")}, "patience is inf"),
    ],
)
def test_other_arguments_are_refused(arguments, message):
    with pytest.raises(GeometryError, match=message):
        prove(AtMost(1, n), **arguments)


@full_check
def test_undecided_says_what_was_tried_what_stayed_open_and_what_helps():
    claim = Equal(up(x, w) + up(y, w), up(x, w) + up(flip(y), w) + up(y, flip(w)))
    with pytest.raises(Refuted):
        prove(claim)
    with pytest.raises(Undecided) as caught:
        prove(
            Equal(
                up(up.adjoint()(up(x, w), w), w),
                up(up.adjoint()(up(x, w), w), w, method="polyphase"),
            ),
            patience=0.001,
        )
    text = str(caught.value)
    assert "not proved" in text
    assert "patience= allows more" in text
    assert "what may help" in text or "may help" in text


@full_check
def test_a_proof_is_the_same_each_time():
    one, other = (prove(ANY[3], ring="any").certificate() for _ in range(2))
    assert one == other


def test_the_ring_that_a_certificate_names_is_checked():
    over_any, commutative = prove(ANY[2], ring="any"), prove(COMMUTATIVE[0][0])
    assert json.loads(to_text(over_any))["ring"] == "any"
    assert "ring" not in json.loads(to_text(commutative))
    for theorem, ring in [(over_any, None), (over_any, "commutative"), (commutative, "any")]:
        data = {**json.loads(to_text(theorem)), "ring": ring}
        if ring is None:
            del data["ring"]
        with pytest.raises(ProofError, match="ring differs"):
            check_in_words(json.dumps({**data, "sha256": checksum(data)}))
