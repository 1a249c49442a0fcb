"""The kinds of exercises: each draws its numbers, asks, and answers by one way, held against another."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from random import Random
from typing import Any

from sympy import Array, Matrix, Rational

from symconv.errors import GeometryError, StepFailed
from symconv.formulas.listing import ALGORITHMS, FORMULAS
from symconv.formulas.tex import latex
from symconv.layers.conv import Conv, ConvTranspose
from symconv.operations import crop, flip, inner, ones, stretch, subsample
from symconv.pages.blocks import Equation, Equations, Paragraph
from symconv.pages.displays import Math
from symconv.worked.steps import agree

Blocks = tuple[Paragraph | Equations, ...]


@dataclass(frozen=True)
class Exercise:
    """A question with its answer.

    Parameters
    ----------
    name : str
        Of its kind.
    title : str
        What it is about.
    question, answer : tuple of Paragraph or Equations
        What is asked, and what is to be found.
    """

    name: str
    title: str
    question: Blocks
    answer: Blocks


def exercises(seed: int) -> tuple[Exercise, ...]:
    """Return one exercise of each kind, with numbers that the seed decides.

    Parameters
    ----------
    seed : int
        The same seed gives the same exercises.

    Raises
    ------
    StepFailed
        If two ways to an answer disagree.

    Examples
    --------
    >>> [each.name for each in exercises(1)][:3]
    ['size', 'place', 'by-hand']
    >>> exercises(1) == exercises(1), exercises(1) == exercises(2)
    (True, False)
    """
    random = Random(seed)  # noqa: S311 (numbers of exercises are no secret)
    return tuple(kind(random) for kind in KINDS)


def size(random: Random) -> Exercise:
    """Ask for the output size."""
    I, k, s = random.randint(4, 20), random.randint(2, 6), random.randint(1, 4)
    p = random.randint(0, (k - 1) // 2)
    put = FORMULAS["plain_output_size"].put(I=I, k=k, s=s, p=p)
    agree_sizes(put.value, len(ALGORITHMS["scatter"].run([1] * I, [1] * k, s, p)))
    return Exercise(
        "size",
        "the output size",
        said(
            f"A transposed convolution has $k = {k}$, $s = {s}$ and $p = {p}$. How many cells does "
            f"it make of $I = {I}$ cells?"
        ),
        (*said("By the size formula"), shown("O", f"{put.tex} = {put.value}")),
    )


def place(random: Random) -> Exercise:
    """Ask where a product goes."""
    s, k = random.randint(2, 4), random.randint(3, 5)
    i, t, p = random.randint(1, 4), random.randint(0, k - 1), random.randint(0, 1)
    put = FORMULAS["output_index"].put(i=i, t=t, s=s, d=1, p=p)
    x, w = [0] * (i + 2), [0] * k
    x[i], w[t] = 1, 1
    y = ConvTranspose(k, stride=s, padding=p)(x, w)
    agree_sizes(put.value, y.index(1))
    return Exercise(
        "place",
        "where a product goes",
        said(
            f"In which output cell do input cell $x[{i}]$ and tap $w[{t}]$ meet for $s = {s}$ and "
            f"$p = {p}$? Positions count from 0."
        ),
        (shown("o", f"s i + t - p = {s} \\cdot {i} + {t} - {p} = {put.value}"),),
    )


def by_hand(random: Random) -> Exercise:
    """Ask for a result in one dimension."""
    x, w = numbers(random, 3), numbers(random, 3)
    s, p = random.randint(1, 2), random.randint(0, 1)
    layer = ConvTranspose(3, stride=s, padding=p)
    y = layer(x, w)
    agree("the result by the matrix", list(layer.matrix(w, 3) * Matrix(x)), y)
    # the copies on the canvas, and the canvas
    canvas = ConvTranspose(3, stride=s)
    lines = []
    for i, cell in enumerate(x):
        alone = [cell if place == i else 0 for place in range(len(x))]
        lines.append(line(rf"{cell} \cdot w \text{{ at }} {i * s}", row(canvas(alone, w))))
    copies = [*lines, line("f", row(canvas(x, w)))]
    return Exercise(
        "by-hand",
        "scale, place, add, crop",
        said(f"Compute the output for $x = {row(x)}$, $w = {row(w)}$, $s = {s}$, $p = {p}$."),
        (
            *said("The copies, placed on the canvas, and their sum:"),
            Equations(tuple(copies)),
            shown("y", row(y)),
        ),
    )


def in_two_dimensions(random: Random) -> Exercise:
    """Ask for a result in two dimensions."""
    x, w = square(random), square(random)
    s = random.randint(1, 2)
    layer = ConvTranspose((2, 2), stride=s)
    y = layer(x, w)
    agree("the listing in two dimensions", ALGORITHMS["scatter_rows"].run(x, w, s, 0), y)
    return Exercise(
        "two-dimensions",
        "two dimensions",
        (
            *said(f"Compute the output at stride ${s}$, without padding, for"),
            Equations((line("x", latex(Array(x))), line("w", latex(Array(w))))),
        ),
        (shown("y", latex(Array(y))),),
    )


def not_an_inverse(random: Random) -> Exercise:
    """Ask whether the same shape means the same values: the first exercise of Dive into Deep Learning."""
    x, w = square(random), square(random)
    X = [[*pair, random.randint(1, 9)] for pair in (*x, numbers(random, 2))]
    down = Conv((2, 2))
    y = down(X, w)
    back = down.adjoint((3, 3))(y, w)
    matrix = Matrix(down.matrix(w, (3, 3)))
    flat = matrix.T * matrix * Matrix([cell for r in X for cell in r])
    agree("the way there and back by matrices", list(flat), [cell for r in back for cell in r])
    if back == X:
        raise StepFailed("the exercise has the same values after all")
    return Exercise(
        "not-an-inverse",
        "the same shape, not the same values",
        (
            *said(
                "A convolution and then the transposed convolution with the same kernel lead back "
                "to the same shape. Do they lead back to the same values? Take"
            ),
            Equations((line("X", latex(Array(X))), line("w", latex(Array(w))))),
        ),
        (
            *said(
                "No. Together they multiply by $C^{\\top} C$, which has at most four independent "
                "rows for nine cells, so it is not the identity:"
            ),
            Equations(
                (
                    line(r"\mathrm{conv}(X)", latex(Array(y))),
                    line(r"\mathrm{up}(\mathrm{conv}(X))", latex(Array(back))),
                )
            ),
        ),
    )


def cost(random: Random) -> Exercise:
    """Ask what the matrix costs: the second exercise of Dive into Deep Learning."""
    n, k = random.randint(4, 8), random.randint(2, 3)
    layer = Conv((k, k))
    m = layer.output_size((n, n))[0]
    entries, needed = n * n * m * m, k * k * m * m
    found = Matrix(layer.matrix(ones((k, k)), (n, n)))
    agree_sizes(entries, found.rows * found.cols)
    agree_sizes(needed, sum(1 for cell in found if cell != 0))
    return Exercise(
        "cost",
        "what the matrix costs",
        said(
            f"A convolution with ${k} \\times {k}$ taps at stride 1 on ${n} \\times {n}$ cells is "
            "computed as a multiplication by its matrix. Is that efficient? Compare the numbers of "
            "multiplications."
        ),
        said(
            f"No. The matrix has ${m * m} \\times {n * n} = {entries}$ entries, of which "
            f"${needed} = {m * m} \\cdot {k * k}$ are taps. The window multiplies by those only, "
            f"and stores {k * k} numbers instead of {entries}. (As a product of the *unfolded* "
            "input with the taps, it multiplies no zeros, and hardware does it fast.)"
        ),
    )


def zeros(random: Random) -> Exercise:
    """Ask for zero insertion."""
    x, w, s = numbers(random, 3), numbers(random, 3), random.randint(2, 3)
    p = random.randint(0, 2)
    stretched = crop(stretch(x, s), p - 2, p - 2)
    y = ConvTranspose(3, stride=s, padding=p)(x, w)
    agree("zero insertion", Conv(3)(stretched, flip(w)), y)
    return Exercise(
        "zeros",
        "zeros between the cells",
        said(
            f"Compute the transposed convolution of $x = {row(x)}$ and $w = {row(w)}$ with "
            f"$s = {s}$ and $p = {p}$ as a convolution at stride 1. What slides over what?"
        ),
        (
            *said("The reversed kernel slides over the stretched input between $k - 1 - p$ zeros:"),
            Equations(
                (
                    line("u^{+}", row(stretched)),
                    line(r"w^{\mathrm{rev}}", row(flip(w))),
                    line("y", row(y)),
                )
            ),
        ),
    )


def transposed_matrix(random: Random) -> Exercise:
    """Ask for the matrix."""
    w, s, p = numbers(random, 3), random.randint(1, 3), random.randint(0, 1)
    layer = ConvTranspose(3, stride=s, padding=p)
    matrix = Matrix(layer.matrix(w, 3))
    columns = [layer(unit, w) for unit in ([1, 0, 0], [0, 1, 0], [0, 0, 1])]
    agree("the columns of the matrix", matrix.T.tolist(), columns)
    return Exercise(
        "matrix",
        "the matrix",
        said(
            f"Write down the matrix of the layer with $w = {row(w)}$, $s = {s}$ and $p = {p}$ for "
            "three input cells. What is its column $i$?"
        ),
        (
            shown(r"C^{\top}", latex(matrix)),
            *said("Column $i$ is the copy that input cell $i$ paints, after the crop."),
        ),
    )


def adjoint(random: Random) -> Exercise:
    """Ask for the adjoint identity."""
    v, x, w = numbers(random, 5), numbers(random, 3), numbers(random, 3)
    down, up = Conv(3, stride=2, padding=1), ConvTranspose(3, stride=2, padding=1)
    left, right = inner(x, down(v, w)), inner(v, up(x, w))
    agree("the adjoint identity", [left], [right])
    return Exercise(
        "adjoint",
        "the adjoint",
        said(
            f"Let $v = {row(v)}$, $x = {row(x)}$ and $w = {row(w)}$, with $s = 2$ and $p = 1$ in both "
            r"layers. Compute $\langle x, \mathrm{conv}(v) \rangle$ and $\langle \mathrm{up}(x), "
            r"v \rangle$. Why are they equal?"
        ),
        (
            Equations(
                (
                    line(r"\mathrm{conv}(v)", row(down(v, w))),
                    line(r"\mathrm{up}(x)", row(up(x, w))),
                )
            ),
            *said(
                f"Both products are ${left}$, since $x^{{\\top}} (C v) = (C^{{\\top}} x)^{{\\top}} v$."
            ),
        ),
    )


def same_size(random: Random) -> Exercise:
    """Ask for output padding."""
    k, s = random.randint(2, 5), random.randint(2, 4)
    n, p = random.randint(12, 24), random.randint(0, (k - 1) // 2)
    down = Conv(k, stride=s, padding=p)
    m, a = down.output_size(n), (n + 2 * p - k) % s
    agree_sizes(down.adjoint(n).output_padding[0], a)
    agree_sizes(ConvTranspose(k, s, p, a).output_size(m), n)
    return Exercise(
        "output-padding",
        "output padding",
        said(
            f"A convolution with $k = {k}$, $s = {s}$, $p = {p}$ reads ${n}$ cells. Which output "
            "padding must the transposed convolution of the same parameters have to bring the size "
            "back?"
        ),
        said(
            f"The convolution makes ${m}$ cells and leaves a remainder of $(n + 2 p - k) \\bmod s = "
            f"{n + 2 * p - k} \\bmod {s} = {a}$; so $a = {a}$."
        ),
    )


def doubling(random: Random) -> Exercise:
    """Ask for the padding that multiplies the size."""
    s, k = random.choice(((2, 4), (2, 6), (3, 5), (3, 7), (4, 6), (4, 8)))
    I = random.randint(8, 32)
    p = (k - s) // 2
    fitting = [each for each in range(k + s) if _size(I, k, s, each) == s * I]
    agree_sizes(fitting, [p])
    return Exercise(
        "padding",
        "a size to be met",
        said(
            f"Which padding makes the layer with $k = {k}$ and $s = {s}$ multiply the size by ${s}$?"
        ),
        said(
            f"$s (I - 1) + k - 2 p = s I$ says $2 p = k - s = {k - s}$, so $p = {p}$, whatever $I$ is."
        ),
    )


def _size(I: int, k: int, s: int, p: int) -> int | None:
    try:
        return int(ConvTranspose(k, stride=s, padding=p).output_size(I))
    except GeometryError:
        return None


def checkerboard(random: Random) -> Exercise:
    """Ask for the overlap."""
    s, k = random.randint(2, 4), random.randint(3, 9)
    layer = ConvTranspose(k, stride=s)
    counts = layer(ones(12), ones(k)).tolist()
    inside = [int(count) for count in counts[5 * s : 6 * s]]
    by_tap = [len(range(r, k, s)) for r in range(s)]
    agree("the counts by phase", inside, by_tap)
    is_even = k % s == 0
    said_even = "divides" if is_even else "does not divide"
    told = "no checkerboard" if is_even else "a checkerboard"
    return Exercise(
        "checkerboard",
        "overlap",
        said(
            f"How many products does an output cell far from the border receive for $k = {k}$ and "
            f"$s = {s}$? Does a checkerboard show?"
        ),
        said(
            f"Phase by phase ${', '.join(map(str, inside))}$: the taps whose positions leave the same "
            f"remainder by ${s}$. The stride {said_even} the kernel size: {told}."
        ),
    )


def phases(random: Random) -> Exercise:
    """Ask for the polyphase form."""
    x, w = numbers(random, 3), numbers(random, 4)
    layer = ConvTranspose(4, stride=2)
    parts = [subsample(w, 2, r) for r in (0, 1)]
    small = [ConvTranspose(2)(x, part) for part in parts]
    y = layer(x, w)
    agree("the phases", [subsample(y, 2, r) for r in (0, 1)], small)
    return Exercise(
        "phases",
        "two small layers",
        said(
            f"Compute $\\mathrm{{up}}(x)$ for $x = {row(x)}$, $w = {row(w)}$ and $s = 2$ by two "
            "transposed convolutions at stride 1."
        ),
        (
            *said("Every other tap makes every other output cell:"),
            Equations(
                (
                    line(rf"{row(parts[0])} \text{{ gives }}", row(small[0]), ""),
                    line(rf"{row(parts[1])} \text{{ gives }}", row(small[1]), ""),
                    line("y", row(y)),
                )
            ),
        ),
    )


def two_in_one(random: Random) -> Exercise:
    """Ask for two layers in one."""
    u, v = numbers(random, 2), numbers(random, 3)
    s1, s2 = random.randint(1, 3), random.randint(1, 3)
    first, second = ConvTranspose(2, stride=s1), ConvTranspose(3, stride=s2)
    kernel = second(u, v)
    x = numbers(random, 3)
    both = ConvTranspose(len(kernel), stride=s1 * s2)
    agree("two layers in one", second(first(x, u), v), both(x, kernel))
    return Exercise(
        "two-in-one",
        "two layers in one",
        said(
            f"A layer with $u = {row(u)}$ at stride ${s1}$ is followed by one with $v = {row(v)}$ at "
            f"stride ${s2}$, both without padding. Which single layer does the same?"
        ),
        (
            *said(
                f"Its stride is ${s1} \\cdot {s2} = {s1 * s2}$, and its kernel the second layer of $u$:"
            ),
            shown("w", row(kernel)),
        ),
    )


def dilated(random: Random) -> Exercise:
    """Ask for the size with dilation."""
    I, k, s, d = (random.randint(*each) for each in ((3, 9), (2, 5), (1, 3), (2, 4)))
    K = d * (k - 1) + 1
    O = s * (I - 1) + K
    spread = stretch([1] * k, d)
    agree_sizes(len(ALGORITHMS["scatter"].run([1] * I, spread, s, 0)), O)
    return Exercise(
        "dilation",
        "dilation",
        said(f"How long is the output for $I = {I}$, $k = {k}$, $s = {s}$ and dilation $d = {d}$?"),
        (
            *said("A copy reaches over $K$ cells, which take the place of $k$:"),
            Equations(
                (
                    line("K", f"{d} \\cdot ({k} - 1) + 1 = {K}"),
                    line("O", f"{s} \\cdot ({I} - 1) + {K} = {O}"),
                )
            ),
        ),
    )


def groups(random: Random) -> Exercise:
    """Ask for the taps of a layer with groups."""
    g = random.choice((2, 3, 4))
    inward, outward, k = g * random.randint(1, 4), g * random.randint(1, 4), random.randint(2, 4)
    taps = inward * (outward // g) * k * k
    layer = ConvTranspose((k, k), channels=(inward, outward), groups=g)
    x, w = ones((inward, 1, 1)), ones((inward, outward // g, k, k))
    reached = layer(x, w)
    agree_sizes(sum(cell for c in reached.tolist() for r in c for cell in r), taps)
    return Exercise(
        "groups",
        "channels and groups",
        said(
            f"How many taps has a transposed convolution with ${inward}$ input and ${outward}$ output "
            f"channels, ${k} \\times {k}$ taps a pair, and ${g}$ groups?"
        ),
        said(
            f"Each input channel has ${outward} / {g}$ output channels of its group: ${inward} \\cdot "
            f"{outward // g} \\cdot {k} \\cdot {k} = {taps}$."
        ),
    )


def linear(random: Random) -> Exercise:
    """Ask for linear interpolation."""
    x = [4 * each for each in numbers(random, 4)]
    w = [Rational(1, 4), Rational(3, 4), Rational(3, 4), Rational(1, 4)]
    y = ConvTranspose(4, stride=2, padding=1)(Array(x), Array(w)).tolist()
    expected = []
    for a, b in pairwise(x):
        expected += [Rational(3 * a + b, 4), Rational(a + 3 * b, 4)]
    agree("linear interpolation", y[1:-1], expected)
    return Exercise(
        "linear",
        "linear interpolation",
        said(
            r"The taps $\frac{1}{4}, \frac{3}{4}, \frac{3}{4}, \frac{1}{4}$ with $s = 2$ and $p = 1$ "
            f"interpolate. What do they make of $x = {row(x)}$, and what is wrong at the border?"
        ),
        (
            shown("y", latex(Array(y))),
            *said(
                "The first and the last cell receive one product only, three quarters of a cell."
            ),
        ),
    )


KINDS: tuple[Callable[[Random], Exercise], ...] = (
    size,
    place,
    by_hand,
    in_two_dimensions,
    not_an_inverse,
    cost,
    zeros,
    transposed_matrix,
    adjoint,
    same_size,
    doubling,
    checkerboard,
    phases,
    two_in_one,
    dilated,
    groups,
    linear,
)


def agree_sizes(found: Any, expected: Any) -> None:
    """Raise unless a second way leads to the same number.

    Raises
    ------
    StepFailed
        With both.
    """
    if found != expected:
        raise StepFailed(f"one way to an answer gives {found}, another {expected}")


def numbers(random: Random, count: int) -> list[int]:
    """Return small whole numbers, the first of them not zero."""
    return [
        random.choice((1, 2, 3, 4, 5, -1, -2)),
        *(random.randint(-3, 5) for _ in range(count - 1)),
    ]


def square(random: Random) -> list[list[int]]:
    """Return two rows of two small numbers."""
    a, b, c, d = (random.randint(1, 5) for _ in range(4))
    return [[a, b], [c, d]]


def row(cells: Any) -> str:
    """Return a list of cells as LaTeX."""
    return latex(Array(list(cells)))


def said(text: str) -> Blocks:
    """Return a sentence as blocks."""
    return (Paragraph(text),)


def line(left: str, right: str, relation: str = "=") -> Equation:
    """Return one formula."""
    return Equation(Math(left), Math(right), relation=Math(relation))


def shown(left: str, right: str) -> Equations:
    """Return one formula as a block."""
    return Equations((line(left, right),))
