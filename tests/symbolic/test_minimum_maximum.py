"""The words `minimum` and `maximum` of sizes: on numbers, on letters, in layers, as text and LaTeX."""

import pytest
from sympy import Integer

from symconv import ConvTranspose, latex, maximum, minimum, ones, sizes, tensor
from symconv.data.letters import from_size, size_text, to_size
from symconv.errors import GeometryError
from symconv.formulas.sizes import size_as_written
from symconv.symbolic.sizes import SymbolicSize
from symconv.symbolic.written import python, rebuilt

I, k, n, s = sizes("I k n s")
p = sizes("p", minimum=0)


def test_numbers_are_compared():
    assert [minimum(2, 3), maximum(2, 3), minimum(-1, 0), maximum(4, 4)] == [2, 3, -1, 4]
    assert type(minimum(Integer(2), 3)) is int


@pytest.mark.parametrize(
    ("size", "text", "tex"),
    [
        (minimum(I, k), "minimum(I, k)", r"\min(I, k)"),
        (s * maximum(0, k - s) + 1, "s*maximum(0, k - s) + 1", r"\max(0, k - s) s + 1"),
        (minimum(n // s, k), "minimum(n//s, k)", None),
        (minimum(I, k) // s, "minimum(I, k)//s", None),
        (maximum(minimum(I, k), n), "maximum(minimum(I, k), n)", r"\max(\min(I, k), n)"),
    ],
)
def test_they_are_written_by_their_names(size, text, tex):
    assert python(size).text == size_text(size) == text
    names = {"minimum": minimum, "maximum": maximum, "I": I, "k": k, "n": n, "s": s}
    assert eval(text, {}, names) == size  # noqa: S307
    assert tex is None or latex(size) == tex
    for word, sign in (("minimum", r"\min"), ("maximum", r"\max")):
        assert size_as_written(size, plain=True).count(f"{word}(") == text.count(word)
        assert size_as_written(size).count(sign) == text.count(word)


def test_sizes_are_read_and_written_back():
    for size in (minimum(I, k) * s - 2, maximum(0, k - s), minimum(I, minimum(k, n)) + p):
        assert from_size(to_size(size, "a size")) == size


def test_they_stand_where_sizes_stand():
    up = ConvTranspose(minimum(k, s), stride=s)
    assert str(up.output_size(I)) == "s*(I - 1) + minimum(k, s)"
    assert up.output_size(I).at(I=3, k=5, s=2) == 6
    x = tensor("x", minimum(I, k))
    assert repr(x.at(I=2, k=3)) == "[x1, x2]"
    assert repr(ones((maximum(1, k - s),)).at(k=4, s=1)) == "[1, 1, 1]"
    assert repr(ones((maximum(I, k),))) == "ones((maximum(I, k),))"


def test_they_keep_the_legality_of_layers():
    size = ConvTranspose(k, stride=s, output_padding=p).output_size(I)
    smaller = minimum(size, n)
    assert isinstance(smaller, SymbolicSize)
    assert smaller.context.demands == size.context.demands
    assert repr(smaller.written).startswith("minimum(ConvTranspose(k, stride=s, output_padding=p)")
    assert rebuilt(smaller.written) == smaller
    assert maximum(n, size).at(I=1, k=1, n=9, p=0, s=1) == 9
    with pytest.raises(GeometryError, match="output_padding"):
        smaller.at(I=1, k=1, n=9, p=5, s=1)


@pytest.mark.parametrize("value", [1.5, "n", None, True, n / 2, (1, 2)])
def test_other_things_are_refused(value):
    for word in (minimum, maximum):
        with pytest.raises(GeometryError, match=word.__name__):
            word(value, k)
        with pytest.raises(GeometryError, match=word.__name__):
            word(1, value)


def test_what_is_too_long_to_work_with_is_refused():
    letters = sizes(" ".join(f"a{n}" for n in range(40)))
    half = sum(letters) // 2
    with pytest.raises(GeometryError, match="more than 500 terms"):
        minimum(half * (half + n // 3) * ((sum(letters) + 1) // 2), k)
