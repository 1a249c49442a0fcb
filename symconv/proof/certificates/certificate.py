"""Theorems as JSON files, and their re-check from nothing but terms, kernel and solvers.

A file holds statement, steps with maps and hints, and obligations with the SMT-LIB query of each;
its SHA-256 covers all of it. Checking runs every step through the kernel again and compares what
comes out with what the file says.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable
from functools import partial
from itertools import accumulate, chain
from typing import Any

from symconv.errors import ProofError
from symconv.language.budget import Budget, limited
from symconv.proof import kernel
from symconv.proof.certificates.decoding import (
    MalformedError,
    condition,
    each_read_once,
    hint,
    hypotheses,
    require,
    whole,
)
from symconv.proof.certificates.recorded import Recorded
from symconv.proof.kernel import Theorem
from symconv.proof.rules import RULES
from symconv.proof.trusted.encoding import canonical
from symconv.proof.trusted.smtlib import smtlib
from symconv.proof.trusted.solvers import Evidence, after_hints, negation, versions
from symconv.proof.trusted.statement import Statement

FORMAT = 1
WORDS = ("claim", "given", "operations", "sizes", "tensors")
"""What a certificate says in words; `symconv.proof.claim_reader` holds that against what it proves."""
BUDGET = Budget()


def to_data(theorem: Theorem, name: str = "") -> dict[str, Any]:
    """Return the certificate of a theorem, with its queries and its checksum.

    Parameters
    ----------
    theorem : Theorem
        What was proved.
    name : str
        Its name in the library, if it has one.
    """
    words = {} if theorem.words is None else theorem.words.texts
    data = {**_head(theorem, name), **words, **theorem.certificate()}
    for obligation, evidence in zip(data["obligations"], _recorded(data), strict=True):
        obligation["query"] = _query(obligation, evidence)
    return {**data, "sha256": checksum(data)}


def _head(theorem: Theorem, name: str) -> dict[str, Any]:
    """Return what a certificate says of itself, and over which rings its theorem holds."""
    over_any_ring = theorem.rule == kernel.any_ring.__name__
    ring = {"ring": "any"} if over_any_ring else {}
    return {"format": FORMAT, "name": name, "solvers": versions(), **ring}


def _recorded(data: dict[str, Any]) -> list[Evidence]:
    """Return what a certificate says that every obligation follows from, and by which hints."""
    hints = chain.from_iterable(step["hints"] for step in data["steps"])
    return [_evidence(*both) for both in zip(data["obligations"], hints, strict=True)]


def _evidence(obligation: dict[str, Any], hints: Any) -> Evidence:
    return Evidence(
        hypotheses(obligation["using"]),
        tuple(map(hint, hints)),
        obligation["level"] != "non-linear",
    )


def _query(obligation: dict[str, Any], evidence: Evidence) -> str:
    """Return the query of an obligation; none where algebra alone decides it."""
    facts, left = after_hints(condition(obligation["goal"]), evidence)
    return "" if left.decided() else smtlib((*facts, negation(left)), evidence.linear)


def checksum(data: dict[str, Any]) -> str:
    """Return the SHA-256 of the canonical text of a certificate, its own field left out."""
    return _sha256(_content(data))


def _content(data: dict[str, Any]) -> str:
    """Return the canonical text of a certificate, its checksum left out."""
    return _compact({name: part for name, part in data.items() if name != "sha256"})


def _sha256(content: str) -> str:
    return hashlib.sha256(content.encode()).hexdigest()


def to_text(theorem: Theorem, name: str = "") -> str:
    """Return the certificate of a theorem as the text of a JSON file, one step or obligation a line."""
    parts = [
        f"{json.dumps(key)}: {_lines(part)}" for key, part in sorted(to_data(theorem, name).items())
    ]
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _lines(part: Any) -> str:
    if not isinstance(part, list):
        return _compact(part)
    return "[\n " + ",\n ".join(map(_compact, part)) + "\n]"


def _compact(part: Any) -> str:
    return json.dumps(part, sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def check(text: str, budget: Budget | None = BUDGET) -> Theorem:
    """Check a certificate by proving it again, step by step.

    Parameters
    ----------
    text : str
        The text of a JSON file.
    budget : Budget or None
        How much work it may ask for; ``None`` for what comes with the package.

    Returns
    -------
    Theorem
        What it proves.

    Raises
    ------
    ProofError
        If it is no certificate, was edited, says something twice, or a step is not valid.
    OverBudget
        If it asks for more than the budget allows.

    Notes
    -----
    A certificate is found valid by running all of its steps through the kernel again; what comes
    out has to be the certificate, entry by entry. It may come from anywhere: no number, no list and
    no product grows beyond the budget, and no solver is asked without end.

    See Also
    --------
    to_text : What writes a certificate.
    symconv.language.budget.Budget : The limits.
    """
    if budget is None:
        return _checked(_data(text))
    budget.check("bytes", len(text))
    budget.check("nesting", _nesting(text))
    with limited(budget):
        return _checked(_data(text, partial(_number, budget)))


def _checked(data: dict[str, Any]) -> Theorem:
    """Return what a certificate proves, if that is what it says."""
    content = _content(data)
    if data.get("sha256") != _sha256(content):
        raise ProofError(
            "the certificate was edited: its content does not have the SHA-256 it states"
        )
    with each_read_once():
        theorem, proved = _replay(data)
    said = {key: data[key] for key in (*WORDS, "solvers", "sha256") if key in data}
    again: dict[str, Any] = {**proved, **said}
    if _content(again) == content:
        return theorem
    keys = sorted(again.keys() | data.keys())
    different = [key for key in keys if _entry(again, key) != _entry(data, key)]
    raise ProofError(
        f"the certificate says something else than its steps prove: {', '.join(different)} differs"
    )


def _entry(data: dict[str, Any], key: str) -> str:
    """Return one entry as text, in which 1, 1.0 and true are not the same."""
    return _compact({key: data[key]} if key in data else {})


def _number(budget: Budget, digits: str) -> int:
    budget.check("digits", len(digits.lstrip("-")))
    return int(digits)


def _data(text: str, number: Callable[[str], int] | None = None) -> dict[str, Any]:
    """Return a certificate as data; `number` reads its numbers."""
    try:
        data = json.loads(text, object_pairs_hook=_once, parse_int=number)
    except (json.JSONDecodeError, RecursionError) as error:
        raise ProofError(f"the certificate is not JSON: {error}") from None
    except ValueError:
        reason = "a number in it is too long for Python to read"
        raise ProofError(f"the certificate is not one of symconv: {reason}") from None
    known = isinstance(data, dict) and data.get("format") == FORMAT
    if not known or not isinstance(data.get("name"), str):
        raise ProofError(f"not a certificate of format {FORMAT}")
    return dict(data)


QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')
BRACKETS = re.compile(r"[][{}]")
DEEPER = {"[": 1, "{": 1, "]": -1, "}": -1}


def name_in(text: str) -> str:
    """Return the name that a certificate gives; it was read before."""
    return str(json.loads(text)["name"])


def _nesting(text: str) -> int:
    """Return how deep lists and objects stand in each other."""
    brackets = BRACKETS.findall(QUOTED.sub("", text))
    return max(accumulate(map(DEEPER.__getitem__, brackets)), default=0)


def _once(entries: list[tuple[str, Any]]) -> dict[str, Any]:
    """Refuse an entry that is there twice, of which Python reads the last and a person the first."""
    found = dict(entries)
    if len(found) < len(entries):
        times = Counter(key for key, _ in entries)
        twice = sorted(key for key, number in times.items() if number > 1)
        raise ProofError(f"the certificate says twice what {', '.join(twice[:3])} is")
    return found


def _replay(data: dict[str, Any]) -> tuple[Theorem, dict[str, Any]]:
    """Run all steps through the kernel; return what they prove and its certificate.

    Its queries are those of the obligations that `data` has, which have to be the theorem's.
    """
    try:
        recorded = _recorded(data)
        theorem = _last(data, recorded)
        proved = theorem.certificate()
        asked = zip(proved["obligations"], data["obligations"], recorded, strict=True)
        for obligation, said, evidence in asked:
            obligation["query"] = _query(said, evidence)
        return theorem, {**_head(theorem, data["name"]), **proved}
    except MalformedError as error:
        raise ProofError(f"the certificate is malformed: {error}") from None
    except (
        LookupError,
        TypeError,
        ValueError,
        AttributeError,
        ArithmeticError,
        StopIteration,
        RecursionError,
    ) as error:
        raise ProofError(f"the certificate is malformed: {type(error).__name__} {error}") from None


def _last(data: dict[str, Any], recorded: list[Evidence]) -> Theorem:
    """Run all steps through the kernel, each with the hints that are recorded for it."""
    open_hints = iter(recorded)
    proved: list[Theorem] = []
    for step in data["steps"]:
        proved.append(_apply(step, proved, lambda *_: next(open_hints), data))
    if not proved:
        raise ProofError("the certificate has no steps")
    last = proved[-1]
    if last.rule in (kernel.axes.__name__, kernel.any_ring.__name__):
        (last,) = last.premises
    if last.rule != kernel.conclude.__name__:
        raise ProofError(
            "the certificate does not end with a conclusion, so it may speak of no setting at all"
        )
    return proved[-1]


def _apply(
    step: dict[str, Any],
    proved: list[Theorem],
    advise: Callable[..., Evidence],
    data: dict[str, Any],
) -> Theorem:
    """Run one step through the kernel, with what its row in the table of rules says it takes."""
    name = step["rule"]
    require(isinstance(name, str) and name in RULES, name, "rule")
    rule = RULES[name]
    premises = [proved[_step(number)] for number in step["premises"]]
    recorded = Recorded(step, premises, advise, data["example"])
    return rule.apply(*recorded.taken(rule.takes))


def _step(value: Any) -> int:
    if whole(value) < 0:
        raise MalformedError(f"{value!r} is not the number of a step")
    return whole(value)


def states(theorem: Theorem, statement: Statement) -> bool:
    """Return whether a theorem states exactly this, whatever its indices are numbered."""
    mine, asked = ({"statement": s._asdict()} for s in (theorem.statement, statement))
    return bool(canonical(mine) == canonical(asked))
