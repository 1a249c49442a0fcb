"""The transposed convolution step by step, as loops that run and are printed from their own source.

Taken as given: `x` and `w` are lists (of rows) and stride `s` and padding `p` are legal;
`symconv.formulas.listing` checks that, prints these functions, and runs them. Sizes stand in them
as a reader writes them down; the tests hold each against the layer on every small setting. They
have no docstrings because latexify-py would print those.
"""

from __future__ import annotations

from typing import Any


def zeros(n: int, m: int | None = None) -> list[Any]:
    """Return an empty grid of `n` cells, or of `n` rows and `m` columns.

    Examples
    --------
    >>> zeros(2), zeros(2, 3)
    ([0, 0], [[0, 0, 0], [0, 0, 0]])
    """
    return [0] * n if m is None else [[0] * m for _ in range(n)]


def scatter(x: Any, w: Any, s: int, p: int) -> Any:  # noqa: D103
    I = len(x)
    k = len(w)
    F = s * (I - 1) + k
    f = zeros(F)
    for i in range(I):
        for t in range(k):
            f[s * i + t] += x[i] * w[t]
    O = F - 2 * p
    y = zeros(O)
    for o in range(O):
        y[o] = f[o + p]
    return y


def place(x: Any, w: Any, s: int, p: int) -> Any:  # noqa: D103
    I = len(x)
    k = len(w)
    O = s * (I - 1) + k - 2 * p
    y = zeros(O)
    for i in range(I):
        for t in range(k):
            o = s * i + t - p
            if 0 <= o < O:
                y[o] += x[i] * w[t]
    return y


def scatter_rows(x: Any, w: Any, s: int, p: int) -> Any:  # noqa: D103
    I = len(x)
    J = len(x[0])
    k = len(w)
    l = len(w[0])
    F = s * (I - 1) + k
    G = s * (J - 1) + l
    f = zeros(F, G)
    for i in range(I):
        for j in range(J):
            for t in range(k):
                for u in range(l):
                    f[s * i + t][s * j + u] += x[i][j] * w[t][u]
    O = F - 2 * p
    Q = G - 2 * p
    y = zeros(O, Q)
    for o in range(O):
        for q in range(Q):
            y[o][q] = f[o + p][q + p]
    return y


def place_rows(x: Any, w: Any, s: int, p: int) -> Any:  # noqa: D103
    I = len(x)
    J = len(x[0])
    k = len(w)
    l = len(w[0])
    O = s * (I - 1) + k - 2 * p
    Q = s * (J - 1) + l - 2 * p
    y = zeros(O, Q)
    for i in range(I):
        for j in range(J):
            for t in range(k):
                for u in range(l):
                    o = s * i + t - p
                    q = s * j + u - p
                    if 0 <= o < O and 0 <= q < Q:
                        y[o][q] += x[i][j] * w[t][u]
    return y
