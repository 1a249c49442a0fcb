"""Certificates of unknown origin: each limit is named where it is met, the rest is checked, and nothing hangs."""

import copy
import json
import os
import socket
from dataclasses import fields, replace
from itertools import pairwise, product
from pathlib import Path
from time import monotonic

import pytest
from click.testing import CliRunner
from hostile import CORPUS, LIMITS, certificate, nested, step
from hypothesis import given
from hypothesis import strategies as st
from reversal import advise, n, reversal, s
from thorough import CI, examples, full_check

import symconv
from symconv.cli import isolation, main
from symconv.errors import OverBudget, ProofError
from symconv.language.budget import Budget, limited
from symconv.language.terms import (
    at_least,
    floor_divide,
    letter,
    multiply,
    substitute,
    variables,
)
from symconv.library import theorem_named
from symconv.proof import kernel
from symconv.proof.certificates.certificate import check, checksum, to_data, to_text
from symconv.proof.certificates.untrusted_files import read_certificate
from symconv.proof.trusted.statement import Statement

SMALL = Budget(seconds=20, queries=20)
SHIPPED = Path(symconv.__file__).parent / "library" / "proofs"


@pytest.mark.parametrize("name", CORPUS)
def test_what_asks_for_too_much_is_rejected_soon_and_told_why(name):
    text = CORPUS[name]()
    budget = replace(SMALL, seconds=2 if LIMITS[name] == "seconds" else 60)
    start = monotonic()
    with pytest.raises(ProofError, match=LIMITS[name]) as caught:
        check(text, budget)
    assert monotonic() - start < 60
    assert len(str(caught.value)) < 1000


def test_every_limit_has_its_example():
    told = set(LIMITS.values())
    for limit in fields(Budget):
        elsewhere = limit.name in ("bytes", "megabytes")
        assert elsewhere or any(part in limit.metadata["what"] for part in told)


@pytest.mark.parametrize("limit", [f.name for f in fields(Budget) if f.name != "megabytes"])
def test_a_limit_is_named_with_the_option_that_raises_it(limit):
    with pytest.raises(OverBudget, match=rf"more than 7 .*\(--max-{limit}\)"):
        Budget(**{limit: 7}).check(limit, 8)
    Budget(**{limit: 7}).check(limit, 7)


def halved(times):
    size = n
    for _ in range(times):
        size = floor_divide(size, 2)
    return size


def test_a_limit_is_where_it_is_said_to_be():
    longer = [sum(map(letter, "abcd"), 0), sum(map(letter, "efg"), 0)]
    with limited(Budget(terms=6, degree=3, digits=5)):
        pair = n + s
        assert len((pair * (pair + 1)).terms) == 5
        assert (n * n * s * 9_999).terms == {tuple(variables(n)) * 2 + tuple(variables(s)): 9_999}
        with pytest.raises(OverBudget, match="terms"):
            (pair + letter("m") + letter("k")) * pair
        with pytest.raises(OverBudget, match="terms"):
            sum(map(letter, "abcdefg"), 0)
        assert len(sum(map(letter, "abcdef"), 0).terms) == 6
        with pytest.raises(OverBudget, match="terms"):
            substitute(n + s, dict(zip([*variables(n), *variables(s)], longer, strict=True)))
        with pytest.raises(OverBudget, match="factors"):
            (n * n * n) * n
        with pytest.raises(OverBudget, match="digits"):
            (10_000 * n) * (10_000 * n)
        with pytest.raises(OverBudget, match="sums"):
            multiply((0,) * 3, (0,) * 3)
        with pytest.raises(OverBudget, match="terms"):
            halved(40)
    assert list(((n * n * n) * n * 10**9).terms.values()) == [10**9]


def test_the_limits_are_those_of_the_block():
    with limited(Budget(degree=2)):
        with limited(Budget(degree=4)):
            n * n * n
        with pytest.raises(OverBudget):
            n * n * n


@pytest.mark.parametrize("depth", [60, 64, 65, 100_000])
def test_nesting_is_counted_before_anything_is_read(depth):
    text = json.dumps("[" * 99 + '"') + nested(depth)
    reason = "not JSON" if depth <= 64 else "64 levels of lists"
    with pytest.raises(ProofError, match=reason):
        check(text)


@pytest.mark.parametrize("opened", [*product("[{", repeat=2), *product("[{", repeat=4)])
def test_lists_and_objects_are_levels_alike(opened):
    """Also beside an object and a list that were closed before."""
    inner = "".join('{"a": ' if kind == "{" else "[0, " for kind in opened)
    text = inner + "7" + "".join("}" if kind == "{" else "]" for kind in reversed(opened))
    for whole, depth in ((text, len(opened)), (f'[{{"a": [0]}}, {text}]', len(opened) + 1)):
        assert json.loads(whole) is not None
        with pytest.raises(ProofError, match="not a certificate"):
            check(whole, Budget(nesting=depth))
        with pytest.raises(ProofError, match="levels of lists"):
            check(whole, Budget(nesting=depth - 1))


def test_the_text_of_a_file_has_a_limit():
    with pytest.raises(OverBudget, match="10 bytes in a file"):
        check(" " * 11, Budget(bytes=10))
    with pytest.raises(ProofError, match="not JSON"):
        check(" " * 10, Budget(bytes=10))


def test_a_floor_in_floors_is_as_long_as_it_is_deep():
    """Its name was a text in quotes inside a text in quotes: escapes doubled with each level."""
    lengths = [len(next(iter(variables(halved(times)))).name) for times in range(1, 20)]
    steps = [after - before for before, after in pairwise(lengths)]
    assert len(set(steps)) == 1


# ---- files


def places(folder):
    """Put into a folder what is called like a certificate and is none."""
    (folder / "folder.json").mkdir()
    (folder / "dangling.json").symlink_to(folder / "nowhere")
    (folder / "device.json").symlink_to("/dev/zero")
    os.mkfifo(folder / "pipe.json")
    with (folder / "sparse.json").open("wb") as stream:
        stream.truncate(2 * 10**9)
    (folder / "text.json").write_bytes(b"\xff\xfe")
    with socket.socket(socket.AF_UNIX) as bound:
        bound.bind(str(folder / "socket.json"))


REFUSED = {
    "dangling": "it is a link to nothing",
    "device": "it is no regular file",
    "folder": "it is no regular file",
    "pipe": "it is no regular file",
    "socket": "it is no regular file",
    "sparse": "it asks for more than 4,000,000 bytes in a file (--max-bytes)",
    "text": "it is not UTF-8 text",
}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes that are files")
def test_what_is_no_regular_file_is_one_line_and_the_rest_is_checked(tmp_path):
    places(tmp_path)
    (tmp_path / "good.json").write_text((SHIPPED / "padding-is-cropping.json").read_text())
    (tmp_path / "link.json").symlink_to(tmp_path / "good.json")
    result = CliRunner().invoke(main, ["check", str(tmp_path)])
    assert result.exit_code == 1
    said = str(theorem_named("padding-is-cropping").prove().words)
    assert dict(line.split(": ", 1) for line in result.stdout.splitlines()[:-1]) == {
        **dict.fromkeys(("good", "link"), f"checked: {said}"),
        **{name: f"rejected: {reason}" for name, reason in REFUSED.items()},
    }
    assert result.stdout.splitlines()[-1] == "2 checked, 7 rejected"


def test_a_file_that_cannot_be_read_says_so(tmp_path, monkeypatch):
    (tmp_path / "a.json").write_text("{}")

    def refuse(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(ProofError, match="it cannot be read: Permission denied"):
        read_certificate(tmp_path / "a.json", Budget())


def test_a_file_that_becomes_a_pipe_is_not_waited_for(tmp_path, monkeypatch):
    os.mkfifo(tmp_path / "a.json")
    monkeypatch.setattr(Path, "is_file", lambda _: True)
    with pytest.raises(ProofError, match="no regular file"):
        read_certificate(tmp_path / "a.json", Budget())


@full_check
def test_the_limits_are_options(tmp_path):
    (tmp_path / "a.json").write_text((SHIPPED / "method-polyphase.json").read_text())
    for option, said in (("--max-terms", "terms"), ("--max-queries", "questions")):
        result = CliRunner().invoke(main, ["check", str(tmp_path), option, "1"])
        assert f"a: rejected: it asks for more than 1 {said}" in result.stdout
    assert CliRunner().invoke(main, ["check", str(tmp_path), "--max-terms", "0"]).exit_code == 2


# ---- the process of its own


@pytest.fixture
def process():
    with isolation.Isolation(Budget(seconds=2, megabytes=900)) as made:
        yield made


@full_check
def test_a_process_that_outlasts_its_time_or_dies_is_replaced(process, monkeypatch):
    good = (SHIPPED / "padding-is-cropping.json").read_text()
    assert process.answer(good, "padding-is-cropping").reason is None
    process.process.kill()
    process.process.join()
    assert "900 megabytes" in process.answer(good, "mine").reason
    assert process.answer(good, "mine").reason is None
    first = process.process.pid
    os.kill(first, 19)  # it stands still
    monkeypatch.setattr(isolation, "GRACE", -1)
    assert "2 seconds" in process.answer(good, "mine").reason
    monkeypatch.undo()
    assert process.answer(good, "mine").reason is None
    assert process.process.pid != first


# ---- the fuzzer


def small(theorem):
    statement = theorem.statement
    sizes = kernel.entailed(statement.hypotheses, (), advise)
    return to_text(kernel.conclude(statement, sizes, theorem, {"n": 2, "s": 2}))


def seeds():
    """Return real certificates, short ones, and hostile ones that are no longer than a page."""
    turned = reversal()
    goals = (at_least(2 * n, 1), at_least(n * s, n))
    claim = Statement((at_least(s, 2),), goals)
    concluded = kernel.conclude(claim, kernel.entailed(*claim[:2], advise), None, {"n": 1, "s": 2})
    real = [small(turned), small(kernel.symmetric(turned)), to_text(concluded)]
    texts = [make() for make in CORPUS.values()]
    return [json.loads(text) for text in real] + [
        json.loads(text) for text in texts if len(text) < 9_000
    ]


SEEDS = seeds()


def leaves(data, path=()):
    if isinstance(data, dict | list) and data:
        for key in data if isinstance(data, dict) else range(len(data)):
            yield (*path, key)
            yield from leaves(data[key], (*path, key))


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-3, 3)
    | st.integers(-(10**12), 10**12)
    | st.sampled_from(["letter", "index", "floor", "=", ">=", "or", "n", "s", "Times", "reindex"]),
    lambda inner: st.lists(inner, max_size=4),
    max_leaves=6,
)


def mutated(data, rng, other):
    """Change one place: drop it, double it, put something else, or what stands elsewhere."""
    data = copy.deepcopy(data)
    paths = [path for path in leaves(data) if path[0] not in ("sha256", "solvers")]
    path = rng.choice(paths)
    at = data
    for key in path[:-1]:
        at = at[key]
    kind = rng.randrange(4)
    if kind == 0:
        del at[path[-1]]
    elif kind == 1 and isinstance(at, list):
        at.insert(path[-1], copy.deepcopy(at[path[-1]]))
    elif kind == 2:
        source = data
        for key in rng.choice(paths):
            source = source[key]
        at[path[-1]] = copy.deepcopy(source)
    else:
        at[path[-1]] = other
    return data


@given(
    st.sampled_from(range(len(SEEDS))), st.randoms(use_true_random=False), JSON, st.integers(1, 3)
)
@examples(400 if CI else 90)
def test_a_mutated_certificate_proves_what_it_says_or_is_rejected(seed, rng, other, times):
    data = SEEDS[seed]
    for _ in range(times):
        data = mutated(data, rng, other)
    data["sha256"] = checksum(data)
    start = monotonic()
    try:
        theorem = check(json.dumps(data), SMALL)
    except ProofError:
        assert monotonic() - start < 60
        return
    assert to_data(theorem, data["name"])["statement"] == data["statement"]
    assert theorem.example == data["example"]


def test_the_seeds_of_the_fuzzer_are_real_and_hostile():
    def verdict(data):
        try:
            check(json.dumps(data), SMALL)
        except ProofError:
            return False
        return True

    assert [verdict(data) for data in SEEDS[:3]] == [True] * 3
    assert len(SEEDS) > 5
    assert not any(verdict(data) for data in SEEDS[3:])


def test_a_certificate_without_end_of_steps_is_refused():
    """A premise is an earlier step: a step cannot rest on itself or on a later one."""
    for premise in (0, 1, 5):
        with pytest.raises(ProofError, match="IndexError"):
            check(certificate([step("symmetric", premises=[premise])]))
