"""Words: what was written is what is shown, and making it again makes the same value."""

import random

import pytest
from sympy import Array, Matrix, Symbol, ceiling, symbols
from thorough import full_check, part

import symconv
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
    prove,
    sizes,
    stretch,
    subsample,
    tensor,
    theorems,
    total,
)
from symconv.data.letters import size_text, to_size
from symconv.errors import GeometryError, ProofError, Refuted, ShapeError, Undecided
from symconv.proof import kernel, refute
from symconv.proof.question import read
from symconv.proof.theorem_words import claimed
from symconv.proof.trusted.encoding import canonical
from symconv.symbolic.tensors import as_symbolic, named_tensor, written_of
from symconv.symbolic.written import LONGEST, python, rebuilt, shortened

I, k, s, n, m = sizes("I k s n m")
p, a = sizes("p a", minimum=0)
x, w, v = tensor("x", I), tensor("w", k), tensor("v", (n, m))
NAMES = {name: getattr(symconv, name) for name in symconv.__all__}
HELD = {str(letter): letter for letter in (I, k, s, n, m, p, a)} | {"x": x, "w": w, "v": v}
HELD |= {f"w{i}": Symbol(f"w{i}") for i in (1, 2, 3)} | {"Matrix": Matrix}
up = ConvTranspose(k, stride=s, padding=p)


def evaluated(text):
    """Return what the Python of a value makes, with the letters and tensors of this file at hand."""
    return eval(text, {}, NAMES | HELD)  # noqa: S307


def stated(claim):
    """Return the statement of a claim as plain data, its indices numbered from 1."""
    return canonical({"statement": read(claim, ()).statement._asdict()})


WRITTEN = [
    (x, "x"),
    (flip(x), "flip(x)"),
    (stretch(v, (2, s)), "stretch(v, (2, s))"),
    (subsample(x, s), "subsample(x, s)"),
    (subsample(x, 2, I - 1), "subsample(x, 2, offset=I - 1)"),
    (crop(x, -1, p), "crop(x, -1, p)"),
    (ones((I, 2)), "ones((I, 2))"),
    (up(x, w), "ConvTranspose(k, stride=s, padding=p)(x, w)"),
    (Conv(2)(x, [1, -1], method="window"), "Conv(2)(x, [1, -1], method='window')"),
    (Conv(k)(tensor("x", 3), w), "Conv(k)(x, w)"),
    (up.matrix(w, I).T @ up(x, w), f"{up!r}.matrix(w, I).T @ {up!r}(x, w)"),
    (x - flip(x), "x - flip(x)"),
    (x - (x + x), "x - (x + x)"),
    (x - x + x, "x - x + x"),
    (-x, "-x"),
    (-(x + x), "-(x + x)"),
    (x * 3, "3*x"),
    ((I - 1) * (x - x), "(I - 1)*(x - x)"),
    (-2 * x, "(-2)*x"),
    (total(x) * total(w) - 2, "total(x)*total(w) - 2"),
    (I * inner(x, flip(x)), "I*inner(x, flip(x))"),
    (x + tensor("w", 3), "x + w"),
    (up(x, w).at(k=2, s=1), f"{up!r}(x, w).at(k=2, s=1)"),
]


@pytest.mark.parametrize(("value", "text"), WRITTEN, ids=[text for _, text in WRITTEN])
def test_a_value_shows_the_python_that_makes_it(value, text):
    assert repr(value) == str(value) == text


@pytest.mark.parametrize(("value", "text"), WRITTEN, ids=[text for _, text in WRITTEN])
def test_made_again_it_is_the_same_value(value, text):
    again = rebuilt(value.written)
    assert repr(again) == text
    assert again.context == value.context
    assert stated(Equal(again, value)) == stated(Equal(value, value))


def test_a_definition_is_unfolded_on_named_tensors():
    layer = up(flip(x), w)
    place = named_tensor("@1", flip(x).tensor.shape)
    unfolded = layer.written.apply(place, w)
    assert stated(Equal(unfolded, unfolded)) == stated(Equal(up(place, w), up(place, w)))
    assert layer.written.arguments[0].value.tensor.shape.entries == x.tensor.shape.entries


def test_every_part_keeps_the_value_it_was_written_for():
    value = 2 * flip(up(x, w)) - crop(x, 1, 0)
    parts = [value.written]
    while parts:
        one = parts.pop()
        assert one.value.written is one
        parts += one.arguments


def test_each_side_of_a_claim_is_written_down():
    sides = [(x, "tensor"), (I + 1, "size"), ((I, 2), "size"), (3, "size")]
    sides += [(Symbol("c"), "cell"), ([1, 2], "array"), (Array([1, 2]), "array")]
    for side, operation in sides:
        written = written_of(side)
        assert written.operation == operation
        assert repr(written) == python(side).text


def random_size(rng):
    """Return a size that may be used as a parameter."""
    return rng.choice([1, 2, s, k, s * (k - 1) + 1, I + 1, n // s + 1, 2 + (n - 1) % s])


def random_tensor(rng, depth):
    """Return a random tensor over letters on one axis."""
    if not depth:
        return rng.choice([x, w, ones(n), tensor("x", I)])
    inside, size = random_tensor(rng, depth - 1), random_size(rng)
    other = rng.choice([inside, random_tensor(rng, depth - 1)])
    layer = rng.choice([ConvTranspose, Conv])(
        k, stride=size, padding=[(rng.choice([0, p, 1]), p)], dilation=random_size(rng)
    )
    return rng.choice(
        [
            lambda: flip(inside),
            lambda: stretch(inside, size),
            lambda: subsample(inside, size, rng.choice([0, 1, size - 1])),
            lambda: crop(inside, rng.choice([0, 1, -p]), rng.choice([p, -1])),
            lambda: inside + other,
            lambda: inside - other,
            lambda: -inside,
            lambda: rng.choice([2, -3, I, I - n, total(w)]) * inside,
            lambda: layer(inside, w, method=rng.choice([None, *layer.methods])),
            lambda: layer.matrix(w, size + n).T @ inside,
        ]
    )()


def random_claim(rng):
    """Return a random claim, true or not."""
    left, right = (random_tensor(rng, rng.randint(1, 3)) for _ in range(2))
    return rng.choice(
        [
            lambda: Equal(left, right),
            lambda: Equal(total(left), inner(right, flip(right)) * 2 - total(left)),
            lambda: AtMost(random_size(rng), random_size(rng) * n),
            lambda: Divides(s, random_size(rng) - ceiling(n / k)),
        ]
    )()


def random_claims(number):
    """Yield random claims; what is illegal at every size is refused when it is written, and left out."""
    rng, made = random.Random(12), 0  # noqa: S311
    while made < number:
        try:
            claim = random_claim(rng)
        except (GeometryError, ShapeError):
            continue
        made += 1
        yield claim


def test_the_python_of_random_claims_states_the_same():
    wanted = part(range(500), 30)
    for _, claim in zip(wanted, random_claims(len(wanted)), strict=True):
        text = repr(claim)
        if len(text) < LONGEST:
            assert repr(evaluated(text)) == text
            assert stated(evaluated(text)) == stated(claim)


def test_a_change_in_the_python_would_be_noticed():
    claim = Equal(flip(up(x, w)), up(flip(x), flip(w)))
    assert stated(evaluated(repr(claim).replace("flip(w)", "w"))) != stated(claim)


def test_no_text_is_too_long_and_none_takes_long():
    y, z = x, x
    for _ in range(300):
        y = y + y
        z = flip(z)
    for value in (y, z, Equal(y, z)):
        assert len(repr(value)) <= LONGEST
        assert " at 0x" not in repr(value)
    assert " ... " in repr(y)


def test_a_text_is_shortened_in_its_middle():
    assert shortened("a" * 10, 10) == "a" * 10
    assert shortened("abcdefghijk", 10) == "abc ... jk"


def test_known_arrays_and_sizes_in_a_claim():
    assert repr(Equal([[1, 2], [3, 4]], Array([[1, 2], [3, 5]]))) == (
        "Equal([[1, 2], [3, 4]], [[1, 2], [3, 5]])"
    )
    assert (
        repr(Equal(Matrix([[1, 2]]), Matrix([[1, 2]])))
        == "Equal(Matrix([[1, 2]]), Matrix([[1, 2]]))"
    )
    assert repr(Equal(tensor("w", 3), tensor("w", 3))) == "Equal(w, w)"
    assert repr(Equal((I, k), (k, 2))) == "Equal((I, k), (k, 2))"
    assert repr(AtMost(2, I)) == "AtMost(2, I)"
    assert python(as_symbolic([1, Symbol("c")], "x")).text == "[1, c]"


@pytest.mark.parametrize(
    ("size", "text"),
    [
        (n // s, "n//s"),
        (s * (n // s), "s*(n//s)"),
        ((n + 1) // s // 2, "((n + 1)//s)//2"),
        ((n + 1) % s + 1, "(n + 1) % s + 1"),
        (2 * ((n + 1) % s), "2*((n + 1) % s)"),
        (1 - n // s, "1 - (n//s)"),
        (-(n // s), "-(n//s)"),
        (-2 * (n // s) + k, "k - 2*(n//s)"),
        (-k * (n % s), "-k*(n % s)"),
        (n // (s * k), "n//(k*s)"),
        (ceiling(n / s) - 1, "-((-n)//s) - 1"),
    ],
)
def test_sizes_are_written_with_integer_division(size, text):
    assert size_text(size) == text
    assert to_size(evaluated(text), "a size") == to_size(size, "a size")


def test_a_theorem_says_its_claim():
    claim = Equal(flip(flip(x)), x)
    theorem = prove(claim, [AtMost(2, I)])
    assert theorem.claim is claim
    assert repr(theorem) == "Theorem: for all I >= 1, given AtMost(2, I): Equal(flip(flip(x)), x)"
    shifted = prove(AtMost(k, k + p + I))
    assert repr(shifted) == "Theorem: for all I, k >= 1, p >= 0: AtMost(k, I + k + p)"
    step = theorem.premises[0]
    assert step.claim is None
    assert repr(step) == f"Theorem: a step by the rule {step.rule}"


def test_a_claim_is_bound_to_what_was_proved():
    theorem = prove(Equal(flip(flip(x)), x))
    for other, given in [
        (Equal(flip(x), x), ()),
        (Equal(x, flip(x)), ()),
        (Equal(flip(flip(x)), x), [AtMost(2, I)]),
    ]:
        with pytest.raises(ProofError, match="states something else than was proved"):
            claimed(theorem, other, given)
    assert claimed(theorem, Equal(flip(flip(x)), x)).claim is not theorem.claim


def test_words_change_no_rule():
    theorem = prove(Equal(flip(flip(x)), x))
    bare = kernel.in_words(theorem, None)
    assert bare.certificate() == theorem.certificate()
    assert bare.statement == theorem.statement


@full_check
def test_the_library_says_its_claims():
    for name, entry in theorems().items():
        assert repr(entry).startswith(f"{name}: {entry.claim!r}"[: LONGEST // 2 - 5])
        assert len(repr(entry)) <= LONGEST
        assert "\n" not in repr(entry)
    proved = theorems()["padding-is-cropping"].prove()
    assert proved.claim is theorems()["padding-is-cropping"].claim


def test_messages_hold_the_claim():
    claim = Equal(up(x, w), up(x, flip(w)))
    with pytest.raises(Refuted) as refuted:
        prove(claim)
    assert repr(claim) in str(refuted.value)
    assert "is false at I=1, k=2, p=0, s=1: cell 0 is" in str(refuted.value)
    long = Equal(flip(sum((x for _ in range(200)), x)), 200 * x)
    with pytest.raises(Refuted) as refuted:
        prove(long)
    assert " ... " in str(refuted.value)
    assert len(str(refuted.value)) < 1000


def test_an_open_claim_is_named(monkeypatch):
    claim = Equal(sum((m**n for n in range(1, 4)), 0), 3 * m)
    monkeypatch.setattr(refute, "CANDIDATES", 1)
    with pytest.raises(Undecided, match="no counterexample") as open_claim:
        prove(claim)
    assert repr(claim) in str(open_claim.value)


def test_symbols_of_cells_are_read_back():
    claim = Equal(total(w.at(k=3)), sum(symbols("w1:4")))
    assert bool(claim)
