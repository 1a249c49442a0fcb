"""Claims from the literature: the true ones are proved, the false ones refuted, and none is taken for the other."""

import re
from collections import Counter
from pathlib import Path

import literature
import literature_of_operations
import pytest
from thorough import CI, share

from symconv import prove
from symconv.errors import Refuted, Undecided

TRUE = literature.TRUE + literature_of_operations.TRUE
FALSE = literature.FALSE + literature_of_operations.FALSE
TRIED = share(TRUE, few=0, of=3) or TRUE[::34]
REFUTED = share(range(len(FALSE)), few=0, of=2) or range(0, len(FALSE), 12)
STAY_OPEN = 5
"""How many true claims may stay undecided: what is proved today is not to be lost."""
TABLE = Path(__file__).parents[2] / "docs" / "reference" / "proofs.md"
ROW = re.compile(
    r"^\| (?P<source>[^|]+) \| (?P<true>\d+) \| \d+ \| (?P<false>\d+) \|", re.MULTILINE
)


@pytest.fixture(scope="module")
def verdicts():
    """What the prover says of the true claims."""
    found = []
    for source, claim, given in TRIED:
        try:
            prove(claim, given)
        except Undecided as error:
            found.append((source, claim, "undecided", str(error)))
        else:
            found.append((source, claim, "proved", ""))
    return found


def test_there_are_many_of_both_kinds():
    assert len(TRUE) >= 300
    assert len(FALSE) >= 150
    assert len(literature_of_operations.TRUE) >= len(TRUE) / 3
    assert len({repr((claim, given)) for _, claim, given in TRUE + FALSE}) == len(TRUE + FALSE)


def test_the_documentation_counts_them():
    rows = {
        row["source"]: (row["true"], row["false"]) for row in ROW.finditer(TABLE.read_text("utf-8"))
    }
    here = Counter(source for source, *_ in TRUE), Counter(source for source, *_ in FALSE)
    assert rows.pop("all") == (str(len(TRUE)), str(len(FALSE)))
    assert {source: tuple(map(int, row)) for source, row in rows.items()} == {
        source: tuple(counts[source] for counts in here) for source in here[0] | here[1]
    }


def test_true_claims_are_proved(verdicts):
    counted = Counter(verdict for *_, verdict, _ in verdicts)
    open_claims = [(source, claim) for source, claim, verdict, _ in verdicts if verdict != "proved"]
    assert counted["proved"] >= len(verdicts) - (STAY_OPEN if CI else 1), open_claims


def test_what_stays_open_says_why(verdicts):
    texts = [text for *_, verdict, text in verdicts if verdict == "undecided"]
    assert all("not proved" in text and "may help" in text for text in texts)


@pytest.mark.parametrize("number", REFUTED)
def test_false_claims_are_refuted(number):
    _, claim, given = FALSE[number]
    with pytest.raises(Refuted) as caught:
        prove(claim, given)
    assert caught.value.counterexample
