"""The library: every entry is well made, holds on small settings, is proved, and its false neighbours are refuted."""

import json
import re
import subprocess
import sys
from dataclasses import replace
from functools import cache
from itertools import islice
from pathlib import Path

import pytest
from neighbours import by_theorem, neighbours_of
from sympy import Symbol
from thorough import CI, full_check, part, share

import symconv.library
from symconv import AtMost, Equal, prove, theorems
from symconv.data.letters import letter_symbol
from symconv.errors import GeometryError, Refuted
from symconv.language.common_divisors import undetermined
from symconv.language.terms import Atom, GivenEquation
from symconv.library import check_names
from symconv.library.contents import FAMILIES, contents
from symconv.library.letters import I, k, s
from symconv.proof import refute
from symconv.proof.certificates.certificate import check, states
from symconv.proof.kernel import Theorem
from symconv.proof.question import read
from symconv.proof.refute import legal_settings
from symconv.proof.trusted.encoding import steps
from symconv.proof.witnesses import conditions_on_cells, satisfying

LIBRARY = theorems()
PROOFS = Path(symconv.library.__file__).parent / "proofs"
SLOW_SEARCHES = {name for name in LIBRARY if "checkerboard" in name} | {
    "overlap-count-inside",
    "dilation-inside-is-a-change-of-position",
    "input-channels-add-up",
    "adjoint-with-groups",
    "up-and-back-with-dilation-and-a-short-input",
    "up-and-back-with-dilation-and-a-short-kernel",
}
QUICK_SEARCHES = [name for name in LIBRARY if name not in SLOW_SEARCHES]
SEARCHED = share(LIBRARY, few=0, of=6) or QUICK_SEARCHES[::16]
SMALL_SETTINGS = 12 if CI else 2

each = pytest.mark.parametrize("name", part(LIBRARY, few=46))


# ---- what stands in the library


def test_the_name_stands_for_the_library_however_it_was_imported():
    assert list(symconv.theorems()) == list(LIBRARY) == list(symconv.library.theorems())
    from symconv import theorems as again

    assert again()["adjoint"] == LIBRARY["adjoint"]


def test_the_contents_are_read_without_the_claims():
    assert [(entry.name, entry.family) for entry in LIBRARY.values()] == [
        (name, FAMILIES[module]) for name, module in contents().items()
    ]
    lists = "import sys; from symconv.cli import main; main(['prove'], standalone_mode=False)"
    heavy = "print(sorted({'sympy', 'numpy', 'z3', 'cvc5'} & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", f"{lists}; {heavy}"], capture_output=True, text=True, check=True
    )
    *listed, imported = done.stdout.splitlines()
    assert ([line.split()[0] for line in listed], imported) == (list(LIBRARY), "[]")


def test_one_theorem_imports_its_family_alone():
    asks = "import sys; from symconv.library import theorem_named; theorem_named('size-inverse')"
    shows = "print(*(name for name in sys.modules if name.startswith('symconv.library.')))"
    done = subprocess.run(
        [sys.executable, "-c", f"{asks}; {shows}"], capture_output=True, text=True, check=True
    )
    imported = {name.rpartition(".")[2] for name in done.stdout.split()}
    assert imported & set(FAMILIES) == {"sizes"}


def test_a_claim_is_made_when_it_is_asked_for_and_once():
    made = []
    entry = replace(LIBRARY["size-inverse"], state=lambda: made.append(1) or AtMost(I, s * I))
    assert made == []
    assert entry.claim is entry.claim
    assert made == [1]


def test_the_library_is_as_large_as_promised():
    assert len(LIBRARY) >= 140
    assert {f"guide-{number:02}" for number in range(1, 16)} <= set(LIBRARY)
    assert sum(name.startswith("method-") for name in LIBRARY) == 6 + 1


@each
def test_an_entry_says_what_holds_why_and_who_said_so(name):
    entry = LIBRARY[name]
    assert entry.name == name
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name)
    assert entry.family
    assert entry.source
    assert entry.why[0].isupper()
    assert entry.why.endswith(".")
    assert len(entry.why) < 300
    assert "=" in repr(entry.statement)


def test_names_that_are_in_no_library_are_refused_with_the_closest():
    check_names(list(LIBRARY))
    with pytest.raises(GeometryError, match=r"no theorem 'guide-16' .*guide-15"):
        check_names(["adjoint", "guide-16"])


@full_check
def test_what_is_assumed_is_shown():
    shown = {repr(condition) for condition in LIBRARY["size-inverse"].hypotheses}
    assert any("a" in text and "s" in text for text in shown)
    with_given = [entry for entry in LIBRARY.values() if entry.given]
    assert len(with_given) > 10
    for entry in with_given:
        bare = read(entry.claim, ()).statement.hypotheses
        assert set(bare) <= set(entry.hypotheses)
        assert len(entry.hypotheses) >= len(bare)


# ---- it is true on small settings


@each
def test_it_holds_where_it_is_simply_computed(name):
    entry = LIBRARY[name]
    question = read(entry.claim, entry.given)
    tried = 0
    for setting in islice(legal_settings(question), SMALL_SETTINGS):
        mine = {
            letter_symbol(letter): value
            for letter, value in setting.items()
            if letter in entry.claim.letters
        }
        known = entry.claim.at(mine) if mine else entry.claim
        if question.equations:
            known = with_cells_as_given(known, question, setting)
        assert bool(known), setting
        tried += 1
    assert tried == SMALL_SETTINGS or not question.letters


def with_cells_as_given(claim, question, setting):
    """Return a claim in which the first cell of the kernel is not 0 and all cells are as they are given."""
    zero = conditions_on_cells(question.equations, setting)
    cells = satisfying(zero, {(Atom("w", (0,)),): 1}) or satisfying(zero)
    assert cells is not None
    values = {Symbol(f"{a.tensor}{''.join(str(e + 1) for e in a.at)}"): n for a, n in cells.items()}
    sides = (
        side.subs(values) if hasattr(side, "subs") else side for side in (claim.left, claim.right)
    )
    return type(claim)(*sides)


# ---- it is proved


@cache
def shipped(name):
    """Return what the shipped certificate of an entry proves."""
    return check((PROOFS / f"{name}.json").read_text(encoding="utf-8"))


def test_there_is_one_certificate_for_every_entry():
    assert {path.stem for path in PROOFS.iterdir()} == set(LIBRARY)
    assert all(
        json.loads((PROOFS / f"{name}.json").read_text())["name"] == name for name in LIBRARY
    )


@each
def test_the_shipped_certificate_proves_exactly_the_entry(name):
    entry, theorem = LIBRARY[name], shipped(name)
    assert states(theorem, entry.statement)
    assert theorem.statement.every_axis is entry.on_every_axis
    assert (theorem.rule == "axes") is entry.on_every_axis
    assert {o.level for step in steps(theorem) for o in step.obligations} <= {
        "ring",
        "linear",
        "hints",
    }
    assert theorem.example
    assert set(theorem.used) <= set(theorem.hypotheses)
    on_sizes = [
        {h for h in hypotheses if not isinstance(h, GivenEquation)}
        for hypotheses in (theorem.hypotheses, entry.hypotheses)
    ]
    assert on_sizes[0] == on_sizes[1]


def test_no_proof_of_the_library_asks_a_question_that_is_not_linear():
    levels = {
        o["level"]
        for path in PROOFS.glob("*.json")
        for o in json.loads(path.read_text())["obligations"]
    }
    assert levels == {"ring", "linear", "hints"}


@full_check
def test_certificates_of_two_entries_are_told_apart():
    statements = {name: entry.statement for name, entry in LIBRARY.items()}
    some = [name for name in LIBRARY if "size" not in name and LIBRARY[name].family != "guide"][::5]
    assert [
        (a, b) for a in some for b in some if a != b and states(shipped(a), statements[b])
    ] == []


@pytest.mark.parametrize("name", SEARCHED)
def test_the_proof_is_found_anew(name):
    entry = LIBRARY[name]
    theorem = entry.search()
    assert isinstance(theorem, Theorem)
    assert states(theorem, entry.statement)


def test_a_shipped_certificate_is_of_no_use_for_another_claim():
    entry = LIBRARY["padding-is-cropping"]
    other = replace(entry, state=lambda: AtMost(I, s * I), given=())
    assert states(other.prove(), other.statement)
    claim, *given = neighbours_of(entry.name)[0]
    wrong = replace(entry, state=lambda: claim, given=tuple(given))
    with pytest.raises(Refuted):
        wrong.prove()


def test_proving_replays_and_does_not_search(monkeypatch):
    monkeypatch.setattr("symconv.library.entry.prove", None)
    assert LIBRARY["adjoint"].prove().rule == "axes"
    with pytest.raises(TypeError):
        LIBRARY["adjoint"].search()


def test_without_certificate_it_is_searched_for():
    entry = replace(LIBRARY["guide-01"], name="not-shipped")
    assert states(entry.prove(), entry.statement)


def test_the_axes_rule_is_asked_for_what_reindexing_alone_proves():
    held_back = {name for name, entry in LIBRARY.items() if not entry.on_every_axis}
    assert held_back < set(LIBRARY)
    assert {"adjoint", "two-transposed-layers-are-one", "padding-is-cropping"} <= set(
        LIBRARY
    ) - held_back


# ---- its neighbours are not


@each
def test_three_neighbours_are_refuted(name):
    assert len(neighbours_of(name)) >= 3
    for claim, *given in neighbours_of(name):
        with pytest.raises(Refuted) as caught:
            prove(claim, given)
        found = {symbol.name: value for symbol, value in caught.value.counterexample.items()}
        setting = {
            symbol: found[symbol.name] for symbol in map(letter_symbol, undetermined(claim.letters))
        }
        assert not claim.at(setting), (name, claim, given)


def test_no_neighbour_is_of_a_theorem_that_is_not_there():
    assert set().union(*map(by_theorem, FAMILIES)) == set(LIBRARY)


def test_a_neighbour_that_is_true_would_be_noticed():
    assert prove(Equal(k * s, s * k)).rule == "conclude"
    assert refute.QUICK.settings >= 60


def test_titles_are_what_a_text_calls_a_theorem():
    titles = {name: entry.title for name, entry in theorems().items()}
    assert len(set(titles.values())) == len(titles)
    assert not any(
        "-" in title or title.startswith(("Method", "Guide")) for title in titles.values()
    )
    assert titles["method-zero-insertion"] == "The method zero insertion computes the layer"
    assert titles["guide-05"] == "Relationship 5 of the guide"
