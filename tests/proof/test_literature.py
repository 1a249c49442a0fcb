"""Claims from the literature: the true ones are proved, the false ones refuted, and none is taken for the other."""

from collections import Counter

import pytest
from literature import FALSE, TRUE
from thorough import CI

from symconv import prove
from symconv.errors import Refuted, Undecided

STEP = 1 if CI else 16
STAY_OPEN = 2
"""How many true claims may stay undecided: what is proved today is not to be lost."""


@pytest.fixture(scope="module")
def verdicts():
    """What the prover says of the true claims."""
    found = []
    for source, claim, given in TRUE[::STEP]:
        try:
            prove(claim, given)
        except Undecided as error:
            found.append((source, claim, "undecided", str(error)))
        else:
            found.append((source, claim, "proved", ""))
    return found


def test_there_are_many_of_both_kinds():
    assert len(TRUE) >= 150
    assert len(FALSE) >= 80
    assert len({repr((claim, given)) for _, claim, given in TRUE + FALSE}) == len(TRUE + FALSE)


def test_true_claims_are_proved(verdicts):
    counted = Counter(verdict for *_, verdict, _ in verdicts)
    open_claims = [(source, claim) for source, claim, verdict, _ in verdicts if verdict != "proved"]
    assert counted["proved"] >= len(verdicts) - (STAY_OPEN if CI else 1), open_claims


def test_what_stays_open_says_why(verdicts):
    texts = [text for *_, verdict, text in verdicts if verdict == "undecided"]
    assert all("not proved" in text and "may help" in text for text in texts)


@pytest.mark.parametrize("number", range(0, len(FALSE), 1 if CI else 6))
def test_false_claims_are_refuted(number):
    _, claim, given = FALSE[number]
    with pytest.raises(Refuted) as caught:
        prove(claim, given)
    assert caught.value.counterexample
