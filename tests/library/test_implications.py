"""What prints take from implications.txt: every answer asked again is the shipped one, and no other question has it."""

from importlib.resources import files

import pytest
from thorough import share

from symconv.library import theorems
from symconv.library.implications import answered
from symconv.proof.derivation import implication
from symconv.proof.derivation.implication import Follows, digest_of

TEXT = (files("symconv.proof.derivation") / "implications.txt").read_text(encoding="utf-8")
SHIPPED = dict(line.split() for line in TEXT.splitlines())


def test_the_file_is_in_order_and_says_follows_or_open():
    assert list(SHIPPED) == sorted(SHIPPED)
    assert len(SHIPPED) == len(TEXT.splitlines())
    assert set(SHIPPED.values()) == {"follows", "open"}
    assert all(len(digest) == 32 for digest in SHIPPED)


@pytest.mark.parametrize("name", share(theorems(), 2, 14))
def test_z3_gives_the_shipped_answers_again(name):
    asked = {digest: "follows" if yes else "open" for digest, yes in answered(name).items()}
    known = asked.keys() & SHIPPED.keys()
    assert {digest: SHIPPED[digest] for digest in known} == {each: asked[each] for each in known}
    assert len(known) >= 0.75 * len(asked)


def test_a_question_with_another_number_or_more_work_is_another_question(monkeypatch):
    question = '(declare-const m1 Int) ; "k"\n(assert (>= m1 1))\n(check-sat)'
    digest = digest_of(question)
    assert digest_of(question.replace('"k"', '"n"')) == digest
    assert digest_of(question.replace(">= m1 1", ">= m1 2")) != digest
    monkeypatch.setattr(implication, "WORK", implication.WORK + 1)
    assert digest_of(question) != digest


def test_a_wrong_answer_would_be_noticed(monkeypatch):
    monkeypatch.setattr(Follows, "_decide", lambda follows, question: True)
    asked = answered("method-zero-insertion")
    assert any(SHIPPED.get(digest) == "open" for digest in asked)
