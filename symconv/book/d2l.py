"""The section on transposed convolutions in the markup of Dive into Deep Learning, its numbers computed."""

from __future__ import annotations

from typing import Any

from symconv.book.content.formula_rows import hold
from symconv.dialects.given_layer import write
from symconv.layers.conv import Conv, ConvTranspose
from symconv.symbolic.claims import Equal

_SCRATCH = """We can implement this basic operation for an input matrix `X` and a kernel matrix `K`.

```{.python .input}
#@tab all
def trans_conv(X, K):
    h, w = len(K), len(K[0])
    Y = [[0] * (len(X[0]) + w - 1) for _ in range(len(X) + h - 1)]
    for i in range(len(X)):
        for j in range(len(X[0])):
            for a in range(h):
                for b in range(w):
                    Y[i + a][j + b] += X[i][j] * K[a][b]
    return Y
```

```{.python .input}
#@tab all
X, K = [[0, 1], [2, 3]], [[0, 1], [2, 3]]
trans_conv(X, K)
```"""
_EXERCISES = """## Exercises

1. The convolution input `X` and the transposed convolution output `Z` can have the same shape. Do they have the same
   values? Why?
1. For which sizes does $g(f(X))$ have the shape of $X$ when $k = 3$, $s = 2$ and $p = 1$?
1. Is it efficient to use matrix multiplications to implement convolutions? Why?"""
X = [[0, 1], [2, 3]]
K = [[0, 1], [2, 3]]
TABS = {"torch": "pytorch", "keras": "tensorflow", "jax": "jax"}
"""Dialects, with what the book calls their tabs."""
SETTINGS = (
    ("The running example", ConvTranspose((2, 2))),
    ("With padding", ConvTranspose((2, 2), padding=1)),
    ("With stride", ConvTranspose((2, 2), stride=2)),
)


def section() -> str:
    """Return the section as Markdown in the book's markup.

    Raises
    ------
    StepFailed
        If something that the section says does not hold.

    Examples
    --------
    >>> text = section()
    >>> text.splitlines()[:2]
    ['# Transposed Convolution', ':label:`sec_transposed_conv`']
    """
    parts = (_basic(), _SCRATCH, *_frameworks(), _sizes(), _matrix(), _EXERCISES)
    return "\n\n".join(parts) + "\n"


def _basic() -> str:
    y = ConvTranspose((2, 2))(X, K)
    hold(y == [[0, 0, 1], [0, 4, 6], [4, 12, 9]], "the published example has these values")
    return f"""# Transposed Convolution
:label:`sec_transposed_conv`

A convolutional layer usually reduces the spatial dimensions of its input, or keeps them.
A *transposed convolution* performs upsampling: it makes a feature map larger.

## Basic Operation

Let the input be of shape $n_\\textrm{{h}} \\times n_\\textrm{{w}}$ and the kernel of shape
$k_\\textrm{{h}} \\times k_\\textrm{{w}}$. Every input element multiplies the whole kernel; the product is placed with its
top-left corner at the element's position, and where products overlap they are added. At stride 1 without padding
the output has shape $(n_\\textrm{{h}} + k_\\textrm{{h}} - 1) \\times (n_\\textrm{{w}} + k_\\textrm{{w}} - 1)$. For

$$X = {_matrix_tex(X)}, \\quad K = {_matrix_tex(K)}$$

the output is

$$Y = {_matrix_tex(y)}.$$
:eqlabel:`eq_trans_conv_example`"""


def _frameworks() -> list[str]:
    parts = ["## Padding, Strides, and Multiple Channels\n\nThe same layers in the frameworks:"]
    for title, layer in SETTINGS:
        y = layer(X, K)
        channels = ConvTranspose(layer.kernel_size, layer.stride, layer.padding, channels=(1, 1))
        blocks = [f"{title}: $Y = {_matrix_tex(y)}$."]
        for dialect, tab in TABS.items():
            written = write(channels, dialect)
            left = "".join(f"\n# then {step}" for step in written.steps)
            blocks.append(f"```{{.python .input}}\n#@tab {tab}\n{written.call}{left}\n```")
        parts.append("\n\n".join(blocks))
    parts.append(
        "Unlike in a regular convolution, padding is applied to the *output*: $p$ rows and "
        "columns are removed on "
        "every side. The stride moves the products over the output."
    )
    return parts


def _sizes() -> str:
    down, up = Conv((2, 2), stride=2, padding=1), ConvTranspose((2, 2), stride=2, padding=1)
    m = down.output_size((3, 3))
    back = up.output_size(m)
    hold(back != (3, 3), "the size is not back")
    hold(
        all(
            _is_back(n, k, s, p) == ((n + 2 * p - k) % s == 0)
            for n in range(3, 9)
            for k in range(1, 4)
            for s in range(1, 4)
            for p in range(2)
        ),
        "the size is back where the stride divides",
    )
    return f"""## Shapes

Let a convolutional layer $f$ output $\\mathsf{{Y}} = f(\\mathsf{{X}})$, and let $g$ be the transposed convolutional layer
with the same hyperparameters, its output channels being the channels of $\\mathsf{{X}}$. Along an axis, $g(\\mathsf{{Y}})$ has
the size $n$ of $\\mathsf{{X}}$ **if and only if the stride $s$ divides $n + 2p - k$**, without output padding. It need not:
with $k = 2$, $s = 2$ and $p = 1$ a size of $3$ becomes ${m[0]}$, and then ${back[0]}$. In general

$$n' = s (m - 1) + k - 2 p, \\qquad m = \\left\\lfloor \\frac{{n + 2 p - k}}{{s}} \\right\\rfloor + 1,$$
:eqlabel:`eq_trans_conv_size`

and an output padding of $(n + 2 p - k) \\bmod s$ makes up for the difference."""


def _is_back(n: int, k: int, s: int, p: int) -> bool:
    m = Conv(k, stride=s, padding=p).output_size(n)
    try:
        return bool(ConvTranspose(k, stride=s, padding=p).output_size(m) == n)
    except ValueError:  # nothing would be left
        return False


def _matrix() -> str:
    W = Conv((2, 2)).matrix(K, (3, 3))
    y = ConvTranspose((2, 2)).matrix(K, (2, 2))
    hold(bool(Equal(W.T, y)), "the matrices are transposes of each other")
    return f"""## Connection to Matrix Transposition
:label:`subsec-connection-to-mat-transposition`

Written as a multiplication by a matrix $\\mathbf{{W}}$ of shape ${W.rows} \\times {W.cols}$, the convolution of a $3 \\times 3$
input by $K$ is $\\mathbf{{y}} = \\mathbf{{W}} \\mathbf{{x}}$, both read row by row. The transposed convolution multiplies by
$\\mathbf{{W}}^\\top$. So the forward pass of one layer is the backward pass of the other."""


def _matrix_tex(rows: Any) -> str:
    body = r" \\ ".join(" & ".join(map(str, row)) for row in rows)
    return rf"\begin{{bmatrix}} {body} \end{{bmatrix}}"
