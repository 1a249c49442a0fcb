"""What is proved for all sizes, and what looks true and is refuted: proved and refuted when the chapter is made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from symconv.book.content.formula_rows import alone
from symconv.data.letters import sizes
from symconv.errors import Refuted, StepFailed
from symconv.formulas.bibliography import cited
from symconv.formulas.book_order import Order
from symconv.formulas.breaking import broken
from symconv.formulas.polynomials import polynomial
from symconv.formulas.tex import latex
from symconv.language.terms import letter
from symconv.layers.conv import Conv, ConvTranspose
from symconv.library import theorem_named
from symconv.library.contents import contents
from symconv.library.entry import Entry
from symconv.library.judging import proved_entry
from symconv.operations import inner, ones, stretch, tensor
from symconv.pages.blocks import Equation, Equations, Heading, NumberedStatement, Paragraph, Section
from symconv.pages.displays import Math
from symconv.proof import prove
from symconv.proof.presentation.page import TheoremPage
from symconv.proof.presentation.statement import Display, Part, Prose, Typesetting
from symconv.symbolic.claims import AtMost, Claim, Equal

WIDEST = 38.0
"""Ems of a displayed formula."""

CHOSEN = {
    "method-zero-insertion": (
        "Zero insertion computes the layer",
        "On the left the reversed kernel, its taps $d$ cells apart, slides over the stretched "
        "input; on the right stands the "
        "layer with all its parameters, by scattering.",
    ),
    "method-polyphase": (
        "The phases compute the layer",
        "On the left stands the sum by phases, on the right the layer by scattering.",
    ),
    "adjoint": (
        "The two layers are adjoint",
        "On the left stands the inner product of $x$ with the convolution of $u$, on the right "
        "that of $u$ with the transposed "
        "convolution of $x$.",
    ),
    "padding-is-cropping": (
        "Padding is cropping",
        "On the left stands the layer with paddings $b$ and $e$, on the right the layer without "
        "padding, its output cropped by "
        "$b$ and $e$ cells. Written out they are the same sum, letter by letter.",
    ),
    "size-inverse": (
        "With output padding the size comes back",
        "On the left stands the size to which the convolution with the same parameters takes "
        "the output of the layer, on the "
        "right the size of the layer's input.",
    ),
    "equal-parameters-restore-the-size": (
        "Equal parameters restore the size where nothing is left over",
        "On the left stands the size after the convolution and the transposed convolution, on "
        "the right the size $n$ before "
        "them. The hypothesis says that the windows of the convolution end where its padded "
        "input ends.",
    ),
    "stride-one-duality": (
        "At stride one the layer is a convolution",
        "On the left stands the layer at stride 1, on the right the convolution of $x$ with the "
        "reversed kernel.",
    ),
    "input-and-kernel-exchange": (
        "Input and kernel may change places",
        "On the left $x$ is the input and $w$ the kernel; on the right $w$ is the input, $x$ "
        "the kernel, and stride and "
        "dilation have changed places, too.",
    ),
    "two-transposed-layers-are-one": (
        "Two transposed layers are one",
        "On the left stands a layer with kernel $u$ and stride $s_{1}$, followed by one with "
        "kernel $v$ and stride $s_{2}$; on "
        "the right one layer with stride $s_{1} s_{2}$, whose kernel is what the second layer "
        "makes of $u$.",
    ),
    "composition-with-inner-padding-inside": (
        "With padding between them, two layers are one away from the border",
        "On the left stand two such layers, the first with padding $p$; on the right the one "
        "layer, with padding $s_{2} p$. "
        "Both outputs are cropped by $k_{2} - s_{2}$ cells at each end.",
    ),
    "nearest-neighbour": (
        "Nearest-neighbour upsampling is a transposed convolution",
        "On the left stand the output cells at the positions that leave the remainder $r$ by "
        "$s$, on the right the input.",
    ),
    "no-checkerboard-if-the-stride-divides-the-kernel": (
        "No checkerboard where the stride divides the kernel size",
        "On the left an input and a kernel of ones count the products in the output cells at "
        "the positions that leave the "
        "remainder $r$ by $s$, without $q - 1$ of them at each end; on the right stands $q$ for "
        "each.",
    ),
    "total-mass": (
        "Without a crop nothing is lost",
        "On the left stands the sum of all output cells, on the right the sum of the input "
        "cells times that of the taps.",
    ),
}
"""Theorems that the chapter states, with what they say in a few words, and what their two sides are."""

DERIVED = ("method-zero-insertion", "padding-is-cropping")
"""Theorems whose derivations are shown, line by line."""

I, k, k1, k2, s, s1, s2, d, q = sizes("I k k1 k2 s s1 s2 d q")
n = sizes("n")
p = sizes("p", minimum=0)
x, w, u, v = tensor("x", I), tensor("w", k), tensor("u", k1), tensor("v", k2)
_between = ConvTranspose(k1, stride=s1, padding=1)
_second = ConvTranspose(k2, stride=s2)
_both = ConvTranspose(s2 * (k1 - 1) + k2, stride=s1 * s2, padding=s2)
_up, _down = ConvTranspose(k, stride=s, padding=p), Conv(k, stride=s, padding=p)
_forth, _back = ConvTranspose(k, stride=s, dilation=d), Conv(k, stride=s, dilation=d)

NEAR_MISSES: tuple[tuple[str, str, Claim, tuple[Claim, ...]], ...] = (
    (
        "Two layers with padding between them",
        "The first layer crops cells that the second one would have spread into the output.",
        Equal(_second(_between(x, u), v), _both(x, _second(u, v))),
        (),
    ),
    (
        "Equal parameters restore the size",
        "A convolution that leaves a remainder forgets it: 16 cells become 8, and 8 become 15, "
        "for a kernel of 3 cells with "
        "stride 2 and padding 1.",
        Equal(_up.output_size(_down.output_size(n)), n),
        (),
    ),
    (
        "Zero insertion with the kernel as it is",
        "The kernel has to be reversed.",
        Equal(ConvTranspose(k, stride=s)(x, w), Conv(k, padding=k - 1)(stretch(x, s), w)),
        (),
    ),
    (
        "The stride divides the kernel size, so all cells get equally many products",
        "At the border they do not.",
        Equal(ConvTranspose(s * q, stride=s)(ones(I), ones(s * q)), q * ones(s * (I - 1) + s * q)),
        (),
    ),
    (
        "A kernel no longer than the stride never meets itself",
        "A dilated one may.",
        Equal(_back(_forth(x, w), w), inner(w, w) * x),
        (AtMost(k, s),),
    ),
)


def section() -> Section:
    """Return the section."""
    return (
        Heading("Proved for all sizes", "proved"),
        Paragraph(
            "That two ways of computing agree on some sizes says nothing about the next size. "
            "What follows holds for all sizes, all tensors, and cells from any commutative ring; "
            "each statement was proved when this chapter was made. Most proofs are a pair of "
            "index maps: each term of one sum is found among the terms of the other, and back. "
            "That the maps stay within the ranges and undo each other is a statement about "
            "integers without any sum in it, and two solvers, Z3 and cvc5, have to agree on it. "
            "Positions count from 0, and a sum runs over all indices that meet the condition "
            "under it."
        ),
        *(theorem(name) for name in CHOSEN),
        Heading("Line by line", "derivations", level=3),
        Paragraph(
            "A proof can be read as a chain of equalities, each with its reason. Two of the "
            "theorems are carried out here; the program writes the chain of every other."
        ),
        *(block for name in DERIVED for block in _derivation(name)),
        Heading("What looks true and is not", "refuted", level=3),
        Paragraph(
            "A claim that fails is refuted by the smallest setting at which it does: the sizes "
            "add up to as little as possible, and both sides are computed there. Symbols count "
            "from 1."
        ),
        *(_near_miss(number, *miss) for number, miss in enumerate(NEAR_MISSES, start=1)),
        Paragraph(
            f"These are {len(CHOSEN)} of the {len(contents())} theorems of the library. "
            "`symconv prove` lists all of them, `symconv prove NAME --show proof` proves one and "
            "prints it, and `symconv check` checks proofs that were saved. The documentation "
            "has a table of all statements."
        ),
    )


def theorem(name: str) -> NumberedStatement:
    """Return a theorem of the library with its proof, proved anew."""
    made, entry = proved_entry(name), theorem_named(name)
    page = made.words.page(made)
    title, sides = CHOSEN[name]
    return NumberedStatement(
        "theorem",
        f"theorem-{name}",
        title,
        _blocks(page.statement(Typesetting())),
        (Paragraph(f"{sides} {entry.why}"), *_blocks(page.proof(Typesetting()))),
        _judged(entry),
    )


def _judged(entry: Entry) -> str:
    """Return the verdict and, where a work is cited, the place in it."""
    found = cited(entry.source)
    if found is None:
        return "Proved for all sizes; judges: Z3 and cvc5."
    work, place = found
    return (
        f"Proved for all sizes; judges: Z3 and cvc5. See [[{work.key}]]{', ' * bool(place)}{place}."
    )


def _blocks(said: Iterable[Part]) -> tuple[Paragraph | Equations, ...]:
    """Return parts of a statement as paragraphs and displayed formulas."""
    made: list[Paragraph | Equations] = []
    for is_display, group in groupby(said, lambda part: isinstance(part, Display)):
        if is_display:
            rows = [row for part in group if isinstance(part, Display) for row in _rows(part)]
            made.append(Equations(tuple(rows)))
        else:
            made.append(Paragraph(" ".join(part.text for part in group if isinstance(part, Prose))))
    return tuple(made)


def _rows(part: Display) -> Iterator[Equation]:
    """Yield a formula, its lines one below the other where it is wide."""
    first, *more = broken(part.formula, WIDEST)
    yield alone(first)
    yield from (alone(rf"\quad {line}") for line in more)


def _derivation(name: str) -> Section:
    """Return the chain of equalities from one side of a theorem to the other."""
    first, second, *rest = proved_entry(name).derivation().lines
    left = Math(first.latex, first.text)
    lines = [Equation(left, Math(second.latex, second.text), second.reason)]
    lines += [Equation(Math("", ""), Math(line.latex, line.text), line.reason) for line in rest]
    return Paragraph(f"[[theorem-{name}]]:"), Equations(tuple(lines))


def _near_miss(
    number: int, title: str, why: str, claim: Claim, given: tuple[Claim, ...]
) -> NumberedStatement:
    said = _blocks(TheoremPage(None, claim, given).statement(Typesetting()))
    try:
        prove(claim, given)
    except Refuted as refuted:
        letters = sorted(refuted.counterexample.items(), key=str)
        setting = r",\ ".join(
            f"{polynomial(letter(symbol.name))} = {value}" for symbol, value in letters
        )
        left, right = (latex(side, _order(side)) for side in (refuted.left, refuted.right))
        found = (
            f"At ${setting}$ {_where(refuted)} is ${left}$ on the left and ${right}$ on the right."
        )
        against = (Paragraph(f"{why} {found}"),)
        remark = "Refuted; no setting with a smaller sum does it."
        return NumberedStatement(
            "refuted", f"refuted-{number}", title, (*said, *against), (), remark
        )
    raise StepFailed(f"{title}: this is true after all")


def _where(refuted: Refuted) -> str:
    """Return what differs at a counterexample."""
    if refuted.cell:
        return f"cell {refuted.cell[0]}"
    return "the size" if refuted.cell == () else "the shape"


def _order(value: Any) -> Order:
    """Return the cells of the input, which are called x, and all others: book order puts the input first."""
    cells = sorted(getattr(value, "free_symbols", ()), key=str)
    return Order(
        tuple(c for c in cells if c.name[0] == "x"), tuple(c for c in cells if c.name[0] != "x")
    )
