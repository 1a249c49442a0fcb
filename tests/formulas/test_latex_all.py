"""Everything that is printed as LaTeX goes through pdflatex and KaTeX; a failure names its piece.

All pieces of one kind are one run: each is read from a file of its own, so that its errors and
overfull boxes are known.
"""

import re

import pytest
from latex_check import Run, has_katex, katex_failures, needs_pdflatex
from thorough import CI, full_check, share

from symconv import ConvTranspose, latex, sizes, tensor, theorems, worked, worked_example
from symconv.book.export import pieces
from symconv.formulas.listing import ALGORITHMS, FORMULAS

EXAMPLES = share(worked.names(), few=1, of=4)
THEOREMS = share(theorems(), few=3, of=6)
NAMES = {*EXAMPLES, *THEOREMS}
WIDTH = "162mm"


HEAD = (
    "\\documentclass{article}\n\\usepackage{amsmath,amssymb,amsthm,tikz}\n"
    "\\usetikzlibrary{patterns,arrows.meta}\n\\newtheorem{theorem}{Theorem}\n"
    "\\usepackage[active,tightpage]{preview}\n\\emergencystretch=4em\\tolerance=9999\\parindent=0pt\n"
    "\\textheight=90cm\\textwidth=%s\n\\begin{document}\n"
)
SHOW = "\\typeout{PIECE %s}\n\\begin{preview}\\input{%s}\\end{preview}\n"


def named(kind):
    """Return the exported pieces of a kind."""
    chosen = [p for p in pieces() if p.path.startswith(kind) and p.title.partition(":")[0] in NAMES]
    return {piece.path.removesuffix(".tex").replace("/", "-"): piece.make("0") for piece in chosen}


def formulas():
    """Return formulas for math mode: results, sums on letters, size formulas, listings, and what notebooks show."""
    I, k, s, p = sizes("I k s p")
    x, w = tensor("x", (12, 3)), tensor("w", (2, 2))
    y = ConvTranspose((2, 2), stride=2)(x, w)
    found = {f"formula-{name}": formula.latex() for name, formula in FORMULAS.items()}
    found |= {f"listing-{name}": algorithm.latex() for name, algorithm in ALGORITHMS.items()}
    found |= {"result": latex(y, order=(x, w)), "result-cut": latex(y, order=(x, w), limit=4)}
    found["fractions"] = latex([[1, 2]], limit=1)
    for method in ConvTranspose.methods:
        found[f"letters-{method}"] = latex(
            ConvTranspose(k, stride=s, padding=p)(tensor("x", I), tensor("w", k), method=method)
        )
    for name in ("seed-1d", "three-axes", "channels-groups"):
        shown = worked.example(name)._repr_mimebundle_()["text/markdown"]
        blocks = re.findall(r"\$\$\n(.*?)\n\$\$", shown, re.S)
        found |= {f"notebook-{name}-{n}": block for n, block in enumerate(blocks)}
    return found


@pytest.fixture(scope="module")
def examples():
    layer = ConvTranspose(
        (11, 1), stride=(2, 3), padding=(1, 0), output_padding=(1, 0), dilation=(2, 1)
    )
    made = {name: worked.example(name) for name in EXAMPLES}
    return {**made, "own": worked_example(layer, tensor("x", (6, 2)), tensor("w", (11, 1)))}


@pytest.fixture(scope="module")
def boxes():
    return named("theorems/")


def in_previews(folder, name, texts, width=WIDTH):
    """Start a run in which every piece stands on a page of its own."""
    return Run(
        folder,
        name,
        texts,
        HEAD % width + "".join(SHOW % (piece, piece) for piece in texts) + "\\end{document}\n",
    )


def as_one_deck(folder, name, decks):
    """Start a run on all frames of all decks; as a handout, so that a frame is one page."""
    preamble = (
        next(iter(decks.values()))
        .partition("\\begin{document}")[0]
        .replace("14pt]", "14pt,handout]")
    )
    bodies = {
        piece: re.search(r"\\begin\{document\}\n(.*)\\end\{document\}", deck, re.S)[1]
        for piece, deck in decks.items()
    }
    shown = "".join(f"\\typeout{{PIECE {piece}}}\n\\input{{{piece}}}\n" for piece in bodies)
    return Run(folder, name, bodies, f"{preamble}\\begin{{document}}\n{shown}\\end{{document}}\n")


def displayed(texts):
    return {name: f"$\\displaystyle {text}$\n" for name, text in texts.items()}


@pytest.fixture(scope="module")
def runs(tmp_path_factory, examples, boxes):
    """All runs, begun together: pdflatex takes one core, and most machines have more."""
    folder = tmp_path_factory.mktemp("latex")
    columns = {
        f"{n}-88mm": e.latex("88mm", colour=True)
        for n, e in examples.items()
        if not e.too_wide("88mm")
    }
    mine = examples["own"]
    own = {"own": mine.latex(), "own-from-0": mine.latex(notation="u,h,v from 0")}
    decks = {n: e.beamer() for n, e in examples.items()}
    begun = {"figures": in_previews(folder, "figures", named("figures/"))}
    begun["decks"] = as_one_deck(folder, "decks", decks)
    begun["examples"] = in_previews(folder, "examples", {**named("examples/"), **own})
    begun["columns"] = in_previews(folder, "columns", columns, "88mm")
    begun["theorems"] = in_previews(folder, "theorems", boxes)
    begun["formulas"] = in_previews(folder, "formulas", displayed(formulas()))
    yield begun
    for run in begun.values():
        if run.process.poll() is None:
            run.process.kill()


@full_check
@needs_pdflatex
@pytest.mark.parametrize(
    ("kind", "least"),
    [
        ("formulas", 30),
        ("examples", len(EXAMPLES)),
        ("columns", len(EXAMPLES) // 2),  # some are too wide for a column, and say so
        ("theorems", len(THEOREMS)),
        ("decks", len(EXAMPLES)),
        ("figures", 4 * len(EXAMPLES)),
    ],
)
def test_everything_compiles_and_fits(kind, least, runs):
    assert len(runs[kind].names) >= least
    assert runs[kind].failures() == {}


@needs_pdflatex
def test_what_does_not_compile_or_does_not_fit_is_named(tmp_path):
    texts = {
        "good": "$x$",
        "bad": "$\\undefined x$",
        "wide": "x\\hbox{\\hskip 20cm}",
        "last": "$y$",
    }
    failures = in_previews(tmp_path, "wrong", texts).failures()
    assert set(failures) == {"bad", "wide"}
    assert "bad.tex:1: Undefined control sequence" in failures["bad"][0]


# ---- KaTeX


@pytest.fixture(scope="module")
def katex():
    if not CI and not has_katex():
        pytest.skip("node or its package katex is not installed")


def mathematics(texts):
    """Yield every formula of fragments with prose."""
    for name, text in texts.items():
        body = re.sub(r"^%.*\n", "", text, flags=re.M)
        yield from (
            (name, tex.removeprefix("\\displaystyle ")) for tex in re.findall(r"\$([^$]+)\$", body)
        )


@pytest.mark.usefixtures("katex")
def test_katex_takes_every_formula(examples, boxes):
    fragments = {name: example.latex("88mm", colour=True) for name, example in examples.items()}
    texts = [*mathematics(fragments), *mathematics(boxes), *formulas().items()]
    assert len(texts) > 10 * len(EXAMPLES)
    assert katex_failures(texts) == []


@pytest.mark.usefixtures("katex")
def test_what_katex_does_not_know_is_named():
    assert [
        line.split(":")[0] for line in katex_failures([["good", "x_{1}"], ["bad", r"\multline x"]])
    ] == ["bad"]
