"""Claims that a user would type and that stand in no library: proved from the claim alone, or refused for a reason."""

from functools import cache, partial

import pytest
from sympy import Symbol
from thorough import full_check, part

from symconv import (
    AtMost,
    Conv,
    ConvTranspose,
    Divides,
    Equal,
    crop,
    flip,
    inner,
    latex,
    ones,
    prove,
    sizes,
    stretch,
    subsample,
    tensor,
    theorems,
    total,
)
from symconv.errors import GeometryError, Refuted, ShapeError, Undecided
from symconv.proof.certificates.certificate import check, states, to_text
from symconv.proof.kernel import Theorem
from symconv.proof.question import read
from symconv.proof.theorem_words import claimed
from symconv.proof.trusted.encoding import canonical

I, J, L, k, k1, k2, k3, s, d, n, c, m = sizes("I J L k k1 k2 k3 s d n c m")
p, b = sizes("p b", minimum=0)
x, w, u, v = tensor("x", I), tensor("w", k), tensor("u", k1), tensor("v", k2)
image, volume = tensor("x", (I, J)), tensor("x", (I, J, L))
rgb, more, taps = tensor("x", (3, I)), tensor("y", (3, I)), tensor("w", (3, c, k))
up = ConvTranspose(k, stride=2, channels=(3, c))
depthwise = ConvTranspose(3, stride=2, groups=c, channels=(c, c))
maps, small = tensor("x", (c, I)), tensor("w", (c, 1, 3))
alone = ConvTranspose(3, stride=2, channels=(1, 1))
doubling, four = ConvTranspose((4, 4), stride=2, padding=1), tensor("w", (4, 4))
pair, other = tensor("u", 2), tensor("v", 2)
cube = ConvTranspose((k1, k2, k3), stride=2)
along = ConvTranspose((1, k), stride=(1, s))
row = tensor("w", (1, k))
even = tensor("x", 2 * n)
mean, detail = [1, 1], [1, -1]
low, high = Conv(2, stride=2)(even, mean), Conv(2, stride=2)(even, detail)
halves, nine = ConvTranspose(2, stride=2), ConvTranspose((3, 3), stride=2)
step, inside = Conv(2), [AtMost(2, I), AtMost(2, J)]

thirds = tensor("x", 3 * n)


def bank(weights):
    """Return three channels of stride 3 and back again, weighted: rows of an orthogonal matrix."""
    rows = ([1, 1, 1], [1, 0, -1], [1, -2, 1])
    down, back = Conv(3, stride=3), ConvTranspose(3, stride=3)
    first, *others = (
        a * back(down(thirds, row), row) for a, row in zip(weights, rows, strict=True)
    )
    return sum(others, start=first)


def energy(weights):
    """Return the weighted sum of the squares of three channels."""
    channels = [Conv(3, stride=3)(thirds, row) for row in ([1, 1, 1], [1, 0, -1], [1, -2, 1])]
    first, *others = (a * inner(y, y) for a, y in zip(weights, channels, strict=True))
    return sum(others, start=first)


fourths = tensor("x", 4 * n)
mean_of, detail_of = (partial(Conv(2, stride=2), w=row) for row in ([1, 1], [1, -1]))
from_means, from_details = (partial(halves, w=row) for row in ([1, 1], [1, -1]))

TRUE = {
    "differences add up to the two ends": (
        Equal(total(step(x, [-1, 1])), total(crop(x, I - 1, 0)) - total(crop(x, 0, I - 1))),
        inside[:1],
    ),
    "a strided convolution is one without stride, subsampled": (
        Equal(Conv(k, stride=s, dilation=d)(x, w), subsample(Conv(k, dilation=d)(x, w), s)),
        (),
    ),
    "turning input and kernel turns the output": (
        Equal(
            flip(ConvTranspose(k, stride=s, dilation=d)(x, w)),
            ConvTranspose(k, stride=s, dilation=d)(flip(x), flip(w)),
        ),
        (),
    ),
    "layers of stride 1 can change places": (
        Equal(
            ConvTranspose(k2)(ConvTranspose(k1)(x, u), v),
            ConvTranspose(k1)(ConvTranspose(k2)(x, v), u),
        ),
        (),
    ),
    "padding of a convolution is cropping by less than nothing": (
        Equal(Conv(k, padding=[(p, b)])(x, w), Conv(k)(crop(x, -p, -b), w)),
        (),
    ),
    "stretching and subsampling give the input back": (Equal(subsample(stretch(x, s), s), x), ()),
    "two short convolutions are one": (
        Equal(Conv(2)(Conv(2)(x, pair), other), Conv(3)(x, ConvTranspose(2)(pair, other))),
        (),
    ),
    "pooling by two twice is pooling by four": (
        Equal(
            Conv(2, stride=2).output_size(Conv(2, stride=2).output_size(n)),
            Conv(4, stride=4).output_size(n),
        ),
        (),
    ),
    "down and up again is never larger": (
        AtMost(ConvTranspose(2, stride=2).output_size(Conv(2, stride=2).output_size(n)), n),
        (),
    ),
    "the doubling layer of image generators is the full one, cropped": (
        Equal(doubling(image, four), crop(ConvTranspose((4, 4), stride=2)(image, four), 1, 1)),
        (),
    ),
    "mass is kept in three axes": (
        Equal(
            total(cube(volume, tensor("w", (k1, k2, k3)))),
            total(volume) * total(tensor("w", (k1, k2, k3))),
        ),
        (),
    ),
    "a layer along the rows leaves the rows apart": (
        Equal(crop(along(image, row), (p, 0), (0, 0)), along(crop(image, (p, 0), (0, 0)), row)),
        (AtMost(p + 1, I),),
    ),
    "sums of colour images": (Equal(up(rgb + more, taps), up(rgb, taps) + up(more, taps)), ()),
    "four taps at stride two are even on all cells inside": (
        Equal(crop(ConvTranspose(4, stride=2)(ones(I), ones(4)), 2, 2), 2 * ones(2 * I - 2)),
        (),
    ),
    "the weights of linear interpolation by two sum to one": (
        Equal(crop(ConvTranspose(3, stride=2)(ones(I), [1, 2, 1]), 1, 1), 2 * ones(2 * I - 1)),
        (),
    ),
    "the weights of bilinear upsampling by two sum to one": (
        Equal(crop(ConvTranspose(4, stride=2)(ones(I), [1, 3, 3, 1]), 2, 2), 4 * ones(2 * I - 2)),
        (),
    ),
    "nearest neighbour keeps the mass, times the stride": (
        Equal(total(ConvTranspose(s, stride=s)(x, ones(s))), s * total(x)),
        (),
    ),
    "up by copies and back by sums": (
        Equal(Conv(s, stride=s)(ConvTranspose(s, stride=s)(x, ones(s)), ones(s)), s * x),
        (),
    ),
    "the sum is that of the even cells and that of the odd ones": (
        Equal(total(x), total(subsample(x, 2)) + total(subsample(x, 2, 1))),
        (AtMost(2, I),),
    ),
    "a layer on two parts of the input": (
        Equal(
            ConvTranspose(k, stride=s)(x, w),
            crop(ConvTranspose(k, stride=s)(crop(x, 0, I - m), w), 0, -s * (I - m))
            + crop(ConvTranspose(k, stride=s)(crop(x, m, 0), w), -s * m, 0),
        ),
        (AtMost(m, I - 1),),
    ),
    "pixel shuffle of a known kernel in two axes": (
        Equal(
            subsample(ConvTranspose((4, 4), stride=2)(image, four), 2, (0, 1)),
            ConvTranspose((2, 2))(image, subsample(four, 2, (0, 1))),
        ),
        (),
    ),
    "the adjoint of a usual layer in two axes": (
        Equal(
            inner(
                Conv((3, 3), stride=2, padding=1)(tensor("x", (2 * n, 2 * m)), tensor("w", (3, 3))),
                tensor("y", (n, m)),
            ),
            inner(
                tensor("x", (2 * n, 2 * m)),
                ConvTranspose((3, 3), stride=2, padding=1, output_padding=1)(
                    tensor("y", (n, m)), tensor("w", (3, 3))
                ),
            ),
        ),
        (),
    ),
    "the adjoint at stride three": (
        Equal(
            inner(
                Conv(k, stride=3, dilation=d)(tensor("x", n), w),
                tensor("y", Conv(k, stride=3, dilation=d).output_size(n)),
            ),
            inner(
                tensor("x", n),
                Conv(k, stride=3, dilation=d).adjoint(n)(
                    tensor("y", Conv(k, stride=3, dilation=d).output_size(n)), w
                ),
            ),
        ),
        (),
    ),
    "pooling twice is pooling once": (
        Equal(
            Conv(n, stride=n)(Conv(m, stride=m)(x, ones(m)), ones(n)),
            Conv(n * m, stride=n * m)(x, ones(n * m)),
        ),
        (AtMost(n * m, I),),
    ),
    "nearest neighbour twice is nearest neighbour once": (
        Equal(
            ConvTranspose(n, stride=n)(ConvTranspose(m, stride=m)(x, ones(m)), ones(n)),
            ConvTranspose(n * m, stride=n * m)(x, ones(n * m)),
        ),
        (),
    ),
    "what pooling adds up to, if it leaves nothing over": (
        Equal(total(Conv(s, stride=s)(tensor("x", s * n), ones(s))), total(tensor("x", s * n))),
        (),
    ),
    "two averages of two are one of three, weighted": (
        Equal(Conv(2)(Conv(2)(x, [1, 1]), [1, 1]), Conv(3)(x, [1, 2, 1])),
        (),
    ),
    "neighbours share the cells that their copies overlap on": (
        Equal(inner(crop(ones(k), 0, -s), crop(ones(k), -s, 0)), k - s),
        (AtMost(s, k - 1),),
    ),
    "the last channel of a depthwise layer": (
        Equal(
            crop(depthwise(maps, small), (c - 1, 0), (0, 0)),
            alone(crop(maps, (c - 1, 0), (0, 0)), crop(small, (c - 1, 0, 0), (0, 0, 0))),
        ),
        (),
    ),
    "every inner pixel gets four of sixteen taps at stride two": (
        Equal(crop(doubling(ones((I, J)), ones((4, 4))), 1, 1), 4 * ones((2 * I - 2, 2 * J - 2))),
        inside,
    ),
    "pixels of odd row and even column get two of nine taps": (
        Equal(
            crop(subsample(nine(ones((I, J)), ones((3, 3))), 2, (1, 0)), (0, 1), (0, 1)),
            2 * ones((I, J - 1)),
        ),
        inside,
    ),
    "the weights of linear interpolation of images sum to one": (
        Equal(
            crop(nine(ones((I, J)), [[1, 2, 1], [2, 4, 2], [1, 2, 1]]), 1, 1),
            4 * ones((2 * I - 1, 2 * J - 1)),
        ),
        (),
    ),
    "means and details give the signal back": (
        Equal(halves(low, mean) + halves(high, detail), 2 * even),
        (),
    ),
    "means and details keep the energy": (
        Equal(inner(low, low) + inner(high, high), 2 * inner(even, even)),
        (),
    ),
    "a step and three binomial weights are four": (
        Equal(
            ConvTranspose(3)(ConvTranspose(2)(x, [1, 1]), [1, 2, 1]),
            ConvTranspose(4)(x, [1, 3, 3, 1]),
        ),
        (),
    ),
    "the sum of an image is that of its four phases": (
        Equal(
            total(image), sum(total(subsample(image, 2, (i, j))) for i in (0, 1) for j in (0, 1))
        ),
        inside,
    ),
    "a moving sum changes by what enters and what leaves": (
        Equal(step(Conv(k)(x, ones(k)), [-1, 1]), crop(x, k, 0) - crop(x, 0, k)),
        (AtMost(k + 1, I),),
    ),
    "a box of ones behind a difference keeps two copies": (
        Equal(
            ConvTranspose(k)(ConvTranspose(2)(x, [1, -1]), ones(k)), crop(x, 0, -k) - crop(x, -k, 0)
        ),
        (),
    ),
    "coprime numbers for stride and dilation are even inside": (
        Equal(
            crop(ConvTranspose(3, stride=3, dilation=2)(ones(I), ones(3)), 4, 4), ones(3 * I - 6)
        ),
        (AtMost(3, I),),
    ),
}

DEEPER = {
    "two levels of means and details give the signal back": (
        Equal(
            from_means(from_means(mean_of(mean_of(fourths))))
            + from_means(from_details(detail_of(mean_of(fourths))))
            + 2 * from_details(detail_of(fourths)),
            4 * fourths,
        ),
        (),
    ),
}

FARTHER = {
    "a bank of three channels, weighted, gives six times the signal back": (
        Equal(bank([2, 3, 1]), 6 * thirds),
        (),
    ),
    "a bank of three channels keeps the energy": (
        Equal(energy([2, 3, 1]), 6 * inner(thirds, thirds)),
        (),
    ),
    "two coprime divisors divide together": (
        Divides(s * d, n),
        (Divides(s, n), Divides(d, n), Equal(s * k, 1 + d * b)),
    ),
    "what divides a product and is coprime to one factor divides the other": (
        Divides(s, n),
        (Divides(s, d * n), Equal(s * k, 1 + d * b)),
    ),
    "stride one is given": (Equal(stretch(subsample(x, s), s), x), (Equal(s, 1),)),
}


@cache
def stated():
    """Return what the theorems of the library state, whatever their indices are numbered."""
    return [canonical(entry.statement._asdict()) for entry in theorems().values()]


def levels(theorem):
    found = {obligation.level for obligation in theorem.obligations}
    return found.union(*map(levels, theorem.premises))


@pytest.mark.parametrize("name", [*part(TRUE, few=9), *part(DEEPER, few=0)])
def test_it_is_proved_without_a_hint(name):
    claim, given = {**TRUE, **DEEPER}[name]
    theorem = prove(claim, given)
    assert isinstance(theorem, Theorem)
    assert levels(theorem) <= {"ring", "linear", "hints"}
    assert set(theorem.example) == {letter.name for letter in claim.letters}
    assert canonical(theorem.statement._asdict()) not in stated()


@full_check
@pytest.mark.parametrize("name", FARTHER)
def test_weights_are_collected_and_witnesses_found(name):
    claim, given = FARTHER[name]
    theorem = prove(claim, given)
    assert levels(theorem) <= {"ring", "linear", "hints"}
    assert states(check(to_text(theorem)), read(claim, given).statement)


def test_a_theorem_of_a_user_is_saved_checked_and_printed():
    claim, given = TRUE["turning input and kernel turns the output"]
    theorem = prove(claim, given)
    again = check(to_text(theorem))
    assert states(again, read(claim, given).statement)
    assert latex(claimed(again, claim, given)) == latex(theorem)
    assert "I, d, k, s \\ge 1" in latex(theorem)


@pytest.mark.parametrize(
    ("claim", "given", "smallest"),
    [
        (Equal(flip(x), x), (), {I: 2}),
        (Equal(stretch(subsample(x, s), s), x), (), {I: 2, s: 2}),
        (
            AtMost(n, ConvTranspose(2, stride=2).output_size(Conv(2, stride=2).output_size(n))),
            (AtMost(2, n),),
            {n: 3},
        ),
        (Equal(up(rgb, taps), up(rgb, -taps)), (), {I: 1, c: 1, k: 1}),
        (Equal(bank([2, 3, 2]), 6 * thirds), (), {n: 1}),
        (Equal(energy([2, 2, 1]), 6 * inner(thirds, thirds)), (), {n: 1}),
        (Divides(s * d, n), (Divides(s, n), Divides(d, n)), {d: 2, n: 2, s: 2}),
        (Divides(s, n), (Divides(s, d * n),), {d: 2, n: 1, s: 2}),
        (Equal(stretch(subsample(x, s), s), x), (Equal(s, 2),), {I: 2, s: 2}),
    ],
)
def test_a_near_miss_is_refuted(claim, given, smallest):
    with pytest.raises(Refuted) as caught:
        prove(claim, given)
    assert caught.value.counterexample == smallest
    assert caught.value.left != caught.value.right


def test_what_is_given_is_needed_and_reported():
    claim = Divides(2 * s, n)
    with pytest.raises(Refuted):
        prove(claim)
    theorem = prove(claim, [Divides(s, m), Equal(n, 2 * m)])
    assert {str(h.left) for h in theorem.used} >= {"-2*m + n", "s - 1"}
    assert theorem.example["n"] == 2 * theorem.example["m"]


def test_operands_that_do_not_always_fit_are_named_with_a_setting():
    with pytest.raises(ShapeError, match=r"I=1, k=2"):
        prove(Equal(x + tensor("y", k), tensor("y", k) + x))
    with pytest.raises(ShapeError, match=r"I=2, k=1"):
        prove(Equal(Conv(2)(x + tensor("y", k), pair), ones(I - 1)), [AtMost(2, I)])
    with pytest.raises(ShapeError, match=r"I=1, k=2"):
        prove(Equal(inner(ConvTranspose(k)(x, w), stretch(x, 2)), 0))


def test_a_claim_about_no_setting_at_all_is_no_theorem():
    with pytest.raises(GeometryError, match="no setting is legal"):
        prove(Equal(ConvTranspose(k, stride=s, padding=p)(x, w), x), [Equal(2 * p, k + s * I)])
    with pytest.raises(GeometryError, match="no setting is legal"):
        prove(AtMost(1, n), [AtMost(n, 2), AtMost(3, n)])
    with pytest.raises(GeometryError, match=r"drop or relax one of: 0 <= -n; 0 = s - 2$"):
        prove(AtMost(1, n), [AtMost(n, 0), Equal(s, 2)])


@pytest.mark.parametrize("claim", [n >= 1, (n >= 1) & (s >= 1), Symbol("t") > 0, True, n])
def test_what_sympy_has_already_evaluated_is_refused(claim):
    with pytest.raises(GeometryError, match="Equal, AtMost, Divides or Iff"):
        prove(claim)


@pytest.mark.parametrize("given", [AtMost(n, 2), None, n, 3, True], ids=repr)
def test_what_is_given_is_a_list(given):
    with pytest.raises(GeometryError) as caught:
        prove(AtMost(n, 2), given)
    assert str(caught.value) == (
        f"given is {given!r} ({type(given).__name__}), but a list of claims is needed, as in [AtMost(k, I)]"
    )


@pytest.mark.parametrize("maps", [None, 3, len], ids=repr)
def test_maps_are_pairs_in_a_list(maps):
    with pytest.raises(GeometryError, match="but pairs of functions are needed"):
        prove(AtMost(1, n), maps=maps)


def test_a_number_too_long_to_be_printed_is_no_claim():
    with pytest.raises(
        GeometryError, match=r"^the claim is <int of too many digits> \(int\), but Equal"
    ):
        prove(10**5000)


def test_what_is_not_found_is_undecided_and_never_a_theorem():
    cubes = Equal(n * n * n + s * s * s - d * d * d, 0)
    with pytest.raises(Refuted):
        prove(cubes)
    with pytest.raises(Undecided) as caught:
        prove(Divides(6, n * (n + 1) * (n + 2)))
    assert "no counterexample among" in str(caught.value)
    assert "was not found to follow" in str(caught.value)


# ---- one name, one thing


def test_the_symbol_of_a_cell_and_the_cell_of_a_tensor_are_one_thing():
    statement = TRUE["two short convolutions are one"][0].statement()
    assert {atom.tensor for term in statement.left + statement.right for atom in term.atoms} == {
        "x",
        "u",
        "v",
    }


def test_a_symbol_spelled_like_a_cell_of_a_tensor_over_letters_is_refused():
    with pytest.raises(
        ShapeError,
        match=r"the symbol x1 is spelled like a cell of the tensor x, whose shape \(I,\)",
    ):
        prove(Equal(Symbol("x1") * x, x))


@full_check
def test_the_first_cells_of_a_known_tensor_are_cut_off_by_a_letter():
    """On known sizes ``crop(w, 0, 2)`` is the array ``[w1, w2]``, which is also ``tensor("w", 2)``."""
    known = tensor("w", 4)

    def halves(begin):
        first, last = (
            ConvTranspose(2, stride=2)(x, begin),
            ConvTranspose(2, stride=2)(x, crop(known, 2, 0)),
        )
        return Equal(ConvTranspose(4, stride=2)(x, known), crop(first, 0, -2) + crop(last, -2, 0))

    with pytest.raises(ShapeError) as caught:
        halves(crop(known, 0, 2))
    assert str(caught.value) == (
        "the tensor w occurs with shapes (4,) and (2,) in one claim; give one of them another name, or, if one is a part of "
        "the other, cut it off by a letter, as in crop(w, 0, m) with Equal(m, 2) given"
    )
    assert prove(halves(crop(known, 0, m)), [Equal(m, 2)]).example == {"I": 1, "m": 2}


@pytest.mark.parametrize(
    ("shapes", "advice"),
    [
        (((5,), (2,)), "cut it off by a letter, as in crop(v, 0, m) with Equal(m, 3) given"),
        (
            ((3, 1), (3, 3)),
            "cut it off by a letter, as in crop(v, 0, (0, m)) with Equal(m, 2) given",
        ),
        (
            ((2, 1), (3, 3)),
            "cut it off by a letter, as in crop(v, 0, (m1, m2)) with Equal(m1, 1) and Equal(m2, 2) given",
        ),
        (((4, 1), (2, 3)), "give one of them another name"),
    ],
)
def test_it_is_said_how_much_of_a_known_tensor_to_cut_off(shapes, advice):
    inputs = tensor("z", (I, J)[: len(shapes[0])])
    one, other = (ConvTranspose(shape)(inputs, tensor("v", shape)) for shape in shapes)
    with pytest.raises(ShapeError) as caught:
        Equal(one, other)
    assert str(caught.value).endswith(advice)
