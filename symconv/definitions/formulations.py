"""The formulations: every method of a layer is one definition in the six words, with what pages say of it.

A definition is called as ``definition(x, w, s, d, b, O)``: input, kernel, stride, dilation, begin
and size of the window ``y[o] = full[o + b]``, ``0 <= o < O``. The definitions share the six words
and the geometry, never each other's sums; that they agree is proved (`symconv.library.methods`) and
swept (`symconv.verify`), so what one of them forgot another would show. `TRANSPOSED` and `DIRECT`
at the end are the tables of all methods: what is entered there is a method of the layer, is swept,
stands in the worked examples and in the chapter, and is listed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from symconv.definitions.operations import correlate, cut, flip, stretch
from symconv.language.words import (
    Cell,
    Tensor,
    Vec,
    array,
    collect,
    divide,
    equal,
    split,
    sum_,
    when,
)

Definition: TypeAlias = Callable[[Tensor, Tensor, Vec, Vec, Vec, Vec], Tensor]


@dataclass(frozen=True)
class MethodWords:
    """What a page says of a method.

    Parameters
    ----------
    title : str
        Its heading.
    idea : str
        The idea in a clause, without capital and full stop, in plain text.
    elsewhere : tuple of str
        What it is called elsewhere.

    Examples
    --------
    >>> MethodWords("Gather", "every cell collects").sentence
    'Every cell collects.'
    """

    title: str
    idea: str
    elsewhere: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        """The idea as a sentence of its own."""
        return f"{self.idea[0].upper()}{self.idea[1:]}."


@dataclass(frozen=True)
class Method:
    """A definition with its name and with what pages say of it; it is called as its definition is.

    Parameters
    ----------
    name : str
        What ``layer(x, w, method=name)`` takes.
    definition : callable
        The formulation, in the six words.
    words : MethodWords
        What a page says of it.
    """

    name: str
    definition: Definition = field(repr=False)
    words: MethodWords

    def __call__(self, x: Tensor, w: Tensor, s: Vec, d: Vec, b: Vec, O: Vec) -> Tensor:
        """Return what the definition gives."""
        return self.definition(x, w, s, d, b, O)


def scatter(x: Tensor, w: Tensor, s: Vec, d: Vec, b: Vec, O: Vec) -> Tensor:
    """Add ``x[i] * w[t]`` at cell ``s*i + d*t`` of a canvas and read the window of size `O` from `b` on.

    ``canvas[j] = sum over i, t with s*i + d*t = j of x[i]*w[t]``, ``y[o] = canvas[o + b]``

    Notes
    -----
    This is the definition itself: the other methods are proved equal to it, for all sizes. Beyond
    the canvas, where output padding can reach, no product lands, and a cell is zero.

    References
    ----------
    A. Zhang et al., Dive into Deep Learning, section "Transposed Convolution".

    See Also
    --------
    gather : the same relation read from the output.
    """
    F = s * (x.shape - 1) + d * (w.shape - 1) + 1
    canvas = collect(F, (x.shape, w.shape), lambda i, t: s * i + d * t, lambda i, t: x[i] * w[t])
    return array(O, lambda o: canvas[o + b])


SCATTER = Method(
    "scatter",
    scatter,
    MethodWords(
        "Scatter",
        "copies of the kernel are scaled, placed and added",
        ("overlap-add", "col2im"),
    ),
)


def convolution_matrix(w: Tensor, s: Vec, d: Vec, b: Vec, rows: Vec, columns: Vec) -> Tensor:
    """Return the matrix ``C`` of the convolution: ``C[i, s*i + d*t - b] += w[t]``, rows are its output cells."""
    return collect(
        rows.join(columns),
        (rows, w.shape),
        lambda i, t: i.join(s * i + d * t - b),
        lambda i, t: w[t],
    )


def matrix(x: Tensor, w: Tensor, s: Vec, d: Vec, b: Vec, O: Vec) -> Tensor:
    """Multiply by the transposed matrix of the convolution that takes size `O` to the size of `x`.

    ``y[o] = sum over i of x[i] * C[i, o]``, that is ``y = C^T x``

    Notes
    -----
    Row `i` of ``C`` holds tap `t` in column ``s*i + d*t - b``, which is where input cell `i`
    scatters it: theorem ``method-matrix``. That ``C^T`` is the adjoint of ``C`` is theorem
    ``adjoint``.

    References
    ----------
    V. Dumoulin and F. Visin, A guide to convolution arithmetic for deep learning, section 4.1.

    See Also
    --------
    gradient : the same transpose as a derivative.
    window_matrix : the convolution by its matrix, not transposed.
    """
    C = convolution_matrix(w, s, d, b, x.shape, O)
    return array(O, lambda o: sum_(x.shape, lambda i: x[i] * C[i.join(o)]))


MATRIX = Method(
    "matrix",
    matrix,
    MethodWords(
        "Transposed matrix",
        "the convolution's matrix, transposed, is applied",
        ("transposed Toeplitz matrix",),
    ),
)


def zero_insertion(x: Tensor, w: Tensor, s: Vec, d: Vec, b: Vec, O: Vec) -> Tensor:
    """Stretch the input by the stride, pad it, and slide the **reversed** (dilated) kernel at unit stride.

    ``y[o] = sum over u of z[o + u + b - (K-1)] * w'[K-1-u]``, ``z[s*i] = x[i]``, ``w'[d*t] =
    w[t]``, ``K = d(k-1)+1``

    Notes
    -----
    Over the stretched input the reversed kernel meets input cell `i` with tap `t` exactly at the
    cell ``s*i + d*t - b``: theorem ``method-zero-insertion``. Where ``b > K-1`` the padding is
    negative: cells are cut off.

    References
    ----------
    V. Dumoulin and F. Visin, A guide to convolution arithmetic, relationships 12 to 14. They leave
    the reversal out.

    See Also
    --------
    polyphase : the same sums without the products with inserted zeros.
    """
    kernel = flip(stretch(w, d))
    padded = cut(stretch(x, s), b - (kernel.shape - 1), O + kernel.shape - 1)
    return correlate(padded, kernel, O)


ZERO_INSERTION = Method(
    "zero-insertion",
    zero_insertion,
    MethodWords(
        "Zero insertion",
        "the reversed kernel slides over the stretched input",
        ("fractionally strided convolution", "input dilation"),
    ),
)


def gradient(x: Tensor, w: Tensor, s: Vec, d: Vec, b: Vec, O: Vec) -> Tensor:
    """Differentiate ``<x, conv(u)>`` with respect to ``u``, for the convolution of the same parameters.

    ``y[o] = d/du[o] of sum over i of x[i] * conv(u)[i]``

    Notes
    -----
    The form is linear in `u`, so its derivative is its value at the `o`-th unit tensor. Only the
    first cells of ``conv(u)`` are taken, as many as `x` has. The derivative keeps the triples ``(o,
    i, t)`` with ``s*i + d*t = o + b``: theorem ``method-gradient``.

    References
    ----------
    V. Dumoulin and F. Visin, A guide to convolution arithmetic, section 4.1 (swapping the two
    passes).

    See Also
    --------
    window : the convolution that is differentiated.
    """

    def unit(o: Vec) -> Tensor:
        return array(O, lambda j: when(equal(j, o), 1))

    def derivative(o: Vec) -> Cell:
        convolved = window(unit(o), w, s, d, b, x.shape)
        return sum_(x.shape, lambda i: x[i] * convolved[i])

    return array(O, derivative)


GRADIENT = Method(
    "gradient",
    gradient,
    MethodWords(
        "Gradient",
        "the backward pass of the convolution is taken",
        ("vector-Jacobian product",),
    ),
)


def gather(x: Tensor, w: Tensor, s: Vec, d: Vec, b: Vec, O: Vec) -> Tensor:
    """Ask of every input cell whether a tap of its copy lies on the output cell.

    ``y[o] = sum over the i for which d divides o + b - s*i of x[i] * w[(o + b - s*i)/d]``

    Notes
    -----
    Given `o` and `i`, the relation ``s*i + d*t = o + b`` has at most one solution `t`: theorem
    ``method-gather``.

    See Also
    --------
    scatter : the same relation read from the input.
    polyphase : the relation solved for `i` instead.
    """
    return array(
        O, lambda o: sum_(x.shape, lambda i: divide(o + b - s * i, d, lambda t: x[i] * w[t]))
    )


GATHER = Method(
    "gather",
    gather,
    MethodWords(
        "Gather",
        "each output cell collects what reaches it",
    ),
)


def polyphase(x: Tensor, w: Tensor, s: Vec, d: Vec, b: Vec, O: Vec) -> Tensor:
    """Split the position, ``o + b = s*m + r``: phase `r` uses the taps `t` for which `s` divides ``d*t - r``.

    ``y[o] = sum over those t of x[m - u] * w[t]``, ``u = (d*t - r)/s``

    Notes
    -----
    With ``o + b = s*m + r`` and ``s*i + d*t = o + b``, `s` divides ``d*t - r`` and ``i = m - (d*t -
    r)/s``: theorem ``method-polyphase``. No product with an inserted zero is made.

    References
    ----------
    P. P. Vaidyanathan, Multirate Systems and Filter Banks, section 4.3. W. Shi et al., Is the
    deconvolution layer the same as a convolutional layer?, 2016.

    See Also
    --------
    zero_insertion : all phases at once, with zeros.
    """

    def phase(m: Vec, r: Vec) -> Cell:
        return sum_(w.shape, lambda t: divide(d * t - r, s, lambda u: x[m - u] * w[t]))

    return array(O, lambda o: split(o + b, s, phase))


POLYPHASE = Method(
    "polyphase",
    polyphase,
    MethodWords(
        "Polyphase",
        "each phase of the stride has its own convolution",
        ("sub-pixel convolution",),
    ),
)


def polynomial(x: Tensor, w: Tensor, s: Vec, d: Vec, b: Vec, O: Vec) -> Tensor:
    """Read the coefficient of ``z^(o + b)`` in ``X(z^s) W(z^d)``, where ``X(z) = sum over i of x[i] z^i``.

    ``y[o] = sum over j of A[j] * B[o + b - j]`` with the coefficients ``A[s*i] = x[i]`` and
    ``B[d*t] = w[t]``

    Notes
    -----
    The coefficient of ``z^(o + b)`` in the product collects the pairs with ``s*i + d*t = o + b``:
    theorem ``method-polynomial``.

    References
    ----------
    P. P. Vaidyanathan, Multirate Systems and Filter Banks, section 4.1 (the expander).

    See Also
    --------
    zero_insertion : the same stretched input and kernel, slid along each other.
    """
    A, B = stretch(x, s), stretch(w, d)
    product = array(A.shape + B.shape - 1, lambda n: sum_(A.shape, lambda j: A[j] * B[n - j]))
    return cut(product, b, O)


POLYNOMIAL = Method(
    "polynomial",
    polynomial,
    MethodWords(
        "Polynomial",
        "coefficients of a product of polynomials are read",
        ("product of z-transforms",),
    ),
)


def window(x: Tensor, w: Tensor, s: Vec, d: Vec, b: Vec, O: Vec) -> Tensor:
    """Lay the kernel on the input from cell ``s*i - b`` on, multiply and add.

    ``y[i] = sum over t of x[s*i + d*t - b] * w[t]``, `x` being zero outside

    Notes
    -----
    This is the definition of the convolution itself (a cross-correlation: the kernel is not
    reversed). Its transpose is `scatter`: theorem ``adjoint``.

    References
    ----------
    V. Dumoulin and F. Visin, A guide to convolution arithmetic, chapter 2.

    See Also
    --------
    window_matrix : the same by a matrix.
    """
    return array(O, lambda i: sum_(w.shape, lambda t: x[s * i + d * t - b] * w[t]))


WINDOW = Method(
    "window",
    window,
    MethodWords(
        "Window",
        "the kernel slides over the input, multiplies and adds",
        ("cross-correlation", "sliding dot product"),
    ),
)


def window_matrix(x: Tensor, w: Tensor, s: Vec, d: Vec, b: Vec, O: Vec) -> Tensor:
    """Multiply by the matrix of the convolution.

    ``y[i] = sum over j of x[j] * C[i, j]``, that is ``y = C x``

    Notes
    -----
    Row `i` of the matrix holds tap `t` at input cell ``s*i + d*t - b``, where the window meets it:
    theorem ``method-convolution-matrix``.

    References
    ----------
    V. Dumoulin and F. Visin, A guide to convolution arithmetic, section 4.1.

    See Also
    --------
    matrix : its transpose.
    """
    C = convolution_matrix(w, s, d, b, O, x.shape)
    return array(O, lambda i: sum_(x.shape, lambda j: x[j] * C[i.join(j)]))


WINDOW_MATRIX = Method(
    "matrix",
    window_matrix,
    MethodWords(
        "Matrix",
        "the matrix of the convolution is applied",
        ("Toeplitz matrix",),
    ),
)


def table(*methods: Method) -> dict[str, Method]:
    """Return methods by their names."""
    return {method.name: method for method in methods}


TRANSPOSED: Mapping[str, Method] = table(
    SCATTER,
    MATRIX,
    ZERO_INSERTION,
    GRADIENT,
    GATHER,
    POLYPHASE,
    POLYNOMIAL,
)
"""The methods of `ConvTranspose`, in the order in which pages tell them."""

DIRECT: Mapping[str, Method] = table(WINDOW, WINDOW_MATRIX)
"""The methods of `Conv`."""
