"""Maps that a user gives are tried first, and checked like any others."""

import pytest

from symconv import ConvTranspose, Equal, flip, inner, ones, sizes, tensor, total
from symconv.errors import GeometryError, Undecided
from symconv.language.terms import variable_poly
from symconv.proof import prove
from symconv.proof.search import given_maps as by_hand
from symconv.proof.search.index_maps import Maps, Match

I, k, n, s = sizes("I k n s")
x, w = tensor("x", I), tensor("w", k)
up = ConvTranspose(k, stride=s)


def maps_in(theorem):
    """Yield the maps of a proof: from each sum to its partner."""
    if theorem.rule == "reindex":
        yield theorem.maps[0]
    for premise in theorem.premises:
        yield from maps_in(premise)


def reversing(theorem):
    return [dict(maps) for maps in maps_in(theorem) if any("n" in str(e) for _, e in maps)]


def test_they_are_taken_where_others_would_do_as_well():
    claim = Equal(total(ones(n)), total(ones(n)))
    assert not reversing(prove(claim))
    (maps,) = reversing(prove(claim, maps=[(lambda o: n - 1 - o, lambda o: n - 1 - o)]))
    (size,) = maps.values()
    assert set(size.terms.values()) == {1, -1}


def test_they_are_enough_where_nothing_is_found(monkeypatch):
    monkeypatch.setattr(Match, "solved", lambda match, more=(): Maps({}, {}))
    claim = Equal(inner(flip(x), flip(x)), inner(x, x))
    with pytest.raises(Undecided):
        prove(claim)
    assert prove(claim, maps=[(lambda o: I - 1 - o,) * 2]).rule == "conclude"


def test_wrong_ones_are_refused_and_do_no_harm(monkeypatch):
    claim = Equal(total(flip(x)), total(x))
    wrong = [
        (lambda o: o, lambda o: o),
        (lambda o: I - o, lambda o: I - o),
        (lambda i, t: t, lambda o: (o, o)),
    ]
    assert prove(claim, maps=wrong).rule == "conclude"
    monkeypatch.setattr(Match, "solved", lambda match, more=(): Maps({}, {}))
    with pytest.raises(Undecided, match="the maps given are not right"):
        prove(claim, maps=wrong)


@pytest.mark.parametrize("maps", [[1], [(1, 2)], [(lambda o: o,)], [lambda o: o]])
def test_what_is_no_pair_of_functions_is_refused(maps):
    with pytest.raises(GeometryError, match="pairs of functions are needed"):
        prove(Equal(total(flip(x)), total(x)), maps=maps)


@pytest.mark.parametrize(
    ("forward", "text"),
    [
        (lambda o: (o, o), "returns 2 values, but the other side has 1 indices: o"),
        (lambda o: o / 2, "the value of a map"),
        (lambda o: "o", "the value of a map"),
        (lambda o: 0.5, "the value of a map"),
    ],
)
def test_what_is_no_index_is_refused(forward, text):
    with pytest.raises(GeometryError, match=text):
        prove(Equal(total(flip(x)), total(x)), maps=[(forward, lambda o: o)])


def test_a_map_is_read_for_the_indices_of_the_sum():
    (term,) = Equal(total(x), 0).statement().left
    (index,) = term.indices
    forward, _ = by_hand.ByHand(lambda o: 2 * o + I, lambda o: o).between(term, term)
    assert forward == {
        index: 2 * variable_poly(index) + next(iter(Equal(I, 1).statement().goals)).left + 1
    }
