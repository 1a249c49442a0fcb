"""Claims from the literature: the true ones are proved, the false ones refuted, and none is taken for the other."""

import re
from collections import Counter
from pathlib import Path
from types import SimpleNamespace

import pytest
from thorough import CI, share

from symconv import prove
from symconv.errors import Refuted, Undecided

STAY_OPEN = 5
"""How many true claims may stay undecided: what is proved today is not to be lost."""
TABLE = Path(__file__).parents[2] / "docs" / "reference" / "proofs.md"
ROW = re.compile(
    r"^\| (?P<source>[^|]+) \| (?P<true>\d+) \| \d+ \| (?P<false>\d+) \|", re.MULTILINE
)


@pytest.fixture(scope="module")
def collected():
    """All claims, true and false; stating them takes seconds, which only this file is to wait for."""
    import literature
    import literature_of_operations as more

    return SimpleNamespace(
        true=literature.TRUE + more.TRUE,
        false=literature.FALSE + more.FALSE,
        of_operations=more.TRUE,
    )


@pytest.fixture(scope="module")
def verdicts(collected):
    """What the prover says of the true claims."""
    found = []
    for source, claim, given in share(collected.true, few=0, of=3) or collected.true[::34]:
        try:
            prove(claim, given)
        except Undecided as error:
            found.append((source, claim, "undecided", str(error)))
        else:
            found.append((source, claim, "proved", ""))
    return found


def test_there_are_many_of_both_kinds(collected):
    assert len(collected.true) >= 300
    assert len(collected.false) >= 150
    assert len(collected.of_operations) >= len(collected.true) / 3
    both = collected.true + collected.false
    assert len({repr((claim, given)) for _, claim, given in both}) == len(both)


def test_the_documentation_counts_them(collected):
    rows = {
        row["source"]: (row["true"], row["false"]) for row in ROW.finditer(TABLE.read_text("utf-8"))
    }
    kinds = collected.true, collected.false
    here = [Counter(source for source, *_ in claims) for claims in kinds]
    assert rows.pop("all") == tuple(str(len(claims)) for claims in kinds)
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


def test_false_claims_are_refuted(collected):
    tried = share(collected.false, few=0, of=2) or collected.false[::12]
    for _, claim, given in tried:
        with pytest.raises(Refuted) as caught:
            prove(claim, given)
        assert caught.value.counterexample, claim
