"""Claims as text: what repr writes is read back as the same claim, and nothing else is ever run."""

import ast
import contextlib
import json
import random
from itertools import islice

import own_claims
import pytest
from thorough import CI, share

from symconv import AtMost, Conv, ConvTranspose, Divides, Equal, flip, inner, prove, sizes, tensor
from symconv import theorems as library
from symconv.errors import GeometryError, ProofError, ShapeError
from symconv.proof.certificates.certificate import check, checksum, states, to_data, to_text
from symconv.proof.claim_reader import Declared, Reader, check_in_words, read_claim, stated
from symconv.proof.claim_texts import wording
from symconv.proof.question import read

NAMES = list(library())
I, k, s, n = sizes("I k s n")
p = sizes("p", minimum=0)
x, w = tensor("x", I), tensor("w", k)


def again(claim, given=()):
    """Read a claim back from its texts."""
    texts = wording(claim, given)
    declared = Declared(texts["sizes"], texts["tensors"])
    return read_claim(texts["claim"], declared), [read_claim(g, declared) for g in texts["given"]]


@pytest.mark.parametrize("name", share(NAMES, few=30, of=2))
def test_every_claim_of_the_library_is_read_back(name):
    entry = library()[name]
    theorem = entry.prove()
    claim, given = again(entry.claim, entry.given)
    statement = read(claim, given).statement._replace(every_axis=theorem.statement.every_axis)
    assert states(theorem, statement)


@pytest.mark.parametrize(
    "claim",
    [
        AtMost(n, n + 1),
        Divides(2, 4 * n),
        Equal(inner(x, x), inner(flip(x), flip(x))),
        Equal(tensor("x", n) * 2, tensor("x", n) + tensor("x", n)),
        Equal(ConvTranspose((k, 3), stride=(s, 1))(tensor("y", (I, n)), tensor("v", (k, 3))) * 0,
              ConvTranspose((k, 3), stride=(s, 1))(tensor("y", (I, n)), tensor("v", (k, 3))) * 0),
        AtMost(Conv(k, stride=s, padding=p).output_size(n), n + 2 * p),
        Equal((-p) % (3 * n), (-p) % (3 * n)),
    ],
    ids=repr,
)  # fmt: skip
def test_a_users_claim_is_read_back(claim):
    back, _ = again(claim)
    assert repr(back) == repr(claim)
    one, other = read(claim, ()).statement, read(back, ()).statement
    assert set(one.hypotheses) == set(other.hypotheses)
    assert len(one.left) == len(other.left)


REFUSED = [
    "__import__('os').system('true')",
    "Equal(x, x).__class__",
    "Equal(x.__init__, x)",
    "Equal(open('/etc/passwd'), x)",
    "(lambda: x)()",
    "[y for y in x]",
    "Equal(x, x) if x else x",
    "Equal(f'{x}', x)",
    "Equal(x, 'x')",
    "Equal(x, 1.5)",
    "Equal(x, True)",
    "Equal(x, y)",
    "Equal(*[x, x])",
    "Equal(**{})",
    "Equal(x, x) and Equal(x, x)",
    "flip(x)",
    "Equal(flip(x), x",
    "Equal(x.at.__globals__, x)",
    "Equal(flip.__globals__, x)",
    "Equal(n**(9**99), n)",
    "Equal(x, x, x)",
    "Equal(((9**16)**16)**16, n)",
    "Equal(" + "flip(" * 300 + "x" + ")" * 300 + ", x)",
    "Equal(x, x)" + " " * 30_000,
    "",
]


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_no_claim_is_refused_and_never_run(text):
    with pytest.raises(GeometryError) as refused:
        read_claim(text, Declared("n", "x:n"))
    assert len(str(refused.value)) < 1000


@pytest.mark.parametrize(
    ("sizes_text", "tensors_text", "words"),
    [
        ("n >= 2", "", "names and a bound"),
        ("n", "x:", "NAME:SHAPE"),
        ("n", "n:n", "declared twice"),
        ("n", "x-y:n", "not a name"),
        ("n; = 3", "", "names and a bound"),
        ("n", "x:m", "not declared"),
    ],
)
def test_declarations_are_refused_with_what_is_needed(sizes_text, tensors_text, words):
    with pytest.raises(GeometryError, match=words):
        read_claim("Equal(x, x)", Declared(sizes_text, tensors_text))


def edited(text, rng):
    """Yield a claim's text with one thing changed: a name, a number, a sign, an order, a parameter."""
    tree = ast.parse(text, mode="eval")
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    places = list(ast.walk(tree))
    rng.shuffle(places)
    for node in places:
        before = dict(vars(node))
        if isinstance(node, ast.Name):
            node.id = rng.choice(sorted(names - {node.id}))
        elif isinstance(node, ast.Constant) and isinstance(node.value, int):
            node.value += rng.choice([1, 2])
        elif isinstance(node, ast.BinOp):
            node.op = rng.choice([ast.Add(), ast.Sub(), ast.Mult(), ast.FloorDiv()])
        elif isinstance(node, ast.Call) and node.keywords and rng.random() < 0.5:
            node.keywords = node.keywords[1:]
        elif isinstance(node, ast.Call) and len(node.args) == 2:
            node.args = node.args[::-1]
        yield ast.unparse(tree)
        vars(node).update(before)


def holds_on_numbers(claim, given, rng):
    """Run a claim on small sizes at which it and what is given is legal, and say whether it held each time."""
    ran = 0
    for _ in range(40):
        with contextlib.suppress(GeometryError, ShapeError):
            numbers = {v: rng.randint(v.minimum, 4) for one in (claim, *given) for v in one.letters}
            known = [on_numbers(one, numbers) for one in (claim, *given)]
            if all(map(bool, known[1:])):
                ran += 1
                assert bool(known[0]), known[0]
    assert ran


def on_numbers(claim, numbers):
    """Return a claim with numbers put for its letters."""
    mine = {letter.name: numbers[letter] for letter in claim.letters}
    return claim.at(mine) if mine else claim


def test_edited_words_are_rejected():
    """Accepted is an edit only where it states the very thing that was proved, such as sides exchanged."""
    rng, tried, accepted = random.Random(3), 0, []  # noqa: S311
    names = list(own_claims.CLAIMS)[: 12 if CI else 3]
    proved = [own_claims.proved(name) for name in names]
    told = [(theorem, to_data(theorem)) for theorem in proved]
    while tried < (500 if CI else 30):
        theorem, words = rng.choice(told)
        for text in islice(edited(words["claim"], rng), 5):
            if ast.dump(ast.parse(text)) == ast.dump(ast.parse(words["claim"])):
                continue
            tried += 1
            with contextlib.suppress(ProofError):
                found = stated(theorem, {**words, "claim": text}).words
                accepted.append(text)
                holds_on_numbers(found.claim, found.given, rng)
    assert len(accepted) < tried / 20, accepted


def test_an_edited_file_is_rejected_whole():
    up = ConvTranspose(k, stride=s)
    data = to_data(prove(Equal(flip(up(x, w)), up(flip(x), flip(w)))))
    assert check_in_words(json.dumps(data)).claim is not None
    changed = {**data, "claim": data["claim"].replace("flip(x)", "x")}
    changed["sha256"] = checksum(changed)
    with pytest.raises(ProofError, match=r"words|claim"):
        check_in_words(json.dumps(changed))


@pytest.mark.parametrize("key", ["claim", "given", "sizes", "tensors"])
@pytest.mark.parametrize("value", [None, 3, "", ["n"], "Equal(n, n)"])
def test_words_of_another_kind_are_rejected(key, value):
    theorem = prove(AtMost(n, n + 1), [AtMost(2, n)])
    data = {**to_data(theorem), key: value}
    if data == to_data(theorem) or (key, value) == ("tensors", ""):
        return
    data["sha256"] = checksum(data)
    with pytest.raises(ProofError):
        stated(check(json.dumps(data)), data)


@pytest.mark.parametrize("name", share(NAMES, few=6, of=6))
def test_a_certificate_says_what_it_proves(name):
    theorem = library()[name].prove()
    again_proved = check_in_words(to_text(theorem, name))
    assert repr(again_proved.claim) == repr(theorem.claim)


def random_text(rng, depth):
    """Return an expression of the grammar, which mostly means nothing."""
    leaves = ["I", "p", "x", "w", "c", "u2", "2", "[1, 2]", "[[1], [1, 2]]", "()", "x.T"]
    if not depth:
        return rng.choice(leaves)
    a, b = (random_text(rng, rng.randrange(depth)) for _ in range(2))
    word = rng.choice(["flip", "total", "crop", "inner", "Equal", "AtMost", "Not", "Conv", "floor"])
    texts = [
        f"-{a}",
        f"({a}, {b})",
        f"{a}[{b}]",
        f"{a}[{a}:{b}]",
        f"{word}({a}, {b})",
        f"{word}({a})",
    ]
    texts += [f"{a} {sign} {b}" for sign in ("+", "-", "*", "/", "//", "%", "@")]
    texts += [f"Conv({a}).output_size({b})", f"({a}).shape", f"{a}.at(I=2)", f"Conv(2)({a}, {b})"]
    return rng.choice(texts)


def test_whatever_is_written_is_read_or_refused_with_its_place():
    rng = random.Random(4)  # noqa: S311
    names = Declared("I k; p >= 0", "x:I w:k u:3 c:()").names()
    outcomes = set()
    for _ in range(2000):
        text = random_text(rng, 3)
        try:
            outcomes.add(type(Reader(text, names).value()))
        except GeometryError as error:
            outcomes.add("character" in str(error))
    assert Equal in outcomes
    assert False not in outcomes
