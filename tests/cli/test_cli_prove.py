"""``symconv prove`` and ``symconv check``: what they print, what they answer, and which certificates they reject."""

import copy
import json
import random
from pathlib import Path

import pytest
from commands import run, shell
from thorough import full_check

import symconv.library
from symconv import Equal, sizes, theorems
from symconv.errors import Undecided
from symconv.library import judging as proving
from symconv.library.entry import Entry
from symconv.proof.certificates.certificate import checksum

SHIPPED = Path(symconv.library.__file__).parent / "proofs"
FIELDS = ["name", "statement", "given", "verdict", "judges", "seconds", "source"]
KEYS = {"statement", "hypotheses", "definitions", "steps", "obligations"}
QUICK = ["padding-is-cropping", "size-inverse", "guide-09"]
n, s = sizes("n s")


@pytest.fixture
def folder(tmp_path):
    """A folder with the certificates of three theorems."""
    for name in QUICK:
        (tmp_path / f"{name}.json").write_text((SHIPPED / f"{name}.json").read_text())
    return tmp_path


# ---- prove


def test_without_names_the_library_is_listed():
    result = run("prove")
    assert result.exit_code == 0
    assert [line.split()[0] for line in result.stdout.splitlines()] == list(theorems())


def test_json_has_the_promised_fields_and_nothing_else():
    result = run("prove", *QUICK, "--json", "--jobs", "1")
    assert result.exit_code == 0
    rows = json.loads(result.stdout)
    assert [row["name"] for row in rows] == QUICK
    for row in rows:
        assert list(row) == FIELDS
        assert (row["verdict"], row["judges"]) == ("proved", ["z3", "cvc5"])
        assert row["statement"].startswith("For all integers ")
        assert isinstance(row["given"], list)
        assert 0 < row["seconds"] < 60
        assert row["source"]
    assert rows[1]["given"] == ["AtMost(a + 1, s)"]


def test_the_table_has_a_line_each_and_a_sum():
    result = run("prove", *QUICK, "--jobs", "1")
    *said, one, two, three, last = result.stdout.splitlines()
    assert [line.split()[:4] for line in (one, two, three)] == [
        [name, "proved", "z3,", "cvc5"] for name in QUICK
    ]
    assert sum("For all integers" in line for line in said) == 3
    assert last == "3 proved"


def test_data_on_stdout_and_progress_on_stderr():
    result = shell("prove", QUICK[1], "--json")
    assert result.returncode == 0
    assert json.loads(result.stdout)[0]["name"] == QUICK[1]


def test_a_name_given_twice_is_proved_once():
    result = run("prove", QUICK[1], QUICK[1], "--json", "--jobs", "1")
    assert len(json.loads(result.stdout)) == 1


def test_search_finds_what_is_shipped():
    result = run("prove", QUICK[1], "--search", "--jobs", "1")
    assert (result.exit_code, result.stdout.splitlines()[-1]) == (0, "1 proved")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nonsense"], "there is no theorem 'nonsense' in the library"),
        (["guide-16"], "guide-15"),
        (["--all", "adjoint"], "give names, or --all, not both"),
        (["adjoint", "--judge", "z3,vampire"], "'vampire' is no judge; there are z3, cvc5, coq"),
        (["adjoint", "--judge", ""], "is no judge"),
        (["adjoint", "--jobs", "0"], "at least 1 process is needed"),
        (["adjoint", "--certificates", __file__], "is a file"),
    ],
)
def test_what_cannot_be_asked_is_refused(arguments, message):
    result = run("prove", *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert message in result.stderr
    assert "Traceback" not in result.stderr


def outcome_of(monkeypatch, claim):
    """Run ``symconv prove it`` on a library that holds one claim."""
    library = {"it": Entry("it", "family", lambda: claim, "Because.", "symconv")}
    monkeypatch.setattr(symconv.library, "contents", lambda: {"it": "methods"})
    monkeypatch.setattr(symconv.library, "theorem_named", library.get)
    monkeypatch.setattr(proving, "theorem_named", library.get)
    return run("prove", "it", "--json", "--jobs", "1"), run("prove", "it", "--jobs", "1")


def test_a_false_entry_is_refuted_with_exit_code_1(monkeypatch):
    result, table = outcome_of(monkeypatch, Equal(n, n * n))
    assert (result.exit_code, table.exit_code) == (1, 1)
    [row] = json.loads(result.stdout)
    assert row["verdict"] == "refuted"
    assert "n=2" in table.stdout
    assert table.stdout.splitlines()[-1] == "0 proved, 1 refuted"


def test_an_undecided_entry_is_not_shown_as_proved_and_has_exit_code_3(monkeypatch):
    def give_up(self):
        raise Undecided("the search ended", "(check-sat)")

    monkeypatch.setattr(Entry, "prove", give_up)
    result, table = outcome_of(monkeypatch, Equal(n, n))
    assert (result.exit_code, table.exit_code) == (3, 3)
    [row] = json.loads(result.stdout)
    assert (row["verdict"], row["judges"]) == ("undecided", [])
    assert "the search ended" in table.stdout
    assert table.stdout.splitlines()[-1] == "0 proved, 1 undecided"


@full_check
def test_certificates_are_written_one_for_each(tmp_path):
    result = run("prove", *QUICK, "--certificates", str(tmp_path / "new" / "proofs"), "--jobs", "1")
    assert result.exit_code == 0
    written = sorted((tmp_path / "new" / "proofs").iterdir())
    assert [path.name for path in written] == [f"{name}.json" for name in sorted(QUICK)]
    for path in written:
        data = json.loads(path.read_text())
        assert set(data) >= KEYS
        assert all({"rule", "maps", "hints"} <= set(step) for step in data["steps"])
    again = run("check", str(tmp_path / "new" / "proofs"))
    assert (again.exit_code, again.stdout.splitlines()[-1]) == (0, "3 checked, 0 rejected")


# ---- check


def said(name):
    """Return the words of a theorem of the library."""
    return str(theorems()[name].prove().words)


@full_check
def test_what_is_shipped_passes(folder):
    result = shell("check", str(folder))
    assert result.returncode == 0
    assert result.stdout.decode().splitlines() == [
        *(f"{name}: checked: {said(name)}" for name in sorted(QUICK)),
        "3 checked, 0 rejected",
    ]


def leaves(data, path=()):
    if isinstance(data, dict | list):
        for key in data if isinstance(data, dict) else range(len(data)):
            yield from leaves(data[key], (*path, key))
    else:
        yield path


def with_edit(data, path):
    data = copy.deepcopy(data)
    at = data
    for key in path[:-1]:
        at = at[key]
    old = at[path[-1]]
    at[path[-1]] = old + 1 if isinstance(old, int) else f"{old} " if isinstance(old, str) else 7
    return data


RESEALED = [
    ("statement", lambda d: d["statement"]["hypotheses"].pop()),
    ("statement", lambda d: d["statement"].update(every_axis=False)),
    ("steps", lambda d: d["steps"].pop()),
    ("steps", lambda d: d["steps"][-1].update(rule="trust")),
    ("obligations", lambda d: d["obligations"].pop()),
    ("obligations", lambda d: d["obligations"][0].update(query="(check-sat)")),
    ("name", lambda d: d.update(name="adjoint")),
]
NO_CERTIFICATES = [b"", b"[]", b"\xff\xfe", b"{}", b"[" * 100_000, b'{"format": 1, "name": "x"}']
EDITS = 20


@pytest.fixture(scope="module")
def checked(tmp_path_factory):
    """What one run says of a folder of good and bad certificates: the line of each, the last line, the exit code."""
    folder = tmp_path_factory.mktemp("certificates")
    shipped = {name: (SHIPPED / f"{name}.json").read_text() for name in QUICK}
    written = {"guide-09": shipped["guide-09"], "mine": shipped["guide-09"]}
    written["adjoint"] = shipped["padding-is-cropping"]
    data = json.loads(shipped["size-inverse"])
    paths = random.Random(4).sample(list(leaves(data)), EDITS)  # noqa: S311 (not cryptography)
    for number, path in enumerate(paths):
        written[f"edit-{number}"] = json.dumps(with_edit(data, path))
    for number, (place, change) in enumerate(RESEALED):
        data = json.loads(shipped["padding-is-cropping"])
        before = copy.deepcopy(data)
        change(data)
        assert data[place] != before[place]
        data["sha256"] = checksum(data)
        written[f"resealed-{number}"] = json.dumps(data)
    for name, text in written.items():
        (folder / f"{name}.json").write_text(text)
    for number, content in enumerate(NO_CERTIFICATES):
        (folder / f"none-{number}.json").write_bytes(content)
    result = run("check", str(folder))
    assert "Traceback" not in result.stderr
    *lines, last = result.stdout.splitlines()
    return dict(line.split(": ", 1) for line in lines), last, result.exit_code


@full_check
def test_every_edit_is_rejected(checked):
    lines, last, code = checked
    assert all(lines[f"edit-{number}"].startswith("rejected: ") for number in range(EDITS))
    bad = 1 + EDITS + len(RESEALED) + len(NO_CERTIFICATES)
    assert (last, code) == (f"2 checked, {bad} rejected", 1)


@full_check
@pytest.mark.parametrize("number", range(len(RESEALED)))
def test_an_edit_under_a_new_checksum_is_rejected_too(checked, number):
    lines, _, _ = checked
    assert lines[f"resealed-{number}"].startswith("rejected: ")


@full_check
def test_a_certificate_under_the_name_of_another_theorem_is_rejected(checked):
    lines, _, _ = checked
    said = "rejected: it proves something else than the library states as adjoint"
    assert lines["adjoint"].startswith(said)


def test_the_statement_stands_before_the_verdict_of_a_named_theorem():
    result = run("prove", "padding-is-cropping")
    first, *_ = result.stdout.splitlines()
    assert first.startswith("Padding is cropping. For all integers ")
    assert result.stdout.splitlines()[-1] == "1 proved"


@pytest.mark.parametrize("form", ["text", "latex", "markdown", "html", "beamer"])
@pytest.mark.parametrize("piece", ["statement", "proof", "derivation", "all"])
def test_every_part_is_shown_in_every_format(piece, form):
    result = run("prove", "padding-is-cropping", "--show", piece, "--format", form)
    assert result.exit_code == 0
    theorem = theorems()["padding-is-cropping"].prove()
    lines = result.stdout.splitlines(keepends=True)
    header = 2 if form == "latex" else 0
    assert all(line.startswith("% ") for line in lines[:header])
    assert "".join(lines[header:]) == getattr(theorem, form)(piece) + "\n"


CLAIM = ("--sizes", "n; p >= 0", "--tensors", "x:n")


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        ("Equal(flip(flip(x)), x)", 0, "proved: z3, cvc5"),
        ("Equal(flip(x), x)", 1, "refuted: Equal(flip(x), x) is false at n=2"),
        ("AtMost(n, n + p)", 0, "n <= p + n"),
    ],
)
def test_a_claim_of_ones_own(text, code, said):
    result = run("prove", "--claim", text, *CLAIM)
    assert result.exit_code == code
    assert said in result.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--claim", "Equal(y, x)", *CLAIM), "at character 7: y is not declared"),
        (("--claim", "Equal(x, x)", "--all"), "not several of them"),
        (("padding-is-cropping", "--sizes", "n"), "belong to --claim"),
        (("--claim", "@nowhere.txt"), "nowhere.txt"),
    ],
)
def test_a_claim_that_cannot_be_read_is_bad_input(arguments, said):
    result = run("prove", *arguments)
    assert result.exit_code == 2
    assert said in result.stderr


@full_check
def test_a_certificate_of_no_library_theorem_is_just_checked(checked):
    lines, _, _ = checked
    assert lines["mine"] == lines["guide-09"]
    assert lines["mine"].startswith("checked: ")


@full_check
def test_what_is_no_certificate_is_rejected(checked):
    lines, _, _ = checked
    assert all(lines[f"none-{n}"].startswith("rejected") for n in range(len(NO_CERTIFICATES)))


@full_check
def test_a_certificate_cannot_write_to_the_terminal_what_it_likes(tmp_path):
    (tmp_path / "x.json").write_text(r'{"\u001b[2J\ud800": 1, "\u001b[2J\ud800": 2}')
    result = shell("check", str(tmp_path), PYTHONIOENCODING="utf-8")
    assert result.returncode == 1
    assert (
        result.stdout.decode().splitlines()[0]
        == r"x: rejected: the certificate says twice what \x1b[2J\ud800 is"
    )


def test_an_empty_folder_and_none_at_all_are_wrong_usage(tmp_path):
    empty, missing = run("check", str(tmp_path)), run("check", str(tmp_path / "missing"))
    assert (empty.exit_code, missing.exit_code) == (2, 2)
    assert "symconv prove --all --certificates" in empty.stderr
    assert "does not exist" in missing.stderr
