"""``prove``: what a user types is proved for all sizes, refuted by the smallest counterexample, or left undecided."""

import pytest
from sympy import Symbol, ceiling, floor

from symconv import (
    AtMost,
    Conv,
    ConvTranspose,
    Divides,
    Equal,
    crop,
    flip,
    inner,
    ones,
    sizes,
    stretch,
    tensor,
    total,
)
from symconv.errors import GeometryError, Refuted, ShapeError, Undecided
from symconv.language.terms import Letter
from symconv.proof import prove, refute
from symconv.proof.kernel import Theorem
from symconv.proof.question import read
from symconv.proof.refute import settings

I, k, k1, k2, s, s1, s2, d, n, m = sizes("I k k1 k2 s s1 s2 d n m")
p, a = sizes("p a", minimum=0)
x, w, z, u, v = tensor("x", I), tensor("w", k), tensor("z", n), tensor("u", k1), tensor("v", k2)
up = ConvTranspose(k, stride=s, padding=p, output_padding=a, dilation=d)
down = Conv(k, stride=s, padding=p, dilation=d)
y = tensor("y", down.output_size(n))
first, second = ConvTranspose(k1, stride=s1), ConvTranspose(k2, stride=s2)
both = ConvTranspose(s2 * (k1 - 1) + k2, stride=s1 * s2)
cropping = ConvTranspose(k1, stride=s1, padding=1)
cropped = ConvTranspose(s2 * (k1 - 1) + k2, stride=s1 * s2, padding=s2)


def levels(theorem):
    found = {obligation.level for obligation in theorem.obligations}
    return found.union(*map(levels, theorem.premises))


TRUE = {
    **{f"method {m}": Equal(up(x, w), up(x, w, method=m)) for m in ConvTranspose.methods[1:]},
    "adjoint": Equal(inner(down(z, w), y), inner(z, down.adjoint(n)(y, w))),
    "composition": Equal(second(first(x, u), v), both(x, second(u, v))),
    "two flips": Equal(flip(flip(x)), x),
    "two stretches": Equal(stretch(stretch(x, s1), s2), stretch(x, s1 * s2)),
    "two crops": Equal(crop(crop(x, p, 0), a, 0), crop(x, p + a, 0)),
    "exchange": Equal(
        ConvTranspose(k, stride=s, dilation=d)(x, w), ConvTranspose(I, stride=d, dilation=s)(w, x)
    ),
    "mass": Equal(total(ConvTranspose(k, stride=s)(x, w)), total(x) * total(w)),
    "number of products": Equal(total(ConvTranspose(k, stride=s)(ones(I), ones(k))), I * k),
    "linear": Equal(down(z, 2 * w), 2 * down(z, w)),
    "scalar": Equal(inner(x, x) - inner(x, x), 0),
    "letters and numbers": Equal(
        ConvTranspose(3, stride=2)(x, tensor("w", 3)),
        ConvTranspose(3, stride=2)(x, tensor("w", 3), method="polyphase"),
    ),
    "rounding": AtMost(floor(n / s) * s, n),
    "rounding up": AtMost(n, ceiling(n / s) * s),
    "halves": Equal(floor(floor(n / 2) / s), floor(n / (2 * s))),
    "multiple": Divides(s, s * n),
    "square": AtMost(2 * n, n * n + 1),
}


@pytest.mark.parametrize("name", TRUE)
def test_a_true_claim_is_proved_by_linear_means(name):
    theorem = prove(TRUE[name])
    assert isinstance(theorem, Theorem)
    assert levels(theorem) <= {"ring", "linear", "hints"}


def test_a_claim_in_two_axes_is_proved():
    sizes_of = {name: sizes(f"{name}a {name}b") for name in ("I", "f", "g", "s", "t")}
    square, one, two = (
        tensor(name, sizes_of[size]) for name, size in (("x", "I"), ("u", "f"), ("v", "g"))
    )
    layer1 = ConvTranspose(sizes_of["f"], stride=sizes_of["s"])
    layer2 = ConvTranspose(sizes_of["g"], stride=sizes_of["t"])
    kernel_size = tuple(
        t * (f - 1) + g for t, f, g in zip(sizes_of["t"], sizes_of["f"], sizes_of["g"], strict=True)
    )
    stride = tuple(map(lambda a, b: a * b, sizes_of["s"], sizes_of["t"]))
    together = ConvTranspose(kernel_size, stride=stride)
    assert (
        prove(
            Equal(layer2(layer1(square, one), two), together(square, layer2(one, two)))
        ).hypotheses
        is not None
    )


def test_a_theorem_says_what_it_used_and_shows_a_setting():
    theorem = prove(Equal(second(cropping(x, u), v), second(cropping(x, u), v)), [AtMost(3, n)])
    assert theorem.example["n"] == 3
    assert set(theorem.used) <= set(theorem.hypotheses)
    (bound,) = prove(AtMost(4, n * 2), [AtMost(2, n), AtMost(s, 3)]).used
    assert bound.left == theorem.hypotheses[-1].left + 1


def test_composition_with_inner_padding_is_refuted_by_the_smallest_counterexample():
    with pytest.raises(Refuted, match=r"cell 0 is u2\*v1\*x1 on the left") as caught:
        prove(Equal(second(cropping(x, u), v), cropped(x, second(u, v))))
    assert caught.value.counterexample == {I: 1, k1: 3, k2: 2, s1: 1, s2: 1}
    x1, u1, u2, v1, v2 = map(Symbol, ("x1", "u1", "u2", "v1", "v2"))
    assert (caught.value.cell, caught.value.left, caught.value.right) == (
        (0,),
        x1 * u2 * v1,
        x1 * u1 * v2 + x1 * u2 * v1,
    )


def test_composition_with_inner_padding_is_proved_on_the_inner_cells():
    border = k2 - s2
    cut = [crop(t, border, border) for t in (second(cropping(x, u), v), cropped(x, second(u, v)))]
    assert prove(Equal(*cut), [AtMost(s2, k2)]).statement.right


FALSE = {
    "the same parameters restore the size": (
        Equal(
            ConvTranspose(k, stride=s, padding=p).output_size(
                Conv(k, stride=s, padding=p).output_size(n)
            ),
            n,
        ),
        (),
        {k: 1, n: 2, p: 0, s: 2},
        (),
    ),
    "the convolution restores the size": (
        Equal(
            Conv(k, stride=s, dilation=2).output_size(
                ConvTranspose(k, stride=s, dilation=2, output_padding=a).output_size(I)
            ),
            I,
        ),
        (),
        {I: 1, a: 1, k: 1, s: 1},
        (),
    ),
    "zero insertion without turning the kernel": (
        Equal(ConvTranspose(k, stride=s)(x, w), Conv(k, padding=k - 1)(stretch(x, s), w)),
        (),
        {I: 1, k: 2, s: 1},
        (0,),
    ),
    "zero insertion with too small a pad": (
        Equal(
            ConvTranspose(k, stride=s, padding=p)(x, w),
            Conv(k, padding=k - p)(stretch(x, s), flip(w)),
        ),
        (),
        {I: 1, k: 1, p: 0, s: 1},
        None,
    ),
    "evenly painted": (
        Equal(ConvTranspose(s * m, stride=s)(ones(I), ones(s * m)), m * ones(s * (I - 1 + m))),
        (),
        {I: 1, m: 2, s: 1},
        (0,),
    ),
    "divides": (Divides(s, n), (), {n: 1, s: 2}, ()),
    "at most": (AtMost(n, s), (AtMost(s, 3),), {n: 2, s: 1}, ()),
}


@pytest.mark.parametrize("name", FALSE)
def test_a_false_claim_is_refuted_by_its_smallest_counterexample(name):
    claim, given, counterexample, cell = FALSE[name]
    with pytest.raises(Refuted) as caught:
        prove(claim, given)
    assert caught.value.counterexample == counterexample
    assert caught.value.cell == cell
    values = {
        letter: number
        for letter, number in counterexample.items()
        if letter in claim_symbols(claim)
    }
    assert not claim.at(values)


def claim_symbols(claim):
    return {
        Symbol(
            letter.name,
            integer=True,
            **({"positive": True} if letter.minimum else {"nonnegative": True}),
        )
        for letter in claim.letters
    }


def test_settings_come_by_sum_then_by_name():
    letters = (Letter("b", 1), Letter("B", 0), Letter("a", 1))
    found = [
        tuple(setting[letter] for letter in (letters[1], letters[2], letters[0]))
        for setting, _ in zip(settings(letters), range(5), strict=False)
    ]
    assert found == [(0, 1, 1), (0, 1, 2), (0, 2, 1), (1, 1, 1), (0, 1, 3)]
    assert list(settings(())) == [{}]


def test_a_false_claim_beyond_the_bound_is_undecided_and_says_how_far_it_looked(monkeypatch):
    monkeypatch.setattr(refute, "CANDIDATES", 100)
    with pytest.raises(
        Undecided,
        match=r"no counterexample among 100 legal settings, all whose sizes add up to less than",
    ):
        prove(AtMost(n * n, 10**7))


def test_a_vacuous_claim_is_no_theorem():
    with pytest.raises(GeometryError, match="no setting is legal"):
        prove(AtMost(n, 5), [AtMost(n, 3), AtMost(4, n)])
    with pytest.raises(GeometryError, match="no setting is legal"):
        prove(AtMost(n, 5), [Equal(2 * n, 2 * s + 1)])


def test_a_far_legal_setting_is_found():
    assert (
        prove(
            AtMost(900, n + s), [Equal(n, 1000 + p), Equal(s, 1000 + 2 * p), AtMost(500, p)]
        ).example["n"]
        >= 1500
    )


def test_operands_that_do_not_fit_are_named_with_a_setting():
    with pytest.raises(ShapeError, match=r"at .*I=1.*n=2"):
        prove(Equal(x + z, z))
    with pytest.raises(ShapeError):
        prove(Equal(inner(first(x, u), z), 0))
    assert prove(Equal(x + z, z + x), [Equal(I, n)]).used


@pytest.mark.parametrize(
    ("claim", "given"),
    [
        (n >= 1, ()),
        (True, ()),
        (AtMost(1, n), [n >= 2]),
        (AtMost(1, n), [True]),
    ],
)
def test_what_is_no_claim_is_refused(claim, given):
    with pytest.raises(GeometryError):
        prove(claim, given)


def test_two_letters_of_one_name_are_refused():
    with pytest.raises(GeometryError):
        prove(AtMost(1, n), [AtMost(sizes("n", minimum=0), 3)])


def test_a_known_claim_is_proved_too():
    assert prove(Equal(ConvTranspose(2)([1, 2], [3, 4]), [3, 10, 8])).statement.hypotheses == ()
    with pytest.raises(Refuted) as caught:
        prove(Equal(ConvTranspose(2)([1, 2], [3, 4]), [3, 11, 8]))
    assert (caught.value.counterexample, caught.value.cell) == ({}, (1,))


def test_floor_sizes_are_defined_not_assumed():
    question = read(AtMost(floor(floor(n / 2) / s), n), ())
    assert len(question.quotients) == 2
    assert question.statement.hypotheses == ()
    assert prove(question.claim).hypotheses == ()
